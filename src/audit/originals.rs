//! The second copy each snapshot has: the `metadata` record written beside its page's
//! record. Found by the digest under which the snapshot was sealed, so nothing is guessed.

use std::collections::BTreeMap;

use super::AuditError;
use crate::store::{Files, Manifest};
use crate::warc::{RecordType, WarcReader};

/// Largest snapshot taken into memory.
const MAX_SNAPSHOT: u64 = 64 << 20;

/// By digest: the bytes, and the WARC file they lie in.
pub(super) type Copies = BTreeMap<String, (Vec<u8>, String)>;

/// Of each wanted digest (64 hex digits) that the run's WARC files hold: the bytes, and the
/// file they lie in.
pub(super) fn find(
    files: &Files,
    manifest: &Manifest,
    wanted: &[&str],
) -> Result<Copies, AuditError> {
    let mut found = Copies::new();
    let is_warc = |path: &&str| path.starts_with("warc/") && path.ends_with(".warc.gz");
    let warcs = manifest.files.iter().map(|it| it.path.as_str());
    for path in warcs.filter(is_warc) {
        if wanted.len() == found.len() {
            break;
        }
        // Gone or broken is told elsewhere; what can be read of it is used.
        let Ok(Some(_)) = files.blobs().length(path) else {
            continue;
        };
        let mut reader = WarcReader::new(files.open(path)?);
        loop {
            let header = match reader.next_record() {
                Ok(Some(header)) => header,
                Ok(None) => break,
                Err(_) => continue,
            };
            let digest = header.field("WARC-Block-Digest").unwrap_or_default();
            let digest = digest.strip_prefix("sha256:").unwrap_or_default();
            if header.kind() != RecordType::Metadata || !wanted.contains(&digest) {
                continue;
            }
            let digest = digest.to_owned();
            if let Ok(block) = reader.read_block(MAX_SNAPSHOT)
                && super::print::of(&block).sha256 == digest
            {
                found.insert(digest, (block, path.to_owned()));
            }
        }
    }
    Ok(found)
}

/// The first line, from 1, in which two texts differ, as each has it.
pub(super) fn first_difference(sealed: &[u8], found: &[u8]) -> Option<(usize, String, String)> {
    let line = |it: Option<&[u8]>| {
        let text = String::from_utf8_lossy(it.unwrap_or_default());
        text.trim().chars().take(80).collect::<String>()
    };
    let (mut ours, mut theirs) = (sealed.split(|b| *b == b'\n'), found.split(|b| *b == b'\n'));
    for number in 1.. {
        let pair = (ours.next(), theirs.next());
        if pair == (None, None) {
            break;
        }
        if pair.0 != pair.1 {
            return Some((number, line(pair.0), line(pair.1)));
        }
    }
    None
}
