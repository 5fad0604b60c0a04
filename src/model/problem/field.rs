//! Wrong values of fields.

use chrono::NaiveDate;
use thiserror::Error;

use super::{Quoted, Remedy};
use crate::address::BrokenAddress;

/// Which value of a field that is given twice is read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
pub enum KeptValue {
    /// The first one.
    #[strum(to_string = "the first is used")]
    First,
    /// The second one: the first one, in this line, is empty.
    #[strum(to_string = "the one in line {0} is empty, so this one is used")]
    SecondOf(u32),
    /// The first one, in this line.
    #[strum(to_string = "the one in line {0} is used")]
    InLine(u32),
}

/// Why a value is not what its field should be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum FieldError {
    /// YAML's `<<`.
    #[error("is a YAML merge, which newsfeed does not read")]
    MergeKey,
    /// Anything but a list.
    #[error("is not a list")]
    NotAList,
    /// A list or a map.
    #[error("is not text")]
    NotText,
    /// A width or a height that no image has.
    #[error("is not a number of pixels")]
    NotPixels,
    /// Neither an address nor a map.
    #[error("is not an image")]
    NotAnImage,
    /// An entry that is neither an address nor a map.
    #[error("is not a link")]
    NotALink,
    /// An entry that says nothing.
    #[error("is empty")]
    Empty,
    /// A map without a name.
    #[error("has no name")]
    Nameless,
    /// An entry of a list of links without either.
    #[error("has neither a title nor an address")]
    Untitled,
    /// A list of links in an entry of one.
    #[error("is a list inside the list")]
    NestedList,
    /// A record that is a number, a text or a list.
    #[error("it is not an object with fields")]
    NotAnObject,
    /// A text that is no number.
    #[error("{0} is not a number")]
    NotANumber(Quoted),
}

/// Why a text is no date. The sentence follows the text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum DateError {
    /// Nothing that is read as a date.
    #[error("is not a date")]
    NotADate,
    /// Day and month could be swapped.
    #[error("may be {} or {}", .0.format("%-d %B"), .1.format("%-d %B"))]
    Ambiguous(NaiveDate, NaiveDate),
    /// A year and nothing else.
    #[error("is only a year")]
    YearAlone,
    /// Numbers of a day without a year of four digits.
    #[error("has no four-digit year")]
    ShortYear,
    /// A day or a time that no calendar or clock has.
    #[error("is a day or a time that does not exist")]
    Impossible,
    /// Not in the years 1 to 9999.
    #[error("is outside the years 1 to 9999")]
    OutOfRange,
    /// The zero of a program, which stands for no date.
    #[error("is a placeholder that means no date")]
    Zero,
}

impl DateError {
    /// What would make it a date.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            DateError::Ambiguous(a, b) => Some(Remedy::WriteDate(*a, *b)),
            DateError::YearAlone => Some(Remedy::AddMonthAndDay),
            DateError::ShortYear => Some(Remedy::AddYear),
            DateError::NotADate | DateError::Impossible | DateError::OutOfRange | DateError::Zero => None,
        }
    }
}

/// Why a text is no address of a link.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum UrlError {
    /// It means something on one site only.
    #[error("is a path on the producer's own site")]
    SitePath,
    /// It cannot be read as one.
    #[error("{found} {why}")]
    Broken {
        /// What stands there.
        found: Quoted,
        /// Why it cannot.
        why: BrokenAddress,
    },
}

/// What is not certain about the zone of a date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum ZoneDoubt {
    /// It names none.
    #[error("{0} names no zone; read as UTC")]
    Missing(Quoted),
    /// It names one by letters that several zones have.
    #[error("{found} is in “{zone}”, a name of several zones; newsfeed kept only the day")]
    Ambiguous {
        /// The date.
        found: Quoted,
        /// The letters.
        zone: String,
    },
}
