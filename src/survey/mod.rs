//! CONDUCTOR: asks one address what its site is, and a site for some pages to learn from.
//!
//! A survey is a visit of few requests ([`MOST_TO_ASK`]): robots.txt, the home page, REST,
//! sitemap, feed, an article, a list. What they say becomes hosts, civil time, sources and globs.
//! Every request has its turn in the lane, robots.txt is obeyed, nothing is stored; what could
//! not be learnt is said and never guessed.

mod conclude;
mod globs;
mod heard;
mod home;
mod hosts;
mod kinds;
mod links;
mod lists;
mod markup;
mod probe;
mod sample;
mod shape;
mod zone;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use thiserror::Error;
use url::Url;

pub use hosts::site_name;
pub use sample::{SampledPages, sample};
pub use zone::ZoneKnown;

use crate::address::RulesSource;
use crate::config::{Config, Site, Sources};
use crate::crawl::{CrawlError, Single, Visit};
use crate::lane::Lanes;
use home::HomeOutcome;

/// Requests of a survey.
pub const MOST_TO_ASK: usize = 10;
/// Requests for pages to learn from, those for sources among them.
pub const MOST_TO_SAMPLE: usize = 20;

/// Other hosts the home page may lead to, one after the other.
const MOST_HOSTS: usize = 4;

/// What a survey needs.
#[derive(Clone, Copy)]
pub struct SurveySetup<'a> {
    /// Who asks, and how fast.
    pub config: &'a Config,
    /// The lanes of this machine.
    pub lanes: &'a Lanes,
    /// The wall clock.
    pub clock: fn() -> DateTime<Utc>,
}

/// What a site is.
#[derive(Clone, Debug)]
pub struct Survey {
    /// Its front page.
    pub home: Url,
    /// Its civil time, and how that is known.
    pub zone: (Tz, ZoneKnown),
    /// The sources that answered.
    pub sources: Sources,
    /// Hosts, and globs that were tried on all that was named. No glob where none held.
    pub address: RulesSource,
    /// What each source named.
    pub told: SourceCounts,
    /// What else was met.
    pub notes: Vec<SurveyNote>,
    /// Requests sent.
    pub requests: usize,
}

/// How many addresses each kind of source named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SourceCounts {
    /// Posts in REST; `None` where it is not open.
    pub rest: Option<u64>,
    /// Pages in the sitemap that was read; `None` where there is none.
    pub sitemap: Option<usize>,
    /// Items of the feed; `None` where there is none.
    pub feed: Option<usize>,
    /// Links of lists that look like articles.
    pub headlines: usize,
    /// Sections.
    pub sections: usize,
    /// Addresses of articles, those of all sources together.
    pub articles: usize,
}

/// What was met on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SurveyNote {
    /// The address that was given is no home page: that of its host was taken.
    HomeInstead {
        /// What was given.
        asked: Url,
        /// What it is.
        is: ProbeResult,
    },
    /// The site is on another host than was given.
    Redirected {
        /// The host given.
        from: Url,
        /// Where it leads.
        to: Url,
    },
    /// So many articles fit no glob.
    Strays(usize),
    /// Sources name articles on a host that is not taken for the site's.
    Elsewhere {
        /// The host.
        host: String,
        /// How many.
        count: usize,
    },
    /// REST is there, and only for who is logged in.
    RestClosed,
    /// A page that should be an article's was read as something else.
    NotRead {
        /// The page.
        url: Url,
        /// What it is, for a person.
        reason: String,
    },
}

/// What an address turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProbeResult {
    /// An article.
    Article,
    /// No page: a PDF, a picture, a feed.
    File(String),
    /// There is nothing, by this status.
    Status(u16),
    /// robots.txt forbids it.
    Forbidden,
}

/// Why there is no survey.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Hindrance {
    /// Not an address of a site.
    #[error("{0}")]
    Address(String),
    /// The host does not answer, or will not now.
    #[error("{reason}")]
    Down {
        /// Why.
        reason: String,
    },
    /// robots.txt forbids the home page.
    #[error("{url} is {reason}")]
    Forbidden {
        /// What was to be asked.
        url: Url,
        /// The rule, or why nobody can say.
        reason: String,
    },
    /// The home page is none.
    #[error("{url} is no page: {is}")]
    NoHome {
        /// What was asked.
        url: Url,
        /// What it is.
        is: ProbeResult,
    },
    /// A firewall stands before it.
    #[error("{url} shows a wall: {reason}")]
    Wall {
        /// What was asked.
        url: Url,
        /// What showed it.
        reason: String,
    },
    /// A login stands before it.
    #[error("{url} is a login, and no source names an article")]
    Login {
        /// What was asked.
        url: Url,
    },
    /// A script draws it.
    #[error("{url} is empty until a script draws it, and no source names an article")]
    Script {
        /// What was asked.
        url: Url,
    },
    /// Nothing on it, or in its sources, is an article.
    #[error("{url} names no article")]
    NoArticles {
        /// What was asked.
        url: Url,
        /// Hosts on which its sources name articles.
        elsewhere: Vec<String>,
    },
}

impl std::fmt::Display for ProbeResult {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Article => formatter.write_str("an article"),
            Self::File(kind) => write!(formatter, "it is {kind}"),
            Self::Status(status) => write!(formatter, "the server answered {status}"),
            Self::Forbidden => formatter.write_str("robots.txt forbids it"),
        }
    }
}

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
                let outcome = probe::probe(&mut visit, home, notes).await?;
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

impl<'a> SurveySetup<'a> {
    fn single<'b>(self, site: &'b Site) -> Single<'b>
    where
        'a: 'b,
    {
        Single {
            config: self.config,
            site,
            lanes: self.lanes,
            clock: self.clock,
        }
    }
}
