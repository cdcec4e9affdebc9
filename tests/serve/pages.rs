//! What the pages show, in both languages and all forms.

use crate::planting::two_nights;
use crate::reader::{OpenRoom, get};
use crate::scene::{EDITED, GONE};

#[test]
fn a_reader_finds_what_changed_what_is_gone_and_what_it_said() {
    let world = two_nights();
    world.run(&["search", "x"]).exits(0, &[]);
    let room = OpenRoom::of(&world, &[]);
    let edited = world.truth_of(EDITED);
    let home = room.get("/").text();
    assert!(home.contains("Sửa đổi mới nhất"), "{home}");
    assert!(
        get(&room.room, "/", &[("Accept-Language", "en")])
            .text()
            .contains("Latest changes")
    );
    let id = format!("demo:post-{}", edited.post_id);
    let article = room.get(&format!("/a/{id}?lang=en"));
    assert!(article.text().contains("2.345 tỷ"), "the newest version");
    let compare = room.get(&format!("/a/{id}/compare?lang=en")).text();
    assert!(compare.contains("<ins>"), "{compare}");
    assert!(compare.contains("2.345"), "{compare}");
    let json = room.get(&format!("/a/{id}.json")).json();
    let blocks = json["body"].as_array().unwrap().iter();
    let stayed: Vec<&str> = blocks
        .filter_map(|it| it["text"].as_str())
        .skip(1)
        .collect();
    let begins = |text: &str| {
        text.chars()
            .take_while(|it| !"\"&".contains(*it))
            .collect::<String>()
    };
    let stayed: Vec<String> = stayed
        .into_iter()
        .filter(|it| !it.contains("2.345"))
        .map(begins)
        .collect();
    assert!(!stayed.is_empty(), "the article has more than one block");
    let whole = room.get(&format!("/a/{id}/compare?text=whole")).text();
    for text in stayed {
        assert!(whole.contains(&text), "{text}: {whole}");
        assert!(!compare.contains(&text), "{text}: {compare}");
    }
    let gone = room.get("/gone.json").json();
    let gone = gone["changes"].as_array().unwrap();
    assert!(
        gone.iter()
            .any(|it| it["url"].as_str().unwrap().contains(GONE)),
        "{gone:?}"
    );
    let history = room.get(&format!("/a/{id}/history.json")).json();
    assert_eq!(history["article_id"], id.as_str());
    let found = room.get("/search.json?q=2.345").json();
    assert_eq!(
        found["found"], 2,
        "the article and the one made like it: {found}"
    );
    let in_year = |year: u32| {
        room.get(&format!("/search.json?q=2.345&year={year}"))
            .json()["found"]
            .clone()
    };
    assert_eq!((in_year(2025), in_year(2019)), (2.into(), 0.into()));
    let section = room
        .get("/search.json?q=2.345&section=Kh%C3%B4ng+c%C3%B3")
        .json();
    assert_eq!(section["found"], 0);
    let json = room.get(&format!("/a/{id}.json")).json();
    assert_eq!(json["article_id"], id.as_str());
    assert!(json["digests"]["content"].is_string());
}

#[test]
fn every_link_of_the_room_leads_somewhere_and_nothing_is_written() {
    let mut world = two_nights();
    world.set("serve", "requests_per_minute", 0);
    world.run(&["search", "x"]).exits(0, &[]);
    let before = crate::scene::contents(&world.archive());
    let room = OpenRoom::of(&world, &[]);
    let pages = room.walk(&["/", "/data"]);
    for (address, page) in &pages {
        let may_lack = address.contains("/web/") || address.contains("/address?");
        let is_well = page.status < 400 || (may_lack && page.status == 404);
        assert!(is_well, "{address}: {} {}", page.status, page.text());
        if page.header("content-type").starts_with("text/html") && !address.contains("/web/") {
            assert!(!page.text().contains("<script"), "{address}");
            assert!(
                page.header("content-security-policy")
                    .contains("default-src 'none'")
            );
            assert!(!page.header("etag").is_empty(), "{address}");
        }
    }
    assert!(pages.len() > 150, "{}", pages.len());
    drop(room);
    let after = crate::scene::contents(&world.archive());
    for (name, bytes) in &before {
        let is_same = after.get(name) == Some(bytes);
        assert!(
            is_same || name.starts_with("catalog.sqlite"),
            "{name} is another"
        );
    }
}

#[test]
fn who_has_a_page_is_told_so() {
    let world = two_nights();
    let room = OpenRoom::of(&world, &[]);
    for path in [
        "/",
        "/articles",
        "/changes.json",
        "/style.css",
        "/statistics.csv",
    ] {
        let page = room.get(path);
        let again = get(&room.room, path, &[("If-None-Match", page.header("etag"))]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
    }
    let packed = get(&room.room, "/articles", &[("Accept-Encoding", "gzip")]);
    assert_eq!(packed.header("content-encoding"), "gzip");
}

/// A list goes on where the page before ended, and holds each article once.
#[test]
fn pages_of_a_list_hold_each_article_once() {
    let world = two_nights();
    let room = OpenRoom::of(&world, &[]);
    let mut seen = Vec::new();
    let mut path = "/articles.json".to_owned();
    loop {
        let page = room.get(&path).json();
        let ids = page["articles"].as_array().unwrap().iter();
        seen.extend(ids.map(|it| it["article_id"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else {
            break;
        };
        let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        path = format!("/articles.json?after={next}");
    }
    let listed = world.run(&["list", "--json"]).json().len();
    assert_eq!(seen.len(), listed);
    let count = room.get("/about.json").json()["articles"].clone();
    assert_eq!(count, listed);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), listed, "each once");
}
