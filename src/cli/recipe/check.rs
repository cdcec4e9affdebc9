//! `hpnews recipe check`: what a recipe finds, and what the crawl would store: of one page in
//! every detail, of many in a line a field.

use super::load;
use super::{many, one};
use crate::cli::args::{CheckArgs, Global};
use crate::cli::context::Context;

pub(super) fn run(global: &Global, args: &CheckArgs) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let loaded = load::load(&context, args)?;
    let is_verbose = global.verbose > 0;
    if let [page] = &loaded[..]
        && args.sample.is_none()
    {
        return one::show(&context, page, is_verbose);
    }
    many::show(&context, &loaded, is_verbose)
}
