//! A query's characters as words and signs.
//!
//! Pure. A word ends at white space, a parenthesis or a quotation mark, so that document
//! numbers, dates and times stay one: `3107/2016/QĐ-UBND`, `16:30`.

use strsim::damerau_levenshtein;

use super::error::QueryError;

/// Where a word is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SearchField {
    /// The headline.
    Title,
    /// Lead and body.
    Body,
    /// Captions of pictures.
    Caption,
    /// Byline.
    Author,
    /// Section names.
    Section,
}

impl SearchField {
    /// Every field.
    pub const ALL: [Self; 5] = [
        Self::Title,
        Self::Body,
        Self::Caption,
        Self::Author,
        Self::Section,
    ];

    /// As it is written before the colon.
    pub fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Body => "body",
            Self::Caption => "caption",
            Self::Author => "author",
            Self::Section => "section",
        }
    }
}

/// What joins two parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    And,
    Or,
    Not,
}

/// One thing of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// A word or a phrase, as typed.
    Text(String),
    /// `title:` and its like; what it governs comes next.
    Field(SearchField),
    Operator(Operator),
    Open,
    Close,
}

/// A sign and where it stands, in characters from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct QueryToken {
    pub(super) at: usize,
    pub(super) sign: Sign,
    /// `-` instead of NOT.
    short: bool,
}

impl QueryToken {
    pub(super) fn is(&self, operator: Operator) -> bool {
        self.sign == Sign::Operator(operator)
    }

    /// As a person wrote it.
    pub(super) fn written(&self) -> String {
        match &self.sign {
            Sign::Text(text) => text.clone(),
            Sign::Field(field) => format!("{}:", field.word()),
            Sign::Operator(Operator::Not) if self.short => "-".to_owned(),
            Sign::Operator(Operator::And) => "AND".to_owned(),
            Sign::Operator(Operator::Or) => "OR".to_owned(),
            Sign::Operator(Operator::Not) => "NOT".to_owned(),
            Sign::Open => "(".to_owned(),
            Sign::Close => ")".to_owned(),
        }
    }
}

/// The marks that may close a phrase which this one opens.
fn closers(mark: char) -> Option<&'static [char]> {
    match mark {
        '"' => Some(&['"']),
        '“' | '„' => Some(&['”', '“', '"']),
        '«' => Some(&['»']),
        _ => None,
    }
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | '”' | '»') || closers(c).is_some()
}

/// All of a query's signs.
pub(super) fn tokens(text: &str) -> Result<Vec<QueryToken>, QueryError> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut here = 0;
    while let Some(&c) = chars.get(here) {
        let at = here + 1;
        let mut put = |sign, short| found.push(QueryToken { at, sign, short });
        if c.is_whitespace() {
            here += 1;
        } else if c == '(' || c == ')' {
            put(if c == '(' { Sign::Open } else { Sign::Close }, false);
            here += 1;
        } else if let Some(closers) = closers(c) {
            let rest = &chars[at..];
            let length = rest.iter().position(|c| closers.contains(c));
            let length = length.ok_or(QueryError::Unbalanced { at, sign: c })?;
            put(Sign::Text(rest[..length].iter().collect()), false);
            here = at + length + 1;
        } else if matches!(c, '”' | '»') {
            return Err(QueryError::Unbalanced { at, sign: c });
        } else {
            let rest = &chars[here..];
            let length = rest.iter().position(|c| ends_word(*c));
            let length = length.unwrap_or(rest.len());
            let follows = rest.get(length).is_some_and(|c| !c.is_whitespace());
            word(&rest[..length], at, follows, &mut found)?;
            here += length;
        }
    }
    Ok(found)
}

/// A word: an operator, or text with `-` or a field's name before it. `follows`: a quotation
/// mark or parenthesis stands right behind.
fn word(
    mut chars: &[char],
    mut at: usize,
    follows: bool,
    found: &mut Vec<QueryToken>,
) -> Result<(), QueryError> {
    let operator = match chars.iter().collect::<String>().as_str() {
        "AND" => Some(Operator::And),
        "OR" => Some(Operator::Or),
        "NOT" => Some(Operator::Not),
        _ => None,
    };
    let mut put = |at, sign, short| found.push(QueryToken { at, sign, short });
    if let Some(operator) = operator {
        put(at, Sign::Operator(operator), false);
        return Ok(());
    }
    if let ['-', rest @ ..] = chars
        && (rest.first().is_some_and(|c| c.is_alphanumeric()) || (rest.is_empty() && follows))
    {
        put(at, Sign::Operator(Operator::Not), true);
        (chars, at) = (rest, at + 1);
    }
    while let Some(colon) = chars.iter().position(|c| *c == ':') {
        let name: String = chars[..colon].iter().collect::<String>().to_lowercase();
        let Some(field) = SearchField::ALL
            .into_iter()
            .find(|field| field.word() == name)
        else {
            nearly(&name, at)?;
            break;
        };
        put(at, Sign::Field(field), false);
        (chars, at) = (&chars[colon + 1..], at + colon + 1);
    }
    if !chars.is_empty() {
        put(at, Sign::Text(chars.iter().collect()), false);
    }
    Ok(())
}

/// `tilte:` is a slip; `16:30` and `https:` are not.
fn nearly(name: &str, at: usize) -> Result<(), QueryError> {
    let near = |field: &SearchField| damerau_levenshtein(field.word(), name) == 1;
    match SearchField::ALL.into_iter().find(near) {
        Some(field) => Err(QueryError::UnknownField {
            at,
            given: name.to_owned(),
            nearest: field.word(),
        }),
        None => Ok(()),
    }
}
