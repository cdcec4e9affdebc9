//! `extract`: the captures of WARC files in, a line for each article out, as `export` has it of the
//! archive that crawled or imported them.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use crate::import::{TEXT, article, import, on};
use crate::import_foreign::{DAY, LATER, gzip, http, lines, page, record, three};
use crate::world::{Ended, World, files};

fn extract(
    world: &World,
    archive: &Path,
    files: &[&Path],
    code: i32,
    words: &[&str],
) -> Vec<Value> {
    let mut args = vec!["extract", "--jsonl"];
    args.extend(files.iter().map(|path| path.to_str().unwrap()));
    let ended = on(world, archive, &args);
    ended.exits(code, words);
    ended.json()
}

/// The table `snapshots` of an archive.
fn exported(world: &World, archive: &Path) -> Vec<Value> {
    let out = archive.with_extension("exported");
    let args = ["export", "--what", "snapshots", "--out"];
    let ended = on(
        world,
        archive,
        &[&args[..], &[out.to_str().unwrap()]].concat(),
    );
    assert!(ended.code == Some(0), "{}", ended.err);
    let text = std::fs::read_to_string(out.join("data/snapshots/snapshots.jsonl")).unwrap();
    std::fs::remove_dir_all(out).unwrap();
    text.lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect()
}

/// Asserts that the lines say what the rows say, in all their columns but these.
#[track_caller]
fn are_the_rows(lines: &[Value], rows: &[Value], but: &[&str]) {
    let key = |row: &Value| {
        (
            row["article_id"].to_string(),
            row["captured_at"].to_string(),
        )
    };
    let wanted: BTreeMap<_, _> = rows.iter().map(|row| (key(row), row)).collect();
    let given: BTreeMap<_, _> = lines.iter().map(|row| (key(row), row)).collect();
    assert_eq!((given.len(), lines.len()), (wanted.len(), wanted.len()));
    for (key, line) in given {
        for (column, value) in line.as_object().unwrap() {
            if column != "sight" && !but.contains(&column.as_str()) {
                assert_eq!(*value, wanted[&key][column], "{column} of {key:?}");
            }
        }
    }
}

fn of_sight(lines: &[Value], sight: &str) -> Vec<Value> {
    let is_it = |line: &&Value| line["sight"] == sight;
    lines.iter().filter(is_it).cloned().collect()
}

fn warcs(archive: &Path) -> Vec<PathBuf> {
    let mut found = files(&archive.join("warc"));
    found.retain(|path| path.to_string_lossy().ends_with(".warc.gz"));
    found
}

#[test]
fn each_file_of_an_archive_gives_the_rows_that_it_exports() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    world.portal.edit(|site| {
        let newest = site.stories.iter().map(|it| it.modified).max().unwrap();
        for story in site.stories.iter_mut().take(3) {
            story.title.push_str(": bản sửa");
            story.modified = newest + chrono::TimeDelta::seconds(60);
        }
    });
    std::thread::sleep(std::time::Duration::from_millis(1100));
    world.run(&["crawl", "--full"]).exits(0, &[]);
    let rows = exported(&world, &world.archive());
    let found = warcs(&world.archive());
    assert!(found.len() > 1 && rows.len() > 27, "{found:?}");
    let (mut held, mut loose) = (Vec::new(), Vec::new());
    for path in &found {
        held.extend(extract(&world, &world.archive(), &[path], 0, &[]));
        // A file alone knows no response that lies in another.
        let copy = world.path(&path.file_name().unwrap().to_string_lossy());
        std::fs::copy(path, &copy).unwrap();
        let ended = on(
            &world,
            &world.path("none"),
            &["extract", copy.to_str().unwrap()],
        );
        assert!(
            ended.code == Some(0) || ended.err.contains("not at hand"),
            "{}",
            ended.err
        );
        loose.extend(ended.json());
    }
    are_the_rows(&of_sight(&held, "version"), &rows, &[]);
    are_the_rows(&of_sight(&loose, "version"), &rows, &[]);
    assert!(
        of_sight(&held, "page").len() > 20,
        "the second look at what was not edited"
    );
    assert!(!world.path("none").exists(), "an archive was made");
    world.run(&["verify", "--deep"]).exits(0, &["0 findings"]);
}

/// Extracts a file, imports it into an archive of its own, and compares the lines with its rows.
fn as_imported(world: &World, case: &str, name: &str, bytes: &[u8], code: i32) -> Vec<Value> {
    eprintln!("{case}");
    let (folder, archive) = (world.path(case), world.path(&format!("archive {case}")));
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    let words: &[&str] = if code == 0 { &[] } else { &[name, "byte"] };
    let lines = extract(world, &world.path("none"), &[&path], code, words);
    import(world, &archive, &[], &[&path]).exits(code, &[]);
    are_the_rows(&lines, &exported(world, &archive), &["run", "pages"]);
    for line in &lines {
        let pages: Value = serde_json::from_str(line["pages"].as_str().unwrap()).unwrap();
        assert_eq!(pages[0]["warc"]["file"], path.to_str().unwrap());
        assert!(
            pages[0]["warc"]["record_id"]
                .as_str()
                .unwrap()
                .starts_with("urn:")
        );
    }
    lines
}

#[test]
fn other_tools_files_give_the_rows_of_their_import() {
    let world = World::new();
    let pages = three(&world);
    let all = pages.concat();
    let each = |pack: fn(&[u8]) -> Vec<u8>| -> Vec<u8> {
        pages.iter().flat_map(|it| pack(it.as_bytes())).collect()
    };
    let zstandard = zstd::encode_all(all.as_bytes(), 3).unwrap();
    let members = each(gzip);
    let torn = members[..members.len() - 90].to_vec();
    for (case, name, bytes, code, count) in [
        ("plain", "a.warc", all.clone().into_bytes(), 0, 3),
        ("members", "a.warc.gz", members, 0, 3),
        ("one member", "a.warc.gz", gzip(all.as_bytes()), 0, 3),
        ("zstandard", "a.warc.zst", zstandard, 0, 3),
        ("torn", "a.warc.gz", torn, 1, 2),
    ] {
        let lines = as_imported(&world, case, name, &bytes, code);
        assert_eq!(of_sight(&lines, "page").len(), count, "{case}");
    }
}

#[test]
fn every_look_is_a_line_and_a_304_makes_no_version() {
    let world = World::new();
    let again = page(&world, "z", "một", "2020-06-01T00:00:00Z");
    let profile = "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/server-not-modified\r\n";
    let about = lines(&world, "r", "một", LATER);
    let gone = "HTTP/1.1 304 Not Modified\r\n\r\n";
    let revisit = record("revisit", &format!("{about}{profile}"), gone);
    let file = world.path("a.warc");
    let all = [page(&world, "a", "một", DAY), again, revisit].concat();
    std::fs::write(&file, all).unwrap();
    let lines = extract(&world, &world.path("none"), &[&file], 0, &[]);
    let sights: Vec<&str> = lines
        .iter()
        .map(|it| it["sight"].as_str().unwrap())
        .collect();
    assert_eq!(sights, ["page", "page", "confirmed"]);
    let said = |line: &Value| line["content_digest"].clone();
    assert!(lines.iter().all(|line| said(line) == said(&lines[0])));
    let times = lines.iter().map(|it| it["captured_at"].to_string());
    assert_eq!(times.collect::<std::collections::BTreeSet<_>>().len(), 3);
}

#[test]
fn what_cannot_be_read_is_told_and_ends_with_one() {
    let world = World::new();
    let none = world.path("none");
    let file = |name: &str, text: &str| {
        let path = world.path(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let lost = {
        let profile = "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/\
                       identical-payload-digest\r\nWARC-Refers-To: <urn:x:z>\r\n";
        let about = lines(&world, "r", "hai", LATER);
        record("revisit", &format!("{about}{profile}"), &http(""))
    };
    let one = page(&world, "a", "một", DAY);
    let with_lost = file("lost.warc", &format!("{one}{lost}"));
    let kept = extract(
        &world,
        &none,
        &[&with_lost],
        1,
        &["lost.warc, byte", "not at hand"],
    );
    assert_eq!(kept.len(), 1);
    let no_warc = file("no.warc", "this is none");
    extract(
        &world,
        &none,
        &[&no_warc],
        1,
        &["no.warc", "it is no WARC file"],
    );
    extract(
        &world,
        &none,
        &[&world.path("absent.warc")],
        1,
        &["absent.warc"],
    );
    let stranger = one.replace(&world.url("/"), "https://other.example/");
    let stranger = file("other.warc", &stranger);
    let left = extract(
        &world,
        &none,
        &[&stranger],
        0,
        &["holds no response of demo"],
    );
    assert!(left.is_empty());
}

#[test]
fn a_snapshot_of_a_site_that_is_not_configured_is_told_once_a_file() {
    let mut world = World::new();
    world.run(&["crawl", "--limit", "3"]).exits(0, &[]);
    let found = warcs(&world.archive());
    world.rename_site("other");
    let ended = on(
        &world,
        &world.path("none"),
        &["extract", found[0].to_str().unwrap()],
    );
    ended.exits(1, &["no site of the configuration is called \"demo\""]);
    assert_eq!(ended.err.matches("no site").count(), 1, "{}", ended.err);
}

#[test]
fn standard_input_is_read_under_the_name_it_is_given() {
    let world = World::new();
    let mut command = world.command(
        &world.path("none"),
        &["extract", "-", "--name", "cc/a.warc.gz"],
    );
    let mut running = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let html = record(
        "response",
        &lines(&world, "a", "một", DAY),
        &http(&article("Một", TEXT)),
    );
    let mut stdin = running.stdin.take().unwrap();
    stdin.write_all(&gzip(html.as_bytes())).unwrap();
    drop(stdin);
    let ended = Ended::of(running.wait_with_output());
    ended.exits(0, &[]);
    let [line] = &ended.json()[..] else {
        panic!("{}", ended.out)
    };
    let pages: Value = serde_json::from_str(line["pages"].as_str().unwrap()).unwrap();
    assert_eq!(pages[0]["warc"]["file"], "cc/a.warc.gz");
    assert_eq!(pages[0]["warc"]["offset"], 0);
    world
        .run(&["extract", "-", "a.warc"])
        .exits(2, &["`-` and --name go with one file"]);
}

#[test]
fn nothing_is_extracted_where_a_takedown_is_in_force() {
    let world = World::new();
    let file = world.path("a.warc");
    std::fs::write(&file, page(&world, "a", "một", DAY)).unwrap();
    let list = "article = [ { text = \"Nguyễn Văn Ất\", reason = \"bí mật\", on = 2026-11-23 } ]\n";
    std::fs::write(world.path("withhold.toml"), list).unwrap();
    let name = file.to_str().unwrap();
    let none = world.path("none");
    let refused = on(&world, &none, &["extract", name]);
    refused.exits(2, &["cannot extract", "--include-withheld"]);
    assert_eq!(refused.out, "");
    let all = on(&world, &none, &["extract", "--include-withheld", name]);
    assert_eq!(all.exits(0, &[]).json().len(), 1);
}
