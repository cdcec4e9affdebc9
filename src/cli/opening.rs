//! An archive opened for writing, and what had to be put right in it.

use std::path::Path;

use super::console::Console;
use super::next_step::hinted;
use crate::config::Config;
use crate::crawl;
use crate::store::{Archive, Rebuilt, Recovered};

/// The archive for writing, and what had to be put right in it.
pub(super) fn open(dir: &Path, config: &Config, console: Console) -> anyhow::Result<Archive> {
    let archive = Archive::open(dir, &crawl::open_options(config)).map_err(hinted)?;
    tell_recovered(archive.recovered(), console);
    Ok(archive)
}

/// What a killed process had left behind and opening the archive put right.
pub(super) fn tell_recovered(recovered: &Recovered, console: Console) {
    if *recovered == Recovered::default() {
        return;
    }
    if let Some(why) = recovered.rebuilt {
        let lang = console.lang;
        let why = match why {
            Rebuilt::Unreadable => lang.pick("thiếu hoặc không đọc được", "it could not be read"),
            Rebuilt::Damaged => lang.pick("đã hỏng", "it was damaged"),
            Rebuilt::Foreign => lang.pick(
                "không khớp với nhật ký",
                "it was made of other journals than are there",
            ),
        };
        let said = lang.pick(
            "Danh mục được dựng lại từ các tệp",
            "The catalog was rebuilt from the files",
        );
        console.say(&format!("{said}: {why}"));
    }
    console.say(&format!(
        "{}: {} {}, {} {}, {} {}",
        console.lang.pick("Đã khôi phục", "Recovered"),
        recovered.applied,
        console.lang.pick("sự kiện", "events"),
        recovered.cut,
        console.lang.pick("byte dở dang đã cắt", "torn bytes cut"),
        recovered.adopted.len(),
        console.lang.pick("phiên bản nhận lại", "snapshots adopted"),
    ));
    for path in &recovered.restored {
        let said = console
            .lang
            .pick("phục hồi từ bản ghi WARC", "put back from its WARC record");
        console.say(&format!("  {said}: {path}"));
    }
    for damage in &recovered.damaged {
        console.say(&format!(
            "  {}: {damage}",
            console.lang.pick("hỏng", "damaged")
        ));
    }
}
