//! Values with their units, as people write them: `"2s"`, `"10 MiB"`, `"1/s"`.
//!
//! Pure. Never takes a bare number: a reader of the file must not have to guess seconds
//! or milliseconds.

use std::num::NonZeroU32;
use std::time::Duration;

use serde::{Deserialize, Deserializer, de};

/// A duration: a whole or decimal number and `ms`, `s`, `m`, `h` or `d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DurationValue(pub(super) Duration);

/// A size: a number and `B`, `kB`, `KiB`, `MB`, `MiB`, `GB` or `GiB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SizeValue(pub(super) u64);

/// A rate: requests per second, minute or hour, `"1/s"`, `"20/m"`. Kept as the pause
/// between two requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RateValue(pub(super) Duration);

/// Requests a night: `"2000 requests/night"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BudgetValue(pub(super) u64);

/// One of so many equal parts: `"1/30"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ShareValue(pub(super) NonZeroU32);

impl BudgetValue {
    fn parse(text: &str) -> Option<Self> {
        let (count, unit) = text.split_once(char::is_whitespace)?;
        let unit = matches!(unit.trim(), "requests/night" | "request/night");
        unit.then(|| count.trim().parse().ok()).flatten().map(Self)
    }
}

impl ShareValue {
    fn parse(text: &str) -> Option<Self> {
        text.trim().strip_prefix("1/")?.parse().ok().map(Self)
    }
}

/// Splits `"12.5 MiB"` into the number and the unit.
fn number_and_unit(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let cut = text.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
    let number: f64 = text[..cut].parse().ok()?;
    (number.is_finite() && number >= 0.0).then(|| (number, text[cut..].trim()))
}

impl DurationValue {
    fn parse(text: &str) -> Option<Self> {
        let (number, unit) = number_and_unit(text)?;
        let seconds = match unit {
            "ms" => number / 1000.0,
            "s" => number,
            "m" | "min" => number * 60.0,
            "h" => number * 3600.0,
            "d" => number * 86400.0,
            _ => return None,
        };
        Duration::try_from_secs_f64(seconds).ok().map(DurationValue)
    }
}

impl SizeValue {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "number_and_unit gives a finite number ≥ 0, and anything near 2^64 bytes is capped"
    )]
    fn parse(text: &str) -> Option<Self> {
        let (number, unit) = number_and_unit(text)?;
        let factor = match unit {
            "B" => 1.0,
            "kB" => 1e3,
            "KiB" => 1024.0,
            "MB" => 1e6,
            "MiB" => 1024.0 * 1024.0,
            "GB" => 1e9,
            "GiB" => 1024.0 * 1024.0 * 1024.0,
            _ => return None,
        };
        Some(SizeValue((number * factor) as u64))
    }
}

impl RateValue {
    fn parse(text: &str) -> Option<Self> {
        let (count, unit) = text.split_once('/')?;
        let count: f64 = count.trim().parse().ok()?;
        let seconds = match unit.trim() {
            "s" => 1.0,
            "m" | "min" => 60.0,
            "h" => 3600.0,
            _ => return None,
        };
        if !count.is_finite() || count <= 0.0 {
            return None;
        }
        Duration::try_from_secs_f64(seconds / count)
            .ok()
            .map(RateValue)
    }
}

macro_rules! from_text {
    ($name:ident, $want:literal) => {
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text)
                    .ok_or_else(|| de::Error::custom(format!(concat!("`{}` is not ", $want), text)))
            }
        }
    };
}
from_text!(
    DurationValue,
    "a duration: write a number and ms, s, m, h or d, as in \"2s\""
);
from_text!(
    SizeValue,
    "a size: write a number and B, KiB, MiB or GiB, as in \"10 MiB\""
);
from_text!(
    RateValue,
    "a rate: write requests per s, m or h, as in \"1/s\" or \"20/m\""
);

from_text!(
    BudgetValue,
    "a budget: write requests a night, as in \"2000 requests/night\""
);
from_text!(ShareValue, "a share: write 1/N, as in \"1/30\"");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_sizes_and_rates_are_read_with_their_units() {
        let seconds = |text| DurationValue::parse(text).map(|span| span.0.as_secs_f64());
        for (text, want) in [
            ("2s", Some(2.0)),
            ("1.5 s", Some(1.5)),
            ("250ms", Some(0.25)),
            ("3 m", Some(180.0)),
            ("1d", Some(86400.0)),
            ("2", None),
            ("s", None),
            ("-1s", None),
            ("2 weeks", None),
        ] {
            assert_eq!(seconds(text), want, "{text}");
        }
        assert_eq!(SizeValue::parse("10 MiB"), Some(SizeValue(10 << 20)));
        assert_eq!(SizeValue::parse("10"), None);
        assert_eq!(
            RateValue::parse("10/s"),
            Some(RateValue(Duration::from_millis(100)))
        );
        assert_eq!(
            RateValue::parse("20/m"),
            Some(RateValue(Duration::from_secs(3)))
        );
        assert_eq!(RateValue::parse("0/s"), None);
        assert_eq!(RateValue::parse("fast"), None);
    }
}
