//! `snapshots`: every version, with how it was read and where its evidence lies.

use serde_json::json;

use super::super::VersionRecord;
use super::super::column::columns;
use crate::record::{Snapshot, word};

columns! {
    (version: &VersionRecord<'_>)
    {
        let it = version.snapshot;
        let kinds: Vec<_> = it.body.iter().map(|block| block.kind).collect();
        let previous = it.provenance.previous.as_deref().unwrap_or_default();
    }
    text "article_id" = it.article_id.as_str(),
        "Mã cố định của bài", "Stable name of the article";
    integer "version" = version.number,
        "Số thứ tự của bản, từ 1", "Number of the version among the article's, from 1";
    text "site" = it.site.as_str(),
        "Tên cổng thông tin trong cấu hình", "The portal's name in the configuration";
    text "url" = it.url.as_str(), "Địa chỉ chính tắc lúc ấy", "Its canonical address then";
    json "previous_urls" = &it.previous_urls,
        "Các địa chỉ cũ (danh sách JSON)", "Addresses it had before (JSON list)";
    text "title" = it.title.as_deref(), "Tiêu đề", "Headline";
    text "lead" = it.lead.as_deref(), "Sa-pô", "Lead";
    text "body" = body(it).as_str(),
        "Thân bài, các đoạn cách nhau một dòng trống",
        "Body, its blocks separated by an empty line";
    json "body_kinds" = &kinds,
        "Loại của từng đoạn: paragraph, heading, list_item, quote, table (danh sách JSON)",
        "Kind of each block: paragraph, heading, list_item, quote, table (JSON list)";
    text "author" = it.author.as_deref(), "Tác giả như bài ghi", "Byline";
    text "source" = it.source.as_deref(),
        "Nguồn tin như bài ghi", "Where the portal says it has the news from";
    text "section" = it.categories.first().map(String::as_str),
        "Chuyên mục đầu tiên", "The first section";
    json "categories" = &it.categories,
        "Mọi chuyên mục (danh sách JSON)", "All sections (JSON list)";
    text "language" = it.language.as_deref(), "Ngôn ngữ (BCP 47)", "Language (BCP 47)";
    time or_null "published_at" = it.published_at.map(|at| at.to_utc()),
        "Lúc đăng, giờ UTC", "When it was published, in UTC";
    date or_null "published_date" = it.published_date,
        "Ngày đăng theo giờ của cổng", "Civil day of publication in the portals' zone";
    text "published_text" = it.published_text.as_deref(),
        "Thời điểm đăng như trang in", "Publication time as printed";
    json "times" = &it.times,
        "Thời điểm mà từng nguồn ghi, đúng như đã ghi (danh sách JSON)",
        "The times that each source gave, as written (JSON list)";
    flag "published_offset_assumed" = it.published_offset_assumed,
        "Trang không ghi múi giờ, đã lấy múi giờ của cổng",
        "The page gave no offset; the site's zone was applied";
    time or_null "modified_at" = it.modified_at.map(|at| at.to_utc()),
        "Lần sửa cuối mà cổng tự khai, giờ UTC",
        "Last modification the portal itself states, in UTC";
    time "captured_at" = it.captured_at.to_utc(),
        "Lúc tải, giờ UTC", "When it was captured, in UTC";
    text "run" = it.provenance.run.as_str(), "Đợt chạy đã tải", "The run that made it";
    text "cause" = word(&it.provenance.cause).as_str(),
        "Vì sao đọc: crawl, import, repaired, reextraction",
        "Why it was read: crawl, import, repaired, reextraction";
    json "images" = &it.images,
        "Ảnh, chú thích, tác giả ảnh (danh sách JSON)", "Pictures with captions (JSON list)";
    json "attachments" = &it.attachments,
        "Tệp đính kèm (danh sách JSON)", "Files offered (JSON list)";
    json "links" = &it.links,
        "Liên kết trong sa-pô và thân bài (danh sách JSON)", "Links of lead and body (JSON list)";
    json "embeds" = &it.embeds,
        "Video, bản đồ và trang nhúng (danh sách JSON)",
        "Embedded videos, maps and pages (JSON list)";
    json "related" = &it.related,
        "Mục «Tin khác» (danh sách JSON)", "«Tin khác» links (JSON list)";
    text "duplicate_of" = it.duplicate_of.as_deref(),
        "Bài khác đã lưu trước có cùng nội dung",
        "Another article with the same content, stored earlier";
    text "layout" = it.layout.as_str(), "Mẫu trang đã khớp", "Layout of the recipe that fitted";
    json "gaps" = &it.gaps,
        "Điều thiếu hoặc không tin được (danh sách JSON)",
        "What was missing or not believable (JSON list)";
    json "pages" = &pages(version),
        "Các trang nguồn và vị trí bản ghi WARC (danh sách JSON)",
        "The pages it was read from, and where their WARC records lie (JSON list)";
    integer "extractor" = it.provenance.extractor,
        "Phiên bản quy tắc trích", "Version of the extraction rules";
    text "recipe_digest" = it.provenance.recipe.as_str(),
        "SHA-256 của công thức đã dùng", "SHA-256 of the recipe it was read by";
    text "content_digest" = version.digest(it.digests.content.as_str()),
        "SHA-256 của nội dung; trống khi có phần không công bố",
        "SHA-256 of what it says; empty where a part is withheld";
    text "payload_digest" = version.digest(it.digests.payload.as_str()),
        "SHA-256 của dữ liệu trang đầu; trống khi có phần không công bố",
        "SHA-256 of the first page's bytes; empty where a part is withheld";
    text "snapshot" = version.path,
        "Tệp của bản này trong kho", "File of this version below the archive";
    text "previous_snapshot" = version.digest(previous),
        "Tệp của bản trước", "File of the version before";
    text "superseded_by" = version.digest(version.superseded_by),
        "Tệp đọc lại sau này từ cùng lần tải",
        "File of what was read later from the same capture";
    json "withheld" = version.withheld,
        "Phần không công bố (danh sách JSON)", "What is withheld of it (JSON list)";
}

/// Blocks joined by an empty line, which no block holds.
pub(super) fn body(snapshot: &Snapshot) -> String {
    let texts: Vec<&str> = snapshot.body.iter().map(|it| it.text.as_str()).collect();
    texts.join("\n\n")
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
