//! Whether an answer is an HTML page, however its `Content-Type` is written.

use super::Capture;
use super::coding::is_markup;
use super::head::text;

/// Types that say no more than that nobody knows (WHATWG MIME Sniffing §5).
const UNKNOWN: &[&str] = &[
    "*/*",
    "application/unknown",
    "application/x-unknown-content-type",
    "unknown/unknown",
];

impl Capture {
    /// Whether it is an HTML page, as far as it says: of several types the last that is one
    /// counts. Where it says nothing that can be read, what came decides; where it says
    /// nothing at all, it is taken for one.
    pub fn is_html(&self) -> bool {
        let lines: Vec<String> = self.header_lines("content-type").map(text).collect();
        let said = lines.join(",").to_ascii_lowercase();
        let mut types = said.rsplit(',').filter_map(essence);
        match types.find(|it| !UNKNOWN.contains(it)) {
            Some(essence) => essence.contains("html"),
            None if said.trim().is_empty() => true,
            None => said.contains("html") || is_markup(&self.body),
        }
    }
}

/// Type and subtype, without parameters, though these may follow without a semicolon.
fn essence(said: &str) -> Option<&str> {
    let said = said.trim_matches([' ', '\t', '"', '\'']);
    let essence = said.split([';', ' ', '\t']).next()?;
    let (kind, subtype) = essence.split_once('/')?;
    let is_token = |part: &str| {
        let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        !part.is_empty() && part.chars().all(token)
    };
    (is_token(kind) && is_token(subtype)).then_some(essence)
}

#[cfg(test)]
mod tests {
    use super::super::capture::tests::redirect;

    #[test]
    fn pages_are_known_by_types_of_every_spelling() {
        let page = "<!doctype html><title>Tin</title>";
        for (said, body, expected) in [
            (&["text/html; charset=utf-8"][..], page, true),
            (&["TEXT/HTML"], page, true),
            (&["text/html charset=utf-8"], page, true),
            (&["text/html;charset=utf-8,text/html"], page, true),
            (&["text/html, text/html"], page, true),
            (&["text/html;;"], page, true),
            (&["\"text/html\""], page, true),
            (&["application/xhtml+xml"], page, true),
            (&["text/plain", "text/html"], page, true),
            (&["html"], page, true),
            (&["text\\html"], page, true),
            (&["text/ html"], page, true),
            (&["; charset=utf-8"], page, true),
            (&["charset=utf-8"], page, true),
            (&["charset=utf-8"], "%PDF-1.7", false),
            (&["unknown/unknown"], page, true),
            (&["*/*"], "GIF89a", false),
            (&[], page, true),
            (&[""], page, true),
            (&["text/plain"], page, false),
            (&["application/pdf"], page, false),
            (&["application/json; charset=utf-8"], "{}", false),
            (&["image/png, image/png"], "x", false),
        ] {
            let mut capture = redirect(b"/");
            let lines = said.iter().map(|it| it.as_bytes().to_vec());
            capture.headers = lines.map(|it| ("Content-Type".to_owned(), it)).collect();
            capture.body = body.as_bytes().to_vec();
            assert_eq!(capture.is_html(), expected, "{said:?}");
        }
    }
}
