//! The attributes of one element: which are addresses, and which do not stay.

use std::borrow::Cow;

use html5ever::{QualName, ns};
use scraper::node::Element;
use url::Url;

use super::point::{Pointed, point};
use super::view::View;
use super::{srcset, stylesheet};
use crate::memento::Modifier;

/// Attributes that do nothing for the look, or nothing without scripts: they ask somebody,
/// follow, or belong to bytes that are rewritten.
const DROPPED: [&str; 22] = [
    "archive",
    "attributionsrc",
    "autofocus",
    "base",
    "cite",
    "classid",
    "code",
    "codebase",
    "crossorigin",
    "download",
    "formmethod",
    "formtarget",
    "integrity",
    "longdesc",
    "manifest",
    "http-equiv",
    "method",
    "nonce",
    "ping",
    "profile",
    "srcdoc",
    "target",
];

/// What `<meta>` may say of the look.
const META: [&str; 3] = ["viewport", "color-scheme", "theme-color"];

/// What an element is to the page as it is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It stays.
    Kept,
    /// Its content stays, it does not: `<noscript>`.
    Unwrapped,
    /// It goes, with its content.
    Dropped,
}

/// What becomes of an element.
pub(super) fn fate(element: &Element) -> Fate {
    let is_dropped = match element.name() {
        "noscript" => return Fate::Unwrapped,
        "script" | "template" | "base" | "noembed" | "noframes" | "applet" | "param" => true,
        "link" => link(element).is_none(),
        "meta" => {
            let name = element.attr("name").unwrap_or_default();
            !META.iter().any(|it| name.eq_ignore_ascii_case(it))
        }
        // An attribute that is animated is one that is set.
        it if it == "set" || it.starts_with("animate") => animates_address(element),
        _ => false,
    };
    if is_dropped {
        Fate::Dropped
    } else {
        Fate::Kept
    }
}

/// Whether an element of SVG sets an address or a script.
fn animates_address(element: &Element) -> bool {
    let mut attributes = element.attrs();
    attributes.any(|(name, value)| {
        let value = value.trim().to_ascii_lowercase();
        name.eq_ignore_ascii_case("attributeName")
            && (value.ends_with("href") || value.starts_with("on") || value == "src")
    })
}

/// How what a `<link>` names is shown; `None` where nobody sees it.
fn link(element: &Element) -> Option<Modifier> {
    let relations = element.attr("rel")?.to_ascii_lowercase();
    let mut relations = relations.split_ascii_whitespace();
    relations.find_map(|it| match it {
        "stylesheet" => Some(Modifier::Style),
        "icon" | "apple-touch-icon" => Some(Modifier::Media),
        _ => None,
    })
}

/// The attributes that stay, as they are written.
pub(super) fn written<'e>(
    element: &'e Element,
    view: &View<'_>,
    base: &Url,
) -> Vec<(&'e QualName, Cow<'e, str>)> {
    let attributes = element.attrs.iter();
    attributes
        .filter_map(|(name, value)| Some((name, one(element, name, value, view, base)?)))
        .collect()
}

fn one<'e>(
    element: &Element,
    name: &QualName,
    value: &'e str,
    view: &View<'_>,
    base: &Url,
) -> Option<Cow<'e, str>> {
    let key = name.local.to_ascii_lowercase();
    // In HTML `xlink:href` is a name like any other; in SVG it is the address.
    let key = key.strip_prefix("xlink:").unwrap_or(&key);
    if key.starts_with("on") || DROPPED.contains(&key) {
        return None;
    }
    let tag = element.name();
    let modifier = match (key, tag) {
        ("style", _) => return Some(stylesheet::write(value, view, base).into()),
        ("srcset" | "imagesrcset", _) => return srcset::write(value, view, base).map(Cow::from),
        ("href", "a" | "area") | ("action" | "formaction", _) => Modifier::Page,
        ("href", "link") => link(element)?,
        ("src", "iframe" | "frame" | "embed") | ("data", _) => Modifier::Frame,
        ("href" | "src" | "poster" | "background" | "lowsrc" | "dynsrc", _) => Modifier::Media,
        // `fill`, `filter`, `mask`, …, and whatever animates them, are CSS.
        _ if element.name.ns == ns!(svg) && value.contains(['(', '\\']) => {
            return Some(stylesheet::write(value, view, base).into());
        }
        _ => return Some(value.into()),
    };
    match point(view, base, value, modifier) {
        Pointed::Archived(href) => Some(href.into()),
        Pointed::Kept => Some(value.into()),
        // A link without an address looks otherwise.
        Pointed::Inert if modifier == Modifier::Page && key == "href" => Some("#".into()),
        Pointed::Inert | Pointed::Withheld => None,
    }
}
