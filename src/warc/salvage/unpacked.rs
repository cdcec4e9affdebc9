//! What a file unpacked to: its parts, and what of it is damaged.

use std::ops::Range;

/// A part of the unpacked file that was packed as one: a record that begins in it ends in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedStretch {
    /// Its bytes in the plain file.
    pub clear: Range<u64>,
    /// Where it begins in the file as it came.
    pub packed: u64,
    /// What is known of its bytes.
    pub trust: Trust,
}

/// What is known of a stretch's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// It was not packed.
    Plain,
    /// Its check sum proved it, or it was decoded to its end where it has none.
    Checked,
    /// It broke off, or its check sum is wrong.
    Broken,
}

/// Something wrong with a file, where it came so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The first byte, in the file as it came.
    pub offset: u64,
    /// What is wrong, and what of it was taken.
    pub cause: String,
}

/// An unpacked file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unpacked {
    /// Its parts, in order. Of what lies between them in the plain file nothing is meant.
    pub stretches: Vec<PackedStretch>,
    /// What did not unpack.
    pub damage: Vec<Damage>,
    /// Whether it was packed: else its parts lie in the file itself.
    pub was_packed: bool,
}

impl Unpacked {
    pub(super) fn tell(&mut self, offset: u64, cause: impl Into<String>) {
        let cause = cause.into();
        self.damage.push(Damage { offset, cause });
    }

    /// A part more. Records that go on in it belong to the part before: some packers cut
    /// wherever a buffer was full.
    pub(super) fn push(&mut self, stretch: PackedStretch, begins_record: bool) {
        if stretch.clear.is_empty() {
            return;
        }
        match self.stretches.last_mut() {
            Some(last)
                if !begins_record
                    && last.trust == Trust::Checked
                    && stretch.trust == Trust::Checked
                    && last.clear.end == stretch.clear.start =>
            {
                last.clear.end = stretch.clear.end;
            }
            _ => self.stretches.push(stretch),
        }
    }

    /// The end of what was unpacked so far.
    pub(super) fn end(&self) -> u64 {
        self.stretches.last().map_or(0, |last| last.clear.end)
    }
}
