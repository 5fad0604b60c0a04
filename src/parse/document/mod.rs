//! Trees to documents: the meaning of fields and values. No other module makes documents of trees.

mod convert;
mod converter;
pub(crate) mod dates;
mod field_map;
pub(crate) mod field_names;
mod from_tree;
mod values;

pub use field_map::field_paths;
pub(crate) use from_tree::document;
