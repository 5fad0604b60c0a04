//! The rules that join on similarity, in the order they are asked. Windows and thresholds are those of the
//! labelled pairs' safe ranges (docs/MERGING.md); each rule has a pair it must find and a near miss.

use std::fmt;

use super::features::{Features, TitleStatistics};
use super::options::MergeOptions;
use crate::model::Rule;

/// What was measured between two mentions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similarity {
    /// Rarity-weighted overlap of the cleaned titles, 0 to 1.
    pub title: f64,
    /// Overlap of the excerpts' shingles over the shorter, 0 to 1; 0 where one is missing or boilerplate.
    pub excerpt: f64,
    /// Words of the shorter excerpt.
    pub excerpt_words: usize,
    /// Hours between the publications.
    pub hours: Option<f64>,
}

impl fmt::Display for Similarity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "title {:.2}, excerpt {:.2}", self.title, self.excerpt)?;
        self.hours.map_or(Ok(()), |hours| write!(f, ", {hours:.1} h apart"))
    }
}

/// Hours.
pub(super) const DAY: f64 = 24.0;
/// The least of the excerpts that must be one text for any rule that does not ask for a title as a whole.
pub(super) const LEAST_EXCERPT: f64 = 0.25;
/// How much of the excerpts must be one text where the titles are nearly equal.
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

    /// Whether the two were published so near each other.
    pub(super) fn within(&self, days: f64) -> bool {
        self.hours.is_some_and(|hours| hours <= days * DAY)
    }
}

/// Days over which any rule may join two mentions whose titles are not equal.
pub(super) const FURTHEST: f64 = 25.0;

/// Whether any rule could hold: what the [`Sketch`](super::prefilter::Sketch) guesses from hashes, asked of the words.
pub(super) fn may_hold(a: &Features<'_>, b: &Features<'_>) -> bool {
    a.words.title == b.words.title
        || a.excerpt.overlaps(&b.excerpt, LEAST_EXCERPT)
        || is_tail(a, b)
        || is_tail(b, a)
}

/// Two videos with ids of their own: only one published again.
pub(super) fn videos(like: &Similarity) -> Option<Rule> {
    let again = like.title >= 0.7 && like.excerpt >= 0.7 && like.within(FURTHEST);
    again.then_some(Rule::VideoAgain)
}

/// Rules that hold although a veto might speak: the cleaned titles are equal.
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

/// Rules for like but unequal titles; asked only where nothing forbids the join.
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

/// Whether the slug of one is the beginning of the other's headline, while its own title begins otherwise.
fn carries(slug: &Features<'_>, title: &Features<'_>) -> bool {
    const ENOUGH: usize = 7;
    let (own, other) = (slug.words, title.words);
    own.slug.len() >= ENOUGH && other.title.starts_with(own.slug) && !own.title.starts_with(own.slug)
}

/// The fewest words of a title that another title may be with a tail.
pub(super) const TAIL_WORDS: usize = 9;

/// Whether `long` is the title of `short`, a separator, and at most six words.
fn is_tail(short: &Features<'_>, long: &Features<'_>) -> bool {
    short.words.whole_title.len() >= TAIL_WORDS && long.words.before_tail == short.words.whole_title
}
