//! What a crawl acknowledges is on the disk: every write and sync of the binary is watched
//! (strace), and no host is asked again, nor does a page count, before all of it was synced.

use std::collections::{BTreeMap, HashMap};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;

/// A portal of a home page and two articles, for as long as the test runs. Gives its port.
fn portal() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || while answer(&stream).is_some() {});
        }
    });
    port
}

/// One exchange; `None` when the client has left.
fn answer(mut stream: &TcpStream) -> Option<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let port = stream.local_addr().ok()?.port();
    let (status, body) = match head.split(' ').nth(1)? {
        "/" => (
            200,
            "<a href=/tin-1.html>Một</a> <a href=/tin-2.html>Hai</a>".to_owned(),
        ),
        path if path.starts_with("/tin-") => (200, article(port, path)),
        _ => (404, String::new()),
    };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} X\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .ok()
}

fn article(port: u16, path: &str) -> String {
    let said = "Sáng nay, phường Lê Chân khai trương điểm đọc sách công cộng bên hồ Tam Bạc, \
                mở cửa hằng ngày, phục vụ miễn phí mọi người dân và du khách.";
    format!(
        "<meta charset=utf-8><title>Điểm đọc sách {port} {path}</title><article><h1>Điểm đọc \
         sách số {port} {path}</h1><p>{said}</p><p>{said} Số {port}{path}.</p></article>"
    )
}

fn config(ports: &[u16], rate: &str) -> String {
    let sites = ports.iter().map(|port| {
        format!(
            "[[site]]\nname = \"cong-{port}\"\nhome = \"http://127.0.0.1:{port}/\"\n\
             time_zone = \"Asia/Ho_Chi_Minh\"\n\
             [site.sources]\nsitemaps = []\nfeeds = []\nrest = []\n\
             [site.address]\nhosts = [\"127.0.0.1:{port}\"]\n\
             article = [\"/*.html\"]\nlist = [\"/\"]\n"
        )
    });
    let pace = format!("[politeness]\nrate = \"{rate}\"\nlatency_factor = 0\n");
    std::iter::once(pace).chain(sites).collect()
}

/// Runs the binary in a folder, watched, and gives what it called.
fn watched(dir: &Path, args: &[&str]) -> Vec<Call> {
    let trace = dir.join("trace");
    let calls = "trace=write,pwrite64,sendto,fsync,fdatasync,syncfs,rename,renameat,renameat2,\
                 linkat,link";
    let ended = Command::new("strace")
        .args(["-f", "-yy", "-T", "-s", "4000", "-e", calls, "-o"])
        .arg(&trace)
        .arg(env!("CARGO_BIN_EXE_hpnews"))
        .args(args)
        .current_dir(dir)
        .env("HPNEWS_STATE", dir.join("state"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{said}");
    let text = String::from_utf8_lossy(&std::fs::read(&trace).unwrap()).into_owned();
    calls_of(&text)
}

/// A system call as it began (`end` false), and as it ended well.
#[derive(Clone, Debug)]
struct Call {
    end: bool,
    thread: String,
    name: String,
    /// What stands in its parentheses.
    args: String,
    seconds: f64,
}

fn calls_of(trace: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    let mut begun: HashMap<String, Call> = HashMap::new();
    for line in trace.lines() {
        let Some((thread, rest)) = line.split_once(' ') else {
            continue;
        };
        let rest = rest.trim_start();
        let seconds = rest
            .rsplit_once('<')
            .and_then(|(_, it)| it.strip_suffix('>')?.parse().ok());
        let seconds = seconds.unwrap_or(0.0);
        let is_well = !rest.contains(") = -1 ");
        if let Some(call) = rest
            .strip_prefix("<... ")
            .and_then(|_| begun.remove(thread))
        {
            if is_well {
                calls.push(Call {
                    end: true,
                    seconds,
                    ..call
                });
            }
        } else if let Some((name, args)) = rest.split_once('(') {
            let call = Call {
                end: false,
                thread: thread.to_owned(),
                name: name.to_owned(),
                args: args.to_owned(),
                seconds,
            };
            calls.push(call.clone());
            if rest.ends_with("<unfinished ...>") {
                begun.insert(thread.to_owned(), call);
            } else if is_well {
                calls.push(Call { end: true, ..call });
            }
        }
    }
    calls
}

/// Changes of one file or folder, and how many of them are on the disk.
#[derive(Clone, Copy, Debug, Default)]
struct Changes {
    made: u64,
    synced: u64,
}

/// The disk below the archive, as the calls change it.
#[derive(Debug, Default)]
struct Disk {
    files: BTreeMap<String, Changes>,
    /// What a sync under way covers, by thread.
    covered: HashMap<String, Vec<(String, u64)>>,
    /// Journal lines by the port their page came from, as the journal's changes.
    lines: HashMap<String, u64>,
    pages: u64,
    /// Between the first page and the end of the run.
    syncs: u64,
    seconds: f64,
    has_ended: bool,
    wrong: Vec<String>,
}

impl Disk {
    fn after(calls: &[Call]) -> Self {
        let mut disk = Self::default();
        for call in calls {
            if call.end {
                disk.ended(call);
            } else {
                disk.begins(call);
            }
        }
        disk
    }

    fn is_safe(&self, path: &str) -> bool {
        self.files.get(path).is_some_and(|it| it.synced == it.made)
    }

    fn journal(&self) -> Option<(&String, &Changes)> {
        self.files.iter().find(|(path, _)| ends(path, "jsonl"))
    }

    fn begins(&mut self, call: &Call) {
        let path = path_of(&call.args);
        match call.name.as_str() {
            "fsync" | "fdatasync" => {
                let made = self.files.get(&path).map_or(0, |it| it.made);
                self.covered.insert(call.thread.clone(), vec![(path, made)]);
            }
            "syncfs" => {
                let all = self.files.iter().map(|(path, it)| (path.clone(), it.made));
                self.covered.insert(call.thread.clone(), all.collect());
            }
            "write" if ends(&path, "jsonl") => self.line(&call.args),
            "pwrite64" if path.ends_with("catalog.sqlite-wal") => {
                let unsafe_lines = self.journal().filter(|(_, it)| it.synced < it.made);
                if let Some((path, _)) = unsafe_lines {
                    self.wrong
                        .push(format!("{path} counts before it is synced"));
                }
            }
            "sendto" if call.args.contains("\"GET ") => self.asked(&call.args),
            _ => {}
        }
    }

    /// A page's line is written: what it names must be on the disk.
    fn line(&mut self, args: &str) {
        let path = path_of(args);
        let folder = path
            .rsplit_once("/runs/")
            .map(|it| it.0.to_owned())
            .unwrap_or_default();
        self.has_ended |= args.contains(r#"\"event\":\"run_finished\""#);
        let Some(url) = said(args, "url") else { return };
        let is_page = args.contains(r#"\"event\":\"captured\""#);
        let discovered = [said(args, "file"), said(args, "snapshot")];
        for name in discovered.iter().flatten() {
            let file = format!("{folder}/{name}");
            let parent = file.rsplit_once('/').map_or("", |it| it.0).to_owned();
            // A WARC file's own entry was synced when it was made.
            for of in [file, parent] {
                let must = ends(&of, "gz") || name.starts_with("snapshots/");
                if must && !self.is_safe(&of) {
                    self.wrong
                        .push(format!("{of} is not synced, and a line names it"));
                }
            }
        }
        self.pages += u64::from(is_page);
        let made = self.files.get(&path).map_or(0, |it| it.made) + 1;
        self.lines.insert(authority(&url), made);
    }

    /// A host is asked: its lines must be on the disk.
    fn asked(&mut self, args: &str) {
        let to = args.split("->").nth(1).and_then(|it| it.split(']').next());
        let to = to.unwrap_or_default();
        let synced = self.journal().map_or(0, |(_, it)| it.synced);
        if self.lines.get(to).is_some_and(|line| *line > synced) {
            self.wrong
                .push(format!("{to} is asked before its last page is safe"));
        }
    }

    fn ended(&mut self, call: &Call) {
        match call.name.as_str() {
            "fsync" | "fdatasync" | "syncfs" => {
                if self.pages > 0 && !self.has_ended {
                    self.syncs += 1;
                    self.seconds += call.seconds;
                }
                for (path, made) in self.covered.remove(&call.thread).unwrap_or_default() {
                    let file = self.files.entry(path).or_default();
                    file.synced = file.synced.max(made);
                }
            }
            "write" | "pwrite64" => {
                self.files.entry(path_of(&call.args)).or_default().made += 1;
            }
            "rename" | "renameat" | "renameat2" | "link" | "linkat" => {
                let names: Vec<&str> = call.args.split('"').skip(1).step_by(2).collect();
                let [from, to, ..] = names[..] else { return };
                let moved = self.files.get(from).copied().unwrap_or_default();
                self.files.insert(to.to_owned(), moved);
                let folder = to.rsplit_once('/').map_or("", |it| it.0);
                self.files.entry(folder.to_owned()).or_default().made += 1;
            }
            _ => {}
        }
    }

    /// Files of the archive whose last change is not on the disk. The catalog is only an index.
    fn unsafe_files(&self) -> Vec<&String> {
        let kept = [
            "/warc/",
            "/snapshots/",
            "/runs/",
            "/manifests/",
            "/changes/",
        ];
        let files = self.files.iter().filter(|(_, it)| it.synced < it.made);
        let files = files.filter(|(path, _)| kept.iter().any(|it| path.contains(it)));
        files
            .map(|(path, _)| path)
            .filter(|path| !path.contains("/.tmp-"))
            .collect()
    }
}

/// The path of a call's first argument, a descriptor.
fn path_of(args: &str) -> String {
    let path = args.split_once('<').and_then(|(_, it)| it.split_once('>'));
    path.map_or("", |it| it.0).to_owned()
}

/// What a journal line says of a key, as strace quotes it.
fn said(args: &str, key: &str) -> Option<String> {
    let after = args.split_once(&format!(r#"\"{key}\":\""#))?.1;
    Some(after.split_once("\\\"")?.0.to_owned())
}

fn ends(path: &str, ending: &str) -> bool {
    Path::new(path).extension().is_some_and(|it| it == ending)
}

fn authority(url: &str) -> String {
    url.split('/').nth(2).unwrap_or_default().to_owned()
}

fn may_trace() -> bool {
    let traced = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .output();
    let may = traced.is_ok_and(|done| done.status.success());
    if !may {
        eprintln!("SKIPPED: strace is not here, or may not trace");
    }
    may
}

#[test]
fn no_host_is_asked_before_its_last_page_is_on_the_disk() {
    if !may_trace() {
        return;
    }
    for (hosts, rate) in [(20, "1/s"), (3, "2/s"), (1, "5/s")] {
        let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let ports: Vec<u16> = (0..hosts).map(|_| portal()).collect();
        std::fs::write(dir.path().join("config.toml"), config(&ports, rate)).unwrap();
        let calls = watched(dir.path(), &["crawl", "-q"]);
        let disk = Disk::after(&calls);
        assert_eq!(disk.wrong, Vec::<String>::new(), "{hosts} hosts at {rate}");
        assert_eq!(disk.pages, 3 * hosts, "the home page and two articles each");
        assert_eq!(disk.unsafe_files(), Vec::<&String>::new());
        let pages = u32::try_from(disk.pages).unwrap();
        let syncs = u32::try_from(disk.syncs).unwrap();
        eprintln!(
            "{hosts} hosts at {rate}: {:.2} syncs a page, {:.2} ms a page",
            f64::from(syncs) / f64::from(pages),
            disk.seconds / f64::from(pages) * 1e3
        );
        // The same calls without any one kind of their syncs are not taken for safe.
        for lost in [".jsonl>", ".warc.gz>", "/.tmp-", "/snapshots/"] {
            let is_lost = |call: &Call| call.name.contains("sync") && call.args.contains(lost);
            let mut calls = calls.clone();
            calls.retain(|call| !is_lost(call));
            assert!(!Disk::after(&calls).wrong.is_empty(), "without {lost}");
        }
    }
}

#[test]
fn an_import_says_that_it_is_done_when_it_is_on_the_disk() {
    if !may_trace() {
        return;
    }
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let ports = [portal()];
    std::fs::write(dir.path().join("config.toml"), config(&ports, "20/s")).unwrap();
    watched(dir.path(), &["crawl", "-q"]);
    let warcs = crate::world::files(&dir.path().join("archive/warc"));
    let warc = warcs
        .iter()
        .find(|it| it.extension().is_some_and(|it| it == "gz"));
    let warc = warc.unwrap().to_str().unwrap();
    let calls = watched(dir.path(), &["--archive", "khac", "--json", "import", warc]);
    let is_report = |call: &Call| {
        call.name == "write" && call.args.starts_with("1<") && call.args.contains("captures")
    };
    let done = calls.iter().position(is_report).expect("it reports");
    let disk = Disk::after(&calls[..done]);
    assert!(
        disk.files.keys().any(|it| it.contains("khac/snapshots/")),
        "{:?}",
        disk.files
    );
    assert_eq!(disk.unsafe_files(), Vec::<&String>::new());
    let mut calls = calls;
    calls.retain(|call| !call.name.contains("sync"));
    assert!(!Disk::after(&calls).unsafe_files().is_empty());
}
