//! `hpnews upgrade`: an archive of an older format in today's, verified before it takes the
//! old one's place.

use anyhow::anyhow;
use serde_json::json;

use super::args::Global;
use super::context::Context;
use super::next_step::{NextStep as _, hinted};
use super::verify::FindingPrinter;
use super::{console, exit};
use crate::audit::{self, Depth, Share};
use crate::store::{self, FORMAT, Upgrade};

/// Everything is read: what is sealed by its digest, and each version from its records.
const WHOLE: Depth = Depth {
    share: Share::ALL,
    deep: true,
};

pub(super) fn run(global: &Global) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let (console, lang) = (context.console, context.console.lang);
    let dir = &context.config.archive_dir;
    let Some(upgrade) = Upgrade::prepare(dir).map_err(hinted)? else {
        console.say(&format!(
            "{}: {} {FORMAT}",
            dir.display(),
            lang.pick("đã ở định dạng", "it has today's format,"),
        ));
        return Ok(exit::COMPLETE);
    };
    for (path, line) in &upgrade.unread {
        console.complain(&format!(
            "  {path}:{line}: {}",
            lang.pick(
                "không đọc được, giữ nguyên như cũ",
                "it cannot be read and stays as it was"
            ),
        ));
    }
    store::reindex(upgrade.copy()).map_err(hinted)?;
    let mut printer = FindingPrinter::new(console);
    let checked = audit::verify(upgrade.copy(), &context.config, WHOLE, &mut |told| {
        printer.hear(&told);
    })
    .map_err(hinted)?;
    if checked.findings > 0 {
        let copy = upgrade.copy().display();
        return Err(anyhow!("the copy {copy} is not what it should be: {} findings", checked.findings)
            .with_next_step("the archive is as it was; run `hpnews verify --deep` on it, repair it, remove the copy and try again"));
    }
    let (from, rewritten) = (upgrade.from, upgrade.rewritten);
    let kept = upgrade.swap().map_err(hinted)?;
    if console.json {
        console::json_line(&json!({
            "from": from, "to": FORMAT, "rewritten": rewritten, "kept": kept.display().to_string(),
        }))?;
    }
    console.say(&format!(
        "{}: {} {from} → {FORMAT}, {rewritten} {}",
        dir.display(),
        lang.pick("định dạng", "format"),
        lang.pick(
            "tệp viết lại, đã kiểm tra xong",
            "files written anew, verified"
        ),
    ));
    console.say(&format!(
        "{} {}",
        lang.pick("Bản cũ được giữ tại", "The old one is kept at"),
        kept.display(),
    ));
    Ok(exit::COMPLETE)
}
