//! Counting: first what was told of changes, then the articles, one by one.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::period::{self, Period, PeriodUnit};
use super::thin::thin;
use super::{ArticleEntry, ArticleShare, FigureGroup, Figures, MissedCounts};
use crate::change::ArticleStatus;
use crate::record::{Change, ChangeKind};
use crate::text::keys::section_key;

/// Changes told of one article.
type Edits = BTreeMap<ChangeKind, u64>;

/// What is counted so far.
#[derive(Debug, Default)]
pub struct FigureTally {
    told: HashMap<String, Edits>,
    total: ArticleShare,
    versions: u64,
    undated: u64,
    unsectioned: u64,
    unsigned: u64,
    kinds: Edits,
    days: BTreeMap<NaiveDate, ArticleShare>,
    sites: BTreeMap<String, SiteTally>,
    /// By their keys, under the spelling that was met first.
    sections: BTreeMap<String, (String, ArticleShare)>,
    authors: BTreeMap<String, ArticleShare>,
    missed: MissedCounts,
}

#[derive(Debug, Default)]
struct SiteTally {
    share: ArticleShare,
    days: BTreeMap<NaiveDate, u64>,
    missed: BTreeMap<NaiveDate, u64>,
}

impl FigureTally {
    /// Notes a change. To be told before its article is counted; one of an article that is
    /// never counted counts nowhere.
    pub fn change(&mut self, change: &Change) {
        let told = self.told.entry(change.article_id.clone()).or_default();
        *told.entry(change.kind).or_default() += 1;
    }

    /// Counts an article.
    pub fn article(&mut self, entry: &ArticleEntry<'_>) {
        let told = self.told.remove(entry.article_id).unwrap_or_default();
        let share = share(entry, &told);
        for (kind, count) in told {
            *self.kinds.entry(kind).or_default() += count;
        }
        self.total.add(share);
        self.versions += entry.versions;
        self.unsectioned += u64::from(entry.sections.is_empty());
        // Named twice, in whatever spelling, it is one section all the same.
        let names = entry.sections.iter().rev();
        let own: BTreeMap<String, &String> = names.map(|it| (section_key(it), it)).collect();
        for (key, name) in own {
            let first = || (name.clone(), ArticleShare::default());
            self.sections.entry(key).or_insert_with(first).1.add(share);
        }
        match entry.author {
            Some(author) => group(&mut self.authors, author).add(share),
            None => self.unsigned += 1,
        }
        let site = group(&mut self.sites, entry.site);
        site.share.add(share);
        match entry.published {
            Some(day) => {
                *site.days.entry(day).or_default() += 1;
                self.days.entry(day).or_default().add(share);
            }
            None => self.undated += 1,
        }
    }

    /// Notes an address that was named as an article and is not held, with the day a source
    /// dates it on.
    pub fn missed(&mut self, site: &str, published: Option<NaiveDate>, reason: &str) {
        *group(&mut self.missed.reasons, reason) += 1;
        match published {
            Some(day) => {
                *self
                    .missed
                    .months
                    .entry(PeriodUnit::Month.of(day))
                    .or_default() += 1;
                *group(&mut self.sites, site).missed.entry(day).or_default() += 1;
            }
            None => self.missed.undated += 1,
        }
    }

    /// The figures, by the given unit or the one that fits. `until`: by site, the last day of
    /// which all articles should be held (the day of its last look, or the end of the range
    /// that was asked for); where it is not told, that of the site's last article.
    pub fn figures(self, unit: Option<PeriodUnit>, until: &BTreeMap<String, NaiveDate>) -> Figures {
        let unit = unit.unwrap_or_else(|| {
            let ends = self.days.keys().next().zip(self.days.keys().next_back());
            ends.map_or(PeriodUnit::Day, |(first, last)| {
                PeriodUnit::fitting(*first, *last)
            })
        });
        let mut stretches = Vec::new();
        for (name, site) in &self.sites {
            stretches.extend(thin(
                name,
                &site.days,
                &site.missed,
                until.get(name).copied(),
            ));
        }
        stretches.sort_by(|a, b| (a.from, &a.site).cmp(&(b.from, &b.site)));
        let sites = self.sites.into_iter().filter(|it| it.1.share.articles > 0);
        Figures {
            unit,
            total: self.total,
            versions: self.versions,
            undated: self.undated,
            unsectioned: self.unsectioned,
            unsigned: self.unsigned,
            periods: periods(&self.days, unit),
            sites: groups(sites.map(|(name, site)| (name, site.share))),
            sections: groups(self.sections.into_values()),
            authors: groups(self.authors),
            kinds: self.kinds.into_iter().collect(),
            thin: stretches,
            missed: self.missed,
        }
    }
}

impl ArticleShare {
    fn add(&mut self, other: Self) {
        self.articles += other.articles;
        self.watched += other.watched;
        self.edited += other.edited;
        self.substantive += other.substantive;
        self.removed += other.removed;
        self.missing += other.missing;
        self.unlisted += other.unlisted;
    }
}

/// What one article adds to each count.
fn share(entry: &ArticleEntry<'_>, told: &Edits) -> ArticleShare {
    let any = |is: fn(&ChangeKind) -> bool| told.keys().any(is);
    let edited = any(|kind| !kind.is_status());
    ArticleShare {
        articles: 1,
        // An edit was told, so it was seen twice, whatever the catalog remembers.
        watched: u64::from(entry.looks > 1 || edited),
        edited: u64::from(edited),
        substantive: u64::from(any(|kind| kind.is_substantive())),
        removed: u64::from(entry.article_status == ArticleStatus::Removed),
        missing: u64::from(entry.article_status == ArticleStatus::Missing),
        unlisted: u64::from(entry.article_status == ArticleStatus::Unlisted),
    }
}

fn group<'m, T: Default>(groups: &'m mut BTreeMap<String, T>, name: &str) -> &'m mut T {
    groups.entry(name.to_owned()).or_default()
}

/// The largest first; of one size, by name.
fn groups(named: impl IntoIterator<Item = (String, ArticleShare)>) -> Vec<FigureGroup> {
    let mut groups: Vec<FigureGroup> = named
        .into_iter()
        .map(|(name, share)| FigureGroup { name, share })
        .collect();
    groups.sort_by(|a, b| {
        let size = b.share.articles.cmp(&a.share.articles);
        size.then_with(|| a.name.cmp(&b.name))
    });
    groups
}

fn periods(
    days: &BTreeMap<NaiveDate, ArticleShare>,
    unit: PeriodUnit,
) -> Vec<(Period, ArticleShare)> {
    let mut found: BTreeMap<Period, ArticleShare> = BTreeMap::new();
    for (day, share) in days {
        found.entry(unit.of(*day)).or_default().add(*share);
    }
    let ends = found
        .keys()
        .next()
        .copied()
        .zip(found.keys().next_back().copied());
    for period in ends
        .and_then(|(first, last)| period::between(first, last))
        .unwrap_or_default()
    {
        found.entry(period).or_default();
    }
    found.into_iter().collect()
}
