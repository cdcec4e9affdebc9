//! Tests: printed forms one by one, and lines that tell of an update.

use super::super::Precision::{Day, Minute, Second};
use super::super::{DateError, Precision, Printed, parse, parse_line};
use super::{civil, told};

const FORMS: [(&str, &str, Precision); 45] = [
    ("05-04-2023", "2023-04-05 00:00:00", Day),
    ("05.04.2023 17:15:30", "2023-04-05 17:15:30", Second),
    ("18/05/2020:07:43", "2020-05-18 07:43:00", Minute),
    (
        "17 giờ 15 phút, ngày 05/04/2023",
        "2023-04-05 17:15:00",
        Minute,
    ),
    ("17 giờ 05/04/2023", "2023-04-05 00:00:00", Day),
    ("15h00’ ngày 05/04/2023", "2023-04-05 15:00:00", Minute),
    ("5 Tháng Tư, 2023", "2023-04-05 00:00:00", Day),
    ("5 tháng Mười Hai, 2023", "2023-12-05 00:00:00", Day),
    ("ngày 8 tháng 12/2019 17h15", "2019-12-08 17:15:00", Minute),
    ("12:15 AM 05/04/2023", "2023-04-05 00:15:00", Minute),
    ("12:15 PM 05/04/2023", "2023-04-05 12:15:00", Minute),
    ("5:15 p.m. 05/04/2023", "2023-04-05 17:15:00", Minute),
    ("17:15 CH 05/04/2023", "2023-04-05 17:15:00", Minute),
    (
        "05/04/2023 17:15 | 1.234.567 lượt xem",
        "2023-04-05 17:15:00",
        Minute,
    ),
    ("05/04/2023 17:15 (5/4)", "2023-04-05 17:15:00", Minute),
    (
        "Văn bản số 17/UBBC-SNV, 05/04/2023",
        "2023-04-05 00:00:00",
        Day,
    ),
    (
        "17:15 05/04/2023 Tin 05/04/2023 17:15",
        "2023-04-05 17:15:00",
        Minute,
    ),
    ("2023-04-05 17:15", "2023-04-05 17:15:00", Minute),
    ("2023/04/05 17:15", "2023-04-05 17:15:00", Minute),
    ("Tháng Mười Hai 25, 2023", "2023-12-25 00:00:00", Day),
    ("Tháng Tư 5, 2023 | 17:15", "2023-04-05 17:15:00", Minute),
    ("Tháng Mười 2, 2023", "2023-10-02 00:00:00", Day),
    ("05 Th4 2023", "2023-04-05 00:00:00", Day),
    ("05 Th4, 2023", "2023-04-05 00:00:00", Day),
    ("Th12 05, 2023 8:30 sáng", "2023-12-05 08:30:00", Minute),
    ("December 25, 2023", "2023-12-25 00:00:00", Day),
    ("Monday, 25th December 2023", "2023-12-25 00:00:00", Day),
    ("Dec. 25th, 2023 5:15 PM", "2023-12-25 17:15:00", Minute),
    ("25 Sept 2023, 17:15", "2023-09-25 17:15:00", Minute),
    ("Dec 25, 2023 5:15 PM EST", "2023-12-25 00:00:00", Day),
    ("8:30 sáng 25/12/2023", "2023-12-25 08:30:00", Minute),
    ("12:15 sáng, 25/12/2023", "2023-12-25 00:15:00", Minute),
    ("25/12/2023 12:15 chiều", "2023-12-25 12:15:00", Minute),
    ("25/12/2023 5:15 chiều", "2023-12-25 17:15:00", Minute),
    ("25/12/2023 | chiều 5:15", "2023-12-25 17:15:00", Minute),
    ("25/12/2023 1:05 trưa", "2023-12-25 13:05:00", Minute),
    (
        "8:05 tối Thứ Hai, 25/12/2023",
        "2023-12-25 20:05:00",
        Minute,
    ),
    (
        "11 giờ 30 đêm ngày 25/12/2023",
        "2023-12-25 23:30:00",
        Minute,
    ),
    ("25/12/2023 00:30 khuya", "2023-12-25 00:30:00", Minute),
    ("20:30 tối 25/12/2023", "2023-12-25 20:30:00", Minute),
    ("21/7/2022 10:00 AM", "2022-07-21 10:00:00", Minute),
    ("5/5/2023 5:15:00 PM", "2023-05-05 17:15:00", Second),
    ("5:15 PM 5/4/2023", "2023-04-05 17:15:00", Minute),
    ("31/12/2100", "2100-12-31 00:00:00", Day),
    ("01/01/1990", "1990-01-01 00:00:00", Day),
];

#[test]
fn other_forms_that_leave_no_doubt() {
    for (line, stands_for, precision) in FORMS {
        let printed = parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        let expected = (civil(stands_for).to_string(), precision, None);
        assert_eq!(told(printed), expected, "{line}");
    }
}

#[test]
fn an_update_is_told_apart_from_the_publication() {
    let date = |day: &str| Some(day.to_owned());
    for (line, published, modified) in [
        (
            "05/04/2026 17:15 (Cập nhật: 06/04/2026 08:00)",
            date("2026-04-05 17:15:00"),
            date("2026-04-06 08:00:00"),
        ),
        (
            "Ngày đăng 05/04/2026, cập nhật 05/04/2026 18:20",
            date("2026-04-05 00:00:00"),
            date("2026-04-05 18:20:00"),
        ),
        (
            "Cập nhật lần cuối 06/04/2026 08:00, đăng lúc 17:15 ngày 05/04/2026",
            date("2026-04-05 17:15:00"),
            date("2026-04-06 08:00:00"),
        ),
        (
            "Published April 5, 2026 | Last updated April 6, 2026",
            date("2026-04-05 00:00:00"),
            date("2026-04-06 00:00:00"),
        ),
        (
            "05/04/2026 17:15 | 06/04/2026 08:00",
            date("2026-04-05 17:15:00"),
            date("2026-04-06 08:00:00"),
        ),
        (
            "05/04/2026 17:15 | 05/04/2026 17:15",
            date("2026-04-05 17:15:00"),
            None,
        ),
        // No event's beginning and end.
        ("05/04/2026 17:15 - 06/04/2026 08:00", None, None),
        ("06/04/2026 08:00 | 05/04/2026 17:15", None, None),
        (
            "05/04/2026 17:15, cập nhật 18:20",
            date("2026-04-05 17:15:00"),
            None,
        ),
        (
            "05/04/2026 17:15 | Cập nhật: 31/02/2026",
            date("2026-04-05 17:15:00"),
            None,
        ),
        (
            "Cập nhật: 06/04/2026 08:00",
            None,
            date("2026-04-06 08:00:00"),
        ),
        ("Đang cập nhật", None, None),
    ] {
        let read = parse_line(line);
        let civil = |it: Result<Printed, DateError>| it.ok().map(|it| it.civil.to_string());
        let told = (civil(read.published), civil(read.modified));
        assert_eq!(told, (published, modified), "{line}");
    }
}

#[test]
fn an_order_that_could_be_the_other_is_marked() {
    for (line, swappable) in [
        ("05/04/2023", true),
        ("05/04/2023 17:15", true),
        ("25/04/2023", false),
        ("05/05/2023", false),
        ("05.04.2023", false),
        ("2023/04/05", false),
        ("April 5, 2023", false),
    ] {
        assert_eq!(parse(line).unwrap().swappable, swappable, "{line}");
    }
}
