//! `hpnews status`: what the archive holds and how the last run went.

use serde_json::json;

use super::args::Global;
use super::context::Context;
use super::crawl::store_error;
use super::{exit, talk};
use crate::store::Archive;

pub(super) fn run(global: &Global) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let lang = context.talk.lang;
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(store_error)?;
    let status = reader.status().map_err(store_error)?;
    if global.json {
        let last = status.last_run.as_ref().map(|run| {
            json!({
                "run": run.stamp, "started_at": run.started_at, "finished_at": run.finished_at,
                "exit": run.exit, "captured": run.captured, "stored": run.stored,
                "unchanged": run.unchanged, "failed": run.failed, "skipped": run.skipped,
            })
        });
        talk::json_line(&json!({
            "archive": reader.dir(), "articles": status.articles, "snapshots": status.snapshots,
            "snapshot_bytes": status.snapshot_bytes, "observations": status.observations,
            "runs": status.runs, "addresses": status.addresses, "last_run": last,
        }))?;
        return Ok(exit::COMPLETE);
    }
    let mut text = format!(
        "{}: {}\n  {}: {}\n  {}: {} ({} kB)\n  {}: {}\n  {}: {}\n",
        lang.pick("Kho", "Archive"),
        reader.dir().display(),
        lang.pick("bài viết", "articles"),
        status.articles,
        lang.pick("phiên bản", "versions"),
        status.snapshots,
        status.snapshot_bytes / 1000,
        lang.pick("lần xem", "looks"),
        status.observations,
        lang.pick("đợt", "runs"),
        status.runs,
    );
    let states: Vec<String> = status
        .addresses
        .iter()
        .map(|(state, count)| format!("{count} {state}"))
        .collect();
    text.push_str(&format!(
        "  {}: {}\n",
        lang.pick("địa chỉ", "addresses"),
        states.join(", ")
    ));
    if let Some(run) = &status.last_run {
        let unfinished = lang.pick(
            "dở dang, `hpnews crawl` sẽ tiếp tục",
            "unfinished, `hpnews crawl` goes on",
        );
        text.push_str(&format!(
            "{}: {} ({})\n  {} {}, {} {}, {} {}\n",
            lang.pick("Đợt gần nhất", "Last run"),
            run.stamp,
            run.exit.as_deref().unwrap_or(unfinished),
            run.stored,
            lang.pick("mới hoặc đã sửa", "new or changed"),
            run.unchanged,
            lang.pick("không đổi", "unchanged"),
            run.failed,
            lang.pick("thất bại", "failed"),
        ));
    }
    talk::data(&text)?;
    Ok(exit::COMPLETE)
}
