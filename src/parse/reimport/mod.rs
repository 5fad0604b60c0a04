//! Newsfeed's own JSON, read back.

mod read;
mod reassemble;

pub(crate) use read::{LONGEST, ReimportedMention, ReimportedRecord, is_whole, read};
pub(crate) use reassemble::{documents, merge_copies};
