//! What was read of objects, kept on this disk under a limit: pieces of one length, each with its
//! own digest. May be deleted at any time.
//!
//! An object never changes, so a piece is never out of date. A disk that takes no more keeps
//! nobody from reading.
#![expect(
    clippy::disallowed_methods,
    reason = "the cache is part of the store's disk, and what it holds may be lost"
)]

use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use crate::store::names::TEMPORARY;

/// Below the archive.
pub(in crate::store) const FOLDER: &str = "cache";

/// Bytes of a piece.
pub(super) const PIECE: u64 = 256 << 10;

/// Bytes of the digest behind each.
const DIGEST: usize = 32;

/// Pieces of objects on this disk.
#[derive(Debug)]
pub(super) struct PieceCache {
    dir: PathBuf,
    limit: u64,
    /// Bytes that are kept; `None` until they were counted, or when the disk took no more.
    held: Mutex<Option<u64>>,
}

impl PieceCache {
    pub(super) fn of(root: &Path, limit: u64) -> Self {
        Self {
            dir: root.join(FOLDER),
            limit,
            held: Mutex::new(None),
        }
    }

    /// Bytes of a range that lies within an object of this length and digest; `fetch` gives what
    /// is not here, in whole pieces, as few times as can be.
    pub(super) fn read<E>(
        &self,
        (sha256, length): (&str, u64),
        range: Range<u64>,
        fetch: impl Fn(Range<u64>) -> Result<Vec<u8>, E>,
    ) -> Result<Vec<u8>, E> {
        let (first, last) = (range.start / PIECE, range.end.div_ceil(PIECE));
        let mut bytes = Vec::new();
        let mut number = first;
        while number < last {
            if let Some(piece) = self.held(sha256, number) {
                bytes.extend_from_slice(&piece);
                number += 1;
                continue;
            }
            let mut end = number + 1;
            while end < last && !self.path(sha256, end).exists() {
                end += 1;
            }
            let fetched = fetch(number * PIECE..(end * PIECE).min(length))?;
            let pieces = fetched.chunks(usize::try_from(PIECE).unwrap_or(usize::MAX));
            for (number, piece) in (number..).zip(pieces) {
                self.keep(sha256, number, piece);
            }
            bytes.extend_from_slice(&fetched);
            number = end;
        }
        let place = |at: u64| usize::try_from(at - first * PIECE).unwrap_or(usize::MAX);
        let end = place(range.end).min(bytes.len());
        Ok(bytes[place(range.start).min(end)..end].to_vec())
    }

    fn path(&self, sha256: &str, number: u64) -> PathBuf {
        self.dir.join(sha256).join(format!("{number:06}"))
    }

    /// A piece that is here and whole.
    fn held(&self, sha256: &str, number: u64) -> Option<Vec<u8>> {
        let mut bytes = fs::read(self.path(sha256, number)).ok()?;
        let digest = bytes.split_off(bytes.len().checked_sub(DIGEST)?);
        (Sha256::digest(&bytes).as_slice() == digest).then_some(bytes)
    }

    fn keep(&self, sha256: &str, number: u64, piece: &[u8]) {
        if self.limit < PIECE {
            return;
        }
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = write(&self.path(sha256, number), piece);
        let kept = kept.and_then(|bytes| match *held {
            Some(before) if before + bytes <= self.limit => Ok(before + bytes),
            _ => self.trim(),
        });
        match kept {
            Ok(bytes) => *held = Some(bytes),
            Err(error) => {
                let dir = self.dir.display();
                tracing::warn!(
                    "{dir} takes no more ({error}); it is read from the bucket all the same"
                );
                *held = None;
            }
        }
    }

    /// Removes the oldest pieces until a tenth is free, and counts the rest.
    fn trim(&self) -> io::Result<u64> {
        let mut pieces: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
        for object in fs::read_dir(&self.dir)? {
            for piece in fs::read_dir(object?.path())? {
                let piece = piece?;
                // Another process may trim beside this one.
                if let Ok(about) = piece.metadata() {
                    pieces.push((about.modified()?, about.len(), piece.path()));
                }
            }
        }
        pieces.sort();
        let mut held: u64 = pieces.iter().map(|(_, bytes, _)| bytes).sum();
        let wanted = if held > self.limit {
            self.limit / 10 * 9
        } else {
            self.limit
        };
        for (_, bytes, path) in pieces {
            if held <= wanted {
                break;
            }
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => held -= bytes,
            }
        }
        Ok(held)
    }
}

fn write(path: &Path, piece: &[u8]) -> io::Result<u64> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)?;
    let mut whole = piece.to_vec();
    whole.extend_from_slice(&Sha256::digest(piece));
    let mut temporary = tempfile::Builder::new()
        .prefix(TEMPORARY)
        .tempfile_in(folder)?;
    io::Write::write_all(&mut temporary, &whole)?;
    temporary.persist(path).map_err(|error| error.error)?;
    Ok(whole.len() as u64)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::convert::Infallible;

    use super::*;

    #[test]
    fn a_piece_is_fetched_once_and_a_damaged_one_again_and_the_limit_holds() {
        let dir = tempfile::tempdir().unwrap();
        let object: Vec<u8> = (0..3 * PIECE + 100).map(|n| (n % 251) as u8).collect();
        let place = |at: u64| usize::try_from(at).unwrap();
        let piece = |range: &Range<u64>| &object[place(range.start)..place(range.end)];
        let asked = RefCell::new(Vec::new());
        let fetch = |range: Range<u64>| {
            asked.borrow_mut().push((range.start, range.end));
            Ok::<_, Infallible>(piece(&range).to_vec())
        };
        let about = ("ab", object.len() as u64);
        let cache = PieceCache::of(dir.path(), 2 * (PIECE + 32));
        for range in [10..20, 5..PIECE, 15..18] {
            let found = cache.read(about, range.clone(), fetch).unwrap();
            assert_eq!(found, piece(&range));
        }
        assert_eq!(asked.take(), [(0, PIECE)], "one piece, once");
        let kept = cache.path("ab", 0);
        let mut bytes = fs::read(&kept).unwrap();
        bytes[7] ^= 1;
        fs::write(&kept, bytes).unwrap();
        cache.read(about, 0..8, fetch).unwrap();
        assert_eq!(asked.take(), [(0, PIECE)], "again, as it was damaged");
        let whole = cache.read(about, 0..about.1, fetch).unwrap();
        assert!(whole == object);
        assert_eq!(asked.take(), [(PIECE, about.1)], "the rest in one go");
        let kept: u64 = fs::read_dir(dir.path().join(FOLDER).join("ab"))
            .unwrap()
            .map(|it| it.unwrap().metadata().unwrap().len())
            .sum();
        assert!(kept <= 2 * (PIECE + 32), "{kept}");
        let full = PieceCache::of(Path::new("/dev/null"), 1 << 30);
        assert!(full.read(about, 0..about.1, fetch).unwrap() == object);
    }
}
