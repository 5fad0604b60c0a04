//! What grouping adds up: what is known of a story, and what the members of two stories share.

use super::super::similarity::{Scratch, Shared, Space};
use super::Members;

/// The power of the lengths in [`Sum::likeness`].
const POWER: f64 = 0.8;

/// More than what the order of adding can change.
pub(super) const ROUNDING: f64 = 1.000_001;

/// The least product of two articles that can make their stories so like, where the [powers](Sum::power) of the
/// stories come to `powers` or more: a mean is no more than its largest part.
pub(super) fn least_product(likeness: f64, powers: f64) -> f64 {
    likeness * powers / ROUNDING
}

/// What grouping knows of a story: the sum of its vectors is never built, its length and products suffice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sum {
    count: f64,
    /// Squared length of the sum of the vectors.
    square: f64,
    /// Sum of the times of the members.
    time: f64,
}

impl Sum {
    pub(super) fn of(space: &Space, article: usize) -> Sum {
        Sum { count: 1.0, square: 1.0, time: space.time(article) }
    }

    /// Of the story of these articles, which are in order.
    pub(super) fn of_all(space: &Space, members: &[usize], scratch: &mut Scratch) -> Sum {
        debug_assert!(members.is_sorted());
        let mut sum = Sum { count: 0.0, square: 0.0, time: 0.0 };
        for &article in members {
            let mut product = 0.0;
            space.shared(article, false, scratch, |other, shared| {
                product += if members.binary_search(&other).is_ok() { shared.product } else { 0.0 };
            });
            sum = sum.plus(&Sum::of(space, article), product);
        }
        sum
    }

    /// The mean time of its members.
    pub(super) fn mean(&self) -> f64 {
        self.time / self.count
    }

    pub(super) fn plus(&self, other: &Sum, product: f64) -> Sum {
        Sum {
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
    pub(super) fn power(&self) -> f64 {
        self.length().powf(POWER)
    }

    /// Mean product of members, over the lengths of the mean vectors to this power, faded by time. 0 would
    /// split large stories (average linkage), 1 would let them swallow neighbours (cosine of centres).
    ///
    /// 0 where it is certain to be below `least`: time only takes away, and lengths of at most 1 grow by the power.
    pub(super) fn likeness(&self, other: &Sum, cross: Cross, space: &Space, least: f64) -> f64 {
        if !self.may_meet(other, cross) {
            return 0.0;
        }
        let mean = cross.product / (self.count * other.count);
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
    fn may_meet(&self, other: &Sum, cross: Cross) -> bool {
        const MEMBERS: f64 = 0.6;
        let (fewer, more) = (self.count.min(other.count), self.count.max(other.count));
        match (fewer, more) {
            (1.0, 1.0) => cross.linked > 0.0,
            (1.0, _) => cross.linked > 0.0 && cross.sharing >= MEMBERS * more,
            _ => true,
        }
    }
}

/// What the members of two stories share, over all cross pairs.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cross {
    pub(super) product: f64,
    /// Pairs that share a word.
    pub(super) sharing: f64,
    /// Pairs that share more than one.
    pub(super) linked: f64,
}

impl Cross {
    pub(super) fn add(&mut self, shared: Shared) {
        self.product += shared.product;
        self.sharing += 1.0;
        self.linked += f64::from(u8::from(shared.is_linked()));
    }

    pub(super) fn add_all(&mut self, other: Cross) {
        self.product += other.product;
        self.sharing += other.sharing;
        self.linked += other.linked;
    }
}

/// What one story shares with those that are near it; cleared by asking for the best.
#[derive(Default)]
pub(super) struct Crosses {
    /// The near stories, and what is shared with them.
    pub(super) near: Vec<(usize, Cross)>,
    /// By story: where it stands in `near`, from 1; 0 where it is not near. Zeros cost nothing until they are touched.
    places: Vec<u32>,
}

impl Crosses {
    /// Makes room for so many stories.
    pub(super) fn for_stories(stories: usize) -> Crosses {
        Crosses { near: Vec::new(), places: vec![0; stories] }
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
    pub(super) fn with(&mut self, story: usize) -> &mut Cross {
        if self.places[story] == 0 {
            self.near.push((story, Cross::default()));
            self.places[story] = self.near.len() as u32;
        }
        &mut self.near[self.places[story] as usize - 1].1
    }

    /// Adds what is shared with a story, if it is near.
    pub(super) fn add(&mut self, story: usize, shared: Shared) {
        if let Some(place) = self.places[story].checked_sub(1) {
            self.near[place as usize].1.add(shared);
        }
    }

    /// How many members the near stories have.
    pub(super) fn members(&self, groups: &[Members]) -> usize {
        self.near.iter().map(|(story, _)| groups[*story].len()).sum()
    }

    /// Adds what is shared with each member of the near stories.
    pub(super) fn add_members(&mut self, groups: &[Members], shared_with: impl Fn(usize) -> Shared) {
        for (story, cross) in &mut self.near {
            for shared in groups[*story].iter().map(|other| shared_with(*other)) {
                if shared.product > 0.0 {
                    cross.add(shared);
                }
            }
        }
    }

    /// The best of the near stories that is at least so like, ties to the smaller number.
    pub(super) fn best(
        &mut self,
        least: f64,
        mut likeness: impl FnMut(usize, Cross, f64) -> f64,
    ) -> Option<Best> {
        let mut best: Option<Best> = None;
        for (story, cross) in self.near.drain(..) {
            self.places[story] = 0;
            let likeness = likeness(story, cross, best.map_or(least, |best| best.likeness));
            let is_better = |best: Best| (likeness, best.story) > (best.likeness, story);
            if best.is_none_or(is_better) {
                best = Some(Best { story, product: cross.product, likeness });
            }
        }
        best.filter(|best| best.likeness >= least)
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Best {
    pub(super) story: usize,
    pub(super) product: f64,
    likeness: f64,
}
