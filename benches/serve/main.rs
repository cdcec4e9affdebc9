//! What the reading room costs over 200,000 articles: `cargo bench --bench serve`.
//!
//! Makes web archive files of made-up articles, every tenth with an edit, and imports them: each
//! has its records. Their changes are spread over two years of nights. Then asks every route,
//! 200 times a second in all, for a minute: alone, and beside an import. Prints a line a route and
//! the memory. The gate: 95 of 100 in 50 ms (of a download the first byte), no 5xx, 400 MB.
//! `SERVE_ARTICLES` makes it fewer; `SERVE_DIR` keeps the archive there, and takes it from there
//! when it is whole; `SERVE_SECONDS` and `SERVE_RATE` change the load.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::format_push_string,
    reason = "a bench reads the clock, writes files, asks loopback, and prints"
)]

#[path = "../search/articles.rs"]
#[allow(dead_code, reason = "the bench of search needs what this one does not")]
mod articles;
mod held;
mod load;
mod routes;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use articles::{Dice, Portal};
use load::{Load, memory};

const ARTICLES: usize = 200_000;

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

fn main() {
    let all = number("SERVE_ARTICLES", ARTICLES);
    let kept = std::env::var_os("SERVE_DIR").map(PathBuf::from);
    let temporary = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let dir = kept.unwrap_or_else(|| temporary.path().to_owned());
    std::fs::create_dir_all(&dir).expect("a folder");
    let portal = Portal::new();
    if !dir.join("whole").exists() {
        held::make(&portal, &dir, all);
        std::fs::write(dir.join("whole"), "").expect("a file");
    }
    let more = dir.join("more.warc.gz");
    held::write_warc(&portal, &more, all..all + all / 10, all, 0);
    let room = Room::open(&dir);
    let load = Load {
        seconds: number("SERVE_SECONDS", 60),
        rate: number("SERVE_RATE", 200),
    };
    let routes = routes::routes(&portal, &dir, &mut Dice::new(11));
    let mut is_within = true;
    for (name, beside) in [("alone", false), ("beside an import", true)] {
        let mut writer = beside.then(|| {
            import(&dir, &more)
                .stdout(Stdio::null())
                .spawn()
                .expect("it runs")
        });
        println!("{name}: {} requests/s for {} s", load.rate, load.seconds);
        is_within &= load.run(&routes, &room.origins);
        if let Some(writer) = &mut writer {
            let ended = writer.try_wait().expect("it is a child");
            println!(
                "the import {}",
                if ended.is_some() {
                    "ended before the minute"
                } else {
                    "is still at work"
                }
            );
            writer.wait().expect("it is a child");
        }
        println!("memory: {}", memory(room.child.id()));
    }
    assert!(is_within, "a route took longer than it may, or failed");
}

/// `hpnews import` of a web archive file.
fn import(dir: &Path, file: &Path) -> Command {
    let mut command = hpnews(dir);
    command.arg("import").arg(file);
    command
}

fn hpnews(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hpnews"));
    command.current_dir(dir).arg("--quiet");
    command
}

/// A room that is open until it is dropped.
struct Room {
    child: Child,
    /// Of its pages, and of pages as they were.
    origins: [String; 2],
}

impl Room {
    fn open(dir: &Path) -> Self {
        let ports = [0; 2].map(|_| {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
            listener.local_addr().expect("it is bound").port()
        });
        let [room, replay] = ports.map(|it| format!("127.0.0.1:{it}"));
        let config = std::fs::read_to_string(dir.join("config.toml")).expect("it was written");
        let serve = format!(
            "\n[serve]\nbind = \"{room}\"\nreplay_bind = \"{replay}\"\nrequests_per_minute = 0\n"
        );
        let path = dir.join("room.toml");
        std::fs::write(&path, config + &serve).expect("a file");
        let child = hpnews(dir).arg("--config").arg(&path).arg("serve").spawn();
        let mut room = Self {
            child: child.expect("it runs"),
            origins: [format!("http://{room}"), format!("http://{replay}")],
        };
        while std::net::TcpStream::connect(room.origins[0].trim_start_matches("http://")).is_err() {
            let ended = room.child.try_wait().expect("it is a child");
            assert!(ended.is_none(), "the room did not open: {ended:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
        room
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
