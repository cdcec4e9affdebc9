//! The arguments of `search`.

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "six switches of a command, each on its own"
)]
pub(in crate::cli) struct SearchArgs {
    /// Words; all of them must be there
    #[arg(required = true, value_name = "QUERY")]
    pub(in crate::cli) query: Vec<String>,
    /// Only articles published on this day, or at this time, or later
    #[arg(long, value_name = "DAY|TIME")]
    pub(in crate::cli) since: Option<String>,
    /// Only articles published on this day, or at this time, or earlier
    #[arg(long, value_name = "DAY|TIME")]
    pub(in crate::cli) until: Option<String>,
    /// Past versions too [default: each article's newest]
    #[arg(long)]
    pub(in crate::cli) past: bool,
    /// Only articles of which more than one version is kept
    #[arg(long)]
    pub(in crate::cli) changed: bool,
    /// Only articles that were removed from their portal: absent for three nights
    #[arg(long)]
    pub(in crate::cli) removed: bool,
    /// Accents as typed only
    #[arg(long)]
    pub(in crate::cli) exact: bool,
    /// In which order
    #[arg(long, value_enum, default_value_t = SortArg::Rank)]
    pub(in crate::cli) sort: SortArg,
    /// What is new counts more
    #[arg(long, conflicts_with = "sort")]
    pub(in crate::cli) recent: bool,
    /// At most this many; 0: all of them
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(in crate::cli) limit: usize,
    /// Search the index as it stands, and write nothing
    #[arg(long, conflicts_with = "include_withheld")]
    pub(in crate::cli) no_update: bool,
    #[command(flatten)]
    pub(in crate::cli) takedowns: super::TakedownArgs,
}

const AFTER: &str = "\
Words with their accents come first, then without: `duong` finds đường, dương, đương.
\"…\" side by side; OR, NOT, -word, ( ); title: body: caption: author: section:
  hpnews search '\"cầu rào\" -phà section:\"giao thông\"' --since 2023-03-01 --until 2023-03-31";

/// The order of what is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SortArg {
    /// The most relevant first
    Rank,
    /// The newest first
    Date,
    /// By headline, in the order of a Vietnamese dictionary
    Title,
}
