//! `links`: the files and the "Tin khác" list of each article's newest version.

use super::super::{Cell, Column, Row, Version};

pub(in crate::dataset) const COLUMNS: &[Column] = &[
    Column::text(
        "article_id",
        "Mã cố định của bài",
        "Stable name of the article",
    ),
    Column::text("kind", "attachment hoặc related", "attachment or related"),
    Column::integer(
        "position",
        "Thứ tự trong danh sách, từ 1",
        "Place in its list, from 1",
    ),
    Column::text("url", "Địa chỉ", "Address"),
    Column::text("title", "Chữ của liên kết", "The link's text"),
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

pub(in crate::dataset) fn rows(version: &Version<'_>) -> Vec<Row> {
    let it = version.snapshot;
    let row = |kind, at: usize, url: &str, title: Option<&str>, rest: [Option<&str>; 2]| {
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
    let links = it.related.iter().enumerate().map(|(at, link)| {
        let rest = [None, link.published_text.as_deref()];
        row("related", at, &link.url, Some(&link.title), rest)
    });
    files.chain(links).collect()
}
