//! Articles without a date. Two of them may be years apart, so only nearly equal headlines, or much of the same text
//! under similar headlines, put them into one story. This evidence would almost merge them into one article.

use std::cmp::Reverse;
use std::mem;

use foldhash::{HashMap, HashMapExt, HashSet};
use smallvec::SmallVec;

use super::members::{ArticleIdx, Members, StoryIdx};
use crate::model::{Article, Reason, Vocabulary};
use crate::text::WordId;
use crate::text::interner::Interner;

/// Stems of a text, sorted, each once, without stop words.
type StemSet = SmallVec<[WordId; 12]>;

/// For each word of a headline, at most this many articles are compared, counted from the end.
const NEIGHBOURS: usize = 240;

/// Puts each undated article into the story of similar articles, or into one of its own. `groups` hold the dated
/// articles; `articles` are sorted by time, undated last.
///
/// An article that is similar to dated ones of several stories (a column without its date) joins none of them. Undated
/// articles are compared with the first article of a story only, so that no chain of pairs becomes a story.
pub(super) fn join(groups: &mut Vec<Members>, articles: &[&Article<'_>], vocabulary: &Vocabulary) {
    let first = articles.partition_point(|article| article.first_published.is_some());
    if first == articles.len() {
        return;
    }
    let mut headlines = Headlines::new(&articles[first..], vocabulary);
    let mut story_of: HashMap<ArticleIdx, StoryIdx> = HashMap::new();
    for (story, members) in StoryIdx::first(groups.len()).zip(&*groups) {
        for &article in members {
            if headlines.add_dated(article, articles[article]) {
                story_of.insert(article, story);
            }
        }
    }
    headlines.sort();
    let mut counts = vec![0; articles.len()];
    for article in (first..articles.len()).map(ArticleIdx::new) {
        let wording = headlines.wording(articles[article]);
        let mut like: Vec<(ArticleIdx, f64)> = Vec::new();
        for other in headlines.near(&wording.title, &mut counts) {
            let similarity = wording.similarity(&headlines.wording(articles[other]));
            like.extend(similarity.map(|similarity| (other, similarity)));
        }
        match story_of_like(&like, ArticleIdx::new(first), &story_of) {
            Some(story) => groups[story].push(article),
            None => {
                story_of.insert(article, StoryIdx::new(groups.len()));
                headlines.add(article, &wording.title);
                groups.push(Members::from_slice(&[article]));
            }
        }
    }
}

/// The one story of the dated articles that are similar; if there are none, the story of the most similar undated one.
fn story_of_like(
    like: &[(ArticleIdx, f64)],
    undated: ArticleIdx,
    story_of: &HashMap<ArticleIdx, StoryIdx>,
) -> Option<StoryIdx> {
    let dated: HashSet<StoryIdx> =
        like.iter().filter(|(other, _)| *other < undated).map(|(other, _)| story_of[other]).collect();
    match dated.len() {
        0 => {
            let most =
                |a: &&(ArticleIdx, f64), b: &&(ArticleIdx, f64)| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0));
            like.iter().max_by(most).map(|(other, _)| story_of[other])
        }
        1 => dated.into_iter().next(),
        _ => None,
    }
}

/// Computes what an article shares with the others of its story, if it is undated or all the others are.
pub(super) fn reason(
    articles: &[&Article<'_>],
    vocabulary: &Vocabulary,
    article: ArticleIdx,
    others: &[ArticleIdx],
) -> Reason {
    const WORDS: usize = 6;
    let headlines = Headlines::new(&[], vocabulary);
    let own = headlines.wording(articles[article]);
    let others: Vec<Wording> = others.iter().map(|other| headlines.wording(articles[*other])).collect();
    let count = |word: &WordId| others.iter().filter(|other| other.all.contains(word)).count();
    let mut shared: Vec<(bool, usize, &str)> = own
        .all
        .iter()
        .map(|word| (own.title.contains(word), count(word), headlines.stems.text(*word)))
        .filter(|(_, count, _)| *count > 0)
        .collect();
    shared.sort_unstable_by_key(|(is_title, count, text)| (Reverse(*is_title), Reverse(*count), *text));
    let words = shared.into_iter().take(WORDS).map(|(_, _, text)| text.to_owned()).collect();
    let similarity = others.iter().filter_map(|other| own.similarity(other)).fold(0.0, f64::max);
    Reason { words, similarity, hours: None }
}

/// The features of an article that are compared.
struct Wording {
    title: StemSet,
    /// The stems of title, slug and excerpt.
    all: StemSet,
    /// The numbers in the title.
    numbers: StemSet,
}

impl Wording {
    /// The share of all their words that both articles have; `None` if it is too small for one story.
    fn similarity(&self, other: &Wording) -> Option<f64> {
        let overlap = |a: &[WordId], b: &[WordId]| {
            let shared = a.iter().filter(|word| b.binary_search(word).is_ok()).count();
            Overlap::new(shared, a.len(), b.len())
        };
        let title = overlap(&self.title, &other.title);
        if self.numbers != other.numbers || !title.is_at_least(LIKE_TITLE) {
            return None;
        }
        if title.is_at_least(NEAR_TITLE) {
            return Some(title.share);
        }
        let text = overlap(&self.all, &other.all);
        text.is_at_least(LIKE_TEXT).then_some(text.share)
    }
}

/// The smallest share for nearly equal headlines.
const NEAR_TITLE: Overlap = Overlap { words: 3, share: 0.75 };
/// The smallest shares for similar headlines over nearly the same text, and for nearly the same text.
const LIKE_TITLE: Overlap = Overlap { words: 2, share: 0.3 };
const LIKE_TEXT: Overlap = Overlap { words: 8, share: 0.5 };

/// The number of words that two texts share, and its share of the words of both, 0 to 1.
#[derive(Clone, Copy)]
struct Overlap {
    words: usize,
    share: f64,
}

impl Overlap {
    fn new(words: usize, a: usize, b: usize) -> Overlap {
        Overlap { words, share: words as f64 / (a + b - words).max(1) as f64 }
    }

    fn is_at_least(&self, least: Overlap) -> bool {
        self.words >= least.words && self.share >= least.share
    }
}

/// An index from the words of headlines to articles.
struct Headlines<'l> {
    vocabulary: &'l Vocabulary,
    stems: Interner,
    /// For each word, its stem; `None` for a stop word.
    stem_of: Vec<Option<WordId>>,
    /// For each word of an undated headline, the articles that have it, each with the number of words in its headline.
    articles: HashMap<WordId, Vec<(ArticleIdx, usize)>>,
}

impl<'l> Headlines<'l> {
    /// `undated` are the articles whose words are indexed.
    fn new(undated: &[&Article<'_>], vocabulary: &'l Vocabulary) -> Headlines<'l> {
        let mut stems = Interner::default();
        let stem_of = super::terms::stem_of_each(vocabulary, &mut stems);
        let mut headlines = Headlines { vocabulary, stems, stem_of, articles: HashMap::new() };
        for article in undated {
            for word in headlines.title(article) {
                headlines.articles.entry(word).or_default();
            }
        }
        headlines
    }

    fn set(&self, words: impl Iterator<Item = WordId>) -> StemSet {
        let mut set: StemSet = words.filter_map(|word| self.stem_of[word]).collect();
        set.sort_unstable();
        set.dedup();
        set
    }

    fn title(&self, article: &Article<'_>) -> StemSet {
        self.set(super::terms::title_of(article, self.vocabulary))
    }

    fn wording(&self, article: &Article<'_>) -> Wording {
        let numbers =
            super::terms::title_of(article, self.vocabulary).filter(|word| self.vocabulary.is_number(*word));
        Wording {
            title: self.title(article),
            all: self.set(super::terms::words_of(article, self.vocabulary)),
            numbers: self.set(numbers),
        }
    }

    /// Adds a dated article if its headline shares two words with undated ones. Returns whether it did.
    fn add_dated(&mut self, index: ArticleIdx, article: &Article<'_>) -> bool {
        let title = self.title(article);
        let is_near = title.iter().filter(|word| self.articles.contains_key(word)).count() > 1;
        if is_near {
            self.add(index, &title);
        }
        is_near
    }

    fn add(&mut self, index: ArticleIdx, title: &[WordId]) {
        for word in title {
            if let Some(articles) = self.articles.get_mut(word) {
                articles.push((index, title.len()));
            }
        }
    }

    /// Sorts the articles of each word.
    fn sort(&mut self) {
        self.articles.values_mut().for_each(|articles| articles.sort_unstable());
    }

    /// The articles whose headlines share enough words with this one, sorted. `counts` has a zero for each article
    /// before and after the call.
    fn near(&self, title: &[WordId], counts: &mut [u8]) -> Vec<ArticleIdx> {
        let mut met: Vec<(ArticleIdx, usize)> = Vec::new();
        for articles in title.iter().filter_map(|word| self.articles.get(word)) {
            for &(article, length) in &articles[articles.len().saturating_sub(NEIGHBOURS)..] {
                if counts[article] == 0 {
                    met.push((article, length));
                }
                counts[article] = counts[article].saturating_add(1);
            }
        }
        let mut is_near = |article: ArticleIdx, length: usize| {
            let shared = usize::from(mem::take(&mut counts[article]));
            Overlap::new(shared, title.len(), length).is_at_least(LIKE_TITLE)
        };
        met.retain(|(article, length)| is_near(*article, *length));
        met.sort_unstable();
        met.into_iter().map(|(article, _)| article).collect()
    }
}
