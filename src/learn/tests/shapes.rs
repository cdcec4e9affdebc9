//! Portals of other systems: what is learnt of them reads every page, and its furniture is in
//! no body.

use super::*;

/// The inside of a page's `<body>`, by number, title and text.
type Body = fn(usize, &str, &str) -> String;

const DATE: &str = "Thứ Tư, 05/04/2023 08:30";

const SHAPES: [(&str, Body); 6] = [
    ("/Portal/Detail.aspx?ContentID=", |n, title, text| {
        format!(
            "<div id=ctl00_PlaceHolderMain_pnl><div class=divDetail_Title>{title}</div>\
             <div class=divDetail_DateCreate>{DATE}</div>\
             <div class=divDetail_Content>{text}</div>\
             <div class=divDetail_Tool>Lượt xem: {n}71 <a href=#>Bản in</a></div></div>"
        )
    }),
    ("/web/hai-phong/-/tin-", |n, title, text| {
        format!(
            "<div class=portlet-boundary id=p_p_id_vnptnews_INSTANCE_aB{n}dE7_>\
             <h2 class=header-title><span>{title}</span></h2><span class=news-date>{DATE}</span>\
             <div class=journal-content-article id=article_{n}1234>{text}</div></div>"
        )
    }),
    ("/tin-tuc/bai-", |n, title, text| {
        let (first, rest) = text.split_once("</p>").expect("paragraphs");
        format!(
            "<article class=fck_detail><h1 class=title-news>{title}</h1>\
             <span class=ngay-dang>{DATE}</span><div class=noi-dung>{first}</p>\
             <table class=picture><tr><td><img src=/anh/{n}.jpg width=600></td></tr><tr>\
             <td class=chu-thich>Ảnh số {n}: quang cảnh hội nghị</td></tr></table>\
             <div class=box-lien-quan><b>Tin liên quan</b><ul><li>\
             <a href=/tin-tuc/bai-{n}91.html>Bài cũ số {n}91 về công tác của thành phố</a></li>\
             <li><a href=/tin-tuc/bai-{n}92.html>Bài cũ số {n}92 về công tác của thành phố</a>\
             </li></ul></div>{rest}</div></article>"
        )
    }),
    ("/news/", |n, title, text| {
        format!(
            "<main class=Layout_main__q8Zx2><h1 class=Article_title__x7Yz1>{title}</h1>\
             <time class=Article_time__b{n}Qw9 datetime=2023-04-05T08:30:00+07:00>{DATE}</time>\
             <div class=Article_body__k3Lm7>{text}</div></main>"
        )
    }),
    ("/2023/04/05/", |n, title, text| {
        format!(
            "<div id=primary><article id=post-{n} class='post-{n} post type-post hentry'>\
             <header class=entry-header><h1 class=entry-title>{title}</h1></header>\
             <div class=entry-content>{text}</div><footer class=entry-footer>\
             <span class=posted-on><time class='entry-date published' \
             datetime='2023-04-05T08:30:00+07:00'>{DATE}</time></span></footer></article></div>"
        )
    }),
    ("/tdb/", |n, title, text| {
        format!(
            "<div class='td-post-header td-ss-main'><h1 class='entry-title tdb-title-text'>{title}\
             </h1><span class='td-post-date'>{DATE}</span></div>\
             <div class='td-post-content tagdiv-type'>{text}\
             <div class='td-a-rec td-a-rec-id-{n}'>Quảng cáo: mua nhà trả góp, gọi 09{n}12</div></div>"
        )
    }),
];

fn samples((path, body): (&str, Body)) -> Vec<Sample> {
    let page = |n: usize| {
        let title = format!("Hội nghị thứ {n} của thành phố Hải Phòng");
        let inner = body(n, &title, &text(n));
        let menu = "<ul class=menu><li><a href=/>Trang chủ</a><li><a href=/tin>Tin tức</a></ul>";
        let html =
            format!("<html lang=vi><head><title>{title}</title></head><body>{menu}{inner}</body>");
        // Its lists say when an article was published.
        let published_at = "2023-04-05T08:30:00+07:00".parse().ok();
        Sample {
            source_metadata: SourceMetadata {
                published_at,
                ..SourceMetadata::default()
            },
            ..sample(&format!("{path}{n}.html"), html)
        }
    };
    (1..7).map(page).collect()
}

#[test]
fn pages_of_other_systems_are_read_whole() {
    for shape in SHAPES {
        let samples = samples(shape);
        let learned = learn(&samples, Ho_Chi_Minh);
        assert_eq!(learned.eras.len(), 1, "{}: {learned:#?}", shape.0);
        let layout = &learned.eras[0].layout;
        // A body is left to the generic reader where that reads more of it.
        for (field, list) in [("title", &layout.title), ("date", &layout.date)] {
            assert!(!list.is_empty(), "{}: {field} of {layout:#?}", shape.0);
        }
        let recipe = compiled(&learned);
        for (number, sample) in (1..).zip(&samples) {
            let article = read(sample, &recipe);
            let title = format!("Hội nghị thứ {number} của thành phố Hải Phòng");
            assert_eq!(article.title.as_ref(), Some(&title), "{}", shape.0);
            let at = article.published_at.map(|it| it.to_rfc3339());
            assert_eq!(
                at.as_deref(),
                Some("2023-04-05T08:30:00+07:00"),
                "{}",
                shape.0
            );
            assert_eq!(article.body.len(), 4, "{}: {:#?}", shape.0, article.body);
        }
    }
}

#[test]
fn selectors_hold_on_pages_that_were_not_learnt_from() {
    for shape in SHAPES {
        let all = samples(shape);
        let learned = learn(&all[..4], Ho_Chi_Minh);
        let recipe = compiled(&learned);
        for sample in &all[4..] {
            let article = read(sample, &recipe);
            assert_eq!(article.layout, learned.eras[0].layout.name, "{}", shape.0);
            assert_eq!(article.body.len(), 4, "{}", shape.0);
        }
    }
}

#[test]
fn two_eras_have_a_layout_each_and_a_list_has_none() {
    let mut all = samples(SHAPES[0]);
    all.extend(samples(SHAPES[2]));
    let link = |n: usize| {
        format!("<li class=noi-dung><a href=/tin-tuc/bai-{n}.html>Bài số {n} của thành phố</a>")
    };
    let links: Vec<String> = (1..9).map(link).collect();
    let links = links.concat();
    all.push(sample(
        "/",
        format!("<html><body><h1>Trang chủ</h1><ul>{links}</ul>"),
    ));
    let learned = learn(&all, Ho_Chi_Minh);
    assert_eq!(learned.eras.len(), 2, "{learned:#?}");
    assert_eq!(learned.refused.len(), 1, "{:#?}", learned.refused);
    let recipe = compiled(&learned);
    for era in &learned.eras {
        for sample in all.iter().filter(|it| era.urls.contains(&it.url)) {
            assert_eq!(
                read(sample, &recipe).layout,
                era.layout.name,
                "{}",
                sample.url
            );
        }
    }
    let home = all.last().expect("the list");
    let page = Page {
        html: &home.html,
        url: &home.url,
        source_metadata: &home.source_metadata,
    };
    assert!(matches!(
        extract(&page, &recipe).verdict,
        PageVerdict::NotArticle { .. }
    ));
}
