//! Properties of a history, whatever its bytes, and of digests over successive runs: every article is reported exactly
//! once, and a second run in the same minute reports nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use newsfeed::address::Address;
use newsfeed::digest::{self, DigestQuery, FirstRun, FullUpdates, History, HistoryError, Period};
use newsfeed::model::{
    Article, DatePrecision, DateSource, Document, Id, Link, Mention, Provider, Published, Role, Shown, Zone,
};
use newsfeed::parse::StringArena;
use newsfeed::select::{self, Filter};

use super::file::with_file;
use super::{ByteSource, documents, kept, stories};

/// Makes a history and news from the bytes and checks the digest.
pub fn holds(bytes: &[u8]) {
    match with_file(bytes, |path| digest::read(&path)) {
        Ok(history) => {
            let written = history.to_json();
            let again = with_file(&written, |path| digest::read(&path)).expect("a history reads back");
            assert_eq!(again, history);
            silent_at_once(bytes, &history);
        }
        Err(HistoryError::Foreign(_) | HistoryError::Damaged(..) | HistoryError::Newer(..)) => {}
        Err(other) => panic!("a file that is there is read: {other:?}"),
    }
}

/// Checks that a second run at the same time reports nothing and changes nothing.
pub fn silent_at_once(bytes: &[u8], history: &History) {
    let texts = StringArena::new();
    let documents = documents(&mut ByteSource::new(bytes), &texts);
    let query = query(DateTime::from_timestamp(1_930_600_000, 0).expect("a time"), Period::SinceLastRun);
    let next = run(&documents, history, &query, &Filter::default()).next;
    let read = with_file(&next.to_json(), |path| digest::read(&path)).expect("a history reads back");
    let Run { reported: second, next: after, .. } = run(&documents, &read, &query, &Filter::default());
    assert!(second.is_empty(), "reported again: {second:?}");
    assert_eq!(after, next, "a second run at the same time changes the history");
}

fn query(now: DateTime<Utc>, period: Period) -> DigestQuery {
    DigestQuery { now, zone: Zone::Utc, period, updates: FullUpdates::Due, first_run: FirstRun::Period }
}

/// The result of a run.
struct Run {
    /// The files of each article.
    all: Vec<BTreeSet<String>>,
    /// The files of each reported article.
    reported: Vec<BTreeSet<String>>,
    /// The history after the run.
    next: History,
}

fn run(documents: &[Document<'_>], history: &History, query: &DigestQuery, filter: &Filter) -> Run {
    let mentions = Mention::all(documents);
    let mut stories = stories(&mentions);
    let matched = history.match_stories(&mut stories);
    let ids: BTreeSet<Id> = stories.iter().map(|story| story.id).collect();
    assert_eq!(ids.len(), stories.len(), "two stories have one id");
    let asked = select::select(&stories, filter);
    let mut shown = digest::unreported(asked, &matched, query);
    select::rank(&mut shown, &query.recent(), query.zone);
    digest::brief_beyond(&mut shown, filter.limit, filter.flat);
    let files = |article: &Article<'_>| {
        article.mentions.iter().map(|mention| mention.document.file.to_string()).collect()
    };
    Run {
        all: stories.iter().flat_map(|story| &story.articles).map(files).collect(),
        reported: shown.iter().flat_map(Shown::articles).map(files).collect(),
        next: history.after(&stories, &matched, &shown, query),
    }
}

/// A page as it is today. Its title and date may be corrected later; its address stays.
#[derive(Clone)]
struct Page {
    file: String,
    url: Option<String>,
    title: String,
    excerpt: Option<String>,
    published: Option<Published>,
    site: String,
}

/// A page with words of a few subjects, so that some pages form a story. Some pages have no address, no date, a day for
/// a date, or a date in the future.
fn page(random: &mut ByteSource<'_>, number: usize, begin: DateTime<Utc>) -> Page {
    const SUBJECTS: [&str; 4] = [
        "Ferry terminal at Ostholm closes after the storm",
        "Norlin Bank drops its gait scanners",
        "Fire in the port of Velmar",
        "Council votes on the tide mill",
    ];
    let site = format!("site{}.example", random.below(6));
    let at =
        begin + TimeDelta::hours(i64::from(random.byte()) * 2) + TimeDelta::seconds(i64::from(random.byte()));
    Page {
        file: format!("{number}.md"),
        url: (random.below(5) > 0).then(|| format!("https://{site}/news/piece-{number}")),
        title: format!("{}, report {number} of {}", SUBJECTS[random.below(4)], random.below(3)),
        excerpt: Some(format!(
            "Report {number} tells what was seen, what was said and what {number} people did about it."
        )),
        published: match random.below(8) {
            0 => None,
            1 => Some(Published::from_day(at.date_naive(), DateSource::Field)),
            2 => Some(Published::new(at + TimeDelta::days(400), DateSource::Field)),
            _ => Some(Published::new(at, DateSource::Field)),
        },
        site,
    }
}

/// The page as a syndicator shows it; both are one article.
fn copy_of(page: &Page, number: usize) -> Page {
    Page {
        file: format!("{number}.md"),
        url: Some(format!("https://www.msn.com/en-us/news/harbour/ar-AA{number:06}")),
        site: "msn.com".to_owned(),
        ..page.clone()
    }
}

fn document<'t>(page: &Page, texts: &'t StringArena) -> Document<'t> {
    let head = Link {
        role: Role::Head,
        line: 1,
        title: Some(kept(texts, &page.title)),
        excerpt: page.excerpt.as_deref().map(|excerpt| kept(texts, excerpt)),
        address: page
            .url
            .as_deref()
            .and_then(|url| Address::parse_in(url, &|text| kept(texts, text).into()).ok()),
        alternates: &[],
        published: page.published,
        updated: None,
        kind: None,
        provider: Provider { name: None, domain: Some(kept(texts, &page.site)) },
        authors: &[],
        quality: None,
        image: None,
        language: None,
    };
    Document {
        file: page.file.as_str().into(),
        topics: Vec::new(),
        category: None,
        head,
        related: Vec::new(),
    }
}

/// Simulates weeks of runs: files arrive in any order, vanish and come back, titles and dates are corrected, filters
/// and periods change, and the clock goes back. In the end every article was reported once, and every second run
/// reported nothing.
pub fn every_article_is_reported_once(bytes: &[u8]) {
    let random = &mut ByteSource::new(bytes);
    let begin = DateTime::from_timestamp(1_930_000_000, 0).expect("a time");
    let mut pages: Vec<Page> = (0..4 + random.below(20)).map(|number| page(random, number, begin)).collect();
    for number in 0..random.below(4) {
        let page = &pages[random.below(pages.len())];
        // A page without address and time cannot be recognised when its copy becomes another article.
        let is_known_alone = |date: Published| date.precision == DatePrecision::Instant;
        if page.url.is_some() || page.published.is_some_and(is_known_alone) {
            pages.push(copy_of(page, 900 + number));
        }
    }
    let mut present: BTreeSet<usize> = BTreeSet::new();
    let mut settled: BTreeSet<String> = BTreeSet::new();
    let mut history = History::default();
    let mut reported = Reported::default();
    let mut now = begin;
    for _ in 0..3 + random.below(12) {
        now += TimeDelta::hours(i64::from(random.byte()) - 40);
        for (number, page) in pages.iter_mut().enumerate() {
            match random.below(6) {
                0 | 1 => drop(present.insert(number)),
                2 if random.below(4) == 0 => drop(present.remove(&number)),
                // A page without an address is recognised by its title and day.
                3 if page.url.is_some() && random.below(3) > 0 => page.title.push_str(", corrected"),
                // A copy becomes another article than its original.
                3 if page.url.is_some() => {
                    page.title = format!("Minutes of meeting {number} on an altogether other matter");
                    page.excerpt = None;
                }
                4 if page.url.is_some() => {
                    let later = now + TimeDelta::hours(i64::from(random.byte()) - 128);
                    page.published = Some(Published::new(later, DateSource::Field));
                }
                _ => {}
            }
        }
        let updates = [FullUpdates::Due, FullUpdates::Any, FullUpdates::None][random.below(3)];
        let day = Zone::Utc.start_of(now.date_naive());
        let period = match random.below(3) {
            0 => Period::Between(day - TimeDelta::days(1)..day),
            _ => Period::SinceLastRun,
        };
        let site = format!("site{}.example", random.below(6));
        let filter = Filter {
            providers: if random.below(4) == 0 { vec![site] } else { Vec::new() },
            limit: (random.below(3) == 0).then(|| random.below(4)),
            ..Filter::default()
        };
        let asked = DigestQuery { updates, first_run: FirstRun::Everything, ..query(now, period) };
        let before = reported.times.clone();
        history = twice(&pages, &present, &history, &asked, &filter, &mut reported);
        for (file, times) in &reported.times {
            let is_again = settled.contains(file) && before.get(file) != Some(times);
            assert!(!is_again, "{file} was there when everything was reported, and is reported again");
        }
        if asked.period == Period::SinceLastRun && filter.providers.is_empty() {
            // An article in the future waits, and so may others of its story or article.
            let is_past = |page: &Page| page.published.is_none_or(|date| date.edges(Zone::Utc).start <= now);
            let there = || present.iter().map(|number| &pages[*number]);
            if there().all(is_past) {
                settled.extend(there().map(|page| page.file.clone()));
            }
        }
    }
    // In the end all pages are present and their days have come.
    present.extend(0..pages.len());
    let end = query(begin + TimeDelta::days(500), Period::SinceLastRun);
    let end = DigestQuery { first_run: FirstRun::Everything, ..end };
    twice(&pages, &present, &history, &end, &Filter::default(), &mut reported);
    assert!(reported.times.values().all(|times| *times == 1), "reported twice: {:?}", reported.times);
    let never = pages.iter().find(|page| !reported.covered.contains(&page.file));
    assert!(never.is_none(), "never reported: {:?}", never.map(|page| &page.file));
}

/// The reports of successive runs.
#[derive(Default)]
struct Reported {
    /// The number of reports of each file.
    times: BTreeMap<String, usize>,
    /// The files of reported articles, whichever of the article's files was reported.
    covered: BTreeSet<String>,
}

/// Runs a digest and a second one at the same time. Counts the reports of each file and returns the history after both.
fn twice(
    pages: &[Page],
    present: &BTreeSet<usize>,
    history: &History,
    query: &DigestQuery,
    filter: &Filter,
    reported: &mut Reported,
) -> History {
    let texts = StringArena::new();
    let documents: Vec<Document<'_>> =
        present.iter().map(|number| document(&pages[*number], &texts)).collect();
    let Run { all, reported: first, next } = run(&documents, history, query, filter);
    for file in first.iter().flatten() {
        *reported.times.entry(file.clone()).or_default() += 1;
        reported.covered.insert(file.clone());
    }
    for files in all {
        if !files.is_disjoint(&reported.covered) {
            reported.covered.extend(files);
        }
    }
    let Run { reported: second, next: after, .. } = run(&documents, &next, query, filter);
    assert!(second.is_empty(), "a second run reports {second:?}");
    assert_eq!(after, next, "a second run changes the history");
    after
}
