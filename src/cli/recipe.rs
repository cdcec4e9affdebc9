//! `hpnews recipe check`: field by field, what each selector found and what won. This is
//! how a recipe is mended on the day the real page is seen.

use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::anyhow;

use super::args::{Global, Recipe};
use super::context::{Context, Hint};
use super::{exit, fetch, talk};
use crate::config::{Config, Site};
use crate::extract::{Explanation, FieldExplained, Page, Tried, explain};
use crate::record::Hint as Told;
use crate::text::{charset, terminal_safe};

pub(super) fn run(global: &Global, args: &Recipe) -> anyhow::Result<u8> {
    let Recipe::Check { page, site } = args;
    let context = Context::new(global)?;
    let (site, html, url) = load(&context.config, page, site.as_deref())?;
    let explanation = explain(
        &Page {
            html: &html,
            url: &url,
            hint: &Told::default(),
        },
        &site.recipe,
    );
    if global.json {
        talk::json_line(&explanation)?;
    } else {
        talk::data(&text(&site, &explanation, talk::colour(&std::io::stdout())))?;
    }
    Ok(if explanation.gaps.is_empty() {
        exit::COMPLETE
    } else {
        exit::INCOMPLETE
    })
}

/// The page from the web or from a file.
#[expect(
    clippy::disallowed_methods,
    reason = "the command line is where the user's files are read"
)]
fn load(
    config: &Config,
    page: &str,
    wanted: Option<&str>,
) -> anyhow::Result<(Arc<Site>, String, url::Url)> {
    let named = |name: &str| {
        config.site(name).map(Arc::clone).ok_or_else(|| {
            anyhow!("no site is called \"{name}\"").context_hint("`hpnews config` lists the sites")
        })
    };
    if page.starts_with("http://") || page.starts_with("https://") {
        let (site, url) = fetch::site_of(config, page)?;
        let site = wanted.map_or(Ok(site), named)?;
        let exchange = fetch::fetch(config, &site, &url)?;
        let decoded = charset::decode(&exchange.body, exchange.content_type().as_deref());
        return Ok((site, decoded.text, url));
    }
    let bytes = std::fs::read(page).map_err(|error| {
        anyhow!("cannot read {page}: {error}")
            .context_hint("give an address with https://, or a saved HTML file")
    })?;
    let site = match (wanted, config.sites.as_slice()) {
        (Some(name), _) => named(name)?,
        (None, [only]) => Arc::clone(only),
        (None, _) => {
            return Err(anyhow!("cannot tell which site {page} is from")
                .context_hint("name it with --site"));
        }
    };
    let url = site.home.clone();
    Ok((site, charset::decode(&bytes, None).text, url))
}

fn text(site: &Site, explanation: &Explanation, colour: bool) -> String {
    let paint = Paint { colour };
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
        for tried in &layout.matches {
            let _ = writeln!(out, "    {}", tried_line(tried, false, &paint));
        }
    }
    for field in &explanation.fields {
        field_text(&mut out, field, &paint);
    }
    for gap in &explanation.gaps {
        let _ = writeln!(
            out,
            "{} {}: {}",
            paint.red("gap"),
            gap.field,
            terminal_safe(&gap.reason)
        );
    }
    out
}

fn field_text(out: &mut String, field: &FieldExplained, paint: &Paint) {
    let value = field.value.as_deref().map(terminal_safe);
    let shown = match &value {
        Some(value) => cut(value),
        None => paint.red("nothing"),
    };
    let _ = writeln!(out, "\n{}  {shown}", paint.bold(&field.field));
    for tried in &field.tried {
        let won = field.won.as_ref().is_some_and(|won| {
            won.origin == tried.origin && won.selector.as_deref() == Some(tried.selector.as_str())
        });
        let _ = writeln!(out, "    {}", tried_line(tried, won, paint));
    }
    if let Some(won) = &field.won {
        let _ = writeln!(
            out,
            "    = {} {}",
            talk::word(&won.origin),
            won.selector.as_deref().unwrap_or_default()
        );
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

struct Paint {
    colour: bool,
}

impl Paint {
    fn with(&self, code: &str, text: &str) -> String {
        if self.colour {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    fn bold(&self, text: &str) -> String {
        self.with("1", text)
    }

    fn green(&self, text: &str) -> String {
        self.with("32", text)
    }

    fn red(&self, text: &str) -> String {
        self.with("31", text)
    }

    fn dim(&self, text: &str) -> String {
        self.with("2", text)
    }
}
