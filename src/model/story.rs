//! Articles on one event.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use chrono::{DateTime, Utc};
use strum::IntoStaticStr;

use super::{Article, Id, Published, Zone};

/// Articles that report the same event. A follow-up is another story.
#[derive(Debug, Clone)]
pub struct Story<'a> {
    /// Made from the id of its first article.
    pub id: Id,
    /// The name a person gave it.
    pub name: Option<String>,
    /// Index in `articles` of the one that speaks for the story.
    pub lead: usize,
    /// By time, undated last, ties by id; never empty.
    pub articles: Vec<Article<'a>>,
    /// The story this one is background to: listed by a document of that story, with no document of its own.
    pub under: Option<Id>,
}

impl<'a> Story<'a> {
    /// The article that speaks for the story.
    pub fn lead(&self) -> &Article<'a> {
        &self.articles[self.lead]
    }

    /// What to call it: the name a person gave it, else the headline of its lead.
    pub fn headline(&self) -> &str {
        self.name.as_deref().unwrap_or_else(|| self.lead().link().headline())
    }

    /// When its first article was published.
    pub fn first_published(&self) -> Option<Published> {
        self.articles.iter().filter_map(|a| a.first_published).min()
    }

    /// When its last article was published.
    pub fn last_published(&self) -> Option<Published> {
        self.articles.iter().filter_map(|a| a.first_published).max()
    }

    /// Topics of the documents in it, sorted, each once.
    pub fn topics(&self) -> Vec<&'a str> {
        sorted(self.articles.iter().flat_map(super::article::Article::topics))
    }

    /// The sites its articles are from, sorted, each once.
    pub fn sites(&self) -> Vec<&'a str> {
        sorted(self.articles.iter().map(|a| a.link().site()).filter(|site| !site.is_empty()))
    }

    /// How many links were read for it.
    pub fn mentions(&self) -> usize {
        self.articles.iter().map(|a| a.mentions.len()).sum()
    }
}

/// A story with those of its articles that were asked for.
#[derive(Debug, Clone)]
pub struct Shown<'s, 'a> {
    /// The whole story.
    pub story: &'s Story<'a>,
    /// Indexes of the articles asked for, in the story's order; never empty.
    pub articles: Vec<usize>,
    /// How a digest reports it.
    pub report: StoryReport,
}

/// How a digest reports a story.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoryReport {
    /// Where it stands.
    pub section: Section,
    /// Where it was reported before: when and how. Its articles are then those it gained since.
    pub update: Option<Update>,
    /// Ids under which stories were reported that are now this one, sorted.
    pub former: Vec<Id>,
    /// How each of the articles shown is reported, in their order; none without a history.
    pub articles: Vec<ReportStatus>,
}

/// How a story was reported before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// When something of it was reported last.
    pub since: DateTime<Utc>,
    /// The headline it was reported under, by which a reader knows it.
    pub headline: String,
}

/// The parts of a digest, in their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Section {
    /// In full.
    #[default]
    Main,
    /// A line an article: what `--top` left no place for.
    More,
    /// A line an article: new, and older than the period.
    Late,
    /// A line an article: new in a story that was reported, and not worth an update.
    Also,
    /// A line an article: new, and without a date.
    Undated,
    /// A line an article: dated so far ahead that the date is most likely wrong.
    Ahead,
}

impl Section {
    /// The token used in JSON.
    pub fn token(self) -> &'static str {
        self.into()
    }
}

/// How a digest reports an article that was not reported before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum ReportStatus {
    /// It is of the time that the digest is about.
    New,
    /// In a story that was reported, with so much more that the story stands in full again.
    Update,
    /// In a story that was reported.
    Also,
    /// Older than the time that the digest is about.
    Late,
    /// It has no date.
    Undated,
    /// It is dated more than a week ahead.
    Ahead,
}

impl ReportStatus {
    /// The token used in JSON.
    pub fn token(self) -> &'static str {
        self.into()
    }
}

/// For each story the index of the story it is listed under, unless all stand for themselves (`is_flat`). Both are in
/// the main section then: in the other parts of a digest each article has its own line.
pub fn hosts(shown: &[Shown<'_, '_>], is_flat: bool) -> Vec<Option<usize>> {
    let is_main = |shown: &Shown<'_, '_>| shown.report.section == Section::Main;
    let hosting = shown.iter().map(|shown| is_main(shown).then_some(shown.story.id));
    let under = shown.iter().map(|shown| shown.story.under.filter(|_| !is_flat && is_main(shown)));
    host_indexes(hosting, under)
}

/// For each story the index of the story it stands under, where that is one of the `hosting` ones: the ids of the
/// stories, and `under` the ids of those they stand under.
pub fn host_indexes<I: Eq + Hash>(
    hosting: impl Iterator<Item = Option<I>>,
    under: impl Iterator<Item = Option<I>>,
) -> Vec<Option<usize>> {
    let places: HashMap<I, usize> =
        hosting.enumerate().filter_map(|(index, id)| Some((id?, index))).collect();
    under.map(|id| places.get(&id?).copied()).collect()
}

impl<'s, 'a> Shown<'s, 'a> {
    /// The headline; of a story that was reported, the one it was reported under.
    pub fn headline(&self) -> &str {
        self.report.update.as_ref().map_or(self.story.headline(), |update| &update.headline)
    }

    /// The articles asked for, where nothing is known of earlier digests.
    pub fn new(story: &'s Story<'a>, articles: Vec<usize>) -> Shown<'s, 'a> {
        Shown { story, articles, report: StoryReport::default() }
    }

    /// How an article of the story is reported; none where it is not shown, or without a history.
    pub fn status(&self, index: usize) -> Option<ReportStatus> {
        let position = self.articles.iter().position(|shown| *shown == index)?;
        self.report.articles.get(position).copied()
    }

    /// The articles asked for.
    pub fn articles(&self) -> impl Iterator<Item = &'s Article<'a>> + Clone + '_ {
        self.articles.iter().map(|at| &self.story.articles[*at])
    }

    /// The sites its articles are from, sorted, each once.
    pub fn sites(&self) -> Vec<&'a str> {
        sorted(self.articles().map(|a| a.link().site()).filter(|site| !site.is_empty()))
    }

    /// How many independent providers its articles are from: registrable domains, so that two hosts of one
    /// outlet count once.
    pub fn providers(&self) -> usize {
        self.articles().filter_map(Article::provider).collect::<HashSet<_>>().len()
    }

    /// The highest quality of its articles.
    pub fn quality(&self) -> Option<i64> {
        self.articles().filter_map(|article| article.link().quality).max()
    }

    /// Whether every article shown is dated more than a day after an instant; such dates are most often wrong.
    pub fn is_ahead_of(&self, now: DateTime<Utc>, zone: Zone) -> bool {
        let is_ahead =
            |article: &Article<'_>| article.first_published.is_some_and(|date| date.is_ahead_of(now, zone));
        self.articles().all(is_ahead)
    }

    /// When the last of its articles was published.
    pub fn last_published(&self) -> Option<Published> {
        self.articles().filter_map(|a| a.first_published).max()
    }
}

impl<'a> Article<'a> {
    /// Who published it, as far as independence goes: the registrable domain, else the name of the site.
    pub fn provider(&self) -> Option<&'a str> {
        let link = self.link();
        let domain = link.provider.domain.map(crate::address::site_of);
        let site = domain
            .or_else(|| link.address.as_ref().map(crate::address::Address::site))
            .unwrap_or(link.site());
        (!site.is_empty()).then_some(site)
    }

    /// Topics of the documents that are about it, sorted, each once.
    pub fn topics(&self) -> Vec<&'a str> {
        let heads = self.mentions.iter().filter(|m| m.is_head);
        sorted(heads.flat_map(|m| m.document.topics.iter().copied()))
    }
}

fn sorted<'a>(items: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut items: Vec<&str> = items.collect();
    items.sort_unstable();
    items.dedup();
    items
}
