//! The end of a run, for whole sites: live, silent, gone, moved, taken over.
//!
//! Never concludes anything itself: `change::judge_site` does, from what this run's looks at the
//! addresses of articles brought.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use url::Url;

use super::CrawlError;
use super::frontier::Frontier;
use super::run::CrawlRun;
use crate::change::{self, Glance, SiteState};
use crate::config::Site;
use crate::extract;
use crate::record::Role;
use crate::store::{ArticleLook, DriftedCapture, Event, Reader, SiteRow, StoreError};
use crate::text::charset;

/// Pages read again to see whether they say anything of their articles.
const SAMPLE: usize = 20;

/// Share of an article's runs of three words that a page which still shows it has, in percent.
const STILL: usize = 50;

/// Judges every site of this run; gives those that are not live. What was told before a kill
/// is not told again.
pub(super) fn judge_sites(frontier: &Frontier) -> Result<Vec<SiteRow>, CrawlError> {
    let mut found = Vec::new();
    for site in &frontier.run.sites {
        found.extend(judge_site(frontier, site)?);
    }
    found.retain(|it: &SiteRow| it.state != SiteState::Live);
    Ok(found)
}

fn judge_site(frontier: &Frontier, site: &Site) -> Result<Option<SiteRow>, CrawlError> {
    let run = &frontier.run;
    let stamp = &run.row.stamp;
    let mut told = run.archive().sites().site_states(None)?;
    told.retain(|it| it.site == site.name);
    if let Some(row) = told.iter().find(|it| it.run == *stamp) {
        return Ok(Some(row.clone()));
    }
    let before = told.last().filter(|it| it.state != SiteState::Live);
    let now = run.now();
    let mut silent = nights_of_silence(&told);
    silent.push(now);
    let least = usize::try_from(run.config.drift.pages).unwrap_or(usize::MAX);
    let (own, all) = run.archive().sites().answers_of(&site.name, stamp)?;
    let verdict = if own == 0 && is_unreachable(frontier, site) {
        Some(change::judge_unanswered(all > 0, &silent))
    } else {
        change::judge_site(&glances(run, site)?, least, &silent)
    };
    let (state, reason) = match (verdict, before) {
        (Some(it), _) if it.state != SiteState::Live => (it.state, it.reason),
        (Some(it), Some(_)) => (it.state, it.reason),
        // Too few looks to say that it is well again.
        (None, Some(before)) => (before.state, before.reason.clone()),
        (Some(_) | None, None) => return Ok(None),
    };
    let since = before.filter(|it| it.state == state);
    let row = SiteRow {
        run: stamp.clone(),
        site: site.name.clone(),
        at: now,
        state,
        since: since.map_or_else(|| stamp.clone(), |it| it.since.clone()),
        reason,
    };
    run.commit(&Event::Site {
        at: row.at,
        site: row.site.clone(),
        state: row.state,
        since: row.since.clone(),
        reason: row.reason.clone(),
    })?;
    Ok(Some(row))
}

/// Whether a host of the site was asked and could not be had. One that was left alone because
/// it wants a rest is none.
fn is_unreachable(frontier: &Frontier, site: &Site) -> bool {
    let is_own = |key: &str| {
        let url = Url::parse(key).or_else(|_| Url::parse(&format!("http://{key}/")));
        url.is_ok_and(|url| site.rules.in_scope(&url))
    };
    let offline = frontier.offline();
    let mut offline = offline.iter();
    offline.any(|(key, (cause, _))| *cause != "asked_to_wait" && is_own(key))
}

/// What this run's looks at articles saw. A request that failed is no look.
fn glances(run: &CrawlRun, site: &Site) -> Result<Vec<Glance>, StoreError> {
    let stamp = &run.row.stamp;
    let archive = run.archive();
    let drifted = archive.sites().drifted_captures(&site.name, Some(stamp))?;
    let drifted: HashMap<&str, &DriftedCapture> = drifted
        .iter()
        .map(|it| (it.article_url.as_str(), it))
        .collect();
    let (mut looks, mut read) = (Vec::new(), 0);
    for look in archive.sites().article_looks(&site.name, stamp)? {
        let look = match drifted.get(look.url.as_str()) {
            Some(_) if read >= SAMPLE => None,
            Some(held) => {
                read += 1;
                still_says(&archive, held)
            }
            None => seen(&archive, site, stamp, &look)?,
        };
        looks.extend(look);
    }
    Ok(looks)
}

/// The runs, oldest first, since which nothing of the site was seen.
fn nights_of_silence(told: &[SiteRow]) -> Vec<DateTime<Utc>> {
    let quiet = |it: &&SiteRow| matches!(it.state, SiteState::Silent | SiteState::Gone);
    let mut nights: Vec<_> = told
        .iter()
        .rev()
        .take_while(quiet)
        .map(|it| it.at)
        .collect();
    nights.reverse();
    nights
}

/// `None` where a look says nothing of how the site is: a refusal, a wall.
fn seen(
    reader: &Reader,
    site: &Site,
    run: &str,
    look: &ArticleLook,
) -> Result<Option<Glance>, StoreError> {
    Ok(match (look.outcome.as_str(), look.cause.as_deref()) {
        ("stored" | "unchanged" | "alias", _) => Some(Glance::Article),
        ("http_error", _) if matches!(look.status, Some(404 | 410)) => Some(Glance::Nothing),
        ("not_article", Some("soft_404")) => Some(Glance::Nothing),
        ("not_article", Some("redirect_elsewhere")) => elsewhere(reader, run, &look.url)?,
        ("redirected", _) => {
            let to = look.detail.as_deref().and_then(|it| Url::parse(it).ok());
            let role = to.and_then(|it| site.rules.role(&it));
            (role == Some(Role::List)).then_some(Glance::Nothing)
        }
        _ => None,
    })
}

/// Where the answer of an address leads, by its record. One that cannot be read says nothing;
/// `verify` tells of it.
fn elsewhere(reader: &Reader, run: &str, url: &str) -> Result<Option<Glance>, StoreError> {
    let rows = reader.captures().of(url)?;
    let Some(row) = rows.into_iter().rfind(|it| it.run == run) else {
        return Ok(None);
    };
    let Ok(capture) = reader.capture_at(&row.evidence.location) else {
        return Ok(None);
    };
    let Some(Ok(target)) = capture.location() else {
        return Ok(None);
    };
    let host = target.host_str().map(str::to_owned);
    Ok(host.map(|host| Glance::Elsewhere {
        host,
        url: target.into(),
    }))
}

/// Whether a page that does not fit shows its article all the same: then the site was redesigned.
/// What cannot be read says nothing of it; `verify` tells of that.
fn still_says(reader: &Reader, held: &DriftedCapture) -> Option<Glance> {
    let versions = reader
        .articles()
        .versions(held.article_id.as_deref()?)
        .ok()?;
    let newest = versions.into_iter().rfind(|it| it.superseded.is_none())?;
    let before = reader.read_snapshot(&newest.path).ok()?;
    let capture = reader.capture_at(&held.capture.evidence.location).ok()?;
    let decoded = charset::decode(&capture.body, capture.content_type().as_deref());
    let page = extract::page_text(&decoded.text)?;
    let body = before.body.iter().map(|it| it.text.as_str());
    let text: Vec<&str> = before.lead.as_deref().into_iter().chain(body).collect();
    let text = text.join(" ");
    let page: Vec<&str> = page.split_whitespace().collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    let known: std::collections::HashSet<&[&str]> = page.windows(3).collect();
    let (all, there) = (
        words.windows(3).count(),
        words.windows(3).filter(|it| known.contains(it)).count(),
    );
    Some(if all > 0 && there * 100 >= all * STILL {
        Glance::Article
    } else {
        Glance::Strange
    })
}
