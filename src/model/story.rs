//! Stories: articles on one event.

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
    /// The name from an override.
    pub name: Option<String>,
    /// The index in `articles` of the article that represents the story.
    pub lead: usize,
    /// By time, undated last, ties by id; never empty.
    pub articles: Vec<Article<'a>>,
    /// The story that this one is background to: a document of that story lists its articles, and it has no document of
    /// its own.
    pub under: Option<Id>,
}

impl<'a> Story<'a> {
    /// The article that represents the story.
    pub fn lead(&self) -> &Article<'a> {
        &self.articles[self.lead]
    }

    /// The title of the story: the name from an override, or the headline of its lead.
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

    /// The sites of its articles, sorted, each once.
    pub fn sites(&self) -> Vec<&'a str> {
        sorted(self.articles.iter().map(|a| a.link().site()).filter(|site| !site.is_empty()))
    }

    /// The number of its mentions.
    pub fn mentions(&self) -> usize {
        self.articles.iter().map(|a| a.mentions.len()).sum()
    }
}

/// A story with its selected articles.
#[derive(Debug, Clone)]
pub struct Shown<'s, 'a> {
    /// The whole story.
    pub story: &'s Story<'a>,
    /// Indexes of the selected articles, in the story's order; never empty.
    pub articles: Vec<usize>,
    /// The way a digest reports it.
    pub report: StoryReport,
}

/// The way a digest reports a story.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoryReport {
    /// The section it stands in.
    pub section: Section,
    /// The earlier report, if there was one. The articles are then those that the story gained since.
    pub update: Option<Update>,
    /// Former ids: stories that were reported under these are now part of this one; sorted.
    pub former: Vec<Id>,
    /// The status of each selected article, in their order; empty without a history.
    pub articles: Vec<ReportStatus>,
}

/// The earlier report of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// The time of the last report about it.
    pub since: DateTime<Utc>,
    /// The headline of that report, by which a reader knows the story.
    pub headline: String,
}

/// The sections of a digest, in order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Section {
    /// In full.
    #[default]
    Main,
    /// One line for each article: stories beyond the limit of `--top`.
    More,
    /// One line for each article: new, but older than the period.
    Late,
    /// One line for each article: new in a reported story, but not worth an update.
    Also,
    /// One line for each article: new and undated.
    Undated,
    /// One line for each article: dated so far ahead that the date is most likely wrong.
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
    /// Within the period of the digest.
    New,
    /// In a reported story that gained enough to stand in full again.
    Update,
    /// In a reported story.
    Also,
    /// Older than the period of the digest.
    Late,
    /// Undated.
    Undated,
    /// Dated more than a week ahead.
    Ahead,
}

impl ReportStatus {
    /// The token used in JSON.
    pub fn token(self) -> &'static str {
        self.into()
    }
}

/// For each story, the index of the story it is listed under; none if `is_flat`. Both stories must be in the main
/// section: in other sections each article has its own line.
pub fn hosts(shown: &[Shown<'_, '_>], is_flat: bool) -> Vec<Option<usize>> {
    let is_main = |shown: &Shown<'_, '_>| shown.report.section == Section::Main;
    let hosting = shown.iter().map(|shown| is_main(shown).then_some(shown.story.id));
    let under = shown.iter().map(|shown| shown.story.under.filter(|_| !is_flat && is_main(shown)));
    host_indexes(hosting, under)
}

/// For each story, the index of the hosting story that it stands under. `hosting` has the id of each story that may
/// host, `under` the id of the story that each one stands under.
pub fn host_indexes<I: Eq + Hash>(
    hosting: impl Iterator<Item = Option<I>>,
    under: impl Iterator<Item = Option<I>>,
) -> Vec<Option<usize>> {
    let places: HashMap<I, usize> =
        hosting.enumerate().filter_map(|(index, id)| Some((id?, index))).collect();
    under.map(|id| places.get(&id?).copied()).collect()
}

impl<'s, 'a> Shown<'s, 'a> {
    /// The headline. A reported story keeps the headline of its report.
    pub fn headline(&self) -> &str {
        self.report.update.as_ref().map_or(self.story.headline(), |update| &update.headline)
    }

    /// A story with its selected articles, without a history.
    pub fn new(story: &'s Story<'a>, articles: Vec<usize>) -> Shown<'s, 'a> {
        Shown { story, articles, report: StoryReport::default() }
    }

    /// The status of an article; `None` if it is not selected, or without a history.
    pub fn status(&self, index: usize) -> Option<ReportStatus> {
        let position = self.articles.iter().position(|shown| *shown == index)?;
        self.report.articles.get(position).copied()
    }

    /// The selected articles.
    pub fn articles(&self) -> impl Iterator<Item = &'s Article<'a>> + Clone + '_ {
        self.articles.iter().map(|at| &self.story.articles[*at])
    }

    /// The sites of the selected articles, sorted, each once.
    pub fn sites(&self) -> Vec<&'a str> {
        sorted(self.articles().map(|a| a.link().site()).filter(|site| !site.is_empty()))
    }

    /// The number of independent providers. Providers are counted by registrable domain, so two hosts of one outlet
    /// count once.
    pub fn providers(&self) -> usize {
        self.articles().filter_map(Article::provider).collect::<HashSet<_>>().len()
    }

    /// The highest quality of the selected articles.
    pub fn quality(&self) -> Option<i64> {
        self.articles().filter_map(|article| article.link().quality).max()
    }

    /// Whether every selected article is dated more than a day after an instant. Such dates are usually wrong.
    pub fn is_ahead_of(&self, now: DateTime<Utc>, zone: Zone) -> bool {
        let is_ahead =
            |article: &Article<'_>| article.first_published.is_some_and(|date| date.is_ahead_of(now, zone));
        self.articles().all(is_ahead)
    }

    /// When the last of the selected articles was published.
    pub fn last_published(&self) -> Option<Published> {
        self.articles().filter_map(|a| a.first_published).max()
    }
}

impl<'a> Article<'a> {
    /// The provider that counts for independence: the registrable domain, or the site's name if there is none.
    pub fn provider(&self) -> Option<&'a str> {
        let link = self.link();
        let domain = link.provider.domain.map(crate::address::site_of);
        let site = domain
            .or_else(|| link.address.as_ref().map(crate::address::Address::site))
            .unwrap_or(link.site());
        (!site.is_empty()).then_some(site)
    }

    /// Topics of the documents about it, sorted, each once.
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
