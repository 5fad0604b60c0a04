//! What of a run's stories is to be told: articles and stories are found again by what identifies them, what was
//! told falls away, and the state after the digest is made.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rayon::prelude::*;

use super::{SeenArticle, State, Status, ToldStory, VERSION};
use crate::model::{Article, Id, Shown, Story, Told, Update, Zone};

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

impl Question {
    /// The time whose articles are news: the period, else the last days.
    pub fn recent(&self) -> Range<DateTime<Utc>> {
        match self.period {
            Period::SinceLastRun => before(self.now, RECENT)..self.now + TimeDelta::seconds(1),
            Period::Between(since, until) => since..until,
        }
    }
}

impl State {
    /// Finds the articles and stories of this run again, and gives the stories the ids they were told under.
    pub fn recognise<'k>(&'k self, stories: &mut [Story<'_>]) -> Recognised<'k> {
        let keys: Vec<Vec<Vec<Id>>> =
            stories.par_iter().map(|story| story.articles.iter().map(Article::keys).collect()).collect();
        let found = self.found(stories, &keys);
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
        for story in &mut *stories {
            story.under = story.under.map(|id| renamed.get(&id).copied().unwrap_or(id));
        }
        let ids = stories.iter().map(|story| story.id).collect();
        Recognised { state: self, keys, found, held, members, ids }
    }

    /// For each article of each story the entries that are it.
    fn found(&self, stories: &[Story<'_>], keys: &[Vec<Vec<Id>>]) -> Vec<Vec<Vec<usize>>> {
        let entries = self.articles.iter().enumerate();
        let mut index: HashMap<Id, Vec<usize>> = HashMap::with_capacity(2 * self.articles.len());
        for (at, key) in entries.flat_map(|(at, seen)| seen.keys.iter().map(move |key| (at, *key))) {
            index.entry(key).or_default().push(at);
        }
        let known = |key: &Id| index.get(key).into_iter().flatten().copied();
        let by_key = |keys: &Vec<Id>| {
            let keys = keys.iter().filter(|key| key.is_key());
            let mut found: Vec<usize> = keys.flat_map(known).collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        let mut found: Vec<Vec<Vec<usize>>> =
            keys.iter().map(|articles| articles.iter().map(by_key).collect()).collect();
        // Two articles may have one title and day: each entry stands for one of them.
        let mut taken: HashSet<usize> = found.iter().flatten().flatten().copied().collect();
        for ((story, keys), found) in stories.iter().zip(keys).zip(&mut found) {
            let articles = story.articles.iter().zip(keys).zip(found);
            for ((article, keys), found) in articles.filter(|(_, found)| found.is_empty()) {
                // An edition of a page that was told is that page, where it is of its day: another may be another.
                let variants = article.variants();
                let day = |at: Option<DateTime<Utc>>| at.map(|at| at.date_naive());
                let is_of_day = |at: &usize| {
                    let published = day(article.first_published);
                    published.is_some() && published == day(self.articles[*at].published)
                };
                let mut editions = variants.iter().flat_map(known).filter(is_of_day);
                found.extend(editions.find(|at| taken.insert(*at)));
                if !found.is_empty() {
                    continue;
                }
                // An address may be new where there was none, or be a hub no longer: then the name speaks, but
                // only for an entry that has no key either.
                let has_key = keys.iter().any(|key| key.is_key());
                let names = article.mentions.iter().map(|mention| mention.link.name());
                let free = |at: &usize| !has_key || !self.articles[*at].keys.iter().any(|key| key.is_key());
                let mut entries = names.flat_map(|name| known(&name).collect::<Vec<_>>()).filter(free);
                found.extend(entries.find(|at| taken.insert(*at)));
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
    /// What each article of each story is recognised by.
    keys: Vec<Vec<Vec<Id>>>,
    /// By story: the told stories that it is now, first told first.
    held: Vec<Vec<usize>>,
    /// By told story: the entries of its articles.
    members: HashMap<Id, Vec<usize>>,
    /// The ids that the stories have now.
    ids: HashSet<Id>,
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
            // What was there before the first run is told only where its own day is asked for.
            let asked_for = gained.iter().any(|article| self.status(at, *article) == Some(Status::Before));
            let since =
                if asked_for { self.last_told(at, Status::Told) } else { self.last_told(at, Status::Before) };
            if since.is_some() && !asked_for && !self.is_due(at, shown.story, &gained, question) {
                untold.quiet.insert(shown.story.id, gained);
                continue;
            }
            let is_late = |article: &usize| self.is_late(at, *article, shown.story, question);
            let late = gained.iter().copied().filter(is_late).collect();
            let headline = self.headline(at).unwrap_or_else(|| shown.story.headline()).to_owned();
            let update = since.map(|since| Update { since, headline });
            shown.told = Told { update, former: self.former(at), late };
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
        let mut next = State { version: VERSION, last_run: Some(now), ..State::default() };
        // Every article keeps its own keys. Those that it had before it parted from another go to one of the two.
        let keys = self.keys.iter().flatten().flatten().copied();
        let mut taken: HashSet<Id> = keys.filter(|key| key.is_key()).collect();
        for (at, story) in stories.iter().enumerate() {
            let told = told.get(&story.id).copied().unwrap_or_default();
            let quiet = untold.quiet.get(&story.id).map(Vec::as_slice).unwrap_or_default();
            let cut = open.get(&story.id).copied().unwrap_or_default();
            let first = next.articles.len();
            for (number, article) in story.articles.iter().enumerate() {
                let is_among = |articles: &[usize]| articles.binary_search(&number).is_ok();
                let status = match article {
                    _ if is_among(told) => Status::Told,
                    _ if is_among(quiet) => Status::Added,
                    _ if is_among(cut) => Status::Seen,
                    article => self.unasked(article, question),
                };
                let mut entry = self.entry(at, number, article, status, now);
                let own = &self.keys[at][number];
                entry.keys.retain(|key| !key.is_key() || own.contains(key) || taken.insert(*key));
                next.articles
                    .push(SeenArticle { story: (entry.status > Status::Seen).then_some(story.id), ..entry });
            }
            let members = &next.articles[first..];
            next.stories.extend(self.told_story(at, story, members));
        }
        self.keep_absent(&mut next, before(now, remember));
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

    fn first_seen(&self, at: usize, article: usize) -> Option<DateTime<Utc>> {
        self.found[at][article].iter().map(|entry| self.state.articles[*entry].first_seen).min()
    }

    /// Whether an article is to be told, as far as time and earlier digests go.
    fn is_new(&self, at: usize, article: usize, story: &Story<'_>, question: &Question) -> bool {
        let published = story.articles[article].first_published;
        // Of a day without a time any part may count.
        let edges = published.map(|date| date.edges(question.zone));
        let starts = edges.as_ref().map(|edges| edges.start);
        let from = |since: DateTime<Utc>| edges.as_ref().is_some_and(|edges| edges.end > since);
        let first_run = self.state.is_new();
        let status = self.status(at, article);
        match question.period {
            // Its time has not come. What is dated later still is dated wrong, and waits for nothing.
            Period::SinceLastRun
                if starts.is_some_and(|at| question.now < at && at <= question.now + RECENT) =>
            {
                false
            }
            Period::SinceLastRun => match status {
                Some(Status::Told | Status::Before) => false,
                // It joined its story in silence: it comes when the story does.
                Some(Status::Added) => true,
                Some(Status::Seen) => {
                    let (recent, seen) = (before(question.now, RECENT), self.first_seen(at, article));
                    // The last: it was seen before its time had come.
                    from(recent) || seen >= Some(recent) || (seen.is_some() && seen < starts)
                }
                None => !first_run || from(before(question.now, FIRST)),
            },
            Period::Between(since, until) => {
                let in_period = published.is_some_and(|date| date.is_within(&(since..until), question.zone));
                // What came after the digest of its day, or had none, belongs in the next.
                let is_missed = |starts| starts < since && starts >= before(since, RECENT);
                let missed = !first_run && starts.is_none_or(is_missed);
                match status {
                    Some(Status::Told) => false,
                    Some(Status::Before) => in_period,
                    Some(Status::Added | Status::Seen) | None => in_period || missed,
                }
            }
        }
    }

    /// What an article is that was not told: the first run counts as told what is older than it tells, or
    /// undated.
    fn unasked(&self, article: &Article<'_>, question: &Question) -> Status {
        let oldest = match question.period {
            Period::SinceLastRun => before(question.now, FIRST),
            Period::Between(since, _) => since,
        };
        let is_old = article.first_published.is_none_or(|date| date.edges(question.zone).end <= oldest);
        if self.state.is_new() && is_old { Status::Before } else { Status::Seen }
    }

    /// Whether it belongs in an earlier digest by its date, and came after that.
    fn is_late(&self, at: usize, article: usize, story: &Story<'_>, question: &Question) -> bool {
        let published = story.articles[article].first_published;
        let is_before =
            |time: DateTime<Utc>| published.is_some_and(|date| date.edges(question.zone).end <= time);
        match (question.period, self.status(at, article)) {
            _ if self.state.is_new() => false,
            // The time of a date that has none is not known: the day decides.
            (Period::SinceLastRun, None) => {
                let day = self.state.last_run.map(|run| question.zone.start_of(question.zone.day(run)));
                day.is_some_and(is_before)
            }
            (Period::Between(since, _), None | Some(Status::Seen)) => is_before(since),
            _ => false,
        }
    }

    /// When a digest last told something of a story; with `Status::Before`, or counted it as told.
    fn last_told(&self, at: usize, least: Status) -> Option<DateTime<Utc>> {
        self.told_entries(at).filter(|entry| entry.status >= least).filter_map(|entry| entry.at).max()
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
        providers.len() >= MORE_PROVIDERS
            || gained().any(|article| article.first_published.map(|date| date.day(question.zone)) > last)
    }

    /// The headline a story was told under, the oldest where several grew together.
    fn headline(&self, at: usize) -> Option<&str> {
        self.held[at].first().map(|held| self.state.stories[*held].title.as_str())
    }

    /// Ids of the stories that grew together into this one, less its own.
    fn former(&self, at: usize) -> Vec<Id> {
        let held = || self.held[at].iter().map(|held| &self.state.stories[*held]);
        let mut former: Vec<Id> = held()
            .skip(1)
            .map(|story| story.id)
            .chain(held().flat_map(|story| story.former.clone()))
            // Stories that grew together may part again.
            .filter(|id| !self.ids.contains(id))
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
        let mut keys: Vec<Id> = self.keys[at][number].iter().copied().chain(names).collect();
        keys.extend(old().flat_map(|entry| entry.keys.iter().copied()));
        keys.sort_unstable();
        keys.dedup();
        let known = old().map(|entry| entry.status).max();
        let (status, since) = match known {
            Some(known) if known >= status => {
                (known, old().filter(|entry| entry.status == known).filter_map(|entry| entry.at).min())
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
            published: article.first_published.filter(|_| status > Status::Seen).map(|date| date.at),
            provider: (status > Status::Seen).then(|| article.provider().map(str::to_owned)).flatten(),
            title: shown.then(|| article.link().headline().to_owned()),
        }
    }

    /// What is remembered of a story, where any of its articles was told or added.
    fn told_story(&self, at: usize, story: &Story<'_>, members: &[SeenArticle]) -> Option<ToldStory> {
        let told = || members.iter().filter_map(|entry| entry.at);
        let held = || self.held[at].iter().map(|held| &self.state.stories[*held]);
        let firsts = held().map(|story| story.first_told).chain(told());
        let lasts = held().map(|story| story.last_told).chain(told());
        let first_told = firsts.min()?;
        Some(ToldStory {
            id: story.id,
            title: self.headline(at).unwrap_or_else(|| story.headline()).to_owned(),
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

/// An instant so long before another, or the first there is.
fn before(at: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    at.checked_sub_signed(by).unwrap_or(DateTime::<Utc>::MIN_UTC)
}
