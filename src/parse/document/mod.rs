//! Trees to documents: which field means what, and what its value is. Nothing else makes documents of trees.

mod convert;
mod converter;
pub(crate) mod dates;
mod field_map;
pub(crate) mod field_names;
mod from_tree;
mod values;

pub use field_map::field_paths;
pub(crate) use from_tree::document;
