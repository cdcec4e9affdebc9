//! What a token is and what it means.

/// A number and what it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::change) struct Quantity {
    /// Digits without leading or trailing zeros; as written where it is no plain number.
    pub(in crate::change) digits: String,
    /// Power of ten of the last digit, the magnitude («tỷ») included.
    pub(in crate::change) exponent: i64,
    /// `%`, `đồng`, `km`, …; empty when none is known.
    pub(in crate::change) unit: String,
}

impl Quantity {
    /// Whether both are the same amount, whatever the unit.
    pub(in crate::change) fn amounts_to(&self, other: &Self) -> bool {
        (&self.digits, self.exponent) == (&other.digits, other.exponent)
    }

    /// One spelling of it.
    pub(in crate::change) fn spelling(&self) -> String {
        format!("{}e{} {}", self.digits, self.exponent, self.unit)
    }
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::change) enum TokenKind {
    /// A syllable, or another run of letters.
    Word,
    /// A number with its unit, where that is one of measure, money or count.
    Number,
    /// A date, a year, a weekday, a time of day.
    Date,
    /// The number of a document.
    Document,
    /// A run of capitalised syllables that is not merely the beginning of a sentence, with the
    /// title («ông», «đồng chí») before it; an acronym.
    Name,
    /// Anything else, one character at a time.
    Mark,
}

/// What a token means, where two spellings can mean the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::change) enum TokenValue {
    /// What is written.
    AsWritten,
    /// A number.
    Quantity(Quantity),
    /// A date, a time or the number of a document, in one spelling.
    Spelling(String),
}

impl Token<'_> {
    /// Whether it is a number that is written in words.
    pub(in crate::change) fn is_in_words(&self) -> bool {
        let digits = self.text.contains(|c: char| c.is_ascii_digit());
        matches!(self.value, TokenValue::Quantity(_)) && !digits
    }
}

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::change) struct Token<'a> {
    /// The white space before it.
    pub(in crate::change) space: &'a str,
    /// As written, inner spaces included; empty only for white space at the end of a text.
    pub(in crate::change) text: &'a str,
    /// What it is.
    pub(in crate::change) kind: TokenKind,
    /// What it means.
    pub(in crate::change) value: TokenValue,
}

/// What begins at an atom: of how many atoms, and what it is.
pub(super) struct TokenMatch {
    pub(super) atoms: usize,
    pub(super) kind: TokenKind,
    pub(super) value: TokenValue,
}

impl TokenMatch {
    pub(super) fn new(atoms: usize, kind: TokenKind, value: TokenValue) -> Self {
        Self { atoms, kind, value }
    }
}
