//! One attempt: which element holds most of the running text, and which of its siblings go on
//! from it.

use scraper::ElementRef;

use super::outline::Outline;
use super::sums::TextSums;
use super::tag::Tag;
use crate::extract::gather::attr;
use crate::extract::picture;

/// What is left out of account in one attempt.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strictness {
    /// Parts whose class or role is furniture's are left out.
    pub likely_only: bool,
    /// Classes and ids count.
    pub weigh_classes: bool,
    /// Lists of links and the like are left out of what was chosen.
    pub clean: bool,
}

/// The shortest paragraph that counts, in letters.
const PARAGRAPH_LETTERS: u32 = 25;
/// How far up a paragraph speaks for what holds it.
const LEVELS: usize = 5;
/// Scores up to which links are not looked at.
const LOW_SCORE: f32 = 5.0;

/// Text that is read as one paragraph, whatever it is marked as.
struct ParagraphUnit {
    /// What holds it.
    within: usize,
    letters: u32,
    commas: u32,
}

/// Children in a row that stand in one line of text.
pub(super) struct InlineRun {
    pub first: usize,
    pub end: usize,
    pub sums: TextSums,
}

/// One attempt at a page.
pub(super) struct ReadingPass<'o, 'a> {
    pub outline: &'o Outline<'a>,
    pub strictness: Strictness,
    /// What is left out, with all that stands in it.
    pub gone: Vec<bool>,
    pub sums: Vec<TextSums>,
    /// A `div` around nothing but one paragraph: the paragraph stands in its place.
    lifted: Vec<bool>,
    /// A `div` without blocks is a paragraph.
    paragraph: Vec<bool>,
    pub scores: Vec<f32>,
}

impl<'o, 'a> ReadingPass<'o, 'a> {
    /// Leaves out what hardly is an article, and scores the rest.
    pub(super) fn of(outline: &'o Outline<'a>, strictness: Strictness, title: &str) -> Self {
        let count = outline.parts.len();
        let mut attempt = Self {
            outline,
            strictness,
            gone: vec![false; count],
            sums: vec![TextSums::default(); count],
            lifted: vec![false; count],
            paragraph: vec![false; count],
            scores: vec![0.0; count],
        };
        attempt.leave_out(title);
        let units = attempt.sum();
        attempt.score(&units);
        attempt
    }

    fn leave_out(&mut self, title: &str) {
        let parts = &self.outline.parts;
        let (mut titled, mut signed) = (title.is_empty(), false);
        let all = self.outline.letters(0);
        let mut at = 1;
        while at < parts.len() {
            let part = &parts[at];
            let heading = matches!(part.tag, Tag::Heading(1 | 2));
            let holder = matches!(
                part.tag,
                Tag::Div | Tag::Section | Tag::Header | Tag::Heading(_)
            );
            let out = if !titled && heading && self.outline.is_like(at, title) {
                titled = true;
                true
            } else if !signed && part.said.byline && self.outline.is_short(at) {
                signed = true;
                true
            } else {
                // A form may hold the whole page, a box to agree in may not.
                let box_of_its_own = part.tag == Tag::Form || part.said.consent;
                (self.strictness.likely_only && part.said.unlikely && !self.in_table(at))
                    || (holder && part.empty)
                    || (box_of_its_own && self.outline.letters(at) * 3 < all)
                    || self.outline.repeats(at, title)
            };
            if out {
                self.gone[at..part.end].fill(true);
                at = part.end;
            } else {
                at += 1;
            }
        }
    }

    fn in_table(&self, at: usize) -> bool {
        let parts = &self.outline.parts;
        let mut up = at;
        for _ in 0..3 {
            up = parts[up].parent;
            if parts[up].tag == Tag::Table {
                return true;
            }
        }
        false
    }

    /// Sums from the leaves up; what the paragraphs are.
    fn sum(&mut self) -> Vec<ParagraphUnit> {
        let outline = self.outline;
        let mut units = Vec::new();
        for at in (0..outline.parts.len()).rev() {
            if self.gone[at] {
                continue;
            }
            let part = &outline.parts[at];
            let runs = if part.tag == Tag::Div || part.split {
                self.runs(at)
            } else {
                Vec::new()
            };
            let mut sums = self.sums[at];
            for run in &runs {
                sums.paragraphs += 1;
                sums.blocks += 1;
                sums.set += run.sums.letters.saturating_sub(run.sums.set);
            }
            let holds_blocks = sums.blocks > 0;
            self.count(at, &mut sums);
            self.sums[at] = sums;
            if at > 0 {
                self.sums[part.parent].add(&sums);
            }
            let unit = |within: usize, sums: &TextSums| ParagraphUnit {
                within,
                letters: sums.letters,
                commas: sums.commas,
            };
            units.extend(runs.iter().rev().map(|run| unit(at, &run.sums)));
            if part.tag == Tag::Div {
                if self.is_one_paragraph(at, &runs) && sums.link_density() < 0.25 {
                    self.lifted[at] = true;
                } else if !holds_blocks {
                    self.paragraph[at] = true;
                    units.push(unit(part.parent, &sums));
                }
            }
            let scored = matches!(
                part.tag,
                Tag::Section | Tag::Heading(2 | 3) | Tag::Paragraph | Tag::Cell | Tag::Preformatted
            );
            if scored {
                units.push(unit(part.parent, &sums));
            }
        }
        units.reverse();
        units
    }

    /// Adds what one part is by itself to what stands in it.
    fn count(&self, at: usize, sums: &mut TextSums) {
        let part = &self.outline.parts[at];
        sums.blocks += u32::from(part.tag.is_block());
        match part.tag {
            Tag::Text => (sums.letters, sums.commas) = (part.letters, part.commas),
            Tag::Link => {
                let href = self.href(at);
                let inner = href.len() > 1 && href.starts_with('#');
                sums.linked = sums.letters * if inner { 3 } else { 10 };
                sums.links += 1;
                sums.files += u32::from(picture::media_type(href).is_some());
            }
            Tag::Image => sums.images += 1,
            Tag::Input => sums.inputs += 1,
            Tag::Embed => sums.embeds += 1,
            Tag::Heading(_) => sums.headed = sums.letters,
            Tag::List => {
                sums.listed = sums.letters;
                sums.set = sums.letters;
            }
            Tag::Item => {
                sums.items += 1;
                sums.set = sums.letters;
            }
            Tag::Paragraph => {
                sums.paragraphs += 1;
                sums.set = sums.letters;
            }
            Tag::Preformatted => {
                sums.preformatted += 1;
                sums.set = sums.letters;
            }
            Tag::Quote | Tag::Terms | Tag::Table | Tag::Cell => sums.set = sums.letters,
            _ => {}
        }
    }

    fn href(&self, link: usize) -> &'a str {
        let element = ElementRef::wrap(self.outline.parts[link].node);
        element
            .and_then(|it| attr(it, "href"))
            .unwrap_or_default()
            .trim()
    }

    /// The children of a part that are left.
    pub(super) fn children(&self, of: usize) -> impl Iterator<Item = usize> + use<'_, 'o, 'a> {
        let parts = &self.outline.parts;
        let end = parts[of].end;
        let mut next = of + 1;
        std::iter::from_fn(move || {
            while next < end {
                let child = next;
                next = parts[child].end;
                if !self.gone[child] {
                    return Some(child);
                }
            }
            None
        })
    }

    /// The lines of text among a part's children.
    pub(super) fn runs(&self, of: usize) -> Vec<InlineRun> {
        let parts = &self.outline.parts;
        let mut runs: Vec<InlineRun> = Vec::new();
        let (mut open, mut broken) = (false, false);
        for child in self.children(of) {
            let part = &parts[child];
            let is_break = part.tag == Tag::Break;
            if !part.phrasing || (is_break && broken) {
                open = false;
            } else if let Some(run) = runs.last_mut().filter(|_| open) {
                run.end = part.end;
                run.sums.add(&self.sums[child]);
            } else if !is_break {
                runs.push(InlineRun {
                    first: child,
                    end: part.end,
                    sums: self.sums[child],
                });
                open = true;
            }
            broken = is_break;
        }
        runs
    }

    /// Whether a `div` holds nothing but one paragraph.
    fn is_one_paragraph(&self, at: usize, runs: &[InlineRun]) -> bool {
        let parts = &self.outline.parts;
        let mut others = self.children(at).filter(|it| !parts[*it].phrasing);
        match (runs, others.next(), others.next()) {
            ([], Some(only), None) => parts[only].tag == Tag::Paragraph,
            ([_], None, None) => true,
            _ => false,
        }
    }

    /// What holds a part, past the `div`s that paragraphs stand in place of.
    pub(super) fn up(&self, at: usize) -> usize {
        let mut up = self.outline.parts[at].parent;
        while self.lifted[up] {
            up = self.outline.parts[up].parent;
        }
        up
    }

    fn settled(&self, at: usize) -> usize {
        if self.lifted[at] { self.up(at) } else { at }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a page has fewer than 2^24 letters"
    )]
    fn score(&mut self, units: &[ParagraphUnit]) {
        let parts = &self.outline.parts;
        for unit in units.iter().filter(|it| it.letters >= PARAGRAPH_LETTERS) {
            let worth = (2 + unit.commas + (unit.letters / 100).min(3)) as f32;
            let mut holder = self.settled(unit.within);
            for level in 0..LEVELS {
                let share = match level {
                    0 => 1.0,
                    1 => 2.0,
                    _ => 3.0 * level as f32,
                };
                if self.scores[holder] == 0.0 {
                    self.scores[holder] = self.base(holder);
                }
                self.scores[holder] += worth / share;
                if holder == 0 {
                    break;
                }
                holder = self.up(holder);
            }
        }
        for at in 0..parts.len() {
            if self.scores[at] > LOW_SCORE {
                self.scores[at] *= 1.0 - self.sums[at].link_density();
            }
        }
    }

    fn base(&self, at: usize) -> f32 {
        self.outline.parts[at].tag.score() + self.weight(at)
    }

    pub(super) fn weight(&self, at: usize) -> f32 {
        if self.strictness.weigh_classes {
            self.outline.parts[at].said.weight
        } else {
            0.0
        }
    }

    /// Whether a part is read as one paragraph.
    pub(super) fn is_paragraph(&self, at: usize) -> bool {
        self.paragraph[at] || self.lifted[at] || self.outline.parts[at].tag == Tag::Paragraph
    }

    /// Takes a part out; all above it up to `root` has so much less.
    pub(super) fn remove(&mut self, at: usize, root: usize) {
        let parts = &self.outline.parts;
        let less = self.sums[at];
        self.gone[at..parts[at].end].fill(true);
        let mut up = at;
        while up > root {
            up = parts[up].parent;
            self.sums[up].take(&less);
        }
    }
}
