//! The night's reports and the feeds, written where they lie.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;

use super::{NightError, days, of_day, write_feeds, zone};
use crate::config::Config;
use crate::published::{Audience, Published};
use crate::report;
use crate::store::Archive;

/// Nights further back than this are not reported by themselves: `hpnews report DAY` is there
/// for them.
const RECENT: usize = 40;

/// What is to be written.
pub(super) struct Job {
    pub(super) dir: PathBuf,
    pub(super) config: Arc<Config>,
    pub(super) today: NaiveDate,
}

impl Job {
    /// Today's report, those that an interrupted night left unwritten, and the feeds. Tells each
    /// file that is new or has changed.
    pub(super) fn write(&self, told: &mut dyn FnMut(&str)) -> Result<Vec<String>, NightError> {
        let reader = Archive::open_for_reading(&self.dir)?;
        let published = Published::open(reader, &self.config, Audience::Public)?;
        let reader = published.reader();
        let mut written = Vec::new();
        let ran = days(reader, zone(&self.config))?;
        for day in ran.into_iter().rev().take(RECENT) {
            let is_today = day == self.today;
            if is_today || reader.derived(&file(day, "html"))?.is_none() {
                self.report(&published, day, &mut written)?;
            }
        }
        self.again(&published, &mut written)?;
        let feeds = write_feeds(&published, &self.config, false)?;
        written.extend(feeds.written);
        for file in &written {
            told(file);
        }
        Ok(written)
    }

    /// Reports that were written before a takedown say what it names: they are made again.
    fn again(&self, published: &Published, written: &mut Vec<String>) -> Result<(), NightError> {
        if published.withheld().is_empty() {
            return Ok(());
        }
        let reader = published.reader();
        for day in days(reader, zone(&self.config))? {
            let (html, md) = (file(day, "html"), file(day, "md"));
            if reader.derived(&html)?.is_some() || reader.derived(&md)?.is_some() {
                self.report(published, day, written)?;
            }
        }
        Ok(())
    }

    fn report(
        &self,
        published: &Published,
        day: NaiveDate,
        written: &mut Vec<String>,
    ) -> Result<(), NightError> {
        let Some(night) = of_day(published, &self.config, day)? else {
            return Ok(());
        };
        let language = self.config.report.language;
        // The HTML last: it says that both are there.
        let markdown = report::markdown(&night, language);
        let html = report::html(&night, language);
        for (file, text) in [(file(day, "md"), markdown), (file(day, "html"), html)] {
            if published.reader().put_derived(&file, text.as_bytes())? {
                written.push(file);
            }
        }
        Ok(())
    }
}

fn file(day: NaiveDate, ending: &str) -> String {
    format!("reports/{day}.{ending}")
}
