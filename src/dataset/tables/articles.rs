//! `articles`: what each article says now, and where it stands.

use super::super::{ArticleRecord, Cell, Column, Row};
use super::snapshots;

pub(in crate::dataset) const COLUMNS: &[Column] = &[
    Column::text(
        "article_id",
        "Mã cố định của bài: <trang>:post-<số> hoặc <trang>:url-<16 chữ số hex>",
        "Stable name of the article: <site>:post-<number> or <site>:url-<16 hex digits>",
    ),
    Column::text(
        "site",
        "Tên cổng thông tin trong cấu hình",
        "The portal's name in the configuration",
    ),
    Column::text(
        "url",
        "Địa chỉ chính tắc hiện nay",
        "Its canonical address now",
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
        "first_seen_at",
        "Lần đầu thấy bài, giờ UTC",
        "First look that saw it, in UTC",
    ),
    Column::time(
        "last_seen_at",
        "Lần cuối thấy bài, giờ UTC",
        "Last look that saw it, in UTC",
    ),
    Column::time(
        "captured_at",
        "Lúc tải bản này, giờ UTC",
        "When this version was captured, in UTC",
    ),
    Column::text(
        "article_status",
        "Tình trạng: live, missing, removed, unlisted",
        "Where it stands: live, missing, removed, unlisted",
    ),
    Column::time(
        "article_status_at",
        "Tình trạng ấy từ lúc nào; bài luôn còn đó thì từ lần đầu thấy",
        "Since when it stands there; of an article that always did, since it was first seen",
    ),
    Column::integer("versions", "Số bản đã lưu", "Versions kept"),
    Column::integer("observations", "Số lần thấy bài", "Looks that saw it"),
    Column::integer("images", "Số ảnh", "Pictures"),
    Column::integer("attachments", "Số tệp đính kèm", "Files offered"),
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
    Column::text(
        "content_digest",
        "SHA-256 của nội dung; trống khi có phần không công bố",
        "SHA-256 of what it says; empty where a part is withheld",
    ),
    Column::text(
        "snapshot",
        "Tệp của bản này trong kho",
        "File of this version below the archive",
    ),
    Column::json(
        "withheld",
        "Phần không công bố (danh sách JSON)",
        "What is withheld of it (JSON list)",
    ),
];

pub(in crate::dataset) fn row(article: &ArticleRecord<'_>) -> Row {
    let version = article.newest;
    let it = version.snapshot;
    let body = snapshots::body(it);
    vec![
        Cell::text(&it.article_id),
        Cell::text(&it.site),
        Cell::text(article.url),
        Cell::json(article.previous_urls),
        Cell::some(it.title.as_deref()),
        Cell::some(it.lead.as_deref()),
        Cell::Text(body),
        Cell::some(it.author.as_deref()),
        Cell::some(it.source.as_deref()),
        Cell::some(it.categories.first().map(String::as_str)),
        Cell::json(&it.categories),
        Cell::some(it.language.as_deref()),
        snapshots::published(it),
        Cell::Date(it.published_date),
        Cell::some(it.published_text.as_deref()),
        Cell::Flag(it.published_offset_assumed),
        Cell::Time(it.modified_at.map(|at| at.to_utc())),
        Cell::Time(Some(article.first_seen)),
        Cell::Time(Some(article.last_seen)),
        Cell::Time(Some(it.captured_at.to_utc())),
        Cell::text(article.article_status),
        Cell::Time(Some(article.standing_since)),
        Cell::count(article.versions),
        Cell::count(article.looks),
        Cell::count(it.images.len()),
        Cell::count(it.attachments.len()),
        Cell::some(it.duplicate_of.as_deref()),
        Cell::text(&it.layout),
        Cell::text(version.digest(it.digests.content.as_str())),
        Cell::text(version.path),
        Cell::json(version.withheld),
    ]
}
