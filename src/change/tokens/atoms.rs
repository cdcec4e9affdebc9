//! Runs of letters, runs of digits, single marks: what tokens are made of.

use unicode_normalization::char::is_combining_mark;

use super::token::TokenKind;
use crate::change::spelling::is_invisible;

#[derive(Clone, Copy, PartialEq, Eq)]
enum AtomKind {
    Letters,
    Digits,
    Mark,
}

struct Atom {
    /// Where the white space before it begins.
    space: usize,
    start: usize,
    end: usize,
    sort: AtomKind,
    /// Letters in lower case; digits and marks as they are.
    lower: String,
}

/// A text in atoms.
pub(super) struct Atoms<'a> {
    text: &'a str,
    all: Vec<Atom>,
    /// Nearly all its letters are capitals: capitals say nothing.
    pub(super) shouting: bool,
}

impl<'a> Atoms<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut atoms: Vec<Atom> = Vec::new();
        let mut space = 0;
        let mut chars = text.char_indices().peekable();
        while let Some((start, c)) = chars.next() {
            if c.is_whitespace() {
                continue;
            }
            let sort = sort(c);
            let mut end = start + c.len_utf8();
            while let Some(&(at, next)) = chars.peek() {
                let joins = match sort {
                    AtomKind::Letters => {
                        is_letter(next) || next.is_ascii_digit() || matches!(next, '²' | '³')
                    }
                    AtomKind::Digits => next.is_ascii_digit(),
                    AtomKind::Mark => false,
                };
                if !joins {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
            atoms.push(Atom {
                space,
                start,
                end,
                sort,
                lower: text[start..end].to_lowercase(),
            });
            space = end;
        }
        let (upper, lower) = text.chars().fold((0_usize, 0_usize), |(upper, lower), c| {
            (
                upper + usize::from(c.is_uppercase()),
                lower + usize::from(c.is_lowercase()),
            )
        });
        Self {
            text,
            all: atoms,
            shouting: upper > 8 && upper > lower * 4,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The white space before an atom.
    pub(super) fn space(&self, at: usize) -> &'a str {
        self.all
            .get(at)
            .map_or("", |atom| &self.text[atom.space..atom.start])
    }

    /// From one atom to another, without the white space before the first.
    pub(super) fn text(&self, from: usize, to: usize) -> &'a str {
        match (self.all.get(from), self.all.get(to.wrapping_sub(1))) {
            (Some(first), Some(last)) if first.start < last.end => {
                &self.text[first.start..last.end]
            }
            _ => "",
        }
    }

    /// White space behind the last atom.
    pub(super) fn tail(&self) -> &'a str {
        &self.text[self.all.last().map_or(0, |atom| atom.end)..]
    }

    /// What an atom is when it is nothing more.
    pub(super) fn plain(&self, at: usize) -> TokenKind {
        match self.all.get(at).map(|atom| atom.sort) {
            Some(AtomKind::Letters) => TokenKind::Word,
            Some(AtomKind::Digits) => TokenKind::Number,
            _ => TokenKind::Mark,
        }
    }

    /// Letters, in lower case.
    pub(super) fn word(&self, at: usize) -> Option<&str> {
        self.of_sort(at, AtomKind::Letters)
    }

    pub(super) fn digits(&self, at: usize) -> Option<&str> {
        self.of_sort(at, AtomKind::Digits)
    }

    pub(super) fn mark(&self, at: usize) -> Option<char> {
        self.of_sort(at, AtomKind::Mark)?.chars().next()
    }

    /// Letters of which the first is a capital.
    pub(super) fn capital(&self, at: usize) -> bool {
        self.word(at).is_some() && self.text(at, at + 1).starts_with(char::is_uppercase)
    }

    /// No space stands before it.
    pub(super) fn glued(&self, at: usize) -> bool {
        self.all
            .get(at)
            .is_some_and(|atom| atom.space == atom.start)
    }

    /// A mark that stands between what is before and behind it without spaces.
    pub(super) fn joint(&self, at: usize) -> Option<char> {
        let mark = self.mark(at)?;
        (self.glued(at) && self.glued(at + 1)).then_some(mark)
    }

    /// Whether the word before an atom is one of these.
    pub(super) fn follows(&self, at: usize, words: &[&str]) -> bool {
        at.checked_sub(1)
            .and_then(|before| self.word(before))
            .is_some_and(|word| words.contains(&word))
    }

    /// Whether the word at an atom is one of these.
    pub(super) fn is(&self, at: usize, words: &[&str]) -> bool {
        self.word(at).is_some_and(|word| words.contains(&word))
    }

    fn of_sort(&self, at: usize, sort: AtomKind) -> Option<&str> {
        let atom = self.all.get(at)?;
        (atom.sort == sort).then_some(atom.lower.as_str())
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || is_combining_mark(c) || is_invisible(c)
}

fn sort(c: char) -> AtomKind {
    if c.is_ascii_digit() {
        AtomKind::Digits
    } else if is_letter(c) {
        AtomKind::Letters
    } else {
        AtomKind::Mark
    }
}
