//! What a class or id is worth in a selector: whether it will be there tomorrow, and whether
//! it says what the element is.
//!
//! Goes by letters alone. Never looks at a page.

/// A name as far as it can be trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// A word that says what the element is: `title-detail`, `nguon`.
    Telling,
    /// A word.
    Plain,
    /// How it looks, by a framework's grid or scale: `col-8`, `mt-3`.
    Looks,
    /// A word before a number or a hash: `post-123`, `Article_title__x7Yz1`.
    Before(String),
    /// A word behind a generated path: `ctl00_Main_lblTitle`.
    Behind(String),
    /// A number or a hash alone: another tomorrow, as far as one can tell.
    Hash,
    /// What the element does at the moment: `active`, `lazyloaded`.
    State,
}

/// Parts of names that say what an element of an article is.
const TELLING: [&str; 41] = [
    "title",
    "headline",
    "tieude",
    "tieu-de",
    "date",
    "time",
    "ngay",
    "publish",
    "lead",
    "sapo",
    "summary",
    "description",
    "tomtat",
    "content",
    "noidung",
    "noi-dung",
    "body",
    "detail",
    "chitiet",
    "article",
    "entry",
    "post",
    "news",
    "caption",
    "image_desc",
    "author",
    "tacgia",
    "tac-gia",
    "byline",
    "source",
    "nguon",
    "category",
    "breadcrumb",
    "chuyenmuc",
    "related",
    "lienquan",
    "lien-quan",
    "tinkhac",
    "other",
    "attach",
    "file",
];
/// What an element does at the moment.
const STATES: [&str; 26] = [
    "active",
    "current",
    "selected",
    "open",
    "opened",
    "closed",
    "show",
    "shown",
    "hide",
    "hidden",
    "visible",
    "loaded",
    "loading",
    "lazy",
    "lazyload",
    "lazyloaded",
    "fade",
    "in",
    "first",
    "last",
    "odd",
    "even",
    "animated",
    "collapsed",
    "no-js",
    "js",
];
/// Frameworks' prefixes of names made of nothing but a hash.
const GENERATED: [&str; 5] = ["css-", "sc-", "jsx-", "svelte-", "data-v-"];
/// The shortest word before a number that tells anything.
const STEM: usize = 4;

/// What a class or id is worth.
pub(super) fn judge(name: &str) -> Name {
    let lower = name.to_ascii_lowercase();
    let plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
    if STATES.contains(&lower.as_str()) || lower.starts_with("is-") {
        return Name::State;
    }
    if !lower.chars().all(plain) || GENERATED.iter().any(|it| lower.starts_with(it)) {
        return Name::Hash;
    }
    if let Some(at) = behind_path(name) {
        return Name::Behind(name[at..].to_owned());
    }
    let parts: Vec<&str> = name.split_inclusive(['-', '_']).collect();
    let bare = |part: &str| part.trim_end_matches(['-', '_']).to_owned();
    let generated = |part: &&str| is_hash(&bare(part)) || is_number(&bare(part));
    match parts.iter().position(generated) {
        None if is_small(&parts) => Name::Looks,
        None if TELLING.iter().any(|it| lower.contains(it)) => Name::Telling,
        None => Name::Plain,
        Some(at) => {
            let stem = parts[..at].concat();
            if stem.len() > STEM {
                Name::Before(stem)
            } else {
                Name::Hash
            }
        }
    }
}

/// Where the last name begins in a path that ASP.NET made: `ctl00_…_lblTitle`.
fn behind_path(name: &str) -> Option<usize> {
    let numbered = |it: &str| {
        let rest = it.strip_prefix("ctl").unwrap_or_default();
        !rest.is_empty() && rest.bytes().all(|it| it.is_ascii_digit())
    };
    let at = name.rfind('_')?;
    let last = &name[at + 1..];
    let made = name[..at].split('_').any(numbered);
    (made && last.len() >= STEM && !numbered(last) && !is_hash(last)).then_some(at)
}

/// Whether one of the parts is a small number or a size, as grids and scales have them.
fn is_small(parts: &[&str]) -> bool {
    let small = |it: &&str| {
        let it = it.trim_end_matches(['-', '_']);
        it.len() <= 3 && it.ends_with(|it: char| it.is_ascii_digit())
    };
    parts.iter().any(small)
}

/// Whether a part is a number of some thing: a post, an item.
fn is_number(part: &str) -> bool {
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    digits >= 3 && digits * 2 > part.len() || digits >= 4
}

/// Whether a part has the letters of no word: figures among letters, capitals within, hardly
/// a vowel.
fn is_hash(part: &str) -> bool {
    let letters = part.bytes().filter(u8::is_ascii_alphabetic).count();
    if part.len() < 5 || letters == 0 {
        return false;
    }
    let mut classes = part.bytes().map(|it| match it {
        b'0'..=b'9' => 0,
        b'A'..=b'Z' => 1,
        _ => 2,
    });
    let mut turns = 0;
    let mut last = classes.next();
    let (mut figures, mut turned) = (last == Some(0), false);
    for class in classes {
        if Some(class) != last {
            // A capital begins a word of `entryTitle`; whatever else turns is no word.
            turned = !(last == Some(1) && class == 2 || last == Some(2) && class == 1) || turned;
            turns += 1;
        }
        figures |= class == 0;
        last = Some(class);
    }
    let vowels = part
        .bytes()
        .filter(|it| b"aeiouyAEIOUY".contains(it))
        .count();
    let among = figures && turned && turns >= 2;
    let capitals = turns >= 3 && vowels * 4 < letters || turns * 2 > part.len();
    among || capitals || (letters >= 5 && vowels == 0 && letters == part.len() && part.len() > 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_worth_what_they_promise() {
        let before = |it: &str| Name::Before(it.to_owned());
        for (name, worth) in [
            ("title-detail", Name::Telling),
            ("entryTitle", Name::Telling),
            ("divDetail_DateCreate", Name::Telling),
            ("noi-dung-tin", Name::Telling),
            ("image_desc", Name::Telling),
            ("cols", Name::Plain),
            ("td-ss-main", Name::Plain),
            ("col-md-8", Name::Looks),
            ("mt-3", Name::Looks),
            ("h1", Name::Looks),
            ("post-123", before("post-")),
            ("postid-78", Name::Looks),
            ("postid-6908", before("postid-")),
            ("Article_title__x7Yz1", before("Article_title__")),
            (
                "p_p_id_vnptnews_INSTANCE_aB3dE9_",
                before("p_p_id_vnptnews_INSTANCE_"),
            ),
            ("ctl00_Main_lblTitle", Name::Behind("_lblTitle".to_owned())),
            ("css-1q2w3e", Name::Hash),
            ("x3f9a2b1", Name::Hash),
            ("kQxYwZ", Name::Hash),
            ("12345", Name::Hash),
            ("active", Name::State),
            ("is-open", Name::State),
        ] {
            assert_eq!(judge(name), worth, "{name}");
        }
    }
}
