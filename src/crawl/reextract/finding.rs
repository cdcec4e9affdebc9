//! What a second reading found, one capture at a time and in sum.
//!
//! Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, Utc};
use serde::Serialize;

use crate::coverage::RecipeChange;
use crate::crawl::RunEnding;
use crate::crawl::again::TimelinePlace;
use crate::crawl::differ::FieldChange;
use crate::crawl::reread::NoArticle;
use crate::crawl::version::WholeVersion;
use crate::http::Capture;
use crate::record::{Snapshot, SourcePage};
use crate::store::{CaptureRow, Outcome};

/// What one capture turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// It says something else than its snapshot does.
    Changed,
    /// It is an article, which it was not before.
    NewArticle,
    /// It differs from the version in force then, which it did not before.
    NewVersion,
    /// It is no article any more; its snapshot stays.
    NoArticle,
    /// It could not be read.
    Problem,
}

/// One capture whose second reading is not its first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReadingDifference {
    /// What it turned out to be.
    pub kind: DifferenceKind,
    /// The capture's address.
    pub url: String,
    /// When it was captured.
    pub captured_at: DateTime<FixedOffset>,
    /// The article, where there is one.
    pub article_id: Option<String>,
    /// The snapshot that was compared.
    pub snapshot: Option<String>,
    /// The snapshot that was written; `null` in a dry run.
    pub stored: Option<String>,
    /// What differs.
    pub changes: Vec<FieldChange>,
    /// Why, for a person: of a problem or of no article.
    pub reason: Option<String>,
}

impl ReadingDifference {
    fn of(kind: DifferenceKind, row: &CaptureRow) -> Self {
        Self {
            kind,
            url: row.url.clone(),
            captured_at: row.at.fixed_offset(),
            article_id: None,
            snapshot: None,
            stored: None,
            changes: Vec::new(),
            reason: None,
        }
    }

    pub(super) fn changed(
        row: &CaptureRow,
        path: &str,
        snapshot: &Snapshot,
        changes: Vec<FieldChange>,
    ) -> Self {
        Self {
            captured_at: snapshot.captured_at,
            article_id: Some(snapshot.article_id.clone()),
            snapshot: Some(path.to_owned()),
            changes,
            ..Self::of(DifferenceKind::Changed, row)
        }
    }

    pub(super) fn no_longer(
        row: &CaptureRow,
        path: &str,
        snapshot: &Snapshot,
        none: &NoArticle,
    ) -> Self {
        Self {
            captured_at: snapshot.captured_at,
            article_id: Some(snapshot.article_id.clone()),
            snapshot: Some(path.to_owned()),
            reason: Some(format!("{}: {}", none.kind, none.reason)),
            ..Self::of(DifferenceKind::NoArticle, row)
        }
    }

    /// `follows`: another version is in force, or would be by now.
    pub(super) fn newly(
        row: &CaptureRow,
        place: &TimelinePlace,
        whole: &WholeVersion,
        follows: bool,
    ) -> Self {
        let kind = if follows {
            DifferenceKind::NewVersion
        } else {
            DifferenceKind::NewArticle
        };
        Self {
            captured_at: whole.pages[0].captured_at,
            article_id: Some(place.article_id.clone()),
            snapshot: place.in_force.as_ref().map(|it| it.path.clone()),
            ..Self::of(kind, row)
        }
    }

    pub(super) fn problem(row: &CaptureRow, cause: &str) -> Self {
        let place = &row.evidence.location;
        Self {
            reason: Some(format!("{}, byte {}: {cause}", place.file, place.offset)),
            ..Self::of(DifferenceKind::Problem, row)
        }
    }

    /// Notes the snapshot that was written.
    pub(super) fn filed(&mut self, outcome: &Outcome) {
        if let Outcome::Stored { snapshot, .. } = outcome {
            self.stored = Some(snapshot.clone());
        }
    }
}

/// The end of a second reading.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reextracted {
    /// The run; `null` for a dry run.
    pub run: Option<String>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: DateTime<Utc>,
    /// How it ended.
    pub ending: RunEnding,
    /// Captures read.
    pub captures: u64,
    /// Bytes of their bodies.
    pub bytes: u64,
    /// Snapshots compared.
    pub compared: u64,
    /// Snapshots that differ.
    pub changed: u64,
    /// How many snapshots differ in each field.
    pub fields: BTreeMap<&'static str, u64>,
    /// Captures that are an article and were none.
    pub new_articles: u64,
    /// Captures that are a version of their own and were none.
    pub new_versions: u64,
    /// Snapshots whose captures are no article any more.
    pub no_articles: u64,
    /// Captures that could not be read.
    pub problems: u64,
    /// Pages that had not fitted the recipe of their day and were read now, changed or not.
    pub repaired: u64,
    /// Pages that still do not fit, and wait for a recipe that does.
    pub unfit: u64,
    /// Snapshots left as they are, because the present recipe no longer knows their layout.
    pub outgrown: u64,
    /// What the changed recipe did to a field on most pages: no edits.
    pub recipe: Vec<RecipeChange>,
}

impl Reextracted {
    pub(super) fn begin(at: DateTime<Utc>) -> Self {
        Self {
            run: None,
            started_at: at,
            finished_at: at,
            ending: RunEnding::Complete,
            captures: 0,
            bytes: 0,
            compared: 0,
            changed: 0,
            fields: BTreeMap::new(),
            new_articles: 0,
            new_versions: 0,
            no_articles: 0,
            problems: 0,
            repaired: 0,
            unfit: 0,
            outgrown: 0,
            recipe: Vec::new(),
        }
    }

    pub(super) fn read(&mut self, pages: &[(SourcePage, Capture)]) {
        self.captures += pages.len() as u64;
        let bytes = pages.iter().map(|(_, capture)| capture.body.len() as u64);
        self.bytes += bytes.sum::<u64>();
    }

    pub(super) fn count(&mut self, finding: &ReadingDifference) {
        *match finding.kind {
            DifferenceKind::Changed => &mut self.changed,
            DifferenceKind::NewArticle => &mut self.new_articles,
            DifferenceKind::NewVersion => &mut self.new_versions,
            DifferenceKind::NoArticle => &mut self.no_articles,
            DifferenceKind::Problem => &mut self.problems,
        } += 1;
        for change in &finding.changes {
            *self.fields.entry(change.field).or_default() += 1;
        }
    }

    /// Whether every capture says what it said.
    pub fn is_unchanged(&self) -> bool {
        self.changed + self.new_articles + self.new_versions + self.no_articles == 0
    }
}
