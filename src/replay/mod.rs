//! An archived page or style sheet → the same to look at, from the archive alone.
//!
//! Whatever a browser would fetch or follow is pointed at the archive's own
//! `/web/<14 digits>/<url>` or made inert; no script is left. The look stays. What is written
//! is read and written again until it stays as it is, so that it cannot mean one thing here and
//! another in a browser. Pure: who calls says what the archive holds and may show. Never recurses
//! on the depth of a page. A browser is to be told the same by headers
//! (`Content-Security-Policy: sandbox`): one wall more.

mod attributes;
mod banner;
mod point;
mod srcset;
mod stylesheet;
mod tree;
mod view;

use std::cell::RefCell;

use chrono::DateTime;
use url::Url;

pub use banner::BANNER_HEIGHT;
pub use view::View;

use crate::extract;

/// How often a page is read and written again before it is shown as its source.
const ROUNDS: usize = 5;

/// An HTML page as it was, with `banner` (HTML, may be empty) in a strip above it.
///
/// A page that cannot be read safely (nested without end, or never the same twice) is shown as
/// its source.
pub fn page(html: &str, view: &View<'_>, banner: &str) -> String {
    let mut written = String::new();
    for round in 0..ROUNDS {
        let text = if round == 0 { html } else { &written };
        let Some(tree) = extract::tree_without_scripts(text) else {
            break;
        };
        let (again, body) = tree::write(&tree, view);
        if again == text {
            let Some(body) = body.filter(|_| !banner.is_empty()) else {
                return again;
            };
            return banner::above(&again, body, banner);
        }
        written = again;
    }
    banner::source(html, banner)
}

/// A style sheet, with its addresses pointed at the archive.
pub fn css(text: &str, view: &View<'_>) -> String {
    stylesheet::write(text, view, view.url)
}

/// Every address that a style sheet asks for by itself, absolute, in its order.
pub fn asked_by(css: &str, url: &Url) -> Vec<Url> {
    let found = RefCell::new(Vec::new());
    let view = View {
        at: DateTime::UNIX_EPOCH,
        url,
        allowed: &|it| {
            found.borrow_mut().push(it.clone());
            true
        },
        held: &|_| true,
    };
    self::css(css, &view);
    found.into_inner()
}

#[cfg(test)]
mod tests;
