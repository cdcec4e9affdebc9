//! One portal, one folder, one state folder, and the binary run in between.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use hpnews::config::{Config, Overrides, UserFile};
use hpnews::crawl::{CrawlError, CrawlSetup, Plan, RunReport, Stop};
use hpnews::demo::{InjectedFault, Portal, PortalOptions, Request, Truth};
use hpnews::lane::Lanes;
use hpnews::record::{Change, Snapshot};
use hpnews::store::Archive;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use toml::{Table, Value};

/// How long something that must happen is waited for before the test gives up.
const PATIENCE: Duration = Duration::from_secs(120);

/// A portal and what one machine needs to crawl it. The portal answers on a thread of its
/// own, so that the test may wait for processes.
pub(crate) struct World {
    pub(crate) portal: Portal,
    settings: Table,
    dir: TempDir,
    _runtime: Runtime,
}

impl World {
    /// The portal as it comes, with lists long enough to have a second page.
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime starts");
        let options = PortalOptions {
            slow: Duration::from_millis(50),
            ..PortalOptions::default()
        };
        let portal = runtime
            .block_on(Portal::start(options))
            .expect("a loopback port is free");
        let settings = portal.config().parse().expect("the configuration is TOML");
        Self {
            portal,
            settings,
            dir: tempfile::tempdir().expect("a temporary folder"),
            _runtime: runtime,
        }
    }

    /// A portal of these pages alone, its articles at `/n/*.html`: it has no REST, feed or
    /// sitemap, and no recipe.
    pub(crate) fn of(pages: &[(&str, String)]) -> Self {
        let mut world = Self::new();
        for source in ["rest", "sitemaps", "feeds"] {
            world.set("discover", source, false);
        }
        world.without_layouts();
        world.admit_only("article", "/n/*.html");
        world.serve(pages);
        world
    }

    /// From now on the portal has these pages alone.
    pub(crate) fn serve(&self, pages: &[(&str, String)]) {
        self.portal.clear_faults();
        for (path, html) in pages {
            let html = html.replace("{base}", self.portal.base().as_str().trim_end_matches('/'));
            self.portal
                .fault(path, InjectedFault::Html(html), usize::MAX);
        }
    }

    /// Changes one key of the configuration.
    pub(crate) fn set(&mut self, section: &str, key: &str, value: impl Into<Value>) {
        let table = self
            .settings
            .entry(section)
            .or_insert_with(|| Value::Table(Table::new()));
        let table = table.as_table_mut().expect("it is a section");
        table.insert(key.to_owned(), value.into());
    }

    /// Lets the site's rules take more addresses for articles or lists.
    pub(crate) fn admit(&mut self, kind: &str, glob: &str) {
        let globs = self.settings["site"][0]["address"][kind].as_array_mut();
        globs
            .expect("it is a list of globs")
            .push(Value::String(glob.to_owned()));
    }

    /// Lets queries of this parameter tell pages apart.
    pub(crate) fn keep_query(&mut self, name: &str) {
        let kept = self.settings["site"][0]["address"]["keep_query"].as_array_mut();
        kept.expect("it is a list of names")
            .push(Value::String(name.to_owned()));
    }

    /// Has the site's rules take no other addresses for articles or lists than these.
    pub(crate) fn admit_only(&mut self, kind: &str, glob: &str) {
        let globs = self.settings["site"][0]["address"][kind].as_array_mut();
        globs.expect("it is a list of globs").clear();
        self.admit(kind, glob);
    }

    /// Gives the site another name, as if the one that was crawled were not configured.
    pub(crate) fn rename_site(&mut self, name: &str) {
        self.settings["site"][0]["name"] = Value::String(name.to_owned());
    }

    /// Configures another world's portal beside its own, under this name.
    pub(crate) fn take_site(&mut self, other: &World, name: &str) {
        self.add_site(other.settings["site"][0].clone(), name);
    }

    fn add_site(&mut self, mut site: Value, name: &str) {
        site["name"] = Value::String(name.to_owned());
        let sites = self.settings["site"].as_array_mut();
        sites.expect("they are tables").push(site);
    }

    /// Configures its own portal once more, under this name.
    pub(crate) fn take_own_site(&mut self, name: &str) {
        self.add_site(self.settings["site"][0].clone(), name);
    }

    /// A table of the site's configuration.
    pub(crate) fn site_table(&mut self, name: &str) -> &mut Table {
        let table = self.settings["site"][0][name].as_table_mut();
        table.expect("it is a table")
    }

    /// A layout of the site's recipe, by name.
    pub(crate) fn layout(&mut self, name: &str) -> &mut Table {
        let layouts = self.settings["site"][0]["layout"].as_array_mut();
        let layouts = layouts.expect("they are tables").iter_mut();
        let mut layouts = layouts.filter_map(Value::as_table_mut);
        let found = layouts.find(|it| it["name"].as_str() == Some(name));
        found.expect("there is such a layout")
    }

    /// Leaves the site without a recipe.
    pub(crate) fn without_layouts(&mut self) {
        let site = self.settings["site"][0].as_table_mut();
        site.expect("it is a table").remove("layout");
    }

    /// Gives the site this recipe.
    pub(crate) fn set_layouts(&mut self, layouts: &[Table]) {
        let layouts = layouts.iter().cloned().map(Value::Table).collect();
        let site = self.settings["site"][0].as_table_mut();
        let site = site.expect("it is a table");
        site.insert("layout".to_owned(), Value::Array(layouts));
    }

    /// Puts one more layout before the others.
    pub(crate) fn add_layout(&mut self, layout: Table) {
        let layouts = self.settings["site"][0]["layout"].as_array_mut();
        layouts
            .expect("they are tables")
            .insert(0, Value::Table(layout));
    }

    /// Makes the configuration speak of another host and port.
    pub(crate) fn move_to(&mut self, host: &str) {
        let text = toml::to_string(&self.settings).expect("settings are TOML");
        let text = text.replace(self.portal.base().authority(), host);
        self.settings = text.parse().expect("it is TOML still");
    }

    /// A file in this world's folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn archive(&self) -> PathBuf {
        self.path("archive")
    }

    /// An address of the portal.
    pub(crate) fn url(&self, path: &str) -> String {
        let base = self.portal.base();
        base.join(path).expect("a path joins").into()
    }

    /// The binary on `archive`, ready to run.
    pub(crate) fn command(&self, archive: &Path, args: &[&str]) -> Command {
        let config = self.path("config.toml");
        let text = toml::to_string(&self.settings).expect("settings are TOML");
        std::fs::write(&config, text).expect("the configuration can be written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_hpnews"));
        command
            .arg("--config")
            .arg(config)
            .arg("--archive")
            .arg(archive)
            .args(args)
            .current_dir(self.dir.path())
            .env("HPNEWS_STATE", self.path("state"))
            .env("HPNEWS_LANG", "en")
            .env_remove("HPNEWS_CONTACT")
            .env_remove("HPNEWS_ARCHIVE")
            .env_remove("HPNEWS_CONFIG")
            .stdin(Stdio::null());
        command
    }

    /// The configuration as it stands.
    pub(crate) fn config(&self) -> Config {
        let text = toml::to_string(&self.settings).expect("settings are TOML");
        Config::parse(
            Some(UserFile {
                name: "test",
                text: &text,
            }),
            &Overrides::default(),
        )
        .expect("it is valid")
    }

    /// Goes on with the configuration as a command left it.
    pub(crate) fn take_config(&mut self) {
        let text = std::fs::read_to_string(self.path("config.toml")).expect("it is there");
        self.settings = text.parse().expect("it is TOML");
    }

    /// One crawl inside this process, at the time a clock says.
    pub(crate) fn night(&self, clock: fn() -> DateTime<Utc>) -> Result<RunReport, CrawlError> {
        self.crawl(clock, Plan::default())
    }

    /// The same, and every address is asked.
    pub(crate) fn full_night(&self, clock: fn() -> DateTime<Utc>) -> Result<RunReport, CrawlError> {
        let full = true;
        self.crawl(
            clock,
            Plan {
                full,
                ..Plan::default()
            },
        )
    }

    fn crawl(&self, clock: fn() -> DateTime<Utc>, plan: Plan) -> Result<RunReport, CrawlError> {
        let config = self.config();
        let archive = Archive::open(&self.archive(), &hpnews::crawl::open_options(&config))
            .expect("nobody else writes");
        let (_hand, stop) = Stop::new();
        let setup = CrawlSetup {
            config: Arc::new(config),
            archive,
            lanes: Lanes::open(&self.path("state").join("lanes")).expect("a folder"),
            intermediates: BTreeMap::new(),
            plan,
            clock,
            stop,
            watch: Box::new(|_| {}),
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime starts");
        runtime.block_on(hpnews::crawl::crawl(setup))
    }

    /// What a run told.
    pub(crate) fn changes_of(&self, run: &str) -> Vec<Change> {
        let reader = Archive::open_for_reading(&self.archive()).expect("it is there");
        assert!(
            reader
                .told_runs()
                .expect("readable")
                .iter()
                .any(|it| it == run),
            "{run} told nothing"
        );
        reader.changes_of(run).expect("its lines are whole")
    }

    /// Runs the binary to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Ended {
        Ended::of(self.command(&self.archive(), args).output())
    }

    /// The same on the archive that the configuration names.
    pub(crate) fn bare(&self, args: &[&str]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hpnews"));
        let named = self.command(&self.archive(), args);
        let mut parts = named.get_args().collect::<Vec<_>>();
        let at = parts
            .iter()
            .position(|it| *it == "--archive")
            .expect("it is named");
        parts.drain(at..at + 2);
        command.args(parts).current_dir(self.dir.path());
        for (key, value) in named.get_envs() {
            match value {
                Some(value) => command.env(key, value),
                None => command.env_remove(key),
            };
        }
        Ended::of(command.stdin(Stdio::null()).output())
    }

    /// Starts `crawl` and leaves it running.
    pub(crate) fn start(&self, archive: &Path) -> Running {
        let child = self
            .command(archive, &["crawl"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        Running(Some(child))
    }

    /// Waits until the portal has seen that many requests, or the process has ended.
    pub(crate) fn wait_for_requests(&self, count: usize, running: &mut Running) {
        let started = Instant::now();
        while self.portal.requests().len() < count && !running.has_ended() {
            assert!(started.elapsed() < PATIENCE, "no {count} requests came");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Requests after the first `seen`.
    pub(crate) fn requests_after(&self, seen: usize) -> Vec<Request> {
        self.portal.requests().split_off(seen)
    }

    /// How often each address was asked.
    pub(crate) fn asked(&self) -> BTreeMap<String, usize> {
        let mut asked = BTreeMap::new();
        for request in self.portal.requests() {
            *asked.entry(request.path).or_default() += 1;
        }
        asked
    }

    /// How often one address was asked.
    pub(crate) fn times_asked(&self, path: &str) -> usize {
        self.asked().get(path).copied().unwrap_or_default()
    }

    /// The truth of one article.
    pub(crate) fn truth_of(&self, slug: &str) -> Truth {
        let path = format!("/{slug}.html");
        let mut truth = self.portal.truth();
        truth.retain(|it| it.url.ends_with(&path));
        truth.pop().expect("the portal has this article")
    }
}

/// Every snapshot of an archive, by file below it.
pub(crate) fn snapshots(archive: &Path) -> BTreeMap<String, Snapshot> {
    let mut found = BTreeMap::new();
    for path in files(&archive.join("snapshots")) {
        let text = std::fs::read(&path).expect("the snapshot is readable");
        let snapshot = serde_json::from_slice(&text)
            .unwrap_or_else(|error| panic!("{} is not whole: {error}", path.display()));
        let name = path.strip_prefix(archive).expect("it lies below");
        found.insert(name.display().to_string(), snapshot);
    }
    found
}

/// The addresses kept.
pub(crate) fn urls_kept(archive: &Path) -> BTreeSet<String> {
    snapshots(archive).into_values().map(|it| it.url).collect()
}

/// All files below a folder.
pub(crate) fn files(dir: &Path) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![dir.to_path_buf()]);
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir).into_iter().flatten() {
            let path = entry.expect("the folder is readable").path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}

/// A process that has ended.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ended {
    pub(crate) fn of(output: std::io::Result<Output>) -> Self {
        let output = output.expect("the binary starts");
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("data is UTF-8"),
            err: String::from_utf8(output.stderr).expect("talk is UTF-8"),
        }
    }

    /// Asserts the exit code, and that all the words were said.
    #[track_caller]
    pub(crate) fn exits(&self, code: i32, words: &[&str]) -> &Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        for word in words {
            assert!(self.err.contains(word), "`{word}` is not in: {}", self.err);
        }
        self
    }

    /// Data as JSON, one object a line.
    #[track_caller]
    pub(crate) fn json(&self) -> Vec<serde_json::Value> {
        let parse = |line| serde_json::from_str::<serde_json::Value>(line);
        let lines = self.out.lines().map(parse).collect::<Result<Vec<_>, _>>();
        let lines = lines.unwrap_or_else(|error| panic!("{error}: {}", self.out));
        assert!(lines.iter().all(serde_json::Value::is_object));
        lines
    }
}

/// A crawl under way; killed when the test ends before it.
pub(crate) struct Running(Option<Child>);

impl Running {
    /// Of a process started in another way.
    pub(crate) fn of(child: Child) -> Self {
        Self(Some(child))
    }

    pub(crate) fn id(&self) -> u32 {
        self.child().id()
    }

    fn child(&self) -> &Child {
        self.0.as_ref().expect("it has not been waited for")
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        let child = self.0.as_mut().expect("it has not been waited for");
        child.try_wait().expect("its state can be asked").is_some()
    }

    /// Ctrl-C.
    pub(crate) fn interrupt(&self) {
        let sent = Command::new("kill")
            .args(["-INT", &self.id().to_string()])
            .status();
        assert!(sent.expect("kill runs").success());
    }

    /// `kill -9`, and its end.
    pub(crate) fn kill(mut self) {
        let child = self.0.as_mut().expect("it has not been waited for");
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
    }

    /// Waits for its own end.
    pub(crate) fn end(mut self) -> Ended {
        let child = self.0.take().expect("it has not been waited for");
        Ended::of(child.wait_with_output())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            // It may have ended already.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
