//! How much of what stands below each part.
//!
//! Sums are made once from the leaves up; taking a part out takes its sums from all above it.

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TextSums {
    pub letters: u32,
    /// Letters in links, in tenths: a link within the page counts three.
    pub linked: u32,
    pub commas: u32,
    pub paragraphs: u32,
    /// Blocks of text, so that a `div` without one is a paragraph itself.
    pub blocks: u32,
    pub images: u32,
    pub items: u32,
    pub inputs: u32,
    pub embeds: u32,
    pub preformatted: u32,
    pub data_tables: u32,
    pub links: u32,
    /// Links to files.
    pub files: u32,
    /// Letters in headings.
    pub headed: u32,
    /// Letters in lists.
    pub listed: u32,
    /// Letters in blocks, lists, cells and spans.
    pub set: u32,
}

macro_rules! each {
    ($self:ident, $other:ident, $operation:ident, [$($field:ident),*]) => {
        $($self.$field = $self.$field.$operation($other.$field);)*
    };
}

impl TextSums {
    pub(super) fn add(&mut self, other: &Self) {
        each!(
            self,
            other,
            saturating_add,
            [
                letters,
                linked,
                commas,
                paragraphs,
                blocks,
                images,
                items,
                inputs,
                embeds,
                preformatted,
                data_tables,
                links,
                files,
                headed,
                listed,
                set
            ]
        );
    }

    pub(super) fn take(&mut self, other: &Self) {
        each!(
            self,
            other,
            saturating_sub,
            [
                letters,
                linked,
                commas,
                paragraphs,
                blocks,
                images,
                items,
                inputs,
                embeds,
                preformatted,
                data_tables,
                links,
                files,
                headed,
                listed,
                set
            ]
        );
        self.linked = self.linked.min(self.letters * 10);
        self.headed = self.headed.min(self.letters);
        self.listed = self.listed.min(self.letters);
        self.set = self.set.min(self.letters);
    }

    /// Which share of the letters is in links.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a page has fewer than 2^24 letters"
    )]
    pub(super) fn link_density(&self) -> f32 {
        if self.letters == 0 {
            return 0.0;
        }
        self.linked as f32 / 10.0 / self.letters as f32
    }

    /// Whether more than nine tenths of the letters are so many.
    pub(super) fn nearly_all(&self, part: u32) -> bool {
        part * 10 > self.letters * 9
    }
}
