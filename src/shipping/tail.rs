//! What runs write while they go on: pieces of journals and WARC files.
//!
//! A line of a journal is shipped after what it names: journals' ends are looked up first, and sent
//! last.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::ShippingError;
use super::remote::sha256;
use super::writer::{RemoteWriter, Shipped};
use crate::bucket::{LogContent, LoggedPart};
use crate::store::{Files, StoreError};

/// Bytes of one shipment's object.
const MOST: u64 = 8 << 20;

/// Pieces on their way.
#[derive(Debug, Default)]
struct Shipment {
    bytes: Vec<u8>,
    parts: Vec<LoggedPart>,
}

impl Shipment {
    fn add(&mut self, path: &str, offset: u64, bytes: &[u8]) {
        self.parts.push(LoggedPart {
            path: path.to_owned(),
            offset,
            bytes: bytes.len() as u64,
            sha256: sha256(bytes),
        });
        self.bytes.extend_from_slice(bytes);
    }

    fn room(&self) -> u64 {
        MOST.saturating_sub(self.bytes.len() as u64)
    }
}

impl RemoteWriter {
    /// Ships what was written since the last time and is not sealed.
    pub fn ship(&mut self, dir: &Path, now: DateTime<Utc>) -> Result<Shipped, ShippingError> {
        self.prepare(dir)?;
        let files = match Files::of(dir) {
            Err(StoreError::NotAnArchive { .. }) => return Ok(Shipped::default()),
            files => files?,
        };
        let unsealed = files.unsealed()?;
        let mut ends = Vec::new();
        for journal in unsealed.journals {
            let from = self.remote.state.length(&journal);
            let rest = files.blobs().read_range(&journal, from..u64::MAX)?;
            let whole = rest.iter().rposition(|byte| *byte == b'\n');
            ends.push((journal, from + whole.map_or(0, |at| at as u64 + 1)));
        }
        let (mut shipment, mut shipped) = (Shipment::default(), Shipped::default());
        let evidence = unsealed.evidence.into_iter().map(|path| (path, u64::MAX));
        for (path, end) in evidence.chain(ends) {
            let mut from = self.remote.state.length(&path);
            while from < end {
                let to = end.min(from + shipment.room());
                let bytes = files.blobs().read_range(&path, from..to)?;
                if bytes.is_empty() {
                    break;
                }
                shipment.add(&path, from, &bytes);
                from += bytes.len() as u64;
                if shipment.room() == 0 {
                    shipped += self.send(std::mem::take(&mut shipment), now)?;
                }
            }
        }
        if !shipment.parts.is_empty() {
            shipped += self.send(shipment, now)?;
        }
        Ok(shipped)
    }

    fn send(&mut self, shipment: Shipment, now: DateTime<Utc>) -> Result<Shipped, ShippingError> {
        let sha256 = sha256(&shipment.bytes);
        let (epoch, number) = (self.epoch, self.remote.log.next());
        let key = format!("tail/{epoch}/{number:010}-{}", &sha256[..8]);
        let object = self.put(key, shipment.bytes, &sha256)?;
        let shipped = Shipped {
            objects: 1,
            bytes: object.bytes,
            ..Shipped::default()
        };
        let parts = shipment.parts;
        self.acknowledge(LogContent::Tail { object, parts }, now)?;
        Ok(shipped)
    }
}
