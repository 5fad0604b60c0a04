//! Joins by address: shared keys, an address less what seldom names a page, an AMP address whose slug names one page, a
//! video listed without an address.
//! These are not a matter of similarity; clustering never refuses them.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use foldhash::{HashMap, HashMapExt, HashSet};
use rayon::prelude::*;

use super::features::{self, Features, TitleStatistics};
use super::options::MergeOptions;
use super::veto;
use crate::address::Address;
use crate::model::{Mention, MentionIdx, Rule};
use crate::text::WordId;
use crate::text::tokenize;

/// Joins by address that a pair alone cannot show: they need to know that there is exactly one other.
#[derive(Default)]
pub(super) struct AddressTable {
    /// For each mention in it: a group whose members are one piece, the rule, and what it saw.
    groups: HashMap<MentionIdx, Vec<usize>>,
    entries: Vec<(Rule, String, Vec<MentionIdx>)>,
}

impl AddressTable {
    pub(super) fn joined(&self, a: MentionIdx, b: MentionIdx) -> Option<(Rule, &str)> {
        let of_b = self.groups.get(&b)?;
        let shared = self.groups.get(&a)?.iter().find(|group| of_b.contains(group))?;
        let (rule, detail, _) = &self.entries[*shared];
        Some((*rule, detail))
    }

    /// The members of each join.
    pub(super) fn groups(&self) -> impl Iterator<Item = &[MentionIdx]> {
        self.entries.iter().map(|(_, _, members)| &**members)
    }

    fn add(&mut self, rule: Rule, detail: String, members: Vec<MentionIdx>) {
        for member in &members {
            self.groups.entry(*member).or_default().push(self.entries.len());
        }
        self.entries.push((rule, detail, members));
    }
}

/// Finds the joins that need the whole input; `variants` are the [`variants`], `amp` the [`amp_slugs`].
pub(super) fn table(
    variants: Vec<(Vec<MentionIdx>, &str)>,
    amp: Vec<(Vec<MentionIdx>, String)>,
    features: &[Features<'_>],
    words: &TitleStatistics<'_>,
    rules: &MergeOptions,
) -> AddressTable {
    let mut table = AddressTable::default();
    for (group, page) in variants {
        variant(&group, page, features, words, &mut table);
    }
    for (group, detail) in amp {
        table.add(Rule::AmpSlug, detail, group);
    }
    if !rules.without.contains(&Rule::NoAddress) {
        without_address(features, words, &mut table);
    }
    table
}

/// Mentions whose addresses are one page once the weak rows apply, too, and that page; where it is the address of all,
/// a key says so.
pub(super) fn variants<'m>(
    mentions: &'m [Mention<'_>],
    rules: &MergeOptions,
) -> Vec<(Vec<MentionIdx>, &'m str)> {
    if rules.without.contains(&Rule::Variant) {
        return Vec::new();
    }
    let hasher = RandomState::default();
    let addresses = |mention: &'m Mention<'_>| mention.link.addresses();
    let weakened = |mention: &'m Mention<'_>| addresses(mention).filter_map(Address::variant);
    let asked: HashSet<u64> =
        mentions.par_iter().flat_map_iter(weakened).map(|page| hasher.hash_one(page)).collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let names_article = |address: &&Address<'_>| !address.is_front_page() && address.video_id().is_none();
    let is_asked = |page: &&str| asked.contains(&hasher.hash_one(page));
    let pages_of = |mention: &'m Mention<'_>| {
        let pages = addresses(mention).filter(names_article).map(Address::weakest_page).filter(is_asked);
        pages.map(move |page| (page, mention.index))
    };
    let mut pages: Vec<(&str, MentionIdx)> = mentions.par_iter().flat_map_iter(pages_of).collect();
    pages.par_sort_unstable();
    pages.dedup();
    let of_one = pages.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1);
    of_one.map(|group| (group.iter().map(|(_, at)| *at).collect(), group[0].0)).collect()
}

/// Joins the mentions of one page that have like titles. One without a title goes with the others where these are all
/// alike.
fn variant(
    group: &[MentionIdx],
    page: &str,
    features: &[Features<'_>],
    words: &TitleStatistics<'_>,
    table: &mut AddressTable,
) {
    /// Titles that one is compared with: more would take long, and tell no more.
    const MOST: usize = 32;
    if features::is_hub(features, group) {
        return;
    }
    let mut alike: Vec<Vec<MentionIdx>> = Vec::new();
    let mut untitled: Vec<MentionIdx> = Vec::new();
    for &at in group {
        let like = |members: &&mut Vec<MentionIdx>| {
            members.iter().take(MOST).all(|other| are_like(&features[at], &features[*other], words))
        };
        if features[at].words.title.is_empty() {
            untitled.push(at);
        } else if let Some(members) = alike.iter_mut().take(MOST).find(like) {
            members.push(at);
        } else {
            alike.push(vec![at]);
        }
    }
    if let [members] = &mut alike[..] {
        members.append(&mut untitled);
        members.sort_unstable();
    }
    for members in alike.into_iter().filter(|members| members.len() > 1) {
        table.add(Rule::Variant, format!("{page}, like titles"), members);
    }
}

/// Whether half of the words of two titles are the same, and nothing forbids that they are one piece.
fn are_like(a: &Features<'_>, b: &Features<'_>, words: &TitleStatistics<'_>) -> bool {
    let is_like = !features::are_unlike(a.words.title_set, b.words.title_set);
    is_like && veto::column(a, b).is_none() && veto::veto(a, b, words).is_none()
}

/// `/google-amp/news/SLUG` for `/tech/gaming/SLUG`: an AMP address joins the one other address of its site with
/// the same last segment, where that is a headline (four words, twenty characters) and no third address has it.
///
/// The mentions that are joined so, and what the rule saw.
pub(super) fn amp_slugs<'m>(
    mentions: &'m [Mention<'_>],
    rules: &MergeOptions,
) -> Vec<(Vec<MentionIdx>, String)> {
    if rules.without.contains(&Rule::AmpSlug) {
        return Vec::new();
    }
    let entries_of = |mention: &'m Mention<'_>| {
        let named = move |address| SegmentEntry {
            hash: Address::last_segment_hash(address),
            is_amp: address.is_amp(),
            mention: mention.index,
            address,
        };
        mention.link.addresses().map(named)
    };
    let mut all: Vec<SegmentEntry<'_>> = mentions.par_iter().flat_map_iter(entries_of).collect();
    let asked: HashSet<u32> = all.iter().filter(|named| named.is_amp).map(|named| named.hash).collect();
    all.retain(|named| asked.contains(&named.hash));
    all.par_sort_unstable_by_key(|named| (named.hash, named.mention));
    // Most AMP addresses stand beside their page, in one mention.
    let is_shared = |alike: &&[SegmentEntry<'_>]| alike[0].mention != alike[alike.len() - 1].mention;
    let alike = all.par_chunk_by(|a, b| a.hash == b.hash).filter(is_shared);
    let mut groups: Vec<(Vec<MentionIdx>, String)> = alike.flat_map_iter(groups_by_name).collect();
    groups.sort_unstable();
    groups
}

/// An address by a hash of its [name](Address::site_and_last_segment), and whose it is.
struct SegmentEntry<'m> {
    hash: u32,
    is_amp: bool,
    mention: MentionIdx,
    address: &'m Address<'m>,
}

/// The groups among addresses whose names have one hash, and so most often are one: their mentions, and the name.
fn groups_by_name(alike: &[SegmentEntry<'_>]) -> Vec<(Vec<MentionIdx>, String)> {
    let mut named: Vec<((&str, &str), &SegmentEntry<'_>)> =
        alike.iter().map(|named| (named.address.site_and_last_segment(), named)).collect();
    named.sort_by_key(|(name, _)| *name);
    let is_headline = |slug: &str| slug.len() >= 20 && tokenize::words(slug).len() >= 4;
    let group = |alike: &[((&str, &str), &SegmentEntry<'_>)]| {
        let (site, slug) = alike[0].0;
        let has_amp = alike.iter().any(|(_, named)| named.is_amp);
        let plain = alike.iter().filter(|(_, named)| !named.is_amp);
        let mut plain = plain.map(|(_, named)| named.address.identity());
        let first = plain.next().filter(|_| has_amp)?;
        let mut group: Vec<MentionIdx> = alike.iter().map(|(_, named)| named.mention).collect();
        group.dedup();
        let is_one = plain.all(|other| other == first) && is_headline(slug) && group.len() > 1;
        is_one.then(|| (group, format!("{site} {slug}")))
    };
    named.chunk_by(|(a, _), (b, _)| a == b).filter_map(group).collect()
}

/// Videos are listed with an empty address and sometimes a placeholder for an image. Same title, same second,
/// same outlet, and no two different addresses among them: one piece.
fn without_address(features: &[Features<'_>], words: &TitleStatistics<'_>, table: &mut AddressTable) {
    /// Title, what the site puts at its end, and time.
    type TitleAndTime<'f> = ((&'f [WordId], &'f [WordId]), i64);
    fn same<'f>((at, f): (MentionIdx, &'f Features<'_>)) -> Option<(TitleAndTime<'f>, MentionIdx)> {
        (!f.words.title.is_empty()).then_some((((f.words.title, f.words.ending), f.time?), at))
    }
    // Only what is of one time with a link without a key: most have one.
    let times: HashSet<i64> = features.par_iter().filter(|f| !f.has_keys()).filter_map(|f| f.time).collect();
    if times.is_empty() {
        return;
    }
    let found = MentionIdx::first(features.len()).zip(features);
    let found = found.filter_map(same).filter(|((_, time), _)| times.contains(time));
    let named = found.map(|(same, at)| ((same, features[at].outlet()), at));
    for ((_, outlet), group) in groups(named.filter(|((_, outlet), _)| !outlet.is_empty())) {
        if group.iter().all(|at| features[*at].has_keys()) {
            continue;
        }
        let mut keys = group.iter().map(|at| words.keys(&features[*at])).filter(|keys| !keys.is_empty());
        let first = keys.next();
        let one_address =
            keys.all(|keys| first.is_some_and(|first| first.iter().any(|key| keys.contains(key))));
        if one_address {
            table.add(Rule::NoAddress, format!("{outlet}, same title and second"), group);
        }
    }
}

/// Groups of mentions by something they share, in the judge's order, groups of one left out.
fn groups<K: std::hash::Hash + Eq + Ord>(
    keys: impl Iterator<Item = (K, MentionIdx)>,
) -> Vec<(K, Vec<MentionIdx>)> {
    let mut groups: HashMap<K, Vec<MentionIdx>> = HashMap::new();
    for (key, at) in keys {
        groups.entry(key).or_default().push(at);
    }
    let mut groups: Vec<(K, Vec<MentionIdx>)> =
        groups.into_iter().filter(|(_, group)| group.len() > 1).collect();
    groups.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
    groups
}
