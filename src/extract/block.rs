//! Turns runs of text into blocks, captions and file lines.
//!
//! Never looks at the tree: it is told text, breaks, pictures and the state they stand in.

use ego_tree::NodeId;

use super::captions;
use super::reading::{BodyReading, Paragraph, is_file_label};
use super::setting::{Align, BodyState, LinkTarget};
use crate::record::{BlockKind, BodyLink, Image};
use crate::text;

/// The longest text taken for a caption by its setting alone, in bytes (the longest true
/// one of the test portal has 201 letters).
const CAPTION_BYTES: usize = 600;
/// The longest text in italics behind a picture taken for its caption, in bytes.
const ITALIC_BYTES: usize = 300;
/// The longest caption with markup of its own, in bytes: more is an article in a box that
/// happens to have such a class.
const LONGEST_CAPTION: usize = 2_000;
/// The longest text taken for a heading by being bold alone, in letters.
const HEADING_LETTERS: usize = 120;

/// How many letters of the buffer are what.
#[derive(Debug, Default)]
struct Letters {
    all: usize,
    strong: usize,
    italic: usize,
    byline: usize,
    linked: usize,
    caption: usize,
    files: usize,
}

/// The block that is being read.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    text: String,
    letters: Letters,
    /// Text of links: link, from, to.
    links: Vec<(LinkTarget, usize, usize)>,
    /// Where the links that are no files lead.
    targets: Vec<String>,
    /// A picture stands in this block, before the text.
    pictured: bool,
    caption: Option<NodeId>,
    credit: String,
}

impl Buffer {
    pub(super) fn text(&mut self, text: &str, state: &BodyState) {
        if state.credit {
            self.credit.push_str(text);
            return;
        }
        let after_figure = self.text.ends_with(|it: char| it.is_ascii_digit());
        let text = &*state.script.of(text, after_figure);
        let from = self.text.len();
        let mut count = 0;
        let mut space = self.text.is_empty() || self.text.ends_with([' ', '\n']);
        for letter in text.chars() {
            if state.preformatted && letter == '\n' {
                self.text.push('\n');
                space = true;
            } else if letter.is_whitespace() {
                if !space {
                    self.text.push(' ');
                }
                space = true;
            } else {
                self.text.push(letter);
                count += 1;
                space = false;
            }
        }
        if count == 0 {
            return;
        }
        let letters = &mut self.letters;
        letters.all += count;
        letters.strong += if state.strong { count } else { 0 };
        letters.italic += if state.italic { count } else { 0 };
        letters.byline += if state.byline { count } else { 0 };
        letters.linked += if state.link { count } else { 0 };
        letters.files += if state.files { count } else { 0 };
        if state.caption.is_some() {
            letters.caption += count;
            self.caption = state.caption;
        }
        if let Some(link) = state.target {
            self.links.push((link, from, self.text.len()));
        }
    }

    /// Notes where a link of this block leads; its place.
    pub(super) fn target(&mut self, url: String) -> usize {
        self.targets.push(url);
        self.targets.len() - 1
    }

    pub(super) fn line_break(&mut self) {
        self.text.push('\n');
    }

    pub(super) fn picture(&mut self, image: Image, state: &BodyState, out: &mut BodyReading) {
        if self.letters.all > 0 && self.text.trim_end_matches(' ').ends_with('\n') {
            self.flush(state, out);
        }
        out.picture(image);
        self.pictured = self.letters.all == 0;
    }

    /// Ends the block that is being read.
    pub(super) fn flush(&mut self, state: &BodyState, out: &mut BodyReading) {
        let block = std::mem::take(self);
        if !block.credit.is_empty() {
            let credit = text::clean(&block.credit);
            if let Some(image) = out.beside()
                && !credit.is_empty()
            {
                image.credit = Some(credit);
            }
        }
        if block.letters.all == 0 {
            self.pictured = block.pictured && !state.block;
            return;
        }
        let groups = stanzas(&block.text);
        if block.is_file_line(out) {
            return;
        }
        let mut body_links = block.body_links();
        let letters = &block.letters;
        let all = |part: usize| part == letters.all;
        if all(letters.caption) && block.text.len() <= LONGEST_CAPTION {
            out.caption(groups.join("\n"), block.caption);
            return;
        }
        if block.text.len() <= CAPTION_BYTES
            && out.beside().is_some_and(|image| image.caption.is_none())
        {
            let centred = state.align == Align::Centre && !all(letters.strong);
            let short = block.text.len() <= ITALIC_BYTES;
            let italic = all(letters.italic) && (block.pictured || short);
            let text = groups.join("\n");
            let named = out
                .beside()
                .is_some_and(|it| it.alt.as_ref() == Some(&text));
            if state.picture_table || centred || italic || named || captions::is_credited(&text) {
                out.caption(text, None);
                return;
            }
        }
        for text in groups {
            let strong = all(letters.strong);
            let right = state.align == Align::Right;
            let short = text.chars().count() <= HEADING_LETTERS;
            let heading = strong && !right && short && !text.ends_with(['.', '…', ';', ',', ':']);
            let kind = match state.kind {
                BlockKind::Paragraph if heading => BlockKind::Heading,
                kind => kind,
            };
            let (italic, byline) = (all(letters.italic), all(letters.byline));
            out.push(Paragraph {
                kind,
                text,
                strong,
                italic,
                right,
                byline,
                linked: letters.linked * 10 > letters.all * 7,
                links: std::mem::take(&mut body_links),
                before_tail: false,
            });
        }
    }

    /// A line that only offers files ("Tải về: …") is no text of the article. Names the
    /// files on the way.
    fn is_file_line(&self, out: &mut BodyReading) -> bool {
        let named = self.named_links();
        let mut files = named.iter().filter(|(target, ..)| target.file).peekable();
        if files.peek().is_none() {
            return self.letters.files == self.letters.all;
        }
        for (file, title) in files {
            out.file_title(file.place, title);
        }
        if self.letters.files == self.letters.all {
            return true;
        }
        let mut outside = String::new();
        let mut at = 0;
        for (_, from, to) in self.links.iter().filter(|(target, ..)| target.file) {
            outside.push_str(self.text.get(at..*from).unwrap_or_default());
            outside.push(' ');
            at = *to;
        }
        outside.push_str(self.text.get(at..).unwrap_or_default());
        let outside = text::clean(&outside);
        outside.is_empty() || is_file_label(&outside)
    }

    /// Each link with all of its text.
    fn named_links(&self) -> Vec<(LinkTarget, String)> {
        let mut links = self.links.iter().peekable();
        let mut named = Vec::new();
        while let Some((link, from, to)) = links.next() {
            let mut title = self.text.get(*from..*to).unwrap_or_default().to_owned();
            while let Some((_, from, to)) = links.next_if(|(next, ..)| next == link) {
                title.push_str(self.text.get(*from..*to).unwrap_or_default());
            }
            named.push((*link, title));
        }
        named
    }

    fn body_links(&self) -> Vec<BodyLink> {
        let others = self.named_links().into_iter().filter(|(it, _)| !it.file);
        let links = others.filter_map(|(target, title)| {
            let url = self.targets.get(target.place)?.clone();
            let text = text::clean(&title);
            (!text.is_empty()).then_some(BodyLink { url, text })
        });
        links.collect()
    }
}

/// The text's lines cleaned; an empty line between two ends one block and begins another.
fn stanzas(raw: &str) -> Vec<String> {
    let mut groups: Vec<String> = Vec::with_capacity(1);
    let mut open = false;
    for line in raw.split('\n') {
        let line = text::clean(line);
        if line.is_empty() {
            open = false;
        } else if let Some(last) = groups.last_mut().filter(|_| open) {
            last.push('\n');
            last.push_str(&line);
        } else {
            groups.push(line);
            open = true;
        }
    }
    groups
}
