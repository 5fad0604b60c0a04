//! Text files to the stories they belong to.

mod entity_index;
mod matcher;

pub use matcher::{TextOptions, doubt, texts};
