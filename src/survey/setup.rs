//! What a survey is given, and how much it may ask.

use chrono::{DateTime, Utc};

use crate::config::{Config, Site};
use crate::crawl::Single;
use crate::lane::Lanes;

/// Requests of a survey.
pub const MOST_TO_ASK: usize = 10;
/// Requests for pages to learn from, those for sources among them.
pub const MOST_TO_SAMPLE: usize = 20;

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

impl<'a> SurveySetup<'a> {
    /// One of its sites.
    pub(super) fn single<'b>(self, site: &'b Site) -> Single<'b>
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
