//! One line of robots.txt: which directive it is, and its value.
//!
//! Spelling follows what Google's reference parser accepts
//! (<https://github.com/google/robotstxt>, `ParsedRobotsKey`). Never decides what
//! a directive means for an agent: that is [`super::Robots`]'s business.

use std::time::Duration;

/// What stands for a Crawl-delay beyond all bounds: a thousand years. How long one is obeyed
/// is not decided here.
const ENDLESS: f64 = 1e3 * 365.25 * 86_400.0;

/// What one line says. Values are the bytes as written, trimmed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Directive<'a> {
    UserAgent(&'a [u8]),
    Allow(&'a [u8]),
    Disallow(&'a [u8]),
    CrawlDelay(Duration),
    Sitemap(&'a [u8]),
}

/// The lines of a file, each with its number from 1. Ends of line are LF, CR or
/// CRLF, mixed as they come; a UTF-8 byte-order mark at the start is skipped.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut rest = Some(bytes);
    let lines = std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.iter().position(|&b| b == b'\n' || b == b'\r') else {
            rest = None;
            return Some(text);
        };
        let skip = if text[end..].starts_with(b"\r\n") {
            2
        } else {
            1
        };
        rest = Some(&text[end + skip..]);
        Some(&text[..end])
    });
    (1u32..).zip(lines)
}

/// Reads one line; `None` when it holds nothing that we obey.
pub(super) fn directive(line: &[u8]) -> Option<Directive<'_>> {
    let line = line.split(|&b| b == b'#').next().unwrap_or(line);
    let (key, value) = split(line.trim_ascii())?;
    let begins = |name: &str| {
        key.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
    };
    let is = |name: &str| key.eq_ignore_ascii_case(name.as_bytes());

    if ["user-agent", "useragent", "user agent"]
        .into_iter()
        .any(begins)
    {
        Some(Directive::UserAgent(value))
    } else if [
        "disallow",
        "dissallow",
        "dissalow",
        "disalow",
        "diasllow",
        "disallaw",
    ]
    .into_iter()
    .any(begins)
    {
        Some(Directive::Disallow(value))
    } else if is("allow") {
        // Google takes any key that begins with "allow"; a misspelling that opens
        // a site is not taken here, one that closes it is.
        Some(Directive::Allow(value))
    } else if ["crawl-delay", "crawldelay", "crawl delay"]
        .into_iter()
        .any(is)
    {
        crawl_delay(value).map(Directive::CrawlDelay)
    } else if ["sitemap", "site-map"].into_iter().any(begins) {
        Some(Directive::Sitemap(value))
    } else {
        None
    }
}

/// Key and value. The colon may be missing when the line is exactly two words
/// (`disallow /private`), as in Google's parser.
fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = |byte: fn(&u8) -> bool| line.iter().position(byte);
    if let Some(colon) = at(|&b| b == b':') {
        return Some((line[..colon].trim_ascii(), line[colon + 1..].trim_ascii()));
    }
    let gap = at(u8::is_ascii_whitespace)?;
    let value = line[gap..].trim_ascii();
    let two_words = !value.iter().any(u8::is_ascii_whitespace);
    two_words.then_some((&line[..gap], value))
}

/// Seconds, whole or decimal; what follows the number (`10s`, `10;`) is passed over. Negative
/// and unreadable values say nothing.
fn crawl_delay(value: &[u8]) -> Option<Duration> {
    let is_digit = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    let end = value.iter().position(|byte| !is_digit(byte));
    let number = std::str::from_utf8(&value[..end.unwrap_or(value.len())]);
    let seconds: f64 = number.ok()?.parse().ok()?;
    Some(Duration::from_secs_f64(seconds.min(ENDLESS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_of_line_counts_once() {
        let read = |bytes| {
            lines(bytes)
                .map(|(n, line)| (n, line.to_vec()))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            read(b"\xEF\xBB\xBFa\r\nb\rc\n\nd"),
            [
                (1, b"a".to_vec()),
                (2, b"b".to_vec()),
                (3, b"c".to_vec()),
                (4, b"".to_vec()),
                (5, b"d".to_vec()),
            ]
        );
    }

    #[test]
    fn spellings() {
        use Directive::{Allow, CrawlDelay, Disallow, Sitemap, UserAgent};
        let delay = |seconds| Some(CrawlDelay(Duration::from_secs_f64(seconds)));
        let digits = format!("Crawl-delay: {}", "9".repeat(400));
        for (line, expected) in [
            (digits.as_str(), delay(ENDLESS)),
            ("User-agent: Foo", Some(UserAgent(b"Foo".as_slice()))),
            ("user agent: foo", Some(UserAgent(b"foo"))),
            ("useragent foo", Some(UserAgent(b"foo"))),
            ("user agent foo", None),
            ("Disallow: /a # why", Some(Disallow(b"/a"))),
            ("disallow /a", Some(Disallow(b"/a"))),
            ("disallow /a /b", None),
            ("\tDissallow :\t/a\t", Some(Disallow(b"/a"))),
            ("diasllow:/a", Some(Disallow(b"/a"))),
            ("Disallow:", Some(Disallow(b""))),
            ("ALLOW: /", Some(Allow(b"/"))),
            ("allowed: /", None),
            ("disallowed: /", Some(Disallow(b"/"))),
            ("Site-Map: http://a/s.xml", Some(Sitemap(b"http://a/s.xml"))),
            ("Crawl-delay: 2.5", delay(2.5)),
            ("crawl-delay 10", delay(10.0)),
            ("Crawl-delay: 86400", delay(86_400.0)),
            ("Crawl-delay: 10s", delay(10.0)),
            ("Crawl-delay: 7 seconds", delay(7.0)),
            ("Crawl-delay: -1", None),
            ("Crawl-delay: NaN", None),
            ("Crawl-delay: ten", None),
            ("# Disallow: /", None),
            ("<html>", None),
            ("", None),
        ] {
            assert_eq!(directive(line.as_bytes()), expected, "{line:?}");
        }
    }
}
