//! What is the recipe's and not the editors', for the runs that were asked of last. To find it, all
//! that a run stored is read.

use std::sync::{Arc, Mutex, PoisonError};

use super::memo::KeptValue;
use crate::crawl::Shifts;
use crate::record::Snapshot;

/// Runs, sites and layouts known at a time.
const MOST: usize = 200;

/// The shifts that were asked of last.
#[derive(Default)]
pub(super) struct RecentShifts(Mutex<Vec<RecentShift>>);

struct RecentShift {
    key: String,
    shifts: Arc<KeptValue<Shifts>>,
}

impl RecentShifts {
    /// Those of two versions: all that [`Shifts::between`] looks at, but for the archive, is in
    /// the key.
    pub(super) fn of(
        &self,
        (path, before): (&str, &Snapshot),
        after: &Snapshot,
    ) -> Arc<KeptValue<Shifts>> {
        let is_next = after.provenance.previous.as_deref() == Some(path);
        let is_later = after.captured_at >= before.captured_at;
        let of_after = (&after.site, &after.provenance.run, &after.layout);
        let key = format!("{of_after:?} {:?} {is_next} {is_later}", before.layout);
        // A poisoned lock holds a whole list.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = known.iter().position(|it| it.key == key);
        let recent = match at {
            Some(at) => known.remove(at),
            None => RecentShift {
                key,
                shifts: Arc::default(),
            },
        };
        let shifts = Arc::clone(&recent.shifts);
        known.push(recent);
        if known.len() > MOST {
            known.remove(0);
        }
        shifts
    }
}
