//! `hpnews recipe`: work on a site's selectors.

mod check;
mod load;
mod many;
mod one;
mod paint;

use super::args::{Global, Recipe};

pub(super) fn run(global: &Global, args: &Recipe) -> anyhow::Result<u8> {
    match args {
        Recipe::Check(args) => check::run(global, args),
    }
}
