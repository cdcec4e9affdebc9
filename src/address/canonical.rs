//! One spelling for one page.

use url::Url;

use super::error::{AddressError, shown};
use super::{percent, query, trap};

/// Blanks that editors paste around addresses: white space, and the marks that no eye
/// sees (zero-width space and joiners, byte order mark).
fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '\u{200b}'..='\u{200d}' | '\u{feff}')
}

/// `href` as an absolute http(s) address without userinfo, fragment, and the dot that
/// may end a host. Path and query stay as named.
pub(super) fn absolute(base: Option<&Url>, href: &str) -> Result<Url, AddressError> {
    let href = href.trim_matches(is_blank);
    let unreadable = |cause| AddressError::Unreadable {
        href: shown(href),
        cause,
    };
    let mut url = Url::options()
        .base_url(base)
        .parse(href)
        .map_err(unreadable)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(AddressError::Scheme {
            href: shown(href),
            scheme: shown(url.scheme()),
        });
    }
    let userless = url.set_username("").and(url.set_password(None));
    debug_assert!(userless.is_ok(), "an http address has a host");
    url.set_fragment(None);
    if let Some(host) = url.host_str().and_then(|host| host.strip_suffix('.')) {
        let host = host.trim_end_matches('.').to_owned();
        url.set_host(Some(&host)).map_err(unreadable)?;
    }
    trap::check_length(&url)?;
    Ok(url)
}

/// Folds every known second spelling of a page into the first. Which folds are safe was
/// measured on WordPress: `…/amp` is the page's AMP copy, `x.html/` is redirected to the page
/// itself, `/page/1` answers 200 with the list itself.
pub(super) fn fold(mut url: Url, keep_query: Option<&[String]>) -> Result<Url, AddressError> {
    let mut path = percent::normal(url.path());
    while let Some(folded) = fold_path_once(&path) {
        path = folded;
    }
    url.set_path(&path);
    let query = url
        .query()
        .and_then(|query| query::normal(query, keep_query));
    url.set_query(query.as_deref());
    // Unescaping cannot lengthen, but a stray `%` grows to `%25`.
    trap::check_length(&url)?;
    trap::check_repeats(&url)?;
    Ok(url)
}

/// One fold, or `None` when the path is in its normal form. Each makes it shorter.
fn fold_path_once(path: &str) -> Option<String> {
    let or_root = |path: &str| if path.is_empty() { "/" } else { path }.to_owned();
    for suffix in ["/amp", "/page/1"] {
        if let Some(list) = path.strip_suffix(suffix) {
            return Some(or_root(list));
        }
        let list = path
            .strip_suffix('/')
            .and_then(|path| path.strip_suffix(suffix));
        if let Some(list) = list {
            return Some(format!("{list}/"));
        }
    }
    let page = path.trim_end_matches('/');
    let is_file = page.strip_suffix(".html").is_some();
    (is_file && page.len() < path.len()).then(|| page.to_owned())
}
