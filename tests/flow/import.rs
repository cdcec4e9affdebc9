//! Other tools' files joining the archive: the same articles as the live crawl's, dated by
//! their records, and nothing broken by what is broken in them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use hpnews::record::{Cause, Snapshot};
use hpnews::store::Archive;

use crate::world::{Ended, World, files, snapshots};

/// Runs a command on another archive.
pub(crate) fn on(world: &World, archive: &Path, args: &[&str]) -> Ended {
    Ended::of(world.command(archive, args).output())
}

/// What each article's newest version says, by address.
fn contents(archive: &Path) -> BTreeMap<String, String> {
    let reader = Archive::open_for_reading(archive).unwrap();
    let rows = reader
        .articles()
        .list(&hpnews::store::Filter::default())
        .unwrap();
    let read = |path: &str| reader.read_snapshot(path).unwrap();
    rows.into_iter()
        .map(|row| (row.url, read(&row.newest).digests.content.to_string()))
        .collect()
}

fn warcs(archive: &Path) -> Vec<PathBuf> {
    let mut found = files(&archive.join("warc"));
    found.retain(|path| path.to_string_lossy().ends_with(".warc.gz"));
    found
}

pub(crate) fn import(world: &World, archive: &Path, options: &[&str], files: &[&Path]) -> Ended {
    let mut args = vec!["import"];
    args.extend(options);
    args.extend(files.iter().map(|path| path.to_str().unwrap()));
    on(world, archive, &args)
}

#[test]
fn our_own_files_give_a_fresh_archive_the_same_articles() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let segments = warcs(&world.archive());
    let segments: Vec<&Path> = segments.iter().map(PathBuf::as_path).collect();
    let want = contents(&world.archive());
    for options in [&[][..], &["--by-reference"]] {
        let fresh = world.path(&format!("fresh-{}", options.len()));
        let dry = import(
            &world,
            &fresh,
            &[&["--dry-run"], options].concat(),
            &segments,
        );
        let count = format!("{} new · 0 other versions", want.len());
        dry.exits(0, &[&count]);
        assert!(!fresh.exists(), "a dry run made an archive");
        import(&world, &fresh, options, &segments).exits(0, &[&count]);
        assert_eq!(contents(&fresh), want);
        let kept = snapshots(&fresh);
        for (path, it) in &kept {
            assert_eq!(it.provenance.cause, Cause::Import, "{path}");
            let place = it.provenance.pages[0].warc.as_ref().unwrap();
            let absolute = Path::new(&place.file).is_absolute();
            assert_eq!(absolute, !options.is_empty(), "{}", place.file);
            assert!(absolute || place.file.starts_with("warc/imported/"));
        }
        captured_as(&world, &kept);
        import(&world, &fresh, options, &segments).exits(0, &["0 new", "Held already"]);
        assert!(
            snapshots(&fresh) == kept,
            "the same file twice added something"
        );
        on(&world, &fresh, &["reextract"]).exits(0, &["nothing changed"]);
        std::fs::remove_file(fresh.join("catalog.sqlite")).unwrap();
        on(&world, &fresh, &["reindex"]).exits(0, &["0 damaged"]);
        assert_eq!(contents(&fresh), want);
    }
}

/// Asserts that snapshots are dated by their records: as the crawl dated them.
fn captured_as(world: &World, kept: &BTreeMap<String, Snapshot>) {
    let live = snapshots(&world.archive());
    for it in kept.values() {
        let same = live.values().find(|live| live.url == it.url).unwrap();
        assert_eq!(it.captured_at, same.captured_at, "{}", it.url);
    }
}

/// A portal's addresses fetched by wget into a WARC file; `None` where there is no wget.
fn wget(world: &World, name: &str, options: &[&str]) -> Option<PathBuf> {
    let mut list = String::new();
    for path in world.asked().keys() {
        _ = writeln!(list, "{}", world.url(path));
    }
    let dir = world.path(name);
    std::fs::create_dir(&dir).unwrap();
    std::fs::write(dir.join("list"), list).unwrap();
    let warc = format!("--warc-file={name}");
    let run = Command::new("wget")
        .args(["-q", "-i", "list", "--delete-after"])
        .args(["-e", "robots=off", &warc])
        .args(options)
        .current_dir(&dir)
        .status();
    if let Err(error) = run {
        eprintln!("SKIPPED importing a WARC of wget's: {error}");
        return None;
    }
    let mut found = files(&dir);
    found.retain(|path| path.to_string_lossy().contains(".warc"));
    found.pop()
}

#[test]
fn files_of_wget_s_give_the_same_articles_as_the_crawl() {
    let mut world = World::new();
    world.set("fetch", "media", "none");
    world.run(&["crawl"]).exits(0, &[]);
    let want = contents(&world.archive());
    for (name, options) in [("packed", &[][..]), ("plain", &["--no-warc-compression"])] {
        let Some(file) = wget(&world, name, options) else {
            return;
        };
        let fresh = world.path(&format!("fresh-{name}"));
        import(&world, &fresh, &[], &[&file]).exits(0, &["0 other versions"]);
        assert_eq!(contents(&fresh), want, "{name}");
        // The live archive knew all of it: nothing is stored there.
        let before = snapshots(&world.archive());
        let known = import(&world, &world.archive(), &[], &[&file]);
        known.exits(0, &["0 new · 0 other versions"]);
        assert!(snapshots(&world.archive()) == before, "{name}");
    }
}

fn record(kind: &str, url: &str, date: &str, block: &[u8], length: usize) -> Vec<u8> {
    let mut out = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n\
         WARC-Record-ID: <urn:uuid:{date}-{}>\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n",
        url.len()
    )
    .into_bytes();
    out.extend_from_slice(block);
    out.extend_from_slice(b"\r\n\r\n");
    out
}

fn response(url: &str, date: &str, html: &str) -> Vec<u8> {
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}");
    record("response", url, date, block.as_bytes(), block.len())
}

pub(crate) fn article(title: &str, text: &str) -> String {
    format!(
        "<!doctype html><html lang=vi><head><title>{title}</title></head>\
         <body class=single><article class=\"detail-post\"><h1 class=\"title-detail\">{title}</h1>\
         <div class=\"meta-tools\"><span class=\"date-detail\">Thứ Tư, 05/04/2023 17:15</span></div>\
         <div class=\"content-detail\"><p>{text}</p></div></article></body></html>"
    )
}

pub(crate) const TEXT: &str =
    "Sáng nay, thành phố thông xe cầu mới bắc qua sông Cấm sau hai năm thi công.";

#[test]
fn an_old_version_is_filed_in_its_place_and_is_not_the_newest() {
    let world = World::new();
    let url = world.url("/cau-moi.html");
    let one = |date: &str, text: &str| response(&url, date, &article("Cầu mới", text));
    let parts = [
        one("2024-05-01T00:00:00Z", TEXT),
        one(
            "2020-05-01T00:00:00Z",
            "Cầu mới sẽ khởi công trong năm nay, theo kế hoạch đã duyệt.",
        ),
        one("2022-05-01T00:00:00Z", TEXT),
        response(
            "http://elsewhere.example/a.html",
            "2024-05-01T00:00:00Z",
            "x",
        ),
    ];
    let file = world.path("old.warc");
    std::fs::write(&file, parts.concat()).unwrap();
    let ended = import(&world, &world.archive(), &[], &[&file]);
    ended.exits(
        0,
        &["1 new · 1 other versions · 1 unchanged", "Out of scope"],
    );
    let reader = Archive::open_for_reading(&world.archive()).unwrap();
    let rows = reader
        .articles()
        .list(&hpnews::store::Filter::default())
        .unwrap();
    let newest = reader.read_snapshot(&rows[0].newest).unwrap();
    assert!(
        newest
            .captured_at
            .to_rfc3339()
            .starts_with("2024-05-01T07:00:00+07:00")
    );
    assert_eq!(newest.body[0].text, TEXT);
    assert_eq!(
        reader
            .articles()
            .versions(&rows[0].article_id)
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn a_file_of_other_sites_alone_is_left_where_it_is() {
    let world = World::new();
    let write = |name: &str, url: &str| {
        let path = world.path(name);
        let bytes = response(url, "2020-05-01T00:00:00Z", &article("A", TEXT));
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let stranger = write("stranger.warc", "http://elsewhere.example/a.html");
    let own = write("own.warc", &world.url("/a.html"));
    let told = ["stranger.warc: left alone", "only of elsewhere.example"];
    let none = world.path("none");
    import(&world, &none, &[], &[&stranger]).exits(2, &told);
    assert!(files(&none.join("warc")).is_empty());
    let ended = import(&world, &world.archive(), &[], &[&stranger, &own]);
    ended.exits(0, &[&told[..], &["1 new", "Out of scope"][..]].concat());
    let kept = files(&world.archive().join("warc"));
    assert!(!kept.is_empty());
    let is_stranger = |path: &PathBuf| path.to_string_lossy().contains("stranger");
    assert!(!kept.iter().any(is_stranger), "{kept:?}");
}

#[test]
fn what_is_no_warc_is_told_with_its_place_and_stores_nothing() {
    let world = World::new();
    let zip = |name: &str, entries: &[(&str, &[u8])]| {
        let path = world.path(name);
        let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
        let stored = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        for (name, bytes) in entries {
            zip.start_file(*name, stored).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap();
        path
    };
    let plain = |name: &str, bytes: &[u8]| {
        let path = world.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let good = response(
        &world.url("/a.html"),
        "2020-05-01T00:00:00Z",
        &article("A", TEXT),
    );
    for (path, words) in [
        (
            plain("text.warc", b"This is no WARC file at all."),
            "byte 0",
        ),
        (plain("empty.warc", b""), "no WARC file"),
        (
            plain("bad.warc.gz", b"\x1f\x8b\x08\x00broken broken"),
            "no WARC file",
        ),
        (world.path("missing.warc"), "missing.warc"),
        (
            zip("names.wacz", &[("../a.warc", &good), ("/b.warc", &good)]),
            "leads out",
        ),
        (
            zip("none.wacz", &[("datapackage.json", b"{}")]),
            "no WARC file",
        ),
    ] {
        let ended = import(&world, &world.path("none"), &[], &[&path]);
        ended.exits(2, &[words, path.file_name().unwrap().to_str().unwrap()]);
        assert_eq!(files(&world.path("none/snapshots")).len(), 0);
        assert_eq!(files(&world.path("none/warc")).len(), 0);
    }
    let mixed = zip(
        "mixed.wacz",
        &[("../x.warc", &good), ("archive/a.warc", &good)],
    );
    let text = world.path("text.warc");
    let ended = import(&world, &world.archive(), &[], &[&text, &mixed]);
    ended.exits(1, &["1 new", "leads out", "text.warc, byte 0"]);
}

#[test]
fn broken_records_are_told_with_their_place_and_the_rest_is_taken() {
    let world = World::new();
    let one = |name: &str| {
        let (url, html) = (world.url(&format!("/{name}.html")), article(name, TEXT));
        response(&url, "2020-05-01T00:00:00Z", &html)
    };
    let gzip = |bytes: &[u8]| {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    };
    let short = record(
        "response",
        &world.url("/sai.html"),
        "2020-05-01T00:00:00Z",
        b"HTTP/1.1 200 OK\r\n\r\nmuch longer than that",
        20,
    );
    let odd = record(
        "response",
        &world.url("/la.html"),
        "2020-05-01T00:00:00Z",
        b"no HTTP",
        7,
    );
    let mut packed = [
        gzip(&one("b1")),
        gzip(&odd),
        gzip(&one("b2")),
        gzip(&one("b3")),
    ]
    .concat();
    packed.truncate(packed.len() - 30);
    for (name, bytes, problem, articles) in [
        (
            "length.warc",
            [one("a1"), short, one("a2")].concat(),
            "Content-Length",
            2,
        ),
        ("cut.warc.gz", packed, "byte", 2),
        (
            "shared.warc.gz",
            gzip(&[one("c1"), one("c2")].concat()),
            "",
            2,
        ),
    ] {
        let path = world.path(name);
        std::fs::write(&path, bytes).unwrap();
        let archive = world.path(&format!("archive-{name}"));
        let code = i32::from(!problem.is_empty());
        let count = format!("{articles} new");
        let ended = import(&world, &archive, &[], &[&path]);
        ended.exits(code, &[problem, &count]);
        assert!(problem.is_empty() || ended.err.contains(&format!("{name}, byte ")));
        assert_eq!(contents(&archive).len(), articles, "{name}");
    }
}

#[test]
fn a_huge_record_is_passed_over_in_little_memory() {
    let world = World::new();
    let good = |name: &str| {
        let url = world.url(&format!("/{name}.html"));
        response(&url, "2020-05-01T00:00:00Z", &article(name, TEXT))
    };
    // The reader goes through all of it, slowly without optimisation.
    let huge: u64 = if cfg!(debug_assertions) {
        192 << 20
    } else {
        2 << 30
    };
    let head = record(
        "response",
        &world.url("/to.html"),
        "2020-05-01T00:00:00Z",
        b"",
        usize::try_from(huge).unwrap(),
    );
    let path = world.path("huge.warc");
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(&good("truoc")).unwrap();
    file.write_all(&head[..head.len() - 4]).unwrap();
    let end = std::io::Seek::stream_position(&mut file).unwrap() + huge;
    file.set_len(end).unwrap();
    std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(end)).unwrap();
    file.write_all(b"\r\n\r\n").unwrap();
    file.write_all(&good("sau")).unwrap();
    drop(file);
    let import = world.command(
        &world.archive(),
        &["import", "--by-reference", path.to_str().unwrap()],
    );
    let mut limited = Command::new("sh");
    let program = import.get_program().to_str().unwrap().to_owned();
    let words = import.get_args().map(|it| it.to_str().unwrap().to_owned());
    limited
        .args(["-c", "ulimit -v 800000; exec \"$0\" \"$@\""])
        .arg(program)
        .args(words);
    for (key, value) in import.get_envs() {
        match value {
            Some(value) => limited.env(key, value),
            None => limited.env_remove(key),
        };
    }
    let ended = Ended::of(limited.output());
    ended.exits(1, &["huge.warc, byte ", &format!("{huge} bytes"), "2 new"]);
}
