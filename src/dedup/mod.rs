//! Documents to articles: finds the mentions that are the same piece. A wrong merge is worse than a missed one, so the
//! address rules come first, and similar titles need further evidence.
//!
//! [`judge`] decides about a pair. Clustering and `explain` both call it, so they cannot disagree.

mod blocking;
mod candidates;
mod features;
mod identity;
mod judge;
mod options;
mod override_index;
mod prefilter;
mod rules;
mod union;
mod veto;

pub use judge::{Judge, Verdict};
pub use options::MergeOptions;
pub use veto::Veto;

use crate::model::{Article, Mention, Vocabulary};

/// Builds the judge of all mentions ([`Mention::all`] of some documents), which answers for pairs.
pub fn judge<'a: 'l, 'l>(
    mentions: &[Mention<'a>],
    vocabulary: &'l Vocabulary,
    rules: &MergeOptions,
) -> Judge<'a, 'l> {
    Judge::new(mentions.to_vec(), vocabulary, rules.clone())
}

/// Merges all mentions into articles, in order of time, undated last, ties by id.
pub fn articles<'a>(
    mentions: &[Mention<'a>],
    vocabulary: &Vocabulary,
    rules: &MergeOptions,
) -> Vec<Article<'a>> {
    judged(&judge(mentions, vocabulary, rules))
}

/// Merges the mentions of a judge.
pub fn judged<'a>(judge: &Judge<'a, '_>) -> Vec<Article<'a>> {
    union::articles(judge)
}
