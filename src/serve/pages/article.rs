//! An article: what it says, what it said, and how it is cited.

use serde_json::json;

use crate::published::Published;
use crate::report::{article_path, stamp};
use crate::serve::citation::{Citation, CitationStyle};
use crate::serve::markup::{Markup, text};
use crate::serve::page::RoomPage;
use crate::serve::parts;
use crate::serve::refusal::Refusal;
use crate::serve::reply::PageReply;
use crate::serve::room::Room;
use crate::serve::story::story;
use crate::serve::subject::{PublishedArticle, PublishedVersion, version_stamp};
use crate::serve::visit::{Form, PageRequest};

/// The newest version.
pub(super) fn newest(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    let subject = subject(visit, published)?;
    let at = subject.versions.len() - 1;
    shown(visit, published, room, &subject, at)
}

/// A version by the time of its capture.
pub(super) fn version(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    let subject = subject(visit, published)?;
    let at = subject.at(visit.pieces.get(1).map_or("", String::as_str))?;
    shown(visit, published, room, &subject, at)
}

/// The citation as a file for reference managers.
pub(super) fn bibtex(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    let subject = subject(visit, published)?;
    let row = subject.newest()?;
    let shown = PublishedArticle::read(published, row)?;
    let address = room.address(&article_path(&subject.id));
    let citation = Citation::of(&shown, &address, visit.language);
    let said = citation.in_style(CitationStyle::BibTex);
    Ok(PageReply::new("application/x-bibtex; charset=utf-8", said).saved_as("citation.bib"))
}

fn subject(visit: &PageRequest, published: &Published) -> Result<PublishedArticle, Refusal> {
    PublishedArticle::asked(visit, published)
}

fn shown(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
    subject: &PublishedArticle,
    at: usize,
) -> Result<PageReply, Refusal> {
    let row = subject.versions.get(at).ok_or(Refusal::Unknown)?;
    let shown = PublishedArticle::read(published, row)?;
    if visit.form == Form::Json {
        let mut snapshot = json!(shown.snapshot);
        if !shown.hidden.is_nothing() {
            // They confirm a guess of what is not shown.
            for key in ["digests", "provenance", "fields"] {
                snapshot[key] = json!(null);
            }
        }
        return PageReply::json(&snapshot);
    }
    let mut body = Markup::new();
    heading(&mut body, visit, published, room, subject, &shown)?;
    if at + 1 < subject.versions.len() {
        body.raw("<p class=\"loud\"><strong>")
            .text(visit.pick("Đây là bản cũ. ", "This is an earlier version. "));
        body.raw("</strong>").link(
            &visit.href(&article_path(&subject.id), &[]),
            visit.pick("Bản mới nhất", "The newest version"),
        );
        body.raw("</p>\n");
    }
    if !shown.hidden.is_nothing() {
        body.element(
            "p",
            &[("class", "loud")],
            visit.pick(
                "Một phần của bài này không công bố.",
                "A part of this article is not published.",
            ),
        );
    }
    body.add(&story(&shown.snapshot, published, room, visit)?);
    versions(&mut body, visit, subject, at);
    cite(&mut body, visit, room, subject, &shown, at);
    downloads(
        &mut body,
        visit,
        subject,
        &shown,
        row_stamp(subject, at).as_deref(),
    );
    let title = parts::title(shown.snapshot.title.as_deref(), visit).to_owned();
    let mut page = RoomPage::new(&title, body);
    page.forms = &[Form::Json];
    Ok(page.answer(visit, room))
}

fn row_stamp(subject: &PublishedArticle, at: usize) -> Option<String> {
    subject.versions.get(at).map(version_stamp)
}

/// When and where it was published, where it stands, and where it can be looked into.
fn heading(
    out: &mut Markup,
    visit: &PageRequest,
    published: &Published,
    room: &Room,
    subject: &PublishedArticle,
    shown: &PublishedVersion,
) -> Result<(), Refusal> {
    let it = &shown.snapshot;
    out.raw("<p class=\"soft\">");
    parts::published(out, it, visit);
    out.raw(" · ").bdi(&it.site);
    for section in &it.categories {
        let href = visit.href("/articles", &[("section", section)]);
        out.raw(" · ").link(&href, section);
    }
    if let Some(it) = published
        .reader()
        .observations()
        .revisitable_article(&subject.id)?
    {
        parts::status(out, it.article_status, visit);
    }
    out.raw("</p>\n");
    let base = article_path(&subject.id);
    let label = visit.pick("Về bài này", "About this article");
    out.open("nav", &[("aria-label", label)]).raw("<ul>\n");
    for (path, vi, en) in [
        ("history", "Lịch sử", "History"),
        ("evidence", "Bằng chứng", "Evidence"),
    ] {
        let href = visit.href(&format!("{base}/{path}"), &[]);
        out.raw("<li>")
            .link(&href, visit.pick(vi, en))
            .raw("</li>\n");
    }
    // A capture that holds anything withheld is not shown at all.
    if shown.hidden.is_nothing() {
        let at = stamp(it.captured_at.to_utc());
        let href = format!("{}/web/{at}/{}", room.replay, it.url);
        let name = visit.pick("Trang như đã lưu", "The page as it was");
        out.raw("<li>").link(&href, name).raw("</li>\n");
    }
    out.raw("<li>")
        .outward(&it.url, visit.pick("Trang trên cổng", "On the portal"));
    out.raw("</li>\n</ul>\n</nav>\n");
    Ok(())
}

/// All versions, two of which can be chosen to be compared: a form without script.
fn versions(out: &mut Markup, visit: &PageRequest, subject: &PublishedArticle, at: usize) {
    let base = article_path(&subject.id);
    let heading = visit.pick("Các bản", "Versions");
    out.element("h2", &[("id", "versions")], heading);
    if let [_] = subject.versions.as_slice() {
        out.element(
            "p",
            &[],
            visit.pick(
                "Kho có một bản của bài này.",
                "The archive holds one version of this article.",
            ),
        );
        return;
    }
    let action = format!("{base}/compare");
    out.open("form", &[("method", "get"), ("action", &action)]);
    out.open("table", &[]).raw("<thead><tr>");
    for (vi, en) in [
        ("Từ", "From"),
        ("Đến", "To"),
        ("Bản", "Version"),
        ("Lưu lúc", "Captured"),
    ] {
        out.element("th", &[("scope", "col")], visit.pick(vi, en));
    }
    out.raw("</tr></thead>\n<tbody>\n");
    let last = subject.versions.len() - 1;
    for (number, row) in subject.versions.iter().enumerate().rev() {
        let stamp = version_stamp(row);
        out.raw("<tr>");
        for (name, chosen, vi, en) in [
            ("from", last - 1, "từ bản", "from version"),
            ("to", last, "đến bản", "to version"),
        ] {
            let label = format!("{} {}", visit.pick(vi, en), number + 1);
            let mut attributes = vec![
                ("type", "radio"),
                ("name", name),
                ("value", stamp.as_str()),
                ("aria-label", label.as_str()),
            ];
            if number == chosen {
                attributes.push(("checked", "checked"));
            }
            out.raw("<td>").open("input", &attributes).raw("</td>");
        }
        out.raw("<td>");
        let name = (number + 1).to_string();
        if number == at {
            out.element("strong", &[], &name);
        } else {
            out.link(&visit.href(&format!("{base}/{stamp}"), &[]), &name);
        }
        out.raw("</td><td>");
        parts::time(out, row.captured_at, visit.language);
        out.raw("</td></tr>\n");
    }
    out.raw("</tbody>\n</table>\n<p>");
    out.element("button", &[], visit.pick("So sánh", "Compare"))
        .raw("</p>\n");
    out.close("form");
}

fn cite(
    out: &mut Markup,
    visit: &PageRequest,
    room: &Room,
    subject: &PublishedArticle,
    shown: &PublishedVersion,
    at: usize,
) {
    let stamp = row_stamp(subject, at).unwrap_or_default();
    let address = room.address(&format!("{}/{stamp}", article_path(&subject.id)));
    let citation = Citation::of(shown, &address, visit.language);
    out.element("h2", &[("id", "cite")], visit.pick("Trích dẫn", "Cite"));
    out.raw("<dl>\n");
    for (name, style) in [
        ("Chicago", CitationStyle::Chicago),
        ("APA", CitationStyle::Apa),
    ] {
        out.fact(name, &text(&citation.in_style(style)));
    }
    out.raw("</dl>\n<details>\n<summary>BibTeX</summary>\n<pre tabindex=\"0\">");
    for line in citation.in_style(CitationStyle::BibTex).lines() {
        out.text(line).raw("\n");
    }
    out.raw("</pre>\n</details>\n");
}

fn downloads(
    out: &mut Markup,
    visit: &PageRequest,
    subject: &PublishedArticle,
    shown: &PublishedVersion,
    version: Option<&str>,
) {
    let base = article_path(&subject.id);
    let version = version.unwrap_or_default();
    out.element(
        "h2",
        &[("id", "download")],
        visit.pick("Tải về", "Download"),
    );
    out.raw("<ul>\n<li>");
    out.link(
        &format!("{base}/{version}.json"),
        visit.pick("Bản này dạng JSON", "This version as JSON"),
    );
    out.raw("</li>\n<li>")
        .link(&format!("{base}/citation.bib"), "BibTeX")
        .raw("</li>\n");
    if shown.hidden.is_nothing() {
        out.raw("<li>").link(
            &format!("{base}/article.wacz"),
            visit.pick(
                "Bài này với mọi bằng chứng, dạng WACZ",
                "This article with all its evidence, as WACZ",
            ),
        );
        out.raw("</li>\n");
    }
    out.raw("</ul>\n");
}
