//! Whatever a site looks like: no labelled page is read worse by what was learnt.

use proptest::prelude::*;

use super::*;

/// How a template prints its parts.
#[derive(Clone, Debug)]
struct Template {
    wrapper: &'static str,
    title: &'static str,
    date: &'static str,
    body: &'static str,
    byline: bool,
    lead: bool,
    behind: &'static str,
    inside: &'static str,
}

fn template() -> impl Strategy<Value = Template> {
    let one = |all: &'static [&'static str]| prop::sample::select(all);
    (
        one(&[
            "div",
            "article class=post",
            "main id=chinh",
            "section class=mt-3",
        ]),
        one(&[
            "h1",
            "h1 class=title",
            "h2 class=a9x7b2",
            "div class=tieu-de",
        ]),
        one(&["span class=date", "div", "td class=ngay", "p"]),
        one(&[
            "div class=content",
            "div",
            "div id=noidung",
            "section class=text",
        ]),
        any::<bool>(),
        any::<bool>(),
        one(&[
            "",
            "<div class=share>Chia sẻ Facebook Zalo</div>",
            "<p>Lượt xem: #7</p>",
        ]),
        one(&[
            "",
            "<div class=qc>Quảng cáo số # của nhà tài trợ</div>",
            "<ul><li>Mục # của danh sách</ul>",
        ]),
    )
        .prop_map(
            |(wrapper, title, date, body, byline, lead, behind, inside)| Template {
                wrapper,
                title,
                date,
                body,
                byline,
                lead,
                behind,
                inside,
            },
        )
}

fn page(n: usize, it: &Template) -> Sample {
    let tag = |open: &str, inner: &str| {
        let name = open.split(' ').next().unwrap_or_default();
        format!("<{open}>{inner}</{name}>")
    };
    let title = format!("Thành phố triển khai nhiệm vụ thứ {n} của năm");
    let lead = format!(
        "<p><strong>Sáng nay, lãnh đạo thành phố chủ trì cuộc họp số {n} bàn về các nhiệm vụ trọng tâm.</strong></p>"
    );
    let byline = "<p style='text-align: right'><b>Hà Vy</b></p>";
    let number = |it: &str| it.replace('#', &n.to_string());
    let inner = [
        if it.lead { &lead } else { "" },
        &text(n),
        &number(it.inside),
        if it.byline { byline } else { "" },
    ];
    let parts = [
        tag(it.title, &title),
        tag(it.date, &format!("1{n}/04/2023 08:30")),
        tag(it.body, &inner.concat()),
        number(it.behind),
    ];
    let html = format!(
        "<html lang=vi><head><title>{title}</title></head><body>{}</body>",
        tag(it.wrapper, &parts.concat())
    );
    sample(&format!("/tin/nhiem-vu-{n}.html"), html)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn no_labelled_page_is_read_worse(one in template(), other in template(), pages in 2_usize..6) {
        let mut samples: Vec<Sample> = (1..=pages).map(|it| page(it, &one)).collect();
        samples.extend((6..9).map(|it| page(it, &other)));
        let learned = learn(&samples, Ho_Chi_Minh);
        let learnt = measure(&samples, &compiled(&learned));
        let plain = measure(&samples, &Recipe::generic(Ho_Chi_Minh));
        for (learnt, plain) in learnt.iter().zip(&plain) {
            prop_assert!(learnt.agreed >= plain.agreed, "{:#?}\n{:#?}\n{:#?}", learnt, plain, learned.layouts());
        }
    }
}
