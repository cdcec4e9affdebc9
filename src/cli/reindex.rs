//! `hpnews reindex`: the catalog anew, from the files alone.

use super::args::Global;
use super::context::Context;
use super::next_step::hinted;

use super::{exit, search};
use crate::published::{Audience, Published};
use crate::store::{self, Archive};

pub(super) fn run(global: &Global) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let console = context.console;
    let done = store::reindex(&context.config.archive_dir).map_err(hinted)?;
    for damage in &done.damaged {
        console.say(&format!(
            "  {}: {damage}",
            console.lang.pick("hỏng", "damaged")
        ));
    }
    for path in &done.adopted {
        console.say(&format!(
            "  {}: {path}",
            console.lang.pick("nhận lại", "adopted")
        ));
    }
    // Where words stand is made of the same files.
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(hinted)?;
    let published = Published::open(reader, &context.config, Audience::Public);
    search::remake(&published.map_err(hinted)?, console)?;
    console.say(&format!(
        "{} {}, {} {}, {} {}",
        done.events,
        console.lang.pick("sự kiện", "events"),
        done.snapshots,
        console.lang.pick("phiên bản", "versions"),
        done.damaged.len(),
        console.lang.pick("hỏng", "damaged"),
    ));
    Ok(if done.damaged.is_empty() {
        exit::COMPLETE
    } else {
        exit::INCOMPLETE
    })
}
