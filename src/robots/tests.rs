//! Tests: robots.

use std::time::Duration;

use proptest::prelude::*;
use url::Url;

use super::policy::MAX_BYTES;
use super::{DenyReason, Robots, RobotsPolicy};

fn url(path: &str) -> Url {
    Url::parse("http://h.vn")
        .expect("valid")
        .join(path)
        .expect("valid")
}

fn allowed(robots: &str, agent: &str, path: &str) -> bool {
    Robots::parse(robots.as_bytes())
        .verdict(agent, &url(path))
        .allowed
}

#[test]
fn the_deciding_line_is_named() {
    let robots =
        Robots::parse(b"User-agent: *\r\n  Disallow: /tin/ # drafts\r\nAllow: /tin/moi\r\n");
    let verdict = robots.verdict("hpnews", &url("/tin/moi/1"));
    assert!(verdict.allowed);
    assert_eq!(verdict.rule.expect("a rule matched").line, 3);
    let verdict = robots.verdict("hpnews", &url("/tin/cu"));
    assert!(!verdict.allowed);
    assert_eq!(
        verdict.rule.expect("a rule matched").to_string(),
        "robots.txt line 2: Disallow: /tin/ # drafts"
    );
    assert_eq!(robots.verdict("hpnews", &url("/")).rule, None);
}

#[test]
fn groups() {
    let merged = "User-agent: HPnews\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n\n\
                  User-agent: hpnews/2.0\nDisallow: /b\n";
    assert!(!allowed(merged, "hpnews", "/a"), "merged per agent");
    assert!(
        !allowed(merged, "HPNEWS/0.1", "/b"),
        "token without version"
    );
    assert!(allowed(merged, "hpnews", "/c"), "own group, not the star's");
    assert!(!allowed(merged, "hpnewsbot", "/c"), "a token is no prefix");

    let shared = "User-agent: a\nSitemap: /s.xml\nUnknown: x\nUser-agent: b\nDisallow: /x\n";
    assert!(!allowed(shared, "a", "/x"), "only a rule ends a group");
    assert!(allowed(
        "User-agent: a\nDisallow:\nUser-agent: b\nDisallow: /",
        "a",
        "/"
    ));
    assert!(
        allowed("Disallow: /\nUser-agent: b\nDisallow: /", "a", "/"),
        "rules of nobody"
    );
    assert!(allowed(
        "User-agent: a\nUser-agent: *\nDisallow: /robots",
        "a",
        "/robots.txt"
    ));
}

#[test]
fn ties_and_lengths() {
    assert!(allowed("User-agent: *\nDisallow: /p\nAllow: /p", "x", "/p"));
    assert!(allowed("User-agent: *\nAllow: /p\nDisallow: /p", "x", "/p"));
    assert!(
        !allowed("User-agent: *\nAllow: /p\nDisallow: /p*", "x", "/p"),
        "one octet more"
    );
    assert!(allowed(
        "User-agent: *\nAllow: /n/index.html\nDisallow: /",
        "x",
        "/n/"
    ));
    assert!(!allowed(
        "User-agent: *\nAllow: /n/index.html\nDisallow: /",
        "x",
        "/n/m"
    ));
    assert!(
        !allowed("User-agent: *\nDisallow: /*?p=", "x", "/?p=1"),
        "query counts"
    );
}

#[test]
fn crawl_delay_is_for_its_own_agents() {
    let robots = Robots::parse(
        b"Crawl-delay: 99\nUser-agent: slow\nCrawl-delay: 300\n\n\
          User-agent: a\nUser-agent: *\nDisallow: /x\nCrawl-delay: 2.5\n\n\
          User-agent: a\nDisallow: /y\nCrawl-delay: 4\n",
    );
    assert_eq!(robots.crawl_delay("slow"), Some(Duration::from_secs(300)));
    assert_eq!(robots.crawl_delay("a"), Some(Duration::from_secs(4)));
    assert_eq!(
        robots.crawl_delay("other"),
        Some(Duration::from_millis(2500))
    );
    let rules_still_shared = robots.verdict("slow", &url("/x"));
    assert!(!rules_still_shared.allowed);
    assert_eq!(
        Robots::parse(b"User-agent: b\nCrawl-delay: 1").crawl_delay("a"),
        None
    );
}

#[test]
fn sitemaps_are_global() {
    let robots = Robots::parse(b"Sitemap: http://h.vn/a.xml\nUser-agent: b\nsitemap:/b.xml");
    assert_eq!(robots.sitemaps(), ["http://h.vn/a.xml", "/b.xml"]);
}

/// RFC 9309 asks for 500 KiB: what stands behind them is read all the same, or nothing is.
#[test]
fn a_long_body_is_read_to_its_end_or_not_believed() {
    let mut body = b"User-agent: *\nAllow: /\n".to_vec();
    body.resize(MAX_BYTES - 20, b'#');
    body.extend_from_slice(b"\nDisallow: /bao/\n");
    let verdict = |body: &[u8], path| {
        let policy = RobotsPolicy::from_status(200, body);
        policy.verdict("x", &url(path)).allowed
    };
    assert!(!verdict(&body, "/bao/1.html"));
    assert!(verdict(&body, "/tin/1.html"));
    body.resize(MAX_BYTES + 1, b'#');
    assert!(!verdict(&body, "/tin/1.html"));
}

/// The same rules in every encoding: `/báo/` is forbidden, `/tin/` is not.
#[test]
fn every_encoding_reads_the_same() {
    let text = "User-agent: *\r\nDisallow: /báo/ # của tòa soạn\r\nDisallow: /b/\r\nCrawl-delay: 3\r\n\
                Sitemap: /sơ-đồ.xml\r\n";
    let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<_>>();
    let utf32 = |order: fn(u32) -> [u8; 4]| {
        let units = text.chars().map(u32::from);
        units.flat_map(order).collect::<Vec<_>>()
    };
    let with = |mark: &[u8], body: Vec<u8>| [mark, &body].concat();
    let (le, be) = (u16::to_le_bytes, u16::to_be_bytes);
    let odd_end = [utf16(le), vec![b'x']].concat();
    for (name, body) in [
        ("UTF-8", text.as_bytes().to_vec()),
        (
            "UTF-8, marked",
            with(b"\xef\xbb\xbf", text.as_bytes().to_vec()),
        ),
        ("UTF-16LE", utf16(le)),
        ("UTF-16BE", utf16(be)),
        ("UTF-16LE, marked", with(b"\xff\xfe", utf16(le))),
        ("UTF-16BE, marked", with(b"\xfe\xff", utf16(be))),
        ("UTF-16LE and a byte", odd_end),
        ("UTF-32LE", utf32(u32::to_le_bytes)),
        ("UTF-32BE", utf32(u32::to_be_bytes)),
        (
            "UTF-32LE, marked",
            with(b"\xff\xfe\0\0", utf32(u32::to_le_bytes)),
        ),
    ] {
        let robots = Robots::parse(&body);
        let allowed = |path: &str| robots.verdict("hpnews", &url(path)).allowed;
        assert!(
            !allowed("/b%C3%A1o/1.html") && !allowed("/b/2.html"),
            "{name}"
        );
        assert!(allowed("/tin/1.html"), "{name}");
        let delay = robots.crawl_delay("hpnews");
        assert_eq!(delay, Some(Duration::from_secs(3)), "{name}");
        assert_eq!(robots.sitemaps(), ["/sơ-đồ.xml"], "{name}");
    }
}

/// A file in one byte a character forbids as written, and as UTF-8 addresses spell it.
#[test]
fn a_rule_in_windows_1258_or_latin_1_forbids_in_both_spellings() {
    for (rule, forbidden) in [
        (b"/b\xe1o/".as_slice(), ["/b%E1o/1", "/b%C3%A1o/1"]),
        // `ấ` is `â` and a tone in Windows-1258.
        (b"/c\xe2\xecp/", ["/c%E2%ECp/1", "/c%E1%BA%A5p/1"]),
        (
            b"/th\xf4ng-b\xe1o",
            ["/th%F4ng-b%E1o", "/th%C3%B4ng-b%C3%A1o"],
        ),
        // `ã` in Latin-1, where Windows-1258 has `ă`.
        (
            b"/b\xe3o*.html$",
            ["/b%E3o-so-3.html", "/b%C3%A3o-so-3.html"],
        ),
    ] {
        let body = [b"User-agent: *\nDisallow: ", rule, b"\nAllow: /"].concat();
        let robots = Robots::parse(&body);
        for path in forbidden {
            assert!(!robots.verdict("hpnews", &url(path)).allowed, "{path}");
        }
        assert!(robots.verdict("hpnews", &url("/tin/1")).allowed);
    }
}

#[test]
fn statuses() {
    let deny = |status| match RobotsPolicy::from_status(status, b"") {
        RobotsPolicy::DenyAll { reason } => Some(reason),
        _ => None,
    };
    assert!(matches!(
        RobotsPolicy::from_status(200, b"x"),
        RobotsPolicy::Rules(_)
    ));
    assert!(matches!(
        RobotsPolicy::from_status(204, b""),
        RobotsPolicy::Rules(_)
    ));
    for status in [400, 401, 403, 404, 410, 451] {
        assert!(matches!(
            RobotsPolicy::from_status(status, b""),
            RobotsPolicy::AllowAll
        ));
    }
    assert_eq!(deny(429), Some(DenyReason::TooManyRequests));
    assert_eq!(deny(503), Some(DenyReason::ServerError { status: 503 }));
    assert_eq!(deny(301), Some(DenyReason::Redirect { status: 301 }));
    assert_eq!(deny(100), Some(DenyReason::NoAnswer { status: 100 }));
    let policy = RobotsPolicy::unreachable("connection refused");
    assert!(!policy.verdict("x", &url("/")).allowed);
    assert!(policy.verdict("x", &url("/robots.txt")).allowed);
}

#[test]
fn an_html_page_gives_no_rules() {
    let page = b"<!DOCTYPE html><html><body>Disallow everything: no</body></html>";
    assert!(
        RobotsPolicy::from_status(200, page)
            .verdict("x", &url("/"))
            .allowed
    );
}

proptest! {
    #[test]
    fn never_panics(body in proptest::collection::vec(any::<u8>(), 0..400), path in "\\PC{0,40}") {
        let robots = Robots::parse(&body);
        if let Ok(url) = url("/").join(&path) {
            robots.verdict("hpnews", &url);
        }
        robots.crawl_delay("hpnews");
    }

    #[test]
    fn adding_a_disallow_never_opens(
        lines in proptest::collection::vec("(Allow|Disallow): /[ab*]{0,4}\\$?", 0..6),
        extra in "/[ab*]{0,4}\\$?",
        path in "/[ab]{0,6}",
    ) {
        let robots = format!("User-agent: *\n{}\n", lines.join("\n"));
        let stricter = format!("{robots}Disallow: {extra}\n");
        prop_assert!(allowed(&robots, "x", &path) || !allowed(&stricter, "x", &path));
    }
}
