//! The CDXJ beside a WARC file: the same lines as made anew from the WARC.

use super::session::Session;
use super::{AuditError, Finding, FindingKind};
use crate::store::cdxj_beside;
use crate::warc::{self, CdxjLine};

/// Compares line by line, and names the first line that differs.
pub(super) fn check(session: &mut Session<'_>, warc: &str) -> Result<(), AuditError> {
    let path = cdxj_beside(warc);
    let Some(bytes) = session.files.blobs().read(&path)? else {
        // Sealed and gone is told already; not there yet, the seal is not either.
        session.leave("a WARC file without its index");
        return Ok(());
    };
    let name = warc.rsplit('/').next().unwrap_or(warc);
    let (lines, _) = warc::index(session.files.open(warc)?, name);
    session.step();
    match first_difference(&lines, &bytes) {
        None => session.checked.index_lines += lines.len() as u64,
        Some((line, cause)) => {
            session.find(Finding::new(FindingKind::Index, &path, cause).at_line(line));
        }
    }
    Ok(())
}

/// The first line, from 1, that is not what it should be.
fn first_difference(due: &[CdxjLine], found: &[u8]) -> Option<(usize, &'static str)> {
    let mut rest = found;
    for (number, line) in due.iter().enumerate() {
        let text = line.as_str().as_bytes();
        let is_it = rest.starts_with(text) && rest.get(text.len()) == Some(&b'\n');
        if !is_it {
            let cause = match rest {
                [] => "it is missing, and any after it",
                _ => "it is not what the WARC says",
            };
            return Some((number + 1, cause));
        }
        rest = &rest[text.len() + 1..];
    }
    let cause = "it, and any after it, is in no record of the WARC";
    (!rest.is_empty()).then_some((due.len() + 1, cause))
}
