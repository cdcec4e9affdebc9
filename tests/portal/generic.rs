//! Without any selector: what the generic reader alone makes of the same portal, whatever
//! theme it wears, and whether or not its REST interface answers.

use serde_json::Value;

use crate::compare::{Tally, body_is_nfc, texts};
use crate::crawl::{complete, crawl, snapshots};
use crate::portal;
use crate::printed::{fields, kept, theme};
use crate::recipe::BOILERPLATE;

/// What a stock theme prints around an article.
const STOCK: [&str; 5] = [
    "Previous post",
    "Next post",
    "Categorized as",
    "Continue reading",
    "Skip to content",
];

/// Each field is right on so many of the pages that print it …
const FLOOR: f64 = 0.98;
/// … and those that a page, a list, a feed or REST prints in many ways, on so many.
const VARIED: (f64, [&str; 4]) = (0.95, ["lead", "author", "source", "related"]);

#[test]
fn the_generic_reader_alone_gets_what_is_printed_and_no_wrong_date() {
    let Some(portal) = portal("the_generic_reader_alone_gets_what_is_printed_and_no_wrong_date")
    else {
        return;
    };
    let dir = tempfile::tempdir().expect("a temporary folder");
    let archive = dir.path().join("archive");
    let config = portal.config(dir.path(), "1000/s", false);
    complete(&crawl(&config, &archive));
    let held = snapshots(&archive);
    let posts = portal.posts();
    let theme = theme();
    let mut tally = Tally::default();
    let (mut wrong, mut furniture) = (0, 0);
    for post in &posts {
        let Some(snapshot) = held.values().find(|it| it["url"] == post["url"]) else {
            eprintln!("  missing: {}", post["url"]);
            continue;
        };
        for (name, want) in fields(post, &posts, &theme) {
            let got = kept(snapshot, name);
            let nothing = want.is_null() || want.as_array().is_some_and(Vec::is_empty);
            if !nothing || want != got {
                let url = post["url"].as_str().expect("url is text");
                tally.field(name, url, &want, &got);
            }
        }
        wrong += usize::from(is_wrong(post, snapshot));
        furniture += usize::from(has_furniture(snapshot));
    }
    tally.print(&format!("without selectors, theme {theme}"));
    eprintln!(
        "  {} of {} articles in {} snapshots, {wrong} wrong dates, furniture in {furniture} bodies",
        posts
            .iter()
            .filter(|post| held.values().any(|it| it["url"] == post["url"]))
            .count(),
        posts.len(),
        held.len()
    );
    assert_eq!(wrong, 0, "a wrong date is worse than none");
    assert_eq!(furniture, 0, "the page's furniture stands in bodies");
    assert_eq!(
        held.len(),
        posts.len(),
        "a page that is no article was kept, or one twice"
    );
    assert!(held.values().all(body_is_nfc), "a body is not NFC");
    for (name, share) in tally.shares() {
        let floor = if VARIED.1.contains(&name) {
            VARIED.0
        } else {
            FLOOR
        };
        assert!(share >= floor, "{name} is right on {:.2} %", share * 100.0);
    }
}

/// Whether a snapshot names another time, or another day, than the post's.
fn is_wrong(post: &Value, snapshot: &Value) -> bool {
    let true_time = post["published"].as_str().expect("published is text");
    let other = |key: &str, length: usize| {
        let known = snapshot[key].as_str();
        known.is_some_and(|it| it != &true_time[..length])
    };
    other("published_at", true_time.len()) || other("published_date", "2023-04-05".len())
}

fn has_furniture(snapshot: &Value) -> bool {
    let body = texts(&snapshot["body"], Some("text")).to_string();
    BOILERPLATE.iter().chain(&STOCK).any(|it| body.contains(it))
}
