//! A WACZ file (1.1.1) against its own lists: the sidecar beside it, the ZIP's CRCs, the
//! digests in `datapackage.json`, and the records of its WARC files.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Component, Path};

use serde::Deserialize;
use zip::ZipArchive;

use super::kind::ends;
use super::print::{Print, Tee};
use super::session::{AuditCounts, AuditStep, Notes};
use super::{AuditError, Finding, FindingKind, records, zip_names};

const CARD: &str = "datapackage.json";
const DIGEST: &str = "datapackage-digest.json";
/// Longest `datapackage.json` taken into memory.
const MAX_CARD: u64 = 64 << 20;

#[derive(Deserialize)]
struct DatapackageFile {
    resources: Vec<PackageResource>,
}

#[derive(Deserialize)]
struct PackageResource {
    path: String,
    hash: String,
    bytes: u64,
}

#[derive(Deserialize)]
struct CardDigest {
    path: String,
    hash: String,
}

/// Audits a package. `name`: what findings call it. `sidecar`: the content of
/// `<file>.sha256`, when there is one. Nothing is unpacked.
pub fn verify_package(
    name: &str,
    mut file: impl Read + Seek,
    sidecar: Option<&[u8]>,
    tell: &mut dyn FnMut(AuditStep),
) -> Result<AuditCounts, AuditError> {
    let mut notes = Notes::new(tell);
    notes.step();
    let read = |source| AuditError::Read {
        file: name.to_owned(),
        source,
    };
    let print = Tee::new(&mut file).finish().map_err(read)?;
    notes.checked.hashed += 1;
    notes.checked.bytes += print.bytes;
    beside(&mut notes, name, &print, sidecar);
    file.seek(SeekFrom::Start(0)).map_err(read)?;
    let mut zip = match ZipArchive::new(BufReader::new(&mut file)) {
        Ok(zip) => zip,
        Err(error) => {
            let cause = format!("it is no ZIP file that can be read: {error}");
            notes.find(Finding::new(FindingKind::Package, name, cause));
            return Ok(notes.checked);
        }
    };
    let found = entries(&mut notes, name, &mut zip);
    let directory = zip.central_directory_start();
    drop(zip);
    match zip_names::read(&mut BufReader::new(&mut file), directory) {
        Ok(names) => check_names(&mut notes, name, &names),
        Err(error) => {
            let cause = format!("its list of entries cannot be read: {error}");
            notes.find(Finding::new(FindingKind::Package, name, cause));
        }
    }
    card(&mut notes, name, &found);
    Ok(notes.checked)
}

fn wrong(notes: &mut Notes<'_>, package: &str, entry: &str, cause: impl Into<String>) {
    notes.find(Finding::new(FindingKind::Package, package, cause).in_field(entry));
}

fn beside(notes: &mut Notes<'_>, name: &str, print: &Print, sidecar: Option<&[u8]>) {
    let Some(sidecar) = sidecar else {
        notes.leave("a package as a whole: no .sha256 beside it");
        return;
    };
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let right = format!("{}  {file}\n", print.sha256);
    if sidecar == right.as_bytes() {
        return;
    }
    let said = String::from_utf8_lossy(sidecar);
    let cause = format!(
        "its bytes differ: {name}.sha256 says {:?}, found {}",
        said.trim_end(),
        print.sha256
    );
    notes.find(Finding::new(FindingKind::Package, name, cause));
}

/// What was found in the ZIP: the print of each entry, and the two lists.
#[derive(Default)]
struct ZipContents {
    prints: BTreeMap<String, Print>,
    lists: BTreeMap<String, Vec<u8>>,
}

/// Reads every entry; the ZIP's CRC is compared on the way.
fn entries<R: Read + Seek>(
    notes: &mut Notes<'_>,
    name: &str,
    zip: &mut ZipArchive<R>,
) -> ZipContents {
    let mut found = ZipContents::default();
    for number in 0..zip.len() {
        notes.step();
        let mut entry = match zip.by_index(number) {
            Ok(entry) => entry,
            Err(error) => {
                wrong(notes, name, &format!("entry {number}"), error.to_string());
                continue;
            }
        };
        let path = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if entry.is_dir() {
            continue;
        }
        match read_entry(notes, name, &path, &mut entry) {
            Ok((print, list)) => {
                notes.checked.package_entries += 1;
                found.prints.insert(path.clone(), print);
                found.lists.extend(list.map(|list| (path, list)));
            }
            Err(error) => wrong(notes, name, &path, format!("it cannot be read: {error}")),
        }
    }
    found
}

fn read_entry(
    notes: &mut Notes<'_>,
    package: &str,
    path: &str,
    entry: &mut impl Read,
) -> io::Result<(Print, Option<Vec<u8>>)> {
    let mut tee = Tee::new(entry);
    let mut list = None;
    if path == CARD || path == DIGEST {
        let mut bytes = Vec::new();
        tee.by_ref().take(MAX_CARD).read_to_end(&mut bytes)?;
        list = Some(bytes);
    } else if ends(path, ".warc.gz") || ends(path, ".warc") {
        let inside = format!("{package}/{path}");
        records::check(
            notes,
            &inside,
            BufReader::new(&mut tee),
            records::DamagePolicy::Ours,
        );
    }
    Ok((tee.finish()?, list))
}

fn check_names(notes: &mut Notes<'_>, package: &str, entries: &[zip_names::ZipEntry]) {
    let mut seen = BTreeSet::new();
    for entry in entries {
        let name = entry.name.as_str();
        if !seen.insert(name) {
            wrong(notes, package, name, "it is in the package twice");
        }
        let plain = |part| matches!(part, Component::Normal(_));
        if name.contains('\\') || name.contains(':') || !Path::new(name).components().all(plain) {
            wrong(notes, package, name, "its name leads out of the package");
        }
        if let Some(differs) = entry.differs {
            wrong(notes, package, name, differs);
        }
    }
}

/// Compares what `datapackage.json` says with what was found.
fn card(notes: &mut Notes<'_>, package: &str, found: &ZipContents) {
    let Some(text) = found.lists.get(CARD) else {
        wrong(notes, package, CARD, "it is missing");
        return;
    };
    card_digest(notes, package, found);
    let card: DatapackageFile = match serde_json::from_slice(text) {
        Ok(card) => card,
        Err(error) => {
            wrong(notes, package, CARD, format!("it cannot be read: {error}"));
            return;
        }
    };
    let mut listed = BTreeSet::from([CARD, DIGEST]);
    for resource in &card.resources {
        listed.insert(&resource.path);
        let path = resource.path.as_str();
        let Some(print) = found.prints.get(path) else {
            wrong(
                notes,
                package,
                path,
                "datapackage.json lists it, and it is not there",
            );
            continue;
        };
        if resource.bytes != print.bytes {
            let cause = format!(
                "{} bytes are listed, it has {}",
                resource.bytes, print.bytes
            );
            wrong(notes, package, path, cause);
        }
        compare(notes, package, path, &resource.hash, print);
    }
    for path in found
        .prints
        .keys()
        .filter(|path| !listed.contains(path.as_str()))
    {
        wrong(notes, package, path, "datapackage.json does not list it");
    }
}

fn card_digest(notes: &mut Notes<'_>, package: &str, found: &ZipContents) {
    let Some(text) = found.lists.get(DIGEST) else {
        notes.leave("a datapackage.json: no datapackage-digest.json beside it");
        return;
    };
    match (
        serde_json::from_slice::<CardDigest>(text),
        found.prints.get(CARD),
    ) {
        (Ok(digest), Some(print)) if digest.path == CARD => {
            compare(notes, package, CARD, &digest.hash, print);
        }
        (Ok(digest), _) => {
            wrong(
                notes,
                package,
                DIGEST,
                format!("it is about {:?}", digest.path),
            );
        }
        (Err(error), _) => wrong(
            notes,
            package,
            DIGEST,
            format!("it cannot be read: {error}"),
        ),
    }
}

fn compare(notes: &mut Notes<'_>, package: &str, entry: &str, said: &str, print: &Print) {
    let Some(sha256) = said.strip_prefix("sha256:") else {
        notes.leave("a package's digest of another kind than SHA-256");
        return;
    };
    if sha256 != print.sha256 {
        let cause = format!("sha256 {sha256} is listed, found {}", print.sha256);
        wrong(notes, package, entry, cause);
    }
}
