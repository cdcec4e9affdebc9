//! The headline without a recipe: what the page shows, held against what it says of itself.
//!
//! Where both speak of one headline and differ in words or numbers, the shown one is the
//! title, and what the other said is told. Never takes a headline out of the body.

use scraper::ElementRef;

use super::gather::PageFacts;
use super::headline::HeadlineKey;
use super::jsonld::Linked;
use super::own::SelfDescription;
use super::visible;
use crate::record::Origin;
use crate::text;

/// A headline and where it stood.
pub(super) struct Titled {
    pub text: String,
    pub origin: Origin,
    pub key: &'static str,
    pub confidence: f32,
}

impl Titled {
    fn new(text: String, origin: Origin, key: &'static str, confidence: f32) -> Self {
        Self {
            text,
            origin,
            key,
            confidence,
        }
    }
}

/// The headline.
pub(super) fn title(
    found: &PageFacts<'_>,
    linked: &Linked,
    own: &SelfDescription<'_>,
) -> Option<Titled> {
    let said = said(found, linked, own);
    if let Some(spelled) = own.spelled() {
        let key = said
            .iter()
            .find_map(|it| part(spelled, &HeadlineKey::of(&it.text)?));
        let text = key.unwrap_or_else(|| visible::text(spelled));
        return Some(Titled::new(
            text,
            Origin::Fallback,
            "text of the address",
            0.9,
        ));
    }
    if let Some(shown) = shown(&said, own) {
        return Some(Titled::new(shown, Origin::Fallback, "h1", 0.9));
    }
    if let Some(first) = said.into_iter().next() {
        return Some(first);
    }
    let whole = found.title.map(|it| visible::text(it)).unwrap_or_default();
    let named = HeadlineKey::of(&whole);
    let shown = own.shown().map(visible::text).filter(|it| {
        let key = HeadlineKey::of(it).zip(named.as_ref());
        key.is_some_and(|(key, named)| key.is_like(named))
    });
    if let Some(heading) = shown {
        return Some(Titled::new(heading, Origin::Fallback, "h1 and title", 0.8));
    }
    if let Some(shown) = shown_start(&whole, found) {
        return Some(Titled::new(shown, Origin::Meta, "title", 0.7));
    }
    let mut headings = own.headings().map(visible::text);
    match (headings.next(), headings.next()) {
        (Some(only), None) => Some(Titled::new(only, Origin::Fallback, "h1", 0.6)),
        _ if whole.is_empty() => None,
        _ => {
            let text = without_site(&whole, found, linked);
            Some(Titled::new(text, Origin::Meta, "title", 0.5))
        }
    }
}

/// What structured data calls the article in other words or numbers than `title`, and where.
pub(super) fn differing(
    title: &str,
    found: &PageFacts<'_>,
    linked: &Linked,
    own: &SelfDescription<'_>,
) -> Option<Titled> {
    let shown = HeadlineKey::of(title)?;
    let differs = |it: &Titled| HeadlineKey::of(&it.text).is_some_and(|key| !key.agrees(&shown));
    said(found, linked, own).into_iter().find(differs)
}

/// What the page's data calls it, the most trusted first.
fn said(found: &PageFacts<'_>, linked: &Linked, own: &SelfDescription<'_>) -> Vec<Titled> {
    let named = |text: &str| {
        let text = without_site(&text::clean(text), found, linked);
        (!text.is_empty()).then_some(text)
    };
    let headline = linked.headline.as_deref().and_then(named);
    let headline = headline.map(|it| Titled::new(it, Origin::JsonLd, "headline", 0.9));
    let og = found.meta("og:title").and_then(named);
    let og = og.map(|it| Titled::new(it, Origin::Meta, "og:title", 0.8));
    let mut items = found.items.iter();
    let item = items.find(|(prop, it)| *prop == "headline" && own.holds(*it));
    let item = item.and_then(|(_, it)| named(&visible::text(*it)));
    let item = item.map(|it| Titled::new(it, Origin::Microdata, "headline", 0.8));
    [headline, og, item].into_iter().flatten().collect()
}

/// The heading that is a version of what the page's data says. Where a part of it says just
/// that (the rest is a section's name, a subtitle), that part.
fn shown(said: &[Titled], own: &SelfDescription<'_>) -> Option<String> {
    let headings: Vec<ElementRef<'_>> = own.shown().into_iter().chain(own.headings()).collect();
    let pairs = said
        .iter()
        .filter_map(|it| Some((it, HeadlineKey::of(&it.text)?)));
    for (_, key) in pairs {
        for heading in &headings {
            let text = visible::text(*heading);
            if HeadlineKey::of(&text).is_some_and(|it| it.is_like(&key)) {
                return Some(part(*heading, &key).unwrap_or(text));
            }
        }
    }
    None
}

/// The text below a heading that is just a headline, where the heading holds more.
fn part(heading: ElementRef<'_>, key: &HeadlineKey) -> Option<String> {
    let texts = heading.descendants().skip(1).filter_map(|it| {
        let text = it.value().as_text().map(|it| text::clean(it));
        text.or_else(|| ElementRef::wrap(it).map(visible::text))
    });
    let whole = HeadlineKey::of(&visible::text(heading))?;
    let mut same = texts.filter(|it| HeadlineKey::of(it).as_ref() == Some(key));
    same.next().filter(|_| whole != *key)
}

const SEPARATORS: [&str; 8] = [" – ", " - ", " | ", " — ", " » ", " :: ", " · ", " • "];

/// `title` without ` – <the site's name>` at its end.
fn without_site(title: &str, found: &PageFacts<'_>, linked: &Linked) -> String {
    let names = [found.meta("og:site_name"), linked.publisher.as_deref()];
    for site in names.into_iter().flatten().map(text::clean) {
        let start = title.len().checked_sub(site.len()).unwrap_or(title.len());
        let Some((before, end)) = title.split_at_checked(start) else {
            continue;
        };
        if end.is_empty() || end.to_lowercase() != site.to_lowercase() {
            continue;
        }
        if let Some(cut) = SEPARATORS.iter().find_map(|mark| before.strip_suffix(mark)) {
            return cut.trim().to_owned();
        }
    }
    title.to_owned()
}

/// The longest start of `<title>` before a separator that the page also prints by itself.
fn shown_start(whole: &str, found: &PageFacts<'_>) -> Option<String> {
    let cuts = SEPARATORS
        .iter()
        .flat_map(|mark| whole.match_indices(mark))
        .map(|(at, _)| at);
    let mut cuts: Vec<usize> = cuts.chain([whole.len()]).filter(|at| *at > 0).collect();
    cuts.sort_unstable();
    let mut best = None;
    for node in found.body?.descendants() {
        let Some(text) = node.value().as_text().map(|it| text::clean(it)) else {
            continue;
        };
        if text.len() >= 8 && cuts.contains(&text.len()) && whole.starts_with(&text) {
            best = best
                .filter(|it: &String| it.len() >= text.len())
                .or(Some(text));
        }
    }
    best
}
