//! The house keeps its order: rooms import only rooms that stand before them, so there is
//! no cycle and no upward import; and no file or test hides from a reader.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::single_match_else,
    clippy::cloned_ref_to_slice_refs,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::unchecked_time_subtraction,
    unreachable_pub,
    missing_docs,
    reason = "a test reads and writes what it likes, and nobody imports it"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

#[path = "house/circles.rs"]
mod circles;
#[path = "house/names.rs"]
mod names;

/// The rooms from the nouns up. A room may import those of lower floors only.
const FLOORS: &[(&str, &[&str])] = &[
    ("nouns", &["digest", "record"]),
    (
        "pure rooms",
        &[
            "address",
            "text",
            "http",
            "warc",
            "robots",
            "discover",
            "extract",
            "learn",
            "change",
            "coverage",
            "revisit",
            "report",
            "memento",
            "replay",
            "stats",
            "redaction",
            "dataset",
        ],
    ),
    ("configuration", &["config"]),
    ("pace", &["politeness"]),
    (
        "edges",
        &["bucket", "fetch", "lane", "store", "demo", "notify"],
    ),
    ("doors", &["published"]),
    (
        "conductors",
        &["crawl", "package", "export", "search", "shipping"],
    ),
    ("keepers", &["audit", "reading", "survey"]),
    ("nights", &["pipeline"]),
    ("fleet", &["fleet"]),
    ("reading room", &["serve"]),
    ("commands", &["cli"]),
];

/// Pairs on one floor that may be imported: from → to.
const NEIGHBOURS: &[(&str, &str)] = &[
    ("record", "digest"),
    ("address", "text"),
    ("warc", "http"),
    ("warc", "address"),
    ("robots", "http"),
    ("discover", "address"),
    ("discover", "text"),
    ("extract", "text"),
    ("extract", "address"),
    ("extract", "discover"),
    ("learn", "extract"),
    ("learn", "text"),
    ("change", "text"),
    ("coverage", "change"),
    ("report", "change"),
    ("report", "coverage"),
    ("report", "text"),
    ("replay", "extract"),
    ("replay", "memento"),
    ("stats", "change"),
    ("stats", "report"),
    ("stats", "text"),
    ("redaction", "address"),
    ("redaction", "text"),
    ("dataset", "redaction"),
    ("store", "bucket"),
];

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir).expect("src is readable") {
            let path = entry.expect("src is readable").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found
}

/// Whether a file holds tests alone.
fn is_test_file(path: &Path) -> bool {
    path.components()
        .any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "tests.rs")))
}

/// The room a file belongs to, or `None` for `lib.rs` and `main.rs`.
fn room(path: &Path) -> Option<String> {
    let below = path
        .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .ok()?;
    let first = below.components().next()?.as_os_str().to_str()?;
    let name = first.trim_end_matches(".rs");
    (!matches!(name, "lib" | "main")).then(|| name.to_owned())
}

/// Lines of code above the test module; comments left out.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .take_while(|line| !line.contains("#[cfg(test)]"))
        .filter(|line| !line.trim_start().starts_with("//"))
}

fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in sources() {
        let Some(from) = room(&path) else { continue };
        if is_test_file(&path) {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a source file is UTF-8");
        for line in code(&text) {
            for after in line.split("crate::").skip(1) {
                let to: String = after
                    .chars()
                    .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                    .collect();
                if !to.is_empty() && to != from {
                    graph.entry(from.clone()).or_default().insert(to);
                }
            }
        }
    }
    graph
}

fn floor(name: &str) -> usize {
    FLOORS
        .iter()
        .position(|(_, rooms)| rooms.contains(&name))
        .unwrap_or_else(|| panic!("room `{name}` stands on no floor: add it to FLOORS"))
}

#[test]
fn rooms_import_downwards_only() {
    let graph = imports();
    assert!(graph.len() >= 10, "the imports were found");
    let mut wrong = Vec::new();
    for (from, targets) in &graph {
        for to in targets {
            let allowed =
                floor(to) < floor(from) || NEIGHBOURS.contains(&(from.as_str(), to.as_str()));
            if !allowed {
                wrong.push(format!("{from} → {to}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn no_cycle_between_rooms() {
    let graph = imports();
    let mut left: BTreeMap<_, _> = graph.clone();
    loop {
        let done: Vec<String> = left
            .iter()
            .filter(|(_, targets)| targets.iter().all(|to| !left.contains_key(to)))
            .map(|(from, _)| from.clone())
            .collect();
        if done.is_empty() {
            break;
        }
        for from in done {
            left.remove(&from);
        }
    }
    assert_eq!(
        left,
        BTreeMap::new(),
        "these rooms import each other in a circle"
    );
}

/// The rows of a page's map of rooms: the rooms of each, and the row as it is printed.
fn map(page: &str) -> Vec<(Vec<String>, String)> {
    let rows = page.lines().map(|line| line.trim_start_matches("//! "));
    let rows = rows.skip_while(|line| !line.starts_with("| room |"));
    let rows = rows.skip(2).take_while(|line| line.starts_with('|'));
    let row = |line: &str| {
        let line = line.replace("[`", "`").replace("`]", "`");
        let first = line.split('|').nth(1).unwrap_or_default();
        let rooms = first.split(',').map(|it| it.trim().trim_matches('`'));
        (rooms.map(str::to_owned).collect(), line)
    };
    rows.map(row).collect()
}

#[test]
fn one_map_names_every_room_and_each_imports_only_rooms_above_it() {
    let lib = include_str!("../src/lib.rs");
    let drawn = map(lib);
    assert_eq!(map(include_str!("../ARCHITECTURE.md")), drawn);
    let order: Vec<String> = drawn.into_iter().flat_map(|(rooms, _)| rooms).collect();
    let declared = lib.lines().filter_map(|line| {
        let name = line.strip_prefix("pub mod ")?;
        Some(name.trim_end_matches(';').to_owned())
    });
    assert_eq!(
        order.iter().cloned().collect::<BTreeSet<_>>(),
        declared.collect::<BTreeSet<_>>()
    );
    let place = |room: &str| order.iter().position(|it| it == room);
    for (from, targets) in imports() {
        for to in targets {
            assert!(place(&to) < place(&from), "{from} → {to} is upwards");
        }
    }
}

#[test]
fn every_word_of_the_glossary_has_one_line_in_order() {
    let page = include_str!("../docs/glossary.md");
    let words: Vec<String> = page
        .lines()
        .skip_while(|line| !line.starts_with("| ---"))
        .skip(1)
        .filter_map(|line| Some(line.split('|').nth(1)?.trim().to_lowercase()))
        .collect();
    assert!(words.len() > 30, "the words were found");
    let sorted: BTreeSet<_> = words.iter().cloned().collect();
    assert_eq!(words, sorted.into_iter().collect::<Vec<_>>());
}

#[test]
fn every_file_says_what_it_is_for_and_none_is_longer_than_four_hundred_lines() {
    for path in sources() {
        let text = std::fs::read_to_string(&path).expect("a source file is UTF-8");
        assert!(
            text.starts_with("//!"),
            "{} opens without //!",
            path.display()
        );
        let lines = text.lines().count();
        assert!(lines <= 400, "{} has {lines} lines", path.display());
    }
}

#[test]
fn no_unwrap_panic_or_todo_outside_tests() {
    for path in sources() {
        if is_test_file(&path) {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a source file is UTF-8");
        for line in code(&text) {
            for word in [
                ".unwrap()",
                "panic!(",
                "todo!(",
                "unimplemented!(",
                "TODO",
                "FIXME",
            ] {
                assert!(!line.contains(word), "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn a_folder_of_modules_has_its_mod_rs() {
    for path in sources() {
        let folder = path.with_extension("");
        assert!(
            !folder.is_dir(),
            "{} stands beside its folder: move it into it as mod.rs",
            path.display()
        );
    }
}
