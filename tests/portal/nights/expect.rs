//! What an edit of the portal ought to be told as.

use std::collections::BTreeSet;

use serde_json::Value;

/// How one edit is told.
#[derive(Debug)]
pub struct Expected {
    /// The article, as the archive names it.
    pub article: String,
    /// The class the change must have; any of these.
    pub kinds: &'static [&'static str],
    /// The fields it must name, and no other.
    pub fields: &'static [&'static str],
    /// The night on which it must be told at the latest; `None` = when its turn comes.
    pub by: Option<usize>,
    /// Not before this night.
    pub from: usize,
}

impl Expected {
    /// Whether the change tells this, with or without something else.
    pub fn has_part_in(&self, night: usize, change: &Value) -> bool {
        let kinds = change["kinds"].as_array().expect("a change has kinds");
        let mut kinds = kinds.iter().filter_map(Value::as_str);
        let named = fields(change);
        night >= self.from
            && kinds.any(|kind| self.kinds.contains(&kind))
            && self.fields.is_empty() == named.is_empty()
            && self.fields.iter().all(|field| named.contains(field))
    }

    /// Whether the change tells this and nothing else.
    pub fn is(&self, night: usize, change: &Value) -> bool {
        let kind = change["kind"].as_str().expect("a change has a kind");
        self.has_part_in(night, change)
            && self.kinds.contains(&kind)
            && fields(change).len() == self.fields.len()
    }
}

/// The fields that a change names, but for those that are true of the page and no edit of the
/// article: the list of other news goes its own way, and an address is told as a move.
pub fn fields(change: &Value) -> BTreeSet<&str> {
    let named = change["fields"].as_array().expect("a change names fields");
    let named = named.iter().filter_map(Value::as_str);
    named
        .filter(|field| !matches!(*field, "related" | "url"))
        .collect()
}

/// Everything that ought to be told of an edit made before `night`; nothing for noise.
pub fn expected(item: &Value, night: usize) -> Vec<Expected> {
    let article = format!("portal:post-{}", item["id"]);
    let told = |kinds, fields| Expected {
        article: article.clone(),
        kinds,
        fields,
        by: Some(night),
        from: night,
    };
    let gone = |nights: usize| {
        vec![
            told(&["missing"], &[]),
            Expected {
                by: Some(night + nights),
                from: night + nights,
                ..told(&["removed"], &[])
            },
        ]
    };
    // A date in the future takes an article off the portal until then.
    if item["type"] == "date_change" && item["observed"]["status"] == 404 {
        return gone(3);
    }
    match item["type"].as_str().expect("an edit has a type") {
        // Nothing was misspelt any more.
        "typo_fix" if item["detail"]["from"] == item["detail"]["to"] => Vec::new(),
        // One syllable becomes another word («vi» → «vị»), or a word is added.
        "typo_fix" => vec![told(&["typo", "substantive.body"], &["body"])],
        "headline_change" => vec![told(&["substantive.title"], &["title"])],
        "paragraph_added" => vec![told(&["substantive.number", "substantive.body"], &["body"])],
        "caption_changed" => vec![told(&["substantive.caption"], &["images"])],
        "delete_404" | "trash_404" | "unpublish" | "delete_prefix" => gone(3),
        "delete_410" => gone(1),
        "slug_change" => vec![told(&["moved"], &[])],
        "title_and_slug" => vec![
            told(&["moved"], &[]),
            told(&["substantive.title"], &["title"]),
        ],
        "date_change" => vec![told(&["redating"], &["published_at"])],
        "silent_edit" => vec![Expected {
            by: None,
            ..told(&["substantive.body"], &["body"])
        }],
        "noise_views" | "noise_related" | "publish_new" => Vec::new(),
        other => panic!("the portal has learnt another edit: {other}"),
    }
}
