//! Whether the bucket still holds what its log says.

use std::collections::{BTreeMap, BTreeSet};

use super::ShippingError;
use super::remote::read;
use super::state::RemoteState;
use crate::bucket::{Bucket, BucketError, LoggedObject, SiteLog};

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Entries of the log, each with the digest of the one before.
    pub entries: u64,
    /// Objects that are there.
    pub objects: u64,
    /// Bytes that were read.
    pub bytes: u64,
    /// Objects of runs that were sealed since: they are needed no more, and gone.
    pub expired: u64,
    /// What is wrong.
    pub faults: u64,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckFault {
    /// The object, below the bucket's prefix.
    pub key: String,
    /// How it differs.
    pub cause: String,
}

/// Looks at every entry and every object of a site; with `quick` at their lengths alone. `tell`
/// hears each fault.
pub fn check(
    bucket: &Bucket,
    site: &str,
    quick: bool,
    tell: &mut dyn FnMut(&CheckFault),
) -> Result<Checked, ShippingError> {
    let (mut log, mut state) = (SiteLog::of(bucket, site), RemoteState::default());
    let mut checked = Checked::default();
    let mut fault = |checked: &mut Checked, key: String, cause: String| {
        checked.faults += 1;
        tell(&CheckFault { key, cause });
    };
    let entries = match log.read_on() {
        Ok(entries) => entries,
        Err(BucketError::Damaged { key, cause }) => {
            fault(&mut checked, key, cause);
            return Ok(checked);
        }
        Err(other) => return Err(other.into()),
    };
    let mut objects: BTreeMap<String, LoggedObject> = BTreeMap::new();
    for entry in &entries {
        state.take(entry);
        checked.entries += 1;
        let of_entry = entry.content.objects();
        objects.extend(of_entry.map(|it| (it.key.clone(), it.clone())));
    }
    let there: BTreeMap<String, u64> = bucket
        .list_all(&log.key(""))?
        .into_iter()
        .map(|it| (it.key, it.bytes))
        .collect();
    // Beyond a gap the log is not read.
    let is_beyond = |key: &&String| key.starts_with(&log.key("log/")) && **key >= log.next_key();
    for key in there.keys().filter(is_beyond) {
        fault(
            &mut checked,
            key.clone(),
            "an entry before it is gone".to_owned(),
        );
    }
    let pieces = state.tail.values().flatten();
    let open: BTreeSet<&str> = pieces.map(|it| it.object.key.as_str()).collect();
    for object in objects.values() {
        let key = log.key(&object.key);
        let is_needed = !object.key.starts_with("tail/") || open.contains(object.key.as_str());
        match there.get(&key) {
            None if !is_needed => checked.expired += 1,
            None => fault(&mut checked, key, "it is gone".to_owned()),
            Some(bytes) if *bytes != object.bytes => {
                let cause = format!("it has {bytes} bytes, {} were shipped", object.bytes);
                fault(&mut checked, key, cause);
            }
            Some(_) if quick => checked.objects += 1,
            Some(_) => match read(&log, object) {
                Ok(bytes) => {
                    checked.objects += 1;
                    checked.bytes += bytes.len() as u64;
                }
                Err(BucketError::Damaged { key, cause }) => fault(&mut checked, key, cause),
                Err(other) => return Err(other.into()),
            },
        }
    }
    Ok(checked)
}
