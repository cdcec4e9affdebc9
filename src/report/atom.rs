//! One document of a feed as Atom (RFC 4287), an archive document as RFC 5005 has it.
//!
//! Ids are `tag:` addresses (RFC 4151) made of the change's own id alone: they never change,
//! whatever becomes of titles, addresses or the archive's place on the web.

use std::fmt::Write as _;

use url::Url;

use super::feeds::{Feed, FeedKind, Publisher};
use super::markup::{DifferenceView, about, differences, ledger};
use super::words::{for_operator, kind_name};
use super::{Language, ReportedChange, safe};

/// The document. `items` are those of `feed.entries`, in that order.
pub fn atom(feed: &Feed, items: &[ReportedChange], publisher: &Publisher) -> String {
    let language = publisher.language;
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:fh=\"http://purl.org/syndication/history/1.0\" \
         xml:lang=\"{}\">\n",
        language.tag()
    );
    let name = feed.name();
    element(&mut out, "id", &tag(publisher, &format!("feed:{name}")));
    element(&mut out, "title", &title(&feed.kind, language));
    element(&mut out, "updated", &feed.updated.to_rfc3339());
    out.push_str("<author><name>hpnews</name></author>\n<generator>hpnews</generator>\n");
    if publisher.includes_withheld {
        element(&mut out, "rights", for_operator(language));
    }
    if feed.archive {
        out.push_str("<fh:archive/>\n");
        link(&mut out, "current", ATOM, &place(publisher, &feed.current));
    }
    // A document that is nowhere on the web has no address of its own.
    if publisher.base.is_some() {
        link(&mut out, "self", ATOM, &place(publisher, &feed.file));
    }
    if let Some(previous) = &feed.previous {
        let previous = place(publisher, previous);
        link(&mut out, "prev-archive", ATOM, &previous);
    }
    for (planned, item) in feed.entries.iter().zip(items) {
        entry(&mut out, item, planned.told_before, publisher);
    }
    out.push_str("</feed>\n");
    out
}

const ATOM: &str = "application/atom+xml";

fn title(kind: &FeedKind, language: Language) -> String {
    match kind {
        FeedKind::Changes => language
            .pick(
                "hpnews: bài đã đăng thay đổi ra sao",
                "hpnews: what changed in published articles",
            )
            .to_owned(),
        FeedKind::Removals => language
            .pick(
                "hpnews: bài bị gỡ, dời hoặc hiện lại",
                "hpnews: articles removed, moved or restored",
            )
            .to_owned(),
        FeedKind::Section(name) => format!(
            "hpnews: {} {}",
            language.pick("chuyên mục", "section"),
            safe::headline(name)
        ),
    }
}

fn entry(out: &mut String, item: &ReportedChange, told_before: usize, publisher: &Publisher) {
    let change = &item.change;
    let language = publisher.language;
    // The same thing that happened again is another entry, so it has another id.
    let again = match told_before {
        0 => String::new(),
        times => format!(":{}", times + 1),
    };
    out.push_str("<entry>\n");
    element(
        out,
        "id",
        &tag(publisher, &format!("change:{}{again}", change.id)),
    );
    let headline = safe::headline(change.title.as_deref().unwrap_or(&change.url));
    let kind = kind_name(change.kind, language);
    element(out, "title", &format!("[{kind}] {headline}"));
    element(out, "updated", &change.at.to_rfc3339());
    element(out, "published", &change.at.to_rfc3339());
    let portal = safe::href(&change.url);
    let portal = portal.as_ref().map(Url::as_str);
    if let Some(url) = item.room.as_deref().or(portal) {
        link(out, "alternate", "text/html", url);
    }
    if let Some(url) = portal {
        link(out, "via", "text/html", url);
    }
    // The room has every version as data; its feeds have no files beside them.
    if publisher.base.is_some() && item.room.is_none() {
        for path in [&change.before, &change.after].into_iter().flatten() {
            link(out, "related", "application/json", &place(publisher, path));
        }
    }
    for kind in &change.kinds {
        category(
            out,
            &tag(publisher, "kind"),
            kind.word(),
            kind_name(*kind, language),
        );
    }
    for section in &change.categories {
        category(out, &tag(publisher, "section"), section, section);
    }
    let body = format!(
        "{}{}{}",
        about(item, language),
        ledger(&change.figures, language),
        differences(item, 4, DifferenceView::default(), language)
    );
    // Feed readers know the elements of XHTML 1; `bdi` came later. No text of a site can hold
    // one: its angle brackets are escaped.
    let body = body.replace("<bdi>", "").replace("</bdi>", "");
    let _ = writeln!(
        out,
        "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">\n{body}</div></content>"
    );
    out.push_str("</entry>\n");
}

fn element(out: &mut String, name: &str, text: &str) {
    // Writing to a String cannot fail, here and below.
    let _ = writeln!(out, "<{name}>{}</{name}>", safe::line(text));
}

fn link(out: &mut String, rel: &str, kind: &str, href: &str) {
    let href = safe::line(href);
    let _ = writeln!(out, "<link rel=\"{rel}\" type=\"{kind}\" href=\"{href}\"/>");
}

fn category(out: &mut String, scheme: &str, term: &str, label: &str) {
    let _ = writeln!(
        out,
        "<category scheme=\"{}\" term=\"{}\" label=\"{}\"/>",
        safe::line(scheme),
        safe::line(term),
        safe::line(label)
    );
}

fn tag(publisher: &Publisher, specific: &str) -> String {
    format!("tag:{}:{specific}", publisher.tag)
}

/// The address of a file of the archive: absolute where the archive is on the web, else beside
/// the feed, which lies in `feeds/`.
fn place(publisher: &Publisher, path: &str) -> String {
    let Some(base) = &publisher.base else {
        return path.strip_prefix("feeds/").unwrap_or(path).to_owned();
    };
    let mut folder: Url = base.clone();
    if !folder.path().ends_with('/') {
        folder.set_path(&format!("{}/", base.path()));
    }
    folder
        .join(path)
        .map_or_else(|_| path.to_owned(), String::from)
}
