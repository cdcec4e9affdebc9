//! Addresses of the archive's own: `/web/<14 digits>/<url>` and its sisters.
//!
//! Written and read here, so that what is written is read. Repairs what proxies break. Never
//! looks whether there is such a capture.

use std::fmt;

use chrono::{DateTime, Utc};
use url::Url;

use super::time;

/// How a capture is given, by the letters behind its time. The names are Wayback's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Modifier {
    /// A page to look at, with a banner.
    Page,
    /// `if_`: a page inside another, without a banner.
    Frame,
    /// `cs_`: a style sheet.
    Style,
    /// `im_`: a picture, a font, a sound.
    Media,
    /// `id_`: the bytes as they came, nothing rewritten.
    Raw,
}

impl Modifier {
    /// The letters, none for a page.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Page => "",
            Self::Frame => "if_",
            Self::Style => "cs_",
            Self::Media => "im_",
            Self::Raw => "id_",
        }
    }

    fn of(letters: &str) -> Option<Self> {
        match letters {
            "" | "mp_" => Some(Self::Page),
            "if_" | "fw_" | "oe_" => Some(Self::Frame),
            "cs_" => Some(Self::Style),
            "im_" | "js_" => Some(Self::Media),
            "id_" => Some(Self::Raw),
            _ => None,
        }
    }
}

/// In which form a `TimeMap` is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeMapFormat {
    /// `application/link-format` (RFC 6690).
    Link,
    /// `application/json`, with the members `MemGator` gives.
    Json,
}

/// What an address of the archive names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ArchivedAddress {
    /// `/web/<digits><modifier>/<url>`: the capture at a time.
    Memento {
        /// When; of shortened digits the last second they name.
        at: DateTime<Utc>,
        /// How it is given.
        modifier: Modifier,
        /// Of what.
        url: Url,
    },
    /// `/web/<url>`: the capture nearest to the time in `Accept-Datetime`.
    TimeGate {
        /// Of what.
        url: Url,
    },
    /// `/web/timemap/link/<url>` or `/web/timemap/json/<url>`: all captures.
    TimeMap {
        /// In which form.
        format: TimeMapFormat,
        /// Of what.
        url: Url,
    },
}

/// Why an address names nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// It does not begin with `/web/`.
    #[error("the address is not one of the archive's")]
    Elsewhere,
    /// The digits are no time, or what follows them is no modifier.
    #[error("the time in the address is none: it has 4 to 14 digits")]
    Time,
    /// What should be an address is none.
    #[error("what stands behind the time is no http or https address")]
    Url,
}

impl ArchivedAddress {
    /// Reads the path and query of a request (`/web/20070531203500/http://a.example.org/?p=1`).
    pub fn parse(path_and_query: &str) -> Result<Self, AddressFault> {
        let rest = path_and_query
            .strip_prefix("/web/")
            .ok_or(AddressFault::Elsewhere)?;
        for (prefix, format) in [
            ("timemap/link/", TimeMapFormat::Link),
            ("timemap/json/", TimeMapFormat::Json),
        ] {
            if let Some(url) = rest.strip_prefix(prefix) {
                return Ok(Self::TimeMap {
                    format,
                    url: target(url)?,
                });
            }
        }
        let is_dated = rest.starts_with(|it: char| it.is_ascii_digit());
        let Some((moment, url)) = rest
            .split_once('/')
            .filter(|(it, _)| is_dated && !it.contains('.'))
        else {
            return Ok(Self::TimeGate { url: target(rest)? });
        };
        let end = moment
            .find(|it: char| !it.is_ascii_digit())
            .unwrap_or(moment.len());
        let (digits, letters) = moment.split_at(end);
        Ok(Self::Memento {
            at: time::of_digits(digits).ok_or(AddressFault::Time)?,
            modifier: Modifier::of(letters).ok_or(AddressFault::Time)?,
            url: target(url)?,
        })
    }

    /// The address that is archived.
    pub fn url(&self) -> &Url {
        match self {
            Self::Memento { url, .. } | Self::TimeGate { url } | Self::TimeMap { url, .. } => url,
        }
    }
}

impl fmt::Display for ArchivedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memento { at, modifier, url } => {
                write!(f, "/web/{}{}/{url}", time::digits(*at), modifier.as_str())
            }
            Self::TimeGate { url } => write!(f, "/web/{url}"),
            Self::TimeMap {
                format: TimeMapFormat::Link,
                url,
            } => write!(f, "/web/timemap/link/{url}"),
            Self::TimeMap {
                format: TimeMapFormat::Json,
                url,
            } => write!(f, "/web/timemap/json/{url}"),
        }
    }
}

/// The address within an address. Many proxies make one slash of two; a person may leave the
/// scheme out.
fn target(text: &str) -> Result<Url, AddressFault> {
    let lower = text.get(..6).unwrap_or(text).to_ascii_lowercase();
    let scheme = ["http", "https"].into_iter().find(|scheme| {
        let rest = lower.strip_prefix(scheme);
        rest.is_some_and(|rest| rest.starts_with(':'))
    });
    let is_other = text.split('/').next().is_some_and(|it| it.ends_with(':'));
    let (scheme, rest) = match scheme {
        None if is_other => return Err(AddressFault::Url),
        Some(scheme) => (scheme, text[scheme.len() + 1..].trim_start_matches('/')),
        None => ("http", text),
    };
    let has_host = rest.starts_with(|it: char| it.is_alphanumeric() || matches!(it, '[' | '%'));
    let url = Some(rest).filter(|_| has_host);
    url.and_then(|rest| Url::parse(&format!("{scheme}://{rest}")).ok())
        .ok_or(AddressFault::Url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_repaired_and_written_again() {
        for (text, expected) in [
            (
                "/web/20070531203500/http://a.example.org/",
                Ok("/web/20070531203500/http://a.example.org/"),
            ),
            (
                "/web/20070531203500/http:/a.example.org/x",
                Ok("/web/20070531203500/http://a.example.org/x"),
            ),
            (
                "/web/20070531203500id_/https:/a.example.org",
                Ok("/web/20070531203500id_/https://a.example.org/"),
            ),
            (
                "/web/2007/HTTP://A.example.org/?p=1&q=//x",
                Ok("/web/20071231235959/http://a.example.org/?p=1&q=//x"),
            ),
            (
                "/web/20070531203500mp_/a.example.org/b",
                Ok("/web/20070531203500/http://a.example.org/b"),
            ),
            (
                "/web/20070531203500cs_/https://a.vn/s.css?v=2",
                Ok("/web/20070531203500cs_/https://a.vn/s.css?v=2"),
            ),
            (
                "/web/20070531203500/https://a.vn/đường",
                Ok("/web/20070531203500/https://a.vn/%C4%91%C6%B0%E1%BB%9Dng"),
            ),
            (
                "/web/http://a.example.org/",
                Ok("/web/http://a.example.org/"),
            ),
            ("/web/24h.vn/tin", Ok("/web/http://24h.vn/tin")),
            (
                "/web/timemap/link/http:/a.example.org/",
                Ok("/web/timemap/link/http://a.example.org/"),
            ),
            (
                "/web/timemap/json/https://a.vn/?p=1",
                Ok("/web/timemap/json/https://a.vn/?p=1"),
            ),
            ("/bai/1", Err(AddressFault::Elsewhere)),
            ("/web/20071331/http://a.vn/", Err(AddressFault::Time)),
            (
                "/web/20070531203500xx_/http://a.vn/",
                Err(AddressFault::Time),
            ),
            (
                "/web/20070531203500/javascript:alert(1)",
                Err(AddressFault::Url),
            ),
            ("/web/20070531203500/ftp://a.vn/", Err(AddressFault::Url)),
            ("/web/20070531203500/", Err(AddressFault::Url)),
            ("/web/20070531203500/http://", Err(AddressFault::Url)),
            ("/web/", Err(AddressFault::Url)),
        ] {
            let read = ArchivedAddress::parse(text);
            assert_eq!(
                read.as_ref().map(ToString::to_string).map_err(|it| *it),
                expected.map(str::to_owned),
                "{text}"
            );
            if let Ok(read) = read {
                assert_eq!(ArchivedAddress::parse(&read.to_string()), Ok(read));
            }
        }
    }
}
