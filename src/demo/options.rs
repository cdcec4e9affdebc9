//! How a portal behaves: what its pages look like and what its server does.
//!
//! Pure.

use std::time::Duration;

use chrono::NaiveDate;

/// How a portal behaves as a whole.
#[derive(Clone, Debug)]
pub struct PortalOptions {
    /// The date in the header of every page: a trap, never a publication date.
    pub today: NaiveDate,
    /// How long the slow page takes.
    pub slow: Duration,
    /// Articles per list page.
    pub per_page: usize,
    /// Raise the view counter printed on a page by one for each request, so that no two
    /// copies of one article have the same bytes.
    pub live_views: bool,
    /// Put before every class name and id of every page: a new theme, as far as selectors can
    /// tell.
    pub theme: &'static str,
    /// Most posts a page of REST has, whatever is asked for.
    pub rest_per_page: usize,
    /// A box with the newest story on every page of every list.
    pub newest_box: bool,
    /// The `ETag` of every article page, with its quotes, whatever the page says; none when
    /// empty, as on WordPress.
    pub etag: &'static str,
    /// Its pictures and files.
    pub uploads: Uploads,
    /// Whether REST heeds `orderby` and `order`; otherwise the newest posts come first.
    pub rest_order: bool,
}

/// What is served beside the pages.
#[derive(Clone, Copy, Debug)]
pub struct Uploads {
    /// Put into every PDF: another one, as an editor replaces files under their addresses.
    pub mark: &'static str,
    /// Whether they have an `ETag`.
    pub etags: bool,
    /// Whether its pages have a style sheet, which names another, a picture and a font.
    pub stylesheet: bool,
}

impl Default for PortalOptions {
    fn default() -> Self {
        Self {
            today: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or(NaiveDate::MAX),
            slow: Duration::from_millis(300),
            per_page: 8,
            live_views: false,
            theme: "",
            rest_per_page: 100,
            newest_box: false,
            etag: "",
            uploads: Uploads {
                mark: "",
                etags: true,
                stylesheet: false,
            },
            rest_order: true,
        }
    }
}
