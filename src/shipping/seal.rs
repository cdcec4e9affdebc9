//! What was sealed: each file an object of its own, put once.

use std::collections::{BTreeSet, HashMap};
use std::io::Cursor;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::ShippingError;
use super::remote::{path_key, sha256};
use super::writer::{RemoteWriter, Shipped};
use crate::bucket::{LogContent, LoggedFile};
use crate::config::LARGEST_OBJECT;
use crate::store::{Files, Manifest, Sealed, StoreError, each_second_copy};

impl RemoteWriter {
    /// Ships every run that is sealed and not there yet, in order.
    pub fn seal(&mut self, dir: &Path, now: DateTime<Utc>) -> Result<Shipped, ShippingError> {
        self.prepare(dir)?;
        let files = match Files::of(dir) {
            Err(StoreError::NotAnArchive { .. }) => return Ok(Shipped::default()),
            files => files?,
        };
        let all = Manifest::all(files.blobs())?;
        let known = self.remote.state.manifests.len();
        // By which manifest each file was sealed last: its place among those that are due.
        let (mut newest, due) = (HashMap::new(), all.get(known..).unwrap_or_default());
        for (at, path) in due.iter().enumerate() {
            let sealed = Manifest::read(files.blobs(), path)?.files.into_iter();
            newest.extend(sealed.map(|it| (path_key(&it.path), at)));
        }
        let mut shipped = Shipped::default();
        for (at, path) in due.iter().enumerate() {
            // Its writer is just writing it.
            if files.blobs().length(&format!("{path}.sha256"))?.is_none() {
                break;
            }
            let manifest = Manifest::read(files.blobs(), path)?;
            let is_newest = |it: &&Sealed| newest.get(&path_key(&it.path)) == Some(&at);
            let sealed: Vec<&Sealed> = manifest.files.iter().filter(is_newest).collect();
            let mut run = RunShipment {
                writer: self,
                files: &files,
                copies: BTreeSet::new(),
                logged: Vec::new(),
                shipped: Shipped::default(),
            };
            run.put_all(&sealed)?;
            run.put_unsealed(path)?;
            run.put_unsealed(&format!("{path}.sha256"))?;
            let (logged, done) = (run.logged, run.shipped);
            let content = LogContent::Sealed {
                run: manifest.run.clone(),
                manifest: path.clone(),
                files: logged,
            };
            self.acknowledge(content, now)?;
            shipped += done;
            shipped.runs += 1;
        }
        Ok(shipped)
    }
}

/// The files of one manifest on their way.
struct RunShipment<'a> {
    writer: &'a RemoteWriter,
    files: &'a Files,
    /// Digests of what the run's WARC files hold of snapshots.
    copies: BTreeSet<String>,
    logged: Vec<LoggedFile>,
    shipped: Shipped,
}

impl RunShipment<'_> {
    fn put_all(&mut self, sealed: &[&Sealed]) -> Result<(), ShippingError> {
        let (snapshots, others): (Vec<&Sealed>, Vec<&Sealed>) = sealed
            .iter()
            .partition(|file| file.path.starts_with("snapshots/"));
        for file in others {
            if Path::new(&file.path).is_absolute() {
                self.shipped.left_out.push(file.path.clone());
                continue;
            }
            self.put(&file.path, file.bytes, Some(&file.sha256))?;
        }
        for file in snapshots {
            if !self.copies.contains(&file.sha256) {
                self.put(&file.path, file.bytes, Some(&file.sha256))?;
            }
        }
        Ok(())
    }

    /// A file that no manifest lists: the manifest itself.
    fn put_unsealed(&mut self, path: &str) -> Result<(), ShippingError> {
        let bytes = self.files.blobs().length(path)?.unwrap_or_default();
        self.put(path, bytes, None)
    }

    fn put(&mut self, path: &str, length: u64, seal: Option<&str>) -> Result<(), ShippingError> {
        let file = path.to_owned();
        let known = self.writer.remote.state.sealed.get(path);
        if let Some(known) = known.filter(|it| Some(it.sha256.as_str()) == seal) {
            let object = known.clone();
            self.logged.push(LoggedFile { path: file, object });
            return Ok(());
        }
        if length > LARGEST_OBJECT {
            let bytes = length;
            return Err(ShippingError::TooLarge { file, bytes });
        }
        let bytes = self.files.blobs().read_known(path)?;
        let sha256 = sha256(&bytes);
        if seal.is_some_and(|seal| seal != sha256) {
            return Err(ShippingError::Altered { file });
        }
        if path.starts_with("warc/") && path.ends_with(".warc.gz") {
            self.note_copies(&bytes);
        }
        let object = self.writer.put(format!("a/{path}"), bytes, &sha256)?;
        self.shipped.objects += 1;
        self.shipped.bytes += object.bytes;
        self.logged.push(LoggedFile { path: file, object });
        Ok(())
    }

    fn note_copies(&mut self, warc: &[u8]) {
        let note = &mut |snapshot: Vec<u8>| {
            self.copies.insert(sha256(&snapshot));
            Ok::<(), std::convert::Infallible>(())
        };
        match each_second_copy(Cursor::new(warc), note) {
            Ok(()) => {}
        }
    }
}
