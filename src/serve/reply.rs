//! What is sent: a body with its type, and what every answer says of itself.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use serde::Serialize;

use super::refusal::Refusal;
use super::visit::PageRequest;
use crate::digest::PayloadDigest;

/// Bytes with their type. An answer says the same whoever asks, but for the language.
#[derive(Clone, Debug)]
pub(super) struct PageReply {
    pub(super) status: StatusCode,
    content_type: &'static str,
    body: Vec<u8>,
    headers: Vec<(HeaderName, String)>,
}

impl PageReply {
    pub(super) fn new(content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: StatusCode::OK,
            content_type,
            body: body.into(),
            headers: Vec::new(),
        }
    }

    pub(super) fn html(body: String) -> Self {
        Self::new("text/html; charset=utf-8", body)
    }

    /// JSON for people too: indented, one end of line.
    pub(super) fn json(value: &impl Serialize) -> Result<Self, Refusal> {
        let mut body = serde_json::to_vec_pretty(value).map_err(|error| {
            tracing::error!("a page cannot be written as JSON: {error}");
            Refusal::Fault
        })?;
        body.push(b'\n');
        Ok(Self::new("application/json; charset=utf-8", body))
    }

    /// A file to be kept under a name of ours.
    pub(super) fn saved_as(self, name: &str) -> Self {
        let safe: String = name
            .chars()
            .map(|it| {
                if it.is_ascii_alphanumeric() || "-._".contains(it) {
                    it
                } else {
                    '-'
                }
            })
            .collect();
        self.with(
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{safe}\""),
        )
    }

    pub(super) fn with(mut self, name: HeaderName, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Says where the rest of a list is (RFC 8288): a table has no other place for it.
    pub(super) fn followed_by(self, next: Option<&str>, visit: &PageRequest) -> Self {
        match next {
            Some(next) => {
                let target = visit.with("after", next);
                self.with(header::LINK, format!("<{target}>; rel=\"next\""))
            }
            None => self,
        }
    }

    pub(super) fn of_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The response, or `304` where the reader has these very bytes (RFC 9110 section 13.1.2).
    /// The tag is of what is shown, so it says nothing of what is not.
    pub(super) fn response(self, asked: &HeaderMap, policy: &str) -> Response<Body> {
        let digest = PayloadDigest::of(&self.body);
        let tag = format!("W/\"{}\"", digest.as_str());
        let is_held = self.status == StatusCode::OK
            && asked
                .get_all(header::IF_NONE_MATCH)
                .iter()
                .filter_map(|it| it.to_str().ok())
                .flat_map(|it| it.split(','))
                .any(|it| matches!(it.trim(), "*") || it.trim() == tag);
        let mut response = Response::new(if is_held {
            Body::empty()
        } else {
            Body::from(self.body)
        });
        *response.status_mut() = if is_held {
            StatusCode::NOT_MODIFIED
        } else {
            self.status
        };
        let own = [
            (header::CONTENT_TYPE, self.content_type),
            (header::ETAG, tag.as_str()),
            (header::CACHE_CONTROL, "no-cache"),
            (header::CONTENT_SECURITY_POLICY, policy),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
            (HeaderName::from_static("x-robots-tag"), "noindex"),
        ];
        let more = self
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str()));
        for (name, value) in own.into_iter().chain(more) {
            // A value of a site that no header can hold is left out; ours all can be held.
            if let Ok(value) = HeaderValue::from_str(value) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}
