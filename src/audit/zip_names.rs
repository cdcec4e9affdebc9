//! The two lists of names in a ZIP file, which must agree (APPNOTE 6.3.10, sections 4.3.7
//! and 4.3.12): readers that trust one are deceived by the other, and the `zip` crate folds
//! duplicates into one.

use std::io::{self, Read, Seek, SeekFrom};

const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const LOCAL: [u8; 4] = *b"PK\x03\x04";
/// A field of this value stands in the ZIP64 extra field instead.
const ELSEWHERE: u32 = u32::MAX;
/// Sizes and CRC stand after the entry's data instead.
const DESCRIPTOR: u16 = 1 << 3;

/// One entry of the central directory.
#[derive(Debug)]
pub(super) struct ZipEntry {
    /// As written; replaced where it is no UTF-8.
    pub(super) name: String,
    /// What the header before its data says otherwise.
    pub(super) differs: Option<&'static str>,
}

/// Reads the central directory, and the header before each entry's data.
pub(super) fn read(file: &mut (impl Read + Seek), directory: u64) -> io::Result<Vec<ZipEntry>> {
    file.seek(SeekFrom::Start(directory))?;
    let mut entries = Vec::new();
    loop {
        let mut head = [0; 46];
        if !fill(file, &mut head)? || head[..4] != CENTRAL {
            return Ok(entries);
        }
        let name = take(file, short(&head, 28))?;
        let extra = take(file, short(&head, 30))?;
        take(file, short(&head, 32))?;
        let next = file.stream_position()?;
        let offset = match long(&head, 42) {
            ELSEWHERE => offset_in(&extra, &head),
            offset => Some(u64::from(offset)),
        };
        let differs = match offset {
            Some(offset) => local(file, offset, &head, &name)?,
            None => Some("its place is not told"),
        };
        entries.push(ZipEntry {
            name: String::from_utf8_lossy(&name).into_owned(),
            differs,
        });
        file.seek(SeekFrom::Start(next))?;
    }
}

/// The 64-bit offset: in the ZIP64 extra field (section 4.5.3), after the sizes that are
/// there too.
fn offset_in(extra: &[u8], head: &[u8]) -> Option<u64> {
    let mut rest = extra;
    while rest.len() >= 4 {
        let (id, length) = (short(rest, 0), usize::from(short(rest, 2)));
        let field = rest.get(4..4 + length)?;
        if id == 1 {
            let before = [20, 24].iter().filter(|at| long(head, **at) == ELSEWHERE);
            let at = before.count() * 8;
            let bytes = field.get(at..at + 8)?;
            return Some(u64::from_le_bytes(bytes.try_into().ok()?));
        }
        rest = &rest[4 + length..];
    }
    None
}

fn local(
    file: &mut (impl Read + Seek),
    offset: u64,
    central: &[u8; 46],
    name: &[u8],
) -> io::Result<Option<&'static str>> {
    file.seek(SeekFrom::Start(offset))?;
    let mut head = [0; 30];
    if !fill(file, &mut head)? || head[..4] != LOCAL {
        return Ok(Some("no entry begins where the directory says"));
    }
    if take(file, short(&head, 26))? != name {
        return Ok(Some("it has another name before its data"));
    }
    // Version, flags, method, time and date stand in the same order in both.
    if head[4..14] != central[6..16] {
        return Ok(Some("its method, flags or time differ before its data"));
    }
    let sums_follow = short(&head, 6) & DESCRIPTOR != 0;
    let is_large = |at: usize| long(&head, at) == ELSEWHERE;
    let sums_agree = head[14..18] == central[16..20]
        && (is_large(18) || head[18..22] == central[20..24])
        && (is_large(22) || head[22..26] == central[24..28]);
    if !sums_follow && !sums_agree {
        return Ok(Some("its CRC or sizes differ before its data"));
    }
    Ok(None)
}

fn fill(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

fn take(file: &mut impl Read, length: u16) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::from(length)];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn short(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn long(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
