//! The totals of grouping: statistics of one story, and totals over the member pairs of two stories.

use super::members::{ArticleIdx, Members, StoryIdx};
use super::vector_space::{Scratch, Shared, VectorSpace};

/// The exponent of the lengths in [`ClusterStats::similarity`].
const POWER: f64 = 0.8;

/// A factor larger than any difference caused by the order of adding.
pub(super) const ROUNDING: f64 = 1.000_001;

/// The smallest product of two articles with which their stories can reach `similarity`, if the product of the stories'
/// [norm factors](ClusterStats::norm_factor) is `norm_factors` or more: a mean is at most its largest part.
pub(super) fn least_product(similarity: f64, norm_factors: f64) -> f64 {
    similarity * norm_factors / ROUNDING
}

/// The statistics of a story. The sum of its vectors is never built: its length and the products are enough.
#[derive(Debug, Clone, Copy)]
pub(super) struct ClusterStats {
    count: f64,
    /// Squared length of the sum of the vectors.
    square: f64,
    /// Sum of the times of the members.
    time: f64,
}

impl ClusterStats {
    pub(super) fn from_article(space: &VectorSpace, article: ArticleIdx) -> ClusterStats {
        ClusterStats { count: 1.0, square: 1.0, time: space.time(article) }
    }

    /// Computes the statistics of the story of these sorted articles.
    pub(super) fn from_members(
        space: &VectorSpace,
        members: &[ArticleIdx],
        scratch: &mut Scratch,
    ) -> ClusterStats {
        debug_assert!(members.is_sorted());
        let mut stats = ClusterStats { count: 0.0, square: 0.0, time: 0.0 };
        for &article in members {
            let mut product = 0.0;
            space.shared(article, false, scratch, |other, shared| {
                product += if members.binary_search(&other).is_ok() { shared.product } else { 0.0 };
            });
            stats = stats.plus(&ClusterStats::from_article(space, article), product);
        }
        stats
    }

    /// The mean time of the members, in hours since 1970.
    pub(super) fn mean(&self) -> f64 {
        self.time / self.count
    }

    pub(super) fn plus(&self, other: &ClusterStats, product: f64) -> ClusterStats {
        ClusterStats {
            count: self.count + other.count,
            square: self.square + other.square + 2.0 * product,
            time: self.time + other.time,
        }
    }

    /// The length of the mean vector: 1 for a lone article, less for a story, but at least 1/√n for n articles.
    fn length(&self) -> f64 {
        self.square.max(0.0).sqrt() / self.count
    }

    /// The story's part of the divisor in [`ClusterStats::similarity`].
    pub(super) fn norm_factor(&self) -> f64 {
        self.length().powf(POWER)
    }

    /// The mean product of the members, divided by the product of both mean lengths to the power `POWER`, and decayed
    /// by time. An exponent of 0 would split large stories (average linkage), 1 would let them swallow neighbours
    /// (cosine of centres).
    ///
    /// Returns 0 if the result is certain to be below `least`. Decay only lowers a value, and a length of at most 1
    /// only grows when it is raised to `POWER`.
    pub(super) fn similarity(
        &self,
        other: &ClusterStats,
        pair: PairTotals,
        space: &VectorSpace,
        least: f64,
    ) -> f64 {
        if !self.may_meet(other, pair) {
            return 0.0;
        }
        let mean = pair.product / (self.count * other.count);
        let lengths = self.length() * other.length();
        if mean * ROUNDING < least * lengths.min(1.0) {
            return 0.0;
        }
        let timeless = mean / lengths.powf(POWER);
        if timeless < least {
            return 0.0;
        }
        timeless * space.decay(self.mean(), other.mean())
    }

    /// Whether two stories may be similar at all. A lone article must share more than one word with another article, or
    /// with a member of a story, and at least one word with three in five members. So one shared name does not make an
    /// event, and a chain of neighbours does not make a story. On the labelled stories .45 to .6 do equally well.
    fn may_meet(&self, other: &ClusterStats, pair: PairTotals) -> bool {
        const MEMBERS: f64 = 0.6;
        let (fewer, more) = (self.count.min(other.count), self.count.max(other.count));
        match (fewer, more) {
            (1.0, 1.0) => pair.linked > 0.0,
            (1.0, _) => pair.linked > 0.0 && pair.sharing >= MEMBERS * more,
            _ => true,
        }
    }
}

/// Totals over all pairs of a member of one story and a member of another.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct PairTotals {
    pub(super) product: f64,
    /// Pairs that share a word.
    pub(super) sharing: f64,
    /// Pairs that share more than one word.
    pub(super) linked: f64,
}

impl PairTotals {
    pub(super) fn add(&mut self, shared: Shared) {
        self.product += shared.product;
        self.sharing += 1.0;
        self.linked += f64::from(u8::from(shared.is_linked()));
    }

    pub(super) fn add_all(&mut self, other: PairTotals) {
        self.product += other.product;
        self.sharing += other.sharing;
        self.linked += other.linked;
    }
}

/// Totals of one story with the stories near it. [`NeighbourTotals::best`] clears them.
#[derive(Default)]
pub(super) struct NeighbourTotals {
    /// The near stories, each with its totals.
    pub(super) near: Vec<(StoryIdx, PairTotals)>,
    /// For each story, its position in `near`, from 1; 0 if it is not near. Zeros take no memory until they are
    /// touched.
    places: Vec<u32>,
}

impl NeighbourTotals {
    /// Totals for this many stories, none of them near.
    pub(super) fn for_stories(stories: usize) -> NeighbourTotals {
        NeighbourTotals { near: Vec::new(), places: vec![0; stories] }
    }

    /// Makes space for one more story.
    pub(super) fn add_story(&mut self) {
        self.places.push(0);
    }

    /// Whether no story is near.
    pub(super) fn is_empty(&self) -> bool {
        self.near.is_empty()
    }

    /// Marks a story as near and returns its totals.
    pub(super) fn with(&mut self, story: StoryIdx) -> &mut PairTotals {
        if self.places[story] == 0 {
            self.near.push((story, PairTotals::default()));
            self.places[story] = self.near.len() as u32;
        }
        &mut self.near[self.places[story] as usize - 1].1
    }

    /// Adds a pair to the totals of a story, if the story is near.
    pub(super) fn add(&mut self, story: StoryIdx, shared: Shared) {
        if let Some(place) = self.places[story].checked_sub(1) {
            self.near[place as usize].1.add(shared);
        }
    }

    /// The number of members of all near stories.
    pub(super) fn members(&self, groups: &[Members]) -> usize {
        self.near.iter().map(|(story, _)| groups[*story].len()).sum()
    }

    /// Adds the pairs with each member of the near stories.
    pub(super) fn add_members(&mut self, groups: &[Members], shared_with: impl Fn(ArticleIdx) -> Shared) {
        for (story, pair) in &mut self.near {
            for shared in groups[*story].iter().map(|other| shared_with(*other)) {
                if shared.product > 0.0 {
                    pair.add(shared);
                }
            }
        }
    }

    /// Returns the most similar near story whose similarity is at least `least`, and clears the totals. Ties go to the
    /// smaller index.
    pub(super) fn best(
        &mut self,
        least: f64,
        mut similarity: impl FnMut(StoryIdx, PairTotals, f64) -> f64,
    ) -> Option<BestMatch> {
        let mut best: Option<BestMatch> = None;
        for (story, pair) in self.near.drain(..) {
            self.places[story] = 0;
            let similarity = similarity(story, pair, best.map_or(least, |best| best.similarity));
            let is_better = |best: BestMatch| (similarity, best.story) > (best.similarity, story);
            if best.is_none_or(is_better) {
                best = Some(BestMatch { story, product: pair.product, similarity });
            }
        }
        best.filter(|best| best.similarity >= least)
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct BestMatch {
    pub(super) story: StoryIdx,
    pub(super) product: f64,
    similarity: f64,
}
