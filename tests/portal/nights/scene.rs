//! A portal that can be edited, an archive, and nights that are days apart.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::{Portal, crawl, portal};

/// Where Debian puts it.
const FAKETIME: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

pub struct Scene {
    pub portal: Portal,
    pub dir: TempDir,
    pub scripts: PathBuf,
    faketime: PathBuf,
}

/// What one night left behind.
pub struct Night {
    pub code: i32,
    pub talk: String,
    pub report: Value,
    pub changes: Vec<Value>,
}

impl Scene {
    /// The portal with its scripts, or a loud skip.
    pub fn new(test: &str) -> Option<Self> {
        let portal = portal(test)?;
        let faketime =
            std::env::var_os("HPNEWS_FAKETIME").map_or(PathBuf::from(FAKETIME), PathBuf::from);
        let scripts = std::env::var_os("HPNEWS_PORTAL_SCRIPTS").map(PathBuf::from);
        let Some(scripts) = scripts.filter(|_| faketime.exists()) else {
            eprintln!(
                "SKIPPED {test}: it needs HPNEWS_PORTAL_SCRIPTS (the folder of mutate.sh) and faketime; `.ci/run` gives both"
            );
            return None;
        };
        Some(Self {
            portal,
            dir: tempfile::tempdir().expect("a temporary folder can be made"),
            scripts,
            faketime,
        })
    }

    pub fn archive(&self) -> PathBuf {
        self.dir.path().join("archive")
    }

    pub fn config(&self) -> PathBuf {
        self.dir.path().join("config.toml")
    }

    /// Writes the configuration with this revisit budget.
    pub fn budget(&self, budget: &str) {
        let path = self.portal.config(self.dir.path(), "200/s", true);
        let text = std::fs::read_to_string(&path).expect("the configuration is readable");
        // Every article's turn comes within the nights of the test.
        let own = format!("[revisit]\nbudget = \"{budget}\"\nlongest = \"8d\"\n\n{text}");
        std::fs::write(&path, own).expect("the configuration can be written");
    }

    /// A command of the binary, `days` from today.
    pub fn command(&self, days: usize, words: &[&str]) -> Command {
        let crawl = crawl::command(&self.config(), &self.archive());
        let mut command = Command::new(crawl.get_program());
        command
            .arg("--config")
            .arg(self.config())
            .arg("--archive")
            .arg(self.archive())
            .args(words)
            .env("HPNEWS_STATE", self.dir.path().join("state"))
            .env("LD_PRELOAD", &self.faketime)
            .env("FAKETIME", format!("+{days}d"))
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        command
    }

    /// The crawl of a night, and what it told.
    pub fn night(&self, days: usize) -> Night {
        self.night_with(days, &[])
    }

    /// The same with options of `crawl`.
    pub fn night_with(&self, days: usize, options: &[&str]) -> Night {
        let output = self.run(days, &[&["--json", "crawl"], options].concat());
        let talk = String::from_utf8_lossy(&output.stderr).into_owned();
        let code = output.status.code().expect("it ends by itself");
        assert!(code < 2, "night {days}: {talk}");
        let line = output
            .stdout
            .split(|byte| *byte == b'\n')
            .find(|line| !line.is_empty());
        let report: Value = serde_json::from_slice(line.expect("a report")).expect("JSON");
        let run = report["run"]
            .as_str()
            .expect("a run has a stamp")
            .to_owned();
        Night {
            code,
            talk,
            changes: changes(&self.archive(), &run),
            report,
        }
    }

    pub fn run(&self, days: usize, words: &[&str]) -> Output {
        self.command(days, words)
            .output()
            .expect("the binary starts")
    }

    /// Edits the portal; gives what was done.
    pub fn mutate(&self, edits: usize, kinds: &[&str], new: usize) -> Vec<Value> {
        let output = Command::new("bash")
            .arg(self.scripts.join("mutate.sh"))
            .arg(edits.to_string())
            .arg(format!("--types={}", kinds.join(",")))
            .arg(format!("--new={new}"))
            .output()
            .expect("the script starts");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let log = self.portal.truth.with_file_name("changes.json");
        let text = std::fs::read_to_string(log).expect("changes.json is readable");
        let log: Value = serde_json::from_str(&text).expect("changes.json is JSON");
        let rounds = log["rounds"].as_array().expect("rounds is a list");
        let last = rounds.last().expect("a round was made");
        last["items"].as_array().expect("items is a list").clone()
    }
}

/// The changes a run told.
pub fn changes(archive: &Path, run: &str) -> Vec<Value> {
    let path = archive.join(format!("changes/{run}.jsonl"));
    let text = std::fs::read_to_string(&path).expect("a night writes its changes");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a change is JSON"))
        .collect()
}

impl Night {
    pub fn requests(&self) -> u64 {
        self.report["counts"]["requests"].as_u64().expect("a count")
    }

    /// Requests by what they were asked for, and whether something was not compared.
    pub fn asked(&self) -> String {
        format!(
            "{} {}",
            self.report["counts"]["by_reason"], self.report["uncompared"]
        )
    }

    /// Requests for articles nobody had spoken of, by `revisit.budget`.
    pub fn scheduled(&self) -> u64 {
        self.asked_for("scheduled")
    }

    /// Requests for files that may have been replaced, by `revisit.files`.
    pub fn files(&self) -> u64 {
        self.asked_for("files")
    }

    fn asked_for(&self, reason: &str) -> u64 {
        let count = &self.report["counts"]["by_reason"][reason];
        count.as_u64().expect("a count")
    }
}
