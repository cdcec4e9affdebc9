//! `package` on an archive of two nights.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

use hpnews::demo::StoryPiece;
use hpnews::digest::PayloadDigest;
use hpnews::package::{
    PackageFormat, PackageRequest, PackageSummary, SegmentHeaders, Selection, Subject, pack,
};
use hpnews::published::Published;
use hpnews::redaction::Withheld;
use hpnews::store::Archive;
use hpnews::warc::{self, RecordType};
use serde_json::Value;

use crate::world::{World, files};

pub(crate) const CHANGED: &str = "cang-nam-trieu-don-tau-chay-dien";

/// A world crawled twice; one article was edited in between. Says when the second began.
pub(crate) fn two_nights() -> (World, String) {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    world.portal.edit(|site| {
        let story = site.story_mut(CHANGED).unwrap();
        let Some(StoryPiece::Block(block)) = story.parts[0].first_mut() else {
            panic!("its body begins with text");
        };
        block.text.push_str(" Câu này được thêm sau.");
    });
    world
        .run(&["crawl", "--full"])
        .exits(0, &["0 new · 1 changed"]);
    let status = world.run(&["--json", "status"]).json().remove(0);
    let run = status["last_run"]["started_at"].as_str().unwrap();
    (world, run.to_owned())
}

/// The members of a WACZ, by path.
pub(crate) fn members(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut found = BTreeMap::new();
    for index in 0..zip.len() {
        let mut member = zip.by_index(index).unwrap();
        assert_eq!(member.compression(), zip::CompressionMethod::Stored);
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).unwrap();
        found.insert(member.name().unwrap().into_owned(), bytes);
    }
    found
}

/// Each record's identifier, kind and fields, from the WARC files of a package.
pub(crate) fn records(members: &BTreeMap<String, Vec<u8>>) -> Vec<warc::Header> {
    let mut found = Vec::new();
    for (path, bytes) in members {
        if path.starts_with("archive/") {
            let mut reader = warc::WarcReader::new(bytes.as_slice());
            while let Some(header) = reader.next_record().unwrap() {
                reader.finish_record().unwrap();
                found.push(header);
            }
        }
    }
    found
}

fn ids(records: &[warc::Header]) -> BTreeSet<&str> {
    let ids = records.iter().filter_map(|it| it.field("WARC-Record-ID"));
    ids.collect()
}

pub(crate) fn lines(bytes: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(bytes).unwrap();
    text.lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect()
}

/// What every package promises: every file is listed with its digest, and whatever a record
/// refers to is inside.
pub(crate) fn is_whole(members: &BTreeMap<String, Vec<u8>>) {
    let package: Value = serde_json::from_slice(&members["datapackage.json"]).unwrap();
    assert_eq!(package["profile"], "data-package");
    assert_eq!(package["wacz_version"], "1.1.1");
    let mut listed = BTreeSet::new();
    for resource in package["resources"].as_array().unwrap() {
        let path = resource["path"].as_str().unwrap();
        let bytes = &members[path];
        assert_eq!(
            resource["hash"],
            PayloadDigest::of(bytes).as_str(),
            "{path}"
        );
        assert_eq!(resource["bytes"], bytes.len(), "{path}");
        listed.insert(path);
    }
    let digest: Value = serde_json::from_slice(&members["datapackage-digest.json"]).unwrap();
    let expected = PayloadDigest::of(&members["datapackage.json"]);
    assert_eq!(digest["hash"], expected.as_str());
    let unlisted = members
        .keys()
        .map(String::as_str)
        .filter(|it| !listed.contains(it));
    let unlisted: Vec<_> = unlisted.collect();
    assert_eq!(unlisted, ["datapackage-digest.json", "datapackage.json"]);
    let records = records(members);
    let ids = ids(&records);
    for record in &records {
        for name in ["WARC-Refers-To", "WARC-Concurrent-To", "WARC-Warcinfo-ID"] {
            if let Some(id) = record.field(name) {
                assert!(ids.contains(id), "{name} {id} is not in the package");
            }
        }
    }
    let indexed = index_of(members);
    let answers = records.iter().filter(|it| {
        let not_modified = |it: &&str| it.ends_with("/server-not-modified");
        let is_304 = it.field("WARC-Profile").as_ref().is_some_and(not_modified);
        matches!(it.kind(), RecordType::Response | RecordType::Revisit) && !is_304
    });
    assert_eq!(indexed.lines().count(), answers.count());
}

fn index_of(members: &BTreeMap<String, Vec<u8>>) -> String {
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(members["indexes/index.cdx.gz"].as_slice())
        .read_to_string(&mut text)
        .unwrap();
    text
}

#[test]
fn a_night_as_wacz_brings_the_originals_of_its_revisits() {
    let (world, since) = two_nights();
    let out = world.path("night.wacz");
    let told = world.run(&[
        "--json",
        "package",
        "--since",
        &since,
        "--out",
        "night.wacz",
    ]);
    let told = told.exits(0, &[]).json().remove(0);
    let members = members(&out);
    is_whole(&members);
    assert!(told["originals"].as_u64().unwrap() > 0, "{told}");
    let records = records(&members);
    // The first night's file is told by its warcinfo: WARC-Date has whole seconds, in which one
    // night may end and the next begin.
    let status = world.run(&["--json", "status"]).json().remove(0);
    let second = status["last_run"]["run"].as_str().unwrap();
    let of_second = |it: &&warc::Header| {
        let name = it.field("WARC-Filename");
        name.is_some_and(|name| name.contains(second))
    };
    let mut infos = records
        .iter()
        .filter(|it| it.kind() == RecordType::Warcinfo);
    let own = infos.find(of_second).unwrap().field("WARC-Record-ID");
    let before = records
        .iter()
        .filter(|it| it.kind() == RecordType::Response && it.field("WARC-Warcinfo-ID") != own);
    assert_eq!(told["originals"], before.count());
    let pages = lines(&members["pages/pages.jsonl"]);
    assert_eq!(pages[0]["format"], "json-pages-1.0");
    let urls: BTreeSet<_> = pages[1..]
        .iter()
        .map(|it| it["url"].as_str().unwrap())
        .collect();
    let truth = world.portal.truth();
    let expected: BTreeSet<_> = truth.iter().map(|it| it.url.as_str()).collect();
    assert_eq!(
        urls, expected,
        "one line a look, also at articles in several pages"
    );
    assert_eq!(told["pages"], pages.len() - 1);
    let own: BTreeSet<_> = pages[1..]
        .iter()
        .map(|it| it["id"].as_str().unwrap())
        .collect();
    assert_eq!(own.len(), pages.len() - 1, "each line has an id of its own");
    let asked = |end: &str| {
        let mut targets = records.iter().filter_map(|it| it.target());
        targets.any(|url| url.ends_with(end))
    };
    assert!(
        asked(".xml"),
        "a night holds what was asked besides articles"
    );

    let sidecar = std::fs::read_to_string(world.path("night.wacz.sha256")).unwrap();
    let sha256 = PayloadDigest::of(&std::fs::read(&out).unwrap());
    let hex = sha256.as_str().trim_start_matches("sha256:");
    assert_eq!(sidecar, format!("{hex}  night.wacz\n"));
    assert_eq!(told["sha256"], hex);
}

#[test]
fn one_article_is_packed_with_all_its_versions_and_nothing_else() {
    let (world, _) = two_nights();
    let url = world.truth_of(CHANGED).url;
    world
        .run(&["package", &url, "--out", "bai.wacz"])
        .exits(0, &[]);
    let members = members(&world.path("bai.wacz"));
    is_whole(&members);
    let pages = lines(&members["pages/pages.jsonl"]);
    assert_eq!(pages.len(), 3, "a header and two looks");
    assert!(!pages[1]["text"].as_str().unwrap().contains("được thêm sau"));
    assert!(pages[2]["text"].as_str().unwrap().contains("được thêm sau"));
    let records = records(&members);
    let metadata = records
        .iter()
        .filter(|it| it.kind() == RecordType::Metadata);
    assert_eq!(metadata.count(), 2, "what was read from it lies beside it");
    for record in &records {
        let target = record.target().unwrap_or_default();
        assert!(
            !target.ends_with("/robots.txt") && !target.contains("sitemap"),
            "{target}"
        );
    }
    let package: Value = serde_json::from_slice(&members["datapackage.json"]).unwrap();
    assert_eq!(package["mainPageUrl"], url);
    assert_eq!(package["title"], world.truth_of(CHANGED).title);
}

fn order(name: &str, subject: Subject, form: PackageFormat) -> PackageRequest {
    PackageRequest {
        choice: Selection {
            subject,
            since: None,
            until: None,
            name: name.to_owned(),
        },
        form,
        software: "hpnews/test".to_owned(),
        operator: Some("kho@haiphong.example".to_owned()),
        now: "2026-11-25T01:02:03Z".parse().unwrap(),
        is_kept: true,
    }
}

#[test]
fn the_same_order_makes_the_same_bytes() {
    let (world, _) = two_nights();
    let reader = Archive::open_for_reading(&world.archive()).unwrap();
    let reader = Published::without(reader, Withheld::default());
    let order = order(
        "Kinh tế",
        Subject::Section("kinh te".to_owned()),
        PackageFormat::Wacz,
    );
    let packed: Vec<PackageSummary> = ["một.wacz", "hai.wacz"]
        .map(|name| {
            pack(
                &reader,
                &order,
                &world.path(name),
                &SegmentHeaders::default(),
            )
            .unwrap()
        })
        .into();
    assert_eq!(packed[0].sha256, packed[1].sha256);
    let bytes = |packed: &PackageSummary| std::fs::read(&packed.path).unwrap();
    assert!(bytes(&packed[0]) == bytes(&packed[1]));
    assert!(packed[0].pages > 0);
    is_whole(&members(&packed[0].path));
}

#[test]
fn a_bag_holds_the_package_unzipped_and_the_snapshots() {
    let (world, _) = two_nights();
    let reader = Archive::open_for_reading(&world.archive()).unwrap();
    let reader = Published::without(reader, Withheld::default());
    let out = world.path("túi");
    pack(
        &reader,
        &order("hai đêm", Subject::Everything, PackageFormat::Bag),
        &out,
        &SegmentHeaders::default(),
    )
    .unwrap();
    let read = |path: &str| std::fs::read_to_string(out.join(path)).unwrap();
    assert_eq!(
        read("bagit.txt"),
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    );
    let mut listed = BTreeSet::new();
    for name in ["manifest-sha256.txt", "tagmanifest-sha256.txt"] {
        for line in read(name).lines() {
            let (hex, path) = line.split_once("  ").unwrap();
            let bytes = std::fs::read(out.join(path)).unwrap();
            assert_eq!(
                PayloadDigest::of(&bytes).as_str(),
                format!("sha256:{hex}"),
                "{path}"
            );
            listed.insert(path.to_owned());
        }
    }
    listed.insert("tagmanifest-sha256.txt".to_owned());
    let below = |path: &Path| path.strip_prefix(&out).unwrap().display().to_string();
    let there: BTreeSet<String> = files(&out).iter().map(|path| below(path)).collect();
    assert_eq!(there, listed);
    let kept = files(&world.archive().join("snapshots"));
    let bagged = there
        .iter()
        .filter(|path| path.starts_with("data/snapshots/"));
    assert_eq!(bagged.count(), kept.len());
    let payload = there.iter().filter(|path| path.starts_with("data/"));
    let sizes: Vec<u64> = payload
        .map(|path| out.join(path).metadata().unwrap().len())
        .collect();
    let oxum = format!(
        "Payload-Oxum: {}.{}\n",
        sizes.iter().sum::<u64>(),
        sizes.len()
    );
    assert!(read("bag-info.txt").contains(&oxum));
    assert!(read("bag-info.txt").contains("Contact-Email: kho@haiphong.example\n"));
}

#[test]
fn a_package_is_never_written_over_a_file_and_leaves_nothing_half_done() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let before = |world: &World| {
        let dir = world.path("");
        let entries = std::fs::read_dir(dir).unwrap();
        let names = entries.map(|it| it.unwrap().file_name());
        names.collect::<BTreeSet<_>>()
    };
    std::fs::write(world.path("có.wacz"), "mine").unwrap();
    let names = before(&world);
    for (args, words) in [
        (
            &["--day", "2026-11-23", "--out", "có.wacz"][..],
            "it is there already",
        ),
        (
            &["--day", "2026-11-23", "--out", "gói.zip"],
            "must end in .wacz",
        ),
        (
            &["--day", "1999-01-01", "--out", "gói.wacz"],
            "the archive holds no capture",
        ),
        (
            &["--day", "hôm qua", "--out", "gói.wacz"],
            "cannot read the time",
        ),
        (
            &[
                "--since",
                "2026-11-24",
                "--until",
                "2026-11-23",
                "--out",
                "gói.wacz",
            ],
            "backwards",
        ),
        (&["https://a.vn/", "--out", "gói.wacz"], "no article"),
        (&["--out", "gói.wacz"], "required"),
        (
            &["--since", "2020-01-01", "--out", "không/có/gói.wacz"],
            "cannot create",
        ),
    ] {
        let args = [&["package"], args].concat();
        world.run(&args).exits(2, &[words]);
        assert_eq!(before(&world), names, "{args:?}");
    }
    assert_eq!(
        std::fs::read_to_string(world.path("có.wacz")).unwrap(),
        "mine"
    );
}
