//! What an edit of the portal ought to be told as.

use serde_json::Value;

/// How one edit is told.
#[derive(Debug)]
pub struct Expected {
    /// The article, as the archive names it.
    pub article: String,
    /// The class the change must have; any of these.
    pub classes: &'static [&'static str],
    /// The fields it must name, and no other.
    pub fields: &'static [&'static str],
    /// The night on which it must be told at the latest; `None` = when its turn comes.
    pub by: Option<usize>,
    /// Not before this night.
    pub from: usize,
}

impl Expected {
    pub fn fits(&self, night: usize, change: &Value) -> bool {
        let class = change["class"].as_str().unwrap_or_default();
        let mut fields: Vec<&str> = change["fields"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        fields.sort_unstable();
        night >= self.from && self.classes.contains(&class) && fields == self.fields
    }
}

/// Everything that ought to be told of an edit made before `night`; nothing for noise.
pub fn expected(item: &Value, night: usize) -> Vec<Expected> {
    let article = format!("portal:post-{}", item["id"]);
    let told = |classes, fields| Expected {
        article: article.clone(),
        classes,
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
    match item["type"].as_str().expect("an edit has a type") {
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
