//! Tests: text dates.

use chrono::{NaiveDateTime, TimeDelta};
use chrono_tz::Asia::Ho_Chi_Minh;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::Precision::{Day, Minute};
use super::{DateError, Precision, Printed, in_zone, parse, parse_line, parse_machine};

mod forms;

pub(super) fn civil(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap()
}

/// Civil time, precision, offset in seconds.
pub(super) fn told(printed: Printed) -> (String, Precision, Option<i32>) {
    let offset = printed.offset.map(|offset| offset.local_minus_utc());
    (printed.civil.to_string(), printed.precision, offset)
}

#[test]
fn the_lines_the_portals_print() {
    for (line, stands_for, precision) in [
        ("Thứ Tư, 05/04/2023 17:15", "2023-04-05 17:15:00", Minute),
        ("Thứ năm, 07/03/2019 10:25", "2019-03-07 10:25:00", Minute),
        ("THỨ NĂM, 07/03/2019 10:25", "2019-03-07 10:25:00", Minute),
        ("Chủ Nhật, 08/12/2019 06:00", "2019-12-08 06:00:00", Minute),
        ("CN, 08/12/2019", "2019-12-08 00:00:00", Day),
        ("Thứ 4, 05/04/2023 17:15", "2023-04-05 17:15:00", Minute),
        ("05/04/2023 | 17:15", "2023-04-05 17:15:00", Minute),
        ("25/01/2018 | 13:32", "2018-01-25 13:32:00", Minute),
        ("Thời gian: 11/05/2022 12:15", "2022-05-11 12:15:00", Minute),
        ("Cập nhật: 10/03/2021 00:47", "2021-03-10 00:47:00", Minute),
        ("13/05/2025 14:42", "2025-05-13 14:42:00", Minute),
        ("13/05/2025 - 14:42", "2025-05-13 14:42:00", Minute),
        ("13/05/2025-14:42", "2025-05-13 14:42:00", Minute),
        ("12/06/2020", "2020-06-12 00:00:00", Day),
        ("09:34 26/04/2019", "2019-04-26 09:34:00", Minute),
        ("09:34, 26/04/2019", "2019-04-26 09:34:00", Minute),
        (
            "Ngày đăng 18/05/2020 | 07:43 | Lượt xem: 457",
            "2020-05-18 07:43:00",
            Minute,
        ),
        (
            "Hải Phòng, ngày 08 tháng 12 năm 2019",
            "2019-12-08 00:00:00",
            Day,
        ),
        ("21/07/2022 | 10:00 AM", "2022-07-21 10:00:00", Minute),
        ("05/04/2023 05:15 CH", "2023-04-05 17:15:00", Minute),
        ("05/04/2023 05:15 SA", "2023-04-05 05:15:00", Minute),
        ("05/04/2023 17h15", "2023-04-05 17:15:00", Minute),
        ("08h00′, 5/4/2023", "2023-04-05 08:00:00", Minute),
        (
            "Print Thứ Tư, 05/04/2023 17:15 Gốc",
            "2023-04-05 17:15:00",
            Minute,
        ),
        ("5/4/2023 7:05", "2023-04-05 07:05:00", Minute),
        ("05/04/2023\u{A0}17:15\n", "2023-04-05 17:15:00", Minute),
    ] {
        let printed = parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        let expected = (civil(stands_for).to_string(), precision, None);
        assert_eq!(told(printed), expected, "{line}");
        assert!(!printed.weekday_disagrees, "{line}");
        let nfd: String = line.nfd().collect();
        assert_eq!(parse(&nfd), Ok(printed), "NFD of {line}");
    }
}

#[test]
fn offsets_are_kept() {
    for (line, seconds) in [
        ("22-09-2024, 06:27 (GMT+7)", 25_200),
        ("22-09-2024, 06:27 GMT +07:00", 25_200),
        ("22-09-2024, 06:27 UTC+0700", 25_200),
        ("22-09-2024, 06:27 GMT-3:30", -12_600),
        ("06:27 GMT - 22-09-2024", 0),
        ("22-09-2024, 06:27 UTC", 0),
        ("Ngày đăng: 2024-09-22T06:27:00.000Z", 0),
        ("(2024-09-22T06:27:00+07:00)", 25_200),
    ] {
        let printed = parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        let (civil, _, offset) = told(printed);
        let expected = ("2024-09-22 06:27:00".to_owned(), Some(seconds));
        assert_eq!((civil, offset), expected, "{line}");
    }
}

#[test]
fn a_weekday_that_disagrees_is_flagged_and_the_date_kept() {
    for line in [
        "Thứ Năm, 05/04/2023 17:15",
        "Thứ 2, 05/04/2023",
        "CN 05/04/2023",
        "Chủ nhật, ngày 5 tháng 4 năm 2023",
    ] {
        let printed = parse(line).unwrap();
        assert!(printed.weekday_disagrees, "{line}");
        assert!(printed.civil.to_string().starts_with("2023-04-05"));
    }
    let branch = parse("CN Hải Phòng, 05/04/2023").unwrap();
    assert!(!branch.weekday_disagrees, "«chi nhánh» is no Sunday");
}

#[test]
fn what_cannot_be_believed_is_an_error() {
    let impossible = |given: &str| DateError::Impossible {
        given: given.into(),
    };
    for (line, error) in [
        ("28/7/23018", impossible("28/7/23018")),
        ("31/02/2020", impossible("31/02/2020")),
        ("29/02/2023", impossible("29/02/2023")),
        ("05/13/2023", impossible("05/13/2023")),
        ("00/01/2023", impossible("00/01/2023")),
        ("05/04/23", impossible("05/04/23")),
        ("2023-13-05 17:15", impossible("2023-13-05")),
        ("05/04/2023 25:61", impossible("25:61")),
        ("05/04/2023 24:00", impossible("24:00")),
        ("05/04/2023 7:5", impossible("7:5")),
        ("05/04/2023 17:15:60", impossible("17:15:60")),
        ("05/04/2023 17:15 SA", impossible("17:15 sa")),
        ("05/04/2023 00:15 PM", impossible("00:15 pm")),
        ("05/04/2023 5:15 chiều nay", impossible("5:15 chiều")),
        ("05/04/2023 5:15 trưa", impossible("5:15 trưa")),
        ("4/5/2023 5:15:00 PM", DateError::MonthOrDay),
        ("10/11/2023 11:05:09 AM", DateError::MonthOrDay),
        ("3/9/2021 7:30 am", DateError::MonthOrDay),
        ("12/25/2023 8:30:00 AM", impossible("12/25/2023")),
        ("December 32, 2023", impossible("december 32, 2023")),
        ("Th13 05, 2023", DateError::NoDate),
        ("05/04/2023 17:15 GMT+19", impossible("gmt+19")),
        ("05/04/2023 17:15 GMT7", impossible("gmt7")),
        ("05/04/2023 17:15 GMT+", impossible("gmt+")),
        ("31 tháng 2 năm 2020", impossible("31 tháng 2 năm 2020")),
        ("8 tháng 12 năm 19", impossible("8 tháng 12 năm 19")),
        ("01/01/1970 07:00", DateError::YearOutOfRange { year: 1970 }),
        ("01/01/0001", DateError::YearOutOfRange { year: 1 }),
        ("01/01/2101", DateError::YearOutOfRange { year: 2101 }),
        ("15/08/2020 âm lịch", DateError::Lunar),
        ("", DateError::NoDate),
        ("17:15", DateError::NoDate),
        ("22/9", DateError::NoDate),
        ("ngày 8 tháng 12", DateError::NoDate),
        ("tháng 12 năm 2019", DateError::NoDate),
        ("Đang cập nhật", DateError::NoDate),
    ] {
        assert_eq!(parse(line), Err(error), "{line}");
    }
}

#[test]
fn a_date_is_never_guessed_from_prose() {
    for line in [
        "05/04/2023 và 06/04/2023",
        "Ngày đăng 05/04/2023 17:15, cập nhật 06/04/2023 08:00",
        "05/04/2023 17:15, cập nhật 18:00",
        "13-15/10/2020",
        "13–15/10/2020",
        "13 - 15/10/2020",
        "15 và 16/9/2020",
        "từ 13 đến 15 tháng 10 năm 2020",
        "30/9-2/10/2020",
        "30/9 - 2/10/2020",
        "Sáng 14/7, tại Đồ Sơn (đăng 14/09/2019)",
        "Thứ Hai hoặc Thứ Ba, 05/04/2023",
    ] {
        assert_eq!(parse(line), Err(DateError::Ambiguous), "{line}");
    }
    let prose = format!(
        "Ngày 05/04/2023, {}",
        "ủy ban nhân dân thành phố ".repeat(5)
    );
    assert!(matches!(
        parse(&prose),
        Err(DateError::Prose { chars: 121.., .. })
    ));
    for sentence in [
        "Tính đến hết ngày 3/1/2018, các chỉ tiêu của chương trình đã hoàn thành; còn lại dự kiến đạt vào cuối năm.",
        "Các hoạt động bên lề gồm triển lãm ảnh, chợ quê, múa rối nước… kéo dài đến hết ngày 6/4/2018.",
    ] {
        let words = |error| {
            matches!(
                error,
                DateError::Prose {
                    chars: ..=120,
                    words: 17..
                }
            )
        };
        assert!(parse(sentence).is_err_and(words), "{sentence}");
    }
    let crowded = "Thứ Tư, 05/04/2023 17:15 Gốc | Tin và ảnh: MAI LÊ | Nguồn tin: Báo Hải Phòng | Lượt xem: 457";
    assert!(parse(crowded).is_ok(), "a crowded date line is not prose");
    let padded = format!("05/04/2023{}17:15", "\u{A0}".repeat(500));
    assert!(parse(&padded).is_ok(), "layout blanks do not count");
}

#[test]
fn instants_are_in_the_civil_time_of_the_site() {
    let instant = |printed: &Printed| {
        in_zone(printed, Ho_Chi_Minh).map(|(instant, assumed)| (instant.to_rfc3339(), assumed))
    };
    for (line, expected) in [
        ("05/04/2023 17:15", ("2023-04-05T17:15:00+07:00", true)),
        (
            "05/04/2023 17:15 GMT+7",
            ("2023-04-05T17:15:00+07:00", false),
        ),
        ("05/04/2023 17:15 GMT", ("2023-04-06T00:15:00+07:00", false)),
    ] {
        let printed = parse(line).unwrap();
        assert_eq!(
            instant(&printed),
            Some((expected.0.to_owned(), expected.1)),
            "{line}"
        );
    }
    assert_eq!(
        instant(&parse("05/04/2023").unwrap()),
        None,
        "a day is not a time"
    );
    let skipped = parse("26/03/2023 02:30").unwrap();
    assert_eq!(in_zone(&skipped, chrono_tz::Europe::Berlin), None);
    let twice = parse("29/10/2023 02:30").unwrap();
    assert_eq!(in_zone(&twice, chrono_tz::Europe::Berlin), None);
}

fn any_minute() -> impl Strategy<Value = NaiveDateTime> {
    (0_i64..111 * 365 * 24 * 60)
        .prop_map(|minutes| civil("1990-01-01 00:00:00") + TimeDelta::minutes(minutes))
}

fn line_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[0-9]{1,5}",
        "[ /:.,|+–-]",
        "(thứ|năm|tháng|giờ|h|GMT|UTC|CH|SA|chủ nhật|CN|và|âm lịch|phút|p\\.m|Ế)",
        "(th4|dec|may|sáng|đêm|PM|T|Z|th|cập nhật|đăng|\\||EST|2023-04-05)",
        "(th4|dec|may|sáng|đêm|PM|T|Z|th|cập nhật|đăng|\\||EST|2023-04-05)",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_form_reads_back(minute in any_minute(), form in 0_usize..9) {
        let form = [
            "%d/%m/%Y %H:%M", "%-d/%-m/%Y | %H:%M", "%H:%M, %d-%m-%Y", "Cập nhật: %d.%m.%Y %-H:%M",
            "%Hh%M ngày %d tháng %m năm %Y", "%d-%m-%Y %I:%M %p", "%-H giờ %-M, %-d tháng %-m, %Y",
            "%d/%m/%Y - %H:%M", "%-H:%M:00 %d/%m/%Y",
        ][form];
        let line = minute.format(form).to_string();
        prop_assert_eq!(parse(&line).map(|printed| printed.civil), Ok(minute), "{}", line);
    }

    #[test]
    fn machine_forms_read_back(minute in any_minute(), east in -14 * 60..=14 * 60) {
        let offset = chrono::FixedOffset::east_opt(east * 60).unwrap();
        let instant = minute.and_local_timezone(offset).unwrap();
        for value in [instant.to_rfc3339(), instant.to_rfc2822()] {
            let printed = parse_machine(&value).unwrap();
            prop_assert_eq!((printed.civil, printed.offset), (minute, Some(offset)));
            prop_assert_eq!(in_zone(&printed, Ho_Chi_Minh).map(|told| told.0), Some(instant));
        }
    }

    #[test]
    fn no_text_makes_it_panic_and_no_date_is_out_of_range(
        line in prop_oneof![line_like(), any::<String>()]
    ) {
        let both = parse_line(&line);
        let all = [parse(&line), parse_machine(&line), both.published, both.modified];
        for printed in all.into_iter().flatten() {
            let year = chrono::Datelike::year(&printed.civil);
            prop_assert!(super::YEARS.contains(&year));
            in_zone(&printed, Ho_Chi_Minh);
        }
    }
}
