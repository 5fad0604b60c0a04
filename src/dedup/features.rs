//! What comparing needs to know of each mention, computed once, and the word statistics of the whole input.
//! The statistics are the only thing global: everything else looks at a pair or at one group with a shared key.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use rayon::prelude::*;

use super::title::{clean_title, last_separator, letters};
use crate::model::words::{LocalWords, each_word, is_number, is_stop_word, words};
use crate::model::{Address, Key, Link, Mention};

/// A word of the input, as a number.
pub(super) type Word = u32;

/// One mention as the rules see it.
pub(super) struct Features {
    /// The title's words without outlet tail and labels ("Report:", "(Updated)"), in order.
    pub(super) title: Vec<Word>,
    /// The same, sorted, each once.
    pub(super) title_set: Vec<Word>,
    /// Words of the whole title, where they are others.
    whole_title: Option<Vec<Word>>,
    /// The whole title up to its last separator, where at most six words follow it.
    pub(super) before_tail: Option<Vec<Word>>,
    /// How many title words are no stop words.
    pub(super) content_words: usize,
    /// Words of the address's slug, less a number at its end.
    pub(super) slug: Vec<Word>,
    /// Hashes of the excerpt's runs of three words, sorted, each once; empty where the excerpt is boilerplate.
    /// Copies of one text share runs; texts on one event share only words (labelled pairs: copies from .70 of
    /// the runs, others to .62; in single words .88 and .92).
    pub(super) excerpt_runs: Vec<u32>,
    /// Words of the excerpt.
    pub(super) excerpt_words: usize,
    /// Seconds since 1970.
    pub(super) time: Option<i64>,
    /// Keys of all its addresses and of a video's image, strongest first, less those that join nothing.
    pub(super) keys: Vec<Key>,
    /// Whether it is a video whose id is known.
    pub(super) is_video: bool,
    /// Registrable domain of the address, else the provider's domain.
    pub(super) site: Arc<str>,
    /// Host of the address.
    pub(super) host: Arc<str>,
    /// Whether it stands on a syndicator.
    pub(super) is_syndicated: bool,
    /// The outlet a syndicated copy names: "Gazette" of "Gazette on MSN.com".
    pub(super) named_source: Option<Arc<str>>,
    /// Letters and digits of the provider's name.
    pub(super) outlet: Arc<str>,
}

/// The words of the input and how often titles use them.
pub(super) struct Vocabulary {
    ids: HashMap<Box<str>, Word>,
    entries: Vec<Entry>,
    titles: usize,
    /// Rarity of each word, once all titles are counted: ln(1 + titles / titles with the word).
    weights: Vec<f64>,
}

struct Entry {
    text: Box<str>,
    /// FNV-1a of the text: the same in every run, whatever else is in the input.
    hash: u64,
    /// Titles that have the word.
    titles: u32,
    stop: bool,
    number: bool,
}

impl Vocabulary {
    fn id(&mut self, text: Box<str>) -> Word {
        if let Some(id) = self.ids.get(&text) {
            return *id;
        }
        let id = self.entries.len() as Word;
        let entry = Entry {
            stop: is_stop_word(&text),
            number: is_number(&text),
            hash: fnv(text.bytes()),
            text: text.clone(),
            titles: 0,
        };
        self.entries.push(entry);
        self.ids.insert(text, id);
        id
    }

    pub(super) fn text(&self, word: Word) -> &str {
        &self.entries[word as usize].text
    }

    /// A hash of a run of words that does not depend on what else is in the input.
    fn run_hash(&self, run: &[Word]) -> u32 {
        fnv(run.iter().flat_map(|word| self.entries[*word as usize].hash.to_le_bytes())) as u32
    }

    pub(super) fn is_stop(&self, word: Word) -> bool {
        self.entries[word as usize].stop
    }

    pub(super) fn is_number(&self, word: Word) -> bool {
        self.entries[word as usize].number
    }

    /// In how many titles the word stands.
    pub(super) fn frequency(&self, word: Word) -> u32 {
        self.entries[word as usize].titles
    }

    fn weigh(&mut self) {
        let weight = |entry: &Entry| (1.0 + self.titles as f64 / f64::from(entry.titles.max(1))).ln();
        self.weights = self.entries.iter().map(weight).collect();
    }

    /// Rarity-weighted overlap of two sorted sets: weight of the shared words over weight of all, 0 to 1.
    pub(super) fn weighted_overlap(&self, a: &[Word], b: &[Word]) -> f64 {
        let (mut shared, mut all) = (0.0, 0.0);
        merge(a, b, |word, both| {
            let weight = self.weights[word as usize];
            all += weight;
            shared += if both { weight } else { 0.0 };
        });
        if all > 0.0 { shared / all } else { 0.0 }
    }
}

fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Runs of three words.
fn runs(words: &[Word], vocabulary: &Vocabulary) -> Vec<u32> {
    let mut runs: Vec<u32> = words.windows(3).map(|run| vocabulary.run_hash(run)).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// Members of `a` that are in `b` over the shorter length, both sorted; 0 where one is empty.
pub(super) fn overlap(a: &[u32], b: &[u32]) -> f64 {
    let shorter = a.len().min(b.len());
    if shorter == 0 {
        return 0.0;
    }
    let mut shared = 0;
    merge(a, b, |_, both| shared += usize::from(both));
    shared as f64 / shorter as f64
}

/// Whether the [`overlap`] is at least this share; gives up as soon as it cannot be.
pub(super) fn overlaps(a: &[u32], b: &[u32], share: f64) -> bool {
    let shorter = a.len().min(b.len());
    let (mut i, mut j, mut shared) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        let most = shared + (a.len() - i).min(b.len() - j);
        if (most as f64) < share * shorter as f64 {
            return false;
        }
        let (x, y) = (a[i], b[j]);
        shared += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    shorter > 0 && shared as f64 / shorter as f64 >= share
}

/// Walks two sorted sets; `both` says whether a word is in each.
pub(super) fn merge(a: &[Word], b: &[Word], mut visit: impl FnMut(Word, bool)) {
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i], b[j]);
        visit(x.min(y), x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    a[i..].iter().chain(&b[j..]).for_each(|word| visit(*word, false));
}

/// Shared words over the words of the longer title: at least half is "like".
pub(super) fn are_unlike(a: &[Word], b: &[Word]) -> bool {
    let (mut shared, mut all) = (0, 0);
    merge(a, b, |_, both| {
        all += 1;
        shared += usize::from(both);
    });
    shared * 2 < all
}

/// Features of all mentions, in their order, and the words they are made of.
pub(super) fn prepare(mentions: &[Mention<'_>]) -> (Vec<Features>, Vocabulary) {
    const CHUNK: usize = 512;
    let mut vocabulary =
        Vocabulary { ids: HashMap::new(), entries: Vec::new(), titles: mentions.len(), weights: Vec::new() };
    // Tokenising is the cost and runs in parallel; only the words that a chunk has first are numbered in turn.
    let chunks: Vec<Chunk> = mentions.par_chunks(CHUNK).map(Chunk::of).collect();
    let numbered: Vec<(Vec<Word>, Vec<Texts>)> = chunks
        .into_iter()
        .map(|chunk| (chunk.words.into_iter().map(|word| vocabulary.id(word)).collect(), chunk.mentions))
        .collect();
    let of_chunk = |(words, texts): (Vec<Word>, Vec<Texts>)| -> Vec<Features> {
        texts.into_iter().map(|texts| texts.number(&words, &vocabulary)).collect()
    };
    let features: Vec<Vec<Features>> = numbered.into_par_iter().map(of_chunk).collect();
    let mut names = HashSet::new();
    let mut features: Vec<Features> =
        features.into_iter().flatten().map(|feature| feature.sharing(&mut names)).collect();
    for word in features.iter().flat_map(|feature| &feature.title_set) {
        vocabulary.entries[*word as usize].titles += 1;
    }
    vocabulary.weigh();
    silence_boilerplate(&mut features);
    silence_hubs(&mut features);
    (features, vocabulary)
}

/// Some mentions with the words they are made of.
struct Chunk {
    /// In the order they were met.
    words: Vec<Box<str>>,
    mentions: Vec<Texts>,
}

impl Chunk {
    fn of(mentions: &[Mention<'_>]) -> Chunk {
        let mut words = LocalWords::default();
        let mentions = mentions.iter().map(|mention| Texts::of(mention.link, &mut words)).collect();
        Chunk { words: words.into_texts(), mentions }
    }
}

/// The words of a mention, numbered within its chunk.
struct Texts {
    title: Vec<u32>,
    raw_title: Vec<u32>,
    before_tail: Option<Vec<u32>>,
    slug: Vec<u32>,
    excerpt: Vec<u32>,
    rest: Features,
}

impl Texts {
    fn of(link: &Link, local: &mut LocalWords) -> Texts {
        let mut ids = |text: &str| {
            let mut ids = Vec::with_capacity(text.len() / 6);
            each_word(text, |word| ids.push(local.id(word)));
            ids
        };
        let title = link.title.as_deref().unwrap_or("");
        let address = link.address.as_ref().or(link.alternates.first());
        let (clean, raw_title) = (ids(clean_title(title, link)), ids(title));
        let before_tail = last_separator(title).and_then(|(head, tail)| {
            let count = words(tail).len();
            ((1..=6).contains(&count)).then(|| ids(head))
        });
        let mut slug = address.and_then(Address::slug).map(words).unwrap_or_default();
        while slug.last().is_some_and(|last| last.len() >= 5 && is_number(last)) {
            slug.pop();
        }
        let slug = slug.iter().map(|word| local.id(word)).collect();
        let mut excerpt = Vec::new();
        each_word(link.excerpt.as_deref().unwrap_or(""), |word| excerpt.push(local.id(word)));
        let rest = Features::without_words(link, address);
        Texts { title: clean, raw_title, before_tail, slug, excerpt, rest }
    }

    /// `numbers` are the words of the chunk by their number there.
    fn number(self, numbers: &[Word], vocabulary: &Vocabulary) -> Features {
        let ids =
            |local: Vec<u32>| -> Vec<Word> { local.into_iter().map(|id| numbers[id as usize]).collect() };
        let title = ids(self.title);
        let raw_title = ids(self.raw_title);
        let whole_title = (raw_title != title).then_some(raw_title);
        let before_tail = self.before_tail.map(ids);
        let slug = ids(self.slug);
        let excerpt: Vec<Word> = ids(self.excerpt);
        let title_set = sorted(&title);
        let content_words = title.iter().filter(|word| !vocabulary.is_stop(**word)).count();
        let (excerpt_runs, excerpt_words) = (runs(&excerpt, vocabulary), excerpt.len());
        Features {
            title,
            title_set,
            whole_title,
            before_tail,
            content_words,
            slug,
            excerpt_runs,
            excerpt_words,
            ..self.rest
        }
    }
}

impl Features {
    fn without_words(link: &Link, address: Option<&Address>) -> Features {
        let image = link.image.as_ref().and_then(|image| Address::parse(&image.url).ok());
        // The image of an article may be a video's still; only a link without an address of its own takes its id.
        // Any other image (a placeholder under every video) says nothing.
        let still = image.filter(|image| image.video_id().is_some() && link.address.is_none());
        let mut keys: Vec<Key> = link.addresses().chain(&still).flat_map(Address::keys).collect();
        // What an address keeps through retitling says more than its spelling today.
        keys.sort_unstable_by(|a, b| b.cmp(a));
        keys.dedup();
        let domain = link.provider.domain.clone().unwrap_or_default();
        let name = link.provider.name.as_deref().unwrap_or("");
        let source = name.split_once(" on ").map(|(source, _)| letters(source)).filter(|s| !s.is_empty());
        let is_syndicated = address.is_some_and(Address::is_syndicator);
        Features {
            title: Vec::new(),
            title_set: Vec::new(),
            whole_title: None,
            before_tail: None,
            content_words: 0,
            slug: Vec::new(),
            excerpt_runs: Vec::new(),
            excerpt_words: 0,
            time: link.time().map(|at| at.timestamp()),
            is_video: keys.iter().any(|key| matches!(key, Key::Video(_))),
            keys,
            site: address.map_or_else(|| domain.as_str().into(), |a| a.site().into()),
            host: address.map_or(domain.as_str(), Address::host).into(),
            is_syndicated,
            named_source: source.filter(|_| is_syndicated).map(Into::into),
            outlet: letters(name).into(),
        }
    }

    /// The same with its names shared: a few thousand outlets name a million mentions.
    fn sharing(mut self, names: &mut HashSet<Arc<str>>) -> Features {
        let source = self.named_source.as_mut();
        for name in [&mut self.site, &mut self.host, &mut self.outlet].into_iter().chain(source) {
            match names.get(&**name) {
                Some(known) => *name = Arc::clone(known),
                None => drop(names.insert(Arc::clone(name))),
            }
        }
        self
    }

    /// Words of the whole title.
    pub(super) fn raw_title(&self) -> &[Word] {
        self.whole_title.as_ref().unwrap_or(&self.title)
    }

    /// Hours between two publications; `None` where one is undated.
    pub(super) fn hours_to(&self, other: &Features) -> Option<f64> {
        Some((self.time? - other.time?).abs() as f64 / 3600.0)
    }

    /// Whether a copy names the outlet of the other as its source, or names none.
    pub(super) fn source_agrees(&self, other: &Features) -> bool {
        let fits = |source: &Option<Arc<str>>, of: &Features| match source {
            None => true,
            Some(source) => {
                (of.is_syndicated && of.named_source.is_none())
                    || of.named_source.as_ref() == Some(source)
                    || of.outlet == *source
                    || letters(&of.site).starts_with(&**source)
            }
        };
        fits(&self.named_source, other) && fits(&other.named_source, self)
    }
}

/// An excerpt under three or more unlike titles is the outlet's boilerplate and says nothing of the article.
fn silence_boilerplate(features: &mut [Features]) {
    let mut groups: HashMap<&[u32], Vec<usize>> = HashMap::new();
    for (at, feature) in features.iter().enumerate().filter(|(_, f)| !f.excerpt_runs.is_empty()) {
        groups.entry(&feature.excerpt_runs).or_default().push(at);
    }
    let silent: Vec<usize> = groups
        .into_values()
        .filter(|group| has_unlike_titles(features, group, |_, _| true))
        .flatten()
        .collect();
    for at in silent {
        features[at].excerpt_runs.clear();
    }
}

/// An address under three or more unlike titles on different days is a hub or a front page: no key.
fn silence_hubs(features: &mut [Features]) {
    const DAY: i64 = 24 * 3600;
    let mut groups: HashMap<&Key, Vec<usize>> = HashMap::new();
    for (at, feature) in features.iter().enumerate() {
        for key in &feature.keys {
            groups.entry(key).or_default().push(at);
        }
    }
    let day = |at: usize| features[at].time.map(|time| time.div_euclid(DAY));
    let other_day = |a, b| day(a) != day(b);
    let hubs: HashSet<Key> = groups
        .into_iter()
        .filter(|(_, group)| has_unlike_titles(features, group, other_day))
        .map(|(key, _)| key.clone())
        .collect();
    for feature in features.iter_mut().filter(|_| !hubs.is_empty()) {
        feature.keys.retain(|key| !hubs.contains(key));
    }
}

/// Whether three titles of a group are each unlike the others, and apart as asked.
fn has_unlike_titles(features: &[Features], group: &[usize], apart: impl Fn(usize, usize) -> bool) -> bool {
    let mut unlike: Vec<usize> = Vec::new();
    for &at in group {
        let title = &features[at].title_set;
        let differs = |&other: &usize| are_unlike(title, &features[other].title_set) && apart(at, other);
        if !title.is_empty() && unlike.iter().all(differs) {
            unlike.push(at);
        }
        if unlike.len() >= 3 {
            return true;
        }
    }
    false
}

fn sorted(words: &[Word]) -> Vec<Word> {
    let mut set = words.to_vec();
    set.sort_unstable();
    set.dedup();
    set
}
