//! `observations`: every look at an article, whatever it saw.

use super::super::{Cell, Column, ObservationRecord, Row};

pub(in crate::dataset) const COLUMNS: &[Column] = &[
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
    Column::time("at", "Lúc xem, giờ UTC", "When, in UTC"),
    Column::text("run", "Đợt chạy", "In which run"),
    Column::text(
        "sight",
        "Thấy gì: article, not_found, gone, redirect_home, another, soft_not_found",
        "What it saw: article, not_found, gone, redirect_home, another, soft_not_found",
    ),
    Column::flag(
        "changed",
        "Là một bản mới",
        "Whether that was a new version",
    ),
    Column::text(
        "content_digest",
        "SHA-256 của nội dung lúc ấy; trống khi không thấy bài hoặc có phần không công bố",
        "SHA-256 of what it said; empty where it was not seen, or a part is withheld",
    ),
    Column::text(
        "leads_to",
        "Địa chỉ thấy thay vào",
        "The address found in its place",
    ),
];

pub(in crate::dataset) fn row(look: &ObservationRecord<'_>) -> Row {
    vec![
        Cell::text(look.article_id),
        Cell::text(look.site),
        Cell::Time(Some(look.at)),
        Cell::text(look.run),
        Cell::text(look.sight),
        Cell::Flag(look.changed),
        Cell::text(look.content),
        Cell::text(look.leads_to),
    ]
}
