//! A key by which two spellings of one page are found to be one, as far as a person means them
//! by it: `http://www.a.vn/Tin.html/?utm_source=zalo` is `https://a.vn/tin.html`.
//!
//! For comparing only. It folds more than [`canonical`](super::Rules::canonical) does, so it is
//! never asked for and never stored.

use url::{Url, form_urlencoded};

use super::canonical;
use crate::text::clean;

/// Names of hosts that show the same pages to other screens.
const SCREENS: [&str; 5] = ["www.", "m.", "mobile.", "amp.", "wap."];

/// First parts of paths that do.
const BEFORE: [&str; 4] = ["/index.php/", "/amp/", "/m/", "/mobile/"];

/// Last parts of paths that show a page in another form.
const AFTER: [&str; 6] = [
    "/amp",
    "/print",
    "/index.php",
    "/index.html",
    "/index.htm",
    "/",
];

/// Parameters that ask for the same page in another form.
const FORMS: [&str; 8] = [
    "amp",
    "m",
    "mobile",
    "noamp",
    "nomobile",
    "outputtype",
    "print",
    "share",
];

/// The key of an address, or of one written without its scheme; `None` where the text names no
/// host.
pub fn identity(href: &str) -> Option<String> {
    let rest = schemeless(href.trim_matches(|c: char| c.is_whitespace() || c.is_control()))?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let host = authority.rsplit('@').next()?.to_lowercase();
    let mut host = host.as_str();
    while let Some(bare) = SCREENS.iter().find_map(|screen| host.strip_prefix(screen)) {
        host = bare;
    }
    if !host.contains(['.', ':']) && host != "localhost" {
        return None;
    }
    let host = host.strip_suffix(":443").unwrap_or(host);
    let url = canonical::absolute(None, &format!("http://{host}{tail}")).ok()?;
    let url = canonical::fold(url.clone(), None).unwrap_or(url);
    let host = &url[url::Position::BeforeHost..url::Position::BeforePath];
    let mut key = format!("{host}{}", path(&url));
    let query = query(&url);
    if !query.is_empty() {
        key.push('?');
        key.push_str(&query);
    }
    Some(key)
}

/// Without `https://`, `//`, or nothing: people copy addresses from where no scheme is shown.
fn schemeless(text: &str) -> Option<&str> {
    match text.split_once("//") {
        Some((scheme, rest)) => match scheme.to_ascii_lowercase().as_str() {
            "" | "http:" | "https:" => Some(rest),
            _ if scheme.contains(['/', '.', '?']) => Some(text),
            _ => None,
        },
        None => Some(text),
    }
}

fn path(url: &Url) -> String {
    let mut path = lower(&decoded(url.path()));
    loop {
        let shorter = AFTER.iter().find_map(|end| path.strip_suffix(end));
        let shorter = shorter.map(str::to_owned).or_else(|| {
            let begun = BEFORE.iter().find_map(|start| path.strip_prefix(start));
            begun.map(|rest| format!("/{rest}"))
        });
        let file = path.strip_suffix(".amp").map(str::to_owned);
        match shorter.or(file) {
            Some(it) => path = it,
            None => break,
        }
    }
    path.replace(".amp.htm", ".htm")
}

fn query(url: &Url) -> String {
    let pairs = url.query_pairs();
    let mut kept: Vec<String> = pairs
        .map(|(name, value)| (lower(&name), lower(&value)))
        .filter(|(name, _)| !FORMS.contains(&name.as_str()) && !name.starts_with("utm_"))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    kept.sort();
    kept.join("&")
}

/// Percent-encoding undone, also where it was done twice.
fn decoded(path: &str) -> String {
    let mut text = path.replace('+', "%2B");
    for _ in 0..3 {
        // A path has no `&` and `=` of its own meaning: hidden, they stay.
        let hidden = text.replace('&', "%26").replace('=', "%3D");
        let parsed = form_urlencoded::parse(hidden.as_bytes()).next();
        let once = parsed.map_or_else(String::new, |(name, _)| name.into_owned());
        if once == text {
            break;
        }
        text = once.replace('+', "%2B");
    }
    text.replace("%2B", "+")
}

fn lower(text: &str) -> String {
    clean(text).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::identity;

    #[test]
    fn spellings_of_a_page_have_one_key() {
        let page = identity("https://a.vn/tin-tuc/Bài-một.html").unwrap();
        for spelling in [
            "http://a.vn/tin-tuc/Bài-một.html",
            "https://www.a.vn/tin-tuc/bài-một.html",
            "HTTPS://WWW.A.VN/TIN-TUC/BÀI-MỘT.HTML",
            "https://a.vn/tin-tuc/B%C3%A0i-m%E1%BB%99t.html",
            "https://a.vn/tin-tuc/b%c3%a0i-m%e1%bb%99t.html",
            "https://a.vn/tin-tuc/B%25C3%25A0i-m%25E1%25BB%2599t.html",
            "https://a.vn/tin-tuc/Ba\u{300}i-mo\u{323}\u{302}t.html",
            "https://a.vn/tin-tuc/Bài-một.html/",
            "https://a.vn/tin-tuc/Bài-một.html/amp",
            "https://a.vn/tin-tuc/Bài-một.html/amp/",
            "https://a.vn/amp/tin-tuc/Bài-một.html",
            "https://a.vn/tin-tuc/Bài-một.amp.html",
            "https://amp.a.vn/tin-tuc/Bài-một.html",
            "https://m.a.vn/tin-tuc/Bài-một.html",
            "https://a.vn/tin-tuc/Bài-một.html?m=1",
            "https://a.vn/tin-tuc/Bài-một.html?utm_source=zalo&UTM_Medium=x",
            "https://a.vn/tin-tuc/Bài-một.html?fbclid=1#binh-luan",
            "https://a.vn/tin-tuc/Bài-một.html?print=1",
            "https://a.vn/tin-tuc/Bài-một.html?print=print",
            "https://a.vn:443/tin-tuc/./Bài-một.html",
            "http://a.vn:80/index.php/tin-tuc/Bài-một.html",
            "https://khach@a.vn./tin-tuc/Bài-một.html",
            "//a.vn/tin-tuc/Bài-một.html",
            "  a.vn/tin-tuc/Bài-một.html\n",
            "www.a.vn/tin-tuc/Bài-một.html",
        ] {
            assert_eq!(identity(spelling).as_deref(), Some(&*page), "{spelling}");
        }
        for other in [
            "https://a.vn/tin-tuc/Bài-mốt.html",
            "https://a.vn/tin-tuc/Bài-một.html?trang=2",
            "https://b.vn/tin-tuc/Bài-một.html",
            "https://a.vn:8443/tin-tuc/Bài-một.html",
            "https://a.vn/Bài-một.html",
        ] {
            assert_ne!(identity(other).as_deref(), Some(&*page), "{other}");
        }
        for (one, other) in [
            ("https://a.vn/?p=12", "http://www.a.vn/index.php?p=12&amp=1"),
            ("http://127.0.0.1:80/x", "https://www.127.0.0.1/x/"),
            ("https://a.vn/x?b=2&a=1", "https://a.vn/x?A=1&B=2"),
            ("https://a.vn/a+b", "https://a.vn/a%2Bb"),
        ] {
            assert_eq!(identity(one), identity(other), "{one} = {other}");
        }
        for nothing in ["", "bài một", "ftp://a.vn/x", "demo:post-7"] {
            let named = identity(nothing).filter(|key| key.contains("a.vn"));
            assert_eq!(named, None, "{nothing}");
        }
    }
}
