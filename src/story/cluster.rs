//! Two ways to group, each deterministic: a leader pass by time, and merging of stories that are each other's
//! best. Likeness is to the story as a whole, so a chain of pairs does not become a story.

mod leader;
mod merge;
mod sums;

use smallvec::SmallVec;

use super::similarity::{Scratch, Space};
use crate::model::Reason;
use sums::{Cross, Sum};

pub(super) use leader::leader;
pub(super) use merge::merge;

/// Articles of one story, by index, in order. Most are alone, and take no memory of their own.
pub(super) type Members = SmallVec<[usize; 2]>;

/// What an article shares with the others of its story, which are in order.
pub(super) fn reason(space: &Space, article: usize, others: &[usize]) -> Reason {
    const WORDS: usize = 6;
    let mut scratch = Scratch::default();
    let (alone, rest) = (Sum::of(space, article), Sum::of_all(space, others, &mut scratch));
    let mut cross = Cross::default();
    space.shared(article, true, &mut scratch, |other, shared| {
        if others.binary_search(&other).is_ok() {
            cross.add(shared);
        }
    });
    let words = space.words_shared(article, others).into_iter().take(WORDS).map(str::to_owned).collect();
    let hours = Some((rest.mean() - space.time(article)).abs());
    Reason { words, likeness: alone.likeness(&rest, cross, space, 0.0), hours }
}

#[cfg(test)]
mod tests;
