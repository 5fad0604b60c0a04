//! What of a run's stories is to be told: articles and stories are found again by what identifies them, what was
//! told falls away, and the state after the digest is made.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{SeenArticle, State, Status, ToldStory, VERSION};
use crate::model::{Article, Id, Shown, Story, Told, Zone};

/// An article that nobody was told of comes within these days of its publication.
const RECENT: TimeDelta = TimeDelta::days(7);
/// What the first run tells.
const FIRST: TimeDelta = TimeDelta::hours(24);
/// A story that was told is worth telling again from this many further providers on.
const MORE_PROVIDERS: usize = 2;

/// Which articles a digest is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// What was not told yet, of the last days or first seen since the last run.
    SinceLastRun,
    /// What was published from one instant to before another.
    Between(DateTime<Utc>, DateTime<Utc>),
}

/// When a story that was told comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Updates {
    /// With two more providers, or with an article of a later day.
    Due,
    /// With any new article.
    Any,
    /// Never.
    Never,
}

/// What is asked of the state.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// The present.
    pub now: DateTime<Utc>,
    /// The zone of days.
    pub zone: Zone,
    /// Which articles.
    pub period: Period,
    /// When a story comes again.
    pub updates: Updates,
}

impl State {
    /// Finds the articles and stories of this run again, and gives the stories the ids they were told under.
    pub fn recognise<'k>(&'k self, stories: &mut [Story<'_>]) -> Recognised<'k> {
        let found = self.found(stories);
        let held = self.held(stories, &found);
        let mut members: HashMap<Id, Vec<usize>> = HashMap::new();
        for (at, entry) in self.articles.iter().enumerate() {
            entry.story.into_iter().for_each(|story| members.entry(story).or_default().push(at));
        }
        let mut renamed: HashMap<Id, Id> = HashMap::new();
        for (story, held) in stories.iter_mut().zip(&held) {
            if let Some(&oldest) = held.first() {
                renamed.insert(story.id, self.stories[oldest].id);
                story.id = self.stories[oldest].id;
            }
        }
        for story in stories {
            story.under = story.under.map(|id| renamed.get(&id).copied().unwrap_or(id));
        }
        Recognised { state: self, found, held, members }
    }

    /// For each article of each story the entries that are it.
    fn found(&self, stories: &[Story<'_>]) -> Vec<Vec<Vec<usize>>> {
        let entries = self.articles.iter().enumerate();
        let mut index: HashMap<Id, Vec<usize>> = HashMap::with_capacity(2 * self.articles.len());
        for (at, key) in entries.flat_map(|(at, seen)| seen.keys.iter().map(move |key| (at, *key))) {
            index.entry(key).or_default().push(at);
        }
        let known = |key: &Id| index.get(key).into_iter().flatten().copied();
        let by_key = |article: &Article<'_>| {
            let keys = article.keys.iter().filter(|key| key.is_key());
            let mut found: Vec<usize> = keys.flat_map(known).collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        let mut found: Vec<Vec<Vec<usize>>> =
            stories.iter().map(|story| story.articles.iter().map(by_key).collect()).collect();
        // Two articles may have one title and day: each entry stands for one of them.
        let mut taken: HashSet<usize> = found.iter().flatten().flatten().copied().collect();
        for (story, found) in stories.iter().zip(&mut found) {
            for (article, found) in story.articles.iter().zip(found).filter(|(_, found)| found.is_empty()) {
                let names = article.keys.iter().filter(|key| !key.is_key());
                found.extend(names.flat_map(known).find(|at| taken.insert(*at)));
            }
        }
        found
    }

    /// For each story the told stories that it is now, the one told first before the others. A told story
    /// whose articles part goes with the part that has its id, else with the larger.
    fn held(&self, stories: &[Story<'_>], found: &[Vec<Vec<usize>>]) -> Vec<Vec<usize>> {
        let by_id: HashMap<Id, usize> = self.stories.iter().enumerate().map(|(at, s)| (s.id, at)).collect();
        let mut shares: BTreeMap<usize, BTreeMap<usize, usize>> = BTreeMap::new();
        for (at, found) in found.iter().enumerate() {
            for entry in found.iter().flatten() {
                let told = self.articles[*entry].story.and_then(|id| by_id.get(&id));
                if let Some(&told) = told {
                    *shares.entry(told).or_default().entry(at).or_default() += 1;
                }
            }
            if let Some(&told) = by_id.get(&stories[at].id) {
                *shares.entry(told).or_default().entry(at).or_default() += usize::MAX / 2;
            }
        }
        let mut held: Vec<Vec<usize>> = vec![Vec::new(); stories.len()];
        for (told, shares) in shares {
            let larger =
                shares.iter().max_by_key(|(at, count)| (**count, std::cmp::Reverse(stories[**at].id)));
            if let Some((at, _)) = larger {
                held[*at].push(told);
            }
        }
        for held in &mut held {
            held.sort_by_key(|at| (self.stories[*at].first_told, self.stories[*at].id));
        }
        held
    }
}

/// A run's stories and what the state knows of them. Indexes are those of the stories it was made from.
#[derive(Debug)]
pub struct Recognised<'k> {
    state: &'k State,
    /// By story and article: the entries that are it.
    found: Vec<Vec<Vec<usize>>>,
    /// By story: the told stories that it is now, first told first.
    held: Vec<Vec<usize>>,
    /// By told story: the entries of its articles.
    members: HashMap<Id, Vec<usize>>,
}

/// What there is to tell, and what joins a told story in silence.
#[derive(Debug, Default)]
pub struct Untold<'s, 'a> {
    /// Stories with the articles to tell.
    pub stories: Vec<Shown<'s, 'a>>,
    /// By story: articles not worth an update.
    quiet: HashMap<Id, Vec<usize>>,
}

impl<'s, 'a> Untold<'s, 'a> {
    /// Everything, where nothing is remembered.
    pub fn all(stories: Vec<Shown<'s, 'a>>) -> Untold<'s, 'a> {
        Untold { stories, quiet: HashMap::new() }
    }
}

impl Recognised<'_> {
    /// Of the stories asked for, those that are to be told, with the articles that are.
    pub fn untold<'s, 'a>(
        &self,
        stories: &[Story<'a>],
        asked: Vec<Shown<'s, 'a>>,
        question: &Question,
    ) -> Untold<'s, 'a> {
        let places: HashMap<Id, usize> = stories.iter().enumerate().map(|(at, s)| (s.id, at)).collect();
        let mut untold = Untold::default();
        for mut shown in asked {
            let at = places[&shown.story.id];
            let is_new = |article: &usize| self.is_new(at, *article, shown.story, question);
            let gained: Vec<usize> = shown.articles.iter().copied().filter(is_new).collect();
            if gained.is_empty() {
                continue;
            }
            let since = self.last_told(at);
            if since.is_some() && !self.is_due(at, shown.story, &gained, question) {
                untold.quiet.insert(shown.story.id, gained);
                continue;
            }
            let is_late = |article: &usize| self.is_late(at, *article, shown.story, question);
            let late = gained.iter().copied().filter(is_late).collect();
            shown.told = Told { since, former: self.former(at), late };
            shown.articles = gained;
            untold.stories.push(shown);
        }
        untold
    }

    /// The state after the digest. `told` are the stories that were in it; `remember` is how long an article
    /// that is no longer in the input is kept.
    pub fn after(
        &self,
        stories: &[Story<'_>],
        told: &[Shown<'_, '_>],
        untold: &Untold<'_, '_>,
        question: &Question,
        remember: TimeDelta,
    ) -> State {
        let now = question.now;
        let told: HashMap<Id, &[usize]> =
            told.iter().map(|shown| (shown.story.id, shown.articles.as_slice())).collect();
        // What `--top` cut off may come another time.
        let open: HashMap<Id, &[usize]> =
            untold.stories.iter().map(|shown| (shown.story.id, shown.articles.as_slice())).collect();
        let rest = match question.period {
            Period::SinceLastRun if self.state.is_new() => Status::Before,
            _ => Status::Seen,
        };
        let mut next = State { version: VERSION, last_run: Some(now), ..State::default() };
        let mut taken = HashSet::new();
        for (at, story) in stories.iter().enumerate() {
            let told = told.get(&story.id).copied().unwrap_or_default();
            let quiet = untold.quiet.get(&story.id).map(Vec::as_slice).unwrap_or_default();
            let cut = open.get(&story.id).copied().unwrap_or_default();
            let first = next.articles.len();
            for (number, article) in story.articles.iter().enumerate() {
                let status = match number {
                    number if told.contains(&number) => Status::Told,
                    number if quiet.contains(&number) => Status::Added,
                    number if cut.contains(&number) => Status::Seen,
                    _ => rest,
                };
                let entry = self.entry(at, number, article, status, now);
                next.articles
                    .push(SeenArticle { story: (entry.status > Status::Seen).then_some(story.id), ..entry });
            }
            let members = &mut next.articles[first..];
            // An article that parted leaves what identified it to the first of its parts.
            for entry in &mut *members {
                entry.keys.retain(|key| !key.is_key() || taken.insert(*key));
            }
            next.stories.extend(self.told_story(at, story, members));
        }
        self.keep_absent(&mut next, now.checked_sub_signed(remember).unwrap_or(now));
        next
    }

    /// How many articles the first run remembers as told without telling them.
    pub fn passed_over(&self, next: &State) -> usize {
        let before = |state: &State| state.articles.iter().filter(|a| a.status == Status::Before).count();
        if self.state.is_new() { before(next) } else { 0 }
    }

    fn status(&self, at: usize, article: usize) -> Option<Status> {
        self.found[at][article].iter().map(|entry| self.state.articles[*entry].status).max()
    }

    /// Whether an article is to be told, as far as time and earlier digests go.
    fn is_new(&self, at: usize, article: usize, story: &Story<'_>, question: &Question) -> bool {
        let published = story.articles[article].first_published();
        let from = |since: DateTime<Utc>| published.is_some_and(|published| published >= since);
        let back = |from: DateTime<Utc>, by| from.checked_sub_signed(by).unwrap_or(DateTime::<Utc>::MIN_UTC);
        let first_run = self.state.is_new();
        match (self.status(at, article), question.period) {
            (Some(Status::Told | Status::Before), _) => false,
            // It joined its story in silence: it comes when the story does, and is not late by itself.
            (Some(Status::Added), _) if self.last_told(at).is_some() => true,
            (None, Period::SinceLastRun) if first_run => from(back(question.now, FIRST)),
            (None, Period::SinceLastRun) => true,
            (Some(_), Period::SinceLastRun) => from(back(question.now, RECENT)),
            (status, Period::Between(since, until)) => {
                let in_period = from(since) && published.is_some_and(|published| published < until);
                // A file that came after the digest of its day belongs in this one.
                let missed = published.is_none_or(|published| published < since && from(back(since, RECENT)));
                in_period || (status.is_none() && !first_run && missed)
            }
        }
    }

    /// Whether it belongs in an earlier digest by its date, and came after that.
    fn is_late(&self, at: usize, article: usize, story: &Story<'_>, question: &Question) -> bool {
        let began = match question.period {
            Period::SinceLastRun => self.state.last_run,
            Period::Between(since, _) => Some(since),
        };
        let published = story.articles[article].first_published();
        self.status(at, article).is_none()
            && !self.state.is_new()
            && published.zip(began).is_some_and(|(published, began)| published < began)
    }

    /// When a digest last told something of a story.
    fn last_told(&self, at: usize) -> Option<DateTime<Utc>> {
        let stories = self.held[at].iter().map(|held| self.state.stories[*held].last_told);
        let articles = self.told_entries(at).filter_map(|entry| entry.at);
        stories.max().or(articles.max())
    }

    /// Articles told of a story: those it has now, and those it had when it was told.
    fn told_entries(&self, at: usize) -> impl Iterator<Item = &SeenArticle> {
        let had = self.held[at].iter().filter_map(|held| self.members.get(&self.state.stories[*held].id));
        let has = self.found[at].iter().flatten();
        let entries = has.chain(had.flatten()).map(|entry| &self.state.articles[*entry]);
        entries.filter(|entry| entry.status.is_told())
    }

    fn is_due(&self, at: usize, story: &Story<'_>, gained: &[usize], question: &Question) -> bool {
        match question.updates {
            Updates::Any => return true,
            Updates::Never => return false,
            Updates::Due => {}
        }
        let told: Vec<&SeenArticle> = self.told_entries(at).collect();
        let known: HashSet<&str> = told.iter().filter_map(|entry| entry.provider.as_deref()).collect();
        let day = |at: Option<DateTime<Utc>>| at.map(|at| question.zone.day(at));
        let last: Option<NaiveDate> = told.iter().filter_map(|entry| day(entry.published)).max();
        let gained = || gained.iter().map(|article| &story.articles[*article]);
        let providers: HashSet<&str> =
            gained().filter_map(Article::provider).filter(|provider| !known.contains(provider)).collect();
        providers.len() >= MORE_PROVIDERS || gained().any(|article| day(article.first_published()) > last)
    }

    /// Ids of the stories that grew together into this one, less its own.
    fn former(&self, at: usize) -> Vec<Id> {
        let held = || self.held[at].iter().map(|held| &self.state.stories[*held]);
        let mut former: Vec<Id> = held()
            .skip(1)
            .map(|story| story.id)
            .chain(held().flat_map(|story| story.former.clone()))
            .collect();
        former.sort_unstable();
        former.dedup();
        former
    }

    /// What is remembered of an article.
    fn entry(
        &self,
        at: usize,
        number: usize,
        article: &Article<'_>,
        status: Status,
        now: DateTime<Utc>,
    ) -> SeenArticle {
        let old = || self.found[at][number].iter().map(|entry| &self.state.articles[*entry]);
        let names = article.mentions.iter().map(|mention| mention.link.name());
        let mut keys: Vec<Id> = article.keys.iter().copied().chain(names).collect();
        keys.extend(old().flat_map(|entry| entry.keys.iter().copied()));
        keys.sort_unstable();
        keys.dedup();
        let before = old().map(|entry| entry.status).max();
        let (status, since) = match before {
            Some(before) if before >= status => {
                (before, old().filter(|entry| entry.status == before).filter_map(|entry| entry.at).min())
            }
            _ => (status, (status > Status::Seen).then_some(now)),
        };
        let shown = matches!(status, Status::Told | Status::Added);
        SeenArticle {
            keys,
            status,
            at: since,
            first_seen: old().map(|entry| entry.first_seen).min().unwrap_or(now),
            last_seen: now,
            story: None,
            published: article.first_published().filter(|_| status > Status::Seen),
            provider: (status > Status::Seen).then(|| article.provider().map(str::to_owned)).flatten(),
            title: shown.then(|| article.link().headline().to_owned()),
        }
    }

    /// What is remembered of a story, where any of its articles was told.
    fn told_story(&self, at: usize, story: &Story<'_>, members: &[SeenArticle]) -> Option<ToldStory> {
        let told = || members.iter().filter(|entry| entry.status.is_told()).filter_map(|entry| entry.at);
        let held = || self.held[at].iter().map(|held| &self.state.stories[*held]);
        let firsts = held().map(|story| story.first_told).chain(told());
        let lasts = held().map(|story| story.last_told).chain(told());
        let first_told = firsts.min()?;
        Some(ToldStory {
            id: story.id,
            title: story.headline().to_owned(),
            former: self.former(at),
            first_told,
            last_told: lasts.max().unwrap_or(first_told),
        })
    }

    /// Articles that are not in this run's input are kept for a while, with their stories.
    fn keep_absent(&self, next: &mut State, oldest: DateTime<Utc>) {
        let present: HashSet<usize> = self.found.iter().flatten().flatten().copied().collect();
        let mut now_called: HashMap<Id, Id> = HashMap::new();
        for held in &self.held {
            let Some(&first) = held.first() else { continue };
            now_called
                .extend(held.iter().map(|at| (self.state.stories[*at].id, self.state.stories[first].id)));
        }
        let absent = self.state.articles.iter().enumerate().filter(|(at, _)| !present.contains(at));
        let kept = absent.map(|(_, entry)| entry).filter(|entry| entry.last_seen >= oldest).map(|entry| {
            let story = entry.story.map(|id| now_called.get(&id).copied().unwrap_or(id));
            SeenArticle { story, ..entry.clone() }
        });
        next.articles.extend(kept);
        let named: HashSet<Id> = next.articles.iter().filter_map(|entry| entry.story).collect();
        let there: HashSet<Id> = next.stories.iter().map(|story| story.id).collect();
        let old = self.state.stories.iter();
        next.stories.extend(old.filter(|s| named.contains(&s.id) && !there.contains(&s.id)).cloned());
    }
}
