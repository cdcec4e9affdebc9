//! One WARC file: each record parsed, its digests recomputed.
//!
//! Streams: a record of 2 GiB takes no more memory than one of 2 KiB.

use std::io::Read;

use sha2::{Digest, Sha256};

use super::print::hex;
use super::session::Notes;
use super::{Finding, What};
use crate::warc::{Header, Kind, Reader, WarcError};

/// Longest HTTP head looked through for its end.
const MAX_HEAD: usize = 1024 * 1024;

/// Checks every record. `torn_is_fine`: somebody is writing its end just now.
pub(super) fn check(notes: &mut Notes<'_>, path: &str, source: impl Read, torn_is_fine: bool) {
    let mut reader = Reader::new(source);
    loop {
        let header = match reader.next_record() {
            Ok(Some(header)) => header,
            Ok(None) => return,
            Err(error) => {
                if tell(notes, path, &error, torn_is_fine) {
                    continue;
                }
                return;
            }
        };
        let sums = sums(reader.block(), &header);
        let ended = reader.finish_record();
        let whole = ended.is_ok();
        if let Err(error) = ended
            && !tell(notes, path, &error, torn_is_fine)
        {
            return;
        }
        match sums {
            Ok(sums) => {
                notes.checked.records += 1;
                // Of a record that broke off its digests say nothing more.
                if whole {
                    compare(notes, path, &header, &sums);
                }
            }
            // Told by the record's end already, with its cause.
            Err(_) if !whole => {}
            Err(error) => {
                let cause = format!("its block cannot be read: {error}");
                notes.find(Finding::new(What::Record, path, cause).at_offset(header.offset));
            }
        }
    }
}

/// Tells what is wrong with a record. False when nothing more can be read.
fn tell(notes: &mut Notes<'_>, path: &str, error: &WarcError, torn_is_fine: bool) -> bool {
    let torn = matches!(error, WarcError::Torn { .. });
    if torn && torn_is_fine {
        notes.leave("the end of a WARC file that is being written");
        return false;
    }
    let mut finding = Finding::new(What::Record, path, error.to_string());
    finding.place = Some(super::Place::Offset(error.offset()));
    if torn {
        finding.what = What::Leftover;
    }
    notes.find(finding);
    !matches!(error, WarcError::Read { .. })
}

/// SHA-256 of a block, and of the payload in it.
struct Sums {
    block: String,
    /// `None` where the record has none, or has one that is coded still.
    payload: Option<String>,
}

fn sums(mut block: impl Read, header: &Header) -> std::io::Result<Sums> {
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
    Ok(Sums {
        block: hex(all),
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
            Kind::Response if media.trim_start().starts_with("application/http") => {
                Self::Head(Vec::new())
            }
            Kind::Response | Kind::Resource | Kind::Metadata | Kind::Conversion => {
                Self::Body(Sha256::new())
            }
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
            Self::Body(sum) => Some(hex(sum)),
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

fn compare(notes: &mut Notes<'_>, path: &str, header: &Header, sums: &Sums) {
    for field in ["WARC-Record-ID", "WARC-Date", "WARC-Type"] {
        if header.field(field).is_none() {
            let finding = Finding::new(What::Record, path, "it is missing");
            notes.find(finding.at_offset(header.offset).in_field(field));
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
            if header.kind() != Kind::Revisit {
                notes.leave("a WARC digest of another kind than ours");
            }
            continue;
        };
        if said != found {
            let cause = format!("it says sha256:{said}, the bytes are sha256:{found}");
            let finding = Finding::new(What::Record, path, cause);
            notes.find(finding.at_offset(header.offset).in_field(field));
        }
    }
}
