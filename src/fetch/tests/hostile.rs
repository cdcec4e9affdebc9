//! Every behaviour of `tests/fixtures/hostile`, played by its server, met by the client.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::*;

/// What the client makes of a behaviour.
#[derive(Debug, PartialEq, Eq)]
enum Reaction {
    /// Taken whole: status, bytes of the decoded body.
    Takes(u16, usize),
    /// Taken as far as it came.
    Cuts(Truncation),
    /// Taken as it was sent: its content coding cannot be undone.
    Undecoded,
    /// Not taken; the error's kind.
    Fails(&'static str),
}
use Reaction::{Cuts, Fails, Takes, Undecoded};
use Truncation::{Disconnect, Length, Time};

const REACTIONS: [(&str, Reaction); 79] = [
    ("ok", Takes(200, 35)),
    ("cl_too_big", Cuts(Disconnect)),
    ("cl_too_small", Takes(200, 10)),
    ("cl_negative", Fails("protocol")),
    ("cl_huge", Cuts(Length)),
    ("cl_overflow", Fails("protocol")),
    ("cl_two_different", Fails("protocol")),
    ("cl_and_te", Takes(200, 3)),
    ("no_length_close", Takes(200, 35)),
    ("chunk_no_end", Cuts(Disconnect)),
    ("chunk_bad_size", Fails("protocol")),
    ("chunk_overflow_size", Fails("protocol")),
    ("chunk_ext_flood", Fails("protocol")),
    ("chunk_trailers_flood", Fails("protocol")),
    ("endless_chunks", Cuts(Length)),
    ("drip_body", Cuts(Time)),
    ("drip_headers", Fails("timeout")),
    ("accept_silent", Fails("timeout")),
    ("reset_after_headers", Cuts(Disconnect)),
    ("empty_reply", Fails("disconnect")),
    ("garbage", Fails("protocol")),
    ("http09", Fails("protocol")),
    ("status_999", Takes(999, 35)),
    ("status_600", Takes(600, 35)),
    ("status_99", Fails("protocol")),
    ("status_no_reason", Takes(200, 35)),
    ("reason_utf8", Takes(404, 35)),
    ("header_utf8", Takes(200, 35)),
    ("header_latin1", Takes(200, 35)),
    ("header_nul", Fails("protocol")),
    ("header_bare_cr", Fails("protocol")),
    ("header_bare_lf", Takes(200, 35)),
    ("header_space_name", Takes(200, 35)),
    ("header_colonless", Takes(200, 35)),
    ("header_folded", Takes(200, 35)),
    ("headers_150", Takes(200, 35)),
    ("headers_5000", Fails("too_large")),
    ("header_1mib", Fails("too_large")),
    ("headers_endless", Fails("too_large")),
    ("cookies_3000", Takes(200, 35)),
    ("many_1xx", Fails("protocol")),
    ("only_100", Fails("protocol")),
    ("upgrade_h2", Fails("protocol")),
    ("body_on_204", Takes(204, 0)),
    ("body_on_304", Takes(304, 0)),
    ("unrequested_206", Fails("protocol")),
    ("gzip_truncated", Cuts(Disconnect)),
    ("gzip_no_trailer", Cuts(Disconnect)),
    ("gzip_bad_crc", Undecoded),
    ("gzip_not_gzip", Takes(200, 35)),
    ("gzip_two_members", Takes(200, 200)),
    ("gzip_trailing_garbage", Takes(200, 100)),
    ("deflate_raw", Takes(200, 100)),
    ("deflate_zlib", Takes(200, 100)),
    ("gzip_double_header", Takes(200, 100)),
    ("gzip_bomb_1g", Undecoded),
    ("encoding_unknown", Takes(200, 35)),
    ("encoding_chain_100", Undecoded),
    ("redir_self", Takes(302, 0)),
    ("redir_pingpong", Takes(302, 0)),
    ("redir_pong", Takes(302, 0)),
    ("redir_growing", Takes(302, 0)),
    ("redir_file", Takes(302, 0)),
    ("redir_gopher", Takes(302, 0)),
    ("redir_data", Takes(302, 0)),
    ("redir_linklocal_name", Takes(302, 0)),
    ("redir_funky_ip", Takes(302, 0)),
    ("redir_decimal_ip", Takes(302, 0)),
    ("redir_ipv6_mapped", Takes(302, 0)),
    ("redir_userinfo", Takes(302, 0)),
    ("redir_no_location", Takes(302, 0)),
    ("redir_bad_location", Takes(302, 0)),
    ("redir_two_locations", Takes(302, 0)),
    ("redir_utf8", Takes(302, 0)),
    ("redir_long", Takes(302, 0)),
    ("r429_seconds", Takes(429, 35)),
    ("r503_date", Takes(503, 35)),
    ("r503_garbage", Takes(503, 35)),
    ("soft404", Takes(200, 39)),
];

/// Where the redirects point, and whether a client that may reach only public
/// addresses goes there.
const TARGETS: [(&str, Option<&str>); 10] = [
    ("redir_file", Some("file:///etc/passwd")),
    ("redir_gopher", Some("gopher://127.0.0.1:1/_x")),
    ("redir_data", Some("data:text/html,hi")),
    ("redir_linklocal_name", Some("http://localhost:PORT/ok")),
    ("redir_funky_ip", Some("http://127.0.0.1:PORT/ok")),
    ("redir_decimal_ip", Some("http://127.0.0.1:PORT/ok")),
    ("redir_ipv6_mapped", Some("http://[::ffff:7f00:1]:PORT/ok")),
    ("redir_userinfo", Some("http://127.0.0.1:PORT/ok")),
    ("redir_bad_location", None),
    ("redir_long", None),
];

/// The fixture's server; ended, by its own handle, with the test.
struct Hostile {
    child: Child,
    port: u16,
}

impl Drop for Hostile {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Hostile {
    /// `None` when there is no python3 to play it; anything else that keeps it from
    /// starting is a failure, never a skip.
    fn start() -> Option<Self> {
        let port = {
            let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            free.local_addr().unwrap().port()
        };
        let spawned = Command::new("python3")
            .arg(fixture("hostile_server.py"))
            .arg(port.to_string())
            .stdout(Stdio::piped())
            .spawn();
        let child = match spawned {
            Ok(child) => child,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(error) => panic!("could not start python3: {error}"),
        };
        let mut server = Self { child, port };
        let mut line = String::new();
        let stdout = server.child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        assert_eq!(
            line.trim_end(),
            format!("READY {port}"),
            "the server did not start"
        );
        Some(server)
    }
}

fn fixture(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/hostile")
        .join(name)
}

/// The most memory this process ever held, in KiB.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_ascii_whitespace().nth(1)?.parse().ok()
}

fn reaction(outcome: &Result<Exchange, FetchError>) -> Reaction {
    match outcome {
        Err(error) => Fails(error.kind()),
        Ok(exchange) if exchange.undecoded.is_some() => Undecoded,
        Ok(exchange) => exchange
            .truncated
            .map_or(Takes(exchange.status, exchange.body.len()), Cuts),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_hostile_behaviour_meets_its_reaction_in_time_and_in_memory() {
    let Some(server) = tokio::task::spawn_blocking(Hostile::start).await.unwrap() else {
        eprintln!("\n!!! SKIPPED: python3 is needed to play tests/fixtures/hostile\n");
        return;
    };
    let before = peak_memory();
    let few = Arc::new(Semaphore::new(12));
    let mut playing = JoinSet::new();
    for (probe, expected) in REACTIONS {
        let (few, url) = (
            Arc::clone(&few),
            format!("http://127.0.0.1:{}/{probe}", server.port),
        );
        playing.spawn(async move {
            let _one_of_few = few.acquire().await.unwrap();
            let started = Instant::now();
            let outcome = get(&client(), &url).await;
            (probe, expected, outcome, started.elapsed())
        });
    }
    let mut wrong = Vec::new();
    for (probe, expected, outcome, took) in playing.join_all().await {
        let slack = Duration::from_secs(2);
        if reaction(&outcome) != expected || took > limits().whole + slack {
            wrong.push(format!(
                "{probe}: {outcome:?} in {took:?}, not {expected:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // 512 MiB of zeros, 64 MiB of chunks and 4 MiB of headers went by.
    if let (Some(before), Some(after)) = (before, peak_memory()) {
        assert!(
            after - before < 96 * 1024,
            "from {before} KiB to {after} KiB"
        );
    }
    redirects_lead_nowhere(server.port).await;
}

/// No redirect of the server is one that a client for public addresses would follow.
async fn redirects_lead_nowhere(port: u16) {
    let mut options = options();
    options.reach = AddressPolicy::Public;
    let public = Client::new(options).unwrap();
    let client = client();
    for (probe, target) in TARGETS {
        let exchange = get(&client, &format!("http://127.0.0.1:{port}/{probe}"))
            .await
            .unwrap();
        let location = exchange.location().unwrap();
        let Some(target) = target else {
            assert!(location.is_err(), "{probe}: {location:?}");
            continue;
        };
        let location = location.unwrap();
        assert_eq!(location.as_str(), target.replace("PORT", &port.to_string()));
        let error = public.get(&turn(&location), &location).await.unwrap_err();
        assert_eq!(error.kind(), "refused", "{probe}");
    }
}

#[test]
fn every_row_with_a_probe_has_its_reaction() {
    let rows = fs::read_to_string(fixture("hostile.jsonl")).unwrap();
    let mut probes = 0;
    for row in rows.lines() {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        if let Some(probe) = row["probe"].as_str() {
            probes += 1;
            assert!(REACTIONS.iter().any(|(name, _)| *name == probe), "{probe}");
        }
    }
    assert_eq!(probes, 63);
}
