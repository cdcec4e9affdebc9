//! Stopped by SIGINT, and killed at twenty random moments: the resumed crawl ends with
//! the same snapshots, none twice, and asks hardly anything twice.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::crawl::{command, complete, contents, crawl};
use crate::polite::AccessLog;
use crate::portal;

const KILLS: usize = 20;

/// The lane of the interrupted crawl. Its pace is kept across kills, so 26 s of running
/// asks at most 390 of the portal's more than 500 addresses: the crawl cannot end before
/// the last kill, however fast the machine.
const RATE: &str = "15/s";
const UNTIL_SIGINT: Duration = Duration::from_millis(1500);
const KILLED_RUNS: Duration = Duration::from_secs(24);

/// Random moments, repeatable from the printed seed, whose sum is `KILLED_RUNS`.
fn moments(mut seed: u64) -> Vec<Duration> {
    let mut next = || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(200 + (seed >> 33) % 1800).expect("below 2000")
    };
    let weights: Vec<u32> = (0..KILLS).map(|_| next()).collect();
    let all: u32 = weights.iter().sum();
    weights.iter().map(|w| KILLED_RUNS * *w / all).collect()
}

#[test]
fn sigint_and_twenty_kills_lose_nothing_and_store_nothing_twice() {
    let Some(portal) = portal("sigint_and_twenty_kills_lose_nothing_and_store_nothing_twice")
    else {
        return;
    };
    let dir = tempfile::tempdir().expect("a temporary folder");
    let config = portal.config(dir.path(), "1000/s", true);
    let whole = dir.path().join("whole");
    complete(&crawl(&config, &whole));
    let want = contents(&whole);

    let config = portal.config(dir.path(), RATE, true);
    let archive = dir.path().join("interrupted");
    let mut log = AccessLog::from_here();
    let mut child = command(&config, &archive)
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary starts");
    std::thread::sleep(UNTIL_SIGINT);
    let pid = child.id().to_string();
    let sent = Command::new("kill")
        .args(["-INT", &pid])
        .status()
        .expect("kill runs");
    assert!(sent.success());
    let status = child.wait().expect("it ends");
    assert_eq!(
        status.code(),
        Some(130),
        "SIGINT means interrupted and resumable"
    );

    let seed = u64::from(std::process::id());
    eprintln!("kill moments from seed {seed}");
    for (kills, moment) in moments(seed).into_iter().enumerate() {
        let mut child = command(&config, &archive)
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts");
        std::thread::sleep(moment);
        if let Some(status) = child.try_wait().expect("its state can be asked") {
            panic!("it ended by itself after {kills} kills: {status}");
        }
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
    }
    complete(&crawl(&config, &archive));
    let got = contents(&archive);
    assert_eq!(got.len(), want.len());
    assert_eq!(got, want, "the resumed crawl ends with the same snapshots");

    let Some(requests) = log.read() else { return };
    let mut asked: BTreeMap<&str, usize> = BTreeMap::new();
    for request in &requests {
        *asked.entry(request.path.as_str()).or_default() += 1;
    }
    let repeated: usize = asked.values().map(|count| count - 1).sum();
    let worst = asked.iter().max_by_key(|(_, count)| **count);
    eprintln!(
        "{KILLS} kills, {} requests for {} addresses, {repeated} repeated; most often {worst:?}",
        requests.len(),
        asked.len()
    );
    assert!(repeated <= KILLS, "more than one request repeated per kill");
}
