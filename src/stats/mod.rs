//! Counts in, figures out: articles by day, section and author, how many were edited or
//! removed, and where the archive is suspiciously thin; as text, SVG or rows.
//!
//! Pure: the same counts give the same bytes. Never decides what an edit or a removal is (the
//! room `change` did), and never fills a gap: it names it.

mod period;
mod rows;
mod svg;
mod tally;
mod text;
mod thin;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::change::ArticleStatus;
use crate::record::ChangeKind;

pub use period::{Period, PeriodUnit};
pub use rows::rows;
pub use svg::svg;
pub use tally::FigureTally;
pub use text::{TextStyle, text};
pub use thin::Thin;

/// One article, as far as figures go.
#[derive(Clone, Debug)]
pub struct ArticleEntry<'a> {
    /// Its stable name.
    pub article_id: &'a str,
    /// The site's name in config.
    pub site: &'a str,
    /// The civil day it was published on, where it says so.
    pub published: Option<NaiveDate>,
    /// Section names; it counts in each.
    pub sections: &'a [String],
    /// Byline.
    pub author: Option<&'a str>,
    /// Versions kept, without those that were read again from the same capture.
    pub versions: u64,
    /// Looks that saw it. Of an article seen once nobody can tell whether it was edited.
    pub looks: u64,
    /// Where it stands now.
    pub article_status: ArticleStatus,
}

/// What became of some articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ArticleShare {
    /// How many there are.
    pub articles: u64,
    /// … seen at least twice: only these could be found edited.
    pub watched: u64,
    /// … edited since they were first seen, in any way that is told.
    pub edited: u64,
    /// … of which in what they say: figures, dates, names, words, captions.
    pub substantive: u64,
    /// Gone for good.
    pub removed: u64,
    /// Not there at the last look.
    pub missing: u64,
    /// There, but listed nowhere.
    pub unlisted: u64,
}

impl ArticleShare {
    /// Edited in a hundred of those that were watched; `None` where none was.
    pub fn edit_rate(&self) -> Option<f64> {
        percent(self.edited, self.watched)
    }

    /// Removed in a hundred; `None` where there is none.
    pub fn removal_rate(&self) -> Option<f64> {
        percent(self.removed, self.articles)
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "articles are far fewer than 2^52"
)]
fn percent(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| 100.0 * part as f64 / whole as f64)
}

/// Articles that share a name: a site's, a section's, an author's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FigureGroup {
    /// The name, as printed.
    pub name: String,
    /// What became of them.
    #[serde(flatten)]
    pub share: ArticleShare,
}

/// What sources named as articles and the archive does not hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MissedCounts {
    /// By the month a source dates them in.
    pub months: BTreeMap<Period, u64>,
    /// Those no source dates.
    pub undated: u64,
    /// By reason: `http_404`, `never_asked`, ….
    pub reasons: BTreeMap<String, u64>,
}

/// The figures of an archive, or of a part of it.
#[derive(Clone, Debug)]
pub struct Figures {
    /// How long the periods are.
    pub unit: PeriodUnit,
    /// All articles.
    pub total: ArticleShare,
    /// Their versions.
    pub versions: u64,
    /// Articles without a publication date: in no period.
    pub undated: u64,
    /// Articles in no section.
    pub unsectioned: u64,
    /// Articles without an author.
    pub unsigned: u64,
    /// By period of publication, oldest first; those without an article too.
    pub periods: Vec<(Period, ArticleShare)>,
    /// By site, the largest first; so also the two below.
    pub sites: Vec<FigureGroup>,
    /// By section.
    pub sections: Vec<FigureGroup>,
    /// By author.
    pub authors: Vec<FigureGroup>,
    /// Changes of these articles by their most serious kind, the most serious first.
    pub kinds: Vec<(ChangeKind, u64)>,
    /// Stretches with suspiciously few articles, oldest first.
    pub thin: Vec<Thin>,
    /// What is known of and not held.
    pub missed: MissedCounts,
}

impl Figures {
    /// Whether a thin stretch touches a period.
    fn holds_thin(&self, period: Period) -> bool {
        let mut stretches = self.thin.iter();
        stretches.any(|thin| thin.from <= period.last() && thin.to >= period.first)
    }
}
