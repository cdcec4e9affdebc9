//! Tests: discover page.

use url::Url;

use super::fixture;
use crate::address::{Rules, RulesSource};
use crate::discover::{Link, ListedUrl, RefusalCause, name, page, rest};
use crate::record::{DiscoveredUrl, DiscoverySource, Role, SourceMetadata};

/// The links of a page, as an extractor would hand them over.
fn links_of(html: &[u8]) -> Vec<Link> {
    let document = scraper::Html::parse_document(std::str::from_utf8(html).unwrap());
    let all = scraper::Selector::parse("a[href], link[href]").unwrap();
    let numbers = scraper::Selector::parse(".nav-links a").unwrap();
    let numbers: Vec<_> = document.select(&numbers).map(|a| a.id()).collect();
    let attribute = |element: scraper::ElementRef, name| {
        element.value().attr(name).unwrap_or_default().to_owned()
    };
    document
        .select(&all)
        .map(|element| Link {
            href: attribute(element, "href"),
            text: element.text().collect::<String>() + &attribute(element, "title"),
            rel: attribute(element, "rel"),
            media_type: attribute(element, "type"),
            pagination: numbers.contains(&element.id()),
        })
        .collect()
}

fn rules() -> Rules {
    Rules::compile(&RulesSource {
        hosts: vec!["127.0.0.1:8090".into()],
        former_hosts: Vec::new(),
        article: vec!["/*.html".into()],
        list: vec!["/".into(), "/category/**".into()],
        ignore: vec!["/gioi-thieu/".into()],
        keep_query: Some(Vec::new()),
    })
    .unwrap()
}

#[test]
fn a_wordpress_list_page() {
    let links = links_of(fixture!("list.html"));
    let page = Url::parse("http://127.0.0.1:8090/category/chinh-tri").unwrap();
    assert_eq!(
        rest::root_of_links(&links),
        Some("http://127.0.0.1:8090/wp-json/")
    );

    let findings = page::read(&links, &page, Role::List);
    let (names, refusals) = name(&findings, Some(&page), &rules());
    let short = |discovered: &DiscoveredUrl| {
        let path = discovered
            .url
            .strip_prefix("http://127.0.0.1:8090")
            .unwrap();
        (path.to_owned(), discovered.role, discovered.source)
    };
    let of = |role: Role| -> Vec<String> {
        let of_role = names.iter().filter(|discovered| discovered.role == role);
        of_role.map(|discovered| short(discovered).0).collect()
    };
    assert_eq!(of(Role::Feed), ["/feed", "/category/chinh-tri/feed"]);
    let next: Vec<_> = names
        .iter()
        .filter(|n| n.source == DiscoverySource::Page)
        .map(short)
        .collect();
    let page_of = |number| {
        let path = format!("/category/chinh-tri/page/{number}");
        (path, Role::List, DiscoverySource::Page)
    };
    assert_eq!(next, [page_of(2), page_of(3), page_of(8)]);
    assert!(of(Role::Article).len() >= 2);
    assert!(of(Role::Page).is_empty(), "{:?}", of(Role::Page));
    let ignored: Vec<_> = refusals.iter().map(|refusal| &refusal.reason).collect();
    assert_eq!(ignored, [&RefusalCause::Ignored], "{refusals:?}");
}

fn one(href: &str, change: impl FnOnce(&mut Link)) -> Link {
    let mut link = Link {
        href: href.into(),
        ..Link::default()
    };
    change(&mut link);
    link
}

fn rss(link: &mut Link) {
    link.rel = "alternate".into();
    link.media_type = "application/rss+xml; charset=utf-8".into();
}

fn rel(rel: &'static str) -> impl FnOnce(&mut Link) {
    move |link| link.rel = rel.into()
}

type Kind = Option<(Option<Role>, DiscoverySource)>;

fn kind(link: &Link, page: &str, role: Role) -> Kind {
    let page = Url::parse(page).unwrap();
    let found = page::read(std::slice::from_ref(link), &page, role);
    found.first().map(|finding| (finding.role, finding.source))
}

const ARTICLE: &str = "http://h.vn/a.html";
const LIST: &str = "http://h.vn/tin/";
const PLAIN: Kind = Some((None, DiscoverySource::Link));

#[test]
fn feeds_of_the_site_count_and_feeds_of_comments_do_not() {
    let feed = Some((Some(Role::Feed), DiscoverySource::Link));
    let list_feed = Some((Some(Role::Feed), DiscoverySource::List));
    for (page, role, href, expected) in [
        (ARTICLE, Role::Article, "/feed", feed),
        (LIST, Role::List, "/tin/feed/", list_feed),
        (ARTICLE, Role::Article, "/a.html/feed/", None),
        (LIST, Role::List, "/b.html/feed/", None),
        (ARTICLE, Role::Article, "/comments/feed/", None),
        (ARTICLE, Role::Article, "/?feed=comments-rss2", None),
        ("http://h.vn/a/", Role::Article, "/a/feed/", None),
    ] {
        assert_eq!(
            kind(&one(href, rss), page, role),
            expected,
            "{href} on {page}"
        );
    }
}

#[test]
fn next_pages() {
    let part = Some((Some(Role::Part), DiscoverySource::Page));
    let next = Some((Some(Role::List), DiscoverySource::Page));
    let numbers = |link: &mut Link| link.pagination = true;
    for (page, role, link, expected) in [
        (ARTICLE, Role::Article, one("/a.html/2", |_| ()), part),
        (ARTICLE, Role::Article, one("/b.html", rel("next")), PLAIN),
        (ARTICLE, Role::Article, one("/a.html/x", |_| ()), PLAIN),
        (ARTICLE, Role::Article, one("/homepage/2", |_| ()), PLAIN),
        (ARTICLE, Role::Page, one("/a.html/2", numbers), part),
        (LIST, Role::List, one("/tin/?trang=2", rel("next")), next),
        (LIST, Role::Page, one("/tin/page/2/", |_| ()), next),
        (LIST, Role::Page, one("/?paged=3", |_| ()), next),
        (
            LIST,
            Role::Page,
            one("http://evil.vn/page/2", |_| ()),
            PLAIN,
        ),
    ] {
        assert_eq!(kind(&link, page, role), expected, "{} on {page}", link.href);
    }
}

#[test]
fn links_that_lead_to_no_page_are_left_out() {
    let oembed = |link: &mut Link| {
        link.rel = "alternate".into();
        link.media_type = "text/xml+oembed".into();
    };
    for (link, expected) in [
        (one("#top", |_| ()), None),
        (one(" ", |_| ()), None),
        (one("/?p=5", rel("shortlink")), None),
        (one("/x.css", rel("preload stylesheet")), None),
        (one("/wp-json/oembed", oembed), None),
        (one("/b.html", rel("nofollow")), PLAIN),
        (one("/en/a.html", rel("alternate")), PLAIN),
    ] {
        assert_eq!(
            kind(&link, ARTICLE, Role::Article),
            expected,
            "{}",
            link.href
        );
    }
}

#[test]
fn robots_name_sitemaps() {
    let findings = page::read_robots(&["/sitemap.xml?paged=1".to_owned()]);
    let base = Url::parse("http://127.0.0.1:8090/robots.txt").unwrap();
    let (names, refusals) = name(&findings, Some(&base), &rules());
    assert!(refusals.is_empty());
    // A keep list without `paged` must not touch the address of a machine.
    assert_eq!(names[0].url, "http://127.0.0.1:8090/sitemap.xml?paged=1");
    assert_eq!(
        (names[0].role, names[0].source),
        (Role::Sitemap, DiscoverySource::Robots)
    );
}

#[test]
fn an_address_is_named_once_with_all_hints() {
    let finding = |href: &str, role, source_metadata| ListedUrl {
        href: href.into(),
        source: DiscoverySource::List,
        role,
        source_metadata,
    };
    let id = SourceMetadata {
        post_id: Some(7),
        ..SourceMetadata::default()
    };
    let time = SourceMetadata {
        modified_at: Some("2023-12-27T17:21:00+07:00".parse().unwrap()),
        ..SourceMetadata::default()
    };
    let findings = [
        finding("/x?utm_source=a", None, id),
        finding("/a.html", None, SourceMetadata::default()),
        finding("/x#top", Some(Role::List), time.clone()),
        finding("javascript:void(0)", None, SourceMetadata::default()),
        finding("/A/gioi-thieu", None, SourceMetadata::default()),
    ];
    let base = Url::parse("http://127.0.0.1:8090/").unwrap();
    let (names, refusals) = name(&findings, Some(&base), &rules());
    let found: Vec<_> = names.iter().map(|n| (&n.url[21..], n.role)).collect();
    assert_eq!(
        found,
        [
            ("/x", Role::List),
            ("/a.html", Role::Article),
            ("/A/gioi-thieu", Role::Page)
        ]
    );
    assert_eq!(names[0].source_metadata.post_id, Some(7));
    assert_eq!(names[0].source_metadata.modified_at, time.modified_at);
    assert_eq!(refusals.len(), 1);
    assert_eq!(refusals[0].href, "javascript:void(0)");
}
