//! Arguments of `recipe`.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum RecipeCommand {
    /// Show what each selector finds and what a crawl would store: one page, or many
    Check(CheckArgs),
    /// Learn a site's layouts from some of its pages, and print them as TOML
    Learn(LearnArgs),
    /// Take the recipe that was learnt when pages no longer fitted: it is written into the
    /// configuration
    Adopt {
        /// Only this site
        #[arg(value_name = "SITE")]
        site: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LearnArgs {
    /// The name of a site, of which some pages are asked for, or addresses and saved HTML files
    /// of its articles [default: the one site there is]
    #[arg(value_name = "SITE|PAGE")]
    pub(in crate::cli) pages: Vec<String>,
    /// The site that saved files are of
    #[arg(long)]
    pub(in crate::cli) site: Option<String>,
    /// Write the layouts into the configuration file; a site that has layouts keeps them
    #[arg(long)]
    pub(in crate::cli) write: bool,
    /// Write them in place of the layouts that the site has
    #[arg(long, requires = "write")]
    pub(in crate::cli) replace: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct CheckArgs {
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
