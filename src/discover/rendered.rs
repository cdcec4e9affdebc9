//! A piece of HTML as text: headlines, excerpts and names, as sources render them.

use scraper::{Html, Node};

use crate::text;

/// Longest that is read, in bytes. No headline or excerpt is longer, and a tree of it stays
/// small however it is nested.
const MOST: usize = 8_192;

/// Elements that part no words.
const INLINE: [&str; 12] = [
    "a", "abbr", "b", "em", "font", "i", "mark", "small", "span", "strong", "sub", "u",
];

/// The text of a piece of HTML, blocks and lines parted by blanks.
pub(super) fn text(html: &str) -> String {
    let ends = |at: &usize| html.is_char_boundary(*at);
    let end = (0..=html.len().min(MOST)).rev().find(ends);
    let tree = Html::parse_fragment(&html[..end.unwrap_or(0)]);
    let mut out = String::new();
    for node in tree.tree.nodes() {
        match node.value() {
            Node::Text(text) if !is_code(node.parent()) => out.push_str(text),
            Node::Element(element) if !INLINE.contains(&element.name()) => out.push(' '),
            _ => {}
        }
    }
    text::clean(&out)
}

fn is_code(parent: Option<ego_tree::NodeRef<'_, Node>>) -> bool {
    let name = parent.and_then(|it| it.value().as_element().map(|it| it.name().to_owned()));
    name.is_some_and(|it| matches!(it.as_str(), "script" | "style"))
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn rendered_html_is_told_as_text() {
        for (html, said) in [
            (
                "Thu &#8211; chi qu&yacute; I &amp; II",
                "Thu – chi quý I & II",
            ),
            ("&#8220;Mùa vàng&#8221; ở<br />Gò", "“Mùa vàng” ở Gò"),
            (
                "<p>Đoạn một.</p>\n<p>Đoạn <em>ha</em>i.</p>",
                "Đoạn một. Đoạn hai.",
            ),
            ("<li>Một</li><li>Hai</li>", "Một Hai"),
            ("Giá 5&lt;7<script>x()</script>", "Giá 5<7"),
            ("", ""),
        ] {
            assert_eq!(text(html), said, "{html}");
        }
        let long = "<div>".repeat(100_000) + "sâu";
        assert_eq!(text(&long), "");
    }
}
