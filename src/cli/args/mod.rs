//! The command line: one definition feeds parsing, `--help`, completions and man pages.

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

#[cfg(feature = "bucket")]
mod bucket;
mod export;
mod figures;
#[cfg(all(feature = "fleet", target_os = "linux"))]
mod fleet;
mod global;
mod recipe;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod timer;
mod told;

#[cfg(feature = "bucket")]
pub(super) use bucket::{BucketArgs, BucketCommand};
pub(super) use export::{CompressionArg, ExportArgs, TakedownArgs};
pub(super) use figures::{ByArg, StatsArgs};
#[cfg(all(feature = "fleet", target_os = "linux"))]
pub(super) use fleet::{DrainArgs, FleetCommand, WorkerArgs};
pub(super) use global::Global;
pub(super) use recipe::{CheckArgs, LearnArgs, RecipeCommand};
pub(super) use search::{SearchArgs, SortArg};
#[cfg(feature = "serve")]
pub(super) use serve::ServeArgs;
pub(super) use timer::InstallTimerArgs;
pub(super) use told::{ChangesArgs, DiffArgs, FeedsArgs, HistoryArgs, ReportArgs, ReportFormat};

/// A polite crawler and archiver for the news portals of Hải Phòng.
///
/// Fetches article pages under a rate limit, extracts what they say, and keeps every
/// version as a dated JSON snapshot.
#[derive(Debug, Parser)]
#[command(name = "hpnews", version, max_term_width = 100, after_help = AFTER)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

const AFTER: &str = "\
Exit codes: 0 complete, 1 complete with failures or gaps, 2 could not run,
130 interrupted and resumable. Data goes to stdout, talk to stderr.

Begin with `hpnews demo`: it needs no network.";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Crawl a small portal inside this program: no network, everything real
    Demo(DemoArgs),
    /// Write a configuration: the commented default, or that of the site at an address
    Init(InitArgs),
    /// Print the configuration in force, and where each value came from
    Config,
    /// Crawl the configured sites into the archive
    Crawl(CrawlArgs),
    /// Fetch one page politely and print its snapshot; nothing is stored
    Fetch(FetchArgs),
    /// Work on a site's selectors
    #[command(subcommand)]
    Recipe(RecipeCommand),
    /// List the articles of the archive
    List(ListArgs),
    /// Search the text of all articles, with or without accents
    Search(SearchArgs),
    /// Show one article
    Show(ShowArgs),
    /// What happened to published articles: edits, corrections, removals
    Changes(ChangesArgs),
    /// Compare two versions of one article
    Diff(DiffArgs),
    /// Every version of one article, every look at it, and the gaps between them
    History(HistoryArgs),
    /// One night as a page or as Markdown: what was looked at, what changed
    Report(ReportArgs),
    /// Write the Atom feeds of the archive
    Feeds(FeedsArgs),
    /// Everything any source named as an article and that is not held, with its reason
    #[command(after_help = told::OWN)]
    Completeness,
    /// Say when an address was last seen, when it is next due, and for what reason
    Why(WhyArgs),
    /// Print a stored response as it was captured
    Replay(ReplayArgs),
    /// Pack a day, a range, a section or one article for other tools (WACZ, BagIt)
    Package(PackageArgs),
    /// Write the archive as a dataset: JSONL, CSV or Parquet with its metadata files
    Export(ExportArgs),
    /// Open the archive in a browser, read-only
    #[cfg(feature = "serve")]
    Serve(ServeArgs),
    /// Keep the archive in an S3 bucket besides
    #[cfg(feature = "bucket")]
    Bucket(BucketArgs),
    /// Say what the archive holds and how the last run went
    #[command(after_help = told::OWN)]
    Status,
    /// The archive in figures: articles by time, section and author, edits, removals, gaps
    Stats(StatsArgs),
    /// Rebuild the catalog from the archive's files
    Reindex,
    /// Turn an archive of an older format into today's; the old one is kept beside it
    Upgrade,
    /// Read the stored captures again by the present recipe; no request is sent
    Reextract(ReextractArgs),
    /// Bring other tools' WARC or WACZ files into the archive
    Import(ImportArgs),
    /// Read the captures of WARC files, one JSON line an article; nothing is stored
    Extract(ExtractArgs),
    /// Prove that the archive is what it was: every file, record, snapshot and row
    Verify(VerifyArgs),
    /// Repair what can be repaired without guessing, and list what cannot
    Repair(RepairArgs),
    /// A whole night, unattended: crawl, verify a share, report, feeds, notify, search index
    Nightly,
    /// Work in a fleet: lease sites, run their nights, ship their archives
    #[cfg(all(feature = "fleet", target_os = "linux"))]
    Worker(WorkerArgs),
    /// Several machines that share the sites
    #[cfg(all(feature = "fleet", target_os = "linux"))]
    #[command(subcommand)]
    Fleet(FleetCommand),
    /// Tell the configured receivers what they have not been told yet
    Notify(NotifyArgs),
    /// Run `nightly` every night: write systemd units, print the cron line
    InstallTimer(InstallTimerArgs),
    /// Print the JSON Schema of a snapshot, or of a change
    Schema {
        /// Of what.
        #[arg(value_enum, default_value_t = SchemaArg::Snapshot)]
        of: SchemaArg,
    },
    /// Print shell completions
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    Man {
        /// Write one page a command into this folder instead
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Keep the demo's archive in this folder [default: a temporary one]
    #[arg(long, value_name = "DIR")]
    pub(super) keep: Option<PathBuf>,
    /// Then open the demo's archive in a browser, until Ctrl-C
    #[cfg(feature = "serve")]
    #[arg(long)]
    pub(super) serve: bool,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Address of a site to ask what it is, or the file to write [default: config.toml]
    #[arg(value_name = "URL|FILE")]
    pub(super) target: Option<String>,
    /// The file to write, where an address comes first [default: --config, or config.toml]
    #[arg(value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    /// Print it instead
    #[arg(long)]
    pub(super) print: bool,
    /// Overwrite a file that is there
    #[arg(long)]
    pub(super) force: bool,
    /// The archive's name in its feeds, yours for good (`report.tag`): a host and a day you held it
    #[arg(long, value_name = "HOST,DAY")]
    pub(super) tag: Option<String>,
}

#[derive(Clone, Debug, Default, Args)]
pub(super) struct CrawlArgs {
    /// Only these sites, by name [default: all enabled ones]
    #[arg(value_name = "SITE")]
    pub(super) sites: Vec<String>,
    /// Only articles published on this day or later
    #[arg(long, value_name = "DAY|TIME")]
    pub(super) since: Option<String>,
    /// Only articles published on this day or earlier
    #[arg(long, value_name = "DAY|TIME")]
    pub(super) until: Option<String>,
    /// At most this many articles
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<u64>,
    /// Only this section, by the last part of its address (`chinh-tri`)
    #[arg(long, value_name = "SECTION")]
    pub(super) section: Option<String>,
    /// Ask the sources only, and print what would be fetched and why; stores nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Ask for everything again, not only for what may have changed since the last crawl
    #[arg(long)]
    pub(super) full: bool,
}

#[derive(Debug, Args)]
pub(super) struct FetchArgs {
    /// Address of a page of a configured site
    pub(super) url: String,
}

#[derive(Debug, Args)]
#[command(after_help = told::OWN)]
pub(super) struct ListArgs {
    /// Only articles published on this day or later
    #[arg(long, value_name = "DAY|TIME")]
    pub(super) since: Option<String>,
    /// Only articles published on this day or earlier
    #[arg(long, value_name = "DAY|TIME")]
    pub(super) until: Option<String>,
    /// Only this section, by name
    #[arg(long)]
    pub(super) section: Option<String>,
    /// Only this site, by name
    #[arg(long)]
    pub(super) site: Option<String>,
    /// At most this many; 0: all of them [default: 50; all of them with --json]
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<usize>,
}

#[derive(Debug, Args)]
pub(super) struct ReextractArgs {
    /// Only this site, by name
    #[arg(long)]
    pub(super) site: Option<String>,
    /// Only articles published on this day or later
    #[arg(long, value_name = "DAY|TIME")]
    pub(super) since: Option<String>,
    /// Only articles published on this day or earlier
    #[arg(long, value_name = "DAY|TIME")]
    pub(super) until: Option<String>,
    /// Say what would change; store nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// WARC and ARC files (plain, gzip or Zstandard) and WACZ files
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Only this site, by name
    #[arg(long)]
    pub(super) site: Option<String>,
    /// Leave the files where they are instead of copying them into the archive
    #[arg(long)]
    pub(super) by_reference: bool,
    /// Say what would be stored; store nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct ExtractArgs {
    /// WARC, ARC and WACZ files; `-`: one on standard input
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Write JSON lines, the only form there is
    #[arg(long)]
    pub(super) jsonl: bool,
    /// What lines and messages call the file [default: its path, below the archive if it lies there]
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<String>,
    #[command(flatten)]
    pub(super) takedowns: TakedownArgs,
}

#[derive(Debug, Args)]
#[command(after_help = told::OWN)]
pub(super) struct ShowArgs {
    /// Address, article id, or the beginning of an id
    #[arg(value_name = "URL|ID")]
    pub(super) article: String,
}

#[derive(Debug, Args)]
#[command(after_help = told::OWN)]
pub(super) struct WhyArgs {
    /// Address of an article or a source, article id, or the beginning of an id
    #[arg(value_name = "URL|ID")]
    pub(super) address: String,
}

#[derive(Debug, Args)]
pub(super) struct ReplayArgs {
    /// Address
    pub(super) url: String,
    /// The capture at this time or the last one before it [default: the newest]
    #[arg(long, value_name = "TIME")]
    pub(super) at: Option<String>,
    /// Only the status line and headers
    #[arg(long, conflicts_with = "body")]
    pub(super) headers: bool,
    /// Only the body
    #[arg(long)]
    pub(super) body: bool,
    #[command(flatten)]
    pub(super) takedowns: TakedownArgs,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true).multiple(true)
    .args(["article", "section", "day", "since", "until"]))]
pub(super) struct PackageArgs {
    /// One article: address, id, or the beginning of an id
    #[arg(value_name = "URL|ID", conflicts_with = "section")]
    pub(super) article: Option<String>,
    /// Only this section's articles, by its name
    #[arg(long)]
    pub(super) section: Option<String>,
    /// Only what was captured on this day
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with_all = ["since", "until"])]
    pub(super) day: Option<String>,
    /// Only what was captured on this day, or at this time, or later
    #[arg(long, value_name = "DAY|TIME")]
    pub(super) since: Option<String>,
    /// Only what was captured on this day, or at this time, or earlier
    #[arg(long, value_name = "DAY|TIME")]
    pub(super) until: Option<String>,
    /// Write a BagIt bag, a folder, instead of a WACZ file
    #[arg(long)]
    pub(super) bagit: bool,
    /// Where to write; a WACZ file's name ends in .wacz, and its digest is written beside it
    #[arg(long, value_name = "PATH")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) takedowns: TakedownArgs,
}

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// Packages to check instead of the archive
    #[arg(value_name = "FILE.wacz")]
    pub(super) packages: Vec<PathBuf>,
    /// Read only tonight's share of the files: so many nights in a row read all
    #[arg(long, value_name = "1/N", value_parser = share, conflicts_with = "packages")]
    pub(super) sample: Option<NonZeroU32>,
    /// Also make the catalog anew, and compare every row
    #[arg(long, conflicts_with_all = ["packages", "sample"])]
    pub(super) deep: bool,
}

/// `1/30`: the 30.
fn share(text: &str) -> Result<NonZeroU32, String> {
    let parts = text.strip_prefix("1/").and_then(|parts| parts.parse().ok());
    parts.ok_or_else(|| "a share is written 1/N, as in 1/30".to_owned())
}

#[derive(Debug, Args)]
pub(super) struct RepairArgs {
    /// The clock is right now: set back the times of runs that are later than now
    #[arg(long)]
    pub(super) clock: bool,
    /// Print what would be done; change nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct NotifyArgs {
    /// Send each receiver a message that tells nothing, to try the way
    #[arg(long)]
    pub(super) test: bool,
    #[command(flatten)]
    pub(super) takedowns: TakedownArgs,
}

/// What has a published schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaArg {
    /// One version of an article.
    Snapshot,
    /// One line of changes/.
    Change,
}
