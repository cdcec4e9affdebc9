//! A theme that the recipe does not know: an alarm, a proposal, one word of a person, and the
//! night is whole.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use super::expect::expected;
use super::scene::{Scene, changes};
use crate::crawl::snapshots;
use crate::learnt::{learn, said};
use crate::printed::{fields, kept};

const UNKNOWN: &str = "twentytwentyone";
/// So many articles are as before in every field that is still printed somewhere.
const FLOOR: f64 = 0.98;

/// The portal's own theme, put back however the test ends: the portal is others' too.
struct Dressed<'s>(&'s Scene);

impl Drop for Dressed<'_> {
    fn drop(&mut self) {
        dress(self.0, "hpportal");
    }
}

fn dress(scene: &Scene, theme: &str) {
    let status = Command::new("bash")
        .arg(scene.scripts.join("theme.sh"))
        .arg(theme)
        .status();
    assert!(status.expect("the script starts").success(), "{theme}");
}

#[test]
fn an_unknown_theme_is_adopted_by_one_word() {
    let Some(scene) = Scene::new("an_unknown_theme_is_adopted_by_one_word") else {
        return;
    };
    let config = learn(scene.dir.path(), &scene.portal.base);
    let text = std::fs::read_to_string(&config).expect("it was written");
    let site = site(&text);
    scene.night_with(0, &["--full"]);
    let before = newest(&scene);
    let kinds = ["headline_change", "paragraph_added", "caption_changed"];
    let edits = scene.mutate(6, &kinds, 0);
    let edited: BTreeSet<&str> = edits.iter().filter_map(|it| it["url"].as_str()).collect();
    let dressed = Dressed(&scene);
    dress(&scene, UNKNOWN);
    let night = scene.night_with(1, &["--full"]);
    eprintln!("{}", night.talk);
    assert_eq!(night.code, 1, "a redesign is no quiet night");
    assert_eq!(night.changes, Vec::<Value>::new(), "nothing is concluded");
    said(&scene.run(1, &["report"]), &[0]);
    said(&scene.run(1, &["recipe", "adopt"]), &[0]);
    said(&scene.run(1, &["reextract"]), &[0]);
    let after = newest(&scene);
    let quiet = scene.night_with(2, &["--full"]);
    drop(dressed);

    let told = told_in_all(&scene);
    let of: BTreeSet<String> = told
        .iter()
        .filter(|it| it["cause"] != "recipe")
        .filter_map(|it| it["article_id"].as_str().map(str::to_owned))
        .collect();
    let wanted: BTreeSet<String> = edits
        .iter()
        .flat_map(|item| expected(item, 1))
        .map(|it| it.article.replacen("portal:", &format!("{site}:"), 1))
        .collect();
    assert_eq!(of, wanted, "the editors' edits and nothing else: {told:#?}");
    assert!(
        quiet.report["drift"].as_array().is_none_or(Vec::is_empty),
        "the adopted recipe fits: {}",
        quiet.report
    );
    assert_eq!(quiet.changes, Vec::<Value>::new(), "nothing is told twice");
    as_before(&scene, &before, &after, &edited);
}

/// Every field that the new theme, the feed or REST prints is as it was.
fn as_before(
    scene: &Scene,
    before: &BTreeMap<String, Value>,
    after: &BTreeMap<String, Value>,
    edited: &BTreeSet<&str>,
) {
    let posts = scene.portal.posts();
    let (mut whole, mut all) = (0_u32, 0_u32);
    for post in &posts {
        let url = post["url"].as_str().expect("url is text");
        if edited.contains(url) {
            continue;
        }
        all += 1;
        let (was, is) = (&before[url], &after[url]);
        let printed = fields(post, &posts, UNKNOWN);
        let printed = printed
            .iter()
            .filter(|(name, it)| *name != "related" && !it.is_null());
        let other: Vec<&str> = printed
            .map(|it| it.0)
            .filter(|name| to_the_minute(was, name) != to_the_minute(is, name))
            .collect();
        whole += u32::from(other.is_empty());
        if !other.is_empty() && all - whole <= 8 {
            eprintln!("  {url}: {other:?}");
            for name in other {
                eprintln!("    {}\n    {}", kept(was, name), kept(is, name));
            }
        }
    }
    eprintln!("  {whole} of {all} articles are as before");
    assert!(f64::from(whole) >= FLOOR * f64::from(all));
}

/// A field as it is kept; a time as far as both themes print it.
fn to_the_minute(snapshot: &Value, field: &str) -> Value {
    match kept(snapshot, field) {
        Value::String(at) if field == "published_at" => {
            Value::from(&at[.."2023-04-05T17:15".len()])
        }
        other => other,
    }
}

/// The name `init` gave the site.
fn site(config: &str) -> String {
    let (_, rest) = config.split_once("[[site]]").expect("it has a site");
    let line = rest.lines().find(|it| it.starts_with("name = "));
    let name = line.and_then(|it| it.split('"').nth(1));
    name.expect("a site has a name").to_owned()
}

/// The newest version of each article, by its address.
fn newest(scene: &Scene) -> BTreeMap<String, Value> {
    let mut found: BTreeMap<String, Value> = BTreeMap::new();
    for snapshot in snapshots(&scene.archive()).into_values() {
        let url = snapshot["url"].as_str().expect("url is text").to_owned();
        let at = |it: &Value| it["captured_at"].as_str().map(str::to_owned);
        let older = found.get(&url).is_some_and(|it| at(it) > at(&snapshot));
        if !older {
            found.insert(url, snapshot);
        }
    }
    found
}

/// What every night told.
pub fn told_in_all(scene: &Scene) -> Vec<Value> {
    let mut told: Vec<Value> = Vec::new();
    for entry in std::fs::read_dir(scene.archive().join("changes")).expect("it is a folder") {
        let name = entry.expect("it is readable").file_name();
        let name = name.to_string_lossy();
        told.extend(changes(&scene.archive(), name.trim_end_matches(".jsonl")));
    }
    told
}
