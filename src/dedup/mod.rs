//! Documents to articles: which mentions are the same piece. Wrong merges are worse than missed ones, so
//! addresses are asked first, and titles only with more evidence beside them.
//!
//! [`judge`] decides about a pair; clustering and `explain` both call it, so they cannot disagree.

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

/// The judge of all mentions, which are [`Mention::all`] of some documents, for asking about pairs.
pub fn judge<'a: 'l, 'l>(
    mentions: &[Mention<'a>],
    vocabulary: &'l Vocabulary,
    rules: &MergeOptions,
) -> Judge<'a, 'l> {
    Judge::new(mentions.to_vec(), vocabulary, rules.clone())
}

/// Merges all mentions into articles, by time, undated last, ties by id.
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
