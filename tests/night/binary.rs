//! `hpnews nightly` and `notify` as a timer starts them, on the demo portal.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use hpnews::config::{Config, Overrides, UserFile};
use hpnews::crawl::Stop;
use hpnews::notify::Secrets;
use hpnews::pipeline::{PipelineEnding, PipelineSetup, PipelineStep, nightly};
use hpnews::store::NightLock;

use crate::receivers::{Behave, Receiver};
use crate::scene::limits;
use crate::world::{World, ended, interrupt, wait_for};

#[test]
fn a_night_crawls_verifies_reports_and_measures_with_one_exit_code_and_one_line_an_event() {
    let hook = Receiver::webhook(&[Behave::Take]);
    let mut world = World::new();
    world.more = format!(
        "[notify]\nwebhook = \"http://127.0.0.1:{}/tokentoken\"\nquiet_nights = true\n\
         [nightly]\nmetrics = \"hpnews.prom\"\n",
        hook.port
    );
    let (code, said) = world.run(&["--log", "json", "nightly"]);
    assert_eq!(code, Some(0), "{said}");
    for line in said.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(
            event["timestamp"].is_string() && event["level"].is_string(),
            "{line}"
        );
    }
    assert!(
        !said.contains("tokentoken") && !said.contains("khoá"),
        "{said}"
    );
    let archive = world.path("archive");
    for folder in ["reports", "feeds", "changes", "manifests"] {
        assert!(archive.join(folder).is_dir(), "{folder}");
    }
    assert_eq!(
        hook.came().len(),
        1,
        "a quiet night is told where it is wanted"
    );
    metrics_are_sound(&world.path("hpnews.prom"), "hpnews_run_exit_code 0\n");
    let (code, said) = world.run(&["--log", "plain", "nightly"]);
    assert_eq!(code, Some(0), "{said}");
    let dated = |line: &str| DateTime::parse_from_rfc3339(line.split(' ').next().unwrap()).is_ok();
    assert!(said.lines().all(dated), "{said}");
    let (code, said) = world.run(&["verify"]);
    assert_eq!(
        code,
        Some(0),
        "reports, feeds and notices are no strangers: {said}"
    );
    let (code, said) = world.run(&["notify"]);
    assert_eq!((code, hook.came().len()), (Some(0), 2), "{said}");
    let (code, _) = world.run(&["notify", "--test"]);
    assert_eq!((code, hook.came().len()), (Some(0), 3));
    assert_eq!(hook.came()[2].json()["test"], true);
}

/// Prometheus' own parser, where there is one; else the form of each line.
fn metrics_are_sound(path: &Path, wanted: &str) {
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(wanted), "{text}");
    for line in text.lines() {
        let name = line
            .trim_start_matches("# HELP ")
            .trim_start_matches("# TYPE ");
        assert!(name.starts_with("hpnews_"), "{line}");
    }
    let script = "
import sys
try:
    from prometheus_client.parser import text_string_to_metric_families as parse
except ImportError:
    sys.exit(77)
families = list(parse(sys.stdin.read()))
assert all(it.documentation and it.type == 'gauge' and it.samples for it in families)
";
    let child = Command::new("python3")
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        eprintln!("SKIPPED Prometheus' parser: there is no Python");
        return;
    };
    let mut stdin = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, text.as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    if output.status.code() == Some(77) {
        eprintln!("SKIPPED Prometheus' parser: pip install prometheus_client");
    } else {
        assert!(output.status.success(), "{}", ended(&output).1);
    }
}

#[test]
fn a_notice_has_the_numbers_of_the_runs_it_names_and_asked_counts_robots_txt() {
    let hook = Receiver::webhook(&[Behave::Take]);
    let mut world = World::new();
    world.more = format!(
        "[notify]\nwebhook = \"http://127.0.0.1:{}/tokentoken\"\nquiet_nights = true\n",
        hook.port
    );
    let requests = |said: &str| -> u64 {
        let line = said
            .lines()
            .find(|line| line.contains("requests ·"))
            .unwrap();
        let mut words = line.split(" · ");
        let count = words.find_map(|it| it.strip_suffix(" requests"));
        count.unwrap().parse().unwrap()
    };
    let mut asked = Vec::new();
    // The first is told alone; the others wait for each other.
    for tell in [true, false, true] {
        let (_, said) = world.run(&["crawl"]);
        asked.push(requests(&said));
        if tell {
            let (code, said) = world.run(&["notify"]);
            assert_eq!(code, Some(0), "{said}");
        }
    }
    let came: Vec<_> = hook
        .came()
        .iter()
        .map(crate::receivers::Came::json)
        .collect();
    let counts: Vec<(usize, u64)> = came
        .iter()
        .map(|it| {
            let runs = it["runs"].as_array().unwrap().len();
            (runs, it["coverage"]["requests"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(
        counts,
        [(1, asked[0]), (2, asked[1] + asked[2])],
        "{asked:?}"
    );
    assert!(came[0]["coverage"]["new"].as_u64() > Some(0));
    assert_eq!(
        came[1]["coverage"]["new"], 0,
        "the later runs found nothing new"
    );
    let report = world
        .command(&["report", "--format", "md"])
        .output()
        .unwrap();
    let report = String::from_utf8(report.stdout).unwrap();
    let all = format!("{} requests", asked.iter().sum::<u64>());
    assert!(report.contains(&all), "{all}: {report}");
}

#[test]
fn a_second_night_leaves_after_its_patience_or_waits_for_the_first() {
    let mut world = World::new();
    world.more = "[nightly]\npatience = \"1s\"\n".to_owned();
    let held = NightLock::take(&world.path("archive")).unwrap();
    let (code, said) = world.run(&["nightly"]);
    assert_eq!(code, Some(2), "{said}");
    let holder = format!("process {}", std::process::id());
    for word in [
        "Waiting",
        "is at work on",
        &holder,
        "hint:",
        "nightly.patience",
    ] {
        assert!(said.contains(word), "{word} is not in {said}");
    }
    assert!(world.portal.requests().is_empty());
    world.more = "[nightly]\npatience = \"2m\"\n".to_owned();
    let mut child = world.command(&["nightly"]).spawn().unwrap();
    let started = Instant::now();
    while started.elapsed() < Duration::from_millis(300) {
        assert!(child.try_wait().unwrap().is_none(), "it did not wait");
        std::thread::sleep(Duration::from_millis(10));
    }
    drop(held);
    let (code, said) = ended(&child.wait_with_output().unwrap());
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn ctrl_c_ends_a_night_with_130_and_the_next_goes_on() {
    let mut world = World::new();
    let config = world.config().replace("rate = ", "rate = \"25/s\" # ");
    let slowly = world.path("slowly.toml");
    std::fs::write(&slowly, config).unwrap();
    let slowly = slowly.display().to_string();
    let mut child = world
        .command(&["--config", &slowly, "nightly"])
        .spawn()
        .unwrap();
    wait_for(&mut child, || world.portal.requests().len() >= 15);
    interrupt(&child);
    let (code, said) = ended(&child.wait_with_output().unwrap());
    assert_eq!(code, Some(130), "{said}");
    assert!(!world.path("archive/reports").exists());
    world.more = "[nightly]\nverify = \"1/1\"\n".to_owned();
    let (code, said) = world.run(&["nightly"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("(resumed)"), "{said}");
}

#[test]
fn a_finding_of_the_audit_is_told_and_the_later_stages_run_all_the_same() {
    let mut world = World::new();
    world.more = "[nightly]\nverify = \"1/1\"\n".to_owned();
    assert_eq!(world.run(&["nightly"]).0, Some(0));
    std::fs::remove_dir_all(world.path("archive/reports")).unwrap();
    let runs = std::fs::read_dir(world.path("archive/runs"))
        .unwrap()
        .flatten();
    let mut summaries = runs
        .map(|it| it.path())
        .filter(|it| it.extension().unwrap() == "json");
    std::fs::write(summaries.next().unwrap(), "{}").unwrap();
    let (code, said) = world.run(&["nightly"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("altered") || said.contains("hint:"), "{said}");
    assert!(world.path("archive/reports").is_dir());
}

static NOW: AtomicI64 = AtomicI64::new(0);

fn clock() -> DateTime<Utc> {
    let first = Utc.with_ymd_and_hms(2026, 11, 1, 19, 30, 0).unwrap();
    first + TimeDelta::hours(NOW.load(Ordering::SeqCst))
}

#[test]
fn missed_nights_are_told_and_a_clock_set_back_a_day_ends_the_crawl_alone() {
    let world = World::new();
    let text = world.config();
    let said = Arc::new(Mutex::new(Vec::new()));
    let wrong = Arc::new(Mutex::new(Vec::new()));
    let night = |hours: i64| {
        NOW.store(hours, Ordering::SeqCst);
        let file = UserFile {
            name: "config.toml",
            text: &text,
        };
        let (hear, failed) = (Arc::clone(&said), Arc::clone(&wrong));
        let (_hand, stop) = Stop::new();
        let setup = PipelineSetup {
            config: Arc::new(Config::parse(Some(file), &Overrides::default()).unwrap()),
            dir: world.path("archive"),
            lanes: world.path("state/lanes"),
            lease: None,
            due_at: None,
            intermediates: std::collections::BTreeMap::new(),
            secrets: Secrets::default(),
            limits: limits(),
            clock,
            stop,
            watch: Arc::new(move |step| match step {
                PipelineStep::Missed(days) => hear.lock().unwrap().push(days.len()),
                PipelineStep::Failed(stage, error) => {
                    failed
                        .lock()
                        .unwrap()
                        .push(format!("{}: {error}", stage.word()));
                }
                _ => {}
            }),
        };
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_all().build().unwrap();
        runtime.block_on(nightly(setup)).unwrap()
    };
    assert!(night(0).missed.is_empty(), "a first night");
    assert!(night(24).missed.is_empty());
    let third = night(24 * 4);
    let days: Vec<String> = third.missed.iter().map(ToString::to_string).collect();
    assert_eq!(days, ["2026-11-04", "2026-11-05"]);
    let back = night(24 * 3);
    assert!(back.missed.is_empty());
    // The crawl says that the clock is wrong; the other stages run all the same.
    assert_eq!(back.ending, PipelineEnding::Broken);
    assert!(back.checked.is_some());
    let wrong = wrong.lock().unwrap();
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert!(wrong[0].starts_with("crawl: ") && wrong[0].contains("the clock says"));
    assert_eq!(*said.lock().unwrap(), [2]);
    assert!(world.path("archive/reports/2026-11-06.html").exists());
}

#[test]
fn a_night_killed_after_its_crawl_goes_on_with_what_is_left_and_asks_nobody_again() {
    let hook = Receiver::webhook(&[Behave::Hang, Behave::Take]);
    let mut world = World::new();
    world.more = format!(
        "[notify]\nwebhook = \"http://127.0.0.1:{}/tokentoken\"\nquiet_nights = true\n\
         [nightly]\nmetrics = \"hpnews.prom\"\n",
        hook.port
    );
    let mut child = world.command(&["nightly"]).spawn().unwrap();
    let notices = world.path("archive/notices.jsonl");
    wait_for(&mut child, || notices.exists());
    child.kill().unwrap();
    child.wait().unwrap();
    let asked = world.portal.requests().len();
    let (code, said) = world.run(&["nightly"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("going on with what is left"), "{said}");
    assert_eq!(world.portal.requests().len(), asked, "{said}");
    assert_eq!(hook.came().len(), 1, "it is told at last");
    metrics_are_sound(
        &world.path("hpnews.prom"),
        "hpnews_run_articles{state=\"new\"}",
    );
    let (code, said) = world.run(&["nightly"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        world.portal.requests().len() > asked,
        "a night that ended is over"
    );
}

#[test]
fn a_night_goes_on_wherever_it_was_stopped_after_its_crawl() {
    fn clock() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 1, 19, 30, 0).unwrap()
    }
    let world = World::new();
    let text = world.config();
    // Runs a night up to the first of these steps; all of it where there is none.
    let night = |until: fn(&PipelineStep<'_>) -> bool| {
        let file = UserFile {
            name: "config.toml",
            text: &text,
        };
        let (hand, stop) = Stop::new();
        let setup = PipelineSetup {
            config: Arc::new(Config::parse(Some(file), &Overrides::default()).unwrap()),
            dir: world.path("archive"),
            lanes: world.path("state/lanes"),
            lease: None,
            due_at: None,
            intermediates: std::collections::BTreeMap::new(),
            secrets: Secrets::default(),
            limits: limits(),
            clock,
            stop,
            watch: Arc::new(move |step| {
                if until(step) {
                    hand.send(true).unwrap();
                }
            }),
        };
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_all().build().unwrap();
        runtime.block_on(nightly(setup)).unwrap()
    };
    let first = night(|step| matches!(step, PipelineStep::Crawled(_)));
    assert_eq!(first.ending, PipelineEnding::Interrupted);
    let asked = world.portal.requests().len();
    for until in [
        (|step| matches!(step, PipelineStep::GoesOn(_))) as fn(&PipelineStep<'_>) -> bool,
        |step| matches!(step, PipelineStep::Verified(_)),
        |step| matches!(step, PipelineStep::Wrote(_)),
    ] {
        assert_eq!(night(until).ending, PipelineEnding::Interrupted);
        assert_eq!(world.portal.requests().len(), asked);
    }
    let last = night(|_| false);
    assert_eq!(last.ending, PipelineEnding::Complete);
    assert_eq!(last.crawls, first.crawls);
    assert_eq!(world.portal.requests().len(), asked);
    // Killed between the end of its run and its note of it.
    let mut lock = NightLock::take(&world.path("archive")).unwrap();
    lock.note("{\"began_at\":\"2026-11-01T19:30:00Z\",\"crawls\":[]}")
        .unwrap();
    drop(lock);
    assert_eq!(night(|_| false).ending, PipelineEnding::Complete);
    assert_eq!(world.portal.requests().len(), asked);
    assert_eq!(night(|_| false).ending, PipelineEnding::Complete);
    assert!(world.portal.requests().len() > asked, "a new night");
}
