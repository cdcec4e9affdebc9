//! A date line cut into numbers, words and marks.
//!
//! Knows nothing of dates.

/// One piece of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DatePiece<'a> {
    /// ASCII digits.
    Number(&'a str),
    /// Letters.
    Word(&'a str),
    /// Any other character but a blank.
    Mark(char),
}

/// A line's pieces. Asking behind the last one answers "not that".
pub(super) struct Tokens<'a> {
    /// Each piece, and whether it touches the one before.
    pieces: Vec<(DatePiece<'a>, bool)>,
}

impl<'a> Tokens<'a> {
    /// `line` is NFC and lower case.
    pub(super) fn of(line: &'a str) -> Self {
        let mut pieces = Vec::new();
        let (mut rest, mut glued) = (line, false);
        while let Some(first) = rest.chars().next() {
            let run = |belongs: fn(char) -> bool| {
                let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
                rest.split_at(end)
            };
            let piece;
            (piece, rest) = if first.is_ascii_digit() {
                let (digits, rest) = run(|c| c.is_ascii_digit());
                (DatePiece::Number(digits), rest)
            } else if first.is_alphabetic() {
                let (letters, rest) = run(char::is_alphabetic);
                (DatePiece::Word(letters), rest)
            } else {
                (DatePiece::Mark(first), &rest[first.len_utf8()..])
            };
            if piece == DatePiece::Mark(' ') {
                glued = false;
            } else {
                pieces.push((piece, glued));
                glued = true;
            }
        }
        Self { pieces }
    }

    /// How many pieces.
    pub(super) fn len(&self) -> usize {
        self.pieces.len()
    }

    /// The digits at `at`, if a number is there.
    pub(super) fn number(&self, at: usize) -> Option<&'a str> {
        match self.pieces.get(at)? {
            (DatePiece::Number(digits), _) => Some(digits),
            _ => None,
        }
    }

    /// The word at `at`, if one is there.
    pub(super) fn word(&self, at: usize) -> Option<&'a str> {
        match self.pieces.get(at)? {
            (DatePiece::Word(letters), _) => Some(letters),
            _ => None,
        }
    }

    /// The mark at `at`, if one is there.
    pub(super) fn mark(&self, at: usize) -> Option<char> {
        match self.pieces.get(at)? {
            (DatePiece::Mark(mark), _) => Some(*mark),
            _ => None,
        }
    }

    /// Whether the piece at `at` touches the one before it.
    pub(super) fn glued(&self, at: usize) -> bool {
        self.pieces.get(at).is_some_and(|&(_, glued)| glued)
    }

    /// The digits at `at`, if the mark before them is `mark` and all three touch:
    /// `number` `mark` `at`.
    pub(super) fn glued_number(&self, at: usize, mark: char) -> Option<&'a str> {
        let joined = self.mark(at.checked_sub(1)?)? == mark && self.glued(at - 1);
        self.number(at).filter(|_| joined && self.glued(at))
    }

    /// The pieces `from..to` as written, each run of blanks one blank.
    pub(super) fn text(&self, from: usize, to: usize) -> String {
        let mut text = String::new();
        for (index, (piece, glued)) in self.pieces[from..to.min(self.len())].iter().enumerate() {
            if index > 0 && !glued {
                text.push(' ');
            }
            match piece {
                DatePiece::Number(run) | DatePiece::Word(run) => text.push_str(run),
                DatePiece::Mark(mark) => text.push(*mark),
            }
        }
        text
    }
}
