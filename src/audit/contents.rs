//! What a file should hold, by where it lies, checked while it is hashed.

use std::io::{self, BufReader, Read};

use super::kind::{FileKind, FileState, is_foreign, kind};
use super::print::{self, Print, Tee};
use super::records::{self, DamagePolicy};
use super::runs::{self, JournalClaims};
use super::session::Session;
use super::{AuditError, Finding, FindingKind, index, snapshots};
use crate::store::BlobReader;

/// Checks a file's content and gives its print; `None` when it cannot be read, which is told.
pub(super) fn check(
    session: &mut Session<'_>,
    path: &str,
    state: FileState,
) -> Result<Option<Print>, AuditError> {
    session.step();
    let before = session.checked.findings;
    let print = match kind(path) {
        FileKind::Warc => warc(session, path, state),
        FileKind::Journal => journal(session, path, state).map(|(print, _)| print),
        FileKind::Snapshot => small(session, path, snapshots::check),
        FileKind::Summary => small(session, path, runs::summary),
        FileKind::Json => small(session, path, runs::json),
        FileKind::Other => plain(session, path),
    };
    let print = match print {
        Ok(print) => print,
        Err(AuditError::Read { source, .. }) => {
            let cause = format!("it cannot be read: {source}");
            session.find(Finding::new(FindingKind::Altered, path, cause));
            return Ok(None);
        }
        Err(other) => return Err(other),
    };
    session.checked.hashed += 1;
    session.checked.bytes += print.bytes;
    let is_below = !path.starts_with('/');
    if kind(path) == FileKind::Warc
        && is_below
        && !(state == FileState::Open && session.is_written())
    {
        if session.checked.findings == before {
            index::check(session, path)?;
        } else {
            session.leave("the index of a damaged WARC file");
        }
    }
    Ok(Some(print))
}

fn unreadable(path: &str) -> impl FnOnce(io::Error) -> AuditError {
    let file = path.to_owned();
    move |source| AuditError::Read { file, source }
}

fn open<'a>(session: &Session<'a>, path: &str) -> Result<Tee<BlobReader<'a>>, AuditError> {
    Ok(Tee::new(session.files.open(path)?))
}

fn warc(session: &mut Session<'_>, path: &str, state: FileState) -> Result<Print, AuditError> {
    let mut tee = open(session, path)?;
    let care = match state {
        _ if is_foreign(path) => DamagePolicy::Foreign,
        FileState::Open if session.is_written() => DamagePolicy::Growing,
        _ => DamagePolicy::Ours,
    };
    records::check(session, path, BufReader::new(&mut tee), care);
    tee.finish().map_err(unreadable(path))
}

/// A journal's print, and what it says.
pub(super) fn journal(
    session: &mut Session<'_>,
    path: &str,
    state: FileState,
) -> Result<(Print, JournalClaims), AuditError> {
    let mut tee = open(session, path)?;
    let said =
        runs::journal(session, path, BufReader::new(&mut tee), state).map_err(unreadable(path))?;
    Ok((tee.finish().map_err(unreadable(path))?, said))
}

fn small(
    session: &mut Session<'_>,
    path: &str,
    check: impl FnOnce(&mut Session<'_>, &str, &[u8]),
) -> Result<Print, AuditError> {
    let mut bytes = Vec::new();
    open(session, path)?
        .read_to_end(&mut bytes)
        .map_err(unreadable(path))?;
    check(session, path, &bytes);
    Ok(print::of(&bytes))
}

fn plain(session: &mut Session<'_>, path: &str) -> Result<Print, AuditError> {
    open(session, path)?.finish().map_err(unreadable(path))
}
