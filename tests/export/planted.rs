//! A planted takedown, in every spelling of its address, stands in no byte of any output.

use std::io::Read;
use std::path::Path;

use hpnews::demo::Truth;
use hpnews::text::keys::fold_accents;

use crate::scene::{NAMED, PERSON, contents};
use crate::takedowns::{two_nights, withhold};
use crate::world::World;

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

/// Every file, its name, and what each gzip member in it unfolds to.
#[track_caller]
fn silent_below(dir: &Path, words: &[String]) {
    for (name, bytes) in contents(dir) {
        silent_in("a file's name", name.as_bytes(), words);
        silent_in(&name, &bytes, words);
        let starts = bytes.windows(3).enumerate();
        for (at, _) in starts.filter(|(_, it)| *it == [0x1f, 0x8b, 8]) {
            let mut text = Vec::new();
            // What is no member gives what it gives.
            let _ = flate2::read::GzDecoder::new(&bytes[at..]).read_to_end(&mut text);
            silent_in(&name, &text, words);
        }
    }
}

fn export(world: &World, name: &str, more: &[&str]) -> std::path::PathBuf {
    let out = world.path(name);
    let path = out.display().to_string();
    let args = [&["export", "--what", "all", "--out", &path], more].concat();
    world.run(&args).exits(0, &[]);
    out
}

#[test]
fn every_spelling_of_every_kind_is_in_no_export() {
    let world = two_nights();
    let truth = world.truth_of(NAMED);
    let open = export(&world, "open", &[]);
    let links = std::fs::read_to_string(open.join("data/links/links.jsonl")).unwrap();
    assert!(links.matches(NAMED).count() > 0, "others lead to it");
    for (kind, more, words) in kinds(&truth) {
        let all: Vec<u8> = contents(&open).into_values().flatten().collect();
        all_in(&all, &words);
        for (number, (spelling, address)) in spellings(&truth).into_iter().enumerate() {
            withhold(&world, &[line(&address, &more)]);
            println!("{kind}: {spelling}");
            silent_below(&export(&world, &format!("{kind}-{number}"), &[]), &words);
        }
    }
}

#[test]
fn every_kind_is_in_no_output_at_all() {
    let world = two_nights();
    let truth = world.truth_of(NAMED);
    let (_, address) = spellings(&truth).swap_remove(5);
    for (kind, more, words) in kinds(&truth) {
        withhold(&world, &[line(&address, &more)]);
        println!("{kind}");
        for form in ["csv", "parquet"] {
            let plain = ["--format", form, "--compress", "none"];
            silent_below(&export(&world, &format!("{kind}-{form}"), &plain), &words);
        }
        world.run(&["feeds"]).exits(0, &[]);
        silent_below(&world.archive().join("feeds"), &words);
        for args in [
            &["report"][..],
            &["report", "--format", "md"],
            &["report", "--json"],
        ] {
            let told = world.run(args);
            silent_in(&args.join(" "), told.exits(0, &[]).out.as_bytes(), &words);
        }
        for word in &words {
            let query = format!("\"{}\"", word.replace('-', " "));
            for args in [
                &["search", "--past", "--", &query][..],
                &["search", "--past", "--json", "--", &query],
            ] {
                let found = world.run(args);
                silent_in(&args.join(" "), found.exits(0, &[]).out.as_bytes(), &words);
            }
        }
        packages(&world, kind, &words);
        world.run(&["replay", &truth.url]).exits(2, &["withheld"]);
        world
            .run(&["replay", &truth.url, "--include-withheld"])
            .exits(0, &["not applied"]);
    }
}

fn packages(world: &World, kind: &str, words: &[String]) {
    let folder = world.path(&format!("packages-{kind}"));
    std::fs::create_dir(&folder).unwrap();
    for (name, more) in [("tui", &["--bagit"][..]), ("goi.wacz", &[])] {
        let out = folder.join(name).display().to_string();
        let args = [&["package", "--since", "2020-01-01", "--out", &out], more].concat();
        let told = world.run(&args);
        assert!(
            told.exits(0, &[]).out.contains("withheld, left out"),
            "{}",
            told.out
        );
    }
    silent_below(&folder, words);
    let card = std::fs::read_to_string(folder.join("tui/data/datapackage.json")).unwrap();
    assert!(card.contains("records are withheld"), "{card}");
}

/// A change of the list re-indexes what it touches, both ways; the operator sees all the same.
#[test]
fn search_follows_the_list() {
    let world = two_nights();
    let find = |more: &[&str]| {
        let args = [&["search", "--json"], more, &["--", "\"Phùng Quang Lộc\""]].concat();
        let found = world.run(&args);
        found.exits(0, &[]).json().len()
    };
    assert_eq!(find(&[]), 1);
    let past = find(&["--past"]);
    let truth = world.truth_of(NAMED);
    let whole = line(&format!("url = \"{}\"", truth.url), "");
    let span = line(
        &format!("url = \"{}\"", truth.url),
        &format!(", text = \"{PERSON}\""),
    );
    for lines in [vec![whole], vec![span]] {
        withhold(&world, &lines);
        assert_eq!((find(&[]), find(&["--past"])), (0, 0), "{lines:?}");
        assert_eq!(find(&["--include-withheld"]), 1, "{lines:?}");
        assert_eq!(find(&["--include-withheld", "--past"]), past, "{lines:?}");
        let title = format!("\"{}\"", truth.title);
        let left = world.run(&["search", "--json", "--", &title]).json().len();
        assert_eq!(left, usize::from(lines[0].contains("text")), "{lines:?}");
        withhold(&world, &[]);
        assert_eq!((find(&[]), find(&["--past"])), (1, past), "{lines:?}");
    }
}
