//! Times in the JSON contract: `2020-06-11T17:28:00Z`. Seconds are the finest that headers mean.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, Timelike, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant, written to the second in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct JsonTime(pub DateTime<Utc>);

const LENGTH: usize = "0000-00-00T00:00:00Z".len();

impl Serialize for JsonTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = spelled(self.0);
        serializer.serialize_str(str::from_utf8(&text).expect("digits and the marks between them"))
    }
}

impl<'de> Deserialize<'de> for JsonTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<JsonTime, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let time = DateTime::parse_from_rfc3339(&text).ok().map(|time| time.to_utc());
        // A leap second counts as the second before it, as in headers.
        let whole =
            time.filter(|time| spelled(*time) == text.as_bytes()).and_then(|time| time.with_nanosecond(0));
        whole.map(JsonTime).ok_or_else(|| {
            let start: String = text.chars().take(40).collect();
            serde::de::Error::custom(format_args!("“{start}” is not a time like 2020-06-11T17:28:00Z"))
        })
    }
}

/// The text of an instant. chrono's own formatter takes ten times as long, and a large run writes a time for every link.
fn spelled(at: DateTime<Utc>) -> [u8; LENGTH] {
    const LEAP: u32 = 1_000_000_000;
    let second = at.second() + u32::from(at.nanosecond() >= LEAP);
    let mut text = [0; LENGTH];
    let mut next = text.iter_mut();
    let parts = [
        (at.year().unsigned_abs(), 4, b'-'),
        (at.month(), 2, b'-'),
        (at.day(), 2, b'T'),
        (at.hour(), 2, b':'),
        (at.minute(), 2, b':'),
        (second, 2, b'Z'),
    ];
    for (number, digits, after) in parts {
        let digit = |place: u32| b'0' + (number / 10_u32.pow(place) % 10) as u8;
        for (byte, target) in (0..digits).rev().map(digit).chain([after]).zip(&mut next) {
            *target = byte;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_time_is_written_as_chrono_would(seconds in -62_135_596_800_i64..253_402_300_800, nanos in 0..2_000_000_000_u32) {
            let nanos = if seconds.rem_euclid(60) == 59 { nanos } else { nanos % 1_000_000_000 };
            let at = DateTime::from_timestamp(seconds, nanos).unwrap();
            let expected = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
            let written = spelled(at);
            prop_assert_eq!(str::from_utf8(&written).unwrap(), expected);
        }
    }
}
