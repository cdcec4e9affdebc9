//! Six nights on twelve kinds of site: every article held, every refusal told, exit codes right,
//! nothing asked too soon, nothing that is forbidden. Prints the table.

#![expect(
    clippy::disallowed_methods,
    reason = "tests look at files and clocks, and print what they saw"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use hpnews::config::{Config, Overrides, UserFile};
use hpnews::crawl::{CrawlSetup, Plan, RunEnding, RunReport, Stop};
use hpnews::lane::Lanes;
use hpnews::record::{Change, ChangeKind, Snapshot};
use hpnews::store::Archive;
use hpnews::survey::SampledPages;

use support::newsroom::{Newsroom, Post};
use support::server::{Asked, Server};
use support::shape::{self, Health, SHAPES, Shape, Site, TURN};

const NIGHTS: u32 = 6;
/// The pause between two requests of a host.
const PAUSE: Duration = Duration::from_millis(20);
/// The site's civil time.
const ZONE: i32 = 7 * 3600;

/// How far each shape's clock is ahead, in seconds.
static AHEAD: [AtomicI64; 12] = [const { AtomicI64::new(0) }; 12];
const CLOCKS: [fn() -> DateTime<Utc>; 12] = [
    clock::<0>,
    clock::<1>,
    clock::<2>,
    clock::<3>,
    clock::<4>,
    clock::<5>,
    clock::<6>,
    clock::<7>,
    clock::<8>,
    clock::<9>,
    clock::<10>,
    clock::<11>,
];

fn clock<const SHAPE: usize>() -> DateTime<Utc> {
    Utc::now() + TimeDelta::seconds(AHEAD[SHAPE].load(Ordering::SeqCst))
}

/// A site, what crawls it, and what came of each night.
struct World {
    site: Arc<Site>,
    server: Server,
    dir: tempfile::TempDir,
    config: Arc<Config>,
    clock: fn() -> DateTime<Utc>,
    nights: Vec<Night>,
    wrong: Vec<String>,
}

/// One night.
struct Night {
    ending: RunEnding,
    requests: usize,
    changes: Vec<Change>,
}

impl World {
    fn new(shape: Shape, clock: fn() -> DateTime<Utc>) -> Self {
        let zone = FixedOffset::east_opt(ZONE).expect("an offset");
        let site = Arc::new(Site {
            shape,
            room: Mutex::new(Newsroom::new(clock().with_timezone(&zone))),
            night: AtomicU32::new(1),
        });
        let answering = Arc::clone(&site);
        let server = Server::start(shape.hosts(), move |asked, names| {
            answering.answer(asked, names)
        });
        let text = format!(
            "[politeness]\nrate = \"50/s\"\nlatency_factor = 0\nmax_delay = \"20ms\"\n\
             max_attempts = 1\n{}",
            shape.settings(&server.authorities())
        );
        let file = UserFile {
            name: "mau",
            text: &text,
        };
        let mut config = Config::parse(Some(file), &Overrides::default()).expect("it is valid");
        let dir = tempfile::tempdir().expect("a temporary folder");
        config.archive_dir = dir.path().join("archive");
        Self {
            site,
            server,
            dir,
            config: Arc::new(config),
            clock,
            nights: Vec::new(),
            wrong: Vec::new(),
        }
    }

    fn archive(&self) -> &Path {
        &self.config.archive_dir
    }

    fn crawl(&self) -> RunReport {
        let options = hpnews::crawl::open_options(&self.config);
        let (_hand, stop) = Stop::new();
        let setup = CrawlSetup {
            config: Arc::clone(&self.config),
            archive: Archive::open(self.archive(), &options).expect("nobody else writes"),
            lanes: Lanes::open(&self.dir.path().join("lanes")).expect("a folder"),
            intermediates: BTreeMap::new(),
            plan: Plan::default(),
            clock: self.clock,
            stop,
            watch: Box::new(|_| {}),
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime starts");
        let report = runtime.block_on(hpnews::crawl::crawl(setup));
        report.expect("the crawl ends")
    }

    /// Pages to learn from, asked for as `hpnews recipe learn` asks.
    fn sample(&self) -> SampledPages {
        let lanes = Lanes::open(&self.dir.path().join("state/lanes")).expect("a folder");
        let setup = hpnews::survey::SurveySetup {
            config: &self.config,
            lanes: &lanes,
            clock: self.clock,
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime starts");
        let sampled = hpnews::survey::sample(setup, &self.config.sites[0], None);
        runtime.block_on(sampled).expect("the lanes can be kept")
    }

    fn night(&mut self, number: u32) {
        let seen = self.server.requests().len();
        let report = self.crawl();
        let reader = Archive::open_for_reading(self.archive()).expect("it is there");
        self.nights.push(Night {
            ending: report.ending,
            requests: self.server.requests().len() - seen,
            changes: reader.changes_of(&report.run).expect("whole lines"),
        });
        self.check_ending(number, &report);
        self.check_held(number);
        self.check_changes(number);
    }

    fn says(&mut self, night: u32, what: &str) {
        self.wrong
            .push(format!("{:?}, night {night}: {what}", self.site.shape));
    }

    fn check_ending(&mut self, night: u32, report: &RunReport) {
        let expected = match self.site.shape {
            Shape::HalfBroken => RunEnding::Incomplete,
            Shape::TakenOver if night >= TURN => RunEnding::Incomplete,
            _ => RunEnding::Complete,
        };
        if report.ending != expected {
            let (ending, failed) = (report.ending, &report.counts.failed);
            self.says(
                night,
                &format!("{ending:?} {failed:?} {:?}", report.not_seen),
            );
        }
    }

    /// Whether the site still serves its own articles.
    fn is_itself(&self, night: u32) -> bool {
        self.site.shape != Shape::TakenOver || night < TURN
    }

    /// Posts that can be had, as of now.
    fn to_be_had(&self, night: u32) -> Vec<Post> {
        let room = self.site.room.lock().expect("no thread panics in it");
        let article_status = room.article_status().into_iter();
        // What fails at first is asked again the night after.
        let day_ago = (self.clock)() - TimeDelta::days(1);
        let broken = |post: &Post| match self.site.shape {
            Shape::HalfBroken => match shape::health(post) {
                Health::Broken => true,
                Health::Flaky => night == 1 || post.published > day_ago,
                Health::Sound => false,
            },
            _ => false,
        };
        article_status.filter(|it| !broken(it)).cloned().collect()
    }

    fn check_held(&mut self, night: u32) {
        if !self.is_itself(night) {
            return;
        }
        let all = snapshots(self.archive());
        let held = newest(&all);
        for post in self.to_be_had(night) {
            let Some(version) = held.get(&post.title) else {
                self.says(
                    night,
                    &format!("not held: {}", self.site.shape.address(&post)),
                );
                continue;
            };
            let wrong = misread(version, &post);
            // What fails every other time may be seen a night later.
            if !(wrong.is_empty() || self.site.shape == Shape::HalfBroken && night < NIGHTS) {
                self.says(night, &format!("{}: {wrong:?}", version.url));
            }
        }
    }

    /// Only what the editors did is told.
    fn check_changes(&mut self, night: u32) {
        let room = self.site.room.lock().expect("no thread panics in it");
        let find = |title: &Option<String>| {
            room.posts
                .iter()
                .find(|it| Some(&it.title) == title.as_ref())
        };
        let mut wrong = Vec::new();
        for change in &self.nights[self.nights.len() - 1].changes {
            let post = find(&change.title);
            let right = match change.kind {
                ChangeKind::Number | ChangeKind::Body => post.is_some_and(|it| it.edits > 0),
                ChangeKind::Missing | ChangeKind::Removed | ChangeKind::Unlisted => {
                    post.is_some_and(|it| it.removed.is_some())
                }
                ChangeKind::Moved => self.site.shape == Shape::Moves && night >= TURN,
                _ => false,
            };
            if !right {
                wrong.push(format!(
                    "told {:?} of {} {:?}",
                    change.kind, change.url, change.reason
                ));
            }
        }
        drop(room);
        for it in wrong {
            self.says(night, &it);
        }
    }

    /// After the last night: what was removed is told, and what is not held has its reason.
    fn check_end(&mut self) {
        let told: Vec<&Change> = self.nights.iter().flat_map(|it| &it.changes).collect();
        let of = |kind: ChangeKind| told.iter().filter(|it| it.kind == kind).count();
        let (removed, edited) = (
            of(ChangeKind::Removed),
            of(ChangeKind::Number) + of(ChangeKind::Body),
        );
        let shape = self.site.shape;
        if shape != Shape::TakenOver && shape != Shape::HalfBroken {
            if removed != 2 {
                self.says(NIGHTS, &format!("{removed} of 2 removals told"));
            }
            if edited != 2 * (NIGHTS as usize - 1) {
                self.says(NIGHTS, &format!("{edited} edits told"));
            }
        }
        let reader = Archive::open_for_reading(self.archive()).expect("it is there");
        let missed = reader.addresses().missed().expect("readable");
        let expected = self.refused();
        let found: BTreeSet<String> = missed.iter().map(|it| path_of(&it.url)).collect();
        if found != expected {
            let lacks: Vec<_> = expected.difference(&found).collect();
            let more: Vec<_> = found.difference(&expected).collect();
            self.says(
                NIGHTS,
                &format!("completeness lacks {lacks:?}, has {more:?}"),
            );
        }
    }

    /// Path and query of what cannot be held.
    fn refused(&self) -> BTreeSet<String> {
        let room = self.site.room.lock().expect("no thread panics in it");
        let shape = self.site.shape;
        let forbidden = shape::forbidden(&room);
        // What was removed before it ever answered, and where what was removed would be now.
        let never = |post: &Post| match shape::health(post) {
            Health::Broken => true,
            Health::Flaky => post.removed == Some(1),
            Health::Sound => false,
        };
        let posts = room.posts.iter();
        let mut paths: BTreeSet<String> = match shape {
            Shape::HalfBroken => posts
                .filter(|it| never(it))
                .map(|it| shape.address(it))
                .collect(),
            Shape::Moves => posts
                .filter(|it| it.removed.is_some())
                .map(Shape::new_address)
                .collect(),
            // What answers there now is no feed.
            Shape::TakenOver => BTreeSet::from(["/rss/tin-moi.rss".to_owned()]),
            _ => BTreeSet::new(),
        };
        paths.insert(shape.address(&forbidden));
        if shape == Shape::Moves {
            paths.insert(Shape::new_address(&forbidden));
        }
        paths
    }

    /// The closest two requests of a host; and nothing forbidden was asked.
    fn check_promises(&mut self) -> Duration {
        let requests = self.server.requests();
        let mut closest = Duration::MAX;
        for host in 0..self.site.shape.hosts() {
            let of_host: Vec<&Asked> = requests.iter().filter(|it| it.host == host).collect();
            for pair in of_host.windows(2) {
                closest = closest.min(pair[1].at - pair[0].at);
            }
        }
        if closest < PAUSE {
            self.says(NIGHTS, &format!("two requests within {closest:?}"));
        }
        let room = self.site.room.lock().expect("no thread panics in it");
        let forbidden = self.site.shape.address(&shape::forbidden(&room));
        drop(room);
        // Whoever has taken the name over forbids nothing.
        let own = self.site.shape != Shape::TakenOver;
        if let Some(asked) = requests.iter().find(|it| own && it.target == forbidden) {
            self.says(NIGHTS, &format!("{asked:?} is forbidden"));
        }
        closest
    }
}

/// What of a version is not what its post says.
fn misread(version: &Snapshot, post: &Post) -> Vec<String> {
    let mut wrong = Vec::new();
    let day = post.published.date_naive();
    if version.published_date != Some(day) {
        wrong.push(format!("day {:?}, not {day}", version.published_date));
    }
    let first = post.first_paragraph();
    let texts: Vec<&str> = version.body.iter().map(|it| it.text.as_str()).collect();
    if !texts.contains(&first.as_str()) && version.lead.as_ref() != Some(&first) {
        wrong.push(format!("{texts:?} lacks “{first}”"));
    }
    if version.body.len() + usize::from(version.lead.is_some()) != post.paragraphs().len() {
        wrong.push(format!("body of {}", version.body.len()));
    }
    wrong
}

fn path_of(url: &str) -> String {
    let after = url.split_once("://").map_or(url, |(_, it)| it);
    after
        .split_once('/')
        .map_or_else(|| "/".to_owned(), |(_, it)| format!("/{it}"))
}

fn snapshots(archive: &Path) -> Vec<Snapshot> {
    let (mut found, mut open) = (Vec::new(), vec![archive.join("snapshots")]);
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir).into_iter().flatten() {
            let path = entry.expect("the folder is readable").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let text = std::fs::read(&path).expect("the snapshot is readable");
                found.push(serde_json::from_slice(&text).expect("it is whole"));
            }
        }
    }
    found
}

/// The newest version of each headline: no two posts share one.
fn newest(all: &[Snapshot]) -> BTreeMap<String, &Snapshot> {
    let mut newest: BTreeMap<String, &Snapshot> = BTreeMap::new();
    for version in all {
        let title = version.title.clone().unwrap_or_default();
        let held = newest.entry(title).or_insert(version);
        if version.captured_at > held.captured_at {
            *held = version;
        }
    }
    newest
}

/// Six nights of one shape: its row of the table, and what was wrong.
fn six_nights(index: usize) -> (String, Vec<String>) {
    let mut world = World::new(SHAPES[index], CLOCKS[index]);
    for night in 1..=NIGHTS {
        world.site.night.store(night, Ordering::SeqCst);
        if night > 1 {
            AHEAD[index].fetch_add(86_400, Ordering::SeqCst);
            let mut room = world.site.room.lock().expect("no thread panics in it");
            room.pass_day(night - 1);
        }
        world.night(night);
    }
    world.check_end();
    let closest = world.check_promises();
    let all = snapshots(world.archive());
    let nights: Vec<String> = world
        .nights
        .iter()
        .map(|it| {
            format!(
                "{}{}",
                it.requests,
                if it.ending == RunEnding::Complete {
                    ""
                } else {
                    "!"
                }
            )
        })
        .collect();
    let told: usize = world.nights.iter().map(|it| it.changes.len()).sum();
    let row = format!(
        "{:<12} {:>4} articles {:>4} versions {told:>4} told  closest {:>3} ms  requests {}",
        format!("{:?}", world.site.shape),
        newest(&all).len(),
        all.len(),
        closest.as_millis(),
        nights.join(" ")
    );
    (row, world.wrong)
}

/// What a newcomer's file holds before `hpnews init URL`.
const PACE: &str =
    "[politeness]\nrate = \"50/s\"\nlatency_factor = 0\nmax_delay = \"20ms\"\nmax_attempts = 1\n";

/// One night of a shape with the configuration that `hpnews init` makes of its address alone.
fn from_the_address(index: usize) -> (String, Vec<String>) {
    let mut world = World::new(SHAPES[index], Utc::now);
    let file = world.dir.path().join("config.toml");
    std::fs::write(&file, PACE).expect("the folder can be written to");
    let home = format!("http://{}/", world.server.authorities()[0]);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_hpnews"))
        .args(["init", &home])
        .current_dir(world.dir.path())
        .env("HPNEWS_STATE", world.dir.path().join("state"))
        .env("HPNEWS_LANG", "en")
        .env_remove("HPNEWS_CONFIG")
        .stdin(std::process::Stdio::null())
        .output()
        .expect("the binary starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let asked = world.server.requests().len();
    let text = std::fs::read_to_string(&file).expect("it is there");
    if output.status.code() != Some(0) || asked > 10 {
        world.says(0, &format!("{asked} requests, {:?}: {said}", output.status));
        return (said, world.wrong);
    }
    let user = UserFile {
        name: "mau",
        text: &text,
    };
    let mut config = Config::parse(Some(user), &Overrides::default()).expect("it is valid");
    if config.sites[0].zone.name() != "Asia/Ho_Chi_Minh" || !config.sites[0].rules.knows_articles()
    {
        world.says(0, &said);
    }
    config.archive_dir.clone_from(&world.config.archive_dir);
    world.config = Arc::new(config);
    let sampled = world.sample();
    let enough = if world.site.shape == Shape::HalfBroken {
        4
    } else {
        10
    };
    if sampled.samples.len() < enough || sampled.requests > 20 {
        world.says(
            0,
            &format!("{} samples, {sampled:?}", sampled.samples.len()),
        );
    }
    world.night(1);
    world.check_promises();
    if !world.wrong.is_empty() {
        world.wrong.push(said.clone());
    }
    let globs = said
        .lines()
        .filter(|it| it.contains("articles  ") || it.contains("lists  "));
    let row = format!(
        "{:<12} {asked:>2} requests, {:>2} pages of {:>2}, then {:>3} {}",
        format!("{:?}", world.site.shape),
        sampled.samples.len(),
        sampled.requests,
        world.nights[0].requests,
        globs.collect::<Vec<_>>().join(" ")
    );
    (row, world.wrong)
}

#[test]
fn twelve_kinds_of_site_from_their_addresses_alone() {
    let rows: Vec<(String, Vec<String>)> = std::thread::scope(|scope| {
        let shapes: Vec<_> = (0..SHAPES.len())
            .map(|it| scope.spawn(move || from_the_address(it)))
            .collect();
        let join = |it: std::thread::ScopedJoinHandle<'_, _>| it.join().expect("its night ends");
        shapes.into_iter().map(join).collect()
    });
    for (row, _) in &rows {
        println!("{row}");
    }
    let wrong: Vec<&String> = rows.iter().flat_map(|it| &it.1).collect();
    assert!(wrong.is_empty(), "{} faults\n{wrong:#?}", wrong.len());
}

#[test]
fn six_nights_on_twelve_kinds_of_site() {
    let rows: Vec<(String, Vec<String>)> = std::thread::scope(|scope| {
        let shapes: Vec<_> = (0..SHAPES.len())
            .map(|it| scope.spawn(move || six_nights(it)))
            .collect();
        let join = |it: std::thread::ScopedJoinHandle<'_, _>| it.join().expect("its nights end");
        shapes.into_iter().map(join).collect()
    });
    println!("(! = exit code 1)");
    for (row, _) in &rows {
        println!("{row}");
    }
    let wrong: Vec<&String> = rows.iter().flat_map(|it| &it.1).collect();
    assert!(wrong.is_empty(), "{} faults\n{wrong:#?}", wrong.len());
}
