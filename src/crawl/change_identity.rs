//! The name of a change, and the form of its times.
//!
//! Pure.

use chrono::{DateTime, FixedOffset, SubsecRound, Utc};

use crate::digest::PartDigest;

/// In whole seconds, as the other times of a change: readers of columns want one form.
pub(super) fn whole(at: DateTime<Utc>, zone: FixedOffset) -> DateTime<FixedOffset> {
    at.trunc_subsecs(0).with_timezone(&zone)
}

/// What makes a change this one and no other.
pub(super) struct ChangeIdentity<'a> {
    pub(super) kind: &'a str,
    pub(super) from: &'a str,
    pub(super) to: &'a str,
}

impl ChangeIdentity<'_> {
    pub(super) fn id(&self, article_id: &str) -> String {
        let digest = PartDigest::of(&(article_id, self.kind, self.from, self.to));
        let hex = digest.as_str().trim_start_matches("sha256:");
        hex[..16].to_owned()
    }
}
