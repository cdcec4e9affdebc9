//! `datapackage.json`: the dump as a Frictionless tabular data package (version 1).

use serde_json::{Map, Value, json};

use super::describe::TITLE;
use super::{Column, ColumnType, DataFile, Description, FileCompression, Format, Table};

/// The package's description.
pub fn datapackage(dump: &Description) -> String {
    let described = |parts: Vec<&DataFile>| -> Vec<Value> {
        let parts = parts.into_iter().filter_map(|part| {
            let (_, columns) = dump.tables.iter().find(|(table, _)| *table == part.table)?;
            Some(resource(dump, part, columns))
        });
        parts.collect()
    };
    // Frictionless reads no JSON lines where there are none (frictionless-py 5.21, measured); our
    // own loaders find the columns all the same.
    let is_empty = |part: &&DataFile| dump.format == Format::Jsonl && part.rows == 0;
    let (empty, filled): (Vec<_>, Vec<_>) = dump.parts.iter().partition(is_empty);
    let sources = dump.sites.iter();
    let sources: Vec<Value> = sources
        .map(|(name, home)| json!({"title": name, "path": home}))
        .collect();
    let package = json!({
        "profile": "data-package",
        "name": "hpnews",
        "id": dump.fingerprint,
        "title": TITLE,
        "description": "See README.md. / Xem README.md.",
        "version": dump.version(),
        "sources": sources,
        "resources": described(filled),
        "without_rows": described(empty),
        "hpnews": {
            "software": dump.software,
            "state": dump.state,
            "runs": dump.run_count,
            "choice": dump.choice,
            "not_live": dump.not_live,
            "withheld": dump.withheld,
            "missing": dump.missing.len(),
        },
    });
    format!("{package:#}\n")
}

fn resource(dump: &Description, part: &DataFile, columns: &[&Column]) -> Value {
    let mut resource = json!({
        "name": part.name(),
        "path": part.path,
        "title": part.table.en(),
        "profile": "tabular-data-resource",
        "format": dump.format.ending(),
        "mediatype": dump.format.media_type(),
        "encoding": "utf-8",
        "schema": schema(part.table, columns),
    });
    if dump.format != Format::Parquet {
        // Readers of Parquet never see the file's bytes, and take "unknown" for a mismatch
        // (frictionless-py 5.21, measured); SHA256SUMS has them.
        resource["bytes"] = json!(part.bytes);
        resource["hash"] = json!(format!("sha256:{}", part.sha256));
    }
    match dump.file_packing() {
        FileCompression::None => {}
        FileCompression::Gzip => resource["compression"] = json!("gz"),
        FileCompression::Zstd => resource["compression"] = json!("zst"),
    }
    if dump.format == Format::Csv {
        resource["dialect"] = json!({
            "delimiter": ",", "quoteChar": "\"", "doubleQuote": true,
            "lineTerminator": "\n", "header": true,
        });
        if dump.bom {
            resource["encoding"] = json!("utf-8-sig");
        }
    }
    resource
}

fn schema(table: Table, columns: &[&Column]) -> Value {
    let fields: Vec<Value> = columns.iter().map(|column| field(column)).collect();
    let has = |name: &&str| columns.iter().any(|column| column.name == *name);
    let mut schema = Map::new();
    schema.insert("fields".to_owned(), json!(fields));
    schema.insert("missingValues".to_owned(), json!([""]));
    if table.key().iter().all(has) {
        schema.insert("primaryKey".to_owned(), json!(table.key()));
    }
    Value::Object(schema)
}

fn field(column: &Column) -> Value {
    let kind = match column.kind {
        ColumnType::Text | ColumnType::Json => "string",
        ColumnType::Time => "datetime",
        ColumnType::Date => "date",
        ColumnType::Integer => "integer",
        ColumnType::Flag => "boolean",
    };
    let mut field = json!({
        "name": column.name,
        "type": kind,
        "description": format!("{} / {}", column.en, column.vi),
    });
    let never_empty =
        !column.nullable && !matches!(column.kind, ColumnType::Text | ColumnType::Json);
    if never_empty || column.name == "article_id" {
        field["constraints"] = json!({"required": true});
    }
    field
}
