//! The features of each mention that the comparison needs, computed once, and the word statistics of the whole input.
//! Only the statistics are global: all other features belong to one mention or to one group that shares a key.

use std::hash::BuildHasher;
use std::mem;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::blocking::{self, KeyPosting, PartitionedKeys};
use crate::address::{Address, IdentityKey};
use crate::model::title::letters;
use crate::model::vocabulary::LinkWords;
use crate::model::{Link, Mention, MentionIdx, Vocabulary};
use crate::text::{Ragged, WordId};

/// Mentions that one worker takes at a time.
pub(super) const CHUNK: usize = 512;

/// The number of an identity key: the position of its first occurrence among the keys of all mentions.
pub(super) type KeyNumber = u32;

/// One mention as the rules see it.
pub(super) struct Features<'l> {
    /// The words of the link. The slug comes without a number at its end.
    pub(super) words: LinkWords<'l>,
    /// The number of title words that are not stop words.
    pub(super) content_words: u32,
    /// The shingles of the excerpt; empty if the excerpt is boilerplate.
    pub(super) excerpt: Shingles<'l>,
    /// Seconds since 1970.
    pub(super) time: Option<i64>,
    /// The range of this mention's keys in the [`TitleStatistics`].
    keys: (u32, u32),
    /// Whether one of its keys belonged to a hub and was removed.
    pub(super) is_hub: bool,
    /// Whether it is a video whose id is known.
    pub(super) is_video: bool,
    /// Whether its address is on a syndicator.
    pub(super) is_syndicated: bool,
    /// The link itself, for features that are seldom needed: site, host, outlet.
    link: &'l Link<'l>,
}

/// Shingles of a text: hashes of three consecutive words, sorted, each once.
///
/// Copies of one text share shingles; different texts on one event share only words. In the labelled pairs, copies
/// share .70 of the shingles or more, other texts at most .62; in single words the figures are .88 and .92, which
/// overlap.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) struct Shingles<'l>(&'l [u32]);

impl<'l> Shingles<'l> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn all(&self) -> &'l [u32] {
        self.0
    }

    /// The smallest hashes. Equal texts have the same ones; similar texts often share some.
    pub(super) fn smallest(&self, count: usize) -> &'l [u32] {
        &self.0[..count.min(self.0.len())]
    }

    /// Shared shingles over the shingles of the shorter text, 0 to 1; 0 if a text has none.
    pub(super) fn overlap(&self, other: &Shingles<'_>) -> f64 {
        let shorter = self.0.len().min(other.0.len());
        if shorter == 0 {
            return 0.0;
        }
        let mut shared = 0;
        merge(self.0, other.0, |_, both| shared += usize::from(both));
        shared as f64 / shorter as f64
    }

    /// Whether the [overlap](Shingles::overlap) is at least this share. Stops as soon as it can no longer reach the
    /// share.
    pub(super) fn overlaps(&self, other: &Shingles<'_>, share: f64) -> bool {
        let (a, b) = (self.0, other.0);
        let shorter = a.len().min(b.len());
        if shorter == 0 {
            return false;
        }
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
        shared as f64 / shorter as f64 >= share
    }
}

/// The words of the input, the number of titles that use each, and the texts of keys and names.
pub(super) struct TitleStatistics<'l> {
    vocabulary: &'l Vocabulary,
    /// For each word, the number of titles that have it.
    frequencies: Vec<u32>,
    /// Rarity of each word: ln(1 + titles / titles with the word).
    weights: Vec<f64>,
    keys: IdentityKeys<'l>,
    /// The numbers of the keys of all mentions, one mention after another.
    mention_keys: Vec<KeyNumber>,
    /// The joining keys that several mentions share, each with these mentions in the judge's order.
    shared: Vec<(KeyNumber, Vec<MentionIdx>)>,
}

impl<'l> TitleStatistics<'l> {
    pub(super) fn text(&self, word: WordId) -> &str {
        self.vocabulary.text(word)
    }

    pub(super) fn is_stop(&self, word: WordId) -> bool {
        self.vocabulary.is_stop(word)
    }

    pub(super) fn is_number(&self, word: WordId) -> bool {
        self.vocabulary.is_number(word)
    }

    /// The number of titles that have the word.
    pub(super) fn frequency(&self, word: WordId) -> u32 {
        self.frequencies[word]
    }

    pub(super) fn key(&self, number: KeyNumber) -> &IdentityKey<'l> {
        self.keys.get(number)
    }

    /// [`Link::keys`](crate::model::Link::keys) of a mention without the keys of hubs.
    pub(super) fn keys(&self, of: &Features<'_>) -> &[KeyNumber] {
        &self.mention_keys[of.keys.0 as usize..of.keys.1 as usize]
    }

    /// The joining keys that several mentions share, each with these mentions.
    pub(super) fn shared_keys(&self) -> impl Iterator<Item = (&IdentityKey<'l>, &[MentionIdx])> {
        self.shared.iter().map(|(key, mentions)| (self.key(*key), &**mentions))
    }

    /// Rarity-weighted overlap of two sorted sets: weight of the shared words over weight of all, 0 to 1.
    pub(super) fn weighted_overlap(&self, a: &[WordId], b: &[WordId]) -> f64 {
        let (mut shared, mut all) = (0.0, 0.0);
        merge(a, b, |word, both| {
            let weight = self.weights[word];
            all += weight;
            shared += if both { weight } else { 0.0 };
        });
        if all > 0.0 { shared / all } else { 0.0 }
    }
}

/// Computes [`TitleStatistics::frequencies`] and [`TitleStatistics::weights`].
fn count(features: &[Features<'_>], vocabulary: &Vocabulary) -> (Vec<u32>, Vec<f64>) {
    let mut frequencies = vec![0; vocabulary.len()];
    for word in features.iter().flat_map(|feature| feature.words.title_set) {
        frequencies[*word] += 1;
    }
    let titles = features.len() as f64;
    let weight = |titles_with: &u32| (1.0 + titles / f64::from((*titles_with).max(1))).ln();
    let weights = frequencies.iter().map(weight).collect();
    (frequencies, weights)
}

/// Walks two sorted sets and calls `visit` for each item; `both` says whether both sets have it.
pub(super) fn merge<T: Copy + Ord>(a: &[T], b: &[T], mut visit: impl FnMut(T, bool)) {
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i], b[j]);
        visit(x.min(y), x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    a[i..].iter().chain(&b[j..]).for_each(|word| visit(*word, false));
}

/// Returns whether two titles share fewer than half of the longer title's words.
pub(super) fn are_unlike(a: &[WordId], b: &[WordId]) -> bool {
    let (mut shared, mut all) = (0, 0);
    merge(a, b, |_, both| {
        all += 1;
        shared += usize::from(both);
    });
    shared * 2 < all
}

/// Features of all mentions, in their order, and the words, keys and names they are made of.
pub(super) fn prepare<'l>(
    mentions: &[Mention<'l>],
    vocabulary: &'l Vocabulary,
) -> (Vec<Features<'l>>, TitleStatistics<'l>) {
    let mut features: Vec<Features<'l>> =
        mentions.par_iter().map(|mention| Features::new(mention, vocabulary)).collect();
    let (numbered, (frequencies, weights)) =
        rayon::join(|| numbered(mentions), || count(&features, vocabulary));
    let (keys, mention_keys) = numbered;
    let of_part = features.par_chunks_mut(CHUNK).zip(&keys.parts).zip(&keys.starts);
    of_part.for_each(|((features, keys), first)| {
        for (index, feature) in features.iter_mut().enumerate() {
            let is_video = |key: &IdentityKey<'_>| matches!(key, IdentityKey::Video(_));
            feature.is_video = keys[index].iter().any(is_video);
            let range = keys.range(index);
            feature.keys = (first + range.start as u32, first + range.end as u32);
        }
    });
    let mut vocabulary =
        TitleStatistics { vocabulary, frequencies, weights, keys, mention_keys, shared: Vec::new() };
    silence_boilerplate(&mut features);
    vocabulary.shared = silence_hubs(&mut features, &mut vocabulary);
    (features, vocabulary)
}

/// The keys of all mentions, one mention after another; each part holds the keys of consecutive mentions.
struct IdentityKeys<'l> {
    parts: Vec<Ragged<IdentityKey<'l>>>,
    /// The number of each part's first key.
    starts: Vec<KeyNumber>,
}

impl<'l> IdentityKeys<'l> {
    fn new(parts: Vec<Ragged<IdentityKey<'l>>>) -> IdentityKeys<'l> {
        let start = |next: &mut KeyNumber, part: &Ragged<IdentityKey<'l>>| {
            Some(mem::replace(next, *next + part.items().len() as KeyNumber))
        };
        let starts = parts.iter().scan(0, start).collect();
        IdentityKeys { parts, starts }
    }

    fn len(&self) -> usize {
        self.parts.iter().map(|part| part.items().len()).sum()
    }

    fn get(&self, number: KeyNumber) -> &IdentityKey<'l> {
        // The last part that begins at or before this number. A part without keys begins where the next one does.
        let part = self.starts.partition_point(|start| *start <= number) - 1;
        &self.parts[part].items()[(number - self.starts[part]) as usize]
    }
}

/// Returns the keys of all mentions, and the number of each key.
fn numbered<'l>(mentions: &[Mention<'l>]) -> (IdentityKeys<'l>, Vec<KeyNumber>) {
    let hasher = RandomState::default();
    let of_part = |mentions: &[Mention<'l>]| {
        let mut keys = Ragged::with_capacity(mentions.len());
        for (at, mention) in mentions.iter().enumerate() {
            if at > 0 && mention.link.reads_as(mentions[at - 1].link) {
                keys.repeat_list();
            } else {
                keys.push_list(mention.link.keys());
            }
        }
        let hashes: Vec<u64> = keys.items().iter().map(|key| hasher.hash_one(key)).collect();
        (keys, hashes)
    };
    let (parts, hashes): (Vec<_>, Vec<_>) = mentions.par_chunks(CHUNK).map(of_part).unzip();
    let keys = IdentityKeys::new(parts);
    let partitioned = |(hashes, first): (Vec<u64>, &KeyNumber)| {
        let pairs: Vec<KeyPosting<KeyNumber>> = hashes.into_iter().zip(*first..).collect();
        PartitionedKeys::new(&pairs)
    };
    let pairs: Vec<PartitionedKeys<KeyNumber>> =
        hashes.into_par_iter().zip(&keys.starts).map(partitioned).collect();
    let again = |pairs: &Vec<KeyPosting<KeyNumber>>| {
        let mut again: Vec<(KeyNumber, KeyNumber)> = Vec::new();
        for alike in pairs.chunk_by(|a, b| a.0 == b.0) {
            for (number, (_, at)) in alike.iter().enumerate().skip(1) {
                // Two different keys with the same hash stay two keys. No such pair was ever observed.
                let is_same = |(_, first): &&KeyPosting<KeyNumber>| keys.get(*first) == keys.get(*at);
                again.extend(alike[..number].iter().find(is_same).map(|(_, first)| (*at, *first)));
            }
        }
        again
    };
    let again: Vec<Vec<_>> = blocking::shared(&pairs).par_iter().map(again).collect();
    let mut numbers: Vec<KeyNumber> = (0..keys.len() as KeyNumber).collect();
    for (at, first) in again.into_iter().flatten() {
        numbers[at as usize] = first;
    }
    (keys, numbers)
}

impl<'l> Features<'l> {
    /// Builds the features without the keys, which are numbered when all mentions are read.
    fn new(mention: &Mention<'l>, vocabulary: &'l Vocabulary) -> Features<'l> {
        let mut words = vocabulary.link(mention.index);
        while let [slug @ .., last] = words.slug
            && vocabulary.is_number(*last)
            && vocabulary.text(*last).len() >= 5
        {
            words.slug = slug;
        }
        let content_words = words.title.iter().filter(|word| !vocabulary.is_stop(**word)).count();
        Features {
            words,
            content_words: content_words as u32,
            excerpt: Shingles(words.shingles),
            time: mention.link.time().map(|at| at.timestamp()),
            keys: (0, 0),
            is_hub: false,
            is_video: false,
            is_syndicated: mention.link.addresses().next().is_some_and(Address::is_syndicator),
            link: mention.link,
        }
    }

    /// Whether it has the same words as another mention.
    pub(super) fn has_words_of(&self, other: &Features<'_>) -> bool {
        self.words == other.words && self.excerpt == other.excerpt
    }

    /// Whether it has a key that joins.
    pub(super) fn has_keys(&self) -> bool {
        self.keys.0 < self.keys.1
    }

    /// Hours between the two publications; `None` if one mention is undated.
    pub(super) fn hours_to(&self, other: &Features<'_>) -> Option<f64> {
        Some((self.time? - other.time?).abs() as f64 / 3600.0)
    }

    /// The registrable domain of the address, or the provider's domain if there is no address.
    pub(super) fn site(&self) -> &'l str {
        self.address().map_or(self.domain(), Address::site)
    }

    /// The host of the address, or the provider's domain if there is no address.
    pub(super) fn host(&self) -> &'l str {
        self.address().map_or(self.domain(), Address::host)
    }

    /// The address that a reader would open, or else the first other address.
    fn address(&self) -> Option<&'l Address<'l>> {
        self.link.addresses().next()
    }

    fn domain(&self) -> &'l str {
        self.link.provider.domain.unwrap_or_default()
    }

    /// Letters and digits of the provider's name.
    pub(super) fn outlet(&self) -> String {
        letters(self.link.provider.name.unwrap_or_default())
    }

    /// The outlet a syndicated copy names: "Gazette" of "Gazette on MSN.com".
    fn named_source(&self) -> Option<String> {
        let outlet = self.link.provider.name.filter(|_| self.is_syndicated)?;
        let (source, _) = outlet.split_once(" on ")?;
        Some(letters(source)).filter(|source| !source.is_empty())
    }

    /// Whether a syndicated copy names the outlet of the other mention as its source, or names no source.
    pub(super) fn source_agrees(&self, other: &Features<'_>) -> bool {
        let fits = |source: Option<String>, of: &Features<'_>| match (source, of.named_source()) {
            (None, _) => true,
            (Some(_), None) if of.is_syndicated => true,
            (Some(source), named) => {
                let of_site = || letters(of.site()).starts_with(&source);
                named.is_some_and(|named| named == source) || of.outlet() == source || of_site()
            }
        };
        fits(self.named_source(), other) && fits(other.named_source(), self)
    }
}

/// Empties an excerpt that stands under three or more unlike titles: it is the outlet's boilerplate and says nothing
/// about the article.
fn silence_boilerplate(features: &mut [Features<'_>]) {
    let hasher = RandomState::default();
    let with_excerpt = features.par_iter().enumerate().filter(|(_, f)| !f.excerpt.is_empty());
    // Two different texts share a hash once in many millions of runs. Nobody can provoke it, because each run has its
    // own seed.
    let pair = |(index, f): (usize, &Features<'_>)| (hasher.hash_one(f.excerpt.0), MentionIdx::new(index));
    let mut pairs: Vec<(u64, MentionIdx)> = with_excerpt.map(pair).collect();
    pairs.par_sort_unstable();
    let groups = pairs.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() >= 3);
    let members = |group: &[(u64, MentionIdx)]| group.iter().map(|(_, at)| *at).collect::<Vec<MentionIdx>>();
    let is_boilerplate = |group: &Vec<MentionIdx>| has_unlike_titles(features, group, |_, _| true);
    let silent: Vec<MentionIdx> = groups.map(members).filter(is_boilerplate).flatten().collect();
    for at in silent {
        features[at].excerpt = Shingles::default();
    }
}

/// Removes the key of an address that stands under three or more unlike titles on different days: the address is a hub
/// or a front page. Returns the other keys that several mentions share.
fn silence_hubs(
    features: &mut [Features<'_>],
    words: &mut TitleStatistics<'_>,
) -> Vec<(KeyNumber, Vec<MentionIdx>)> {
    let mut hubs = vec![false; words.keys.len()];
    let mut shared = by_key(features, words);
    for (key, group) in &shared {
        hubs[*key as usize] = is_hub(features, group);
    }
    shared.retain(|(key, _)| !hubs[*key as usize]);
    if !hubs.contains(&true) {
        return shared;
    }
    for feature in features {
        let (start, end) = feature.keys;
        let mut left = start;
        for at in start..end {
            let key = words.mention_keys[at as usize];
            if hubs[key as usize] {
                feature.is_hub = true;
            } else {
                words.mention_keys[left as usize] = key;
                left += 1;
            }
        }
        feature.keys.1 = left;
    }
    shared
}

/// Whether the mentions of one address have three or more unlike titles on different days.
pub(super) fn is_hub(features: &[Features<'_>], group: &[MentionIdx]) -> bool {
    const DAY: i64 = 24 * 3600;
    let day = |mention: MentionIdx| features[mention].time.map(|time| time.div_euclid(DAY));
    group.len() >= 3 && has_unlike_titles(features, group, |a, b| day(a) != day(b))
}

/// Returns the mentions of each key that several mentions share, in the judge's order.
fn by_key(features: &[Features<'_>], words: &TitleStatistics<'_>) -> Vec<(KeyNumber, Vec<MentionIdx>)> {
    let mut counts = vec![0_u32; words.keys.len()];
    let keys_of = |(at, f)| words.keys(f).iter().map(move |key| (*key, at));
    let all = || MentionIdx::first(features.len()).zip(features).flat_map(keys_of);
    all().for_each(|(key, _)| counts[key as usize] += 1);
    let mut places = vec![u32::MAX; counts.len()];
    let mut groups: Vec<(KeyNumber, Vec<MentionIdx>)> = Vec::new();
    for (key, at) in all().filter(|(key, _)| counts[*key as usize] > 1) {
        let place = &mut places[key as usize];
        if *place == u32::MAX {
            *place = groups.len() as u32;
            groups.push((key, Vec::with_capacity(counts[key as usize] as usize)));
        }
        groups[*place as usize].1.push(at);
    }
    groups
}

/// Whether a group has three titles that are each unlike the others and as far apart as `apart` asks.
fn has_unlike_titles(
    features: &[Features<'_>],
    group: &[MentionIdx],
    apart: impl Fn(MentionIdx, MentionIdx) -> bool,
) -> bool {
    let mut unlike: Vec<MentionIdx> = Vec::new();
    for &at in group {
        let title = features[at].words.title_set;
        let differs =
            |&other: &MentionIdx| are_unlike(title, features[other].words.title_set) && apart(at, other);
        if !title.is_empty() && unlike.iter().all(differs) {
            unlike.push(at);
        }
        if unlike.len() >= 3 {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_number_finds_its_key_beside_empty_parts() {
        let parts = [vec![], vec!["a", "b"], vec![], vec!["c"], vec![]];
        let part = |keys: Vec<&'static str>| {
            let mut part = Ragged::default();
            part.push_list(keys.into_iter().map(IdentityKey::Address));
            part
        };
        let keys = IdentityKeys::new(parts.map(part).into());
        let all: Vec<&IdentityKey<'_>> =
            (0..keys.len() as KeyNumber).map(|number| keys.get(number)).collect();
        assert_eq!(all, [&IdentityKey::Address("a"), &IdentityKey::Address("b"), &IdentityKey::Address("c")]);
    }
}
