//! One night with a change of every kind, made by hand.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate};
use hpnews::change::{DiffPiece, Difference, FieldDifference, Side};
use hpnews::record::{CHANGE_SCHEMA, Change, ChangeKind, Figure};
use hpnews::report::{NightCoverage, NightReport, Publisher, ReportedChange, change_address};

pub fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).expect("a time of the scene is RFC 3339")
}

/// A change whose id and address are made of its number.
pub fn change(number: u32, kind: ChangeKind, title: &str) -> Change {
    let day = "2026/11/23/thanhphohaiphong.gov.vn";
    Change {
        schema: CHANGE_SCHEMA.to_owned(),
        id: format!("{number:016x}"),
        run: "20261122T180000Z".to_owned(),
        at: at("2026-11-23T01:10:00+07:00") + chrono::TimeDelta::seconds(i64::from(number)),
        last_seen_before: Some(at("2026-11-22T01:05:00+07:00")),
        site: "thanhphohaiphong".to_owned(),
        article_id: format!("thanhphohaiphong:post-{number}"),
        url: format!("https://thanhphohaiphong.gov.vn/bai-{number}.html"),
        previous_url: None,
        title: Some(title.to_owned()),
        categories: vec!["Chính trị".to_owned()],
        kind,
        kinds: vec![kind],
        fields: Vec::new(),
        announced: None,
        backdated: false,
        figures: Vec::new(),
        files: Vec::new(),
        before: Some(format!("snapshots/2026/11/21/bai-{number}--0a0a0a0a.json")),
        after: (!kind.is_status()).then(|| format!("snapshots/{day}/bai-{number}--0b0b0b0b.json")),
        repeats: None,
        reason: None,
    }
}

/// Pieces written as `word [-gone-]{+come+} word`.
pub fn pieces(text: &str) -> Vec<DiffPiece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut put = |side, text: &str| {
        if !text.is_empty() {
            pieces.push(DiffPiece {
                side,
                text: text.to_owned(),
            });
        }
    };
    while let Some(at) = rest.find(['[', '{']) {
        let (side, close) = match rest.get(at..at + 2) {
            Some("[-") => (Side::Removed, "-]"),
            Some("{+") => (Side::Added, "+}"),
            _ => panic!("the scene has a bracket of its own: {rest}"),
        };
        put(Side::Same, &rest[..at]);
        let (own, after) = rest[at + 2..].split_once(close).expect("closed");
        put(side, own);
        rest = after;
    }
    put(Side::Same, rest);
    pieces
}

pub fn field(
    field: &'static str,
    index: Option<usize>,
    kind: ChangeKind,
    text: &str,
) -> FieldDifference {
    FieldDifference {
        field,
        index,
        kind,
        moved_from: None,
        pieces: pieces(text),
    }
}

/// An item of what was written; fields and classes are taken from the differences.
pub fn item(mut change: Change, fields: Vec<FieldDifference>) -> ReportedChange {
    let mut kinds: Vec<ChangeKind> = fields.iter().map(|it| it.kind).collect();
    kinds.extend(&change.kinds);
    kinds.sort_unstable();
    kinds.dedup();
    change.kinds = kinds;
    for it in &fields {
        if !change.fields.contains(&it.field.to_owned()) {
            change.fields.push(it.field.to_owned());
        }
    }
    let difference = (!fields.is_empty()).then(|| Difference {
        kinds: change.kinds.clone(),
        announced: change.announced.clone(),
        backdated: change.backdated,
        figures: change.figures.clone(),
        fields,
    });
    ReportedChange {
        change,
        difference,
        before: None,
        after: None,
        room: None,
    }
}

fn article_status() -> Vec<ReportedChange> {
    let mut removed = change(
        2,
        ChangeKind::Removed,
        "Danh sách hộ được đền bù đường Hồ Sen – Cầu Rào 2",
    );
    removed.reason = Some("404 on 3 nights since 2026-11-20 18:05 UTC".to_owned());
    let mut moved = change(3, ChangeKind::Moved, "Khai mạc Lễ hội Hoa Phượng Đỏ");
    moved.previous_url = Some("https://thanhphohaiphong.gov.vn/khai-mac-le-hoi.html".to_owned());
    moved.reason = Some("post 1874 is at another address".to_owned());
    vec![item(removed, Vec::new()), item(moved, Vec::new())]
}

fn substantive() -> Vec<ReportedChange> {
    let mut number = change(1, ChangeKind::Number, "Hải Phòng khởi công cầu Nguyễn Trãi");
    number.figures = vec![Figure {
        field: "body[3]".to_owned(),
        before: Some("2.300 tỷ đồng".to_owned()),
        after: Some("3.200 tỷ đồng".to_owned()),
        context: "tổng mức đầu tư 3.200 tỷ đồng từ ngân sách thành phố".to_owned(),
    }];
    let long =
        "Cầu dài hơn một nghìn mét, nối quận Ngô Quyền với thành phố Thuỷ Nguyên. ".repeat(5);
    let number = item(
        number,
        vec![
            field(
                "title",
                None,
                ChangeKind::Title,
                "Hải Phòng [-chuẩn bị khởi công-]{+khởi công+} cầu Nguyễn Trãi",
            ),
            field(
                "body",
                Some(3),
                ChangeKind::Number,
                &format!(
                    "{long}Dự án có tổng mức đầu tư [-2.300-]{{+3.200+}} tỷ đồng từ ngân sách thành phố, \
                     theo Quyết định số [-3107/2016/QĐ-UBND-]{{+3701/2016/QĐ-UBND+}}. {long}"
                ),
            ),
            field(
                "body",
                Some(5),
                ChangeKind::Body,
                "{+Nhà thầu cam kết hoàn thành trước quý II năm 2028.+}",
            ),
        ],
    );
    let captions = item(
        change(
            4,
            ChangeKind::Caption,
            "Bàn giao mặt bằng khu công nghiệp Tràng Duệ 3",
        ),
        vec![
            field(
                "images",
                Some(0),
                ChangeKind::Caption,
                "Ông [-Nguyễn Văn A-]{+Lê Văn B+} tại lễ bàn giao. Ảnh: Đàm Thanh",
            ),
            field(
                "attachments",
                Some(0),
                ChangeKind::Caption,
                "[-Phụ lục 1 (PDF)-]",
            ),
        ],
    );
    vec![number, captions]
}

fn told() -> Vec<ReportedChange> {
    let mut correction = change(5, ChangeKind::Correction, "Lịch cắt điện tuần này");
    correction.announced = Some("Đính chính: bài đăng lúc đầu ghi nhầm ngày".to_owned());
    let correction = item(
        correction,
        vec![field(
            "lead",
            None,
            ChangeKind::Date,
            "Cắt điện từ 8 giờ ngày [-12/11/2026-]{+21/11/2026+} tại phường An Biên.",
        )],
    );
    let mut redated = change(
        6,
        ChangeKind::Redating,
        "Thông báo tuyển dụng viên chức năm 2026",
    );
    redated.backdated = true;
    redated.categories = vec!["Thông báo".to_owned(), "Chính trị".to_owned()];
    let redated = item(
        redated,
        vec![field(
            "published_at",
            None,
            ChangeKind::Redating,
            "[-2026-11-20T08:00:00+07:00-]{+2026-10-20T08:00:00+07:00+}",
        )],
    );
    vec![correction, redated]
}

fn low() -> Vec<ReportedChange> {
    let one = |number, kind, title, text| {
        item(
            change(number, kind, title),
            vec![field("body", Some(0), kind, text)],
        )
    };
    vec![
        one(
            7,
            ChangeKind::Typo,
            "Phiên họp thường kỳ",
            "Uỷ ban đã [-thông báp-]{+thông báo+} kết luận.",
        ),
        one(
            8,
            ChangeKind::Orthographic,
            "Hoà nhạc cuối năm",
            "Buổi [-hoà-]{+hòa+} nhạc ở Nhà hát lớn.",
        ),
        one(
            9,
            ChangeKind::Encoding,
            "Giá điện mới",
            "Giá điện[-\u{200b}-] áp dụng từ tháng 12.",
        ),
    ]
}

/// A title that wants to be markup, one that turns the line around, one of ten kilobytes.
pub fn hostile() -> Vec<ReportedChange> {
    let script =
        "</title><script>alert('xin chào')</script><img src=x onerror=alert(1)> ]]> &amp; \"'`";
    let mut first = change(10, ChangeKind::Title, script);
    "javascript:alert(document.domain)".clone_into(&mut first.url);
    first.previous_url = Some("https://a.vn/\"onmouseover=alert(1) x=\"<b>".to_owned());
    first.categories = vec!["<i>Chuyên mục</i>".to_owned(), "../../etc".to_owned()];
    first.reason = Some("*đậm* [liên kết](javascript:alert(1)) `mã`".to_owned());
    first.before = Some("snapshots/`\"><script>.json".to_owned());
    let title = field("title", None, ChangeKind::Title, "x");
    let title = FieldDifference {
        pieces: vec![
            DiffPiece {
                side: Side::Removed,
                text: "<b>cũ</b>\u{202e}\u{0}".to_owned(),
            },
            DiffPiece {
                side: Side::Added,
                text: script.to_owned(),
            },
        ],
        ..title
    };
    let mut second = change(
        11,
        ChangeKind::Title,
        &"Tựa\u{202e}đề dài không có chỗ ngắt".repeat(400),
    );
    second.url = format!("https://thanhphohaiphong.gov.vn/{}", "a".repeat(1500));
    let whole = "khôngcóchỗngắt".repeat(700);
    let long = FieldDifference {
        field: "body",
        index: Some(0),
        kind: ChangeKind::Body,
        moved_from: None,
        pieces: vec![
            DiffPiece {
                side: Side::Removed,
                text: whole.clone(),
            },
            DiffPiece {
                side: Side::Added,
                text: format!("{whole}\nHàng\tô\u{2028}hết\u{1b}[31m"),
            },
        ],
    };
    vec![item(first, vec![title]), item(second, vec![long])]
}

pub fn items() -> Vec<ReportedChange> {
    [substantive(), article_status(), told(), low()].concat()
}

pub fn night() -> NightReport {
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    NightReport {
        day: day("2026-11-23"),
        runs: vec!["20261122T180000Z".to_owned()],
        ended_at: Some(at("2026-11-23T01:40:12+07:00")),
        missed: vec![day("2026-11-21"), day("2026-11-22")],
        coverage: NightCoverage {
            seen: 1418,
            new: 12,
            dormant: 98_211,
            not_seen: BTreeMap::from([("timeout".to_owned(), 3), ("http_500".to_owned(), 1)]),
            blocked: 2,
            requests: 1503,
            drift: vec![
                "haiphong: 40 of 52 pages do not fit (40 × title: no selector finds it any more)"
                    .to_owned(),
            ],
            recipe: Vec::new(),
            fields: Vec::new(),
        },
        items: items(),
        more: BTreeMap::new(),
        includes_withheld: false,
    }
}

/// The same night, where there is a reading room.
pub fn with_room(mut night: NightReport) -> NightReport {
    for item in &mut night.items {
        item.room = Some(change_address("https://kho.example.vn/", &item.change));
    }
    night
}

/// A night on which nothing happened.
pub fn quiet() -> NightReport {
    NightReport {
        missed: Vec::new(),
        coverage: NightCoverage {
            seen: 12,
            requests: 12,
            dormant: 400,
            ..NightCoverage::default()
        },
        items: Vec::new(),
        ..night()
    }
}

pub fn publisher(base: Option<&str>) -> Publisher {
    Publisher {
        tag: "kho.example.vn,2026".to_owned(),
        base: base.map(|base| base.parse().expect("an address")),
        language: hpnews::report::Language::Vietnamese,
        includes_withheld: false,
    }
}
