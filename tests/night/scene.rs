//! An archive with runs that saw things change, and a configuration that says whom to tell.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use hpnews::config::{Config, Overrides, UserFile};
use hpnews::crawl::Stop;
use hpnews::digest::PartDigest;
use hpnews::notify::{Limits, NOTICES, Secret, Secrets};
use hpnews::pipeline::{DeliveryOutcome, PipelineSetup, PipelineStep, tell_untold};
use hpnews::record::{CHANGE_SCHEMA, Change, ChangeKind};
use hpnews::store::{Archive, Event, OpenOptions};
use tempfile::TempDir;

pub(crate) const KEY: &str = "chìa khoá của đêm";

pub(crate) struct Scene {
    dir: TempDir,
    notify: String,
    runs: u32,
    pub(crate) secrets: Secrets,
}

impl Scene {
    pub(crate) fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            notify: "[notify]\nattempts = 1\n".to_owned(),
            runs: 0,
            secrets: Secrets {
                webhook_key: Some(Secret::new(KEY)),
                ..Secrets::default()
            },
        }
    }

    pub(crate) fn webhook(port: u16) -> Self {
        let mut scene = Self::new();
        scene.set(&format!(
            "webhook = \"http://127.0.0.1:{port}/hook/tokentoken\""
        ));
        scene
    }

    pub(crate) fn mail(port: u16, to: &str) -> Self {
        let mut scene = Self::new();
        scene.set(&format!("smtp = \"smtp://127.0.0.1:{port}\""));
        scene.set("mail_from = \"Kho báo <kho@haiphong.example>\"");
        scene.set(&format!("mail_to = [{to}]"));
        scene
    }

    pub(crate) fn set(&mut self, line: &str) {
        self.notify = self.notify.replace(
            "attempts = 1\n",
            if line.starts_with("attempts") {
                ""
            } else {
                "attempts = 1\n"
            },
        );
        let _ = writeln!(self.notify, "{line}");
    }

    pub(crate) fn archive(&self) -> PathBuf {
        self.dir.path().join("archive")
    }

    pub(crate) fn ledger(&self) -> String {
        std::fs::read_to_string(self.archive().join(NOTICES)).unwrap_or_default()
    }

    pub(crate) fn ledger_path(&self) -> PathBuf {
        self.archive().join(NOTICES)
    }

    /// A night later: a run that saw these.
    pub(crate) fn run(&mut self, changes: &[(&str, ChangeKind)], drift: Option<&str>) -> String {
        let night = Utc.with_ymd_and_hms(2026, 11, 1, 19, 30, 0).unwrap();
        let at = night + TimeDelta::days(self.runs.into());
        self.runs += 1;
        let options = OpenOptions::new("test");
        let mut archive = Archive::open(&self.archive(), &options).unwrap();
        let run = archive.begin_run(&serde_json::json!({}), at).unwrap().stamp;
        if let Some(since) = drift {
            archive
                .commit(&Event::Drift {
                    at,
                    site: "thanhphohaiphong".to_owned(),
                    looked: 10,
                    unfit: 9,
                    reasons: vec!["tiêu đề".to_owned()],
                    recipe: PartDigest::of(&"recipe"),
                    since: since.to_owned(),
                })
                .unwrap();
        }
        let changes: Vec<Change> = changes.iter().map(|it| change(&run, at, *it)).collect();
        archive.write_changes(&run, &changes).unwrap();
        archive.finish_run("complete", at).unwrap();
        run
    }

    pub(crate) fn config(&self) -> Config {
        let file = UserFile {
            name: "config.toml",
            text: &self.notify,
        };
        Config::parse(Some(file), &Overrides::default()).unwrap()
    }

    /// Tells what waits, and what was said on the way.
    pub(crate) fn tell(&self) -> (Vec<DeliveryOutcome>, String) {
        let said = Arc::new(Mutex::new(String::new()));
        let hear = Arc::clone(&said);
        let (_hand, stop) = Stop::new();
        let setup = PipelineSetup {
            config: Arc::new(self.config()),
            dir: self.archive(),
            lanes: self.dir.path().join("lanes"),
            lease: None,
            due_at: None,
            intermediates: std::collections::BTreeMap::new(),
            secrets: self.secrets.clone(),
            limits: limits(),
            clock: || Utc.with_ymd_and_hms(2026, 11, 30, 0, 0, 0).unwrap(),
            stop,
            watch: Arc::new(move |step| {
                let mut said = hear.lock().unwrap();
                match step {
                    PipelineStep::Again(id) => writeln!(said, "again {id}").unwrap(),
                    PipelineStep::Attempt(attempt) => writeln!(said, "{attempt:?}").unwrap(),
                    _ => {}
                }
            }),
        };
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let told = runtime.block_on(tell_untold(&setup)).unwrap();
        runtime.shutdown_background();
        let said = said.lock().unwrap().clone();
        (told, said)
    }
}

pub(crate) fn limits() -> Limits {
    Limits {
        connect: Duration::from_millis(400),
        answer: Duration::from_millis(400),
        pause: Duration::from_millis(5),
        patience: Duration::from_secs(1),
    }
}

fn change(run: &str, at: DateTime<Utc>, (name, kind): (&str, ChangeKind)) -> Change {
    let at = at.fixed_offset();
    let url = format!("https://thanhphohaiphong.gov.vn/{name}.html");
    let value = serde_json::json!({
        "schema": CHANGE_SCHEMA, "id": format!("{name:0>16}"), "run": run, "at": at,
        "last_seen_before": null, "site": "thanhphohaiphong", "article_id": name, "url": url,
        "previous_url": null, "title": format!("Bão số 3: «{name}» và đê biển"),
        "categories": ["Thời sự"], "kind": kind, "kinds": [kind], "fields": [],
        "announced": null, "backdated": false, "figures": [], "before": null, "after": null,
        "repeats": (name.starts_with("repeat")).then_some("snapshots/x.json"),
        "reason": "404 từ 3 đêm nay",
    });
    serde_json::from_value(value).unwrap()
}
