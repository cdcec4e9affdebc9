//! Readers that threads share: what they see, and what they never do.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use hpnews::config::{Config, Overrides};
use hpnews::published::{PoolError, PublishedPool};
use hpnews::store::{Filter, reindex};

use crate::archive::{article_id, at, open, options, visit};

fn pool(dir: &Path, readers: usize, wait: Duration) -> PublishedPool {
    let list = dir.join("withhold.toml").display().to_string();
    let text = format!("[export]\nwithhold = \"{list}\"\n");
    let file = hpnews::config::UserFile {
        name: "hpnews.toml",
        text: &text,
    };
    let mut config = Config::parse(Some(file), &Overrides::default()).unwrap();
    config.archive_dir = dir.join("archive");
    PublishedPool::new(
        std::sync::Arc::new(config),
        readers,
        wait,
        Duration::from_secs(20),
    )
}

fn withhold(dir: &Path, articles: &[u32]) {
    let lines = articles.iter().map(|n| {
        format!(
            "  {{ article_id = \"{}\", on = 2026-11-23, reason = \"yêu cầu\" }},\n",
            article_id(*n)
        )
    });
    let text = format!("article = [\n{}]\n", lines.collect::<String>());
    // As an editor does, or a reader might see half of it.
    std::fs::write(dir.join("new"), text).unwrap();
    std::fs::rename(dir.join("new"), dir.join("withhold.toml")).unwrap();
}

/// How many articles are there, and how many of them may be read.
fn seen(pool: &PublishedPool) -> Result<(u32, u32), PoolError> {
    let reader = pool.lend()?;
    let rows = reader.reader().articles().list(&Filter::default())?;
    let mut shown = 0;
    for row in &rows {
        shown += u32::from(reader.snapshot(&row.newest)?.is_some());
    }
    Ok((u32::try_from(rows.len()).unwrap(), shown))
}

#[test]
fn eight_threads_read_beside_a_writer_and_reindexes_and_see_all_that_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let home = dir.join("archive");
    let mut archive = open(&home);
    let mut run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    (1..=3).for_each(|n| visit(&mut archive, &run, n, 1, at(i64::from(n))));
    withhold(dir, &[1]);
    let pool = pool(dir, 4, Duration::from_secs(20));
    let (written, withheld) = (AtomicU32::new(3), AtomicU32::new(1));
    let is_done = AtomicBool::new(false);
    std::thread::scope(|threads| {
        for _ in 0..8 {
            threads.spawn(|| {
                let mut looks = 0;
                while !is_done.load(SeqCst) || looks == 0 {
                    let (least, gone) = (written.load(SeqCst), withheld.load(SeqCst));
                    let (all, shown) = seen(&pool).unwrap();
                    assert!(all >= least, "{all} of {least} articles");
                    assert!(
                        all - shown >= gone,
                        "{gone} are withheld of {all}, {shown} shown"
                    );
                    looks += 1;
                }
            });
        }
        for n in 4..=30 {
            visit(&mut archive, &run, n, 1, at(i64::from(n)));
            written.store(n, SeqCst);
            if n % 9 == 0 {
                drop(archive);
                reindex(&home).unwrap();
                archive = open(&home);
                run = archive
                    .begin_run(&options(), at(i64::from(n)))
                    .unwrap()
                    .stamp;
            }
            if n == 15 {
                withhold(dir, &[1, 2, n]);
                withheld.store(3, SeqCst);
            }
        }
        is_done.store(true, SeqCst);
    });
    assert_eq!(seen(&pool).unwrap(), (30, 27));
}

#[test]
fn a_list_that_cannot_be_read_shuts_the_door_for_every_reader_until_it_can() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let mut archive = open(&dir.join("archive"));
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    (1..=3).for_each(|n| visit(&mut archive, &run, n, 1, at(i64::from(n))));
    withhold(dir, &[1]);
    let pool = pool(dir, 2, Duration::from_millis(10));
    let (one, two) = (pool.lend().unwrap(), pool.lend().unwrap());
    let busy = pool.lend().unwrap_err();
    assert!(matches!(busy, PoolError::Busy { readers: 2 }), "{busy}");
    drop((one, two));
    std::fs::write(dir.join("withhold.toml"), "article = [ { url = ").unwrap();
    for _ in 0..3 {
        let shut = pool.lend().unwrap_err();
        assert!(matches!(shut, PoolError::Shut(_)), "{shut}");
    }
    withhold(dir, &[99]);
    for _ in 0..3 {
        let shut = pool.lend().unwrap_err().to_string();
        assert!(shut.contains("holds no article"), "{shut}");
    }
    // A line that stood for nothing stands for something as soon as its article comes.
    visit(&mut archive, &run, 99, 1, at(99));
    assert_eq!(seen(&pool).unwrap(), (4, 3));
    std::fs::remove_file(dir.join("withhold.toml")).unwrap();
    let lost = pool.lend().unwrap_err().to_string();
    assert!(lost.contains("withhold.toml"), "{lost}");
}
