//! Objects by key: created once, read whole or in ranges, listed.

use std::ops::Range;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use futures_util::future::join_all;
use object_store::path::Path;
use object_store::{
    Error, GetOptions, GetRange, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, PutPayload,
};

use super::wait::wait;
use super::{Bucket, BucketError};

/// Bytes of one request of reading, and of the largest PUT that counts as small.
const PIECE: u64 = 8 << 20;

/// Attempts at one PUT: a create is not repeated by the client, which cannot know whether the
/// first one came through.
const ATTEMPTS: u32 = 4;

/// What became of a PUT that creates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Created {
    /// The object holds these bytes, by this PUT or by one before it.
    Ours,
    /// Another has the key, with other bytes: these.
    Taken(Vec<u8>),
}

/// One object of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its key below the bucket's prefix.
    pub key: String,
    /// Its length.
    pub bytes: u64,
}

impl Bucket {
    /// Writes an object, never over another's content.
    pub fn create(&self, key: &str, bytes: Vec<u8>) -> Result<Created, BucketError> {
        let path = self.path(key)?;
        let client = if bytes.len() as u64 > PIECE {
            &self.bulk
        } else {
            &self.quick
        };
        let payload = PutPayload::from(bytes);
        let is_ours = |found: &[u8]| payload.iter().flatten().eq(found);
        let mut failed = None;
        for attempt in 0..ATTEMPTS {
            if attempt > 0 {
                std::thread::sleep(Duration::from_millis(200 << attempt));
            }
            let (client, path, payload) = (client.clone(), path.clone(), payload.clone());
            let options = PutOptions::from(PutMode::Create);
            let put = wait(async move { client.put_opts(&path, payload, options).await });
            match put.map_err(|cause| self.unreachable(cause))? {
                Ok(_) => return Ok(Created::Ours),
                // A lost answer, a race or a conflict that went either way: what stands there says.
                Err(Error::AlreadyExists { .. }) => match self.read(key)? {
                    Some(found) if is_ours(&found) => return Ok(Created::Ours),
                    Some(found) => return Ok(Created::Taken(found)),
                    None => failed = Some(self.unreachable(format!("{key} is there and is not"))),
                },
                Err(error) => match self.told(key, &error) {
                    passing if passing.is_passing() => failed = Some(passing),
                    lasting => return Err(lasting),
                },
            }
        }
        Err(failed.unwrap_or_else(|| self.unreachable("it gave no answer")))
    }

    /// A whole object; `None` where there is none.
    pub fn read(&self, key: &str) -> Result<Option<Vec<u8>>, BucketError> {
        let mut held: Vec<u8> = Vec::new();
        loop {
            let from = held.len() as u64;
            let Some((piece, whole)) = self.piece(key, from..from + PIECE)? else {
                return Ok(None);
            };
            held.extend_from_slice(&piece);
            if held.len() as u64 >= whole || piece.is_empty() {
                return Ok(Some(held));
            }
        }
    }

    /// Small objects, all at once.
    pub(super) fn read_each(
        &self,
        keys: impl Iterator<Item = String>,
    ) -> Result<Vec<Option<Vec<u8>>>, BucketError> {
        let keys: Vec<String> = keys.collect();
        let paths: Result<Vec<Path>, _> = keys.iter().map(|key| self.path(key)).collect();
        let client = self.quick.clone();
        let reads = paths?.into_iter().map(move |path| {
            let client = client.clone();
            async move { client.get(&path).await?.bytes().await }
        });
        let found = wait(join_all(reads)).map_err(|cause| self.unreachable(cause))?;
        let each = keys.iter().zip(found).map(|(key, found)| match found {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(error) if self.absent(key, &error)? => Ok(None),
            Err(error) => Err(self.told(key, &error)),
        });
        each.collect()
    }

    /// The bytes of a range as far as the object has them; `None` where there is no object.
    pub fn read_range(&self, key: &str, range: Range<u64>) -> Result<Option<Vec<u8>>, BucketError> {
        let mut held: Vec<u8> = Vec::new();
        loop {
            let from = range.start + held.len() as u64;
            let end = range.end.min(from.saturating_add(PIECE));
            let Some((piece, whole)) = self.piece(key, from..end)? else {
                return Ok(None);
            };
            held.extend_from_slice(&piece);
            if piece.is_empty() || from + piece.len() as u64 >= range.end.min(whole) {
                return Ok(Some(held));
            }
        }
    }

    /// Some bytes, and the length of the whole.
    fn piece(&self, key: &str, range: Range<u64>) -> Result<Option<(Vec<u8>, u64)>, BucketError> {
        let nothing = |whole: u64| (Vec::new(), whole);
        if range.is_empty() {
            return Ok(self.length(key)?.map(nothing));
        }
        let (client, path) = (self.quick.clone(), self.path(key)?);
        let options = GetOptions {
            range: Some(GetRange::Bounded(range.clone())),
            ..GetOptions::default()
        };
        let got = wait(async move {
            let got = client.get_opts(&path, options).await?;
            let whole = got.meta.size;
            got.bytes().await.map(|bytes| (bytes.to_vec(), whole))
        });
        match got.map_err(|cause| self.unreachable(cause))? {
            Ok(piece) => Ok(Some(piece)),
            Err(error) if self.absent(key, &error)? => Ok(None),
            Err(error) => match self.length(key)? {
                // A range that begins at its end, or beyond, is refused and not empty.
                Some(whole) if whole <= range.start => Ok(Some(nothing(whole))),
                _ => Err(self.told(key, &error)),
            },
        }
    }

    /// An object's length; `None` where there is none.
    pub fn length(&self, key: &str) -> Result<Option<u64>, BucketError> {
        let (client, path) = (self.quick.clone(), self.path(key)?);
        let got = wait(async move { client.head(&path).await });
        match got.map_err(|cause| self.unreachable(cause))? {
            Ok(about) => Ok(Some(about.size)),
            Err(error) if self.absent(key, &error)? => Ok(None),
            Err(error) => Err(self.told(key, &error)),
        }
    }

    /// What stands in a "folder" of keys: folders by name, objects by key, each sorted.
    pub fn list(&self, folder: &str) -> Result<(Vec<String>, Vec<Object>), BucketError> {
        let (client, path) = (self.quick.clone(), self.path(folder)?);
        let got = wait(async move { client.list_with_delimiter(Some(&path)).await });
        let found = got
            .map_err(|cause| self.unreachable(cause))?
            .map_err(|error| self.told(folder, &error))?;
        let folders = found.common_prefixes.iter();
        let mut folders: Vec<String> = folders
            .filter_map(|path| path.filename().map(str::to_owned))
            .collect();
        let objects = found.objects.into_iter().filter_map(|it| self.object(&it));
        let mut objects: Vec<Object> = objects.collect();
        folders.sort();
        objects.sort_by(|a, b| a.key.cmp(&b.key));
        Ok((folders, objects))
    }

    /// Every object below a "folder", sorted.
    pub fn list_all(&self, folder: &str) -> Result<Vec<Object>, BucketError> {
        let (client, path) = (self.quick.clone(), self.path(folder)?);
        let got = wait(async move {
            let found = client.list(Some(&path));
            found.try_collect::<Vec<_>>().await
        });
        let found = got
            .map_err(|cause| self.unreachable(cause))?
            .map_err(|error| self.told(folder, &error))?;
        let mut objects: Vec<Object> = found.iter().filter_map(|it| self.object(it)).collect();
        objects.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(objects)
    }

    fn object(&self, about: &object_store::ObjectMeta) -> Option<Object> {
        let below = match self.place().prefix.as_str() {
            "" => about.location.as_ref(),
            prefix => {
                let below = about.location.as_ref().strip_prefix(prefix)?;
                below.strip_prefix('/')?
            }
        };
        Some(Object {
            key: below.to_owned(),
            bytes: about.size,
        })
    }

    fn path(&self, key: &str) -> Result<Path, BucketError> {
        let whole = match self.place().prefix.as_str() {
            "" => key.to_owned(),
            prefix => format!("{prefix}/{key}"),
        };
        Path::parse(whole).map_err(|error| BucketError::Damaged {
            key: key.to_owned(),
            cause: error.to_string(),
        })
    }

    fn unreachable(&self, cause: impl Into<String>) -> BucketError {
        BucketError::Unreachable {
            place: self.place().to_string(),
            cause: cause.into(),
        }
    }

    /// Whether an error says that there is no such object.
    fn absent(&self, key: &str, error: &Error) -> Result<bool, BucketError> {
        match (error, self.told(key, error)) {
            (_, gone @ BucketError::NoBucket { .. }) => Err(gone),
            (Error::NotFound { .. }, _) => Ok(true),
            _ => Ok(false),
        }
    }

    fn told(&self, key: &str, error: &Error) -> BucketError {
        let place = self.place().to_string();
        let cause = innermost(error);
        match error {
            _ if cause.contains("NoSuchBucket") => BucketError::NoBucket { place },
            Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => {
                BucketError::Credentials { place, cause }
            }
            _ => self.unreachable(format!("{key}: {cause}")),
        }
    }
}

/// The cause at the bottom, in one line: those above it repeat it.
fn innermost(error: &Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    let mut said = cause.to_string();
    while let Some(below) = cause.source() {
        cause = below;
        said = cause.to_string();
    }
    let between = |tag: &str| {
        let (_, rest) = said.split_once(&format!("<{tag}>"))?;
        Some(rest.split_once('<')?.0)
    };
    match (between("Code"), between("Message")) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        _ => said.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}
