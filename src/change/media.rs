//! Pictures and files of two versions: which is which, and what of them changed.
//!
//! One with the same address is the same; one with the same words at another address was put
//! elsewhere, and that is a matter of links. Never compares what the files hold.

use super::fields::{Place, Tally, Weight};
use super::words::push;
use super::{Piece, Side};
use crate::record::{Attachment, Class, Image};

/// A picture or a file.
trait Medium {
    fn url(&self) -> &str;
    /// Its caption or title.
    fn words(&self) -> Option<&str>;
}

impl Medium for Image {
    fn url(&self) -> &str {
        &self.url
    }

    fn words(&self) -> Option<&str> {
        self.caption.as_deref()
    }
}

impl Medium for Attachment {
    fn url(&self) -> &str {
        &self.url
    }

    fn words(&self) -> Option<&str> {
        self.title.as_deref()
    }
}

/// The pictures: captions and credits, addresses, order.
pub(super) fn images(tally: &mut Tally, before: &[Image], after: &[Image]) {
    compare(tally, "images", before, after, |tally, place, old, new| {
        let credits = (old.credit.as_deref(), new.credit.as_deref());
        tally.optional(place, Weight::Caption, credits.0, credits.1);
    });
}

/// The files: titles, addresses, order.
pub(super) fn attachments(tally: &mut Tally, before: &[Attachment], after: &[Attachment]) {
    compare(
        tally,
        "attachments",
        before,
        after,
        |tally, place, old, new| {
            if old.media_type != new.media_type && old.url == new.url {
                let named = |file: &Attachment| file.media_type.clone().unwrap_or_default();
                tally.told(place, Class::Links, None, swap(&named(old), &named(new)));
            }
        },
    );
}

fn compare<M: Medium>(
    tally: &mut Tally,
    field: &'static str,
    before: &[M],
    after: &[M],
    beside: impl Fn(&mut Tally, Place, &M, &M),
) {
    let partners = partners(before, after);
    let mut last = None;
    for (at, new) in after.iter().enumerate() {
        let place = Place {
            field,
            index: Some(at),
        };
        let Some(from) = partners[at] else {
            let words = new.words().unwrap_or(new.url());
            tally.whole(place, Weight::Caption, Side::Added, words);
            continue;
        };
        let old = &before[from];
        tally.optional(place, Weight::Caption, old.words(), new.words());
        beside(tally, place, old, new);
        if old.url() != new.url() {
            tally.told(place, Class::Links, None, swap(old.url(), new.url()));
        }
        if last.is_some_and(|last| from < last) {
            let mut pieces = Vec::new();
            push(&mut pieces, Side::Same, new.words().unwrap_or(new.url()));
            tally.told(place, Class::Links, Some(from), pieces);
        }
        last = last.max(Some(from));
    }
    for (at, old) in before.iter().enumerate() {
        if !partners.contains(&Some(at)) {
            let place = Place {
                field,
                index: Some(at),
            };
            let words = old.words().unwrap_or(old.url());
            tally.whole(place, Weight::Caption, Side::Removed, words);
        }
    }
}

/// For each of the later the earlier that it is: by address, then by the same words; last, those
/// without words in their order.
fn partners<M: Medium>(before: &[M], after: &[M]) -> Vec<Option<usize>> {
    let mut partners: Vec<Option<usize>> = vec![None; after.len()];
    let rules: [fn(&M, &M) -> bool; 3] = [
        |old, new| old.url() == new.url() && old.words() == new.words(),
        |old, new| old.url() == new.url(),
        |old, new| old.words() == new.words(),
    ];
    for same in rules {
        for at in 0..after.len() {
            if partners[at].is_some() {
                continue;
            }
            partners[at] = (0..before.len())
                .find(|&old| !partners.contains(&Some(old)) && same(&before[old], &after[at]));
        }
    }
    partners
}

fn swap(old: &str, new: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    push(&mut pieces, Side::Removed, old);
    push(&mut pieces, Side::Added, new);
    pieces
}
