//! Words in classes and ids that tell furniture from text, as Readability uses them.
//!
//! Never one site's own names: what stands here is in common use on the web.

use std::sync::LazyLock;

/// Words, each with a mark of the letters it needs: most texts lack one of them.
struct WordSet(Vec<(&'static str, u64)>);

/// Which letters, figures and marks occur in a text, roughly.
fn mask(text: &str) -> u64 {
    text.bytes().fold(0, |mask, byte| mask | 1 << (byte & 63))
}

impl WordSet {
    fn of(words: &'static str) -> Self {
        let words = words.split_ascii_whitespace();
        Self(words.map(|word| (word, mask(word))).collect())
    }

    fn any_in(&self, text: &str, letters: u64) -> bool {
        let mut pairs = self.0.iter();
        pairs.any(|(word, mask)| mask & !letters == 0 && text.contains(word))
    }
}

static UNLIKELY: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "-ad- ai2html banner breadcrumb combx comment community cover-wrap disqus extra footer \
         gdpr header legends menu related remark replies rss shoutbox sidebar skyscraper social \
         sponsor supplemental ad-break agegate pagination pager popup yom-remote \
         newsletter lienquan lien-quan lien_quan tinkhac tin-khac cungchuyenmuc cung-chuyen-muc \
         docthem doc-them xemthem xem-them",
    )
});
static MAYBE: LazyLock<WordSet> =
    LazyLock::new(|| WordSet::of("and article body column content layout main mathjax shadow"));
static NEGATIVE: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "-ad- hidden banner combx comment com- contact footer gdpr masthead media meta outbrain \
         promo related scroll share shoutbox sidebar skyscraper sponsor shopping tags widget",
    )
});
static POSITIVE: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of("article body content entry hentry h-entry main page post text blog story")
});
static BYLINE: LazyLock<WordSet> =
    LazyLock::new(|| WordSet::of("byline author dateline writtenby p-author"));
/// Boxes that ask to agree to something.
static CONSENT: LazyLock<WordSet> =
    LazyLock::new(|| WordSet::of("cookie consent gdpr onetrust didomi cybot eupopup"));
/// What newsrooms call the block that introduces an article.
static LEAD: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "sapo sabo summary standfirst excerpt description abstract hometext tomtat tom-tat txt-head \
         chapeau vorspann einleitung entradilla subheadline subtitle sub-title subtitulo lead \
         lede intro teaser",
    )
});
/// What such a name says of something else.
static NO_LEAD: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of("caption image img photo video meta header leader leading list author site- blog-")
});

/// What class and id say of one element.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts of one element"
)]
pub(super) struct ClaimedWords {
    /// It is hardly part of an article.
    pub unlikely: bool,
    /// It names who wrote.
    pub byline: bool,
    /// It asks to agree to something.
    pub consent: bool,
    /// It introduces the article.
    pub lead: bool,
    /// It offers to share the page.
    pub share: bool,
    /// How much it speaks for (or against) an article.
    pub weight: f32,
}

/// Reads class and id.
pub(super) fn said(class: &str, id: &str) -> ClaimedWords {
    let mut said = ClaimedWords::default();
    if class.is_empty() && id.is_empty() {
        return said;
    }
    let class = class.to_ascii_lowercase();
    let id = id.to_ascii_lowercase();
    let both = format!("{class} {id}");
    let letters = mask(&both);
    said.unlikely = UNLIKELY.any_in(&both, letters) && !MAYBE.any_in(&both, letters);
    said.byline = BYLINE.any_in(&both, letters);
    said.consent = CONSENT.any_in(&both, letters);
    said.lead = LEAD.any_in(&both, letters) && !NO_LEAD.any_in(&both, letters);
    let share = |it: &str| it == "share" || it == "sharedaddy";
    said.share = both.split([' ', '_']).any(share);
    said.weight = weight(&class) + weight(&id);
    said
}

fn weight(name: &str) -> f32 {
    if name.is_empty() {
        return 0.0;
    }
    let letters = mask(name);
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
