//! Whether a capture may be handed on. Its bytes are evidence: nothing can be taken out of
//! them, so one that holds what is withheld stays here as a whole.

use std::collections::BTreeSet;

use super::Published;
use crate::digest::PayloadDigest;
use crate::http::Capture;
use crate::record::Role;
use crate::redaction::Holder;
use crate::store::{CaptureRow, StoreError};
use crate::text::charset;

impl Published {
    /// Whether a capture is of a withheld article, shows its files, or holds its words.
    pub fn withholds(&self, row: &CaptureRow) -> Result<bool, StoreError> {
        if self.withheld().is_empty() {
            return Ok(false);
        }
        if self.withheld().has_part_at(&row.url) || self.is_file(row.payload.as_ref())? {
            return Ok(true);
        }
        let capture = self.reader.capture_at(&row.evidence.location)?;
        Ok(self.holds(&capture, row.role))
    }

    /// Whether what came holds words, addresses or pictures that are withheld. What cannot be
    /// unpacked may hold anything.
    pub fn holds(&self, capture: &Capture, role: Role) -> bool {
        if self.withheld().is_empty() {
            return false;
        }
        let holder = match role {
            Role::Rest | Role::Feed | Role::Sitemap => Holder::List,
            _ => Holder::Page,
        };
        let decoded = charset::decode(&capture.body, capture.content_type().as_deref());
        capture.undecoded.is_some()
            || self
                .withheld()
                .is_in(holder, &String::from_utf8_lossy(&capture.response_head))
            || self.withheld().is_in(holder, &decoded.text)
    }

    /// Whether something has the very bytes of a withheld picture or file.
    fn is_file(&self, payload: Option<&PayloadDigest>) -> Result<bool, StoreError> {
        let Some(payload) = payload else {
            return Ok(false);
        };
        if self.payloads.get().is_none() {
            let mut found = BTreeSet::new();
            for url in self.files() {
                let rows = self.reader.captures().of(url)?.into_iter();
                found.extend(rows.filter_map(|row| row.payload));
            }
            return Ok(self.payloads.get_or_init(|| found).contains(payload));
        }
        Ok(self
            .payloads
            .get()
            .is_some_and(|known| known.contains(payload)))
    }
}
