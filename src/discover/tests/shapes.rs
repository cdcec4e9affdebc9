//! Sources as sites write them: words around them, broken off, nested, under another's name.

use chrono_tz::Asia::Ho_Chi_Minh;

use super::hrefs;
use crate::discover::{Caps, DiscoverError, SourceListing, read_feed, read_sitemap, rest};
use crate::record::Role;

const NOTICE: &str = "<br />\n<b>Warning</b>: Undefined array key [\"x\"] in \
                      <b>/var/www/cong/báo.php</b> on line <b>{7}</b><br />\n";
const MAP: &str = "<urlset><url><loc>/mot</loc></url><url><loc>/hai</loc></url></urlset>";
const RSS: &str = "<rss version='2.0'><channel><title>Cổng</title><link>/</link>\
                   <item><title>Một</title><link>/mot</link></item>\
                   <item><title>Hai</title><link>/hai</link></item></channel></rss>";
const ATOM: &str = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Cổng</title>\
                    <entry><title>Một</title><link href='/mot'/></entry>\
                    <entry><title>Hai</title><link href='/hai'/></entry></feed>";
const POSTS: &str = r#"[{"id":1,"link":"/mot"},{"id":2,"link":"/hai"}]"#;

fn both(told: &Result<SourceListing, DiscoverError>) -> bool {
    told.as_ref()
        .is_ok_and(|told| hrefs(&told.findings) == ["/mot", "/hai"] && told.shortfall.is_none())
}

/// Found in review: "4 no article", exit 0, and nothing said of it.
#[test]
fn words_around_a_source_are_passed_over() {
    let caps = Caps::default();
    for before in [
        NOTICE,
        "\u{feff}\n",
        "<?xml version=\"1.0\"?><head/>",
        "Notice: x\n",
        "",
    ] {
        for behind in ["", "\n<!-- Lưu tạm lúc 8:00 -->", "\n\n"] {
            let around = |text: &str| format!("{before}{text}{behind}").into_bytes();
            assert!(both(&read_sitemap(&around(MAP), &caps)), "{before}");
            for text in [RSS, ATOM] {
                assert!(both(&read_feed(&around(text), &caps)), "{before}{behind}");
            }
            let posts = rest::read(&around(POSTS), None, Ho_Chi_Minh).unwrap();
            assert_eq!(hrefs(&posts.findings), ["/mot", "/hai"], "{before}{behind}");
            assert_eq!((posts.shortfall, posts.unreadable), (None, 0));
        }
    }
    let page = format!("<!DOCTYPE html><title>Sơ đồ</title><pre>{MAP}</pre>");
    assert!(read_sitemap(page.as_bytes(), &caps).is_err());
}

#[test]
fn a_feed_is_a_sitemap_too_and_a_sitemap_in_a_feeds_place_is_read() {
    let caps = Caps::default();
    for text in [MAP, RSS, ATOM] {
        assert!(both(&read_sitemap(text.as_bytes(), &caps)), "{text}");
        assert!(both(&read_feed(text.as_bytes(), &caps)), "{text}");
    }
}

#[test]
fn a_sitemap_is_read_in_any_shape() {
    let caps = Caps::default();
    let entries = "<url><loc>/mot</loc></url><url><loc>/hai</loc></url>";
    for text in [
        format!("<urlset>{MAP}</urlset>"),
        format!(
            "<n:urlset xmlns:n='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</n:urlset>"
        ),
        format!("<sitemapindex>{MAP}</sitemapindex>"),
        "<urlset><s:url><s:loc>/mot</s:loc><i:image><i:loc>/anh</i:loc></i:image></s:url>\
         <url><loc>/hai</loc><image:loc>/anh</image:loc></url></urlset>"
            .to_owned(),
    ] {
        let told = read_sitemap(text.as_bytes(), &caps);
        assert!(both(&told), "{text}: {told:?}");
    }
    let mixed = "<urlset><sitemap><loc>/con.xml</loc></sitemap><url><loc>/mot</loc></url></urlset>";
    let told = read_sitemap(mixed.as_bytes(), &caps).unwrap();
    let roles: Vec<_> = told.findings.iter().map(|it| it.role).collect();
    assert_eq!(roles, [Some(Role::Sitemap), None]);
}

/// Of a feed that is no XML every whole item is used.
#[test]
fn a_feed_is_read_item_by_item_where_it_is_not_well_formed() {
    let caps = Caps::default();
    let (cut, _) = RSS.rsplit_once("</item>").unwrap();
    let old = "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title>Một</title>\
               <link rel='alternate' type='text/html' href='/mot'/>\
               <link rel='service.edit' href='/sua'/><issued>2026-11-02T08:00:00+07:00</issued>\
               <modified>2026-11-02T09:00:00+07:00</modified></entry></feed>";
    for (text, found, whole) in [
        (RSS.replace("Một", "Một & hai"), &["/mot", "/hai"][..], true),
        (RSS.replace("Một", "Một <br> hai"), &["/mot", "/hai"], true),
        (cut.to_owned(), &["/mot"], false),
        (
            cut.replace("/mot", "/mot?a=1&b=2"),
            &["/mot?a=1&b=2"],
            false,
        ),
        (old.to_owned(), &["/mot"], true),
        (
            RSS.replace(
                "<link>/mot</link>",
                "<guid isPermaLink='false'>https://a.vn/1</guid>",
            ),
            &["/hai"],
            true,
        ),
        (
            RSS.replace("<link>/mot</link>", "<guid>https://a.vn/1</guid>"),
            &["https://a.vn/1", "/hai"],
            true,
        ),
    ] {
        let told = read_feed(text.as_bytes(), &caps).unwrap();
        assert_eq!(hrefs(&told.findings), found, "{text}");
        assert_eq!(told.shortfall.is_none(), whole, "{text}");
    }
    let told = read_feed(old.as_bytes(), &caps).unwrap();
    assert!(
        told.findings[0].source_metadata.published_at
            < told.findings[0].source_metadata.modified_at
    );
}

#[test]
fn of_posts_that_broke_off_what_came_is_used_and_the_rest_told() {
    for cut in [r#"{"id":3,"li"#, r#"{"id":3},"#, ""] {
        let text = format!("{},{cut}", POSTS.trim_end_matches(']'));
        let posts = rest::read(text.as_bytes(), Some("4"), Ho_Chi_Minh).unwrap();
        assert_eq!(hrefs(&posts.findings), ["/mot", "/hai"], "{text}");
        assert!(posts.shortfall.is_some(), "{text}");
    }
    let refusal =
        format!(r#"{NOTICE}{{"code":"rest_forbidden","message":"Không","data":{{"status":401}}}}"#);
    let refused = rest::read(refusal.as_bytes(), None, Ho_Chi_Minh).unwrap_err();
    assert!(matches!(
        refused,
        DiscoverError::Rest {
            status: Some(401),
            ..
        }
    ));
}
