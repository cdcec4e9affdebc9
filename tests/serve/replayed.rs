//! Pages as they were, and Memento around them.

use crate::planting::two_nights;
use crate::reader::{OpenRoom, get};
use crate::scene::EDITED;

#[test]
fn a_page_is_shown_as_it_was_and_memento_leads_to_it() {
    let world = two_nights();
    let truth = world.truth_of(EDITED);
    let room = OpenRoom::of(&world, &[]);
    let map = room
        .replayed(&format!("/web/timemap/json/{}", truth.url))
        .json();
    let list = map["mementos"]["list"].as_array().unwrap().clone();
    assert!(list.len() >= 2, "{map}");
    let uri = |it: &serde_json::Value| it["uri"].as_str().unwrap().to_owned();
    let path = |uri: &str| {
        uri.split_once("/web/")
            .map(|(_, it)| format!("/web/{it}"))
            .unwrap()
    };
    let first = room.replayed(&path(&uri(&list[0])));
    assert_eq!(first.status, 200);
    assert!(
        !first.text().contains("2.345 tỷ"),
        "as it was before the edit"
    );
    assert!(
        first
            .header("content-security-policy")
            .starts_with("sandbox;")
    );
    assert!(!first.header("memento-datetime").is_empty());
    assert!(
        first.header("link").contains("rel=\"timegate\""),
        "{}",
        first.header("link")
    );
    assert!(
        !first.headers.contains_key("vary"),
        "a memento is the same for everybody"
    );
    assert!(!first.text().to_lowercase().contains("<script"));
    let newest = room.replayed(&path(&uri(list.last().unwrap())));
    assert!(newest.text().contains("2.345 tỷ"), "as it is now");
    let gate = format!("/web/{}", truth.url);
    let led = get(
        &room.replay,
        &gate,
        &[("Accept-Datetime", "Thu, 31 May 2007 20:35:00 GMT")],
    );
    assert_eq!(
        (led.status, led.header("location")),
        (302, uri(&list[0]).as_str())
    );
    assert!(
        led.header("vary").contains("accept-datetime"),
        "{:?}",
        led.headers
    );
    let odd = get(&room.replay, &gate, &[("Accept-Datetime", "yesterday")]);
    assert_eq!(odd.status, 400);
    let near = room.replayed(&format!("/web/2007/{}", truth.url));
    assert_eq!(
        (near.status, near.header("location")),
        (302, uri(&list[0]).as_str())
    );
    let raw = path(&uri(&list[0])).replacen("/http", "id_/http", 1);
    let raw = room.replayed(&raw);
    assert_eq!(raw.status, 200);
    assert!(raw.text().contains("<title>"));
}

/// Lists, feeds and REST answers hold parts of other articles.
#[test]
fn only_articles_and_what_belongs_to_them_are_replayed() {
    let world = two_nights();
    let room = OpenRoom::of(&world, &[]);
    for path in [
        "",
        "wp-json/wp/v2/posts",
        "feed/",
        "robots.txt",
        "khong-co-bai-nay.html",
    ] {
        let page = room.replayed(&format!("/web/2026/{}", world.url(path)));
        assert_eq!(page.status, 404, "{path}");
    }
    assert_eq!(room.replayed("/web/2026/ftp://x/").status, 400);
    assert_eq!(room.replayed("/web/99/http://a.vn/").status, 400);
}
