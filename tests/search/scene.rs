//! An archive of a few articles, each with as many versions as it needs.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, Utc};
use hpnews::digest::ContentDigest;
use hpnews::published::Published;
use hpnews::record::{Block, BlockKind, Image, Role, Snapshot};
use hpnews::redaction::Withheld;
use hpnews::search::{Answer, Query, Question, SearchStep, SortOrder, search};
use hpnews::store::{Archive, Event, Outcome};
use tempfile::TempDir;

use crate::archive::{article_id, at, captured, open, open_grouped, options, snapshot, url};

/// What an article says.
#[derive(Clone, Debug, Default)]
pub struct Says {
    pub title: &'static str,
    pub body: &'static [&'static str],
    pub caption: Option<&'static str>,
    pub author: Option<&'static str>,
    pub section: &'static str,
    /// RFC 3339, or a day alone.
    pub published: Option<&'static str>,
}

/// An article with this headline and body.
pub fn says(title: &'static str, body: &'static [&'static str]) -> Says {
    Says {
        title,
        body,
        section: "Tin tức",
        published: Some("2023-03-15T08:00:00+07:00"),
        ..Says::default()
    }
}

pub struct Scene {
    pub dir: TempDir,
}

impl Scene {
    /// Article 1, 2, … say so.
    pub fn of(articles: &[Says]) -> Self {
        let scene = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        let numbered: Vec<(u32, Says)> = (1..).zip(articles.iter().cloned()).collect();
        scene.night(0, &numbered);
        scene
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("archive")
    }

    /// A crawl so many days later that finds these versions. Returns their files.
    pub fn night(&self, day: i64, articles: &[(u32, Says)]) -> Vec<String> {
        let mut archive = open_grouped(&self.path());
        let begun = at(0) + Duration::days(day);
        let run = archive.begin_run(&options(), begun).unwrap().stamp;
        let mut files = Vec::new();
        for (second, (number, says)) in (1..).zip(articles) {
            let now = begun + Duration::seconds(second);
            files.push(visit(&mut archive, &run, *number, says, now));
        }
        archive
            .finish_run("complete", begun + Duration::hours(1))
            .unwrap();
        files
    }

    pub fn reader(&self) -> Published {
        let reader = Archive::open_for_reading(&self.path()).unwrap();
        Published::without(reader, Withheld::default())
    }

    pub fn ask(&self, question: &Question) -> (Answer, Vec<SearchStep>) {
        let mut notices = Vec::new();
        let answer = search(&self.reader(), question, &mut |it| notices.push(it));
        (answer.unwrap(), notices)
    }

    /// The numbers of the articles found, in order.
    pub fn find(&self, text: &str) -> Vec<u32> {
        self.numbers(&question(text))
    }

    pub fn numbers(&self, question: &Question) -> Vec<u32> {
        numbers(&self.ask(question).0)
    }
}

pub fn numbers(answer: &Answer) -> Vec<u32> {
    let number = |id: &str| id.rsplit('-').next().unwrap().parse().unwrap();
    let hits = answer.hits.iter();
    hits.map(|hit| number(&hit.snapshot.article_id)).collect()
}

pub fn question(text: &str) -> Question {
    Question {
        query: Query::parse(text).unwrap(),
        since: None,
        until: None,
        past: false,
        changed: false,
        removed: false,
        exact: false,
        order: SortOrder::Rank,
        limit: None,
    }
}

fn visit(archive: &mut Archive, run: &str, n: u32, says: &Says, now: DateTime<Utc>) -> String {
    let snapshot = version(run, n, says, now);
    let stored = archive.store_snapshot(&snapshot).unwrap();
    let file = stored.as_str().to_owned();
    let outcome = Outcome::Stored {
        article_id: article_id(n),
        article_url: url(n),
        snapshot: stored.into(),
        content: snapshot.digests.content,
    };
    archive
        .commit(&captured(now, &url(n), Role::Article, outcome))
        .unwrap();
    file
}

fn version(run: &str, n: u32, says: &Says, now: DateTime<Utc>) -> Snapshot {
    let mut snapshot = snapshot(run, n, 1, now);
    snapshot.title = Some(says.title.to_owned());
    let block = |text: &&str| Block {
        kind: BlockKind::Paragraph,
        text: (*text).to_owned(),
    };
    snapshot.body = says.body.iter().map(block).collect();
    snapshot.images = says
        .caption
        .iter()
        .map(|text| Image {
            url: "https://thanhphohaiphong.gov.vn/a.jpg".to_owned(),
            caption: Some((*text).to_owned()),
            ..Image::default()
        })
        .collect();
    snapshot.author = says.author.map(str::to_owned);
    snapshot.categories = vec![says.section.to_owned()];
    let time = says.published.filter(|text| text.contains('T'));
    snapshot.published_at = time.map(|text| text.parse().unwrap());
    snapshot.published_date = says.published.map(|text| text[..10].parse().unwrap());
    snapshot.digests.content = ContentDigest::of(&snapshot.content_form());
    snapshot
}

/// The article is told to be removed.
pub fn remove(path: &Path, n: u32, day: i64) {
    let mut archive = open(path);
    let now = at(0) + Duration::days(day);
    archive.begin_night(&options(), now).unwrap();
    let event = Event::Transition {
        at: now,
        site: crate::archive::SITE.to_owned(),
        article_id: article_id(n),
        url: url(n),
        from: None,
        kind: hpnews::record::ChangeKind::Removed,
        now: hpnews::change::ArticleStatus::Removed,
        reason: "404 on 3 nights".to_owned(),
    };
    archive.commit(&event).unwrap();
    archive
        .finish_run("complete", now + Duration::hours(1))
        .unwrap();
}
