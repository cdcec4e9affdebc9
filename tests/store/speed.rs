//! How many pages a second the store takes. Measured on request:
//! `cargo test --release --test store speed -- --ignored --nocapture`.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use hpnews::record::{Named, Role, Teller};
use hpnews::store::Event;

use super::scene::{HOST, SITE, at, named, open, options, url, visit};

#[test]
#[ignore = "measures the disk it runs on: for a person, on request"]
fn pages_a_second() {
    const PAGES: u32 = 2000;
    let dir = match std::env::var_os("SPEED_DIR") {
        Some(at) => tempfile::tempdir_in(at),
        None => tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")),
    }
    .unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    let told: Vec<Named> = (1..=100_000)
        .map(|n| named(&url(n), Role::Article, Teller::Rest))
        .collect();
    let start = Instant::now();
    for named in told.chunks(100) {
        let named = archive.unknown(named).unwrap();
        let site = SITE.to_owned();
        archive
            .commit(&Event::Named {
                at: at(1),
                site,
                from: None,
                named,
            })
            .unwrap();
    }
    let naming = start.elapsed();
    println!("{:.0} addresses/s named", 100_000.0 / naming.as_secs_f64());

    let start = Instant::now();
    for n in 1..=PAGES {
        archive.next_due(HOST, at(2)).unwrap().unwrap();
        visit(&mut archive, &run, n, 1, at(i64::from(n)));
    }
    let storing = f64::from(PAGES) / start.elapsed().as_secs_f64();
    println!("{storing:.0} pages/s stored");

    let start = Instant::now();
    for n in 1..=PAGES {
        visit(&mut archive, &run, n, 1, at(i64::from(10_000 + n)));
    }
    println!(
        "{:.0} pages/s unchanged",
        f64::from(PAGES) / start.elapsed().as_secs_f64()
    );

    archive.finish_run("complete", at(20_000)).unwrap();
    let start = Instant::now();
    archive.begin_run(&options(), at(90_000)).unwrap();
    println!(
        "{:.1} ms to begin a run over 100,000 addresses",
        start.elapsed().as_secs_f64() * 1e3
    );
    drop(archive);
    let start = Instant::now();
    let done = hpnews::store::reindex(dir.path()).unwrap();
    println!(
        "{} events reindexed in {:.2} s",
        done.events,
        start.elapsed().as_secs_f64()
    );
    let disk = syncs(dir.path());
    println!("{:.2} ms for the bare syncs of a page", disk * 1e3);
    let page = 1.0 / storing;
    assert!(page < 3.0 * disk + 0.005, "{:.2} ms a page", page * 1e3);
}

/// Seconds the disk itself takes for one page: a file renamed into place, and two appends.
fn syncs(dir: &Path) -> f64 {
    const ROUNDS: u32 = 100;
    let mut journal = File::create(dir.join("bare")).unwrap();
    let start = Instant::now();
    for n in 0..ROUNDS {
        let mut file = File::create(dir.join("bare.new")).unwrap();
        file.write_all(&[b'x'; 3000]).unwrap();
        file.sync_all().unwrap();
        fs::rename(dir.join("bare.new"), dir.join(format!("bare-{n}"))).unwrap();
        File::open(dir).unwrap().sync_all().unwrap();
        for _ in 0..2 {
            journal.write_all(&[b'x'; 700]).unwrap();
            journal.sync_data().unwrap();
        }
    }
    start.elapsed().as_secs_f64() / f64::from(ROUNDS)
}
