//! `hpnews upgrade`: an archive of an older format in today's, verified before it takes the
//! old one's place.

use anyhow::anyhow;
use serde_json::json;

use super::args::Global;
use super::console::{self, Console};
use super::context::Context;
use super::exit;
use super::next_step::{NextStep as _, hinted};
use super::verify::FindingPrinter;
use crate::audit::{self, AuditStep, Depth, FindingKind, Share};
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
    // What is damaged already stays so: it keeps nobody from an upgrade, which repairs need.
    let known = findings(&context)?;
    let Some(upgrade) = Upgrade::prepare(dir).map_err(hinted)? else {
        console.say(&format!(
            "{}: {} {FORMAT}",
            dir.display(),
            lang.pick("đã ở định dạng", "it has today's format,"),
        ));
        return Ok(exit::COMPLETE);
    };
    say_unread(&upgrade, console);
    store::reindex(upgrade.copy()).map_err(hinted)?;
    let mut printer = FindingPrinter::new(console);
    let mut fresh = 0_u64;
    let checked = audit::verify(upgrade.copy(), &context.config, WHOLE, &mut |told| {
        if let AuditStep::Finding(it) = &told {
            fresh += u64::from(
                !known
                    .iter()
                    .any(|(what, file)| (what, file) == (&it.what, &it.file)),
            );
        }
        printer.hear(&told);
    })
    .map_err(hinted)?;
    if fresh > 0 {
        let copy = upgrade.copy().display();
        return Err(
            anyhow!("the copy {copy} is not what it should be: {fresh} new findings")
                .with_next_step("the archive is as it was: remove the copy, and report this"),
        );
    }
    let is_whole = checked.findings == 0 && upgrade.unread.is_empty();
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
    if is_whole {
        return Ok(exit::COMPLETE);
    }
    console.say(lang.pick(
        "Những gì đã hỏng từ trước vẫn như cũ: `hpnews repair` sửa phần sửa được",
        "What was damaged before is as it was: `hpnews repair` repairs what can be",
    ));
    Ok(exit::INCOMPLETE)
}

/// What is wrong with an archive of an older format, by kind and file.
fn findings(context: &Context) -> anyhow::Result<Vec<(FindingKind, String)>> {
    let dir = &context.config.archive_dir;
    let mut known = Vec::new();
    if Upgrade::is_needed(dir).map_err(hinted)? {
        audit::verify(dir, &context.config, WHOLE, &mut |told| {
            if let AuditStep::Finding(it) = told {
                known.push((it.what, it.file));
            }
        })
        .map_err(hinted)?;
    }
    Ok(known)
}

fn say_unread(upgrade: &Upgrade, console: Console) {
    for (path, line) in &upgrade.unread {
        console.complain(&format!(
            "  {path}:{line}: {}",
            console.lang.pick(
                "không đọc được, giữ nguyên như cũ",
                "it cannot be read and stays as it was"
            ),
        ));
    }
}
