//! Two versions, word by word: figures first, then what changed, then how to go on.

use crate::published::Published;
use crate::reading;
use crate::record::Snapshot;
use crate::report::{DifferenceView, article_path, changed, kind_name};
use crate::serve::markup::Markup;
use crate::serve::page::RoomPage;
use crate::serve::parts;
use crate::serve::refusal::Refusal;
use crate::serve::reply::PageReply;
use crate::serve::room::Room;
use crate::serve::subject::{PublishedArticle, version_stamp};
use crate::serve::visit::PageRequest;

/// `from` and `to` are times of versions; without them the newest is compared with the one before.
pub(super) fn compare(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    let subject = PublishedArticle::asked(visit, published)?;
    let to = match visit.parameter("to") {
        Some(text) => subject.at(text)?,
        None => subject.versions.len() - 1,
    };
    let from = match visit.parameter("from") {
        Some(text) => subject.at(text)?,
        None => to.saturating_sub(1),
    };
    let (before, after) = (&subject.versions[from], &subject.versions[to]);
    // As they are kept: what is withheld is taken out after they were compared by one recipe.
    let whole = |path: &str| published.reader().read_snapshot(path);
    let pair = (whole(&before.path)?, whole(&after.path)?);
    let pair = (
        (before.path.as_str(), pair.0),
        (after.path.as_str(), pair.1),
    );
    let shifts = |earlier: (&str, &Snapshot), after: &Snapshot| {
        room.shifts(published.reader(), earlier, after)
    };
    let compared = reading::compare(published, &room.config, pair.0, pair.1, &shifts)?;
    let compared = compared.ok_or(Refusal::Withheld)?;
    let item = &compared.item;
    let language = visit.language;
    let mut body = Markup::new();
    body.raw("<p class=\"soft\">");
    for (at, row) in [(from, before), (to, after)] {
        body.raw(if at == to && from != to { " → " } else { "" });
        let href = visit.href(
            &format!("{}/{}", article_path(&subject.id), version_stamp(row)),
            &[],
        );
        let name = format!("{} {}", visit.pick("bản", "version"), at + 1);
        body.link(&href, &name).raw(" (");
        parts::time(&mut body, row.captured_at, language);
        body.raw(")");
    }
    body.raw("</p>\n");
    steps(&mut body, visit, &subject, from, to);
    ways(&mut body, visit);
    notes(&mut body, visit, &compared);
    body.raw("<p>");
    for kind in &item.change.kinds {
        body.element("span", &[("class", "mark")], kind_name(*kind, language))
            .raw(" ");
    }
    body.raw("</p>\n");
    let view = DifferenceView {
        beside: visit.parameter("view") == Some("side"),
        whole: visit.parameter("text") == Some("whole"),
    };
    body.add(&Markup::made(changed(item, view, language)));
    let title = parts::title(item.change.title.as_deref(), visit).to_owned();
    Ok(RoomPage::new(&title, body).answer(visit, room))
}

/// What a reader of the comparison must know of it.
fn notes(out: &mut Markup, visit: &PageRequest, compared: &reading::ComparedVersions) {
    let mut note = |vi, en| {
        out.element("p", &[("class", "empty")], visit.pick(vi, en))
            .raw("\n");
    };
    if compared.is_same() {
        note("Hai bản nói như nhau.", "Both versions say the same.");
    }
    if compared.is_reread {
        note(
            "Hai bản được đọc bằng hai công thức khác nhau; bản trước được đọc lại từ bằng chứng, nếu còn đọc được.",
            "The versions were read by different recipes; the earlier page was read again, if it could be.",
        );
    }
    if compared.is_freed {
        note(
            "Những gì giao diện hoặc công thức mới làm khác đi trên hầu hết các bài không hiện ở đây.",
            "What a new theme or recipe does otherwise on most articles is not shown.",
        );
    }
}

/// To the edit before and the one after.
fn steps(
    out: &mut Markup,
    visit: &PageRequest,
    subject: &PublishedArticle,
    from: usize,
    to: usize,
) {
    let label = visit.pick("Các lần sửa", "Edits");
    let base = format!("{}/compare", article_path(&subject.id));
    let pair = |a: usize, b: usize| {
        let (a, b) = (
            version_stamp(&subject.versions[a]),
            version_stamp(&subject.versions[b]),
        );
        visit.href(&base, &[("from", &a), ("to", &b)])
    };
    out.open("nav", &[("aria-label", label)]).raw("<ul>\n");
    if from > 0 {
        out.raw("<li>").link(
            &pair(from - 1, from),
            visit.pick("← Lần sửa trước", "← Edit before"),
        );
        out.raw("</li>\n");
    }
    if to + 1 < subject.versions.len() {
        out.raw("<li>").link(
            &pair(to, to + 1),
            visit.pick("Lần sửa sau →", "Edit after →"),
        );
        out.raw("</li>\n");
    }
    let href = visit.href(&article_path(&subject.id), &[]);
    out.raw("<li>").link(
        &href,
        visit.pick("Bài và mọi bản", "The article and all versions"),
    );
    out.raw("</li>\n</ul>\n");
    out.close("nav");
}

/// In which way it is shown.
fn ways(out: &mut Markup, visit: &PageRequest) {
    let label = visit.pick("Cách xem", "View");
    out.open("nav", &[("aria-label", label)]).raw("<ul>\n");
    let is_whole = visit.parameter("text").is_some();
    let is_beside = visit.parameter("view").is_some();
    for (name, value, is_on, vi, en) in [
        ("text", "", !is_whole, "Chỉ chỗ đổi", "Only what changed"),
        ("text", "whole", is_whole, "Toàn văn", "Whole text"),
        ("view", "", !is_beside, "Một cột", "One column"),
        ("view", "side", is_beside, "Cạnh nhau", "Side by side"),
    ] {
        out.raw("<li>");
        if is_on {
            out.element("strong", &[], visit.pick(vi, en));
        } else {
            out.link(&visit.with(name, value), visit.pick(vi, en));
        }
        out.raw("</li>\n");
    }
    out.raw("</ul>\n").close("nav");
}
