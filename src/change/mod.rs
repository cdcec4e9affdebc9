//! Two versions of an article → what changed, and how grave it is; looks at an article → where
//! it stands, and how its site is.
//!
//! Pure: no clock, no disk. Never decides what is stored or reported, only what it is.

//!
//! `between` first asks `story` whether it is the same story at all, then goes from the field
//! down: `fields` and `media` find what belongs together (`align` which block is which;
//! `furniture`: lines that are no part of the text), `words` compares two texts token by token (`tokens`: numbers, dates,
//! document numbers and names are wholes), `hunk` gives each stretch that changed its classes
//! (`pairing`: which token became which; `spelling`: whether it is another word at all), and
//! `announce` reads whether the article says so itself.

mod align;
mod announce;
mod article_status;
mod difference;
mod fields;
mod furniture;
mod hunk;
mod media;
mod pairing;
mod resemblance;
mod shift;
mod site;
mod spelling;
mod story;
mod tokens;
mod words;

pub use article_status::{Absence, ArticleStatus, ObservationOutcome, StatusChange, judge};
pub use difference::{DiffPiece, Difference, FieldDifference, Side};
pub use furniture::is_counter;
pub use shift::{FieldShift, Pair, Shift};
pub use site::{Glance, SiteState, SiteVerdict, judge_site, judge_unanswered};

use crate::record::{ChangeKind, Origin, Snapshot};
use fields::{DifferenceTally, FieldPlace, Weight};
use tokens::Decimal;

/// What changed from `before` to `after`, two versions of one article. The address is told apart
/// (`url`, of kind [`ChangeKind::Links`]) and never makes a difference by itself: it has a field and
/// no class in [`Difference::kinds`]. Related links are no part of what an article says.
pub fn between(before: &Snapshot, after: &Snapshot) -> Difference {
    let decimals = (Decimal::of(prose(before)), Decimal::of(prose(after)));
    let mut tally = DifferenceTally::new(decimals);
    let another = story::is_another(before, after);
    if another {
        replaced(&mut tally, before, after);
    } else {
        text(&mut tally, before, after);
    }
    media::images(&mut tally, &before.images, &after.images);
    // A version of the format before says nothing of them.
    if before.schema == after.schema {
        media::embeds(&mut tally, &before.embeds, &after.embeds);
    }
    if before.schema == after.schema && !another {
        let texts = (prose(before).join("\n"), prose(after).join("\n"));
        media::links(
            &mut tally,
            (&before.links, &texts.0),
            (&after.links, &texts.1),
        );
    }
    let mut optional = |field, weight, old: &Option<String>, new: &Option<String>| {
        tally.optional(whole(field), weight, old.as_deref(), new.as_deref());
    };
    optional("author", Weight::Byline, &before.author, &after.author);
    optional("source", Weight::Byline, &before.source, &after.source);
    let is_guess = is_way(before) || is_way(after);
    if before.categories != after.categories && !is_guess {
        let pieces = fields::list(&before.categories, &after.categories);
        tally.told(whole("categories"), ChangeKind::Links, None, pieces);
    }
    let backdated = fields::published(&mut tally, before, after);
    media::attachments(&mut tally, &before.attachments, &after.attachments);
    if before.url != after.url {
        let urls = |snapshot: &Snapshot| vec![snapshot.url.clone()];
        let pieces = fields::list(&urls(before), &urls(after));
        tally.aside(whole("url"), ChangeKind::Links, None, pieces);
    }
    if another {
        return tally.into_another_story(backdated);
    }
    let announced = announce::newly(&prose(before), &prose(after));
    tally.into_difference(announced, backdated)
}

/// Whether sections are only the way to the page that it prints: a name in it changes for all
/// pages below, and says nothing of this one.
fn is_way(version: &Snapshot) -> bool {
    let origin = version.fields.get("categories");
    origin.is_some_and(|it| {
        it.origin == Origin::Fallback && it.selector.as_deref() == Some("breadcrumb")
    })
}

/// A field with one value.
fn whole(field: &'static str) -> FieldPlace {
    FieldPlace { field, index: None }
}

/// Headline, lead and body, word by word.
fn text(tally: &mut DifferenceTally, before: &Snapshot, after: &Snapshot) {
    let mut optional = |field, weight, old: &Option<String>, new: &Option<String>| {
        tally.optional(whole(field), weight, old.as_deref(), new.as_deref());
    };
    optional("title", Weight::Title, &before.title, &after.title);
    optional("lead", Weight::Prose, &before.lead, &after.lead);
    fields::body(tally, &before.body, &after.body);
}

/// The same where nothing of the one is in the other.
fn replaced(tally: &mut DifferenceTally, before: &Snapshot, after: &Snapshot) {
    let body = |version: &Snapshot| -> Option<String> {
        let texts: Vec<&str> = version.body.iter().map(|it| it.text.as_str()).collect();
        (!texts.is_empty()).then(|| texts.join("\n"))
    };
    for (field, old, new) in [
        ("title", before.title.clone(), after.title.clone()),
        ("lead", before.lead.clone(), after.lead.clone()),
        ("body", body(before), body(after)),
    ] {
        if old != new {
            let mut pieces = Vec::new();
            words::push(&mut pieces, Side::Removed, &old.unwrap_or_default());
            words::push(&mut pieces, Side::Added, &new.unwrap_or_default());
            tally.told(whole(field), ChangeKind::Story, None, pieces);
        }
    }
}

/// All that an article says in words.
fn prose(snapshot: &Snapshot) -> Vec<&str> {
    let head = [snapshot.title.as_deref(), snapshot.lead.as_deref()];
    let blocks = snapshot.body.iter().map(|block| block.text.as_str());
    let captions = snapshot
        .images
        .iter()
        .filter_map(|image| image.caption.as_deref());
    head.into_iter()
        .flatten()
        .chain(blocks)
        .chain(captions)
        .collect()
}
