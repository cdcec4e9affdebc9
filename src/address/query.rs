//! Which parameters of a query name a page, and which only say how somebody came to it.

use std::borrow::Cow;

use url::{Url, form_urlencoded};

use super::percent;

/// Parameters that never change the article: campaign and click marks of advertisers and
/// social networks (`zarsrc`, `gidzl` are Zalo's), WordPress's reply form and AMP switch.
const MARKS: &[&str] = &[
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "amp",
    "dclid",
    "fbclid",
    "gad_source",
    "gbraid",
    "gclid",
    "gclsrc",
    "gidzl",
    "igsh",
    "igshid",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "replytocom",
    "srsltid",
    "ttclid",
    "twclid",
    "wbraid",
    "yclid",
    "zarsrc",
];

/// A parameter's name as a server reads it.
pub(super) fn name_of(pair: &str) -> String {
    form_urlencoded::parse(pair.as_bytes())
        .next()
        .map_or_else(String::new, |(name, _)| Cow::into_owned(name))
        .to_lowercase()
}

/// Whether an address is a post's on a WordPress without permalinks, `/?p=12`: never the list
/// that stands at the same path.
pub(super) fn is_plain_permalink(url: &Url) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    matches!(url.path(), "/" | "/index.php")
        && url.query().is_some_and(|query| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.any(|(name, value)| name == "p" && number(value))
        })
}

/// Whether a parameter is always dropped: a mark, the print view (`print=1`), or the first
/// page of a list said aloud (`paged=1`); WordPress answers all of them 200 with the plain
/// page (measured).
fn is_noise(name: &str, pair: &str) -> bool {
    let value = pair.split_once('=').map_or("", |(_, value)| value);
    match name {
        "print" => matches!(value, "" | "1"),
        "paged" => value == "1",
        _ => name.starts_with("utm_") || MARKS.contains(&name),
    }
}

/// The query without marks, else as it was written.
pub(super) fn unmarked(query: &str) -> Option<String> {
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| {
            let name = name_of(pair);
            !pair.is_empty() && !name.starts_with("utm_") && !MARKS.contains(&name.as_str())
        })
        .collect();
    (!kept.is_empty()).then(|| kept.join("&"))
}

/// The query in its normal form, or `None` when nothing of it is left. `keep` lists the
/// only names that may stay (in lower case); `None` keeps whatever is not noise. Order and
/// repeats stay, because a server may read meaning in both.
pub(super) fn normal(query: &str, keep: Option<&[String]>) -> Option<String> {
    let query = percent::normal(query);
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .filter(|pair| {
            let name = name_of(pair);
            !is_noise(&name, pair) && keep.is_none_or(|keep| keep.contains(&name))
        })
        .collect();
    (!kept.is_empty()).then(|| kept.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_goes_and_the_rest_stays_in_order() {
        for (given, expected) in [
            ("p=12", Some("p=12")),
            ("b=2&a=1&b=3", Some("b=2&a=1&b=3")),
            ("utm_source=zalo&UTM_Medium=x", None),
            ("%75tm_source=x&a", Some("a")),
            ("fbclid=x&zarsrc=30&_gl=1*a&id=5", Some("id=5")),
            ("print=1&cat=2", Some("cat=2")),
            ("print", None),
            ("print=pdf", Some("print=pdf")),
            ("paged=1", None),
            ("paged=12", Some("paged=12")),
            ("replytocom=77", None),
            ("amp&amp=1", None),
            ("&&", None),
            ("", None),
            ("example=amp", Some("example=amp")),
            ("q=100%&r=%c4%90", Some("q=100%25&r=%C4%90")),
        ] {
            assert_eq!(normal(given, None).as_deref(), expected, "{given}");
        }
    }

    #[test]
    fn a_keep_list_keeps_only_its_names_and_never_noise() {
        let keep = ["contentid", "tx[id]", "print"].map(String::from);
        let normal = |query| normal(query, Some(&keep));
        assert_eq!(
            normal("MenuID=1&ContentID=9&tx%5Bid%5D=2").as_deref(),
            Some("ContentID=9&tx%5Bid%5D=2")
        );
        assert_eq!(normal("print=1"), None);
        assert_eq!(normal("x=1"), None);
    }
}
