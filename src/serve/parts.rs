//! What many pages show alike: a search box, an article in a list, a change in a list, times,
//! where an article stands, the next page.

use chrono::{DateTime, FixedOffset};

use super::markup::Markup;
use super::visit::PageRequest;
use crate::change::ArticleStatus;
use crate::record::{Change, Snapshot};
use crate::report::{Language, article_path, change_path, kind_name, localize_reason};

/// The box in which words and addresses are looked for.
pub(super) fn search_box(out: &mut Markup, visit: &PageRequest, words: &str) {
    let label = visit.pick(
        "Từ cần tìm, hoặc địa chỉ của bài",
        "Words, or an article's address",
    );
    out.open(
        "form",
        &[("role", "search"), ("method", "get"), ("action", "/search")],
    );
    out.element("label", &[("for", "q")], label);
    out.open(
        "input",
        &[
            ("id", "q"),
            ("name", "q"),
            ("type", "search"),
            ("value", words),
        ],
    );
    if visit.parameter("lang").is_some() {
        out.open(
            "input",
            &[
                ("type", "hidden"),
                ("name", "lang"),
                ("value", visit.language.tag()),
            ],
        );
    }
    out.element("button", &[], visit.pick("Tìm", "Search"));
    out.close("form");
}

/// A time that programs read too.
pub(super) fn time(out: &mut Markup, at: DateTime<FixedOffset>, language: Language) {
    out.element(
        "time",
        &[("datetime", &at.to_rfc3339())],
        &language.time(at),
    );
}

/// When an article was published, as far as that is known.
pub(super) fn published(out: &mut Markup, snapshot: &Snapshot, visit: &PageRequest) {
    match (snapshot.published_at, snapshot.published_date) {
        (Some(at), _) => time(out, at, visit.language),
        (None, Some(day)) => {
            let text = day.to_string();
            out.element("time", &[("datetime", &text)], &visit.language.day(day));
        }
        (None, None) => {
            out.text(visit.pick("không rõ ngày đăng", "no date known"));
        }
    }
}

/// A headline, or what stands for one.
pub(super) fn title<'a>(title: Option<&'a str>, visit: &'a PageRequest) -> &'a str {
    let given = title.filter(|it| !it.trim().is_empty());
    given.unwrap_or_else(|| visit.pick("(không có tiêu đề)", "(no headline)"))
}

/// Where an article stands, told in words, never by colour alone.
pub(super) fn status(out: &mut Markup, status: ArticleStatus, visit: &PageRequest) {
    let (class, vi, en) = match status {
        ArticleStatus::Live => return,
        ArticleStatus::Missing => (
            "mark loud",
            "vắng ở lần xem cuối",
            "missing at the last look",
        ),
        ArticleStatus::Removed => ("mark gone", "đã bị gỡ khỏi cổng", "removed from the portal"),
        ArticleStatus::Unlisted => ("mark loud", "không còn trong danh sách", "no longer listed"),
    };
    out.raw(" ")
        .element("span", &[("class", class)], visit.pick(vi, en));
}

/// An article as one entry of a list.
pub(super) fn article_entry(
    out: &mut Markup,
    snapshot: &Snapshot,
    more: &Markup,
    visit: &PageRequest,
) {
    out.raw("<li>\n<p class=\"headline\">");
    let href = visit.href(&article_path(&snapshot.article_id), &[]);
    out.link(&href, title(snapshot.title.as_deref(), visit))
        .raw("</p>\n<p class=\"soft\">");
    published(out, snapshot, visit);
    for section in &snapshot.categories {
        out.raw(" · ").bdi(section);
    }
    out.add(more).raw("</p>\n");
    if let Some(lead) = &snapshot.lead {
        out.open("p", &[]).bdi(lead).close("p");
    }
    out.raw("</li>\n");
}

/// A change as one entry of a list, with what it takes to judge it at a glance.
pub(super) fn change_entry(out: &mut Markup, change: &Change, visit: &PageRequest) {
    let language = visit.language;
    out.raw("<li>\n<p class=\"headline\">");
    out.link(
        &change_href(change, visit),
        title(change.title.as_deref(), visit),
    )
    .raw("</p>\n<p>");
    for kind in &change.kinds {
        let class = if kind.is_status() {
            "mark gone"
        } else {
            "mark"
        };
        out.element("span", &[("class", class)], kind_name(*kind, language))
            .raw(" ");
    }
    if change.announced.is_some() {
        out.element(
            "span",
            &[("class", "mark")],
            visit.pick("có báo", "announced"),
        );
    }
    out.raw("</p>\n");
    if !change.figures.is_empty() {
        out.raw("<ul class=\"figures\">\n");
        for figure in change.figures.iter().take(3) {
            out.raw("<li><del>")
                .text(figure.before.as_deref().unwrap_or("—"));
            out.raw("</del> → <ins>")
                .text(figure.after.as_deref().unwrap_or("—"));
            out.raw("</ins></li>\n");
        }
        out.raw("</ul>\n");
    }
    if let Some(reason) = &change.reason {
        out.open("p", &[])
            .bdi(&localize_reason(reason, language))
            .close("p");
    }
    out.raw("<p class=\"soft\">");
    time(out, change.at, language);
    if let Some(before) = change.last_seen_before {
        out.text(visit.pick(" · lần xem trước ", " · looked at before on "));
        time(out, before, language);
    }
    for section in &change.categories {
        out.raw(" · ").bdi(section);
    }
    out.raw("</p>\n</li>\n");
}

/// Where a change is shown.
fn change_href(change: &Change, visit: &PageRequest) -> String {
    let (path, to) = change_path(change);
    visit.href(&path, &[("to", to.as_deref().unwrap_or_default())])
}

/// A list, or what to do where it is empty.
pub(super) fn list(out: &mut Markup, entries: &Markup, empty: &str) {
    if entries.is_empty() {
        out.element("p", &[("class", "empty")], empty);
    } else {
        out.raw("<ul class=\"entries\">\n")
            .add(entries)
            .raw("</ul>\n");
    }
}

/// The way to the next page, where there is one.
pub(super) fn next_page(out: &mut Markup, after: Option<&str>, visit: &PageRequest) {
    let label = visit.pick("Các trang", "Pages");
    let first = visit.parameter("after").map(|_| visit.with("after", ""));
    let next = after.map(|after| visit.with("after", after));
    if first.is_none() && next.is_none() {
        return;
    }
    out.open("nav", &[("class", "pages"), ("aria-label", label)]);
    if let Some(href) = first {
        out.open("a", &[("href", &href)])
            .text(visit.pick("Về đầu", "From the start"))
            .raw("</a> ");
    }
    if let Some(href) = next {
        out.open("a", &[("href", &href), ("rel", "next")]);
        out.text(visit.pick("Trang sau", "Next page")).raw("</a>");
    }
    out.close("nav");
}

/// A choice in a form; an empty value is "any".
pub(super) fn choice(
    out: &mut Markup,
    (name, label): (&'static str, &str),
    options: &[(String, String)],
    visit: &PageRequest,
) {
    let chosen = visit.parameter(name).unwrap_or_default();
    out.raw("<p>")
        .element("label", &[("for", name)], label)
        .raw(" ");
    out.open("select", &[("id", name), ("name", name)]);
    for (value, text) in options {
        let mut attributes = vec![("value", value.as_str())];
        if value == chosen {
            attributes.push(("selected", "selected"));
        }
        out.element("option", &attributes, text);
    }
    out.raw("</select></p>\n");
}

/// The end of a form of filters: its button, and what keeps the language.
pub(super) fn form_end(out: &mut Markup, visit: &PageRequest) {
    if visit.parameter("lang").is_some() {
        out.open(
            "input",
            &[
                ("type", "hidden"),
                ("name", "lang"),
                ("value", visit.language.tag()),
            ],
        );
    }
    out.raw("<p>")
        .element("button", &[], visit.pick("Xem", "Show"))
        .raw("</p>\n");
    out.close("form");
}
