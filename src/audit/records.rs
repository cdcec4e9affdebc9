//! One WARC file: each record parsed, its digests recomputed.
//!
//! Streams: a record of 2 GiB takes no more memory than one of 2 KiB.

use std::io::Read;

use sha2::{Digest, Sha256};

use super::session::Notes;
use super::{Finding, FindingKind};
use crate::digest::hex;
use crate::warc::{Header, RecordType, WarcError, WarcReader};

/// Longest HTTP head looked through for its end.
const MAX_HEAD: usize = 1024 * 1024;

/// What of a file is damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DamagePolicy {
    /// Everything.
    Ours,
    /// Not its end, which somebody is writing just now.
    Growing,
    /// Nothing: another tool wrote it so, and its seal proves the rest.
    Foreign,
}

/// Checks every record.
pub(super) fn check(notes: &mut Notes<'_>, path: &str, source: impl Read, care: DamagePolicy) {
    let mut scan = FileScan { notes, path, care };
    let mut reader = WarcReader::new(source);
    loop {
        let header = match reader.next_record() {
            Ok(Some(header)) => header,
            Err(error) if scan.tell(&error) => continue,
            Ok(None) | Err(_) => return,
        };
        let sums = sums(reader.block(), &header);
        match (reader.finish_record(), sums) {
            (Ok(_), Ok(sums)) => {
                scan.notes.checked.records += 1;
                scan.compare(&header, &sums);
            }
            // Its end tells the cause; of a record that broke off digests say nothing more.
            (Err(error), _) => {
                if !scan.tell(&error) {
                    return;
                }
            }
            (Ok(_), Err(error)) => {
                let cause = format!("its block cannot be read: {error}");
                scan.find(Finding::new(FindingKind::Record, path, cause).at_offset(header.offset));
            }
        }
    }
}

/// One file being checked.
struct FileScan<'n, 'a> {
    notes: &'n mut Notes<'a>,
    path: &'n str,
    care: DamagePolicy,
}

impl FileScan<'_, '_> {
    fn find(&mut self, finding: Finding) {
        match self.care {
            DamagePolicy::Foreign => self
                .notes
                .leave("a fault in another tool's WARC file, as it came"),
            DamagePolicy::Ours | DamagePolicy::Growing => self.notes.find(finding),
        }
    }

    /// Tells what is wrong with a record. False when nothing more can be read.
    fn tell(&mut self, error: &WarcError) -> bool {
        let torn = matches!(error, WarcError::Torn { .. });
        if torn && self.care == DamagePolicy::Growing {
            self.notes
                .leave("the end of a WARC file that is being written");
            return false;
        }
        let what = if torn {
            FindingKind::Leftover
        } else {
            FindingKind::Record
        };
        self.find(Finding::new(what, self.path, error.to_string()).at_offset(error.offset()));
        !matches!(error, WarcError::Read { .. })
    }

    fn compare(&mut self, header: &Header, sums: &RecordDigests) {
        for field in ["WARC-Record-ID", "WARC-Date", "WARC-Type"] {
            if header.field(field).is_none() {
                let finding = Finding::new(FindingKind::Record, self.path, "it is missing");
                self.find(finding.at_offset(header.offset).in_field(field));
            }
        }
        let payload = sums.payload.as_deref();
        for (field, found) in [
            ("WARC-Block-Digest", Some(sums.block.as_str())),
            ("WARC-Payload-Digest", payload),
        ] {
            let Some(said) = header.field(field) else {
                continue;
            };
            let (Some(said), Some(found)) = (said.strip_prefix("sha256:"), found) else {
                // A revisit's payload lies in another record, and is checked there.
                if header.kind() != RecordType::Revisit {
                    self.notes.leave("a WARC digest of another kind than ours");
                }
                continue;
            };
            if said != found {
                let cause = format!("it says sha256:{said}, the bytes are sha256:{found}");
                let finding = Finding::new(FindingKind::Record, self.path, cause);
                self.find(finding.at_offset(header.offset).in_field(field));
            }
        }
    }
}

/// SHA-256 of a block, and of the payload in it.
struct RecordDigests {
    block: String,
    /// `None` where the record has none, or has one that is coded still.
    payload: Option<String>,
}

fn sums(mut block: impl Read, header: &Header) -> std::io::Result<RecordDigests> {
    let mut all = Sha256::new();
    let mut payload = Payload::of(header);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = block.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        all.update(&buffer[..read]);
        payload.take(&buffer[..read]);
    }
    Ok(RecordDigests {
        block: hex(&all.finalize()),
        payload: payload.sum(),
    })
}

/// The payload of a record: of an HTTP message its entity, of a plain one its block
/// (WARC 1.1 §6.3).
enum Payload {
    None,
    /// The head so far.
    Head(Vec<u8>),
    Body(Sha256),
}

impl Payload {
    fn of(header: &Header) -> Self {
        let media = header.field("Content-Type").unwrap_or_default();
        match header.kind() {
            RecordType::Response if media.trim_start().starts_with("application/http") => {
                Self::Head(Vec::new())
            }
            RecordType::Response
            | RecordType::Resource
            | RecordType::Metadata
            | RecordType::Conversion => Self::Body(Sha256::new()),
            _ => Self::None,
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        match self {
            Self::None => {}
            Self::Body(sum) => sum.update(bytes),
            Self::Head(head) => {
                // The end may lie across two reads.
                let from = head.len().saturating_sub(3);
                head.extend_from_slice(bytes);
                let end = head[from..].windows(4).position(|it| it == b"\r\n\r\n");
                match end.map(|end| from + end + 4) {
                    Some(end) if is_coded(&head[..end]) => *self = Self::None,
                    Some(end) => {
                        let mut sum = Sha256::new();
                        sum.update(&head[end..]);
                        *self = Self::Body(sum);
                    }
                    None if head.len() > MAX_HEAD => *self = Self::None,
                    None => {}
                }
            }
        }
    }

    fn sum(self) -> Option<String> {
        match self {
            Self::Body(sum) => Some(hex(&sum.finalize())),
            Self::None | Self::Head(_) => None,
        }
    }
}

/// Whether what follows a head is chunked: other tools store it so, and take the digest of
/// what is inside.
fn is_coded(head: &[u8]) -> bool {
    crate::http::parse(head).is_none_or(|head| {
        let mut names = head.headers.iter().map(|(name, _)| name);
        names.any(|name| name.eq_ignore_ascii_case("transfer-encoding"))
    })
}
