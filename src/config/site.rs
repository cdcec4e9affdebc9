//! One portal, checked: its addresses parsed, its globs and selectors compiled.
//!
//! Pure. Never guesses a layout for a site that gives none: it is read without a recipe.

use std::path::PathBuf;

use chrono_tz::{TZ_VARIANTS, Tz};
use url::{Host, Url};

use super::error::ConfigError;
use super::input::UserFile;
use super::place::FilePosition;
use super::{file, place};
use crate::address::{AddressError, Rules, RulesSource};
use crate::extract::{Recipe, RecipeError};

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
    /// False: its recipe or its globs could not be read, so that neither says anything of a
    /// page ([`Config::for_reading`](super::Config::for_reading)).
    pub is_readable: bool,
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
        let source = file::SiteTable {
            name: name.to_owned(),
            home: home.to_string(),
            ..file::SiteTable::default()
        };
        let checked = check(source).map(|(site, _)| site);
        checked.map_err(|fault| fault.error(name, None))
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

/// What of a site cannot be used.
struct SiteFault {
    /// Below `[[site]]`.
    key: String,
    /// The entry, where the key is a list.
    value: Option<String>,
    cause: String,
}

impl SiteFault {
    fn error(self, site: &str, place: Option<FilePosition>) -> ConfigError {
        ConfigError::Site {
            site: site.to_owned(),
            key: self.key,
            place,
            cause: self.cause,
        }
    }
}

/// Checks every site; names are unique and plain. Beside them what cannot be read of the
/// sites that are not [readable](Site::is_readable).
pub(super) fn sites(
    found: Vec<file::SiteTable>,
    user: Option<UserFile<'_>>,
) -> Result<(Vec<Site>, Vec<ConfigError>), ConfigError> {
    let mut sites: Vec<Site> = Vec::with_capacity(found.len());
    let mut aside = Vec::new();
    for (number, source) in found.into_iter().enumerate() {
        let name = source.name.clone();
        let error = |fault: SiteFault| {
            let value = fault.value.as_deref();
            let place = user.and_then(|file| place::of(file, number, &fault.key, value));
            fault.error(&name, place)
        };
        let (site, faults) = check(source).map_err(error)?;
        if sites.iter().any(|other| other.name == site.name) {
            return Err(error(wrong("name", "another site has the same name")));
        }
        let mut others = sites.iter().filter(|other| other.lane != site.lane);
        if let Some(other) = others.find(|other| other.rules.shares_host(&site.rules)) {
            let cause = format!(
                "site \"{}\" has a host of this one and another lane; a host has one lane",
                other.name
            );
            return Err(error(wrong("lane", &cause)));
        }
        aside.extend(faults.into_iter().map(error));
        sites.push(site);
    }
    Ok((sites, aside))
}

/// The site, and what cannot be read of how its pages are told apart and read.
fn check(source: file::SiteTable) -> Result<(Site, Vec<SiteFault>), SiteFault> {
    check_names(&source)?;
    let home = address("home", &source.home)?;
    let zone = zone(source.time_zone.as_deref().unwrap_or(DEFAULT_ZONE))?;
    let mut address = source.address;
    if address.hosts.is_empty() {
        address.hosts = hosts_of(&home);
    }
    let mut faults = Vec::new();
    let rules = rules(address, &mut faults)?;
    if !rules.in_scope(&home) || rules.is_former(&home) {
        let cause = format!("the home page {home} is on none of these hosts");
        return Err(wrong("address.hosts", &cause));
    }
    let recipe = Recipe::compile(&source.layout, zone).unwrap_or_else(|error| {
        faults.push(of_recipe(error));
        Recipe::generic(zone)
    });
    let within = |key: &str, list: &[String]| {
        list.iter()
            .map(|text| {
                home.join(text)
                    .map_err(|error| entry(key, text, &format!("`{text}`: {error}")))
            })
            .collect::<Result<Vec<Url>, SiteFault>>()
    };
    let site = Site {
        enabled: source.enabled.unwrap_or(true),
        is_readable: faults.is_empty(),
        sources: Sources {
            lists: within("sources.lists", &source.sources.lists)?,
            sitemaps: within("sources.sitemaps", &source.sources.sitemaps)?,
            feeds: within("sources.feeds", &source.sources.feeds)?,
            rest: within("sources.rest", &source.sources.rest)?,
        },
        intermediates: source.tls.intermediates.map(PathBuf::from),
        lane: source.lane,
        name: source.name,
        home,
        zone,
        rules,
        recipe,
    };
    Ok((site, faults))
}

fn check_names(source: &file::SiteTable) -> Result<(), SiteFault> {
    let name = &source.name;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    let has_dot_outside = name.starts_with('.') || name.ends_with('.');
    if name.is_empty() || name.len() > 40 || has_dot_outside || !name.chars().all(plain) {
        return Err(wrong(
            "name",
            "a name has 1 to 40 of a-z, 0-9, `-` and, within it, `.`, because it names files and \
             folders",
        ));
    }
    let in_lane = |c: char| plain(c) || c == ':';
    let plain_lane = |lane: &String| (1..=100).contains(&lane.len()) && lane.chars().all(in_lane);
    if !source.lane.as_ref().is_none_or(plain_lane) {
        let cause =
            "a lane has 1 to 100 of a-z, 0-9, `-`, `.` and `:`, because it becomes a file's name";
        return Err(wrong("lane", cause));
    }
    Ok(())
}

fn zone(text: &str) -> Result<Tz, SiteFault> {
    text.parse().map_err(|_| {
        let near: Vec<String> = zones_like(text).map(|it| format!("`{it}`")).collect();
        let near = match near.as_slice() {
            [] => String::new(),
            names => format!("; near it are {}", names.join(", ")),
        };
        let cause = format!(
            "`{text}` is no zone of the IANA database{near}; Hải Phòng is in {DEFAULT_ZONE}"
        );
        wrong("time_zone", &cause)
    })
}

/// The zones written most alike, whole or by their city.
fn zones_like(text: &str) -> impl Iterator<Item = &'static str> {
    let key = |name: &str| name.trim().to_lowercase().replace([' ', '-'], "_");
    let city = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let given = key(text);
    let mut near: Vec<(usize, &'static str)> = TZ_VARIANTS
        .iter()
        .map(|zone| {
            let known = key(zone.name());
            let whole = strsim::damerau_levenshtein(&given, &known);
            let cities = strsim::damerau_levenshtein(&city(&given), &city(&known));
            (whole.min(cities), zone.name())
        })
        .filter(|(distance, _)| *distance <= city(&given).chars().count() / 3)
        .collect();
    near.sort_unstable();
    near.into_iter().take(3).map(|(_, name)| name)
}

/// The rules without the lists whose globs cannot be read.
fn rules(mut source: RulesSource, faults: &mut Vec<SiteFault>) -> Result<Rules, SiteFault> {
    loop {
        let error = match Rules::compile(&source) {
            Ok(rules) => return Ok(rules),
            Err(error) => error,
        };
        let set_aside = match &error {
            AddressError::BadGlob {
                list: "article", ..
            } => &mut source.article,
            AddressError::BadGlob { list: "list", .. } => &mut source.list,
            AddressError::BadGlob { list: "ignore", .. } => &mut source.ignore,
            _ => return Err(of_rules(error, &source)),
        };
        set_aside.clear();
        faults.push(of_rules(error, &source));
    }
}

fn of_rules(error: AddressError, source: &RulesSource) -> SiteFault {
    match error {
        AddressError::BadGlob { list, glob, fault } => {
            let cause = format!("the glob `{glob}`: {fault}");
            entry(&format!("address.{list}"), &glob, &cause)
        }
        AddressError::BadHost { host, fault } => {
            let is_former = !source.hosts.contains(&host) && source.former_hosts.contains(&host);
            let key = if is_former { "former_hosts" } else { "hosts" };
            let cause = format!("the host `{host}`: {fault}");
            entry(&format!("address.{key}"), &host, &cause)
        }
        other => wrong("address", &other.to_string()),
    }
}

fn of_recipe(error: RecipeError) -> SiteFault {
    match error {
        RecipeError::Selector {
            layout,
            field,
            selector,
            cause,
        } => {
            let cause = format!("the selector `{selector}`: {cause}");
            entry(&format!("layout.{layout}.{field}"), &selector, &cause)
        }
        RecipeError::Path {
            layout,
            glob,
            cause,
        } => {
            let cause = format!("the glob `{glob}`: {cause}");
            entry(&format!("layout.{layout}.paths"), &glob, &cause)
        }
        RecipeError::Name(ref name) | RecipeError::FitsAll(ref name) => {
            wrong(&format!("layout.{name}"), &error.to_string())
        }
    }
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

fn address(key: &str, text: &str) -> Result<Url, SiteFault> {
    if text.trim().is_empty() {
        let cause = "there is none; give the address of the front page, `https://…/`";
        return Err(wrong(key, cause));
    }
    let url = Url::parse(text).map_err(|error| wrong(key, &format!("`{text}`: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        let cause = format!("`{text}`: only http and https are fetched");
        return Err(wrong(key, &cause));
    }
    Ok(url)
}

fn wrong(key: &str, cause: &str) -> SiteFault {
    SiteFault {
        key: key.to_owned(),
        value: None,
        cause: cause.to_owned(),
    }
}

fn entry(key: &str, value: &str, cause: &str) -> SiteFault {
    SiteFault {
        value: Some(value.to_owned()),
        ..wrong(key, cause)
    }
}
