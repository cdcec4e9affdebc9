//! The end of a run, for pages that were held back: a redesign of the portal, or odd pages.
//!
//! A redesign is told and nothing is concluded from its pages. Odd pages are read out of the
//! archive and stored as if they had been kept at once.

use super::compare::held_as;
use super::frontier::Frontier;
use super::identity::known_as;
use super::keep::Versions;
use super::pages::first_page;
use super::propose::propose;
use super::report::Drift;
use super::reread::Reread;
use super::run::CrawlRun;
use super::tally::Tally;
use super::version::WholeVersion;
use super::{CrawlError, media, pages};
use crate::config::{self, Site};
use crate::digest::ContentDigest;
use crate::store::{DriftRow, DriftedCapture, Event, Outcome, Reader, StoreError};

/// Reasons named in an alarm.
const NAMED: usize = 5;

/// Crawls looked through for one that found a site in order again.
const BACK: u32 = 100;

/// Judges the pages that were held back.
pub(super) struct DriftJudge<'a> {
    pub(super) run: &'a CrawlRun,
    pub(super) tally: &'a Tally,
    pub(super) frontier: &'a Frontier,
    pub(super) versions: &'a Versions,
}

impl DriftJudge<'_> {
    /// Judges every site of this run. What was told before a kill is not told again.
    pub(super) fn judge(&self) -> Result<Vec<Drift>, CrawlError> {
        let mut alarms = Vec::new();
        for site in &self.run.sites {
            if let Some(alarm) = self.alarm(site)? {
                let waiting = self.run.archive().sites().drifted_waiting(&site.name)?;
                let proposal = propose(self.run, site, &alarm)?;
                alarms.push(Drift::of(alarm, waiting, proposal));
            }
        }
        Ok(alarms)
    }

    fn alarm(&self, site: &Site) -> Result<Option<DriftRow>, CrawlError> {
        let run = &self.run.row.stamp;
        let told = self.run.archive().sites().drifts(Some(run))?;
        if let Some(alarm) = told.into_iter().find(|it| it.site == site.name) {
            return Ok(Some(alarm));
        }
        let held = self
            .run
            .archive()
            .sites()
            .drifted_captures(&site.name, Some(run))?;
        let unfit = held.len() as u64;
        let looked = self.run.archive().observations().sights(&site.name, run)?.0 + unfit;
        let lasting = lasting(&self.run.archive(), site, &self.run.config.drift)?;
        if !is_alarm(&self.run.config.drift, looked, unfit, lasting.is_some()) {
            for odd in &held {
                self.read_after_all(site, odd)?;
            }
            return Ok(None);
        }
        let alarm = DriftRow {
            run: run.clone(),
            site: site.name.clone(),
            at: self.run.now(),
            looked,
            unfit,
            reasons: match &lasting {
                Some(last) if held.is_empty() => last.reasons.clone(),
                _ => commonest(&held),
            },
            since: lasting.map_or_else(|| run.clone(), |last| last.since),
            recipe: site.recipe.digest().clone(),
        };
        self.run.commit(&Event::Drift {
            at: alarm.at,
            site: alarm.site.clone(),
            since: alarm.since.clone(),
            looked,
            unfit,
            reasons: alarm.reasons.clone(),
            recipe: alarm.recipe.clone(),
        })?;
        Ok(Some(alarm))
    }

    /// An odd page: what it says is believed.
    fn read_after_all(&self, site: &Site, held: &DriftedCapture) -> Result<(), CrawlError> {
        let read = {
            let archive = self.run.archive();
            let first = first_page(&archive, held)?;
            pages::reread(&archive, site, &first, held.source_metadata.clone())
        };
        let (outcome, files) = match read {
            Ok((
                pages,
                Ok(Reread {
                    article, post_id, ..
                }),
            )) => {
                let files = media::discovered(site, self.run.config.media, &article);
                let mut whole = WholeVersion {
                    url: held.article_url.clone(),
                    article,
                    post_id,
                    pages: pages.into_iter().map(|(page, _)| page).collect(),
                };
                let content = ContentDigest::of(&whole.article.content_form());
                let archive = self.run.archive();
                let known = known_as(&archive, site, &mut whole)?;
                let content = held_as(&archive, site, known.as_ref(), content);
                (
                    self.versions.file(archive, site, whole, known, content)?,
                    files,
                )
            }
            Ok((_, Err(none))) => {
                let outcome = Outcome::NotArticle {
                    reason_kind: none.kind,
                    reason: none.reason,
                };
                (outcome, Vec::new())
            }
            Err(cause) => {
                tracing::warn!("{} cannot be read again: {cause}", held.article_url);
                return Ok(());
            }
        };
        let row = &held.capture;
        let task = pages::asked(site, row, row.role, &held.source_metadata);
        let event = Event::Captured {
            at: row.at,
            site: task.site.clone(),
            url: task.url.clone(),
            role: row.role,
            status: row.status.unwrap_or(200),
            payload: row.payload.clone(),
            bytes: 0,
            content_type: None,
            warc: Some(row.evidence.clone()),
            outcome,
            discovered: self.frontier.news(&self.frontier.admitted(&task, files))?,
        };
        {
            let counts = &mut self.tally.counts();
            counts.drifted = counts.drifted.saturating_sub(1);
        }
        self.tally.record(&task, &event)
    }
}

/// Whether so many pages that do not fit are a redesign. One that was told lasts until enough
/// pages have been seen to fit again.
fn is_alarm(config: &config::DriftThresholds, looked: u64, unfit: u64, lasting: bool) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "pages of one night are few")]
    let is_much = unfit as f64 >= config.share * looked as f64;
    let is_many = if lasting { looked } else { unfit } >= config.pages;
    let says_so = unfit > 0 && is_much;
    if lasting {
        says_so || !is_many
    } else {
        says_so && is_many
    }
}

/// The alarm over a site that no crawl since has found to be over, and no change of the recipe
/// has answered.
fn lasting(
    reader: &Reader,
    site: &Site,
    config: &config::DriftThresholds,
) -> Result<Option<DriftRow>, StoreError> {
    let mut alarms = reader.sites().drifts(None)?;
    alarms.retain(|it| it.site == site.name);
    let Some(alarm) = alarms.pop().filter(|it| it.recipe == *site.recipe.digest()) else {
        return Ok(None);
    };
    for run in reader.runs().newest(BACK)? {
        let since = run.stamp > alarm.run && run.finished_at.is_some() && !run.offline;
        if since && reader.observations().sights(&site.name, &run.stamp)?.0 >= config.pages.max(1) {
            return Ok(None);
        }
    }
    Ok(Some(alarm))
}

/// What was the matter, the commonest first, each with the number of pages.
fn commonest(held: &[DriftedCapture]) -> Vec<String> {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for reason in held.iter().flat_map(|it| &it.reasons) {
        match counted.iter_mut().find(|(known, _)| known == reason) {
            Some((_, times)) => *times += 1,
            None => counted.push((reason, 1)),
        }
    }
    counted.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    let first = counted.into_iter().take(NAMED);
    first
        .map(|(reason, times)| format!("{times} × {reason}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alarm_needs_enough_pages_and_lasts_until_enough_fit_again() {
        let config = config::DriftThresholds {
            pages: 3,
            share: 0.3,
        };
        for (looked, unfit, lasting, want) in [
            (0, 0, false, false),
            (3, 3, false, true),
            (2, 2, false, false),
            (10, 3, false, true),
            (11, 3, false, false),
            (100, 30, false, true),
            (100, 29, false, false),
            (0, 0, true, true),
            (2, 0, true, true),
            (1, 1, true, true),
            (3, 0, true, false),
            (10, 3, true, true),
            (10, 2, true, false),
        ] {
            let found = is_alarm(&config, looked, unfit, lasting);
            assert_eq!(found, want, "{looked} {unfit} {lasting}");
        }
    }
}
