//! Articles without a date. Nothing says that two of them are of the same days, so that only a headline which is nearly
//! the other's, or much of one text under like headlines, makes them one story: what would nearly make them one article.

use std::cmp::Reverse;

use foldhash::{HashMap, HashMapExt, HashSet};
use smallvec::SmallVec;

use super::cluster::Members;
use crate::model::words::stem;
use crate::model::wordset::WordSet;
use crate::model::{Article, Lexicon, Reason, Word};

/// Stems of a text, sorted, each once, without stop words.
type StemSet = SmallVec<[Word; 12]>;

/// Of each word of a headline, so many articles are looked at, those that come last.
const NEIGHBOURS: usize = 240;

/// Puts each undated article into the story of what it is like, or into one of its own. `groups` hold the dated articles,
/// `articles` come by time, undated last.
///
/// An article like dated ones of several stories (a column without its date) joins none of them. Undated articles are
/// compared with the first of a story only, so that no chain of pairs becomes a story.
pub(super) fn join(groups: &mut Vec<Members>, articles: &[&Article<'_>], lexicon: &Lexicon) {
    let first = articles.partition_point(|article| article.first_published.is_some());
    if first == articles.len() {
        return;
    }
    let mut headlines = Headlines::new(&articles[first..], lexicon);
    let mut story_of: HashMap<usize, usize> = HashMap::new();
    for (story, members) in groups.iter().enumerate() {
        for &article in members {
            if headlines.add_dated(article, articles[article]) {
                story_of.insert(article, story);
            }
        }
    }
    headlines.sort();
    for article in first..articles.len() {
        let wording = headlines.wording(articles[article]);
        let mut like: Vec<(usize, f64)> = Vec::new();
        for other in headlines.sharing(&wording) {
            let likeness = wording.likeness(&headlines.wording(articles[other]));
            like.extend(likeness.map(|likeness| (other, likeness)));
        }
        match story_of_like(&like, first, &story_of) {
            Some(story) => groups[story].push(article),
            None => {
                story_of.insert(article, groups.len());
                headlines.add(article, &wording.title);
                groups.push(Members::from_slice(&[article]));
            }
        }
    }
}

/// The one story of the dated articles that are like it; where no dated one is like it, that of the undated one which is
/// most like it.
fn story_of_like(like: &[(usize, f64)], undated: usize, story_of: &HashMap<usize, usize>) -> Option<usize> {
    let dated: HashSet<usize> =
        like.iter().filter(|(other, _)| *other < undated).map(|(other, _)| story_of[other]).collect();
    match dated.len() {
        0 => {
            let most = |a: &&(usize, f64), b: &&(usize, f64)| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0));
            like.iter().max_by(most).map(|(other, _)| story_of[other])
        }
        1 => dated.into_iter().next(),
        _ => None,
    }
}

/// What an article shares with the others of its story, where it or all of those are undated.
pub(super) fn reason(
    articles: &[&Article<'_>],
    lexicon: &Lexicon,
    article: usize,
    others: &[usize],
) -> Reason {
    const WORDS: usize = 6;
    let headlines = Headlines::new(&[], lexicon);
    let own = headlines.wording(articles[article]);
    let others: Vec<Wording> = others.iter().map(|other| headlines.wording(articles[*other])).collect();
    let count = |word: &Word| others.iter().filter(|other| other.all.contains(word)).count();
    let mut shared: Vec<(bool, usize, &str)> = own
        .all
        .iter()
        .map(|word| (own.title.contains(word), count(word), headlines.stems.text(*word)))
        .filter(|(_, count, _)| *count > 0)
        .collect();
    shared.sort_unstable_by_key(|(is_title, count, text)| (Reverse(*is_title), Reverse(*count), *text));
    let words = shared.into_iter().take(WORDS).map(|(_, _, text)| text.to_owned()).collect();
    let likeness = others.iter().filter_map(|other| own.likeness(other)).fold(0.0, f64::max);
    Reason { words, likeness, hours: None }
}

/// What of an article is compared.
struct Wording {
    title: StemSet,
    /// Of title, slug and excerpt.
    all: StemSet,
    /// Numbers of the title.
    numbers: StemSet,
}

impl Wording {
    /// Shared words over the words of both, 0 to 1; `None` where that does not make two articles one story.
    ///
    fn likeness(&self, other: &Wording) -> Option<f64> {
        const NEAR_TITLE: (usize, f64) = (3, 0.75);
        const LIKE_TITLE: (usize, f64) = (2, 0.3);
        const LIKE_TEXT: (usize, f64) = (8, 0.5);
        if self.numbers != other.numbers {
            return None;
        }
        let is_least =
            |(shared, share): (usize, f64), least: (usize, f64)| shared >= least.0 && share >= least.1;
        let title = shared(&self.title, &other.title);
        if is_least(title, NEAR_TITLE) {
            return Some(title.1);
        }
        if !is_least(title, LIKE_TITLE) {
            return None;
        }
        let text = shared(&self.all, &other.all);
        is_least(text, LIKE_TEXT).then_some(text.1)
    }
}

/// How many members two sorted sets share, and which part that is of all members of both.
fn shared(a: &[Word], b: &[Word]) -> (usize, f64) {
    let shared = a.iter().filter(|word| b.binary_search(word).is_ok()).count();
    let all = a.len() + b.len() - shared;
    (shared, if all > 0 { shared as f64 / all as f64 } else { 0.0 })
}

/// Articles by the words of their headlines.
struct Headlines<'l> {
    lexicon: &'l Lexicon,
    stems: WordSet,
    /// By word: its stem; none for a stop word.
    stem_of: Vec<Option<Word>>,
    /// For the words of undated headlines: the articles that have them.
    articles: HashMap<Word, Vec<usize>>,
}

impl<'l> Headlines<'l> {
    /// `undated` are those whose words are looked for.
    fn new(undated: &[&Article<'_>], lexicon: &'l Lexicon) -> Headlines<'l> {
        let mut stems = WordSet::default();
        let stem_of = |word: u32| (!lexicon.is_stop(word)).then(|| stems.number(stem(lexicon.text(word))));
        let stem_of = (0..lexicon.len() as u32).map(stem_of).collect();
        let mut headlines = Headlines { lexicon, stems, stem_of, articles: HashMap::new() };
        for article in undated {
            for word in headlines.title(article) {
                headlines.articles.entry(word).or_default();
            }
        }
        headlines
    }

    fn set(&self, words: impl Iterator<Item = Word>) -> StemSet {
        let mut set: StemSet = words.filter_map(|word| self.stem_of[word as usize]).collect();
        set.sort_unstable();
        set.dedup();
        set
    }

    fn title(&self, article: &Article<'_>) -> StemSet {
        self.set(super::stems::title_of(article, self.lexicon))
    }

    fn wording(&self, article: &Article<'_>) -> Wording {
        let numbers =
            super::stems::title_of(article, self.lexicon).filter(|word| self.lexicon.is_number(*word));
        Wording {
            title: self.title(article),
            all: self.set(super::stems::words_of(article, self.lexicon)),
            numbers: self.set(numbers),
        }
    }

    /// Adds a dated article where its headline shares two words with those of undated ones; whether it does.
    fn add_dated(&mut self, number: usize, article: &Article<'_>) -> bool {
        let title = self.title(article);
        let is_near = title.iter().filter(|word| self.articles.contains_key(word)).count() > 1;
        if is_near {
            self.add(number, &title);
        }
        is_near
    }

    fn add(&mut self, number: usize, title: &[Word]) {
        for word in title {
            if let Some(articles) = self.articles.get_mut(word) {
                articles.push(number);
            }
        }
    }

    /// Puts the articles of each word in order.
    fn sort(&mut self) {
        self.articles.values_mut().for_each(|articles| articles.sort_unstable());
    }

    /// The articles that share two words of the headline, in order.
    fn sharing(&self, wording: &Wording) -> Vec<usize> {
        let near = |word: &Word| {
            let articles = self.articles.get(word).map_or(&[][..], Vec::as_slice);
            &articles[articles.len().saturating_sub(NEIGHBOURS)..]
        };
        let mut all: Vec<usize> = wording.title.iter().flat_map(near).copied().collect();
        all.sort_unstable();
        let mut sharing: Vec<usize> =
            all.windows(2).filter(|two| two[0] == two[1]).map(|two| two[0]).collect();
        sharing.dedup();
        sharing
    }
}
