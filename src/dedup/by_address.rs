//! Joins by address: shared keys, an AMP address whose slug names one page, a video listed without an address.
//! These are not a matter of likeness; clustering never refuses them.

use foldhash::{HashMap, HashSet};

use super::Rules;
use super::features::{Features, Word};
use super::judge::{Judge, groups};
use crate::model::words::words;
use crate::model::{Address, Mention, Rule};

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
pub(super) fn table(mentions: &[Mention<'_>], features: &[Features], rules: &Rules) -> AddressTable {
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
pub(super) fn joined(judge: &Judge<'_>) -> Vec<Vec<usize>> {
    let keys = judge.features.iter().enumerate().flat_map(|(at, f)| f.keys.iter().map(move |key| (key, at)));
    let shared = groups(keys).into_iter().map(|(_, group)| group);
    shared.chain(judge.addresses.entries.iter().map(|(_, _, group)| group.clone())).collect()
}

/// `/google-amp/news/SLUG` for `/tech/gaming/SLUG`: an AMP address joins the one other address of its site with
/// the same last segment, where that is a headline (four words, twenty characters) and no third address has it.
fn amp_slugs(mentions: &[Mention<'_>], table: &mut AddressTable) {
    fn name(address: &Address) -> (&str, &str) {
        (address.site(), address.last_segment())
    }
    let is_headline = |slug: &str| slug.len() >= 20 && words(slug).len() >= 4;
    let all = || mentions.iter().enumerate().flat_map(|(at, m)| m.link.addresses().map(move |a| (a, at)));
    let amp: HashSet<(&str, &str)> = all()
        .filter(|(address, _)| address.is_amp())
        .map(|(address, _)| name(address))
        .filter(|(_, slug)| is_headline(slug))
        .collect();
    if amp.is_empty() {
        return;
    }
    let named = all().map(|(address, at)| (name(address), at)).filter(|(name, _)| amp.contains(name));
    for ((site, slug), mut group) in groups(named) {
        group.dedup();
        let addresses = || {
            group
                .iter()
                .flat_map(|at| mentions[*at].link.addresses())
                .filter(|a| a.site() == site && a.last_segment() == slug)
        };
        let amp: HashSet<String> = addresses().filter(|a| a.is_amp()).map(Address::canonical).collect();
        let plain: HashSet<String> = addresses().filter(|a| !a.is_amp()).map(Address::canonical).collect();
        if plain.len() == 1 && !amp.is_empty() && group.len() > 1 {
            table.add(Rule::AmpSlug, format!("{site} {slug}"), group);
        }
    }
}

/// Videos are listed with an empty address and sometimes a placeholder for an image. Same title, same second,
/// same outlet, and no two different addresses among them: one piece.
fn without_address(features: &[Features], table: &mut AddressTable) {
    type Same<'f> = (&'f [Word], i64, &'f str);
    let same = features.iter().enumerate().filter_map(|(at, f)| {
        let known = !f.title.is_empty() && !f.outlet.is_empty();
        known.then_some(((f.title.as_slice(), f.time?, &*f.outlet), at))
    });
    // Only a group with a link without address is looked at.
    let nowhere = |at: &usize| features[*at].keys.is_empty();
    let wanted: HashSet<Same<'_>> = same.clone().filter(|(_, at)| nowhere(at)).map(|(key, _)| key).collect();
    if wanted.is_empty() {
        return;
    }
    let found: Vec<(Same<'_>, Vec<usize>)> = groups(same.filter(|(key, _)| wanted.contains(key)));
    for ((_, _, outlet), group) in found {
        let mut keys = group.iter().map(|at| &features[*at].keys).filter(|keys| !keys.is_empty());
        let first = keys.next();
        let one_address =
            keys.all(|keys| first.is_some_and(|first| first.iter().any(|key| keys.contains(key))));
        if one_address {
            table.add(Rule::NoAddress, format!("{outlet}, same title and second"), group);
        }
    }
}
