//! Words looked for in current and past versions; an address leads to its article.

use chrono::TimeDelta;
use serde_json::json;

use crate::published::Published;
use crate::report::{article_path, stamp};
use crate::search::{Answer, Hit, Marked, Query, Question, SortOrder, search_as_it_stands};
use crate::serve::facets::Facets;
use crate::serve::markup::Markup;
use crate::serve::page::RoomPage;
use crate::serve::parts;
use crate::serve::refusal::Refusal;
use crate::serve::reply::PageReply;
use crate::serve::room::Room;
use crate::serve::visit::{Form, PageRequest};

/// Hits of one page.
const PAGE: usize = 20;

pub(super) fn search(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    let words = visit.parameter("q").unwrap_or_default();
    if words.starts_with("http://") || words.starts_with("https://") {
        return super::address::of(words, visit, published, room);
    }
    let mut body = Markup::new();
    parts::search_box(&mut body, visit, words);
    if words.is_empty() {
        body.element("p", &[], visit.pick(
            "Gõ có dấu hay không dấu đều được; “cụm từ” trong ngoặc kép; -từ để bỏ; tiêu-đề: title:từ.",
            "With or without accents; “phrases” in quotation marks; -word leaves out; title:word.",
        ));
        return Ok(RoomPage::new(visit.pick("Tìm kiếm", "Search"), body).answer(visit, room));
    }
    let question = question(visit, words, room)?;
    let mut is_behind = false;
    let found = search_as_it_stands(published, &question, &mut |_| is_behind = true)?;
    if visit.form == Form::Json {
        let hits: Vec<_> = found.hits.iter().map(object).collect();
        return PageReply::json(&json!({
            "found": found.found, "more": found.more, "behind": is_behind, "hits": hits,
        }));
    }
    filters(&mut body, visit, words, &*room.facets(published)?);
    summary(&mut body, visit, &found, is_behind);
    let mut entries = Markup::new();
    for hit in &found.hits {
        entry(&mut entries, hit, visit);
    }
    let empty = visit.pick(
        "Không tìm thấy. Thử bỏ dấu, bớt từ, hoặc tìm cả bản cũ.",
        "Nothing was found. Try without accents, with fewer words, or in past versions too.",
    );
    parts::list(&mut body, &entries, empty);
    let title = format!("{} “{words}”", visit.pick("Tìm", "Search for"));
    let mut page = RoomPage::new(&title, body);
    page.forms = &[Form::Json];
    Ok(page.answer(visit, room))
}

fn question(visit: &PageRequest, words: &str, room: &Room) -> Result<Question, Refusal> {
    // A section's name is looked for as it stands; its quotation marks part no words.
    let section = visit.parameter("section").map(|it| it.replace('"', " "));
    let section = section.map(|it| format!(" section:\"{it}\""));
    let year = visit.year(crate::pipeline::zone(&room.config))?;
    let query =
        Query::parse(&format!("({words}){}", section.unwrap_or_default())).map_err(|error| {
            Refusal::Parameter {
                name: "q",
                cause: error.to_string(),
            }
        })?;
    let order = match visit.parameter("sort") {
        None | Some("rank") => SortOrder::Rank,
        Some("date") => SortOrder::Date,
        Some("title") => SortOrder::Title,
        Some(_) => {
            return Err(Refusal::Parameter {
                name: "sort",
                cause: "rank, date, title".to_owned(),
            });
        }
    };
    Ok(Question {
        query,
        since: year.as_ref().map(|it| it.start),
        // The search's bound is the last moment that counts.
        until: year.map(|it| it.end - TimeDelta::microseconds(1)),
        past: visit.parameter("past").is_some(),
        changed: visit.parameter("edited").is_some(),
        removed: visit.parameter("removed").is_some(),
        exact: visit.parameter("exact").is_some(),
        order,
        limit: Some(PAGE),
    })
}

fn object(hit: &Hit) -> serde_json::Value {
    let it = &hit.snapshot;
    json!({
        "article_id": it.article_id, "url": it.url, "title": it.title,
        "title_marks": hit.title.marks, "published_at": it.published_at,
        "captured_at": it.captured_at, "current": hit.current, "match": hit.form.word(),
        "snippet": hit.snippet,
    })
}

fn filters(out: &mut Markup, visit: &PageRequest, words: &str, facets: &Facets) {
    out.open(
        "form",
        &[
            ("method", "get"),
            ("action", "/search"),
            ("class", "filters"),
        ],
    );
    out.open(
        "input",
        &[("type", "hidden"), ("name", "q"), ("value", words)],
    );
    let options = |pairs: &[(&str, &'static str, &'static str)]| -> Vec<(String, String)> {
        let named = pairs
            .iter()
            .map(|(value, vi, en)| ((*value).to_owned(), visit.pick(vi, en).to_owned()));
        named.collect()
    };
    super::articles::choices(out, visit, facets);
    let sort = options(&[
        ("", "gần nghĩa nhất", "best match"),
        ("date", "mới nhất", "newest"),
        ("title", "tiêu đề", "headline"),
    ]);
    parts::choice(out, ("sort", visit.pick("Xếp theo", "Order")), &sort, visit);
    let past = options(&[
        ("", "bản mới nhất", "the newest version"),
        ("1", "mọi bản", "all versions"),
    ]);
    parts::choice(
        out,
        ("past", visit.pick("Tìm trong", "Search in")),
        &past,
        visit,
    );
    let removed = options(&[
        ("", "mọi bài", "all articles"),
        ("1", "bài đã bị gỡ", "removed articles"),
    ]);
    parts::choice(
        out,
        ("removed", visit.pick("Bài", "Articles")),
        &removed,
        visit,
    );
    let edited = options(&[
        ("", "sửa hay chưa", "edited or not"),
        ("1", "có sửa", "edited"),
    ]);
    parts::choice(
        out,
        ("edited", visit.pick("Đã sửa", "Edited")),
        &edited,
        visit,
    );
    parts::form_end(out, visit);
}

fn summary(out: &mut Markup, visit: &PageRequest, found: &Answer, is_behind: bool) {
    let count = visit.language.number(found.found as u64);
    out.raw("<p class=\"soft\" role=\"status\">");
    out.raw(if found.more { "≥ " } else { "" }).text(&count);
    out.text(visit.pick(" kết quả", " found"));
    if found.hits.len() < found.found {
        let shown = visit.language.number(found.hits.len() as u64);
        out.text(visit.pick(", xem trước ", ", the first "))
            .text(&shown);
        out.text(visit.pick("; thêm từ để hẹp lại", "; add words to narrow it"));
    }
    if is_behind {
        out.text(visit.pick(
            " · chỉ mục chưa có những bài mới nhất",
            " · the index lacks the newest articles",
        ));
    }
    out.raw("</p>\n");
}

fn entry(out: &mut Markup, hit: &Hit, visit: &PageRequest) {
    let it = &hit.snapshot;
    let base = article_path(&it.article_id);
    let href = if hit.current {
        base
    } else {
        format!("{base}/{}", stamp(it.captured_at.to_utc()))
    };
    out.raw("<li>\n<p class=\"headline\">")
        .open("a", &[("href", &visit.href(&href, &[]))]);
    if hit.title.text.trim().is_empty() {
        out.text(parts::title(None, visit));
    } else {
        marked(out, &hit.title);
    }
    out.raw("</a></p>\n<p>");
    marked(out, &hit.snippet.piece);
    out.raw("</p>\n<p class=\"soft\">");
    parts::published(out, it, visit);
    for section in &it.categories {
        out.raw(" · ").bdi(section);
    }
    if !hit.current {
        out.raw(" · ").element(
            "span",
            &[("class", "mark")],
            visit.pick("bản cũ", "past version"),
        );
    }
    out.raw("</p>\n</li>\n");
}

/// The words that were looked for stand out, and are said to.
fn marked(out: &mut Markup, marked: &Marked) {
    let characters: Vec<char> = marked.text.chars().collect();
    let piece = |from: usize, to: usize| -> String {
        characters
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .collect()
    };
    let mut at = 0;
    for (from, to) in &marked.marks {
        out.text(&piece(at, *from))
            .element("mark", &[], &piece(*from, *to));
        at = *to;
    }
    out.text(&piece(at, characters.len()));
}
