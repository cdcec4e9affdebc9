//! Which archive in the bucket is this folder's, and whether the two belong together.

use std::path::Path;

use super::{RemoteArchive, ShippingError};
use crate::bucket::{Bucket, BucketError};
use crate::config::BucketSettings;
use crate::store::BucketBinding;

/// The name in the bucket of an archive that holds all sites together.
pub const SINGLE: &str = "archive";

/// The folder's archive in the bucket. At their first meeting the bucket is claimed and the folder
/// notes its id; later both must say the same.
pub fn join(
    bucket: &Bucket,
    settings: &BucketSettings,
    site: &str,
    dir: &Path,
) -> Result<RemoteArchive, ShippingError> {
    let known = BucketBinding::read(dir)?;
    let found = bucket.id()?;
    let refused = |found: Option<String>, own: &str| BucketError::OtherArchive {
        place: settings.place.to_string(),
        found: found.unwrap_or_else(|| "nothing".to_owned()),
        own: own.to_owned(),
    };
    let mut evicted = Vec::new();
    if let Some(known) = known {
        // A new bucket may take the place of an old one, unless files lie there alone.
        let is_new = found.is_none() && known.evicted.is_empty();
        let is_it = found.as_ref() == Some(&known.id) && known.site == site;
        if !is_new && !is_it {
            return Err(refused(found, &known.id).into());
        }
        evicted = known.evicted;
    } else if let Some(found) = found {
        let remote = RemoteArchive::open(bucket, site)?;
        let is_other = !remote.is_empty() && remote.behind(dir)?.is_some();
        if is_other {
            return Err(refused(Some(found), "nothing").into());
        }
    }
    let id = bucket.claim()?;
    let binding = BucketBinding {
        id,
        site: site.to_owned(),
        place: settings.place.clone(),
        cache: settings.cache,
        evicted,
    };
    binding.write(dir)?;
    RemoteArchive::open(bucket, site)
}
