//! What became of each article since an earlier dump: both list theirs by name, so one pass
//! over the two is enough.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::iter::Peekable;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::json;

use super::ExportError;
use super::error::failed;
use super::folder::{self, Folder};
use super::index::{INDEX, each_print};
use crate::dataset::{ArticleStep, ChangelogCounts, Description, changelog};
use crate::published::Published;

/// The earlier dump's list.
pub(super) struct PreviousDump {
    path: PathBuf,
    fingerprint: String,
    lines: Peekable<Lines>,
}

#[derive(Deserialize)]
struct PreviousLine {
    article_id: String,
    print: String,
}

struct Lines {
    file: BufReader<File>,
    path: PathBuf,
}

impl Iterator for Lines {
    type Item = Result<PreviousLine, ExportError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut text = String::new();
        let bad = |cause: String| ExportError::Earlier {
            path: self.path.clone(),
            cause,
        };
        match self.file.read_line(&mut text) {
            Ok(0) => None,
            Ok(_) => Some(serde_json::from_str(&text).map_err(|error| bad(error.to_string()))),
            Err(error) => Some(Err(bad(error.to_string()))),
        }
    }
}

impl PreviousDump {
    /// Opens it, so that a wrong name is told before the work.
    pub(super) fn open(dir: &Path) -> Result<Self, ExportError> {
        let path = dir.join(INDEX);
        let bad = |error: String| ExportError::Earlier {
            path: path.clone(),
            cause: error,
        };
        let file = folder::open(&path).map_err(|error| bad(error.to_string()))?;
        let package = dir.join("datapackage.json");
        let text = folder::read_if_there(&package)
            .map_err(|error| bad(error.to_string()))?
            .unwrap_or_default();
        let package: serde_json::Value = serde_json::from_str(&text)
            .map_err(|error| bad(format!("its datapackage.json: {error}")))?;
        let lines = Lines {
            file: BufReader::new(file),
            path: path.clone(),
        };
        Ok(Self {
            path,
            fingerprint: package["id"].as_str().unwrap_or_default().to_owned(),
            lines: lines.peekable(),
        })
    }

    /// The next line, if it stands before `article`, or all that are left.
    fn before(&mut self, article: Option<&str>) -> Result<Option<PreviousLine>, ExportError> {
        let is_before = |line: &Result<PreviousLine, ExportError>| match (line, article) {
            (Ok(line), Some(article)) => line.article_id.as_str() < article,
            _ => true,
        };
        self.lines.next_if(is_before).transpose()
    }

    /// The line of an article, once those before it are read.
    fn of(&mut self, article: &str) -> Result<Option<PreviousLine>, ExportError> {
        let same = |line: &Result<PreviousLine, ExportError>| {
            line.as_ref()
                .map_or(true, |line| line.article_id == article)
        };
        self.lines.next_if(same).transpose()
    }
}

/// Writes `changelog.jsonl` and `CHANGELOG.md`.
pub(super) fn write(
    folder: &Folder,
    archives: &[Published],
    mut earlier: PreviousDump,
    dump: &Description,
    sums: &mut Vec<(String, String)>,
) -> Result<ChangelogCounts, ExportError> {
    let mut ledger = ChangelogCounts::default();
    let mut file = folder.create("changelog.jsonl")?;
    let path = file.path().to_path_buf();
    let mut tell = |article: &str, step: ArticleStep| {
        let line = json!({"article_id": article, "step": step});
        writeln!(file, "{line}").map_err(failed("write", &path))
    };
    let in_order = |line: &PreviousLine, last: &mut String| {
        let sorted = last.as_str() < line.article_id.as_str();
        last.clone_from(&line.article_id);
        sorted
    };
    // What the archive still publishes is not withdrawn: it was not asked for this time.
    let gone = |article: &str| {
        let mut is_there = false;
        for published in archives {
            is_there |= published.reader().dump().holds(article)?
                && !published.withheld().has_whole(article);
        }
        Ok::<ArticleStep, ExportError>(if is_there {
            ArticleStep::NotChosen
        } else {
            ArticleStep::Withdrawn
        })
    };
    let (mut broken, mut last) = (false, String::new());
    each_print(archives[0].reader(), &mut |article, print| {
        while let Some(line) = earlier.before(Some(article))? {
            broken |= !in_order(&line, &mut last);
            let step = gone(&line.article_id)?;
            ledger.count(step);
            tell(&line.article_id, step)?;
        }
        let line = earlier.of(article)?;
        if let Some(line) = &line {
            broken |= !in_order(line, &mut last);
        }
        let before = line.as_ref().map(|it| it.print.as_str());
        match ledger.note(before, print) {
            Some(step) => tell(article, step),
            None => Ok(()),
        }
    })?;
    while let Some(line) = earlier.before(None)? {
        broken |= !in_order(&line, &mut last);
        let step = gone(&line.article_id)?;
        ledger.count(step);
        tell(&line.article_id, step)?;
    }
    if broken {
        return Err(ExportError::Earlier {
            path: earlier.path,
            cause: "its lines do not stand in order".to_owned(),
        });
    }
    sums.push(("changelog.jsonl".to_owned(), file.finish()?.1));
    let text = changelog(&ledger, &earlier.fingerprint, &dump.fingerprint);
    let (_, sha256) = folder.put("CHANGELOG.md", text.as_bytes())?;
    sums.push(("CHANGELOG.md".to_owned(), sha256));
    Ok(ledger)
}
