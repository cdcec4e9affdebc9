//! Whole pages against what a reader sees on them: each folder of `tests/fixtures` with an
//! `expected.json` is one page. Only the keys written there are compared, each exactly.
#![expect(clippy::disallowed_methods, reason = "fixtures are read from the disk")]

use std::fs;
use std::path::{Path, PathBuf};

use chrono_tz::Asia::Ho_Chi_Minh;
use hpnews::config::{Config, Overrides};
use hpnews::extract::{Extracted, LayoutSource, Page, PageVerdict, Recipe, extract, join};
use hpnews::record::SourceMetadata;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

#[derive(Deserialize)]
struct File {
    site: Site,
}

#[derive(Deserialize)]
struct Site {
    layout: Vec<LayoutSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    url: Url,
    /// `portal`, `generic`, or a site of the shipped configuration.
    recipe: String,
    #[serde(default)]
    source_metadata: SourceMetadata,
    /// `article`, or the kind of page it is instead.
    verdict: String,
    #[serde(default)]
    article: Map<String, Value>,
    /// Words that must stand nowhere in lead, body or captions.
    #[serde(default)]
    nowhere: Vec<String>,
    /// Keys of [`Extracted`] besides the verdict.
    #[serde(default)]
    page: Map<String, Value>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The recipes by name: those of the shipped configuration are tested as shipped.
struct Recipes {
    shipped: Config,
    portal: Recipe,
    generic: Recipe,
}

impl Recipes {
    fn new() -> Self {
        let text = read(&root().join("tests/fixtures/portal/layouts.toml"));
        let file: File = toml::from_str(&text).expect("the portal's layouts");
        Self {
            shipped: Config::parse(None, &Overrides::default()).expect("the shipped config.toml"),
            portal: Recipe::compile(&file.site.layout, Ho_Chi_Minh).expect("the portal's recipe"),
            generic: Recipe::generic(Ho_Chi_Minh),
        }
    }

    fn get(&self, name: &str) -> &Recipe {
        match name {
            "generic" => &self.generic,
            "portal" => &self.portal,
            site => &self.shipped.site(site).expect(site).recipe,
        }
    }

    fn run(&self, case: &Case, html: &str) -> Extracted {
        let page = Page {
            html,
            url: &case.url,
            source_metadata: &case.source_metadata,
        };
        extract(&page, self.get(&case.recipe))
    }
}

fn cases() -> Vec<(String, Case, String)> {
    let folder = root().join("tests/fixtures");
    let mut cases = Vec::new();
    for entry in fs::read_dir(&folder).expect("the fixtures") {
        let path = entry.expect("an entry").path();
        let expected = path.join("expected.json");
        if expected.exists() && path.join("page.html").exists() {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let case: Case = serde_json::from_str(&read(&expected))
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            cases.push((name, case, read(&path.join("page.html"))));
        }
    }
    cases.sort_by(|a, b| a.0.cmp(&b.0));
    cases
}

fn differing(name: &str, case: &Case, got: &Extracted) -> Vec<String> {
    let (verdict, article) = match &got.verdict {
        PageVerdict::Article(article) => ("article".to_owned(), json!(article)),
        PageVerdict::NotArticle { kind, .. } => (
            json!(kind).as_str().unwrap_or_default().to_owned(),
            Value::Null,
        ),
    };
    let mut wrong = Vec::new();
    if verdict != case.verdict {
        wrong.push(format!(
            "{name}: verdict is {:?}, not {}",
            got.verdict, case.verdict
        ));
    }
    for (key, expected) in &case.article {
        if article[key] != *expected {
            wrong.push(format!(
                "{name}: {key}\n  is  {}\n  not {expected}",
                article[key]
            ));
        }
    }
    let page = json!({
        "canonical": got.canonical,
        "post_id": got.post_id,
        "continuation": got.continuation,
    });
    for (key, expected) in &case.page {
        if page[key] != *expected {
            wrong.push(format!(
                "{name}: {key}\n  is  {}\n  not {expected}",
                page[key]
            ));
        }
    }
    let said = format!(
        "{} {} {}",
        article["lead"], article["body"], article["images"]
    );
    for words in case
        .nowhere
        .iter()
        .filter(|words| said.contains(words.as_str()))
    {
        wrong.push(format!("{name}: “{words}” is in the text"));
    }
    wrong
}

#[test]
fn every_page_reads_as_a_reader_sees_it() {
    let cases = cases();
    assert!(
        cases.len() >= 25,
        "only {} fixtures were found",
        cases.len()
    );
    let recipes = Recipes::new();
    let wrong: Vec<String> = cases
        .iter()
        .flat_map(|(name, case, html)| differing(name, case, &recipes.run(case, html)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_article_does_not_change_with_what_stands_around_it() {
    let recipes = Recipes::new();
    for (name, case, html) in cases() {
        let PageVerdict::Article(before) = recipes.run(&case, &html).verdict else {
            continue;
        };
        let noisy = html
            .replace("Thứ Hai, 23/11/2026", "Thứ Ba, 24/11/2026")
            .replace("Lượt xem: <b>", "Lượt xem: <b>9")
            .replace("lượt xem)", "0 lượt xem)");
        let PageVerdict::Article(after) = recipes.run(&case, &noisy).verdict else {
            panic!("{name}: no article any more");
        };
        assert_eq!(before, after, "{name}");
    }
}

#[test]
fn two_parts_are_one_article() {
    let all = cases();
    let recipes = Recipes::new();
    let part = |name: &str| {
        let (_, case, html) = all.iter().find(|(it, ..)| it == name).expect(name);
        match recipes.run(case, html).verdict {
            PageVerdict::Article(article) => *article,
            other @ PageVerdict::NotArticle { .. } => panic!("{name}: {other:?}"),
        }
    };
    let (first, second) = (part("portal-part-1"), part("portal-part-2"));
    let blocks = first.body.len() + second.body.len();
    let whole = join(vec![first.clone(), second.clone()]);
    assert_eq!(whole.body.len(), blocks);
    assert_eq!(whole.lead, first.lead);
    assert_eq!(whole.related, first.related);
    assert_eq!((first.author, whole.author), (None, second.author));
}
