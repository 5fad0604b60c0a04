//! The names in stories that texts have, too: an index from each name to its stories. Names are looked up by key; texts
//! and stories are never compared pair by pair.

use chrono::{Days, NaiveDate};
use foldhash::{HashMap, HashMapExt, HashSet};
use rayon::prelude::*;

use crate::address::{Address, IdentityKey};
use crate::model::{Article, Link, Story, TextEntity, TextFile};
use crate::story::members::StoryIdx;
use crate::text::common_entities::is_common_entity;
use crate::text::entities::{Casing, Entity, entities, is_distinct};

/// The use of a name in one story.
#[derive(Debug, Clone, Copy)]
pub(super) struct EntityUse {
    pub(super) story: StoryIdx,
    /// The number of its articles that have the word, or both words.
    pub(super) articles: u32,
    /// The number of its articles in which the word is a name by itself, not a part of a longer one.
    pub(super) alone: u32,
    /// Whether the name stands in the title of the story's lead.
    pub(super) titled: bool,
}

/// The stories that have a word or a pair of words, in order, and its rarity.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct EntityUses<'n> {
    uses: &'n [EntityUse],
    rarity: f64,
}

impl<'n> EntityUses<'n> {
    pub(super) fn is_empty(&self) -> bool {
        self.uses.is_empty()
    }

    /// All uses, and the rarity.
    pub(super) fn all(&self) -> (&'n [EntityUse], f64) {
        (self.uses, self.rarity)
    }

    /// The use in one story, and the rarity.
    pub(super) fn in_story(&self, story: StoryIdx) -> Option<(&'n EntityUse, f64)> {
        let at = self.uses.binary_search_by_key(&story, |found| found.story).ok()?;
        Some((&self.uses[at], self.rarity))
    }
}

/// A word of a name, or two adjacent words.
pub(super) struct EntityPart<'n> {
    pub(super) exact: EntityUses<'n>,
    /// The uses without a final s: "Microsoft" for "Microsofts".
    pub(super) less: EntityUses<'n>,
    /// Whether the name is common in the news of any day.
    pub(super) common: bool,
    /// Whether its letters alone show that it is a name.
    pub(super) distinct: bool,
}

/// A name of a text, looked up once for all stories.
pub(super) struct SoughtEntity<'n, 't> {
    pub(super) name: &'t Entity,
    pub(super) early: bool,
    pub(super) words: Vec<&'t str>,
    pub(super) written: Vec<&'t str>,
    pub(super) pairs: Vec<EntityPart<'n>>,
    pub(super) singles: Vec<EntityPart<'n>>,
    /// Whether the whole name is common in the news of any day.
    pub(super) common: bool,
}

impl<'n, 't> SoughtEntity<'n, 't> {
    pub(super) fn new(text_entity: &'t TextEntity, index: &'n EntityIndex<'_>) -> SoughtEntity<'n, 't> {
        let TextEntity { entity: name, early } = text_entity;
        let words: Vec<&str> = name.words.iter().map(|word| &**word).collect();
        let written: Vec<&str> =
            if name.is_number() { vec![&name.text] } else { name.text.split(' ').collect() };
        let parts = |size: usize| {
            let part = |(words, written): (&[&str], &[&str])| index.part(words, written);
            words.windows(size).zip(written.windows(size)).map(part).collect()
        };
        let (pairs, singles) = (parts(2), parts(1));
        SoughtEntity { common: is_common(&words), name, early: *early, words, written, pairs, singles }
    }
}

/// The names, days and addresses of all stories.
pub(super) struct EntityIndex<'s> {
    uses: HashMap<u64, Vec<EntityUse>>,
    /// For each story, the words for its subject.
    subjects: Vec<Vec<u64>>,
    /// The first and last days of all dated stories that stand under no other, each list sorted. An event and its
    /// background count as one.
    firsts: Vec<NaiveDate>,
    lasts: Vec<NaiveDate>,
    pages: HashMap<IdentityKey<'s>, StoryIdx>,
}

/// The hash of a word or of two adjacent words; the same in every run.
fn key(words: &[&str]) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

impl<'s> EntityIndex<'s> {
    /// Finds the names of the texts in the stories, in parallel.
    pub(super) fn new(stories: &'s [Story<'_>], texts: &[TextFile]) -> EntityIndex<'s> {
        let wanted: HashSet<u64> =
            texts.iter().flat_map(|text| &text.entities).flat_map(|name| keys(&name.entity)).collect();
        // From all words, not only the wanted ones: the subject of a story must not depend on the texts of the input.
        let casing = stories
            .par_iter()
            .fold(Casing::default, |mut casing, story| {
                for segment in story.articles.iter().flat_map(segments) {
                    casing.learn(segment);
                }
                casing
            })
            .reduce(Casing::default, Casing::and);
        let of_story = |(at, story): (usize, &Story<'_>)| named(story, StoryIdx::new(at), &casing, &wanted);
        let named: Vec<StoryEntities> = stories.par_iter().enumerate().map(of_story).collect();
        let mut uses: HashMap<u64, Vec<EntityUse>> = HashMap::new();
        let mut subjects = Vec::with_capacity(stories.len());
        for named in named {
            for (key, found) in named.uses {
                uses.entry(key).or_default().push(found);
            }
            subjects.push(named.subjects);
        }
        let events = || stories.iter().filter(|story| story.under.is_none()).filter_map(span);
        let mut firsts: Vec<NaiveDate> = events().map(|(first, _)| first).collect();
        let mut lasts: Vec<NaiveDate> = events().map(|(_, last)| last).collect();
        firsts.sort_unstable();
        lasts.sort_unstable();
        let linked = texts.iter().any(|text| !text.links.is_empty());
        let pages = if linked { pages(stories) } else { HashMap::new() };
        EntityIndex { uses, subjects, firsts, lasts, pages }
    }

    fn part(&self, words: &[&str], written: &[&str]) -> EntityPart<'_> {
        let uses = |key: u64| {
            let uses = self.uses.get(&key).map_or(&[][..], Vec::as_slice);
            EntityUses { uses, rarity: self.rarity(uses.len()) }
        };
        let less = words.split_last().and_then(|(last, before)| {
            let words: Vec<&str> = before.iter().copied().chain([singular(last)?]).collect();
            Some(uses(key(&words)))
        });
        EntityPart {
            exact: uses(key(words)),
            less: less.unwrap_or_default(),
            common: is_common(words),
            distinct: written.iter().any(|word| is_distinct(word)),
        }
    }

    /// The rarity of a name by the number of stories that have it: 1 for one story, 0 for all, logarithmic in between.
    pub(super) fn rarity(&self, count: usize) -> f64 {
        if count <= 1 {
            return 1.0;
        }
        (1.0 - (count as f64).ln() / (self.subjects.len() as f64 + 1.0).ln()).max(0.0)
    }

    /// Whether a name has one of the words for the story's subject.
    pub(super) fn is_subject(&self, name: &Entity, story: StoryIdx) -> bool {
        keys(name).any(|key| self.subjects[story].contains(&key))
    }

    /// The number of stories that a day is near to.
    pub(super) fn stories_near(&self, day: NaiveDate) -> usize {
        let begun = day + Days::new(BEFORE);
        let over = day - Days::new(AFTER);
        let begun = self.firsts.partition_point(|first| *first <= begun);
        begun.saturating_sub(self.lasts.partition_point(|last| *last < over))
    }

    /// The stories that a text links to, each once, with the first link to each.
    pub(super) fn linked<'t>(&self, text: &'t TextFile) -> Vec<(StoryIdx, &'t str)> {
        let mut found: Vec<(StoryIdx, &str)> = Vec::new();
        if self.pages.is_empty() {
            return found;
        }
        for link in &text.links {
            let Ok(address) = Address::parse(link) else { continue };
            for story in address.keys().filter_map(|key| self.pages.get(&key)) {
                if found.iter().all(|(other, _)| other != story) {
                    found.push((*story, link));
                }
            }
        }
        found
    }
}

/// A date speaks of a story if it lies up to this many days before its first day (`BEFORE`) or after its last
/// (`AFTER`): an event is announced the day before or reported two days late, and the time zone adds a day.
pub(super) const BEFORE: u64 = 2;
pub(super) const AFTER: u64 = 3;

/// The first and last day of a story.
pub(super) fn span(story: &Story<'_>) -> Option<(NaiveDate, NaiveDate)> {
    let inside =
        |day: NaiveDate| day > NaiveDate::MIN + Days::new(400) && day < NaiveDate::MAX - Days::new(400);
    let span = (story.first_published()?.at.date_naive(), story.last_published()?.at.date_naive());
    (inside(span.0) && inside(span.1)).then_some(span)
}

/// The keys of a name: its words, its pairs of words, and each of these without a final s ("Microsofts").
fn keys(name: &Entity) -> impl Iterator<Item = u64> {
    let words = name.words.iter().flat_map(|word| [Some(key(&[word])), singular(word).map(|w| key(&[w]))]);
    let pairs = name.words.windows(2).flat_map(|pair| {
        let whole = key(&[&pair[0], &pair[1]]);
        [Some(whole), singular(&pair[1]).map(|last| key(&[&pair[0], last]))]
    });
    words.chain(pairs).flatten()
}

/// The word without the s of a genitive or plural.
fn singular(word: &str) -> Option<&str> {
    word.strip_suffix('s').filter(|base| base.len() >= 4 && !base.ends_with('s'))
}

/// The titles and excerpts of an article, each once, without boilerplate.
fn segments<'a>(article: &'a Article<'_>) -> impl Iterator<Item = &'a str> {
    let mut seen: Vec<&str> = Vec::new();
    let excerpt =
        move |mention: &crate::model::Mention<'a>| mention.link.excerpt.filter(|_| !article.boilerplate);
    article.mentions.iter().flat_map(move |m| [m.link.title, excerpt(m)]).flatten().filter(move |text| {
        let is_new = !seen.contains(text);
        if is_new && seen.len() < 16 {
            seen.push(text);
        }
        is_new
    })
}

/// The names in a story, and the words for its subject.
struct StoryEntities {
    uses: Vec<(u64, EntityUse)>,
    subjects: Vec<u64>,
}

/// Collects the uses of the wanted keys in a story, and the words for its subject.
fn named(story: &Story<'_>, index: StoryIdx, casing: &Casing, wanted: &HashSet<u64>) -> StoryEntities {
    let mut uses: HashMap<u64, EntityUse> = HashMap::new();
    // The number of articles that name each word, wanted or not.
    let mut counts: HashMap<u64, EntityCount> = HashMap::new();
    for (number, article) in story.articles.iter().enumerate() {
        let title = article.link().title.filter(|_| number == story.lead);
        // For each key: whether it is a name by itself, and whether it is in the title of the lead.
        let mut here: HashMap<u64, (bool, bool)> = HashMap::new();
        let mut words: HashMap<u64, bool> = HashMap::new();
        for segment in segments(article) {
            let titled = title == Some(segment);
            let mut note = |key: u64, alone: bool| {
                if wanted.contains(&key) {
                    let seen = here.entry(key).or_insert((false, false));
                    *seen = (seen.0 | alone, seen.1 | titled);
                }
            };
            entities(segment, casing, |name| {
                if !name.sure {
                    return;
                }
                let single = name.words.len() == 1;
                let written: Vec<&str> = name.text.split(' ').collect();
                for (place, word) in name.words.iter().enumerate() {
                    let alone = single || written.get(place).is_some_and(|word| is_distinct(word));
                    note(key(&[word]), alone);
                    if let Some(word) = singular(word) {
                        note(key(&[word]), alone);
                    }
                    words.entry(key(&[word])).or_insert_with(|| is_common_entity(word));
                }
                for pair in name.words.windows(2) {
                    note(key(&[&pair[0], &pair[1]]), true);
                }
            });
        }
        for (key, (alone, titled)) in here {
            let found =
                uses.entry(key).or_insert(EntityUse { story: index, articles: 0, alone: 0, titled: false });
            found.articles += 1;
            found.alone += u32::from(alone);
            found.titled |= titled;
        }
        for (key, common) in words {
            counts.entry(key).or_insert(EntityCount { articles: 0, common }).articles += 1;
        }
    }
    StoryEntities { uses: uses.into_iter().collect(), subjects: subjects(&counts, story.articles.len()) }
}

/// The number of articles that name a word, and whether the word is a common name.
#[derive(Clone, Copy)]
struct EntityCount {
    articles: u32,
    common: bool,
}

/// The words for the subject of a story: the rare words that four in five of its articles name. If there are none, the
/// words that the most articles name, rare or not.
fn subjects(counts: &HashMap<u64, EntityCount>, articles: usize) -> Vec<u64> {
    let most = counts.values().map(|count| count.articles).max().unwrap_or(0);
    let is_rare_subject = |count: &EntityCount| !count.common && count.articles as usize * 5 >= articles * 4;
    let has_rare = counts.values().any(is_rare_subject);
    let is_subject =
        |count: &EntityCount| if has_rare { is_rare_subject(count) } else { count.articles == most };
    counts.iter().filter(|(_, count)| is_subject(count)).map(|(key, _)| *key).collect()
}

/// Maps the keys of all addresses to their stories.
fn pages<'s>(stories: &'s [Story<'_>]) -> HashMap<IdentityKey<'s>, StoryIdx> {
    let mut pages = HashMap::new();
    for (index, story) in StoryIdx::first(stories.len()).zip(stories) {
        let links = story.articles.iter().flat_map(|article| &article.mentions).map(|mention| mention.link);
        for key in links.flat_map(Link::addresses).flat_map(Address::keys) {
            pages.entry(key).or_insert(index);
        }
    }
    pages
}

/// Whether the words are a common name, together or each by itself.
fn is_common(words: &[&str]) -> bool {
    is_common_entity(&words.join(" ")) || words.iter().all(|word| is_common_entity(word))
}
