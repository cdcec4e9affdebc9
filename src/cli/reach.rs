//! Which of the archives below a root a command is about.

#[cfg(feature = "bucket")]
use super::args::BucketCommand;
use super::args::{Command, CrawlArgs, ExportArgs, RecipeCommand};

/// What a command is about.
#[derive(Clone, Copy)]
pub(super) enum Reach<'a> {
    /// No archive, or it finds its way without one.
    Nothing,
    /// Each of them, or that of one site.
    Each(Option<&'a str>),
    /// That of the site which is named, be it among other words; each where there are no words.
    Words(&'a [String], Option<&'a str>),
    /// The one that holds an article.
    Article(&'a str),
    /// All sites' at once.
    Crawl(&'a CrawlArgs),
    /// A night of all sites' at once.
    Night,
    /// All of them as one dataset.
    Dataset(&'a ExportArgs),
    /// One alone: what the command makes is of one archive.
    One(&'static str),
}

/// Of a command as it was called.
pub(super) fn reach(command: &Command) -> Reach<'_> {
    match command {
        Command::Crawl(args) => Reach::Crawl(args),
        Command::Nightly => Reach::Night,
        Command::Show(args) => Reach::Article(&args.article),
        Command::History(args) => Reach::Article(&args.article),
        Command::Diff(args) => Reach::Article(&args.article),
        Command::Why(args) => Reach::Article(&args.address),
        Command::Replay(args) => Reach::Article(&args.url),
        Command::Package(args) => match &args.article {
            Some(word) => Reach::Article(word),
            None => Reach::One("a package of more than one article"),
        },
        Command::List(args) => Reach::Each(args.site.as_deref()),
        Command::Changes(args) => Reach::Each(args.site.as_deref()),
        Command::Stats(args) if args.svg.is_some() && args.site.is_none() => {
            Reach::One("a drawing of figures")
        }
        Command::Stats(args) => Reach::Each(args.site.as_deref()),
        Command::Reextract(args) => Reach::Each(args.site.as_deref()),
        Command::Report(args) if args.out.is_some() => Reach::One("a report in one file"),
        Command::Verify(args) if !args.packages.is_empty() => Reach::Nothing,
        Command::Search(_)
        | Command::Report(_)
        | Command::Feeds(_)
        | Command::Completeness
        | Command::Status
        | Command::Reindex
        | Command::Upgrade
        | Command::Verify(_)
        | Command::Repair(_) => Reach::Each(None),
        Command::Notify(args) if args.test => Reach::Nothing,
        Command::Notify(_) => Reach::Each(None),
        Command::Import(args) => match &args.site {
            Some(site) => Reach::Each(Some(site)),
            None => Reach::One("an import without --site"),
        },
        Command::Export(args) => Reach::Dataset(args),
        #[cfg(feature = "bucket")]
        Command::Bucket(args) => match (&args.command, &args.site) {
            (BucketCommand::Pull, None) => Reach::One("a pull without --site"),
            (_, site) => Reach::Each(site.as_deref()),
        },
        #[cfg(feature = "serve")]
        Command::Serve(_) => Reach::One("a reading room"),
        Command::Recipe(RecipeCommand::Adopt { site }) => match site {
            Some(site) => Reach::Each(Some(site)),
            None => Reach::Each(None),
        },
        Command::Recipe(RecipeCommand::Check(args)) => {
            Reach::Words(&args.pages, args.site.as_deref())
        }
        Command::Recipe(RecipeCommand::Learn(args)) if !args.pages.is_empty() => {
            Reach::Words(&args.pages, args.site.as_deref())
        }
        #[cfg(all(feature = "fleet", target_os = "linux"))]
        Command::Worker(_) | Command::Fleet(_) => Reach::Nothing,
        Command::Demo(_)
        | Command::Init(_)
        | Command::Config
        | Command::Fetch(_)
        | Command::Recipe(_)
        | Command::Extract(_)
        | Command::InstallTimer(_)
        | Command::Schema { .. }
        | Command::Completions { .. }
        | Command::Man { .. } => Reach::Nothing,
    }
}
