//! The words of all links, split once for all stages that compare them. Words are numbered in the order in which
//! [`Mention::all`] first uses them, however many threads split them.

use std::ops::Range;

use rayon::prelude::*;

use super::prefetch::{self, AHEAD};
use super::title::{clean_title, is_outlet, last_separator};
use super::title_furniture::Furniture;
use super::{Link, Mention, MentionIdx};
use crate::address::Address;
use crate::text::Ragged;
use crate::text::interner::{Interner, WordId};
use crate::text::mojibake::repaired;
use crate::text::stop_words::is_stop_word;
use crate::text::tokenize::{Splitter, is_number, words};

/// The words of all links, by [`Mention::index`].
pub struct Vocabulary {
    /// The number of links in each part.
    size: usize,
    parts: Vec<VocabularyPart>,
    words: Interner,
    kinds: Vec<WordKind>,
}

/// The kind of a word, in one byte, so that the kinds of most words stay in the cache.
#[derive(Clone, Copy, PartialEq)]
enum WordKind {
    Stop,
    Number,
    Other,
}

impl Vocabulary {
    /// Splits the titles, slugs and excerpts of [`Mention::all`], in parallel.
    pub fn new(mentions: &[Mention<'_>]) -> Vocabulary {
        /// The number of parts for each thread: enough that no thread waits long for another, few enough that most
        /// words are not split again in each part.
        const PARTS: usize = 4;
        const LEAST: usize = 1024;
        let size = mentions.len().div_ceil(PARTS * rayon::current_num_threads()).max(LEAST);
        let furniture = Furniture::new(mentions);
        let part = |mentions: &[Mention<'_>]| VocabularyPart::new(mentions, &furniture);
        let parts: Vec<(Interner, VocabularyPart)> = mentions.par_chunks(size).map(part).collect();
        let mut all = Interner::default();
        // Only the different words of each part are numbered sequentially.
        let numbered: Vec<(Vec<WordId>, VocabularyPart)> = parts
            .into_iter()
            .map(|(words, part)| (words.texts().map(|word| all.intern(word)).collect(), part))
            .collect();
        let kinds = all.par_texts().map(WordKind::from_text).collect();
        let hashes: Vec<u64> = all.par_texts().map(fnv).collect();
        let renumber = |(numbers, mut part): (Vec<WordId>, VocabularyPart)| {
            part.renumber(&numbers, &hashes);
            part
        };
        let parts = numbered.into_par_iter().map(renumber).collect();
        Vocabulary { size, parts, words: all, kinds }
    }

    /// Drops the title sets and shingles, which only merging uses, to free their memory for grouping.
    pub fn for_grouping(mut self) -> Vocabulary {
        self.parts.iter_mut().for_each(|part| part.merge_sets = None);
        self
    }

    /// The number of different words.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// The words of a link.
    pub fn link(&self, mention: MentionIdx) -> LinkWords<'_> {
        let index = mention.index();
        self.parts[index / self.size].link(index % self.size)
    }

    /// A word's text.
    pub fn text(&self, word: WordId) -> &str {
        self.words.text(word)
    }

    /// Whether a word is a stop word: it says nothing about the subject.
    pub fn is_stop(&self, word: WordId) -> bool {
        self.kinds[word] == WordKind::Stop
    }

    /// Whether a word is a number.
    pub fn is_number(&self, word: WordId) -> bool {
        self.kinds[word] == WordKind::Number
    }
}

impl WordKind {
    fn from_text(text: &str) -> WordKind {
        match text {
            text if is_stop_word(text) => WordKind::Stop,
            text if is_number(text) => WordKind::Number,
            _ => WordKind::Other,
        }
    }
}

/// FNV-1a: the same in every run and for every input.
fn fnv(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The words of the texts of one link, in their order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinkWords<'l> {
    /// The title without the site's [ending](Furniture), outlet tail and labels ("Report:", "(Updated)").
    pub title: &'l [WordId],
    /// The number of title words in the site's beginning. They are no evidence for a story, but they can separate two
    /// pieces.
    pub beginning: usize,
    /// The ending that the site puts on its titles, unless it is the outlet's name.
    pub ending: &'l [WordId],
    /// The words of `title`, sorted, each once; empty [for grouping](Vocabulary::for_grouping).
    pub title_set: &'l [WordId],
    /// The whole title.
    pub whole_title: &'l [WordId],
    /// The whole title up to its last separator, if one to six words follow; else empty.
    pub before_tail: &'l [WordId],
    /// The slug of the first address that has one.
    pub slug: &'l [WordId],
    /// The excerpt.
    pub excerpt: &'l [WordId],
    /// Hashes of three consecutive words of the excerpt, sorted, each once. A text has the same hashes in any input.
    /// Empty [for grouping](Vocabulary::for_grouping).
    pub shingles: &'l [u32],
}

impl<'l> LinkWords<'l> {
    /// The title words about the subject, without the site's beginning.
    pub fn subject(&self) -> &'l [WordId] {
        &self.title[self.beginning..]
    }

    /// The slug words without the beginning and ending that the site puts on the title, too.
    pub fn subject_of_slug(&self) -> &'l [WordId] {
        let beginning = &self.title[..self.beginning];
        let slug = self.slug.strip_suffix(self.ending).unwrap_or(self.slug);
        slug.strip_prefix(beginning).unwrap_or(slug)
    }
}

/// The words of consecutive links. A link that reads as the one before it (most often the same link, listed once more)
/// shares its words.
struct VocabularyPart {
    words: Vec<WordId>,
    links: Vec<LinkSpans>,
    /// Data that only merging uses.
    merge_sets: Option<MergeSets>,
}

/// Title sets and shingles.
#[derive(Default)]
struct MergeSets {
    /// For each link, the number of its set. Links with the same words as the link before share its set.
    numbers: Vec<u32>,
    title_sets: Ragged<WordId>,
    shingles: Ragged<u32>,
}

/// The ranges of the words of a link, one after another.
#[derive(Clone, Copy, PartialEq)]
struct LinkSpans {
    start: u32,
    /// The ends of whole title, title, words before the tail, slug and excerpt.
    ends: [u32; 5],
    /// The number of words in the site's beginning of the title and in its ending of the whole title. Furniture is
    /// short.
    beginning: u8,
    ending: u8,
}

impl LinkSpans {
    fn whole_title(&self) -> Range<usize> {
        self.start as usize..self.ends[0] as usize
    }

    fn title(&self) -> Range<usize> {
        // Most titles have nothing to remove.
        if self.ends[0] == self.ends[1] { self.whole_title() } else { self.between(0) }
    }

    fn ending(&self) -> Range<usize> {
        self.ends[0] as usize - usize::from(self.ending)..self.ends[0] as usize
    }

    fn before_tail(&self) -> Range<usize> {
        self.between(1)
    }

    fn slug(&self) -> Range<usize> {
        self.between(2)
    }

    fn excerpt(&self) -> Range<usize> {
        self.between(3)
    }

    fn between(&self, end: usize) -> Range<usize> {
        self.ends[end] as usize..self.ends[end + 1] as usize
    }
}

impl VocabularyPart {
    fn new(mentions: &[Mention<'_>], furniture: &Furniture) -> (Interner, VocabularyPart) {
        let mut splitting = LinkSplitter::default();
        let mut links: Vec<LinkSpans> = Vec::with_capacity(mentions.len());
        for (at, mention) in mentions.iter().enumerate() {
            if at % AHEAD == 0 {
                prefetch::links(mentions[at..].iter().take(AHEAD).map(|mention| mention.link));
            }
            let before = at.checked_sub(1).filter(|before| mention.link.reads_as(mentions[*before].link));
            links
                .push(before.map_or_else(|| splitting.link(mention.link, furniture), |before| links[before]));
        }
        let LinkSplitter { set, words, .. } = splitting;
        (set, VocabularyPart { words, links, merge_sets: None })
    }

    /// Replaces the numbers within the part by those in the whole input, and builds the sets that are sorted by number
    /// or hash.
    fn renumber(&mut self, numbers: &[WordId], hashes: &[u64]) {
        self.words.iter_mut().for_each(|word| *word = numbers[*word]);
        let VocabularyPart { words, links, .. } = self;
        let MergeSets { numbers, title_sets, shingles } = self.merge_sets.insert(MergeSets::default());
        numbers.reserve_exact(links.len());
        for (at, spans) in links.iter().enumerate() {
            if at == 0 || *spans != links[at - 1] {
                title_sets.push_set(words[spans.title()].iter().copied());
                shingles.push_set(words[spans.excerpt()].windows(3).map(|run| shingle_hash(run, hashes)));
            }
            numbers.push(title_sets.len() as u32 - 1);
        }
    }

    fn link(&self, index: usize) -> LinkWords<'_> {
        let spans = &self.links[index];
        let (title_set, shingles) = match &self.merge_sets {
            Some(MergeSets { numbers, title_sets, shingles }) => {
                let number = numbers[index] as usize;
                (&title_sets[number], &shingles[number])
            }
            None => (&[][..], &[][..]),
        };
        LinkWords {
            title: &self.words[spans.title()],
            beginning: usize::from(spans.beginning),
            ending: &self.words[spans.ending()],
            title_set,
            whole_title: &self.words[spans.whole_title()],
            before_tail: &self.words[spans.before_tail()],
            slug: &self.words[spans.slug()],
            excerpt: &self.words[spans.excerpt()],
            shingles,
        }
    }
}

/// Multiply and rotate, so that each word and its position count. The upper half is mixed better.
fn shingle_hash(run: &[WordId], hashes: &[u64]) -> u32 {
    let mix =
        |hash: u64, word: &WordId| (hash.rotate_left(23) ^ hashes[*word]).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (run.iter().fold(0, mix) >> 32) as u32
}

/// The beginning of a part of a text, up to this byte of the text.
fn before<'t>(text: &'t str, part: &str, end: usize) -> &'t str {
    let start = part.as_ptr().addr() - text.as_ptr().addr();
    text.get(start..end.min(start + part.len())).unwrap_or_default()
}

/// Splits the texts of links into one sequence of word numbers.
#[derive(Default)]
struct LinkSplitter {
    splitter: Splitter,
    set: Interner,
    words: Vec<WordId>,
}

impl LinkSplitter {
    fn link(&mut self, link: &Link<'_>, furniture: &Furniture) -> LinkSpans {
        let start = self.end();
        let whole = &*repaired(link.title.unwrap_or(""));
        let whole_end = self.text(whole);
        let parts = last_separator(whole);
        let subject = furniture.subject(link, whole);
        let ending = &whole[subject.end..];
        let title = match ending {
            "" => clean_title(whole, parts, link),
            _ => clean_title(&whole[..subject.end], last_separator(&whole[..subject.end]), link),
        };
        let beginning = before(whole, title, subject.start);
        let title_end = if title.len() == whole.len() { whole_end } else { self.text(title) };
        let has_tail = |tail: &str| (1..=6).contains(&words(tail).len());
        let head = parts.filter(|(_, tail)| has_tail(tail)).map(|(head, _)| head);
        let tail_end = head.map_or(title_end, |head| self.text(head));
        let slug_end = self.text(link.addresses().find_map(Address::slug).unwrap_or(""));
        let excerpt_end = self.text(&repaired(link.excerpt.unwrap_or("")));
        // The title may have lost the beginning as a label. The number of words fits into a byte, because parts are
        // short.
        let count = |text: &str, most: u32| words(text).len().min(most as usize) as u8;
        let of_title = if title_end == whole_end { whole_end - start } else { title_end - whole_end };
        LinkSpans {
            start,
            ends: [whole_end, title_end, tail_end, slug_end, excerpt_end],
            beginning: count(beginning, of_title),
            ending: if is_outlet(ending, link) { 0 } else { count(ending, whole_end - start) },
        }
    }

    /// Adds the words of a text and returns their end.
    fn text(&mut self, text: &str) -> u32 {
        let LinkSplitter { splitter, set, words } = self;
        splitter.each_word(text, |word, head| words.push(set.intern_by_head(word, head)));
        self.end()
    }

    fn end(&self) -> u32 {
        self.words.len() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Document, Image, Provider, Role};
    use super::*;

    fn document(at: u32, title: &'static str, url: &str) -> Document<'static> {
        let head = Link {
            role: Role::Head,
            line: at,
            title: Some(title),
            excerpt: Some("The harbor opens"),
            address: Address::parse(url).ok(),
            alternates: &[],
            published: None,
            updated: None,
            kind: None,
            provider: Provider { name: Some("Tide Paper"), domain: None },
            authors: &[],
            quality: None,
            image: None,
            language: None,
        };
        Document { file: "a.md".into(), topics: Vec::new(), category: None, head, related: Vec::new() }
    }

    #[test]
    fn a_link_has_the_words_of_its_texts() {
        let title = "Report: Harbor opens - Tide Paper";
        let documents = [document(1, title, "https://a.example/1/harbor-opens-2031")];
        let vocabulary = Vocabulary::new(&Mention::all(&documents));
        let words = vocabulary.link(MentionIdx::new(0));
        let text =
            |words: &[WordId]| words.iter().map(|word| vocabulary.text(*word)).collect::<Vec<_>>().join(" ");
        assert_eq!(text(words.title), "harbor opens");
        assert_eq!(text(words.whole_title), "report harbor opens tide paper");
        assert_eq!(text(words.before_tail), "report harbor opens");
        assert_eq!(text(words.slug), "harbor opens 2031");
        assert_eq!(text(words.excerpt), "the harbor opens");
        assert!(vocabulary.is_stop(words.excerpt[0]) && vocabulary.is_number(words.slug[2]));
        assert!(words.title_set.len() == 2 && words.shingles.len() == 1);
        let copies =
            [words.title, words.whole_title, words.before_tail, words.slug, words.excerpt].map(<[_]>::to_vec);
        let vocabulary = vocabulary.for_grouping();
        let words = vocabulary.link(MentionIdx::new(0));
        assert_eq!([words.title, words.whole_title, words.before_tail, words.slug, words.excerpt], copies);
        assert!(words.title_set.is_empty() && words.shingles.is_empty());
    }

    #[test]
    fn a_link_that_differs_in_anything_has_its_own_words() {
        let link = document(1, "Harbor opens - Tide Paper", "https://a.example/1/harbor-opens").head;
        let other = |change: fn(&mut Link<'_>)| {
            let mut other = link.clone();
            change(&mut other);
            other
        };
        let address = || Address::parse("https://a.example/2/harbor-closes").ok();
        let image = || Some(Image { url: "https://a.example/x.png", width: None, height: None });
        let others = [
            other(|link| link.title = Some("Harbor opens - Harbor News")),
            other(|link| link.excerpt = None),
            other(|link| link.provider.name = Some("Harbor News")),
            Link { address: address(), ..link.clone() },
            Link { alternates: address().into_iter().collect::<Vec<_>>().leak(), ..link.clone() },
            Link { image: image(), ..link.clone() },
        ];
        for other in others {
            assert!(!link.reads_as(&other) && !other.reads_as(&link), "{other:?}");
            let words_of = |links: [&Link<'static>; 2]| {
                let documents = links.map(|link| Document { head: link.clone(), ..document(1, "", "") });
                let mentions = Mention::all(&documents);
                let vocabulary = Vocabulary::new(&mentions);
                let text = |words: &[WordId]| {
                    words.iter().map(|w| vocabulary.text(*w).to_owned()).collect::<Vec<_>>()
                };
                let words = |m: &Mention<'_>| {
                    let words = vocabulary.link(m.index);
                    [words.title, words.whole_title, words.slug, words.excerpt].map(text)
                };
                let is_other = |m: &&Mention<'_>| m.link == &other;
                mentions.iter().find(is_other).map(words)
            };
            assert_eq!(words_of([&link, &other]), words_of([&other, &other]), "{other:?}");
        }
        let again = Link { role: Role::Related(3), line: 9, quality: Some(5), ..link.clone() };
        assert!(link.reads_as(&again));
    }

    #[test]
    fn words_have_the_numbers_they_would_have_in_one_part() {
        let titles = (0..5000).map(|at| format!("WordId{} meets word{}", at % 700, at % 91));
        let documents: Vec<Document<'_>> = titles
            .zip(0..)
            .map(|(title, at)| document(at, title.leak(), &format!("https://a.example/{at}/x-y")))
            .collect();
        let mentions = Mention::all(&documents);
        let vocabulary = Vocabulary::new(&mentions);
        assert!(vocabulary.parts.len() > 1);
        let mut met = Interner::default();
        for mention in &mentions {
            let words = vocabulary.link(mention.index);
            for word in [words.whole_title, words.slug, words.excerpt].concat() {
                assert_eq!(met.intern(vocabulary.text(word)), word);
            }
        }
        assert_eq!(met.len(), vocabulary.len());
    }
}
