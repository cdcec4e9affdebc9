//! What an article says.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{FieldOrigin, Gap, StatedTime};

/// Version of [`Article::content_form`]. Raising it gives every article a new digest, so
/// it goes up only with the snapshot format.
const CONTENT_FORM: u32 = 2;

/// What a block of the body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// A heading inside the body.
    Heading,
    /// One item of a list.
    ListItem,
    /// A quotation.
    Quote,
    /// A table, rows separated by `\n`, cells by `\t`.
    Table,
}

/// One block of the body, in reading order. Text is NFC with white space collapsed;
/// `\n` stands only where the page breaks a line (`<br>`) inside the block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text.
    pub text: String,
}

/// A picture of the article (never of the page's furniture).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// Absolute address.
    pub url: String,
    /// The caption as printed below it.
    pub caption: Option<String>,
    /// The photographer or agency, where the caption markup names one apart.
    pub credit: Option<String>,
    /// The `alt` text.
    pub alt: Option<String>,
}

/// A file the article offers (PDF, DOC, …).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Absolute address.
    pub url: String,
    /// The link's text.
    pub title: Option<String>,
    /// Media type guessed from the file's ending, e.g. `application/pdf`.
    pub media_type: Option<String>,
}

/// A link in the lead or body that leads to no file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BodyLink {
    /// Absolute address.
    pub url: String,
    /// The link's text.
    pub text: String,
}

/// What an embedded thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmbedKind {
    /// A film, or a player of films.
    Video,
    /// A recording, or a player of recordings.
    Audio,
    /// A map.
    Map,
    /// A post of a social network.
    Post,
    /// Another page shown inside this one.
    Frame,
}

/// What the article shows of another place: a video, a recording, a map. An embedded PDF or
/// office file is an [`Attachment`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Embed {
    /// Absolute address.
    pub url: String,
    /// What it is.
    pub kind: EmbedKind,
    /// Its title, where the markup gives one.
    pub title: Option<String>,
}

/// A link of the "Tin khác" list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Related {
    /// Absolute address.
    pub url: String,
    /// The link's text.
    pub title: String,
    /// The date beside it, as printed.
    pub published_text: Option<String>,
}

/// What one page (or the pages of one article) says. No address, no capture time, no
/// digest: those belong to the capture and the [`Snapshot`](super::Snapshot).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// Name of the recipe's layout that fitted; `generic` when none did.
    pub layout: String,
    /// Headline.
    pub title: Option<String>,
    /// Publication time in the site's civil time with its offset.
    pub published_at: Option<DateTime<FixedOffset>>,
    /// Civil day of publication; there whenever an instant or only a day is known.
    #[serde(default)]
    pub published_date: Option<NaiveDate>,
    /// Publication time as printed on the page.
    pub published_text: Option<String>,
    /// True when the page gave no offset and the site's zone was applied.
    pub published_offset_assumed: bool,
    /// Last modification the page or a source states.
    pub modified_at: Option<DateTime<FixedOffset>>,
    /// The lead (sapo).
    pub lead: Option<String>,
    /// Body in reading order, without lead, captions, byline and boilerplate.
    pub body: Vec<Block>,
    /// Pictures in reading order.
    pub images: Vec<Image>,
    /// Byline.
    pub author: Option<String>,
    /// Where the portal says it has the news from ("Nguồn tin").
    pub source: Option<String>,
    /// Section names.
    pub categories: Vec<String>,
    /// Files offered.
    pub attachments: Vec<Attachment>,
    /// Links of lead and body in reading order, files excepted.
    #[serde(default)]
    pub links: Vec<BodyLink>,
    /// What it shows of other places, in reading order.
    #[serde(default)]
    pub embeds: Vec<Embed>,
    /// The "Tin khác" list.
    pub related: Vec<Related>,
    /// BCP 47, e.g. `vi`.
    pub language: Option<String>,
    /// Field name → how it was found.
    pub fields: BTreeMap<String, FieldOrigin>,
    /// What each source of a time gave, as written.
    #[serde(default)]
    pub times: Vec<StatedTime>,
    /// What was missing or not believable.
    pub gaps: Vec<Gap>,
}

impl Article {
    /// What the content digest is taken of: title, lead, author, source, categories, time and
    /// day of publication, body, images (address, caption and credit), attachments, where links lead
    /// and what is embedded. Not the address, counters, related links, how a field was found
    /// or what its sources said: those change while the article does not.
    pub fn content_form(&self) -> Value {
        let links: Vec<&str> = self.links.iter().map(|it| it.url.as_str()).collect();
        let embeds = self.embeds.iter();
        let embeds = embeds.map(|it| json!({"url": it.url, "kind": it.kind}));
        let mut form = self.first_form();
        form["form"] = json!(CONTENT_FORM);
        form["published_date"] = json!(self.published_date);
        form["links"] = json!(links);
        form["embeds"] = embeds.collect();
        // Who took a picture is read out of its caption: what leaves the one must be in the other.
        for (number, image) in self.images.iter().enumerate() {
            if let Some(credit) = &image.credit {
                form["images"][number]["credit"] = json!(credit);
            }
        }
        form
    }

    /// The form of `hpnews/snapshot/1`, which knew no day, links or embeds.
    pub(super) fn first_form(&self) -> Value {
        let images: Vec<Value> = self
            .images
            .iter()
            .map(|image| json!({"url": image.url, "caption": image.caption}))
            .collect();
        json!({
            "form": 1,
            "title": self.title,
            "lead": self.lead,
            "author": self.author,
            "source": self.source,
            "categories": self.categories,
            "published_at": self.published_at,
            "body": self.body,
            "images": images,
            "attachments": self.attachments,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A photographer who is named, taken back or another is an edit (seen on ten nights).
    #[test]
    fn who_took_a_picture_is_content() {
        let article = |credit: Option<&str>| {
            let image = Image {
                caption: Some("Đê biển. Ảnh: CTV".to_owned()),
                credit: credit.map(str::to_owned),
                ..Image::default()
            };
            Article {
                images: vec![image],
                ..Article::default()
            }
        };
        let forms =
            [None, Some("Ban biên tập"), Some("Minh Trang")].map(|it| article(it).content_form());
        assert_ne!(forms[0], forms[1]);
        assert_ne!(forms[1], forms[2]);
        assert!(
            forms[0]["images"][0].get("credit").is_none(),
            "as it was before"
        );
    }
}
