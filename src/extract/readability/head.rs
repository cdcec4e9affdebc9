//! What stands above an article's text: its headline, its lead, and the lines around them
//! that belong to neither.

use super::outline::{Outline, OutlineNode};
use super::score::ReadingPass;
use super::tag::Tag;

/// What a page says of its article.
#[derive(Clone, Debug, Default)]
pub(in crate::extract) struct PageClaims {
    pub title: String,
    /// How the page describes itself to machines.
    pub descriptions: Vec<String>,
}

/// The shortest and the longest lead, in letters.
const LEAD: std::ops::RangeInclusive<u32> = 30..=1_200;
/// The shortest lead that is only told by being set as a heading, in letters.
const HEADED: u32 = 80;
/// How many blocks above the text a lead is looked for.
const BLOCKS: usize = 12;
/// How many letters a description and a lead must begin with alike.
const ALIKE: usize = 40;
/// The shortest lead that is only told by being like the description, in letters.
const ALIKE_LETTERS: u32 = 40;
/// The shortest lead that is only told by standing right below the headline, in letters.
const BELOW: u32 = 60;
/// Text from which on a block is running text, in letters.
const LONG: u32 = 80;
/// Text that stands above a headline only where the headline is not the article's, in letters.
const ABOVE: u32 = 400;

/// What stands above the text of what was chosen.
pub(super) struct ContentHead {
    pub headline: Option<usize>,
    pub lead: Option<usize>,
}

/// Finds the head of what is left in `root`, and leaves out of it the lead and what stands above.
pub(super) fn take(
    attempt: &mut ReadingPass<'_, '_>,
    root: usize,
    said: &PageClaims,
) -> ContentHead {
    let outline = attempt.outline;
    let headline = headline(attempt, root, &said.title);
    let inside = |at: usize| root < at && at < outline.parts[root].end;
    if let Some(headline) = headline.filter(|it| inside(*it)) {
        let above: u32 = kept(attempt, root + 1..headline)
            .map(|at| outline.parts[at].letters)
            .sum();
        if above <= ABOVE {
            leave_out_before(attempt, root, headline);
        }
    }
    let lead = lead(attempt, root, headline, said);
    if let Some(lead) = lead.filter(|it| inside(*it)) {
        leave_out_before(attempt, root, outline.parts[lead].end);
    }
    ContentHead { headline, lead }
}

/// What inside the chosen part holds the headline and all running text: around it is the page.
pub(super) fn narrowed(attempt: &ReadingPass<'_, '_>, root: usize, headline: usize) -> usize {
    let parts = &attempt.outline.parts;
    let inside = root + 1..parts[root].end;
    let mut running = kept(attempt, inside.clone()).filter(|it| parts[*it].letters >= LONG);
    let first = running.next();
    let (Some(first), last, true) = (first, running.last().or(first), inside.contains(&headline))
    else {
        return root;
    };
    let mut at = headline;
    let lines = |tag| matches!(tag, Tag::Row | Tag::TableMember);
    while at > root && (first < at || last >= Some(parts[at].end) || lines(parts[at].tag)) {
        at = parts[at].parent;
    }
    at
}

/// The texts of some parts that are left.
fn kept<'t>(
    attempt: &'t ReadingPass<'_, '_>,
    mut places: std::ops::Range<usize>,
) -> impl Iterator<Item = usize> + use<'t> {
    std::iter::from_fn(move || {
        places.find(|at| attempt.outline.parts[*at].tag == Tag::Text && !attempt.gone[*at])
    })
}

fn leave_out_before(attempt: &mut ReadingPass<'_, '_>, root: usize, end: usize) {
    let outline = attempt.outline;
    for at in root + 1..end {
        // Pictures above the text may be the article's.
        if !attempt.gone[at] && outline.parts[at].tag == Tag::Text {
            attempt.remove(at, root);
        }
    }
}

/// The headline: the first heading with the page's title in it, or the last line above the text
/// that says it.
fn headline(attempt: &ReadingPass<'_, '_>, root: usize, title: &str) -> Option<usize> {
    let outline = attempt.outline;
    if title.is_empty() {
        return None;
    }
    let line = || {
        let mut texts = kept(attempt, root + 1..outline.parts[root].end);
        let text = texts.find(|it| outline.parts[*it].letters >= LONG)?;
        (1..text).rev().find(|it| outline.repeats(*it, title))
    };
    heading(outline, title).or_else(line)
}

/// The first heading with the page's title in it.
pub(super) fn heading(outline: &Outline<'_>, title: &str) -> Option<usize> {
    let headings = |highest: u8| {
        let is = move |it: &usize| outline.parts[*it].tag == Tag::Heading(highest);
        let mut all = (0..outline.parts.len()).filter(is);
        all.find(|it| outline.is_like(*it, title))
    };
    headings(1).or_else(|| headings(2))
}

/// The block that is set as the lead: the first of the text itself, lines of the page's frame
/// aside, or the nearest above it, below the headline; or a sentence right below that.
fn lead(
    attempt: &ReadingPass<'_, '_>,
    root: usize,
    headline: Option<usize>,
    said: &PageClaims,
) -> Option<usize> {
    let outline = attempt.outline;
    let mut texts = kept(attempt, root + 1..outline.parts[root].end);
    let first = texts.next()?;
    let own = outline.block(first);
    let mut block = own;
    for _ in 0..BLOCKS {
        if is_lead(outline, block, said, false) {
            return Some(block);
        }
        if !outline.is_short(block) {
            break;
        }
        let end = outline.parts[block].end;
        let Some(next) = texts.find(|it| *it >= end) else {
            break;
        };
        block = outline.block(next);
    }
    let (mut blocks, mut nearest) = (0, None);
    let mut at = own.min(first);
    let top = headline.map_or(1, |it| outline.parts[it].end);
    while at > top && blocks < BLOCKS {
        at -= 1;
        if outline.parts[at].tag != Tag::Text {
            continue;
        }
        let block = outline.block(at);
        if block < top {
            return None;
        }
        // Above no headline the page may introduce itself.
        let own = headline.is_some() || !outline.is_inside(block, |it| it.said.unlikely);
        if own && is_lead(outline, block, said, true) {
            return Some(block);
        }
        blocks += 1;
        at = block.min(at);
        nearest = Some(block).filter(|_| blocks < BLOCKS);
    }
    let pictured = |it: usize| (top..it).any(|at| outline.parts[at].tag == Tag::Image);
    let below = nearest.filter(|it| headline.is_some() && is_prose(outline, *it));
    below.filter(|it| !pictured(*it))
}

/// Whether a block is a sentence of its own and in no box beside the article.
fn is_prose(outline: &Outline<'_>, block: usize) -> bool {
    let apart = |it: &OutlineNode<'_>| {
        let boxed = matches!(
            it.tag,
            Tag::Furniture | Tag::Figure | Tag::List | Tag::Form | Tag::Link
        );
        boxed || it.said.unlikely || it.said.consent || it.said.share || it.said.byline
    };
    let letters = outline.letters(block);
    block > 0
        && (BELOW..=*LEAD.end()).contains(&letters)
        && !apart(&outline.parts[block])
        && !outline.is_inside(block, apart)
        && !outline.is_mostly_links(block)
        && ends_sentence(&outline.text(block, outline.parts[block].end))
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', '…', '?', '!'])
}

/// Whether a block is set as a lead: by its class, by beginning as the page describes itself,
/// or as a heading that is a sentence.
fn is_lead(outline: &Outline<'_>, block: usize, said: &PageClaims, above: bool) -> bool {
    let parts = &outline.parts;
    let letters = outline.letters(block);
    if block == 0 || !LEAD.contains(&letters) || outline.is_mostly_links(block) {
        return false;
    }
    let mut named = parts[block].said.lead;
    let (mut inner, mut up) = (block, parts[block].parent);
    while up > 0 && inner == up + 1 && parts[up].end == parts[inner].end {
        named |= parts[up].said.lead;
        (inner, up) = (up, parts[up].parent);
    }
    let listed = outline.is_inside(block, |it| it.tag == Tag::Item);
    let text = outline.text(block, parts[block].end);
    let goes_on = text.trim_start().starts_with(char::is_lowercase);
    if listed || goes_on || parts[block].tag == Tag::Heading(1) {
        return false;
    }
    if named {
        return true;
    }
    if matches!(parts[block].tag, Tag::Heading(_)) && letters >= HEADED {
        return ends_sentence(&text);
    }
    let begins_alike = || {
        let start = start(&text);
        said.descriptions.iter().any(|it| {
            let described = self::start(it);
            described.chars().count() >= ALIKE / 2
                && (start.starts_with(&described) || described.starts_with(&start))
        })
    };
    above && letters >= ALIKE_LETTERS && begins_alike()
}

/// The first letters and figures of a text, in lower case.
fn start(text: &str) -> String {
    let letters = text.chars().filter(|it| it.is_alphanumeric());
    letters.flat_map(char::to_lowercase).take(ALIKE).collect()
}
