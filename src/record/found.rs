//! How a field was found, what its sources said, and what was missing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a field's value came from.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A selector of the site's recipe.
    Selector,
    /// schema.org JSON-LD in the page.
    JsonLd,
    /// OpenGraph or another `<meta>`, `<title>`, `<html lang>`.
    Meta,
    /// schema.org microdata (`itemprop`).
    Microdata,
    /// An HTML `<time>` element of the article.
    TimeElement,
    /// What discovery was told (WordPress REST, feed, sitemap).
    #[serde(alias = "hint")]
    SourceMetadata,
    /// The post as the WordPress REST API gives it, where the page gives nothing.
    Rest,
    /// The data that a page drawn by script carries in itself (`__NEXT_DATA__`, Nuxt).
    Embedded,
    /// The generic reader, without any recipe.
    Fallback,
}

/// How one field was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldOrigin {
    /// The kind of place.
    pub origin: Origin,
    /// The selector that won, or the key that was read (`og:title`, `headline`).
    pub selector: Option<String>,
    /// From 0 to 1: 1 for a recipe's selector, less for what is inferred.
    pub confidence: f32,
}

/// Something expected that was not there, or was there and could not be believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// The field concerned: `published_at`, `body`, `page`, ….
    pub field: String,
    /// What was the matter, for a person.
    pub reason: String,
}

impl Gap {
    /// The page names another address as its own, and that was not shown to be the article's.
    pub fn claim(url: &str) -> Self {
        Self {
            field: CLAIM.to_owned(),
            reason: format!("{NAMES}{url}{AS_OWN}"),
        }
    }

    /// The address that such a page names.
    pub fn claimed(&self) -> Option<&str> {
        let named = self.reason.strip_prefix(NAMES)?.strip_suffix(AS_OWN)?;
        (self.field == CLAIM).then_some(named)
    }
}

const CLAIM: &str = "canonical";
const NAMES: &str = "the page names ";
const AS_OWN: &str = " as its own address";

/// A time as one source gave it, before anything was made of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatedTime {
    /// The field it speaks of: `published_at` or `modified_at`.
    pub field: String,
    /// The kind of place.
    pub origin: Origin,
    /// The selector that found it, or the key that was read.
    pub selector: Option<String>,
    /// As written there.
    pub text: String,
    /// The offset written with it (`+07:00`, `Z`); `null` when it has none.
    pub offset: Option<String>,
}
