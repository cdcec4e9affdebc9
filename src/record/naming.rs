//! What is known of an address before it is asked: who named it, for what, and what they
//! said of it.

use chrono::{DateTime, FixedOffset};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who told of an address.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DiscoverySource {
    /// Named in the configuration, or the command line.
    Seed,
    /// A `Sitemap:` line of robots.txt.
    Robots,
    /// An XML sitemap.
    Sitemap,
    /// An RSS or Atom feed.
    Feed,
    /// The WordPress REST API.
    Rest,
    /// A category, home or pagination page.
    List,
    /// A link in a page.
    Link,
    /// The "Tin khác" list of an article.
    Related,
    /// `rel=canonical` of another page.
    Canonical,
    /// A redirect's target.
    Redirect,
    /// The next page of an article or a list.
    Page,
}

/// What an address is asked for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// `/robots.txt`.
    Robots,
    /// A sitemap or sitemap index.
    Sitemap,
    /// An RSS or Atom feed.
    Feed,
    /// A page of the WordPress REST post collection.
    Rest,
    /// A list of articles.
    List,
    /// The second or a later page of an article.
    Part,
    /// An article.
    Article,
    /// Not known until it is read.
    Page,
    /// A picture or file of an article.
    Media,
    /// What the look of pages is made of: a style sheet, and the pictures and fonts it names.
    Requisite,
}

/// An address that a source named and the site's rules refuse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// As the source wrote it.
    pub url: String,
    /// Who named it.
    #[serde(alias = "teller")]
    pub source: DiscoverySource,
    /// Short machine-readable cause: `out_of_scope`, `trap`, ….
    pub cause: String,
    /// For a person.
    pub detail: String,
}

impl Role {
    /// Whether it is asked for what it names, and is no article.
    pub fn is_source(self) -> bool {
        match self {
            Self::Robots | Self::Sitemap | Self::Feed | Self::Rest | Self::List => true,
            Self::Part | Self::Article | Self::Page | Self::Media | Self::Requisite => false,
        }
    }
}

/// What a source said of an article besides its address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SourceMetadata {
    /// Publication time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<DateTime<FixedOffset>>,
    /// Modification time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified_at: Option<DateTime<FixedOffset>>,
    /// The portal's own number of the article (WordPress post id).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_id: Option<u64>,
    /// Section names, which a page may show only in part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// The lead, where a source prints it whole: a page may leave it to its lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// The headline, as WordPress REST says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The excerpt that somebody wrote, as WordPress REST says it; never the beginning of the
    /// text, which WordPress takes for one where nobody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
}

/// An address somebody named, with what they said of it. `url` is absolute and
/// canonical (see `address`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscoveredUrl {
    /// Canonical absolute address.
    pub url: String,
    /// What to ask it for.
    pub role: Role,
    /// Who named it.
    #[serde(alias = "teller")]
    pub source: DiscoverySource,
    /// How many redirects led here, one after the other.
    #[serde(default)]
    pub hops: u8,
    /// Hints.
    #[serde(default, alias = "hint")]
    pub source_metadata: SourceMetadata,
}

/// An enum's word in the formats (`rest`, `not_found`), as serde writes it.
pub fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value).expect("an enum without fields is a word") {
        serde_json::Value::String(word) => word,
        other => other.to_string(),
    }
}
