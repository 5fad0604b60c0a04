//! Stories to the stories asked for. Date, provider, type and quality choose articles, topic and number of
//! providers choose stories; grouping has always seen everything.

use std::collections::HashSet;
use std::ops::Range;

use chrono::{DateTime, Utc};
use rayon::prelude::*;

use crate::model::{Article, Link, OverrideEntry, Published, Shown, Story, Zone, host_indexes, hosts};

/// The conditions of a selection. The default selects everything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Published at this instant or later.
    pub since: Option<DateTime<Utc>>,
    /// Published before this instant.
    pub until: Option<DateTime<Utc>>,
    /// The zone of days: a date without a time is that day in it.
    pub zone: Zone,
    /// Any of these topics, in any case.
    pub topics: Vec<String>,
    /// Any of these providers, by domain or name, in any case.
    pub providers: Vec<String>,
    /// Any of these types, in any case.
    pub kinds: Vec<String>,
    /// At least this quality.
    pub min_quality: Option<i64>,
    /// Stories from at least this many sites.
    pub min_providers: Option<usize>,
    /// Articles that the overrides ignore.
    pub ignore: Vec<OverrideEntry>,
    /// At most this many blocks.
    pub limit: Option<usize>,
    /// True if a story under another is a block of its own.
    pub flat: bool,
}

impl Filter {
    /// True if a condition concerns something that a text does not have.
    pub fn chooses(&self) -> bool {
        let ignore = self.ignore.clone();
        let plain =
            Filter { limit: self.limit, flat: self.flat, zone: self.zone, ignore, ..Filter::default() };
        *self != plain
    }
}

/// The stories asked for, in their order, however many.
pub fn select<'s, 'a>(stories: &'s [Story<'a>], filter: &Filter) -> Vec<Shown<'s, 'a>> {
    let hosts = if filter.chooses_stories() {
        let ids = stories.iter().map(|story| Some(story.id));
        host_indexes(ids, stories.iter().map(|story| story.under))
    } else {
        Vec::new()
    };
    let shown = |(index, story): (usize, &'s Story<'a>)| {
        // Background has no documents, so no topics, of its own: it goes with the story it stands under.
        let host = hosts.get(index).copied().flatten().map_or(story, |host| &stories[host]);
        if !filter.wants_story(host) {
            return None;
        }
        let is_wanted = |index: &usize| filter.wants_article(&story.articles[*index]);
        let articles: Vec<usize> = (0..story.articles.len()).filter(is_wanted).collect();
        (!articles.is_empty()).then(|| Shown::new(story, articles))
    };
    stories.par_iter().enumerate().filter_map(shown).collect()
}

/// The first blocks, up to the limit, each with the stories under it.
pub fn first<'s, 'a>(shown: Vec<Shown<'s, 'a>>, filter: &Filter) -> Vec<Shown<'s, 'a>> {
    let Some(limit) = filter.limit else { return shown };
    let hosts = hosts(&shown, filter.flat);
    let blocks: HashSet<usize> =
        (0..shown.len()).filter(|index| hosts[*index].is_none()).take(limit).collect();
    let is_wanted = |index: usize| blocks.contains(&hosts[index].unwrap_or(index));
    shown.into_iter().enumerate().filter(|(index, _)| is_wanted(*index)).map(|(_, shown)| shown).collect()
}

/// Moves stories that are dated ahead of the present behind the others, so that a wrong date never leads.
pub fn ahead_last(shown: &mut [Shown<'_, '_>], now: DateTime<Utc>, zone: Zone) {
    shown.sort_by_cached_key(|shown| shown.is_ahead_of(now, zone));
}

/// Puts the most important stories first: by independent providers, then by the highest quality, then by the last
/// article. Only the articles shown count, so that an update counts for its new articles. Stories without an article of
/// the `recent` time come last, and so do the sections of a digest with one line an article: old pieces and wrong dates
/// must not lead.
pub fn rank(shown: &mut [Shown<'_, '_>], recent: &Range<DateTime<Utc>>, zone: Zone) {
    shown.sort_by_cached_key(|shown| {
        let is_recent =
            shown.articles().filter_map(|a| a.first_published).any(|date| date.is_within(recent, zone));
        let section = shown.report.section;
        let figures = (is_recent, shown.providers(), shown.quality(), shown.last_published());
        (section, std::cmp::Reverse(figures), shown.story.id)
    });
}

impl Filter {
    /// True if a condition concerns whole stories.
    fn chooses_stories(&self) -> bool {
        !self.topics.is_empty() || self.min_providers.is_some()
    }

    fn wants_story(&self, story: &Story<'_>) -> bool {
        let topic = || story.topics().iter().any(|topic| contains(&self.topics, topic));
        let has_topic = || self.topics.is_empty() || topic();
        let has_sites = || self.min_providers.is_none_or(|least| story.sites().len() >= least);
        !self.chooses_stories() || (has_topic() && has_sites())
    }

    fn wants_article(&self, article: &Article<'_>) -> bool {
        let link = article.link();
        let any = |wanted: &[String], has: &dyn Fn(&Link<'_>) -> bool| {
            wanted.is_empty() || article.mentions.iter().any(|m| has(m.link))
        };
        let ignored =
            || self.ignore.iter().any(|decision| article.mentions.iter().any(|m| decision.matches(m)));
        self.wants_time(article.first_published)
            && !ignored()
            && any(&self.providers, &|link| {
                contains(&self.providers, link.site())
                    || link.provider.name.is_some_and(|name| contains(&self.providers, name))
            })
            && any(&self.kinds, &|link| link.kind.is_some_and(|kind| contains(&self.kinds, kind)))
            && self.min_quality.is_none_or(|least| link.quality.is_some_and(|quality| quality >= least))
    }

    /// An undated article is in no period.
    fn wants_time(&self, date: Option<Published>) -> bool {
        if self.since.is_none() && self.until.is_none() {
            return true;
        }
        let since = self.since.unwrap_or(DateTime::<Utc>::MIN_UTC);
        let until = self.until.unwrap_or(DateTime::<Utc>::MAX_UTC);
        date.is_some_and(|date| date.is_within(&(since..until), self.zone))
    }
}

fn contains(wanted: &[String], value: &str) -> bool {
    let plain = |text: &str| {
        let lower = text.to_lowercase();
        lower.strip_prefix("www.").map_or(lower.clone(), str::to_owned)
    };
    wanted.iter().any(|w| plain(w) == plain(value))
}
