//! Language: how to split text into words, which words have the same meaning, and which names a text has. Knows nothing
//! of links or articles.

pub mod common_entities;
pub mod cursor;
pub mod entities;
pub mod interner;
pub mod mojibake;
mod numbers;
pub mod ragged;
pub mod stems;
pub mod stop_words;
pub mod tag_characters;
pub mod tokenize;
mod typed_index;
pub mod word_list;

pub use cursor::{Advance, Cursor};
pub use interner::WordId;
pub use ragged::Ragged;
pub(crate) use typed_index::typed_index;
pub use word_list::WordList;
