//! What was read of an element, in reading order: blocks and how each is set, pictures, files,
//! what is embedded.
//!
//! Keeps captions with their pictures. Never looks at the tree.

use ego_tree::NodeId;
use url::Url;

use super::picture;
use crate::record::{Attachment, BlockKind, BodyLink, Embed, Image};
use crate::text;

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
    /// The links in it, files left out.
    pub links: Vec<BodyLink>,
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
            links: Vec::new(),
            before_tail: false,
        }
    }
}

/// What was read, in reading order.
#[derive(Debug, Default)]
pub(super) struct BodyReading {
    pub paragraphs: Vec<Paragraph>,
    /// Each with the number of paragraphs before it.
    pub images: Vec<(usize, Image)>,
    pub attachments: Vec<Attachment>,
    pub embeds: Vec<Embed>,
    /// A caption that came before its picture.
    pub waiting: Option<String>,
    /// The last caption's element, for captions in several blocks.
    captioned: Option<NodeId>,
    /// The last picture has its caption behind it: what follows may be the rest of that.
    behind: bool,
}

impl BodyReading {
    /// Whether nothing was read.
    pub(super) fn is_empty(&self) -> bool {
        self.paragraphs.is_empty()
            && self.images.is_empty()
            && self.embeds.is_empty()
            && !self.has_files()
    }

    /// Whether files are offered.
    pub(super) fn has_files(&self) -> bool {
        !self.attachments.is_empty()
    }

    /// How much text there is, in bytes.
    pub(super) fn letters(&self) -> usize {
        self.paragraphs.iter().map(|it| it.text.len()).sum()
    }

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
    pub(super) fn beside(&mut self) -> Option<&mut Image> {
        let here = self.paragraphs.len();
        self.images
            .last_mut()
            .filter(|(at, _)| *at == here)
            .map(|(_, image)| image)
    }

    /// Notes a picture; a caption that came before it is its own.
    pub(super) fn picture(&mut self, mut image: Image) {
        image.caption = self.waiting.take();
        self.images.push((self.paragraphs.len(), image));
        self.behind = false;
    }

    /// Notes a caption: of the picture beside, or of the next.
    pub(super) fn caption(&mut self, text: String, of: Option<NodeId>) {
        let again = of.is_some() && (of == self.captioned || self.behind);
        self.captioned = of;
        match self.beside() {
            Some(image) if image.caption.is_none() => {
                image.caption = Some(text);
                self.behind = true;
            }
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

    /// Notes what is embedded, once.
    pub(super) fn embed(&mut self, embed: Embed) {
        if self.embeds.iter().all(|known| known.url != embed.url) {
            self.embeds.push(embed);
        }
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

/// What stands before (or in) a link to a file without being its name.
pub(super) fn is_file_label(text: &str) -> bool {
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
