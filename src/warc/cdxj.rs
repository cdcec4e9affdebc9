//! CDXJ: one sorted line a capture, by which replay tools find it.
//!
//! The rows are those of `cdxj-indexer -s --records response,revisit,resource` (1.5) over the
//! same file, of resources those of the web alone, without its rows of server-not-modified revisits (`"mime": "warc/revisit",
//! "status": "304"`): pywb replays those as an empty 304, ReplayWeb.page not at all. A record
//! that tells no payload digest gets a row without one; cdxj-indexer computes a SHA-1.

use std::fmt::{self, Write};
use std::io::Read;

use chrono::{DateTime, Utc};
use url::Url;

use super::{Header, Profile, Record, RecordType, WarcError, WarcReader};
use crate::address::surt;
use crate::http::text;

/// Bytes of a block in which its HTTP head is looked for.
const MAX_HEAD: u64 = 64 * 1024;

/// One line of an index. Lines sort as text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CdxjLine(String);

impl CdxjLine {
    /// The line [`index`] will give a record of ours that is written, as a gzip member of
    /// `length` bytes, at `offset` of the file; `None` when it gives it none.
    pub fn of(record: &Record, offset: u64, length: u64, filename: &str) -> Option<Self> {
        let field = |name: &str| {
            let found = record.fields.iter().find(|(it, _)| it == name);
            found.map(|(_, value)| value.as_str())
        };
        let is_listed = match record.kind {
            RecordType::Response => true,
            RecordType::Revisit => {
                field("WARC-Profile") == Some(Profile::IdenticalPayload.as_str())
            }
            _ => false,
        };
        let target = field("WARC-Target-URI").filter(|_| is_listed)?;
        let head = if is_http(target) {
            let most = usize::try_from(MAX_HEAD).unwrap_or(usize::MAX);
            CdxjHead::of(&record.block[..record.block.len().min(most)])
        } else {
            CdxjHead::default()
        };
        Some(Self::written(&CdxjRow {
            kind: &record.kind,
            target,
            date: record.date,
            head,
            digest: field("WARC-Payload-Digest"),
            length,
            offset,
            filename,
        }))
    }

    /// The line, without its line feed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn written(row: &CdxjRow<'_>) -> Self {
        let key = match Url::parse(row.target) {
            Ok(url) if is_http(row.target) => surt(&url),
            _ => row.target.to_owned(),
        };
        let mime = match row.kind {
            RecordType::Revisit => Some("warc/revisit"),
            _ => row.head.content_type.as_deref().map(media_type),
        };
        let (length, offset) = (row.length.to_string(), row.offset.to_string());
        let members = [
            ("url", Some(row.target)),
            ("mime", mime),
            ("status", row.head.status.as_deref()),
            ("digest", row.digest),
            ("length", Some(&length)),
            ("offset", Some(&offset)),
            ("filename", Some(row.filename)),
        ];
        let mut line = format!("{key} {} {{", row.date.format("%Y%m%d%H%M%S"));
        for (name, value) in members {
            if let Some(value) = value {
                let comma = if line.ends_with('{') { "" } else { ", " };
                line.extend([comma, "\"", name, "\": "]);
                push_json(&mut line, value);
            }
        }
        line.push('}');
        Self(line)
    }
}

/// What a line is made of.
struct CdxjRow<'a> {
    kind: &'a RecordType,
    target: &'a str,
    date: DateTime<Utc>,
    head: CdxjHead,
    digest: Option<&'a str>,
    length: u64,
    offset: u64,
    filename: &'a str,
}

fn is_http(target: &str) -> bool {
    target.starts_with("http:") || target.starts_with("https:")
}

impl fmt::Display for CdxjLine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The sorted lines of a whole WARC file, no two alike: its responses and revisits, but for
/// server-not-modified ones. What cannot be read is left out and told; so is
/// what cannot be found by its offset, because it shares its gzip member.
pub fn index(warc: impl Read, filename: &str) -> (Vec<CdxjLine>, Vec<WarcError>) {
    let mut reader = WarcReader::new(warc);
    let (mut lines, mut errors) = (Vec::new(), Vec::new());
    loop {
        let header = match reader.next_record() {
            Ok(Some(header)) => header,
            Ok(None) => break,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        if !is_listed(&header) {
            continue;
        }
        match line(&mut reader, &header, filename) {
            Ok(line) => lines.push(line),
            Err(error) => errors.push(error),
        }
    }
    lines.sort_unstable();
    lines.dedup();
    (lines, errors)
}

fn is_listed(header: &Header) -> bool {
    match header.kind() {
        RecordType::Response => true,
        RecordType::Resource => header.target().is_some_and(is_http),
        RecordType::Revisit => !header
            .field("WARC-Profile")
            .is_some_and(|profile| profile.trim().ends_with("/server-not-modified")),
        _ => false,
    }
}

fn line<R: Read>(
    reader: &mut WarcReader<R>,
    header: &Header,
    filename: &str,
) -> Result<CdxjLine, WarcError> {
    let offset = header.offset;
    let refuse = |cause: &str| WarcError::Header {
        offset,
        cause: cause.to_owned(),
    };
    let target = header
        .target()
        .ok_or_else(|| refuse("it has no WARC-Target-URI"))?
        .replace(' ', "%20");
    let date = header
        .date()
        .ok_or_else(|| refuse("it has no readable WARC-Date"))?;
    let head = match header.kind() {
        RecordType::Resource => CdxjHead {
            status: Some("200".to_owned()),
            content_type: header.field("Content-Type").map(str::to_owned),
        },
        _ if is_http(&target) => CdxjHead::read(reader.block()),
        _ => CdxjHead::default(),
    };
    let length = reader
        .finish_indexed()?
        .ok_or_else(|| refuse("it shares its gzip member with other records"))?;
    Ok(CdxjLine::written(&CdxjRow {
        kind: &header.kind(),
        target: &target,
        date,
        head,
        digest: header.field("WARC-Payload-Digest"),
        length,
        offset,
        filename,
    }))
}

/// To the first semicolon or white space.
fn media_type(value: &str) -> &str {
    let end = value.find(|c: char| c == ';' || c.is_whitespace());
    &value[..end.unwrap_or(value.len())]
}

/// A JSON string as Python's `json.dumps` writes it: everything above ASCII escaped.
fn push_json(out: &mut String, value: &str) {
    out.push('"');
    for unit in value.encode_utf16() {
        match u8::try_from(unit).map(char::from) {
            Ok(c @ ('"' | '\\')) => out.extend(['\\', c]),
            Ok('\n') => out.push_str("\\n"),
            Ok('\r') => out.push_str("\\r"),
            Ok('\t') => out.push_str("\\t"),
            Ok('\u{8}') => out.push_str("\\b"),
            Ok('\u{c}') => out.push_str("\\f"),
            Ok(c @ ' '..='~') => out.push(c),
            _ => write!(out, "\\u{unit:04x}").expect("a String takes every character"),
        }
    }
    out.push('"');
}

/// What a line says of an HTTP head, however odd the head is.
#[derive(Default)]
struct CdxjHead {
    status: Option<String>,
    content_type: Option<String>,
}

impl CdxjHead {
    fn read(block: impl Read) -> Self {
        let mut bytes = Vec::with_capacity(1024);
        // What cannot be read of the block is told when the record is finished.
        let _ = block.take(MAX_HEAD).read_to_end(&mut bytes);
        Self::of(&bytes)
    }

    fn of(bytes: &[u8]) -> Self {
        let mut lines = bytes
            .split(|&byte| byte == b'\n')
            .map(<[u8]>::trim_ascii_end);
        let Some(first) = lines.next().filter(|line| !line.is_empty()) else {
            return Self::default();
        };
        let status = first.splitn(2, |&byte| byte == b' ').nth(1);
        let status = text(status.unwrap_or_default().trim_ascii());
        let content_type = lines
            .take_while(|line| !line.is_empty())
            .filter_map(|line| line.split_at_checked(line.iter().position(|&c| c == b':')?))
            .find(|(name, _)| name.trim_ascii_end().eq_ignore_ascii_case(b"content-type"))
            .map(|(_, value)| text(value[1..].trim_ascii_start()));
        let status = status.split(' ').next().map(str::to_owned);
        Self {
            status,
            content_type,
        }
    }
}
