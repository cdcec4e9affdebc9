//! A package from a choice: find, gather, copy, index, describe, write.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::choice::{Chosen, PackageFormat, PackageRequest};
use super::datapackage::{self, Datapackage, Resource};
use super::error::failed;
use super::gather::RecordCopy;
use super::pages::{Looks, PackagePage};
use super::segment::{self, SegmentInfo};
use super::tree::{self, Tree};
use super::{PackageError, SegmentHeaders, Subject, bag, gather, index, pages, wacz};
use crate::published::{Audience, Published};
use crate::record::WarcLocation;
use crate::store::{CaptureRow, Reader};

/// What was packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageSummary {
    /// Where it lies.
    pub path: PathBuf,
    /// Its size; of a bag, that of its payload.
    pub bytes: u64,
    /// SHA-256 in hexadecimal: of the file; of a bag, of its `tagmanifest-sha256.txt`.
    pub sha256: String,
    /// Captures of the choice.
    pub captures: usize,
    /// Looks at articles among them.
    pub pages: usize,
    /// Originals from outside the choice that its revisits refer to.
    pub originals: usize,
    /// Records copied.
    pub records: usize,
    /// Records left out because of takedowns.
    pub withheld: usize,
    /// Addresses of revisits left out because what they refer to is no longer in the archive.
    pub lost: Vec<String>,
}

/// Makes a package and writes it to `out`, which must not be there yet. Headers of segments that
/// `headers` keeps are not read again.
pub fn pack(
    published: &Published,
    order: &PackageRequest,
    out: &Path,
    headers: &SegmentHeaders,
) -> Result<PackageSummary, PackageError> {
    let named_so = out.extension().is_some_and(|ending| ending == "wacz");
    if order.form == PackageFormat::Wacz && !named_so {
        let path = out.to_path_buf();
        return Err(PackageError::Name { path });
    }
    tree::refuse_taken(out)?;
    let reader = published.reader();
    tree::refuse_inside(out, reader.home())?;
    let Chosen {
        mut captures,
        withheld,
        title,
    } = order.choice.find(published)?;
    let gathered = gather::gather(published, &captures, headers)?;
    let lost = without_lost(&mut captures, &gathered.lost)?;
    let Looks { pages, snapshots } = pages::of(published, &captures)?;
    let withheld = withheld + gathered.withheld;
    let mut description = description(captures.len(), pages.len(), gathered.originals);
    description.push_str(&told(published.scope(), withheld, lost.len()));
    let main_page = match order.choice.subject {
        Subject::Article(_) => pages.last().map(|page| (page.url.as_str(), page.ts)),
        _ => None,
    };
    let card = Datapackage {
        title: &title,
        description: &description,
        software: &order.software,
        created: order.now,
        main_page,
    };
    let mut tree = Tree::beside(out, order.is_kept)?;
    fill(&mut tree, reader, &gathered.pieces, &pages, &card, order)?;
    let (bytes, sha256) = match order.form {
        PackageFormat::Wacz => wacz::write(&tree, out, order.now)?,
        PackageFormat::Bag => {
            let snapshots = with_later_readings(published, &captures, snapshots)?;
            bag::write(tree, reader.blobs(), &snapshots, &card, order, out)?
        }
    };
    Ok(PackageSummary {
        path: out.to_path_buf(),
        bytes,
        sha256,
        captures: captures.len(),
        pages: pages.len(),
        originals: gathered.originals,
        records: gathered.pieces.len(),
        withheld,
        lost,
    })
}

/// Takes out the revisits whose originals are lost; their addresses. What is left must be something.
fn without_lost(
    captures: &mut Vec<CaptureRow>,
    lost: &[WarcLocation],
) -> Result<Vec<String>, PackageError> {
    let (gone, kept): (Vec<CaptureRow>, Vec<CaptureRow>) = std::mem::take(captures)
        .into_iter()
        .partition(|row| lost.contains(&row.evidence.location));
    *captures = kept;
    match gone.first() {
        Some(first) if captures.is_empty() => Err(PackageError::NoOriginal {
            url: first.url.clone(),
            count: gone.len(),
        }),
        _ => Ok(gone.into_iter().map(|row| row.url).collect()),
    }
}

/// Writes what a WACZ holds, in the order its ZIP has.
fn fill(
    tree: &mut Tree,
    reader: &Reader,
    pieces: &[RecordCopy],
    pages: &[PackagePage],
    card: &Datapackage<'_>,
    order: &PackageRequest,
) -> Result<(), PackageError> {
    let below = match order.form {
        PackageFormat::Wacz => "",
        PackageFormat::Bag => bag::PAYLOAD,
    };
    let told = SegmentInfo {
        stem: &stem(&order.choice.name),
        title: card.title,
        software: &order.software,
        operator: order.operator.as_deref(),
        now: order.now,
    };
    let archive = tree.folder(&format!("{below}archive"))?;
    let names = segment::write(reader.blobs(), pieces, &archive, &told)?;
    for name in &names {
        tree.add(&format!("{below}archive/{name}"))?;
    }
    let lines = segment::lines(&archive, &names)?;
    let (data, blocks) = index::files(lines).map_err(failed("index", &archive))?;
    tree.put(&format!("{below}indexes/{}", index::DATA), &data)?;
    tree.put(&format!("{below}indexes/{}", index::BLOCKS), &blocks)?;
    let json = |error| failed("describe", &archive)(io::Error::from(error));
    let listed = pages::file(pages).map_err(json)?;
    tree.put(&format!("{below}pages/pages.jsonl"), &listed)?;
    let resources = as_named_within(tree.files(), below);
    let document = datapackage::document(card, &resources).map_err(json)?;
    tree.put(&format!("{below}datapackage.json"), &document)?;
    let digest = datapackage::digest(&document);
    tree.put(&format!("{below}datapackage-digest.json"), &digest)
}

/// The files as the package names them, wherever the package lies.
fn as_named_within(files: &[Resource], below: &str) -> Vec<Resource> {
    let own = |file: &Resource| {
        let path = file.path.strip_prefix(below).unwrap_or(&file.path);
        Resource {
            path: path.to_owned(),
            ..file.clone()
        }
    };
    files.iter().map(own).collect()
}

/// Also what was read from the same captures later, by other rules.
fn with_later_readings(
    published: &Published,
    captures: &[CaptureRow],
    mut snapshots: BTreeSet<String>,
) -> Result<BTreeSet<String>, PackageError> {
    for row in captures {
        let reader = published.reader();
        snapshots.extend(
            reader
                .captures()
                .snapshots_of_record(&row.evidence.location)?,
        );
    }
    // A file goes as it is, or not at all.
    let mut whole = BTreeSet::new();
    for path in snapshots {
        let shown = published.snapshot(&path)?;
        let withheld = published.withheld();
        let is_whole = shown
            .is_some_and(|(it, hidden)| hidden.is_nothing() && !withheld.names(&it.article_id));
        if is_whole {
            whole.insert(path);
        }
    }
    Ok(whole)
}

/// What a package says of takedowns, and of revisits whose originals are lost.
fn told(scope: Audience, withheld: usize, lost: usize) -> String {
    let of_takedowns = match scope {
        Audience::Everything => " Takedowns are not applied: not to be handed on.".to_owned(),
        Audience::Public if withheld > 0 => format!(
            " {withheld} records are withheld: captures of withheld articles, and captures that \
             repeat their words, headlines or addresses."
        ),
        Audience::Public => String::new(),
    };
    match lost {
        0 => of_takedowns,
        _ => format!("{of_takedowns} {lost} revisits are left out: what they refer to is lost."),
    }
}

fn description(captures: usize, pages: usize, originals: usize) -> String {
    format!(
        "{captures} captures, {pages} of them looks at articles; {originals} earlier captures \
         that they refer to. Records are copied byte for byte from the archive."
    )
}

/// The choice's name as the stem of file names: Frictionless resource names are lower case.
fn stem(name: &str) -> String {
    let kept = name.chars().map(|c| match c.to_ascii_lowercase() {
        c @ ('a'..='z' | '0'..='9' | '.') => c,
        _ => '-',
    });
    let kept: String = kept.take(80).collect();
    format!("hpnews-{}", kept.trim_matches(['-', '.']))
}
