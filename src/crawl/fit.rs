//! Whether an article's page still fits its recipe as it did before: what tells a redesign of
//! the portal from an edit of the article.
//!
//! Pure. Judges one page; whether a site was redesigned is judged over all pages of a run.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::record::{Article, Block, FieldOrigin, Origin, Snapshot};

/// The layout of a page that none of the recipe's layouts fits.
pub(super) const GENERIC: &str = "generic";

/// Fields a healthy layout keeps giving by its selectors.
const USUAL: [&str; 4] = ["title", "body", "published_at", "author"];

/// Least agreement of a body with the generic reader's (4-gram F1) on a healthy page.
pub(super) const AGREES: f64 = 0.5;

/// Least agreement of two texts that may be one story's.
const ANOTHER: f64 = 0.05;

/// Bodies of fewer 4-grams say nothing of how well they agree.
const FEW: usize = 20;

/// How a page was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct RecipeFit<'a> {
    layout: &'a str,
    fields: &'a BTreeMap<String, FieldOrigin>,
}

impl<'a> From<&'a Snapshot> for RecipeFit<'a> {
    fn from(snapshot: &'a Snapshot) -> Self {
        Self {
            layout: &snapshot.layout,
            fields: &snapshot.fields,
        }
    }
}

impl<'a> From<&'a Article> for RecipeFit<'a> {
    fn from(article: &'a Article) -> Self {
        Self {
            layout: &article.layout,
            fields: &article.fields,
        }
    }
}

impl RecipeFit<'_> {
    /// Whether one of the recipe's layouts fitted.
    pub(super) fn has_layout(self) -> bool {
        self.layout != GENERIC
    }

    fn selected(self, field: &str) -> bool {
        self.fields
            .get(field)
            .is_some_and(|it| it.origin == Origin::Selector)
    }

    /// Whether nothing could be missed here, whatever the page was read as before.
    pub(super) fn is_whole(self) -> bool {
        self.has_layout() && USUAL.iter().all(|field| self.selected(field))
    }
}

/// In what a page no longer fits as it did: empty when it does.
pub(super) fn misfits(before: RecipeFit<'_>, now: RecipeFit<'_>) -> Vec<String> {
    if before.has_layout() && !now.has_layout() {
        let was = before.layout;
        return vec![format!(
            "none of the site's layouts fits (it was \"{was}\")"
        )];
    }
    // What another layout of the recipe finds by selectors was seen when it was written.
    let is_other = before.layout != now.layout;
    let is_found = |field: &str| now.selected(field) || is_other && now.fields.contains_key(field);
    let lost = USUAL
        .iter()
        .filter(|field| before.selected(field) && !is_found(field));
    let lost = lost.filter(|field| !is_other || **field != "author");
    lost.map(|field| match now.fields.get(*field) {
        Some(_) => format!("{field}: no selector finds it, a fallback does"),
        None => format!("{field}: no selector finds it any more"),
    })
    .collect()
}

/// How far two bodies agree: F1 of their 4-grams of words, from 0 to 1. `None` when the longer
/// one is too short to tell.
pub(super) fn agreement(one: &Article, other: &Article) -> Option<f64> {
    let (one, other) = (words(one), words(other));
    let (one, other) = (grams(&one), grams(&other));
    let count = |of: &HashMap<&[&str], usize>| of.values().sum::<usize>();
    let (a, b) = (count(&one), count(&other));
    if a.max(b) < FEW {
        return None;
    }
    let shared = one
        .iter()
        .map(|(gram, times)| other.get(gram).map_or(0, |it| *it.min(times)));
    let shared = u32::try_from(shared.sum::<usize>()).unwrap_or(u32::MAX);
    let all = u32::try_from(a + b).unwrap_or(u32::MAX);
    Some(2.0 * f64::from(shared) / f64::from(all))
}

/// Whether an address says something else altogether: no word of the headline and next to nothing
/// of the text is left.
pub(super) fn is_another(before: &Article, now: &Article) -> bool {
    let title = |of: &Article| -> HashSet<String> {
        let title = of.title.as_deref().unwrap_or_default().to_lowercase();
        title.split_whitespace().map(str::to_owned).collect()
    };
    title(before).is_disjoint(&title(now)) && agreement(before, now).is_some_and(|it| it < ANOTHER)
}

/// Whether an article says nothing that another does not say too: the same headline, no other
/// time, none but the other's files and figures, and nearly none but its words. So one of a
/// series, whose notices differ in a date alone, is no copy of the first.
pub(super) fn says_no_more(copy: &Article, than: &Article) -> bool {
    let title = |of: &Article| of.title.as_deref().map(str::to_lowercase);
    let other_time = differ(copy.published_date, than.published_date)
        || differ(copy.published_at, than.published_at);
    let files =
        |of: &Article| -> Vec<String> { of.attachments.iter().map(|it| it.url.clone()).collect() };
    let (own, others) = (words(copy), words(than));
    let figures = own
        .iter()
        .filter(|it| it.contains(|it: char| it.is_ascii_digit()));
    title(copy) == title(than)
        && !other_time
        && files(copy).iter().all(|file| files(than).contains(file))
        && { figures }.all(|figure| others.contains(figure))
        && are_among(&own, &others)
}

/// Whether two are known and are not the same.
fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

/// Whether nearly all words stand among others, in their order. Of none nothing can be said.
fn are_among(own: &[&str], others: &[&str]) -> bool {
    let among = grams(others);
    let own_grams = grams(own);
    let count = own_grams.values().sum::<usize>();
    if count < FEW {
        return !own.is_empty() && others.windows(own.len()).any(|it| it == own);
    }
    let shared = own_grams
        .iter()
        .map(|(gram, times)| among.get(gram).map_or(0, |it| *it.min(times)));
    shared.sum::<usize>() * 10 >= count * 9
}

/// The words of lead and body: which paragraph is the lead is not what is judged here.
fn words(article: &Article) -> Vec<&str> {
    let body = article.body.iter().map(|Block { text, .. }| text.as_str());
    let all = article.lead.as_deref().into_iter().chain(body);
    all.flat_map(str::split_whitespace).collect()
}

fn grams<'w>(words: &'w [&'w str]) -> HashMap<&'w [&'w str], usize> {
    let mut grams = HashMap::new();
    for gram in words.windows(4) {
        *grams.entry(gram).or_default() += 1;
    }
    grams
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::BlockKind;
    use crate::report::{Language, localize_reason};

    fn read(layout: &str, fields: &[(&str, Origin)]) -> Article {
        let origin = |origin| FieldOrigin {
            origin,
            selector: None,
            confidence: 1.0,
        };
        Article {
            layout: layout.to_owned(),
            fields: fields
                .iter()
                .map(|(name, it)| ((*name).to_owned(), origin(*it)))
                .collect(),
            ..Article::default()
        }
    }

    fn says(text: &str) -> Article {
        Article {
            body: vec![Block {
                kind: BlockKind::Paragraph,
                text: text.to_owned(),
            }],
            ..Article::default()
        }
    }

    const WHOLE: [(&str, Origin); 4] = [
        ("title", Origin::Selector),
        ("body", Origin::Selector),
        ("published_at", Origin::Selector),
        ("author", Origin::Selector),
    ];

    #[test]
    fn a_page_is_held_against_how_its_own_article_was_read_before() {
        let no_author = &WHOLE[..3];
        let told = [WHOLE[0], WHOLE[1], ("published_at", Origin::SourceMetadata)];
        for (before, now, want) in [
            (read("moi", &WHOLE), read("moi", &WHOLE), 0),
            (read("moi", &WHOLE), read("cu", &WHOLE), 0),
            (read("moi", &WHOLE), read("learnt", no_author), 0),
            (read("moi", &WHOLE), read("learnt", &told), 0),
            (read("moi", &WHOLE), read("learnt", &WHOLE[..2]), 1),
            (read("moi", &WHOLE), read("generic", &[]), 1),
            (read("generic", &[]), read("generic", &[]), 0),
            (read("generic", &[]), read("moi", &WHOLE), 0),
            (read("moi", no_author), read("moi", no_author), 0),
            (read("moi", no_author), read("moi", &WHOLE), 0),
            (read("moi", &WHOLE), read("moi", no_author), 1),
            (read("moi", &WHOLE), read("moi", &told), 2),
            (read("moi", &told), read("moi", &told), 0),
        ] {
            let found = misfits(RecipeFit::from(&before), RecipeFit::from(&now));
            assert_eq!(found.len(), want, "{before:?} {now:?} {found:?}");
            for reason in found {
                let vi = localize_reason(&reason, Language::Vietnamese);
                assert_ne!(vi, reason, "it is told in the reader's language");
            }
        }
    }

    #[test]
    fn two_readings_of_one_text_agree_and_of_page_furniture_do_not() {
        let text = (0..60)
            .map(|it| format!("từ{it}"))
            .collect::<Vec<_>>()
            .join(" ");
        let menu = (0..60)
            .map(|it| format!("mục{it}"))
            .collect::<Vec<_>>()
            .join(" ");
        let whole = says(&text);
        assert_eq!(agreement(&whole, &whole), Some(1.0));
        assert_eq!(agreement(&whole, &says(&menu)), Some(0.0));
        let both = agreement(&whole, &says(&format!("{text} {menu}"))).unwrap();
        assert!((0.6..0.7).contains(&both), "{both}");
        assert_eq!(agreement(&says("ba từ thôi"), &says("khác")), None);
        assert_eq!(agreement(&whole, &says("")), Some(0.0), "it was emptied");
    }

    #[test]
    fn the_lead_may_stand_in_the_body_or_apart() {
        let mut apart = says(&"một hai ba bốn năm ".repeat(9));
        let joined = says(&format!("đầu bài ở đây {}", apart.body[0].text));
        apart.lead = Some("đầu bài ở đây".to_owned());
        assert_eq!(agreement(&apart, &joined), Some(1.0));
    }
}
