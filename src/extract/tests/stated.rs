//! Times: every form, two on one line, a day alone, sources that disagree.

use super::*;
use crate::record::Origin;

fn dated(date: &str) -> Article {
    read(&format!("{date}<div class=body><p>Một.</div>"))
}

fn told(article: &Article) -> (Option<String>, Option<String>, Option<String>) {
    let rfc = |at: Option<chrono::DateTime<chrono::FixedOffset>>| at.map(|it| it.to_rfc3339());
    (
        rfc(article.published_at),
        article.published_date.map(|it| it.to_string()),
        rfc(article.modified_at),
    )
}

fn generic_article(head: &str, below: &str) -> Article {
    let html = format!(
        "<html lang=vi><title>Đê biển cần gia cố</title>{head}<body class=single>\
         <h1>Đê biển cần gia cố</h1>{below}{BODY}"
    );
    match generic(&html).verdict {
        PageVerdict::Article(article) => *article,
        other @ PageVerdict::NotArticle { .. } => panic!("{other:?}: {html}"),
    }
}

const AT: &str = "2026-04-05T17:15:00+07:00";
const UPDATED: &str = "2026-04-06T08:00:00+07:00";

#[test]
fn the_attribute_may_be_on_the_element_a_child_or_its_parent() {
    for date in [
        format!("<time class=date datetime='{AT}'>05/04/2026</time>"),
        format!("<div class=date>Ngày <time datetime='{AT}'>05/04/2026</time></div>"),
        format!("<time datetime='{AT}'><span class=date>05/04/2026</span></time>"),
        format!("<span class=date content='{AT}'></span>"),
        "<p class=date>2026-04-05T10:15:00.000Z</p>".to_owned(),
        "<p class=date>5:15 chiều 05/04/2026</p>".to_owned(),
        "<p class=date>05 Th4 2026, 5:15 CH</p>".to_owned(),
        "<p class=date>Tháng Tư 5, 2026 5:15 PM</p>".to_owned(),
    ] {
        let article = dated(&date);
        assert_eq!(
            article.published_at.map(|it| it.to_rfc3339()).as_deref(),
            Some(AT),
            "{date}"
        );
        assert_eq!(gap(&article, "published_at"), "", "{date}");
    }
    // Another day than the printed one is not the same time more exactly.
    let other = dated("<time class=date datetime='2026-04-06T08:00:00+07:00'>05/04/2026</time>");
    assert_eq!(told(&other), (None, Some("2026-04-05".into()), None));
}

/// Fault 28: an update line took the publication's place.
#[test]
fn an_update_never_takes_the_publications_place() {
    let (at, updated) = (Some(AT.to_owned()), Some(UPDATED.to_owned()));
    let day = Some("2026-04-05".to_owned());
    for (date, expected) in [
        (
            "<p class=date>05/04/2026 17:15 (Cập nhật: 06/04/2026 08:00)</p>",
            (at.clone(), day.clone(), updated.clone()),
        ),
        (
            "<p class=date>Ngày đăng 05/04/2026, cập nhật 06/04/2026 08:00</p>",
            (None, day.clone(), updated.clone()),
        ),
        (
            "<p class=date>05/04/2026 17:15 | 06/04/2026 08:00</p>",
            (at.clone(), day.clone(), updated.clone()),
        ),
        (
            "<p class=date>Cập nhật: 06/04/2026 08:00</p><p class=date>05/04/2026 17:15</p>",
            (at.clone(), day.clone(), updated.clone()),
        ),
        (
            "<p class=date>Cập nhật lúc 08:00 ngày 06/04/2026</p>",
            (None, None, updated.clone()),
        ),
    ] {
        assert_eq!(told(&dated(date)), expected, "{date}");
    }
    let below = "<div>Cập nhật: 06/04/2026 08:00</div><div>Ngày đăng: 05/04/2026 17:15</div>";
    assert_eq!(told(&generic_article("", below)), (at, day, updated));
}

/// Fault 34: an American date beside AM or PM was read day first.
#[test]
fn a_date_that_can_be_read_in_two_ways_is_a_gap() {
    for date in [
        "4/5/2023 5:15:00 PM",
        "10/11/2023 9:05:07 AM",
        "3/9/2021 7:30 PM",
    ] {
        let article = dated(&format!("<p class=date>{date}</p>"));
        assert_eq!(told(&article), (None, None, None), "{date}");
        assert!(gap(&article, "published_at").contains(date));
        assert_eq!(article.published_text.as_deref(), Some(date));
        let article = generic_article("", &format!("<div>{date}</div>"));
        assert_eq!(article.published_date, None, "{date}");
        assert!(gap(&article, "published_at").contains(date));
    }
    let below = "<div>05/04/2023</div>";
    assert!(generic_article("", below).published_date.is_some());
    let english = format!(
        "<html lang=en-US><title>Sea dyke</title><body class=single><h1>Sea dyke</h1>{below}{BODY}"
    );
    let PageVerdict::Article(article) = generic(&english).verdict else {
        panic!()
    };
    assert_eq!(article.published_date, None);
    assert!(gap(&article, "published_at").contains("05/04/2023"));
}

/// Fault 32: local time was marked as UTC.
#[test]
fn a_printed_time_shows_a_wrong_offset() {
    let meta = |at: &str| format!("<meta property=article:published_time content='{at}'>");
    for (said, printed) in [
        ("2026-04-05T17:15:00Z", "05/04/2026 17:15 (GMT+7)"),
        ("2026-04-05T17:15:00+00:00", "Chủ nhật, 05/04/2026 17:15"),
        ("2026-04-05T17:15:30Z", "17:15 | 05/04/2026"),
    ] {
        let article = generic_article(
            &meta(said),
            &format!("<div class=post-date>{printed}</div>"),
        );
        let at = article.published_at.map(|it| it.to_rfc3339());
        assert_eq!(at.as_deref(), Some(AT), "{said}");
        assert!(gap(&article, "published_at").contains(said), "{said}");
        assert_eq!(article.published_text.as_deref(), Some(printed));
    }
    let below = "<time datetime='2026-04-05T17:15:00Z'>05/04/2026 17:15</time>";
    let at = generic_article("", below)
        .published_at
        .map(|it| it.to_rfc3339());
    assert_eq!(at.as_deref(), Some(AT));
    // Both right: nothing to tell.
    let article = generic_article(&meta("2026-04-05T10:15:00Z"), "<div>05/04/2026 17:15</div>");
    assert_eq!(gap(&article, "published_at"), "");
    let recipe = dated(
        "<meta property=article:published_time content='2026-04-05T17:15:00Z'><p class=date>05/04/2026 17:15</p>",
    );
    assert!(gap(&recipe, "published_at").contains("17:15:00Z"));
}

#[test]
fn a_day_is_a_value_of_its_own_and_midnight_is_one() {
    let day = Some("2026-04-05".to_owned());
    for head in [
        "<meta property=article:published_time content='2026-04-05T00:00:00+07:00'>",
        "<meta property=article:published_time content='2026-04-05T00:00:00Z'>",
        "<meta name=pubdate content='2026-04-04T17:00:00.000Z'>",
        "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Đê biển cần gia cố\",\
         \"datePublished\":\"2026-04-05\"}</script>",
        "<meta property=article:published_time content='20260405'>",
        "<meta name=date content='05/04/2026'>",
    ] {
        let article = generic_article(head, "");
        assert_eq!(told(&article), (None, day.clone(), None), "{head}");
        assert_eq!(gap(&article, "published_at"), "", "{head}");
        // A printed time of that day is the time.
        let finer = generic_article(head, "<div>17:15 ngày 05/04/2026</div>");
        assert_eq!(told(&finer), (Some(AT.into()), day.clone(), None), "{head}");
    }
    assert_eq!(
        told(&dated("<p class=date>05/04/2026</p>")),
        (None, day, None)
    );
}

#[test]
fn a_line_is_a_date_only_where_it_is_nothing_else() {
    let day = Some("2026-04-05".to_owned());
    for (below, expected) in [
        ("<div>Chủ nhật, 05/04/2026 | 17:15</div>", day.clone()),
        (
            "<div><b>Minh Trang</b> - <span>Ngày 05/04/2026</span></div>",
            day.clone(),
        ),
        (
            "<div>05/04/2026 <a href='/lien-he'>Gửi bài</a></div>",
            day.clone(),
        ),
        ("<table><tr><td>Đăng ngày 5-4-2026</table>", day.clone()),
        // As WordPress spells months, weekdays in letters, beside names and counters.
        ("<div>Tháng Tư 5, 2026</div>", day.clone()),
        ("<div>CN, 05/04/2026 - 17:15</div>", day.clone()),
        ("<div>Minh Trang | 05/04/2026 17:15</div>", day.clone()),
        ("<div>Kinh tế - 05/04/2026 17:15</div>", day.clone()),
        (
            "<div>Ngày đăng: 05/04/2026, Lượt xem: 1.204</div>",
            day.clone(),
        ),
        ("<div>05/04/2026 | Nguồn: TTXVN</div>", day.clone()),
        ("<div>05/04/2026 - 1.204 lượt xem</div>", day),
        ("<div>Từ 05/04/2026 - 12/04/2026</div>", None),
        (
            "<div>Khai mạc | 05/04/2026 | Bế mạc | 12/04/2026</div>",
            None,
        ),
        ("<div>Cập nhật | 05/04/2026</div>", None),
        ("<div>Hải Phòng, 05/04/2026</div>", None),
        ("<div>Kỳ 12 | 05/04/2026</div>", None),
        ("<div>Sáng 05/04/2026, tại Đồ Sơn</div>", None),
        ("<div>Quyết định số 17 ngày 05/04/2026</div>", None),
        ("<div class=today>Chủ nhật, 05/04/2026</div>", None),
        (
            "<p>05/04/2026</p><p>06/04/2026</p><p>07/04/2026</p><p>08/04/2026</p><p>09/04/2026</p>",
            None,
        ),
    ] {
        let article = generic_article("", below);
        assert_eq!(
            article.published_date.map(|it| it.to_string()),
            expected,
            "{below}"
        );
    }
}

#[test]
fn a_line_above_the_headline_is_its_own_where_it_heads_its_box() {
    let page = |before: &str, within: &str| {
        let html = format!(
            "<html lang=vi><title>Đê biển cần gia cố</title><body class=single><div id=trang>\
             <div class=menu>{}</div>{before}<div class=cot>{within}<div><table><tr><td>\
             <h1>Đê biển cần gia cố</h1>{BODY}</td></tr></table></div></div></div>",
            "<a href=/a>Giới thiệu</a> <a href=/b>Tin tức sự kiện</a> ".repeat(8)
        );
        match generic(&html).verdict {
            PageVerdict::Article(article) => article.published_date.map(|it| it.to_string()),
            other @ PageVerdict::NotArticle { .. } => panic!("{other:?}: {html}"),
        }
    };
    let bar = "<table><tr><td>Kinh tế</td><td>Chủ nhật, 05/04/2026 17:15</td></tr></table>";
    assert_eq!(page("", bar).as_deref(), Some("2026-04-05"));
    assert_eq!(
        page(
            "",
            &format!("<script>var a = 'chữ'.repeat(90);</script>{bar}")
        )
        .as_deref(),
        Some("2026-04-05")
    );
    // Behind the menu: the present day, for all that is known.
    assert_eq!(page("<div>Thứ Hai, 23/11/2026 08:00</div>", ""), None);
    // Two days, and nobody says which is the publication's.
    assert_eq!(page("", "<p>05/04/2026</p><p>06/04/2026</p>"), None);
}

#[test]
fn every_source_of_a_time_is_kept_as_written() {
    let article = generic_article(
        "<meta property=article:published_time content='2026-04-05T10:15:00Z'>\
         <meta property=article:modified_time content='2026-04-06T08:00:00+07:00'>",
        "<div>05/04/2026 17:15 GMT+7</div>",
    );
    let kept: Vec<_> = article
        .times
        .iter()
        .map(|it| {
            (
                it.field.as_str(),
                it.origin,
                it.text.as_str(),
                it.offset.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        kept,
        [
            (
                "published_at",
                Origin::Meta,
                "2026-04-05T10:15:00Z",
                Some("Z")
            ),
            (
                "modified_at",
                Origin::Meta,
                "2026-04-06T08:00:00+07:00",
                Some("+07:00")
            ),
            (
                "published_at",
                Origin::Fallback,
                "05/04/2026 17:15 GMT+7",
                Some("GMT+7")
            ),
        ]
    );
    let told = read_with(
        "<article><h1>T</h1><p class=date>28/7/23018</p><div class=body><p>Một.</div></article>",
        &recipe(),
        &hint("2018-07-28T08:00:00+07:00"),
    );
    let texts: Vec<_> = told.times.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(texts, ["28/7/23018", "2018-07-28T08:00:00+07:00"]);
}
