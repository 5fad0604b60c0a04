//! The leader pass: each article, by time, joins a story or opens one.

use std::mem;
use std::ops::Range;

use rayon::prelude::*;

use super::super::similarity::{Scratch, Space};
use super::Members;
use super::sums::{Crosses, Sum, least_product};

/// Stories with what is known of them, and for each article how like it is to the other it is most like, each by
/// itself, where that is much.
pub(in crate::story) struct Led {
    pub(in crate::story) groups: Vec<Members>,
    pub(super) sums: Vec<Sum>,
    pub(super) most: Vec<f64>,
}

/// Each article, by time, joins the story it is most like, or opens one.
///
/// What articles share is the cost and found in parallel; which story they join depends on those before them. Few
/// share enough with any article to join its story, and only those are looked at again.
pub(in crate::story) fn leader(space: &Space, threshold: f64) -> Led {
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
                    crosses.add_story();
                    led.groups.push(Members::from_slice(&[article]));
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
