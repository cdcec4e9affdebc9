//! Which fields a run's articles have, a line a site.

use super::labelled::line;
use crate::coverage::SiteCoverage;
use crate::report::{Language, field_shares};

/// The lines of all sites.
pub(super) fn lines(out: &mut String, sites: &[SiteCoverage], lang: Language) {
    for site in sites {
        let label = lang.pick("Các trường", "Fields");
        let articles = lang.pick("bài", "articles");
        let usual = if site.is_enough() {
            lang.pick(", % (mọi khi)", ", % (usually)")
        } else {
            ""
        };
        let shares = field_shares(site, lang);
        line(
            out,
            label,
            &format!(
                "{}, {} {articles}{usual}: {shares}",
                site.site, site.articles
            ),
        );
    }
}
