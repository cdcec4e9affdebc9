//! Tests: robots.

use std::time::Duration;

use proptest::prelude::*;
use url::Url;

use super::{DenyReason, MAX_BYTES, Robots, RobotsPolicy};

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

#[test]
fn a_body_over_the_cap_ends_at_a_whole_line() {
    let mut body = b"User-agent: *\nDisallow: /\n".to_vec();
    body.resize(MAX_BYTES - 8, b'#');
    body.extend_from_slice(b"\nAllow: /news\n");
    let robots = Robots::parse(&body);
    assert!(robots.truncated());
    assert!(!robots.verdict("x", &url("/")).allowed);
    assert!(!Robots::parse(&body[..MAX_BYTES]).truncated());
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
