//! The articles: by year, section, site, edited, removed.

use serde_json::json;

use crate::change::ArticleStatus;
use crate::published::Published;
use crate::record::Snapshot;
use crate::report::Language;
use crate::serve::csv::CsvTable;
use crate::serve::facets::Facets;
use crate::serve::markup::Markup;
use crate::serve::page::RoomPage;
use crate::serve::parts;
use crate::serve::refusal::Refusal;
use crate::serve::reply::PageReply;
use crate::serve::room::Room;
use crate::serve::visit::{Form, PageRequest};
use crate::store::{ArticleRow, Cursor, Filter, StatusFilter};
use crate::text::keys::section_key;

/// Entries of one page.
const PAGE: usize = 30;
/// Rows read for one page at most: where much is withheld, a page may be short.
const READ: usize = 300;

/// An article of the list, as far as it is published.
struct ListedArticle {
    row: ArticleRow,
    snapshot: Snapshot,
}

pub(super) fn articles(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    let filter = filter(visit, room)?;
    let (entries, next) = entries(visit, published, &filter)?;
    match visit.form {
        Form::Json => {
            let articles: Vec<_> = entries.iter().map(object).collect();
            let answer = PageReply::json(&json!({"articles": articles, "next": next}))?;
            Ok(answer.followed_by(next.as_deref(), visit))
        }
        Form::Csv => Ok(table(&entries).followed_by(next.as_deref(), visit)),
        Form::Html => page(visit, published, room, (&entries, next.as_deref())),
    }
}

/// What may be shown, and behind which of it the next page begins. What is not published of an
/// article is no reason to list it.
fn entries(
    visit: &PageRequest,
    published: &Published,
    filter: &Filter,
) -> Result<(Vec<ListedArticle>, Option<String>), Refusal> {
    let mut after: Option<Cursor> = visit.parsed("after")?;
    let mut entries: Vec<ListedArticle> = Vec::new();
    for _ in 0..READ / PAGE {
        let limit = u32::try_from(PAGE).ok();
        let rows = published
            .reader()
            .articles()
            .page(filter, after.as_ref(), limit)?;
        let is_last = rows.len() < PAGE;
        for row in rows {
            after = Some(row.cursor());
            let Some((snapshot, hidden)) = published.snapshot(&row.newest)? else {
                continue;
            };
            if !hidden.is_empty() && !still_fits(&snapshot, filter) {
                continue;
            }
            entries.push(ListedArticle { row, snapshot });
            if entries.len() == PAGE {
                let next = shown_last(&entries);
                return Ok((entries, next));
            }
        }
        if is_last {
            return Ok((entries, None));
        }
    }
    let next = shown_last(&entries);
    Ok((entries, next))
}

fn shown_last(entries: &[ListedArticle]) -> Option<String> {
    entries.last().map(|it| it.row.cursor().to_string())
}

/// Whether an article is in a list for what is published of it.
fn still_fits(snapshot: &Snapshot, filter: &Filter) -> bool {
    let has_section = filter.section.as_deref().is_none_or(|wanted| {
        let own = snapshot.categories.iter();
        own.map(|it| section_key(it))
            .any(|it| it == section_key(wanted))
    });
    let is_dated = filter.since.is_none() || snapshot.published_date.is_some();
    has_section && is_dated
}

fn filter(visit: &PageRequest, room: &Room) -> Result<Filter, Refusal> {
    let year = visit.year(crate::pipeline::zone(&room.config))?;
    Ok(Filter {
        since: year.as_ref().map(|it| it.start),
        until: year.map(|it| it.end),
        section: visit.parameter("section").map(str::to_owned),
        site: visit.parameter("site").map(str::to_owned),
        edited: visit.parameter("edited").is_some(),
        status: status(visit)?,
        ..Filter::default()
    })
}

fn status(visit: &PageRequest) -> Result<Option<StatusFilter>, Refusal> {
    let status = match visit.parameter("status") {
        None => return Ok(None),
        Some("live") => StatusFilter::Is(ArticleStatus::Live),
        Some("missing") => StatusFilter::Is(ArticleStatus::Missing),
        Some("removed") => StatusFilter::Is(ArticleStatus::Removed),
        Some("unlisted") => StatusFilter::Is(ArticleStatus::Unlisted),
        Some("restored") => StatusFilter::Restored,
        Some(_) => {
            return Err(Refusal::Parameter {
                name: "status",
                cause: "live, missing, removed, unlisted, restored".to_owned(),
            });
        }
    };
    Ok(Some(status))
}

fn object(entry: &ListedArticle) -> serde_json::Value {
    let it = &entry.snapshot;
    json!({
        "article_id": it.article_id, "url": it.url, "site": it.site, "title": it.title,
        "published_at": it.published_at, "published_date": it.published_date,
        "categories": it.categories, "author": it.author, "captured_at": it.captured_at,
        "versions": entry.row.versions, "last_seen_at": entry.row.last_seen_at,
    })
}

fn table(entries: &[ListedArticle]) -> PageReply {
    let mut table = CsvTable::new(&[
        "article_id",
        "url",
        "site",
        "title",
        "published_at",
        "published_date",
        "categories",
        "author",
        "captured_at",
        "versions",
        "last_seen_at",
    ]);
    for ListedArticle { row, snapshot: it } in entries {
        table.row(&[
            &it.article_id,
            &it.url,
            &it.site,
            it.title.as_deref().unwrap_or_default(),
            &it.published_at
                .map(|at| at.to_rfc3339())
                .unwrap_or_default(),
            &it.published_date
                .map(|day| day.to_string())
                .unwrap_or_default(),
            &it.categories.join("; "),
            it.author.as_deref().unwrap_or_default(),
            &it.captured_at.to_rfc3339(),
            &row.versions.to_string(),
            &row.last_seen_at.to_rfc3339(),
        ]);
    }
    table.answer("articles.csv")
}

fn page(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
    (entries, next): (&[ListedArticle], Option<&str>),
) -> Result<PageReply, Refusal> {
    let mut body = Markup::new();
    form(&mut body, visit, published, room)?;
    let mut list = Markup::new();
    for entry in entries {
        let mut more = Markup::new();
        versions(&mut more, entry.row.versions, visit.language);
        parts::status(&mut more, entry.row.article_status, visit);
        parts::article_entry(&mut list, &entry.snapshot, &more, visit);
    }
    let empty = visit.pick(
        "Không có bài nào như vậy. Bỏ bớt điều kiện lọc, hoặc tìm bằng từ.",
        "No such article. Leave out a filter, or search for words.",
    );
    parts::list(&mut body, &list, empty);
    parts::next_page(&mut body, next, visit);
    let mut page = RoomPage::new(visit.pick("Bài viết", "Articles"), body);
    page.forms = &[Form::Json, Form::Csv];
    Ok(page.answer(visit, room))
}

fn versions(out: &mut Markup, versions: u64, language: Language) {
    if versions > 1 {
        let count = language.number(versions);
        out.raw(" · ")
            .text(&count)
            .raw(" ")
            .text(language.pick("bản", "versions"));
    }
}

fn form(
    out: &mut Markup,
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<(), Refusal> {
    let facets = room.facets(published)?;
    let any =
        |vi: &'static str, en: &'static str| vec![(String::new(), visit.pick(vi, en).to_owned())];
    out.open(
        "form",
        &[
            ("method", "get"),
            ("action", "/articles"),
            ("class", "filters"),
        ],
    );
    choices(out, visit, &facets);
    let mut states = any("còn hay mất", "any");
    for (word, vi, en) in [
        ("removed", "đã bị gỡ", "removed"),
        ("missing", "vắng ở lần xem cuối", "missing"),
        ("unlisted", "không còn trong danh sách", "unlisted"),
        ("restored", "trở lại sau khi bị gỡ", "restored"),
        ("live", "còn", "live"),
    ] {
        states.push((word.to_owned(), visit.pick(vi, en).to_owned()));
    }
    parts::choice(
        out,
        ("status", visit.pick("Hiện nay", "Now")),
        &states,
        visit,
    );
    let mut edited = any("sửa hay chưa", "any");
    edited.push(("1".to_owned(), visit.pick("có sửa", "edited").to_owned()));
    parts::choice(
        out,
        ("edited", visit.pick("Đã sửa", "Edited")),
        &edited,
        visit,
    );
    parts::form_end(out, visit);
    Ok(())
}

/// Years and sections with how many articles are in each.
pub(super) fn choices(out: &mut Markup, visit: &PageRequest, facets: &Facets) {
    let counted = |name: String, count: u64| {
        let shown = format!("{name} ({})", visit.language.number(count));
        (name, shown)
    };
    let any = |vi, en| std::iter::once((String::new(), visit.pick(vi, en).to_owned()));
    let years = facets.years.iter();
    let years = years.map(|(year, count)| counted(year.to_string(), *count));
    let years: Vec<_> = any("mọi năm", "any").chain(years).collect();
    parts::choice(out, ("year", visit.pick("Năm", "Year")), &years, visit);
    let sections = facets.sections.iter();
    let sections = sections.map(|(name, count)| counted(name.clone(), *count));
    let sections: Vec<_> = any("mọi chuyên mục", "any").chain(sections).collect();
    let label = visit.pick("Chuyên mục", "Section");
    parts::choice(out, ("section", label), &sections, visit);
}
