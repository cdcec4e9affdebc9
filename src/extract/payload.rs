//! Forms in which scripts carry articles: flattened graphs, bodies in blocks, times as numbers.

use chrono::DateTime;
use serde_json::{Map, Value};

/// How deep a flattened value is followed.
const DEPTH: usize = 64;
/// How many values a flattened one may unfold to.
const MOST: usize = 200_000;

/// Nuxt's `__NUXT_DATA__`: a list whose objects and lists hold places in that same list.
pub(super) fn unfold(flat: &Value) -> Value {
    let mut left = MOST;
    match flat.as_array() {
        Some(all) if !all.is_empty() => at(all, 0, DEPTH, &mut left),
        _ => Value::Null,
    }
}

fn at(all: &[Value], place: usize, depth: usize, left: &mut usize) -> Value {
    *left = left.saturating_sub(1);
    let Some(value) = all.get(place).filter(|_| depth > 0 && *left > 0) else {
        return Value::Null;
    };
    let mut follow = |value: &Value| {
        let place = value.as_u64().and_then(|it| usize::try_from(it).ok());
        place.map_or(Value::Null, |it| at(all, it, depth - 1, left))
    };
    match value {
        Value::Object(object) => {
            let fields = object
                .iter()
                .map(|(key, value)| (key.clone(), follow(value)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Value::Array(items) => match items.as_slice() {
            [Value::String(kind), inner] if kind == "Date" => inner.clone(),
            // "Reactive", "Ref" and their like wrap one value.
            [Value::String(_), inner] => follow(inner),
            _ => items.iter().map(follow).collect(),
        },
        other => other.clone(),
    }
}

/// A body as HTML: as it is, or put together from a list of blocks (Editor.js, Portable Text,
/// and their like).
pub(super) fn html(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(blocks) => {
            let html: String = blocks.iter().filter_map(block).collect();
            (!html.is_empty()).then_some(html)
        }
        Value::Object(object) => ["rendered", "html", "blocks", "content", "value", "body"]
            .iter()
            .find_map(|key| html(object.get(*key)?)),
        _ => None,
    }
}

fn block(value: &Value) -> Option<String> {
    if let Some(text) = value.as_str() {
        return Some(format!("<p>{text}</p>"));
    }
    let data = if value["data"].is_object() {
        &value["data"]
    } else {
        value
    };
    let kind = value["type"].as_str().or_else(|| value["_type"].as_str());
    let kind = kind.unwrap_or_default().to_lowercase();
    let texts = ["text", "html", "content", "value", "caption"];
    let text = texts.iter().find_map(|key| data[*key].as_str());
    if kind.contains("image") || kind.contains("photo") {
        let source = [&data["url"], &data["src"], &data["file"]["url"]];
        let source = source.iter().find_map(|it| it.as_str())?;
        let caption = data["caption"].as_str().unwrap_or_default();
        return Some(format!(
            "<figure><img src=\"{source}\"><figcaption>{caption}</figcaption></figure>"
        ));
    }
    if let Some(items) = data["items"].as_array() {
        let item = |it: &Value| {
            it.as_str()
                .or_else(|| it["content"].as_str())
                .map(str::to_owned)
        };
        let items = items.iter().filter_map(item);
        let items: Vec<String> = items.map(|it| format!("<li>{it}</li>")).collect();
        return Some(format!("<ul>{}</ul>", items.concat()));
    }
    let spans = data["children"].as_array();
    let spans: Option<String> =
        spans.map(|all| all.iter().filter_map(|it| it["text"].as_str()).collect());
    let text = text
        .map(str::to_owned)
        .or(spans)
        .filter(|it| !it.trim().is_empty())?;
    let style = value["style"].as_str().unwrap_or_default();
    Some(if kind.contains("head") || style.starts_with('h') {
        format!("<h2>{text}</h2>")
    } else if kind.contains("quote") || style == "blockquote" {
        format!("<blockquote>{text}</blockquote>")
    } else if text.trim_start().starts_with("<p") {
        text
    } else {
        format!("<p>{text}</p>")
    })
}

/// A time as text: as written, or seconds or milliseconds since 1970.
pub(super) fn time(value: &Value) -> Option<String> {
    let seconds = match value {
        Value::String(text) => return Some(text.clone()).filter(|it| !it.trim().is_empty()),
        Value::Number(number) => number.as_i64()?,
        _ => return None,
    };
    let seconds = if seconds > 100_000_000_000 {
        seconds / 1000
    } else {
        seconds
    };
    DateTime::from_timestamp(seconds, 0).map(|at| at.to_rfc3339())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_flattened_graph_unfolds() {
        let flat = json!([["ShallowReactive", 1], {"data": 2, "n": 6}, {"bai": 3}, {"title": 4, "tags": 5},
            "Đê biển", [4, 4], ["Date", "2026-04-05T10:15:00.000Z"]]);
        let expected = json!({"data": {"bai": {"title": "Đê biển", "tags": ["Đê biển", "Đê biển"]}},
            "n": "2026-04-05T10:15:00.000Z"});
        assert_eq!(unfold(&flat), expected);
        // A circle ends, and so does a graph that unfolds to ever more.
        unfold(&json!([{"a": 0, "b": 0, "c": 0}]));
        assert_eq!(unfold(&json!([])), Value::Null);
    }

    #[test]
    fn bodies_in_blocks() {
        for (value, html) in [
            (json!("<p>Một</p>"), "<p>Một</p>"),
            (json!(["Một", "Hai"]), "<p>Một</p><p>Hai</p>"),
            (json!({"rendered": "<p>Một</p>"}), "<p>Một</p>"),
            (
                json!({"blocks": [{"type": "header", "data": {"text": "Đầu"}}, {"type": "paragraph",
                    "data": {"text": "Một"}}, {"type": "list", "data": {"items": ["a", "b"]}}]}),
                "<h2>Đầu</h2><p>Một</p><ul><li>a</li><li>b</li></ul>",
            ),
            (
                json!([{"_type": "block", "style": "normal", "children": [{"text": "Một "}, {"text": "hai"}]},
                    {"_type": "image", "url": "/a.jpg", "caption": "Ảnh"}]),
                "<p>Một hai</p><figure><img src=\"/a.jpg\"><figcaption>Ảnh</figcaption></figure>",
            ),
        ] {
            assert_eq!(super::html(&value).as_deref(), Some(html));
        }
        assert_eq!(super::html(&json!(12)), None);
    }

    #[test]
    fn times_as_numbers() {
        let at = "2026-04-05T10:15:00+00:00";
        for value in [json!(1_775_384_100), json!(1_775_384_100_000_i64)] {
            assert_eq!(time(&value).as_deref(), Some(at));
        }
        assert_eq!(time(&json!("05/04/2026")).as_deref(), Some("05/04/2026"));
        assert_eq!(time(&json!(null)), None);
    }
}
