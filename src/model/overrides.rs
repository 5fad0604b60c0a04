//! The user's decisions about merging and grouping. An override wins over every rule.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::problem::OverrideConflict;
use super::{Diagnostic, Level, Mention, Problem};
use crate::address::Address;

/// The decisions of one file, each with its line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overrides {
    /// The file, for messages.
    pub file: Arc<str>,
    /// Addresses of one article.
    pub same: Vec<OverrideEntry>,
    /// Addresses of different articles, all of them.
    pub different: Vec<OverrideEntry>,
    /// Addresses of the articles of one story, and its name.
    pub stories: Vec<(String, OverrideEntry)>,
    /// Addresses of articles that are not shown.
    pub ignore: Vec<OverrideEntry>,
}

/// Some addresses, with the line they stand on.
#[derive(Debug, Clone, PartialEq)]
pub struct OverrideEntry {
    /// From 1.
    pub line: u32,
    /// The addresses, at least one. A mention has an address if both have the same canonical spelling.
    pub addresses: Vec<Address<'static>>,
}

impl OverrideEntry {
    /// Whether a mention has one of the addresses.
    pub fn matches(&self, mention: &Mention<'_>) -> bool {
        self.addresses.iter().any(|address| is_at(mention, address))
    }
}

/// Whether a mention has this address, in any spelling.
pub fn is_at(mention: &Mention<'_>, address: &Address<'_>) -> bool {
    mention.link.addresses().any(|own| own.is_same_page(address))
}

impl Overrides {
    /// Whether there are no overrides.
    pub fn is_empty(&self) -> bool {
        self.same.is_empty() && self.different.is_empty() && self.stories.is_empty() && self.ignore.is_empty()
    }

    /// Removes entries that contradict earlier ones. Returns a diagnostic for each removed entry and for each address
    /// that no mention has.
    pub fn settle(&mut self, mentions: &[Mention<'_>]) -> Vec<Diagnostic> {
        let mut found = self.contradictions(mentions);
        let known: HashSet<String> =
            mentions.iter().flat_map(|m| m.link.addresses()).map(Address::canonical).collect();
        let named = self.stories.iter().map(|(_, decision)| decision);
        let all = self.same.iter().chain(&self.different).chain(named).chain(&self.ignore);
        for decision in all {
            for address in decision.addresses.iter().filter(|a| !known.contains(&a.canonical())) {
                let address = address.shown().to_owned();
                found.push(self.say(decision.line, Problem::UnusedOverride { address }));
            }
        }
        found.sort();
        found
    }

    fn contradictions(&mut self, mentions: &[Mention<'_>]) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let one = self.one_article(mentions);
        let clash = |decision: &OverrideEntry| {
            let pieces: Vec<String> = decision
                .addresses
                .iter()
                .map(Address::canonical)
                .map(|a| one.get(&a).cloned().unwrap_or(a))
                .collect();
            pieces.iter().collect::<HashSet<_>>().len() < pieces.len()
        };
        let (wrong, kept): (Vec<OverrideEntry>, Vec<OverrideEntry>) =
            self.different.drain(..).partition(clash);
        self.different = kept;
        for decision in wrong {
            let problem = Problem::ConflictingOverride(OverrideConflict::Different);
            found.push(self.say(decision.line, problem));
        }
        let mut taken: HashMap<String, usize> = HashMap::new();
        let mut kept = Vec::new();
        for (number, (name, mut decision)) in std::mem::take(&mut self.stories).into_iter().enumerate() {
            let line = decision.line;
            let first = |address: &Address<'_>| *taken.entry(address.canonical()).or_insert(number) == number;
            let before = decision.addresses.len();
            decision.addresses.retain(first);
            if decision.addresses.len() < before {
                found.push(self.say(line, Problem::ConflictingOverride(OverrideConflict::Story)));
            }
            kept.push((name, decision));
        }
        self.stories = kept;
        found
    }

    /// Maps each address of a `same` or `different` entry to a representative. Addresses that a `same` entry or one
    /// mention puts together have the same one.
    fn one_article(&self, mentions: &[Mention<'_>]) -> HashMap<String, String> {
        let decided: HashSet<String> = self
            .same
            .iter()
            .chain(&self.different)
            .flat_map(|d| &d.addresses)
            .map(Address::canonical)
            .collect();
        let of_entries =
            self.same.iter().map(|d| d.addresses.iter().map(Address::canonical).collect::<Vec<_>>());
        let own = |m: &Mention<'_>| {
            m.link.addresses().map(Address::canonical).filter(|a| decided.contains(a)).collect()
        };
        let of_mentions = mentions.iter().map(own).filter(|addresses: &Vec<String>| addresses.len() > 1);
        let mut one: HashMap<String, String> = HashMap::new();
        for addresses in of_entries.chain(of_mentions) {
            let joined: HashSet<String> = addresses.iter().map(|a| one.get(a).unwrap_or(a).clone()).collect();
            let Some(stands) = joined.iter().min().cloned() else { continue };
            for value in one.values_mut().filter(|value| joined.contains(*value)) {
                value.clone_from(&stands);
            }
            one.extend(addresses.into_iter().map(|address| (address, stands.clone())));
        }
        one
    }

    fn say(&self, line: u32, problem: Problem) -> Diagnostic {
        Diagnostic {
            file: Arc::clone(&self.file),
            line,
            column: 0,
            level: Level::Warning,
            field: None,
            problem,
        }
    }
}
