//! Runs the binary and reads what it left behind.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// `hpnews crawl`, ready to run.
pub fn command(config: &Path, archive: &Path) -> Command {
    // The release build where `.ci/portal` gives it: it is the one that is shipped.
    let binary = std::env::var("HPNEWS_BIN");
    let mut command = Command::new(binary.as_deref().unwrap_or(env!("CARGO_BIN_EXE_hpnews")));
    command
        .arg("--config")
        .arg(config)
        .arg("--archive")
        .arg(archive)
        .env("HPNEWS_STATE", archive.with_extension("state"))
        .arg("crawl")
        .stdin(Stdio::null());
    command
}

/// Runs a crawl to its end.
pub fn crawl(config: &Path, archive: &Path) -> Output {
    command(config, archive)
        .output()
        .expect("the binary starts")
}

/// Asserts a complete crawl and prints its summary.
pub fn complete(output: &Output) {
    let talk = String::from_utf8_lossy(&output.stderr);
    eprintln!("{talk}");
    assert_eq!(output.status.code(), Some(0), "{talk}");
}

/// Every snapshot of an archive, by file name below it.
pub fn snapshots(archive: &Path) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    let mut open = vec![archive.join("snapshots")];
    while let Some(dir) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&dir) else {
            continue;
        };
        for entry in entries {
            let path = entry.expect("the folder is readable").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let text = std::fs::read_to_string(&path).expect("the snapshot is readable");
                let value = serde_json::from_str(&text).expect("the snapshot is JSON");
                let name = path
                    .strip_prefix(archive)
                    .expect("it lies below the archive");
                found.insert(name.display().to_string(), value);
            }
        }
    }
    found
}

/// Address to content digest: what two crawls must agree on.
pub fn contents(archive: &Path) -> BTreeMap<String, String> {
    let mut contents = BTreeMap::new();
    for (file, snapshot) in snapshots(archive) {
        let url = snapshot["url"].as_str().expect("url is text").to_owned();
        let digest = snapshot["digests"]["content"].to_string();
        let twice = contents.insert(url, digest);
        assert_eq!(twice, None, "an article is stored twice: {file}");
    }
    contents
}
