//! A tiny dump, byte for byte as it stands under `tests/fixtures/export/`: a dump is cited by
//! its digest, so nothing of it may change unnoticed.
//!
//! To renew it after a change that is meant, and then to look at what became of it:
//! `HPNEWS_RENEW=1 cargo test --test export expected && git diff tests/fixtures/export`

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use hpnews::dataset::{FileCompression, Format, Table};
use hpnews::export::{ExportRequest, Split, choose_columns, export};
use hpnews::published::Published;
use hpnews::redaction::{KnownArticles, Takedowns, Withheld};
use hpnews::store::Archive;

use crate::archive::{STEPS, article_id, at, open, options, step, url};
use crate::scene::contents;

fn fixtures(name: &str) -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    tests.join("fixtures/export").join(name)
}

/// One run over three articles: the first has two versions.
fn tiny(dir: &Path) {
    let mut archive = open(dir);
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    for number in 0..STEPS - 1 {
        step(&mut archive, &run, number);
    }
    archive.write_changes(&run, &[]).unwrap();
    step(&mut archive, &run, STEPS - 1);
}

fn order(format: Format) -> ExportRequest {
    let tables = Table::ALL.into_iter();
    // Record ids are random.
    let tables: Vec<Table> = tables.filter(|it| *it != Table::Snapshots).collect();
    ExportRequest {
        tables: choose_columns(&tables, &[]).unwrap(),
        format,
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
        sites: vec![(
            "thanhpho".to_owned(),
            "https://thanhphohaiphong.gov.vn/".to_owned(),
        )],
        contact: Some("kho@example.vn".to_owned()),
        software: "hpnews/test".to_owned(),
        choice: Vec::new(),
    }
}

#[test]
fn a_tiny_dump_is_these_bytes() {
    let dir = tempfile::tempdir().unwrap();
    tiny(&dir.path().join("archive"));
    let reader = Archive::open_for_reading(&dir.path().join("archive")).unwrap();
    let line = format!(
        r#"article = [{{ url = "{}", reason = "r", on = 2026-11-23, fields = ["lead"], text = "bản 1" }}]"#,
        url(2)
    );
    let mut withheld = Withheld::default();
    for takedown in Takedowns::parse("withhold.toml", &line).unwrap().list {
        let known = KnownArticles {
            articles: [article_id(2)].into(),
            addresses: [url(2)].into(),
            ..KnownArticles::default()
        };
        withheld.add(&takedown, &known);
    }
    let published = Published::without(reader, withheld);
    for (name, format) in [
        ("jsonl", Format::Jsonl),
        ("csv", Format::Csv),
        ("parquet", Format::Parquet),
    ] {
        let out = dir.path().join(name);
        export(
            std::slice::from_ref(&published),
            &order(format),
            &out,
            &mut |_, _| ControlFlow::Continue(()),
        )
        .unwrap()
        .expect("nobody stopped it");
        let mut made = contents(&out);
        // Parquet by its sums; what the forms have in common once.
        made.retain(|file, _| match name {
            "jsonl" => true,
            "csv" => file.starts_with("data/") || file == "datapackage.json",
            _ => file == "SHA256SUMS",
        });
        let kept = fixtures(name);
        if std::env::var_os("HPNEWS_RENEW").is_some() {
            let _ = std::fs::remove_dir_all(&kept);
            for (file, bytes) in &made {
                let path = kept.join(file);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, bytes).unwrap();
            }
        }
        let wanted = contents(&kept);
        assert_eq!(
            made.keys().collect::<Vec<_>>(),
            wanted.keys().collect::<Vec<_>>()
        );
        for (file, bytes) in &made {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            assert_eq!(text(bytes), text(&wanted[file]), "{name}: {file}");
        }
    }
}

#[test]
fn a_dump_that_is_stopped_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    tiny(&dir.path().join("archive"));
    let reader = Archive::open_for_reading(&dir.path().join("archive")).unwrap();
    let shelf = dir.path().join("dumps");
    std::fs::create_dir(&shelf).unwrap();
    let mut heard = 0;
    let mut stop = |done, total| {
        heard = done;
        assert!(done <= total);
        ControlFlow::Break(())
    };
    let order = order(Format::Jsonl);
    let done = export(
        &[Published::without(reader, Withheld::default())],
        &order,
        &shelf.join("a"),
        &mut stop,
    );
    assert!(done.unwrap().is_none());
    assert!(heard > 0, "it had begun");
    assert_eq!(std::fs::read_dir(&shelf).unwrap().count(), 0);
}
