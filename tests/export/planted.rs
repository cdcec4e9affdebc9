//! A planted takedown, in every spelling of its address, stands in no byte of any output.

use std::io::Read;
use std::path::Path;

use crate::planting::{all_in, kinds, line, silent_in, spellings, two_nights, withhold};
use crate::scene::{NAMED, PERSON, contents};
use crate::world::World;

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
