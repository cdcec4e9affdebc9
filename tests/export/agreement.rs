//! The papers agree with the data: schemas with lines, sums with files, forms with each other.

use std::collections::BTreeMap;

use hpnews::dataset::{ColumnType, Table, json_schema};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::scene::{contents, dump, rows};
use crate::world::World;

/// What draft 2020-12 says of one value, as far as our schemas use it.
fn agrees(value: &Value, schema: &Value) -> bool {
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.clone(),
        kind => vec![kind.clone()],
    };
    let is = |kind: &Value| match kind.as_str().unwrap() {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("a type nobody checks: {other}"),
    };
    let format = |text: &str| match schema["format"].as_str() {
        Some("date-time") => text.parse::<chrono::DateTime<chrono::Utc>>().is_ok(),
        Some("date") => text.parse::<chrono::NaiveDate>().is_ok(),
        _ => true,
    };
    let json = |text: &str| {
        schema["contentMediaType"] != "application/json"
            || serde_json::from_str::<Vec<Value>>(text).is_ok()
    };
    let positive = value.as_i64().is_none_or(|it| it >= 0);
    kinds.iter().any(is) && positive && value.as_str().is_none_or(|it| format(it) && json(it))
}

#[test]
fn every_line_is_what_its_schema_says() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let dump = dump(&world, "dump", &[]);
    for table in Table::ALL {
        let path = dump.join(format!("schema/{table}.schema.json"));
        let text = std::fs::read_to_string(path).unwrap();
        let columns: Vec<_> = table.columns().iter().collect();
        assert_eq!(text, json_schema(table, &columns));
        let schema: Value = serde_json::from_str(&text).unwrap();
        let mut lines = rows(&dump, table.name());
        assert!(!lines.is_empty() || table == Table::Changes);
        if table == Table::Articles {
            // The check can fail.
            let mut wrong = lines[0].clone();
            wrong["versions"] = Value::Null;
            assert!(!agrees(
                &wrong["versions"],
                &schema["properties"]["versions"]
            ));
        }
        for line in &mut lines {
            let line = line.as_object_mut().unwrap();
            for name in schema["required"].as_array().unwrap() {
                let name = name.as_str().unwrap();
                let value = line.remove(name).unwrap();
                assert!(
                    agrees(&value, &schema["properties"][name]),
                    "{table}.{name}: {value}"
                );
            }
            assert!(line.is_empty(), "{table}: {line:?} is in no schema");
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

#[test]
fn sums_and_packages_name_every_file_and_the_card_every_column() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let dump = dump(&world, "dump", &["--format", "csv", "--split", "year"]);
    let files = contents(&dump);
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    let sums: BTreeMap<String, String> = text("SHA256SUMS")
        .lines()
        .map(|line| line.split_once("  ").unwrap())
        .map(|(sum, name)| (name.to_owned(), sum.to_owned()))
        .collect();
    assert_eq!(sums.len() + 1, files.len());
    for (name, sum) in &sums {
        let hex = hex(&Sha256::digest(&files[name]));
        assert_eq!(*sum, hex, "{name}");
    }
    let package: Value = serde_json::from_str(&text("datapackage.json")).unwrap();
    let croissant: Value = serde_json::from_str(&text("croissant.json")).unwrap();
    let data = files
        .keys()
        .filter(|name| name.starts_with("data/"))
        .count();
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(
        (
            resources.len(),
            croissant["distribution"].as_array().unwrap().len()
        ),
        // Each file, and a file set a table.
        (data, data + Table::ALL.len())
    );
    let sets = croissant["recordSet"].as_array().unwrap();
    let sets: Vec<&str> = sets.iter().map(|it| it["@id"].as_str().unwrap()).collect();
    assert_eq!(sets, Table::ALL.map(Table::name));
    for resource in resources {
        let name = resource["path"].as_str().unwrap();
        assert_eq!(resource["bytes"], files[name].len());
        assert_eq!(resource["hash"], format!("sha256:{}", sums[name]));
    }
    let card = text("README.md");
    for table in Table::ALL {
        // `datasets` refuses a configuration without a row.
        let is_empty = card.contains(&format!("| `{table}` | 0 |"));
        let has_config = card.contains(&format!("- config_name: {table}\n"));
        assert_ne!(has_config, is_empty, "{table}");
        for column in table.columns() {
            assert!(
                card.contains(&format!("| `{}` |", column.name)),
                "{table}.{}",
                column.name
            );
        }
    }
    for heading in [
        "Coverage",
        "Known limits",
        "Licence",
        "How to cite",
        "Withheld",
        "Loading",
    ] {
        assert!(card.contains(heading), "{heading}");
    }
}

/// With `--split month` there was one record set a file, and none called `articles`.
#[test]
fn croissant_has_one_record_set_a_table() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    for (number, (args, sets)) in [
        (&["--split", "month"][..], &["articles"][..]),
        (
            &[
                "--split",
                "month",
                "--what",
                "images,articles",
                "--format",
                "parquet",
            ],
            &["articles", "images"],
        ),
        (
            &[
                "--split",
                "year",
                "--what",
                "articles",
                "--columns",
                "title",
                "--format",
                "csv",
            ],
            &["articles"],
        ),
        (
            &[
                "--split",
                "month",
                "--what",
                "articles,changes",
                "--text",
                "không có chữ này",
            ],
            &["articles", "changes"],
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let out = world.path(&format!("dump-{number}"));
        let path = out.display().to_string();
        world
            .run(&[&["export", "--out", &path], args].concat())
            .exits(0, &[]);
        let text = std::fs::read_to_string(out.join("croissant.json")).unwrap();
        let croissant: Value = serde_json::from_str(&text).unwrap();
        let named = |key: &str, kind: &str| -> Vec<String> {
            let all = croissant[key].as_array().unwrap().iter();
            let own = all.filter(|it| it["@type"] == kind);
            own.map(|it| it["@id"].as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(named("recordSet", "cr:RecordSet"), sets, "{args:?}");
        let file_sets: Vec<String> = sets.iter().map(|it| format!("{it}-files")).collect();
        assert_eq!(named("distribution", "cr:FileSet"), file_sets, "{args:?}");
        let files = named("distribution", "cr:FileObject");
        let there = contents(&out)
            .into_keys()
            .filter(|it| it.starts_with("data/"));
        assert_eq!(files.len(), there.count(), "{args:?}");
        for field in croissant["recordSet"][0]["field"].as_array().unwrap() {
            assert_eq!(field["source"]["fileSet"]["@id"], file_sets[0]);
        }
    }
}

/// CSV read back by RFC 4180, without the guard.
fn read_csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let row = rows.last_mut().unwrap();
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                row.last_mut().unwrap().push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\n' if !quoted => rows.push(vec![String::new()]),
            c => row.last_mut().unwrap().push(c),
        }
    }
    rows.pop();
    rows
}

#[test]
fn csv_says_what_json_lines_say() {
    let world = World::new();
    world.portal.edit(|site| {
        let story = site.story_mut(crate::scene::EDITED).unwrap();
        story.title = "=1+1, \"hai\"".to_owned();
    });
    world.run(&["crawl"]).exits(0, &[]);
    let lines = dump(&world, "jsonl", &[]);
    let csv = dump(&world, "csv", &["--format", "csv"]);
    for table in Table::ALL {
        let text = std::fs::read_to_string(csv.join(format!("data/{table}/{table}.csv"))).unwrap();
        let mut records = read_csv(&text).into_iter();
        let header = records.next().unwrap();
        let names: Vec<&str> = table.columns().iter().map(|it| it.name).collect();
        assert_eq!(header, names);
        let lines = rows(&lines, table.name());
        assert_eq!(records.len(), lines.len(), "{table}");
        for (record, line) in records.zip(&lines) {
            for (column, field) in table.columns().iter().zip(&record) {
                let wanted = match &line[column.name] {
                    Value::String(text) => text.clone(),
                    Value::Null => String::new(),
                    other => other.to_string(),
                };
                let field = match column.kind {
                    ColumnType::Text | ColumnType::Json => hpnews::dataset::unguarded(field),
                    _ => field,
                };
                assert_eq!(field, wanted, "{table}.{}", column.name);
            }
        }
    }
    let text = std::fs::read_to_string(csv.join("data/articles/articles.csv")).unwrap();
    assert!(
        text.contains(",\"'=1+1, \"\"hai\"\"\","),
        "no formula goes out"
    );
}
