//! The vector space of grouping. An article is the set of its title, slug and excerpt words, weighted by rarity, as a
//! vector of length 1. Products are found through shared words, so nothing is dense and nothing compares all pairs.

use std::mem;

use rayon::prelude::*;
use smallvec::SmallVec;

use super::members::{ArticleIdx, Members, story_of_each};
use super::terms::{NumberedTerms, StemId, StemTexts, TermSets, numbered};
use crate::model::{Article, Vocabulary};
use crate::text::Ragged;

/// The damping of rarity: x / (x + DAMPING). Undamped rarity loses six points on the labelled stories, equal weights
/// twelve on the samples; 0.7 to 2.0 do equally well.
const DAMPING: f64 = 1.5;

/// For each of its words, an article is compared with this many others before and after it, the nearest in time. A word
/// that more articles of one window have shows a beat, not an event. Without the cap a day of a million articles would
/// take quadratic time. On the labelled stories, the real files and the generated ones, 64 to 1000 give the same
/// stories.
const NEIGHBOURS: usize = 240;

/// The dated articles as vectors, in order of time.
pub(super) struct VectorSpace {
    /// The words of each article, sorted.
    words: Ragged<StemId>,
    /// For each of these words, the position of the article in the postings.
    places: Vec<u32>,
    /// For each word, the articles that have it, in order.
    postings: Ragged<ArticleIdx>,
    /// Each word's text.
    texts: StemTexts,
    /// The weight of each word: its damped rarity times the learned factor.
    weights: Vec<f64>,
    /// For each article, the factor of its words' weights with which their squares sum to 1.
    scales: Vec<f64>,
    /// Hours since 1970.
    times: Vec<f64>,
    /// For each article, the first article within reach and the one after the last.
    reach: Vec<(ArticleIdx, ArticleIdx)>,
    window: f64,
}

/// The similarity of two articles by their words.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Shared {
    /// The product of their vectors, 0 to 1.
    pub(super) product: f64,
    /// The largest part of the product that comes from a single word.
    strongest: f64,
}

impl Shared {
    fn add(&mut self, part: f64) {
        self.product += part;
        if part > self.strongest {
            self.strongest = part;
        }
    }

    /// Whether they share more than one word that matters.
    pub(super) fn is_linked(self) -> bool {
        const REST: f64 = 0.03;
        self.product - self.strongest >= REST
    }
}

/// Buffers for the shared words with each article within reach, counted from the first. Reading clears them.
#[derive(Default)]
pub(super) struct Scratch {
    shared: Vec<Shared>,
    products: Vec<f64>,
    /// A bit for each entry of `shared` that is not empty.
    touched: Vec<u64>,
}

/// Up to this many articles within reach are all visited; if there are more, only those that share a word.
const NARROW: usize = 4096;

impl VectorSpace {
    /// `articles` are in order of time, undated last. Undated articles are left out.
    pub(super) fn new(articles: &[&Article<'_>], vocabulary: &Vocabulary, window: f64) -> VectorSpace {
        let dated = articles.iter().map_while(|a| a.first_published);
        let times: Vec<f64> = dated.map(|date| date.at.timestamp() as f64 / 3600.0).collect();
        VectorSpace::from_terms(numbered(&articles[..times.len()], vocabulary), times, window)
    }

    fn from_terms(numbered: NumberedTerms, times: Vec<f64>, window: f64) -> VectorSpace {
        let NumberedTerms { sets, frequencies, texts } = numbered;
        let weight = |frequency: &u32| {
            let rarity = ((times.len() as f64 + 1.0) / f64::from(*frequency)).ln();
            rarity / (rarity + DAMPING)
        };
        let (words, places) = placed(sets, &frequencies);
        let mut space = VectorSpace {
            postings: Ragged::from_lengths(postings(&places, &words), frequencies.iter().copied()),
            scales: Vec::new(),
            words,
            places,
            texts,
            weights: frequencies.iter().map(weight).collect(),
            reach: reach(&times, window),
            times,
            window,
        };
        space.weigh();
        space
    }

    pub(super) fn len(&self) -> usize {
        self.times.len()
    }

    /// The largest number of articles within reach of one.
    pub(super) fn most_within_reach(&self) -> usize {
        self.reach.iter().map(|(first, end)| end.index() - first.index()).max().map_or(1, |most| most.max(1))
    }

    pub(super) fn time(&self, article: ArticleIdx) -> f64 {
        self.times[article]
    }

    /// The share of similarity that is left after the time between two stories, 0 to 1.
    pub(super) fn decay(&self, a: f64, b: f64) -> f64 {
        (-(a - b).abs() / self.window).exp()
    }

    /// Compares an article with those before it (and after it, if `both`) that share a word within reach. Calls `visit`
    /// with each such article and what the two share, in order.
    pub(super) fn shared(
        &self,
        article: ArticleIdx,
        both: bool,
        scratch: &mut Scratch,
        mut visit: impl FnMut(ArticleIdx, Shared),
    ) {
        let first = self.reach[article].0.index();
        let width = self.width(article, both);
        let Scratch { shared, touched, .. } = scratch;
        if shared.len() < width {
            shared.resize(width, Shared::default());
            touched.resize(width.div_ceil(64), 0);
        }
        self.each_part(article, both, |other, part| {
            let at = other.index() - first;
            touched[at / 64] |= 1 << (at % 64);
            shared[at].add(part);
        });
        for (start, bits) in (0..width).step_by(64).zip(touched) {
            while *bits != 0 {
                let at = start + bits.trailing_zeros() as usize;
                *bits &= *bits - 1;
                visit(ArticleIdx::new(first + at), mem::take(&mut shared[at]));
            }
        }
    }

    /// Compares an article with one before it. The result is the same as that of [`VectorSpace::shared`].
    pub(super) fn shared_with(&self, article: ArticleIdx, other: ArticleIdx) -> Shared {
        let mut shared = Shared::default();
        if other < self.reach[article].0 {
            return shared;
        }
        let (words, a, b) = (self.words.items(), self.words.range(article), self.words.range(other));
        let (mut i, mut j) = (a.start, b.start);
        while i < a.end && j < b.end {
            let (x, y) = (words[i], words[j]);
            if x == y && (self.places[i] - self.places[j]) as usize <= NEIGHBOURS {
                shared.add(self.weight(article, x) * self.weight(other, x));
            }
            i += usize::from(x <= y);
            j += usize::from(y <= x);
        }
        shared
    }

    /// The largest number of steps that [`VectorSpace::shared`] takes for an article and those before it.
    pub(super) fn cost(&self, article: ArticleIdx) -> usize {
        let before = |(word, place): (StemId, u32)| place as usize - self.postings.range(word).start;
        self.parts(article).map(|part| NEIGHBOURS.min(before(part))).sum()
    }

    /// Calls `visit` with each earlier article whose product with this one is at least `least`, and with the product.
    pub(super) fn near(
        &self,
        article: ArticleIdx,
        least: f64,
        scratch: &mut Scratch,
        mut visit: impl FnMut(ArticleIdx, f64),
    ) {
        let first = self.reach[article].0.index();
        let width = self.width(article, false);
        if !self.is_narrow(article, width) {
            return self.shared(article, false, scratch, |other, shared| {
                if shared.product >= least {
                    visit(other, shared.product);
                }
            });
        }
        let products = &mut scratch.products;
        products.clear();
        products.resize(width, 0.0);
        self.each_part(article, false, |other, part| products[other.index() - first] += part);
        for (at, product) in products.iter().enumerate().filter(|(_, product)| **product >= least) {
            visit(ArticleIdx::new(first + at), *product);
        }
    }

    /// Whether to visit each article within reach: there are few, or many of them share a word.
    fn is_narrow(&self, article: ArticleIdx, width: usize) -> bool {
        const DENSE: usize = 4;
        let length = |word: &StemId| self.postings.range(*word).len();
        let most: usize = self.words[article].iter().map(|word| NEIGHBOURS.min(length(word))).sum();
        width <= NARROW || most * DENSE >= width
    }

    /// The number of articles between the first and the last that [`VectorSpace::each_part`] may visit.
    fn width(&self, article: ArticleIdx, both: bool) -> usize {
        let (first, end) = self.reach[article];
        let end = if both { end } else { article };
        end.index() - first.index()
    }

    /// For each word that another article within reach shares, calls `visit` with that article and the word's part of
    /// the product.
    fn each_part(&self, article: ArticleIdx, both: bool, mut visit: impl FnMut(ArticleIdx, f64)) {
        let (first, end) = self.reach[article];
        let (scale, scales) = (self.scales[article], &*self.scales);
        let postings = self.postings.items();
        // The posting lists lie far apart in memory. All are requested first, so that one cache miss does not delay the
        // next.
        let ahead = |(word, place): (StemId, u32)| {
            let (start, place) = (self.postings.range(word).start, place as usize);
            let has_near = place > start && postings[place - 1] >= first;
            (word, place, start, has_near, self.weights[word])
        };
        let parts: SmallVec<[_; 64]> = self.parts(article).map(ahead).collect();
        for (word, place, start, has_near, weight) in parts {
            let here_weight = weight * scale;
            let mut visit = |other: ArticleIdx| visit(other, here_weight * (weight * scales[other]));
            if has_near {
                for &other in postings[start.max(place.saturating_sub(NEIGHBOURS))..place].iter().rev() {
                    if other < first {
                        break;
                    }
                    visit(other);
                }
            }
            if both {
                let after = &self.postings[word][place + 1 - start..];
                for &other in &after[..NEIGHBOURS.min(after.len())] {
                    if other >= end {
                        break;
                    }
                    visit(other);
                }
            }
        }
    }

    /// The words of an article, each with the article's position in the postings.
    fn parts(&self, article: ArticleIdx) -> impl Iterator<Item = (StemId, u32)> {
        let places = &self.places[self.words.range(article)];
        self.words[article].iter().copied().zip(places.iter().copied())
    }

    fn weight(&self, article: ArticleIdx, word: StemId) -> f64 {
        self.weights[word] * self.scales[article]
    }

    /// The words that an article shares with some others, by their part of the product, largest first.
    pub(super) fn words_shared(&self, article: ArticleIdx, others: &[ArticleIdx]) -> Vec<&str> {
        let brings = |word: StemId| -> f64 {
            let has = |other: &&ArticleIdx| self.words[**other].contains(&word);
            let theirs: f64 = others.iter().filter(has).map(|other| self.weight(*other, word)).sum();
            theirs * self.weight(article, word)
        };
        let mut shared: Vec<(f64, &str)> = self.words[article]
            .iter()
            .map(|word| (brings(*word), self.texts.text(*word)))
            .filter(|(part, _)| *part > 0.0)
            .collect();
        shared.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        shared.into_iter().map(|(_, word)| word).collect()
    }

    /// Learns from a first grouping which words occur in one story more often than by chance, and adjusts all weights:
    /// `patch`, in a game's news all year, tells less than `M12` of one sale.
    pub(super) fn learn(&mut self, groups: &[Members]) {
        const SHRINKAGE: f64 = 4.0;
        const FLOOR: f64 = 0.2;
        let story_of = story_of_each(groups, self.len());
        let ordered = |count: usize| (count * count.saturating_sub(1)) as f64;
        let base = groups.iter().map(|g| ordered(g.len())).sum::<f64>() / ordered(self.len()).max(1.0);
        // Counts the pairs of a word's articles that are in one story, and all its pairs. Each article of a story pairs
        // with the articles counted before it.
        let pairs = |met: &mut Vec<u32>, word: usize| {
            let list = &self.postings[word];
            let stories = || list.iter().map(|article| story_of[*article]);
            let mut together = 0;
            for story in stories() {
                together += 2 * met[story] as usize;
                met[story] += 1;
            }
            stories().for_each(|story| met[story] = 0);
            (together as f64, ordered(list.len()))
        };
        let counts: Vec<(f64, f64)> =
            (0..self.weights.len()).into_par_iter().map_init(|| vec![0; groups.len()], pairs).collect();
        let (same, all) = counts.iter().fold((0.0, 0.0), |sum, c| (sum.0 + c.0, sum.1 + c.1));
        let prior = if all > 0.0 { same / all } else { 0.0 };
        for (weight, (same, pairs)) in self.weights.iter_mut().zip(counts) {
            let together = (same + SHRINKAGE * prior) / (pairs + SHRINKAGE);
            let above_chance = (together - base) / (1.0 - base).max(f64::EPSILON);
            *weight *= above_chance.clamp(FLOOR, 1.0).sqrt();
        }
        self.weigh();
    }

    /// Computes the scale of each article, so that its vector has length 1.
    fn weigh(&mut self) {
        let scale = |article: usize| {
            let article = ArticleIdx::new(article);
            let squares = self.words[article].iter().map(|word| self.weights[*word].powi(2));
            squares.sum::<f64>().sqrt().recip()
        };
        self.scales = (0..self.len()).into_par_iter().map(scale).collect();
    }
}

/// Returns the words of all articles, and for each its position in the postings, in which a word has as many entries as
/// `frequencies` says. In the list of a word, the entries of each set follow those of the sets before it.
fn placed(sets: Vec<TermSets>, frequencies: &[u32]) -> (Ragged<StemId>, Vec<u32>) {
    let count = sets.iter().map(|set| set.words.items().len()).sum();
    let lengths: Vec<u32> =
        sets.iter().flat_map(|set| set.words.iter().map(|words| words.len() as u32)).collect();
    let (mut words, mut places) = (vec![StemId::new(0); count], vec![0; count]);
    let (mut words_left, mut places_left) = (&mut *words, &mut *places);
    let mut next: Vec<u32> =
        frequencies.iter().scan(0, |end, count| Some(mem::replace(end, *end + count))).collect();
    let with_slices = |set: TermSets| {
        let own = next.clone();
        for (next, count) in next.iter_mut().zip(&set.counts) {
            *next += count;
        }
        let words = words_left.split_off_mut(..set.words.items().len()).unwrap_or_default();
        let places = places_left.split_off_mut(..set.words.items().len()).unwrap_or_default();
        (set, own, words, places)
    };
    let slices: Vec<_> = sets.into_iter().map(with_slices).collect();
    slices.into_par_iter().for_each(|(set, mut next, words, places)| {
        words.copy_from_slice(set.words.items());
        for (place, word) in places.iter_mut().zip(set.words.items()) {
            let next = &mut next[*word];
            *place = *next;
            *next += 1;
        }
    });
    (Ragged::from_lengths(words, lengths), places)
}

/// Returns the article at each position. Each worker fills a part of the postings and reads all positions to find its
/// own.
fn postings(places: &[u32], words: &Ragged<StemId>) -> Vec<ArticleIdx> {
    let mut postings = vec![ArticleIdx::new(0); places.len()];
    /// With more workers, reading all positions would be most of the work.
    const MOST: usize = 8;
    let size = places.len().div_ceil(rayon::current_num_threads().min(MOST)).max(1);
    postings.par_chunks_mut(size).enumerate().for_each(|(number, postings)| {
        let first = number * size;
        for article in ArticleIdx::first(words.len()) {
            for place in &places[words.range(article)] {
                if let Some(posting) = postings.get_mut((*place as usize).wrapping_sub(first)) {
                    *posting = article;
                }
            }
        }
    });
    postings
}

/// The articles within reach of each: within 1.75 windows. A shared word never counts further apart.
fn reach(times: &[f64], window: f64) -> Vec<(ArticleIdx, ArticleIdx)> {
    const WINDOWS: f64 = 1.75;
    let (mut first, mut end) = (0, 0);
    let reach_of = |time: &f64| {
        let near = |other: f64| (time - other).abs() <= WINDOWS * window;
        while !near(times[first]) {
            first += 1;
        }
        end = end.max(first);
        while end < times.len() && near(times[end]) {
            end += 1;
        }
        (ArticleIdx::new(first), ArticleIdx::new(end))
    };
    times.iter().map(reach_of).collect()
}

#[cfg(test)]
impl VectorSpace {
    /// A space of made-up articles: each has a time, in order, and the sorted numbers of its words.
    pub(super) fn made_up(articles: &[(f64, Vec<StemId>)], window: f64) -> VectorSpace {
        let most = articles.iter().flat_map(|(_, words)| words).max().map_or(0, |most| most.index() + 1);
        // In several sets, so that putting the sets together is tested, too.
        let set = |articles: &[(f64, Vec<StemId>)]| {
            let mut set = TermSets { counts: vec![0; most], ..TermSets::default() };
            for (_, words) in articles {
                set.add(words.iter().copied());
            }
            set
        };
        let sets: Vec<TermSets> = articles.chunks(7).map(set).collect();
        let mut texts = StemTexts {
            all: crate::text::interner::Interner::default(),
            words: crate::text::WordId::first(most).collect(),
        };
        crate::text::WordId::first(most)
            .for_each(|word| assert_eq!(texts.all.intern(&word.index().to_string()), word));
        let numbered = NumberedTerms {
            frequencies: StemId::first(most)
                .map(|word| sets.iter().map(|set| set.counts[word]).sum())
                .collect(),
            texts,
            sets,
        };
        VectorSpace::from_terms(numbered, articles.iter().map(|(time, _)| *time).collect(), window)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The result is the same for any division of the articles into sets.
        #[test]
        fn postings_are_in_order_and_articles_know_their_positions(
            articles in prop::collection::vec(prop::collection::btree_set(0_usize..40, 1..12), 1..60),
        ) {
            let articles: Vec<(f64, Vec<StemId>)> =
                articles.into_iter().map(|words| (0.0, words.into_iter().map(StemId::new).collect())).collect();
            let space = VectorSpace::made_up(&articles, 48.0);
            for word in StemId::first(space.postings.len()) {
                let has = |article: &ArticleIdx| articles[*article].1.contains(&word);
                let expected: Vec<ArticleIdx> = ArticleIdx::first(articles.len()).filter(has).collect();
                prop_assert_eq!(&space.postings[word], expected);
            }
            for (at, (_, words)) in ArticleIdx::first(articles.len()).zip(&articles) {
                prop_assert_eq!(&space.words[at], &words[..]);
                for (word, place) in space.parts(at) {
                    let list = space.postings.range(word);
                    prop_assert!(list.contains(&(place as usize)) && space.postings.items()[place as usize] == at);
                }
            }
        }
    }
}
