//! REST's word for an article whose page gives nothing: one that a script draws, or an empty one.
//!
//! Pure. The page comes first and is kept; what REST says of the post is its second part, kept as
//! evidence like any other. Never speaks where the page says something.

use super::fit::GENERIC;
use crate::config::Site;
use crate::discover::rest;
use crate::extract::{self, Extracted, Page, PageKind, PageVerdict, Recipe};
use crate::http::Capture;
use crate::record::{Article, FieldOrigin, Gap, Origin, SourceMetadata};

/// What REST said of an article whose page is of this kind, and its number.
pub(super) fn told(
    source_metadata: &SourceMetadata,
    kind: &str,
    reason: &str,
) -> Option<(Article, u64)> {
    let gives_nothing = [PageKind::Script, PageKind::Empty].map(PageKind::as_str);
    if !gives_nothing.contains(&kind) {
        return None;
    }
    // A headline of its own: other sources name addresses alone.
    let (title, number) = (source_metadata.title.as_ref()?, source_metadata.post_id?);
    let mut article = Article {
        layout: GENERIC.to_owned(),
        title: Some(title.clone()),
        published_at: source_metadata.published_at,
        published_date: source_metadata.published_at.map(|it| it.date_naive()),
        modified_at: source_metadata.modified_at,
        lead: source_metadata.excerpt.clone(),
        categories: source_metadata.categories.clone(),
        gaps: vec![Gap {
            field: "body".to_owned(),
            reason: format!("the page gives nothing ({reason}), REST does"),
        }],
        ..Article::default()
    };
    let known = [
        ("title", true),
        ("published_at", source_metadata.published_at.is_some()),
        ("modified_at", source_metadata.modified_at.is_some()),
        ("lead", source_metadata.excerpt.is_some()),
        ("categories", !source_metadata.categories.is_empty()),
        ("body", true),
    ];
    for (field, _) in known.iter().filter(|(_, known)| *known) {
        article.fields.insert((*field).to_owned(), by_rest(field));
    }
    Some((article, number))
}

/// The text of a post as REST renders it, read as the generic reader reads a page.
pub(super) fn read(
    site: &Site,
    source_metadata: &SourceMetadata,
    capture: &Capture,
) -> Option<Extracted> {
    let content = rest::content(&capture.body)?;
    let html = format!(
        "<!doctype html><meta property=\"og:type\" content=\"article\">\
         <article><div itemprop=\"articleBody\">{content}</div></article>"
    );
    let page = Page {
        html: &html,
        url: &capture.url,
        source_metadata,
    };
    let mut extracted = extract::extract(&page, &Recipe::generic(site.zone));
    if let PageVerdict::Article(article) = &mut extracted.verdict {
        // What it lacks of a page, the first part says.
        article.gaps.retain(|gap| gap.field == "body");
    }
    Some(extracted)
}

fn by_rest(field: &str) -> FieldOrigin {
    let key = match field {
        "published_at" => "date_gmt",
        "modified_at" => "modified_gmt",
        "categories" => "_embedded.wp:term",
        "lead" => "excerpt.rendered",
        "body" => "content.rendered",
        _ => "title.rendered",
    };
    FieldOrigin {
        origin: Origin::Rest,
        selector: Some(key.to_owned()),
        confidence: 0.8,
    }
}
