//! Turns runs of text into blocks, captions and file lines.
//!
//! Never looks at the tree: it is told text, breaks, pictures and the state they stand in.

use ego_tree::NodeId;
use url::Url;

use super::body::{Align, State};
use super::picture;
use crate::record::{Attachment, BlockKind, Image};
use crate::text;

/// The longest text taken for a caption by its setting alone, in bytes (the longest true
/// one of the test portal has 201 letters).
const CAPTION_BYTES: usize = 600;
/// The longest text taken for a heading by being bold alone, in letters.
const HEADING_LETTERS: usize = 120;

/// One block and how it was set.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts of how a block is set"
)]
pub(super) struct Paragraph {
    pub kind: BlockKind,
    pub text: String,
    /// All of it bold.
    pub strong: bool,
    /// All of it italic.
    pub italic: bool,
    pub right: bool,
    /// All of it inside what the recipe calls a byline.
    pub byline: bool,
    /// Most of it is the text of links.
    pub linked: bool,
    /// A source line or a list of other news followed.
    pub before_tail: bool,
}

impl Paragraph {
    pub(super) fn plain(kind: BlockKind, text: String) -> Self {
        Self {
            kind,
            text,
            strong: false,
            italic: false,
            right: false,
            byline: false,
            linked: false,
            before_tail: false,
        }
    }
}

/// What was read, in reading order.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub paragraphs: Vec<Paragraph>,
    /// Each with the number of paragraphs before it.
    pub images: Vec<(usize, Image)>,
    pub attachments: Vec<Attachment>,
    /// A caption that came before its picture.
    waiting: Option<String>,
    /// The last caption's element, for captions in several blocks.
    captioned: Option<NodeId>,
}

impl Reading {
    pub(super) fn push(&mut self, paragraph: Paragraph) {
        self.finish();
        self.paragraphs.push(paragraph);
    }

    /// Takes out one paragraph; the pictures behind it move up.
    pub(super) fn remove(&mut self, at: usize) -> Paragraph {
        for (place, _) in self.images.iter_mut().filter(|(place, _)| *place > at) {
            *place -= 1;
        }
        self.paragraphs.remove(at)
    }

    /// A caption whose picture never came is text like other text.
    pub(super) fn finish(&mut self) {
        if let Some(text) = self.waiting.take() {
            self.paragraphs
                .push(Paragraph::plain(BlockKind::Paragraph, text));
        }
    }

    /// The picture that no text parts from this place.
    fn beside(&mut self) -> Option<&mut Image> {
        let here = self.paragraphs.len();
        self.images
            .last_mut()
            .filter(|(at, _)| *at == here)
            .map(|(_, image)| image)
    }

    fn caption(&mut self, text: String, of: Option<NodeId>) {
        let again = of.is_some() && of == self.captioned;
        self.captioned = of;
        match self.beside() {
            Some(image) if image.caption.is_none() => image.caption = Some(text),
            Some(Image {
                caption: Some(known),
                ..
            }) if again => {
                known.push('\n');
                known.push_str(&text);
            }
            _ => {
                self.finish();
                self.waiting = Some(text);
            }
        }
    }

    /// Notes a file, once; its place among the attachments.
    pub(super) fn file(&mut self, href: &str, base: &Url) -> Option<usize> {
        let url = base.join(href).ok()?;
        let media_type = picture::media_type(url.path()).map(str::to_owned);
        let url = String::from(url);
        if let Some(known) = self.attachments.iter().position(|it| it.url == url) {
            return Some(known);
        }
        self.attachments.push(Attachment {
            url,
            title: None,
            media_type,
        });
        Some(self.attachments.len() - 1)
    }

    /// Names a file, unless it has a name already or this one only says "download".
    pub(super) fn file_title(&mut self, file: usize, title: &str) {
        let title = text::clean(title);
        if let Some(file) = self.attachments.get_mut(file)
            && !title.is_empty()
            && file.title.as_deref().is_none_or(is_file_label)
        {
            file.title = Some(title);
        }
    }
}

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
    /// Text of the links to files: link, from, to.
    links: Vec<((usize, NodeId), usize, usize)>,
    /// A picture stands in this block, before the text.
    pictured: bool,
    caption: Option<NodeId>,
    credit: String,
}

impl Buffer {
    pub(super) fn text(&mut self, text: &str, state: &State) {
        if state.credit {
            self.credit.push_str(text);
            return;
        }
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
        if let Some(link) = state.file {
            self.links.push((link, from, self.text.len()));
        }
    }

    pub(super) fn line_break(&mut self) {
        self.text.push('\n');
    }

    pub(super) fn picture(&mut self, mut image: Image, state: &State, out: &mut Reading) {
        if self.letters.all > 0 && self.text.trim_end_matches(' ').ends_with('\n') {
            self.flush(state, out);
        }
        image.caption = out.waiting.take();
        out.images.push((out.paragraphs.len(), image));
        self.pictured = self.letters.all == 0;
    }

    /// Ends the block that is being read.
    pub(super) fn flush(&mut self, state: &State, out: &mut Reading) {
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
        let letters = &block.letters;
        let all = |part: usize| part == letters.all;
        if all(letters.caption) {
            out.caption(groups.join("\n"), block.caption);
            return;
        }
        if block.text.len() <= CAPTION_BYTES
            && out.beside().is_some_and(|image| image.caption.is_none())
        {
            let centred = state.align == Align::Centre && !all(letters.strong);
            if state.picture_table || centred || (block.pictured && all(letters.italic)) {
                out.caption(groups.join("\n"), None);
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
                before_tail: false,
            });
        }
    }

    /// A line that only offers files ("Tải về: …") is no text of the article. Names the
    /// files on the way.
    fn is_file_line(&self, out: &mut Reading) -> bool {
        if self.letters.files == self.letters.all {
            self.name_files(out);
            return true;
        }
        if self.links.is_empty() {
            return false;
        }
        self.name_files(out);
        let mut outside = String::new();
        let mut at = 0;
        for (_, from, to) in &self.links {
            outside.push_str(self.text.get(at..*from).unwrap_or_default());
            outside.push(' ');
            at = *to;
        }
        outside.push_str(self.text.get(at..).unwrap_or_default());
        let outside = text::clean(&outside);
        outside.is_empty() || is_file_label(&outside)
    }

    fn name_files(&self, out: &mut Reading) {
        let mut links = self.links.iter().peekable();
        while let Some((link, from, to)) = links.next() {
            let mut title = self.text.get(*from..*to).unwrap_or_default().to_owned();
            while let Some((_, from, to)) = links.next_if(|(next, _, _)| next == link) {
                title.push_str(self.text.get(*from..*to).unwrap_or_default());
            }
            out.file_title(link.0, &title);
        }
    }
}

/// What stands before (or in) a link to a file without being its name.
fn is_file_label(text: &str) -> bool {
    const LABELS: [&str; 12] = [
        "tải về",
        "tải xuống",
        "tải file",
        "download",
        "tài liệu đính kèm",
        "file đính kèm",
        "tệp đính kèm",
        "tệp tin đính kèm",
        "văn bản đính kèm",
        "đính kèm",
        "xem chi tiết tại đây",
        "xem tại đây",
    ];
    let text = text
        .trim_matches(|it: char| !it.is_alphanumeric())
        .to_lowercase();
    text.is_empty() || LABELS.contains(&text.as_str())
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
