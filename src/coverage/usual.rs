//! How much of each field a run had, held against what the runs before it usually had.
//!
//! A share that falls is told only where chance does not explain it: a few pages more or less
//! without a lead are no fall, and a night that read four pages proves nothing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ArticleField;

/// Fewer articles of one run prove nothing.
const ENOUGH: u64 = 5;

/// So many articles must lack it that should have it.
const LEAST_LOST: f64 = 3.0;

/// … and so large a part of those read.
const LEAST_PART: f64 = 0.2;

/// … and so many times what chance alone takes away.
const BEYOND_CHANCE: f64 = 3.0;

/// The fields of the articles that one run looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunCoverage {
    /// Articles.
    pub articles: u64,
    /// How many of them have each field, in the order of [`ArticleField::ALL`].
    pub found: [u64; ArticleField::ALL.len()],
}

impl RunCoverage {
    /// Counts so many articles with these fields.
    pub fn add(&mut self, held: u32, articles: u64) {
        self.articles += articles;
        for (count, field) in self.found.iter_mut().zip(ArticleField::ALL) {
            if field.is_among(held) {
                *count += articles;
            }
        }
    }
}

/// One field of one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FieldShare {
    /// The field.
    pub field: ArticleField,
    /// Articles that have it.
    pub found: u64,
    /// How many of a hundred usually have it; `null` where no run before looked at enough.
    pub usual: Option<u8>,
    /// Whether it fell by more than chance explains.
    pub fell: bool,
}

/// The fields of one site in one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SiteCoverage {
    /// The site's name in config.
    pub site: String,
    /// Articles the run looked at and read.
    pub articles: u64,
    /// Their fields.
    pub fields: Vec<FieldShare>,
}

impl SiteCoverage {
    /// Whether the run looked at enough articles to prove anything.
    pub fn is_enough(&self) -> bool {
        self.articles >= ENOUGH
    }

    /// The fields that fell.
    pub fn fallen(&self) -> impl Iterator<Item = &FieldShare> {
        self.fields.iter().filter(|it| it.fell)
    }
}

/// Holds a run's fields against those of the runs before it: the median of those that looked at
/// enough.
pub fn held_against(site: &str, now: &RunCoverage, before: &[RunCoverage]) -> SiteCoverage {
    let enough: Vec<&RunCoverage> = before.iter().filter(|it| it.articles >= ENOUGH).collect();
    let fields = ArticleField::ALL.iter().enumerate().map(|(at, field)| {
        let shares = enough.iter().map(|it| part(it.found[at], it.articles));
        let usual = median(shares.collect());
        FieldShare {
            field: *field,
            found: now.found[at],
            usual: usual.map(percent),
            fell: usual.is_some_and(|usual| fell(now.found[at], now.articles, usual)),
        }
    });
    SiteCoverage {
        site: site.to_owned(),
        articles: now.articles,
        fields: fields.collect(),
    }
}

fn fell(found: u64, articles: u64, usual: f64) -> bool {
    let all = number(articles);
    let lost = usual * all - number(found);
    let chance = (all * usual * (1.0 - usual)).sqrt();
    articles >= ENOUGH
        && lost >= LEAST_LOST
        && lost >= LEAST_PART * all
        && lost >= BEYOND_CHANCE * chance
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share is from 0 to 1"
)]
fn percent(share: f64) -> u8 {
    (share * 100.0).round() as u8
}

fn part(found: u64, articles: u64) -> f64 {
    number(found) / number(articles)
}

#[expect(clippy::cast_precision_loss, reason = "articles of one run are few")]
fn number(count: u64) -> f64 {
    count as f64
}

fn median(mut of: Vec<f64>) -> Option<f64> {
    of.sort_by(f64::total_cmp);
    of.get(of.len().checked_sub(1)? / 2).copied()
}
