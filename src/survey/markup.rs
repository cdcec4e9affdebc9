//! What the markup of a page says of it as a whole.
//!
//! Pure. Never parses: a tag is found as it is written.

/// Whether a page has a field for a password.
pub(super) fn asks_for_a_password(html: &str) -> bool {
    let html = html.to_ascii_lowercase();
    ["type=password", "type=\"password", "type='password"]
        .iter()
        .any(|it| html.contains(it))
}

/// The value of an attribute of the first such tag, in lower case.
fn attribute(html: &str, tag: &str, name: &str) -> Option<String> {
    let lower = html.to_ascii_lowercase();
    let start = lower.find(tag)?;
    let end = start + lower[start..].find('>')?;
    let tag = &lower[start..end];
    let value = &tag[tag.find(&format!("{name}="))? + name.len() + 1..];
    let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''));
    let value = match quote {
        Some(quote) => value[1..].split(quote).next(),
        None => value.split_ascii_whitespace().next(),
    };
    value
        .map(|it| it.trim().to_owned())
        .filter(|it| !it.is_empty())
}

/// The language a page says it is in.
pub(super) fn language(html: &str) -> Option<String> {
    attribute(html, "<html", "lang")
}

/// The system a page says it was made by.
pub(super) fn generator(html: &str) -> Option<String> {
    let at = html.find("name=\"generator\"")?;
    let start = html[..at].rfind("<meta")?;
    attribute(&html[start..], "<meta", "content")
}
