//! The articles of a story while stories are made.

use smallvec::SmallVec;

/// Articles of one story, by index, in order. Most are alone, and take no memory of their own.
pub(super) type Members = SmallVec<[usize; 2]>;
