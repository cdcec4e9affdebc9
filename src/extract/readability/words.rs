//! Words in classes and ids that tell furniture from text, as Readability uses them.
//!
//! Never one site's own names: what stands here is in common use on the web.

/// Words of which few letters are looked for before the words themselves are.
struct Words {
    words: &'static [&'static str],
    masks: &'static [u64],
}

/// Which letters, digits and marks occur in a text, roughly.
const fn mask(text: &[u8]) -> u64 {
    let mut mask = 0;
    let mut at = 0;
    while at < text.len() {
        mask |= 1 << (text[at] & 63);
        at += 1;
    }
    mask
}

const fn masks<const N: usize>(words: [&str; N]) -> [u64; N] {
    let mut all = [0; N];
    let mut at = 0;
    while at < N {
        all[at] = mask(words[at].as_bytes());
        at += 1;
    }
    all
}

macro_rules! words {
    ($name:ident, $count:literal, [$($word:literal),* $(,)?]) => {
        const $name: Words = {
            const WORDS: [&str; $count] = [$($word),*];
            Words { words: &WORDS, masks: &masks(WORDS) }
        };
    };
}

impl Words {
    fn any_in(&self, text: &str, letters: u64) -> bool {
        let mut pairs = self.words.iter().zip(self.masks);
        pairs.any(|(word, mask)| mask & !letters == 0 && text.contains(word))
    }
}

words!(
    UNLIKELY,
    32,
    [
        "-ad-",
        "ai2html",
        "banner",
        "breadcrumb",
        "combx",
        "comment",
        "community",
        "cover-wrap",
        "disqus",
        "extra",
        "footer",
        "gdpr",
        "header",
        "legends",
        "menu",
        "related",
        "remark",
        "replies",
        "rss",
        "shoutbox",
        "sidebar",
        "skyscraper",
        "social",
        "sponsor",
        "supplemental",
        "ad-break",
        "agegate",
        "pagination",
        "pager",
        "popup",
        "yom-remote",
        "cookie",
    ]
);
words!(
    MAYBE,
    9,
    [
        "and", "article", "body", "column", "content", "layout", "main", "mathjax", "shadow",
    ]
);
words!(
    NEGATIVE,
    24,
    [
        "-ad-",
        "hidden",
        "banner",
        "combx",
        "comment",
        "com-",
        "contact",
        "footer",
        "gdpr",
        "masthead",
        "media",
        "meta",
        "outbrain",
        "promo",
        "related",
        "scroll",
        "share",
        "shoutbox",
        "sidebar",
        "skyscraper",
        "sponsor",
        "shopping",
        "tags",
        "widget",
    ]
);
words!(
    POSITIVE,
    12,
    [
        "article", "body", "content", "entry", "hentry", "h-entry", "main", "page", "post", "text",
        "blog", "story",
    ]
);
words!(
    BYLINE,
    5,
    ["byline", "author", "dateline", "writtenby", "p-author"]
);

/// What class and id say of one element.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Said {
    /// It is hardly part of an article.
    pub unlikely: bool,
    /// It names who wrote.
    pub byline: bool,
    /// It offers to share the page.
    pub share: bool,
    /// How much it speaks for (or against) an article.
    pub weight: f32,
}

/// Reads class and id.
pub(super) fn said(class: &str, id: &str) -> Said {
    let mut said = Said::default();
    if class.is_empty() && id.is_empty() {
        return said;
    }
    let class = class.to_ascii_lowercase();
    let id = id.to_ascii_lowercase();
    let both = format!("{class} {id}");
    let letters = mask(both.as_bytes());
    said.unlikely = UNLIKELY.any_in(&both, letters) && !MAYBE.any_in(&both, letters);
    said.byline = BYLINE.any_in(&both, letters);
    let share = |it: &str| it == "share" || it == "sharedaddy";
    said.share = both.split([' ', '_']).any(share);
    said.weight = weight(&class) + weight(&id);
    said
}

fn weight(name: &str) -> f32 {
    if name.is_empty() {
        return 0.0;
    }
    let letters = mask(name.as_bytes());
    let hid = || name.split_ascii_whitespace().any(|it| it == "hid");
    let mut weight = 0.0;
    if NEGATIVE.any_in(name, letters) || hid() {
        weight -= 25.0;
    }
    if POSITIVE.any_in(name, letters) {
        weight += 25.0;
    }
    weight
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_and_ids_speak_for_and_against() {
        for (class, id, unlikely, weight) in [
            ("", "", false, 0.0),
            ("article-body", "", false, 25.0),
            ("Sidebar", "", true, -25.0),
            ("sidebar", "main", false, 0.0),
            ("entry", "content", false, 50.0),
            ("related-content", "", false, 0.0),
            ("top Banner", "x", true, -25.0),
            ("hid", "", false, -25.0),
            ("hidalgo", "", false, 0.0),
        ] {
            let said = said(class, id);
            assert_eq!(
                (said.unlikely, said.weight),
                (unlikely, weight),
                "{class} #{id}"
            );
        }
        assert!(said("post__byline", "").byline && said("share_box", "").share);
        assert!(!said("shared", "").share);
    }
}
