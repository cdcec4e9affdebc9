//! `images`: the pictures of each article's newest version.

use super::super::column::columns;
use super::super::{Row, VersionRecord};
use crate::record::Image;

columns! {
    (version: &VersionRecord<'_>, at: usize, image: &Image)
    text "article_id" = version.snapshot.article_id.as_str(),
        "Mã cố định của bài", "Stable name of the article";
    integer "position" = at + 1, "Thứ tự trong bài, từ 1", "Place in the article, from 1";
    text "url" = image.url.as_str(), "Địa chỉ ảnh", "Address of the picture";
    text "caption" = image.caption.as_deref(),
        "Chú thích như in dưới ảnh", "The caption as printed below it";
    text "credit" = image.credit.as_deref(), "Người chụp hoặc hãng", "The photographer or agency";
    text "alt" = image.alt.as_deref(), "Chữ thay ảnh", "The alt text";
}

pub(in crate::dataset) fn rows(version: &VersionRecord<'_>) -> Vec<Row> {
    let images = version.snapshot.images.iter().enumerate();
    images.map(|(at, image)| row(version, at, image)).collect()
}
