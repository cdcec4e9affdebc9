//! Ten nights over a portal that is edited in between: what is told is what happened, and
//! nothing else, for the requests that were promised.
//!
//! The nights are days apart: the binary runs under `faketime`, as it would run on those days.

mod expect;
mod scene;
mod swap;
mod theme;

use std::collections::{BTreeMap, BTreeSet};

use expect::{Expected, expected, fields};
use scene::{Night, Scene};
use serde_json::Value;

/// Every kind of edit the portal knows.
const KINDS: [&str; 15] = [
    "typo_fix",
    "headline_change",
    "paragraph_added",
    "caption_changed",
    "delete_404",
    "slug_change",
    "unpublish",
    "noise_views",
    "noise_related",
    "delete_410",
    "silent_edit",
    "trash_404",
    "date_change",
    "title_and_slug",
    "delete_prefix",
];

const EDITED_NIGHTS: usize = 10;
/// Long enough for the last removals to be certain, and for the schedule to come round to what
/// was edited silently on the last edited night.
const QUIET_NIGHTS: usize = 10;
const EDITS: usize = 20;
/// Requests a night that the sources may cost.
const BASE: u64 = 12;
/// … and each change.
const PER_CHANGE: u64 = 2;

/// What was done to one article, and what was told of it.
struct Deed {
    night: usize,
    kind: String,
    url: String,
    expected: Expected,
    told: Option<usize>,
}

#[derive(Default)]
struct Book {
    deeds: Vec<Deed>,
    wrong: Vec<String>,
    kinds: BTreeMap<String, BTreeMap<String, usize>>,
}

impl Book {
    fn note(&mut self, night: usize, items: &[Value]) {
        for item in items {
            let kind = item["type"]
                .as_str()
                .expect("an edit has a type")
                .to_owned();
            let url = item["url"]
                .as_str()
                .expect("an edit has an address")
                .to_owned();
            let mut add = |expected| {
                self.deeds.push(Deed {
                    night,
                    kind: kind.clone(),
                    url: url.clone(),
                    expected,
                    told: None,
                });
            };
            for expected in expected(item, night) {
                add(expected);
            }
        }
    }

    /// Compares one night's changes with what was done up to then.
    fn compare(&mut self, night: usize, changes: &[Value]) {
        for change in changes {
            // A silent edit may wait for the night on which an admitted one is told.
            let told: Vec<&mut Deed> = self
                .deeds
                .iter_mut()
                .filter(|deed| deed.told.is_none() && deed.has_part_in(night, change))
                .collect();
            let of: BTreeSet<&str> = told
                .iter()
                .flat_map(|it| it.expected.fields)
                .copied()
                .collect();
            if told.is_empty() || of != fields(change) {
                self.wrong
                    .push(format!("night {night}: nothing explains {change}"));
                continue;
            }
            let kind = change["kind"].as_str().expect("a change has a kind");
            for deed in told {
                deed.told = Some(night);
                let kinds = self.kinds.entry(deed.kind.clone()).or_default();
                *kinds.entry(kind.to_owned()).or_default() += 1;
            }
        }
        for deed in &self.deeds {
            if deed.told.is_none() && deed.expected.by.is_some_and(|by| by == night) {
                self.wrong.push(format!(
                    "night {night}: {} of night {} was not told: {} ({:?})",
                    deed.kind, deed.night, deed.url, deed.expected
                ));
            }
        }
    }
}

impl Deed {
    fn has_part_in(&self, night: usize, change: &Value) -> bool {
        let url = Some(self.url.as_str());
        let ours = change["url"].as_str() == url
            || change["previous_url"].as_str() == url
            || change["article_id"].as_str() == Some(self.expected.article.as_str());
        ours && self.expected.has_part_in(night, change)
    }
}

#[test]
fn ten_nights_tell_what_happened_and_nothing_else() {
    let Some(scene) = Scene::new("ten_nights_tell_what_happened_and_nothing_else") else {
        return;
    };
    scene.budget("60 requests/night");
    let first = scene.night(0);
    assert!(first.changes.is_empty(), "the first night changes nothing");
    let mut book = Book::default();
    let mut rows = Vec::new();
    for night in 1..=EDITED_NIGHTS + QUIET_NIGHTS {
        let edits = if night <= EDITED_NIGHTS {
            let kinds: Vec<&str> = (0..KINDS.len())
                .map(|at| KINDS[(at + 5 * (night - 1)) % KINDS.len()])
                .collect();
            scene.mutate(EDITS, &kinds, 1)
        } else {
            Vec::new()
        };
        book.note(night, &edits);
        let seen = scene.night(night);
        book.compare(night, &seen.changes);
        rows.push((edits.len() as u64, seen));
    }
    table(&rows);
    silent(&mut book);
    for (kind, kinds) in &book.kinds {
        eprintln!("  {kind:16} {kinds:?}");
    }
    requests(&rows, &mut book.wrong);
    scene.budget("4 requests/night");
    let quiet = scene.night(EDITED_NIGHTS + QUIET_NIGHTS + 1);
    eprintln!(
        "a quiet night with a budget of 4: {} requests {}",
        quiet.requests(),
        quiet.asked()
    );
    let spoken_of = quiet.requests() - quiet.files();
    if spoken_of > BASE {
        book.wrong
            .push(format!("a quiet night took {spoken_of} requests"));
    }
    assert!(
        book.wrong.is_empty(),
        "{} wrong:\n{}",
        book.wrong.len(),
        book.wrong.join("\n")
    );
}

/// The table the archivist wants to see before trusting the tool with a portal.
fn table(rows: &[(u64, Night)]) {
    eprintln!("night  edits  requests  scheduled  told  asked for");
    for (index, (edits, night)) in rows.iter().enumerate() {
        eprintln!(
            "{:5}  {edits:5}  {:8}  {:9}  {:4}  {}",
            index + 1,
            night.requests(),
            night.scheduled(),
            night.changes.len(),
            night.asked()
        );
    }
}

fn requests(rows: &[(u64, Night)], wrong: &mut Vec<String>) {
    for (index, (edits, night)) in rows.iter().enumerate() {
        let spoken_of = night.requests() - night.scheduled() - night.files();
        let most = BASE + PER_CHANGE * edits;
        // The nights after an edit still look whether what is missing stays away.
        let late = (EDITED_NIGHTS..EDITED_NIGHTS + 3).contains(&index);
        if spoken_of > most && !late {
            wrong.push(format!(
                "night {}: {spoken_of} requests besides the schedule, {most} promised",
                index + 1
            ));
        }
    }
}

/// Nobody tells of a silent edit: it is found when its article's turn comes.
fn silent(book: &mut Book) {
    // An article that was taken down before its turn came cannot be found to have been edited.
    let gone = |article: &str| {
        let mut of = book
            .deeds
            .iter()
            .filter(|it| it.expected.article == article);
        of.any(|it| it.expected.kinds.contains(&"missing"))
    };
    let missed = book
        .deeds
        .iter()
        .filter(|it| it.kind == "silent_edit" && it.told.is_none() && !gone(&it.expected.article))
        .map(|it| {
            format!(
                "the silent edit of night {} was never found: {}",
                it.night, it.url
            )
        });
    let missed: Vec<String> = missed.collect();
    book.wrong.extend(missed);
    let silent: Vec<&Deed> = book
        .deeds
        .iter()
        .filter(|it| it.kind == "silent_edit")
        .collect();
    let found: Vec<usize> = silent
        .iter()
        .filter_map(|deed| deed.told.map(|told| told - deed.night))
        .collect();
    let articles: BTreeSet<&str> = silent.iter().map(|deed| deed.url.as_str()).collect();
    eprintln!(
        "silent edits: {} of {} ({} articles) found, after so many nights: {found:?}",
        found.len(),
        silent.len(),
        articles.len()
    );
}
