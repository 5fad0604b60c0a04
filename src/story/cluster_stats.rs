//! What grouping adds up: what is known of a story, and what the members of two stories share.

use super::members::{ArticleIdx, Members, StoryIdx};
use super::vector_space::{Scratch, Shared, VectorSpace};

/// The norm_factor of the lengths in [`ClusterStats::similarity`].
const POWER: f64 = 0.8;

/// More than what the order of adding can change.
pub(super) const ROUNDING: f64 = 1.000_001;

/// The least product of two articles that can make their stories so like, where the [norm_factors](ClusterStats::norm_factor) of the
/// stories come to `norm_factors` or more: a mean is no more than its largest part.
pub(super) fn least_product(similarity: f64, norm_factors: f64) -> f64 {
    similarity * norm_factors / ROUNDING
}

/// What grouping knows of a story: the sum of its vectors is never built, its length and products suffice.
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

    /// Of the story of these articles, which are in order.
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

    /// The mean time of its members.
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

    /// Length of the mean vector: 1 for a lone article, less for a story, at most by the root of its size.
    fn length(&self) -> f64 {
        self.square.max(0.0).sqrt() / self.count
    }

    /// What a product is divided by for the story's length.
    pub(super) fn norm_factor(&self) -> f64 {
        self.length().powf(POWER)
    }

    /// Mean product of members, over the lengths of the mean vectors to this power, faded by time. 0 would
    /// split large stories (average linkage), 1 would let them swallow neighbours (cosine of centres).
    ///
    /// 0 where it is certain to be below `least`: time only takes away, and lengths of at most 1 grow by the norm_factor.
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

    /// A lone article needs more than one word in common with another, or with a member of a story, and a word
    /// with three in five members: so one name does not make an event, nor a chain of neighbours a story. On the
    /// labelled stories .45 to .6 do equally well.
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

/// What the members of two stories share, over all cross pairs.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct PairTotals {
    pub(super) product: f64,
    /// Pairs that share a word.
    pub(super) sharing: f64,
    /// Pairs that share more than one.
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

/// What one story shares with those that are near it; cleared by asking for the best.
#[derive(Default)]
pub(super) struct NeighbourTotals {
    /// The near stories, and what is shared with them.
    pub(super) near: Vec<(StoryIdx, PairTotals)>,
    /// By story: where it stands in `near`, from 1; 0 where it is not near. Zeros cost nothing until they are touched.
    places: Vec<u32>,
}

impl NeighbourTotals {
    /// Makes room for so many stories.
    pub(super) fn for_stories(stories: usize) -> NeighbourTotals {
        NeighbourTotals { near: Vec::new(), places: vec![0; stories] }
    }

    /// Makes room for one more story.
    pub(super) fn add_story(&mut self) {
        self.places.push(0);
    }

    /// Whether no story is near.
    pub(super) fn is_empty(&self) -> bool {
        self.near.is_empty()
    }

    /// What is shared with a story, which is near from now on.
    pub(super) fn with(&mut self, story: StoryIdx) -> &mut PairTotals {
        if self.places[story] == 0 {
            self.near.push((story, PairTotals::default()));
            self.places[story] = self.near.len() as u32;
        }
        &mut self.near[self.places[story] as usize - 1].1
    }

    /// Adds what is shared with a story, if it is near.
    pub(super) fn add(&mut self, story: StoryIdx, shared: Shared) {
        if let Some(place) = self.places[story].checked_sub(1) {
            self.near[place as usize].1.add(shared);
        }
    }

    /// How many members the near stories have.
    pub(super) fn members(&self, groups: &[Members]) -> usize {
        self.near.iter().map(|(story, _)| groups[*story].len()).sum()
    }

    /// Adds what is shared with each member of the near stories.
    pub(super) fn add_members(&mut self, groups: &[Members], shared_with: impl Fn(ArticleIdx) -> Shared) {
        for (story, pair) in &mut self.near {
            for shared in groups[*story].iter().map(|other| shared_with(*other)) {
                if shared.product > 0.0 {
                    pair.add(shared);
                }
            }
        }
    }

    /// The best of the near stories that is at least so like, ties to the smaller number.
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
