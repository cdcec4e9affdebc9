//! How many pages a second the store takes. Measured on request:
//! `cargo test --release --test store speed -- --ignored --nocapture`.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use hpnews::record::{Named, Role, Teller};
use hpnews::store::{DueReason, Event};

use super::scene::{HOST, SITE, at, due, local, named, open, options, url, visit};

#[test]
#[ignore = "measures"]
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

/// What a night costs before its first request, over 100,000 articles that were all read.
#[test]
#[ignore = "measures"]
fn a_night_over_a_hundred_thousand_articles() {
    const ARTICLES: u32 = 100_000;
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    let told: Vec<Named> = (1..=ARTICLES)
        .map(|n| {
            let mut named = named(&url(n), Role::Article, Teller::Rest);
            named.hint.modified_at = Some(local(at(-i64::from(n))));
            named.hint.post_id = Some(u64::from(n));
            named
        })
        .collect();
    for named in told.chunks(1000) {
        archive
            .commit(&Event::Named {
                at: at(1),
                site: SITE.to_owned(),
                from: None,
                named: named.to_vec(),
            })
            .unwrap();
    }
    archive.finish_run("complete", at(2)).unwrap();
    // As if every one had been read: only the rows count here.
    rusqlite::Connection::open(dir.path().join("catalog.sqlite"))
        .unwrap()
        .execute_batch(
            "UPDATE address SET state = 'done', attempts = 1, last_run = 'r',
               last_seen_at = '2026-11-23T20:00:00Z', last_status = 200, last_outcome = 'stored',
               last_payload = printf('sha256:%064d', id), look_hint = modified_hint,
               look_us = modified_us;
             INSERT INTO article (article_id, site, url, post_id, title, title_key, dated_us,
               newest_us, first_seen_at, last_seen_at, looks, changes, looked_us)
             SELECT site || ':post-' || post_id, site, url, post_id, printf('%080d', id),
               printf('%080d', id), modified_us, look_us, last_seen_at, last_seen_at, 3, 1, look_us
             FROM address;
             INSERT INTO article_url SELECT url, article_id, 'current', first_seen_at FROM article;
             INSERT INTO observation SELECT article_id, first_seen_at, 'r', title, 1 FROM article;",
        )
        .unwrap();
    let timed = |what: &str, work: &mut dyn FnMut() -> usize| {
        let start = Instant::now();
        let found = work();
        println!(
            "{:8.1} ms {what}: {found}",
            start.elapsed().as_secs_f64() * 1e3
        );
    };
    for night in 1..=2_i64 {
        let now = at(night * 86_400);
        let options = serde_json::json!({"night": night});
        let mut run = String::new();
        timed("begin_night", &mut || {
            let begun = archive.begin_night(&options, now).unwrap();
            run.clone_from(&begun.stamp);
            usize::try_from(begun.resting).unwrap()
        });
        timed("first next_due", &mut || {
            usize::from(archive.next_due(HOST, now).unwrap().is_some())
        });
        timed("unknown, 100 modified", &mut || {
            let mut news = told[..100].to_vec();
            news.iter_mut()
                .for_each(|it| it.hint.modified_at = Some(local(now)));
            let named = archive.unknown(&news).unwrap();
            let found = named.len();
            let event = Event::Named {
                at: now,
                site: SITE.to_owned(),
                from: None,
                named,
            };
            archive.commit(&event).unwrap();
            found
        });
        timed("hinted", &mut || archive.hinted(SITE).unwrap().len());
        timed("revisitable", &mut || {
            archive.revisitable(SITE).unwrap().len()
        });
        timed("held_posts", &mut || {
            archive.held_posts(SITE).unwrap().len()
        });
        timed("sources", &mut || archive.sources(SITE).unwrap().len());
        timed("absent", &mut || archive.absent(SITE).unwrap().len());
        timed("missed", &mut || archive.missed().unwrap().len());
        timed("2,000 woken and next_due", &mut || {
            for told in &told[..2000] {
                let url = told.url.clone();
                archive
                    .commit(&due(now, &url, DueReason::Schedule))
                    .unwrap();
            }
            archive
                .next_due(HOST, now)
                .unwrap()
                .map_or(0, |task| task.url.len())
        });
        timed("looked_at", &mut || {
            archive.looked_at(SITE, &run).unwrap().len()
        });
        timed("sights", &mut || {
            usize::try_from(archive.sights(SITE, &run).unwrap().0).unwrap()
        });
        timed("not_seen and summary", &mut || {
            archive.finish_run("complete", now).unwrap().not_seen.len()
        });
    }
}
