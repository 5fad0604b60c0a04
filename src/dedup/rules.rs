//! The rules that join by similarity, in the order in which the judge asks them. Windows and thresholds lie in the
//! ranges that are safe on the labelled pairs (docs/MERGING.md). For each rule the tests have a pair that it must join
//! and a near miss.

use std::fmt;

use super::features::{Features, TitleStatistics};
use super::options::MergeOptions;
use crate::model::Rule;

/// The measured similarity of two mentions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similarity {
    /// Rarity-weighted overlap of the cleaned titles, 0 to 1.
    pub title: f64,
    /// Shared shingles of the excerpts over those of the shorter excerpt, 0 to 1; 0 if one is missing or boilerplate.
    pub excerpt: f64,
    /// Words of the shorter excerpt.
    pub excerpt_words: usize,
    /// Hours between the two publications; `None` if one mention is undated.
    pub hours: Option<f64>,
}

impl fmt::Display for Similarity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "title {:.2}, excerpt {:.2}", self.title, self.excerpt)?;
        self.hours.map_or(Ok(()), |hours| write!(f, ", {hours:.1} h apart"))
    }
}

/// Hours in a day.
pub(super) const DAY: f64 = 24.0;
/// The smallest excerpt overlap for every rule that does not need a whole title to be equal.
pub(super) const LEAST_EXCERPT: f64 = 0.25;
/// The smallest excerpt overlap for nearly equal titles.
pub(super) const NEAR_TITLE_EXCERPT: f64 = 0.30;

impl Similarity {
    pub(super) fn new(a: &Features<'_>, b: &Features<'_>, words: &TitleStatistics<'_>) -> Similarity {
        Similarity {
            title: words.weighted_overlap(a.words.title_set, b.words.title_set),
            excerpt: a.excerpt.overlap(&b.excerpt),
            excerpt_words: a.words.excerpt.len().min(b.words.excerpt.len()),
            hours: a.hours_to(b),
        }
    }

    /// Whether the two were published within this many days of each other.
    pub(super) fn within(&self, days: f64) -> bool {
        self.hours.is_some_and(|hours| hours <= days * DAY)
    }
}

/// The longest time in days between two mentions with unequal titles that a rule may join.
pub(super) const FURTHEST: f64 = 25.0;

/// Whether any rule could join the pair. Checks exactly what the [`Sketch`](super::prefilter::Sketch) estimates from
/// hashes.
pub(super) fn may_hold(a: &Features<'_>, b: &Features<'_>) -> bool {
    a.words.title == b.words.title
        || a.excerpt.overlaps(&b.excerpt, LEAST_EXCERPT)
        || is_tail(a, b)
        || is_tail(b, a)
}

/// The rule for two videos that each have an id: only a repeated upload joins.
pub(super) fn videos(like: &Similarity) -> Option<Rule> {
    let again = like.title >= 0.7 && like.excerpt >= 0.7 && like.within(FURTHEST);
    again.then_some(Rule::VideoAgain)
}

/// Rules for equal cleaned titles. They join even if a veto applies.
pub(super) fn equal_titles(
    a: &Features<'_>,
    b: &Features<'_>,
    like: &Similarity,
    rules: &MergeOptions,
) -> Option<Rule> {
    if a.words.title.is_empty() || a.words.title != b.words.title {
        return None;
    }
    let other_site = a.site() != b.site();
    let spread = a.is_syndicated || b.is_syndicated || (!other_site && a.host() != b.host());
    let source = a.source_agrees(b);
    let same_words = a.words.whole_title == b.words.whole_title || like.excerpt >= 0.2;
    let holds = |rule: Rule| match rule {
        Rule::TitleAndExcerpt => like.excerpt >= 0.25,
        Rule::Syndicated => {
            spread
                && like.within(14.0)
                && a.content_words >= 5
                && same_words
                && (source || like.excerpt >= 0.25)
        }
        Rule::LongTitle => {
            other_site && source && a.words.title.len() >= 9 && a.content_words >= 6 && like.within(3.0)
        }
        _ => false,
    };
    first([Rule::TitleAndExcerpt, Rule::Syndicated, Rule::LongTitle], rules, holds)
}

/// Rules for similar but unequal titles; asked only if no veto applies.
pub(super) fn like_titles(
    a: &Features<'_>,
    b: &Features<'_>,
    like: &Similarity,
    rules: &MergeOptions,
) -> Option<Rule> {
    let spread = a.is_syndicated || b.is_syndicated;
    let holds = |rule: Rule| match rule {
        Rule::Slug => (carries(a, b) || carries(b, a)) && like.excerpt >= LEAST_EXCERPT && like.within(3.0),
        Rule::Excerpt => {
            like.excerpt >= 0.70 && like.excerpt_words >= 10 && like.within(8.0) && like.title >= 0.12
        }
        Rule::LongExcerpt => like.excerpt >= 0.95 && like.excerpt_words >= 25 && like.within(2.0),
        Rule::NearTitle => {
            like.title >= rules.title_threshold && like.excerpt >= NEAR_TITLE_EXCERPT && like.within(21.0)
        }
        Rule::NearSyndicated => {
            spread
                && like.title >= 0.3
                && like.excerpt >= 0.45
                && like.excerpt_words >= 15
                && like.within(5.0)
        }
        Rule::Tail => (is_tail(a, b) || is_tail(b, a)) && a.site() != b.site() && like.within(1.0),
        _ => false,
    };
    let order =
        [Rule::Slug, Rule::Excerpt, Rule::LongExcerpt, Rule::NearTitle, Rule::NearSyndicated, Rule::Tail];
    first(order, rules, holds)
}

fn first<const N: usize>(
    order: [Rule; N],
    rules: &MergeOptions,
    holds: impl Fn(Rule) -> bool,
) -> Option<Rule> {
    order.into_iter().find(|rule| !rules.without.contains(rule) && holds(*rule))
}

/// Whether the slug of one mention is the beginning of the other's headline, while its own title begins differently.
fn carries(slug: &Features<'_>, title: &Features<'_>) -> bool {
    const ENOUGH: usize = 7;
    let (own, other) = (slug.words, title.words);
    own.slug.len() >= ENOUGH && other.title.starts_with(own.slug) && !own.title.starts_with(own.slug)
}

/// The smallest number of words of a title that may be another title without its tail.
pub(super) const TAIL_WORDS: usize = 9;

/// Whether `long` is the title of `short`, a separator, and at most six words.
fn is_tail(short: &Features<'_>, long: &Features<'_>) -> bool {
    short.words.whole_title.len() >= TAIL_WORDS && long.words.before_tail == short.words.whole_title
}
