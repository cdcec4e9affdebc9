//! `hpnews reindex`: the catalog anew, from the files alone.

use super::args::Global;
use super::context::{Context, published_error};
use super::crawl::store_error;
use super::{exit, search};
use crate::published::{Published, Scope};
use crate::store::{self, Archive};

pub(super) fn run(global: &Global) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let talk = context.talk;
    let done = store::reindex(&context.config.archive_dir).map_err(store_error)?;
    for damage in &done.damaged {
        talk.say(&format!(
            "  {}: {damage}",
            talk.lang.pick("hỏng", "damaged")
        ));
    }
    for path in &done.adopted {
        talk.say(&format!(
            "  {}: {path}",
            talk.lang.pick("nhận lại", "adopted")
        ));
    }
    // Where words stand is made of the same files.
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(store_error)?;
    let published = Published::open(reader, &context.config, Scope::Public);
    search::remake(&published.map_err(published_error)?, talk)?;
    talk.say(&format!(
        "{} {}, {} {}, {} {}",
        done.events,
        talk.lang.pick("sự kiện", "events"),
        done.snapshots,
        talk.lang.pick("phiên bản", "versions"),
        done.damaged.len(),
        talk.lang.pick("hỏng", "damaged"),
    ));
    Ok(if done.damaged.is_empty() {
        exit::COMPLETE
    } else {
        exit::INCOMPLETE
    })
}
