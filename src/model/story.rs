//! Articles on one event.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

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
    /// What earlier digests told of it.
    pub told: Told,
}

/// What earlier digests told of a story; nothing, unless there is a state that says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Where it was told before: when and how. Its articles are then those it gained since.
    pub update: Option<Update>,
    /// Ids under which stories were told that are now this one, sorted.
    pub former: Vec<Id>,
    /// Which of the articles asked for came after the digest that they belonged in; sorted.
    pub late: Vec<usize>,
}

/// How a story was told before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// When something of it was told last.
    pub since: DateTime<Utc>,
    /// The headline it was told under, by which a reader knows it.
    pub headline: String,
}

impl<'s, 'a> Shown<'s, 'a> {
    /// The headline; of a story told before, the one it was told under.
    pub fn headline(&self) -> &str {
        self.told.update.as_ref().map_or(self.story.headline(), |update| &update.headline)
    }

    /// The articles asked for, where no digest told any of the story.
    pub fn new(story: &'s Story<'a>, articles: Vec<usize>) -> Shown<'s, 'a> {
        Shown { story, articles, told: Told::default() }
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
        let domain = link.provider.domain.map(super::address::site_of);
        let site = domain.or_else(|| link.address.as_ref().map(super::Address::site)).unwrap_or(link.site());
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
