//! Counts of dates in each hour, day, month or year: the bars of the timeline and of the page.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDateTime};

/// The width of a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimeUnit {
    Hour,
    Day,
    Month,
    Year,
}

impl TimeUnit {
    /// The shortest unit of which no more bars than fit beside one another lie between two clocks.
    pub(super) fn fitting(first: NaiveDateTime, last: NaiveDateTime) -> TimeUnit {
        let length = |unit: TimeUnit| unit.number(last) - unit.number(first);
        match () {
            () if length(TimeUnit::Hour) < 48 => TimeUnit::Hour,
            () if length(TimeUnit::Day) < 92 => TimeUnit::Day,
            () if length(TimeUnit::Month) < 120 => TimeUnit::Month,
            () => TimeUnit::Year,
        }
    }

    /// The name that templates know it by.
    pub(super) fn token(self) -> &'static str {
        match self {
            TimeUnit::Hour => "hour",
            TimeUnit::Day => "day",
            TimeUnit::Month => "month",
            TimeUnit::Year => "year",
        }
    }

    /// The label of the unit that a clock is in.
    pub(super) fn label(self, clock: NaiveDateTime) -> String {
        let form = match self {
            TimeUnit::Hour => "%-d %b %H:00",
            TimeUnit::Day => "%-d %b %Y",
            TimeUnit::Month => "%B %Y",
            TimeUnit::Year => "%Y",
        };
        clock.format(form).to_string()
    }

    /// The number of the unit that a clock is in; successive units have successive numbers.
    fn number(self, clock: NaiveDateTime) -> i64 {
        match self {
            TimeUnit::Hour => clock.and_utc().timestamp().div_euclid(3600),
            TimeUnit::Day => i64::from(clock.date().num_days_from_ce()),
            TimeUnit::Month => i64::from(clock.year()) * 12 + i64::from(clock.month0()),
            TimeUnit::Year => i64::from(clock.year()),
        }
    }
}

/// Counts of clocks by unit, from the unit of the first clock to that of the last.
pub(super) struct Histogram {
    /// Number of units between the ends, both included.
    pub(super) length: i64,
    /// The highest count.
    pub(super) most: usize,
    /// The units that are not empty, in order.
    pub(super) bars: Vec<HistogramBar>,
}

/// A unit of a histogram.
pub(super) struct HistogramBar {
    /// Its position, from 0.
    pub(super) position: i64,
    pub(super) count: usize,
    /// A clock in it.
    pub(super) clock: NaiveDateTime,
}

impl Histogram {
    /// Counts clocks that lie between two others.
    pub(super) fn new(
        unit: TimeUnit,
        (first, last): (NaiveDateTime, NaiveDateTime),
        clocks: impl Iterator<Item = NaiveDateTime>,
    ) -> Histogram {
        let start = unit.number(first);
        let mut bars: BTreeMap<i64, HistogramBar> = BTreeMap::new();
        for clock in clocks {
            let position = unit.number(clock) - start;
            bars.entry(position).or_insert(HistogramBar { position, count: 0, clock }).count += 1;
        }
        let most = bars.values().map(|bar| bar.count).max().unwrap_or(0);
        let length = unit.number(last) - start + 1;
        Histogram { length, most, bars: bars.into_values().collect() }
    }
}
