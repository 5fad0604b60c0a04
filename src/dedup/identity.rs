//! Joins by address: shared keys, addresses that are equal under the weak rules, an AMP address whose slug names one
//! page, and a video listed without an address. Address joins do not depend on similarity, so clustering never refuses
//! them.

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

/// Joins by address that need more than the pair: the rule must see that there is exactly one other page.
#[derive(Default)]
pub(super) struct AddressTable {
    /// For each mention, the groups that it is in. The members of a group are one piece; each group has the rule and
    /// the evidence.
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

/// Finds the joins that need the whole input. `variants` comes from [`variants`], `amp` from [`amp_slugs`].
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

/// Returns mentions whose addresses become the same page under the weak rules, with that page. Pages that no weak row
/// leads to are left out: a key joins their mentions.
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

/// Joins the mentions of one page that have similar titles. A mention without a title joins the others if their titles
/// are all similar.
fn variant(
    group: &[MentionIdx],
    page: &str,
    features: &[Features<'_>],
    words: &TitleStatistics<'_>,
    table: &mut AddressTable,
) {
    /// The number of titles that a title is compared with. More would take long and add nothing.
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

/// Whether two titles share half of their words and no veto forbids the pair.
fn are_like(a: &Features<'_>, b: &Features<'_>, words: &TitleStatistics<'_>) -> bool {
    let is_like = !features::are_unlike(a.words.title_set, b.words.title_set);
    is_like && veto::column(a, b).is_none() && veto::veto(a, b, words).is_none()
}

/// `/google-amp/news/SLUG` for `/tech/gaming/SLUG`: an AMP address joins the one other address of its site with the
/// same last segment, if that segment is a headline (four words, twenty characters) and no third address has it.
///
/// Returns the mentions that this rule joins, and the slug that it matched.
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
    // In most mentions with an AMP address the address of the page stands beside it.
    let is_shared = |alike: &&[SegmentEntry<'_>]| alike[0].mention != alike[alike.len() - 1].mention;
    let alike = all.par_chunk_by(|a, b| a.hash == b.hash).filter(is_shared);
    let mut groups: Vec<(Vec<MentionIdx>, String)> = alike.flat_map_iter(groups_by_name).collect();
    groups.sort_unstable();
    groups
}

/// The hash of an address's [name](Address::site_and_last_segment), and the mention that has the address.
struct SegmentEntry<'m> {
    hash: u32,
    is_amp: bool,
    mention: MentionIdx,
    address: &'m Address<'m>,
}

/// Splits addresses whose names have the same hash into groups with the same name, and returns the mentions of each
/// group and the name.
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

/// Some videos are listed with an empty address, and sometimes with a placeholder for an image. Mentions with the same
/// title, second and outlet are one piece if they have no two different addresses.
fn without_address(features: &[Features<'_>], words: &TitleStatistics<'_>, table: &mut AddressTable) {
    /// The title, the site's ending of the title, and the time.
    type TitleAndTime<'f> = ((&'f [WordId], &'f [WordId]), i64);
    fn same<'f>((at, f): (MentionIdx, &'f Features<'_>)) -> Option<(TitleAndTime<'f>, MentionIdx)> {
        (!f.words.title.is_empty()).then_some((((f.words.title, f.words.ending), f.time?), at))
    }
    // Only mentions that share a time with a link without a key: most links have one.
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

/// Groups mentions by a value they share, in the judge's order; groups of one are left out.
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
