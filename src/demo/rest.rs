//! The WordPress REST API, as far as a visitor may read it.
//!
//! Pure. Errors have WordPress's codes; `date` is local time without offset and
//! `date_gmt` UTC without `Z`, as there.

use chrono::{DateTime, NaiveDateTime};
use serde_json::{Map, Value, json};
use url::Url;

use super::body::body;
use super::frame::escape;
use super::reply::Reply;
use super::site::DemoSite;
use super::story::Story;
use super::truth::zoned;

const STAMP: &str = "%Y-%m-%dT%H:%M:%S";

/// The API's index.
pub(super) fn index(site: &DemoSite) -> Reply {
    json_reply(&json!({
        "name": "Cổng tin tức (bản thử)",
        "url": site.absolute(""),
        "timezone_string": "Asia/Ho_Chi_Minh",
        "namespaces": ["oembed/1.0", "wp/v2"],
        "routes": {"/wp/v2/posts": {"namespace": "wp/v2", "methods": ["GET"]}},
    }))
}

/// One post, if there is such an id.
pub(super) fn post(site: &DemoSite, id: &str) -> Reply {
    let posts = site.posts();
    let found = posts.iter().find(|s| s.id.to_string() == id);
    found.map_or_else(
        || refuse(404, "rest_post_invalid_id", "ID bài viết không hợp lệ."),
        |story| json_reply(&item(site, story, None)),
    )
}

/// A page of the post collection.
pub(super) fn posts(site: &DemoSite, url: &Url) -> Reply {
    let query = RequestQuery::of(url);
    let invalid = |name: &str| {
        refuse(
            400,
            "rest_invalid_param",
            &format!("Tham số không hợp lệ: {name}"),
        )
    };
    let Some(per_page) = query
        .number("per_page", 10)
        .filter(|n| (1..=100).contains(n))
    else {
        return invalid("per_page");
    };
    let per_page = per_page.min(site.options.rest_per_page.max(1));
    let Some(number) = query.number("page", 1).filter(|n| *n > 0) else {
        return invalid("page");
    };
    let mut posts = site.posts();
    if let Some(after) = query.get("modified_after") {
        let Some(after) = moment(after) else {
            return invalid("modified_after");
        };
        posts.retain(|s| s.modified > after);
    }
    match query.get("orderby").unwrap_or("date") {
        "date" => {}
        _ if !site.options.rest_order => {}
        "modified" => posts.sort_by_key(|s| std::cmp::Reverse((s.modified, s.id))),
        "id" => posts.sort_by_key(|s| std::cmp::Reverse(s.id)),
        _ => return invalid("orderby"),
    }
    match query.get("order").unwrap_or("desc") {
        "desc" => {}
        _ if !site.options.rest_order => {}
        "asc" => posts.reverse(),
        _ => return invalid("order"),
    }
    let pages = posts.len().div_ceil(per_page);
    if number > pages.max(1) {
        return refuse(
            400,
            "rest_post_invalid_page_number",
            "Số trang vượt quá số trang hiện có.",
        );
    }
    let fields: Option<Vec<&str>> = query.get("_fields").map(|list| list.split(',').collect());
    let start = (number - 1) * per_page;
    let shown = posts.iter().skip(start).take(per_page);
    let items = shown.map(|s| item(site, s, fields.as_deref())).collect();
    let reply = json_reply(&Value::Array(items))
        .with("X-Robots-Tag", "noindex".to_owned())
        .with("X-WP-Total", posts.len().to_string())
        .with("X-WP-TotalPages", pages.to_string());
    match neighbours(url, number, pages) {
        links if links.is_empty() => reply,
        links => reply.with("Link", links),
    }
}

/// The `Link` field to the pages before and after.
fn neighbours(url: &Url, number: usize, pages: usize) -> String {
    let page = |n: usize, rel: &str| {
        let mut other = url.clone();
        let kept = url.query_pairs().filter(|(key, _)| key != "page");
        other
            .query_pairs_mut()
            .clear()
            .extend_pairs(kept)
            .append_pair("page", &n.to_string());
        format!("<{other}>; rel=\"{rel}\"")
    };
    let mut links = Vec::new();
    if number > 1 {
        links.push(page(number - 1, "prev"));
    }
    if number < pages {
        links.push(page(number + 1, "next"));
    }
    links.join(", ")
}

fn item(site: &DemoSite, story: &Story, fields: Option<&[&str]>) -> Value {
    let utc = |civil: NaiveDateTime| zoned(civil).to_utc().format(STAMP).to_string();
    let all = json!({
        "id": story.id,
        "date": story.date.format(STAMP).to_string(),
        "date_gmt": utc(story.date),
        "modified": story.modified.format(STAMP).to_string(),
        "modified_gmt": utc(story.modified),
        "slug": story.slug,
        "status": "publish",
        "type": "post",
        "link": site.address(story),
        "title": {"rendered": escape(&story.title)},
        "excerpt": {"rendered": format!("<p>{}</p>\n", escape(&story.lead)), "protected": false},
        "categories": [story.category.id()],
        "content": {"rendered": content(site, story), "protected": false},
    });
    match (fields, all) {
        (Some(fields), Value::Object(all)) => {
            let kept: Map<_, _> = all
                .into_iter()
                .filter(|(k, _)| fields.contains(&k.as_str()))
                .collect();
            Value::Object(kept)
        }
        (_, all) => all,
    }
}

/// All parts of an article's text.
fn content(site: &DemoSite, story: &Story) -> String {
    let parts = 0..story.parts.len();
    parts.map(|part| body(site, story, part)).collect()
}

/// A moment as WordPress reads it: without an offset, the site's own time.
fn moment(text: &str) -> Option<NaiveDateTime> {
    let exact = DateTime::parse_from_rfc3339(text).ok();
    exact
        .map(|at| {
            at.with_timezone(zoned(NaiveDateTime::default()).offset())
                .naive_local()
        })
        .or_else(|| NaiveDateTime::parse_from_str(text, STAMP).ok())
}

fn json_reply(value: &Value) -> Reply {
    Reply::new("application/json; charset=UTF-8", value.to_string())
}

fn refuse(status: u16, code: &str, message: &str) -> Reply {
    Reply {
        status,
        ..json_reply(&json!({"code": code, "message": message, "data": {"status": status}}))
    }
}

/// The query of a request, decoded.
struct RequestQuery(Vec<(String, String)>);

impl RequestQuery {
    fn of(url: &Url) -> Self {
        Self(url.query_pairs().into_owned().collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().rev().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// A number, the default when absent, `None` when it is no number.
    fn number(&self, name: &str, default: usize) -> Option<usize> {
        self.get(name)
            .map_or(Some(default), |text| text.parse().ok())
    }
}
