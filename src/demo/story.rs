//! The portal's own articles: what they hold.
//!
//! Pure. Knows no address but its own path, and no HTML.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use super::category::Category;
use crate::record::Block;

/// Which of the portal's page layouts shows a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Since 2019: `Thứ Tư, 05/04/2023 17:15`, the lead in the body.
    New,
    /// Before 2019: `05/04/2018 | 17:15`, `div.sapo`, tables.
    Old,
    /// A film under `/video/`, without `.html`.
    Video,
}

/// Something odd about how a story is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quirk {
    /// The text is in Normalization Form D.
    Nfd,
    /// The page is in windows-1258.
    Windows1258,
    /// The page takes its time.
    Slow,
    /// On no list, in no feed: only REST and the sitemap know it.
    Unlisted,
}

/// One piece of a story's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoryPiece {
    /// Text.
    Block(Block),
    /// A picture below `/wp-content/uploads/`.
    Picture {
        /// File name.
        file: String,
        /// Caption; some pictures have none.
        caption: Option<String>,
    },
}

/// One article as its editors know it. Text is NFC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// WordPress post id.
    pub id: u64,
    /// Last part of its address, without `.html`.
    pub slug: String,
    /// The slug it had before, from which the portal redirects.
    pub formerly: Option<String>,
    /// Layout.
    pub face: Face,
    /// Section.
    pub category: Category,
    /// Publication in civil time, +07:00.
    pub date: NaiveDateTime,
    /// Last change that the portal admits, +07:00.
    pub modified: NaiveDateTime,
    /// The date line, where the page prints another than `date` gives.
    pub printed: Option<String>,
    /// Headline.
    pub title: String,
    /// Byline.
    pub author: Option<String>,
    /// "Nguồn tin".
    pub source: Option<String>,
    /// Lead.
    pub lead: String,
    /// The body, one list for each page.
    pub parts: Vec<Vec<StoryPiece>>,
    /// Files offered: file name and title.
    pub attachments: Vec<(String, String)>,
    /// Oddities.
    pub quirks: BTreeSet<Quirk>,
}

impl Story {
    /// Its canonical path.
    pub fn path(&self) -> String {
        match self.face {
            Face::Video => format!("/video/{}", self.slug),
            Face::New | Face::Old => format!("/{}.html", self.slug),
        }
    }

    /// All pieces, over all pages.
    pub fn pieces(&self) -> impl Iterator<Item = &StoryPiece> {
        self.parts.iter().flatten()
    }

    /// Where WordPress would put one of its files.
    pub(super) fn upload(&self, file: &str) -> String {
        format!("/wp-content/uploads/{}/{file}", self.date.format("%Y/%m"))
    }

    /// Whether a quirk applies.
    pub(super) fn is(&self, quirk: Quirk) -> bool {
        self.quirks.contains(&quirk)
    }
}
