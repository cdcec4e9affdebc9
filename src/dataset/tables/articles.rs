//! `articles`: what each article says now, and where it stands.

use super::super::ArticleRecord;
use super::super::column::columns;
use super::snapshots;

columns! {
    (article: &ArticleRecord<'_>)
    {
        let version = article.newest;
        let it = version.snapshot;
    }
    text "article_id" = it.article_id.as_str(),
        "Mã cố định của bài: <trang>:post-<số> hoặc <trang>:url-<16 chữ số hex>",
        "Stable name of the article: <site>:post-<number> or <site>:url-<16 hex digits>";
    text "site" = it.site.as_str(),
        "Tên cổng thông tin trong cấu hình", "The portal's name in the configuration";
    text "url" = article.url, "Địa chỉ chính tắc hiện nay", "Its canonical address now";
    json "previous_urls" = article.previous_urls,
        "Các địa chỉ cũ (danh sách JSON)", "Addresses it had before (JSON list)";
    text "title" = it.title.as_deref(), "Tiêu đề", "Headline";
    text "lead" = it.lead.as_deref(), "Sa-pô", "Lead";
    text "body" = snapshots::body(it).as_str(),
        "Thân bài, các đoạn cách nhau một dòng trống",
        "Body, its blocks separated by an empty line";
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
    flag "published_offset_assumed" = it.published_offset_assumed,
        "Trang không ghi múi giờ, đã lấy múi giờ của cổng",
        "The page gave no offset; the site's zone was applied";
    time or_null "modified_at" = it.modified_at.map(|at| at.to_utc()),
        "Lần sửa cuối mà cổng tự khai, giờ UTC",
        "Last modification the portal itself states, in UTC";
    time "first_seen_at" = article.first_seen,
        "Lần đầu thấy bài, giờ UTC", "First look that saw it, in UTC";
    time "last_seen_at" = article.last_seen,
        "Lần cuối thấy bài, giờ UTC", "Last look that saw it, in UTC";
    time "captured_at" = it.captured_at.to_utc(),
        "Lúc tải bản này, giờ UTC", "When this version was captured, in UTC";
    text "article_status" = article.article_status,
        "Tình trạng: live, missing, removed, unlisted",
        "Where it stands: live, missing, removed, unlisted";
    time "article_status_at" = article.standing_since,
        "Tình trạng ấy từ lúc nào; bài luôn còn đó thì từ lần đầu thấy",
        "Since when it stands there; of an article that always did, since it was first seen";
    integer "versions" = article.versions, "Số bản đã lưu", "Versions kept";
    integer "observations" = article.looks, "Số lần thấy bài", "Looks that saw it";
    integer "images" = it.images.len(), "Số ảnh", "Pictures";
    integer "attachments" = it.attachments.len(), "Số tệp đính kèm", "Files offered";
    text "duplicate_of" = it.duplicate_of.as_deref(),
        "Bài khác đã lưu trước có cùng nội dung",
        "Another article with the same content, stored earlier";
    text "layout" = it.layout.as_str(), "Mẫu trang đã khớp", "Layout of the recipe that fitted";
    text "content_digest" = version.digest(it.digests.content.as_str()),
        "SHA-256 của nội dung; trống khi có phần không công bố",
        "SHA-256 of what it says; empty where a part is withheld";
    text "snapshot" = version.path,
        "Tệp của bản này trong kho", "File of this version below the archive";
    json "withheld" = version.withheld,
        "Phần không công bố (danh sách JSON)", "What is withheld of it (JSON list)";
}
