//! Articles published, edited and removed, by day: a table, and a map of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;

use crate::published::Published;
use crate::serve::csv::CsvTable;
use crate::serve::markup::Markup;
use crate::serve::page::RoomPage;
use crate::serve::parts;
use crate::serve::refusal::Refusal;
use crate::serve::reply::PageReply;
use crate::serve::room::Room;
use crate::serve::visit::{Form, PageRequest};
use crate::store::DayCount;

/// A civil day and what it brought.
type CountedDay = (NaiveDate, DayCount);

/// The figures for programs.
#[derive(Serialize)]
struct StatisticsFigures {
    days: Vec<DayFigures>,
}

#[derive(Serialize)]
struct DayFigures {
    day: NaiveDate,
    published: u64,
    edited: u64,
    removed: u64,
}

/// Side of a day's square in the map, and the room it takes with its gap.
const SQUARE: i32 = 11;
const STEP: i32 = 14;

pub(super) fn statistics(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    let facets = room.facets(published)?;
    let years: BTreeSet<i32> = facets.days.keys().map(chrono::Datelike::year).collect();
    let year: Option<i32> = visit.parsed("year")?;
    let chosen = |wanted: Option<i32>| -> Vec<CountedDay> {
        let days = facets.days.iter().map(|(day, count)| (*day, *count));
        days.filter(|(day, _)| wanted.is_none_or(|year| day.year() == year))
            .collect()
    };
    match visit.form {
        Form::Json => {
            let days = chosen(year).into_iter();
            let days = days.map(|(day, it)| DayFigures {
                day,
                published: it.published,
                edited: it.edited,
                removed: it.removed,
            });
            return PageReply::json(&StatisticsFigures {
                days: days.collect(),
            });
        }
        Form::Csv => {
            let mut table = CsvTable::new(&["day", "published", "edited", "removed"]);
            for (day, it) in chosen(year) {
                let cells = [it.published, it.edited, it.removed].map(|it| it.to_string());
                table.row(&[&day.to_string(), &cells[0], &cells[1], &cells[2]]);
            }
            return Ok(table.answer("statistics.csv"));
        }
        Form::Html => {}
    }
    let mut body = Markup::new();
    let Some(year) = year.or_else(|| years.last().copied()) else {
        body.element(
            "p",
            &[("class", "empty")],
            visit.pick(
                "Kho chưa có bài nào: `hpnews crawl` thu thập lần đầu.",
                "The archive holds no article yet: `hpnews crawl` is the first crawl.",
            ),
        );
        return Ok(RoomPage::new(visit.pick("Thống kê", "Statistics"), body).answer(visit, room));
    };
    choose(&mut body, visit, &years);
    let days = chosen(Some(year));
    map(&mut body, visit, year, &days);
    months(&mut body, visit, year, &days);
    let title = format!("{} {year}", visit.pick("Thống kê", "Statistics"));
    let mut page = RoomPage::new(&title, body);
    page.forms = &[Form::Json, Form::Csv];
    Ok(page.answer(visit, room))
}

fn choose(out: &mut Markup, visit: &PageRequest, years: &BTreeSet<i32>) {
    out.open(
        "form",
        &[
            ("method", "get"),
            ("action", "/statistics"),
            ("class", "filters"),
        ],
    );
    let options: Vec<(String, String)> = years
        .iter()
        .rev()
        .map(|it| (it.to_string(), it.to_string()))
        .collect();
    parts::choice(out, ("year", visit.pick("Năm", "Year")), &options, visit);
    parts::form_end(out, visit);
}

/// A square a day, a column a week: darker where more was published, with an edge where an edit or
/// a removal was seen. The table below says the same in words.
fn map(out: &mut Markup, visit: &PageRequest, year: i32, days: &[CountedDay]) {
    let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else {
        return;
    };
    let most = days
        .iter()
        .map(|(_, it)| it.published)
        .max()
        .unwrap_or(0)
        .max(1);
    let offset = i32::try_from(first.weekday().num_days_from_monday()).unwrap_or(0);
    let label = format!(
        "{} {year}",
        visit.pick("Bài đăng từng ngày năm", "Articles by day in")
    );
    let size = format!("0 0 {} {}", STEP * 54, STEP * 7);
    out.raw("<div class=\"wide\" tabindex=\"0\">\n");
    out.open(
        "svg",
        &[
            ("viewBox", &size),
            ("role", "img"),
            ("aria-label", &label),
            ("class", "map"),
        ],
    );
    let known: BTreeMap<NaiveDate, DayCount> = days.iter().copied().collect();
    for day in first.iter_days().take_while(|it| it.year() == year) {
        let it = known.get(&day).copied().unwrap_or_default();
        let place = offset + i32::try_from(day.ordinal0()).unwrap_or(0);
        let (x, y) = (
            (place / 7 * STEP).to_string(),
            (place % 7 * STEP).to_string(),
        );
        let square = SQUARE.to_string();
        let strength = (it.published * 4).div_ceil(most);
        let class = match (it.removed > 0, it.edited > 0) {
            (true, _) => format!("d{strength} gone"),
            (false, true) => format!("d{strength} edited"),
            (false, false) => format!("d{strength}"),
        };
        let place = [
            ("x", x.as_str()),
            ("y", y.as_str()),
            ("width", square.as_str()),
            ("height", square.as_str()),
            ("class", class.as_str()),
        ];
        out.open("rect", &place)
            .element("title", &[], &said(visit, day, &it))
            .raw("</rect>");
    }
    out.raw("</svg>\n</div>\n");
}

fn said(visit: &PageRequest, day: NaiveDate, it: &DayCount) -> String {
    format!(
        "{}: {} {}, {} {}, {} {}",
        visit.language.day(day),
        it.published,
        visit.pick("bài", "published"),
        it.edited,
        visit.pick("có sửa", "edited"),
        it.removed,
        visit.pick("bị gỡ", "removed"),
    )
}

fn months(out: &mut Markup, visit: &PageRequest, year: i32, days: &[CountedDay]) {
    let mut months: BTreeMap<u32, [u64; 3]> = BTreeMap::new();
    for (day, it) in days {
        let sums = months.entry(day.month()).or_default();
        for (sum, more) in sums.iter_mut().zip([it.published, it.edited, it.removed]) {
            *sum += more;
        }
    }
    out.raw("<table>\n").element(
        "caption",
        &[],
        visit.pick(
            "Theo tháng: ngày đăng bài, ngày thấy sửa, ngày báo đã gỡ",
            "By month: when published, when the edit was seen, when the removal was told",
        ),
    );
    out.raw("<thead><tr>");
    for (vi, en) in [
        ("Tháng", "Month"),
        ("Đăng", "Published"),
        ("Có sửa", "Edited"),
        ("Bị gỡ", "Removed"),
    ] {
        out.element("th", &[("scope", "col")], visit.pick(vi, en));
    }
    out.raw("</tr></thead>\n<tbody>\n");
    for (month, sums) in months {
        let name = match visit.language {
            crate::report::Language::Vietnamese => format!("{month:02}/{year}"),
            crate::report::Language::English => format!("{year}-{month:02}"),
        };
        out.raw("<tr>").element("th", &[("scope", "row")], &name);
        for sum in sums {
            out.element("td", &[], &visit.language.number(sum));
        }
        out.raw("</tr>\n");
    }
    out.raw("</tbody>\n</table>\n");
}
