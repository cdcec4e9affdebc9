//! Files whose records are cut, swallowed, segmented or packed with Zstandard, through the whole
//! flow: imported, verified, packed and replayed.

use std::io::Write as _;

use crate::import::{TEXT, article, import};
use crate::import_foreign::{DAY, gzip, http, is_whole, lines, page, record, three};
use crate::world::World;

/// A record with another length in its head.
fn says(record: &str, length: &str) -> String {
    let (head, rest) = record.split_once("Content-Length: ").unwrap();
    let (_, rest) = rest.split_once('\r').unwrap();
    format!("{head}Content-Length: {length}\r{rest}")
}

/// As many records of a hundred kilobytes each.
fn far(world: &World, count: usize) -> String {
    let one = |n: usize| {
        let text = format!("{TEXT} {}", format!("Đò số {n} sang sông. ").repeat(4000));
        let (name, id) = (format!("xa-{n}"), format!("x{n}"));
        let html = http(&article(&name, &text));
        record("response", &lines(world, &id, &name, DAY), &html)
    };
    (0..count).map(one).collect()
}

#[test]
fn a_length_that_swallows_records_beyond_any_window_loses_its_own_alone() {
    let world = World::new();
    let far = far(&world, 12);
    let [a, b, _] = three(&world);
    let within = says(&a, "600000");
    let beyond = says(&a, "30000000");
    for (case, name, bytes) in [
        (
            "within the file (fault-05)",
            "a.warc",
            format!("{within}{far}").into_bytes(),
        ),
        (
            "beyond its end",
            "a.warc",
            format!("{beyond}{far}").into_bytes(),
        ),
        (
            "the second, in one member over all",
            "a.warc.gz",
            gzip(format!("{b}{beyond}{far}").as_bytes()),
        ),
    ] {
        let new = 12 + usize::from(name.ends_with("gz"));
        let words = [&*format!("{new} new"), "another record begins after"];
        is_whole(&world, case, &[(name, bytes)], 1, &words);
    }
}

/// The segments of a response of `/một.html`, cut at these places.
fn segments(world: &World, cuts: &[usize]) -> Vec<String> {
    let block = http(&article("Một", TEXT));
    let ends = cuts.iter().copied().chain([block.len()]);
    let begins = [0].into_iter().chain(cuts.iter().copied());
    let parts: Vec<&str> = begins
        .zip(ends)
        .map(|(from, to)| &block[from..to])
        .collect();
    let segment = |(at, part): (usize, &&str)| {
        let (number, total) = (at + 1, block.len());
        let (kind, origin) = match number {
            1 => ("response", ""),
            _ => ("continuation", "WARC-Segment-Origin-ID: <urn:x:s1>\r\n"),
        };
        let last = format!("WARC-Segment-Total-Length: {total}\r\n");
        let last = if number == parts.len() { &last } else { "" };
        let usual = lines(world, &format!("s{number}"), "một", DAY);
        let head = format!("{usual}WARC-Segment-Number: {number}\r\n{origin}{last}");
        record(kind, &head, part)
    };
    parts.iter().enumerate().map(segment).collect()
}

#[test]
fn segments_are_one_capture_or_none() {
    let world = World::new();
    let other = page(&world, "b", "hai", DAY);
    let two = segments(&world, &[100]);
    let three = segments(&world, &[20, 140]);
    let members: Vec<u8> = three.iter().flat_map(|it| gzip(it.as_bytes())).collect();
    let between = format!("{}{other}{}{}", three[0], three[1], three[2]);
    let first_alone = format!("{}{other}", two[0]);
    let lost = "a segmented record of";
    for (case, name, bytes, code, words) in [
        (
            "two (fault-02)",
            "a.warc",
            two.concat().into_bytes(),
            0,
            ["1 new", "segments"],
        ),
        (
            "three members",
            "a.warc.gz",
            members,
            0,
            ["1 new", "segments"],
        ),
        (
            "another between",
            "a.warc",
            between.into_bytes(),
            0,
            ["2 new", "segments"],
        ),
        (
            "the first alone",
            "a.warc",
            first_alone.into_bytes(),
            1,
            ["1 new", lost],
        ),
    ] {
        is_whole(&world, case, &[(name, bytes)], code, &words);
    }
}

/// The records of an ARC file, each as text.
fn arc(world: &World, names: &[&str]) -> Vec<String> {
    let about = "1 0 Thư viện\nURL IP-address Archive-date Content-type Archive-length\n";
    let head = "filedesc://cu.arc 0.0.0.0 20080430204825 text/plain";
    let mut parts = vec![format!("{head} {}\n{about}\n", about.len())];
    for name in names {
        let html = article(name, TEXT);
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n";
        let block = format!("{head}Content-Length: {}\r\n\r\n{html}", html.len());
        let (url, length) = (world.url(&format!("/{name}.html")), block.len());
        let line = format!("{url} 203.0.113.7 20080430204825 text/html {length}");
        parts.push(format!("{line}\n{block}\n"));
    }
    parts
}

#[test]
fn what_is_whole_of_a_damaged_arc_file_is_imported() {
    let world = World::new();
    let parts = arc(&world, &["một", "hai", "ba"]);
    let long = |part: &str| part.replacen(" text/html ", " text/html 9", 1);
    let swallows = [&parts[0], &long(&parts[1]), &parts[2], &parts[3]]
        .map(String::as_str)
        .concat();
    let end = long(&parts[3]);
    let at_end = [&parts[0], &parts[1], &parts[2], &end]
        .map(String::as_str)
        .concat();
    let all = parts.concat();
    let cut = all.as_bytes()[..all.len() - 40].to_vec();
    let members: Vec<Vec<u8>> = parts.iter().map(|it| gzip(it.as_bytes())).collect();
    let mut torn = members.clone();
    torn[2].truncate(members[2].len() / 2);
    for (case, name, bytes, words) in [
        (
            "a length that swallows (fault-17)",
            "a.arc",
            swallows.into_bytes(),
            "3 new",
        ),
        (
            "a length beyond the end",
            "a.arc",
            at_end.into_bytes(),
            "3 new",
        ),
        ("cut in its last record", "a.arc", cut, "2 new"),
        ("a member cut short", "a.arc.gz", torn.concat(), "2 new"),
    ] {
        is_whole(&world, case, &[(name, bytes)], 1, &[words, "a.arc"]);
    }
}

fn frame(bytes: &[u8], dictionary: &[u8]) -> Vec<u8> {
    let mut out = zstd::stream::write::Encoder::with_dictionary(Vec::new(), 3, dictionary).unwrap();
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[test]
fn zstandard_files_are_imported_with_and_without_a_dictionary() {
    let world = World::new();
    let pages = three(&world);
    let dictionary = page(&world, "d", "mẫu", DAY).repeat(4).into_bytes();
    let coded = |with: &[u8]| -> Vec<u8> {
        pages
            .iter()
            .flat_map(|it| frame(it.as_bytes(), with))
            .collect()
    };
    let behind = |bytes: &[u8]| {
        let length = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        [
            &[0x5d, 0x2a, 0x4d, 0x18],
            &length[..],
            bytes,
            &coded(&dictionary),
        ]
        .concat()
    };
    let plain = behind(&dictionary);
    let cut = plain[..plain.len() - 30].to_vec();
    for (case, bytes, code, words) in [
        ("a frame each (fault-17)", coded(b""), 0, "3 new"),
        ("a dictionary", plain, 0, "3 new"),
        (
            "a packed dictionary",
            behind(&frame(&dictionary, b"")),
            0,
            "3 new",
        ),
        ("a dictionary, cut", cut, 1, "2 new"),
        (
            "a dictionary that is not there",
            coded(&dictionary),
            2,
            "broken Zstandard",
        ),
    ] {
        if code == 2 {
            let path = world.path("a.warc.zst");
            std::fs::write(&path, bytes).unwrap();
            let none = world.path("none");
            import(&world, &none, &[], &[&path]).exits(2, &[words]);
            assert!(!none.exists(), "an archive of nothing");
        } else {
            is_whole(&world, case, &[("a.warc.zst", bytes)], code, &[words]);
        }
    }
}

#[test]
fn files_of_which_nothing_can_be_used_make_no_archive() {
    let world = World::new();
    let stranger = page(&world, "a", "một", DAY).replace(&world.url("/"), "https://cdn.example/");
    let none = world.path("none");
    for (case, bytes) in [
        ("words", Some("Không phải tệp WARC.".as_bytes().to_vec())),
        ("nothing", Some(Vec::new())),
        ("packed otherwise", Some(b"BZh91AY&SY".to_vec())),
        ("another host alone", Some(stranger.into_bytes())),
        ("no file", None),
    ] {
        let path = world.path(&format!("{case}.warc"));
        if let Some(bytes) = bytes {
            std::fs::write(&path, bytes).unwrap();
        }
        for options in [&[][..], &["--by-reference"], &["--dry-run"]] {
            import(&world, &none, options, &[&path]).exits(2, &["none of the files"]);
            assert!(!none.exists(), "{case}, {options:?}: an archive of nothing");
        }
    }
    let good = world.path("good.warc");
    std::fs::write(&good, page(&world, "b", "hai", DAY)).unwrap();
    import(&world, &none, &[], &[&world.path("words.warc"), &good]).exits(1, &["1 new"]);
}
