//! `changes`: what happened to published articles, as the nights told it.

use super::super::{Cell, Column, Row};
use crate::record::Change;

pub(in crate::dataset) const COLUMNS: &[Column] = &[
    Column::text("id", "Mã của thay đổi", "Stable name of the change"),
    Column::text(
        "article_id",
        "Mã cố định của bài",
        "Stable name of the article",
    ),
    Column::text(
        "site",
        "Tên cổng thông tin trong cấu hình",
        "The portal's name in the configuration",
    ),
    Column::text("run", "Đợt chạy đã thấy", "The run that saw it"),
    Column::time("at", "Lúc thấy, giờ UTC", "When it was seen, in UTC"),
    Column::time(
        "last_seen_before",
        "Lần cuối còn thấy như cũ: việc xảy ra giữa hai lần ấy",
        "The last look that saw it as it was before: it happened between the two",
    )
    .or_null(),
    Column::text("kind", "Loại nặng nhất", "The most serious kind"),
    Column::json(
        "kinds",
        "Mọi loại (danh sách JSON)",
        "All classes (JSON list)",
    ),
    Column::json(
        "fields",
        "Các phần đã sửa (danh sách JSON)",
        "The changed fields (JSON list)",
    ),
    Column::text("title", "Tiêu đề", "Headline"),
    Column::text("url", "Địa chỉ", "Address"),
    Column::text(
        "previous_url",
        "Địa chỉ cũ, khi bài dời",
        "Address before, of a move",
    ),
    Column::json(
        "categories",
        "Chuyên mục (danh sách JSON)",
        "Sections (JSON list)",
    ),
    Column::text(
        "announced",
        "Lời đính chính trong bài; trống là lặng lẽ",
        "The words in which the article announces it; empty = silently",
    ),
    Column::flag(
        "backdated",
        "Ngày đăng bị lùi",
        "The publication time was moved back",
    ),
    Column::json(
        "figures",
        "Con số thay đổi (danh sách JSON)",
        "Figures that became others (JSON list)",
    ),
    Column::json(
        "files",
        "Tệp đính kèm bị thay dưới cùng địa chỉ (danh sách JSON)",
        "Files replaced under their addresses (JSON list)",
    ),
    Column::text("before", "Tệp của bản trước", "Snapshot before"),
    Column::text("after", "Tệp của bản sau", "Snapshot after"),
    Column::text(
        "repeats",
        "Bản cũ hơn nói y như bản sau",
        "An earlier snapshot that said what `after` says",
    ),
    Column::text(
        "reason",
        "Căn cứ, khi đổi tình trạng",
        "Why, for a change of standing",
    ),
    Column::json(
        "withheld",
        "Phần không công bố (danh sách JSON)",
        "What is withheld of it (JSON list)",
    ),
];

pub(in crate::dataset) fn row(change: &Change, withheld: &[String]) -> Row {
    let kinds: Vec<&str> = change.kinds.iter().map(|it| it.word()).collect();
    vec![
        Cell::text(&change.id),
        Cell::text(&change.article_id),
        Cell::text(&change.site),
        Cell::text(&change.run),
        Cell::Time(Some(change.at.to_utc())),
        Cell::Time(change.last_seen_before.map(|at| at.to_utc())),
        Cell::text(change.kind.word()),
        Cell::json(&kinds),
        Cell::json(&change.fields),
        Cell::some(change.title.as_deref()),
        Cell::text(&change.url),
        Cell::some(change.previous_url.as_deref()),
        Cell::json(&change.categories),
        Cell::some(change.announced.as_deref()),
        Cell::Flag(change.backdated),
        Cell::json(&change.figures),
        Cell::json(&change.files),
        Cell::some(change.before.as_deref()),
        Cell::some(change.after.as_deref()),
        Cell::some(change.repeats.as_deref()),
        Cell::some(change.reason.as_deref()),
        Cell::json(withheld),
    ]
}
