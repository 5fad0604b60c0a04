//! Finds the beginning and the end of the header of a file.

mod file_start;
mod front_matter;
mod other_languages;
mod read;

pub(crate) use file_start::{FileShape, FileStart};
pub(crate) use read::read;
