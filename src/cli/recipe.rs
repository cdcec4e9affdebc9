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

use super::args::{Global, Recipe};

pub(super) fn run(global: &Global, args: &Recipe) -> anyhow::Result<u8> {
    match args {
        Recipe::Check(args) => check::run(global, args),
        Recipe::Learn(args) => learn::run(global, args),
        Recipe::Adopt { site } => adopt::run(global, site.as_deref()),
    }
}
