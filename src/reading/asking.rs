//! When an address was asked last, when it is next due, and for what reason.

use chrono::{DateTime, Utc};

use super::captures::canonical;
use crate::config::Config;
use crate::crawl::{NextLook, next_look};
use crate::store::{DiscoveryRow, DueRow, Reader, Revisitable, StoreError};

/// What the archive knows of when an address is asked.
#[derive(Clone, Debug)]
pub struct AskingFacts {
    /// The address, as the catalog writes it.
    pub url: String,
    /// `None` of an article that was imported, and that no crawl has heard of.
    pub asked: Option<DueRow>,
    /// Who told of it.
    pub discovery_sources: Vec<DiscoveryRow>,
    /// The article that lives there.
    pub article: Option<Revisitable>,
    /// When that is due again.
    pub next: Option<NextLook>,
}

/// What is known of an address: of the article of this name, where the caller knows one, else of
/// the word itself. `None` where nobody has named it.
pub fn asking_facts(
    reader: &Reader,
    config: &Config,
    (article_id, word): (Option<&str>, &str),
    now: DateTime<Utc>,
) -> Result<Option<AskingFacts>, StoreError> {
    let article = match article_id {
        Some(id) => reader.observations().revisitable_article(id)?,
        None => None,
    };
    let url = match &article {
        Some(article) => article.url.clone(),
        None if reader.addresses().due_of(word)?.is_some() => word.to_owned(),
        None => canonical(config, word).unwrap_or_else(|| word.to_owned()),
    };
    let asked = reader.addresses().due_of(&url)?;
    if asked.is_none() && article_id.is_none() {
        return Ok(None);
    }
    let next = article
        .as_ref()
        .map(|article| next_look(article, &config.revisit, now));
    Ok(Some(AskingFacts {
        discovery_sources: reader.discovery().discovery_sources(&url)?,
        url,
        asked,
        article,
        next,
    }))
}
