//! The leader pass: each article, by time, joins a story or opens one.

use std::ops::Range;

use rayon::prelude::*;

use super::cluster_stats::{ClusterStats, NeighbourTotals, least_product};
use super::members::{ArticleIdx, Members, StoryIdx};
use super::vector_space::{Scratch, VectorSpace};
use crate::text::Ragged;

/// The result of the leader pass: the stories, their statistics, and for each article its highest similarity to another
/// article; 0 if no article was near enough to be compared.
pub(super) struct LeaderPass {
    pub(super) groups: Vec<Members>,
    pub(super) stats: Vec<ClusterStats>,
    pub(super) highest: Vec<f64>,
}

/// Each article, in order of time, joins the most similar story or opens one.
///
/// Finding the articles that share words takes most of the time and runs in parallel. Choosing the story is sequential,
/// because it depends on all articles before. Few articles are similar enough to another to join its story, and only
/// those are compared again.
pub(super) fn leader(space: &VectorSpace, threshold: f64) -> LeaderPass {
    /// Few stories have a smaller norm factor (it means a length of one half). Stories with a larger one need a larger
    /// product.
    const SMALL: f64 = 0.57;
    /// The cost of walking the words of two articles, in steps along a posting list.
    const WALK: usize = 32;
    let mut pass = LeaderPass { groups: Vec::new(), stats: Vec::new(), highest: vec![0.0; space.len()] };
    let mut story_of: Vec<StoryIdx> = Vec::with_capacity(space.len());
    let mut totals = NeighbourTotals::default();
    let mut scratch = Scratch::default();
    let (mut norm_factors, mut smallest): (Vec<f64>, f64) = (Vec::new(), 1.0);
    while story_of.len() < space.len() {
        let start = story_of.len();
        let floor = least_product(threshold, SMALL.min(smallest * smallest));
        let end = space.len().min(start + (PAIRS / space.most_within_reach()).clamp(1, CHUNK));
        let near = near(space, start..end, floor);
        for (article, near) in (start..end).map(ArticleIdx::new).zip(near.iter().flat_map(Ragged::iter)) {
            if least_product(threshold, smallest) < floor {
                // A story became so short that smaller products count: continue with new lists.
                break;
            }
            for &(other, product) in near {
                if product > pass.highest[article].min(pass.highest[other]) {
                    let similarity = product * space.decay(space.time(article), space.time(other));
                    pass.highest[article] = pass.highest[article].max(similarity);
                    pass.highest[other] = pass.highest[other].max(similarity);
                }
            }
            for &(other, product) in near {
                let story = story_of[other];
                if product >= least_product(threshold, norm_factors[story]) {
                    totals.with(story);
                }
            }
            if totals.members(&pass.groups) * WALK < space.cost(article) {
                totals.add_members(&pass.groups, |other| space.shared_with(article, other));
            } else if !totals.is_empty() {
                space.shared(article, false, &mut scratch, |other, shared| {
                    totals.add(story_of[other], shared);
                });
            }
            let alone = ClusterStats::from_article(space, article);
            let similarity =
                |story: StoryIdx, pair, least| alone.similarity(&pass.stats[story], pair, space, least);
            match totals.best(threshold, similarity) {
                Some(best) => {
                    pass.stats[best.story] = pass.stats[best.story].plus(&alone, best.product);
                    norm_factors[best.story] = pass.stats[best.story].norm_factor();
                    smallest = smallest.min(norm_factors[best.story]);
                    pass.groups[best.story].push(article);
                    story_of.push(best.story);
                }
                None => {
                    story_of.push(StoryIdx::new(pass.groups.len()));
                    pass.stats.push(alone);
                    norm_factors.push(1.0);
                    totals.add_story();
                    pass.groups.push(Members::from_slice(&[article]));
                }
            }
        }
    }
    pass
}

/// The largest number of articles whose neighbours are held at a time (`CHUNK`), and of pairs (`PAIRS`).
const CHUNK: usize = 4096;
const PAIRS: usize = 4 << 20;

/// The number of consecutive articles that one worker takes.
const TURN: usize = 64;

/// For each of these articles, returns the earlier articles whose product with it is at least `floor`, with the
/// product.
fn near(space: &VectorSpace, articles: Range<usize>, floor: f64) -> Vec<Ragged<(ArticleIdx, f64)>> {
    let turn = articles.len().div_ceil(rayon::current_num_threads()).min(TURN);
    let of_turn = |scratch: &mut Scratch, first: usize| {
        let mut near = Ragged::with_capacity(turn);
        for article in (first..articles.end.min(first + turn)).map(ArticleIdx::new) {
            space.near(article, floor, scratch, |other, product| near.push((other, product)));
            near.end_list();
        }
        near
    };
    articles.clone().into_par_iter().step_by(turn).map_init(Scratch::default, of_turn).collect()
}
