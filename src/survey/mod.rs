//! CONDUCTOR: asks one address what its site is, and a site for some pages to learn from.
//!
//! A survey is a visit of few requests ([`MOST_TO_ASK`]): robots.txt, the home page, REST,
//! sitemap, feed, an article, a list. What they say becomes hosts, civil time, sources and globs.
//! Every request has its turn in the lane, robots.txt is obeyed, nothing is stored; what could
//! not be learnt is said and never guessed.

mod conclude;
mod finding;
mod globs;
mod heard;
mod hindrance;
mod home;
mod hosts;
mod kinds;
mod labelled;
mod links;
mod lists;
mod markup;
mod probe;
mod sample;
mod setup;
mod shape;
mod zone;

#[cfg(test)]
mod tests;

use url::Url;

pub use finding::{SourceCounts, Survey, SurveyNote};
pub use hindrance::{Hindrance, ProbeResult};
pub use hosts::site_name;
pub use sample::{SampledPages, sample};
pub use setup::{MOST_TO_ASK, MOST_TO_SAMPLE, SurveySetup};
pub use zone::ZoneKnown;

use crate::config::Site;
use crate::crawl::{CrawlError, Visit};
use home::HomeOutcome;

/// Other hosts the home page may lead to, one after the other.
const MOST_HOSTS: usize = 4;

/// What came of a survey: the site, or why there is none; and the requests sent either way.
pub struct Surveyed {
    /// The outcome.
    pub outcome: Result<Survey, Hindrance>,
    /// Requests sent.
    pub requests: usize,
}

/// Asks an address what its site is. Errors are lost integrity only, and a missing contact.
pub async fn survey(setup: SurveySetup<'_>, asked: &Url) -> Result<Surveyed, CrawlError> {
    let mut target = asked.clone();
    let mut notes = Vec::new();
    let mut sent = 0;
    for _ in 0..MOST_HOSTS {
        let site = match Site::of_home("survey", &target) {
            Ok(site) => site,
            Err(error) => return Ok(none(Hindrance::Address(error.to_string()), sent)),
        };
        let mut visit = Visit::begin(setup.single(&site), None, MOST_TO_ASK - sent)?;
        match home::find(&mut visit, &target, &mut notes).await? {
            HomeOutcome::Home(home) => {
                let (probe, has_article) = probe::probe(&mut visit, home, notes).await?;
                let outcome = probe.conclude(has_article);
                let requests = sent + visit.sent();
                let outcome = outcome.map(|it| Survey { requests, ..it });
                return Ok(Surveyed { outcome, requests });
            }
            HomeOutcome::Elsewhere(next) => {
                sent += visit.sent();
                notes.push(SurveyNote::Redirected {
                    from: target,
                    to: next.clone(),
                });
                target = next;
            }
            HomeOutcome::Nothing(hindrance) => return Ok(none(hindrance, sent + visit.sent())),
        }
    }
    let reason = format!("{asked} redirects from host to host without end");
    Ok(none(Hindrance::Down { reason }, sent))
}

fn none(hindrance: Hindrance, requests: usize) -> Surveyed {
    Surveyed {
        outcome: Err(hindrance),
        requests,
    }
}
