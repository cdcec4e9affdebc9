//! What a run's end concludes, in this order: which sites were redesigned or are not
//! as they were, where articles stand, what changed. Before the run is closed, so that its manifest seals it.

use super::{Crawl, CrawlError, Drift, changes};
use crate::store::SiteRow;

impl Crawl {
    /// To be called once every address was dealt with. A process that goes on after a kill
    /// concludes again, and tells nothing twice.
    pub(super) fn conclude(&self) -> Result<(Vec<Drift>, Vec<SiteRow>), CrawlError> {
        let drift = self.judge_drift()?;
        let sites = self.judge_sites()?;
        for site in &self.sites {
            self.judge_standing(site)?;
        }
        changes::tell(&mut self.archive(), &self.config, &self.run.stamp)?;
        Ok((drift, sites))
    }
}
