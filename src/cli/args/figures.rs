//! The arguments of `hpnews stats`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::stats::PeriodUnit;

#[derive(Debug, Args)]
#[command(after_help = super::told::OWN)]
pub(in crate::cli) struct StatsArgs {
    /// Only articles published on this day or later
    #[arg(long, value_name = "DAY|TIME")]
    pub(in crate::cli) since: Option<String>,
    /// Only articles published on this day or earlier
    #[arg(long, value_name = "DAY|TIME")]
    pub(in crate::cli) until: Option<String>,
    /// Only this site, by name
    #[arg(long)]
    pub(in crate::cli) site: Option<String>,
    /// How long the periods are [default: what fits the time there is]
    #[arg(long, value_enum, value_name = "UNIT")]
    pub(in crate::cli) by: Option<ByArg>,
    /// Sections and authors that are shown; `--json` has all
    #[arg(long, default_value_t = 15, value_name = "N")]
    pub(in crate::cli) top: usize,
    /// Leave authors out: they alone need every article's file
    #[arg(long)]
    pub(in crate::cli) no_authors: bool,
    /// Also draw it into this file
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) svg: Option<PathBuf>,
}

/// A counting period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ByArg {
    /// Days
    Day,
    /// Months
    Month,
    /// Years
    Year,
}

impl ByArg {
    /// The same for the figures.
    pub(in crate::cli) fn unit(self) -> PeriodUnit {
        match self {
            Self::Day => PeriodUnit::Day,
            Self::Month => PeriodUnit::Month,
            Self::Year => PeriodUnit::Year,
        }
    }
}
