//! What a survey finds: hosts, civil time, sources, globs, and what it met on the way.

use chrono_tz::Tz;
use url::Url;

use super::hindrance::ProbeResult;
use super::zone::ZoneKnown;
use crate::address::RulesSource;
use crate::config::Sources;

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
