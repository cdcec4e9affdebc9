//! What a person asks for, read from one line.
//!
//! Pure. Words stand beside each other and all must be there; `"…"`, `“…”`, `«…»` hold a
//! phrase; `AND`, `OR`, `NOT`, `-word` and parentheses work as in other search fields;
//! `title:`, `body:`, `caption:`, `author:` and `section:` look in one place only. Never
//! panics, and never guesses what an unbalanced quote may mean.

mod error;
mod lex;
#[cfg(test)]
mod tests;

pub use error::QueryError;
pub use lex::SearchField;
use lex::{Operator, QueryToken, Sign, tokens};

use super::words::{SpellingForm, keys};
use crate::text::clean;

/// How deep parentheses may stand in each other …
const DEPTH: usize = 16;
/// … and how many words a query may have: more is no question, and `SQLite` has its own limits.
const WORDS: usize = 64;

/// Words that must stand side by side; often one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Where; `None` for title, body and captions.
    pub field: Option<SearchField>,
    /// As typed, in NFC. Has a word in every form.
    pub text: String,
}

/// What must hold of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// These words are there.
    Words(Phrase),
    /// All of the first hold, and none of the second. There is one that must hold.
    All(Vec<Expr>, Vec<Expr>),
    /// One of these holds; there are two or more.
    Any(Vec<Expr>),
}

/// A query that has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    expr: Expr,
}

impl Query {
    /// Reads a query.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let tokens = tokens(text)?;
        let mut reader = QueryParse {
            tokens: &tokens,
            words: 0,
        };
        let found = reader.any(None, 0)?;
        if let Some(token) = reader.tokens.first() {
            // Only a closing parenthesis ends a list.
            return Err(QueryError::Unbalanced {
                at: token.at,
                sign: ')',
            });
        }
        let expr = found.ok_or(QueryError::Empty)?;
        Ok(Self { expr })
    }

    /// What must hold.
    pub fn expr(&self) -> &Expr {
        &self.expr
    }
}

struct QueryParse<'a> {
    tokens: &'a [QueryToken],
    words: usize,
}

/// What stands at one place of a query; nothing where it is made of signs only.
struct Operand(Option<Expr>);

/// One part of a list that must all hold: whether it must not, and what.
struct QueryPart {
    unwanted: bool,
    expr: Operand,
}

impl<'a> QueryParse<'a> {
    fn peek(&self) -> Option<&'a Sign> {
        self.tokens.first().map(|token| &token.sign)
    }

    fn next(&mut self) -> Option<&'a QueryToken> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    /// Parts with `OR` between them.
    fn any(
        &mut self,
        field: Option<SearchField>,
        depth: usize,
    ) -> Result<Option<Expr>, QueryError> {
        let mut found = Vec::new();
        let mut before: Option<&QueryToken> = None;
        loop {
            let (expr, parts) = self.all(field, depth)?;
            let after = self.tokens.first().filter(|it| it.is(Operator::Or));
            if parts == 0
                && let Some(token) = before.or(after)
            {
                return Err(no_operand(token));
            }
            found.extend(expr);
            if after.is_none() {
                break;
            }
            before = self.next();
        }
        Ok(match found.len() {
            0 | 1 => found.pop(),
            _ => Some(Expr::Any(found)),
        })
    }

    /// Parts that must all hold. Also says how many there were.
    fn all(
        &mut self,
        field: Option<SearchField>,
        depth: usize,
    ) -> Result<(Option<Expr>, usize), QueryError> {
        let begins = self.tokens.first().map_or(0, |token| token.at);
        let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
        let mut parts = 0;
        loop {
            let and = self.tokens.first().filter(|it| it.is(Operator::And));
            if let Some(token) = and {
                self.next();
                if parts == 0 {
                    return Err(no_operand(token));
                }
            }
            let Some(part) = self.part(field, depth)? else {
                if let Some(token) = and {
                    return Err(no_operand(token));
                }
                break;
            };
            parts += 1;
            if part.unwanted {
                unwanted.extend(part.expr.0);
            } else {
                wanted.extend(part.expr.0);
            }
        }
        let expr = match (wanted.len(), unwanted.is_empty()) {
            (0, true) => None,
            (0, false) => return Err(QueryError::OnlyExcluded { at: begins }),
            (1, true) => wanted.pop(),
            _ => Some(Expr::All(wanted, unwanted)),
        };
        Ok((expr, parts))
    }

    /// One part; `None` where the list ends.
    fn part(
        &mut self,
        field: Option<SearchField>,
        depth: usize,
    ) -> Result<Option<QueryPart>, QueryError> {
        let mut unwanted = false;
        let mut not = None;
        while self.peek() == Some(&Sign::Operator(Operator::Not)) {
            unwanted = !unwanted;
            not = self.next();
        }
        match (self.operand(field, depth)?, not) {
            (Some(expr), _) => Ok(Some(QueryPart { unwanted, expr })),
            (None, Some(token)) => Err(no_operand(token)),
            (None, None) => Ok(None),
        }
    }

    /// Words, a phrase, a group, or one of these after a field's name.
    fn operand(
        &mut self,
        field: Option<SearchField>,
        depth: usize,
    ) -> Result<Option<Operand>, QueryError> {
        match self.peek() {
            Some(Sign::Text(text)) => {
                let at = self.next().map_or(0, |token| token.at);
                Ok(Some(Operand(self.words(text, field, at)?)))
            }
            Some(Sign::Field(field)) => {
                let token = self.next();
                match (self.operand(Some(*field), depth)?, token) {
                    (None, Some(token)) => Err(no_operand(token)),
                    (found, _) => Ok(found),
                }
            }
            Some(Sign::Open) => {
                let at = self.next().map_or(0, |token| token.at);
                if depth == DEPTH {
                    let (limit, what) = (DEPTH, "parentheses within each other");
                    return Err(QueryError::TooMuch { at, limit, what });
                }
                let found = self.any(field, depth + 1)?;
                match self.next() {
                    Some(token) if token.sign == Sign::Close => Ok(Some(Operand(found))),
                    _ => Err(QueryError::Unbalanced { at, sign: '(' }),
                }
            }
            Some(Sign::Close | Sign::Operator(_)) | None => Ok(None),
        }
    }

    fn words(
        &mut self,
        text: &str,
        field: Option<SearchField>,
        at: usize,
    ) -> Result<Option<Expr>, QueryError> {
        let text = clean(text);
        let found = keys(SpellingForm::Exact, &text).len();
        if found == 0 || keys(SpellingForm::Folded, &text).is_empty() {
            return Ok(None);
        }
        self.words += found;
        if self.words > WORDS {
            let (limit, what) = (WORDS, "words");
            return Err(QueryError::TooMuch { at, limit, what });
        }
        Ok(Some(Expr::Words(Phrase { field, text })))
    }
}

fn no_operand(token: &QueryToken) -> QueryError {
    QueryError::NoOperand {
        at: token.at,
        word: token.written(),
    }
}
