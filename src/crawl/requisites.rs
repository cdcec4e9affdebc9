//! What the look of article pages is made of: their style sheets, and what these ask for in turn
//! (style sheets, pictures, fonts). Kept so that a page can be looked at as it was.
//!
//! Pure. Only the site's own hosts are asked, each address once; whether it is still the same, a
//! night asks once a month (`incremental::requisites`). Scripts are never asked for: nothing runs
//! them.

use super::answer::AnswerReading;
use crate::config::Site;
use crate::discover::Link;
use crate::http::Capture;
use crate::record::{DiscoveredUrl, DiscoverySource, Role, SourceMetadata};
use crate::replay;
use crate::store::Task;
use crate::text::charset;

/// Most addresses that one style sheet leads to.
const MOST: usize = 200;

/// The style sheets of an article's page that a browser uses by itself.
pub(super) fn of_page(site: &Site, capture: &Capture, links: &[Link]) -> Vec<DiscoveredUrl> {
    let is_one = |link: &&Link, word: &str| {
        let mut words = link.rel.split_ascii_whitespace();
        words.any(|it| it.eq_ignore_ascii_case(word))
    };
    let used = links.iter();
    let used = used.filter(|it| is_one(it, "stylesheet") && !is_one(it, "alternate"));
    let urls = used.filter_map(|it| capture.url.join(&it.href).ok());
    discovered(site, urls.map(String::from), 0)
}

/// The reading of a file, with what it asks for where it is a style sheet. Each is a hop further
/// from the page, so that sheets which name ever new ones come to an end.
pub(super) fn following(
    site: &Site,
    task: &Task,
    capture: &Capture,
    reading: AnswerReading,
) -> AnswerReading {
    let content_type = capture.content_type().unwrap_or_default();
    let is_sheet = content_type.to_ascii_lowercase().starts_with("text/css");
    if task.role != Role::Requisite || !is_sheet || !matches!(reading, AnswerReading::Media { .. })
    {
        return reading;
    }
    let css = charset::decode(&capture.body, Some(&content_type)).text;
    let asked = replay::asked_by(&css, &capture.url);
    // Only browsers that are gone read it.
    let asked = asked
        .into_iter()
        .filter(|it| !it.path().to_ascii_lowercase().ends_with(".eot"));
    let discovered = discovered(site, asked.map(String::from), task.hops.saturating_add(1));
    AnswerReading::Media { discovered }
}

fn discovered(site: &Site, urls: impl Iterator<Item = String>, hops: u8) -> Vec<DiscoveredUrl> {
    let mut discovered: Vec<DiscoveredUrl> = Vec::new();
    for href in urls {
        let Ok(url) = site.rules.resolve(None, &href) else {
            continue;
        };
        if discovered.iter().any(|it| it.url == url.as_str()) {
            continue;
        }
        if discovered.len() == MOST {
            tracing::warn!(
                "{url} and what follows it is not asked for: {MOST} addresses of one style sheet are enough"
            );
            break;
        }
        discovered.push(DiscoveredUrl {
            url: url.into(),
            role: Role::Requisite,
            source: DiscoverySource::Link,
            hops,
            source_metadata: SourceMetadata::default(),
        });
    }
    discovered
}
