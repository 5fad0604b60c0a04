//! The articles that earlier digests reported, the stories they were reported in, and how the articles of a run are
//! recognised among them.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use foldhash::{HashMap, HashMapExt, HashSet};
use rayon::prelude::*;

use super::query::{DigestQuery, counts_as_seen};
use super::refusal::RefusalRecord;
use crate::address::Address;
use crate::model::{
    Article, DatePrecision, HistorySummary, Id, Link, Published, Shown, Story, SummarizedStory, Zone,
};

/// The reported articles and stories, with the digests that reported them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// When each digest was made, in the order of the runs.
    pub(super) digests: Vec<DateTime<Utc>>,
    /// The reported stories, in the order of their first report.
    pub(super) stories: Vec<ReportedStory>,
    pub(super) articles: Vec<ReportedArticle>,
    /// Refused files that were reported.
    pub(super) refused: Vec<RefusalRecord>,
}

/// A story as it was first reported.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ReportedStory {
    pub(super) id: Id,
    /// The headline of its first report.
    pub(super) headline: String,
}

/// An article that was reported, or marked as seen by the first run.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ReportedArticle {
    /// Digests of its identity keys and of its names.
    pub(super) hashes: Vec<u64>,
    /// The digest that reported it.
    pub(super) digest: u32,
    /// Index of the story it was reported in; none if the first run marked it as seen.
    pub(super) story: Option<u32>,
}

impl History {
    /// True if no digest was made yet. A history whose articles were all forgotten is not new.
    pub fn is_new(&self) -> bool {
        self.digests.is_empty()
    }

    /// When the last digest was made.
    pub fn last_digest(&self) -> Option<DateTime<Utc>> {
        self.digests.last().copied()
    }

    /// The refusals that were reported.
    pub fn refused(&self) -> HashSet<&RefusalRecord> {
        self.refused.iter().collect()
    }

    /// Finds the articles of a run that are not new, and gives each story the id it was reported under.
    pub fn match_stories<'h>(&'h self, stories: &mut [Story<'_>]) -> HistoryMatch<'h> {
        let identities: Vec<ArticleIdentity> = stories
            .par_iter()
            .flat_map_iter(|story| story.articles.iter().map(ArticleIdentity::new))
            .collect();
        let articles = self.match_articles(&identities);
        let mut matched = HistoryMatch { history: self, identities, articles, former: HashMap::new() };
        let kept = matched.kept_ids(stories);
        for story in stories.iter_mut() {
            story.under = story.under.map(|id| kept.get(&id).copied().unwrap_or(id));
            story.id = kept.get(&story.id).copied().unwrap_or(story.id);
        }
        matched
    }

    /// The index in the history of each known article of the run. Any identity key identifies an article. If the history
    /// has none of its keys, its names identify it, unless another article of the input is the one in the history: a
    /// column may have the same title twice a day.
    fn match_articles(&self, identities: &[ArticleIdentity]) -> HashMap<Id, u32> {
        let mut index: HashMap<u64, Vec<u32>> = HashMap::with_capacity(2 * self.articles.len());
        for (number, article) in (0..).zip(&self.articles) {
            for hash in &article.hashes {
                index.entry(*hash).or_default().push(number);
            }
        }
        let known = |hash: &u64| index.get(hash).into_iter().flatten().copied();
        let mut found = HashMap::new();
        let mut present: HashSet<u32> = HashSet::default();
        for article in identities {
            let numbers: Vec<u32> = article.keys.iter().flat_map(known).collect();
            if let Some(first) = numbers.iter().min() {
                found.insert(article.id, *first);
                present.extend(numbers);
            }
        }
        let names =
            (0..NAMES).flat_map(|kind| identities.iter().map(move |article| (article, &article.names[kind])));
        for (article, names) in names {
            if found.contains_key(&article.id) {
                continue;
            }
            for name in names {
                if let Some(number) = known(name).find(|number| !present.contains(number)) {
                    present.insert(number);
                    found.entry(article.id).or_insert(number);
                }
            }
        }
        found
    }

    /// The history after a digest that reported these stories.
    pub fn after(
        &self,
        stories: &[Story<'_>],
        matched: &HistoryMatch<'_>,
        reported: &[Shown<'_, '_>],
        query: &DigestQuery,
    ) -> History {
        let mut next = self.clone();
        let digest = next.digests.len() as u32;
        let mut numbers: HashMap<Id, u32> =
            (0..).zip(&self.stories).map(|(number, story)| (story.id, number)).collect();
        let mut new_articles = Vec::new();
        for shown in reported {
            let number = *numbers.entry(shown.story.id).or_insert_with(|| {
                let headline = shown.headline().to_owned();
                next.stories.push(ReportedStory { id: shown.story.id, headline });
                next.stories.len() as u32 - 1
            });
            let article = |article: &Article<'_>| (article.id, Some(number));
            new_articles.extend(shown.articles().map(article));
        }
        let new_articles: HashMap<Id, Option<u32>> = new_articles.into_iter().collect();
        let articles = stories.iter().flat_map(|story| &story.articles);
        for (article, identity) in articles.zip(&matched.identities) {
            if let Some(&number) = matched.articles.get(&article.id) {
                let known = &mut next.articles[number as usize];
                // What a name found may be another article after all: its keys must not count as reported.
                if identity.keys.iter().any(|key| known.hashes.contains(key)) {
                    known.learn(identity);
                }
            } else if let Some(&story) = new_articles.get(&article.id) {
                next.articles.push(ReportedArticle::new(identity, digest, story));
            } else if self.is_new() && counts_as_seen(article, query) {
                next.articles.push(ReportedArticle::new(identity, digest, None));
            }
        }
        if next.articles.len() > self.articles.len() {
            next.digests.push(query.now);
        }
        next
    }

    /// The number of articles that the first run marked as seen without a report.
    pub fn seen_before(&self) -> usize {
        self.articles.iter().filter(|article| article.story.is_none()).count()
    }

    /// Replaces the refusals of all files that this run read. The refusals of other files stay.
    pub fn with_refused(
        mut self,
        refused: Vec<RefusalRecord>,
        was_looked_at: impl Fn(&str) -> bool,
    ) -> History {
        self.refused.retain(|refusal| !was_looked_at(&refusal.file));
        self.refused.extend(refused);
        self
    }

    /// Removes the article at an address, so that it is new again. Returns how many articles were removed.
    pub fn forget_address(&mut self, address: &Address<'_>) -> usize {
        let keys: Vec<u64> = address.keys().map(|key| Id::key(&key).bits()).collect();
        self.forget(|article, _| article.hashes.iter().any(|hash| keys.contains(hash)))
    }

    /// Removes the articles that the digests of a day reported. Returns how many were removed.
    pub fn forget_day(&mut self, day: NaiveDate, zone: Zone) -> usize {
        self.forget(|article, at| article.story.is_some() && at.is_some_and(|at| zone.day(at) == day))
    }

    fn forget(&mut self, is_forgotten: impl Fn(&ReportedArticle, Option<DateTime<Utc>>) -> bool) -> usize {
        let before = self.articles.len();
        let digests = &self.digests;
        self.articles.retain(|article| !is_forgotten(article, digests.get(article.digest as usize).copied()));
        before - self.articles.len()
    }

    /// A summary for a person.
    pub fn summary(&self) -> HistorySummary<'_> {
        let mut counts: BTreeMap<u32, (usize, u32)> = BTreeMap::new();
        for article in &self.articles {
            let Some(story) = article.story else { continue };
            let (count, last) = counts.entry(story).or_default();
            *count += 1;
            *last = article.digest.max(*last);
        }
        let at = |digest: u32| self.digests.get(digest as usize).copied();
        let story = |(number, (articles, last)): (&u32, &(usize, u32))| {
            let story = self.stories.get(*number as usize)?;
            Some(SummarizedStory {
                id: story.id,
                headline: &story.headline,
                articles: *articles,
                last: at(*last)?,
            })
        };
        let mut stories: Vec<SummarizedStory<'_>> = counts.iter().filter_map(story).collect();
        stories.sort_by_key(|story| (std::cmp::Reverse(story.last), story.id));
        HistorySummary {
            last_digest: self.last_digest(),
            digests: self.digests.len(),
            reported: self.articles.len() - self.seen_before(),
            seen_before: self.seen_before(),
            refused: self.refused.iter().map(|refusal| refusal.file.as_str()).collect(),
            stories,
        }
    }

    /// Makes a history from the file of an earlier version: the time of the last digest, and for each article its keys
    /// and, if it was reported, its story.
    pub(super) fn from_parts(
        at: DateTime<Utc>,
        articles: Vec<(Vec<Id>, Option<ReportedStory>)>,
        refused: Vec<RefusalRecord>,
    ) -> History {
        let mut history = History { digests: vec![at], refused, ..History::default() };
        let mut numbers: HashMap<Id, u32> = HashMap::new();
        for (keys, story) in articles {
            let story = story.map(|story| {
                *numbers.entry(story.id).or_insert_with(|| {
                    history.stories.push(story);
                    history.stories.len() as u32 - 1
                })
            });
            let hashes = keys.into_iter().map(Id::bits).collect();
            history.articles.push(ReportedArticle { hashes, digest: 0, story });
        }
        history
    }
}

impl ReportedArticle {
    fn new(identity: &ArticleIdentity, digest: u32, story: Option<u32>) -> ReportedArticle {
        let mut reported = ReportedArticle { hashes: Vec::new(), digest, story };
        reported.learn(identity);
        reported
    }

    /// Adds the digests that identify an article today. Its names stand beside its keys, in case its address is
    /// corrected or turns out to be a hub.
    fn learn(&mut self, identity: &ArticleIdentity) {
        self.hashes.extend(identity.keys.iter().chain(identity.names.iter().flatten()));
        self.hashes.extend(&identity.untimed_names);
        self.hashes.sort_unstable();
        self.hashes.dedup();
    }
}

/// The digests that identify an article of a run.
#[derive(Debug)]
struct ArticleIdentity {
    id: Id,
    /// Of its identity keys, and of the exact names of its mentions that have no key but a time.
    keys: Vec<u64>,
    /// Those of exact names of its mentions without a key, of exact names of those with a key and a time (the address
    /// may have been corrected), and of title, day and site of those without a key (the time may have been corrected).
    names: [Vec<u64>; NAMES],
    /// Of exact names of its mentions with a key and without a time, which tell it again only if the key becomes a hub.
    untimed_names: Vec<u64>,
}

/// The number of kinds of names. The first kind is the most specific.
const NAMES: usize = 3;

impl ArticleIdentity {
    fn new(article: &Article<'_>) -> ArticleIdentity {
        let mut identity = ArticleIdentity {
            id: article.id,
            keys: Vec::new(),
            names: Default::default(),
            untimed_names: Vec::new(),
        };
        let [exact_names, names_of_address, day_names] = &mut identity.names;
        for mention in &article.mentions {
            let (link, keys) = (mention.link, article.keys_of(mention));
            let exact_name = link.timed_title_id().bits();
            match (keys.is_empty(), is_timed(link)) {
                (false, true) => names_of_address.push(exact_name),
                (false, false) => identity.untimed_names.push(exact_name),
                (true, is_timed) => {
                    identity.keys.extend(is_timed.then_some(exact_name));
                    exact_names.push(exact_name);
                    day_names.push(link.title_id().bits());
                }
            }
            identity.keys.extend(keys.into_iter().map(Id::bits));
        }
        identity
    }
}

/// True if a link has a site and a time. Midnight does not count: most often a program added it to a day.
fn is_timed(link: &Link<'_>) -> bool {
    let has_time =
        |date: Published| date.precision == DatePrecision::Instant && date.at.time() != NaiveTime::MIN;
    !link.site().is_empty() && link.published.is_some_and(has_time)
}

/// The stories of a run, matched with a history.
#[derive(Debug)]
pub struct HistoryMatch<'h> {
    history: &'h History,
    /// Of all articles, in the order of the stories.
    identities: Vec<ArticleIdentity>,
    /// By article: its number in the history.
    articles: HashMap<Id, u32>,
    /// By story: ids under which parts of it were reported.
    former: HashMap<Id, Vec<Id>>,
}

/// An earlier report of a story.
pub(super) struct ReportedBefore<'h> {
    /// The time of the last report of any of its articles.
    pub(super) since: DateTime<Utc>,
    /// The reported headline; none if another story has the id now.
    pub(super) headline: Option<&'h str>,
}

impl<'h> HistoryMatch<'h> {
    /// True in the first run.
    pub(super) fn is_first_run(&self) -> bool {
        self.history.is_new()
    }

    /// When the last digest was made.
    pub(super) fn last_digest(&self) -> Option<DateTime<Utc>> {
        self.history.last_digest()
    }

    /// True if an article was neither reported nor marked as seen.
    pub(super) fn is_new(&self, article: &Article<'_>) -> bool {
        !self.articles.contains_key(&article.id)
    }

    /// True if a digest reported the article.
    pub(super) fn was_reported(&self, article: &Article<'_>) -> bool {
        self.reported(article).is_some_and(|reported| reported.story.is_some())
    }

    fn reported(&self, article: &Article<'_>) -> Option<&'h ReportedArticle> {
        self.articles.get(&article.id).map(|number| &self.history.articles[*number as usize])
    }

    /// The earlier report of a story, if there is one.
    pub(super) fn reported_before(&self, story: &Story<'_>) -> Option<ReportedBefore<'h>> {
        let reported = story.articles.iter().filter_map(|article| self.reported(article));
        let digests = reported.filter(|article| article.story.is_some()).map(|article| article.digest);
        let since = self.history.digests.get(digests.max()? as usize).copied()?;
        let known = self.history.stories.iter().find(|known| known.id == story.id);
        Some(ReportedBefore { since, headline: known.map(|known| known.headline.as_str()) })
    }

    /// Ids of reported stories that are part of this story now, sorted.
    pub(super) fn former(&self, story: &Story<'_>) -> Vec<Id> {
        self.former.get(&story.id).cloned().unwrap_or_default()
    }

    /// Maps stories that were reported under another id to that id. When the articles of a reported story are now in
    /// several stories, the story with its id continues it, else the one with most of its articles.
    fn kept_ids(&mut self, stories: &[Story<'_>]) -> HashMap<Id, Id> {
        let mut shares: BTreeMap<u32, BTreeMap<usize, usize>> = BTreeMap::new();
        for (index, story) in stories.iter().enumerate() {
            let reported = story.articles.iter().filter_map(|article| self.reported(article)?.story);
            for number in reported {
                *shares.entry(number).or_default().entry(index).or_default() += 1;
            }
        }
        let mut held: BTreeMap<usize, Vec<Id>> = BTreeMap::new();
        for (number, shares) in shares {
            let id = self.history.stories[number as usize].id;
            let order = |(index, count): &(&usize, &usize)| {
                (stories[**index].id == id, **count, std::cmp::Reverse(stories[**index].id))
            };
            if let Some((index, _)) = shares.iter().max_by_key(order) {
                held.entry(*index).or_default().push(id);
            }
        }
        let native: HashSet<Id> = stories.iter().map(|story| story.id).collect();
        let mut kept = HashMap::new();
        for (index, mut ids) in held {
            let own = stories[index].id;
            // In the order in which they were reported: the oldest stays, unless it is another story's own.
            let oldest = ids.iter().position(|id| *id == own || !native.contains(id));
            let id = oldest.map_or(own, |oldest| ids.remove(oldest));
            ids.sort_unstable();
            self.former.insert(id, ids);
            kept.insert(own, id);
        }
        kept
    }
}
