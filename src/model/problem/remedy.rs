//! Advice on a problem.

use chrono::NaiveDate;

/// What a person can do about a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display)]
pub enum Remedy {
    /// A header that is never closed.
    #[strum(to_string = "close it after its last field")]
    CloseHeader,
    /// A header with neither title nor address.
    #[strum(to_string = "add one")]
    AddField,
    /// A file in UTF-16.
    #[strum(to_string = "convert it to UTF-8")]
    ConvertToUtf8,
    /// A title that a comment cuts.
    #[strum(to_string = "put it in quotes to keep the rest")]
    Quote,
    /// A date that may be two days.
    #[strum(to_string = "write it as {0} or {1}")]
    WriteDate(NaiveDate, NaiveDate),
    /// A date that is only a year.
    #[strum(to_string = "add the month and the day")]
    AddMonthAndDay,
    /// A date without a whole year.
    #[strum(to_string = "add it")]
    AddYear,
}
