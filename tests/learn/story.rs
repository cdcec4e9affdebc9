//! What the editors of a portal published in eight years: sixty stories, each another.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde_json::{Value, json};

/// Address part and name.
pub(crate) type Section = (&'static str, &'static str);

pub(crate) const SECTIONS: [Section; 4] = [
    ("kinh-te", "Kinh tế"),
    ("xa-hoi", "Xã hội"),
    ("van-hoa", "Văn hóa"),
    ("giao-duc", "Giáo dục"),
];
const PLACES: [(&str, &str); 6] = [
    ("kien-thuy", "Kiến Thụy"),
    ("an-lao", "An Lão"),
    ("vinh-bao", "Vĩnh Bảo"),
    ("cat-hai", "Cát Hải"),
    ("do-son", "Đồ Sơn"),
    ("le-chan", "Lê Chân"),
];
const WORKS: [(&str, &str); 5] = [
    ("khanh-thanh-cau-dan-sinh", "khánh thành cầu dân sinh"),
    ("mo-phien-cho-que", "mở phiên chợ quê"),
    ("trong-lai-rung-ngap-man", "trồng lại rừng ngập mặn"),
    ("thu-hoach-vu-coi", "thu hoạch vụ cói"),
    ("trao-sach-cho-hoc-sinh", "trao sách cho học sinh"),
];
const AUTHORS: [&str; 5] = ["Minh Anh", "Đức Thọ", "Hoàng Yến", "Bảo Châu", "Quốc Khánh"];
const SOURCES: [&str; 3] = ["Báo Hải Phòng", "Cổng thông tin huyện", "Sở Xây dựng"];
const OPENINGS: [&str; 7] = [
    "Theo ban tổ chức, {n} hộ dân đã góp hơn {m} ngày công cho việc này",
    "Ông trưởng thôn cho biết mọi khoản thu chi đều niêm yết ở nhà văn hóa số {k}",
    "Đợt đầu có {m} suất quà, mỗi suất trị giá {n} nghìn đồng",
    "Con đường ra bến nhờ vậy ngắn lại gần {k} cây số",
    "Các cụ trong làng kể rằng {m} năm trước nơi đây còn là bãi bồi",
    "Tổ quản lý gồm {k} người thay nhau trông coi từ đầu tháng",
    "Bà con {place} mang theo {n} cây giống và {m} bao phân ra tận ruộng",
];
const ENDINGS: [&str; 5] = [
    "vượt xa con số dự tính khi họp bàn đầu năm ở {place}.",
    "ai muốn hỏi thêm có thể gặp tổ trực vào ngày {k} hằng tháng.",
    "xe thồ, xe máy không còn phải vòng qua đê như {m} mùa nước trước.",
    "phần còn lại chừng {n} triệu đồng sẽ chuyển sang đợt sau.",
    "và ghi sổ cẩn thận để báo lên xã, theo lời chị phụ trách thôn {m}.",
];

/// A picture in the text.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    pub(crate) src: String,
    pub(crate) caption: Option<String>,
    /// It stands behind so many paragraphs.
    pub(crate) after: usize,
}

/// One story.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    pub(crate) number: usize,
    pub(crate) slug: String,
    pub(crate) title: String,
    /// Civil time in Hải Phòng.
    pub(crate) published: NaiveDateTime,
    pub(crate) section: Section,
    pub(crate) lead: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) pictures: Vec<Picture>,
    pub(crate) author: Option<&'static str>,
    pub(crate) source: Option<&'static str>,
    /// Path and title.
    pub(crate) file: Option<(String, String)>,
}

impl Story {
    fn new(n: usize) -> Self {
        let (place, named) = PLACES[n % PLACES.len()];
        let (work, does) = WORKS[n % WORKS.len()];
        let title = format!("{named} {does} đợt {}", n / 30 + n % 7 + 2);
        let long = 3 + n % 4;
        let told = |at: usize| {
            let (opening, ending) = (
                OPENINGS[(n * 3 + at) % OPENINGS.len()],
                ENDINGS[(n + at * 2) % ENDINGS.len()],
            );
            format!("{opening}, {ending}")
                .replace("{n}", &(n * 13 + at * 7 + 120).to_string())
                .replace("{m}", &(n * 3 + at + 11).to_string())
                .replace("{k}", &(n % 9 + at + 2).to_string())
                .replace("{place}", named)
        };
        let picture = |at: usize| Picture {
            src: format!("/anh/{place}-{n}-{at}.jpg"),
            caption: (n % 5 != 4).then(|| {
                format!(
                    "Bà con {named} bên công trình số {}. Ảnh: {}",
                    n + at,
                    AUTHORS[n % 5]
                )
            }),
            after: at * 2 + 1,
        };
        Self {
            number: 48_100 + n * 37,
            slug: format!("{place}-{work}-{n}"),
            published: day(2016, 3)
                + TimeDelta::hours(i64::try_from(n).expect("small") * 1_171 + 8)
                + TimeDelta::minutes(i64::try_from(n * 7 % 60).expect("small")),
            section: SECTIONS[n % SECTIONS.len()],
            lead: format!(
                "Sáng nay, xã thứ {} của {named} {does} sau {} tháng chuẩn bị cùng bà con.",
                n % 11 + 1,
                n % 8 + 2
            ),
            paragraphs: (0..long).map(told).collect(),
            pictures: (0..n % 3).map(picture).collect(),
            author: (n % 6 != 5).then(|| AUTHORS[n % AUTHORS.len()]),
            source: (n % 4 == 1).then(|| SOURCES[n % SOURCES.len()]),
            file: (n % 7 == 3).then(|| {
                (
                    format!("/tep/ke-hoach-{n}.pdf"),
                    format!("Kế hoạch số {n}/KH-UBND"),
                )
            }),
            title,
        }
    }
}

fn day(year: i32, month: u32) -> NaiveDateTime {
    let day = NaiveDate::from_ymd_opt(year, month, 2).expect("a day");
    day.and_hms_opt(0, 0, 0).expect("a time")
}

/// All of them, the newest first.
pub(crate) fn stories() -> Vec<Story> {
    (0..60).rev().map(Story::new).collect()
}

/// The three that a page links to as others.
pub(crate) fn others<'s>(all: &'s [Story], of: &Story) -> Vec<&'s Story> {
    let at = all
        .iter()
        .position(|it| it.number == of.number)
        .expect("it is one of them");
    let same = all
        .iter()
        .cycle()
        .skip(at + 1)
        .filter(|it| it.number != of.number);
    same.take(3).collect()
}

/// A calendar day, as portals print it.
pub(crate) fn weekday(at: NaiveDateTime) -> &'static str {
    const DAYS: [&str; 7] = [
        "Thứ Hai",
        "Thứ Ba",
        "Thứ Tư",
        "Thứ Năm",
        "Thứ Sáu",
        "Thứ Bảy",
        "Chủ Nhật",
    ];
    use chrono::Datelike;
    DAYS[at.weekday().num_days_from_monday() as usize]
}

/// What a snapshot of it must say, by the snapshot's keys.
pub(crate) fn truth(
    all: &[Story],
    story: &Story,
    url: &dyn Fn(&Story) -> String,
    base: &str,
) -> Vec<(&'static str, Value)> {
    let parts = |it: &Picture| {
        let (caption, credit) = it.caption.as_ref()?.split_once(" Ảnh: ")?;
        Some((caption.to_owned(), credit.to_owned()))
    };
    let caption = |it: &Picture| parts(it).map(|it| it.0);
    let credit = |it: &Picture| parts(it).map(|it| it.1);
    vec![
        ("title", json!(story.title)),
        (
            "published_at",
            json!(
                story
                    .published
                    .format("%Y-%m-%dT%H:%M:%S+07:00")
                    .to_string()
            ),
        ),
        ("categories", json!([story.section.1])),
        ("lead", json!(story.lead)),
        ("body", json!(story.paragraphs)),
        (
            "captions",
            story.pictures.iter().filter_map(caption).collect(),
        ),
        (
            "credits",
            story.pictures.iter().filter_map(credit).collect(),
        ),
        (
            "images",
            story
                .pictures
                .iter()
                .map(|it| format!("{base}{}", it.src))
                .collect(),
        ),
        ("author", json!(story.author)),
        ("source", json!(story.source)),
        (
            "attachments",
            story
                .file
                .iter()
                .map(|it| format!("{base}{}", it.0))
                .collect(),
        ),
        (
            "related",
            others(all, story).iter().map(|it| url(it)).collect(),
        ),
    ]
}
