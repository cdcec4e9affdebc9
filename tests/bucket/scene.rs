//! A portal, an archive of it, and a bucket.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use hpnews::bucket::{Bucket, BucketSecrets};
use hpnews::config::BucketPlace;
use hpnews::demo::{Portal, PortalOptions};
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub struct Scene {
    pub dir: TempDir,
    pub portal: Portal,
    _runtime: Runtime,
    endpoint: String,
    url: String,
}

impl Scene {
    pub fn new(endpoint: &str, url: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let portal = runtime
            .block_on(Portal::start(PortalOptions::default()))
            .unwrap();
        let scene = Self {
            dir: tempfile::tempdir().unwrap(),
            portal,
            _runtime: runtime,
            endpoint: endpoint.to_owned(),
            url: url.to_owned(),
        };
        scene.configure("cache = \"1 MiB\"\nship = \"1s\"");
        scene
    }

    /// Writes the configuration, with these lines of `[bucket]`.
    pub fn configure(&self, lines: &str) {
        let (own, endpoint, url) = (self.portal.config(), &self.endpoint, &self.url);
        let text =
            format!("[bucket]\nurl = \"{url}\"\nendpoint = \"{endpoint}\"\n{lines}\n\n{own}");
        std::fs::write(self.dir.path().join("config.toml"), text).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// `hpnews --archive <archive> …`, in the scene's folder.
    pub fn command(&self, archive: &str, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hpnews"));
        command
            .current_dir(self.dir.path())
            .env("HPNEWS_STATE", self.path("state"))
            .env("AWS_ACCESS_KEY_ID", "hpnews")
            .env("AWS_SECRET_ACCESS_KEY", "hpnews-secret")
            .env("LC_ALL", "C")
            .args(["--archive", archive])
            .args(args);
        command
    }

    pub fn run(&self, archive: &str, args: &[&str]) -> Said {
        Said::of(&self.command(archive, args).output().unwrap())
    }

    /// The same, and it must end so.
    pub fn ends(&self, code: i32, archive: &str, args: &[&str]) -> Said {
        let said = self.run(archive, args);
        assert_eq!(
            said.code,
            Some(code),
            "{args:?}\n{}\n{}",
            said.out_text(),
            said.err
        );
        said
    }

    /// Requests that a command causes.
    pub fn asked_by(&self, work: impl FnOnce()) -> Vec<String> {
        let before = self.portal.requests().len();
        work();
        let after = self.portal.requests();
        after[before..].iter().map(|it| it.path.clone()).collect()
    }
}

pub struct Said {
    pub code: Option<i32>,
    pub out: Vec<u8>,
    pub err: String,
}

impl Said {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            out: output.stdout.clone(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    pub fn out_text(&self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }
}

/// The bucket as a library opens it.
pub fn bucket(endpoint: &str, name: &str, prefix: &str) -> Bucket {
    let place = BucketPlace {
        bucket: name.to_owned(),
        prefix: prefix.to_owned(),
        endpoint: Some(endpoint.to_owned()),
        region: "us-east-1".to_owned(),
    };
    let secret = |name: &str| match name {
        "AWS_ACCESS_KEY_ID" => Some("hpnews".to_owned()),
        "AWS_SECRET_ACCESS_KEY" => Some("hpnews-secret".to_owned()),
        _ => None,
    };
    Bucket::open(&place, &BucketSecrets::from(secret).unwrap()).unwrap()
}

/// Every file below a folder, but what each process makes for itself.
pub fn contents(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut found, mut open) = (BTreeMap::new(), vec![dir.to_path_buf()]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(dir).unwrap().display().to_string();
            let is_own = [
                "catalog.",
                "search.",
                "lock",
                "night.lock",
                "cache",
                "feeds",
                "reports",
            ];
            if is_own.iter().any(|own| name.starts_with(own)) {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    found
}

/// Copies a folder.
pub fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp")
        .arg("-a")
        .args([from, to])
        .status()
        .unwrap();
    assert!(copied.success());
}
