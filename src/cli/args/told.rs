//! The arguments of the commands that tell what changed.

use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};

use crate::record::ChangeKind;

/// Of commands that read past the takedowns.
pub(super) const OWN: &str = "\
For the operator alone: it shows all that is kept, also what withhold.toml names. What is handed
on (export, feeds, report, notify, search, package, replay) leaves that out.";

#[derive(Debug, Args)]
#[command(after_help = OWN)]
pub(in crate::cli) struct ChangesArgs {
    /// Only what was seen so long ago at most (`7d`, `36h`), or on this day or later
    /// [default: the seven days before now or --until]
    #[arg(long, value_name = "AGE|DAY|TIME")]
    pub(in crate::cli) since: Option<String>,
    /// Only what was seen on this day or earlier
    #[arg(long, value_name = "DAY|TIME")]
    pub(in crate::cli) until: Option<String>,
    /// Only this kind, or all below it (`removed`, `substantive`, `substantive.number`)
    #[arg(long, value_name = "KIND", value_parser = kinds, action = ArgAction::Append)]
    pub(in crate::cli) kind: Vec<ChangeKindsArg>,
    /// Only this section, by name
    #[arg(long)]
    pub(in crate::cli) section: Option<String>,
    /// Only this site, by name
    #[arg(long)]
    pub(in crate::cli) site: Option<String>,
}

/// The kinds one word of a person means.
#[derive(Clone, Debug)]
pub(in crate::cli) struct ChangeKindsArg(pub(in crate::cli) Vec<ChangeKind>);

/// `substantive.number`, or `substantive` for all of that beginning.
fn kinds(text: &str) -> Result<ChangeKindsArg, String> {
    let wanted = |kind: &ChangeKind| {
        let rest = kind.word().strip_prefix(text);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let found: Vec<ChangeKind> = ChangeKind::ALL.into_iter().filter(wanted).collect();
    if text.is_empty() || found.is_empty() {
        let words = ChangeKind::ALL.map(ChangeKind::word).join(", ");
        return Err(format!("the kinds are {words}"));
    }
    Ok(ChangeKindsArg(found))
}

#[derive(Debug, Args)]
#[command(after_help = OWN)]
pub(in crate::cli) struct DiffArgs {
    /// Address, article id, or the beginning of an id
    #[arg(value_name = "URL|ID")]
    pub(in crate::cli) article: String,
    /// The earlier version: its number in `history`, a day, a time, or its file
    /// [default: the last but one]
    pub(in crate::cli) a: Option<String>,
    /// The later version [default: the newest]
    pub(in crate::cli) b: Option<String>,
    /// Print a page
    #[arg(long, conflicts_with = "json")]
    pub(in crate::cli) html: bool,
    /// The versions beside each other [default: on a terminal of 100 columns or more]
    #[arg(long, conflicts_with = "inline")]
    pub(in crate::cli) side_by_side: bool,
    /// Both versions in one text
    #[arg(long)]
    pub(in crate::cli) inline: bool,
}

#[derive(Debug, Args)]
#[command(after_help = OWN)]
pub(in crate::cli) struct HistoryArgs {
    /// Address, article id, or the beginning of an id
    #[arg(value_name = "URL|ID")]
    pub(in crate::cli) article: String,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ReportArgs {
    /// The night that began on this day [default: the last one]
    #[arg(value_name = "DAY|TIME")]
    pub(in crate::cli) day: Option<String>,
    /// What to make
    #[arg(long, value_enum, default_value_t = ReportFormat::Html)]
    pub(in crate::cli) format: ReportFormat,
    /// Write into this file instead of to stdout
    #[arg(long, value_name = "FILE", conflicts_with = "write")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// Write both forms into the archive, below reports/
    #[arg(long)]
    pub(in crate::cli) write: bool,
    #[command(flatten)]
    pub(in crate::cli) takedowns: super::TakedownArgs,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ReportFormat {
    /// One page without script or outside files
    Html,
    /// Markdown
    Md,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct FeedsArgs {
    /// Also make the archive documents again that are there (after a change of language or tag)
    #[arg(long)]
    pub(in crate::cli) anew: bool,
    #[command(flatten)]
    pub(in crate::cli) takedowns: super::TakedownArgs,
}
