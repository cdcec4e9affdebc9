//! Whose a bucket is, and whether it can be one at all.

use std::hash::{BuildHasher as _, RandomState};

use serde::{Deserialize, Serialize};

use super::{Bucket, BucketError, Created};

const MARKER: &str = "hpnews.json";
const PROBE: &str = "probe/conditional-writes";
const SCHEMA: &str = "hpnews/bucket/1";

#[derive(Serialize, Deserialize)]
struct BucketMarker {
    schema: String,
    id: String,
}

impl Bucket {
    /// The id of the archive, or fleet, that the bucket is kept for; `None` where it is nobody's.
    pub fn id(&self) -> Result<Option<String>, BucketError> {
        let Some(bytes) = self.read(MARKER)? else {
            return Ok(None);
        };
        let marker: BucketMarker =
            serde_json::from_slice(&bytes).map_err(|error| damaged(&error))?;
        Ok(Some(marker.id))
    }

    /// The id, made now where the bucket is nobody's: after the [`probe`](Self::probe).
    pub fn claim(&self) -> Result<String, BucketError> {
        if let Some(id) = self.id()? {
            return Ok(id);
        }
        self.probe()?;
        let id = random();
        let marker = BucketMarker {
            schema: SCHEMA.to_owned(),
            id: id.clone(),
        };
        let text = serde_json::to_vec(&marker).map_err(|error| damaged(&error))?;
        match self.create(MARKER, text)? {
            Created::Ours => Ok(id),
            Created::Taken(theirs) => {
                let theirs: BucketMarker =
                    serde_json::from_slice(&theirs).map_err(|error| damaged(&error))?;
                Ok(theirs.id)
            }
        }
    }

    /// Whether of two writers of one key only the first wins. All that is written here stands on
    /// that.
    pub fn probe(&self) -> Result<(), BucketError> {
        // Also tells a bucket that is not there from one that is empty.
        self.list("probe")?;
        for _ in 0..2 {
            self.create(PROBE, random().into_bytes())?;
        }
        match self.create(PROBE, random().into_bytes())? {
            Created::Taken(_) => Ok(()),
            Created::Ours => Err(BucketError::NoConditionalWrites {
                place: self.place().to_string(),
            }),
        }
    }
}

fn damaged(error: &serde_json::Error) -> BucketError {
    BucketError::Damaged {
        key: MARKER.to_owned(),
        cause: error.to_string(),
    }
}

/// 32 hex digits that no other process makes: the standard library draws its keys from the system.
fn random() -> String {
    let half = || RandomState::new().hash_one(std::process::id());
    format!("{:016x}{:016x}", half(), half())
}
