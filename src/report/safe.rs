//! What a site wrote → what may stand in a page, a feed or a Markdown file without any power:
//! no markup, no control character, no turned-around line, no address but http and https.
//!
//! For display only. Never used on text that is stored or compared.

use std::fmt::Write as _;

use url::Url;

/// Longest headline shown as a heading; the difference below it shows what changed of it.
const HEADLINE: usize = 200;

/// Text of one line, for HTML and XML: escaped, control and bidi characters gone.
pub(crate) fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push(' '),
            c if powerful(c) => {}
            c => put(&mut out, c),
        }
    }
    out
}

/// Text of a block: line ends become `<br/>`, the cells of a table row stand apart. Where it
/// `shows`, characters that cannot be seen are named, since they may be all that changed.
pub(crate) fn block(text: &str, shows: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("<br/>"),
            '\t' => out.push_str(" │ "),
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push(' '),
            c if shows && unseen(c) => name(&mut out, c),
            c if powerful(c) => {}
            c => put(&mut out, c),
        }
    }
    out
}

/// Text without any markup, for a terminal or a mail: as [`block`], but line ends stay.
pub(super) fn bare(text: &str, shows: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push('\n'),
            '\t' => out.push_str(" │ "),
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push(' '),
            c if shows && unseen(c) => name(&mut out, c),
            c if powerful(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// One line of Markdown in which nothing of the text is markup.
pub(super) fn markdown(text: &str, shows: bool) -> String {
    let bare = bare(text, shows);
    let mut out = String::with_capacity(bare.len());
    for c in bare.chars() {
        match c {
            '\n' => out.push_str(" ⏎ "),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!'
            | '&' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// A headline cut to what a heading holds.
pub(crate) fn headline(text: &str) -> String {
    cut(text, HEADLINE)
}

/// At most `most` characters, an ellipsis included.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

/// An address that may be followed: http or https, as the URL standard spells it, so in ASCII
/// and without blanks or quotation marks.
pub(crate) fn href(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

/// A character that would act where it is shown, or may not stand in XML 1.0 at all.
fn powerful(c: char) -> bool {
    c.is_control() || bidi(c) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// Unicode `PropList.txt`, `Bidi_Control`.
fn bidi(c: char) -> bool {
    matches!(c,
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Characters that take no room, or look like a blank that they are not.
fn unseen(c: char) -> bool {
    bidi(c)
        || matches!(c,
            '\u{a0}' | '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200d}' | '\u{202f}'
            | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{340}' | '\u{341}')
}

fn name(out: &mut String, c: char) {
    // Writing to a String cannot fail.
    let _ = write!(out, "⟨U+{:04X}⟩", u32::from(c));
}

fn put(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn site_text_has_no_power() {
        for (given, shown) in [
            ("Hải Phòng: “tin”", "Hải Phòng: “tin”"),
            (
                "<script>alert('1')</script>",
                "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;",
            ),
            ("a\u{202E}gpj.exe", "agpj.exe"),
            ("\u{1b}[31m\u{0}\u{ffff}x\ny", "[31mx y"),
            ("R&D \"ok\"", "R&amp;D &quot;ok&quot;"),
        ] {
            assert_eq!(line(given), shown, "{given:?}");
        }
        assert_eq!(block("a\nb\tc<", false), "a<br/>b │ c&lt;");
        assert_eq!(block("hoà\u{200b}", true), "hoà⟨U+200B⟩");
        assert_eq!(markdown("*a* [b](c)\nd", false), "\\*a\\* \\[b\\](c) ⏎ d");
    }

    #[test]
    fn only_web_addresses_can_be_followed() {
        for address in [
            "javascript:alert(1)",
            " JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "//a.vn/x",
            "tin.html",
            "",
        ] {
            assert_eq!(href(address), None, "{address}");
        }
        let quoted = href("https://a.vn/a\"b<c>'d")
            .map(String::from)
            .unwrap_or_default();
        assert!(!quoted.contains(['"', '<', '>']), "{quoted}");
    }

    #[test]
    fn a_long_headline_is_cut_where_a_character_ends() {
        let long = "ạ".repeat(10_000);
        assert_eq!(headline(&long).chars().count(), 200);
        assert_eq!(headline("ngắn"), "ngắn");
    }
}
