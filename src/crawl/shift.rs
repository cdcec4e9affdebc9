//! What of a run's differences is the recipe's: looked up in the archive, by site and layouts.
//!
//! The same whenever it is computed: goes by the versions up to the run alone.

use std::collections::BTreeMap;

use super::changes::comparable;
use crate::change::{Pair, Shift};
use crate::config::Config;
use crate::record::{Cause, Snapshot};
use crate::store::{Reader, StoreError};

/// Pairs of versions that show what a theme changed.
const MOST: u32 = 40;

/// The site, the layout after, and whether the one before was another: from several eras a site
/// may come into one theme.
type Key = (String, String, bool);

fn key(before: &Snapshot, after: &Snapshot) -> Key {
    let is_across = before.layout != after.layout;
    (after.site.clone(), after.layout.clone(), is_across)
}

/// What is the recipe's in one run.
pub(super) struct Shifts(BTreeMap<Key, Shift>);

/// A field that changed on most pages with a theme or recipe, for a person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecipeChange {
    /// The site's name in config.
    pub site: String,
    /// The field's name in a snapshot.
    pub field: &'static str,
    /// Pages on which it changed.
    pub pages: usize,
    /// … of so many.
    pub of: usize,
}

impl Shifts {
    /// Of the pairs of versions that a run made.
    pub(super) fn of_run(
        reader: &Reader,
        config: &Config,
        run: &str,
        paths: &[String],
    ) -> Result<Self, StoreError> {
        let mut groups: BTreeMap<Key, Vec<Pair>> = BTreeMap::new();
        for path in paths {
            // What cannot be read is warned of where it is told.
            let Ok(after) = reader.read_snapshot(path) else {
                continue;
            };
            if let Some((before, after)) = pair(reader, config, after) {
                let of = groups.entry(key(&before, &after)).or_default();
                of.push((before, after));
            }
        }
        let mut shifts = BTreeMap::new();
        for (key, pairs) in groups {
            let shift = if key.2 {
                Shift::across(&across(reader, config, &key, run)?)
            } else {
                let looked = reader.sights(&key.0, run)?.0;
                Shift::within(&pairs, usize::try_from(looked).unwrap_or(usize::MAX))
            };
            shifts.insert(key, shift);
        }
        Ok(Self(shifts))
    }

    /// Two versions without what is the recipe's between them.
    pub(super) fn undone(&self, before: &Snapshot, after: &Snapshot) -> Option<Pair> {
        let shift = self.0.get(&key(before, after))?;
        Some(shift.undone(before, after))
    }
}

/// The fields that a run's new layouts or theme changed on most pages, those of layouts that an
/// earlier run had met left out: each is told once.
pub fn recipe_changes(
    reader: &Reader,
    config: &Config,
    run: &str,
) -> Result<Vec<RecipeChange>, StoreError> {
    let paths = reader.versions_of_run(run)?;
    let shifts = Shifts::of_run(reader, config, run, &paths)?;
    let mut told = Vec::new();
    for ((site, layout, is_across), shift) in &shifts.0 {
        let first = reader.new_in_layout(site, layout, run, 1)?;
        let is_of_run = |path: &String| {
            let version = reader.read_snapshot(path);
            version.is_ok_and(|it| it.provenance.run == run)
        };
        if *is_across && !first.iter().any(is_of_run) {
            continue;
        }
        told.extend(shift.fields().map(|(field, pages, of)| RecipeChange {
            site: site.clone(),
            field,
            pages,
            of,
        }));
    }
    Ok(told)
}

fn across(
    reader: &Reader,
    config: &Config,
    (site, layout, _): &Key,
    run: &str,
) -> Result<Vec<Pair>, StoreError> {
    let paths = reader.new_in_layout(site, layout, run, MOST)?;
    let after = paths
        .iter()
        .filter_map(|path| reader.read_snapshot(path).ok());
    Ok(after
        .filter_map(|after| pair(reader, config, after))
        .collect())
}

/// A version made of a page that was fetched, with the one before it as the same recipe reads it.
fn pair(reader: &Reader, config: &Config, after: Snapshot) -> Option<Pair> {
    let is_look = matches!(after.provenance.cause, Cause::Crawl | Cause::Mended);
    let earlier = after.provenance.previous.as_ref().filter(|_| is_look)?;
    let before = reader.read_snapshot(earlier).ok()?;
    Some((comparable(reader, config, &before, &after), after))
}
