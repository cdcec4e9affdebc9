//! Files cut, flipped, lengthened and made up: every record that is whole is still found,
//! every fault is told with its place, and nothing is read twice or for ever.

use std::collections::HashSet;
use std::io::{self, Cursor};

use super::round::{unzip, zip};
use super::*;

/// Pages of several kinds: text, what hardly shrinks (stored blocks), and nothing.
pub(super) fn members() -> Vec<Vec<u8>> {
    let noise: Vec<u8> = (0..600u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let captures = [
        page("/a", &b"<p>A</p>".repeat(20)),
        page("/b", &noise),
        page("/c", b""),
    ];
    file(&captures)
        .iter()
        .map(|record| record.to_gzip(6))
        .collect()
}

pub(super) fn blocks(members: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let (read, errors) = read_all(&members.concat());
    assert_eq!(errors, [""; 0]);
    read.into_iter().map(|read| read.2).collect()
}

#[test]
fn a_gzip_file_cut_anywhere_gives_its_whole_records_and_is_torn_once() {
    let members = members();
    let (whole, blocks) = (members.concat(), blocks(&members));
    for end in 0..=whole.len() {
        let (read, errors) = read_all(&whole[..end]);
        let mut left = end;
        let kept = members.iter().take_while(|member| {
            let fits = left >= member.len();
            left -= if fits { member.len() } else { 0 };
            fits
        });
        let kept = kept.count();
        assert_eq!(read.len(), kept, "cut at {end}");
        assert!(
            read.iter()
                .zip(&blocks)
                .all(|(read, block)| read.2 == *block)
        );
        let offset = end - left;
        let want: &[String] = if left == 0 {
            &[]
        } else {
            &[format!("the file ends inside the record at byte {offset}")]
        };
        assert_eq!(errors, want, "cut at {end}");
    }
}

#[test]
fn a_plain_file_cut_anywhere_gives_its_whole_records_and_is_torn_once() {
    let plain: Vec<Vec<u8>> = members().iter().map(|member| unzip(member)).collect();
    let whole = plain.concat();
    for end in 0..=whole.len() {
        let (read, errors) = read_all(&whole[..end]);
        let (mut left, mut kept) = (end, 0);
        for record in &plain {
            // The two line ends behind the last record may be missing.
            if left + 4 < record.len() {
                break;
            }
            left = left.saturating_sub(record.len());
            kept += 1;
        }
        assert_eq!(read.len(), kept, "cut at {end}");
        assert!(errors.len() <= 1, "cut at {end}: {errors:?}");
        assert!(errors.iter().all(|error| error.contains("ends inside")));
    }
}

#[test]
fn a_flip_anywhere_in_a_gzip_file_loses_its_member_alone() {
    let members = members();
    let (whole, blocks) = (members.concat(), blocks(&members));
    let mut begin = 0;
    let mut unharmed = 0;
    for (n, member) in members.iter().enumerate() {
        for at in begin..begin + member.len() {
            {
                let mask = 1 << (at % 8);
                let mut bytes = whole.clone();
                bytes[at] ^= mask;
                let (read, errors) = read_all(&bytes);
                let found: HashSet<&[u8]> = read.iter().map(|read| read.2.as_slice()).collect();
                for (other, block) in blocks.iter().enumerate() {
                    let is_found = found.contains(block.as_slice());
                    assert!(
                        other == n || is_found,
                        "{at}^{mask}: record {other} is lost"
                    );
                }
                // Of a gzip header, and of the bits that fill a stream's last byte, some
                // mean nothing.
                if errors.is_empty() {
                    assert_eq!(read.len(), blocks.len(), "{at}^{mask}: told by nobody");
                    unharmed += 1;
                }
                assert!(
                    read.iter().all(|read| blocks.contains(&read.2)),
                    "{at}^{mask}: a made-up record"
                );
            }
        }
        begin += member.len();
    }
    assert!(unharmed > 0);
}

#[test]
fn a_flip_anywhere_in_a_plain_file_never_stops_the_reader() {
    let whole: Vec<u8> = members().iter().flat_map(|member| unzip(member)).collect();
    for at in 0..whole.len() {
        {
            let mask = 1 << (at % 8);
            let mut bytes = whole.clone();
            bytes[at] ^= mask;
            let (read, errors) = read_all(&bytes);
            // A length made shorter or longer loses its record, and what it swallowed.
            assert!(
                read.len() + 2 >= 7,
                "{at}^{mask}: {} {errors:?}",
                read.len()
            );
        }
    }
}

fn with_length(record: &[u8], change: impl Fn(usize) -> usize) -> Vec<u8> {
    let text = String::from_utf8_lossy(record).into_owned();
    let at = text.find("Content-Length: ").unwrap() + 16;
    let end = at + text[at..].find('\r').unwrap();
    let length = change(text[at..end].parse().unwrap());
    [&record[..at], length.to_string().as_bytes(), &record[end..]].concat()
}

#[test]
fn a_wrong_content_length_is_found_and_the_rest_still_read() {
    let plain: Vec<Vec<u8>> = members().iter().map(|member| unzip(member)).collect();
    let blocks = blocks(&members());
    for change in [-40isize, -3, -1, 1, 2, 3, 4, 5, 40, 300] {
        let wrong = with_length(&plain[2], |length| {
            length.checked_add_signed(change).unwrap()
        });
        let offset = plain[..2].concat().len();
        let parts = [plain[..2].concat(), wrong.clone(), plain[3..].concat()];
        let zipped = [zip(&parts[0]), zip(&parts[1]), zip(&parts[2])];
        let each = plain[..2]
            .iter()
            .chain([&wrong])
            .chain(&plain[3..])
            .map(|record| zip(record));
        let each: Vec<Vec<u8>> = each.collect();
        let forms = [
            (parts.concat(), offset),
            (zip(&parts.concat()), 0),
            (zipped.concat(), zipped[0].len()),
            (each.concat(), each[0].len() + each[1].len()),
        ];
        for (form, (bytes, offset)) in forms.iter().enumerate() {
            let (read, errors) = read_all(bytes);
            let want =
                format!("the record at byte {offset} does not end where its Content-Length says");
            assert_eq!(errors.len(), 1, "{change} {form}: {errors:?}");
            assert!(errors[0].starts_with(&want), "{change} {form}: {errors:?}");
            let read: Vec<&Vec<u8>> = read.iter().map(|read| &read.2).collect();
            let rest: Vec<&Vec<u8>> = blocks[..2].iter().chain(&blocks[3..]).collect();
            assert_eq!(read, rest, "{change} {form}");
        }
    }
}

#[test]
fn rubbish_between_records_is_told_once_and_passed() {
    let members = members();
    let plain: Vec<Vec<u8>> = members.iter().map(|member| unzip(member)).collect();
    for rubbish in [
        b"rubbish".to_vec(),
        vec![0; 100_000],
        zip(b"no record at all"),
        b"\x1f\x8b".to_vec(),
    ] {
        for records in [&members, &plain] {
            let bytes = [
                records[..3].concat(),
                rubbish.clone(),
                records[3..].concat(),
            ];
            let (read, errors) = read_all(&bytes.concat());
            assert_eq!(read.len(), 7, "{errors:?}");
            assert_eq!(errors.len(), 1, "{errors:?}");
            assert!(
                errors[0].contains(&format!("at byte {}", bytes[0].len())),
                "{errors:?}"
            );
        }
    }
}

#[test]
fn what_is_no_warc_is_told_once() {
    for bytes in [
        b"<html>".to_vec(),
        vec![0; 1_000_000],
        zip(b"<html>"),
        b"WARC/1.0".to_vec(),
        b"\x1f".to_vec(),
        b"WARC/x\r\n\r\n".to_vec(),
    ] {
        let (read, errors) = read_all(&bytes);
        assert_eq!((read.len(), errors.len()), (0, 1), "{errors:?}");
    }
    for bytes in [b"".to_vec(), zip(b""), b"\r\n\r\n".to_vec()] {
        assert_eq!(read_all(&bytes), (Vec::new(), Vec::new()));
    }
}

#[test]
fn a_header_without_length_or_type_is_told_with_its_place() {
    let good = "WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 2\r\n\r\nab\r\n\r\n";
    let table = [
        (
            "WARC/1.0\r\nWARC-Type: response\r\n\r\n",
            "no Content-Length",
        ),
        (
            "WARC/1.0\r\nContent-Length: 2\r\n\r\nab\r\n\r\n",
            "no WARC-Type",
        ),
        (
            "WARC/1.0\r\nWARC-Type: x\r\nContent-Length: -2\r\n\r\nab\r\n\r\n",
            "\"-2\"",
        ),
        (
            "WARC/1.0\r\nWARC-Type: x\r\nContent-Length: +2\r\n\r\nab\r\n\r\n",
            "\"+2\"",
        ),
        (
            "WARC/1.0\r\nWARC-Type: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "99999",
        ),
        (
            "WARC/1.0\r\nWARC-Type: x\r\nnothing\r\nContent-Length: 2\r\n\r\nab\r\n\r\n",
            "nothing",
        ),
        (
            "WARC/one\r\nWARC-Type: x\r\nContent-Length: 2\r\n\r\nab\r\n\r\n",
            "\"one\"",
        ),
    ];
    for (bad, cause) in table {
        for bytes in [
            format!("{good}{bad}{good}").into_bytes(),
            zip(format!("{good}{bad}{good}").as_bytes()),
        ] {
            let (read, errors) = read_all(&bytes);
            assert_eq!(read.len(), 2, "{bad}");
            assert_eq!(errors.len(), 1, "{errors:?}");
            assert!(errors[0].contains(cause), "{errors:?}");
        }
    }
    let long = format!(
        "WARC/1.0\r\nWARC-Type: x\r\nX: {}\r\n\r\n{good}",
        "y".repeat(200_000)
    );
    let (read, errors) = read_all(long.as_bytes());
    assert_eq!((read.len(), errors.len()), (1, 1));
    assert!(errors[0].contains("longer than"));
}

#[test]
fn a_block_too_large_for_the_caller_is_refused_and_can_be_passed() {
    let bytes = members().concat();
    let mut reader = WarcReader::new(bytes.as_slice());
    let header = reader.next_record().unwrap().unwrap();
    let error = reader.read_block(10).unwrap_err();
    assert!(
        matches!(error, WarcError::TooLarge { offset: 0, limit: 10, bytes } if bytes == header.length())
    );
    assert_eq!(
        reader.finish_record().unwrap(),
        reader.finish_record().unwrap()
    );
    assert_eq!(
        reader.next_record().unwrap().unwrap().kind(),
        RecordType::Request
    );
}

#[test]
fn a_reader_can_begin_at_any_record_of_a_file() {
    let members = members();
    let bytes = members.concat();
    let offset = members[0].len() + members[1].len();
    let mut reader = WarcReader::at(&bytes[offset..], offset as u64);
    let header = reader.next_record().unwrap().unwrap();
    assert_eq!(
        (header.offset, header.kind()),
        (offset as u64, RecordType::Response)
    );
    assert_eq!(reader.finish_record().unwrap(), members[2].len() as u64);
}

struct Failing(Cursor<Vec<u8>>);

impl io::Read for Failing {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.0.read(out)? {
            0 => Err(io::Error::other("the disk is on fire")),
            count => Ok(count),
        }
    }
}

#[test]
fn a_source_that_fails_is_told_once() {
    let mut bytes = members().concat();
    bytes.truncate(bytes.len() - 10);
    let mut reader = WarcReader::new(Failing(Cursor::new(bytes)));
    let mut errors = Vec::new();
    for _ in 0..20 {
        match reader.next_record() {
            Err(error) => errors.push(error.to_string()),
            Ok(None) => break,
            Ok(Some(_)) => {}
        }
    }
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].contains("on fire"));
    assert!(reader.next_record().unwrap().is_none());
}

#[test]
fn a_long_record_passes_through_a_small_window() {
    let length = 1u64 << 27;
    let head = format!("WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: {length}\r\n\r\n");
    let next = "\r\n\r\nWARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 0\r\n\r\n\r\n\r\n";
    let source = io::Read::chain(head.as_bytes(), io::Read::take(io::repeat(7), length));
    let mut reader = WarcReader::new(io::Read::chain(source, next.as_bytes()));
    assert_eq!(reader.next_record().unwrap().unwrap().length(), length);
    assert!(matches!(
        reader.read_block(1 << 26),
        Err(WarcError::TooLarge { .. })
    ));
    assert_eq!(
        reader.finish_record().unwrap(),
        head.len() as u64 + length + 4
    );
    assert_eq!(
        reader.next_record().unwrap().unwrap().kind(),
        RecordType::Metadata
    );
    assert!(reader.held() < 1 << 20);
}
