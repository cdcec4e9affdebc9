//! The plain text the articles are kept in, `articles.txt`, to stories.
//!
//! Pure. Stories are separated by a line `=====`; each begins with `key: value` lines up to
//! a line `--`; then follow pieces, one a line, marked by a letter: `L` lead, `P`
//! paragraph, `H` heading, `U` list item, `Q` quotation, `B` table (cells parted by
//! ` | `), `I` picture (`file | caption`), `F` attachment (`file | title`). A line without
//! a mark continues the piece above it. `~~` begins the article's next page.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use thiserror::Error;

use super::category::Category;
use super::story::{Face, Quirk, Story, StoryPiece};
use crate::record::{Block, BlockKind};

/// The articles' text cannot be read.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum StoryError {
    /// A line is neither a piece nor the continuation of one.
    #[error("read the demo articles: story {story}: strange line {line:?}")]
    Line {
        /// Number of the story, from 1.
        story: usize,
        /// The line.
        line: String,
    },
    /// A key is missing, unknown, or its value cannot be read.
    #[error("read the demo articles: story {story}: bad or missing {key:?}")]
    Key {
        /// Number of the story, from 1.
        story: usize,
        /// The key.
        key: String,
    },
}

/// Reads the articles.
pub(super) fn parse(text: &str) -> Result<Vec<Story>, StoryError> {
    let stories = text.split("\n=====\n").enumerate();
    stories.map(|(n, text)| story(n + 1, text)).collect()
}

fn story(number: usize, text: &str) -> Result<Story, StoryError> {
    let bad = |key: &str| StoryError::Key {
        story: number,
        key: key.to_owned(),
    };
    let (head, body) = text.split_once("\n--\n").ok_or_else(|| bad("--"))?;
    let mut story = Story::empty();
    let mut modified = None;
    for line in head.lines().filter(|line| !line.is_empty()) {
        let (key, value) = line.split_once(": ").ok_or_else(|| bad(line))?;
        let text = || Some(value.to_owned());
        match key {
            "id" => story.id = value.parse().map_err(|_| bad(key))?,
            "slug" => value.clone_into(&mut story.slug),
            "formerly" => story.formerly = text(),
            "face" => story.face = face(value).ok_or_else(|| bad(key))?,
            "category" => story.category = Category::of(value).ok_or_else(|| bad(key))?,
            "date" => story.date = time(value).ok_or_else(|| bad(key))?,
            "modified" => modified = Some(time(value).ok_or_else(|| bad(key))?),
            "printed" => story.printed = text(),
            "title" => value.clone_into(&mut story.title),
            "author" => story.author = text(),
            "source" => story.source = text(),
            "quirk" => {
                story.quirks.insert(quirk(value).ok_or_else(|| bad(key))?);
            }
            _ => return Err(bad(key)),
        }
    }
    story.modified = modified.unwrap_or(story.date);
    let present = [
        ("id", story.id != 0),
        ("slug", !story.slug.is_empty()),
        ("date", story.date != NaiveDateTime::MIN),
        ("title", !story.title.is_empty()),
    ];
    if let Some((key, _)) = present.iter().find(|(_, there)| !there) {
        return Err(bad(key));
    }
    for raw in pieces(body) {
        story.take(&raw).ok_or_else(|| StoryError::Line {
            story: number,
            line: raw.clone(),
        })?;
    }
    Ok(story)
}

impl Story {
    fn empty() -> Self {
        Self {
            id: 0,
            slug: String::new(),
            formerly: None,
            face: Face::New,
            category: Category::News,
            date: NaiveDateTime::MIN,
            modified: NaiveDateTime::MIN,
            printed: None,
            title: String::new(),
            author: None,
            source: None,
            lead: String::new(),
            parts: vec![Vec::new()],
            attachments: Vec::new(),
            quirks: BTreeSet::new(),
        }
    }

    /// Adds one marked piece; `None` when it has no known mark.
    fn take(&mut self, raw: &str) -> Option<()> {
        if raw == "~~" {
            self.parts.push(Vec::new());
            return Some(());
        }
        let (mark, text) = raw.split_once(": ")?;
        let pair = |text: &str| {
            let (left, right) = text.split_once(" | ")?;
            Some((left.to_owned(), right.to_owned()))
        };
        let kind = match mark {
            "L" => {
                text.clone_into(&mut self.lead);
                return Some(());
            }
            "F" => {
                self.attachments.push(pair(text)?);
                return Some(());
            }
            "I" => {
                let (file, caption) =
                    pair(text).map_or((text.to_owned(), None), |p| (p.0, Some(p.1)));
                self.parts
                    .last_mut()?
                    .push(StoryPiece::Picture { file, caption });
                return Some(());
            }
            "P" => BlockKind::Paragraph,
            "H" => BlockKind::Heading,
            "U" => BlockKind::ListItem,
            "Q" => BlockKind::Quote,
            "B" => BlockKind::Table,
            _ => return None,
        };
        let text = match kind {
            BlockKind::Table => text.replace(" | ", "\t"),
            _ => text.to_owned(),
        };
        self.parts
            .last_mut()?
            .push(StoryPiece::Block(Block { kind, text }));
        Some(())
    }
}

/// Lines with their continuations.
fn pieces(body: &str) -> Vec<String> {
    let marked = |line: &str| line == "~~" || line.get(1..3) == Some(": ");
    let mut found: Vec<String> = Vec::new();
    for line in body.lines().filter(|line| !line.is_empty()) {
        match found.last_mut() {
            Some(last) if !marked(line) => {
                last.push('\n');
                last.push_str(line);
            }
            _ => found.push(line.to_owned()),
        }
    }
    found
}

fn time(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").ok()
}

fn face(text: &str) -> Option<Face> {
    match text {
        "new" => Some(Face::New),
        "old" => Some(Face::Old),
        "video" => Some(Face::Video),
        _ => None,
    }
}

fn quirk(text: &str) -> Option<Quirk> {
    match text {
        "nfd" => Some(Quirk::Nfd),
        "windows-1258" => Some(Quirk::Windows1258),
        "slow" => Some(Quirk::Slow),
        "unlisted" => Some(Quirk::Unlisted),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "id: 7\nslug: s\ndate: 2020-01-02 03:04\ntitle: T: t\n--\n";

    #[test]
    fn pieces_pages_and_continuations() {
        let text = format!(
            "{HEAD}L: lead\nP: one\ntwo\nB: a | b\nc | d\nI: x.png\n~~\nI: y.png | Y\nF: z.pdf | Z\n"
        );
        let story = parse(&text).unwrap().remove(0);
        assert_eq!(
            (story.title.as_str(), story.lead.as_str()),
            ("T: t", "lead")
        );
        assert_eq!(story.modified, story.date);
        let block = |kind, text: &str| {
            let text = text.to_owned();
            StoryPiece::Block(Block { kind, text })
        };
        let picture = |file: &str, caption: Option<&str>| StoryPiece::Picture {
            file: file.to_owned(),
            caption: caption.map(str::to_owned),
        };
        let first = vec![
            block(BlockKind::Paragraph, "one\ntwo"),
            block(BlockKind::Table, "a\tb\nc\td"),
            picture("x.png", None),
        ];
        assert_eq!(story.parts, [first, vec![picture("y.png", Some("Y"))]]);
        assert_eq!(story.attachments, [("z.pdf".to_owned(), "Z".to_owned())]);
    }

    #[test]
    fn errors_name_the_story_and_the_key_or_line() {
        let second = format!("{HEAD}L: x\n=====\n{HEAD}X: y\n");
        let line = StoryError::Line {
            story: 2,
            line: "X: y".to_owned(),
        };
        assert_eq!(parse(&second), Err(line));
        for (key, text) in [
            ("--", HEAD.replace("--", "")),
            ("id", HEAD.replace('7', "seven")),
            ("date", HEAD.replace("2020", "year")),
            ("slug", HEAD.replace("slug: s\n", "")),
            ("colour", format!("colour: red\n{HEAD}")),
            ("quirk", format!("quirk: red\n{HEAD}")),
        ] {
            let key = key.to_owned();
            assert_eq!(parse(&text), Err(StoryError::Key { story: 1, key }));
        }
    }
}
