//! One page in every detail: what each selector finds, what wins, and what the crawl would
//! store. This is how a recipe is repaired on the day the real page is seen.

use std::fmt::Write as _;

use super::load::LoadedPage;
use super::paint::{Paint, warnings};
use super::verdict::{code, is_no_page};
use crate::cli::console::{self};
use crate::cli::context::Context;
use crate::cli::exit;
use crate::config::Site;
use crate::coverage::{self, CheckedPage, FieldCheck};
use crate::crawl;
use crate::extract::{Explanation, FieldExplained, Page, Tried, explain};
use crate::record::Origin;
use crate::report::Language;
use crate::text::terminal_safe;

/// Shows one page.
pub(super) fn show(context: &Context, loaded: &LoadedPage, verbose: bool) -> anyhow::Result<u8> {
    let (console, lang) = (context.console, context.console.lang);
    let none = |reason: &str| {
        let said = lang.pick("không phải trang", "no page");
        console.complain(&format!(
            "{said}: {}: {}",
            terminal_safe(&loaded.name),
            terminal_safe(reason)
        ));
        Ok(exit::COULD_NOT_RUN)
    };
    if let Some(reason) = is_no_page(loaded) {
        return none(&reason);
    }
    let (site, pages) = match (&loaded.site, &loaded.pages) {
        (site, Ok(pages)) => (site, pages),
        (_, Err(reason)) => return none(reason),
    };
    let (page, capture) = &pages[0];
    let html = match crawl::html_of(capture) {
        Ok(html) => html,
        Err(it) => return none(&it.reason),
    };
    let explanation = explain(
        &Page {
            html: &html,
            url: &capture.url,
            source_metadata: &page.source_metadata,
        },
        &site.recipe,
    );
    let checks = crawl::read_both(site, pages).map(|both| {
        let checked = CheckedPage {
            stored: &both.stored,
            printed: &both.printed,
            source_metadata: &page.source_metadata,
        };
        coverage::check(&[checked], 0, &[])
    });
    let checks = checks.unwrap_or_else(|_| coverage::check(&[], 1, &[]));
    if console.json {
        console::json_line(&explanation)?;
    } else {
        let showing = Showing {
            lang,
            verbose,
            is_known: loaded.is_known,
            checks: &checks,
            paint: Paint::for_stdout(),
        };
        console::data(&showing.text(site, &explanation))?;
    }
    Ok(match code(1, 0, &checks) {
        exit::COMPLETE if !explanation.gaps.is_empty() => exit::INCOMPLETE,
        code => code,
    })
}

/// How one page is shown.
struct Showing<'a> {
    lang: Language,
    /// Also what found nothing.
    verbose: bool,
    is_known: bool,
    checks: &'a [FieldCheck],
    paint: Paint,
}

impl Showing<'_> {
    fn text(&self, site: &Site, explanation: &Explanation) -> String {
        let paint = &self.paint;
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}  {}", paint.bold(&site.name), explanation.verdict);
        for layout in &explanation.layouts {
            let mark = if layout.chosen {
                paint.green("✓")
            } else {
                paint.dim("·")
            };
            let _ = writeln!(out, "{mark} layout {}", layout.name);
            for tried in layout.matches.iter().filter(|it| self.is_shown(it)) {
                let _ = writeln!(out, "    {}", tried_line(tried, false, paint));
            }
        }
        for field in &explanation.fields {
            self.field(&mut out, field);
        }
        for gap in &explanation.gaps {
            let reason = terminal_safe(&gap.reason);
            let _ = writeln!(out, "{} {}: {reason}", paint.red("gap"), gap.field);
        }
        self.left_out(&mut out, explanation);
        out
    }

    fn is_shown(&self, tried: &Tried) -> bool {
        self.verbose || tried.count > 0
    }

    fn field(&self, out: &mut String, field: &FieldExplained) {
        let paint = &self.paint;
        let value = field.value.as_deref().map(terminal_safe);
        let shown = match &value {
            Some(value) => cut(value),
            None => paint.red(self.lang.pick("không có", "nothing")),
        };
        let _ = writeln!(out, "\n{}  {shown}", paint.bold(&field.field));
        for tried in field.tried.iter().filter(|it| self.is_shown(it)) {
            let won = field.won.as_ref().is_some_and(|won| {
                won.origin == tried.origin
                    && won.selector.as_deref() == Some(tried.selector.as_str())
            });
            let _ = writeln!(out, "    {}", tried_line(tried, won, paint));
        }
        if let Some(won) = &field.won {
            let told = match won.origin {
                Origin::SourceMetadata | Origin::Rest => self.lang.pick(
                    "  (REST, RSS hoặc sơ đồ trang cho biết)",
                    "  (REST, a feed or a sitemap says so)",
                ),
                _ => "",
            };
            let selector = won.selector.as_deref().unwrap_or_default();
            let _ = writeln!(out, "    = {} {selector}{told}", console::word(&won.origin));
        }
        let check = self.checks.iter().find(|it| it.field.name() == field.field);
        for warning in check.iter().flat_map(|it| warnings(it, self.lang)) {
            let _ = writeln!(out, "    {} {warning}", paint.red("!"));
        }
    }

    /// What is not shown, and what is not known.
    fn left_out(&self, out: &mut String, explanation: &Explanation) {
        if !self.is_known {
            let said = self.lang.pick(
                "REST, RSS và sơ đồ trang nói gì về địa chỉ này thì chưa biết: kho chưa có. Đợt \
                 thu thập hỏi các nguồn đó trước, và lấy ngày, chuyên mục, sapo từ đó khi trang \
                 không có",
                "what REST, feeds and sitemaps say of this address is not known: the archive has \
                 not heard of it. A crawl asks them first, and has date, sections and lead from \
                 them where the page says none",
            );
            let _ = writeln!(out, "\n{}", self.paint.dim(said));
        }
        let of_layouts = explanation.layouts.iter().flat_map(|it| &it.matches);
        let of_fields = explanation.fields.iter().flat_map(|it| &it.tried);
        let hidden = of_layouts
            .chain(of_fields)
            .filter(|it| !self.is_shown(it))
            .count();
        if hidden > 0 {
            let said = self.lang.pick(
                "bộ chọn không thấy gì; -v để liệt kê",
                "selectors found nothing; -v lists them",
            );
            let _ = writeln!(out, "{}", self.paint.dim(&format!("{hidden} {said}")));
        }
    }
}

fn tried_line(tried: &Tried, won: bool, paint: &Paint) -> String {
    let first = tried
        .first
        .as_deref()
        .map(terminal_safe)
        .unwrap_or_default();
    let line = format!("{:>3} × {}  {}", tried.count, tried.selector, cut(&first));
    match (won, tried.count) {
        (true, _) => paint.green(&format!("✓ {line}")),
        (false, 0) => paint.dim(&format!("  {line}")),
        (false, _) => format!("  {line}"),
    }
}

/// One line of at most 80 characters.
fn cut(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(80) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
