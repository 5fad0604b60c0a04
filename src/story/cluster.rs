//! Two ways to group, each deterministic: a leader pass by time, and merging of stories that are each other's
//! best. Likeness is to the story as a whole, so a chain of pairs does not become a story.

use std::mem;
use std::ops::Range;

use rayon::prelude::*;

use super::similarity::{Scratch, Shared, Space};
use crate::model::Reason;

/// The power of the lengths in [`Sum::likeness`].
const POWER: f64 = 0.8;

/// More than what the order of adding can change.
const ROUNDING: f64 = 1.000_001;

/// The least product of two articles that can make their stories so like, where the [powers](Sum::power) of the
/// stories come to `powers` or more: a mean is no more than its largest part.
fn least_product(likeness: f64, powers: f64) -> f64 {
    likeness * powers / ROUNDING
}

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

    /// Length of the mean vector: 1 for a lone article, less for a story, at most by the root of its size.
    fn length(&self) -> f64 {
        self.square.max(0.0).sqrt() / self.count
    }

    /// What a product is divided by for the story's length.
    fn power(&self) -> f64 {
        self.length().powf(POWER)
    }

    /// Mean product of members, over the lengths of the mean vectors to this power, faded by time. 0 would
    /// split large stories (average linkage), 1 would let them swallow neighbours (cosine of centres).
    ///
    /// 0 where it is certain to be below `least`: time only takes away, and lengths of at most 1 grow by the power.
    fn likeness(&self, other: &Sum, cross: Cross, space: &Space, least: f64) -> f64 {
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

    fn add_all(&mut self, other: Cross) {
        self.product += other.product;
        self.sharing += other.sharing;
        self.linked += other.linked;
    }
}

/// What one story shares with those that are near it; cleared by asking for the best.
#[derive(Default)]
struct Crosses {
    /// The near stories, and what is shared with them.
    near: Vec<(usize, Cross)>,
    /// By story: where it stands in `near`, from 1; 0 where it is not near. Zeros cost nothing until they are touched.
    places: Vec<u32>,
}

impl Crosses {
    /// Makes room for so many stories.
    fn for_stories(stories: usize) -> Crosses {
        Crosses { near: Vec::new(), places: vec![0; stories] }
    }

    /// Whether no story is near.
    fn is_empty(&self) -> bool {
        self.near.is_empty()
    }

    /// What is shared with a story, which is near from now on.
    fn with(&mut self, story: usize) -> &mut Cross {
        if self.places[story] == 0 {
            self.near.push((story, Cross::default()));
            self.places[story] = self.near.len() as u32;
        }
        &mut self.near[self.places[story] as usize - 1].1
    }

    /// Adds what is shared with a story, if it is near.
    fn add(&mut self, story: usize, shared: Shared) {
        if let Some(place) = self.places[story].checked_sub(1) {
            self.near[place as usize].1.add(shared);
        }
    }

    /// How many members the near stories have.
    fn members(&self, groups: &[Vec<usize>]) -> usize {
        self.near.iter().map(|(story, _)| groups[*story].len()).sum()
    }

    /// Adds what is shared with each member of the near stories.
    fn add_members(&mut self, groups: &[Vec<usize>], shared_with: impl Fn(usize) -> Shared) {
        for (story, cross) in &mut self.near {
            for shared in groups[*story].iter().map(|other| shared_with(*other)) {
                if shared.product > 0.0 {
                    cross.add(shared);
                }
            }
        }
    }

    /// The best of the near stories that is at least so like, ties to the smaller number.
    fn best(&mut self, least: f64, mut likeness: impl FnMut(usize, Cross, f64) -> f64) -> Option<Best> {
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
struct Best {
    story: usize,
    product: f64,
    likeness: f64,
}

/// Stories with what is known of them, and for each article how like it is to the other it is most like, each by
/// itself, where that is much.
pub(super) struct Led {
    pub(super) groups: Vec<Vec<usize>>,
    sums: Vec<Sum>,
    most: Vec<f64>,
}

/// Each article, by time, joins the story it is most like, or opens one.
///
/// What articles share is the cost and found in parallel; which story they join depends on those before them. Few
/// share enough with any article to join its story, and only those are looked at again.
pub(super) fn leader(space: &Space, threshold: f64) -> Led {
    /// Stories of a smaller power are rare (a length of half); for longer ones it takes more to be like them.
    const SMALL: f64 = 0.57;
    /// What walking the words of two articles costs, in articles of a word that are looked at.
    const WALK: usize = 32;
    let mut led = Led { groups: Vec::new(), sums: Vec::new(), most: vec![0.0; space.len()] };
    let mut story_of: Vec<usize> = Vec::with_capacity(space.len());
    let mut crosses = Crosses::default();
    let mut scratch = Scratch::default();
    let (mut powers, mut smallest): (Vec<f64>, f64) = (Vec::new(), 1.0);
    while story_of.len() < space.len() {
        let start = story_of.len();
        let floor = least_product(threshold, SMALL.min(smallest * smallest));
        let end = space.len().min(start + (PAIRS / space.most_within_reach()).clamp(1, CHUNK));
        let near = near(space, start..end, floor);
        for (article, near) in (start..end).zip(near.iter().flat_map(Near::each)) {
            if least_product(threshold, smallest) < floor {
                // A story has become so short that less counts: on with new lists.
                break;
            }
            for &(other, product) in near {
                let other = other as usize;
                if product > led.most[article].min(led.most[other]) {
                    let likeness = product * space.decay(space.time(article), space.time(other));
                    led.most[article] = led.most[article].max(likeness);
                    led.most[other] = led.most[other].max(likeness);
                }
            }
            for &(other, product) in near {
                let story = story_of[other as usize];
                if product >= least_product(threshold, powers[story]) {
                    crosses.with(story);
                }
            }
            if crosses.members(&led.groups) * WALK < space.cost(article) {
                crosses.add_members(&led.groups, |other| space.shared_with(article, other));
            } else if !crosses.is_empty() {
                space.shared(article, false, &mut scratch, |other, shared| {
                    crosses.add(story_of[other], shared);
                });
            }
            let alone = Sum::of(space, article);
            let likeness = |story: usize, cross, least| alone.likeness(&led.sums[story], cross, space, least);
            match crosses.best(threshold, likeness) {
                Some(best) => {
                    led.sums[best.story] = led.sums[best.story].plus(&alone, best.product);
                    powers[best.story] = led.sums[best.story].power();
                    smallest = smallest.min(powers[best.story]);
                    led.groups[best.story].push(article);
                    story_of.push(best.story);
                }
                None => {
                    story_of.push(led.groups.len());
                    led.sums.push(alone);
                    powers.push(1.0);
                    crosses.places.push(0);
                    led.groups.push(vec![article]);
                }
            }
        }
    }
    led
}

/// Articles whose neighbours are held at a time, and pairs of them.
const CHUNK: usize = 4096;
const PAIRS: usize = 4 << 20;

/// Articles that one worker looks at in turn.
const TURN: usize = 64;

/// For each of some articles those before it with which it shares so much, and how much.
fn near(space: &Space, articles: Range<usize>, floor: f64) -> Vec<Near> {
    let turn = articles.len().div_ceil(rayon::current_num_threads()).min(TURN);
    let of_turn = |scratch: &mut Scratch, first: usize| {
        let mut near = Near { all: Vec::new(), ends: Vec::with_capacity(turn) };
        for article in first..articles.end.min(first + turn) {
            space.near(article, floor, scratch, |other, product| near.all.push((other as u32, product)));
            near.ends.push(near.all.len());
        }
        near
    };
    articles.clone().into_par_iter().step_by(turn).map_init(Scratch::default, of_turn).collect()
}

/// Those near to some articles that follow one another, in one list: what one worker has written another reads at once.
struct Near {
    all: Vec<(u32, f64)>,
    /// Where those of each article end.
    ends: Vec<usize>,
}

impl Near {
    fn each(&self) -> impl Iterator<Item = &[(u32, f64)]> {
        let mut start = 0;
        self.ends.iter().map(move |end| &self.all[mem::replace(&mut start, *end)..*end])
    }
}

/// What is known of a story of these articles, which are in order.
fn sum(space: &Space, members: &[usize], scratch: &mut Scratch) -> Sum {
    debug_assert!(members.is_sorted());
    let mut sum = Sum { count: 0.0, square: 0.0, time: 0.0, dated: 0.0 };
    for &article in members {
        let mut product = 0.0;
        if members.len() > 1 {
            space.shared(article, false, scratch, |other, shared| {
                product += if members.binary_search(&other).is_ok() { shared.product } else { 0.0 };
            });
        }
        sum = sum.plus(&Sum::of(space, article), product);
    }
    sum
}

/// What an article shares with the others of its story.
pub(super) fn reason(space: &Space, article: usize, others: &[usize]) -> Reason {
    const WORDS: usize = 6;
    let mut groups: Vec<Vec<usize>> = vec![others.to_vec(), vec![article]];
    groups.extend((0..space.len()).filter(|at| *at != article && !others.contains(at)).map(|at| vec![at]));
    let mut scratch = Scratch::default();
    let sums = groups.iter().map(|members| sum(space, members, &mut scratch)).collect();
    let merging = Merging::new(space, groups, sums);
    let rest = merging.sums[0];
    let cross = merging.cross(1, 0);
    let words = space.words_shared(article, others).into_iter().take(WORDS).map(str::to_owned).collect();
    let hours = rest.mean().zip(space.time(article)).map(|(mean, time)| (mean - time).abs());
    Reason { words, likeness: merging.sums[1].likeness(&rest, cross, space, 0.0), hours }
}

/// Joins stories that are each other's best until none are left.
pub(super) fn merge(space: &Space, led: Led, threshold: f64) -> Vec<Vec<usize>> {
    let Led { groups, sums, most } = led;
    let mut merging = Merging::new(space, groups, sums);
    let mut best = merging.first_bests(&most, threshold);
    loop {
        let mutual = |a: usize| {
            let b = best[a].filter(|b| a < b.story)?;
            (best[b.story]?.story == a).then_some((a, b))
        };
        let pairs: Vec<(usize, Best)> = (0..best.len()).filter_map(mutual).collect();
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
        let is_stale = |story: &usize| {
            !merging.groups[*story].is_empty()
                && (changed[*story] || best[*story].is_some_and(|best| changed[best.story]))
        };
        let stale: Vec<usize> = (0..best.len()).filter(is_stale).collect();
        for (story, found) in stale.iter().zip(merging.bests(&stale, threshold, |_| false)) {
            best[*story] = found.best;
        }
    }
    merging.groups.into_iter().filter(|group| !group.is_empty()).collect()
}

/// The best for a story, the lone articles that are as like it as asked, and what was learned of it.
struct Found {
    best: Option<Best>,
    lone: Vec<usize>,
    known: Option<Known>,
}

/// Members of a story from which on what it shares is kept. Below it costs little to ask them again.
const LARGE: usize = 16;
/// How many other stories are kept for each of its members, at most.
const KEPT: usize = 32;

struct Merging<'s> {
    space: &'s Space,
    groups: Vec<Vec<usize>>,
    sums: Vec<Sum>,
    story_of: Vec<usize>,
    /// The [power](Sum::power) of each story, and the smallest.
    powers: Vec<f64>,
    smallest: f64,
    /// What large stories share with others.
    known: Vec<Option<Known>>,
    /// Members of a large story.
    large: usize,
}

/// What a story shares with others, so that not all its members are asked whenever one of those has grown.
struct Known {
    /// Each by one of its articles.
    near: Vec<(u32, Cross)>,
    /// Members that were not asked.
    rest: Vec<usize>,
}

impl Known {
    /// Of two stories that are one now.
    fn and(mut self, other: Known) -> Known {
        self.near.extend(other.near);
        self.rest.extend(other.rest);
        self
    }

    /// Of a story that has more members now.
    fn with(mut self, members: &[usize]) -> Known {
        self.rest.extend(members);
        self
    }
}

impl<'s> Merging<'s> {
    fn new(space: &'s Space, groups: Vec<Vec<usize>>, sums: Vec<Sum>) -> Merging<'s> {
        let mut story_of = vec![0; space.len()];
        for (story, members) in groups.iter().enumerate() {
            for &at in members {
                story_of[at] = story;
            }
        }
        let powers: Vec<f64> = sums.iter().map(Sum::power).collect();
        let smallest = powers.iter().copied().fold(1.0, f64::min);
        let known = groups.iter().map(|_| None).collect();
        Merging { space, groups, sums, story_of, powers, smallest, known, large: LARGE }
    }

    /// The best for each story. Most articles stand alone and share little with any other. They can only be like
    /// a story of several, which is asked for them, or like another that is by itself as like as is asked.
    fn first_bests(&mut self, most: &[f64], threshold: f64) -> Vec<Option<Best>> {
        let mut best = vec![None; self.groups.len()];
        let is_asked = |group: &Vec<usize>| match group[..] {
            [lone] => most[lone] >= least_product(threshold, 1.0),
            _ => true,
        };
        let is_asked: Vec<bool> = self.groups.iter().map(is_asked).collect();
        let asked: Vec<usize> = (0..best.len()).filter(|story| is_asked[*story]).collect();
        let mut lone: Vec<usize> = Vec::new();
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
    fn bests(
        &mut self,
        stories: &[usize],
        threshold: f64,
        is_wanted: impl Fn(usize) -> bool + Sync,
    ) -> Vec<Found> {
        let best = |(scratch, crosses): &mut (Scratch, Crosses), story: &usize| {
            self.best(*story, threshold, &is_wanted, scratch, crosses)
        };
        let room = || (Scratch::default(), Crosses::for_stories(self.groups.len()));
        let mut found: Vec<Found> = stories.par_iter().map_init(room, best).collect();
        for (story, found) in stories.iter().zip(&mut found) {
            self.known[*story] = found.known.take();
        }
        found
    }

    /// What one story shares with another.
    fn cross(&self, story: usize, with: usize) -> Cross {
        let mut scratch = Scratch::default();
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

    /// Only a story that holds an article near enough to a lone one is worth adding up.
    fn best(
        &self,
        story: usize,
        least: f64,
        is_wanted: impl Fn(usize) -> bool,
        scratch: &mut Scratch,
        crosses: &mut Crosses,
    ) -> Found {
        let (sum, power) = (&self.sums[story], self.powers[story]);
        let is_near = |other: usize, shared: Shared| {
            other != story
                && shared.product >= least_product(least, power * self.smallest)
                && shared.product >= least_product(least, power * self.powers[other])
        };
        match self.groups[story][..] {
            [lone] => {
                let mut shares: Vec<(usize, Shared)> = Vec::new();
                let mut keep = |other: usize, shared| shares.push((self.story_of[other], shared));
                self.space.shared(lone, true, scratch, &mut keep);
                for (other, _) in shares.iter().filter(|(other, shared)| is_near(*other, *shared)) {
                    crosses.with(*other);
                }
                if !crosses.is_empty() {
                    for (other, shared) in shares {
                        crosses.add(other, shared);
                    }
                }
            }
            // Many members share too much to hold it all, and are near many a story.
            _ => self.add_up(story, scratch, crosses),
        }
        let known = self.keep(story, crosses);
        let mut lone = Vec::new();
        let best = crosses.best(least, |other, cross, best| {
            let is_asked = is_wanted(other);
            // The other way round it may come out larger, by the order of adding.
            let floor = if is_asked { least / ROUNDING } else { best };
            let likeness = sum.likeness(&self.sums[other], cross, self.space, floor);
            if is_asked && likeness >= floor {
                lone.push(other);
            }
            likeness
        });
        Found { best, lone, known }
    }

    /// Adds up what the members of a story share with all others.
    fn add_up(&self, story: usize, scratch: &mut Scratch, crosses: &mut Crosses) {
        let known = self.known[story].as_ref();
        for (article, cross) in known.into_iter().flat_map(|known| &known.near) {
            let other = self.story_of[*article as usize];
            if other != story {
                crosses.with(other).add_all(*cross);
            }
        }
        for &article in known.map_or(&self.groups[story], |known| &known.rest) {
            self.space.shared(article, true, scratch, |other, shared| {
                let other = self.story_of[other];
                if other != story {
                    crosses.with(other).add(shared);
                }
            });
        }
    }

    /// What is kept of what a story shares with the others: nothing where it is small, or near so many that it would
    /// take much room.
    fn keep(&self, story: usize, crosses: &Crosses) -> Option<Known> {
        let members = self.groups[story].len();
        let keeps = members >= self.large && crosses.near.len() <= KEPT * members;
        let near = || crosses.near.iter().map(|(other, cross)| (self.groups[*other][0] as u32, *cross));
        keeps.then(|| Known { near: near().collect(), rest: Vec::new() })
    }

    fn join(&mut self, a: usize, b: Best) {
        self.sums[a] = self.sums[a].plus(&self.sums[b.story], b.product);
        self.powers[a] = self.sums[a].power();
        self.smallest = self.smallest.min(self.powers[a]);
        let members = mem::take(&mut self.groups[b.story]);
        self.known[a] = match (self.known[a].take(), self.known[b.story].take()) {
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

#[cfg(test)]
mod tests;
