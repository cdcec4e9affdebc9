//! `snapshots`: every version, with how it was read and where its evidence lies.

use serde_json::json;

use super::super::{Cell, Column, Row, VersionRecord};
use crate::record::Snapshot;

pub(in crate::dataset) const COLUMNS: &[Column] = &[
    Column::text(
        "article_id",
        "Mã cố định của bài",
        "Stable name of the article",
    ),
    Column::integer(
        "version",
        "Số thứ tự của bản, từ 1",
        "Number of the version among the article's, from 1",
    ),
    Column::text(
        "site",
        "Tên cổng thông tin trong cấu hình",
        "The portal's name in the configuration",
    ),
    Column::text(
        "url",
        "Địa chỉ chính tắc lúc ấy",
        "Its canonical address then",
    ),
    Column::json(
        "previous_urls",
        "Các địa chỉ cũ (danh sách JSON)",
        "Addresses it had before (JSON list)",
    ),
    Column::text("title", "Tiêu đề", "Headline"),
    Column::text("lead", "Sa-pô", "Lead"),
    Column::text(
        "body",
        "Thân bài, các đoạn cách nhau một dòng trống",
        "Body, its blocks separated by an empty line",
    ),
    Column::json(
        "body_kinds",
        "Loại của từng đoạn: paragraph, heading, list_item, quote, table (danh sách JSON)",
        "Kind of each block: paragraph, heading, list_item, quote, table (JSON list)",
    ),
    Column::text("author", "Tác giả như bài ghi", "Byline"),
    Column::text(
        "source",
        "Nguồn tin như bài ghi",
        "Where the portal says it has the news from",
    ),
    Column::text("section", "Chuyên mục đầu tiên", "The first section"),
    Column::json(
        "categories",
        "Mọi chuyên mục (danh sách JSON)",
        "All sections (JSON list)",
    ),
    Column::text("language", "Ngôn ngữ (BCP 47)", "Language (BCP 47)"),
    Column::time(
        "published_at",
        "Lúc đăng, giờ UTC",
        "When it was published, in UTC",
    )
    .or_null(),
    Column::date(
        "published_date",
        "Ngày đăng theo giờ của cổng",
        "Civil day of publication in the portals' zone",
    )
    .or_null(),
    Column::text(
        "published_text",
        "Thời điểm đăng như trang in",
        "Publication time as printed",
    ),
    Column::json(
        "times",
        "Thời điểm mà từng nguồn ghi, đúng như đã ghi (danh sách JSON)",
        "The times that each source gave, as written (JSON list)",
    ),
    Column::flag(
        "published_offset_assumed",
        "Trang không ghi múi giờ, đã lấy múi giờ của cổng",
        "The page gave no offset; the site's zone was applied",
    ),
    Column::time(
        "modified_at",
        "Lần sửa cuối mà cổng tự khai, giờ UTC",
        "Last modification the portal itself states, in UTC",
    )
    .or_null(),
    Column::time(
        "captured_at",
        "Lúc tải, giờ UTC",
        "When it was captured, in UTC",
    ),
    Column::text("run", "Đợt chạy đã tải", "The run that made it"),
    Column::text(
        "cause",
        "Vì sao đọc: crawl, import, repaired, reextraction",
        "Why it was read: crawl, import, repaired, reextraction",
    ),
    Column::json(
        "images",
        "Ảnh, chú thích, tác giả ảnh (danh sách JSON)",
        "Pictures with captions (JSON list)",
    ),
    Column::json(
        "attachments",
        "Tệp đính kèm (danh sách JSON)",
        "Files offered (JSON list)",
    ),
    Column::json(
        "links",
        "Liên kết trong sa-pô và thân bài (danh sách JSON)",
        "Links of lead and body (JSON list)",
    ),
    Column::json(
        "embeds",
        "Video, bản đồ và trang nhúng (danh sách JSON)",
        "Embedded videos, maps and pages (JSON list)",
    ),
    Column::json(
        "related",
        "Mục «Tin khác» (danh sách JSON)",
        "«Tin khác» links (JSON list)",
    ),
    Column::text(
        "duplicate_of",
        "Bài khác đã lưu trước có cùng nội dung",
        "Another article with the same content, stored earlier",
    ),
    Column::text(
        "layout",
        "Mẫu trang đã khớp",
        "Layout of the recipe that fitted",
    ),
    Column::json(
        "gaps",
        "Điều thiếu hoặc không tin được (danh sách JSON)",
        "What was missing or not believable (JSON list)",
    ),
    Column::json(
        "pages",
        "Các trang nguồn và vị trí bản ghi WARC (danh sách JSON)",
        "The pages it was read from, and where their WARC records lie (JSON list)",
    ),
    Column::integer(
        "extractor",
        "Phiên bản quy tắc trích",
        "Version of the extraction rules",
    ),
    Column::text(
        "recipe_digest",
        "SHA-256 của công thức đã dùng",
        "SHA-256 of the recipe it was read by",
    ),
    Column::text(
        "content_digest",
        "SHA-256 của nội dung; trống khi có phần không công bố",
        "SHA-256 of what it says; empty where a part is withheld",
    ),
    Column::text(
        "payload_digest",
        "SHA-256 của dữ liệu trang đầu; trống khi có phần không công bố",
        "SHA-256 of the first page's bytes; empty where a part is withheld",
    ),
    Column::text(
        "snapshot",
        "Tệp của bản này trong kho",
        "File of this version below the archive",
    ),
    Column::text(
        "previous_snapshot",
        "Tệp của bản trước",
        "File of the version before",
    ),
    Column::text(
        "superseded_by",
        "Tệp đọc lại sau này từ cùng lần tải",
        "File of what was read later from the same capture",
    ),
    Column::json(
        "withheld",
        "Phần không công bố (danh sách JSON)",
        "What is withheld of it (JSON list)",
    ),
];

pub(in crate::dataset) fn row(version: &VersionRecord<'_>) -> Row {
    let it = version.snapshot;
    let kinds: Vec<_> = it.body.iter().map(|block| block.kind).collect();
    vec![
        Cell::text(&it.article_id),
        Cell::count(version.number),
        Cell::text(&it.site),
        Cell::text(&it.url),
        Cell::json(&it.previous_urls),
        Cell::some(it.title.as_deref()),
        Cell::some(it.lead.as_deref()),
        Cell::Text(body(it)),
        Cell::json(&kinds),
        Cell::some(it.author.as_deref()),
        Cell::some(it.source.as_deref()),
        Cell::some(it.categories.first().map(String::as_str)),
        Cell::json(&it.categories),
        Cell::some(it.language.as_deref()),
        published(it),
        Cell::Date(it.published_date),
        Cell::some(it.published_text.as_deref()),
        Cell::json(&it.times),
        Cell::Flag(it.published_offset_assumed),
        Cell::Time(it.modified_at.map(|at| at.to_utc())),
        Cell::Time(Some(it.captured_at.to_utc())),
        Cell::text(&it.provenance.run),
        Cell::Text(word(&it.provenance.cause)),
        Cell::json(&it.images),
        Cell::json(&it.attachments),
        Cell::json(&it.links),
        Cell::json(&it.embeds),
        Cell::json(&it.related),
        Cell::some(it.duplicate_of.as_deref()),
        Cell::text(&it.layout),
        Cell::json(&it.gaps),
        Cell::json(&pages(version)),
        Cell::count(it.provenance.extractor),
        Cell::text(it.provenance.recipe.as_str()),
        Cell::text(version.digest(it.digests.content.as_str())),
        Cell::text(version.digest(it.digests.payload.as_str())),
        Cell::text(version.path),
        Cell::text(version.digest(it.provenance.previous.as_deref().unwrap_or_default())),
        Cell::text(version.digest(version.superseded_by)),
        Cell::json(version.withheld),
    ]
}

/// Blocks joined by an empty line, which no block holds.
pub(super) fn body(snapshot: &Snapshot) -> String {
    let texts: Vec<&str> = snapshot.body.iter().map(|it| it.text.as_str()).collect();
    texts.join("\n\n")
}

pub(super) fn published(snapshot: &Snapshot) -> Cell {
    Cell::Time(snapshot.published_at.map(|at| at.to_utc()))
}

/// A word of the formats, as serde writes it.
pub(super) fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn pages(version: &VersionRecord<'_>) -> Vec<serde_json::Value> {
    let pages = version.snapshot.provenance.pages.iter();
    pages
        .map(|page| {
            json!({
                "url": page.url, "captured_at": page.captured_at, "warc": page.warc,
                "payload": version.digest(page.payload.as_str()),
            })
        })
        .collect()
}
