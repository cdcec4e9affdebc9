//! The JSON Schema of a table's lines (draft 2020-12).

use serde_json::{Map, Value, json};

use super::{Column, ColumnType, Table};

/// The schema of one line of JSONL: what each key holds, in both languages.
pub fn json_schema(table: Table, columns: &[&Column]) -> String {
    let mut properties = Map::new();
    for column in columns {
        properties.insert(column.name.to_owned(), property(column));
    }
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.name(),
        "description": format!("{} / {}", table.en(), table.vi()),
        "type": "object",
        "properties": properties,
        "required": names,
        "additionalProperties": false,
    });
    format!("{schema:#}\n")
}

fn property(column: &Column) -> Value {
    let mut property = match column.kind {
        ColumnType::Text => json!({"type": "string"}),
        ColumnType::Json => json!({"type": "string", "contentMediaType": "application/json"}),
        ColumnType::Time => json!({"type": "string", "format": "date-time"}),
        ColumnType::Date => json!({"type": "string", "format": "date"}),
        ColumnType::Integer => json!({"type": "integer", "minimum": 0}),
        ColumnType::Flag => json!({"type": "boolean"}),
    };
    if column.nullable {
        let kind = property["type"].take();
        property["type"] = json!([kind, "null"]);
    }
    property["description"] = json!(format!("{} / {}", column.en, column.vi));
    property
}
