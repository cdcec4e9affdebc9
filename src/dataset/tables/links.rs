//! `links`: where each article's newest version leads: its files, the links of its text, what it
//! embeds, its "Tin khác" list.

use super::super::{Cell, Column, Row, VersionRecord};
use super::snapshots;

pub(in crate::dataset) const COLUMNS: &[Column] = &[
    Column::text(
        "article_id",
        "Mã cố định của bài",
        "Stable name of the article",
    ),
    Column::text(
        "kind",
        "attachment, link, related, hoặc loại đồ nhúng: video, audio, map, post, frame",
        "attachment, link, related, or the kind of what is embedded: video, audio, map, post, frame",
    ),
    Column::integer(
        "position",
        "Thứ tự trong danh sách, từ 1; đồ nhúng chung một danh sách",
        "Place in its list, from 1; all that is embedded is one list",
    ),
    Column::text("url", "Địa chỉ", "Address"),
    Column::text(
        "title",
        "Chữ của liên kết, tên của đồ nhúng",
        "The link's text, the embedded thing's title",
    ),
    Column::text(
        "media_type",
        "Loại tệp, đoán theo đuôi",
        "Media type, guessed from the file's ending",
    ),
    Column::text(
        "published_text",
        "Ngày in bên cạnh",
        "The date printed beside it",
    ),
];

pub(in crate::dataset) fn rows(version: &VersionRecord<'_>) -> Vec<Row> {
    let it = version.snapshot;
    let row = |kind: &str, at: usize, url: &str, title: Option<&str>, rest: [Option<&str>; 2]| {
        vec![
            Cell::text(&it.article_id),
            Cell::text(kind),
            Cell::count(at + 1),
            Cell::text(url),
            Cell::some(title),
            Cell::some(rest[0]),
            Cell::some(rest[1]),
        ]
    };
    let files = it.attachments.iter().enumerate().map(|(at, file)| {
        let rest = [file.media_type.as_deref(), None];
        row("attachment", at, &file.url, file.title.as_deref(), rest)
    });
    let links = it.links.iter().enumerate();
    let links = links.map(|(at, link)| row("link", at, &link.url, Some(&link.text), [None; 2]));
    let embeds = it.embeds.iter().enumerate().map(|(at, embed)| {
        let kind = snapshots::word(&embed.kind);
        row(&kind, at, &embed.url, embed.title.as_deref(), [None; 2])
    });
    let related = it.related.iter().enumerate().map(|(at, link)| {
        let rest = [None, link.published_text.as_deref()];
        row("related", at, &link.url, Some(&link.title), rest)
    });
    files.chain(links).chain(embeds).chain(related).collect()
}
