//! Which value is in force, and who set it; and which key a misspelt one was meant to be.
//!
//! Pure. Never changes a value: [`super::Config::parse`] decides, this only tells.

use std::collections::BTreeMap;

use url::Url;

use super::input::{DEFAULT, Overrides, Source, UserFile};
use super::site::{DEFAULT_ZONE, hosts_of};

/// One value in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Dotted key; a site's keys begin with `site.<name>`.
    pub key: String,
    /// As TOML.
    pub value: String,
    /// Who set it.
    pub source: Source,
}

/// Every leaf of the default, overlaid by the user's file and the overrides. The texts
/// have already been parsed once, so what cannot be read again is simply not listed.
pub(super) fn collect(
    user_text: &str,
    user: Option<UserFile<'_>>,
    overrides: &Overrides,
) -> Vec<Setting> {
    let base: toml::Table = DEFAULT.parse().unwrap_or_default();
    let own: toml::Table = user_text.parse().unwrap_or_default();
    let mut all: BTreeMap<String, Setting> = BTreeMap::new();
    let mut put = |table: &toml::Table, source: &Source| {
        for (key, value) in leaves(table) {
            all.insert(
                key.clone(),
                Setting {
                    key,
                    value,
                    source: source.clone(),
                },
            );
        }
    };
    let mut base_without_sites = base.clone();
    if own.contains_key("site") {
        base_without_sites.remove("site");
    }
    put(&base_without_sites, &Source::Default);
    put(&site_defaults(&own), &Source::Default);
    put(
        &own,
        &Source::File(user.map_or_else(String::new, |file| file.name.to_owned())),
    );
    for (key, over) in [
        ("identity.contact", &overrides.contact),
        ("archive.dir", &overrides.archive_dir),
    ] {
        if let Some((value, source)) = over {
            all.insert(
                key.to_owned(),
                Setting {
                    key: key.to_owned(),
                    value: toml::Value::String(value.clone()).to_string(),
                    source: source.clone(),
                },
            );
        }
    }
    for key in ["notify.webhook", "notify.smtp"] {
        if let Some(setting) = all.get_mut(key) {
            let text = setting.value.trim_matches(['"', '\'']);
            setting.value = toml::Value::String(without_path(text)).to_string();
        }
    }
    all.into_values().collect()
}

/// What stands for a site where the file does not say it.
fn site_defaults(own: &toml::Table) -> toml::Table {
    let sites = own.get("site").and_then(toml::Value::as_array);
    let defaults = |site: &toml::Value| {
        let text = |key| site.get(key).and_then(toml::Value::as_str);
        let home = Url::parse(text("home")?).ok()?;
        let hosts: Vec<toml::Value> = hosts_of(&home).into_iter().map(Into::into).collect();
        let address = toml::Table::from_iter([("hosts".to_owned(), hosts.into())]);
        Some(toml::Value::Table(toml::Table::from_iter([
            ("name".to_owned(), text("name")?.into()),
            ("time_zone".to_owned(), DEFAULT_ZONE.into()),
            ("address".to_owned(), address.into()),
        ])))
    };
    let sites: Vec<toml::Value> = sites.into_iter().flatten().filter_map(defaults).collect();
    toml::Table::from_iter([("site".to_owned(), sites.into())])
}

/// An address without what may be a token (a login, path or query): many receivers take
/// whoever knows their address for a friend.
pub(super) fn without_path(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else {
        return if address.is_empty() { "" } else { "…" }.to_owned();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or_default();
    let more = if path.len() > 1 { "/…" } else { path };
    format!("{scheme}://{host}{more}")
}

/// Dotted key and TOML value of every leaf; the elements of an array of tables are named
/// by their `name`.
fn leaves(table: &toml::Table) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Vec<(String, &toml::Value)> = table
        .iter()
        .map(|(key, value)| (key.clone(), value))
        .collect();
    while let Some((key, value)) = open.pop() {
        match value {
            toml::Value::Table(inner) => {
                open.extend(inner.iter().map(|(k, v)| (format!("{key}.{k}"), v)));
            }
            toml::Value::Array(items) if items.iter().any(toml::Value::is_table) => {
                for (index, item) in items.iter().enumerate() {
                    let name = item.get("name").and_then(toml::Value::as_str);
                    let name = name.map_or_else(|| index.to_string(), str::to_owned);
                    open.push((format!("{key}.{name}"), item));
                }
            }
            leaf => found.push((key, leaf.to_string())),
        }
    }
    found
}

/// From serde's "unknown field `x`, expected one of `a`, `b`": the expected key nearest
/// to the given one, when it is near enough to be a slip.
pub(super) fn nearest_key(message: &str) -> Option<String> {
    let rest = message.strip_prefix("unknown field ")?;
    let mut quoted = rest.split('`').skip(1).step_by(2);
    let given = quoted.next()?;
    quoted
        .map(|key| (strsim::damerau_levenshtein(given, key), key))
        .filter(|(distance, key)| *distance <= 1 + key.len().max(given.len()) / 3)
        .min()
        .map(|(_, key)| key.to_owned())
}
