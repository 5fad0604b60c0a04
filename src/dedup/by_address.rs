//! Joins by address: shared keys, an AMP address whose slug names one page, a video listed without an address.
//! These are not a matter of likeness; clustering never refuses them.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use foldhash::{HashMap, HashSet};
use rayon::prelude::*;

use super::Rules;
use super::features::{self, Features};
use super::judge::{Judge, groups};
use crate::model::words;
use crate::model::{Address, Mention, Rule, Word};

/// Joins by address that a pair alone cannot show: they need to know that there is exactly one other.
#[derive(Default)]
pub(super) struct AddressTable {
    /// For each mention in it: a group whose members are one piece, the rule, and what it saw.
    groups: HashMap<usize, Vec<usize>>,
    entries: Vec<(Rule, String, Vec<usize>)>,
}

impl AddressTable {
    pub(super) fn joined(&self, a: usize, b: usize) -> Option<(Rule, String)> {
        let of_b = self.groups.get(&b)?;
        let shared = self.groups.get(&a)?.iter().find(|group| of_b.contains(group))?;
        let (rule, detail, _) = &self.entries[*shared];
        Some((*rule, detail.clone()))
    }

    fn add(&mut self, rule: Rule, detail: String, members: Vec<usize>) {
        for member in &members {
            self.groups.entry(*member).or_default().push(self.entries.len());
        }
        self.entries.push((rule, detail, members));
    }
}

/// Finds the joins that need the whole input.
pub(super) fn table(mentions: &[Mention<'_>], features: &[Features<'_>], rules: &Rules) -> AddressTable {
    let mut table = AddressTable::default();
    if !rules.without.contains(&Rule::AmpSlug) {
        amp_slugs(mentions, &mut table);
    }
    if !rules.without.contains(&Rule::NoAddress) {
        without_address(features, &mut table);
    }
    table
}

/// Groups of mentions that addresses join, each in the judge's order. The judge says by which rule.
pub(super) fn joined(judge: &Judge<'_, '_>) -> Vec<Vec<usize>> {
    let mut shared = features::by_key(&judge.features, judge.words.key_count(), 2);
    shared.sort_by(|(x, a), (y, b)| a.cmp(b).then_with(|| judge.words.key(*x).cmp(judge.words.key(*y))));
    let shared = shared.into_iter().map(|(_, group)| group);
    shared.chain(judge.addresses.entries.iter().map(|(_, _, group)| group.clone())).collect()
}

/// `/google-amp/news/SLUG` for `/tech/gaming/SLUG`: an AMP address joins the one other address of its site with
/// the same last segment, where that is a headline (four words, twenty characters) and no third address has it.
fn amp_slugs(mentions: &[Mention<'_>], table: &mut AddressTable) {
    fn name(address: &Address) -> (&str, &str) {
        (address.site(), address.last_segment())
    }
    if !mentions.par_iter().any(|mention| mention.link.addresses().any(Address::is_amp)) {
        return;
    }
    // By a hash of site and last segment: where an address and an AMP address have the same, names are compared.
    let hasher = RandomState::default();
    let named = |(at, mention): (usize, &Mention<'_>)| {
        let named = |address: &Address| (hasher.hash_one(name(address)), at, address.is_amp());
        mention.link.addresses().map(named).collect::<Vec<(u64, usize, bool)>>()
    };
    let mut all: Vec<(u64, usize, bool)> = mentions.par_iter().enumerate().flat_map_iter(named).collect();
    all.par_sort_unstable();
    let is_headline = |slug: &str| slug.len() >= 20 && words::words(slug).len() >= 4;
    let group = |alike: &[(u64, usize, bool)]| {
        let (_, at, _) = alike.iter().find(|(.., is_amp)| *is_amp)?;
        let amp =
            mentions[*at].link.addresses().find(|a| a.is_amp() && hasher.hash_one(name(a)) == alike[0].0)?;
        let (site, slug) = name(amp);
        let has_name = |at: &usize| mentions[*at].link.addresses().any(|a| name(a) == (site, slug));
        let mut group: Vec<usize> = alike.iter().map(|(_, at, _)| *at).filter(has_name).collect();
        group.dedup();
        let addresses = group.iter().flat_map(|at| mentions[*at].link.addresses());
        let mut plain = addresses.filter(|a| !a.is_amp() && name(a) == (site, slug)).map(Address::identity);
        let first = plain.next()?;
        let is_one = plain.all(|other| other == first) && is_headline(slug) && group.len() > 1;
        is_one.then(|| (group.clone(), format!("{site} {slug}")))
    };
    let mut groups: Vec<(Vec<usize>, String)> =
        all.par_chunk_by(|a, b| a.0 == b.0).filter_map(group).collect();
    groups.sort_unstable();
    for (group, detail) in groups {
        table.add(Rule::AmpSlug, detail, group);
    }
}

/// Videos are listed with an empty address and sometimes a placeholder for an image. Same title, same second,
/// same outlet, and no two different addresses among them: one piece.
fn without_address(features: &[Features<'_>], table: &mut AddressTable) {
    type Same<'f> = (&'f [Word], i64);
    fn same<'f>((at, f): (usize, &'f Features<'_>)) -> Option<(Same<'f>, usize)> {
        (!f.words.title.is_empty()).then_some(((f.words.title, f.time?), at))
    }
    // Only a group with a link without address is looked at.
    let nowhere = features.iter().enumerate().filter(|(_, f)| f.keys.is_empty());
    let wanted: HashSet<Same<'_>> = nowhere.filter_map(same).map(|(same, _)| same).collect();
    if wanted.is_empty() {
        return;
    }
    let found = features.iter().enumerate().filter_map(same).filter(|(same, _)| wanted.contains(same));
    let named = found.map(|(same, at)| ((same, features[at].outlet()), at));
    for ((_, outlet), group) in groups(named.filter(|((_, outlet), _)| !outlet.is_empty())) {
        if group.iter().all(|at| !features[*at].keys.is_empty()) {
            continue;
        }
        let mut keys = group.iter().map(|at| &features[*at].keys).filter(|keys| !keys.is_empty());
        let first = keys.next();
        let one_address =
            keys.all(|keys| first.is_some_and(|first| first.iter().any(|key| keys.contains(key))));
        if one_address {
            table.add(Rule::NoAddress, format!("{outlet}, same title and second"), group);
        }
    }
}
