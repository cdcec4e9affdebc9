//! What a new theme or recipe changes on most pages at once: no editor did that.
//!
//! A field that most pages lose, gain or spell otherwise; a line that most bodies lose or gain; a
//! text that stands in another field than before; and, where the theme is another, whatever the
//! portal says was not modified (a silent edit of that very night cannot be told from the theme:
//! its version is kept). Never takes an edit of one article for that,
//! and never a body that says something of its own: editors change bodies every night.

use std::collections::{BTreeMap, BTreeSet};

use crate::record::{Block, Snapshot};

/// Fields that are compared as wholes.
const FIELDS: [&str; 10] = [
    "title",
    "lead",
    "author",
    "source",
    "categories",
    "published_at",
    "images",
    "attachments",
    "links",
    "embeds",
];

/// Two versions of one article.
pub type Pair = (Snapshot, Snapshot);

/// What is the recipe's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shift {
    /// Fields that change as a whole.
    fields: BTreeSet<&'static str>,
    /// Lines of bodies that come or go.
    lines: BTreeSet<String>,
    /// The two versions were read with other layouts.
    across: bool,
}

/// On how many articles a field went, came or became another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldShift {
    /// They no longer have it.
    pub lost: usize,
    /// They have it and had not.
    pub gained: usize,
    /// They say it otherwise.
    pub otherwise: usize,
    /// Of so many that have it or had it.
    pub of: usize,
}

impl FieldShift {
    fn of(field: &str, pairs: &[Pair]) -> Self {
        let mut turn = Self::default();
        for (old, new) in pairs {
            let (had, has) = (has(field, old), has(field, new));
            turn.of += usize::from(had || has);
            turn.lost += usize::from(had && !has);
            turn.gained += usize::from(!had && has);
            turn.otherwise += usize::from(had && has && differs(field, old, new));
        }
        turn
    }

    fn changed(self) -> usize {
        self.lost + self.gained + self.otherwise
    }
}

impl Shift {
    /// What most pages show that were read with another layout than before.
    pub fn across(pairs: &[Pair]) -> Self {
        Self {
            across: true,
            ..Self::of(pairs, 0, 3)
        }
    }

    /// What most of the articles show that a run looked at, read with the same layout as before.
    pub fn within(pairs: &[Pair], looked: usize) -> Self {
        Self::of(pairs, looked, 5)
    }

    /// Of fewer than `least` pages nothing is said; `looked`: of how many pages at the least it
    /// must be most.
    fn of(pairs: &[Pair], looked: usize, least: usize) -> Self {
        let fields = FIELDS.into_iter().filter(|field| {
            let turn = FieldShift::of(field, pairs);
            is_most(turn.changed(), turn.of.max(looked), least)
        });
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for (old, new) in pairs {
            let (was, is) = (texts(&old.body), texts(&new.body));
            for line in was.symmetric_difference(&is) {
                *times.entry(line).or_default() += 1;
            }
        }
        let of = pairs.len().max(looked);
        let lines = times
            .into_iter()
            .filter(|(_, count)| is_most(*count, of, least));
        Self {
            fields: fields.collect(),
            lines: lines.map(|(line, _)| line.to_owned()).collect(),
            ..Self::default()
        }
    }

    /// The fields that were not among those of an `earlier` one, each with what became of it on
    /// these pages.
    pub fn new_since(&self, earlier: &Self, pairs: &[Pair]) -> Vec<(&'static str, FieldShift)> {
        let new = self.fields.difference(&earlier.fields);
        let turns = new.map(|field| (*field, FieldShift::of(field, pairs)));
        turns.filter(|(_, turn)| turn.changed() > 0).collect()
    }

    /// Two versions as if the recipe had changed nothing: what is left between them an editor did.
    pub fn undone(&self, before: &Snapshot, after: &Snapshot) -> Pair {
        let (mut before, mut after) = (before.clone(), after.clone());
        if self.across && is_unmodified(&before, &after) {
            for field in FIELDS {
                take_over(field, &mut before, &after);
            }
            before.body.clone_from(&after.body);
            return (before, after);
        }
        if self.across {
            let (old, new) = (apart(&before), apart(&after));
            after.body.retain(|it| !stands(&it.text, &old));
            before.body.retain(|it| !stands(&it.text, &new));
        }
        before.body.retain(|it| !self.lines.contains(&it.text));
        after.body.retain(|it| !self.lines.contains(&it.text));
        for field in &self.fields {
            take_over(field, &mut before, &after);
        }
        (before, after)
    }
}

fn is_most(count: usize, of: usize, least: usize) -> bool {
    count >= least && count * 2 > of
}

/// Whether the portal itself says that nothing was modified in between.
fn is_unmodified(before: &Snapshot, after: &Snapshot) -> bool {
    let told = |it: &Snapshot| {
        it.provenance
            .pages
            .first()
            .and_then(|page| page.source_metadata.modified_at)
    };
    let (was, is) = match (told(before), told(after)) {
        (Some(was), Some(is)) => (Some(was), Some(is)),
        _ => (before.modified_at, after.modified_at),
    };
    was.is_some() && was == is
}

fn texts(body: &[Block]) -> BTreeSet<&str> {
    body.iter().map(|it| it.text.as_str()).collect()
}

/// What a version says beside its body.
fn apart(version: &Snapshot) -> Vec<String> {
    let one = [
        &version.title,
        &version.lead,
        &version.author,
        &version.source,
    ];
    let one = one.into_iter().chain([&version.published_text]).flatten();
    let captions = version
        .images
        .iter()
        .flat_map(|it| [&it.caption, &it.credit])
        .flatten();
    let files = version
        .attachments
        .iter()
        .filter_map(|it| it.title.as_ref());
    let related = version.related.iter().map(|it| &it.title);
    let all = one
        .chain(captions)
        .chain(files)
        .chain(related)
        .chain(&version.categories);
    all.map(|text| words(text)).collect()
}

/// Whether a line of a body is one of those texts, perhaps with a label before it.
fn stands(line: &str, texts: &[String]) -> bool {
    let line = words(line);
    let is_label = |rest: &str| rest.split_whitespace().count() <= 3;
    !line.trim().is_empty()
        && texts.iter().any(|text| {
            let after_label = line.strip_suffix(text.as_str()).is_some_and(is_label);
            !text.trim().is_empty() && (line == *text || after_label)
        })
}

/// Words as a reader hears them, each with a space around it.
fn words(text: &str) -> String {
    let words = text.split(|it: char| !it.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|it| !it.is_empty())
        .map(str::to_lowercase)
        .collect();
    format!(" {} ", words.join(" "))
}

fn has(field: &str, it: &Snapshot) -> bool {
    match field {
        "title" => it.title.is_some(),
        "lead" => it.lead.is_some(),
        "author" => it.author.is_some(),
        "source" => it.source.is_some(),
        "categories" => !it.categories.is_empty(),
        "published_at" => it.published_date.is_some() || it.published_at.is_some(),
        "images" => !it.images.is_empty(),
        "attachments" => !it.attachments.is_empty(),
        "links" => !it.links.is_empty(),
        _ => !it.embeds.is_empty(),
    }
}

fn differs(field: &str, one: &Snapshot, other: &Snapshot) -> bool {
    match field {
        "title" => one.title != other.title,
        "lead" => one.lead != other.lead,
        "author" => one.author != other.author,
        "source" => one.source != other.source,
        "categories" => one.categories != other.categories,
        "published_at" => {
            (one.published_at, one.published_date) != (other.published_at, other.published_date)
        }
        "images" => one.images != other.images,
        "attachments" => one.attachments != other.attachments,
        "links" => one.links != other.links,
        _ => one.embeds != other.embeds,
    }
}

fn take_over(field: &str, before: &mut Snapshot, after: &Snapshot) {
    match field {
        "title" => before.title.clone_from(&after.title),
        "lead" => before.lead.clone_from(&after.lead),
        "author" => before.author.clone_from(&after.author),
        "source" => before.source.clone_from(&after.source),
        "categories" => before.categories.clone_from(&after.categories),
        "published_at" => {
            before.published_at = after.published_at;
            before.published_date = after.published_date;
            before.published_text.clone_from(&after.published_text);
        }
        "images" => before.images.clone_from(&after.images),
        "attachments" => before.attachments.clone_from(&after.attachments),
        "links" => before.links.clone_from(&after.links),
        _ => before.embeds.clone_from(&after.embeds),
    }
}

#[cfg(test)]
mod tests;
