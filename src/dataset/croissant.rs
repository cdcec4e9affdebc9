//! `croissant.json`: the dump in the Croissant 1.0 of `MLCommons`.

use serde_json::{Value, json};

use super::describe::TITLE;
use super::{Column, Description, Kind, Part};

/// The dump's description. Each data file has a record set of its own.
pub fn croissant(dump: &Description) -> String {
    let files: Vec<Value> = dump.parts.iter().map(|part| file(dump, part)).collect();
    let records: Vec<Value> = dump
        .parts
        .iter()
        .filter_map(|part| {
            let (_, columns) = dump.tables.iter().find(|(table, _)| *table == part.table)?;
            Some(record_set(part, columns))
        })
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

fn file(dump: &Description, part: &Part) -> Value {
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

fn record_set(part: &Part, columns: &[&Column]) -> Value {
    let name = part.name();
    let fields: Vec<Value> = columns.iter().map(|it| field(&name, part, it)).collect();
    let key: Vec<Value> = part
        .table
        .key()
        .iter()
        .filter(|key| columns.iter().any(|column| column.name == **key))
        .map(|key| json!({"@id": format!("{name}/{key}")}))
        .collect();
    json!({
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": format!("{} / {}", part.table.en(), part.table.vi()),
        "key": key,
        "field": fields,
    })
}

fn field(set: &str, part: &Part, column: &Column) -> Value {
    let kind = match column.kind {
        Kind::Text | Kind::Json => "sc:Text",
        Kind::Time => "sc:DateTime",
        Kind::Date => "sc:Date",
        Kind::Integer => "sc:Integer",
        Kind::Flag => "sc:Boolean",
    };
    json!({
        "@type": "cr:Field",
        "@id": format!("{set}/{}", column.name),
        "name": column.name,
        "description": format!("{} / {}", column.en, column.vi),
        "dataType": kind,
        "source": {
            "fileObject": {"@id": part.path},
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
