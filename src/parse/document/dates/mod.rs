//! Dates as producers write them. A date is read in full or not at all: one that two careful readers could take for
//! different days is refused with a hint, and nothing is filled in from the clock.
//!
//! Tried and not used, because each guesses: dateparser, dtparse, diligent-date-parser and parse_datetime take
//! 03/04/2031 for a day in March; of these, one moves 30 February to the 28th, one drops the offset of
//! "11:45:30 +0200 CEST", one reads "monday" from the clock, and none knows months in other languages than English.

mod date_read;
mod paths;
mod read;
mod tokens;
mod words;

pub(crate) use date_read::{DateError, DateRead};
pub(crate) use paths::{day_in_path, day_of_file};
pub(crate) use read::{is_order, read};
