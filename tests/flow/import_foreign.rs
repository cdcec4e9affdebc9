//! What `import` takes of other tools' files, `verify --deep` finds clean, `package` packs and
//! `replay` shows, in every form such files have.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha1::{Digest as _, Sha1};

use crate::import::{TEXT, article, import, on};
use crate::world::World;

/// A record with these header lines.
pub(crate) fn record(kind: &str, lines: &str, block: &str) -> String {
    format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\n{lines}Content-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

pub(crate) fn http(html: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}")
}

/// The usual lines of a record of `/{name}.html`.
pub(crate) fn lines(world: &World, id: &str, name: &str, date: &str) -> String {
    format!(
        "WARC-Record-ID: <urn:x:{id}>\r\nWARC-Date: {date}\r\nWARC-Target-URI: {}\r\n\
         Content-Type: application/http; msgtype=response\r\n",
        world.url(&format!("/{name}.html"))
    )
}

pub(crate) fn page(world: &World, id: &str, name: &str, date: &str) -> String {
    let html = article(name, TEXT);
    record("response", &lines(world, id, name, date), &http(&html))
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

pub(crate) const DAY: &str = "2020-05-01T00:00:00Z";
pub(crate) const LATER: &str = "2021-05-01T00:00:00Z";

/// Imports files one after the other into an archive of their own, and holds it to the other
/// commands. The last import must end with `code` and say `words`.
pub(crate) fn is_whole(
    world: &World,
    case: &str,
    files: &[(&str, Vec<u8>)],
    code: i32,
    words: &[&str],
) -> PathBuf {
    let archive = world.path(&format!("archive {case}"));
    let folder = world.path(&format!("files {case}"));
    std::fs::create_dir(&folder).unwrap();
    for (number, (name, bytes)) in files.iter().enumerate() {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        let ended = import(world, &archive, &[], &[&path]);
        if number + 1 == files.len() {
            eprintln!("{case}");
            ended.exits(code, words);
        }
    }
    on(world, &archive, &["verify", "--deep"]).exits(0, &["0 findings"]);
    let out = folder.join("p.wacz");
    let out = out.to_str().unwrap();
    on(
        world,
        &archive,
        &["package", "--since", "2000-01-01", "--out", out],
    )
    .exits(0, &[]);
    on(world, &archive, &["verify", out]).exits(0, &[]);
    let reader = hpnews::store::Archive::open_for_reading(&archive).unwrap();
    for row in reader
        .articles()
        .list(&hpnews::store::Filter::default())
        .unwrap()
    {
        on(world, &archive, &["replay", &row.url]).exits(0, &[]);
    }
    archive
}

/// Three pages as one text.
pub(crate) fn three(world: &World) -> [String; 3] {
    [("a", "một"), ("b", "hai"), ("c", "ba")].map(|(id, name)| page(world, id, name, DAY))
}

#[test]
fn records_are_found_however_they_are_packed_and_named() {
    let world = World::new();
    let [a, b, c] = three(&world);
    let all = format!("{a}{b}{c}");
    let nameless = |id: &str| {
        all.replace("WARC-Record-ID: <urn:x:b>\r\n", id)
            .into_bytes()
    };
    let shared = [gzip(a.as_bytes()), gzip(format!("{b}{c}").as_bytes())].concat();
    let zstandard = zstd::encode_all(all.as_bytes(), 3).unwrap();
    for (case, name, bytes) in [
        ("shared behind a single one", "a.warc.gz", shared),
        ("no identifier", "a.warc", nameless("")),
        ("odd", "a.warc", nameless("WARC-Record-ID: 12345\r\n")),
        (
            "another's",
            "a.warc",
            nameless("WARC-Record-ID: <urn:x:a>\r\n"),
        ),
        ("Zstandard", "a.warc.zst", zstandard),
    ] {
        is_whole(&world, case, &[(name, bytes)], 0, &["3 new"]);
    }
}

#[test]
fn what_is_whole_of_a_spoilt_file_is_imported_and_the_import_ends_with_one() {
    let world = World::new();
    let [a, b, c] = three(&world);
    let all = gzip(format!("{a}{b}{c}").as_bytes());
    let mut flipped = all.clone();
    let at = flipped.len() - 5;
    flipped[at] ^= 1;
    let says = |length: &str| {
        let (head, rest) = b.split_once("Content-Length: ").unwrap();
        let (_, rest) = rest.split_once('\r').unwrap();
        format!("{a}{head}Content-Length: {length}\r{rest}{c}").into_bytes()
    };
    let one = format!("{}\r\n{b}{c}", a.trim_end()).into_bytes();
    for (case, name, bytes, words) in [
        ("a wrong check sum", "a.warc.gz", flipped, "3 new"),
        (
            "zeros behind",
            "a.warc.gz",
            [all, vec![0; 9]].concat(),
            "3 new",
        ),
        ("one line end", "a.warc", one, "3 new"),
        ("too short", "a.warc", says("33"), "3 new"),
        ("too long", "a.warc", says("3000000"), "2 new"),
    ] {
        is_whole(&world, case, &[(name, bytes)], 1, &[words]);
    }
}

#[test]
fn arc_files_are_imported_and_what_is_not_read_is_named() {
    let world = World::new();
    let about = "1 0 Thư viện\nURL IP-address Archive-date Content-type Archive-length\n";
    let mut arc = format!(
        "filedesc://cu.arc 0.0.0.0 20080430204825 text/plain {}\n{about}\n",
        about.len()
    );
    for name in ["một", "hai"] {
        let block = http(&article(name, TEXT));
        let (url, length) = (world.url(&format!("/{name}.html")), block.len());
        let line = format!("{url} 203.0.113.7 20080430204825 text/html {length}");
        arc.extend([line.as_str(), "\n", &block, "\n"]);
    }
    let told = ["2 new", "ARC"];
    is_whole(
        &world,
        "plain",
        &[("cu.arc", arc.clone().into_bytes())],
        0,
        &told,
    );
    is_whole(
        &world,
        "packed",
        &[("cu.arc.gz", gzip(arc.as_bytes()))],
        0,
        &told,
    );
    for (name, first, word) in [
        ("a.warc.bz2", &b"BZh91AY&SY"[..], "bunzip2"),
        ("a.warc.xz", b"\xfd7zXZ\x00\x00\x04", "unxz"),
        ("a.warc.lz4", b"\x04\x22\x4d\x18d@\xa7", "unlz4"),
    ] {
        let path = world.path(name);
        std::fs::write(&path, first).unwrap();
        import(&world, &world.path("none"), &[], &[&path]).exits(2, &[word, name]);
    }
    let path = world.path("shared.warc.gz");
    let two = [page(&world, "a", "một", DAY), page(&world, "b", "hai", DAY)].concat();
    std::fs::write(&path, gzip(two.as_bytes())).unwrap();
    let refused = import(&world, &world.path("none"), &["--by-reference"], &[&path]);
    refused.exits(2, &["without --by-reference"]);
}

#[test]
fn only_a_get_s_answer_is_a_version() {
    let world = World::new();
    let asked = |lines: &str, method: &str| {
        let url = world.url("/một.html");
        let lines = format!(
            "WARC-Record-ID: <urn:x:q>\r\nWARC-Date: {LATER}\r\nWARC-Target-URI: {url}\r\n{lines}"
        );
        record(
            "request",
            &lines,
            &format!("{method} /một.html HTTP/1.1\r\n\r\n"),
        )
    };
    let answer = |more: &str| {
        let lines = lines(&world, "p", "một", LATER);
        record(
            "response",
            &format!("{lines}{more}"),
            &http(&article("Cảm ơn bạn", TEXT)),
        )
    };
    let beside = "WARC-Concurrent-To: <urn:x:p>\r\n";
    let first = page(&world, "a", "một", DAY);
    for (case, rest, words) in [
        (
            "its request names it",
            [asked(beside, "POST"), answer("")].concat(),
            "left out 1",
        ),
        (
            "it names its request",
            [
                answer("WARC-Concurrent-To: <urn:x:q>\r\n"),
                asked("", "POST"),
            ]
            .concat(),
            "left out 1",
        ),
        (
            "neither does",
            [asked("", "PUT"), answer("")].concat(),
            "left out 1",
        ),
        (
            "a GET",
            [asked(beside, "GET"), answer("")].concat(),
            "1 other versions",
        ),
    ] {
        let file = format!("{first}{rest}").into_bytes();
        is_whole(&world, case, &[("a.warc", file)], 0, &[words]);
    }
}

#[test]
fn resources_are_captures_and_conversions_are_named() {
    let world = World::new();
    let of = |kind: &str, id: &str, url: &str, media: &str, block: &str| {
        let lines = format!(
            "WARC-Record-ID: <urn:x:{id}>\r\nWARC-Date: {DAY}\r\nWARC-Target-URI: {url}\r\nContent-Type: {media}\r\n"
        );
        record(kind, &lines, block)
    };
    let (one, two) = (world.url("/một.html"), world.url("/hai.html"));
    let html = article("Một", TEXT);
    let resource = of("resource", "r", &one, "text/html", &html);
    let log = of(
        "resource",
        "l",
        "metadata://gnu.org/software/wget/warc/wget.log",
        "text/plain",
        "x",
    );
    let text = of("conversion", "v", &two, "text/html", &html);
    for (case, file, words) in [
        ("alone", resource.clone(), &["1 new"][..]),
        (
            "with a charset",
            resource.replace("text/html\r", "text/html;charset=UTF-8\r"),
            &["1 new"],
        ),
        (
            "beside others",
            format!("{log}{resource}{text}"),
            &["1 new", "conversion"],
        ),
    ] {
        is_whole(&world, case, &[("a.warc", file.into_bytes())], 0, words);
    }
}

fn base32(bytes: &[u8]) -> String {
    let bits = bytes
        .iter()
        .fold(String::new(), |bits, byte| bits + &format!("{byte:08b}"));
    let digit = |five: &[u8]| {
        let value = usize::from_str_radix(std::str::from_utf8(five).unwrap(), 2).unwrap();
        char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[value])
    };
    bits.as_bytes().chunks(5).map(digit).collect()
}

/// A response of `/một.html`.
fn original(world: &World, more: &str) -> Vec<u8> {
    let lines = lines(world, "a", "một", DAY);
    let block = http(&article("Một", TEXT));
    record("response", &format!("{lines}{more}"), &block).into_bytes()
}

/// A later revisit of it.
fn revisit(world: &World, profile: &str, more: &str, block: &str) -> Vec<u8> {
    let lines = lines(world, "r", "một", LATER);
    let profile = format!("WARC-Profile: http://netpreserve.org/warc/1.1/revisit/{profile}\r\n");
    record("revisit", &format!("{lines}{profile}{more}"), block).into_bytes()
}

const SAME: &str = "identical-payload-digest";
const NOT_MODIFIED: &str = "server-not-modified";

fn refers(url: &str) -> String {
    format!("WARC-Refers-To-Target-URI: {url}\r\nWARC-Refers-To-Date: {DAY}\r\n")
}

#[test]
fn a_revisit_finds_its_original_in_every_form() {
    let world = World::new();
    let sum = Sha1::digest(article("Một", TEXT).as_bytes());
    let hex = |digits: String, byte: &u8| digits + &format!("{byte:02X}");
    let digest = |digits: &str| format!("WARC-Payload-Digest: sha1:{digits}\r\n");
    let b16 = digest(&sum.iter().fold(String::new(), hex));
    let b32 = digest(&base32(&sum));
    let url = world.url("/một.html");
    let loud = url
        .replace("http://", "HTTP://")
        .replace(".html", ".html#đầu");
    let head = http("");
    let none = String::new;
    let same = |more: &str| revisit(&world, SAME, more, &head);
    let gone = "HTTP/1.1 304 Not Modified\r\n\r\n";
    let empty = revisit(&world, SAME, "WARC-Refers-To: <urn:x:a>\r\n", "");
    for (case, more, revisit) in [
        ("a digest alone", b32.clone(), same(&b32)),
        ("in another base", b32.clone(), same(&b16)),
        ("of an original that says none", none(), same(&b16)),
        ("no head", none(), empty),
        ("address and date", none(), same(&refers(&url))),
        ("spelled otherwise", none(), same(&refers(&loud))),
        (
            "not modified",
            none(),
            revisit(&world, NOT_MODIFIED, "", &head),
        ),
        ("a 304", none(), revisit(&world, NOT_MODIFIED, "", gone)),
    ] {
        let (first, words) = (original(&world, &more), ["1 unchanged"]);
        let one = [first.clone(), revisit.clone()].concat();
        is_whole(&world, &format!("{case} 1"), &[("a.warc", one)], 0, &words);
        let two = [("a.warc", first), ("b.warc", revisit)];
        is_whole(&world, &format!("{case} 2"), &two, 0, &words);
    }
}

#[test]
fn a_revisit_of_another_host_s_response_is_an_article_and_a_lost_one_is_told() {
    let world = World::new();
    let cdn = "https://cdn.example/x";
    let (head, html) = (http(""), http(&article("Một", TEXT)));
    let lines = lines(&world, "c", "x", DAY).replace(&world.url("/x.html"), cdn);
    let stranger = record("response", &lines, &html).into_bytes();
    let file = [stranger, revisit(&world, SAME, &refers(cdn), &head)].concat();
    is_whole(&world, "another host", &[("a.warc", file)], 0, &["1 new"]);
    let lost = revisit(&world, SAME, "WARC-Refers-To: <urn:x:z>\r\n", &head);
    let file = [original(&world, ""), lost].concat();
    is_whole(
        &world,
        "lost",
        &[("a.warc", file)],
        1,
        &["not at hand", "1 new"],
    );
}

#[test]
fn a_revisit_imported_before_its_original_is_taken_when_that_comes() {
    let world = World::new();
    let sum = base32(&Sha1::digest(article("Một", TEXT).as_bytes()));
    let digest = format!("WARC-Payload-Digest: sha1:{sum}\r\n");
    let url = world.url("/một.html");
    for (case, more) in [
        ("by record", "WARC-Refers-To: <urn:x:a>\r\n".to_owned()),
        ("by address and date", refers(&url)),
        ("by payload", digest.clone()),
    ] {
        let late = revisit(&world, SAME, &more, &http(""));
        let other = page(&world, "b", "hai", DAY).into_bytes();
        let first = [
            ("b.warc", [late, other].concat()),
            ("c.warc", page(&world, "c", "ba", DAY).into_bytes()),
        ];
        is_whole(
            &world,
            &format!("{case} waits"),
            &first[..1],
            1,
            &["not at hand"],
        );
        let mut files = first.to_vec();
        files.push(("a.warc", original(&world, &digest)));
        let words = ["1 new", "1 unchanged", "Originals found now"];
        let archive = is_whole(&world, case, &files, 0, &words);
        let again = on(&world, &archive, &["history", &url]);
        assert!(again.out.contains("2021"), "{case}: {}", again.out);
        on(&world, &archive, &["reindex"]).exits(0, &[]);
        let reader = hpnews::store::Archive::open_for_reading(&archive).unwrap();
        assert_eq!(reader.captures().waiting().unwrap(), [], "{case}");
    }
}

/// Spoils a record; returns what the file held.
fn spoil(file: &Path, offset: u64) -> Vec<u8> {
    let whole = std::fs::read(file).unwrap();
    let mut spoilt = whole.clone();
    let at = usize::try_from(offset).unwrap();
    spoilt[at..at + 8].fill(b'?');
    std::fs::write(file, spoilt).unwrap();
    whole
}

#[test]
fn what_a_waiting_revisit_needs_and_cannot_be_read_is_told() {
    let world = World::new();
    let sum = base32(&Sha1::digest(article("Một", TEXT).as_bytes()));
    let digest = format!("WARC-Payload-Digest: sha1:{sum}\r\n");
    let write = |name: &str, bytes: &[u8]| {
        let path = world.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let late = revisit(&world, SAME, "WARC-Refers-To: <urn:x:a>\r\n", &http(""));
    let other = page(&world, "b", "hai", DAY).into_bytes();
    let waits = write("b.warc", &[late, other].concat());
    let first = write("a.warc", &original(&world, &digest));
    let another = write("c.warc", page(&world, "c", "ba", DAY).as_bytes());
    let archive = world.path("archive");
    import(&world, &archive, &[], &[&waits]).exits(1, &["not at hand"]);
    let reader = hpnews::store::Archive::open_for_reading(&archive).unwrap();
    let (file, offset) = reader.captures().waiting().unwrap().remove(0);
    drop(reader);
    let whole = spoil(&archive.join(&file), offset);
    import(&world, &archive, &[], &[&another]).exits(1, &[&file]);
    std::fs::write(archive.join(&file), whole).unwrap();
    let words = ["Originals found now"];
    import(&world, &archive, &[], &[&first]).exits(0, &words);
    // The original, which came first.
    let archive = world.path("the other way round");
    import(&world, &archive, &[], &[&first]).exits(0, &[]);
    let reader = hpnews::store::Archive::open_for_reading(&archive).unwrap();
    let held = reader
        .captures()
        .page(None, 1)
        .unwrap()
        .remove(0)
        .evidence
        .location;
    drop(reader);
    spoil(&archive.join(&held.file), held.offset);
    import(&world, &archive, &[], &[&waits]).exits(1, &[&held.file]);
}

#[test]
fn a_package_leaves_out_a_revisit_whose_original_is_lost_and_says_so() {
    let world = World::new();
    let late = revisit(&world, SAME, "WARC-Refers-To: <urn:x:a>\r\n", &http(""));
    let two = page(&world, "b", "hai", LATER).into_bytes();
    let first = original(&world, "");
    let spoilt = String::from_utf8(first.clone()).unwrap();
    let spoilt = spoilt.replace("<urn:x:a>", "<urn:x:b>").into_bytes();
    for (case, left) in [
        ("its file is gone", None),
        ("its record is spoilt", Some(vec![b' '; first.len()])),
        ("another is in its place", Some(spoilt)),
    ] {
        let archive = world.path(&format!("archive {case}"));
        let folder = world.path(case);
        std::fs::create_dir(&folder).unwrap();
        let [a, b] = ["a.warc", "b.warc"].map(|name| folder.join(name));
        std::fs::write(&a, &first).unwrap();
        std::fs::write(&b, [late.clone(), two.clone()].concat()).unwrap();
        import(&world, &archive, &["--by-reference"], &[&a, &b]).exits(0, &["1 unchanged"]);
        match left {
            Some(bytes) => std::fs::write(&a, bytes).unwrap(),
            None => std::fs::remove_file(&a).unwrap(),
        }
        for (form, name) in [("--bagit", "p"), ("--json", "p.wacz")] {
            let out = folder.join(name);
            let out = out.to_str().unwrap();
            let args = ["package", "--since", "2021-01-01", form, "--out", out];
            let made = on(&world, &archive, &args);
            made.exits(1, &["1 revisits left out", &world.url("/m%E1%BB%99t.html")]);
            if form == "--json" {
                let told = made.json().remove(0);
                assert_eq!(
                    (&told["captures"], &told["pages"]),
                    (&1.into(), &1.into()),
                    "{told}"
                );
                on(&world, &archive, &["verify", out]).exits(0, &[]);
            }
        }
    }
}

#[test]
fn a_file_of_other_hosts_alone_is_no_place_of_an_original() {
    let world = World::new();
    let cdn = "https://cdn.example/x";
    let lines = lines(&world, "c", "x", DAY).replace(&world.url("/x.html"), cdn);
    let stranger = record("response", &lines, &http(&article("Một", TEXT)));
    let late = revisit(&world, SAME, &refers(cdn), &http(""));
    let mine = [original(&world, ""), late].concat();
    for (case, names) in [
        ("last", ["a.warc", "z.warc"]),
        ("first", ["z.warc", "a.warc"]),
    ] {
        let folder = world.path(case);
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("a.warc"), &mine).unwrap();
        std::fs::write(folder.join("z.warc"), &stranger).unwrap();
        let [one, two] = names.map(|name| folder.join(name));
        let archive = world.path(&format!("archive {case}"));
        let done = import(&world, &archive, &["--json"], &[&one, &two]);
        done.exits(1, &["not at hand"]);
        let told = done.json().remove(0);
        let of = |name: &str| told["by_file"][folder.join(name).to_str().unwrap()].clone();
        assert_eq!(of("a.warc")["captures"], 2, "{told}");
        assert_eq!(of("a.warc")["left_out"]["no_original"], 1, "{told}");
        assert_eq!(of("z.warc")["left_out"]["other_host"], 1, "{told}");
    }
}

#[test]
fn two_looks_in_one_second_are_two_versions_in_their_order() {
    let world = World::new();
    let look = |id: &str, title: &str, date: &str| {
        record(
            "response",
            &lines(&world, id, "một", date),
            &http(&article(title, TEXT)),
        )
    };
    let (early, late) = ("2020-05-01T00:00:00.100Z", "2020-05-01T00:00:00.900Z");
    let (one, two) = (look("a", "Sáng", early), look("b", "Chiều", late));
    let (c, d) = (look("c", "Sáng", DAY), look("d", "Chiều", DAY));
    for (case, file) in [
        ("in order", format!("{one}{two}")),
        ("the later first", format!("{two}{one}")),
        ("without fractions", format!("{c}{d}")),
    ] {
        let words = ["1 new · 1 other versions"];
        let archive = is_whole(&world, case, &[("a.warc", file.into_bytes())], 0, &words);
        let url = world.url("/một.html");
        let diff = on(&world, &archive, &["diff", &url]);
        diff.exits(0, &[]);
        assert!(diff.out.contains("Chiều"), "{case}: {}", diff.out);
        let history = on(&world, &archive, &["history", &url]);
        for version in ["Version 1: Sáng", "Version 2: Chiều"] {
            assert!(history.out.contains(version), "{case}: {}", history.out);
        }
    }
}

#[test]
fn edits_that_were_imported_count_like_those_a_crawl_saw() {
    let world = World::new();
    let look = |id: &str, pupils: u32, date: &str| {
        let text = format!("Phường nhận {pupils} em vào học đợt này, theo Ủy ban nhân dân.");
        let html = article("Lớp bơi miễn phí", &text);
        record("response", &lines(&world, id, "một", date), &http(&html)).into_bytes()
    };
    let (one, two, again) = (
        look("a", 250, DAY),
        look("b", 350, LATER),
        look("c", 250, LATER),
    );
    let back = look("d", 250, "2022-05-01T00:00:00Z");
    for (case, files) in [
        (
            "nothing edited",
            vec![("a.warc", [one.clone(), again].concat())],
        ),
        (
            "edited and undone",
            vec![("a.warc", [one.clone(), two.clone(), back].concat())],
        ),
        (
            "one file",
            vec![("a.warc", [one.clone(), two.clone()].concat())],
        ),
        (
            "the later first",
            vec![("a.warc", [two.clone(), one.clone()].concat())],
        ),
        (
            "two imports",
            vec![("a.warc", one.clone()), ("b.warc", two.clone())],
        ),
        ("the past last", vec![("b.warc", two), ("a.warc", one)]),
    ] {
        let archive = is_whole(&world, case, &files, 0, &[]);
        let is_edited = case != "nothing edited";
        let stats = on(&world, &archive, &["stats"]);
        let wanted = if is_edited {
            "1 edited of 1"
        } else {
            "0 edited of 1"
        };
        assert!(stats.out.contains(wanted), "{case}: {}", stats.out);
        let changes = on(&world, &archive, &["changes", "--since", "2000-01-01"]);
        let said = format!("{}{}", changes.out, changes.err);
        assert_eq!(said.contains("350"), is_edited, "{case}: {said}");
        let out = world.path(&format!("dump {case}")).display().to_string();
        on(
            &world,
            &archive,
            &["export", "--what", "changes", "--out", &out],
        )
        .exits(0, &[]);
        let rows = std::fs::read_to_string(format!("{out}/data/changes/changes.jsonl")).unwrap();
        assert_eq!(rows.contains("350"), is_edited, "{case}: {rows}");
    }
}
