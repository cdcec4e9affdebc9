//! What the archive has of one address: the article, its captures, or why it was never held.

use crate::published::Published;
use crate::report::{article_path, localize_reason, stamp};
use crate::serve::archived::{ShownCaptures, shown};
use crate::serve::markup::Markup;
use crate::serve::page::RoomPage;
use crate::serve::parts;
use crate::serve::refusal::Refusal;
use crate::serve::reply::PageReply;
use crate::serve::room::Room;
use crate::serve::visit::PageRequest;
use crate::store::Resolved;

/// Captures shown.
const SHOWN: usize = 100;

pub(super) fn address(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    if let Some(url) = visit.parameter("url") {
        return of(url, visit, published, room);
    }
    let mut body = Markup::new();
    parts::search_box(&mut body, visit, "");
    Ok(RoomPage::new(visit.pick("Địa chỉ này", "This address"), body).answer(visit, room))
}

/// The page of one address.
pub(super) fn of(
    url: &str,
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    let withheld = published.withheld();
    let parsed = url::Url::parse(url).map_err(|error| Refusal::Parameter {
        name: "url",
        cause: error.to_string(),
    })?;
    if withheld.has_part_at(url) || withheld.has_part_at(parsed.as_str()) || withheld.has_file(url)
    {
        return Err(Refusal::Withheld);
    }
    let reader = published.reader();
    let mut body = Markup::new();
    body.raw("<p>").outward(url, url).raw("</p>\n");
    let found = match reader.articles().resolve(url)? {
        Resolved::Article(id) | Resolved::Claiming { id, .. } => Some(id),
        Resolved::Several(_) | Resolved::Nothing => None,
    };
    let found = found.filter(|id| !withheld.has_whole(id));
    if let Some(id) = &found {
        body.raw("<p>").link(
            &visit.href(&article_path(id), &[]),
            visit.pick("Bài viết ở địa chỉ này", "The article at this address"),
        );
        body.raw("</p>\n");
    }
    let ShownCaptures { rows, withheld } = shown(published, room, &parsed)?;
    if rows.is_empty() && !withheld.is_empty() {
        return Err(Refusal::Withheld);
    }
    let mut entries = Markup::new();
    for row in rows.iter().rev().take(SHOWN) {
        let zone = crate::pipeline::zone(&room.config);
        let at = row.at.with_timezone(&zone).fixed_offset();
        let href = format!("{}/web/{}/{}", room.replay, stamp(row.at), row.url);
        entries
            .raw("<li>")
            .link(&href, &visit.language.time(at))
            .raw(" · ");
        let status = row
            .status
            .map_or_else(|| "—".to_owned(), |it| it.to_string());
        entries.text("HTTP ").text(&status).raw("</li>\n");
    }
    if !entries.is_empty() {
        body.element("h2", &[], visit.pick("Những lần lưu", "Captures"))
            .raw("\n");
    }
    let why = if found.is_some() || !rows.is_empty() {
        String::new()
    } else if reader.captures().of(parsed.as_str())?.is_empty() {
        why_not(&parsed, visit, published)?
    } else {
        visit
            .pick(
                "Địa chỉ này là một danh sách hay một nguồn tin. Kho giữ câu trả lời của nó làm bằng chứng, và không trình bày lại.",
                "This address is a list or a source. The archive keeps its answers as evidence, and does not show them.",
            )
            .to_owned()
    };
    if !entries.is_empty() || found.is_none() {
        parts::list(&mut body, &entries, &why);
    }
    Ok(RoomPage::new(visit.pick("Địa chỉ này", "This address"), body).answer(visit, room))
}

/// Why nothing of an address is held, as far as anybody knows.
fn why_not(url: &url::Url, visit: &PageRequest, published: &Published) -> Result<String, Refusal> {
    let never = visit.pick(
        "Chưa từng lưu địa chỉ này",
        "This address was never captured",
    );
    let Some(due) = published.reader().addresses().due_of(url.as_str())? else {
        let why = visit.pick("chưa nguồn nào nêu nó", "no source has ever named it");
        return Ok(format!("{never}: {why}."));
    };
    let detail = due.detail.as_deref().unwrap_or(&due.state);
    let mut why = localize_reason(detail, visit.language);
    // It may name where a redirect led, or what stood there.
    published.withheld().redact_text(&mut why);
    Ok(format!("{never}: {why}."))
}
