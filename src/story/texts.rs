//! Texts to the stories they belong to. A wrong join is a lie, a missed one is not: a text joins a story by a link
//! into it, or by at least two rare names, numbers or days that both have, and only where no other story has
//! nearly as much.

use chrono::{Datelike, Days, NaiveDate};
use rayon::prelude::*;

use super::naming::{AFTER, BEFORE, Naming, is_common, key, singular, span};
use crate::model::{Story, Text, TextDoubt, TextName, TextStory, TextTime};

/// What may be set about texts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextRules {
    /// Score from which names join a text to a story, 0 to 1. docs/MERGING.md has what other values cost.
    pub threshold: f64,
}

impl Default for TextRules {
    fn default() -> Self {
        TextRules { threshold: 0.5 }
    }
}

/// Says of each text which story it belongs to, if any.
pub fn texts(texts: Vec<Text>, stories: &[Story<'_>], rules: &TextRules) -> Vec<Text> {
    if texts.is_empty() || stories.is_empty() {
        return texts;
    }
    let desk = Desk::new(stories, &texts, rules);
    let placed = |mut text: Text| {
        text.story = desk.judge(&text).ok();
        text
    };
    texts.into_par_iter().map(placed).collect()
}

/// Why a text stands alone: the story it is nearest to, and what is missing. `None` where it shares no rare name
/// with any, or does not stand alone.
pub fn doubt(text: &Text, stories: &[Story<'_>], rules: &TextRules) -> Option<TextDoubt> {
    Desk::new(stories, std::slice::from_ref(text), rules).judge(text).err().flatten()
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
/// A name is central to a story when a quarter of its articles have it.
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
const CANDIDATES: usize = 64;

/// The stories, ready to be asked.
struct Desk<'s, 'a> {
    stories: &'s [Story<'a>],
    naming: Naming,
    /// For each story the one it stands under, else itself: one event and its background are no rivals.
    blocks: Vec<u32>,
    threshold: f64,
}

/// What a text shares with a story.
struct Candidate<'t> {
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
struct Unit<'t> {
    words: Vec<&'t str>,
    text: String,
    weight: f64,
    common: bool,
    central: bool,
    number: bool,
}

impl<'s, 'a> Desk<'s, 'a> {
    fn new(stories: &'s [Story<'a>], texts: &[Text], rules: &TextRules) -> Desk<'s, 'a> {
        let places: foldhash::HashMap<_, u32> =
            stories.iter().enumerate().map(|(at, story)| (story.id, at as u32)).collect();
        let block = |(at, story): (usize, &Story<'_>)| {
            story.under.and_then(|id| places.get(&id).copied()).unwrap_or(at as u32)
        };
        let blocks = stories.iter().enumerate().map(block).collect();
        Desk { stories, naming: Naming::of(stories, texts), blocks, threshold: rules.threshold }
    }

    /// The story a text belongs to, or how near it came.
    fn judge(&self, text: &Text) -> Result<TextStory, Option<TextDoubt>> {
        let linked = self.linked(text);
        let mut stories = self.nearest(text);
        stories.extend(linked.map(|(story, _)| story).filter(|story| !stories.contains(story)));
        let mut found: Vec<Candidate<'_>> = stories
            .iter()
            .map(|story| self.weigh(text, *story, linked.filter(|(at, _)| at == story).map(|(_, link)| link)))
            .collect();
        found.sort_by(|a, b| b.sum.total_cmp(&a.sum).then_with(|| self.id(a.story).cmp(&self.id(b.story))));
        let (there, elsewhen): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|c| self.contradiction(text, c.story).is_none());
        let Some(best) = there.first() else {
            let doubt = |c: &Candidate<'_>| {
                let time = self.contradiction(text, c.story).map_or("", |time| time.text.as_str());
                self.doubt(c, format!("it speaks of another time: {time}"))
            };
            return Err(elsewhen.first().map(doubt));
        };
        let block = |c: &Candidate<'_>| self.blocks[c.story as usize];
        let rival = there[1..].iter().find(|other| block(other) != block(best));
        let why = if best.strong < 2 {
            "two rare names, numbers or days are needed".to_owned()
        } else if !best.central && best.link.is_none() {
            "none of the names is what the story is about".to_owned()
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

    fn id(&self, story: u32) -> crate::model::Id {
        self.stories[story as usize].id
    }

    fn doubt(&self, candidate: &Candidate<'_>, why: String) -> TextDoubt {
        TextDoubt { story: self.id(candidate.story), evidence: candidate.evidence(), why }
    }

    /// The one story that a text links to; with its background it is one. A page that links to several is of none.
    fn linked<'t>(&self, text: &'t Text) -> Option<(u32, &'t str)> {
        let linked = self.naming.linked(text);
        let block = |story: u32| self.blocks[story as usize];
        let (first, _) = linked.first()?;
        let is_one = linked.iter().all(|(story, _)| block(*story) == block(*first));
        let host = linked.iter().find(|(story, _)| block(*story) == *story).or(linked.first());
        host.filter(|_| is_one).copied()
    }

    /// The stories that share the most of the rare names that stand early.
    fn nearest(&self, text: &Text) -> Vec<u32> {
        let mut sums: foldhash::HashMap<u32, f64> = foldhash::HashMap::default();
        for TextName { name, .. } in text.names.iter().filter(|name| name.early) {
            let words: Vec<&str> = name.words.iter().map(|word| &**word).collect();
            let pairs = words.windows(2);
            let singles = words.chunks(1).filter(|word| !is_common(word));
            for part in pairs.chain(singles) {
                let uses = self.found(part);
                let rarity = self.naming.rarity(uses.len());
                if rarity >= RARE {
                    uses.iter().for_each(|found| *sums.entry(found.story).or_default() += rarity);
                }
            }
        }
        let mut stories: Vec<(u32, f64)> = sums.into_iter().collect();
        stories.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| self.id(a.0).cmp(&self.id(b.0))));
        stories.into_iter().take(CANDIDATES).map(|(story, _)| story).collect()
    }

    /// The stories that have a word or two, or have them without a last s.
    fn found(&self, words: &[&str]) -> &[super::naming::Use] {
        match self.naming.uses(key(words)) {
            [] => without_s(words).map_or(&[], |key| self.naming.uses(key)),
            uses => uses,
        }
    }

    fn weigh<'t>(&self, text: &'t Text, story: u32, link: Option<&'t str>) -> Candidate<'t> {
        let (mut early, mut later, mut strange) = (Vec::new(), Vec::new(), 0.0);
        for TextName { name, early: is_early } in &text.names {
            let units = self.units(name, story);
            if *is_early && name.sure && !name.is_number() && units.is_empty() {
                let words: Vec<&str> = name.words.iter().map(|word| &**word).collect();
                strange += if is_common(&words) { COMMON } else { 1.0 };
            }
            if *is_early { &mut early } else { &mut later }.extend(units);
        }
        let heavier =
            |a: &Unit<'_>, b: &Unit<'_>| b.weight.total_cmp(&a.weight).then_with(|| a.words.cmp(&b.words));
        early.sort_by(heavier);
        later.sort_by(heavier);
        let mut candidate = Candidate {
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
                candidate.names.push(unit.text);
            }
        }
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
    fn units<'t>(&self, name: &'t crate::model::names::Name, story: u32) -> Vec<Unit<'t>> {
        let words: Vec<&str> = name.words.iter().map(|word| &**word).collect();
        let written: Vec<&str> =
            if name.is_number() { vec![&name.text] } else { name.text.split(' ').collect() };
        let mut units: Vec<Unit<'t>> = Vec::new();
        let mut end = 0;
        for at in 0..words.len().saturating_sub(1) {
            let pair = &words[at..at + 2];
            let Some(mut unit) = self.unit(pair, &written[at..at + 2], story, false) else { continue };
            match units.last_mut().filter(|_| at + 1 == end) {
                // A name of three words is one name.
                Some(last) => {
                    last.words.push(words[at + 1]);
                    last.text = format!("{} {}", last.text, written[at + 1]);
                    last.weight = last.weight.max(unit.weight);
                    last.central |= unit.central;
                    last.common &= unit.common;
                }
                None => {
                    unit.number = false;
                    units.push(unit);
                }
            }
            end = at + 2;
        }
        for at in 0..words.len() {
            if units.iter().any(|unit| unit.words.contains(&words[at])) {
                continue;
            }
            let in_run = words.len() > 1;
            units.extend(self.unit(&words[at..=at], &written[at..=at], story, in_run).map(|mut unit| {
                unit.number = name.is_number();
                unit
            }));
        }
        units
    }

    /// `in_run`: a single word of a longer name, which counts only where the story has it by itself.
    fn unit<'t>(&self, words: &[&'t str], written: &[&str], story: u32, in_run: bool) -> Option<Unit<'t>> {
        let exact = key(words);
        let (key, found) = match self.naming.use_in(exact, story) {
            Some(found) => (exact, found),
            None => {
                let key = without_s(words)?;
                (key, self.naming.use_in(key, story)?)
            }
        };
        let distinct = written.iter().any(|word| crate::model::names::is_distinct(word));
        let whole = match (in_run, found.alone > 0) {
            (_, true) => distinct || !in_run,
            (true, false) => return None,
            (false, false) => false,
        };
        let common = is_common(words);
        let articles = self.stories[story as usize].articles.len().max(1) as f64;
        let share = f64::from(found.articles) / articles;
        let rarity = self.naming.rarity(self.naming.uses(key).len());
        let weight = rarity
            * (0.5 + 0.5 * (share / CENTRAL).min(1.0))
            * if common { COMMON } else { 1.0 }
            * if whole { 1.0 } else { PART };
        let central = share >= CENTRAL || found.lead;
        Some(Unit { words: words.to_vec(), text: written.join(" "), weight, common, central, number: false })
    }

    /// The day of a text that is the story's, and what it counts.
    fn day<'t>(&self, text: &'t Text, story: u32) -> Option<(&'t str, f64)> {
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
    fn contradiction<'t>(&self, text: &'t Text, story: u32) -> Option<&'t TextTime> {
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

/// The key of a word or two without the last s.
fn without_s(words: &[&str]) -> Option<u64> {
    let (last, before) = words.split_last()?;
    let last = singular(last)?;
    Some(match before {
        [] => key(&[last]),
        [first, ..] => key(&[first, last]),
    })
}

impl Candidate<'_> {
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
