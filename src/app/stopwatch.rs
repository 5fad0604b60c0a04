//! `--timings`: how long each stage took.

use std::io::Write;
use std::time::{Duration, Instant};

/// Measures the stages of a run, one after another.
pub(super) struct Stopwatch {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Stopwatch {
    pub(super) fn start() -> Stopwatch {
        Stopwatch { last: Instant::now(), laps: Vec::new() }
    }

    /// Ends the present stage.
    pub(super) fn lap(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.laps.push((stage, now - self.last));
        self.last = now;
    }

    /// Writes each stage and the sum, in milliseconds.
    pub(super) fn write(&self, err: &mut dyn Write) {
        let all: Duration = self.laps.iter().map(|(_, time)| *time).sum();
        let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
        for (stage, time) in self.laps.iter().copied().chain([("all", all)]) {
            let _ = writeln!(err, "newsfeed: {stage:<6} {:>9.1} ms", milliseconds(time));
        }
    }
}
