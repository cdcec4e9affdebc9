//! The small file that remembers one lane, and the lock beside it.
//!
//! Never waits and never decides: it locks, reads and writes. The lock is a file of
//! its own (`<host>.lock`, never removed). The memory (`<host>.json`) is written in place,
//! padded with blanks to whole records, by one `write` call without fsync: a kill falls
//! before or after that call, never inside it, and what is written survives the process
//! (the kernel has the pages). After a power cut an empty or torn file is read as
//! "unknown", which costs one pause. A temporary file and a rename would cost a quarter
//! of a crawl's system time (measured: two of them at each request). Both files stay open
//! between turns, and are opened anew once somebody has removed them.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::LaneError;
use crate::politeness::{Pace, Politeness};

/// How the lane room reads the wall clock.
pub(super) type WallClock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// What is remembered of one host. Other fields, of a later version, are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LaneMemory {
    /// From when the pause before the next request counts.
    pub(super) pause_from: DateTime<Utc>,
    /// A request was granted and its end not yet reported.
    pub(super) in_flight: bool,
    pub(super) politeness: Politeness,
}

impl LaneMemory {
    /// Of a host whose last request was then, and of which nothing else is known.
    fn new(pause_from: DateTime<Utc>) -> Self {
        Self {
            pause_from,
            in_flight: false,
            politeness: Politeness::default(),
        }
    }

    /// Brings the memory to what may be believed `now`, when nobody holds the lane.
    /// Says whether anything changed.
    ///
    /// - A request whose end nobody reported (its process was killed, its task dropped)
    ///   may have been sent up to this moment: the pause counts from now.
    /// - A pause from the future means that the clock has been set back: it counts from
    ///   now, so a wrong clock costs one pause and no more. A block is as long as it was.
    pub(super) fn settle(&mut self, now: DateTime<Utc>) -> bool {
        let doubtful = self.in_flight || self.pause_from > now;
        if doubtful {
            self.in_flight = false;
            self.pause_from = now;
        }
        self.politeness.settle(now) || doubtful
    }

    /// When the pause is over.
    pub(super) fn next_allowed_at(&self, pace: &Pace) -> DateTime<Utc> {
        self.pause_from + self.politeness.delay(pace)
    }
}

/// Where one lane's files are.
#[derive(Clone, Debug)]
pub(super) struct LaneLedger {
    memory: PathBuf,
    lock: PathBuf,
    /// Its files as the last turn left them, open and not locked. Taken out while a turn
    /// has them: one descriptor cannot lock itself out.
    idle: Arc<Mutex<Option<LaneFiles>>>,
}

#[derive(Debug)]
struct LaneFiles {
    lock: Arc<File>,
    memory: Option<Arc<File>>,
}

/// The host's lock, until dropped; a process that dies drops it too.
#[derive(Debug)]
pub(super) struct HostLock {
    ledger: LaneLedger,
    files: LaneFiles,
}

impl Drop for HostLock {
    fn drop(&mut self) {
        // Should that fail, the last descriptor of the file is closed here, which unlocks too.
        if self.files.lock.unlock().is_ok() {
            let files = LaneFiles {
                lock: Arc::clone(&self.files.lock),
                memory: self.files.memory.take(),
            };
            *self.ledger.idle() = Some(files);
        }
    }
}

impl LaneLedger {
    pub(super) fn new(folder: &Path, key: &str) -> Self {
        let name = file_name(key);
        Self {
            memory: folder.join(format!("{name}.json")),
            lock: folder.join(format!("{name}.lock")),
            idle: Arc::default(),
        }
    }

    fn idle(&self) -> MutexGuard<'_, Option<LaneFiles>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn lock_path(&self) -> &Path {
        &self.lock
    }

    /// Takes the lock; `None` while somebody else has it.
    pub(super) fn try_lock(&self) -> Result<Option<HostLock>, LaneError> {
        let failed = |source| LaneError::Lock {
            path: self.lock.clone(),
            source,
        };
        let idle = self.idle().take();
        let files = match idle.filter(|files| length_if_there(&files.lock).is_some()) {
            Some(files) => files,
            None => LaneFiles {
                lock: Arc::new(open(&self.lock).map_err(failed)?),
                memory: None,
            },
        };
        match files.lock.try_lock() {
            Ok(()) => Ok(Some(HostLock {
                ledger: self.clone(),
                files,
            })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }

    /// Reads without the lock: maybe outdated at once.
    /// An unreadable memory is that of a host asked just `now`.
    pub(super) fn read(&self, now: DateTime<Utc>) -> Result<LaneMemory, LaneError> {
        let bytes = match fs::read(&self.memory) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(LaneMemory::new(DateTime::UNIX_EPOCH));
            }
            Err(source) => return Err(self.unreadable(source)),
        };
        Ok(self.parse(&bytes, now))
    }

    fn unreadable(&self, source: io::Error) -> LaneError {
        let path = self.memory.clone();
        LaneError::Read { path, source }
    }

    fn parse(&self, bytes: &[u8], now: DateTime<Utc>) -> LaneMemory {
        serde_json::from_slice(bytes).unwrap_or_else(|error| {
            tracing::warn!(
                path = %self.memory.display(),
                %error,
                "lane file is unreadable; waiting one whole pause",
            );
            LaneMemory {
                // Settled, and so written anew, when next locked.
                in_flight: true,
                ..LaneMemory::new(now)
            }
        })
    }
}

impl HostLock {
    pub(super) fn read(&mut self, now: DateTime<Utc>) -> Result<LaneMemory, LaneError> {
        let Some(length) = self.length() else {
            return self.ledger.read(now);
        };
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
        match &self.files.memory {
            Some(file) => file
                .read_exact_at(&mut bytes, 0)
                .map_err(|source| self.ledger.unreadable(source))?,
            None => return self.ledger.read(now),
        }
        Ok(self.ledger.parse(&bytes, now))
    }

    pub(super) fn write(&mut self, memory: &LaneMemory) -> Result<(), LaneError> {
        serde_json::to_vec(memory)
            .map_err(io::Error::from)
            .and_then(|json| self.write_in_place(json))
            .map_err(|source| LaneError::Write {
                path: self.ledger.memory.clone(),
                source,
            })
    }

    /// One `write` call over what was there. The JSON reader passes over trailing blanks.
    fn write_in_place(&mut self, mut json: Vec<u8>) -> io::Result<()> {
        let length = json.len().next_multiple_of(RECORD);
        json.resize(length, b' ');
        let there = self.length();
        let file = match &self.files.memory {
            Some(file) if there.is_some() => file,
            _ => {
                let file = Arc::new(open(&self.ledger.memory)?);
                self.files.memory.insert(file)
            }
        };
        let there = there.map_or_else(|| file.metadata().map(|about| about.len()), Ok)?;
        if there > length as u64 {
            file.set_len(length as u64)?;
        }
        file.write_all_at(&json, 0)
    }

    /// Length of the memory, if it is open and nobody has removed it.
    fn length(&self) -> Option<u64> {
        length_if_there(self.files.memory.as_deref()?)
    }
}

/// Bytes of one record; a lane's memory takes about 200.
const RECORD: usize = 512;

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    let options = options.create(true).truncate(false).read(true).write(true);
    options.open(path)
}

/// Length of a file whose name nobody has removed or given to another.
fn length_if_there(file: &File) -> Option<u64> {
    let about = file.metadata().ok()?;
    (about.nlink() > 0).then_some(about.len())
}

/// ASCII letters, digits, `-` and `.` stand for themselves, all else as `%xx`; over-long
/// keys end in a digest.
fn file_name(host: &str) -> String {
    const LONGEST: usize = 200;
    let mut name = String::with_capacity(host.len());
    for byte in host.bytes() {
        if byte.is_ascii_alphanumeric() || b"-.".contains(&byte) {
            name.push(char::from(byte.to_ascii_lowercase()));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(name, "%{byte:02x}");
        }
    }
    if name.len() > LONGEST {
        name.truncate(LONGEST - 33);
        name.push('~');
        for byte in &Sha256::digest(host.to_ascii_lowercase())[..16] {
            let _ = write!(name, "{byte:02x}");
        }
    }
    name
}

/// How long until `then`; nothing when it has passed.
pub(super) fn time_until(then: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
    (then - now).to_std().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn file_names_are_safe_and_distinct() {
        assert_eq!(file_name("haiphong.gov.vn"), "haiphong.gov.vn");
        assert_eq!(file_name("127.0.0.1:8090"), "127.0.0.1%3a8090");
        assert_eq!(file_name("[::1]:80"), "%5b%3a%3a1%5d%3a80");
        assert_eq!(file_name("../a"), "..%2fa");
        let long = |end: &str| file_name(&format!("{}{end}", "a".repeat(300)));
        assert_ne!(long("b"), long("c"));
        assert_eq!(long("b").len(), 200);
    }
}
