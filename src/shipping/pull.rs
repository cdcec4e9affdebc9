//! An archive brought back from the bucket, byte for byte, into an empty folder.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use super::remote::{path_key, sha256};
use super::state::Piece;
use super::{RemoteArchive, ShippingError};
use crate::bucket::BucketError;
use crate::store::{
    ArchiveIntake, BlobReader, BucketBinding, FileBlobs, Manifest, OpenOptions, Recovered, Sealed,
    each_second_copy,
};

/// What was brought back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pulled {
    /// Files, snapshots among them.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Snapshots that were put back from WARC records.
    pub snapshots: u64,
    /// Imported files that lay outside of the archive, and are not in the bucket.
    pub left_out: Vec<String>,
    /// What opening the archive had to put right.
    pub recovered: Recovered,
}

/// Brings an archive back into an empty folder, or goes on where that was begun. `tell` hears each
/// file.
pub fn pull(
    remote: &RemoteArchive,
    dir: &Path,
    binding: &BucketBinding,
    options: &OpenOptions,
    tell: &mut dyn FnMut(&str),
) -> Result<Pulled, ShippingError> {
    if remote.is_empty() {
        let site = remote.site().to_owned();
        return Err(ShippingError::NotThere { site });
    }
    let Some(intake) = ArchiveIntake::begin(dir, binding)? else {
        let dir = dir.to_path_buf();
        return Err(ShippingError::NotEmpty { dir });
    };
    let mut pulling = Pulling {
        remote,
        files: FileBlobs::of(dir),
        intake,
        tell,
        pulled: Pulled::default(),
    };
    pulling.sealed_files()?;
    pulling.snapshots()?;
    pulling.tail()?;
    let archive = pulling.intake.finish(options)?;
    Ok(Pulled {
        recovered: archive.recovered().clone(),
        ..pulling.pulled
    })
}

struct Pulling<'a> {
    remote: &'a RemoteArchive,
    files: FileBlobs,
    intake: ArchiveIntake,
    tell: &'a mut dyn FnMut(&str),
    pulled: Pulled,
}

impl Pulling<'_> {
    fn put(&mut self, path: &str, bytes: Vec<u8>) -> Result<(), ShippingError> {
        (self.tell)(path);
        self.pulled.files += 1;
        self.pulled.bytes += bytes.len() as u64;
        Ok(self.intake.put(path, bytes)?)
    }

    fn sealed_files(&mut self) -> Result<(), ShippingError> {
        for (path, object) in &self.remote.state.sealed {
            let sealed = Sealed {
                path: path.clone(),
                bytes: object.bytes,
                sha256: object.sha256.clone(),
            };
            if !self.intake.has(&sealed)? {
                let bytes = self.remote.read(object)?;
                self.put(path, bytes)?;
            }
        }
        Ok(())
    }

    /// Snapshots that are no objects, from the WARC files of their runs.
    fn snapshots(&mut self) -> Result<(), ShippingError> {
        let (mut seen, mut lost) = (HashSet::new(), Vec::new());
        // The newest word on a path counts.
        for manifest in self.remote.state.manifests.iter().rev() {
            let manifest = Manifest::read(&self.files, &manifest.path)?;
            let mut wanted: BTreeMap<String, Vec<Sealed>> = BTreeMap::new();
            for file in &manifest.files {
                if Path::new(&file.path).is_absolute() {
                    self.pulled.left_out.push(file.path.clone());
                }
                let is_due = file.path.starts_with("snapshots/")
                    && !self.remote.state.sealed.contains_key(&file.path)
                    && seen.insert(path_key(&file.path))
                    && !self.intake.has(file)?;
                if is_due {
                    let same = wanted.entry(file.sha256.clone()).or_default();
                    same.push(file.clone());
                }
            }
            self.restore(&manifest, &mut wanted)?;
            lost.extend(wanted.into_values().flatten().map(|it| it.path));
        }
        match lost.first() {
            None => Ok(()),
            Some(first) => Err(ShippingError::Lost {
                count: lost.len(),
                first: first.clone(),
            }),
        }
    }

    fn restore(
        &mut self,
        manifest: &Manifest,
        wanted: &mut BTreeMap<String, Vec<Sealed>>,
    ) -> Result<(), ShippingError> {
        let is_warc = |path: &&str| path.starts_with("warc/") && path.ends_with(".warc.gz");
        let files = manifest.files.iter().map(|it| it.path.as_str());
        let blobs = self.files.clone();
        for warc in files.filter(is_warc) {
            if wanted.is_empty() {
                break;
            }
            each_second_copy(BlobReader::open(&blobs, warc, 0)?, &mut |bytes: Vec<u8>| {
                for file in wanted.remove(&sha256(&bytes)).into_iter().flatten() {
                    self.pulled.snapshots += 1;
                    self.put(&file.path, bytes.clone())?;
                }
                Ok::<(), ShippingError>(())
            })?;
        }
        Ok(())
    }

    /// What runs had written that are not sealed.
    fn tail(&mut self) -> Result<(), ShippingError> {
        for (path, pieces) in &self.remote.state.tail {
            let mut whole = Vec::new();
            for piece in pieces {
                whole.extend(self.piece(piece)?);
            }
            self.put(path, whole)?;
        }
        Ok(())
    }

    fn piece(&self, piece: &Piece) -> Result<Vec<u8>, ShippingError> {
        let log = &self.remote.log;
        let key = log.key(&piece.object.key);
        let range = piece.at..piece.at + piece.bytes;
        let cause = match log.bucket().read_range(&key, range)? {
            Some(bytes) if sha256(&bytes) == piece.sha256 => return Ok(bytes),
            Some(_) => "its bytes are not those that were shipped".to_owned(),
            None => "it is gone".to_owned(),
        };
        Err(BucketError::Damaged { key, cause }.into())
    }
}
