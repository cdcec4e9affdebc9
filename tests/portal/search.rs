//! Forty questions to the real portal's archive, with the posts that answer them.
//!
//! `search/queries.json` was worked out from the portal's own truth by other means: plain
//! lists of words, no index. The portal's posts are the same whenever it is set up.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::crawl::{complete, crawl};
use crate::portal;

fn numbers(value: &Value) -> BTreeSet<u64> {
    let list = value.as_array().expect("a list of posts");
    list.iter().filter_map(Value::as_u64).collect()
}

/// The post of a line, from `portal:post-12`.
fn post(line: &Value) -> u64 {
    let id = line["article_id"].as_str().expect("an id");
    let (_, number) = id.rsplit_once('-').expect("of a post");
    number.parse().expect("a number")
}

#[test]
fn forty_questions_are_answered_as_the_truth_has_it() {
    let Some(portal) = portal("forty_questions_are_answered_as_the_truth_has_it") else {
        return;
    };
    let dir = tempfile::tempdir().expect("a temporary folder");
    let archive = dir.path().join("archive");
    let config = portal.config(dir.path(), "1000/s", true);
    complete(&crawl(&config, &archive));
    let queries: Vec<Value> =
        serde_json::from_str(include_str!("search/queries.json")).expect("it is JSON");
    assert!(queries.len() >= 40);
    let mut wrong = Vec::new();
    for query in &queries {
        let text = query["query"].as_str().expect("a query");
        let binary = std::env::var("HPNEWS_BIN");
        let mut command = Command::new(binary.as_deref().unwrap_or(env!("CARGO_BIN_EXE_hpnews")));
        command
            .arg("--config")
            .arg(&config)
            .arg("--archive")
            .arg(&archive);
        command.args(["--json", "search", "--limit", "0"]);
        for arg in query["args"].as_array().expect("a list of arguments") {
            command.arg(arg.as_str().expect("an argument"));
        }
        let output = command.arg(text).output().expect("the binary starts");
        let talk = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{text}: {talk}");
        let lines: Vec<Value> = String::from_utf8_lossy(&output.stdout)
            .lines()
            .map(|line| serde_json::from_str(line).expect("one object a line"))
            .collect();
        let exact = numbers(&query["exact"]);
        let folded = numbers(&query["folded"]);
        let (first, rest) = lines.split_at(exact.len().min(lines.len()));
        let found = |lines: &[Value], form: &str| -> BTreeSet<u64> {
            let own = lines.iter().filter(|line| line["match"] == form);
            own.map(post).collect()
        };
        let (first, rest) = (found(first, "exact"), found(rest, "folded"));
        if first != exact || rest != folded || lines.len() != exact.len() + folded.len() {
            wrong.push(format!(
                "{text}: exact {first:?} instead of {exact:?}, folded {rest:?} instead of {folded:?}"
            ));
        }
        for line in &lines {
            let marks = line["snippet"]["marks"].as_array().expect("marks").len();
            let titles = line["title_marks"].as_array().expect("marks").len();
            if marks + titles == 0 {
                wrong.push(format!("{text}: nothing is marked in {line}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    eprintln!("{} questions answered right", queries.len());
}
