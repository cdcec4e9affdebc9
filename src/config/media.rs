//! `fetch.media`: which files of articles are kept beside their pages.

use serde::Deserialize;

/// Which pictures and files of an article are fetched and kept as evidence. Only those on
/// the site's own hosts, whatever is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    /// None.
    None,
    /// Pictures.
    Images,
    /// Files offered (PDF, DOC, …).
    Attachments,
    /// Both.
    All,
}

impl Media {
    /// Whether pictures are kept.
    pub fn images(self) -> bool {
        matches!(self, Self::Images | Self::All)
    }

    /// Whether files offered are kept.
    pub fn attachments(self) -> bool {
        matches!(self, Self::Attachments | Self::All)
    }
}
