//! The records of an unpacked file, written as WARC: each a gzip member, each with a length
//! that is right and an identifier of its own. Blocks are copied byte for byte.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Seek, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::form::ArchiveFormat;
use super::scan::RecordScan;
use super::segments::{Joined, SegmentedRecords};
use super::{Damage, Unpacked, proof};
use crate::warc::record::stamp;
use crate::warc::{Header, RecordId};

/// Fields that name another record.
const REFERENCES: &[&str] = &["WARC-Refers-To", "WARC-Concurrent-To", "WARC-Warcinfo-ID"];

/// What is said of the file that was read.
#[derive(Clone, Copy, Debug)]
pub struct RewriteSource<'a> {
    /// Its name.
    pub name: &'a str,
    /// Of its bytes: 64 hex digits. Identifiers are made of it.
    pub sha256: &'a str,
    /// Who writes.
    pub software: &'a str,
}

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rewritten {
    /// Whole records found, each segment counted.
    pub found: u64,
    /// Records written, but for the first, which tells where they are from.
    pub records: u64,
    /// Records that got an identifier, having none that can be used.
    pub named: u64,
    /// Records joined of segments.
    pub joined: u64,
    /// Whether it was an ARC file.
    pub was_arc: bool,
    /// What was repaired or left out, in the order of the file.
    pub damage: Vec<Damage>,
}

/// Writes every whole record of an unpacked file.
pub fn rewrite(
    clear: impl Read + Seek,
    unpacked: &Unpacked,
    origin: RewriteSource<'_>,
    out: &mut impl Write,
) -> io::Result<Rewritten> {
    let mut done = Rewritten {
        damage: unpacked.damage.clone(),
        ..Rewritten::default()
    };
    let Some(mut scan) = RecordScan::begin(clear, &unpacked.stretches)? else {
        return Ok(done);
    };
    done.was_arc = scan.form == ArchiveFormat::Arc;
    let mut ids = Ids {
        origin,
        seen: HashSet::new(),
    };
    let mut segments = SegmentedRecords::default();
    while let Some(found) = scan.next()? {
        done.found += 1;
        let Some(record) = segments.join(found) else {
            continue;
        };
        if done.records == 0 {
            write_origin(origin, &record.header, out)?;
        }
        done.records += 1;
        done.joined += u64::from(record.blocks.len() > 1);
        done.named += u64::from(write_record(&mut scan, &mut ids, record, out)?);
    }
    done.damage.extend(scan.damage);
    done.damage.extend(segments.left());
    done.damage.sort_by_key(|it| it.offset);
    Ok(done)
}

/// The record that tells where all others are from.
fn write_origin(origin: RewriteSource<'_>, first: &Header, out: &mut impl Write) -> io::Result<()> {
    let block = format!(
        "software: {}\r\nformat: WARC File Format 1.1\r\ndescription: the records of {}, \
         sha256:{}, each in a gzip member\r\n",
        origin.software,
        origin.name.replace(char::is_control, " "),
        origin.sha256
    );
    let fields = [
        ("WARC-Type", "warcinfo".to_owned()),
        ("WARC-Date", stamp(first.date().unwrap_or_default())),
        (
            "WARC-Record-ID",
            RecordId::derive(origin.sha256).bracketed(),
        ),
        ("Content-Type", "application/warc-fields".to_owned()),
    ];
    let mut member = GzEncoder::new(out, Compression::default());
    write_head(
        &mut member,
        "1.1",
        fields.iter().map(|(n, v)| (*n, v.as_str())),
        block.len() as u64,
    )?;
    write!(member, "{block}\r\n\r\n")?;
    member.finish().map(drop)
}

/// True when the record got an identifier.
fn write_record<S: Read + Seek>(
    scan: &mut RecordScan<'_, S>,
    ids: &mut Ids<'_>,
    record: Joined,
    out: &mut impl Write,
) -> io::Result<bool> {
    let Joined {
        mut header,
        at,
        blocks,
    } = record;
    let length: u64 = blocks.iter().map(|it| it.end - it.start).sum();
    if header.field("Content-Length") != Some(length.to_string().as_str())
        && let [block] = blocks.as_slice()
        && proof::is_sum(&mut scan.clear, header.field("WARC-Block-Digest"), block)? == Some(false)
    {
        // It was taken of other bytes, as the length was.
        header
            .fields
            .retain(|(name, _)| !name.eq_ignore_ascii_case("WARC-Block-Digest"));
    }
    let is_named = ids.name(&mut header, at);
    let kept = header
        .fields
        .iter()
        .filter(|(name, _)| !name.eq_ignore_ascii_case("Content-Length"));
    let mut member = GzEncoder::new(out, Compression::default());
    let fields = kept.map(|(name, value)| (name.as_str(), value.as_str()));
    write_head(&mut member, &header.version, fields, length)?;
    for block in &blocks {
        scan.clear.copy(block, &mut member)?;
    }
    member.write_all(b"\r\n\r\n")?;
    member.finish()?;
    Ok(is_named)
}

fn write_head<'a>(
    out: &mut impl Write,
    version: &str,
    fields: impl Iterator<Item = (&'a str, &'a str)>,
    length: u64,
) -> io::Result<()> {
    write!(out, "WARC/{version}\r\n")?;
    for (name, value) in fields {
        write!(out, "{name}: {}\r\n", value.replace(char::is_control, " "))?;
    }
    write!(out, "Content-Length: {length}\r\n\r\n")
}

/// Identifiers: each record has one of its own, which can be cited.
struct Ids<'a> {
    origin: RewriteSource<'a>,
    seen: HashSet<u64>,
}

impl Ids<'_> {
    /// Gives a record an identifier if it has none, one that is no URI, or another's; and spells
    /// what refers to others as those are named. True when it got one.
    fn name(&mut self, header: &mut Header, at: u64) -> bool {
        for (name, value) in &mut header.fields {
            if REFERENCES.iter().any(|it| it.eq_ignore_ascii_case(name))
                && RecordId::parse(value).is_none()
            {
                *value = self.of_odd(value).bracketed();
            }
        }
        let written = header.field("WARC-Record-ID").map(str::to_owned);
        let own = header.id().filter(|id| self.is_new(id));
        if own.is_some() {
            return false;
        }
        let odd = written.filter(|it| RecordId::parse(it).is_none() && !it.trim().is_empty());
        let id = odd
            .map(|odd| self.of_odd(&odd))
            .filter(|id| self.is_new(id))
            .unwrap_or_else(|| RecordId::derive(&format!("{}:{at}", self.origin.sha256)));
        let fields = &mut header.fields;
        fields.retain(|(name, _)| !name.eq_ignore_ascii_case("WARC-Record-ID"));
        fields.push(("WARC-Record-ID".to_owned(), id.bracketed()));
        true
    }

    /// The identifier of a record whose own is written in a way that is none.
    fn of_odd(&self, written: &str) -> RecordId {
        let odd = written.trim().trim_matches(['<', '>']);
        RecordId::derive(&format!("{}#{odd}", self.origin.sha256))
    }

    fn is_new(&mut self, id: &RecordId) -> bool {
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        self.seen.insert(hasher.finish())
    }
}
