//! Servers that write a visitor's session into every address.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::wire::{Wire, answer, article, html, list, not_found};
use crate::world::urls_kept;

/// A fresh session, as the server would draw one.
fn session() -> String {
    static DRAWN: AtomicUsize = AtomicUsize::new(0);
    let number = DRAWN.fetch_add(1, Ordering::Relaxed);
    format!("4h{number:02}qa0555fwsecu455xqc{number:02}")
}

fn kept(wire: &Wire, paths: &[&str]) {
    let want = paths
        .iter()
        .map(|it| format!("http://{}{it}", wire.authority(0)));
    assert_eq!(urls_kept(&wire.archive()), want.collect::<BTreeSet<_>>());
}

/// Tomcat and PHP: every link of every page has a session of its own.
#[test]
fn links_with_ever_new_sessions_lead_to_each_page_once() {
    let wire = Wire::site(|asked| {
        let links = |number: usize| {
            [
                format!("/tin/{number}.html;jsessionid={}", session().to_uppercase()),
                format!("/tin/{}.html?PHPSESSID={}", number + 1, session()),
                format!("/tin/{}.html?sid={}&trang=1", number + 1, session()),
                // A section's number, and no session.
                "/muc.html?sid=12".to_owned(),
            ]
        };
        let path = asked.path.split(['?', ';']).next().unwrap_or_default();
        match path {
            "/" => list(links(0)),
            "/muc.html" => article("mục 12"),
            _ => match path
                .strip_prefix("/tin/")
                .and_then(|it| it.split('.').next())
            {
                Some(number) => {
                    let number: usize = number.parse().unwrap();
                    let page = String::from_utf8(article(&asked.path)).unwrap();
                    let (_, page) = page.split_once("\r\n\r\n").unwrap();
                    let more = String::from_utf8(list(links((number + 1) % 6))).unwrap();
                    let (_, more) = more.split_once("\r\n\r\n").unwrap();
                    html(page.to_owned() + more)
                }
                None => not_found(),
            },
        }
    });
    wire.run(&["crawl"]).exits(0, &[]);
    let asked = wire.paths_after(0);
    assert!(
        !asked
            .iter()
            .any(|it| it.contains("SESS") || it.contains("session")),
        "{asked:?}"
    );
    assert!(asked.len() <= 20, "{asked:?}");
    let mut want = vec!["/muc.html?sid=12".to_owned()];
    want.extend((0..7).map(|n| format!("/tin/{n}.html")));
    want.extend((1..7).map(|n| format!("/tin/{n}.html?trang=1")));
    let want: Vec<&str> = want.iter().map(String::as_str).collect();
    kept(&wire, &want);
}

/// ASP.NET without cookies: the plain address is always sent on to one with a session, and only
/// that is answered. The archive knows the plain one.
#[test]
fn a_server_that_insists_on_its_session_is_followed_to_the_letter() {
    let wire = Wire::site(|asked| {
        let path = asked.path.as_str();
        if path == "/robots.txt" {
            return not_found();
        }
        let inside = path.strip_prefix("/(S(").and_then(|it| it.split_once("))"));
        match inside {
            None => {
                let head = format!("Location: /(S({})){path}\r\n", session());
                answer(302, &head, "")
            }
            Some((own, "/")) => list([format!("/(S({own}))/mot.html"), "hai.html".to_owned()]),
            Some((_, path)) => article(path),
        }
    });
    wire.run(&["crawl"]).exits(0, &["2 new"]);
    kept(&wire, &["/mot.html", "/hai.html"]);
    wire.run(&["verify", "--deep"]).exits(0, &[]);
    wire.run(&["reextract"]).exits(0, &["nothing changed"]);
    wire.run(&["crawl", "--full"])
        .exits(0, &["0 new · 0 changed · 2 unchanged"]);
}

/// A form that is folded here and that the server insists on is asked as the server wrote it.
#[test]
fn a_fold_that_the_server_undoes_loses_no_article() {
    let own = ["/mot.html/", "/hai/amp", "/ba.html?amp=1"];
    let folded = ["/mot.html", "/hai", "/ba.html"];
    let mut wire = Wire::site(move |asked| {
        let path = asked.path.as_str();
        if path == "/" {
            return list(own);
        }
        match folded.iter().position(|it| *it == path) {
            Some(n) => answer(301, &format!("Location: {}\r\n", own[n]), ""),
            None if own.contains(&path) => article(path),
            None => not_found(),
        }
    });
    wire.article = "[\"/*.html\", \"/hai\"]".to_owned();
    wire.run(&["crawl"]).exits(0, &["3 new"]);
    kept(&wire, &folded);
    wire.run(&["verify", "--deep"]).exits(0, &[]);
}

/// A server that answers every session with another is left after a few.
#[test]
fn a_session_that_leads_to_another_without_end_is_given_up() {
    let wire = Wire::site(|asked| match asked.path.as_str() {
        "/robots.txt" => not_found(),
        "/" => list(["/mot.html"]),
        _ => answer(
            302,
            &format!("Location: /(S({}))/mot.html\r\n", session()),
            "",
        ),
    });
    wire.run(&["crawl"]);
    assert!(wire.paths_after(0).len() <= 10, "{:?}", wire.paths_after(0));
}

/// An index whose every sitemap is another index, wide and without end.
#[test]
fn sitemaps_that_name_ever_new_sitemaps_come_to_an_end() {
    let mut wire = Wire::site(|asked| match asked.path.as_str() {
        "/robots.txt" => not_found(),
        "/" => list(["/mot.html"]),
        "/mot.html" => article("một"),
        path => {
            let mut index = "<sitemapindex>".to_owned();
            for n in 0..20 {
                let path = path.trim_end_matches(".xml");
                index.extend(["<sitemap><loc>", path, "-", &n.to_string()]);
                index += ".xml</loc></sitemap>";
            }
            html(index + "</sitemapindex>")
        }
    });
    wire.sources = "sitemaps = [\"/m.xml\"]\nfeeds = []\nrest = []".to_owned();
    wire.settings += "[discover]\nmax_sitemaps = 30\n";
    wire.run(&["crawl"])
        .exits(0, &["1 new", "too_many_sitemaps"]);
    assert_eq!(wire.paths_after(0).len(), 30 + 3);
}
