//! Whether two headlines are one, and where they differ.
//!
//! Compares words and numbers only: case, punctuation, spaces and what a site adds before or
//! behind a headline are no matter. Never looks at a page.

use crate::text;

/// Of the words of two headlines together, the share that both must have to be of one
/// article. Two versions of one headline have most words in common; two headlines of one
/// portal share a place or a form of words («Hội nghị», «thành phố»).
const ALIKE: f64 = 0.5;
/// The fewest letters of a headline that may be found inside a longer one: a section's name
/// is inside many.
const CONTAINED: usize = 12;

/// A headline's words, lower case, without punctuation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeadlineKey {
    words: Vec<String>,
}

impl HeadlineKey {
    /// `None` for a text without letters or figures.
    pub(super) fn of(headline: &str) -> Option<Self> {
        let clean = text::clean(headline).to_lowercase();
        let words = clean.split(|it: char| !it.is_alphanumeric());
        let words: Vec<String> = words
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect();
        (!words.is_empty()).then_some(Self { words })
    }

    /// Whether one is the other, or the other with something before or behind it (the site's
    /// name, a section), or cut short.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        let (short, long) = if self.words.len() <= other.words.len() {
            (&self.words, &other.words)
        } else {
            (&other.words, &self.words)
        };
        let letters: usize = short.iter().map(|it| it.chars().count()).sum();
        short == long || letters >= CONTAINED && (long.starts_with(short) || long.ends_with(short))
    }

    /// How much two headlines have in common, from 0 to 1.
    pub(super) fn likeness(&self, other: &Self) -> f64 {
        let mut rest: Vec<&String> = other.words.iter().collect();
        let all = self.words.len() + rest.len();
        let mut shared = 0_u32;
        for word in &self.words {
            if let Some(at) = rest.iter().position(|it| *it == word) {
                rest.swap_remove(at);
                shared += 2;
            }
        }
        let all = u32::try_from(all).unwrap_or(u32::MAX);
        f64::from(shared) / f64::from(all)
    }

    /// Whether both may be headlines of one article.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.agrees(other) || self.likeness(other) > ALIKE
    }

    /// How many letters and figures it has.
    pub(super) fn letters(&self) -> usize {
        self.words.iter().map(|it| it.chars().count()).sum()
    }

    /// How many words it has.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }
}

#[cfg(test)]
mod tests {
    use super::HeadlineKey;

    fn key(headline: &str) -> HeadlineKey {
        HeadlineKey::of(headline).expect(headline)
    }

    #[test]
    fn headlines_of_one_article() {
        for (one, other, agrees, like) in [
            (
                "Cầu Lau tốn 1.204 tỷ đồng",
                "CẦU LAU TỐN 1.204 TỶ ĐỒNG",
                true,
                true,
            ),
            (
                "Cầu Lau tốn 1.204 tỷ đồng",
                "Cầu Lau tốn 1.204 tỷ đồng - Báo Lau",
                true,
                true,
            ),
            (
                "Cầu Lau tốn 1.204 tỷ đồng",
                "Cầu Lau tốn 1.402 tỷ đồng",
                false,
                true,
            ),
            ("Lễ hội “đua thuyền”", "Lễ hội đua thuyền", true, true),
            ("Lễ hội đua thuyền", "Bài của trang này", false, false),
            ("Tin tức", "Tin tức mới về cầu Lau", false, false),
            (
                "Khánh thành cầu Lau",
                "Khởi công đường nối cảng Đình Vũ",
                false,
                false,
            ),
        ] {
            let (one, other) = (key(one), key(other));
            assert_eq!(
                (one.agrees(&other), one.is_like(&other)),
                (agrees, like),
                "{one:?} {other:?}"
            );
            assert_eq!((other.agrees(&one), other.is_like(&one)), (agrees, like));
        }
        assert_eq!(HeadlineKey::of(" – … "), None);
    }
}
