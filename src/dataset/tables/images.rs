//! `images`: the pictures of each article's newest version.

use super::super::{Cell, Column, Row, VersionRecord};

pub(in crate::dataset) const COLUMNS: &[Column] = &[
    Column::text(
        "article_id",
        "Mã cố định của bài",
        "Stable name of the article",
    ),
    Column::integer(
        "position",
        "Thứ tự trong bài, từ 1",
        "Place in the article, from 1",
    ),
    Column::text("url", "Địa chỉ ảnh", "Address of the picture"),
    Column::text(
        "caption",
        "Chú thích như in dưới ảnh",
        "The caption as printed below it",
    ),
    Column::text(
        "credit",
        "Người chụp hoặc hãng",
        "The photographer or agency",
    ),
    Column::text("alt", "Chữ thay ảnh", "The alt text"),
];

pub(in crate::dataset) fn rows(version: &VersionRecord<'_>) -> Vec<Row> {
    let images = version.snapshot.images.iter().enumerate();
    images
        .map(|(at, image)| {
            vec![
                Cell::text(&version.snapshot.article_id),
                Cell::count(at + 1),
                Cell::text(&image.url),
                Cell::some(image.caption.as_deref()),
                Cell::some(image.credit.as_deref()),
                Cell::some(image.alt.as_deref()),
            ]
        })
        .collect()
}
