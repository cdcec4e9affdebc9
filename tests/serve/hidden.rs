//! A takedown planted in four ways stands in no byte of any page, form, feed or header, and in no
//! count: the whole room is walked, with and without it.

use hpnews::demo::Truth;

use crate::planting::{all_in, kinds, line, silent_in, spellings, two_nights, withhold};
use crate::reader::OpenRoom;
use crate::scene::NAMED;

#[test]
fn what_is_withheld_is_in_no_byte_of_the_room() {
    let mut world = two_nights();
    world.set("serve", "requests_per_minute", 0);
    let truth = world.truth_of(NAMED);
    world.run(&["search", "x"]).exits(0, &[]);
    let id = format!("demo:post-{}", truth.post_id);
    let starts = starts(&truth, &id);
    let starts: Vec<&str> = starts.iter().map(String::as_str).collect();
    let open = OpenRoom::of(&world, &[]);
    let everything: Vec<u8> = open
        .walk(&starts)
        .into_values()
        .flat_map(|it| it.body)
        .collect();
    drop(open);
    let (_, address) = spellings(&truth).swap_remove(5);
    for (kind, more, words) in kinds(&truth) {
        all_in(&everything, &words);
        withhold(&world, &[line(&address, &more)]);
        world.run(&["search", "x"]).exits(0, &[]);
        let room = OpenRoom::of(&world, &[]);
        let pages = room.walk(&starts);
        println!("{kind}: {} pages", pages.len());
        assert!(pages.len() > 100, "{kind}: {}", pages.len());
        for (address, page) in &pages {
            assert!(page.status < 500, "{address}: {}", page.status);
            silent_in(address, &page.body, &words);
            silent_in(address, format!("{:?}", page.headers).as_bytes(), &words);
        }
        // What the reader asks for is in the address it asked: those it was led to name nothing.
        let led = pages
            .keys()
            .filter(|it| !starts.iter().any(|start| it.ends_with(start)));
        for address in led {
            silent_in("an address", address.as_bytes(), &words);
        }
        let raw = format!("/web/20261123000000/{}", truth.url);
        let replayed = room.replayed(&raw);
        assert!(
            matches!(replayed.status, 404),
            "{kind}: {}",
            replayed.status
        );
    }
}

/// Every address that names the article, and lists in all their forms.
fn starts(truth: &Truth, id: &str) -> Vec<String> {
    let words = truth.title.split(' ').next().unwrap().to_owned();
    let article = format!("/a/{id}");
    let mut starts = vec![
        "/".to_owned(),
        "/articles.json".into(),
        "/articles.csv".into(),
        "/changes.json".into(),
        "/changes.csv".into(),
        "/gone.json".into(),
        "/gone.csv".into(),
        "/statistics.json".into(),
        "/statistics.csv".into(),
        "/about.json".into(),
        "/feeds/changes.atom".into(),
        "/feeds/removals.atom".into(),
        "/opensearch.xml".into(),
        "/articles?edited=1".into(),
        "/search?q=h%E1%BA%A3i&past=1".into(),
        "/search.json?q=h%E1%BA%A3i".into(),
    ];
    for ending in [
        "",
        ".json",
        "/history",
        "/history.json",
        "/evidence",
        "/evidence.json",
        "/citation.bib",
        "/article.wacz",
        "/compare",
        "/compare?text=whole",
    ] {
        starts.push(format!("{article}{ending}"));
    }
    let asked: String = url::form_urlencoded::byte_serialize(truth.url.as_bytes()).collect();
    starts.push(format!("/address?url={asked}"));
    starts.push(format!(
        "/search.json?q={}",
        url::form_urlencoded::byte_serialize(words.as_bytes()).collect::<String>()
    ));
    starts
}
