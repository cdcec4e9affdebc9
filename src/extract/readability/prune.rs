//! What of the chosen element is furniture: lists of links, forms, boxes to share.

use ego_tree::NodeId;
use scraper::ElementRef;
use url::Url;

use super::head::{self, ContentHead, PageClaims};
use super::headed;
use super::running::Running;
use super::score::ReadingPass;
use super::siblings::join;
use super::tag::Tag;
use super::top::Top;
use crate::extract::embedded;
use crate::extract::gather::attr;
use crate::extract::generic::source_line;
use crate::text;

/// Text from which on a choice is believed at once, in letters.
pub(super) const ENOUGH_LETTERS: u32 = 500;

/// The part of a page that is its article.
#[derive(Debug)]
pub(in crate::extract) struct MainContent<'a> {
    /// The element that holds it.
    pub root: ElementRef<'a>,
    /// What inside the element does not belong to it.
    pub without: Vec<NodeId>,
    /// The block that introduces it.
    pub lead: Option<ElementRef<'a>>,
    /// The short lines right behind it: byline and source.
    pub behind: Vec<ElementRef<'a>>,
    /// How many letters it has.
    pub letters: u32,
    /// How many of them are running text.
    pub running: u32,
}

/// Parts that say nothing but that they are an advertisement, or still loading.
const NOTICES: [&str; 9] = [
    "ad",
    "advertising",
    "advertisement",
    "publicité",
    "werbung",
    "anuncio",
    "quảng cáo",
    "loading",
    "đang tải",
];

/// Chooses within one attempt.
pub(super) fn prune<'a>(
    mut attempt: ReadingPass<'_, 'a>,
    top: Top,
    said: &PageClaims,
) -> Option<MainContent<'a>> {
    let (root, joined) = match top {
        Top::Whole(root) => (root, false),
        Top::AndSiblings(top) => {
            let root = attempt.up(top);
            join(&mut attempt, root, top);
            (root, root > 0)
        }
    };
    let mut pruning = Pruning {
        data: vec![false; attempt.gone.len()],
        attempt,
        root,
        joined,
    };
    pruning.share();
    pruning.tables();
    pruning.clean(|tag, _| matches!(tag, Tag::Form | Tag::Fieldset));
    pruning.furniture();
    pruning.clean(|tag, div| div || matches!(tag, Tag::Table | Tag::List));
    pruning.choice(said)
}

struct Pruning<'o, 'a> {
    attempt: ReadingPass<'o, 'a>,
    root: usize,
    /// The root only holds the top candidate and what goes on from it.
    joined: bool,
    /// Tables of data.
    data: Vec<bool>,
}

impl<'a> Pruning<'_, 'a> {
    fn places(&self) -> std::ops::Range<usize> {
        self.root + 1..self.attempt.outline.parts[self.root].end
    }

    fn remove(&mut self, at: usize) {
        self.attempt.remove(at, self.root);
    }

    /// Takes out the small boxes that offer to share the page.
    fn share(&mut self) {
        for at in self.places() {
            let part = &self.attempt.outline.parts[at];
            let small = self.attempt.sums[at].letters < ENOUGH_LETTERS;
            if part.said.share && small && !self.attempt.gone[at] {
                self.remove(at);
            }
        }
    }

    fn tables(&mut self) {
        for at in self.places() {
            let parts = &self.attempt.outline.parts;
            if parts[at].tag == Tag::Table && !self.attempt.gone[at] && self.is_data(at) {
                self.data[at] = true;
                let mut up = parts[at].parent;
                self.attempt.sums[at].data_tables += 1;
                while up > self.root {
                    self.attempt.sums[up].data_tables += 1;
                    up = parts[up].parent;
                }
            }
        }
    }

    fn is_data(&self, table: usize) -> bool {
        let parts = &self.attempt.outline.parts;
        let element = ElementRef::wrap(parts[table].node);
        let said = |name: &str| element.and_then(|it| attr(it, name));
        if said("role") == Some("presentation") || said("datatable") == Some("0") {
            return false;
        }
        if said("summary").is_some() {
            return true;
        }
        let inside = &parts[table + 1..parts[table].end];
        if inside
            .iter()
            .any(|it| matches!(it.tag, Tag::TableMember | Tag::HeadCell))
        {
            return true;
        }
        if inside.iter().any(|it| it.tag == Tag::Table) {
            return false;
        }
        let (mut rows, mut columns, mut widest) = (0_usize, 0_usize, 0_usize);
        for part in inside {
            match part.tag {
                Tag::Row => (rows, columns) = (rows + 1, 0),
                Tag::Cell => {
                    let span = ElementRef::wrap(part.node).and_then(|it| attr(it, "colspan"));
                    let span = span.and_then(|it| it.parse().ok()).unwrap_or(1_usize);
                    columns += span.clamp(1, 1_000);
                    widest = widest.max(columns);
                }
                _ => {}
            }
        }
        rows > 1 && widest > 1 && (rows >= 10 || widest > 4 || rows * widest > 10)
    }

    /// Takes out players, fields, footers, asides, and headings of furniture.
    fn furniture(&mut self) {
        for at in self.places() {
            if self.attempt.gone[at] {
                continue;
            }
            let part = &self.attempt.outline.parts[at];
            let out = match part.tag {
                Tag::Furniture | Tag::Input => true,
                Tag::Heading(1 | 2) => self.attempt.weight(at) < 0.0,
                _ => false,
            };
            if out {
                self.remove(at);
            }
        }
    }

    /// Whether a frame shows what is part of an article: a player, a map, a file.
    fn is_shown(&self, at: usize) -> bool {
        let nowhere = Url::parse("http://localhost/");
        let element = ElementRef::wrap(self.attempt.outline.parts[at].node);
        let shown = element.and_then(|it| embedded::read(it, &nowhere.ok()?));
        shown.is_some_and(|it| !it.is_plain_frame())
    }

    /// Takes out what holds hardly any text of its own, from the innermost out.
    fn clean(&mut self, wanted: impl Fn(Tag, bool) -> bool) {
        if !self.attempt.strictness.clean {
            return;
        }
        for at in self.places().rev() {
            let part = &self.attempt.outline.parts[at];
            if self.attempt.gone[at] || !wanted(part.tag, self.is_div(at)) {
                continue;
            }
            if self.is_furniture(at) {
                self.remove(at);
            }
        }
    }

    /// Whether a part is a `div`, also as one that took the place of another element.
    fn is_div(&self, at: usize) -> bool {
        let part = &self.attempt.outline.parts[at];
        let plain = matches!(
            part.tag,
            Tag::Text | Tag::Article | Tag::Section | Tag::Paragraph | Tag::List
        );
        let linked = self.root > 0 && self.attempt.sums[at].links > 0;
        let root = part.parent == self.root && (self.joined || linked) && !plain && !part.phrasing;
        (part.tag == Tag::Div && !self.attempt.is_paragraph(at)) || root
    }

    #[expect(clippy::cast_precision_loss, reason = "no page has 2^24 paragraphs")]
    fn is_furniture(&self, at: usize) -> bool {
        let attempt = &self.attempt;
        let sums = &attempt.sums[at];
        let offers_files = sums.files > 0 && sums.files == sums.links;
        if sums.data_tables > 0 || offers_files || self.is_inside(at, |up| self.data[up]) {
            return false;
        }
        let weight = attempt.weight(at);
        if weight < 0.0 {
            return sums.preformatted == 0;
        }
        if sums.commas >= 10 {
            return false;
        }
        let parts = &attempt.outline.parts;
        let end = parts[at].end;
        if sums.embeds > 0 {
            let mut embeds = (at..end).filter(|it| parts[*it].tag == Tag::Embed);
            if embeds.any(|it| !attempt.gone[it] && self.is_shown(it)) {
                return false;
            }
        }
        if sums.letters < 20 {
            let text = attempt.outline.text(at, end).trim().to_lowercase();
            if NOTICES.contains(&text.trim_end_matches(['.', '…', ':'])) {
                return true;
            }
        }
        let is_list = parts[at].tag == Tag::List || sums.nearly_all(sums.listed);
        let pictured = self.is_inside(at, |up| parts[up].tag == Tag::Figure);
        let density = sums.link_density();
        let (paragraphs, images) = (sums.paragraphs as f32, sums.images as f32);
        let out = (!pictured && sums.images > 1 && paragraphs / images < 0.5)
            || (!is_list && sums.items > sums.paragraphs + 100)
            || sums.inputs > sums.paragraphs / 3
            || (!is_list
                && !pictured
                && sums.letters < 25
                && (sums.images == 0 || sums.images > 2)
                && density > 0.0
                && !sums.nearly_all(sums.headed))
            || (!is_list && weight < 25.0 && density > 0.2)
            || (weight >= 25.0 && density > 0.5)
            || (sums.embeds == 1 && sums.letters < 75)
            || sums.embeds > 1
            || (sums.images == 0 && sums.set == 0);
        // A list of pictures is kept.
        out && !(is_list && self.is_gallery(at))
    }

    fn is_inside(&self, at: usize, test: impl Fn(usize) -> bool) -> bool {
        let mut up = at;
        while up > self.root {
            if test(up) {
                return true;
            }
            up = self.attempt.outline.parts[up].parent;
        }
        false
    }

    fn is_gallery(&self, list: usize) -> bool {
        let attempt = &self.attempt;
        let parts = &attempt.outline.parts;
        let single = |it: usize| {
            let elements = attempt
                .children(it)
                .filter(|it| parts[*it].tag != Tag::Text);
            elements.take(2).count() <= 1
        };
        let sums = &attempt.sums[list];
        attempt.children(list).all(single) && sums.images == sums.items
    }

    fn choice(self, said: &PageClaims) -> Option<MainContent<'a>> {
        let Self {
            mut attempt, root, ..
        } = self;
        headed::take_out(&mut attempt, root);
        let ContentHead { headline, lead } = head::take(&mut attempt, root, said);
        let parts = &attempt.outline.parts;
        let root = headline.map_or(root, |it| head::narrowed(&attempt, root, it));
        let lines = behind(&attempt, root);
        let (inside, outside): (Vec<_>, Vec<_>) =
            lines.into_iter().partition(|it| *it < parts[root].end);
        for line in inside {
            attempt.gone[line..parts[line].end].fill(false);
        }
        let mut without = attempt.outline.hidden.clone();
        let mut at = root + 1;
        while at < parts[root].end {
            if attempt.gone[at] {
                without.push(parts[at].node.id());
                at = parts[at].end;
            } else {
                at += 1;
            }
        }
        Some(MainContent {
            root: ElementRef::wrap(parts[root].node)?,
            without,
            lead: lead.and_then(|it| ElementRef::wrap(parts[it].node)),
            behind: outside
                .into_iter()
                .filter_map(|it| ElementRef::wrap(parts[it].node))
                .collect(),
            letters: attempt.sums[root].letters,
            running: Running::within(attempt.outline, root, |at| attempt.gone[at]).letters,
        })
    }
}

/// The short lines right behind what was chosen, where they name the source: Readability
/// leaves them out.
fn behind(attempt: &ReadingPass<'_, '_>, root: usize) -> Vec<usize> {
    let parts = &attempt.outline.parts;
    let kept = |it: &usize| !attempt.gone[*it] && parts[*it].tag == Tag::Text;
    let last = (root..parts[root].end).rev().find(kept);
    let mut lines: Vec<usize> = Vec::new();
    let mut at = last.map_or(parts.len(), |it| it + 1);
    while at < parts.len() && lines.len() < 2 {
        let mut holder = at;
        while holder > 0 && parts[holder].phrasing {
            holder = parts[holder].parent;
        }
        if parts[at].tag == Tag::Furniture {
            break;
        }
        if parts[at].tag == Tag::Text {
            if !attempt.outline.is_short(holder) {
                break;
            }
            lines.push(holder);
            at = parts[holder].end;
        } else {
            at += 1;
        }
    }
    let line = |it: usize| text::clean(&attempt.outline.text(it, parts[it].end));
    let names_source = |it: &usize| source_line(&line(*it)).is_some();
    let count = lines.iter().rposition(names_source).map_or(0, |at| at + 1);
    lines.truncate(count);
    // A line with a label of its own is told by that, wherever it stands.
    lines.retain(|it| names_source(it) || !line(*it).contains(':'));
    lines
}
