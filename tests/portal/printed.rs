//! What the portal prints of a post, on its page, in a list, in the feed or over REST: what a
//! reader without selectors can be asked for. It differs by theme.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::compare::{Tally, sorted, text, texts};
use crate::recipe::BOILERPLATE;

/// What a stock theme prints around an article.
const STOCK: [&str; 5] = [
    "Previous post",
    "Next post",
    "Categorized as",
    "Continue reading",
    "Skip to content",
];

/// On which share of the pages that print it a field must be right.
pub struct Floors {
    pub fixed: f64,
    /// Of those that a page, a list, a feed or REST prints in many ways.
    pub varied: f64,
}

const VARIED: [&str; 4] = ["lead", "author", "source", "related"];

/// The theme that the portal wears; `.ci/portal` names the others.
pub fn theme() -> String {
    std::env::var("HPNEWS_PORTAL_THEME").unwrap_or_else(|_| "hpportal".to_owned())
}

/// The fields of one post that are printed somewhere, by the name of the snapshot's key.
pub fn fields(post: &Value, posts: &[Value], theme: &str) -> Vec<(&'static str, Value)> {
    let of_portal = theme == "hpportal";
    // The portal's own theme shows byline and source of old posts from fields of its own,
    // a stock theme shows what stands in the text.
    let in_text = of_portal || post["layout"] == "new";
    let author = if in_text {
        text(&post["author"])
    } else {
        Value::Null
    };
    let source = if of_portal {
        text(&post["source"])
    } else {
        Value::Null
    };
    let related = if of_portal {
        texts(&post["related"], None)
    } else {
        neighbours(post, posts)
    };
    vec![
        ("title", text(&post["title"])),
        ("published_at", text(&post["published"])),
        ("categories", sorted(&post["categories"])),
        ("body", texts(&post["body_paragraphs"], None)),
        ("captions", texts(&post["captions"], None)),
        ("images", texts(&post["images"], None)),
        ("attachments", texts(&post["files"], Some("url"))),
        ("lead", text(&post["lead"])),
        ("author", author),
        ("source", source),
        ("related", related),
    ]
}

/// The same field as a snapshot holds it.
pub fn kept(snapshot: &Value, field: &str) -> Value {
    match field {
        "categories" => sorted(&snapshot[field]),
        "body" => texts(&snapshot[field], Some("text")),
        "captions" => texts(&snapshot["images"], Some("caption")),
        "images" | "attachments" | "related" => texts(&snapshot[field], Some("url")),
        _ => text(&snapshot[field]),
    }
}

/// What WordPress's own themes link below a post: the one before it and the one after it.
fn neighbours(post: &Value, posts: &[Value]) -> Value {
    let at = |post: &Value| post["published"].as_str().unwrap_or_default().to_owned();
    let before = posts
        .iter()
        .filter(|it| at(it) < at(post))
        .max_by_key(|it| at(it));
    let after = posts
        .iter()
        .filter(|it| at(it) > at(post))
        .min_by_key(|it| at(it));
    let urls = before.into_iter().chain(after).map(|it| it["url"].clone());
    json!(urls.collect::<Vec<_>>())
}

/// Holds an archive's snapshots against the truth: every article once, each field above its
/// floor, no wrong date, no furniture.
pub fn judge(title: &str, held: &BTreeMap<String, Value>, posts: &[Value], floors: &Floors) {
    let theme = theme();
    let mut tally = Tally::default();
    let (mut wrong, mut furniture, mut missing) = (0, 0, 0);
    for post in posts {
        let Some(snapshot) = held.values().find(|it| it["url"] == post["url"]) else {
            eprintln!("  missing: {}", post["url"]);
            missing += 1;
            continue;
        };
        for (name, want) in fields(post, posts, &theme) {
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
    tally.print(title);
    eprintln!(
        "  {} of {} articles in {} snapshots, {wrong} wrong dates, furniture in {furniture} bodies",
        posts.len() - missing,
        posts.len(),
        held.len()
    );
    assert_eq!(wrong, 0, "a wrong date is worse than none");
    assert_eq!(furniture, 0, "the page's furniture stands in bodies");
    assert_eq!(missing, 0, "articles are missing");
    assert_eq!(
        held.len(),
        posts.len(),
        "a page that is no article was kept, or one twice"
    );
    for (name, share) in tally.shares() {
        let floor = if VARIED.contains(&name) {
            floors.varied
        } else {
            floors.fixed
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
