//! `changes`: what happened to published articles, as the nights told it.

use super::super::column::columns;
use crate::record::Change;

columns! {
    (change: &Change, withheld: &[String])
    text "id" = change.id.as_str(), "Mã của thay đổi", "Stable name of the change";
    text "article_id" = change.article_id.as_str(),
        "Mã cố định của bài", "Stable name of the article";
    text "site" = change.site.as_str(),
        "Tên cổng thông tin trong cấu hình", "The portal's name in the configuration";
    text "run" = change.run.as_str(), "Đợt chạy đã thấy", "The run that saw it";
    time "at" = change.at.to_utc(), "Lúc thấy, giờ UTC", "When it was seen, in UTC";
    time or_null "last_seen_before" = change.last_seen_before.map(|at| at.to_utc()),
        "Lần cuối còn thấy như cũ: việc xảy ra giữa hai lần ấy",
        "The last look that saw it as it was before: it happened between the two";
    text "kind" = change.kind.word(), "Loại nặng nhất", "The most serious kind";
    json "kinds" = &change.kinds.iter().map(|it| it.word()).collect::<Vec<_>>(),
        "Mọi loại (danh sách JSON)", "All classes (JSON list)";
    json "fields" = &change.fields,
        "Các phần đã sửa (danh sách JSON)", "The changed fields (JSON list)";
    text "title" = change.title.as_deref(), "Tiêu đề", "Headline";
    text "url" = change.url.as_str(), "Địa chỉ", "Address";
    text "previous_url" = change.previous_url.as_deref(),
        "Địa chỉ cũ, khi bài dời", "Address before, of a move";
    json "categories" = &change.categories, "Chuyên mục (danh sách JSON)", "Sections (JSON list)";
    text "announced" = change.announced.as_deref(),
        "Lời đính chính trong bài; trống là lặng lẽ",
        "The words in which the article announces it; empty = silently";
    flag "backdated" = change.backdated,
        "Ngày đăng bị lùi", "The publication time was moved back";
    json "figures" = &change.figures,
        "Con số thay đổi (danh sách JSON)", "Figures that became others (JSON list)";
    json "files" = &change.files,
        "Tệp đính kèm bị thay dưới cùng địa chỉ (danh sách JSON)",
        "Files replaced under their addresses (JSON list)";
    text "before" = change.before.as_deref(), "Tệp của bản trước", "Snapshot before";
    text "after" = change.after.as_deref(), "Tệp của bản sau", "Snapshot after";
    text "repeats" = change.repeats.as_deref(),
        "Bản cũ hơn nói y như bản sau", "An earlier snapshot that said what `after` says";
    text "reason" = change.reason.as_deref(),
        "Căn cứ, khi đổi tình trạng", "Why, for a change of standing";
    json "withheld" = withheld,
        "Phần không công bố (danh sách JSON)", "What is withheld of it (JSON list)";
}
