//! A package from a choice: find, gather, copy, index, describe, write.

use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::datapackage::{self, Card};
use super::error::failed;
use super::pages::Looks;
use super::segment::{self, Told};
use super::tree::{self, Tree};
use super::{Choice, PackageError, Subject, bag, gather, index, pages, wacz};
use crate::store::Reader;

/// Which kind of package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One `.wacz` file, and `<file>.wacz.sha256` beside it.
    Wacz,
    /// A BagIt folder of the same files, unzipped, and the snapshots.
    Bag,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Order {
    /// What to pack.
    pub choice: Choice,
    /// As what.
    pub form: Form,
    /// Tool and version, as the package names it.
    pub software: String,
    /// The operator's address or page.
    pub operator: Option<String>,
    /// The package's date.
    pub now: DateTime<Utc>,
}

/// What was packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
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
}

/// Makes a package and writes it to `out`, which must not be there yet.
pub fn pack(reader: &Reader, order: &Order, out: &Path) -> Result<Packed, PackageError> {
    let named_so = out.extension().is_some_and(|ending| ending == "wacz");
    if order.form == Form::Wacz && !named_so {
        let path = out.to_path_buf();
        return Err(PackageError::Name { path });
    }
    tree::refuse_taken(out)?;
    let chosen = order.choice.find(reader)?;
    let gathered = gather::gather(reader, &chosen.captures)?;
    let Looks {
        pages,
        mut snapshots,
    } = pages::of(reader, &chosen.captures)?;
    let mut tree = Tree::beside(out)?;
    let below = match order.form {
        Form::Wacz => "",
        Form::Bag => bag::PAYLOAD,
    };
    let told = Told {
        stem: &stem(&order.choice.name),
        title: &chosen.title,
        software: &order.software,
        operator: order.operator.as_deref(),
        now: order.now,
    };
    let archive = tree.folder(&format!("{below}archive"))?;
    let names = segment::write(reader.dir(), &gathered.pieces, &archive, &told)?;
    let (data, blocks) =
        index::files(segment::lines(&archive, &names)?).map_err(failed("index", &archive))?;
    for name in &names {
        tree.add(&format!("{below}archive/{name}"))?;
    }
    tree.put(&format!("{below}indexes/{}", index::DATA), &data)?;
    tree.put(&format!("{below}indexes/{}", index::BLOCKS), &blocks)?;
    let json = |error| failed("describe", out)(io::Error::from(error));
    let listed = pages::file(&pages).map_err(json)?;
    tree.put(&format!("{below}pages/pages.jsonl"), &listed)?;
    let main_page = match order.choice.subject {
        Subject::Article(_) => pages.last().map(|page| (page.url.as_str(), page.ts)),
        _ => None,
    };
    let description = description(chosen.captures.len(), pages.len(), gathered.originals);
    let card = Card {
        title: &chosen.title,
        description: &description,
        software: &order.software,
        created: order.now,
        main_page,
    };
    let resources = below_of(tree.files(), below);
    let document = datapackage::document(&card, &resources).map_err(json)?;
    tree.put(&format!("{below}datapackage.json"), &document)?;
    let digest = datapackage::digest(&document);
    tree.put(&format!("{below}datapackage-digest.json"), &digest)?;
    let (bytes, sha256) = match order.form {
        Form::Wacz => wacz::write(&tree, out, order.now)?,
        Form::Bag => {
            for row in &chosen.captures {
                // Also what was read from it later, by other rules.
                snapshots.extend(reader.snapshots_of_record(&row.evidence.location)?);
            }
            bag::write(tree, reader.dir(), &snapshots, &card, order, out)?
        }
    };
    Ok(Packed {
        path: out.to_path_buf(),
        bytes,
        sha256,
        captures: chosen.captures.len(),
        pages: pages.len(),
        originals: gathered.originals,
        records: gathered.pieces.len(),
    })
}

/// The files as the package within names them.
fn below_of(files: &[datapackage::Resource], below: &str) -> Vec<datapackage::Resource> {
    let own = |file: &datapackage::Resource| {
        let mut own = file.clone();
        own.path = file
            .path
            .strip_prefix(below)
            .unwrap_or(&file.path)
            .to_owned();
        own
    };
    files.iter().map(own).collect()
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
