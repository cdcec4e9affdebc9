//! Events of a journal with what they rest on, to be applied together.

use crate::store::Event;
use crate::store::snapshots::LoadedSnapshot;

/// An event with the snapshot it rests on; `None` when the event rests on none, or the file
/// is damaged (then it gets no row, and the article will be stored anew when next seen).
pub(in crate::store) struct CatalogStep {
    pub(in crate::store) event: Event,
    pub(in crate::store) loaded: Option<LoadedSnapshot>,
}

/// Events of one journal, applied together or not at all.
pub(in crate::store) struct Batch<'a> {
    pub(in crate::store) run: &'a str,
    pub(in crate::store) steps: &'a [CatalogStep],
    /// The journal's length after the last of them.
    pub(in crate::store) journal_bytes: u64,
}
