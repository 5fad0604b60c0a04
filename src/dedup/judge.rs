//! Judges a pair of mentions: what the two are to each other, and why. Clustering and `explain` call the same function.

use std::fmt;

use super::features::{self, Features, TitleStatistics};
use super::identity::{self, AddressTable};
use super::options::MergeOptions;
use super::override_index::OverrideIndex;
use super::prefilter;
use super::rules::{self, Similarity};
use super::veto::{self, Veto};
use crate::address::{Address, IdentityKey};
use crate::model::{Mention, MentionIdx, Rule, Vocabulary};

/// Decides about pairs of the mentions that it was built from.
pub struct Judge<'a, 'l> {
    /// In the order of [`Mention::all`].
    pub(super) mentions: Vec<Mention<'a>>,
    pub(super) features: Vec<Features<'l>>,
    pub(super) words: TitleStatistics<'l>,
    pub(super) addresses: AddressTable,
    pub(super) overrides: OverrideIndex,
    pub(super) rules: MergeOptions,
}

/// The verdict on a pair.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The same piece.
    Join {
        /// The rule that joins them.
        rule: Rule,
        /// 1 for joins by address; else the larger of title overlap and excerpt overlap.
        score: f64,
    },
    /// Similar, but a veto forbids the join.
    Vetoed(Veto, Similarity),
    /// No rule joins them.
    Missing(Similarity),
}

/// A reason to join a pair whatever its similarity.
pub(super) enum DirectMatch<'j, 'l> {
    /// An override, with its line.
    Override(u32),
    /// A key that both mentions have.
    Key(&'j IdentityKey<'l>),
    /// A rule that found the two to be the only ones, and the evidence.
    Only(Rule, &'j str),
}

impl DirectMatch<'_, '_> {
    pub(super) fn rule(&self) -> Rule {
        match self {
            DirectMatch::Override(_) => Rule::Override,
            DirectMatch::Key(key) => rule_of(key),
            DirectMatch::Only(rule, _) => *rule,
        }
    }
}

impl fmt::Display for DirectMatch<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DirectMatch::Override(line) => write!(f, "override line {line}"),
            DirectMatch::Key(key) => write!(f, "{key}"),
            DirectMatch::Only(_, saw) => f.write_str(saw),
        }
    }
}

impl<'a: 'l, 'l> Judge<'a, 'l> {
    /// Prepares all mentions for comparison.
    pub(super) fn new(
        mentions: Vec<Mention<'a>>,
        vocabulary: &'l Vocabulary,
        rules: MergeOptions,
    ) -> Judge<'a, 'l> {
        let ((features, words), (variants, amp)) = rayon::join(
            || features::prepare(&mentions, vocabulary),
            || (identity::variants(&mentions, &rules), identity::amp_slugs(&mentions, &rules)),
        );
        let addresses = identity::table(variants, amp, &features, &words, &rules);
        let overrides = OverrideIndex::new(&mentions, &rules.overrides);
        Judge { mentions, features, words, addresses, overrides, rules }
    }

    /// The mentions in the judge's order; pairs are named by their indexes here.
    pub fn mentions(&self) -> &[Mention<'a>] {
        &self.mentions
    }

    /// Judges the pair.
    pub fn judge(&self, a: MentionIdx, b: MentionIdx) -> Verdict {
        if let Some(line) = self.overrides.different(a, b) {
            let like = Similarity::new(&self.features[a], &self.features[b], &self.words);
            return Verdict::Vetoed(Veto::Override(line), like);
        }
        if let Some(direct) = self.direct_match(a, b) {
            return Verdict::Join { rule: direct.rule(), score: 1.0 };
        }
        self.by_similarity(a, b)
    }

    /// Judges by titles, excerpts and time; the caller has already asked the address rules.
    pub(super) fn by_similarity(&self, a: MentionIdx, b: MentionIdx) -> Verdict {
        let (a, b) = (&self.features[a], &self.features[b]);
        let like = Similarity::new(a, b, &self.words);
        let join = |rule: Rule| {
            let is_proposed = a.words.title == b.words.title || like.within(rules::FURTHEST);
            debug_assert!(
                is_proposed && prefilter::are_candidates(a, b),
                "{} joins what is never compared",
                rule.token()
            );
            Verdict::Join { rule, score: like.title.max(like.excerpt) }
        };
        if a.is_video || b.is_video {
            let again = (a.is_video && b.is_video).then(|| rules::videos(&like)).flatten();
            let again = again.filter(|rule| !self.rules.without.contains(rule));
            return match (veto::veto(a, b, &self.words), again) {
                (None, Some(rule)) => join(rule),
                (Some(veto), _) => Verdict::Vetoed(veto, like),
                (None, None) => Verdict::Vetoed(Veto::OtherVideo, like),
            };
        }
        if let Some(veto) = veto::column(a, b).or_else(|| veto::endings(a, b, &self.words)) {
            return Verdict::Vetoed(veto, like);
        }
        if let Some(rule) = rules::equal_titles(a, b, &like, &self.rules) {
            return join(rule);
        }
        if let Some(veto) = veto::veto(a, b, &self.words) {
            return Verdict::Vetoed(veto, like);
        }
        rules::like_titles(a, b, &like, &self.rules).map_or(Verdict::Missing(like), join)
    }

    /// An override or a shared address that joins the pair.
    pub(super) fn direct_match(&self, a: MentionIdx, b: MentionIdx) -> Option<DirectMatch<'_, 'l>> {
        self.overrides.same(a, b).map(DirectMatch::Override).or_else(|| self.by_address(a, b))
    }

    /// The rule of the [`Judge::direct_match`].
    pub(super) fn direct_rule(&self, a: MentionIdx, b: MentionIdx) -> Option<Rule> {
        self.direct_match(a, b).map(|direct| direct.rule())
    }

    /// Returns the address rule that joins the pair, with its key: the strongest key that both have, or the address
    /// itself if it is the same.
    fn by_address(&self, a: MentionIdx, b: MentionIdx) -> Option<DirectMatch<'_, 'l>> {
        let (x, y) = (self.words.keys(&self.features[a]), self.words.keys(&self.features[b]));
        let allowed = |key: &&IdentityKey<'_>| !self.rules.without.contains(&rule_of(key));
        let mut shared =
            x.iter().filter(|key| y.contains(key)).map(|key| self.words.key(*key)).filter(allowed);
        let address =
            |mention: MentionIdx| self.mentions[mention].link.address.as_ref().map(Address::identity);
        let same = address(a).is_some() && address(a) == address(b);
        let key = if same { shared.next_back() } else { shared.next() };
        key.map(DirectMatch::Key)
            .or_else(|| self.addresses.joined(a, b).map(|(rule, saw)| DirectMatch::Only(rule, saw)))
    }

    /// Whether the pair cannot be one piece: a veto, or two different videos.
    pub(super) fn forbids(&self, a: MentionIdx, b: MentionIdx) -> bool {
        let (a, b) = (&self.features[a], &self.features[b]);
        let share_key = || self.words.keys(a).iter().any(|key| self.words.keys(b).contains(key));
        let videos = a.is_video && b.is_video && !share_key();
        veto::veto(a, b, &self.words).is_some() || (videos && a.words.title != b.words.title)
    }

    /// Describes in words why the pair is or is not one piece.
    pub fn describe(&self, a: MentionIdx, b: MentionIdx) -> String {
        match self.judge(a, b) {
            Verdict::Join { rule, .. } => format!("{} {}", rule.token(), self.detail(a, b, rule)),
            Verdict::Vetoed(veto, like) => format!("{veto} · {like}"),
            Verdict::Missing(like) => {
                let hours = like.hours.map(|hours| format!(", {hours:.1} h apart")).unwrap_or_default();
                let (title, excerpt) = (self.rules.title_threshold, rules::NEAR_TITLE_EXCERPT);
                format!(
                    "no rule holds; near-title has title {:.2} of {title:.2}, excerpt {:.2} of {excerpt:.2}{hours}",
                    like.title, like.excerpt
                )
            }
        }
    }

    /// Explains why two articles are separate: the verdict on the pair and, if the pair alone would be joined, the
    /// clustering's reason against it.
    pub fn why_apart(&self, a: &[MentionIdx], b: &[MentionIdx], pair: (MentionIdx, MentionIdx)) -> String {
        let says = self.describe(pair.0, pair.1);
        if !matches!(self.judge(pair.0, pair.1), Verdict::Join { .. }) {
            return says;
        }
        let all = || a.iter().flat_map(|x| b.iter().map(move |y| (*x, *y)));
        if let Some(line) = all().find_map(|(x, y)| self.overrides.different(x, y)) {
            return format!("{says}, but override line {line} keeps the two articles apart");
        }
        let titles = |side: &[MentionIdx]| side.iter().map(|at| (*at, 1)).collect::<Vec<_>>();
        let (forbidden, pairs) = self.forbidden(&titles(a), &titles(b));
        match all().find(|(x, y)| self.forbids(*x, *y)) {
            Some((x, y)) if forbidden * 2 > pairs => {
                let veto = veto::veto(&self.features[x], &self.features[y], &self.words);
                let veto = veto.unwrap_or(Veto::OtherVideo);
                format!("{says}, but {forbidden} of {pairs} pairs of the two articles forbid it ({veto})")
            }
            _ => format!("{says}, but their words are too common to have been compared"),
        }
    }

    /// Counts the forbidden cross pairs of two clusters and all cross pairs. Each side lists mentions, each with the
    /// number of mentions that share its title.
    pub(super) fn forbidden(&self, a: &[(MentionIdx, usize)], b: &[(MentionIdx, usize)]) -> (usize, usize) {
        let (mut forbidden, mut all) = (0, 0);
        for (x, of_x) in a {
            for (y, of_y) in b {
                all += of_x * of_y;
                forbidden += if self.forbids(*x, *y) { of_x * of_y } else { 0 };
            }
        }
        (forbidden, all)
    }

    /// The evidence of a rule for a pair that it joined.
    pub(super) fn detail(&self, a: MentionIdx, b: MentionIdx, rule: Rule) -> String {
        if let Some(direct) = self.direct_match(a, b).filter(|direct| direct.rule() == rule) {
            return direct.to_string();
        }
        let like = Similarity::new(&self.features[a], &self.features[b], &self.words);
        let slug = if rule == Rule::Slug { "the slug carries the headline, " } else { "" };
        format!("{slug}{like}")
    }
}

/// The rule for a shared key of this kind.
pub(super) fn rule_of(key: &IdentityKey<'_>) -> Rule {
    match key {
        IdentityKey::Address(_) => Rule::Address,
        IdentityKey::PublisherId(..) => Rule::PublisherId,
        IdentityKey::Video(_) => Rule::VideoId,
    }
}
