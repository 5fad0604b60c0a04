//! Files without a header: their title, links, dates and names.

mod dates;
mod names;
mod read;

pub(crate) use read::{language_code, read, strip_tags};
