//! TOML text to a validated [`Config`]: every selector compiled, every glob, address,
//! time zone and unit checked before the first request is sent.
//!
//! Pure: takes texts, never reads a file or the environment. Values come from the embedded
//! default, then the user's file, then what environment and flags override; [`Setting`]
//! says which won.

mod bucket;
mod draft;
mod error;
mod file;
mod fleet;
mod identity;
mod input;
mod layout;
mod media;
mod night;
mod place;
mod serve;
mod settings;
mod site;
mod units;
mod write;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use bucket::{BucketPlace, BucketSettings, LARGEST_OBJECT};
pub use draft::{Draft, with_text};
pub use error::ConfigError;
pub use fleet::FleetSettings;
pub use identity::{Identity, check_contact};
pub use input::{DEFAULT, Overrides, Source, UserFile};
pub use layout::ArchiveLayout;
pub use media::Media;
pub use night::{
    DriftThresholds, ExportSettings, Language, NightlySettings, NotifySettings, ReportSettings,
    RevisitSettings,
};
pub use place::FilePosition;
pub use serve::ServeSettings;
pub use settings::Setting;
pub use site::{DEFAULT_ZONE, Site, Sources, hosts_of};
pub use write::{Placing, WriteError, layouts_text, with_layouts, with_site};

use file::{pick, picked};

/// Everything a run is told.
#[derive(Clone, Debug)]
pub struct Config {
    /// Who crawls.
    pub identity: Identity,
    /// Where the archive lies, or the root of all of them.
    pub archive_dir: PathBuf,
    /// Which of the two it is.
    pub layout: ArchiveLayout,
    /// The root that the archive lies below, with those of other sites.
    pub root: Option<PathBuf>,
    /// Where it is kept besides; `None`: nowhere.
    pub bucket: Option<BucketSettings>,
    /// Which sources are asked.
    pub discover: Discover,
    /// How fast a host may be asked.
    pub pace: PaceLimits,
    /// What one exchange may cost.
    pub fetch: FetchLimits,
    /// Which files of articles are kept.
    pub media: Media,
    /// Whether what the look of article pages is made of is kept.
    pub requisites: bool,
    /// When articles are asked again.
    pub revisit: RevisitSettings,
    /// When a site counts as redesigned.
    pub drift: DriftThresholds,
    /// How changes are told.
    pub report: ReportSettings,
    /// What leaves the archive.
    pub export: ExportSettings,
    /// Whom to tell.
    pub notify: NotifySettings,
    /// What a night does besides.
    pub nightly: NightlySettings,
    /// How the archive is shown in a browser.
    pub serve: ServeSettings,
    /// How several machines share the sites.
    pub fleet: FleetSettings,
    /// The portals.
    pub sites: Vec<Arc<Site>>,
    /// Each value in force and where it came from.
    pub settings: Vec<Setting>,
}

/// Which kinds of sources discovery asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "five switches of the file, each on its own"
)]
pub struct Discover {
    /// WordPress REST.
    pub rest: bool,
    /// Sitemaps.
    pub sitemaps: bool,
    /// Feeds.
    pub feeds: bool,
    /// Home, category and pagination pages.
    pub lists: bool,
    /// Links in pages.
    pub links: bool,
    /// Most list pages of one site in one run.
    pub max_list_pages: u64,
    /// Most sitemaps of one site in one run.
    pub max_sitemaps: u64,
}

/// What one exchange may cost before it is given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchLimits {
    /// DNS, TCP and TLS together.
    pub connect: Duration,
    /// From the request sent to the last byte of the response head.
    pub first_byte: Duration,
    /// Between two reads of the body.
    pub idle: Duration,
    /// The whole exchange.
    pub whole: Duration,
    /// Bytes of the response head.
    pub max_head: u64,
    /// Bytes of the body as sent (compressed).
    pub max_body: u64,
    /// Bytes of the body when decoded.
    pub max_decoded: u64,
    /// Redirects followed from one address.
    pub max_redirects: u8,
}

impl Default for FetchLimits {
    /// The values of the embedded `config.toml` (a test holds them together), for library
    /// users who make a client without a configuration.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            first_byte: Duration::from_secs(30),
            idle: Duration::from_secs(20),
            whole: Duration::from_secs(180),
            max_head: 256 * 1024,
            max_body: 16 * 1024 * 1024,
            max_decoded: 64 * 1024 * 1024,
            max_redirects: 5,
        }
    }
}

/// How fast one host may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaceLimits {
    /// The configured pause between two requests.
    pub delay: Duration,
    /// The longest pause adaptive slow-down may grow to by itself.
    pub max_delay: Duration,
    /// Pause at least this many times the host's recent latency.
    pub latency_factor: u32,
    /// Most attempts at one address in one run.
    pub max_attempts: u32,
    /// A host that asks for longer rests than this, all those of one run together, is left for
    /// the next run.
    pub patience: Duration,
}

impl Config {
    /// Reads the default, the user's file and the overrides into one validated whole.
    pub fn parse(user: Option<UserFile<'_>>, overrides: &Overrides) -> Result<Self, ConfigError> {
        let (config, faults) = Self::for_reading(user, overrides)?;
        faults.into_iter().next().map_or(Ok(config), Err)
    }

    /// As [`parse`](Self::parse), for who reads the archive and asks no site: a selector or a
    /// glob that cannot be read is told beside, and its site is not
    /// [readable](Site::is_readable). Whatever says which addresses are a site's, and what is
    /// withheld, must hold all the same: takedowns stand on it.
    pub fn for_reading(
        user: Option<UserFile<'_>>,
        overrides: &Overrides,
    ) -> Result<(Self, Vec<ConfigError>), ConfigError> {
        let base = parse_file(UserFile {
            name: "the built-in config.toml",
            text: DEFAULT,
        })?;
        let own = user.map(parse_file).transpose()?.unwrap_or_default();
        let settings = settings::collect(user.map_or("", |file| file.text), user, overrides);
        let contact = overrides
            .contact
            .as_ref()
            .map(|(value, _)| value.clone())
            .or(own.identity.contact)
            .or(base.identity.contact)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty());
        let product = pick!(own.identity, base.identity, identity.product)?;
        let archive_dir = picked(
            overrides
                .archive_dir
                .as_ref()
                .map(|(value, _)| value.clone())
                .or(own.archive.dir),
            base.archive.dir,
            "archive.dir",
        )?;
        let sites = picked(own.site, base.site, "site")?;
        let (sites, faults) = site::sites(sites, user)?;
        let fetch = limits(&own.fetch, &base.fetch)?;
        let config = Self {
            bucket: bucket::settings(own.bucket, base.bucket, (fetch.max_body, fetch.max_head))?,
            identity: identity::identity(product, contact)?,
            archive_dir: PathBuf::from(archive_dir),
            layout: own
                .archive
                .layout
                .or(base.archive.layout)
                .unwrap_or_default(),
            root: None,
            discover: discover(&own.discover, &base.discover)?,
            pace: pace(&own.politeness, &base.politeness)?,
            fetch,
            media: pick!(own.fetch, base.fetch, fetch.media)?,
            requisites: pick!(own.fetch, base.fetch, fetch.requisites)?,
            revisit: night::revisit(&own.revisit, &base.revisit)?,
            drift: night::drift(&own.drift, &base.drift)?,
            report: night::report(own.report, base.report)?,
            export: night::export(own.export, base.export, user.map(|file| file.name))?,
            notify: night::notify(own.notify, base.notify)?,
            nightly: night::nightly(own.nightly, base.nightly)?,
            serve: serve::settings(own.serve, base.serve)?,
            fleet: fleet::settings(own.fleet, base.fleet)?,
            sites: sites.into_iter().map(Arc::new).collect(),
            settings,
        };
        Ok((config, faults))
    }

    /// Makes it the configuration of one site's archive below the root that it names. What is
    /// told there has names of its own. The other sites stay known.
    pub fn enter(&mut self, site: &str) {
        let root = std::mem::take(&mut self.archive_dir);
        self.archive_dir = root.join(site);
        self.root = Some(root);
        self.layout = ArchiveLayout::Single;
        self.report.tag = format!("{}:{site}", self.report.tag);
        self.nightly.metrics = self
            .nightly
            .metrics
            .take()
            .map(|it| layout::beside(&it, site));
    }

    /// The same for one site alone, whose archive lies below the root that it names.
    #[must_use]
    pub fn of_site(&self, site: &Arc<Site>) -> Self {
        let mut config = self.clone();
        config.enter(&site.name);
        config.sites = vec![Arc::clone(site)];
        config
    }

    /// The site called `name`.
    pub fn site(&self, name: &str) -> Option<&Arc<Site>> {
        self.sites.iter().find(|site| site.name == name)
    }
}

fn parse_file(file: UserFile<'_>) -> Result<file::ConfigFile, ConfigError> {
    toml::from_str(file.text).map_err(|error| ConfigError::Syntax {
        file: file.name.to_owned(),
        detail: error.to_string().trim_end().to_owned(),
        nearest: settings::nearest_key(error.message()),
    })
}

fn discover(
    own: &file::DiscoverTable,
    base: &file::DiscoverTable,
) -> Result<Discover, ConfigError> {
    Ok(Discover {
        rest: pick!(own, base, discover.rest)?,
        sitemaps: pick!(own, base, discover.sitemaps)?,
        feeds: pick!(own, base, discover.feeds)?,
        lists: pick!(own, base, discover.lists)?,
        links: pick!(own, base, discover.links)?,
        max_list_pages: pick!(own, base, discover.max_list_pages)?,
        max_sitemaps: pick!(own, base, discover.max_sitemaps)?,
    })
}

fn pace(
    own: &file::PolitenessTable,
    base: &file::PolitenessTable,
) -> Result<PaceLimits, ConfigError> {
    Ok(PaceLimits {
        delay: pick!(own, base, politeness.rate)?.0,
        max_delay: pick!(own, base, politeness.max_delay)?.0,
        latency_factor: pick!(own, base, politeness.latency_factor)?,
        max_attempts: pick!(own, base, politeness.max_attempts)?,
        patience: pick!(own, base, politeness.patience)?.0,
    })
}

fn limits(own: &file::FetchTable, base: &file::FetchTable) -> Result<FetchLimits, ConfigError> {
    Ok(FetchLimits {
        connect: pick!(own, base, fetch.connect_timeout)?.0,
        first_byte: pick!(own, base, fetch.first_byte_timeout)?.0,
        idle: pick!(own, base, fetch.idle_timeout)?.0,
        whole: pick!(own, base, fetch.whole_timeout)?.0,
        max_head: pick!(own, base, fetch.max_head)?.0,
        max_body: pick!(own, base, fetch.max_body)?.0,
        max_decoded: pick!(own, base, fetch.max_decoded)?.0,
        max_redirects: pick!(own, base, fetch.max_redirects)?,
    })
}

#[cfg(test)]
mod tests;
