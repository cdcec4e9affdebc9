//! Without any selector: what the generic reader alone makes of the same portal, whatever
//! theme it wears.

use serde_json::Value;

use crate::compare::{four_gram_f1, plain, text};
use crate::crawl::{complete, crawl, snapshots};
use crate::portal;

fn joined(parts: &[Value], key: Option<&str>) -> String {
    let texts = parts
        .iter()
        .filter_map(|part| key.map_or(part, |key| &part[key]).as_str());
    texts.collect::<Vec<_>>().join("\n")
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// Lead and paragraphs: a reader without a recipe cannot know where the lead ends.
fn true_text(post: &Value) -> String {
    let lead = post["lead"].as_str().unwrap_or_default();
    format!("{lead}\n{}", joined(list(post, "body_paragraphs"), None))
}

fn kept_text(snapshot: &Value) -> String {
    let lead = snapshot["lead"].as_str().unwrap_or_default();
    let body = joined(list(snapshot, "body"), Some("text"));
    if plain(&body).contains(&plain(lead)) {
        return body;
    }
    format!("{lead}\n{body}")
}

#[test]
fn the_generic_reader_alone_gets_titles_bodies_and_no_wrong_time() {
    let Some(portal) = portal("the_generic_reader_alone_gets_titles_bodies_and_no_wrong_time")
    else {
        return;
    };
    let dir = tempfile::tempdir().expect("a temporary folder");
    let archive = dir.path().join("archive");
    let config = portal.config(dir.path(), "1000/s", false);
    complete(&crawl(&config, &archive));
    let kept = snapshots(&archive);
    let posts = portal.posts();
    let (mut titles, mut f1, mut times, mut wrong, mut found) = (0, 0.0, 0, 0, 0);
    for post in &posts {
        let Some(snapshot) = kept
            .values()
            .find(|snapshot| snapshot["url"] == post["url"])
        else {
            eprintln!("  missing: {}", post["url"]);
            continue;
        };
        found += 1;
        titles += u32::from(text(&post["title"]) == text(&snapshot["title"]));
        let score = four_gram_f1(&true_text(post), &kept_text(snapshot));
        if score < 0.6 {
            eprintln!("  F1 {score:.2}: {}", post["url"]);
        }
        f1 += score;
        match &snapshot["published_at"] {
            Value::Null => {}
            time if *time == post["published"] => times += 1,
            time => {
                wrong += 1;
                eprintln!("  wrong time {time} of {}", post["url"]);
            }
        }
    }
    let share = f64::from(titles) / posts.len() as f64;
    let mean = f1 / posts.len() as f64;
    eprintln!(
        "\nwithout selectors: {found} of {} articles ({} snapshots), titles {:.1} %, mean body 4-gram F1 {mean:.3}, right times {times}, wrong times {wrong}",
        posts.len(),
        kept.len(),
        share * 100.0
    );
    assert!(share >= 0.95, "titles");
    assert!(mean >= 0.90, "bodies");
    assert_eq!(wrong, 0, "a wrong time is worse than none");
    assert_eq!(
        times,
        posts.len(),
        "REST tells every publication time of this portal"
    );
    assert_eq!(
        kept.len(),
        posts.len(),
        "a page that is no article was kept, or one twice"
    );
}
