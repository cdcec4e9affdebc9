//! Days, months and years as counting periods.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Serialize, Serializer};

/// Longer rows of periods are told without those that hold nothing: one impossible date (1900)
/// must not bring forty thousand empty days.
const MOST: usize = 4000;

/// Shorter spans are told by day, in days.
const DAYS: i64 = 92;

/// Shorter spans are told by month, in days: six years.
const MONTHS: i64 = 6 * 366;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodUnit {
    /// A civil day.
    Day,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

impl PeriodUnit {
    /// The unit that shows a span in some dozens of periods.
    pub fn fitting(first: NaiveDate, last: NaiveDate) -> Self {
        let days = (last - first).num_days();
        if days < DAYS {
            Self::Day
        } else if days < MONTHS {
            Self::Month
        } else {
            Self::Year
        }
    }

    /// The period a day belongs to.
    pub fn of(self, day: NaiveDate) -> Period {
        let first = match self {
            Self::Day => Some(day),
            Self::Month => day.with_day(1),
            Self::Year => NaiveDate::from_ymd_opt(day.year(), 1, 1),
        };
        Period {
            first: first.unwrap_or(day),
            unit: self,
        }
    }
}

/// A day, a month or a year. In order of time within one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// Its first day.
    pub first: NaiveDate,
    unit: PeriodUnit,
}

impl Period {
    /// The period after it; `None` at the end of the calendar.
    pub fn next(self) -> Option<Self> {
        let first = match self.unit {
            PeriodUnit::Day => self.first.checked_add_days(Days::new(1)),
            PeriodUnit::Month => self.first.checked_add_months(Months::new(1)),
            PeriodUnit::Year => self.first.checked_add_months(Months::new(12)),
        };
        first.map(|first| Self { first, ..self })
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        let next = self.next().and_then(|next| next.first.pred_opt());
        next.unwrap_or(self.first)
    }
}

impl std::fmt::Display for Period {
    /// ISO 8601: `2023-04-05`, `2023-04`, `2023`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let format = match self.unit {
            PeriodUnit::Day => "%Y-%m-%d",
            PeriodUnit::Month => "%Y-%m",
            PeriodUnit::Year => "%Y",
        };
        write!(f, "{}", self.first.format(format))
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// All periods from one to another, if they are not too many.
pub(super) fn between(first: Period, last: Period) -> Option<Vec<Period>> {
    let mut all = Vec::new();
    let mut at = Some(first);
    while let Some(period) = at.filter(|it| *it <= last) {
        if all.len() == MOST {
            return None;
        }
        all.push(period);
        at = period.next();
    }
    Some(all)
}
