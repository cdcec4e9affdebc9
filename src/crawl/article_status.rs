//! Where articles stand at the end of a run: what its looks, its lists and the portal's health
//! mean for each, told once.
//!
//! Never concludes anything itself: `change::judge` does. A portal that is down, blocks or
//! answers 404 to everything is not healthy, and then no absence means anything.

use std::collections::HashSet;

use super::CrawlError;
use super::fit;
use super::identity::SAME_TEXT;
use super::incremental::PostListing;
use super::run::CrawlRun;
use super::version::number;
use crate::change::{self, Absence, ArticleStatus, StatusChange};
use crate::config::Site;
use crate::record::{ChangeKind, DiscoverySource, Role, Snapshot};
use crate::store::{Event, HeldPost, LookedAt, Reader, StoreError};

/// So many unexplained absences of live articles in one run are not an editor's doing, …
const MANY: usize = 10;

/// … when they are more than this share of its looks, in percent.
const UNUSUAL: usize = 30;

/// Judges every article of a site that this run looked at. A process that goes on after a
/// kill tells only what was not told.
pub(super) fn judge_articles(
    run: &CrawlRun,
    site: &Site,
    listing: Option<PostListing>,
) -> Result<(), CrawlError> {
    let listing = listing.filter(|it| it.complete);
    let (looked, told, saw, home) = {
        let archive = run.archive();
        let looked = looked(run, &archive, site, listing.as_ref())?;
        let told = archive.observations().transitions_of(&run.row.stamp)?;
        let saw = archive.observations().sights(&site.name, &run.row.stamp)?.0;
        (looked, told, saw, home_answered(run, &archive, site)?)
    };
    let told: HashSet<String> = told.into_iter().map(|it| it.article_id).collect();
    let healthy = home && is_usual(&looked, &run.row.stamp, saw);
    let new = new_without_number(run, site, &looked)?;
    for (mut at, listed) in looked {
        if told.contains(&at.article_id) {
            continue;
        }
        if at.seen && at.moved_from.is_some() {
            tell_move(run, site, &at)?;
            continue;
        }
        leave_out_sick_nights(run, site, &mut at.absences)?;
        if healthy
            && at.absences.iter().any(|it| it.run == run.row.stamp)
            && at.article_status != ArticleStatus::Removed
            && tell_copy(run, site, &at, &new)?
        {
            continue;
        }
        if let Some(verdict) = change::judge(at.article_status, &at.absences, listed, healthy) {
            tell_verdict(run, site, &at, verdict)?;
        }
    }
    Ok(())
}

/// The looks of this run, each with whether a complete list has the article.
fn looked(
    run: &CrawlRun,
    reader: &Reader,
    site: &Site,
    listing: Option<&PostListing>,
) -> Result<Vec<(LookedAt, Option<bool>)>, StoreError> {
    let stamp = &run.row.stamp;
    let mut looked = reader.observations().looked_at(&site.name, stamp)?;
    // The list may hold one kind of posts only: of what it never named it says nothing.
    let was_listed = |url: &str| -> Result<bool, StoreError> {
        let discovery_sources = reader.discovery().discovery_sources(url)?;
        Ok(discovery_sources
            .iter()
            .any(|it| it.source == DiscoverySource::Rest))
    };
    if let Some(listing) = listing {
        // Seen, and yet no longer listed.
        let unlisted = |it: &HeldPost| {
            it.article_status == ArticleStatus::Live && !listing.ids.contains(&it.post_id)
        };
        for held in reader
            .observations()
            .held_posts(&site.name)?
            .iter()
            .filter(|it| unlisted(it))
        {
            let known = looked.iter().any(|it| it.article_id == held.article_id);
            if !known && was_listed(&held.url)? {
                looked.extend(
                    reader
                        .observations()
                        .looked_at_article(&held.article_id, stamp)?,
                );
            }
        }
    }
    let mut with = Vec::with_capacity(looked.len());
    for it in looked {
        let listed = match (listing, number(&it.article_id)) {
            (Some(listing), Some(id)) if listing.ids.contains(&id) => Some(true),
            (Some(_), Some(_)) if was_listed(&it.url)? => Some(false),
            _ => None,
        };
        with.push((it, listed));
    }
    Ok(with)
}

/// Whether the home page, or the list it leads to, answered as a list in this run.
fn home_answered(run: &CrawlRun, reader: &Reader, site: &Site) -> Result<bool, StoreError> {
    let home = site.rules.canonical(None, site.home.as_str());
    let home = home.map_or_else(|_| site.home.to_string(), String::from);
    let sources = reader.discovery().sources(&site.name)?;
    let mut answered = sources
        .iter()
        .filter(|it| it.role == Role::List && it.last_seen >= Some(run.row.started_at));
    let outcome = |kind: &str| {
        let home = sources.iter().find(|it| it.url == home);
        home.is_some_and(|it| it.last_outcome.as_deref() == Some(kind))
    };
    Ok(answered.any(|it| {
        let read = it.last_outcome.as_deref() == Some("read");
        read && (it.url == home || outcome("redirected"))
    }))
}

/// Looks of earlier runs that saw no article at all prove nothing of this one.
fn leave_out_sick_nights(
    run: &CrawlRun,
    site: &Site,
    absences: &mut Vec<Absence>,
) -> Result<(), StoreError> {
    let mut sick = HashSet::new();
    for night in absences.iter().map(|it| &it.run) {
        if *night != run.row.stamp && run.archive().observations().sights(&site.name, night)?.0 == 0
        {
            sick.insert(night.clone());
        }
    }
    absences.retain(|it| !sick.contains(&it.run));
    Ok(())
}

fn tell_move(run: &CrawlRun, site: &Site, at: &LookedAt) -> Result<(), CrawlError> {
    let now = match at.article_status {
        ArticleStatus::Unlisted => ArticleStatus::Unlisted,
        _ => ArticleStatus::Live,
    };
    let reason = match number(&at.article_id) {
        Some(id) => format!("post {id} is at another address"),
        None => "the article is at another address".to_owned(),
    };
    let event = transition(site, at, ChangeKind::Moved, now, reason);
    run.commit(&event)
}

fn tell_verdict(
    run: &CrawlRun,
    site: &Site,
    at: &LookedAt,
    verdict: StatusChange,
) -> Result<(), CrawlError> {
    let event = transition(site, at, verdict.kind, verdict.now, verdict.reason);
    run.commit(&event)
}

/// What this run found for the first time, where the portal gives no numbers: an absent
/// article may be among it, at a new address.
fn new_without_number(
    run: &CrawlRun,
    site: &Site,
    looked: &[(LookedAt, Option<bool>)],
) -> Result<Vec<Snapshot>, CrawlError> {
    let mut new = Vec::new();
    let unnumbered = |it: &LookedAt| !it.seen && number(&it.article_id).is_none();
    if !looked.iter().any(|(it, _)| unnumbered(it)) {
        return Ok(new);
    }
    let archive = run.archive();
    for path in archive.observations().versions_of_run(&run.row.stamp)? {
        let snapshot = archive.read_snapshot(&path)?;
        if snapshot.site == site.name && snapshot.provenance.previous.is_none() {
            new.push(snapshot);
        }
    }
    Ok(new)
}

/// An absent article without a number whose text has just appeared elsewhere has moved.
fn tell_copy(
    run: &CrawlRun,
    site: &Site,
    at: &LookedAt,
    new: &[Snapshot],
) -> Result<bool, CrawlError> {
    if new.is_empty() || number(&at.article_id).is_some() {
        return Ok(false);
    }
    let mut versions = run.archive().articles().versions(&at.article_id)?;
    versions.retain(|it| it.superseded.is_none());
    let Some(newest) = versions.pop() else {
        return Ok(false);
    };
    let before = run.archive().read_snapshot(&newest.path)?.article();
    let is_copy = |it: &&Snapshot| {
        let same = it.digests.content == newest.content;
        same || fit::agreement(&before, &it.article()).is_some_and(|it| it >= SAME_TEXT)
    };
    let Some(copy) = new.iter().find(is_copy) else {
        return Ok(false);
    };
    run.commit(&Event::Transition {
        at: at.at,
        site: site.name.clone(),
        article_id: at.article_id.clone(),
        url: copy.url.clone(),
        from: Some(at.url.clone()),
        kind: ChangeKind::Moved,
        now: ArticleStatus::Removed,
        reason: format!("its text is at another address now, as {}", copy.article_id),
    })?;
    Ok(true)
}

fn transition(
    site: &Site,
    at: &LookedAt,
    kind: ChangeKind,
    now: ArticleStatus,
    reason: String,
) -> Event {
    Event::Transition {
        at: at.at,
        site: site.name.clone(),
        article_id: at.article_id.clone(),
        url: at.url.clone(),
        from: at.moved_from.clone().filter(|_| kind == ChangeKind::Moved),
        kind,
        now,
        reason,
    }
}

/// Whether the run saw articles, and no flood of absences that no list explains.
fn is_usual(looked: &[(LookedAt, Option<bool>)], run: &str, saw: u64) -> bool {
    let newly = |it: &LookedAt| {
        !it.seen && !it.absences.is_empty() && it.absences.iter().all(|look| look.run == run)
    };
    let unexplained = looked
        .iter()
        .filter(|(it, listed)| newly(it) && *listed != Some(false))
        .count();
    let saw = usize::try_from(saw).unwrap_or(usize::MAX);
    let looks = saw.saturating_add(unexplained);
    let flood = unexplained >= MANY && unexplained * 100 > looks.saturating_mul(UNUSUAL);
    let blind = saw == 0 && unexplained > 0;
    !flood && !blind
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::change::ObservationOutcome;

    fn absent(count: usize, listed: Option<bool>) -> Vec<(LookedAt, Option<bool>)> {
        let one = |id: usize| LookedAt {
            article_id: format!("a:post-{id}"),
            url: format!("https://a.vn/{id}.html"),
            moved_from: None,
            article_status: ArticleStatus::Live,
            seen: false,
            absences: vec![Absence {
                at: DateTime::UNIX_EPOCH,
                run: "r".to_owned(),
                sight: ObservationOutcome::NotFound,
            }],
            at: DateTime::UNIX_EPOCH,
        };
        (0..count).map(|id| (one(id), listed)).collect()
    }

    #[test]
    fn a_flood_of_absences_is_the_portals_illness_unless_a_list_explains_it() {
        for (count, listed, saw, want) in [
            (0, None, 0, true),
            (1, None, 0, false),
            (1, Some(false), 0, true),
            (1, None, 2, true),
            (9, None, 2, true),
            (10, None, 23, false),
            (10, None, 24, true),
            (200, Some(false), 2, true),
            (200, Some(true), 2, false),
        ] {
            let usual = is_usual(&absent(count, listed), "r", saw);
            assert_eq!(usual, want, "{count} {listed:?} {saw}");
        }
    }

    #[test]
    fn what_was_absent_before_is_no_flood_tonight() {
        let long = absent(50, None);
        assert!(is_usual(&long, "another run", 0));
    }

    #[test]
    fn the_portals_number_is_read_from_the_name() {
        assert_eq!(number("thanhpho:post-12"), Some(12));
        assert_eq!(number("thanhpho:url-0011223344556677"), None);
    }
}
