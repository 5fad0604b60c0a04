//! Agglomeration: stories that are each other's best become one, round after round.

use std::mem;

use rayon::prelude::*;

use super::cluster_stats::{BestMatch, ClusterStats, NeighbourTotals, PairTotals, ROUNDING, least_product};
use super::leader::LeaderPass;
use super::members::{ArticleIdx, Members, StoryIdx, story_of_each};
use super::vector_space::{Scratch, Shared, VectorSpace};

/// Joins stories that are each other's best until none are left.
pub(super) fn agglomerate(space: &VectorSpace, pass: LeaderPass, threshold: f64) -> Vec<Members> {
    let LeaderPass { groups, stats, highest } = pass;
    let mut merging = Agglomeration::new(space, groups, stats);
    let mut best = merging.first_bests(&highest, threshold);
    loop {
        let mutual = |a: StoryIdx| {
            let b = best[a].filter(|b| a < b.story)?;
            (best[b.story]?.story == a).then_some((a, b))
        };
        let pairs: Vec<(StoryIdx, BestMatch)> = StoryIdx::first(best.len()).filter_map(mutual).collect();
        if pairs.is_empty() {
            break;
        }
        let mut changed = vec![false; best.len()];
        for (a, b) in pairs {
            merging.join(a, b);
            best[b.story] = None;
            changed[a] = true;
            changed[b.story] = true;
        }
        let is_stale = |story: &StoryIdx| {
            !merging.groups[*story].is_empty()
                && (changed[*story] || best[*story].is_some_and(|best| changed[best.story]))
        };
        let stale: Vec<StoryIdx> = StoryIdx::first(best.len()).filter(is_stale).collect();
        for (story, found) in stale.iter().zip(merging.bests(&stale, threshold, |_| false)) {
            best[*story] = found.best;
        }
    }
    merging.groups.into_iter().filter(|group| !group.is_empty()).collect()
}

/// The best for a story, the lone articles that are as like it as asked, and what was learned of it.
pub(super) struct BestSearch {
    pub(super) best: Option<BestMatch>,
    lone: Vec<StoryIdx>,
    cached: Option<CachedNeighbours>,
}

/// Members of a story from which on what it shares is kept. Below it costs little to ask them again.
const LARGE: usize = 16;
/// How many other stories are kept for each of its members, at most.
const KEPT: usize = 32;

/// Stories while they are merged, and what is known of them.
pub(super) struct Agglomeration<'s> {
    pub(super) space: &'s VectorSpace,
    pub(super) groups: Vec<Members>,
    pub(super) stats: Vec<ClusterStats>,
    pub(super) story_of: Vec<StoryIdx>,
    /// The [norm factor](ClusterStats::norm_factor) of each story, and the smallest.
    norm_factors: Vec<f64>,
    smallest: f64,
    /// What large stories share with others.
    pub(super) cached: Vec<Option<CachedNeighbours>>,
    /// Members of a large story.
    pub(super) large: usize,
}

/// What a story shares with others, so that not all its members are asked whenever one of those has grown.
pub(super) struct CachedNeighbours {
    /// Each by one of its articles.
    near: Vec<(ArticleIdx, PairTotals)>,
    /// Members that were not asked.
    rest: Vec<ArticleIdx>,
}

impl CachedNeighbours {
    /// Of two stories that are one now.
    fn and(mut self, other: CachedNeighbours) -> CachedNeighbours {
        self.near.extend(other.near);
        self.rest.extend(other.rest);
        self
    }

    /// Of a story that has more members now.
    fn with(mut self, members: &[ArticleIdx]) -> CachedNeighbours {
        self.rest.extend(members);
        self
    }
}

impl<'s> Agglomeration<'s> {
    pub(super) fn new(
        space: &'s VectorSpace,
        groups: Vec<Members>,
        stats: Vec<ClusterStats>,
    ) -> Agglomeration<'s> {
        let story_of = story_of_each(&groups, space.len());
        let norm_factors: Vec<f64> = stats.iter().map(ClusterStats::norm_factor).collect();
        let smallest = norm_factors.iter().copied().fold(1.0, f64::min);
        let cached = groups.iter().map(|_| None).collect();
        Agglomeration { space, groups, stats, story_of, norm_factors, smallest, cached, large: LARGE }
    }

    /// The best for each story. Most articles stand alone and share little with any other. They can only be like
    /// a story of several, which is asked for them, or like another that is by itself as like as is asked.
    pub(super) fn first_bests(&mut self, highest: &[f64], threshold: f64) -> Vec<Option<BestMatch>> {
        let mut best = vec![None; self.groups.len()];
        let is_asked = |group: &Members| match group[..] {
            [lone] => highest[lone] >= least_product(threshold, 1.0),
            _ => true,
        };
        let is_asked: Vec<bool> = self.groups.iter().map(is_asked).collect();
        let asked: Vec<StoryIdx> = StoryIdx::first(best.len()).filter(|story| is_asked[*story]).collect();
        let mut lone: Vec<StoryIdx> = Vec::new();
        for (story, found) in asked.iter().zip(self.bests(&asked, threshold, |other| !is_asked[other])) {
            best[*story] = found.best;
            lone.extend(found.lone);
        }
        lone.sort_unstable();
        lone.dedup();
        for (story, found) in lone.iter().zip(self.bests(&lone, threshold, |_| false)) {
            best[*story] = found.best;
        }
        best
    }

    /// `is_wanted` says which lone articles to name that are as like a story as asked.
    pub(super) fn bests(
        &mut self,
        stories: &[StoryIdx],
        threshold: f64,
        is_wanted: impl Fn(StoryIdx) -> bool + Sync,
    ) -> Vec<BestSearch> {
        let best = |(scratch, totals): &mut (Scratch, NeighbourTotals), story: &StoryIdx| {
            self.best(*story, threshold, &is_wanted, scratch, totals)
        };
        let scratch = || (Scratch::default(), NeighbourTotals::for_stories(self.groups.len()));
        let mut found: Vec<BestSearch> = stories.par_iter().map_init(scratch, best).collect();
        for (story, found) in stories.iter().zip(&mut found) {
            self.cached[*story] = found.cached.take();
        }
        found
    }

    /// Only a story that holds an article near enough to a lone one is worth adding up.
    fn best(
        &self,
        story: StoryIdx,
        least: f64,
        is_wanted: impl Fn(StoryIdx) -> bool,
        scratch: &mut Scratch,
        totals: &mut NeighbourTotals,
    ) -> BestSearch {
        let (own, norm_factor) = (&self.stats[story], self.norm_factors[story]);
        let is_near = |other: StoryIdx, shared: Shared| {
            other != story
                && shared.product >= least_product(least, norm_factor * self.smallest)
                && shared.product >= least_product(least, norm_factor * self.norm_factors[other])
        };
        match self.groups[story][..] {
            [lone] => {
                let mut shares: Vec<(StoryIdx, Shared)> = Vec::new();
                let mut keep = |other: ArticleIdx, shared| shares.push((self.story_of[other], shared));
                self.space.shared(lone, true, scratch, &mut keep);
                for (other, _) in shares.iter().filter(|(other, shared)| is_near(*other, *shared)) {
                    totals.with(*other);
                }
                if !totals.is_empty() {
                    for (other, shared) in shares {
                        totals.add(other, shared);
                    }
                }
            }
            // Many members share too much to hold it all, and are near many a story.
            _ => self.add_up(story, scratch, totals),
        }
        let cached = self.keep(story, totals);
        let mut lone = Vec::new();
        let best = totals.best(least, |other, pair, best| {
            let is_asked = is_wanted(other);
            // The other way round it may come out larger, by the order of adding.
            let floor = if is_asked { least / ROUNDING } else { best };
            let similarity = own.similarity(&self.stats[other], pair, self.space, floor);
            if is_asked && similarity >= floor {
                lone.push(other);
            }
            similarity
        });
        BestSearch { best, lone, cached }
    }

    /// Adds up what the members of a story share with all others.
    pub(super) fn add_up(&self, story: StoryIdx, scratch: &mut Scratch, totals: &mut NeighbourTotals) {
        let cached = self.cached[story].as_ref();
        for (article, pair) in cached.into_iter().flat_map(|cached| &cached.near) {
            let other = self.story_of[*article];
            if other != story {
                totals.with(other).add_all(*pair);
            }
        }
        for &article in cached.map_or(&*self.groups[story], |cached| &cached.rest) {
            self.space.shared(article, true, scratch, |other, shared| {
                let other = self.story_of[other];
                if other != story {
                    totals.with(other).add(shared);
                }
            });
        }
    }

    /// What is kept of what a story shares with the others: nothing where it is small, or near so many that it would
    /// take much memory.
    fn keep(&self, story: StoryIdx, totals: &NeighbourTotals) -> Option<CachedNeighbours> {
        let members = self.groups[story].len();
        let keeps = members >= self.large && totals.near.len() <= KEPT * members;
        let near = || totals.near.iter().map(|(other, pair)| (self.groups[*other][0], *pair));
        keeps.then(|| CachedNeighbours { near: near().collect(), rest: Vec::new() })
    }

    pub(super) fn join(&mut self, a: StoryIdx, b: BestMatch) {
        self.stats[a] = self.stats[a].plus(&self.stats[b.story], b.product);
        self.norm_factors[a] = self.stats[a].norm_factor();
        self.smallest = self.smallest.min(self.norm_factors[a]);
        let members = mem::take(&mut self.groups[b.story]);
        self.cached[a] = match (self.cached[a].take(), self.cached[b.story].take()) {
            (Some(of_a), Some(of_b)) => Some(of_a.and(of_b)),
            (Some(of_a), None) => Some(of_a.with(&members)),
            (None, Some(of_b)) => Some(of_b.with(&self.groups[a])),
            (None, None) => None,
        };
        for &at in &members {
            self.story_of[at] = a;
        }
        self.groups[a].extend(members);
        self.groups[a].sort_unstable();
    }
}
