//! Which feeds a ledger of changes makes, and what stands in each.
//!
//! A feed is a current document with the newest entries, and archive documents (RFC 5005
//! section 4) with all earlier ones: 50 at most in each, of one month. An archive document
//! exists only once it is full or its month is over, so it never changes; what is in none yet
//! is fewer than 50, so the current document has it.
//!
//! Never reads a snapshot: what is planned here is made by [`atom`](super::atom()), and what is
//! there already need not be made again.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike, FixedOffset};
use url::Url;

use super::Language;
use crate::digest::PartDigest;
use crate::record::Change;
use crate::text::keys::section_key;

/// Entries of the current document, and most entries of an archive document.
const PAGE: usize = 50;
/// Longest part of a file name that a section's name makes.
const SLUG: usize = 60;

/// Who publishes, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publisher {
    /// Authority and date of the `tag:` ids (RFC 4151).
    pub tag: String,
    /// Where the archive's folder can be read on the web; ends in `/` or is made to.
    pub base: Option<Url>,
    /// The language of titles and labels.
    pub language: Language,
    /// Takedowns are not applied: each document says that it is for the operator.
    pub includes_withheld: bool,
}

/// What a feed tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedKind {
    /// Everything.
    Changes,
    /// Where articles are: removed, missing, moved, unlisted, restored.
    Removals,
    /// One section, by the name it has in its newest change.
    Section(String),
}

/// One document of a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// What it tells of.
    pub kind: FeedKind,
    /// Its file below the archive: `feeds/changes.atom`, `feeds/changes-2026-11.atom`.
    pub file: String,
    /// The file of the current document, which is this one's unless it is an archive document.
    pub current: String,
    /// True for an archive document: written once.
    pub archive: bool,
    /// The file of the archive document before this one.
    pub previous: Option<String>,
    /// When its newest entry was seen; of an empty feed, what the planner was told.
    pub updated: DateTime<FixedOffset>,
    /// What stands in it, newest first.
    pub entries: Vec<FeedEntry>,
}

/// One entry of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedEntry {
    /// Its position in the ledger.
    pub position: usize,
    /// How often the same thing was told before: it is part of the entry's id.
    pub told_before: usize,
}

impl Feed {
    /// The stem of the ids of this feed: `changes`, `removals`, `section-chinh-tri`.
    pub fn name(&self) -> &str {
        let name = self.current.strip_suffix(".atom").unwrap_or(&self.current);
        name.strip_prefix("feeds/").unwrap_or(name)
    }
}

/// The documents that a ledger makes, current ones first. `changes` is the whole ledger in the
/// order it was written; `since` stands for the time of a feed that has no entry yet.
pub fn plan(changes: &[Change], since: DateTime<FixedOffset>) -> Vec<Feed> {
    let told = told(changes);
    let article_status = |entry: &FeedEntry| changes[entry.position].kind.is_status();
    let mut feeds = vec![
        ("changes".to_owned(), FeedKind::Changes, told.clone()),
        (
            "removals".to_owned(),
            FeedKind::Removals,
            told.iter().copied().filter(article_status).collect(),
        ),
    ];
    for (slug, (name, entries)) in sections(changes, &told) {
        let kind = FeedKind::Section(name);
        feeds.push((format!("section-{slug}"), kind, entries));
    }
    let mut documents = Vec::new();
    let mut archives = Vec::new();
    for (name, kind, entries) in feeds {
        let mut pages = archive(&name, &kind, &entries, changes);
        let newest: Vec<FeedEntry> = entries.iter().rev().take(PAGE).copied().collect();
        documents.push(Feed {
            kind,
            file: file(&name),
            current: file(&name),
            archive: false,
            previous: pages.last().map(|page| page.file.clone()),
            updated: updated(&newest, changes).unwrap_or(since),
            entries: newest,
        });
        archives.append(&mut pages);
    }
    documents.append(&mut archives);
    documents
}

/// The changes of a ledger that are news. One whose id was told before is the same thing again;
/// an article that alternates between two versions is not told each time.
pub fn news(changes: &[Change]) -> impl Iterator<Item = FeedEntry> {
    told(changes).into_iter()
}

fn told(changes: &[Change]) -> Vec<FeedEntry> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut told = Vec::new();
    for (position, change) in changes.iter().enumerate() {
        let times = seen.entry(&change.id).or_default();
        if *times == 0 || change.repeats.is_none() {
            told.push(FeedEntry {
                position,
                told_before: *times,
            });
            *times += 1;
        }
    }
    told
}

/// Each section's entries by its slug, under the name its newest entry has.
fn sections(changes: &[Change], told: &[FeedEntry]) -> BTreeMap<String, (String, Vec<FeedEntry>)> {
    let mut sections: BTreeMap<String, (String, Vec<FeedEntry>)> = BTreeMap::new();
    for entry in told {
        for name in &changes[entry.position].categories {
            let (last, entries) = sections.entry(slug(name)).or_default();
            last.clone_from(name);
            // Two spellings of one section in one article are one entry.
            if entries.last() != Some(entry) {
                entries.push(*entry);
            }
        }
    }
    sections
}

/// ASCII, for a file name. What has no ASCII letters, is cut, or could be taken for the name of
/// an archive document, gets a part of its fingerprint.
fn slug(name: &str) -> String {
    let folded = section_key(name);
    let mut slug = String::new();
    let mut lost = false;
    for c in folded.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => slug.push(c),
            c if c.is_alphanumeric() => lost = true,
            _ => {
                if !slug.ends_with('-') && !slug.is_empty() {
                    slug.push('-');
                }
            }
        }
    }
    let long = slug.len() > SLUG;
    slug.truncate(SLUG);
    let slug = slug.trim_end_matches('-').to_owned();
    let like_a_month = slug.split('-').next_back().is_some_and(numeric);
    if slug.is_empty() || lost || long || like_a_month {
        let print = PartDigest::of(&folded);
        let hex = print.as_str().trim_start_matches("sha256:");
        let short = &hex[..8];
        // A letter in front: never a number.
        return format!("{slug}-x{short}")
            .trim_start_matches('-')
            .to_owned();
    }
    slug
}

fn numeric(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// The archive documents, oldest first.
fn archive(name: &str, kind: &FeedKind, entries: &[FeedEntry], changes: &[Change]) -> Vec<Feed> {
    let mut pages: Vec<Feed> = Vec::new();
    let mut rest = months(entries, changes).into_iter().peekable();
    while let Some((month, own)) = rest.next() {
        let over = rest.peek().is_some();
        for (number, chunk) in own.chunks(PAGE).enumerate() {
            if chunk.len() < PAGE && !over {
                break;
            }
            let part = match number {
                0 => month.clone(),
                number => format!("{month}-{}", number + 1),
            };
            let newest: Vec<FeedEntry> = chunk.iter().rev().copied().collect();
            let Some(updated) = updated(&newest, changes) else {
                continue;
            };
            pages.push(Feed {
                kind: kind.clone(),
                file: file(&format!("{name}-{part}")),
                current: file(name),
                archive: true,
                previous: pages.last().map(|page| page.file.clone()),
                updated,
                entries: newest,
            });
        }
    }
    pages
}

/// Entries by the month they were seen in, which never goes back, whatever a clock did.
fn months(entries: &[FeedEntry], changes: &[Change]) -> Vec<(String, Vec<FeedEntry>)> {
    let mut months: Vec<(String, Vec<FeedEntry>)> = Vec::new();
    for entry in entries {
        let day = changes[entry.position].at;
        let month = format!("{:04}-{:02}", day.year(), day.month());
        match months.last_mut() {
            Some((last, own)) if *last >= month => own.push(*entry),
            _ => months.push((month, vec![*entry])),
        }
    }
    months
}

fn updated(entries: &[FeedEntry], changes: &[Change]) -> Option<DateTime<FixedOffset>> {
    entries.iter().map(|it| changes[it.position].at).max()
}

fn file(name: &str) -> String {
    format!("feeds/{name}.atom")
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn section_names_make_ascii_names_that_no_archive_has() {
        for (name, wanted) in [
            ("Chính trị", "chinh-tri"),
            ("  Văn hoá – Xã hội ", "van-hoa-xa-hoi"),
            ("Đất đai/Quy hoạch", "dat-dai-quy-hoach"),
            ("../../etc", "etc"),
            ("Khoá XVI 2026-11", "khoa-xvi-2026-11-x"),
            ("新聞", "x"),
            ("", "x"),
        ] {
            let slug = slug(name);
            assert!(slug.starts_with(wanted), "{name}: {slug}");
            assert!(
                slug.len() == wanted.len() || slug.len() == wanted.len() + 8,
                "{slug}"
            );
        }
        assert!(slug(&"a b ".repeat(100)).len() < 80);
        assert_eq!(slug("Văn hoá"), slug("Văn hóa"));
    }
}
