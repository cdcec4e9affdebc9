//! Refuses hostile HTML before a tree is built of it.
//!
//! html5ever is quadratic in nesting depth (100,000 nested `<div>` take more than 12 s,
//! html5ever issue 788) and in attributes per tag. So the bytes are scanned once, without
//! a tree, and the parser is fed in pieces with a look at the real depth after each.
//! Never repairs, never judges content.

use ego_tree::Tree;
use html5ever::driver::{ParseOpts, parse_document};
use html5ever::tendril::TendrilSink;
use scraper::{Html, HtmlTreeSink, Node};

/// Largest page that is parsed, in bytes of decoded text.
pub(super) const MAX_BYTES: usize = 8 * 1024 * 1024;
/// Deepest nesting that is parsed (real pages of the portals: under 40).
pub(super) const MAX_DEPTH: usize = 512;
/// Most attributes on one tag.
pub(super) const MAX_ATTRIBUTES: usize = 1_000;
/// How much is fed to the parser between two looks at the tree's depth, in bytes: too
/// little to nest more than 1,700 elements deeper unseen.
const PIECE: usize = 8 * 1024;
/// How much of a page makes a node of the tree, in bytes, at least as a rule.
const BYTES_A_NODE: usize = 24;
/// For how many nodes room is made before there are any.
const MOST_AT_ONCE: usize = 8 * 1024;

/// Why a page is not parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Hostile {
    #[error("the page has {0} bytes, more than the {MAX_BYTES} that are parsed")]
    Size(usize),
    #[error("elements are nested more than {MAX_DEPTH} deep")]
    Depth,
    #[error("a tag has more than {MAX_ATTRIBUTES} attributes")]
    Attributes,
}

/// Builds the tree, unless the page is hostile.
pub(super) fn parse(html: &str) -> Result<Html, Hostile> {
    parse_as(html, ParseOpts::default())
}

/// As where no script runs: what `<noscript>` holds is part of the page.
pub(super) fn parse_without_scripts(html: &str) -> Result<Html, Hostile> {
    let mut options = ParseOpts::default();
    options.tree_builder.scripting_enabled = false;
    parse_as(html, options)
}

fn parse_as(html: &str, options: ParseOpts) -> Result<Html, Hostile> {
    scan(html)?;
    let mut document = Html::new_document();
    // A tree that grows step by step is copied at each.
    document.tree = Tree::with_capacity(
        Node::Document,
        (html.len() / BYTES_A_NODE).min(MOST_AT_ONCE),
    );
    let sink = HtmlTreeSink::new(document);
    let mut parser = parse_document(sink, options);
    let mut rest = html;
    while !rest.is_empty() {
        let mut end = rest.len().min(PIECE);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (piece, later) = rest.split_at(end);
        parser.process(piece.into());
        rest = later;
        if too_deep(&parser.tokenizer.sink.sink) {
            return Err(Hostile::Depth);
        }
    }
    Ok(parser.finish())
}

/// The tree's newest node tells how deep the parser is: what the scan could be tricked
/// about (comments in `<noscript>`, foreign content) shows here.
fn too_deep(sink: &HtmlTreeSink) -> bool {
    let html = sink.0.borrow();
    let newest = html.tree.nodes().next_back();
    newest.is_some_and(|node| node.ancestors().nth(MAX_DEPTH + 8).is_some())
}

/// What an element's name means for the depth.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ElementKind {
    /// Has no content.
    Void,
    /// Its content is text, not tags. `noscript` is not among them: readers disagree on
    /// it, and counting its tags can only make the scan stricter.
    Raw,
    /// SVG and `MathML`, where `<g/>` closes itself and `<style>` is an ordinary element.
    Foreign,
    Other,
}

/// The kind of an element, and which open elements it ends without an end tag.
fn kind(name: &[u8]) -> (ElementKind, &'static [&'static [u8]]) {
    // The longest name of interest is `blockquote`.
    let mut lower = [0; 10];
    let Some(lower) = lower.get_mut(..name.len()) else {
        return (ElementKind::Other, &[]);
    };
    lower.copy_from_slice(name);
    lower.make_ascii_lowercase();
    let ends: &[&[u8]] = match &*lower {
        b"area" | b"base" | b"br" | b"col" | b"embed" | b"hr" | b"img" | b"input" | b"link"
        | b"meta" | b"param" | b"source" | b"track" | b"wbr" | b"frame" => {
            return (ElementKind::Void, &[]);
        }
        b"script" | b"style" | b"textarea" | b"title" | b"xmp" | b"iframe" | b"noembed" => {
            return (ElementKind::Raw, &[]);
        }
        b"svg" | b"math" => return (ElementKind::Foreign, &[]),
        b"li" => &[b"p", b"li"],
        b"dt" | b"dd" => &[b"p", b"dt", b"dd"],
        b"td" | b"th" => &[b"p", b"td", b"th"],
        b"tr" => &[b"p", b"td", b"th", b"tr"],
        b"tbody" | b"thead" | b"tfoot" => {
            &[b"p", b"td", b"th", b"tr", b"tbody", b"thead", b"tfoot"]
        }
        b"option" | b"optgroup" => &[b"option"],
        b"p" | b"div" | b"ul" | b"ol" | b"dl" | b"table" | b"h1" | b"h2" | b"h3" | b"h4"
        | b"h5" | b"h6" | b"blockquote" | b"section" | b"article" | b"figure" | b"center"
        | b"header" | b"footer" | b"nav" | b"main" | b"aside" | b"form" | b"pre" => &[b"p"],
        _ => &[],
    };
    (ElementKind::Other, ends)
}

/// Looks at each tag once. Tolerant of what HTML tolerates: void elements, `<g/>` in
/// SVG, implied ends of `p`, `li`, table cells and the like.
fn scan(html: &str) -> Result<(), Hostile> {
    if html.len() > MAX_BYTES {
        return Err(Hostile::Size(html.len()));
    }
    let bytes = html.as_bytes();
    let mut open: Vec<&[u8]> = Vec::with_capacity(64);
    let mut foreign = 0_usize;
    let mut at = 0;
    while let Some(found) = html.get(at..).and_then(|rest| rest.find('<')) {
        at += found + 1;
        match bytes.get(at) {
            Some(b'!') if html[at..].starts_with("!--") => at = after(html, at + 3, "-->"),
            Some(b'!' | b'?') => at = after_char(html, at, '>'),
            Some(b'/') => {
                let name = name_at(bytes, at + 1);
                if let Some(place) = open.iter().rposition(|it| it.eq_ignore_ascii_case(name)) {
                    open.truncate(place);
                    if place < foreign {
                        foreign = 0;
                    }
                }
                at = after_char(html, at, '>');
            }
            Some(byte) if byte.is_ascii_alphabetic() => {
                let name = name_at(bytes, at);
                let (end, closed) = tag(bytes, at + name.len())?;
                at = end;
                let inside = foreign > 0;
                let (kind, ends) = kind(name);
                match kind {
                    ElementKind::Void => continue,
                    ElementKind::Raw if !inside => {
                        at = past_raw(html, at, name);
                        continue;
                    }
                    ElementKind::Raw | ElementKind::Foreign | ElementKind::Other
                        if closed && (inside || kind == ElementKind::Foreign) =>
                    {
                        continue;
                    }
                    _ => {}
                }
                while open.last().is_some_and(|last| is_one(last, ends)) {
                    let done = open
                        .pop()
                        .is_some_and(|last| last.eq_ignore_ascii_case(name));
                    if done {
                        break;
                    }
                }
                open.push(name);
                if kind == ElementKind::Foreign && !inside {
                    foreign = open.len();
                }
                if open.len() > MAX_DEPTH {
                    return Err(Hostile::Depth);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// The place behind the next `mark`, or the end.
fn after(html: &str, at: usize, mark: &str) -> usize {
    let found = html.get(at..).and_then(|rest| rest.find(mark));
    found.map_or(html.len(), |it| at + it + mark.len())
}

fn after_char(html: &str, at: usize, mark: char) -> usize {
    let found = html.get(at..).and_then(|rest| rest.find(mark));
    found.map_or(html.len(), |it| at + it + 1)
}

fn name_at(bytes: &[u8], at: usize) -> &[u8] {
    let rest = bytes.get(at..).unwrap_or_default();
    let end = rest
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'));
    &rest[..end.unwrap_or(rest.len())]
}

fn is_one(name: &[u8], names: &[&[u8]]) -> bool {
    names.iter().any(|it| name.eq_ignore_ascii_case(it))
}

/// Walks over the attributes of one tag: the place behind its `>`, and whether it ended
/// in `/>`.
fn tag(bytes: &[u8], mut at: usize) -> Result<(usize, bool), Hostile> {
    let mut attributes = 0;
    let mut slash = false;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'>' => return Ok((at, slash)),
            b'/' => slash = true,
            b'=' => {
                slash = false;
                while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                    at += 1;
                }
                at = past_value(bytes, at);
            }
            _ if byte.is_ascii_whitespace() => {}
            _ => {
                slash = false;
                attributes += 1;
                if attributes > MAX_ATTRIBUTES {
                    return Err(Hostile::Attributes);
                }
                let more = |it: &u8| !it.is_ascii_whitespace() && !matches!(it, b'=' | b'>' | b'/');
                while bytes.get(at).is_some_and(more) {
                    at += 1;
                }
            }
        }
    }
    Ok((at, slash))
}

fn past_value(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = match rest.first() {
        Some(&quote @ (b'"' | b'\'')) => rest[1..]
            .iter()
            .position(|it| *it == quote)
            .map_or(rest.len(), |it| it + 2),
        _ => rest
            .iter()
            .position(|it| it.is_ascii_whitespace() || *it == b'>')
            .unwrap_or(rest.len()),
    };
    at + length
}

/// The place at the `</name` that ends a raw text element, or the end.
fn past_raw(html: &str, mut at: usize, name: &[u8]) -> usize {
    while let Some(found) = html.get(at..).and_then(|rest| rest.find('<')) {
        at += found;
        let rest = html.as_bytes().get(at + 1..).unwrap_or_default();
        let end = rest.strip_prefix(b"/").and_then(|it| it.get(..name.len()));
        if end.is_some_and(|it| it.eq_ignore_ascii_case(name)) {
            return at;
        }
        at += 1;
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_pages_are_parsed_and_hostile_ones_are_not() {
        let deep = |tag: &str, n: usize| format!("<p>x</p>{}", format!("<{tag}>").repeat(n));
        let closed = |n: usize| "<div><p>a</p></div>".repeat(n);
        let many = |n: usize| " a=1".repeat(n);
        let cases: Vec<(String, Result<(), Hostile>)> = vec![
            (deep("div", 500), Ok(())),
            (deep("div", 513), Err(Hostile::Depth)),
            (deep("DIV class='a>b'", 100_000), Err(Hostile::Depth)),
            (deep("b", 40_000), Err(Hostile::Depth)),
            (closed(20_000), Ok(())),
            ("<p>không đóng".repeat(5_000), Ok(())),
            (
                format!("<ul>{}</ul>", "<li>mục<p>đoạn".repeat(5_000)),
                Ok(()),
            ),
            (
                format!("<table>{}</table>", "<tr><td>a<td>b".repeat(5_000)),
                Ok(()),
            ),
            ("<br><img src=a><hr>".repeat(5_000), Ok(())),
            (
                format!("<svg>{}</svg>", "<path d='M0'/><g/>".repeat(5_000)),
                Ok(()),
            ),
            (format!("<svg>{}", "<g>".repeat(5_000)), Err(Hostile::Depth)),
            // `style` is an ordinary element inside SVG, not raw text.
            (
                format!("<svg><style>{}", "<g>".repeat(5_000)),
                Err(Hostile::Depth),
            ),
            (
                format!("<script>{}</script><p>a", "<div>".repeat(5_000)),
                Ok(()),
            ),
            (format!("<!-- {} --><p>a", "<div>".repeat(5_000)), Ok(())),
            ("< div> 1 < 2".repeat(2_000), Ok(())),
            ("<p><font size=3><b>chữ</p>".repeat(2_000), Ok(())),
            (format!("<p{}>", many(1_000)), Ok(())),
            (format!("<p{}>", many(1_001)), Err(Hostile::Attributes)),
            ("<p a".to_owned(), Ok(())),
            ("a".repeat(MAX_BYTES + 1), Err(Hostile::Size(MAX_BYTES + 1))),
        ];
        for (html, expected) in cases {
            assert_eq!(
                scan(&html),
                expected,
                "{}",
                html.chars().take(60).collect::<String>()
            );
        }
    }

    #[test]
    fn depth_hidden_from_the_scan_is_seen_in_the_tree() {
        // With scripting on `<noscript>` ends at its end tag, comment or not.
        let html = format!("<noscript><!--</noscript>{}", "<div>".repeat(4_000));
        assert_eq!(scan(&html), Ok(()));
        assert_eq!(parse(&html).err(), Some(Hostile::Depth));
    }

    #[test]
    fn a_page_in_several_pieces_is_the_same_tree() {
        let html = "<p>Hải Phòng, phường Đông Khê</p>".repeat(1_000);
        assert!(html.len() > 4 * PIECE);
        assert_eq!(
            parse(&html).map(|it| it.html()),
            Ok(Html::parse_document(&html).html())
        );
    }
}
