//! Agglomeration: in each round, every two stories that are each other's best match become one.

use std::mem;

use rayon::prelude::*;

use super::cluster_stats::{BestMatch, ClusterStats, NeighbourTotals, PairTotals, ROUNDING, least_product};
use super::leader::LeaderPass;
use super::members::{ArticleIdx, Members, StoryIdx, story_of_each};
use super::vector_space::{Scratch, Shared, VectorSpace};

/// Joins stories that are each other's best match until no such pair is left.
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

/// The result of a search: the best match for a story, the lone articles that reach the threshold for it, and its
/// cache.
pub(super) struct BestSearch {
    pub(super) best: Option<BestMatch>,
    lone: Vec<StoryIdx>,
    cached: Option<CachedNeighbours>,
}

/// The neighbours of a story with this many members are cached. For a smaller story it is cheap to compute them again.
const LARGE: usize = 16;
/// The largest number of cached neighbours, for each member of the story.
const KEPT: usize = 32;

/// Stories while they are merged, and their statistics.
pub(super) struct Agglomeration<'s> {
    pub(super) space: &'s VectorSpace,
    pub(super) groups: Vec<Members>,
    pub(super) stats: Vec<ClusterStats>,
    pub(super) story_of: Vec<StoryIdx>,
    /// The [norm factor](ClusterStats::norm_factor) of each story, and the smallest of all.
    norm_factors: Vec<f64>,
    smallest: f64,
    /// The cached neighbours of large stories.
    pub(super) cached: Vec<Option<CachedNeighbours>>,
    /// The number of members that makes a story large.
    pub(super) large: usize,
}

/// Totals that a story shares with other stories, cached so that a change in one of those does not mean reading all
/// members of this one again.
pub(super) struct CachedNeighbours {
    /// The totals with each neighbour, which is named by one of its articles.
    near: Vec<(ArticleIdx, PairTotals)>,
    /// Members that the cached totals do not include.
    rest: Vec<ArticleIdx>,
}

impl CachedNeighbours {
    /// Merges the caches of two stories that became one.
    fn and(mut self, other: CachedNeighbours) -> CachedNeighbours {
        self.near.extend(other.near);
        self.rest.extend(other.rest);
        self
    }

    /// Adds members that the story gained.
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

    /// Finds the best match of each story. Most articles are alone and share little with any other. A lone article can
    /// only match a story of several articles, whose own search finds it, or another article whose similarity to it
    /// reaches the threshold by itself.
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

    /// Finds the best match of each story. `is_wanted` selects the lone articles to report if they reach the threshold.
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

    /// For a lone article, totals are added up only for stories with a member that is near enough to it.
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
            // A story of many articles shares words with too many others to hold them all, and is near to most of them.
            _ => self.add_up(story, scratch, totals),
        }
        let cached = self.keep(story, totals);
        let mut lone = Vec::new();
        let best = totals.best(least, |other, pair, best| {
            let is_asked = is_wanted(other);
            // Computed from the other side the value may be larger, because a sum depends on the order of adding.
            let floor = if is_asked { least / ROUNDING } else { best };
            let similarity = own.similarity(&self.stats[other], pair, self.space, floor);
            if is_asked && similarity >= floor {
                lone.push(other);
            }
            similarity
        });
        BestSearch { best, lone, cached }
    }

    /// Adds up the totals of the members of a story with all other stories.
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

    /// Returns the totals to cache: none for a small story, or for one with so many neighbours that the cache would
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
