//! `hpnews recipe`: work on a site's selectors.

mod adopt;
mod check;
mod learn;
mod load;
mod many;
mod one;
mod paint;
mod sampled;
mod taught;
mod verdict;

use super::args::{Global, RecipeCommand};

pub(super) fn run(global: &Global, args: &RecipeCommand) -> anyhow::Result<u8> {
    match args {
        RecipeCommand::Check(args) => check::run(global, args),
        RecipeCommand::Learn(args) => learn::run(global, args),
        RecipeCommand::Adopt { site } => adopt::run(global, site.as_deref()),
    }
}
