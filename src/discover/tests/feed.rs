//! Tests: discover feed.

use super::{fixture, gzip, hrefs, rfc3339};
use crate::discover::{Caps, DiscoverError, Limit, read_feed};
use crate::record::SourceMetadata;

const FIRST: &str = "http://127.0.0.1:8090/day-nhanh-tien-do-cap-can-cuoc-va-dinh-danh-dien-tu-\
                     o-xa-tam-cuong.html";

/// The portal's `atom:link rel=self` and feed id lack its port: only items count.
#[test]
fn wordpress_feeds() {
    for (body, is_atom) in [
        (fixture!("rss2.xml"), false),
        (fixture!("rdf.xml"), false),
        (fixture!("atom.xml"), true),
    ] {
        let told = read_feed(body, &Caps::default()).unwrap();
        assert!(told.shortfall.is_none());
        assert_eq!(told.findings.len(), 3);
        let first = &told.findings[0];
        assert_eq!(first.href, FIRST);
        let published = rfc3339(first.source_metadata.published_at);
        assert_eq!(published.as_deref(), Some("2023-12-27T10:21:00+00:00"));
        assert_eq!(first.source_metadata.modified_at.is_some(), is_atom);
        assert!(told.findings.iter().all(|f| f.href.contains(":8090/")));
    }
    let one = Caps {
        entries: 1,
        ..Caps::default()
    };
    let told = read_feed(&gzip(fixture!("rss2.xml")), &one).unwrap();
    assert_eq!(hrefs(&told.findings), [FIRST]);
    assert!(matches!(
        told.shortfall,
        Some(DiscoverError::Limit(Limit::Entries(1)))
    ));
}

#[test]
fn the_page_of_an_item_is_neither_its_comments_nor_its_enclosure() {
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>urn:x</id>\
        <link rel='edit' href='/edit'/><link rel='replies' href='/a#c'/>\
        <link rel='enclosure' type='audio/mpeg' href='/a.mp3'/>\
        <link type='application/json' href='/a.json'/><link type='text/html' href='/a'/>\
        </entry></feed>";
    let told = read_feed(atom.as_bytes(), &Caps::default()).unwrap();
    assert_eq!(hrefs(&told.findings), ["/a"]);

    let rss = "\n<rss version='2.0' xmlns:wfw='http://wellformedweb.org/CommentAPI/'><channel>\
        <link>http://h.vn/</link><item><title>x</title><comments>http://h.vn/a#c</comments>\
        <wfw:commentRss>http://h.vn/a/feed</wfw:commentRss>\
        <guid>http://h.vn/?p=5</guid><pubDate>hôm qua</pubDate></item>\
        <item><guid isPermaLink='false'>tag:5</guid></item></channel></rss>";
    let told = read_feed(rss.as_bytes(), &Caps::default()).unwrap();
    assert_eq!(hrefs(&told.findings), ["http://h.vn/?p=5"]);
    assert_eq!(told.findings[0].source_metadata, SourceMetadata::default());

    let refused = read_feed(fixture!("rest-posts.json"), &Caps::default()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "cannot read feed: the body is other JSON"
    );
    let refused = read_feed(b"<rss version='2.0'><channel><item>", &Caps::default());
    assert!(refused.map_or(true, |told| told.findings.is_empty()));
}

#[test]
fn entities_are_not_expanded() {
    let feed = "<!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><rss version='2.0'>\
        <channel><item><link>http://h.vn/&b;</link></item></channel></rss>";
    if let Ok(told) = read_feed(feed.as_bytes(), &Caps::default()) {
        assert!(
            !told
                .findings
                .iter()
                .any(|finding| finding.href.contains("ha"))
        );
    }
}

/// Nesting without end must end in an answer, not in a stack overflow or minutes of work.
#[test]
fn deep_feeds_end() {
    let deep = format!(
        "<rss version='2.0'><channel><item>{}",
        "<a>".repeat(100_000)
    );
    let told = read_feed(deep.as_bytes(), &Caps::default());
    assert!(told.map_or(true, |told| told.findings.is_empty()));
}
