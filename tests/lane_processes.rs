//! One lane a host across real processes, and over a real `kill -9`.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use chrono::{DateTime, Utc};
use hpnews::config::PaceLimits;
use hpnews::lane::{Answered, HeldLane, Lane, Lanes};
use tempfile::TempDir;

const PAUSE: Duration = Duration::from_millis(60);

/// How many turns the other process takes; with none it takes one and hangs.
const TURNS: &str = "HPNEWS_TEST_TURNS";
const FOLDER: &str = "HPNEWS_TEST_FOLDER";

fn lane(folder: &Path) -> Lane {
    let limits = PaceLimits {
        delay: PAUSE,
        max_delay: PAUSE,
        latency_factor: 1,
        max_attempts: 1,
        patience: Duration::from_secs(60),
    };
    let lanes = Lanes::open(folder).expect("a writable folder");
    lanes.lane("127.0.0.1:8090", &limits, false)
}

async fn turn(lane: &Lane) -> HeldLane {
    lane.turn(Duration::ZERO).await.expect("a turn")
}

#[tokio::test]
#[ignore = "not a test: the other process of the tests below"]
async fn other_process() {
    let (Some(folder), Ok(turns)) = (std::env::var_os(FOLDER), std::env::var(TURNS)) else {
        return;
    };
    let lane = lane(Path::new(&folder));
    let turns: u32 = turns.parse().expect("a number");
    for _ in 0..turns {
        let grant = turn(&lane).await;
        println!("\ngranted {}", grant.granted_at().to_rfc3339());
        let answer = Answered {
            first_byte_at: grant.granted_at(),
            latency: Duration::ZERO,
            status: 200,
            retry_after: None,
            date: None,
        };
        grant.answered(&answer).expect("written");
    }
    if turns == 0 {
        let grant = turn(&lane).await;
        println!("\ngranted {}", grant.granted_at().to_rfc3339());
        std::future::pending::<()>().await;
    }
}

fn spawn(folder: &Path, turns: u32) -> (Child, BufReader<ChildStdout>) {
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--ignored", "--exact", "other_process", "--nocapture"])
        .env(FOLDER, folder)
        .env(TURNS, turns.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .expect("spawned");
    let stdout = child.stdout.take().expect("piped");
    (child, BufReader::new(stdout))
}

fn grants(stdout: BufReader<ChildStdout>) -> impl Iterator<Item = DateTime<Utc>> {
    stdout.lines().filter_map(|line| {
        let line = line.expect("UTF-8");
        let stamp = line.strip_prefix("granted ")?;
        Some(stamp.parse().expect("RFC 3339"))
    })
}

#[test]
fn three_processes_share_one_lane() {
    let folder = TempDir::new().expect("a folder");
    let processes: Vec<_> = (0..3).map(|_| spawn(folder.path(), 4)).collect();
    let mut granted = Vec::new();
    for (mut child, stdout) in processes {
        granted.extend(grants(stdout));
        assert!(child.wait().expect("waited").success());
    }
    granted.sort_unstable();
    assert_eq!(granted.len(), 12);
    for pair in granted.windows(2) {
        let gap = (pair[1] - pair[0]).to_std().expect("sorted");
        assert!(gap >= PAUSE, "{gap:?}");
    }
}

/// Its request may have left right before the kill: a whole pause from there, and no
/// lock left behind.
#[tokio::test]
async fn a_killed_process_frees_the_lane_and_its_request_counts() {
    let folder = TempDir::new().expect("a folder");
    let (mut child, stdout) = spawn(folder.path(), 0);
    let granted = grants(stdout).next().expect("a turn");
    // Longer than the pause from the grant, which alone would no longer protect the host.
    tokio::time::sleep(PAUSE * 2).await;
    child.kill().expect("killed");
    child.wait().expect("waited");
    let killed = tokio::time::Instant::now();
    let next = turn(&lane(folder.path())).await;
    assert!(killed.elapsed() >= PAUSE, "{:?}", killed.elapsed());
    assert!(next.granted_at() > granted);
}
