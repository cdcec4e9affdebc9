//! `observations`: every look at an article, whatever it saw.

use super::super::ObservationRecord;
use super::super::column::columns;

columns! {
    (look: &ObservationRecord<'_>)
    text "article_id" = look.article_id, "Mã cố định của bài", "Stable name of the article";
    text "site" = look.site,
        "Tên cổng thông tin trong cấu hình", "The portal's name in the configuration";
    time "at" = look.at, "Lúc xem, giờ UTC", "When, in UTC";
    text "run" = look.run, "Đợt chạy", "In which run";
    text "sight" = look.sight,
        "Thấy gì: article, not_found, gone, redirect_home, another, soft_not_found",
        "What it saw: article, not_found, gone, redirect_home, another, soft_not_found";
    flag "changed" = look.changed, "Là một bản mới", "Whether that was a new version";
    text "content_digest" = look.content,
        "SHA-256 của nội dung lúc ấy; trống khi không thấy bài hoặc có phần không công bố",
        "SHA-256 of what it said; empty where it was not seen, or a part is withheld";
    text "leads_to" = look.leads_to, "Địa chỉ thấy thay vào", "The address found in its place";
}
