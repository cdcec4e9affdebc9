//! Pages that a script draws: their data, and what they are without any.

use super::*;
use crate::record::Origin;

const TEXT: &str = "<p>Sáng nay, đoàn khảo sát đã kiểm tra tuyến đê biển dài 12 km và ghi nhận ba \
    điểm sạt lở cần gia cố.</p><h2>Kinh phí</h2><p>Kinh phí sửa chữa dự kiến 4,5 tỷ đồng, lấy từ nguồn \
    dự phòng.</p><p><img src='/anh/de.jpg'></p>";

fn page(data: &str) -> Extracted {
    let html = format!(
        "<html lang=vi><title>Cổng tin Lau</title><body><div id=__next></div>{data}<script src=/a.js></script>"
    );
    generic(&html)
}

/// Each form of data, with the same article in it.
fn forms() -> Vec<String> {
    let html = serde_json::json!(TEXT);
    let article = format!(
        r#"{{"id":12,"slug":"bai","title":"Đê biển cần gia cố","sapo":"Ba điểm sạt lở.","content":{html},
        "publishedAt":"2026-04-05T17:15:00+07:00","author":{{"name":"Minh Trang"}},"category":{{"name":"Kinh tế"}}}}"#
    );
    let other = format!(r#"{{"slug":"khac","title":"Lễ hội đua thuyền","content":{html}}}"#);
    let flat = format!(
        r#"[["Reactive",1],{{"data":2}},{{"bai":3}},{{"slug":4,"tieu_de":5,"noiDung":6,"sapo":7,"ngay_dang":8,
        "tac_gia":9,"chuyen_muc":10}},"bai","Đê biển cần gia cố",{html},"Ba điểm sạt lở.","05/04/2026 17:15",
        "Minh Trang",["Ref",11],"Kinh tế"]"#
    );
    let blocks = r#"[{"type":"paragraph","data":{"text":"Sáng nay, đoàn khảo sát đã kiểm tra tuyến đê biển và ghi nhận ba điểm sạt lở cần gia cố."}},{"type":"header","data":{"text":"Kinh phí"}},
        {"type":"paragraph","data":{"text":"Kinh phí sửa chữa dự kiến 4,5 tỷ đồng, lấy từ nguồn dự phòng."}},
        {"type":"image","data":{"file":{"url":"/anh/de.jpg"},"caption":""}}]"#;
    let in_blocks = format!(
        r#"{{"article":{{"url":"/tin/bai.html","headline":"Đê biển cần gia cố","description":"Ba điểm sạt lở.",
        "body":{{"blocks":{blocks}}},"published_time":1775384100,"authors":["Minh Trang"],"section":"Kinh tế"}}}}"#
    );
    vec![
        format!(
            "<script id=__NEXT_DATA__ type=application/json>{{\"props\":{{\"pageProps\":{{\"list\":[{other}],\"post\":{article}}}}}}}</script>"
        ),
        format!(
            "<script>window.__INITIAL_STATE__ = {{\"bai\":{article},\"moi\":[{other}]}};</script>"
        ),
        format!("<script type=application/json id=__NUXT_DATA__>{flat}</script>"),
        format!("<script type='application/json'>{in_blocks}</script>"),
    ]
}

#[test]
fn the_article_in_a_pages_data_is_read() {
    for data in forms() {
        let PageVerdict::Article(article) = page(&data).verdict else {
            panic!("{data}")
        };
        let title = (article.title.as_deref(), article.lead.as_deref());
        assert_eq!(
            title,
            (Some("Đê biển cần gia cố"), Some("Ba điểm sạt lở.")),
            "{data}"
        );
        let at = article.published_at.map(|it| it.to_rfc3339());
        assert_eq!(at.as_deref(), Some("2026-04-05T17:15:00+07:00"), "{data}");
        assert_eq!(article.author.as_deref(), Some("Minh Trang"), "{data}");
        assert_eq!(article.categories, ["Kinh tế"], "{data}");
        assert_eq!(texts(&article).len(), 3, "{data}");
        assert_eq!(article.images[0].url, "http://a.vn/anh/de.jpg");
        for field in ["title", "body", "lead", "author", "published_at"] {
            assert_eq!(
                article.fields[field].origin,
                Origin::Embedded,
                "{field}: {data}"
            );
        }
    }
}

#[test]
fn a_shell_without_its_article_is_told_as_drawn_by_script() {
    let html = serde_json::json!(TEXT);
    let two = format!(
        r#"[{{"slug":"a","title":"Một","content":{html}}},{{"slug":"b","title":"Hai","content":{html}}}]"#
    );
    for data in [
        String::new(),
        "<noscript>Bạn cần bật JavaScript.</noscript>".into(),
        "<script id=__NEXT_DATA__ type=application/json>{\"props\":{}}</script>".into(),
        // Two others: neither is the page's.
        format!("<script type=application/json>{two}</script>"),
        "<script>window.__NUXT__=(function(a){return {title:a}}('x'))</script>".into(),
    ] {
        let PageVerdict::NotArticle { kind, reason } = page(&data).verdict else {
            panic!("{data}")
        };
        assert_eq!(
            (kind, kind.as_str()),
            (PageKind::Script, "script"),
            "{data}"
        );
        assert!(reason.contains("REST"), "{reason}");
    }
}

#[test]
fn what_the_page_shows_goes_before_its_data() {
    let data = &forms()[0].replace("4,5", "9,9");
    let html = format!(
        "<title>Đê biển cần gia cố</title><body class=single><div id=__next><h1>Đê biển cần gia cố</h1>\
         <div class=entry-content>{}</div></div>{data}",
        TEXT.repeat(3)
    );
    let PageVerdict::Article(article) = generic(&html).verdict else {
        panic!("{html}")
    };
    assert!(!article.body.iter().any(|it| it.text.contains("9,9")));
    assert_ne!(article.fields["body"].origin, Origin::Embedded);
}

#[test]
fn a_wall_is_a_block() {
    for wall in [
        "<script>document.cookie=\"D1N=7ab\"+\"; path=/\";window.location.reload(true);</script>",
        "<body onload='x()'><script>function x(){document.cookie='v=1';location.href=location.href}</script>",
        "<title>Đang kiểm tra</title><noscript>Bật JavaScript</noscript><script>window._cf_chl_opt={a:1};\
         var __cf_chl_f='x'</script>",
        "<meta http-equiv=refresh content=1><script>document.cookie='ok=1'</script>",
    ] {
        let PageVerdict::NotArticle { kind, .. } = generic(wall).verdict else {
            panic!("{wall}")
        };
        assert_eq!(kind, PageKind::Block, "{wall}");
    }
}
