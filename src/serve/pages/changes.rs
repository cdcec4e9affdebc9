//! What changed: of a night, since a night, of a kind.

use serde_json::json;

use crate::published::Published;
use crate::record::{Change, ChangeKind};
use crate::report::kind_name;
use crate::serve::csv::CsvTable;
use crate::serve::markup::Markup;
use crate::serve::page::RoomPage;
use crate::serve::parts;
use crate::serve::refusal::Refusal;
use crate::serve::reply::PageReply;
use crate::serve::room::Room;
use crate::serve::visit::{Form, PageRequest};

/// Entries of one page, and of one answer to a program.
const PAGE: usize = 50;
const DATA_PAGE: usize = 200;

/// Edits and all else, newest first.
pub(super) fn changes(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    let title = visit.pick("Sửa đổi", "Changes");
    listed(
        visit,
        published,
        room,
        (title, |_| true, ChangeKind::ALL.as_slice()),
    )
}

/// Where articles are: removed, missing, moved, unlisted, restored.
pub(super) fn gone(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    let title = visit.pick("Bị gỡ và trở lại", "Removed and restored");
    let kinds = &ChangeKind::ALL[..5];
    listed(
        visit,
        published,
        room,
        (title, ChangeKind::is_status, kinds),
    )
}

type Kinds<'a> = (&'a str, fn(ChangeKind) -> bool, &'a [ChangeKind]);

fn listed(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
    (title, belongs, kinds): Kinds<'_>,
) -> Result<PageReply, Refusal> {
    let told = room.ledger.told(published)?;
    let filter = ChangeChoice::of(visit)?;
    let chosen: Vec<&Change> = told
        .news()
        .rev()
        .filter(|it| belongs(it.kind) && filter.lets_through(it))
        .collect();
    let from = visit.parsed::<usize>("after")?.unwrap_or(0);
    let from = from.min(chosen.len());
    let size = if visit.form == Form::Html {
        PAGE
    } else {
        DATA_PAGE
    };
    let end = (from + size).min(chosen.len());
    let listed = ListedChanges {
        newest: chosen.first().copied(),
        count: chosen.len(),
        entries: &chosen[from..end],
        next: (end < chosen.len()).then(|| end.to_string()),
    };
    match visit.form {
        Form::Json => {
            let answer = PageReply::json(&json!({
                "changes": listed.entries, "count": listed.count, "next": listed.next,
                "newest_run": told.all.last().map(|it| &it.run),
            }))?;
            Ok(answer.followed_by(listed.next.as_deref(), visit))
        }
        Form::Csv => Ok(table(listed.entries).followed_by(listed.next.as_deref(), visit)),
        Form::Html => Ok(page(visit, room, &listed, (title, kinds))),
    }
}

/// A part of the changes that were chosen.
struct ListedChanges<'a> {
    newest: Option<&'a Change>,
    /// Of all that were chosen.
    count: usize,
    entries: &'a [&'a Change],
    next: Option<String>,
}

/// What is asked for.
struct ChangeChoice<'a> {
    run: Option<&'a str>,
    since: Option<&'a str>,
    site: Option<&'a str>,
    section: Option<&'a str>,
    kind: Option<&'a str>,
}

impl<'a> ChangeChoice<'a> {
    fn of(visit: &'a PageRequest) -> Result<Self, Refusal> {
        let kind = visit.parameter("kind");
        if kind.is_some_and(|kind| ChangeKind::ALL.iter().all(|it| it.word() != kind)) {
            return Err(Refusal::Parameter {
                name: "kind",
                cause: ChangeKind::ALL.map(ChangeKind::word).join(", "),
            });
        }
        Ok(Self {
            run: visit.parameter("run"),
            since: visit.parameter("since"),
            site: visit.parameter("site"),
            section: visit.parameter("section"),
            kind,
        })
    }

    /// A run's stamp is a time, so later runs have greater stamps.
    fn lets_through(&self, change: &Change) -> bool {
        self.run.is_none_or(|it| change.run == it)
            && self.since.is_none_or(|it| change.run.as_str() > it)
            && self.site.is_none_or(|it| change.site == it)
            && self
                .section
                .is_none_or(|it| change.categories.iter().any(|own| own == it))
            && self
                .kind
                .is_none_or(|it| change.kinds.iter().any(|own| own.word() == it))
    }
}

fn page(
    visit: &PageRequest,
    room: &Room,
    listed: &ListedChanges<'_>,
    (title, kinds): (&str, &[ChangeKind]),
) -> PageReply {
    let mut body = Markup::new();
    form(&mut body, visit, kinds);
    let mut entries = Markup::new();
    for change in listed.entries {
        parts::change_entry(&mut entries, change, visit);
    }
    let count = visit.language.number(listed.count as u64);
    body.open("p", &[("class", "soft")]).text(&count);
    body.text(visit.pick(" thay đổi", " changes"));
    if let (Some(newest), None) = (listed.newest, visit.parameter("run")) {
        let href = visit.with("since", &newest.run);
        body.raw(" · ").link(
            &href,
            visit.pick(
                "Dấu trang: những gì mới hơn lần này",
                "Bookmark: what is newer than this",
            ),
        );
    }
    body.close("p");
    let empty = match visit.parameter("since") {
        Some(_) => visit.pick(
            "Không có gì mới từ lần ấy. Giữ dấu trang này và mở lại sau đợt thu thập tới.",
            "Nothing new since then. Keep this bookmark and open it after the next crawl.",
        ),
        None => visit.pick(
            "Không có thay đổi nào như vậy. Bỏ bớt điều kiện lọc để xem nhiều hơn.",
            "No such change. Leave out a filter to see more.",
        ),
    };
    parts::list(&mut body, &entries, empty);
    parts::next_page(&mut body, listed.next.as_deref(), visit);
    let mut page = RoomPage::new(title, body);
    page.forms = &[Form::Json, Form::Csv];
    page.feed = Some(("/feeds/changes.atom", "Atom"));
    page.answer(visit, room)
}

fn form(out: &mut Markup, visit: &PageRequest, kinds: &[ChangeKind]) {
    out.open(
        "form",
        &[
            ("method", "get"),
            ("action", &visit.path),
            ("class", "filters"),
        ],
    );
    let mut options = vec![(String::new(), visit.pick("mọi loại", "any").to_owned())];
    options.extend(kinds.iter().map(|it| {
        (
            it.word().to_owned(),
            kind_name(*it, visit.language).to_owned(),
        )
    }));
    parts::choice(out, ("kind", visit.pick("Loại", "Kind")), &options, visit);
    for kept in ["since", "run", "site", "section"] {
        if let Some(value) = visit.parameter(kept) {
            out.open(
                "input",
                &[("type", "hidden"), ("name", kept), ("value", value)],
            );
        }
    }
    parts::form_end(out, visit);
}

fn table(chosen: &[&Change]) -> PageReply {
    let mut table = CsvTable::new(&[
        "at",
        "last_seen_before",
        "run",
        "site",
        "article_id",
        "url",
        "title",
        "kinds",
        "announced",
        "reason",
    ]);
    for it in chosen {
        let kinds: Vec<&str> = it.kinds.iter().map(|kind| kind.word()).collect();
        table.row(&[
            &it.at.to_rfc3339(),
            &it.last_seen_before
                .map(|at| at.to_rfc3339())
                .unwrap_or_default(),
            &it.run,
            &it.site,
            &it.article_id,
            &it.url,
            it.title.as_deref().unwrap_or_default(),
            &kinds.join(" "),
            it.announced.as_deref().unwrap_or_default(),
            it.reason.as_deref().unwrap_or_default(),
        ]);
    }
    table.answer("changes.csv")
}
