//! The CDXJ beside a WARC file: the same lines as made anew from the WARC.

use std::io::{BufRead, BufReader};

use super::session::Session;
use super::{AuditError, Finding, What};
use crate::store::cdxj_beside;
use crate::warc;

/// Compares line by line, and names the first line that differs.
pub(super) fn check(session: &mut Session<'_>, warc: &str) -> Result<(), AuditError> {
    let path = cdxj_beside(warc);
    let Some(bytes) = session.files.read(&path)? else {
        // Sealed and gone is told already; not there yet, the seal is not either.
        session.leave("a WARC file without its index");
        return Ok(());
    };
    let name = warc.rsplit('/').next().unwrap_or(warc);
    let (lines, _) = warc::index(BufReader::new(session.files.open(warc)?), name);
    session.step();
    let mut found = bytes.as_slice().lines();
    for (number, line) in lines.iter().enumerate() {
        match found.next() {
            Some(Ok(it)) if it == line.as_str() => session.checked.index_lines += 1,
            Some(_) => return differs(session, &path, number + 1, "it is not what the WARC says"),
            None => {
                return differs(
                    session,
                    &path,
                    number + 1,
                    "it is missing, and any after it",
                );
            }
        }
    }
    if found.next().is_some() {
        let cause = "it and any after it are in no record of the WARC";
        return differs(session, &path, lines.len() + 1, cause);
    }
    if !bytes.is_empty() && bytes.last() != Some(&b'\n') {
        return differs(session, &path, lines.len(), "it has no line feed");
    }
    Ok(())
}

fn differs(
    session: &mut Session<'_>,
    path: &str,
    line: usize,
    cause: &str,
) -> Result<(), AuditError> {
    session.find(Finding::new(What::Index, path, cause).at_line(line));
    Ok(())
}
