//! What a crawl keeps: exchanges as WARC records, snapshots beside them, and what it saw change.

use std::io;
use std::path::Path;

use super::disk::{self, failed};
use super::segments::{SegmentPlace, WrittenResponse, may_serve};
use super::{
    Archive, Blobs as _, Evidence, FileBlobs, StoreError, StoredPath, WriteOutcome, changes, names,
    snapshots,
};
use crate::http::Capture;
use crate::record::{Change, Snapshot};
use crate::warc::{Original, Profile};

impl Archive {
    /// Appends the records of an exchange (response or revisit, and request) to the site's
    /// open segment. They are on the disk when the event that names them is committed, or the
    /// snapshot that cites them is stored, whichever comes first.
    pub fn keep_capture(&mut self, site: &str, capture: &Capture) -> Result<Evidence, StoreError> {
        let run = self.run_at_hand()?;
        let original = self.original_of(site, capture)?;
        let place = &mut SegmentPlace {
            root: &self.reader.root,
            folders: &mut self.folders,
            run: &run,
        };
        self.segments.keep(place, site, capture, original.as_ref())
    }

    /// Writes a snapshot under a name of its own, durably. It counts once the event that
    /// names it is committed. The same snapshot twice is one file.
    ///
    /// One whose first page was kept is also noted beside that page's record, and that record
    /// is on the disk before the snapshot is.
    pub fn store_snapshot(&mut self, snapshot: &Snapshot) -> Result<StoredPath, StoreError> {
        let run = self.run_at_hand()?;
        let (bytes, loaded) = snapshots::text_of(snapshot, &self.reader.root)?;
        if let Some(about) = snapshots::first_record(snapshot) {
            let place = &mut SegmentPlace {
                root: &self.reader.root,
                folders: &mut self.folders,
                run: &run,
            };
            let note = WrittenResponse {
                at: snapshot.captured_at.to_utc(),
                urn: &snapshots::urn(snapshot),
                about: &about,
                json: bytes.clone(),
            };
            self.segments.note(place, &snapshot.site, note)?;
        }
        let sync = self.sync()?;
        self.segments.write(sync)?;
        let root = &self.reader.root;
        let path = snapshots::put(root, &mut self.folders, snapshot, &bytes, sync)?;
        self.stored = Some((path.as_str().to_owned(), loaded));
        Ok(path)
    }

    /// Writes the changes of a run, whole or not at all. To be called before the run is finished,
    /// also when there are none: the file says that they were looked for. For an earlier run
    /// that was abandoned, the next manifest seals it.
    ///
    /// The file of the run at hand may be written again (the run went on after a kill); that of
    /// an earlier one is never replaced by other lines.
    pub fn write_changes(&mut self, run: &str, changes: &[Change]) -> Result<(), StoreError> {
        let name = changes::path_of(run);
        let path = names::inside(&self.reader.root, &name)?;
        let mut text = Vec::new();
        for change in changes {
            serde_json::to_writer(&mut text, change)
                .map_err(|error| StoreError::bad_json(path.clone(), &error))?;
            text.push(b'\n');
        }
        // A change names snapshots, and rests on events.
        self.settle()?;
        let root = &self.reader.root;
        self.folders.ensure(root, Path::new(changes::FOLDER))?;
        if self.run_at_hand()? == run {
            return disk::replace(&path, &text);
        }
        match FileBlobs::of(root).put_new(&name, &text)? {
            WriteOutcome::Here => Ok(()),
            WriteOutcome::Taken => {
                let error = io::Error::from(io::ErrorKind::AlreadyExists);
                Err(failed("write", &path)(error))
            }
        }
    }

    /// The earlier response a capture says nothing new to. Cut, undecoded and empty bodies
    /// never stand for others.
    fn original_of(
        &self,
        site: &str,
        capture: &Capture,
    ) -> Result<Option<(Profile, Original)>, StoreError> {
        if capture.status == 304 {
            let original = self.reader.captures().last_of(capture.url.as_str())?;
            return Ok(original.map(|original| (Profile::NotModified, original)));
        }
        if !may_serve(capture) {
            return Ok(None);
        }
        let original = match self.segments.fresh(site, &capture.payload) {
            Some(fresh) => Some(fresh),
            None => self.reader.captures().first_with(&capture.payload)?,
        };
        Ok(original.map(|original| (Profile::IdenticalPayload, original)))
    }
}
