//! Publication times: what wins, what is told, what is never taken.

use super::*;
use crate::record::Origin;

#[test]
fn printed_dates_win_and_disagreement_is_told() {
    let html = "<p class=date>Thứ Hai, 05/04/2023 17:15</p><div class=body><p>Một.</div>";
    let page = format!("<article><h1>T</h1>{html}</article>");
    let article = read_with(&page, &recipe(), &hint("2023-04-05T12:00:00Z"));
    let at = article.published_at.expect("a time").to_rfc3339();
    assert_eq!(at, "2023-04-05T17:15:00+07:00");
    assert_eq!(
        article.published_text.as_deref(),
        Some("Thứ Hai, 05/04/2023 17:15")
    );
    assert!(article.published_offset_assumed);
    let told = gap(&article, "published_at");
    assert!(
        told.contains("weekday") && told.contains("19:00:00 +07:00"),
        "{told}"
    );
    let agreeing = read_with(&page, &recipe(), &hint("2023-04-05T10:15:30Z"));
    assert!(!gap(&agreeing, "published_at").contains("told"));
}

#[test]
fn an_unreadable_date_stays_text_and_the_next_origin_gives_the_time() {
    let page =
        "<article><h1>T</h1><p class=date>28/7/23018</p><div class=body><p>Một.</div></article>";
    let alone = read_with(page, &recipe(), &SourceMetadata::default());
    assert_eq!(alone.published_text.as_deref(), Some("28/7/23018"));
    assert_eq!(alone.published_at, None);
    assert!(gap(&alone, "published_at").contains("28/7/23018"));
    let told = read_with(page, &recipe(), &hint("2018-07-28T08:00:00+07:00"));
    assert_eq!(
        told.published_at.map(|it| it.to_rfc3339()).as_deref(),
        Some("2018-07-28T08:00:00+07:00")
    );
    assert_eq!(told.fields["published_at"].origin, Origin::SourceMetadata);
}

#[test]
fn a_day_alone_is_sharpened_by_a_time_of_the_same_day_only() {
    let page =
        "<article><h1>T</h1><p class=date>12/06/2020</p><div class=body><p>Một.</div></article>";
    let at = |told: &str| read_with(page, &recipe(), &hint(told));
    let same = at("2020-06-12T09:30:00+07:00");
    assert_eq!(
        same.published_at.map(|it| it.to_rfc3339()).as_deref(),
        Some("2020-06-12T09:30:00+07:00")
    );
    // A day is no instant: midnight would be a time that nobody printed.
    let other = at("2020-06-13T09:30:00+07:00");
    assert_eq!(other.published_at, None);
    assert_eq!(other.published_text.as_deref(), Some("12/06/2020"));
    assert!(gap(&other, "published_at").contains("2020-06-13"));
}

#[test]
fn no_time_is_taken_from_beside_the_article_or_from_prose() {
    for noise in [
        "<span class=today>Thứ Hai, 23/11/2026 08:00</span>",
        "<aside><time class='entry-date published' datetime='2026-11-23T08:00:00+07:00'>x</time></aside>",
        "<ul><li><time class=published datetime='2026-11-23'>x</time></ul>",
        "<div class=related-posts><time class=published datetime='2026-11-23'>x</time></div>",
        "<time datetime='2026-11-23T08:00:00+07:00'>bây giờ</time>",
        "<time class=updated datetime='2026-11-23T08:00:00+07:00'>x</time>",
        "<article><time class=published datetime='2026-11-23'>a</time></article>\
         <article><time class=published datetime='2026-11-22'>b</time></article>",
    ] {
        let html =
            format!("<title>T</title><body class=single><main><h1>T</h1>{noise}{BODY}</main>");
        let PageVerdict::Article(article) = generic(&html).verdict else {
            panic!("{html}")
        };
        assert_eq!(article.published_at, None, "{noise}");
    }
}
