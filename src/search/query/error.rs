//! Why a query cannot be read, and what to write instead.

use thiserror::Error;

/// Why a query cannot be read. Places are counted in characters, from 1.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum QueryError {
    /// No letter and no digit.
    #[error("cannot search: the query has no word")]
    Empty,
    /// A quotation mark or parenthesis without its partner.
    #[error("cannot read the query: the {sign} at character {at} has no partner")]
    Unbalanced {
        /// Where.
        at: usize,
        /// Which.
        sign: char,
    },
    /// `AND`, `OR`, `NOT`, `-` or a field with nothing to work on.
    #[error("cannot read the query: nothing to search for beside `{word}` at character {at}")]
    NoOperand {
        /// Where.
        at: usize,
        /// The operator.
        word: String,
    },
    /// Only words that must not be there.
    #[error("cannot search: the part at character {at} only says what must not be there")]
    OnlyExcluded {
        /// Where it begins.
        at: usize,
    },
    /// Nearly a field's name.
    #[error("cannot read the query: there is no field `{given}` (character {at})")]
    UnknownField {
        /// Where.
        at: usize,
        /// As typed.
        given: String,
        /// The field that may be meant.
        nearest: &'static str,
    },
    /// Too deep, or too long.
    #[error("cannot search: the query has more than {limit} {what} (character {at})")]
    TooMuch {
        /// Where it became too much.
        at: usize,
        /// The limit.
        limit: usize,
        /// Of what.
        what: &'static str,
    },
}

impl QueryError {
    /// What to do next, for a person.
    pub fn hint(&self) -> String {
        match self {
            Self::Empty => "write a word, a \"phrase\", or title:word".to_owned(),
            Self::Unbalanced {
                sign: '(' | ')', ..
            } => "close what is open, or leave the parenthesis out".to_owned(),
            Self::Unbalanced { .. } => "a phrase is written \"…\", “…” or «…»".to_owned(),
            Self::NoOperand { .. } => {
                "write a word on both sides, or put the operator in quotes to search for it"
                    .to_owned()
            }
            Self::OnlyExcluded { .. } => "add a word that must be there".to_owned(),
            Self::UnknownField { nearest, given, .. } => {
                format!("`{nearest}:` may be meant; to search for it, write \"{given}:…\"")
            }
            Self::TooMuch { .. } => "ask for less at a time".to_owned(),
        }
    }
}
