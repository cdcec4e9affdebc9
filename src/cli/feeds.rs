//! `hpnews feeds`: the Atom feeds of the archive, written below `feeds/`.

use serde_json::json;

use super::args::{self, Global};
use super::context::Context;

use super::next_step::hinted;
use super::{console, exit};
use crate::pipeline::write_feeds;
use crate::store::Archive;

pub(super) fn run(global: &Global, args: &args::FeedsArgs) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let lang = context.console.lang;
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(hinted)?;
    let published = context.published(reader, args.takedowns)?;
    let done = write_feeds(&published, &context.config, args.anew).map_err(hinted)?;
    for path in &done.written {
        if global.json {
            console::json_line(&json!({"file": path}))?;
        } else {
            console::data(&format!(
                "{}\n",
                published.reader().home().join(path).display()
            ))?;
        }
    }
    context.console.say(&format!(
        "{} {}, {} {}, {} {}",
        done.changes,
        lang.pick("thay đổi", "changes"),
        done.written.len(),
        lang.pick("tệp viết lại", "files written"),
        done.kept,
        lang.pick("tệp giữ nguyên", "left as they were"),
    ));
    if context.config.report.tag.starts_with("hpnews.invalid") {
        context.console.say(lang.pick(
            "Gợi ý: đặt report.tag là của bạn trước khi công bố; sau đó đừng đổi nữa.",
            "hint: set report.tag to a name of yours before you publish these, and never change it afterwards",
        ));
    }
    Ok(exit::COMPLETE)
}
