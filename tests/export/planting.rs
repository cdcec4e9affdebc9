//! Two nights with takedowns to be planted: the article in every spelling of its address, four
//! kinds of takedown, and how a word is looked for in bytes.

use std::sync::atomic::AtomicI64;

use chrono::{DateTime, TimeDelta, Utc};
use hpnews::demo::{StoryPiece, Truth};
use hpnews::text::keys::fold_accents;

use crate::scene::{NAMED, PERSON, edit, night};
use crate::world::World;

static AHEAD: AtomicI64 = AtomicI64::new(0);

fn clock() -> DateTime<Utc> {
    Utc::now() + TimeDelta::seconds(AHEAD.load(std::sync::atomic::Ordering::SeqCst))
}

pub(crate) fn withhold(world: &World, lines: &[String]) {
    let text = format!("article = [\n{}\n]\n", lines.join(",\n"));
    std::fs::write(world.path("withhold.toml"), text).unwrap();
}

/// Two nights, of which the feeds tell; the name is in both versions of its article.
pub(crate) fn two_nights() -> World {
    let world = World::new();
    night(&world, &AHEAD, clock);
    edit(&world);
    world.portal.edit(|site| {
        let story = site.story_mut(NAMED).unwrap();
        let Some(StoryPiece::Block(block)) = story.parts[0].first_mut() else {
            panic!("its body begins with text");
        };
        block
            .text
            .push_str(" Ông Phùng Quang Lộc nhận 12.345 đồng.");
        story.modified += TimeDelta::days(900);
    });
    night(&world, &AHEAD, clock);
    world.run(&["feeds"]).exits(0, &[]);
    world
}

/// The article by its address, as people write it, and by its name.
pub(crate) fn spellings(truth: &Truth) -> Vec<(&'static str, String)> {
    let (url, path) = (&truth.url, truth.url.split_at("http://".len()).1);
    let slug = path.rsplit('/').next().unwrap();
    let encoded = format!("%{:02x}{}", slug.as_bytes()[0], &slug[1..]);
    let port = path.split('/').next().unwrap();
    vec![
        ("as it is", format!("url = \"{url}\"")),
        ("scheme", format!("url = \"https://{path}\"")),
        ("www, no scheme", format!("url = \"www.{path}\"")),
        ("case", format!("url = \"{}\"", url.to_uppercase())),
        ("slash", format!("url = \"{url}/\"")),
        ("utm", format!("url = \"{url}?utm_source=zalo#x\"")),
        ("print", format!("url = \"{url}?print=1\"")),
        ("unknown query", format!("url = \"{url}?tu=trang-chu\"")),
        (
            "percent",
            format!("url = \"{}\"", url.replace(slug, &encoded)),
        ),
        ("amp", format!("url = \"{url}/amp\"")),
        ("mobile", format!("url = \"http://m.{path}\"")),
        (
            "permalink",
            format!("url = \"http://{port}/?p={}\"", truth.post_id),
        ),
        (
            "id",
            format!("article_id = \"demo:post-{}\"", truth.post_id),
        ),
    ]
}

/// Kind, what the line says besides the address, and the words that must be gone.
pub(crate) fn kinds(truth: &Truth) -> Vec<(&'static str, String, Vec<String>)> {
    let sentence = |text: &str| {
        text.split_whitespace()
            .take(9)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let pictures = truth.images.iter().map(|it| {
        let name = it.url.rsplit('/').next().unwrap();
        name.split('.').next().unwrap().to_owned()
    });
    let pictures: Vec<String> = pictures.collect();
    let captions = truth.images.iter().filter_map(|it| it.caption.clone());
    let captions: Vec<String> = captions.map(|it| sentence(&it)).collect();
    let headline = vec![truth.title.clone(), NAMED.to_owned()];
    let whole = [
        sentence(&truth.lead),
        sentence(&truth.body[0].text),
        PERSON.to_owned(),
    ];
    let everything = [headline.clone(), whole.to_vec(), pictures.clone()].concat();
    vec![
        ("article", String::new(), everything),
        (
            "field",
            r#", fields = ["title", "url"]"#.to_owned(),
            headline,
        ),
        (
            "span",
            format!(", text = \"{}\"", PERSON.to_uppercase()),
            vec![PERSON.to_owned()],
        ),
        (
            "image",
            r#", fields = ["images"]"#.to_owned(),
            [pictures, captions].concat(),
        ),
    ]
}

pub(crate) fn line(address: &str, more: &str) -> String {
    format!("{{ {address}, reason = \"x\", on = 2026-11-23{more} }}")
}

/// Words apart, without accents: as one spelling for tone marks, slugs, case and escapes.
fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let pairs = url::form_urlencoded::parse(text.as_bytes());
    let decoded: Vec<String> = pairs.map(|(key, value)| format!("{key} {value}")).collect();
    let apart = |text: &str| {
        let folded = fold_accents(text);
        let words = folded.split(|c: char| !c.is_alphanumeric());
        words
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    format!(" {} | {} ", apart(&text), apart(&decoded.join(" ")))
}

/// Where a word is said in a text that was made [`plain`].
fn place_in(said: &str, word: &str) -> Option<usize> {
    let wanted = plain(word.as_bytes());
    said.find(wanted.split('|').next().unwrap())
}

/// Asserts that every word is there: else silence would prove nothing.
#[track_caller]
pub(crate) fn all_in(bytes: &[u8], words: &[String]) {
    let said = plain(bytes);
    for word in words {
        assert!(place_in(&said, word).is_some(), "{word}");
    }
}

#[track_caller]
pub(crate) fn silent_in(place: &str, bytes: &[u8], words: &[String]) {
    let said = plain(bytes);
    for word in words {
        let at = place_in(&said, word);
        let around = at.map(|at| {
            said[at.saturating_sub(200)..]
                .chars()
                .take(300)
                .collect::<String>()
        });
        assert_eq!(around, None, "{word} is in {place}");
    }
}
