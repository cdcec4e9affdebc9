//! What a body is, by its first words: media types are often wrong, and WordPress sends a
//! page of HTML for a sitemap that is not there.

use super::FoundFormat;

/// What the text is.
pub(super) fn sniff(text: &str) -> FoundFormat {
    let text = text.trim_start();
    match text.chars().next() {
        None => FoundFormat::Empty,
        Some('{' | '[') => FoundFormat::Json,
        Some('<') => markup(text),
        Some(_) => FoundFormat::Text,
    }
}

/// The sitemap or feed in a text: what stands before its root, as a notice of PHP's does, is passed
/// over. Not in a page of HTML, which may show one.
pub(super) fn document(text: &str) -> (&str, FoundFormat) {
    let first = text.trim_start();
    let found = sniff(first);
    let is_page = ["<!doctype html", "<html"].iter().any(|page| {
        let head = first.get(..page.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(page))
    });
    if is_page
        || matches!(
            found,
            FoundFormat::Sitemap | FoundFormat::Feed | FoundFormat::Json
        )
    {
        return (first, found);
    }
    let mut roots = first.match_indices('<').map(|(at, _)| &first[at..]);
    let root = roots.find_map(|rest| match markup(rest) {
        known @ (FoundFormat::Sitemap | FoundFormat::Feed) => Some((rest, known)),
        _ => None,
    });
    root.unwrap_or((first, found))
}

/// By the root element, which a document type declaration names beforehand.
fn markup(text: &str) -> FoundFormat {
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
            None => return FoundFormat::Text,
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
        _ if !root.starts_with(char::is_alphabetic) => FoundFormat::Text,
        "html" | "head" | "body" | "div" | "meta" | "script" | "title" => FoundFormat::Html,
        "urlset" | "sitemapindex" => FoundFormat::Sitemap,
        "rss" | "feed" | "rdf" => FoundFormat::Feed,
        _ => FoundFormat::Xml(root.chars().take(60).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_words_tell() {
        for (text, found) in [
            ("", FoundFormat::Empty),
            (" \n", FoundFormat::Empty),
            ("<!DOCTYPE html><html>", FoundFormat::Html),
            ("<!-- x --><HTML lang=vi>", FoundFormat::Html),
            (
                "<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0'><html>",
                FoundFormat::Html,
            ),
            (
                "<!DOCTYPE urlset [<!ENTITY a '>'>]><urlset>",
                FoundFormat::Sitemap,
            ),
            (
                "<?xml version='1.0'?>\n<!--\n<a>--><urlset>",
                FoundFormat::Sitemap,
            ),
            ("<sm:sitemapindex>", FoundFormat::Sitemap),
            ("<rdf:RDF xmlns='x'>", FoundFormat::Feed),
            ("<rss/>", FoundFormat::Feed),
            ("<opml version='2'>", FoundFormat::Xml("opml".into())),
            ("[1]", FoundFormat::Json),
            ("http://h.vn/a", FoundFormat::Text),
            ("<", FoundFormat::Text),
            ("<?xml", FoundFormat::Text),
            ("<!đ", FoundFormat::Text),
        ] {
            assert_eq!(sniff(text), found, "{text}");
        }
    }
}
