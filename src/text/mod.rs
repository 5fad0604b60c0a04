//! Language: how text is cut into words, which of them mean the same, and what it names. It knows no link and no article.

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
