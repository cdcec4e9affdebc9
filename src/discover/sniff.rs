//! What a body is, by its first words: media types are often wrong, and WordPress sends a
//! page of HTML for a sitemap that is not there.

use super::Found;

/// What the text is.
pub(super) fn sniff(text: &str) -> Found {
    let text = text.trim_start();
    match text.chars().next() {
        None => Found::Empty,
        Some('{' | '[') => Found::Json,
        Some('<') => markup(text),
        Some(_) => Found::Text,
    }
}

/// The sitemap or feed in a text: what stands before its root, as a notice of PHP's does, is passed
/// over. Not in a page of HTML, which may show one.
pub(super) fn document(text: &str) -> (&str, Found) {
    let first = text.trim_start();
    let found = sniff(first);
    let is_page = ["<!doctype html", "<html"].iter().any(|page| {
        let head = first.get(..page.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(page))
    });
    if is_page || matches!(found, Found::Sitemap | Found::Feed | Found::Json) {
        return (first, found);
    }
    let mut roots = first.match_indices('<').map(|(at, _)| &first[at..]);
    let root = roots.find_map(|rest| match markup(rest) {
        known @ (Found::Sitemap | Found::Feed) => Some((rest, known)),
        _ => None,
    });
    root.unwrap_or((first, found))
}

/// By the root element, which a document type declaration names beforehand.
fn markup(text: &str) -> Found {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let end = match rest {
            _ if rest.starts_with("<?") => "?>",
            _ if rest.starts_with("<!--") => "-->",
            _ => break,
        };
        match rest.split_once(end) {
            Some((_, behind)) => rest = behind,
            None => return Found::Text,
        }
    }
    let doctype = "<!doctype ";
    let head = rest.get(..doctype.len()).unwrap_or_default();
    let name = if head.eq_ignore_ascii_case(doctype) {
        rest[doctype.len()..].trim_start()
    } else {
        rest.strip_prefix('<').unwrap_or_default()
    };
    let ends = |c: char| c.is_whitespace() || matches!(c, '>' | '/' | '<' | '[');
    let root = name.split(ends).next().unwrap_or_default();
    let local = root.rsplit(':').next().unwrap_or_default();
    match local.to_ascii_lowercase().as_str() {
        _ if !root.starts_with(char::is_alphabetic) => Found::Text,
        "html" | "head" | "body" | "div" | "meta" | "script" | "title" => Found::Html,
        "urlset" | "sitemapindex" => Found::Sitemap,
        "rss" | "feed" | "rdf" => Found::Feed,
        _ => Found::Xml(root.chars().take(60).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_words_tell() {
        for (text, found) in [
            ("", Found::Empty),
            (" \n", Found::Empty),
            ("<!DOCTYPE html><html>", Found::Html),
            ("<!-- x --><HTML lang=vi>", Found::Html),
            (
                "<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0'><html>",
                Found::Html,
            ),
            (
                "<!DOCTYPE urlset [<!ENTITY a '>'>]><urlset>",
                Found::Sitemap,
            ),
            (
                "<?xml version='1.0'?>\n<!--\n<a>--><urlset>",
                Found::Sitemap,
            ),
            ("<sm:sitemapindex>", Found::Sitemap),
            ("<rdf:RDF xmlns='x'>", Found::Feed),
            ("<rss/>", Found::Feed),
            ("<opml version='2'>", Found::Xml("opml".into())),
            ("[1]", Found::Json),
            ("http://h.vn/a", Found::Text),
            ("<", Found::Text),
            ("<?xml", Found::Text),
            ("<!đ", Found::Text),
        ] {
            assert_eq!(sniff(text), found, "{text}");
        }
    }
}
