//! The addresses of a style sheet, of a `style` attribute, or of any value in CSS.
//!
//! Token by token, as browsers split it; all but the addresses is copied as it stands, also what
//! is broken and means nothing to them. Blocks are walked flat, so their nesting costs nothing.

use cssparser::{Parser, Token, serialize_string};
use url::Url;

use super::point::{Pointed, point};
use super::view::View;
use crate::memento::Modifier;

/// An address that leads nowhere.
const NOWHERE: &str = "about:invalid";

/// What the rule that stands open takes a string for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OpenRule {
    /// `@import`: a style sheet.
    Import,
    /// `@namespace`: a name that is never asked for.
    Namespace,
    Other,
}

struct Writer<'w> {
    view: &'w View<'w>,
    base: &'w Url,
    out: String,
    rule: OpenRule,
    /// Of each open parenthesis: whether a string in it is an address.
    open: Vec<bool>,
}

/// The text with its addresses pointed.
pub(super) fn write(text: &str, view: &View<'_>, base: &Url) -> String {
    let mut writer = Writer {
        view,
        base,
        out: String::with_capacity(text.len() + text.len() / 8),
        rule: OpenRule::Other,
        open: Vec::new(),
    };
    let mut rest = text;
    while !rest.is_empty() {
        // A parser that stands at a block would step over it; a new one walks into it.
        let mut parser = Parser::new(rest);
        let mut done = 0;
        let mut is_block = false;
        while !is_block {
            let start = parser.position();
            let Ok(token) = parser.next_including_whitespace_and_comments() else {
                break;
            };
            let token = token.clone();
            is_block = matches!(
                token,
                Token::Function(_)
                    | Token::ParenthesisBlock
                    | Token::SquareBracketBlock
                    | Token::CurlyBracketBlock
            );
            let raw = parser.slice_from(start);
            done += raw.len();
            writer.token(&token, raw);
        }
        if !is_block {
            break;
        }
        rest = &rest[done..];
    }
    writer.out
}

impl Writer<'_> {
    fn token(&mut self, token: &Token<'_>, raw: &str) {
        match token {
            Token::UnquotedUrl(href) => self.url(href, raw),
            Token::QuotedString(href) if self.takes_address() => self.string(href, raw),
            Token::Function(name) => self.function(name, raw),
            Token::ParenthesisBlock => {
                self.open.push(false);
                self.out.push_str(raw);
            }
            Token::CloseParenthesis => {
                self.open.pop();
                self.out.push_str(raw);
            }
            Token::AtKeyword(name) => {
                self.rule = match name {
                    it if it.eq_ignore_ascii_case("import") => OpenRule::Import,
                    it if it.eq_ignore_ascii_case("namespace") => OpenRule::Namespace,
                    _ => OpenRule::Other,
                };
                self.out.push_str(raw);
            }
            Token::Semicolon | Token::CurlyBracketBlock | Token::CloseCurlyBracket => {
                self.rule = OpenRule::Other;
                self.out.push_str(raw);
            }
            _ => self.out.push_str(raw),
        }
    }

    fn takes_address(&self) -> bool {
        match (self.rule, self.open.last()) {
            (OpenRule::Namespace, _) => false,
            (OpenRule::Import, None) => true,
            (_, last) => last == Some(&true),
        }
    }

    fn function(&mut self, name: &str, raw: &str) {
        let is_one = |names: &[&str]| names.iter().any(|it| name.eq_ignore_ascii_case(it));
        let within = self.open.last() == Some(&true);
        if within && is_one(&["var", "env", "attr"]) {
            // What it stands for is not to be seen here, and would be taken for an address.
            self.out.push_str("none(");
        } else {
            self.out.push_str(raw);
        }
        self.open.push(is_one(&[
            "url",
            "src",
            "image",
            "image-set",
            "-webkit-image-set",
        ]));
    }

    fn url(&mut self, href: &str, raw: &str) {
        if self.rule == OpenRule::Namespace {
            return self.out.push_str(raw);
        }
        match self.point(href) {
            None => self.out.push_str(raw),
            Some(href) => {
                self.out.push_str("url(");
                self.quoted(&href);
                self.out.push(')');
            }
        }
    }

    fn string(&mut self, href: &str, raw: &str) {
        match self.point(href) {
            None => self.out.push_str(raw),
            Some(href) => self.quoted(&href),
        }
    }

    /// What to write for an address; `None` where it stays.
    fn point(&mut self, href: &str) -> Option<String> {
        let modifier = match self.rule {
            OpenRule::Import => Modifier::Style,
            OpenRule::Namespace | OpenRule::Other => Modifier::Media,
        };
        match point(self.view, self.base, href, modifier) {
            Pointed::Archived(href) => Some(href),
            Pointed::Kept => None,
            Pointed::Inert | Pointed::Withheld => Some(NOWHERE.to_owned()),
        }
    }

    fn quoted(&mut self, text: &str) {
        serialize_string(text, &mut self.out).expect("a String takes all that is written");
    }
}
