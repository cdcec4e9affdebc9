//! How many pages a second the store takes. Measured on request:
//! `cargo test --release --test store speed -- --ignored --nocapture`.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use chrono::{DateTime, Utc};
use hpnews::record::{DiscoveredUrl, DiscoverySource, Role};
use hpnews::store::{Among, Archive, Event, ScheduleReason};

use super::scene::{HOST, SITE, at, discovered, due, local, open, options, url, visit};

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
    let told: Vec<DiscoveredUrl> = (1..=100_000)
        .map(|n| discovered(&url(n), Role::Article, DiscoverySource::Rest))
        .collect();
    let start = Instant::now();
    for discovered in told.chunks(100) {
        let discovered = archive.discovery().unknown(discovered).unwrap();
        let site = SITE.to_owned();
        archive
            .commit(&Event::Discovered {
                at: at(1),
                site,
                from: None,
                discovered,
            })
            .unwrap();
    }
    let naming = start.elapsed();
    println!("{:.0} addresses/s named", 100_000.0 / naming.as_secs_f64());

    let start = Instant::now();
    for n in 1..=PAGES {
        archive
            .addresses()
            .next_due(HOST, &Among::default(), at(2))
            .unwrap()
            .unwrap();
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

/// What a night costs before its first request, over 100,000 articles that were all read.
#[test]
#[ignore = "measures"]
fn a_night_over_a_hundred_thousand_articles() {
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut archive = open(dir.path());
    let told = a_first_night(&mut archive, dir.path());
    for night in 1..=2_i64 {
        let now = at(night * 86_400);
        let options = serde_json::json!({"night": night});
        let mut run = String::new();
        timed("begin_night", || {
            let begun = archive.begin_night(&options, now).unwrap();
            run.clone_from(&begun.stamp);
            begun.dormant
        });
        timed("first next_due", || {
            u64::from(
                archive
                    .addresses()
                    .next_due(HOST, &Among::default(), now)
                    .unwrap()
                    .is_some(),
            )
        });
        let mut news = told[..100].to_vec();
        for it in &mut news {
            it.source_metadata.modified_at = Some(local(now));
        }
        timed("100 named, modified", || {
            let discovered = archive.discovery().unknown(&news).unwrap();
            let found = discovered.len() as u64;
            commit_named(&mut archive, now, discovered);
            found
        });
        timed("hinted", || {
            archive.discovery().hinted(SITE).unwrap().len() as u64
        });
        timed("revisitable", || {
            archive.observations().revisitable(SITE).unwrap().len() as u64
        });
        timed("held_posts", || {
            archive.observations().held_posts(SITE).unwrap().len() as u64
        });
        timed("sources", || {
            archive.discovery().sources(SITE).unwrap().len() as u64
        });
        timed("absent", || {
            archive.observations().absent(SITE).unwrap().len() as u64
        });
        timed("missed", || {
            archive.addresses().missed().unwrap().len() as u64
        });
        timed("2,000 woken", || {
            for told in &told[..2000] {
                let event = due(now, &told.url, ScheduleReason::Schedule);
                archive.commit(&event).unwrap();
            }
            archive.addresses().pending_counts(None).unwrap().total()
        });
        timed("looked_at", || {
            archive.observations().looked_at(SITE, &run).unwrap().len() as u64
        });
        timed("sights", || {
            archive.observations().sights(SITE, &run).unwrap().0
        });
        timed("end and summary", || {
            archive.finish_run("complete", now).unwrap().not_seen.len() as u64
        });
    }
}

fn timed(what: &str, work: impl FnOnce() -> u64) {
    let start = Instant::now();
    let found = work();
    let taken = start.elapsed().as_secs_f64() * 1e3;
    println!("{taken:8.1} ms {what}: {found}");
}

fn commit_named(archive: &mut Archive, now: DateTime<Utc>, discovered: Vec<DiscoveredUrl>) {
    let (site, from) = (SITE.to_owned(), None);
    let at = now;
    let event = Event::Discovered {
        at,
        site,
        from,
        discovered,
    };
    archive.commit(&event).unwrap();
}

/// Rows as if 100,000 articles had been named and read.
fn a_first_night(archive: &mut Archive, dir: &Path) -> Vec<DiscoveredUrl> {
    archive.begin_run(&options(), at(0)).unwrap();
    let told: Vec<DiscoveredUrl> = (1..=100_000)
        .map(|n| {
            let mut discovered = discovered(&url(n), Role::Article, DiscoverySource::Rest);
            discovered.source_metadata.modified_at = Some(local(at(-i64::from(n))));
            discovered.source_metadata.post_id = Some(u64::from(n));
            discovered
        })
        .collect();
    for discovered in told.chunks(1000) {
        commit_named(archive, at(1), discovered.to_vec());
    }
    archive.finish_run("complete", at(2)).unwrap();
    let rows = "
        UPDATE address SET state = 'done', attempts = 1, last_run = 'r',
          last_seen_at = '2026-11-23T20:00:00Z', last_status = 200, last_outcome = 'stored',
          last_payload = printf('sha256:%064d', id), look_hint = modified_hint;
        UPDATE discovery SET look_us = modified_us;
        INSERT INTO article (article_id, site, url, post_id, title, title_key, dated_us,
          newest_us, first_seen_at, last_seen_at, looks, changes, looked_us)
        SELECT site || ':post-' || post_id, site, url, post_id, printf('%080d', id),
          printf('%080d', id), newest_us, newest_us, last_seen_at, last_seen_at, 3, 1, newest_us
        FROM address;
        INSERT INTO article_url SELECT url, article_id, 'current', first_seen_at FROM article;
        INSERT INTO observation SELECT article_id, first_seen_at, 'r', title, 1 FROM article;";
    let catalog = rusqlite::Connection::open(dir.join("catalog.sqlite")).unwrap();
    catalog.execute_batch(rows).unwrap();
    told
}
