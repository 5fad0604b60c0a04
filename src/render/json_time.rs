//! Times in the JSON contract.

use chrono::{DateTime, Datelike, Timelike, Utc};
use serde::{Serialize, Serializer};

/// `2020-06-11T17:28:00Z`: seconds are the finest that headers mean.
pub(super) fn time(at: DateTime<Utc>) -> Time {
    // chrono's own formatter takes ten times as long, and a large run writes a time for every link.
    const LEAP: u32 = 1_000_000_000;
    let second = at.second() + u32::from(at.nanosecond() >= LEAP);
    let mut text = [0; Time::LENGTH];
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
        for (byte, room) in (0..digits).rev().map(digit).chain([after]).zip(&mut next) {
            *room = byte;
        }
    }
    Time(text)
}

/// A time as it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Time([u8; Time::LENGTH]);

impl Time {
    const LENGTH: usize = "0000-00-00T00:00:00Z".len();

    fn text(&self) -> &str {
        str::from_utf8(&self.0).expect("digits and the marks between them")
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text())
    }
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
            let written = time(at);
            prop_assert_eq!(written.text(), at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
        }
    }
}
