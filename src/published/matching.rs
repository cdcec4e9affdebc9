//! What each takedown stands for in one archive.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use super::PublishedError;
use crate::address::identity;
use crate::config::Config;
use crate::record::Snapshot;
use crate::redaction::{KnownArticles, Takedown, Takedowns, Withheld, WithholdError, is_path};
use crate::store::{Archive, Reader, archives_below};

/// What is withheld of an archive, and the files of it.
#[derive(Debug, Default)]
pub(super) struct Matched {
    pub(super) withheld: Withheld,
    /// Addresses of withheld pictures and files.
    pub(super) files: BTreeSet<String>,
}

/// The archives of other sites below the same root. A line may name an article of one of them, and
/// what it stands for there is withheld here too.
fn beside(reader: &Reader, config: &Config) -> Result<Vec<Reader>, PublishedError> {
    let Some(root) = &config.root else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for dir in archives_below(root)? {
        let other = Archive::open_for_reading(&dir)?;
        if other.home().file_name() != reader.home().file_name() {
            found.push(other);
        }
    }
    Ok(found)
}

/// The articles of one archive that say what articles of another say.
fn copies_of(reader: &Reader, other: &Reader, id: &str) -> Result<Vec<String>, PublishedError> {
    let mut found = Vec::new();
    for version in other.articles().versions(id)? {
        if let Some(copy) = reader.articles().holder_of(&version.content)? {
            found.extend(reader.dump().copies_of(&copy)?);
        }
    }
    Ok(found)
}

/// Finds what the takedowns stand for. `file` is the list's name, for messages.
pub(super) fn matched(
    reader: &Reader,
    config: &Config,
    file: &str,
    takedowns: &Takedowns,
) -> Result<Matched, PublishedError> {
    let mut matched = Matched::default();
    let names_any = takedowns.list.iter().any(Takedown::names_an_article);
    let beside = if names_any {
        beside(reader, config)?
    } else {
        Vec::new()
    };
    let readers: Vec<&Reader> = std::iter::once(reader).chain(&beside).collect();
    let mut indexes = Vec::new();
    for reader in readers.iter().filter(|_| names_any) {
        indexes.push(AddressIndex::of(reader)?);
    }
    for takedown in &takedowns.list {
        let mut known = KnownArticles::default();
        let mut has_text = takedown.text.is_none();
        for (of, index) in readers.iter().zip(&indexes) {
            for id in index.articles(config, takedown) {
                for reader in &readers {
                    for copy in copies_of(reader, of, &id)? {
                        has_text |= gather(reader, &copy, takedown, &mut known)?;
                    }
                }
                has_text |= gather(of, &id, takedown, &mut known)?;
            }
        }
        if takedown.names_an_article() && !takedown.pending {
            let missing = if known.articles.is_empty() {
                Some("the archive holds no article")
            } else if has_text {
                None
            } else {
                Some("no such text stands in any version of")
            };
            if let Some(cause) = missing {
                return Err(WithholdError::Unmatched {
                    file: file.to_owned(),
                    line: takedown.line,
                    cause: format!("{cause} {}", takedown.subject()),
                }
                .into());
            }
        }
        matched.withheld.add(takedown, &known);
        let files = known.images.into_iter().chain(known.files);
        let withheld = &matched.withheld;
        matched
            .files
            .extend(files.filter(|url| withheld.has_file(url)));
    }
    Ok(matched)
}

/// Adds what the archive knows of an article. Returns whether any version has the takedown's
/// words.
fn gather(
    reader: &Reader,
    id: &str,
    takedown: &Takedown,
    known: &mut KnownArticles,
) -> Result<bool, PublishedError> {
    if !known.articles.insert(id.to_owned()) {
        return Ok(false);
    }
    known.addresses.extend(reader.dump().addresses_of(id)?);
    let mut has_text = false;
    for version in reader.articles().versions(id)? {
        let unknown = |_| PublishedError::Unknown {
            article_id: id.to_owned(),
        };
        let mut snapshot = reader.read_snapshot(&version.path).map_err(unknown)?;
        gather_version(&snapshot, known);
        if takedown.text.is_some() && !has_text {
            let mut words = Withheld::default();
            let only = KnownArticles {
                articles: BTreeSet::from([id.to_owned()]),
                ..KnownArticles::default()
            };
            words.add(
                &Takedown {
                    fields: Vec::new(),
                    ..takedown.clone()
                },
                &only,
            );
            has_text = words.redact(&mut snapshot).spans > 0;
        }
    }
    known.addresses.extend(permalinks(id, &known.addresses));
    Ok(has_text)
}

fn gather_version(snapshot: &Snapshot, known: &mut KnownArticles) {
    let pages = &snapshot.provenance.pages;
    known.addresses.insert(snapshot.url.clone());
    known.addresses.extend(snapshot.previous_urls.clone());
    known
        .addresses
        .extend(pages.iter().map(|it| it.url.clone()));
    let hints = pages.iter().map(|it| &it.source_metadata);
    let titles = hints
        .clone()
        .filter_map(|source_metadata| source_metadata.title.clone());
    known.titles.extend(titles.chain(snapshot.title.clone()));
    let leads = hints.flat_map(|source_metadata| {
        [
            source_metadata.lead.clone(),
            source_metadata.excerpt.clone(),
        ]
    });
    known
        .leads
        .extend(leads.flatten().chain(snapshot.lead.clone()));
    let images = &snapshot.images;
    known.images.extend(images.iter().map(|it| it.url.clone()));
    let said = images.iter().flat_map(|it| [&it.caption, &it.alt]);
    known.captions.extend(said.flatten().cloned());
    let files = snapshot.attachments.iter();
    known.files.extend(files.map(|it| it.url.clone()));
    let blocks = snapshot.body.iter();
    known.blocks.extend(blocks.map(|it| it.text.clone()));
}

/// `https://a.vn/?p=7`: WordPress sends it on to the post, and prints it in its pages' heads.
fn permalinks(id: &str, addresses: &BTreeSet<String>) -> Vec<String> {
    let Some((_, number)) = id.rsplit_once(":post-") else {
        return Vec::new();
    };
    let parsed = addresses.iter().filter_map(|it| Url::parse(it).ok());
    parsed
        .filter_map(|url| Some(url.join(&format!("/?p={number}")).ok()?.into()))
        .collect()
}

/// The articles of an archive by all spellings of their addresses.
#[derive(Debug, Default)]
struct AddressIndex {
    by_address: BTreeMap<String, BTreeSet<String>>,
    ids: BTreeSet<String>,
}

impl AddressIndex {
    fn of(reader: &Reader) -> Result<Self, PublishedError> {
        let mut index = Self::default();
        for (url, id) in reader.articles().article_addresses()? {
            if let Some(key) = identity(&url) {
                let ids = index.by_address.entry(key).or_default();
                ids.insert(id.clone());
            }
            index.ids.insert(id);
        }
        Ok(index)
    }

    /// The articles that a takedown names.
    fn articles(&self, config: &Config, takedown: &Takedown) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        if let Some(id) = &takedown.article_id {
            let same = |known: &&String| known.eq_ignore_ascii_case(id.trim());
            found.extend(self.ids.iter().filter(same).cloned());
        }
        for url in takedown.url.iter().flat_map(|url| self.meant(url)) {
            for key in keys(config, &url) {
                found.extend(self.by_address.get(&key).into_iter().flatten().cloned());
            }
            found.extend(post(config, &url).filter(|id| self.ids.contains(id)));
        }
        found
    }

    /// The addresses a line may mean: a path alone is one of every host.
    fn meant(&self, url: &str) -> Vec<String> {
        let url = url.trim();
        if !is_path(url) {
            return vec![url.to_owned()];
        }
        let known = self.by_address.keys();
        let hosts = known.filter_map(|key| key.split(['/', '?']).next());
        let hosts: BTreeSet<&str> = hosts.collect();
        let on = |host| format!("http://{host}{url}");
        hosts.into_iter().map(on).collect()
    }
}

/// The keys an address may be known by: as written, as its site spells it, and, where that is a
/// page of its own, without its query.
fn keys(config: &Config, url: &str) -> BTreeSet<String> {
    let mut keys: BTreeSet<String> = identity(url).into_iter().collect();
    for site in &config.sites {
        let canonical = site.rules.canonical(None, url.trim()).ok();
        keys.extend(canonical.and_then(|url| identity(url.as_str())));
    }
    let pages: Vec<String> = keys
        .iter()
        .filter_map(|key| Some(key.split_once('?')?.0.to_owned()))
        .filter(|page| page.contains('/'))
        .collect();
    keys.extend(pages);
    keys
}

/// The posts that `https://a.vn/?p=7` may be.
fn post(config: &Config, url: &str) -> impl Iterator<Item = String> {
    let key = identity(url).unwrap_or_default();
    let (host, query) = key.split_once('?').unwrap_or_default();
    let number = query.strip_prefix("p=").map(str::to_owned);
    let number = number.filter(|it| it.bytes().all(|byte| byte.is_ascii_digit()));
    let host = host.to_owned();
    let sites = config.sites.iter().filter(move |site| {
        identity(site.home.as_str()).is_some_and(|home| home.split('/').next() == Some(&host))
    });
    let ids = number.map(move |number| {
        let id = move |site: &std::sync::Arc<crate::config::Site>| {
            format!("{}:post-{number}", site.name)
        };
        sites.map(id).collect::<Vec<_>>()
    });
    ids.into_iter().flatten()
}
