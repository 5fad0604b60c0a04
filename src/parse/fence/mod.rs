//! Where the header of a file begins and ends.

mod front_matter;
mod other_languages;

pub(crate) use front_matter::*;
