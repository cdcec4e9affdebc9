//! `croissant.json`: the dump in the Croissant 1.0 of `MLCommons`.

use serde_json::{Value, json};

use super::describe::TITLE;
use super::{Column, ColumnType, DataFile, Description, Table};

/// The dump's description. Each table has a file set and a record set, however many its files.
pub fn croissant(dump: &Description) -> String {
    let has_files = |table: Table| dump.parts.iter().any(|part| part.table == table);
    let tables = dump.tables.iter().filter(|(table, _)| has_files(*table));
    let mut files: Vec<Value> = dump.parts.iter().map(|part| file(dump, part)).collect();
    files.extend(tables.clone().map(|(table, _)| file_set(dump, *table)));
    let records: Vec<Value> = tables
        .map(|(table, columns)| record_set(*table, columns))
        .collect();
    let mut whole = json!({
        "@context": context(),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "hpnews",
        "alternateName": TITLE,
        "description": "City news portals of Hải Phòng, every version of every article. \
                        See README.md.",
        "license": "README.md#licence--giấy-phép",
        "citeAs": dump.citation(),
        "url": dump.sites.first().map(|(_, home)| home.as_str()).unwrap_or_default(),
        "version": dump.version(),
        "inLanguage": "vi",
        "creator": {"@type": "Organization", "name": "hpnews"},
        "distribution": files,
        "recordSet": records,
    });
    if let Some(day) = dump.last_day() {
        whole["datePublished"] = json!(day.to_string());
    }
    format!("{whole:#}\n")
}

fn file(dump: &Description, part: &DataFile) -> Value {
    json!({
        "@type": "cr:FileObject",
        "@id": part.path,
        "name": part.path,
        "contentUrl": part.path,
        "contentSize": format!("{} B", part.bytes),
        "encodingFormat": dump.format.media_type(),
        "sha256": part.sha256,
    })
}

/// All files of a table.
fn file_set(dump: &Description, table: Table) -> Value {
    json!({
        "@type": "cr:FileSet",
        "@id": format!("{table}-files"),
        "name": format!("{table}-files"),
        "includes": dump.glob(table),
        "encodingFormat": dump.format.media_type(),
    })
}

fn record_set(table: Table, columns: &[&Column]) -> Value {
    let name = table.name();
    let fields: Vec<Value> = columns.iter().map(|it| field(table, it)).collect();
    let key: Vec<Value> = table
        .key()
        .iter()
        .filter(|key| columns.iter().any(|column| column.name == **key))
        .map(|key| json!({"@id": format!("{name}/{key}")}))
        .collect();
    json!({
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": format!("{} / {}", table.en(), table.vi()),
        "key": key,
        "field": fields,
    })
}

fn field(table: Table, column: &Column) -> Value {
    let kind = match column.kind {
        ColumnType::Text | ColumnType::Json => "sc:Text",
        ColumnType::Time => "sc:DateTime",
        ColumnType::Date => "sc:Date",
        ColumnType::Integer => "sc:Integer",
        ColumnType::Flag => "sc:Boolean",
    };
    json!({
        "@type": "cr:Field",
        "@id": format!("{table}/{}", column.name),
        "name": column.name,
        "description": format!("{} / {}", column.en, column.vi),
        "dataType": kind,
        "source": {
            "fileSet": {"@id": format!("{table}-files")},
            "extract": {"column": column.name},
        },
    })
}

/// The context that the specification prescribes, word for word.
fn context() -> Value {
    json!({
        "@language": "en",
        "@vocab": "https://schema.org/",
        "citeAs": "cr:citeAs",
        "column": "cr:column",
        "conformsTo": "dct:conformsTo",
        "cr": "http://mlcommons.org/croissant/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "data": {"@id": "cr:data", "@type": "@json"},
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "dct": "http://purl.org/dc/terms/",
        "equivalentProperty": "cr:equivalentProperty",
        "examples": {"@id": "cr:examples", "@type": "@json"},
        "extract": "cr:extract",
        "field": "cr:field",
        "fileProperty": "cr:fileProperty",
        "fileObject": "cr:fileObject",
        "fileSet": "cr:fileSet",
        "format": "cr:format",
        "includes": "cr:includes",
        "isLiveDataset": "cr:isLiveDataset",
        "jsonPath": "cr:jsonPath",
        "key": "cr:key",
        "md5": "cr:md5",
        "parentField": "cr:parentField",
        "path": "cr:path",
        "recordSet": "cr:recordSet",
        "references": "cr:references",
        "regex": "cr:regex",
        "repeated": "cr:repeated",
        "replace": "cr:replace",
        "samplingRate": "cr:samplingRate",
        "sc": "https://schema.org/",
        "separator": "cr:separator",
        "source": "cr:source",
        "subField": "cr:subField",
        "transform": "cr:transform",
    })
}
