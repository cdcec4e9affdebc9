//! `links`: where each article's newest version leads: its files, the links of its text, what it
//! embeds, its "Tin khác" list.

use super::super::column::columns;
use super::super::{Row, VersionRecord};
use crate::record::word;

columns! {
    (
        article_id: &str,
        kind: &str,
        at: usize,
        url: &str,
        title: Option<&str>,
        rest: [Option<&str>; 2]
    )
    text "article_id" = article_id,
        "Mã cố định của bài", "Stable name of the article";
    text "kind" = kind,
        "attachment, link, related, hoặc loại đồ nhúng: video, audio, map, post, frame",
        "attachment, link, related, or the kind of what is embedded: video, audio, map, post, frame";
    integer "position" = at + 1,
        "Thứ tự trong danh sách, từ 1; đồ nhúng chung một danh sách",
        "Place in its list, from 1; all that is embedded is one list";
    text "url" = url, "Địa chỉ", "Address";
    text "title" = title,
        "Chữ của liên kết, tên của đồ nhúng", "The link's text, the embedded thing's title";
    text "media_type" = rest[0],
        "Loại tệp, đoán theo đuôi", "Media type, guessed from the file's ending";
    text "published_text" = rest[1], "Ngày in bên cạnh", "The date printed beside it";
}

pub(in crate::dataset) fn rows(version: &VersionRecord<'_>) -> Vec<Row> {
    let it = version.snapshot;
    let row =
        |kind: &str, at, url: &str, title, rest| row(&it.article_id, kind, at, url, title, rest);
    let files = it.attachments.iter().enumerate().map(|(at, file)| {
        let rest = [file.media_type.as_deref(), None];
        row("attachment", at, &file.url, file.title.as_deref(), rest)
    });
    let links = it.links.iter().enumerate();
    let links = links.map(|(at, link)| row("link", at, &link.url, Some(&link.text), [None; 2]));
    let embeds = it.embeds.iter().enumerate().map(|(at, embed)| {
        let kind = word(&embed.kind);
        row(&kind, at, &embed.url, embed.title.as_deref(), [None; 2])
    });
    let related = it.related.iter().enumerate().map(|(at, link)| {
        let rest = [None, link.published_text.as_deref()];
        row("related", at, &link.url, Some(&link.title), rest)
    });
    files.chain(links).chain(embeds).chain(related).collect()
}
