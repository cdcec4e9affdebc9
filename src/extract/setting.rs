//! How an element is set: aligned, bold, italic, a caption, a plugin's furniture.
//!
//! Goes by attributes alone, as no style sheet is read.

use ego_tree::NodeId;

use super::visible::{self, Facts, Script};
use crate::record::BlockKind;

/// How a block is aligned, where that tells a caption or a byline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Align {
    #[default]
    Plain,
    Centre,
    Right,
}

/// What an element's own attributes say of its setting.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts of one element"
)]
pub(super) struct Typesetting {
    pub align: Option<Align>,
    pub bold: bool,
    pub italic: bool,
    /// The class is a photographer's, inside a caption.
    pub credit: bool,
    /// The class is a caption's (`wp-caption-text`, `PhotoCMS_Caption`, `image_desc`).
    pub caption: bool,
    /// What plugins and WordPress itself put into the body.
    pub furniture: bool,
}

/// Classes of such furniture.
const FURNITURE: [&str; 4] = ["page-links", "sharedaddy", "jp-relatedposts", "addtoany"];

impl Typesetting {
    /// Reads an element's attributes.
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let mut set = Self {
            align: align_word(facts.align),
            ..Self::default()
        };
        set.style(facts.style);
        set.class(facts.class);
        set
    }

    fn style(&mut self, style: &str) {
        for declaration in style.split(';') {
            let Some((property, value)) = declaration.split_once(':') else {
                continue;
            };
            let value = value.trim();
            match property.trim() {
                "text-align" => self.align = align_word(value).or(self.align),
                "font-weight" => self.bold = value.starts_with("bold") || value.starts_with("700"),
                "font-style" => self.italic = value.starts_with("italic"),
                _ => {}
            }
        }
    }

    fn class(&mut self, class: &str) {
        // Four letters tell most classes apart from all that matter here, in one pass.
        let (mut text, mut furniture) = (false, false);
        for letters in class.as_bytes().windows(4) {
            match letters {
                b"text" => text = true,
                b"cred" => self.credit = true,
                b"page" | b"shar" | b"jp-r" | b"addt" => furniture = true,
                _ => {}
            }
        }
        if text {
            let align = |side: &str| class.contains(side);
            if align("text-align-center") || align("text-center") {
                self.align = Some(Align::Centre);
            } else if align("text-align-right") || align("text-right") {
                self.align = Some(Align::Right);
            }
        }
        self.caption = visible::is_caption(class);
        self.furniture = furniture && FURNITURE.iter().any(|word| class.contains(word));
    }
}

fn align_word(word: &str) -> Option<Align> {
    match word.trim() {
        it if it.eq_ignore_ascii_case("center") => Some(Align::Centre),
        it if it.eq_ignore_ascii_case("right") => Some(Align::Right),
        it if it.eq_ignore_ascii_case("left") || it.eq_ignore_ascii_case("justify") => {
            Some(Align::Plain)
        }
        _ => None,
    }
}

/// Where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LinkTarget {
    /// To a file: its place is one among the attachments, else among the block's targets.
    pub file: bool,
    pub place: usize,
    /// The `<a>`.
    pub element: NodeId,
}

/// What holds for text at one place of the tree, inherited from above.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each inherited by itself"
)]
pub(super) struct BodyState {
    pub kind: BlockKind,
    pub align: Align,
    pub block: bool,
    pub strong: bool,
    pub italic: bool,
    pub byline: bool,
    pub credit: bool,
    pub link: bool,
    pub preformatted: bool,
    /// A table that only sets a picture and its caption.
    pub picture_table: bool,
    pub caption: Option<NodeId>,
    /// A box of files.
    pub files: bool,
    pub script: Script,
    /// The link the text is of.
    pub target: Option<LinkTarget>,
}

impl Default for BodyState {
    fn default() -> Self {
        Self {
            kind: BlockKind::Paragraph,
            align: Align::Plain,
            block: true,
            strong: false,
            italic: false,
            byline: false,
            credit: false,
            link: false,
            preformatted: false,
            picture_table: false,
            caption: None,
            files: false,
            script: Script::Plain,
            target: None,
        }
    }
}
