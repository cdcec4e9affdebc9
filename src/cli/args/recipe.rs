//! Arguments of `recipe`.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Recipe {
    /// Show what each selector finds and what a crawl would store: one page, or many
    Check(Check),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Check {
    /// Addresses, saved HTML files, or names of sites whose held pages are read [default: all
    /// sites]. One page is shown in detail, many in a line a field
    #[arg(value_name = "PAGE|SITE")]
    pub(in crate::cli) pages: Vec<String>,
    /// The site whose recipe to use [default: the one the address belongs to]
    #[arg(long)]
    pub(in crate::cli) site: Option<String>,
    /// Held articles to read of a site, of every section and year; where none is held, ten at
    /// most are asked for [default: 20]
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub(in crate::cli) sample: Option<usize>,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("it must be 1 or more".to_owned()),
        Ok(number) => Ok(number),
        Err(error) => Err(error.to_string()),
    }
}
