//! What the portal prints of a post, on its page, in a list, in the feed or over REST: what a
//! reader without selectors can be asked for. It differs by theme.

use serde_json::{Value, json};

use crate::compare::{sorted, text, texts};

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
