//! Markup in which a site's text has no power: it only comes in escaped, without control and
//! bidi characters. What is not escaped is written in this program.

use crate::report::safe;

/// The longest address that is linked to: a server need take no longer ones (RFC 9110 section
/// 4.1), and what a site calls a section may be of any length.
const LONGEST: usize = 8_000;

/// HTML that is safe to send.
#[derive(Clone, Debug, Default)]
pub(super) struct Markup(String);

impl Markup {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// What the room `report` has made safe.
    pub(super) fn made(html: String) -> Self {
        Self(html)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }

    /// Markup as it stands in this program.
    pub(super) fn raw(&mut self, literal: &'static str) -> &mut Self {
        self.0.push_str(literal);
        self
    }

    /// Anybody's text.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.0.push_str(&safe::line(text));
        self
    }

    /// Anybody's text that may be read from right to left.
    pub(super) fn bdi(&mut self, text: &str) -> &mut Self {
        self.element("bdi", &[], text)
    }

    pub(super) fn add(&mut self, other: &Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    pub(super) fn open(
        &mut self,
        tag: &'static str,
        attributes: &[(&'static str, &str)],
    ) -> &mut Self {
        self.0.push('<');
        self.0.push_str(tag);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.0.push_str(&safe::line(value));
            self.0.push('"');
        }
        self.0.push('>');
        self
    }

    pub(super) fn close(&mut self, tag: &'static str) -> &mut Self {
        self.0.push_str("</");
        self.0.push_str(tag);
        self.0.push_str(">\n");
        self
    }

    /// An element with nothing but text in it.
    pub(super) fn element(
        &mut self,
        tag: &'static str,
        attributes: &[(&'static str, &str)],
        text: &str,
    ) -> &mut Self {
        self.open(tag, attributes).text(text).0.push_str("</");
        self.0.push_str(tag);
        self.0.push('>');
        self
    }

    /// A link within the room; text alone where no server would take the address.
    pub(super) fn link(&mut self, href: &str, text: &str) -> &mut Self {
        if href.len() > LONGEST {
            return self.bdi(text);
        }
        self.open("a", &[("href", href)]).bdi(text);
        self.0.push_str("</a>");
        self
    }

    /// A link to where a site says; text alone where that cannot be followed.
    pub(super) fn outward(&mut self, address: &str, text: &str) -> &mut Self {
        match safe::href(address) {
            Some(url) => {
                self.open(
                    "a",
                    &[
                        ("href", url.as_str()),
                        ("rel", "external nofollow noreferrer"),
                    ],
                );
                self.bdi(text);
                self.0.push_str("</a>");
                self
            }
            None => self.bdi(text),
        }
    }

    /// A term and what is said of it.
    pub(super) fn fact(&mut self, term: &str, said: &Markup) -> &mut Self {
        self.element("dt", &[], term).open("dd", &[]).add(said);
        self.close("dd")
    }
}

/// Escaped text alone.
pub(super) fn text(text: &str) -> Markup {
    let mut out = Markup::new();
    out.bdi(text);
    out
}
