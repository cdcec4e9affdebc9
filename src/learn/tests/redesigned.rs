//! Pages with other names than before: what is archived of them says where everything stands.

use super::*;

const AUTHORS: [&str; 3] = ["Trần Thị Hà Vy", "Lê Đức Thịnh", "Phạm Minh Trang"];

fn page(n: usize, class: fn(&str) -> String) -> String {
    let title = format!("Khánh thành cây cầu thứ {n} trên sông Cấm");
    let (author, source) = (AUTHORS[n % 3], ["Báo Hải Phòng", "TTXVN"][n % 2]);
    format!(
        "<html lang=vi><head><title>{title}</title></head><body><div class={}><p>Trang của thành \
         phố</p></div><div class={}><h2 class={}>{title}</h2><div class={}>0{n}/04/2023 08:30</div>\
         <div class={}>{}</div><div class={}>{author}</div><div class={}>{source}</div></div></body>",
        class("dau-trang"),
        class("chi-tiet"),
        class("tieu-de"),
        class("ngay"),
        class("noi-dung"),
        text(n),
        class("tac-gia"),
        class("nguon"),
    )
}

fn plain(name: &str) -> String {
    name.to_owned()
}

/// Names as a build tool makes them, the same on all pages.
fn hashed(name: &str) -> String {
    let sum = name
        .bytes()
        .fold(7_u32, |sum, it| sum.wrapping_mul(31) ^ u32::from(it));
    format!("x{sum:x}q")
}

fn prefixed(name: &str) -> String {
    format!("vn2024-{name}")
}

#[test]
fn what_is_archived_finds_the_fields_under_new_names() {
    for class in [hashed as fn(&str) -> String, prefixed] {
        let one = |n: usize| {
            let before = sample(&format!("/cau-{n}.html"), page(n, plain));
            let mut archived = read(&before, &Recipe::generic(Ho_Chi_Minh));
            archived.author = Some(AUTHORS[n % 3].to_owned());
            archived.source = Some(["Báo Hải Phòng", "TTXVN"][n % 2].to_owned());
            let at = format!("2023-04-0{n}T08:30:00+07:00");
            archived.published_at = Some(at.parse().expect("RFC 3339"));
            Sample {
                html: page(n, class),
                archived: Some(archived),
                ..before
            }
        };
        let samples: Vec<Sample> = (1..8).map(one).collect();
        let learned = learn(&samples, Ho_Chi_Minh);
        assert_eq!(learned.eras.len(), 1, "{learned:#?}");
        for coverage in &learned.eras[0].coverage {
            assert_eq!(coverage.agreed, coverage.labelled, "{coverage:#?}");
        }
        let recipe = compiled(&learned);
        for sample in &samples {
            let (now, before) = (
                read(sample, &recipe),
                sample.archived.as_ref().expect("held"),
            );
            assert_eq!(now.published_at, before.published_at);
            assert_eq!((&now.author, &now.source), (&before.author, &before.source));
        }
    }
}
