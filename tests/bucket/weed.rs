//! `SeaweedFS`, started where it is installed.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub struct Weed {
    pub endpoint: String,
    dir: PathBuf,
    program: PathBuf,
    port: u16,
    process: Child,
    _turn: MutexGuard<'static, ()>,
}

/// One at a time: each takes four ports and hundreds of MB.
static TURN: Mutex<()> = Mutex::new(());

const KEYS: &str = r#"{"identities":[{"name":"hpnews","credentials":[
 {"accessKey":"hpnews","secretKey":"hpnews-secret"}],"actions":["Admin","Read","Write","List"]}]}"#;

impl Weed {
    /// One with its files in a folder; `None`, and said aloud, where it is not installed.
    pub fn start(dir: &Path) -> Option<Self> {
        let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bucket-venv/bin/weed");
        let program = std::env::var_os("HPNEWS_WEED").map_or(usual, PathBuf::from);
        if !program.exists() {
            eprintln!(
                "SKIPPED: no SeaweedFS at {}; `.ci/tools bucket`",
                program.display()
            );
            return None;
        }
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        std::fs::write(dir.join("keys.json"), KEYS).unwrap();
        // Its own ports follow each other, and each has another 10,000 above it.
        let is_free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
        let are_free = |base: &u16| (0..4).all(|n| is_free(base + n) && is_free(base + n + 10_000));
        let spread = u16::try_from(std::process::id() % 900).unwrap();
        let port = (0..900_u16)
            .map(|n| 18_000 + (spread + n) % 900 * 8)
            .find(are_free)
            .unwrap();
        let process = spawn(&program, dir, port);
        let weed = Self {
            endpoint: format!("http://127.0.0.1:{}", port + 3),
            dir: dir.to_path_buf(),
            program,
            port,
            process,
            _turn: turn,
        };
        weed.ready();
        Some(weed)
    }

    /// Until it answers.
    fn ready(&self) {
        let began = Instant::now();
        let asked = || {
            use std::io::{Read as _, Write as _};
            let mut stream = TcpStream::connect(("127.0.0.1", self.port + 3)).ok()?;
            stream.write_all(b"GET /healthz HTTP/1.0\r\n\r\n").ok()?;
            let mut said = String::new();
            stream.read_to_string(&mut said).ok()?;
            said.contains(" 200 ").then_some(())
        };
        while asked().is_none() {
            assert!(
                began.elapsed() < Duration::from_secs(90),
                "SeaweedFS does not start"
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// A bucket, by `SeaweedFS`'s own shell: hpnews makes none.
    pub fn make(&self, bucket: &str) {
        use std::io::Write as _;
        let mut shell = Command::new(&self.program)
            .arg("shell")
            .arg(format!("-master=127.0.0.1:{}", self.port))
            .arg(format!("-filer=127.0.0.1:{}", self.port + 2))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let order = format!("s3.bucket.create -name {bucket}\n");
        shell
            .stdin
            .take()
            .unwrap()
            .write_all(order.as_bytes())
            .unwrap();
        assert!(shell.wait().unwrap().success());
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Again, over the same files.
    pub fn restart(&mut self) {
        self.process = spawn(&self.program, &self.dir, self.port);
        self.ready();
    }
}

fn spawn(program: &Path, dir: &Path, port: u16) -> Child {
    Command::new(program)
        .args(["server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3"])
        .args(["-s3.port.lance=0", "-s3.port.iceberg=0"])
        .args([
            "-master.volumeSizeLimitMB=64",
            "-volume.max=400",
            "-master.telemetry=false",
        ])
        .arg(format!("-dir={}", dir.display()))
        .arg(format!("-s3.config={}", dir.join("keys.json").display()))
        .arg(format!("-master.port={port}"))
        .arg(format!("-volume.port={}", port + 1))
        .arg(format!("-filer.port={}", port + 2))
        .arg(format!("-s3.port={}", port + 3))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

impl Drop for Weed {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
