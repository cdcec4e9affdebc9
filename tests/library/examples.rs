//! Each file of `examples/` does what its first line says.

use std::path::{Path, PathBuf};
use std::process::Command;

use hpnews::digest::PayloadDigest;
use hpnews::store::{Archive, ChangeFilter, Filter};

/// Cargo builds the examples before it runs all tests; asked for this test alone it does not.
fn built(name: &str) -> PathBuf {
    let own = std::env::current_exe().expect("a test is a file");
    let profile = own
        .ancestors()
        .nth(2)
        .expect("target/<profile>/deps/<test>");
    let path = profile.join("examples").join(name);
    if !path.exists() {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--example", name])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status();
        assert!(built.expect("cargo starts").success(), "{name} builds");
    }
    path
}

fn run(name: &str, args: &[&str]) -> (Vec<u8>, String) {
    let output = Command::new(built(name))
        .arg(super::archive())
        .args(args)
        .output()
        .expect("the example starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{name}: {said}");
    (output.stdout, said)
}

fn lines(name: &str, args: &[&str]) -> Vec<String> {
    let (out, _) = run(name, args);
    let text = String::from_utf8(out).expect("it prints text");
    text.lines().map(str::to_owned).collect()
}

fn reader() -> hpnews::store::Reader {
    Archive::open_for_reading(&super::archive()).expect("the archive opens")
}

#[test]
fn all_examples_are_run_here() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut found: Vec<String> = std::fs::read_dir(folder)
        .expect("there are examples")
        .map(|entry| {
            entry
                .expect("a file")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter_map(|name| Some(name.strip_suffix(".rs")?.to_owned()))
        .collect();
    found.sort();
    let known = [
        "hello",
        "payload_of_a_capture",
        "titles_of_a_month",
        "versions_of_an_article",
        "words_by_year",
    ];
    assert_eq!(found, known);
}

#[test]
fn hello_prints_the_headline_of_every_article() {
    let found = lines("hello", &[]);
    let rows = reader();
    let rows = rows.each_newest(&Filter::default());
    let titles = rows.map(|it| format!("{:?}", it.expect("a snapshot").title));
    assert_eq!(found, titles.collect::<Vec<_>>());
    assert!(found.len() > 20, "{found:?}");
}

#[test]
fn titles_of_a_month_are_those_of_that_month() {
    let reader = reader();
    let months = |month: &str| {
        let rows = reader
            .articles()
            .each(&Filter::default())
            .map(|row| row.expect("a row"));
        let published = rows.filter_map(|row| row.published_at);
        published
            .filter(|at| at.format("%Y-%m").to_string() == month)
            .count()
    };
    let newest = reader.articles().each(&Filter::default()).find_map(|row| {
        let at = row.expect("a row").published_at?;
        Some(at.format("%Y-%m").to_string())
    });
    let month = newest.expect("an article has a date");
    let found = lines("titles_of_a_month", &[&month]);
    assert!(
        !found.is_empty() && found.len() == months(&month),
        "{found:?}"
    );
    assert!(
        found.iter().all(|line| line.starts_with(&month)),
        "{found:?}"
    );
    assert!(found.is_sorted(), "{found:?}");
    assert!(lines("titles_of_a_month", &["1990-01"]).is_empty());
}

#[test]
fn words_by_year_counts_every_dated_article_once() {
    let found = lines("words_by_year", &[]);
    let articles: usize = found[1..]
        .iter()
        .map(|line| {
            let count = line.split_whitespace().nth(1).expect("a column");
            count.parse::<usize>().expect("a count")
        })
        .sum();
    let reader = reader();
    let rows = reader.articles().each(&Filter::default());
    let dated = rows.filter(|row| row.as_ref().is_ok_and(|row| row.published_at.is_some()));
    assert_eq!(articles, dated.count());
}

#[test]
fn versions_of_an_article_are_shown_with_their_difference() {
    let reader = reader();
    let mut changes = reader
        .each_change(&ChangeFilter::default())
        .expect("they are listed");
    let change = changes
        .next()
        .expect("a headline was edited")
        .expect("a line");
    let found = lines("versions_of_an_article", &[&change.url]);
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found[2].contains("substantive.title"), "{found:?}");
    assert!(found[3].contains("{+"), "{found:?}");
    assert!(found[3].contains("những điều cần biết"), "{found:?}");
}

#[test]
fn the_payload_of_a_capture_is_what_the_server_sent() {
    let reader = reader();
    let article = reader
        .articles()
        .each(&Filter::default())
        .next()
        .expect("one")
        .expect("a row");
    let (bytes, said) = run("payload_of_a_capture", &[&article.url]);
    let row = reader
        .captures()
        .of(&article.url)
        .expect("they are listed")
        .pop();
    let payload = row.expect("it was captured").payload;
    assert_eq!(payload, Some(PayloadDigest::of(&bytes)));
    assert!(said.starts_with("200 OK"), "{said}");
}
