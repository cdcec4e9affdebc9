//! Which hosts are a site's, and what it is called.
//!
//! Pure. Never takes in a host only because a page links to it.

use std::collections::BTreeMap;

use url::{Host, Url};

/// Whether two hosts are of one owner by their names: one lies below the other, `www.` left out.
/// Hosts of public suffixes (`gov.vn`, `com`) are nobody's.
pub(super) fn is_akin(one: &Url, other: &Url) -> bool {
    let (Some(Host::Domain(one)), Some(Host::Domain(other))) = (one.host(), other.host()) else {
        return false;
    };
    let [one, other] = [one, other].map(|it| it.strip_prefix("www.").unwrap_or(it));
    let below = |a: &str, b: &str| a.strip_suffix(b).is_some_and(|head| head.ends_with('.'));
    let owned = |it: &str| own_labels(it) > 0;
    owned(one) && owned(other) && (one == other || below(one, other) || below(other, one))
}

/// How many labels of a name are its owner's: those before `gov.vn`, `com.vn`, `vn`, `com`.
fn own_labels(name: &str) -> usize {
    let labels: Vec<&str> = name.split('.').collect();
    let generic = [
        "gov", "com", "net", "org", "edu", "info", "co", "ac", "gouv", "go", "or",
    ];
    let suffix = match labels.as_slice() {
        [.., second, country] if country.len() == 2 && generic.contains(second) => 2,
        _ => 1,
    };
    labels.len().saturating_sub(suffix)
}

/// A name for a site of this home page that no other site has.
pub fn site_name(home: &Url, taken: &[&str]) -> String {
    let base = match home.host() {
        Some(Host::Domain(name)) => {
            let name = name.strip_prefix("www.").unwrap_or(name);
            let own: Vec<&str> = name.split('.').take(own_labels(name).max(1)).collect();
            own.join(".")
        }
        _ => home
            .host_str()
            .unwrap_or_default()
            .trim_matches(['[', ']'])
            .replace(':', "-"),
    };
    let port = home
        .port()
        .map_or_else(String::new, |port| format!("-{port}"));
    let plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || "-.".contains(it);
    let base: String = base
        .chars()
        .filter(|it| plain(*it))
        .take(30)
        .chain(port.chars())
        .collect();
    let free = |name: &String| !name.is_empty() && !taken.contains(&name.as_str());
    let numbered = (2..).map(|it| format!("{base}-{it}"));
    let mut names = std::iter::once(base.clone()).chain(numbered);
    names.find(free).unwrap_or(base)
}

/// Hosts beyond the site's own on which its sources name articles, with how many: those akin to
/// it, and the others.
pub(super) fn split(
    home: &Url,
    elsewhere: &BTreeMap<String, (Url, usize)>,
) -> (Vec<String>, Vec<(String, usize)>) {
    let (akin, others): (Vec<_>, Vec<_>) = elsewhere
        .iter()
        .partition(|(_, (url, _))| is_akin(home, url));
    let akin = akin.into_iter().map(|(host, _)| host.clone()).collect();
    let others = others
        .into_iter()
        .map(|(host, (_, count))| (host.clone(), *count))
        .collect();
    (akin, others)
}
