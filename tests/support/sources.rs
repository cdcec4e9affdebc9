//! Feeds, sitemaps and REST answers of a simulated portal.

use serde_json::{Value, json};

use super::newsroom::Post;
use super::server::Answer;

type Url<'a> = &'a dyn Fn(&Post) -> String;

/// RSS 2.0.
pub(crate) fn rss(posts: &[&Post], url: Url<'_>) -> Answer {
    let item = |post: &&Post| {
        let (link, title, at) = (url(post), &post.title, post.published.to_rfc2822());
        format!(
            "<item><title>{title}</title><link>{link}</link><guid>{link}</guid>\
             <pubDate>{at}</pubDate></item>\n"
        )
    };
    let items: String = posts.iter().map(item).collect();
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel>\
         <title>Cổng tin mẫu</title><link>/</link><description>Tin</description>{items}\
         </channel></rss>"
    );
    Answer::new(200, "application/rss+xml", body)
}

/// A sitemap of all posts.
pub(crate) fn sitemap(posts: &[&Post], url: Url<'_>) -> Answer {
    let entry = |post: &&Post| {
        let (loc, at) = (url(post), post.modified.to_rfc3339());
        format!("<url><loc>{loc}</loc><lastmod>{at}</lastmod></url>\n")
    };
    let entries: String = posts.iter().map(entry).collect();
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{entries}</urlset>"
    );
    Answer::new(200, "application/xml", body)
}

/// Whether a target is of the REST API.
pub(crate) fn is_rest(target: &str) -> bool {
    target.starts_with("/wp-json/") || target.starts_with("/?rest_route=")
}

/// REST for those who are logged in only.
pub(crate) fn rest_closed() -> Answer {
    let body = json!({"code": "rest_not_logged_in", "message": "Bạn chưa đăng nhập.",
                      "data": {"status": 401}});
    Answer::new(401, "application/json", body.to_string())
}

/// A page of the post collection: what of WordPress's parameters hpnews sends is heeded.
pub(crate) fn rest(posts: &[&Post], target: &str, url: Url<'_>) -> Answer {
    let absolute = url::Url::parse("http://mau.invalid").and_then(|it| it.join(target));
    let pairs: Vec<(String, String)> = absolute
        .map(|it| it.query_pairs().into_owned().collect())
        .unwrap_or_default();
    let get = |name: &str| {
        pairs
            .iter()
            .find(|(it, _)| it == name)
            .map(|(_, it)| it.as_str())
    };
    let number = |name, default| get(name).and_then(|it| it.parse().ok()).unwrap_or(default);
    let time = |name| get(name).and_then(|it| chrono::DateTime::parse_from_rfc3339(it).ok());
    let (per_page, page): (usize, usize) = (number("per_page", 10), number("page", 1));
    let mut found: Vec<&Post> = posts.to_vec();
    found.retain(|it| {
        time("after").is_none_or(|at| it.published > at)
            && time("before").is_none_or(|at| it.published < at)
            && time("modified_after").is_none_or(|at| it.modified > at)
    });
    match get("orderby") {
        Some("modified") => found.sort_by_key(|it| (it.modified, it.number)),
        Some("id") => found.sort_by_key(|it| it.number),
        _ => found.sort_by_key(|it| it.published),
    }
    if get("order") != Some("asc") {
        found.reverse();
    }
    let pages = found.len().div_ceil(per_page);
    if page > pages.max(1) {
        let body = json!({"code": "rest_post_invalid_page_number", "data": {"status": 400}});
        return Answer::new(400, "application/json", body.to_string());
    }
    let shown = found.iter().skip((page - 1) * per_page).take(per_page);
    let items: Vec<Value> = shown.map(|it| item(it, url)).collect();
    let mut answer = Answer::new(200, "application/json", Value::Array(items).to_string());
    let head = format!(
        "X-WP-Total: {}\r\nX-WP-TotalPages: {pages}\r\n",
        found.len()
    );
    answer.head.push_str(&head);
    answer
}

fn item(post: &Post, url: Url<'_>) -> Value {
    let gmt = |at: &chrono::DateTime<chrono::FixedOffset>| {
        at.naive_utc().format("%Y-%m-%dT%H:%M:%S").to_string()
    };
    json!({
        "id": post.number,
        "link": url(post),
        "date_gmt": gmt(&post.published),
        "modified_gmt": gmt(&post.modified),
        "title": {"rendered": post.title},
        "excerpt": {"rendered": ""},
    })
}
