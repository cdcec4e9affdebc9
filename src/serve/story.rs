//! What a version says: its lead, text, pictures, files and links, in reading order.

use super::markup::Markup;
use super::refusal::Refusal;
use super::room::Room;
use super::visit::PageRequest;
use crate::published::Published;
use crate::record::{Block, BlockKind, Image, Snapshot};
use crate::report::stamp;

pub(super) fn story(
    snapshot: &Snapshot,
    published: &Published,
    room: &Room,
    visit: &PageRequest,
) -> Result<Markup, Refusal> {
    let mut out = Markup::new();
    let language = snapshot.language.as_deref().unwrap_or("vi");
    out.open("article", &[("lang", language)]);
    if let Some(lead) = &snapshot.lead {
        out.open("p", &[("class", "lead")]).bdi(lead).close("p");
    }
    body(&mut out, &snapshot.body);
    for image in &snapshot.images {
        picture(&mut out, image, snapshot, published, room, visit)?;
    }
    byline(&mut out, snapshot, visit);
    out.close("article");
    files(&mut out, snapshot, published, room, visit)?;
    related(&mut out, snapshot, visit);
    Ok(out)
}

/// Blocks in order; items that stand together are one list.
fn body(out: &mut Markup, blocks: &[Block]) {
    let mut in_list = false;
    for block in blocks {
        let is_item = block.kind == BlockKind::ListItem;
        match (in_list, is_item) {
            (false, true) => out.raw("<ul>\n"),
            (true, false) => out.raw("</ul>\n"),
            _ => out,
        };
        in_list = is_item;
        match block.kind {
            BlockKind::Paragraph => lines(out, "p", &block.text),
            BlockKind::Heading => lines(out, "h2", &block.text),
            BlockKind::ListItem => lines(out, "li", &block.text),
            BlockKind::Quote => {
                out.raw("<blockquote>");
                lines(out, "p", &block.text);
                out.raw("</blockquote>\n");
            }
            BlockKind::Table => table(out, &block.text),
        }
    }
    if in_list {
        out.raw("</ul>\n");
    }
}

fn lines(out: &mut Markup, tag: &'static str, text: &str) {
    out.open(tag, &[("dir", "auto")]);
    for (at, line) in text.lines().enumerate() {
        out.raw(if at > 0 { "<br>" } else { "" }).text(line);
    }
    out.close(tag);
}

/// Rows by line, cells by tab. What is a heading of it nobody knows.
fn table(out: &mut Markup, text: &str) {
    out.raw("<div class=\"wide\" tabindex=\"0\">\n<table>\n<tbody>\n");
    for row in text.lines() {
        out.raw("<tr>");
        for cell in row.split('\t') {
            out.raw("<td>").bdi(cell).raw("</td>");
        }
        out.raw("</tr>\n");
    }
    out.raw("</tbody>\n</table>\n</div>\n");
}

/// A picture that is kept is shown from the other origin; of another one its words alone.
fn picture(
    out: &mut Markup,
    image: &Image,
    snapshot: &Snapshot,
    published: &Published,
    room: &Room,
    visit: &PageRequest,
) -> Result<(), Refusal> {
    let alt = image.alt.as_deref().or(image.caption.as_deref());
    let alt =
        alt.unwrap_or_else(|| visit.pick("ảnh không có mô tả", "picture without description"));
    out.raw("<figure>\n");
    if let Some(address) = kept(&image.url, snapshot, published, room)? {
        let shown = [("src", address.as_str()), ("alt", alt), ("loading", "lazy")];
        out.open("img", &shown);
    } else {
        out.raw("<p class=\"soft\">").text(visit.pick(
            "Ảnh không có trong kho: ",
            "The picture is not in the archive: ",
        ));
        out.outward(&image.url, alt).raw("</p>");
    }
    if image.caption.is_some() || image.credit.is_some() {
        out.raw("\n<figcaption>")
            .bdi(image.caption.as_deref().unwrap_or_default());
        if let Some(credit) = &image.credit {
            out.raw(" — ").bdi(credit);
        }
        out.raw("</figcaption>");
    }
    out.raw("\n</figure>\n");
    Ok(())
}

/// Where a file of an article is shown as it was about that time, if it may be.
fn kept(
    url: &str,
    snapshot: &Snapshot,
    published: &Published,
    room: &Room,
) -> Result<Option<String>, Refusal> {
    let rows = published.reader().captures().of(url)?;
    let is_whole = rows.iter().any(|row| row.status == Some(200));
    if !is_whole || published.withheld().has_file(url) {
        return Ok(None);
    }
    let at = stamp(snapshot.captured_at.to_utc());
    Ok(Some(format!("{}/web/{at}id_/{url}", room.replay)))
}

fn byline(out: &mut Markup, snapshot: &Snapshot, visit: &PageRequest) {
    for (vi, en, said) in [
        ("Tác giả", "Author", &snapshot.author),
        ("Nguồn tin", "Source", &snapshot.source),
    ] {
        if let Some(said) = said {
            out.raw("<p>")
                .text(visit.pick(vi, en))
                .raw(": ")
                .bdi(said)
                .raw("</p>\n");
        }
    }
}

fn files(
    out: &mut Markup,
    snapshot: &Snapshot,
    published: &Published,
    room: &Room,
    visit: &PageRequest,
) -> Result<(), Refusal> {
    if snapshot.attachments.is_empty() {
        return Ok(());
    }
    out.element("h2", &[], visit.pick("Tệp đính kèm", "Files"))
        .raw("\n<ul>\n");
    for file in &snapshot.attachments {
        let name = file.title.as_deref().unwrap_or(&file.url);
        out.raw("<li>");
        match kept(&file.url, snapshot, published, room)? {
            Some(address) => out.link(&address, name),
            None => out
                .bdi(name)
                .text(visit.pick(" (không có trong kho)", " (not in the archive)")),
        };
        out.raw("</li>\n");
    }
    out.raw("</ul>\n");
    Ok(())
}

fn related(out: &mut Markup, snapshot: &Snapshot, visit: &PageRequest) {
    if snapshot.related.is_empty() {
        return;
    }
    out.element(
        "h2",
        &[],
        visit.pick("Tin khác trên trang", "Other news on the page"),
    );
    out.raw("\n<ul>\n");
    for it in &snapshot.related {
        out.raw("<li>");
        if it.url.starts_with("http") {
            let href = visit.href("/address", &[("url", &it.url)]);
            out.link(&href, &it.title);
        } else {
            out.bdi(&it.title);
        }
        out.raw("</li>\n");
    }
    out.raw("</ul>\n");
}
