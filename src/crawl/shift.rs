//! What of a run's differences is the recipe's: looked up in the archive, by site and layouts.
//!
//! The same whenever it is computed: goes by the versions up to the run alone.

use std::collections::BTreeMap;

use super::compare::comparable;
use crate::change::{Pair, Shift};
use crate::config::Config;
use crate::coverage::RecipeChange;
use crate::record::{Cause, Snapshot};
use crate::store::{Reader, StoreError};

/// Pairs of versions that show what a theme changed.
const MOST: u32 = 40;

/// The site, the layout after, and whether the one before was another: from several eras a site
/// may come into one theme.
type ShiftKey = (String, String, bool);

fn key(before: &Snapshot, after: &Snapshot) -> ShiftKey {
    let is_across = before.layout != after.layout;
    (after.site.clone(), after.layout.clone(), is_across)
}

/// What is the recipe's in one run.
pub struct Shifts(BTreeMap<ShiftKey, Shift>);

impl Shifts {
    /// Of the pairs of versions that a run made.
    pub fn of_run(reader: &Reader, config: &Config, run: &str) -> Result<Self, StoreError> {
        let mut shifts = BTreeMap::new();
        for (key, pairs) in groups(reader, config, run)? {
            let shift = if key.2 {
                Shift::across(&across(reader, config, &key, run)?)
            } else {
                within(reader, &key, run, &pairs)?
            };
            shifts.insert(key, shift);
        }
        Ok(Self(shifts))
    }

    /// What is the recipe's between any two versions of one article: with the same layout that is
    /// only known of two that follow each other.
    pub fn between(
        reader: &Reader,
        config: &Config,
        (path, before): (&str, &Snapshot),
        after: &Snapshot,
    ) -> Result<Self, StoreError> {
        let (key, run) = (key(before, after), after.provenance.run.as_str());
        if after.captured_at < before.captured_at {
            return Ok(Self(BTreeMap::new()));
        }
        if key.2 {
            let shift = Shift::across(&across(reader, config, &key, run)?);
            return Ok(Self(BTreeMap::from([(key, shift)])));
        }
        if after.provenance.previous.as_deref() == Some(path) {
            return Self::of_run(reader, config, run);
        }
        Ok(Self(BTreeMap::new()))
    }

    /// Two versions without what is the recipe's between them.
    pub fn undone(&self, before: &Snapshot, after: &Snapshot) -> Option<Pair> {
        let shift = self.0.get(&key(before, after))?;
        Some(shift.undone(before, after))
    }
}

/// The fields that a run's new layouts or theme changed on most pages; what earlier runs had
/// shown already is left out: each is told once.
pub fn recipe_changes(
    reader: &Reader,
    config: &Config,
    run: &str,
) -> Result<Vec<RecipeChange>, StoreError> {
    // A line a field, of whatever layouts.
    let mut told: BTreeMap<(String, &'static str), RecipeChange> = BTreeMap::new();
    for (key, pairs) in groups(reader, config, run)? {
        let (shift, earlier) = if key.2 {
            let all = across(reader, config, &key, run)?;
            let is_earlier = |(_, after): &&Pair| after.provenance.run.as_str() < run;
            let earlier: Vec<Pair> = all.iter().filter(is_earlier).cloned().collect();
            (Shift::across(&all), Shift::across(&earlier))
        } else {
            (within(reader, &key, run, &pairs)?, Shift::default())
        };
        for (field, turn) in shift.new_since(&earlier, &pairs) {
            let it = told
                .entry((key.0.clone(), field))
                .or_insert_with(|| RecipeChange::none(key.0.clone(), field));
            it.lost += turn.lost;
            it.gained += turn.gained;
            it.otherwise += turn.otherwise;
            it.of += turn.of;
        }
    }
    Ok(told.into_values().collect())
}

/// The pairs of versions that a run made.
fn groups(
    reader: &Reader,
    config: &Config,
    run: &str,
) -> Result<BTreeMap<ShiftKey, Vec<Pair>>, StoreError> {
    let mut groups: BTreeMap<ShiftKey, Vec<Pair>> = BTreeMap::new();
    for path in reader.observations().later_versions_of_run(run)? {
        // What cannot be read is warned of where it is told.
        let Ok(after) = reader.read_snapshot(&path) else {
            continue;
        };
        if let Some((before, after)) = pair(reader, config, after) {
            let of = groups.entry(key(&before, &after)).or_default();
            of.push((before, after));
        }
    }
    Ok(groups)
}

fn within(
    reader: &Reader,
    (site, ..): &ShiftKey,
    run: &str,
    pairs: &[Pair],
) -> Result<Shift, StoreError> {
    let looked = reader.observations().sights(site, run)?.0;
    Ok(Shift::within(
        pairs,
        usize::try_from(looked).unwrap_or(usize::MAX),
    ))
}

fn across(
    reader: &Reader,
    config: &Config,
    (site, layout, _): &ShiftKey,
    run: &str,
) -> Result<Vec<Pair>, StoreError> {
    let paths = reader
        .observations()
        .new_in_layout(site, layout, run, MOST)?;
    let after = paths
        .iter()
        .filter_map(|path| reader.read_snapshot(path).ok());
    Ok(after
        .filter_map(|after| pair(reader, config, after))
        .collect())
}

/// A version made of a page that was fetched, with the one before it as the same recipe reads it.
fn pair(reader: &Reader, config: &Config, after: Snapshot) -> Option<Pair> {
    let is_look = matches!(after.provenance.cause, Cause::Crawl | Cause::Repair);
    let earlier = after.provenance.previous.as_ref().filter(|_| is_look)?;
    let before = reader.read_snapshot(earlier).ok()?;
    Some((comparable(reader, config, &before, &after), after))
}
