//! How many articles there are: by section, by year, by day; without those a takedown names.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};
use chrono_tz::Tz;

use crate::published::Published;
use crate::store::{DayCount, StoreError};

/// Counts of what is published.
#[derive(Debug, Default)]
pub(super) struct Facets {
    /// Articles.
    pub(super) articles: u64,
    /// Sections by name, the fullest first, with their articles.
    pub(super) sections: Vec<(String, u64)>,
    /// Years of publication, the newest first, with their articles.
    pub(super) years: Vec<(i32, u64)>,
    /// What each day brought.
    pub(super) days: BTreeMap<NaiveDate, DayCount>,
}

impl Facets {
    /// An article of which only a part is withheld is not counted either: that part may be its
    /// section or its day.
    pub(super) fn count(published: &Published, zone: Tz) -> Result<Self, StoreError> {
        let except: BTreeSet<&str> = published.withheld().articles().collect();
        let articles = published.reader().articles();
        let days = articles.by_day(zone, &except)?;
        let mut years: BTreeMap<i32, u64> = BTreeMap::new();
        for (day, count) in &days {
            if count.published > 0 {
                *years.entry(day.year()).or_default() += count.published;
            }
        }
        let sections = articles.sections(&except)?.into_iter();
        let mut sections: Vec<(String, u64)> = sections
            .filter(|it| it.articles > 0)
            .map(|it| (it.name, it.articles))
            .collect();
        sections.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(Self {
            articles: count(published, &except)?,
            sections,
            years: years.into_iter().rev().collect(),
            days,
        })
    }
}

/// All articles but those that a takedown names, some of which may not be here.
fn count(published: &Published, except: &BTreeSet<&str>) -> Result<u64, StoreError> {
    let reader = published.reader();
    let mut count = reader.runs().status()?.articles;
    for id in except {
        let is_here = !reader.articles().versions(id)?.is_empty();
        count -= u64::from(is_here);
    }
    Ok(count)
}
