//! The members of an answer's array: also of one that words stand around, or that broke off.

use serde_json::{Deserializer, Value};

use crate::discover::sniff::sniff;
use crate::discover::{DiscoverError, ExpectedFormat, FoundFormat};

/// Brackets looked at for the beginning: a notice before it may have some of its own.
const MOST: usize = 64;

/// The members, and why they may not be all.
pub(super) fn of(text: &str) -> Result<(Vec<Value>, Option<String>), DiscoverError> {
    let text = text.trim_start();
    let found = sniff(text);
    let is_start = |c: char| matches!(c, '[' | '{');
    let starts = text.match_indices(is_start).map(|(at, _)| &text[at..]);
    let mut refused = None;
    for start in starts.take(MOST) {
        if start.starts_with('{') {
            let object = Deserializer::from_str(start).into_iter().next();
            if let Some(Ok(object)) = object {
                let error = refusal(&object);
                if matches!(error, DiscoverError::Rest { .. }) {
                    return Err(error);
                }
                refused.get_or_insert(error);
            }
            continue;
        }
        match array(&start[1..]) {
            (members, None)
                if members.iter().all(Value::is_object) || found == FoundFormat::Json =>
            {
                return Ok((members, None));
            }
            (members, Some(error)) if members.iter().any(is_post) => {
                return Ok((members, Some(error.to_string())));
            }
            (_, Some(error)) if found == FoundFormat::Json => {
                refused.get_or_insert(DiscoverError::Json(error));
            }
            _ => {}
        }
    }
    Err(refused.unwrap_or(DiscoverError::Unexpected {
        wanted: ExpectedFormat::Posts,
        found,
    }))
}

fn is_post(member: &Value) -> bool {
    member.get("link").is_some()
}

/// The members behind an opening bracket, up to its closing one or to what cannot be read.
fn array(mut rest: &str) -> (Vec<Value>, Option<serde_json::Error>) {
    let mut members = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if rest.starts_with(']') {
            return (members, None);
        }
        let mut values = Deserializer::from_str(rest).into_iter();
        match values.next() {
            Some(Ok(member)) => members.push(member),
            Some(Err(error)) => return (members, Some(error)),
            None => {
                return (
                    members,
                    Some(serde::de::Error::custom("the list has no end")),
                );
            }
        }
        rest = &rest[values.byte_offset()..];
    }
}

/// The error that an object in place of the array means.
fn refusal(object: &Value) -> DiscoverError {
    let text = |key: &str| object.get(key).and_then(Value::as_str).map(str::to_owned);
    let Some(code) = text("code") else {
        return DiscoverError::Unexpected {
            wanted: ExpectedFormat::Posts,
            found: FoundFormat::Json,
        };
    };
    DiscoverError::Rest {
        code,
        message: text("message").unwrap_or_default(),
        status: object
            .pointer("/data/status")
            .and_then(Value::as_u64)
            .and_then(|status| u16::try_from(status).ok()),
    }
}
