//! What was made of an absolute reference before. Most links of a page stood on the page
//! before too: to read each anew was a seventeenth of a crawl's processor time (measured).
//!
//! Never seen from outside: the same reference always becomes the same address.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use url::Url;

use super::AddressError;
use crate::record::Role;

/// References remembered; then it begins anew.
const MOST: usize = 20_000;

/// A page's one spelling, and what it is asked for.
pub(super) type AddressResult = Result<(Url, Option<Role>), AddressError>;

#[derive(Debug, Default)]
pub(super) struct Memo(Mutex<HashMap<Box<str>, AddressResult>>);

/// A copy begins empty.
impl Clone for Memo {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Memo {
    /// What was made of the reference, or is now.
    pub(super) fn place(&self, href: &str, place: impl FnOnce() -> AddressResult) -> AddressResult {
        // Plain data: whoever panicked while holding it left it whole.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(placed) = known.get(href) {
            return placed.clone();
        }
        let placed = place();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(href.into(), placed.clone());
        placed
    }
}
