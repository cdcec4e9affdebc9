//! Many pages: a line a field, with what looks wrong in its values.

use std::fmt::Write as _;

use serde::Serialize;

use super::load::LoadedPage;
use super::paint::{Paint, warnings};
use super::verdict::{code, is_no_page};
use crate::cli::console::{self};
use crate::cli::context::Context;
use crate::cli::exit;
use crate::config::Site;
use crate::coverage::{self, CheckedPage, FieldCheck};
use crate::crawl::{self, TwoReadings};
use crate::record::SourceMetadata;
use crate::report::Language;
use crate::text::terminal_safe;

/// One site's pages.
struct SiteCheck<'a> {
    site: &'a Site,
    /// Pages, good and bad.
    pages: usize,
    /// Those that are no page, and why.
    no_pages: Vec<(&'a str, String)>,
    /// Those that are no article, and why.
    no_articles: Vec<(&'a str, String)>,
    fields: Vec<FieldCheck>,
}

#[derive(Serialize)]
struct RecipeLine<'a> {
    site: &'a str,
    #[serde(flatten)]
    field: &'a FieldCheck,
}

/// Shows a table a site.
pub(super) fn show(context: &Context, loaded: &[LoadedPage], verbose: bool) -> anyhow::Result<u8> {
    let (console, lang) = (context.console, context.console.lang);
    let mut worst = exit::COMPLETE;
    let mut rest = loaded;
    // Of one site they stand together; a site that comes again has a table of its own.
    while let Some(first) = rest.first() {
        let is_same = |it: &&LoadedPage| it.site.name == first.site.name;
        let (these, others) = rest.split_at(rest.iter().take_while(is_same).count());
        let checked = read(these);
        if console.json {
            for field in &checked.fields {
                console::json_line(&RecipeLine {
                    site: &checked.site.name,
                    field,
                })?;
            }
            console.say(none_of(&checked, lang).trim_end());
        } else {
            console::data(&text(&checked, lang, verbose))?;
        }
        worst = worst.max(code(checked.pages, checked.no_pages.len(), &checked.fields));
        rest = others;
    }
    Ok(worst)
}

fn read(loaded: &[LoadedPage]) -> SiteCheck<'_> {
    let site = &loaded[0].site;
    let (mut no_pages, mut no_articles) = (Vec::new(), Vec::new());
    let mut read: Vec<(TwoReadings, &SourceMetadata)> = Vec::new();
    let mut twice: Vec<(TwoReadings, usize)> = Vec::new();
    for it in loaded {
        if let Some(reason) = is_no_page(it) {
            no_pages.push((it.name.as_str(), reason));
            continue;
        }
        let Ok(pages) = &it.pages else { continue };
        match crawl::read_both(site, pages) {
            Ok(both) => {
                let before = it.earlier.as_ref();
                let before = before.and_then(|pages| crawl::read_both(site, pages).ok());
                twice.extend(before.map(|before| (before, read.len())));
                read.push((both, &pages[0].0.source_metadata));
            }
            Err(none) => {
                no_articles.push((it.name.as_str(), format!("{}: {}", none.kind, none.reason)));
            }
        }
    }
    let checked: Vec<CheckedPage<'_>> = read
        .iter()
        .map(|(both, source_metadata)| CheckedPage {
            stored: &both.stored,
            printed: &both.printed,
            source_metadata,
        })
        .collect();
    let twice = twice
        .iter()
        .map(|(before, at)| (&before.stored, &read[*at].0.stored));
    let twice: Vec<_> = twice.collect();
    SiteCheck {
        site,
        pages: loaded.len(),
        fields: coverage::check(&checked, no_articles.len(), &twice),
        no_pages,
        no_articles,
    }
}

fn none_of(checked: &SiteCheck<'_>, lang: Language) -> String {
    let mut out = String::new();
    let no_page = lang.pick("không phải trang", "no page");
    let no_article = lang.pick("không phải bài viết", "no article");
    let all = checked.no_pages.iter().map(|it| (no_page, it));
    for (what, (name, reason)) in all.chain(checked.no_articles.iter().map(|it| (no_article, it))) {
        let line = format!("{what}: {name} ({reason})");
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  {}", terminal_safe(&line));
    }
    out
}

fn text(checked: &SiteCheck<'_>, lang: Language, verbose: bool) -> String {
    let paint = Paint::for_stdout();
    let mut out = String::new();
    let pages = checked.pages - checked.no_pages.len();
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "{}  {pages} {}, {} {}",
        paint.bold(&checked.site.name),
        lang.pick("trang", "pages"),
        pages - checked.no_articles.len(),
        lang.pick("bài viết", "articles"),
    );
    out.push_str(&none_of(checked, lang));
    let mut empty = Vec::new();
    for field in &checked.fields {
        if field.found == 0 && !field.required && !verbose {
            empty.push(field.field.name());
            continue;
        }
        field_text(&mut out, field, lang, &paint);
    }
    if !empty.is_empty() {
        let said = lang.pick("không trang nào có", "on no page");
        let _ = writeln!(
            out,
            "{}",
            paint.dim(&format!("{said}: {}", empty.join(", ")))
        );
    }
    out
}

fn field_text(out: &mut String, field: &FieldCheck, lang: Language, paint: &Paint) {
    let mut parts = vec![format!(
        "{} {}/{}",
        lang.pick("có", "found"),
        field.found,
        field.pages
    )];
    if field.required && field.is_short() {
        parts[0] = paint.red(&parts[0]);
    }
    if field.found > 0 {
        let different = lang.pick("giá trị khác nhau", "different values");
        parts.push(format!("{} {different}", field.different));
        let shown = field
            .examples
            .iter()
            .map(|it| format!("“{}”", terminal_safe(it)));
        parts.push(shown.collect::<Vec<_>>().join(", "));
        let origins = field.origins.iter().map(|it| {
            let selector = it.selector.as_deref().unwrap_or_default();
            let origin = format!("{} {selector}", console::word(&it.origin));
            format!("{} ({})", origin.trim_end(), it.pages)
        });
        parts.push(origins.collect::<Vec<_>>().join(", "));
    }
    if field.told > 0 {
        let said = lang.pick("chỉ có từ REST, RSS", "only from REST, a feed or a sitemap");
        parts.push(format!("{} {said}", field.told));
    }
    parts.retain(|it| !it.is_empty());
    let name = format!("{:<11}", field.field.name());
    let _ = writeln!(out, "{} {}", paint.bold(&name), parts.join(" · "));
    for warning in warnings(field, lang) {
        let _ = writeln!(out, "  {} {warning}", paint.red("!"));
    }
}
