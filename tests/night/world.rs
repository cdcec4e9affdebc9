//! The demo portal, and the binary as a timer starts it in a folder of its own.

use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use hpnews::demo::{Portal, PortalOptions};
use tokio::runtime::Runtime;

pub(crate) struct World {
    pub(crate) portal: Portal,
    dir: tempfile::TempDir,
    pub(crate) more: String,
    _runtime: Runtime,
}

impl World {
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let options = PortalOptions {
            slow: Duration::from_millis(20),
            ..PortalOptions::default()
        };
        let portal = runtime.block_on(Portal::start(options)).unwrap();
        Self {
            portal,
            dir: tempfile::tempdir().unwrap(),
            more: String::new(),
            _runtime: runtime,
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn config(&self) -> String {
        // Sections of ours before the tables of the sites.
        format!("{}\n{}", self.more, self.portal.config())
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        std::fs::write(self.path("config.toml"), self.config()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_hpnews"));
        command
            .args(args)
            .current_dir(self.dir.path())
            .env("HPNEWS_STATE", self.path("state"))
            .env("HPNEWS_LANG", "en")
            .env("HPNEWS_WEBHOOK_KEY", "khoá-bí-mật")
            .env_remove("HPNEWS_CONTACT")
            .env_remove("HPNEWS_ARCHIVE")
            .env_remove("HPNEWS_CONFIG")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> (Option<i32>, String) {
        ended(&self.command(args).output().unwrap())
    }
}

pub(crate) fn ended(output: &Output) -> (Option<i32>, String) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), said)
}

pub(crate) fn wait_for(child: &mut Child, ready: impl Fn() -> bool) {
    let started = Instant::now();
    while !ready() && child.try_wait().unwrap().is_none() {
        assert!(
            started.elapsed() < Duration::from_secs(120),
            "it never came"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}

pub(crate) fn interrupt(child: &Child) {
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
}
