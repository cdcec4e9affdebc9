//! A column, and what one of its cells holds.

use chrono::{DateTime, NaiveDate, Utc};

/// What a column holds. There are no nested kinds on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Text, NFC. Never null: empty when there is none.
    Text,
    /// JSON as text, a list: `[]` when it is empty. Never null.
    Json,
    /// An instant, to the microsecond, in UTC. May be null.
    Time,
    /// A civil day of the portals' zone. May be null.
    Date,
    /// A whole number. Never null.
    Integer,
    /// True or false. Never null.
    Flag,
}

/// One column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in every format.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnType,
    /// Whether a cell may be null (in CSV: empty).
    pub nullable: bool,
    /// What it means, in Vietnamese.
    pub vi: &'static str,
    /// … and in English.
    pub en: &'static str,
}

impl Column {
    const fn new(name: &'static str, kind: ColumnType, vi: &'static str, en: &'static str) -> Self {
        Self {
            name,
            kind,
            nullable: false,
            vi,
            en,
        }
    }

    pub(super) const fn text(name: &'static str, vi: &'static str, en: &'static str) -> Self {
        Self::new(name, ColumnType::Text, vi, en)
    }

    pub(super) const fn json(name: &'static str, vi: &'static str, en: &'static str) -> Self {
        Self::new(name, ColumnType::Json, vi, en)
    }

    pub(super) const fn time(name: &'static str, vi: &'static str, en: &'static str) -> Self {
        Self::new(name, ColumnType::Time, vi, en)
    }

    pub(super) const fn date(name: &'static str, vi: &'static str, en: &'static str) -> Self {
        Self::new(name, ColumnType::Date, vi, en)
    }

    pub(super) const fn integer(name: &'static str, vi: &'static str, en: &'static str) -> Self {
        Self::new(name, ColumnType::Integer, vi, en)
    }

    pub(super) const fn flag(name: &'static str, vi: &'static str, en: &'static str) -> Self {
        Self::new(name, ColumnType::Flag, vi, en)
    }

    pub(super) const fn or_null(self) -> Self {
        Self {
            nullable: true,
            ..self
        }
    }
}

/// A table: `kind "name" = what its cell holds, "what it means in Vietnamese", "… in English";`
/// for each column, where `kind` is a constructor of [`Column`] and of [`Cell`]. Makes `COLUMNS`,
/// and `row`, which takes what stands in the first brackets; what stands in braces comes first.
macro_rules! columns {
    (
        ($($record:ident: $of:ty),+)
        $({ $($before:tt)* })?
        $($kind:ident $($or_null:ident)? $name:literal = $cell:expr, $vi:literal, $en:literal;)+
    ) => {
        pub(in crate::dataset) const COLUMNS: &[crate::dataset::Column] =
            &[$(crate::dataset::Column::$kind($name, $vi, $en)$(.$or_null())?),+];

        pub(in crate::dataset) fn row($($record: $of),+) -> crate::dataset::Row {
            $($($before)*)?
            vec![$(crate::dataset::Cell::$kind($cell)),+]
        }
    };
}
pub(super) use columns;

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Of a [`ColumnType::Text`] or [`ColumnType::Json`] column.
    Text(String),
    /// Of a [`ColumnType::Time`] column.
    Time(Option<DateTime<Utc>>),
    /// Of a [`ColumnType::Date`] column.
    Date(Option<NaiveDate>),
    /// Of a [`ColumnType::Integer`] column.
    Integer(i64),
    /// Of a [`ColumnType::Flag`] column.
    Flag(bool),
}

/// One row, its cells in the order of the table's columns.
pub type Row = Vec<Cell>;

impl Cell {
    /// Text, empty where there is none.
    pub(super) fn text<'t>(text: impl Into<Option<&'t str>>) -> Self {
        Self::Text(text.into().unwrap_or_default().to_owned())
    }

    pub(super) fn integer(count: impl TryInto<i64>) -> Self {
        Self::Integer(count.try_into().unwrap_or(i64::MAX))
    }

    pub(super) fn flag(is: bool) -> Self {
        Self::Flag(is)
    }

    pub(super) fn time(at: impl Into<Option<DateTime<Utc>>>) -> Self {
        Self::Time(at.into())
    }

    pub(super) fn date(day: Option<NaiveDate>) -> Self {
        Self::Date(day)
    }

    /// A value as JSON text.
    pub(super) fn json<T: serde::Serialize + ?Sized>(value: &T) -> Self {
        // Only a map with keys that are no strings, or a number that is none, can fail here.
        Self::Text(serde_json::to_string(value).unwrap_or_else(|_| "[]".to_owned()))
    }

    /// Whether a column may hold it.
    pub fn fits(&self, column: &Column) -> bool {
        match self {
            Self::Text(_) => matches!(column.kind, ColumnType::Text | ColumnType::Json),
            Self::Time(at) => column.kind == ColumnType::Time && (column.nullable || at.is_some()),
            Self::Date(day) => {
                column.kind == ColumnType::Date && (column.nullable || day.is_some())
            }
            Self::Integer(_) => column.kind == ColumnType::Integer,
            Self::Flag(_) => column.kind == ColumnType::Flag,
        }
    }
}
