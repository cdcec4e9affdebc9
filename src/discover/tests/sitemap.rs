//! Tests: discover sitemap.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::{fixture, gzip, hrefs, rfc3339};
use crate::discover::{
    Caps, DiscoverError, FoundFormat, Limit, ListedUrl, SourceListing, read_sitemap,
};
use crate::record::{DiscoverySource, Role, SourceMetadata};

fn sitemap(text: &str) -> SourceListing {
    read_sitemap(text.as_bytes(), &Caps::default()).unwrap()
}

fn urlset(inner: &str) -> String {
    format!("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{inner}</urlset>")
}

#[test]
fn wordpress_sitemaps() {
    let index = read_sitemap(fixture!("sitemap-index.xml"), &Caps::default()).unwrap();
    assert!(index.shortfall.is_none());
    assert_eq!(index.findings.len(), 5);
    assert!(index.findings.iter().all(|f| f.role == Some(Role::Sitemap)));
    assert_eq!(
        index.findings[0].href,
        "http://127.0.0.1:8090/wp-sitemap-posts-post-1.xml"
    );

    let posts = read_sitemap(fixture!("sitemap-posts.xml"), &Caps::default()).unwrap();
    assert_eq!(posts.findings.len(), 5);
    assert_eq!(
        posts.findings[1],
        ListedUrl {
            href: "http://127.0.0.1:8090/thu-ngan-sach-quy-i-2018-dat-4-096-ty-dong.html".into(),
            source: DiscoverySource::Sitemap,
            role: None,
            source_metadata: SourceMetadata::default(),
        }
    );
}

#[test]
fn sitemaps_of_other_makers() {
    let news = "<?xml version='1.0'?><!-- <loc>no</loc> -->\
        <sm:urlset xmlns:sm='s' xmlns:image='i' xmlns:news='n'><sm:url>\
        <sm:loc>\n http://h.vn/a.html?x=1&amp;y=&#50;&z=<![CDATA[&3]]> </sm:loc>\
        <sm:lastmod>2023-12-27T17:21:00+07:00</sm:lastmod>\
        <image:image><image:loc>http://h.vn/a.jpg</image:loc></image:image>\
        <news:news><news:publication_date>2023-12-26T08:00Z</news:publication_date></news:news>\
        </sm:url><sm:url><sm:loc/></sm:url></sm:urlset>";
    let told = sitemap(news);
    assert!(told.shortfall.is_none(), "{:?}", told.shortfall);
    assert_eq!(hrefs(&told.findings), ["http://h.vn/a.html?x=1&y=2&z=&3"]);
    let source_metadata = &told.findings[0].source_metadata;
    let modified = rfc3339(source_metadata.modified_at);
    assert_eq!(modified.as_deref(), Some("2023-12-27T17:21:00+07:00"));
    let published = rfc3339(source_metadata.published_at);
    assert_eq!(published.as_deref(), Some("2023-12-26T08:00:00+00:00"));

    let dated = urlset("<url><loc>/a</loc><lastmod>2023-12-27</lastmod></url>");
    assert_eq!(
        sitemap(&dated).findings[0].source_metadata,
        SourceMetadata::default()
    );
    assert!(sitemap("<urlset/>").findings.is_empty());

    let list = "\u{feff}http://h.vn/a\r\n\n  https://h.vn/b \nkhông phải\n";
    assert_eq!(
        hrefs(&sitemap(list).findings),
        ["http://h.vn/a", "https://h.vn/b"]
    );

    let utf16: Vec<u8> = "\u{feff}<urlset><url><loc>http://h.vn/đ</loc></url></urlset>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let told = read_sitemap(&utf16, &Caps::default()).unwrap();
    assert_eq!(hrefs(&told.findings), ["http://h.vn/đ"]);
}

#[test]
fn packed_sitemaps() {
    let plain = urlset("<url><loc>http://h.vn/a</loc></url><url><loc>http://h.vn/b</loc></url>");
    // Two members, as `cat a.gz b.gz` makes them.
    let (head, tail) = plain.split_at(90);
    let packed = [gzip(head.as_bytes()), gzip(tail.as_bytes())].concat();
    let told = read_sitemap(&packed, &Caps::default()).unwrap();
    assert_eq!(hrefs(&told.findings), ["http://h.vn/a", "http://h.vn/b"]);
    assert!(told.shortfall.is_none());

    let caps = Caps {
        unpacked: plain.len() as u64 - 1,
        ..Caps::default()
    };
    let told = read_sitemap(&packed, &caps).unwrap();
    assert_eq!(told.findings.len(), 2);
    let limit = Limit::Unpacked(caps.unpacked);
    assert!(matches!(told.shortfall, Some(DiscoverError::Limit(l)) if l == limit));

    let bomb = gzip(&vec![b' '; 256 << 10]);
    let small = Caps {
        unpacked: 64 << 10,
        ..Caps::default()
    };
    let refused = read_sitemap(&bomb, &small).unwrap_err();
    let found = FoundFormat::Empty;
    assert!(matches!(refused, DiscoverError::Unexpected { found: f, .. } if f == found));

    let damaged = &packed[..packed.len() - 12];
    let told = read_sitemap(damaged, &Caps::default()).unwrap();
    assert!(matches!(told.shortfall, Some(DiscoverError::Gzip(_))));
    let refused = read_sitemap(b"\x1f\x8b\x08junk", &Caps::default()).unwrap_err();
    assert!(matches!(refused, DiscoverError::Gzip(_)));
}

#[test]
fn a_sitemap_that_breaks_off_gives_what_came_before() {
    let whole = urlset("<url><loc>/a</loc></url><url><loc>/b</loc></url>");
    let cut = sitemap(&whole[..whole.len() - 20]);
    assert_eq!(hrefs(&cut.findings), ["/a"]);
    assert!(matches!(cut.shortfall, Some(DiscoverError::Xml { .. })));
    let crossed = sitemap(&urlset("<url><loc>/a</loc></url><url><loc>/b</url></loc>"));
    assert_eq!(hrefs(&crossed.findings), ["/a"]);
    assert!(matches!(crossed.shortfall, Some(DiscoverError::Xml { .. })));

    let caps = Caps {
        entries: 1,
        ..Caps::default()
    };
    for body in [whole.as_str(), "http://h.vn/a\nhttp://h.vn/b"] {
        let told = read_sitemap(body.as_bytes(), &caps).unwrap();
        assert_eq!(told.findings.len(), 1);
        let shortfall = told.shortfall.unwrap();
        assert!(matches!(shortfall, DiscoverError::Limit(Limit::Entries(1))));
    }

    let deep = urlset(&"<a>".repeat(100_000));
    let shortfall = sitemap(&deep).shortfall.unwrap();
    assert!(matches!(shortfall, DiscoverError::Limit(Limit::Depth(_))));
}

#[test]
fn what_is_no_sitemap_says_what_it_is() {
    for (body, message) in [
        (
            fixture!("not-found.html"),
            "cannot read sitemap: the body is an HTML page",
        ),
        (
            fixture!("rest-posts.json"),
            "cannot read sitemap: the body is other JSON",
        ),
        (b"  ", "cannot read sitemap: the body is empty"),
        (
            b"Not found",
            "cannot read sitemap: the body is some other text",
        ),
        (
            b"<opml/>",
            "cannot read sitemap: the body is XML with the root element <opml>",
        ),
    ] {
        let refused = read_sitemap(body, &Caps::default()).unwrap_err();
        assert_eq!(refused.to_string(), message);
    }
}

#[test]
fn entity_expansion_is_refused() {
    let laughs = "<?xml version='1.0'?><!DOCTYPE urlset [<!ENTITY a 'ha'>\
        <!ENTITY b '&a;&a;&a;&a;'>]><urlset><url><loc>http://h.vn/&b;</loc></url></urlset>";
    let refused = read_sitemap(laughs.as_bytes(), &Caps::default()).unwrap_err();
    assert!(matches!(refused, DiscoverError::Doctype { .. }));
}

proptest! {
    /// Whatever text stands in an entry, the entries around it are still told.
    #[test]
    fn entries_do_not_leak(text in "[^<&\u{0}]{0,40}", count in 0_usize..20) {
        let mut inner = String::new();
        for number in 0..count {
            write!(inner, "<url><x>{text}</x><loc>/{number}</loc></url>").unwrap();
        }
        let told = sitemap(&urlset(&inner));
        let expected: Vec<String> = (0..count).map(|number| format!("/{number}")).collect();
        prop_assert_eq!(hrefs(&told.findings), expected);
        prop_assert!(told.shortfall.is_none());
    }
}
