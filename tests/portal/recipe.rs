//! With the portal's recipe: 400 of 400 articles, every field right, and a second crawl
//! that stores nothing.

use serde_json::Value;

use crate::compare::{Tally, body_is_nfc, sorted, text, texts};
use crate::crawl::{complete, contents, crawl, snapshots};
use crate::portal;

/// What the page's furniture says, never an article.
pub const BOILERPLATE: [&str; 9] = [
    "Tiện ích thông tin",
    "QR Code",
    "QR CODE",
    "Chúng tôi trên Mạng Xã hội",
    "Mã QR Code truy cập",
    "Tin khác",
    "Các tin khác",
    "Tin đọc nhiều",
    "Gửi bạn bè",
];

fn compare(tally: &mut Tally, post: &Value, snapshot: &Value) {
    let url = post["url"].as_str().expect("url is text");
    let mut field = |name, want: Value, got: Value| {
        if !(want.is_null() || want.as_array().is_some_and(Vec::is_empty)) || want != got {
            tally.field(name, url, &want, &got);
        }
    };
    field("title", text(&post["title"]), text(&snapshot["title"]));
    field(
        "published_at",
        text(&post["published"]),
        text(&snapshot["published_at"]),
    );
    field("lead", text(&post["lead"]), text(&snapshot["lead"]));
    field("author", text(&post["author"]), text(&snapshot["author"]));
    field("source", text(&post["source"]), text(&snapshot["source"]));
    field(
        "body",
        texts(&post["body_paragraphs"], None),
        texts(&snapshot["body"], Some("text")),
    );
    field(
        "captions",
        texts(&post["captions"], None),
        texts(&snapshot["images"], Some("caption")),
    );
    field(
        "images",
        texts(&post["images"], None),
        texts(&snapshot["images"], Some("url")),
    );
    field(
        "categories",
        sorted(&post["categories"]),
        sorted(&snapshot["categories"]),
    );
    field(
        "attachments",
        texts(&post["files"], Some("url")),
        texts(&snapshot["attachments"], Some("url")),
    );
    field(
        "related",
        texts(&post["related"], None),
        texts(&snapshot["related"], Some("url")),
    );
}

#[test]
fn every_article_of_the_portal_is_kept_right_and_once() {
    let Some(portal) = portal("every_article_of_the_portal_is_kept_right_and_once") else {
        return;
    };
    let dir = tempfile::tempdir().expect("a temporary folder");
    let archive = dir.path().join("archive");
    let config = portal.config(dir.path(), "1000/s", true);
    complete(&crawl(&config, &archive));

    let first = contents(&archive);
    let posts = portal.posts();
    let mut tally = Tally::default();
    let mut missing = 0;
    let kept = snapshots(&archive);
    for post in &posts {
        match kept
            .values()
            .find(|snapshot| snapshot["url"] == post["url"])
        {
            Some(snapshot) => compare(&mut tally, post, snapshot),
            None => {
                missing += 1;
                eprintln!("  missing: {}", post["url"]);
            }
        }
    }
    let worst = tally.print("with the portal's recipe");
    let furniture: Vec<&str> = kept
        .values()
        .flat_map(|snapshot| {
            let body = texts(&snapshot["body"], Some("text")).to_string();
            BOILERPLATE
                .into_iter()
                .filter(move |phrase| body.contains(phrase))
        })
        .collect();
    eprintln!(
        "  articles: {} of {} kept, {missing} missing, {} snapshots, boilerplate in {} bodies",
        posts.len() - missing,
        posts.len(),
        kept.len(),
        furniture.len()
    );
    assert_eq!(missing, 0, "articles of the truth are missing");
    assert_eq!(
        kept.len(),
        posts.len(),
        "a page that is no article was kept, or one twice"
    );
    assert_eq!(furniture, Vec::<&str>::new(), "boilerplate in a body");
    assert!(kept.values().all(body_is_nfc), "a body is not NFC");
    assert!(
        worst >= 0.995,
        "a field is right on fewer than 99.5 % of the articles"
    );

    let second = crawl(&config, &archive);
    complete(&second);
    assert_eq!(
        contents(&archive),
        first,
        "the second crawl changed the snapshots"
    );
    assert_eq!(
        snapshots(&archive).len(),
        kept.len(),
        "the second crawl stored something"
    );
}
