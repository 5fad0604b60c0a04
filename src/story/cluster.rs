//! Two ways to group, each deterministic: a leader pass by time, and merging of stories that are each other's
//! best. Likeness is to the story as a whole, so a chain of pairs does not become a story.

use rayon::prelude::*;

use super::similarity::{Scratch, Shared, Space};
use crate::model::Reason;

/// What grouping knows of a story: the sum of its vectors is never built, its length and products suffice.
#[derive(Debug, Clone, Copy)]
struct Sum {
    count: f64,
    /// Squared length of the sum of the vectors.
    square: f64,
    /// Sum of the times of the dated members, and how many they are.
    time: f64,
    dated: f64,
}

impl Sum {
    fn of(space: &Space, article: usize) -> Sum {
        let time = space.time(article);
        Sum { count: 1.0, square: 1.0, time: time.unwrap_or(0.0), dated: f64::from(u8::from(time.is_some())) }
    }

    fn mean(&self) -> Option<f64> {
        (self.dated > 0.0).then(|| self.time / self.dated)
    }

    fn plus(&self, other: &Sum, product: f64) -> Sum {
        Sum {
            count: self.count + other.count,
            square: self.square + other.square + 2.0 * product,
            time: self.time + other.time,
            dated: self.dated + other.dated,
        }
    }

    /// Mean product of members, over the lengths of the mean vectors to this power, faded by time. 0 would
    /// split large stories (average linkage), 1 would let them swallow neighbours (cosine of centres).
    ///
    /// 0 where it is certain to be below `least`: time only takes away, and lengths of at most 1 grow by the power.
    fn likeness(&self, other: &Sum, cross: Cross, space: &Space, least: f64) -> f64 {
        const POWER: f64 = 0.8;
        const ROUNDING: f64 = 1.000_001;
        if !self.may_meet(other, cross) {
            return 0.0;
        }
        let length = |sum: &Sum| sum.square.max(0.0).sqrt() / sum.count;
        let mean = cross.product / (self.count * other.count);
        let lengths = length(self) * length(other);
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
struct Cross {
    product: f64,
    /// Pairs that share a word.
    sharing: f64,
    /// Pairs that share more than one.
    linked: f64,
}

impl Cross {
    fn add(&mut self, shared: Shared) {
        self.product += shared.product;
        self.sharing += 1.0;
        self.linked += f64::from(u8::from(shared.is_linked()));
    }
}

/// What one story shares with each other, with the stories touched, so that clearing costs no more than filling.
struct Crosses {
    crosses: Vec<Cross>,
    touched: Vec<usize>,
}

impl Crosses {
    fn new(stories: usize) -> Crosses {
        Crosses { crosses: vec![Cross::default(); stories], touched: Vec::new() }
    }

    fn add(&mut self, story: usize, shared: Shared) {
        let cross = &mut self.crosses[story];
        if cross.sharing == 0.0 {
            self.touched.push(story);
        }
        cross.add(shared);
    }

    /// The best of the touched stories that is at least so like, ties to the smaller number; and clears.
    fn best(&mut self, least: f64, likeness: impl Fn(usize, Cross, f64) -> f64) -> Option<Best> {
        self.touched.sort_unstable();
        let mut best: Option<Best> = None;
        for story in self.touched.drain(..) {
            let cross = std::mem::take(&mut self.crosses[story]);
            let likeness = likeness(story, cross, best.map_or(least, |best| best.likeness));
            if best.is_none_or(|best| likeness > best.likeness) {
                best = Some(Best { story, product: cross.product, likeness });
            }
        }
        best.filter(|best| best.likeness >= least)
    }
}

#[derive(Debug, Clone, Copy)]
struct Best {
    story: usize,
    product: f64,
    likeness: f64,
}

/// Each article, by time, joins the story it is most like, or opens one.
pub(super) fn leader(space: &Space, threshold: f64) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut sums: Vec<Sum> = Vec::new();
    let mut story_of: Vec<usize> = Vec::with_capacity(space.len());
    let mut crosses = Crosses::new(space.len());
    let all: Vec<usize> = (0..space.len()).collect();
    // What articles share is the cost and found in parallel; which story they join depends on those before them.
    for (article, shares) in all.chunks(CHUNK).flat_map(|chunk| shares(space, chunk)) {
        let alone = Sum::of(space, article);
        for (other, shared) in shares {
            crosses.add(story_of[other as usize], shared);
        }
        let best =
            crosses.best(threshold, |story, cross, least| alone.likeness(&sums[story], cross, space, least));
        match best {
            Some(best) => {
                sums[best.story] = sums[best.story].plus(&alone, best.product);
                groups[best.story].push(article);
                story_of.push(best.story);
            }
            None => {
                story_of.push(groups.len());
                sums.push(alone);
                groups.push(vec![article]);
            }
        }
    }
    groups
}

/// Articles whose likenesses are held at a time.
const CHUNK: usize = 1024;

/// What each of some articles shares with those before it.
fn shares(space: &Space, articles: &[usize]) -> Vec<(usize, Vec<(u32, Shared)>)> {
    let of = |scratch: &mut Scratch, &article: &usize| {
        let mut shares = Vec::new();
        space.shared(article, false, scratch, |other, shared| shares.push((other as u32, shared)));
        (article, shares)
    };
    articles.par_iter().map_init(|| Scratch::new(space), of).collect()
}

/// What an article shares with the others of its story.
pub(super) fn reason(space: &Space, article: usize, others: &[usize]) -> Reason {
    const WORDS: usize = 6;
    let mut groups: Vec<Vec<usize>> = vec![others.to_vec(), vec![article]];
    groups.extend((0..space.len()).filter(|at| *at != article && !others.contains(at)).map(|at| vec![at]));
    let merging = Merging::new(space, groups);
    let rest = merging.sums[0];
    let cross = merging.cross(1, 0);
    let words = space.words_shared(article, others).into_iter().take(WORDS).map(str::to_owned).collect();
    let hours = rest.mean().zip(space.time(article)).map(|(mean, time)| (mean - time).abs());
    Reason { words, likeness: merging.sums[1].likeness(&rest, cross, space, 0.0), hours }
}

/// Joins stories that are each other's best until none are left.
pub(super) fn merge(space: &Space, groups: Vec<Vec<usize>>, threshold: f64) -> Vec<Vec<usize>> {
    let mut merging = Merging::new(space, groups);
    let mut stale: Vec<usize> = (0..merging.groups.len()).collect();
    let mut best: Vec<Option<Best>> = vec![None; stale.len()];
    while !stale.is_empty() {
        let room = || (Scratch::new(space), Crosses::new(merging.groups.len()));
        let found: Vec<Option<Best>> = stale
            .par_iter()
            .map_init(room, |(scratch, crosses), &story| merging.best(story, threshold, scratch, crosses))
            .collect();
        for (story, found) in stale.drain(..).zip(found) {
            best[story] = found;
        }
        let mutual = |a: usize| {
            let b = best[a].filter(|b| a < b.story)?;
            (best[b.story]?.story == a).then_some((a, b))
        };
        let pairs: Vec<(usize, Best)> = (0..best.len()).filter_map(mutual).collect();
        let mut changed = vec![false; best.len()];
        for (a, b) in pairs {
            merging.join(a, b);
            best[b.story] = None;
            changed[a] = true;
            changed[b.story] = true;
        }
        let is_stale = |story: &usize| {
            !merging.groups[*story].is_empty()
                && (changed[*story] || best[*story].is_some_and(|best| changed[best.story]))
        };
        stale = (0..best.len()).filter(is_stale).collect();
    }
    merging.groups.into_iter().filter(|group| !group.is_empty()).collect()
}

struct Merging<'s> {
    space: &'s Space,
    groups: Vec<Vec<usize>>,
    sums: Vec<Sum>,
    story_of: Vec<usize>,
}

impl<'s> Merging<'s> {
    fn new(space: &'s Space, groups: Vec<Vec<usize>>) -> Merging<'s> {
        let mut story_of = vec![0; space.len()];
        for (story, members) in groups.iter().enumerate() {
            for &at in members {
                story_of[at] = story;
            }
        }
        let mut merging = Merging { space, sums: Vec::new(), story_of, groups };
        let mut scratch = Scratch::new(space);
        merging.sums = (0..merging.groups.len()).map(|story| merging.sum(story, &mut scratch)).collect();
        merging
    }

    fn sum(&self, story: usize, scratch: &mut Scratch) -> Sum {
        let mut sum = Sum { count: 0.0, square: 0.0, time: 0.0, dated: 0.0 };
        let members = &self.groups[story];
        for &article in members {
            let mut product = 0.0;
            if members.len() > 1 {
                self.space.shared(article, false, scratch, |other, shared| {
                    product += if self.story_of[other] == story { shared.product } else { 0.0 };
                });
            }
            sum = sum.plus(&Sum::of(self.space, article), product);
        }
        sum
    }

    /// What one story shares with another.
    fn cross(&self, story: usize, with: usize) -> Cross {
        let mut scratch = Scratch::new(self.space);
        let mut cross = Cross::default();
        for &article in &self.groups[story] {
            self.space.shared(article, true, &mut scratch, |other, shared| {
                if self.story_of[other] == with {
                    cross.add(shared);
                }
            });
        }
        cross
    }

    fn best(&self, story: usize, least: f64, scratch: &mut Scratch, crosses: &mut Crosses) -> Option<Best> {
        for &article in &self.groups[story] {
            self.space.shared(article, true, scratch, |other, shared| {
                if self.story_of[other] != story {
                    crosses.add(self.story_of[other], shared);
                }
            });
        }
        crosses.best(least, |other, cross, least| {
            self.sums[story].likeness(&self.sums[other], cross, self.space, least)
        })
    }

    fn join(&mut self, a: usize, b: Best) {
        self.sums[a] = self.sums[a].plus(&self.sums[b.story], b.product);
        let members = std::mem::take(&mut self.groups[b.story]);
        for &at in &members {
            self.story_of[at] = a;
        }
        self.groups[a].extend(members);
        self.groups[a].sort_unstable();
    }
}
