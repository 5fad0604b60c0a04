//! Merging: stories that are each other's best become one, round after round.

use std::mem;

use rayon::prelude::*;

use super::super::similarity::{Scratch, Shared, Space};
use super::Members;
use super::leader::Led;
use super::sums::{Best, Cross, Crosses, ROUNDING, Sum, least_product};

/// Joins stories that are each other's best until none are left.
pub(in crate::story) fn merge(space: &Space, led: Led, threshold: f64) -> Vec<Members> {
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
pub(super) struct Found {
    pub(super) best: Option<Best>,
    lone: Vec<usize>,
    known: Option<Known>,
}

/// Members of a story from which on what it shares is kept. Below it costs little to ask them again.
const LARGE: usize = 16;
/// How many other stories are kept for each of its members, at most.
const KEPT: usize = 32;

/// Stories while they are merged, and what is known of them.
pub(super) struct Merging<'s> {
    pub(super) space: &'s Space,
    pub(super) groups: Vec<Members>,
    pub(super) sums: Vec<Sum>,
    pub(super) story_of: Vec<usize>,
    /// The [power](Sum::power) of each story, and the smallest.
    powers: Vec<f64>,
    smallest: f64,
    /// What large stories share with others.
    pub(super) known: Vec<Option<Known>>,
    /// Members of a large story.
    pub(super) large: usize,
}

/// What a story shares with others, so that not all its members are asked whenever one of those has grown.
pub(super) struct Known {
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
    pub(super) fn new(space: &'s Space, groups: Vec<Members>, sums: Vec<Sum>) -> Merging<'s> {
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
    pub(super) fn first_bests(&mut self, most: &[f64], threshold: f64) -> Vec<Option<Best>> {
        let mut best = vec![None; self.groups.len()];
        let is_asked = |group: &Members| match group[..] {
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
    pub(super) fn bests(
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
    pub(super) fn add_up(&self, story: usize, scratch: &mut Scratch, crosses: &mut Crosses) {
        let known = self.known[story].as_ref();
        for (article, cross) in known.into_iter().flat_map(|known| &known.near) {
            let other = self.story_of[*article as usize];
            if other != story {
                crosses.with(other).add_all(*cross);
            }
        }
        for &article in known.map_or(&*self.groups[story], |known| &known.rest) {
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

    pub(super) fn join(&mut self, a: usize, b: Best) {
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
