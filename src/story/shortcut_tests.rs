//! Tests that the shortcuts of grouping do not change its result.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::agglomerate::{Agglomeration, agglomerate};
use super::cluster_stats::{ClusterStats, NeighbourTotals, PairTotals};
use super::leader::leader;
use super::members::{ArticleIdx, Members, StoryIdx};
use super::terms::StemId;
use super::vector_space::{Scratch, VectorSpace};

/// Articles over two weeks, of few different words, so that many are similar and many nearly so.
fn articles() -> impl Strategy<Value = Vec<(f64, Vec<StemId>)>> {
    let words = proptest::collection::btree_set(0_usize..60, 1..14);
    let article =
        (0.0..336.0, words).prop_map(|(time, words)| (time, words.into_iter().map(StemId::new).collect()));
    let in_order = |mut articles: Vec<(f64, Vec<StemId>)>| {
        articles.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        articles
    };
    proptest::collection::vec(article, 1..80).prop_map(in_order)
}

/// The leader pass without shortcuts.
fn led_by_all(space: &VectorSpace, threshold: f64) -> Vec<Members> {
    let (mut groups, mut stats): (Vec<Members>, Vec<ClusterStats>) = (Vec::new(), Vec::new());
    let (mut story_of, mut totals) = (Vec::new(), NeighbourTotals::for_stories(space.len()));
    for article in ArticleIdx::first(space.len()) {
        space.shared(article, false, &mut Scratch::default(), |other, shared| {
            totals.with(story_of[other]).add(shared);
        });
        let alone = ClusterStats::from_article(space, article);
        match totals.best(threshold, |at, pair, _| alone.similarity(&stats[at], pair, space, 0.0)) {
            Some(best) => {
                stats[best.story] = stats[best.story].plus(&alone, best.product);
                groups[best.story].push(article);
                story_of.push(best.story);
            }
            None => {
                story_of.push(StoryIdx::new(groups.len()));
                stats.push(alone);
                groups.push(Members::from_slice(&[article]));
            }
        }
    }
    groups
}

/// The best match of a story, found without shortcuts.
fn best_of_all(merging: &Agglomeration<'_>, story: StoryIdx, threshold: f64) -> Option<StoryIdx> {
    let mut totals = NeighbourTotals::for_stories(merging.groups.len());
    for &article in &merging.groups[story] {
        merging.space.shared(article, true, &mut Scratch::default(), |other, shared| {
            if merging.story_of[other] != story {
                totals.with(merging.story_of[other]).add(shared);
            }
        });
    }
    let similarity = |other: StoryIdx, pair, _| {
        merging.stats[story].similarity(&merging.stats[other], pair, merging.space, 0.0)
    };
    totals.best(threshold, similarity).map(|best| best.story)
}

/// The totals of a story with each other story.
fn totals(merging: &Agglomeration<'_>, story: StoryIdx) -> BTreeMap<StoryIdx, PairTotals> {
    let mut totals = NeighbourTotals::for_stories(merging.groups.len());
    merging.add_up(story, &mut Scratch::default(), &mut totals);
    totals.near.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shortcuts_do_not_change_the_groups(articles in articles(), threshold in 0.1..0.5) {
        let space = VectorSpace::made_up(&articles, 48.0);
        let pass = leader(&space, threshold);
        prop_assert_eq!(&pass.groups, &led_by_all(&space, threshold));
        let mut merging = Agglomeration::new(&space, pass.groups.clone(), pass.stats.clone());
        // The threshold of merging may be lower than that of the pass.
        let threshold = threshold * 0.9;
        let bests = merging.first_bests(&pass.highest, threshold);
        for (story, best) in StoryIdx::first(bests.len()).zip(&bests) {
            prop_assert_eq!(best.map(|best| best.story), best_of_all(&merging, story, threshold));
        }
        let merged = agglomerate(&space, pass, threshold);
        let all: BTreeSet<ArticleIdx> = merged.iter().flatten().copied().collect();
        prop_assert_eq!(all.len(), merged.iter().map(Members::len).sum::<usize>());
        prop_assert_eq!(all.len(), articles.len());
    }

    #[test]
    fn cached_neighbours_equal_recomputed_ones(articles in articles(), threshold in 0.1..0.3) {
        let space = VectorSpace::made_up(&articles, 48.0);
        let pass = leader(&space, threshold * 2.0);
        let mut merging = Agglomeration::new(&space, pass.groups, pass.stats);
        merging.large = 2;
        let mut bests = merging.first_bests(&pass.highest, threshold);
        for _ in 0..3 {
            for (a, b) in StoryIdx::first(bests.len()).zip(&bests).filter_map(|(a, best)| Some((a, (*best)?))) {
                if a < b.story && bests[b.story].is_some_and(|best| best.story == a) {
                    merging.join(a, b);
                }
            }
            for story in StoryIdx::first(merging.groups.len()) {
                let kept = totals(&merging, story);
                let cached = merging.cached[story].take();
                let asked = totals(&merging, story);
                merging.cached[story] = cached;
                prop_assert!(kept.keys().eq(asked.keys()));
                for (kept, asked) in kept.values().zip(asked.values()) {
                    prop_assert!((kept.product - asked.product).abs() < 1e-9);
                    prop_assert_eq!((kept.sharing, kept.linked), (asked.sharing, asked.linked));
                }
            }
            let left: Vec<StoryIdx> =
                StoryIdx::first(merging.groups.len()).filter(|story| !merging.groups[*story].is_empty()).collect();
            bests = vec![None; merging.groups.len()];
            for (story, found) in left.iter().zip(merging.bests(&left, threshold, |_| false)) {
                bests[*story] = found.best;
            }
        }
    }
}
