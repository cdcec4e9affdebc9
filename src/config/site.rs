//! One portal, checked: its addresses parsed, its globs and selectors compiled.
//!
//! Pure. Never guesses a layout for a site that gives none: it is read without a recipe.

use std::path::PathBuf;

use chrono_tz::Tz;
use url::{Host, Url};

use super::{ConfigError, file};
use crate::address::Rules;
use crate::extract::Recipe;

/// The zone of a site that names none: that of the portals this program is for.
pub const DEFAULT_ZONE: &str = "Asia/Ho_Chi_Minh";

/// A portal and how to read it.
#[derive(Debug)]
pub struct Site {
    /// Short name, used in article ids and file names.
    pub name: String,
    /// Its front page.
    pub home: Url,
    /// Civil time of its dates.
    pub zone: Tz,
    /// False: kept in the file, not crawled.
    pub enabled: bool,
    /// Where discovery begins besides what is found at run time.
    pub sources: Sources,
    /// What belongs to the site, and how its addresses are written.
    pub rules: Rules,
    /// How its pages are read.
    pub recipe: Recipe,
    /// PEM file of intermediate certificates its server forgets to send.
    pub intermediates: Option<PathBuf>,
    /// The lane of all its hosts, where it shares its server with other sites.
    pub lane: Option<String>,
}

impl Site {
    /// A site of which only its front page is known: every page of its hosts may be anything.
    pub fn of_home(name: &str, home: &Url) -> Result<Self, ConfigError> {
        check(file::Site {
            name: name.to_owned(),
            home: home.to_string(),
            ..file::Site::default()
        })
    }

    /// True when the site itself is configured on this machine: only then may its
    /// addresses lead to loopback, and only then the politeness floor is waived.
    pub fn on_loopback(&self) -> bool {
        on_this_machine(&self.home)
    }
}

/// Addresses named in the configuration, by what they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// List pages besides the home page.
    pub lists: Vec<Url>,
    /// Sitemaps besides those of robots.txt.
    pub sitemaps: Vec<Url>,
    /// Feeds besides those the pages link to.
    pub feeds: Vec<Url>,
    /// WordPress REST roots besides those the pages name.
    pub rest: Vec<Url>,
}

/// Checks every site; names are unique and plain.
pub(super) fn sites(found: Vec<file::Site>) -> Result<Vec<Site>, ConfigError> {
    let mut sites: Vec<Site> = Vec::with_capacity(found.len());
    for source in found {
        let site = check(source)?;
        if sites.iter().any(|other| other.name == site.name) {
            return Err(wrong(&site.name, "name", "another site has the same name"));
        }
        let mut others = sites.iter().filter(|other| other.lane != site.lane);
        if let Some(other) = others.find(|other| other.rules.shares_host(&site.rules)) {
            let cause = format!(
                "site \"{}\" has a host of this one and another lane; a host has one lane",
                other.name
            );
            return Err(wrong(&site.name, "lane", &cause));
        }
        sites.push(site);
    }
    Ok(sites)
}

fn check(source: file::Site) -> Result<Site, ConfigError> {
    let name = source.name;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    if name.is_empty() || name.len() > 40 || !name.chars().all(plain) {
        return Err(wrong(
            &name,
            "name",
            "a name has 1 to 40 of a-z, 0-9, `-` and `.`, because it becomes part of file names",
        ));
    }
    let in_lane = |c: char| plain(c) || c == ':';
    let plain_lane = |lane: &String| (1..=100).contains(&lane.len()) && lane.chars().all(in_lane);
    if !source.lane.as_ref().is_none_or(plain_lane) {
        let cause =
            "a lane has 1 to 100 of a-z, 0-9, `-`, `.` and `:`, because it becomes a file's name";
        return Err(wrong(&name, "lane", cause));
    }
    let home = address(&name, "home", &source.home)?;
    let zone = source.time_zone.as_deref().unwrap_or(DEFAULT_ZONE);
    let zone: Tz = zone.parse().map_err(|_| {
        let cause =
            format!("`{zone}` is no zone of the IANA database; Hải Phòng is in Asia/Ho_Chi_Minh");
        wrong(&name, "time_zone", &cause)
    })?;
    let mut address = source.address;
    if address.hosts.is_empty() {
        address.hosts = hosts_of(&home);
    }
    let rules =
        Rules::compile(&address).map_err(|error| wrong(&name, "address", &error.to_string()))?;
    if !rules.in_scope(&home) || rules.is_former(&home) {
        return Err(wrong(
            &name,
            "address.hosts",
            &format!("the home page {home} is on none of these hosts"),
        ));
    }
    let recipe = Recipe::compile(&source.layout, zone)
        .map_err(|error| wrong(&name, "layout", &error.to_string()))?;
    let within = |key: &str, list: &[String]| {
        list.iter()
            .map(|text| {
                home.join(text)
                    .map_err(|error| wrong(&name, key, &format!("`{text}`: {error}")))
            })
            .collect::<Result<Vec<Url>, ConfigError>>()
    };
    Ok(Site {
        enabled: source.enabled.unwrap_or(true),
        sources: Sources {
            lists: within("sources.lists", &source.sources.lists)?,
            sitemaps: within("sources.sitemaps", &source.sources.sitemaps)?,
            feeds: within("sources.feeds", &source.sources.feeds)?,
            rest: within("sources.rest", &source.sources.rest)?,
        },
        intermediates: source.tls.intermediates.map(PathBuf::from),
        lane: source.lane,
        name,
        home,
        zone,
        rules,
        recipe,
    })
}

/// The hosts of a site that names none: that of its home page, with and without `www.`.
pub fn hosts_of(home: &Url) -> Vec<String> {
    let Some(host) = home.host_str() else {
        return Vec::new();
    };
    let names = match home.host() {
        Some(Host::Domain("localhost")) => vec![host.to_owned()],
        Some(Host::Domain(name)) => {
            let bare = name.strip_prefix("www.").unwrap_or(name);
            vec![bare.to_owned(), format!("www.{bare}")]
        }
        _ => vec![host.to_owned()],
    };
    // On this machine a host is a service, not a machine: its port must be named.
    let port = if on_this_machine(home) {
        home.port_or_known_default()
    } else {
        home.port()
    };
    let with_port = |name: String| match port {
        Some(port) => format!("{name}:{port}"),
        None => name,
    };
    names.into_iter().map(with_port).collect()
}

fn on_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn address(site: &str, key: &str, text: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(text).map_err(|error| wrong(site, key, &format!("`{text}`: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong(
            site,
            key,
            &format!("`{text}`: only http and https are fetched"),
        ));
    }
    Ok(url)
}

fn wrong(site: &str, key: &str, cause: &str) -> ConfigError {
    ConfigError::Site {
        site: site.to_owned(),
        key: key.to_owned(),
        cause: cause.to_owned(),
    }
}
