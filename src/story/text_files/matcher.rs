//! Texts to the stories they belong to. A wrong join is a lie, a missed one is not: a text joins a story by a link
//! into it, or by at least two rare names, numbers or days that both have, and only where no other story has
//! nearly as much.

use std::ops::Range;

use chrono::{Datelike, Days, NaiveDate};
use rayon::prelude::*;

use super::entity_index::{AFTER, BEFORE, EntityIndex, EntityPart, SoughtEntity, span};
use crate::model::{Story, TextDoubt, TextEntity, TextFile, TextStory, TextTime};

/// What may be set about texts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextOptions {
    /// Score from which names join a text to a story, 0 to 1. docs/MERGING.md has what other values cost.
    pub threshold: f64,
}

impl Default for TextOptions {
    fn default() -> Self {
        TextOptions { threshold: 0.5 }
    }
}

/// Says of each text which story it belongs to, if any.
pub fn texts(texts: Vec<TextFile>, stories: &[Story<'_>], rules: TextOptions) -> Vec<TextFile> {
    if texts.is_empty() || stories.is_empty() {
        return texts;
    }
    let matcher = TextMatcher::new(stories, &texts, rules);
    let placed = |mut text: TextFile| {
        text.story = matcher.judge(&text).ok();
        text
    };
    texts.into_par_iter().map(placed).collect()
}

/// Why a text stands alone: the story it is nearest to, and what is missing. `None` where it shares no rare name
/// with any, or does not stand alone.
pub fn doubt(text: &TextFile, stories: &[Story<'_>], rules: TextOptions) -> Option<TextDoubt> {
    TextMatcher::new(stories, std::slice::from_ref(text), rules).judge(text).err().flatten()
}

/// Names of both that are rarer than this may bring a text to a story: in up to √n of n stories.
const RARE: f64 = 0.5;
/// What a name counts that the news of any day names.
const COMMON: f64 = 0.2;
/// What a single word counts where the other has it only within a longer name: "Norlin" and "Norlin Bank".
const PART: f64 = 0.5;
/// What later paragraphs count, and at most together.
const LATER: f64 = 0.2;
const LATER_MOST: f64 = 0.4;
/// A name is central to a story when it is in its headline, or when a quarter of its articles have it, and more than
/// one.
const CENTRAL: f64 = 0.25;
/// What a strong name must come to.
const STRONG: f64 = 0.45;
/// What a day within the story's counts, where no other story has it; and one without a year, which an unrelated
/// text has by chance once in sixty times.
const DAY: f64 = 0.5;
const YEARLESS_DAY: f64 = 0.4;
/// What a link into the story counts.
const LINK: f64 = 1.0;
/// What each early name counts against a text that the story does not have. Excerpts are short, so it is little.
const STRANGE: f64 = 0.15;
/// Times within so many days of a story are of its time.
const SAME_TIME: u64 = 45;
/// The best story has so many times as much as the next, and so much more.
const MARGIN: f64 = 1.25;
const AHEAD: f64 = 0.2;
/// Stories that are looked at for a text.
const CANDIDATES: usize = 32;

/// The stories, ready to be asked.
struct TextMatcher<'s, 'a> {
    stories: &'s [Story<'a>],
    naming: EntityIndex<'s>,
    /// For each story the one it stands under, else itself: one event and its background are no rivals.
    blocks: Vec<u32>,
    threshold: f64,
}

/// What a text shares with a story.
struct StoryCandidate<'t> {
    story: u32,
    sum: f64,
    score: f64,
    /// Strong names, numbers, days; a link is two.
    strong: usize,
    central: bool,
    names: Vec<String>,
    day: Option<&'t str>,
    link: Option<&'t str>,
}

/// A name that both have.
struct SharedEntity<'t> {
    words: Vec<&'t str>,
    text: String,
    weight: f64,
    common: bool,
    central: bool,
    number: bool,
}

impl<'s, 'a> TextMatcher<'s, 'a> {
    fn new(stories: &'s [Story<'a>], texts: &[TextFile], rules: TextOptions) -> TextMatcher<'s, 'a> {
        let places: foldhash::HashMap<_, u32> =
            stories.iter().enumerate().map(|(at, story)| (story.id, at as u32)).collect();
        let block = |(at, story): (usize, &Story<'_>)| {
            story.under.and_then(|id| places.get(&id).copied()).unwrap_or(at as u32)
        };
        let blocks = stories.iter().enumerate().map(block).collect();
        TextMatcher { stories, naming: EntityIndex::new(stories, texts), blocks, threshold: rules.threshold }
    }

    /// The story a text belongs to, or how near it came.
    fn judge(&self, text: &TextFile) -> Result<TextStory, Option<TextDoubt>> {
        let linked = self.linked(text);
        let sought: Vec<SoughtEntity<'_, '_>> =
            text.entities.iter().map(|name| SoughtEntity::new(name, &self.naming)).collect();
        let mut stories = self.nearest(&sought);
        stories.extend(linked.map(|(story, _)| story).filter(|story| !stories.contains(story)));
        let mut found: Vec<StoryCandidate<'_>> = stories
            .iter()
            .map(|story| {
                let link = linked.filter(|(at, _)| at == story).map(|(_, link)| link);
                self.weigh(text, &sought, *story, link)
            })
            .collect();
        found.sort_by(|a, b| b.sum.total_cmp(&a.sum).then_with(|| self.id(a.story).cmp(&self.id(b.story))));
        let (there, elsewhen): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|c| self.contradiction(text, c.story).is_none());
        let Some(best) = there.first() else {
            let doubt = |c: &StoryCandidate<'_>| {
                let time = self.contradiction(text, c.story).map_or("", |time| time.text.as_str());
                self.doubt(c, format!("it speaks of another time: {time}"))
            };
            return Err(elsewhen.first().map(doubt));
        };
        let rival = there[1..].iter().find(|other| self.block(other.story) != self.block(best.story));
        let is_subject = |name: &TextEntity| name.early && self.naming.is_subject(&name.entity, best.story);
        let why = if best.strong < 2 {
            "two rare names, numbers or days are needed".to_owned()
        } else if !best.central && best.link.is_none() {
            "none of the names stands out in the story".to_owned()
        } else if best.link.is_none() && !text.entities.iter().any(is_subject) {
            "it does not name what the story is about".to_owned()
        } else if best.score < self.threshold && best.link.is_none() {
            format!("score {:.2} of {:.2} needed", best.score, self.threshold)
        } else if let Some(rival) = rival.filter(|rival| best.sum < rival.sum * MARGIN + AHEAD) {
            format!("story {} is nearly as near", self.id(rival.story))
        } else {
            let score = if best.link.is_some() { 1.0 } else { best.score };
            return Ok(TextStory { id: self.id(best.story), evidence: best.evidence(), score });
        };
        Err(Some(self.doubt(best, why)))
    }

    fn block(&self, story: u32) -> u32 {
        self.blocks[story as usize]
    }

    fn id(&self, story: u32) -> crate::model::Id {
        self.stories[story as usize].id
    }

    fn doubt(&self, candidate: &StoryCandidate<'_>, why: String) -> TextDoubt {
        TextDoubt { story: self.id(candidate.story), evidence: candidate.evidence(), why }
    }

    /// The one story that a text links to; with its background it is one. A page that links to several is of none.
    fn linked<'t>(&self, text: &'t TextFile) -> Option<(u32, &'t str)> {
        let linked = self.naming.linked(text);
        let (first, _) = linked.first()?;
        let is_one = linked.iter().all(|(story, _)| self.block(*story) == self.block(*first));
        let host = linked.iter().find(|(story, _)| self.block(*story) == *story).or(linked.first());
        host.filter(|_| is_one).copied()
    }

    /// The stories that share the most of the rare names that stand early.
    fn nearest(&self, sought: &[SoughtEntity<'_, '_>]) -> Vec<u32> {
        let mut stats: foldhash::HashMap<u32, f64> = foldhash::HashMap::default();
        for sought in sought.iter().filter(|sought| sought.early) {
            let singles = sought.singles.iter().filter(|part| !part.common);
            for part in sought.pairs.iter().chain(singles) {
                let (uses, rarity) = if part.exact.is_empty() { part.less } else { part.exact }.all();
                if rarity >= RARE {
                    for found in uses {
                        *stats.entry(found.story).or_default() += rarity;
                    }
                }
            }
        }
        let mut stories: Vec<(u32, f64)> = stats.into_iter().collect();
        stories.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| self.id(a.0).cmp(&self.id(b.0))));
        stories.into_iter().take(CANDIDATES).map(|(story, _)| story).collect()
    }

    fn weigh<'t>(
        &self,
        text: &'t TextFile,
        sought: &[SoughtEntity<'_, 't>],
        story: u32,
        link: Option<&'t str>,
    ) -> StoryCandidate<'t> {
        let (mut early, mut later, mut strange) = (Vec::new(), Vec::new(), 0.0);
        for sought in sought {
            let units = self.units(sought, story);
            if sought.early && sought.name.sure && !sought.name.is_number() && units.is_empty() {
                strange += if sought.common { COMMON } else { 1.0 };
            }
            if sought.early { &mut early } else { &mut later }.extend(units);
        }
        // A longer name before a word of it; what is heavier before what is lighter.
        let heavier = |a: &SharedEntity<'_>, b: &SharedEntity<'_>| {
            let longer = b.words.len().cmp(&a.words.len());
            longer.then(b.weight.total_cmp(&a.weight)).then_with(|| a.words.cmp(&b.words))
        };
        early.sort_by(heavier);
        later.sort_by(heavier);
        let mut candidate = StoryCandidate {
            story,
            sum: 0.0,
            score: 0.0,
            strong: 0,
            central: false,
            names: Vec::new(),
            day: None,
            link,
        };
        let mut used: Vec<&str> = Vec::new();
        let mut names: Vec<(f64, String)> = Vec::new();
        for unit in early {
            if unit.words.iter().any(|word| used.contains(word)) {
                continue;
            }
            used.extend(&unit.words);
            candidate.sum += unit.weight;
            let is_strong = unit.weight >= STRONG && !unit.common;
            candidate.strong += usize::from(is_strong);
            candidate.central |= is_strong && unit.central && !unit.number;
            if !unit.common {
                names.push((unit.weight, unit.text));
            }
        }
        names.sort_by(|a, b| b.0.total_cmp(&a.0));
        candidate.names = names.into_iter().map(|(_, name)| name).collect();
        let mut rest = 0.0;
        for unit in later {
            if !unit.words.iter().any(|word| used.contains(word)) {
                used.extend(&unit.words);
                rest += unit.weight * LATER;
            }
        }
        candidate.sum += rest.min(LATER_MOST);
        if let Some((day, weight)) = self.day(text, story) {
            candidate.sum += weight;
            candidate.strong += usize::from(weight >= YEARLESS_DAY * RARE);
            candidate.day = Some(day);
        }
        if link.is_some() {
            candidate.sum += LINK;
            candidate.strong += 2;
        }
        candidate.score = candidate.sum / (candidate.sum + 1.0 + STRANGE * strange);
        candidate
    }

    /// What of a name a story has: pairs of its words first, then words by themselves.
    fn units<'t>(&self, sought: &SoughtEntity<'_, 't>, story: u32) -> Vec<SharedEntity<'t>> {
        let mut units: Vec<SharedEntity<'t>> = Vec::new();
        let mut end = 0;
        for (at, pair) in sought.pairs.iter().enumerate() {
            let Some(unit) = self.unit(sought, pair, at..at + 2, story) else { continue };
            match units.last_mut().filter(|_| at + 1 == end) {
                // A name of three words is one name.
                Some(last) => {
                    last.words.push(sought.words[at + 1]);
                    last.text = format!("{} {}", last.text, sought.written[at + 1]);
                    last.weight = last.weight.max(unit.weight);
                    last.central |= unit.central;
                    last.common &= unit.common;
                }
                None => units.push(unit),
            }
            end = at + 2;
        }
        for (at, single) in sought.singles.iter().enumerate() {
            if !units.iter().any(|unit| unit.words.contains(&sought.words[at])) {
                units.extend(self.unit(sought, single, at..at + 1, story));
            }
        }
        units
    }

    /// A word or two that the story has. A single word of a longer name counts only where the story has it by
    /// itself.
    fn unit<'t>(
        &self,
        sought: &SoughtEntity<'_, 't>,
        part: &EntityPart<'_>,
        place: Range<usize>,
        story: u32,
    ) -> Option<SharedEntity<'t>> {
        let (found, rarity) = part.exact.in_story(story).or_else(|| part.less.in_story(story))?;
        let in_run = place.len() < sought.words.len() && place.len() == 1;
        let whole = match (in_run, found.alone > 0) {
            (_, true) => part.distinct || !in_run,
            (true, false) => return None,
            (false, false) => false,
        };
        let articles = self.stories[story as usize].articles.len().max(1) as f64;
        let share = f64::from(found.articles) / articles;
        let weight = rarity
            * (0.5 + 0.5 * (share / CENTRAL).min(1.0))
            * if part.common { COMMON } else { 1.0 }
            * if whole { 1.0 } else { PART };
        Some(SharedEntity {
            words: sought.words[place.clone()].to_vec(),
            text: sought.written[place].join(" "),
            weight,
            common: part.common,
            central: found.titled || (share >= CENTRAL && found.articles > 1),
            number: sought.name.is_number(),
        })
    }

    /// The day of a text that is the story's, and what it counts.
    fn day<'t>(&self, text: &'t TextFile, story: u32) -> Option<(&'t str, f64)> {
        let (first, last) = span(&self.stories[story as usize])?;
        let (first, last) = (first - Days::new(BEFORE), last + Days::new(AFTER));
        let is_near = |day: NaiveDate| (first..=last).contains(&day);
        let near = |time: &'t TextTime| {
            if time.has_year {
                return Some((time, time.first, DAY))
                    .filter(|_| time.first == time.last && is_near(time.first));
            }
            let day = |year| time.first.with_year(year).filter(|day| is_near(*day));
            let day = day(first.year()).or_else(|| day(last.year()))?;
            Some((time, day, YEARLESS_DAY))
        };
        let weigh = |(time, day, weight): (&'t TextTime, NaiveDate, f64)| {
            (time.text.as_str(), weight * self.naming.rarity(self.naming.stories_near(day)))
        };
        text.times.iter().filter_map(near).map(weigh).max_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// A time that a text speaks of, where none of them is the story's. Years before the story are history.
    fn contradiction<'t>(&self, text: &'t TextFile, story: u32) -> Option<&'t TextTime> {
        let (first, last) = span(&self.stories[story as usize])?;
        let (early, late) = (first - Days::new(SAME_TIME), last + Days::new(SAME_TIME));
        let is_year = |time: &TextTime| time.last > time.first + Days::new(31);
        let fits = |time: &TextTime| time.first <= late && early <= time.last;
        let dated = text.times.iter().filter(|time| time.has_year);
        let times = || dated.clone().filter(|time| !is_year(time) || time.last > last);
        // A year says that a text is not of the story's time, and never that it is.
        if times().any(|time| fits(time) && !is_year(time)) {
            return None;
        }
        times().find(|time| !fits(time))
    }
}

impl StoryCandidate<'_> {
    /// What both share, a kind a line.
    fn evidence(&self) -> Vec<String> {
        const MOST: usize = 6;
        let names = &self.names[..self.names.len().min(MOST)];
        let names = (!names.is_empty()).then(|| format!("names: {}", names.join(", ")));
        let day = self.day.map(|day| format!("date: {day}"));
        let link = self.link.map(|link| format!("link: {link}"));
        [link, names, day].into_iter().flatten().collect()
    }
}
