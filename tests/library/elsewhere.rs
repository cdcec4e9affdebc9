//! Sealed files that lie nowhere on the disk are exported, packed, searched and read as ever: no
//! way to them leads past `Blobs`.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use hpnews::dataset::{FileCompression, Format, Table};
use hpnews::digest::PayloadDigest;
use hpnews::export::{ExportRequest, Split, choose_columns, export};
use hpnews::package::{PackageFormat, PackageRequest, SegmentHeaders, Selection, Subject, pack};
use hpnews::published::Published;
use hpnews::redaction::Withheld;
use hpnews::search::{Query, Question, SortOrder, search};
use hpnews::store::{
    Archive, Blobs as _, CaptureFilter, ChangeFilter, Files, FoundFile, Manifest, MemoryBlobs,
    Reader, StoreError,
};

/// The archive of these tests with its sealed files in memory, and the rest in a folder.
fn elsewhere(home: &Path) -> Reader {
    let (files, memory) = (
        Files::of(&super::archive()).unwrap(),
        MemoryBlobs::default(),
    );
    files
        .walk("", &mut |FoundFile { path, .. }| {
            let bytes = files.blobs().read_known(&path)?;
            let (folder, ending) = (path.split('/').next(), path.rsplit('.').next());
            let is_sealed = match folder {
                Some("snapshots" | "warc" | "changes" | "manifests") => true,
                Some("runs") => ending == Some("json"),
                _ => false,
            };
            if is_sealed {
                memory.put_new(&path, &bytes)?;
            } else {
                let to = home.join(&path);
                std::fs::create_dir_all(to.parent().unwrap()).unwrap();
                std::fs::write(to, bytes).unwrap();
            }
            Ok::<(), StoreError>(())
        })
        .unwrap();
    let reader = Archive::open_for_reading(home).unwrap();
    reader.with_blobs(Arc::new(memory))
}

/// Every file below a folder.
fn contents(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().display().to_string();
                found.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    found
}

/// A dataset, a WACZ and a bag.
fn handed_on(published: &Published, out: &Path) -> BTreeMap<String, Vec<u8>> {
    let order = ExportRequest {
        tables: choose_columns(&Table::ALL, &[]).unwrap(),
        format: Format::Jsonl,
        packing: FileCompression::None,
        split: Split::Month,
        bom: false,
        as_of: None,
        since: None,
        until: None,
        section: None,
        text: None,
        since_export: None,
        zone: chrono_tz::Asia::Ho_Chi_Minh,
        sites: Vec::new(),
        contact: None,
        software: "hpnews/test".to_owned(),
        choice: Vec::new(),
    };
    let mut go_on = |_, _| ControlFlow::Continue(());
    export(
        std::slice::from_ref(published),
        &order,
        &out.join("dump"),
        &mut go_on,
    )
    .unwrap();
    for (form, name) in [
        (PackageFormat::Wacz, "gói.wacz"),
        (PackageFormat::Bag, "túi"),
    ] {
        let request = PackageRequest {
            choice: Selection {
                subject: Subject::Everything,
                since: None,
                until: None,
                name: "tất cả".to_owned(),
            },
            form,
            software: "hpnews/test".to_owned(),
            operator: None,
            now: "2026-11-25T01:02:03Z".parse().unwrap(),
            is_kept: false,
        };
        pack(
            published,
            &request,
            &out.join(name),
            &SegmentHeaders::default(),
        )
        .unwrap();
    }
    contents(out)
}

/// What a search finds: which version, and how the passage reads.
fn found(published: &Published) -> Vec<String> {
    let question = Question {
        query: Query::parse("hải phòng").unwrap(),
        since: None,
        until: None,
        past: true,
        changed: false,
        removed: false,
        exact: false,
        order: SortOrder::Rank,
        limit: None,
    };
    let answer = search(published, &question, &mut |_| ()).unwrap();
    assert!(answer.unread.is_empty(), "{:?}", answer.unread);
    answer.hits.into_iter().map(|hit| hit.path).collect()
}

#[test]
fn sealed_files_may_lie_elsewhere() {
    let dir = tempfile::tempdir().unwrap();
    let [home, here, there] = ["home", "here", "there"].map(|name| dir.path().join(name));
    for folder in [&home, &here, &there] {
        std::fs::create_dir(folder).unwrap();
    }
    let reader = elsewhere(&home);
    let lies_here = |folder: &str| home.join(folder).exists();
    assert!(
        !["snapshots", "warc", "changes", "manifests"]
            .into_iter()
            .any(lies_here)
    );

    assert_eq!(reader.gone().unwrap(), []);
    assert_eq!(reader.told_runs().unwrap().len(), 2);
    assert!(reader.untold_runs().unwrap().is_empty());
    assert!(
        reader
            .each_change(&ChangeFilter::default())
            .unwrap()
            .count()
            > 0
    );
    let manifests = Manifest::all(reader.blobs()).unwrap();
    for file in &manifests {
        let manifest = Manifest::read(reader.blobs(), file).unwrap();
        let run = manifest.run.unwrap();
        assert!(reader.read_summary(&run).unwrap().is_some(), "{run}");
    }
    assert_eq!(manifests.len(), 2);
    let mut revisits = 0;
    for row in reader.captures().each(&CaptureFilter::default()) {
        let row = row.unwrap();
        let capture = reader.capture_at(&row.evidence.location).unwrap();
        assert_eq!(PayloadDigest::of(&capture.body), capture.payload);
        revisits += usize::from(row.evidence.revisit);
    }
    assert!(revisits > 0);

    let on_disk = Archive::open_for_reading(&super::archive()).unwrap();
    let [elsewhere, on_disk] =
        [reader, on_disk].map(|reader| Published::without(reader, Withheld::default()));
    let hits = found(&elsewhere);
    assert!(!hits.is_empty());
    assert_eq!(hits, found(&on_disk));
    let (made, wanted) = (handed_on(&elsewhere, &there), handed_on(&on_disk, &here));
    let differ = |name: &&String| made.get(*name) != wanted.get(*name);
    let differing: Vec<&String> = wanted.keys().filter(differ).collect();
    assert!(differing.is_empty(), "{differing:?}");
    assert!(
        made.len() == wanted.len() && made.len() > 30,
        "{}",
        made.len()
    );
}
