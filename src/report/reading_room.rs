//! Where things are shown in the reading room: one rule for its own pages and for the links of
//! reports, feeds and messages. Never knows whether a room is open.

use chrono::{DateTime, Utc};
use url::form_urlencoded;

use crate::record::Change;

/// An article's path in the room.
pub fn article_path(id: &str) -> String {
    format!("/a/{}", segment(id))
}

/// Where a change is shown: its path, and the parameter `to` of a comparison. What was said before
/// and after is compared; of a change of status there is only what was seen.
pub fn change_path(change: &Change) -> (String, Option<String>) {
    let article = article_path(&change.article_id);
    if change.kind.is_status() {
        return (format!("{article}/history"), None);
    }
    (
        format!("{article}/compare"),
        Some(stamp(change.at.to_utc())),
    )
}

/// The whole address of a change in the room at `base`.
pub fn change_address(base: &str, change: &Change) -> String {
    let (path, to) = change_path(change);
    let to = to.map(|to| format!("?to={to}")).unwrap_or_default();
    format!("{}{path}{to}", base.trim_end_matches('/'))
}

/// A time as addresses have it: fourteen digits, in UTC.
pub fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y%m%d%H%M%S").to_string()
}

/// One segment of a path (RFC 3986 section 3.3).
fn segment(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
        .replace("%3A", ":")
}

#[cfg(test)]
mod tests {
    use super::article_path;

    #[test]
    fn an_id_is_one_segment_of_a_path() {
        for (id, path) in [
            ("demo:post-1", "/a/demo:post-1"),
            ("x y:url-9f/", "/a/x%20y:url-9f%2F"),
            ("số:1?", "/a/s%E1%BB%91:1%3F"),
        ] {
            assert_eq!(article_path(id), path);
        }
    }
}
