//! What is there to be found: each article as a perfect crawler would store it.
//!
//! Pure. Made from the stories, never from the pages, so that it can judge the pages.

use chrono::{DateTime, FixedOffset, NaiveDateTime};

use super::site::DemoSite;
use super::story::{Face, Story, StoryPiece};
use crate::record::{Attachment, Block, Image, Related};

/// One article, in the nouns of [`record`](crate::record).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// Canonical address.
    pub url: String,
    /// WordPress post id.
    pub post_id: u64,
    /// Name of its layout in [`Portal::config`](super::Portal::config).
    pub layout: &'static str,
    /// Headline.
    pub title: String,
    /// Publication time.
    pub published_at: DateTime<FixedOffset>,
    /// Publication time as printed.
    pub published_text: String,
    /// Last change the portal admits.
    pub modified_at: DateTime<FixedOffset>,
    /// Lead.
    pub lead: String,
    /// Body over all pages.
    pub body: Vec<Block>,
    /// Pictures over all pages.
    pub images: Vec<Image>,
    /// Byline.
    pub author: Option<String>,
    /// "Nguồn tin".
    pub source: Option<String>,
    /// Its section.
    pub categories: Vec<String>,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// "Tin khác".
    pub related: Vec<Related>,
}

/// Every article, newest first.
pub(super) fn of(site: &DemoSite) -> Vec<Truth> {
    let stories = site.newest();
    stories.into_iter().map(|s| one(site, s)).collect()
}

fn one(site: &DemoSite, story: &Story) -> Truth {
    let mut body = Vec::new();
    let mut images = Vec::new();
    for piece in story.pieces() {
        match piece {
            StoryPiece::Block(block) => body.push(block.clone()),
            StoryPiece::Picture { file, caption } => images.push(Image {
                url: site.absolute(&story.upload(file)),
                caption: caption.clone(),
                credit: None,
                alt: None,
            }),
        }
    }
    let attachment = |(file, title): &(String, String)| Attachment {
        url: site.absolute(&story.upload(file)),
        title: Some(title.clone()),
        media_type: Some("application/pdf".to_owned()),
    };
    let related = |other: &Story| Related {
        url: site.address(other),
        title: other.title.clone(),
        published_text: Some(related_date(story.face, other)),
    };
    Truth {
        url: site.address(story),
        post_id: story.id,
        layout: layout(story.face),
        title: story.title.clone(),
        published_at: zoned(story.date),
        published_text: printed_date(story),
        modified_at: zoned(story.modified),
        lead: story.lead.clone(),
        body,
        images,
        author: story.author.clone(),
        source: story.source.clone(),
        categories: vec![story.category.name().to_owned()],
        attachments: story.attachments.iter().map(attachment).collect(),
        related: site.related(story).into_iter().map(related).collect(),
    }
}

/// The layout's name in `layouts.toml`.
fn layout(face: Face) -> &'static str {
    match face {
        Face::New => "moi",
        Face::Old => "cu",
        Face::Video => "video",
    }
}

/// Civil time of the portal; Việt Nam has had no other offset since 1975.
pub(super) fn zoned(civil: NaiveDateTime) -> DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(7 * 3600).expect("seven hours are within a day");
    civil
        .and_local_timezone(offset)
        .single()
        .expect("a fixed offset maps each civil time to one instant")
}

/// The date line of a story's page.
pub(super) fn printed_date(story: &Story) -> String {
    story.printed.clone().unwrap_or_else(|| match story.face {
        Face::Old => story.date.format("%d/%m/%Y | %H:%M").to_string(),
        Face::New | Face::Video => {
            let weekday = weekday(story.date.date());
            format!("{weekday}, {}", story.date.format("%d/%m/%Y %H:%M"))
        }
    })
}

/// The date beside a link in "Tin khác" on a page of this layout.
pub(super) fn related_date(face: Face, other: &Story) -> String {
    let form = match face {
        Face::Old => "%d/%m",
        Face::New | Face::Video => "%d/%m/%Y",
    };
    other.date.format(form).to_string()
}

/// The day's Vietnamese name.
pub(super) fn weekday(day: chrono::NaiveDate) -> &'static str {
    use chrono::Datelike as _;
    let names = [
        "Thứ Hai",
        "Thứ Ba",
        "Thứ Tư",
        "Thứ Năm",
        "Thứ Sáu",
        "Thứ Bảy",
        "Chủ Nhật",
    ];
    names[day.weekday().num_days_from_monday() as usize]
}
