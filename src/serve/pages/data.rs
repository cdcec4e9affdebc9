//! The forms for programs, described on one page; and how a browser adds this search.

use crate::published::Published;
use crate::serve::markup::{Markup, text};
use crate::serve::page::RoomPage;
use crate::serve::refusal::Refusal;
use crate::serve::reply::PageReply;
use crate::serve::room::Room;
use crate::serve::visit::PageRequest;

/// Address, what it gives in Vietnamese and in English.
const FORMS: &[(&str, &str, &str)] = &[
    (
        "/articles.json, /articles.csv",
        "Danh sách bài, mới nhất trước; year, section, site, status, edited; “next” đưa vào after là trang sau.",
        "Articles, newest first; year, section, site, status, edited; give `next` as after for the next page.",
    ),
    (
        "/changes.json, /changes.csv, /gone.json, /gone.csv",
        "Thay đổi, mới nhất trước, mỗi lần 200; kind, run, since (dấu của một đợt: những gì mới hơn), site, section; “next” đưa vào after.",
        "Changes, newest first, 200 at a time; kind, run, since (the stamp of a run: what is newer), site, section; give `next` as after.",
    ),
    (
        "/a/ID.json, /a/ID/TIME.json",
        "Một bản của một bài, theo schema/snapshot.schema.json; TIME là 14 chữ số giờ UTC.",
        "One version of an article, as in schema/snapshot.schema.json; TIME is 14 digits, in UTC.",
    ),
    (
        "/a/ID/history.json, /a/ID/evidence.json",
        "Mọi lần xem của một bài; các bản ghi và mã băm làm bằng chứng.",
        "Every look at an article; the records and digests that prove it.",
    ),
    (
        "/search.json?q=…",
        "Tìm toàn văn; sort, past, edited, removed, exact. Dấu là khoảng ký tự.",
        "Full text; sort, past, edited, removed, exact. Marks are ranges of characters.",
    ),
    (
        "/statistics.json, /statistics.csv",
        "Số bài đăng, bài có sửa và bài bị gỡ theo ngày.",
        "Articles published, edited and removed by day.",
    ),
    (
        "/about.json",
        "Kho này giữ gì, từ bao giờ, của ai.",
        "What this archive holds, since when, whose it is.",
    ),
    (
        "/feeds/changes.atom, /feeds/removals.atom",
        "Nguồn tin Atom của mọi thay đổi, và của những bài bị gỡ.",
        "Atom feeds of all changes, and of removals.",
    ),
];

#[expect(
    clippy::unnecessary_wraps,
    reason = "one of many pages, some of which may fail"
)]
pub(super) fn data(visit: &PageRequest, _: &Published, room: &Room) -> Result<PageReply, Refusal> {
    let mut body = Markup::new();
    body.element("p", &[], visit.pick(
        "Thêm .json hoặc .csv vào địa chỉ của trang để có dữ liệu của nó. Danh sách dài được chia trang: \
         tiêu đề Link (rel=next) dẫn tới trang sau. Mọi câu trả lời có ETag: hỏi lại bằng \
         If-None-Match thì chỉ nhận cái mới.",
        "Add .json or .csv to a page's address for its data. A long list comes in parts: the header \
         Link (rel=next) leads on. Each answer has an ETag: ask again with If-None-Match and only \
         what is new is sent.",
    ));
    body.raw("<dl>\n");
    for (address, vi, en) in FORMS {
        body.fact(address, &text(visit.pick(vi, en)));
    }
    body.raw("</dl>\n");
    Ok(RoomPage::new(visit.pick("Dữ liệu", "Data"), body).answer(visit, room))
}

/// <https://developer.mozilla.org/en-US/docs/Web/OpenSearch>
#[expect(
    clippy::unnecessary_wraps,
    reason = "one of many pages, some of which may fail"
)]
pub(super) fn opensearch(
    visit: &PageRequest,
    _: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    let mut out = Markup::new();
    out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.open(
        "OpenSearchDescription",
        &[("xmlns", "http://a9.com/-/spec/opensearch/1.1/")],
    );
    out.element("ShortName", &[], "hpnews");
    out.element("Description", &[], &room.name(visit.language));
    let template = format!("{}?q={{searchTerms}}", room.address("/search"));
    out.open("Url", &[("type", "text/html"), ("template", &template)])
        .close("Url");
    out.close("OpenSearchDescription");
    Ok(PageReply::new(
        "application/opensearchdescription+xml; charset=utf-8",
        out.into_string(),
    ))
}
