//! `notices.jsonl`: one line an attempt, before and after it, each durable when written.
//!
//! Held by one process at a time. A line torn by a kill or a power cut is cut off; whatever it
//! was about to say is then not known, and so is told again under its id. Holds no address, no
//! key, and no word of what a receiver said.
#![expect(
    clippy::disallowed_methods,
    reason = "an edge: who was told what is remembered in a file of its own, beside the archive's"
)]

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::memory::{Delivery, LedgerLine, ReceiverState};
use super::{Channel, NotifyError};

/// The ledger's name in the archive's folder.
pub const NOTICES: &str = "notices.jsonl";

/// Why nothing can be told: what was told before is not known.
#[derive(Debug, Error)]
pub enum LedgerError {
    /// Another process is telling.
    #[error("cannot notify: another hpnews holds {path}")]
    Held {
        /// The ledger.
        path: PathBuf,
    },
    /// The disk.
    #[error("cannot {action} {path}: {source}")]
    Disk {
        /// What was tried.
        action: &'static str,
        /// The ledger.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line that is not the last one cannot be understood.
    #[error("cannot read line {line} of {path}: {cause}")]
    Damaged {
        /// The ledger.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// Why not.
        cause: String,
    },
}

impl LedgerError {
    /// What to do next, for a person.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Held { .. } => "wait for it to end; it tells what waits",
            Self::Disk { source, .. } => match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "free space on that disk; then `hpnews notify` tells what waits"
                }
                _ => "repair the disk or its permissions; then `hpnews notify` tells what waits",
            },
            Self::Damaged { .. } => {
                "restore it from a copy, or remove the line: a receiver may then be told twice, under another id"
            }
        }
    }
}

/// The ledger, held by this process.
#[derive(Debug)]
pub struct DeliveryLedger {
    file: File,
    path: PathBuf,
    memories: BTreeMap<String, ReceiverState>,
}

impl Drop for DeliveryLedger {
    /// A process that another thread is just starting holds a copy of the handle.
    fn drop(&mut self) {
        if let Err(error) = self.file.unlock() {
            tracing::warn!(%error, "the lock of the ledger of notices ends with this process only");
        }
    }
}

impl DeliveryLedger {
    /// Opens or creates the ledger of an archive and reads it. Never waits.
    pub fn open(archive: &Path) -> Result<Self, LedgerError> {
        let path = archive.join(NOTICES);
        let failed = |action| {
            let path = path.clone();
            move |source| LedgerError::Disk {
                action,
                path,
                source,
            }
        };
        let is_new = !path.exists();
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(&path)
            .map_err(failed("open"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(LedgerError::Held { path }),
            Err(TryLockError::Error(error)) => return Err(failed("lock")(error)),
        }
        if is_new && cfg!(unix) {
            File::open(archive)
                .and_then(|folder| folder.sync_all())
                .map_err(failed("sync the folder of"))?;
        }
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0))
            .and_then(|_| file.read_to_end(&mut bytes))
            .map_err(failed("read"))?;
        let whole = bytes
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        if whole < bytes.len() {
            tracing::warn!("a torn line at the end of {} is cut off", path.display());
            file.set_len(whole as u64)
                .and_then(|()| file.sync_all())
                .map_err(failed("cut"))?;
        }
        let memories = read(&path, &bytes[..whole])?;
        Ok(Self {
            file,
            path,
            memories,
        })
    }

    /// What is known of a receiver.
    pub fn memory(&self, channel: &Channel) -> ReceiverState {
        self.memories
            .get(&channel.name())
            .cloned()
            .unwrap_or_default()
    }

    /// A receiver that is told from this run on.
    pub fn begin(
        &mut self,
        channel: &Channel,
        since: &str,
        at: DateTime<Utc>,
    ) -> Result<(), LedgerError> {
        let (channel, since) = (channel.name(), since.to_owned());
        self.write(LedgerLine::Begun { at, channel, since })
    }

    /// Runs in which nothing is to be told to a receiver.
    pub fn nothing(
        &mut self,
        channel: &Channel,
        runs: Vec<String>,
        at: DateTime<Utc>,
    ) -> Result<(), LedgerError> {
        let channel = channel.name();
        self.write(LedgerLine::Nothing { at, channel, runs })
    }

    /// An attempt is about to be made. Durable before the first byte leaves.
    pub(super) fn intend(
        &mut self,
        channel: &Channel,
        delivery: &Delivery,
        attempt: u32,
        at: DateTime<Utc>,
    ) -> Result<(), LedgerError> {
        self.write(LedgerLine::Intent {
            at,
            channel: channel.name(),
            attempt,
            delivery: delivery.clone(),
        })
    }

    /// What came of it.
    pub(super) fn conclude(
        &mut self,
        channel: &Channel,
        delivery: &Delivery,
        result: &Result<u16, NotifyError>,
        at: DateTime<Utc>,
    ) -> Result<(), LedgerError> {
        self.write(LedgerLine::Result {
            at,
            channel: channel.name(),
            delivery: delivery.id.clone(),
            told: result.is_ok(),
            result: match result {
                Ok(_) => "told".to_owned(),
                Err(error) => error.kind(),
            },
            may_have_arrived: result.as_ref().is_err_and(NotifyError::may_have_arrived),
        })
    }

    fn write(&mut self, line: LedgerLine) -> Result<(), LedgerError> {
        let failed = |action| {
            let path = self.path.clone();
            move |source| LedgerError::Disk {
                action,
                path,
                source,
            }
        };
        let mut bytes =
            serde_json::to_vec(&line).map_err(|error| failed("write")(io::Error::other(error)))?;
        bytes.push(b'\n');
        self.file.write_all(&bytes).map_err(failed("write"))?;
        self.file.sync_data().map_err(failed("sync"))?;
        let memory = self.memories.entry(line.channel().to_owned()).or_default();
        memory.take(line);
        Ok(())
    }
}

fn read(path: &Path, bytes: &[u8]) -> Result<BTreeMap<String, ReceiverState>, LedgerError> {
    let mut memories: BTreeMap<String, ReceiverState> = BTreeMap::new();
    let lines = bytes.split(|byte| *byte == b'\n').enumerate();
    for (index, text) in lines.filter(|(_, text)| !text.is_empty()) {
        let line: LedgerLine =
            serde_json::from_slice(text).map_err(|error| LedgerError::Damaged {
                path: path.to_path_buf(),
                line: index + 1,
                cause: error.to_string(),
            })?;
        let memory = memories.entry(line.channel().to_owned()).or_default();
        memory.take(line);
    }
    Ok(memories)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

    #[test]
    fn cut_at_any_byte_the_ledger_opens_and_forgets_at_most_its_last_line() {
        let dir = tempfile::tempdir().unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let channel = Channel::Webhook;
        let delivery = Delivery::new(&channel, day, vec!["r1".into()], vec!["c1".into()], vec![]);
        let mut ledger = DeliveryLedger::open(dir.path()).unwrap();
        ledger.begin(&channel, "r1", AT).unwrap();
        ledger.intend(&channel, &delivery, 1, AT).unwrap();
        ledger.conclude(&channel, &delivery, &Ok(200), AT).unwrap();
        drop(ledger);
        let path = dir.path().join(NOTICES);
        let bytes = std::fs::read(&path).unwrap();
        let ends: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == b'\n').collect();
        for length in 0..=bytes.len() {
            std::fs::write(&path, &bytes[..length]).unwrap();
            let memory = DeliveryLedger::open(dir.path()).unwrap().memory(&channel);
            let whole = ends.iter().filter(|end| **end < length).count();
            assert_eq!(memory.is_known(), whole >= 1, "{length}");
            assert_eq!(memory.open().is_some(), whole == 2, "{length}");
            let untold = memory.untold(&["r1".to_owned()]);
            assert_eq!(untold.is_empty(), whole >= 2, "{length}");
        }
    }

    #[test]
    fn two_cannot_tell_at_once_and_a_damaged_middle_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let held = DeliveryLedger::open(dir.path()).unwrap();
        assert!(matches!(
            DeliveryLedger::open(dir.path()),
            Err(LedgerError::Held { .. })
        ));
        drop(held);
        std::fs::write(dir.path().join(NOTICES), "{\"kind\":\"begun\"\n{}\n").unwrap();
        let error = DeliveryLedger::open(dir.path()).unwrap_err();
        assert!(
            matches!(error, LedgerError::Damaged { line: 1, .. }),
            "{error}"
        );
        assert!(error.hint().contains("restore"));
    }
}
