//! EDGE: a package as a BagIt 1.0 bag (RFC 8493).
//!
//! The payload is the unzipped WACZ and, beside it, the snapshots: each WARC then has a
//! checksum a library's own tools check, a snapshot is read with no tool at all, and
//! `cd data && zip -0 -X -r ../x.wacz archive indexes pages datapackage*` makes the WACZ
//! again. A WACZ inside would hold every byte twice.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use super::PackageError;
use super::choice::PackageRequest;
use super::datapackage::{Datapackage, Resource};
use super::tree::{Tree, fingerprint};
use crate::store::Blobs;

/// Where the payload lies in the bag.
pub(super) const PAYLOAD: &str = "data/";

/// Completes the tree to a bag and gives it its name. Returns the payload's size and the
/// digest of the tag manifest, which stands for the whole.
pub(super) fn write(
    mut tree: Tree,
    archive: &dyn Blobs,
    snapshots: &BTreeSet<String>,
    card: &Datapackage<'_>,
    order: &PackageRequest,
    out: &Path,
) -> Result<(u64, String), PackageError> {
    for path in snapshots {
        tree.put(&format!("{PAYLOAD}{path}"), &archive.read_known(path)?)?;
    }
    let payload = tree.files().to_vec();
    let bytes = payload.iter().map(|file| file.bytes).sum();
    tree.put("manifest-sha256.txt", manifest(&payload).as_bytes())?;
    tree.put(
        "bagit.txt",
        b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
    )?;
    tree.put(
        "bag-info.txt",
        info(card, order, bytes, payload.len()).as_bytes(),
    )?;
    let tags = &tree.files()[payload.len()..];
    let tags = manifest(tags);
    tree.put("tagmanifest-sha256.txt", tags.as_bytes())?;
    let (_, sha256) = fingerprint(&tree.root().join("tagmanifest-sha256.txt"))?;
    tree.publish(out)?;
    Ok((bytes, sha256))
}

/// One line a file, by path (RFC 8493 §2.1.3). Our paths hold no line feed and no `%`.
fn manifest(files: &[Resource]) -> String {
    let mut files: Vec<_> = files.iter().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut text = String::new();
    for file in files {
        let hex = file.hash.trim_start_matches("sha256:");
        let _ = writeln!(text, "{hex}  {}", file.path);
    }
    text
}

/// `bag-info.txt` (RFC 8493 §2.2.2).
fn info(card: &Datapackage<'_>, order: &PackageRequest, bytes: u64, files: usize) -> String {
    let mut lines = vec![
        format!("Bag-Software-Agent: {}", one_line(card.software)),
        format!("Bagging-Date: {}", order.now.format("%Y-%m-%d")),
        format!("Payload-Oxum: {bytes}.{files}"),
        format!("External-Identifier: {}", one_line(&order.choice.name)),
        format!("External-Description: {}", one_line(card.title)),
        format!(
            "Internal-Sender-Description: {}",
            one_line(card.description)
        ),
    ];
    if let Some(operator) = &order.operator {
        let label = if operator.contains('@') && !operator.contains('/') {
            "Contact-Email"
        } else {
            "Source-Organization"
        };
        lines.push(format!("{label}: {}", one_line(operator)));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// A value without line breaks: a title comes from a site.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
