//! What a run saw change: its versions against those before them, and its transitions, as
//! lines of `changes/<run>.jsonl`.
//!
//! Never tells a change of code as one of the site: where recipe or extractor differ, the
//! earlier page is read again first; what changes on most pages at once is left out
//! (`shift`). Never computes a difference itself: `change` does.

use chrono::{DateTime, FixedOffset, Utc};

use super::change_identity::{ChangeIdentity, whole};
use super::compare::comparable;
use super::shift::Shifts;
use super::version::civil;
use crate::change;
use crate::config::Config;
use crate::record::{CHANGE_SCHEMA, Cause, Change, ChangeKind, Snapshot};
use crate::store::{Archive, Reader, StoreError, TransitionRow};

/// Derives and writes the changes of the run under way, and those of earlier ones that were
/// abandoned before they could tell theirs.
pub(super) fn tell(archive: &mut Archive, config: &Config, run: &str) -> Result<(), StoreError> {
    let mut runs = archive.untold_runs()?;
    runs.retain(|it| it != run);
    // This one in any case: it may have gone on since it was told.
    runs.push(run.to_owned());
    for run in runs {
        let changes = of_run(archive, config, &run)?;
        archive.write_changes(&run, &changes)?;
    }
    Ok(())
}

/// What a run saw change, in the order it was seen. The same whenever it is computed, as long
/// as the recipe stays.
pub fn of_run(reader: &Reader, config: &Config, run: &str) -> Result<Vec<Change>, StoreError> {
    let mut changes = Vec::new();
    let shifts = Shifts::of_run(reader, config, run)?;
    for (earlier, later) in pairs(reader, run)? {
        match of_version(reader, config, run, (earlier, &later), &shifts) {
            Ok(change) => changes.extend(change),
            Err(error @ (StoreError::Catalog { .. } | StoreError::NoCatalog { .. })) => {
                return Err(error);
            }
            // One damaged file must not keep every later night from being told; `verify`
            // names it.
            Err(error) => tracing::warn!("{error}; what changed there cannot be told"),
        }
    }
    for transition in reader.observations().transitions_of(run)? {
        changes.push(of_transition(reader, config, transition)?);
    }
    changes.extend(super::replaced::of_run(reader, run)?);
    changes.sort_by(|a, b| (a.at, &a.article_id).cmp(&(b.at, &b.article_id)));
    Ok(changes)
}

/// The run's versions, each with the one before it; of imported ones, which may have come
/// between two that were held, also the one after with each.
fn pairs(reader: &Reader, run: &str) -> Result<Vec<(Option<String>, String)>, StoreError> {
    let mut pairs = Vec::new();
    for path in reader.observations().versions_of_run(run)? {
        let Ok(version) = reader.read_snapshot(&path) else {
            // Told where it is read.
            pairs.push((None, path));
            continue;
        };
        if version.provenance.cause != Cause::Import {
            pairs.push((version.provenance.previous, path));
            continue;
        }
        let mut versions = reader.articles().versions(&version.article_id)?;
        versions.retain(|it| it.superseded.is_none());
        let Some(at) = versions.iter().position(|it| it.path == path) else {
            continue;
        };
        let around = versions[at.saturating_sub(1)..].windows(2).take(2);
        let around = around.map(|it| (Some(it[0].path.clone()), it[1].path.clone()));
        pairs.extend(
            around.filter(|(before, after)| *after == path || before.as_ref() == Some(&path)),
        );
    }
    pairs.sort();
    pairs.dedup();
    Ok(pairs)
}

/// One version against the one before it.
fn of_version(
    reader: &Reader,
    config: &Config,
    run: &str,
    (earlier, path): (Option<String>, &str),
    shifts: &Shifts,
) -> Result<Option<Change>, StoreError> {
    let after = reader.read_snapshot(path)?;
    let Some(earlier) = earlier else {
        return Ok(None);
    };
    if after.provenance.cause == Cause::Reextraction {
        return Ok(None);
    }
    let before = reader.read_snapshot(&earlier)?;
    let comparable = comparable(reader, config, &before, &after);
    let difference = match shifts.undone(&comparable, &after) {
        Some((before, after)) => change::between(&before, &after),
        None => change::between(&comparable, &after),
    };
    let Some(kind) = difference.kinds.first().copied() else {
        return Ok(None);
    };
    let mut fields: Vec<String> = Vec::new();
    for it in &difference.fields {
        if !fields.iter().any(|known| known == it.field) {
            fields.push(it.field.to_owned());
        }
    }
    let told = ChangeIdentity {
        kind: "version",
        from: before.digests.content.as_str(),
        to: after.digests.content.as_str(),
    };
    Ok(Some(Change {
        schema: CHANGE_SCHEMA.to_owned(),
        id: told.id(&after.article_id),
        run: run.to_owned(),
        at: after.captured_at,
        last_seen_before: last_look(reader, &before, &after)?,
        site: after.site.clone(),
        article_id: after.article_id.clone(),
        url: after.url.clone(),
        previous_url: (before.url != after.url).then_some(before.url),
        title: after.title.clone(),
        categories: after.categories.clone(),
        kind,
        kinds: difference.kinds,
        fields,
        announced: difference.announced,
        backdated: difference.backdated,
        figures: difference.figures,
        files: Vec::new(),
        before: Some(earlier),
        repeats: repeats(reader, path, &after)?,
        after: Some(path.to_owned()),
        reason: None,
    }))
}

/// The last look that saw the article as it was before.
fn last_look(
    reader: &Reader,
    before: &Snapshot,
    after: &Snapshot,
) -> Result<Option<DateTime<FixedOffset>>, StoreError> {
    let looks = reader.articles().observations(&after.article_id)?;
    let zone = *after.captured_at.offset();
    let earlier = looks
        .iter()
        .rev()
        .find(|look| look.at < after.captured_at && look.content == before.digests.content);
    Ok(Some(
        earlier.map_or(before.captured_at, |look| whole(look.at, zone)),
    ))
}

/// The last version before this one that said the same.
fn repeats(reader: &Reader, path: &str, after: &Snapshot) -> Result<Option<String>, StoreError> {
    let mut versions = reader.articles().versions(&after.article_id)?;
    versions.retain(|it| {
        it.content == after.digests.content && it.captured_at < after.captured_at && it.path != path
    });
    Ok(versions.pop().map(|it| it.path))
}

/// A change of where an article stands.
fn of_transition(
    reader: &Reader,
    config: &Config,
    transition: TransitionRow,
) -> Result<Change, StoreError> {
    let article = &transition.article_id;
    let mut versions = reader.articles().versions(article)?;
    versions.retain(|it| it.superseded.is_none());
    let newest = versions.pop();
    let at = match config.site(&transition.site) {
        Some(site) => civil(transition.at, site.zone),
        None => transition.at.fixed_offset(),
    };
    let last_seen = before_transition(reader, &transition)?;
    let stamp = transition.at.to_rfc3339();
    let told = ChangeIdentity {
        kind: transition.kind.word(),
        from: transition.from.as_deref().unwrap_or(&transition.url),
        to: match transition.kind {
            ChangeKind::Moved => &transition.url,
            // An article may go and come back again and again: each time is news.
            _ => &stamp,
        },
    };
    let path = newest.as_ref().map(|it| it.path.clone());
    let is_there = matches!(transition.kind, ChangeKind::Moved | ChangeKind::Restored);
    Ok(Change {
        schema: CHANGE_SCHEMA.to_owned(),
        id: told.id(article),
        at,
        last_seen_before: last_seen.map(|seen| whole(seen, *at.offset())),
        title: newest.as_ref().and_then(|it| it.title.clone()),
        categories: newest.map(|it| it.sections).unwrap_or_default(),
        kinds: vec![transition.kind],
        kind: transition.kind,
        run: transition.run,
        site: transition.site,
        article_id: transition.article_id,
        url: transition.url,
        previous_url: transition.from,
        fields: Vec::new(),
        announced: None,
        backdated: false,
        figures: Vec::new(),
        files: Vec::new(),
        after: path.clone().filter(|_| is_there),
        before: path,
        repeats: None,
        reason: Some(transition.reason),
    })
}

/// The last look before a transition: of the article where it went, of its absence where it
/// came back.
fn before_transition(
    reader: &Reader,
    transition: &TransitionRow,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    if transition.kind == ChangeKind::Restored {
        let mut absent = reader.observations().absences(&transition.article_id)?;
        absent.retain(|look| look.at < transition.at);
        return Ok(absent.pop().map(|look| look.at));
    }
    let looks = reader.articles().observations(&transition.article_id)?;
    let earlier = looks.iter().rev();
    let earlier = earlier.filter(|look| look.run != transition.run || look.at < transition.at);
    Ok(earlier.map(|look| look.at).find(|at| *at < transition.at))
}
