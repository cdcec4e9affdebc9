//! Packages of what was imported: copied or by reference, packed or plain, with other
//! tools' revisits and other tools' damage.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use hpnews::digest::PayloadDigest;
use hpnews::warc::{self, RecordType};

use crate::packages::{is_whole, lines, members, records};
use crate::world::{Ended, World, files, snapshots};

fn on(world: &World, archive: &Path, args: &[&str]) -> Ended {
    Ended::of(world.command(archive, args).output())
}

fn import(world: &World, archive: &Path, options: &[&str], file: &Path) -> Ended {
    let args = [&["import"], options, &[file.to_str().unwrap()]].concat();
    on(world, archive, &args)
}

/// The payload of each response, by address and time.
fn payloads(members: &BTreeMap<String, Vec<u8>>) -> BTreeSet<(String, String, PayloadDigest)> {
    let mut found = BTreeSet::new();
    for (_, bytes) in members.iter().filter(|it| it.0.starts_with("archive/")) {
        let mut reader = warc::WarcReader::new(bytes.as_slice());
        while let Some(header) = reader.next_record().unwrap() {
            if header.kind() == RecordType::Response {
                let block = reader.read_block(1 << 24).unwrap();
                let payload = warc::capture_of(&header, block, 1 << 24).unwrap().payload;
                let date = header.field("WARC-Date").unwrap().to_owned();
                found.insert((header.target().unwrap().to_owned(), date, payload));
            }
        }
    }
    found
}

/// The world's one WARC file, and the same not packed.
fn packed_and_plain(world: &World) -> [PathBuf; 2] {
    let mut found = files(&world.archive().join("warc"));
    found.retain(|path| path.to_string_lossy().ends_with(".warc.gz"));
    let packed = found.pop().unwrap();
    assert!(found.is_empty());
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(std::fs::File::open(&packed).unwrap())
        .read_to_end(&mut bytes)
        .unwrap();
    let plain = world.path("plain.warc");
    std::fs::write(&plain, bytes).unwrap();
    [packed, plain]
}

#[test]
fn what_was_imported_is_packed_as_what_was_crawled() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    world
        .run(&["package", "--since", "2000-01-01", "--out", "own.wacz"])
        .exits(0, &[]);
    let own = payloads(&members(&world.path("own.wacz")));
    // Robots.txt and what is out of scope of the site's rules are no captures of an import.
    for (number, file) in packed_and_plain(&world).iter().enumerate() {
        for options in [&[][..], &["--by-reference"]] {
            let name = format!("{number}-{}", options.len());
            let archive = world.path(&name);
            import(&world, &archive, options, file).exits(0, &[]);
            let wacz = format!("{name}.wacz");
            let args = ["--json", "package", "--since", "2000-01-01", "--out", &wacz];
            let told = on(&world, &archive, &args).exits(0, &[]).json().remove(0);
            assert_eq!(told["originals"], 0, "{name}");
            let members = members(&world.path(&wacz));
            let pages = lines(&members["pages/pages.jsonl"]).split_off(1);
            assert_eq!(told["pages"], pages.len(), "{name}");
            let looked_at: BTreeSet<_> = pages.iter().map(|it| it["article_id"].as_str()).collect();
            assert_eq!(looked_at.len(), snapshots(&archive).len(), "{name}");
            is_whole(&members);
            let packed = payloads(&members);
            assert!(packed.is_subset(&own), "{name}");
            assert_eq!(packed.len(), own.len(), "{name}");
            on(&world, &archive, &["verify", &wacz]).exits(0, &["0 findings"]);
            on(&world, &archive, &["verify", "--deep"]).exits(0, &["0 findings"]);
        }
    }
}

#[test]
fn a_package_whose_referred_file_is_gone_says_which() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let [_, plain] = packed_and_plain(&world);
    let archive = world.path("fresh");
    import(&world, &archive, &["--by-reference"], &plain).exits(0, &[]);
    std::fs::rename(&plain, world.path("elsewhere.warc")).unwrap();
    let args = ["package", "--since", "2000-01-01", "--out", "a.wacz"];
    on(&world, &archive, &args).exits(2, &["cannot open", "plain.warc"]);
    assert!(!world.path("a.wacz").exists());
    let verify = on(&world, &archive, &["verify"]);
    verify.exits(1, &[]);
    assert!(verify.out.contains("missing: ") && verify.out.contains("plain.warc"));
}

fn record(fields: &[(&str, &str)], block: &str) -> Vec<u8> {
    let mut out = "WARC/1.1\r\n".to_owned();
    for (name, value) in fields {
        out.extend([name, ": ", value, "\r\n"]);
    }
    let length = block.len();
    out.extend([
        "Content-Type: application/http; msgtype=response\r\n",
        &format!("Content-Length: {length}\r\n\r\n{block}\r\n\r\n"),
    ]);
    out.into_bytes()
}

/// The bytes of [`page_and_revisit`], as many tools name them.
const DIGEST: (&str, &str) = (
    "WARC-Payload-Digest",
    "sha1:VNBXHMUNWJQC5OWWGZ3X7GM5C7X6ZAB4",
);

/// A page as another tool keeps it, and a later look at it as warcio writes one: its revisit
/// names address and time of the original, and no record.
fn page_and_revisit(world: &World) -> [Vec<u8>; 2] {
    let url = world.url("/cau-moi.html");
    let first = ("WARC-Refers-To-Date", FIRST);
    page_and_revisit_saying(world, &[("WARC-Refers-To-Target-URI", &url), first])
}

const FIRST: &str = "2020-05-01T00:00:00Z";

/// The same with a revisit that says so much of its original.
fn page_and_revisit_saying(world: &World, says: &[(&str, &str)]) -> [Vec<u8>; 2] {
    let url = world.url("/cau-moi.html");
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
    let text = "Sáng nay, thành phố thông xe cầu mới bắc qua sông Cấm sau hai năm thi công.";
    let html = format!(
        "<!doctype html><html lang=vi><head><title>Cầu mới</title></head><body class=single>\
         <article class=\"detail-post\"><h1 class=\"title-detail\">Cầu mới</h1>\
         <div class=\"content-detail\"><p>{text}</p></div></article></body></html>"
    );
    let page = record(
        &[
            ("WARC-Type", "response"),
            ("WARC-Record-ID", "<urn:uuid:0>"),
            ("WARC-Date", FIRST),
            ("WARC-Target-URI", &url),
            DIGEST,
        ],
        &format!("{head}{html}"),
    );
    let revisit = [
        ("WARC-Type", "revisit"),
        ("WARC-Record-ID", "<urn:uuid:1>"),
        ("WARC-Date", "2021-05-01T00:00:00Z"),
        ("WARC-Target-URI", &url),
        (
            "WARC-Profile",
            "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        ),
    ];
    let revisit = record(&[&revisit[..], says].concat(), head);
    [page, revisit]
}

#[test]
fn a_revisit_that_names_no_record_brings_its_original_along() {
    let world = World::new();
    brings_its_original_along(&world, &page_and_revisit(&world));
}

#[test]
fn a_revisit_that_names_only_its_bytes_finds_them_at_its_address() {
    let world = World::new();
    brings_its_original_along(&world, &page_and_revisit_saying(&world, &[DIGEST]));
    world.run(&["reextract"]).exits(0, &["nothing changed"]);
    let url = world.url("/cau-moi.html");
    let body = world.run(&["replay", &url, "--body"]);
    assert!(
        body.out.contains("thành phố thông xe cầu mới"),
        "{}",
        body.err
    );
}

fn brings_its_original_along(world: &World, records_of_it: &[Vec<u8>]) {
    let file = world.path("other.warc");
    std::fs::write(&file, records_of_it.concat()).unwrap();
    import(world, &world.archive(), &[], &file).exits(0, &["1 new"]);
    let args = [
        "--json",
        "package",
        "--since",
        "2021-01-01",
        "--out",
        "a.wacz",
    ];
    let told = world.run(&args).exits(0, &[]).json().remove(0);
    assert_eq!(
        (&told["captures"], &told["originals"]),
        (&1.into(), &1.into())
    );
    let found = records(&members(&world.path("a.wacz")));
    let kinds: Vec<RecordType> = found.iter().map(warc::Header::kind).collect();
    assert_eq!(
        kinds,
        [
            RecordType::Warcinfo,
            RecordType::Response,
            RecordType::Revisit
        ]
    );
}

#[test]
fn damage_in_an_imported_file_keeps_nothing_sound_out_of_a_package() {
    let world = World::new();
    let [page, revisit] = page_and_revisit(&world);
    let broken = String::from_utf8(revisit.clone())
        .unwrap()
        .replace("Content-Length: ", "Content-Length: 1")
        .into_bytes();
    let file = world.path("damaged.warc");
    let torn = &page[..page.len() - 40];
    std::fs::write(&file, [&broken, &page[..], torn].concat()).unwrap();
    import(&world, &world.archive(), &[], &file).exits(1, &["1 new", "damaged.warc, byte 0"]);
    let args = [
        "--json",
        "package",
        "--since",
        "2000-01-01",
        "--out",
        "a.wacz",
    ];
    let told = world.run(&args).exits(0, &[]).json().remove(0);
    assert_eq!(told["captures"], 1);
    let members = members(&world.path("a.wacz"));
    is_whole(&members);
    assert_eq!(payloads(&members).len(), 1);
}
