//! Where the header of a file begins and ends.

mod file_start;
mod front_matter;
mod other_languages;
mod read;

pub(crate) use file_start::{FileShape, FileStart};
pub(crate) use read::read;
