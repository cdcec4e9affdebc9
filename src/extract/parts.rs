//! Articles in several pages (`slug.html`, `slug.html/2`), and the post's number.
//!
//! Reads addresses only; joining what the pages say is `join`.

use url::Url;

use super::gather::{PageFacts, attr};
use super::recipe::{Layout, SelectorField};

/// The most parts an article is believed to have.
const MOST: u32 = 200;

/// WordPress's number of the post.
pub(super) fn post_id(found: &PageFacts<'_>) -> Option<u64> {
    let shortlink = found
        .rel("shortlink")
        .and_then(|href| number_after(href, "?p="));
    let class = || {
        found
            .body_classes()
            .find_map(|it| it.strip_prefix("postid-")?.parse().ok())
    };
    let rest = || {
        let hrefs = found
            .rels
            .iter()
            .filter(|(rel, ..)| rel.eq_ignore_ascii_case("alternate"));
        hrefs
            .into_iter()
            .find_map(|(_, href, _)| number_after(href, "/wp/v2/posts/"))
    };
    let article = || {
        let mut ids = found
            .articles
            .iter()
            .filter_map(|it| attr(*it, "id")?.strip_prefix("post-"));
        let first = ids.next()?.parse().ok();
        first.filter(|_| ids.next().is_none())
    };
    shortlink.or_else(class).or_else(rest).or_else(article)
}

fn number_after(text: &str, mark: &str) -> Option<u64> {
    let (_, rest) = text.split_once(mark)?;
    rest.parse().ok()
}

/// The addresses of the parts behind this one.
pub(super) fn continuation(
    url: &Url,
    base: &Url,
    found: &PageFacts<'_>,
    layout: Option<&Layout>,
) -> Vec<String> {
    let others = others(base, found, layout);
    let (first, here) = place(url, &others);
    let mut later: Vec<(u32, String)> = others
        .into_iter()
        .filter_map(|other| {
            let (of, number) = place_of(&other);
            (number > here && of == first).then(|| (number, other.into()))
        })
        .collect();
    later.sort();
    later.dedup();
    later.into_iter().map(|(_, url)| url).collect()
}

/// Which part of its article the page is, from 1.
pub(super) fn number(url: &Url, base: &Url, found: &PageFacts<'_>, layout: Option<&Layout>) -> u32 {
    if !url.path().ends_with(|it: char| it.is_ascii_digit()) && url.query().is_none() {
        return 1;
    }
    place(url, &others(base, found, layout)).1
}

/// The other pages of the article that this page links to.
fn others(base: &Url, found: &PageFacts<'_>, layout: Option<&Layout>) -> Vec<Url> {
    let mut hrefs: Vec<&str> = Vec::new();
    for number in layout.map_or(&[][..], |it| it.selectors(SelectorField::NextPart)) {
        for element in found.hits(*number) {
            hrefs.extend(attr(*element, "href"));
        }
    }
    if hrefs.is_empty() {
        let own = |class: &str| class.contains("post-page-numbers");
        let anchors = found.anchors.iter();
        hrefs.extend(
            anchors
                .filter(|(it, _)| attr(*it, "class").is_some_and(own))
                .map(|(_, href)| *href),
        );
    }
    hrefs
        .into_iter()
        .filter_map(|href| base.join(href.trim()).ok())
        .collect()
}

/// The address of part 1 and the number of this part: it is a later one only when the
/// page links back to the first.
fn place(url: &Url, others: &[Url]) -> (String, u32) {
    let (first, number) = place_of(url);
    let backed = others.iter().any(|it| place_of(it) == (first.clone(), 1));
    if number > 1 && backed {
        (first, number)
    } else {
        (plain(url), 1)
    }
}

/// Splits `slug.html/2`, `slug/2/`, `slug?page=2` into the first part's address and 2.
fn place_of(url: &Url) -> (String, u32) {
    let paged = url.query_pairs().find(|(key, _)| key == "page");
    if let Some(number) = paged.and_then(|(_, value)| value.parse().ok()) {
        let mut first = url.clone();
        first.set_query(None);
        return (plain(&first), number);
    }
    let path = url.path().trim_end_matches('/');
    if let Some((slug, last)) = path.rsplit_once('/')
        && slug.len() > 1
        && let Ok(number) = last.parse::<u32>()
        && (2..=MOST).contains(&number)
    {
        let mut first = url.clone();
        first.set_path(slug);
        return (plain(&first), number);
    }
    (plain(url), 1)
}

fn plain(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    if url.path().len() > 1 {
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
    }
    url.into()
}
