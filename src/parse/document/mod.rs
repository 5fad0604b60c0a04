//! Trees to documents: which field means what, and what its value is.

pub(crate) mod convert;
pub(crate) mod dates;
pub(crate) mod field_map;
pub(crate) mod field_names;
mod nested;
mod values;
