//! The first page: what nobody may overlook, what changed last, what is new.

use crate::change::SiteState;
use crate::published::Published;
use crate::record::Change;
use crate::report::{Language, localize_reason, state_name};
use crate::serve::markup::Markup;
use crate::serve::page::RoomPage;
use crate::serve::parts;
use crate::serve::refusal::Refusal;
use crate::serve::reply::PageReply;
use crate::serve::room::Room;
use crate::serve::visit::PageRequest;
use crate::store::Filter;

/// Changes and articles shown.
const SHOWN: usize = 8;

pub(super) fn home(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    let mut body = Markup::new();
    alarms(&mut body, visit, published)?;
    parts::search_box(&mut body, visit, "");
    last_changes(&mut body, visit, published, room)?;
    newest(&mut body, visit, published)?;
    coverage(&mut body, visit, published, room)?;
    let title = room.name(visit.language);
    let mut page = RoomPage::new(&title, body);
    page.feed = Some(("/feeds/changes.atom", "Atom"));
    Ok(page.answer(visit, room))
}

/// Sites that are not as they were.
fn alarms(out: &mut Markup, visit: &PageRequest, published: &Published) -> Result<(), Refusal> {
    for row in published.reader().sites().site_states(None)? {
        if row.state == SiteState::Live {
            continue;
        }
        let mut reason = localize_reason(&row.reason, visit.language);
        published.withheld().redact_text(&mut reason);
        out.raw("<p class=\"loud\"><strong>⚠ ")
            .bdi(&row.site)
            .raw(": ");
        out.text(state_name(row.state, visit.language))
            .raw("</strong> ");
        out.bdi(&reason).raw("</p>\n");
    }
    Ok(())
}

/// The most serious changes of the last run that told any.
fn last_changes(
    out: &mut Markup,
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<(), Refusal> {
    let told = room.ledger.told(published)?;
    let heading = visit.pick("Sửa đổi mới nhất", "Latest changes");
    out.element("h2", &[], heading).raw("\n");
    let mut entries = Markup::new();
    if let Some(last) = told.news().next_back() {
        let mut of_run: Vec<&Change> = told
            .news()
            .rev()
            .take_while(|it| it.run == last.run)
            .collect();
        of_run.sort_by_key(|it| it.kind);
        for change in of_run.iter().take(SHOWN) {
            parts::change_entry(&mut entries, change, visit);
        }
    }
    let empty = visit.pick(
        "Chưa thấy bài nào bị sửa hay gỡ. Sau mỗi đợt thu thập, trang này cho biết.",
        "No edit or removal was seen yet. This page tells after each crawl.",
    );
    parts::list(out, &entries, empty);
    if let Some(last) = told.news().next_back() {
        let href = visit.href("/changes", &[("run", &last.run)]);
        out.raw("<p>")
            .link(&href, visit.pick("Tất cả của đợt này", "All of this crawl"));
        out.raw("</p>\n");
    }
    Ok(())
}

fn newest(out: &mut Markup, visit: &PageRequest, published: &Published) -> Result<(), Refusal> {
    out.element("h2", &[], visit.pick("Bài mới nhất", "Newest articles"))
        .raw("\n");
    let limit = u32::try_from(SHOWN).ok();
    let rows = published
        .reader()
        .articles()
        .page(&Filter::default(), None, limit)?;
    let mut entries = Markup::new();
    for row in rows {
        if let Some((snapshot, _)) = published.snapshot(&row.newest)? {
            parts::article_entry(&mut entries, &snapshot, &Markup::new(), visit);
        }
    }
    let empty = visit.pick(
        "Kho chưa có bài nào: `hpnews crawl` thu thập lần đầu.",
        "The archive holds no article yet: `hpnews crawl` is the first crawl.",
    );
    parts::list(out, &entries, empty);
    Ok(())
}

/// How much there is, and when it was last looked at.
fn coverage(
    out: &mut Markup,
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<(), Refusal> {
    let language: Language = visit.language;
    let facets = room.facets(published)?;
    out.element("h2", &[], visit.pick("Trong kho", "In the archive"))
        .raw("\n<dl class=\"coverage\">\n");
    let mut fact = |vi, en, said: &str| {
        out.raw("<div>").element("dt", &[], visit.pick(vi, en));
        out.element("dd", &[], said).raw("</div>\n");
    };
    fact("Bài viết", "Articles", &language.number(facets.articles));
    let last = published.reader().runs().newest(1)?.pop();
    if let Some(run) = last {
        let zone = crate::pipeline::zone(&room.config);
        let began = language.time(run.started_at.with_timezone(&zone).fixed_offset());
        fact("Lần thu thập cuối", "Last crawl", &began);
    }
    if let (Some((first, _)), Some((last, _))) = (facets.years.last(), facets.years.first()) {
        fact("Các năm", "Years", &format!("{first}–{last}"));
    }
    out.raw("</dl>\n");
    Ok(())
}
