//! Overrides as the judge and the clusters use them: the mentions that the user declared to be one piece, or not to be.

use std::collections::HashMap;

use crate::address::Address;
use crate::model::{Mention, MentionIdx, Overrides};

/// The overrides by mention.
#[derive(Default)]
pub(super) struct OverrideIndex {
    /// For each `same` entry, its line and its mentions.
    same: Vec<(u32, Vec<MentionIdx>)>,
    /// For each `different` entry, its line and the mentions of each of its addresses.
    different: Vec<(u32, Vec<Vec<MentionIdx>>)>,
}

impl OverrideIndex {
    pub(super) fn new(mentions: &[Mention<'_>], overrides: &Overrides) -> OverrideIndex {
        if overrides.is_empty() {
            return OverrideIndex::default();
        }
        let mut by_address: HashMap<String, Vec<MentionIdx>> = HashMap::new();
        for mention in mentions {
            for address in mention.link.addresses() {
                by_address.entry(address.canonical()).or_default().push(mention.index);
            }
        }
        let mentions_of = |address: &Address<'_>| {
            let mut found = by_address.get(&address.canonical()).cloned().unwrap_or_default();
            found.dedup();
            found
        };
        let same = overrides.same.iter().map(|d| {
            let mut all: Vec<MentionIdx> = d.addresses.iter().flat_map(mentions_of).collect();
            all.sort_unstable();
            all.dedup();
            (d.line, all)
        });
        let different =
            overrides.different.iter().map(|d| (d.line, d.addresses.iter().map(mentions_of).collect()));
        OverrideIndex { same: same.collect(), different: different.collect() }
    }

    /// The line of the override that joins two mentions.
    pub(super) fn same(&self, a: MentionIdx, b: MentionIdx) -> Option<u32> {
        let both = |group: &[MentionIdx]| group.contains(&a) && group.contains(&b);
        self.same.iter().find(|(_, group)| both(group)).map(|(line, _)| *line)
    }

    /// The line of the override that keeps two mentions apart.
    pub(super) fn different(&self, a: MentionIdx, b: MentionIdx) -> Option<u32> {
        let side = |sides: &[Vec<MentionIdx>], mention: MentionIdx| {
            sides.iter().position(|side| side.contains(&mention))
        };
        let apart = |sides: &[Vec<MentionIdx>]| matches!((side(sides, a), side(sides, b)), (Some(x), Some(y)) if x != y);
        self.different.iter().find(|(_, sides)| apart(sides)).map(|(line, _)| *line)
    }

    /// The groups that the overrides join.
    pub(super) fn groups(&self) -> impl Iterator<Item = &Vec<MentionIdx>> {
        self.same.iter().map(|(_, group)| group)
    }

    /// For each mention of a `different` entry, the side it is on: the entry and the address.
    pub(super) fn sides(&self) -> impl Iterator<Item = (MentionIdx, (usize, usize))> + '_ {
        self.different.iter().enumerate().flat_map(|(entry, (_, sides))| {
            sides
                .iter()
                .enumerate()
                .flat_map(move |(side, mentions)| mentions.iter().map(move |at| (*at, (entry, side))))
        })
    }
}
