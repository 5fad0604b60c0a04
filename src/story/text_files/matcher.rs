//! Texts to the stories they belong to. A wrong join misleads the reader; a missed one does not. So a text joins a
//! story by a link into it, or by at least two rare names, numbers or days that both have, and only if no other story
//! comes close.

use std::ops::Range;

use chrono::{Datelike, Days, NaiveDate};
use rayon::prelude::*;

use super::entity_index::{AFTER, BEFORE, EntityIndex, EntityPart, SoughtEntity, span};
use crate::model::{Story, TextDoubt, TextEntity, TextFile, TextStory, TextTime};
use crate::story::members::StoryIdx;

/// Settings of texts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextOptions {
    /// The score from which names join a text to a story, 0 to 1. docs/MERGING.md lists the cost of other values.
    pub threshold: f64,
}

impl Default for TextOptions {
    fn default() -> Self {
        TextOptions { threshold: 0.5 }
    }
}

/// Finds, for each text, the story it belongs to, if any.
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

/// Explains why a text stands alone: its nearest story, and what is missing. `None` if the text shares no rare name
/// with any story, or is in a story.
pub fn doubt(text: &TextFile, stories: &[Story<'_>], rules: TextOptions) -> Option<TextDoubt> {
    TextMatcher::new(stories, std::slice::from_ref(text), rules).judge(text).err().flatten()
}

/// The smallest rarity of a shared name that makes a story a candidate: the name is in at most √n of n stories.
const RARE: f64 = 0.5;
/// The factor of a name that is common in the news of any day.
const COMMON: f64 = 0.2;
/// The factor of a single word that the other side has only within a longer name: "Norlin" and "Norlin Bank".
const PART: f64 = 0.5;
/// The factor of names in later paragraphs, and their largest total.
const LATER: f64 = 0.2;
const LATER_MOST: f64 = 0.4;
/// A name is central to a story if it is in the headline, or in a quarter of the articles and in more than one.
const CENTRAL: f64 = 0.25;
/// The smallest weight of a strong name.
const STRONG: f64 = 0.45;
/// The weight of a day within the story's time that no other story shares, and of such a day without a year, which an
/// unrelated text has by chance once in sixty times.
const DAY: f64 = 0.5;
const YEARLESS_DAY: f64 = 0.4;
/// The weight of a link into the story.
const LINK: f64 = 1.0;
/// The penalty for each early name of the text that the story does not have. It is small, because excerpts are short.
const STRANGE: f64 = 0.15;
/// A time within this many days of a story does not contradict the story.
const SAME_TIME: u64 = 45;
/// The best story must have `MARGIN` times the sum of the next one, plus `AHEAD`.
const MARGIN: f64 = 1.25;
const AHEAD: f64 = 0.2;
/// The largest number of stories that are compared with a text.
const CANDIDATES: usize = 32;

/// The stories, indexed for lookup.
struct TextMatcher<'s, 'a> {
    stories: &'s [Story<'a>],
    entities: EntityIndex<'s>,
    /// For each story, the story it stands under, or itself: an event and its background do not compete.
    blocks: Vec<StoryIdx>,
    threshold: f64,
}

/// What a text and a story share.
struct StoryCandidate<'t> {
    story: StoryIdx,
    sum: f64,
    score: f64,
    /// The number of strong names, numbers and days; a link counts as two.
    strong: usize,
    central: bool,
    names: Vec<String>,
    day: Option<&'t str>,
    link: Option<&'t str>,
}

/// A name that the text and the story share.
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
        let places: foldhash::HashMap<_, StoryIdx> =
            StoryIdx::first(stories.len()).zip(stories).map(|(index, story)| (story.id, index)).collect();
        let block = |(index, story): (StoryIdx, &Story<'_>)| {
            story.under.and_then(|id| places.get(&id).copied()).unwrap_or(index)
        };
        let blocks = StoryIdx::first(stories.len()).zip(stories).map(block).collect();
        TextMatcher {
            stories,
            entities: EntityIndex::new(stories, texts),
            blocks,
            threshold: rules.threshold,
        }
    }

    /// Returns the story that a text belongs to, or the reason why there is none.
    fn judge(&self, text: &TextFile) -> Result<TextStory, Option<TextDoubt>> {
        let linked = self.linked(text);
        let sought: Vec<SoughtEntity<'_, '_>> =
            text.entities.iter().map(|name| SoughtEntity::new(name, &self.entities)).collect();
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
        let is_subject = |name: &TextEntity| name.early && self.entities.is_subject(&name.entity, best.story);
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

    fn block(&self, story: StoryIdx) -> StoryIdx {
        self.blocks[story]
    }

    fn id(&self, story: StoryIdx) -> crate::model::Id {
        self.stories[story].id
    }

    fn doubt(&self, candidate: &StoryCandidate<'_>, why: String) -> TextDoubt {
        TextDoubt { story: self.id(candidate.story), evidence: candidate.evidence(), why }
    }

    /// The one story that a text links to; a story and its background count as one. `None` if the text links to
    /// several.
    fn linked<'t>(&self, text: &'t TextFile) -> Option<(StoryIdx, &'t str)> {
        let linked = self.entities.linked(text);
        let (first, _) = linked.first()?;
        let is_one = linked.iter().all(|(story, _)| self.block(*story) == self.block(*first));
        let host = linked.iter().find(|(story, _)| self.block(*story) == *story).or(linked.first());
        host.filter(|_| is_one).copied()
    }

    /// The stories that share the most rare names with the beginning of the text.
    fn nearest(&self, sought: &[SoughtEntity<'_, '_>]) -> Vec<StoryIdx> {
        let mut sums: foldhash::HashMap<StoryIdx, f64> = foldhash::HashMap::default();
        for sought in sought.iter().filter(|sought| sought.early) {
            let singles = sought.singles.iter().filter(|part| !part.common);
            for part in sought.pairs.iter().chain(singles) {
                let (uses, rarity) = if part.exact.is_empty() { part.less } else { part.exact }.all();
                if rarity >= RARE {
                    for found in uses {
                        *sums.entry(found.story).or_default() += rarity;
                    }
                }
            }
        }
        let mut stories: Vec<(StoryIdx, f64)> = sums.into_iter().collect();
        stories.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| self.id(a.0).cmp(&self.id(b.0))));
        stories.into_iter().take(CANDIDATES).map(|(story, _)| story).collect()
    }

    fn weigh<'t>(
        &self,
        text: &'t TextFile,
        sought: &[SoughtEntity<'_, 't>],
        story: StoryIdx,
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
        // Longer names come before single words of them, and heavier names before lighter ones.
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

    /// The parts of a name that a story has: pairs of words first, then single words.
    fn units<'t>(&self, sought: &SoughtEntity<'_, 't>, story: StoryIdx) -> Vec<SharedEntity<'t>> {
        let mut units: Vec<SharedEntity<'t>> = Vec::new();
        let mut end = 0;
        for (at, pair) in sought.pairs.iter().enumerate() {
            let Some(unit) = self.unit(sought, pair, at..at + 2, story) else { continue };
            match units.last_mut().filter(|_| at + 1 == end) {
                // Overlapping pairs are one name of three words.
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

    /// A part of a name that the story has. A single word of a longer name counts only if the story has it as a name by
    /// itself.
    fn unit<'t>(
        &self,
        sought: &SoughtEntity<'_, 't>,
        part: &EntityPart<'_>,
        place: Range<usize>,
        story: StoryIdx,
    ) -> Option<SharedEntity<'t>> {
        let (found, rarity) = part.exact.in_story(story).or_else(|| part.less.in_story(story))?;
        let in_run = place.len() < sought.words.len() && place.len() == 1;
        let whole = match (in_run, found.alone > 0) {
            (_, true) => part.distinct || !in_run,
            (true, false) => return None,
            (false, false) => false,
        };
        let articles = self.stories[story].articles.len().max(1) as f64;
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

    /// The day of the text that falls into the story's time, and its weight.
    fn day<'t>(&self, text: &'t TextFile, story: StoryIdx) -> Option<(&'t str, f64)> {
        let (first, last) = span(&self.stories[story])?;
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
            (time.text.as_str(), weight * self.entities.rarity(self.entities.stories_near(day)))
        };
        text.times.iter().filter_map(near).map(weigh).max_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// Returns a time of the text outside the story's time, if none of the text's times is within it. Years before the
    /// story are ignored as history.
    fn contradiction<'t>(&self, text: &'t TextFile, story: StoryIdx) -> Option<&'t TextTime> {
        let (first, last) = span(&self.stories[story])?;
        let (early, late) = (first - Days::new(SAME_TIME), last + Days::new(SAME_TIME));
        let is_year = |time: &TextTime| time.last > time.first + Days::new(31);
        let fits = |time: &TextTime| time.first <= late && early <= time.last;
        let dated = text.times.iter().filter(|time| time.has_year);
        let times = || dated.clone().filter(|time| !is_year(time) || time.last > last);
        // A year may contradict the story's time, but cannot confirm it.
        if times().any(|time| fits(time) && !is_year(time)) {
            return None;
        }
        times().find(|time| !fits(time))
    }
}

impl StoryCandidate<'_> {
    /// Lists the shared links, names and days, one kind a line.
    fn evidence(&self) -> Vec<String> {
        const MOST: usize = 6;
        let names = &self.names[..self.names.len().min(MOST)];
        let names = (!names.is_empty()).then(|| format!("names: {}", names.join(", ")));
        let day = self.day.map(|day| format!("date: {day}"));
        let link = self.link.map(|link| format!("link: {link}"));
        [link, names, day].into_iter().flatten().collect()
    }
}
