//! Pictures, files, embedded media and links of two versions: which is which, and what of them
//! changed.
//!
//! One with the same address is the same. One with the same words at another address was put
//! elsewhere if its file has the same name, and that is a matter of links; under another name it
//! is another. Never compares what the files hold.

use super::fields::{DifferenceTally, FieldPlace, Weight};
use super::words::push;
use super::{DiffPiece, Side};
use crate::record::{Attachment, BodyLink, ChangeKind, Embed, Image};

/// A picture or a file.
trait Medium {
    fn url(&self) -> &str;
    /// Its caption or title.
    fn words(&self) -> Option<&str>;

    /// What stays the same wherever it is put.
    fn name(&self) -> String {
        file_name(self.url())
    }
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

impl Medium for Embed {
    fn url(&self) -> &str {
        &self.url
    }

    fn words(&self) -> Option<&str> {
        self.title.as_deref()
    }

    fn name(&self) -> String {
        player(&self.url)
    }
}

/// The pictures: captions and credits, addresses, order.
pub(super) fn images(tally: &mut DifferenceTally, before: &[Image], after: &[Image]) {
    compare(tally, "images", before, after, |tally, place, old, new| {
        let credits = (old.credit.as_deref(), new.credit.as_deref());
        tally.optional(place, Weight::Caption, credits.0, credits.1);
    });
}

/// The files: titles, addresses, order.
pub(super) fn attachments(
    tally: &mut DifferenceTally,
    before: &[Attachment],
    after: &[Attachment],
) {
    compare(
        tally,
        "attachments",
        before,
        after,
        |tally, place, old, new| {
            if old.media_type != new.media_type && old.url == new.url {
                let named = |file: &Attachment| file.media_type.clone().unwrap_or_default();
                tally.told(
                    place,
                    ChangeKind::Links,
                    None,
                    swap(&named(old), &named(new)),
                );
            }
        },
    );
}

fn compare<M: Medium>(
    tally: &mut DifferenceTally,
    field: &'static str,
    before: &[M],
    after: &[M],
    beside: impl Fn(&mut DifferenceTally, FieldPlace, &M, &M),
) {
    let partners = partners(before, after);
    let mut last = None;
    for (at, new) in after.iter().enumerate() {
        let place = FieldPlace {
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
            let kind = if old.name() == new.name() {
                ChangeKind::Links
            } else {
                ChangeKind::Caption
            };
            tally.told(place, kind, None, swap(old.url(), new.url()));
        }
        if last.is_some_and(|last| from < last) {
            let mut pieces = Vec::new();
            push(&mut pieces, Side::Same, new.words().unwrap_or(new.url()));
            tally.told(place, ChangeKind::Links, Some(from), pieces);
        }
        last = last.max(Some(from));
    }
    for (at, old) in before.iter().enumerate() {
        if !partners.contains(&Some(at)) {
            let place = FieldPlace {
                field,
                index: Some(at),
            };
            let words = old.words().unwrap_or(old.url());
            tally.whole(place, Weight::Caption, Side::Removed, words);
        }
    }
}

/// For each of the later the earlier that it is: by address, then by the same words or name;
/// last, those without words in their order.
fn partners<M: Medium>(before: &[M], after: &[M]) -> Vec<Option<usize>> {
    let mut partners: Vec<Option<usize>> = vec![None; after.len()];
    let rules: [fn(&M, &M) -> bool; 4] = [
        |old, new| old.url() == new.url() && old.words() == new.words(),
        |old, new| old.url() == new.url(),
        |old, new| old.words() == new.words() && old.name() == new.name(),
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

/// What is embedded: videos, maps, pages.
pub(super) fn embeds(tally: &mut DifferenceTally, before: &[Embed], after: &[Embed]) {
    compare(tally, "embeds", before, after, |_, _, _, _| {});
}

/// Where the words lead that stand in both versions. A link that came or went with its words is
/// told with them.
pub(super) fn links(
    tally: &mut DifferenceTally,
    (before, old_text): (&[BodyLink], &str),
    (after, new_text): (&[BodyLink], &str),
) {
    let mut old: Vec<Option<&BodyLink>> = before.iter().map(Some).collect();
    let mut find = |wanted: &dyn Fn(&BodyLink) -> bool| {
        let found = old.iter_mut().find(|it| it.is_some_and(wanted));
        found.and_then(Option::take)
    };
    let mut new: Vec<(usize, &BodyLink)> = after.iter().enumerate().collect();
    new.retain(|(_, link)| find(&|it| it == *link).is_none());
    new.retain(|(_, link)| find(&|it| it.url == link.url).is_none());
    let place = |at| FieldPlace {
        field: "links",
        index: Some(at),
    };
    for (at, link) in new {
        if let Some(was) = find(&|it| it.text == link.text) {
            let kind = if same_place(&was.url, &link.url) {
                ChangeKind::Typographic
            } else {
                ChangeKind::Links
            };
            let pieces = led(link, swap(&was.url, &link.url));
            tally.told(place(at), kind, None, pieces);
        } else if old_text.contains(&link.text) {
            let pieces = led(link, swap("", &link.url));
            tally.told(place(at), ChangeKind::Links, None, pieces);
        }
    }
    for (at, link) in old.into_iter().enumerate() {
        if let Some(link) = link.filter(|it| new_text.contains(&it.text)) {
            tally.told(
                place(at),
                ChangeKind::Links,
                None,
                led(link, swap(&link.url, "")),
            );
        }
    }
}

/// Whether two addresses are one but for the scheme and a last stroke.
fn same_place(one: &str, other: &str) -> bool {
    let bare = |url: &str| -> String {
        let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
        rest.trim_end_matches('/').to_owned()
    };
    bare(one) == bare(other)
}

/// A link's words, and what became of its target.
fn led(link: &BodyLink, target: Vec<DiffPiece>) -> Vec<DiffPiece> {
    let mut pieces = Vec::new();
    push(&mut pieces, Side::Same, &format!("{} → ", link.text));
    pieces.extend(target);
    pieces
}

/// Endings of programs: what they give is told by the query.
const PROGRAMS: [&str; 6] = ["aspx", "ashx", "php", "jsp", "cgi", "do"];

/// A file's name without its ending, a size that WordPress adds, or what it adds to a large
/// picture's, in lower case. Of what a program gives, its query too.
fn file_name(url: &str) -> String {
    let url = url.split('#').next().unwrap_or_default();
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let last = path.rsplit('/').find(|part| !part.is_empty());
    let name = last.unwrap_or_default().to_lowercase();
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return format!("{name}?{query}");
    };
    if PROGRAMS.contains(&ending) {
        return format!("{name}?{query}");
    }
    let sized = |(stem, size): (&str, &str)| {
        let sides: Vec<&str> = size.split('x').collect();
        let digits = |side: &&str| !side.is_empty() && side.bytes().all(|b| b.is_ascii_digit());
        let is_size = size == "scaled" || (sides.len() == 2 && sides.iter().all(digits));
        is_size.then(|| stem.to_owned())
    };
    let bare = stem.rsplit_once('-').and_then(sized);
    bare.unwrap_or_else(|| stem.to_owned())
}

/// What a player shows, whatever it is told besides: the host and path, without `www.` and
/// «nocookie», and the one parameter of a video or map that is no path.
fn player(url: &str) -> String {
    let address = url.split_once("//").map_or(url, |(_, rest)| rest);
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let path = path.trim_start_matches("www.").replace("-nocookie", "");
    let path = path.trim_end_matches('/');
    let shown = [
        "v=", "id=", "list=", "q=", "pb=", "href=", "src=", "url=", "file=",
    ];
    let mut pairs = query.split('&');
    let which = pairs.find(|pair| shown.iter().any(|key| pair.starts_with(key)));
    format!("{path}?{}", which.unwrap_or_default())
}

fn swap(old: &str, new: &str) -> Vec<DiffPiece> {
    let mut pieces = Vec::new();
    push(&mut pieces, Side::Removed, old);
    push(&mut pieces, Side::Added, new);
    pieces
}
