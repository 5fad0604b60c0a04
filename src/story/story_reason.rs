//! Explains an article's place in its story by the statistics of its cluster.

use super::cluster_stats::{ClusterStats, PairTotals};
use super::members::ArticleIdx;
use super::vector_space::{Scratch, VectorSpace};
use crate::model::Reason;

/// Computes what an article shares with the other articles of its story, which are sorted.
pub(super) fn reason(space: &VectorSpace, article: ArticleIdx, others: &[ArticleIdx]) -> Reason {
    const WORDS: usize = 6;
    let mut scratch = Scratch::default();
    let (alone, rest) =
        (ClusterStats::from_article(space, article), ClusterStats::from_members(space, others, &mut scratch));
    let mut pair = PairTotals::default();
    space.shared(article, true, &mut scratch, |other, shared| {
        if others.binary_search(&other).is_ok() {
            pair.add(shared);
        }
    });
    let words = space.words_shared(article, others).into_iter().take(WORDS).map(str::to_owned).collect();
    let hours = Some((rest.mean() - space.time(article)).abs());
    Reason { words, similarity: alone.similarity(&rest, pair, space, 0.0), hours }
}
