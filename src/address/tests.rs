//! Tests: address.

use std::sync::LazyLock;

use proptest::prelude::*;
use url::Url;

use super::*;
use crate::record::Role;

/// Compiled once: a property asks thousands of times.
static PLAIN: LazyLock<Rules> = LazyLock::new(|| rules(None));
static KEPT: LazyLock<Rules> = LazyLock::new(|| rules(Some(&["a", "p"])));

fn rules(keep_query: Option<&[&str]>) -> Rules {
    let own = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    Rules::compile(&RulesSource {
        hosts: own(&["h.vn", "*.h.vn", "127.0.0.1:8090"]),
        article: own(&["/*.html", "/Detail.aspx?*ContentID=*"]),
        list: own(&["/", "/page/*", "/category/**"]),
        ignore: own(&["/wp-*/**", "/*.html/feed{,/}", "/category/**/feed"]),
        keep_query: keep_query.map(own),
        ..RulesSource::default()
    })
    .unwrap()
}

#[test]
fn one_page_one_spelling() {
    let rules = rules(None);
    let base = Url::parse("http://h.vn/category/x.html?p=1#top").unwrap();
    for (href, expected) in [
        ("http://h.vn", "http://h.vn/"),
        ("HTTP://User:pw@H.VN.:80/a.html#x", "http://h.vn/a.html"),
        ("https://h.vn:443/a.html", "https://h.vn/a.html"),
        ("//h.vn/a.html", "http://h.vn/a.html"),
        ("  \u{a0}\u{feff}/a.html\u{200b}\n", "http://h.vn/a.html"),
        ("b.html", "http://h.vn/category/b.html"),
        ("../b/./c/../d.html", "http://h.vn/b/d.html"),
        ("/%2e%2E/a.html", "http://h.vn/a.html"),
        ("/A%2e%48TML", "http://h.vn/A.HTML"),
        ("/tin-tức", "http://h.vn/tin-t%E1%BB%A9c"),
        ("/tin-t%e1%bb%a9c", "http://h.vn/tin-t%E1%BB%A9c"),
        ("/%d0%e4.html", "http://h.vn/%D0%E4.html"),
        ("/a%2fb", "http://h.vn/a%2Fb"),
        ("/a.html/", "http://h.vn/a.html"),
        ("/a.html//", "http://h.vn/a.html"),
        ("/a.html/amp", "http://h.vn/a.html"),
        ("/a.html/amp/?amp=1&utm_source=x", "http://h.vn/a.html"),
        ("/a.html?amp", "http://h.vn/a.html"),
        ("/tin/amp/", "http://h.vn/tin/"),
        ("/tin/amp", "http://h.vn/tin"),
        ("/amp", "http://h.vn/"),
        ("/video/camp", "http://h.vn/video/camp"),
        ("/index.php/a.html", "http://h.vn/index.php/a.html"),
        ("/index.php/a.html/amp", "http://h.vn/index.php/a.html"),
        ("/index.php?p=5", "http://h.vn/index.php?p=5"),
        ("/page/1", "http://h.vn/"),
        ("/page/1/", "http://h.vn/"),
        ("/category/x/page/1/", "http://h.vn/category/x/"),
        ("/category/x/page/1", "http://h.vn/category/x"),
        ("/category/x/page/12", "http://h.vn/category/x/page/12"),
        ("/category/x?paged=1", "http://h.vn/category/x"),
        ("/category/x/", "http://h.vn/category/x/"),
        ("/a.html?print=1&fbclid=z", "http://h.vn/a.html"),
        ("/a.html?", "http://h.vn/a.html"),
        ("?p=7", "http://h.vn/category/x.html?p=7"),
        ("", "http://h.vn/category/x.html?p=1"),
        ("http://0x7f.1:8090/x", "http://127.0.0.1:8090/x"),
        ("http:\\\\h.vn\\a.html", "http://h.vn/a.html"),
    ] {
        let found = rules.canonical(Some(&base), href);
        assert_eq!(found.as_ref().map(Url::as_str), Ok(expected), "{href:?}");
    }
}

#[test]
fn a_keep_list_decides_what_tells_pages_apart() {
    let rules = rules(Some(&["contentid"]));
    let found = rules.canonical(None, "http://h.vn/Detail.aspx?MenuID=1&ContentID=9&x=2");
    assert_eq!(
        found.unwrap().as_str(),
        "http://h.vn/Detail.aspx?ContentID=9"
    );
}

/// A keep list would have turned `?sitemap=posts&paged=1` into the home page.
#[test]
fn the_address_of_a_machine_keeps_its_query() {
    let rules = rules(Some(&[]));
    let found = rules.resolve(None, "http://u@h.vn/?sitemap=posts&paged=1#x");
    assert_eq!(
        found.unwrap().as_str(),
        "http://h.vn/?sitemap=posts&paged=1"
    );
}

#[test]
fn what_is_no_page_of_the_site_is_refused() {
    let rules = rules(None);
    let refused = |href: &str| rules.canonical(None, href).unwrap_err();
    for href in [
        "mailto:a@h.vn",
        "javascript:void(0)",
        "tel:113",
        "data:,x",
        "ftp://h.vn/",
    ] {
        assert!(
            matches!(refused(href), AddressError::Scheme { .. }),
            "{href}"
        );
    }
    for href in [
        "http://evil.vn/",
        "http://h.vn.evil.vn/",
        "http://h.vn@evil.vn/",
        "http://h.vn:8080/",
        "http://127.0.0.1/",
        "http://127.0.0.1:22/",
        "http://evil.vn\\@h.vn/",
    ] {
        assert!(
            matches!(refused(href), AddressError::OutOfScope { .. }),
            "{href}"
        );
    }
    for href in [
        "/a.html",
        "http://",
        "http://[::1/",
        "http://h.vn:99999/",
        "http://a b/",
    ] {
        assert!(
            matches!(refused(href), AddressError::Unreadable { .. }),
            "{href}"
        );
    }
    assert!(matches!(
        refused("http://h.vn/a/a/a/b"),
        AddressError::Trap { .. }
    ));
    let long = format!("http://h.vn/{}", "đ".repeat(400));
    assert!(matches!(
        refused(&long),
        AddressError::TooLong { bytes: 2_412, .. }
    ));
}

/// `%` grows to `%25`, so the limit is looked at again after normalising.
#[test]
fn an_address_that_grows_past_the_limit_is_refused() {
    let href = format!("http://h.vn/{}", "%".repeat(1_500));
    let found = rules(None).canonical(None, &href);
    assert!(matches!(found, Err(AddressError::TooLong { .. })));
}

#[test]
fn ignore_beats_list_beats_article() {
    let rules = rules(None);
    for (address, role) in [
        ("http://h.vn/a.html", Some(Role::Article)),
        ("http://h.vn/A.HTML?x=1", Some(Role::Article)),
        (
            "http://h.vn/detail.aspx?a=1&contentid=4",
            Some(Role::Article),
        ),
        ("http://h.vn/Detail.aspx", Some(Role::Page)),
        ("http://h.vn/", Some(Role::List)),
        ("http://h.vn/category/x/y.html", Some(Role::List)),
        ("http://h.vn/category/x/feed", None),
        ("http://h.vn/a.html/feed/", None),
        ("http://h.vn/wp-content/uploads/a.html", None),
        ("http://h.vn/a.html/b", Some(Role::Page)),
    ] {
        assert_eq!(rules.role(&Url::parse(address).unwrap()), role, "{address}");
    }
    let none = Rules::compile(&RulesSource::default()).unwrap();
    let any = Url::parse("http://h.vn/a.html").unwrap();
    assert_eq!(none.role(&any), Some(Role::Page));
    assert!(!none.in_scope(&any), "no host listed, nothing in scope");
}

/// Fault 36: `list = ["/"]` took `/?p=1` for the home page.
#[test]
fn a_glob_that_names_a_query_beats_one_that_takes_any() {
    let own = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    let role = |article: &[&str], list: &[&str], address: &str| {
        let rules = Rules::compile(&RulesSource {
            article: own(article),
            list: own(list),
            ignore: own(&["/*?*print=*"]),
            ..RulesSource::default()
        });
        let url = Url::parse("http://h.vn").unwrap().join(address).unwrap();
        rules.unwrap().role(&url).unwrap()
    };
    let wordpress = ["/?*p=[0-9]*"];
    let joomla = ["/index.php?*view=article*"];
    let aspx = ["/**/Detail.aspx?*ContentID=*"];
    for (article, list, address, expected) in [
        (&wordpress[..], &["/"][..], "/?p=1", Role::Article),
        (&wordpress, &["/", "/?cat=*"], "/?cat=4", Role::List),
        (&wordpress, &["/", "/?cat=*"], "/?cat=4&p=1", Role::List),
        (&wordpress, &["/"], "/?paged=2", Role::List),
        (&wordpress, &["/"], "/", Role::List),
        (&["/?page_id=*"], &["/"], "/?page_id=2", Role::Article),
        (
            &joomla,
            &["/", "/index.php"],
            "/index.php?option=com_content&view=article&id=5",
            Role::Article,
        ),
        (
            &joomla,
            &["/", "/index.php"],
            "/index.php?option=com_content&view=category&id=5",
            Role::List,
        ),
        (
            &aspx,
            &["/**"],
            "/Portal/Detail.aspx?ContentID=9",
            Role::Article,
        ),
        (&aspx, &["/**"], "/Portal/Detail.aspx", Role::List),
        // WordPress's own form is known where no glob names it.
        (&["/*.html"], &["/"], "/?p=843", Role::Article),
        (&[], &["/"], "/index.php?lang=vi&p=843", Role::Article),
        (&[], &["/"], "/?p=muc-luc", Role::List),
        (&[], &["/", "/?p=*"], "/?p=843", Role::List),
        (&[], &["/"], "/?page_id=2", Role::List),
    ] {
        assert_eq!(role(article, list, address), expected, "{address} {list:?}");
    }
}

/// Rows of `tests/fixtures/cases/url.jsonl`: see the README beside it.
#[test]
fn surt_agrees_with_the_internet_archive() {
    let rows = include_str!("../../tests/fixtures/cases/url.jsonl");
    let mut seen = 0;
    for row in rows.lines() {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        let input = row["input"].as_str().unwrap();
        let found = surt(&Url::parse(input).unwrap());
        assert_eq!(found, row["expected"].as_str().unwrap(), "{input}");
        seen += 1;
    }
    assert_eq!(seen, SURT_ROWS);
}

/// How many rows the fixture has: a cut file must not pass.
const SURT_ROWS: usize = 19;

#[test]
fn surt_of_portal_addresses() {
    for (address, key) in [
        (
            "https://www.thanhphohaiphong.gov.vn/Tin-Tuc.html?b=1&A=2",
            "vn,gov,thanhphohaiphong)/tin-tuc.html?a=2&b=1",
        ),
        ("http://127.0.0.1:8090/a.html", "1,0,0,127:8090)/a.html"),
        ("http://h.vn/tin-t%E1%BB%A9c/", "vn,h)/tin-t%e1%bb%a9c"),
        ("http://h.vn//a//b/?", "vn,h)/a/b"),
        ("http://h.vn/x/%252e%252e/a%2F", "vn,h)/a"),
        ("http://h.vn/?a=b%26c&b&b=", "vn,h)/?a=b&b&b=&c"),
        (
            "http://h.vn/x?b=1&PHPSESSID=0123456789abcdef0123456789abcdef",
            "vn,h)/x?&b=1",
        ),
        ("http://h.vn/?x&cfid=1&cftoken=2&y", "vn,h)/?x&y"),
        (
            "http://h.vn/(S(4hqa0555fwsecu455xqckv45))/Detail.aspx?id=1",
            "vn,h)/detail.aspx?id=1",
        ),
        ("https://www2.h.vn:8443/", "vn,h:8443)/"),
    ] {
        assert_eq!(surt(&Url::parse(address).unwrap()), key, "{address}");
    }
}

#[test]
fn naughty_strings_break_nothing() {
    let rules = rules(None);
    let base = Url::parse("http://h.vn/").unwrap();
    let file = include_str!("../../tests/fixtures/cases/naughty_strings.json");
    let strings: Vec<String> = serde_json::from_str(file).unwrap();
    assert!(strings.len() > 500);
    for string in strings {
        for href in [
            string.clone(),
            format!("/{string}"),
            format!("/x?q={string}"),
        ] {
            if let Ok(url) = rules.canonical(Some(&base), &href) {
                let again = rules.canonical(None, url.as_str());
                assert_eq!(again.as_ref(), Ok(&url), "{href:?}");
                assert!(rules.in_scope(&url));
                assert!(surt(&url).starts_with("vn,h"));
            }
        }
    }
}

/// Strings in the shape of addresses, with the pieces that folding looks at.
fn address_like() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "/",
        "/amp",
        "/page/1",
        "/index.php",
        ".html",
        "%",
        "%2e",
        "%41",
        "%4",
        "1",
        "%c4%91",
        "?",
        "&",
        "=",
        "amp",
        "print=1",
        "utm_x=1",
        "%75tm_a",
        "paged=1",
        "#",
        "a",
        "đ",
        " ",
        "..",
        ".",
        "\\",
        "%2F",
        "%25",
        "+",
        "'",
        "\u{0}",
        ";",
        ":",
        "@",
    ]);
    prop::collection::vec(piece, 0..14)
        .prop_map(|pieces| format!("http://h.vn/{}", pieces.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn canonical_is_idempotent(href in address_like(), keep: bool) {
        let rules = if keep { &KEPT } else { &PLAIN };
        if let Ok(url) = rules.canonical(None, &href) {
            prop_assert_eq!(rules.canonical(None, url.as_str()), Ok(url.clone()));
            prop_assert_eq!(rules.resolve(None, url.as_str()), Ok(url));
        }
    }

    #[test]
    fn surt_is_stable_under_the_folds_it_makes(href in address_like()) {
        let url = Url::parse(&href).unwrap();
        let key = surt(&url);
        prop_assert!(key.is_ascii() && !key.contains(' ') && !key.contains('#'));
        let twin = format!("https://WWW.h.vn{}", &url[url::Position::BeforePath..]);
        prop_assert_eq!(surt(&Url::parse(&twin).unwrap()), key);
    }

    #[test]
    fn no_string_panics(href in ".{0,60}", base in ".{0,30}") {
        let rules = &PLAIN;
        let base = Url::parse(&base).ok();
        if let Ok(url) = rules.canonical(base.as_ref(), &href) {
            prop_assert!(rules.in_scope(&url));
        }
        if let Ok(url) = Url::parse(&href) {
            let _ = (surt(&url), HostKey::of(&url), literal_ip(&url), image_origin(&url));
            let _ = rules.role(&url);
        }
    }
}
