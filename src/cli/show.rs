//! `hpnews show`: one article, for reading; with `--json` its snapshot.

use anyhow::anyhow;

use super::args::{Global, ShowArgs};
use super::context::Context;
use super::next_step::{NextStep, hinted};
use crate::report::Language;

use super::{console, exit, which};
use crate::record::{BlockKind, EmbedKind, Snapshot};
use crate::store::{Archive, Reader};
use crate::text::terminal_safe;

pub(super) fn run(global: &Global, args: &ShowArgs) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(hinted)?;
    let id = which::article(&reader, &args.article, context.console)?;
    let snapshot = newest(&reader, &id)?;
    if global.json {
        console::json_line(&snapshot)?;
    } else {
        console::data(&text(&snapshot, context.console.lang))?;
    }
    Ok(exit::COMPLETE)
}

/// The newest version of an article.
pub(super) fn newest(reader: &Reader, id: &str) -> anyhow::Result<Snapshot> {
    let versions = reader.articles().versions(id).map_err(hinted)?;
    let newest = versions.last().ok_or_else(|| {
        anyhow!("article {id} has no version").with_next_step("run `hpnews reindex`")
    })?;
    reader.read_snapshot(&newest.path).map_err(hinted)
}

/// An article as a person reads it.
pub(super) fn text(snapshot: &Snapshot, lang: Language) -> String {
    let mut lines = vec![String::new()];
    let mut put = |text: &str| lines.extend(wrap(&terminal_safe(text), "  "));
    put(snapshot.title.as_deref().unwrap_or("—"));
    put(&byline(snapshot));
    put("");
    if let Some(lead) = &snapshot.lead {
        put(lead);
        put("");
    }
    for block in &snapshot.body {
        match block.kind {
            BlockKind::Heading => put(&format!("## {}", block.text)),
            BlockKind::ListItem => put(&format!("• {}", block.text)),
            BlockKind::Quote => put(&format!("> {}", block.text)),
            BlockKind::Paragraph | BlockKind::Table => put(&block.text),
        }
        put("");
    }
    for image in &snapshot.images {
        put(&format!(
            "[{}] {}",
            lang.pick("ảnh", "image"),
            image.caption.as_deref().unwrap_or("—")
        ));
    }
    for file in &snapshot.attachments {
        put(&format!(
            "[{}] {}",
            lang.pick("tệp", "file"),
            file.title.as_deref().unwrap_or(&file.url)
        ));
    }
    for embed in &snapshot.embeds {
        let kind = match embed.kind {
            EmbedKind::Video => "video",
            EmbedKind::Audio => lang.pick("âm thanh", "audio"),
            EmbedKind::Map => lang.pick("bản đồ", "map"),
            EmbedKind::Post => lang.pick("bài nhúng", "embedded post"),
            EmbedKind::Frame => lang.pick("trang nhúng", "embedded page"),
        };
        put(&format!("[{kind}] {}", embed.url));
    }
    put(&format!(
        "{} {}",
        lang.pick("Địa chỉ:", "Address:"),
        snapshot.url
    ));
    put(&format!(
        "{} {} · {}",
        lang.pick("Lưu lúc:", "Captured:"),
        snapshot.captured_at.format("%d/%m/%Y %H:%M"),
        snapshot.digests.content
    ));
    for gap in &snapshot.gaps {
        put(&format!(
            "{} {}: {}",
            lang.pick("Thiếu:", "Gap:"),
            gap.field,
            gap.reason
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn byline(snapshot: &Snapshot) -> String {
    let time = snapshot
        .published_at
        .map(|at| at.format("%d/%m/%Y %H:%M").to_string());
    let day = snapshot.published_date;
    let day = day.map(|day| day.format("%d/%m/%Y").to_string());
    let parts = [
        time.or(day),
        Some(snapshot.categories.join(", ")),
        snapshot.author.clone(),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(" · ")
}

/// Breaks text into lines of at most 88 columns; Vietnamese syllables are short words.
fn wrap(text: &str, indent: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = indent.to_owned();
        for word in paragraph.split(' ') {
            if line.chars().count() + word.chars().count() > 88 && line.trim() != "" {
                lines.push(line.trim_end().to_owned());
                indent.clone_into(&mut line);
            }
            line.push_str(word);
            line.push(' ');
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}
