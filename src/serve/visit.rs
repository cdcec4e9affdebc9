//! One request: what it asks for, and the addresses of what its page links to. Pure.

use std::ops::Range;

use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, Uri, header};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;
use url::form_urlencoded;

use super::refusal::Refusal;
use crate::report::Language;

/// In which form a page is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Html,
    Json,
    Csv,
}

/// One request.
#[derive(Clone, Debug)]
pub(super) struct PageRequest {
    /// Path and query as they were sent.
    pub(super) target: String,
    /// The time that a Memento client asks for (RFC 7089 section 2.1.1).
    pub(super) accept_datetime: Option<String>,
    /// Its path, without the ending that says the form.
    pub(super) path: String,
    /// Pieces of the path that the route leaves open, decoded.
    pub(super) pieces: Vec<String>,
    pub(super) form: Form,
    pub(super) language: Language,
    /// Whether the address itself says the language: then links say it too.
    says_language: bool,
    query: Vec<(String, String)>,
}

impl PageRequest {
    pub(super) fn new(
        uri: &Uri,
        headers: &HeaderMap,
        mut pieces: Vec<String>,
        usual: Language,
    ) -> Self {
        let query: Vec<(String, String)> =
            form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
                .into_owned()
                .collect();
        let asked = query.iter().find(|(name, _)| name == "lang");
        let asked = asked.and_then(|(_, tag)| language(tag));
        let accepted = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|it| it.to_str().ok())
            .and_then(accepted);
        let (path, form) = form(uri.path());
        if let Some(last) = pieces.last_mut() {
            *last = self::form(last).0.to_owned();
        }
        let says = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
        Self {
            target: uri
                .path_and_query()
                .map_or("/", PathAndQuery::as_str)
                .to_owned(),
            accept_datetime: says("accept-datetime").map(str::to_owned),
            path: path.to_owned(),
            pieces,
            form,
            language: asked.or(accepted).unwrap_or(usual),
            says_language: asked.is_some(),
            query,
        }
    }

    pub(super) fn pick<'a>(&self, vi: &'a str, en: &'a str) -> &'a str {
        self.language.pick(vi, en)
    }

    /// A parameter that is there and not empty.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.trim())
            .filter(|it| !it.is_empty())
    }

    /// The same as something else than text.
    pub(super) fn parsed<T: std::str::FromStr>(
        &self,
        name: &'static str,
    ) -> Result<Option<T>, Refusal>
    where
        T::Err: std::fmt::Display,
    {
        let parse = |text: &str| {
            text.parse().map_err(|error: T::Err| Refusal::Parameter {
                name,
                cause: error.to_string(),
            })
        };
        self.parameter(name).map(parse).transpose()
    }

    /// The year that is asked for, from its first moment to that of the year after it.
    pub(super) fn year(&self, zone: Tz) -> Result<Option<Range<DateTime<Utc>>>, Refusal> {
        let Some(year) = self.parsed::<i32>("year")? else {
            return Ok(None);
        };
        let first = |year: i32| {
            let day = NaiveDate::from_ymd_opt(year, 1, 1)?.and_time(NaiveTime::MIN);
            Some(day.and_local_timezone(zone).earliest()?.to_utc())
        };
        let whole = (1..=9998)
            .contains(&year)
            .then(|| Some(first(year)?..first(year + 1)?));
        match whole.flatten() {
            Some(whole) => Ok(Some(whole)),
            None => Err(Refusal::Parameter {
                name: "year",
                cause: "1–9998".to_owned(),
            }),
        }
    }

    /// An address in the room. Empty parameters are left out.
    pub(super) fn href(&self, path: &str, query: &[(&str, &str)]) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        out.extend_pairs(query.iter().filter(|(_, value)| !value.is_empty()));
        if self.says_language {
            out.append_pair("lang", self.language.tag());
        }
        let query = out.finish();
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        }
    }

    /// The same reader before the first page, in the same form.
    pub(super) fn elsewhere(&self) -> Self {
        Self {
            target: "/".to_owned(),
            path: "/".to_owned(),
            pieces: Vec::new(),
            query: Vec::new(),
            ..self.clone()
        }
    }

    /// This page with one parameter otherwise; an empty value leaves it out.
    pub(super) fn with(&self, name: &str, value: &str) -> String {
        self.in_form(self.form, &[(name, value)])
    }

    /// This page in another form, with some parameters otherwise.
    pub(super) fn in_form(&self, form: Form, changed: &[(&str, &str)]) -> String {
        let stays = |it: &&(String, String)| !changed.iter().any(|(name, _)| *name == it.0);
        let mut query: Vec<(&str, &str)> = self
            .query
            .iter()
            .filter(stays)
            .filter(|(name, _)| name != "lang")
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        query.extend(changed);
        let is_told = changed.iter().any(|(name, _)| *name == "lang");
        let ending = match form {
            Form::Html => "",
            Form::Json => ".json",
            Form::Csv => ".csv",
        };
        let plain = Self {
            says_language: self.says_language && !is_told,
            ..self.clone()
        };
        plain.href(&format!("{}{ending}", self.path), &query)
    }
}

/// A [`stamp`](crate::report::stamp) read back.
pub(super) fn of_stamp(text: &str) -> Option<DateTime<Utc>> {
    let is_whole = text.len() == 14 && text.bytes().all(|it| it.is_ascii_digit());
    let at = NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S").ok()?;
    is_whole.then(|| at.and_utc())
}

fn form(path: &str) -> (&str, Form) {
    match path.rsplit_once('.') {
        Some((path, "json")) => (path, Form::Json),
        Some((path, "csv")) => (path, Form::Csv),
        _ => (path, Form::Html),
    }
}

fn language(tag: &str) -> Option<Language> {
    let primary = tag.trim().split('-').next().unwrap_or_default();
    [Language::Vietnamese, Language::English]
        .into_iter()
        .find(|it| it.tag().eq_ignore_ascii_case(primary))
}

/// The language of ours that `Accept-Language` likes best (RFC 9110 section 12.5.4).
fn accepted(header: &str) -> Option<Language> {
    let mut best: Option<(Language, f32)> = None;
    for range in header.split(',') {
        let mut parts = range.split(';');
        let Some(found) = parts.next().and_then(language) else {
            continue;
        };
        let weight = parts
            .find_map(|it| it.trim().strip_prefix("q=")?.parse::<f32>().ok())
            .unwrap_or(1.0);
        if weight > 0.0 && best.is_none_or(|(_, known)| weight > known) {
            best = Some((found, weight));
        }
    }
    best.map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::stamp;

    fn visit(uri: &str, accept: &str) -> PageRequest {
        let mut headers = HeaderMap::new();
        if let Ok(value) = accept.parse() {
            headers.insert(header::ACCEPT_LANGUAGE, value);
        }
        let uri = uri.parse().expect("a path");
        PageRequest::new(&uri, &headers, Vec::new(), Language::Vietnamese)
    }

    #[test]
    fn the_address_then_the_browser_says_the_language() {
        for (uri, accept, wanted) in [
            ("/", "", "vi"),
            ("/", "en-GB,en;q=0.8", "en"),
            ("/", "fr, vi;q=0.5, en;q=0.4", "vi"),
            ("/", "en;q=0, vi", "vi"),
            ("/?lang=en", "vi", "en"),
            ("/?lang=fr", "vi", "vi"),
        ] {
            assert_eq!(visit(uri, accept).language.tag(), wanted, "{uri} {accept}");
        }
    }

    #[test]
    fn links_keep_the_language_that_the_address_says() {
        let spoken = visit("/articles?section=Gi%C3%A1o+d%E1%BB%A5c&lang=en", "");
        assert_eq!(spoken.href("/about", &[]), "/about?lang=en");
        assert_eq!(
            spoken.with("section", ""),
            "/articles?lang=en",
            "an empty value leaves it out"
        );
        assert_eq!(
            spoken.in_form(Form::Csv, &[]),
            "/articles.csv?section=Gi%C3%A1o+d%E1%BB%A5c&lang=en"
        );
        assert_eq!(
            spoken.with("lang", "vi"),
            "/articles?section=Gi%C3%A1o+d%E1%BB%A5c&lang=vi"
        );
        assert_eq!(visit("/", "en").href("/about", &[]), "/about");
    }

    #[test]
    fn an_ending_says_the_form() {
        let csv = visit("/articles.csv?year=2026", "");
        assert_eq!((csv.path.as_str(), csv.form), ("/articles", Form::Csv));
        assert_eq!(csv.parameter("year"), Some("2026"));
        assert_eq!(visit("/a/x:post-1", "").form, Form::Html);
    }

    #[test]
    fn a_stamp_is_fourteen_digits_and_a_time() {
        for text in ["20261130101500", "20240229000000"] {
            assert_eq!(of_stamp(text).map(stamp).as_deref(), Some(text));
        }
        for text in ["2026113010150", "20261301101500", "2026113010150x", ""] {
            assert_eq!(of_stamp(text), None, "{text}");
        }
    }
}
