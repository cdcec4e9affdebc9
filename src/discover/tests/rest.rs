//! Tests: discover rest.

use chrono_tz::Asia::Ho_Chi_Minh;
use url::Url;

use super::{fixture, rfc3339};
use crate::discover::{DiscoverError, rest};
use crate::record::Role;

#[test]
fn wordpress_rest_posts() {
    let posts = rest::read(fixture!("rest-posts.json"), Some("4"), Ho_Chi_Minh).unwrap();
    assert_eq!((posts.total_pages, posts.unreadable), (Some(4), 0));
    assert_eq!(posts.findings.len(), 3);
    let second = &posts.findings[1];
    assert_eq!(
        second.href,
        "http://127.0.0.1:8090/thu-ngan-sach-quy-i-2018-dat-4-096-ty-dong.html"
    );
    assert_eq!(second.role, Some(Role::Article));
    assert_eq!(second.source_metadata.post_id, Some(5));
    let modified = rfc3339(second.source_metadata.modified_at);
    assert_eq!(modified.as_deref(), Some("2018-01-11T16:07:00+07:00"));

    let refused = rest::read(fixture!("rest-past-end.json"), None, Ho_Chi_Minh).unwrap_err();
    assert!(matches!(
        refused,
        DiscoverError::Rest { code, status: Some(400), .. }
            if code == "rest_post_invalid_page_number"
    ));
}

#[test]
fn rest_times_prefer_utc_and_fall_back_to_the_sites_zone() {
    let body = r#"[
        {"id":1,"link":"/a","date":"2020-01-01T08:00:00","modified":"2020-01-02T08:00:00.5"},
        {"id":2,"link":"/b","date":"2020-01-01T08:00:00","date_gmt":"0000-00-00T00:00:00"},
        {"id":3,"link":"/c","date_gmt":null,"modified_gmt":"2020-01-02T01:00:00Z"},
        {"id":4,"link":false}, {"id":5}, 6, {"link":""}
    ]"#;
    let posts = rest::read(body.as_bytes(), Some("nhiều"), Ho_Chi_Minh).unwrap();
    assert_eq!((posts.total_pages, posts.unreadable), (None, 4));
    let times: Vec<_> = posts
        .findings
        .iter()
        .map(|f| {
            (
                rfc3339(f.source_metadata.published_at),
                rfc3339(f.source_metadata.modified_at),
            )
        })
        .collect();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        times,
        [
            (
                some("2020-01-01T08:00:00+07:00"),
                some("2020-01-02T08:00:00.500+07:00")
            ),
            (some("2020-01-01T08:00:00+07:00"), None),
            (None, some("2020-01-02T08:00:00+07:00")),
        ]
    );
    for (body, message) in [
        ("{}", "cannot read REST posts: the body is other JSON"),
        ("<html>", "cannot read REST posts: the body is an HTML page"),
        ("[1", "cannot read REST posts: the list has no end"),
    ] {
        let refused = rest::read(body.as_bytes(), None, Ho_Chi_Minh).unwrap_err();
        assert_eq!(refused.to_string(), message);
    }
}

#[test]
fn rest_pages_are_built_from_either_root() {
    let window = rest::PostWindow {
        modified_after: Some("2023-12-20T07:00:00+07:00".parse().unwrap()),
        ..rest::PostWindow::default()
    };
    let fields = concat!(
        "_fields=id,link,date_gmt,modified_gmt,title,excerpt,_links.wp:term,_embedded&_embed=wp:term",
        "&orderby=id&order=asc&per_page=100"
    );
    for (root, expected) in [
        ("http://h.vn/wp-json/", "http://h.vn/wp-json/wp/v2/posts?"),
        (
            "http://h.vn/vi/wp-json",
            "http://h.vn/vi/wp-json/wp/v2/posts?",
        ),
        (
            "http://h.vn/?rest_route=/",
            "http://h.vn/?rest_route=/wp/v2/posts&",
        ),
        (
            "http://h.vn/index.php?lang=vi&rest_route=%2F",
            "http://h.vn/index.php?lang=vi&rest_route=/wp/v2/posts&",
        ),
    ] {
        let root = Url::parse(root).unwrap();
        let bare = rest::posts_page(&root, 2, &rest::PostWindow::default());
        assert_eq!(bare.as_str(), format!("{expected}{fields}&page=2"));
        let bounded = rest::posts_page(&root, 1, &window);
        let end = "&page=1&modified_after=2023-12-20T00:00:00Z";
        assert_eq!(bounded.as_str(), format!("{expected}{fields}{end}"));
    }
}
