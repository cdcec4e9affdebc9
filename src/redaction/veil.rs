//! What one article may not say: the words withheld everywhere, and those withheld of it.

use super::phrases::Phrases;
use super::{MARK, Withheld};

/// Hides words and addresses in the texts of one article.
pub(super) struct Veil<'a> {
    withheld: &'a Withheld,
    own: Phrases,
}

impl Withheld {
    /// For what is said by an article, or in links to it.
    pub(super) fn veil<'i>(&self, articles: impl IntoIterator<Item = &'i str>) -> Veil<'_> {
        let rules = articles.into_iter().filter_map(|id| self.rules.get(id));
        Veil {
            withheld: self,
            own: rules.flat_map(|rule| rule.words.iter().cloned()).collect(),
        }
    }

    /// Takes out of a text that belongs to no article what is withheld everywhere.
    pub fn redact_text(&self, text: &mut String) -> u64 {
        self.veil([]).text(text)
    }
}

impl Veil<'_> {
    /// Puts [`MARK`] where words or addresses are withheld. Returns how often it did.
    pub(super) fn text(&self, text: &mut String) -> u64 {
        if self.withheld.is_empty() {
            return 0;
        }
        let mut hidden = 0;
        if text.contains("//") || text.contains("www.") || text.contains('%') {
            let may_be = |word: &str| word.contains(['/', '%']);
            let mut kept = String::with_capacity(text.len());
            for piece in text.split_inclusive(char::is_whitespace) {
                let word = piece.trim_matches(|c: char| {
                    !(c.is_alphanumeric() || matches!(c, '/' | '%' | '-' | '_' | '=' | '+'))
                });
                let mut address = word.to_owned();
                if may_be(word) && self.address(&mut address) > 0 {
                    hidden += 1;
                    kept.push_str(&piece.replacen(word, MARK, 1));
                } else {
                    kept.push_str(piece);
                }
            }
            *text = kept;
        }
        hidden + self.withheld.phrases.hide(text) + self.own.hide(text)
    }

    /// The same of a text that may be missing.
    pub(super) fn some(&self, text: &mut Option<String>) -> u64 {
        text.as_mut().map_or(0, |text| self.text(text))
    }

    /// An address that leads to what is withheld, or tells it, becomes [`MARK`] as a whole.
    pub(super) fn address(&self, address: &mut String) -> u64 {
        let withheld = self.withheld;
        let tells = address != MARK
            && (withheld.has_address(address)
                || withheld.has_file(address)
                || withheld.phrases.are_in_address(address)
                || self.own.are_in_address(address));
        if tells {
            MARK.clone_into(address);
        }
        tells.into()
    }
}
