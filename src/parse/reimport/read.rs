//! Reads newsfeed's own JSON back. Stories fall apart into their links, and the links become documents again, with
//! their original files and lines. The input has the shape of the JSON contract; the reader refuses a record of another
//! shape, or with a value that newsfeed never writes. It decodes nothing a second time, and removes forbidden
//! characters as everywhere.

use std::borrow::Cow;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::error::Category;

use crate::address::Address;
use crate::model::contract::{
    JsonArticle, JsonImage, JsonMention, JsonOutput, JsonStory, JsonText, JsonTextDate, JsonTextName,
    JsonTextTime, JsonTime,
};
use crate::model::problem::{JsonError, Quoted};
use crate::model::{
    DatePrecision, DateSource, Image, Limits, Link, Problem, Provider, Published, Role, TextDate, TextEntity,
    TextFile, TextTime, TitleSource,
};
use crate::parse::arena::TextArena;
use crate::parse::clean;
use crate::parse::context::FileContext;
use crate::parse::report::FileReport;
use crate::parse::text_file::language_code;
use crate::parse::tree::SyntaxError;
use crate::text::entities::Entity;
use crate::text::tag_characters::without_tag_signs;

/// Bytes of a story; one of many articles is longer than any header.
pub(crate) const LONGEST: usize = 64 << 20;

/// The content of one record.
#[derive(Default)]
pub(crate) struct ReimportedRecord<'t> {
    pub(crate) mentions: Vec<ReimportedMention<'t>>,
    pub(crate) texts: Vec<TextFile>,
}

/// A link, the file it was read from, and the topics of its article.
pub(crate) struct ReimportedMention<'t> {
    pub(super) file: Arc<str>,
    pub(super) topics: &'t [&'t str],
    pub(super) link: Link<'t>,
}

/// Whether a stream begins as our JSON does, which is one object.
pub(crate) fn is_whole(start: &[u8]) -> bool {
    let mut marks = start.iter().filter(|byte| !byte.is_ascii_whitespace());
    b"{\"schema\":\"newsfeed/".iter().all(|byte| marks.next() == Some(byte))
}

/// The fields that identify a record of newsfeed's JSON.
#[derive(Deserialize)]
struct RecordMarks<'j> {
    #[serde(default, borrow)]
    kind: Option<&'j str>,
    #[serde(default, borrow)]
    id: Option<&'j str>,
    schema: Option<IgnoredAny>,
    stories: Option<IgnoredAny>,
    articles: Option<IgnoredAny>,
    mentions: Option<IgnoredAny>,
    links: Option<IgnoredAny>,
    diagnostic: Option<IgnoredAny>,
}

/// Reads a record of our own; `None` where it is somebody else's, an error where it is ours and wrong.
pub(crate) fn read<'t>(
    bytes: &[u8],
    (line, column): (u32, u32),
    context: &FileContext<'_, 't>,
    report: &mut FileReport,
) -> Option<Result<ReimportedRecord<'t>, ()>> {
    let text = std::str::from_utf8(bytes).ok()?;
    // Most records are none of ours, and have none of these words.
    let words = ["\"mentions\"", "\"newsfeed/", "\"diagnostic\"", "\"dates\""];
    if !words.iter().any(|word| text.contains(word)) {
        return None;
    }
    let marks: RecordMarks<'_> = serde_json::from_str(text).ok()?;
    // Others have mentions, links and articles of theirs, but not under our ids.
    let is = |noun: &str| marks.id.and_then(|id| id.strip_prefix(noun)).is_some_and(|bits| bits.len() == 16);
    let (is_article, is_story, is_text) = (is("a-"), is("s-"), is("t-"));
    let mut reader = Reimporter {
        limits: &context.options.limits,
        arena: context.arena,
        record: ReimportedRecord::default(),
    };
    let read = match marks {
        RecordMarks { kind: Some("summary"), schema: Some(_), .. }
        | RecordMarks { kind: Some("diagnostic"), diagnostic: Some(_), .. } => Ok(()),
        RecordMarks { links: Some(_), .. } if is_text => shaped(text).and_then(|text| reader.text(text)),
        RecordMarks { stories: Some(_), schema: Some(_), .. } => {
            shaped(text).and_then(|output| reader.output(output))
        }
        RecordMarks { mentions: Some(_), .. } if is_article => {
            shaped(text).and_then(|article| reader.article(article))
        }
        RecordMarks { articles: Some(_), .. } if is_story => {
            shaped(text).and_then(|story| reader.story(story))
        }
        _ => return None,
    };
    Some(read.map(|()| reader.record).map_err(|Misfit { why, line: below, column: right }| {
        let column = if below == 1 { column - 1 + right } else { right };
        report.refuse((line - 1 + below, column), Problem::JsonSyntax(why));
    }))
}

/// Why a record is none of ours although it says so, and where in it; both from 1.
struct Misfit {
    why: JsonError,
    line: u32,
    column: u32,
}

impl Misfit {
    /// A value that newsfeed never writes. Only its record is known.
    fn new(field: &str, value: &str) -> Misfit {
        Misfit::because(format!("{field} cannot be {}", Quoted::new(value)))
    }

    fn because(why: String) -> Misfit {
        Misfit { why: JsonError::Shape(why), line: 1, column: 1 }
    }
}

/// A record in the shape of the contract.
fn shaped<'j, T: Deserialize<'j>>(text: &'j str) -> Result<T, Misfit> {
    serde_json::from_str(text).map_err(|error| {
        let why = if error.classify() == Category::Data { JsonError::Shape } else { JsonError::Syntax };
        let SyntaxError { message, line, column } = SyntaxError::from_json(&error, text);
        Misfit { why: why(message), line, column }
    })
}

/// Makes links and texts of a record.
struct Reimporter<'r, 't> {
    limits: &'r Limits,
    arena: &'r TextArena<'t>,
    record: ReimportedRecord<'t>,
}

impl<'t> Reimporter<'_, 't> {
    fn output(&mut self, output: JsonOutput<'_>) -> Result<(), Misfit> {
        output.stories.into_iter().try_for_each(|story| self.story(story))?;
        output.texts.into_iter().try_for_each(|text| self.text(text))
    }

    fn story(&mut self, story: JsonStory<'_>) -> Result<(), Misfit> {
        story.articles.into_iter().try_for_each(|article| self.article(article))
    }

    /// An article: what its mentions do not say themselves is said for all of them.
    fn article(&mut self, article: JsonArticle<'_>) -> Result<(), Misfit> {
        let topics = self.names(&article.topics);
        let authors = self.names(&article.authors);
        let language = self.name(article.language.as_deref());
        let updated = article.updated.map(|at| instant("updated", at, DatePrecision::Instant)).transpose()?;
        let source = match article.date_source.as_deref() {
            Some(token) => known("date_source", token)?,
            None => DateSource::Field,
        };
        for mention in article.mentions {
            let file: Arc<str> = without_tag_signs(&mention.file).into();
            let link = Link { updated, authors, language, ..self.link(mention, source)? };
            self.record.mentions.push(ReimportedMention { file, topics, link });
        }
        Ok(())
    }

    fn link(&mut self, mention: JsonMention<'_>, source: DateSource) -> Result<Link<'t>, Misfit> {
        let address = mention.url.as_deref().map(|url| self.address("url", url)).transpose()?;
        let alternates = mention.alternate_urls.iter().map(|url| self.address("alternate_urls", url));
        let alternates = self.arena.list(alternates.collect::<Result<Vec<_>, _>>()?);
        let title = self.kept(mention.title.as_deref());
        if title.is_none() && address.is_none() {
            return Err(Misfit::because("a mention has neither a title nor an address".to_owned()));
        }
        Ok(Link {
            role: role(&mention.role, mention.index)?,
            line: mention.line,
            title,
            excerpt: self.kept(mention.excerpt.as_deref()),
            address,
            alternates,
            published: published(mention.published, mention.date_precision.as_deref(), source)?,
            updated: None,
            kind: self.name(mention.r#type.as_deref()),
            provider: Provider {
                name: self.name(mention.provider.name.as_deref()),
                domain: self.name(mention.provider.domain.as_deref()),
            },
            authors: &[],
            quality: mention.quality,
            image: mention.image.map(|image| self.image(&image)).transpose()?,
            language: None,
        })
    }

    fn image(&self, image: &JsonImage<'_>) -> Result<Image<'t>, Misfit> {
        let url = Address::parse_shown(&image.url).map_err(|_| Misfit::new("image.url", &image.url))?;
        Ok(Image { url: self.arena.text(&url), width: image.width, height: image.height })
    }

    fn text(&mut self, text: JsonText<'_>) -> Result<(), Misfit> {
        let title = text.title.as_deref().and_then(|title| self.line(title)).map(Cow::into_owned);
        let language =
            |code: Cow<'_, str>| language_code(&code).ok_or_else(|| Misfit::new("language", &code));
        self.record.texts.push(TextFile {
            file: without_tag_signs(&text.file).into(),
            title_source: title.as_ref().map(|_| TitleSource::FirstLine),
            title,
            language: text.language.map(language).transpose()?,
            links: text.links.into_iter().map(link_in_text).collect::<Result<_, _>>()?,
            dates: text.dates.iter().map(date_in_text).collect::<Result<_, _>>()?,
            entities: text.names.into_iter().map(entity).collect::<Result<_, _>>()?,
            times: text.times.iter().map(time_in_text).collect::<Result<_, _>>()?,
            story: None,
        });
        Ok(())
    }

    fn address(&self, field: &str, raw: &str) -> Result<Address<'t>, Misfit> {
        // As shown, an address may be three times as long as it was.
        let is_short = raw.len() <= 3 * self.limits.url;
        let address = Address::parse_in(raw, &|text| self.arena.address(text)).ok();
        address.filter(|_| is_short).ok_or_else(|| Misfit::new(field, raw))
    }

    /// A text on one line; `None` where nothing is left of it.
    fn line<'r>(&self, text: &'r str) -> Option<Cow<'r, str>> {
        let text = clean::line(text, self.limits.title).text;
        (!text.is_empty()).then_some(text)
    }

    fn kept(&self, text: Option<&str>) -> Option<&'t str> {
        self.line(text?).map(|text| self.arena.text(&text))
    }

    fn name(&self, text: Option<&str>) -> Option<&'t str> {
        self.line(text?).map(|name| self.arena.name(&name))
    }

    fn names(&self, texts: &[Cow<'_, str>]) -> &'t [&'t str] {
        self.arena.list(texts.iter().filter_map(|text| self.name(Some(text))).collect())
    }
}

/// The value that a token stands for.
fn known<T: FromStr>(field: &str, token: &str) -> Result<T, Misfit> {
    token.parse().map_err(|_| Misfit::new(field, token))
}

fn role(role: &str, index: Option<u32>) -> Result<Role, Misfit> {
    match (role, index) {
        ("head", None) => Ok(Role::Head),
        ("related", Some(index)) => Ok(Role::Related(index)),
        ("head", Some(index)) => Err(Misfit::because(format!("a head cannot have the index {index}"))),
        ("related", None) => Err(Misfit::because("a related link has no index".to_owned())),
        _ => Err(Misfit::new("role", role)),
    }
}

fn published(
    at: Option<JsonTime>,
    precision: Option<&str>,
    source: DateSource,
) -> Result<Option<Published>, Misfit> {
    let Some(at) = at else { return Ok(None) };
    let Some(token) = precision else {
        return Err(Misfit::because("date_precision is missing beside published".to_owned()));
    };
    let precision = known("date_precision", token)?;
    let at = instant("published", at, precision)?;
    Ok(Some(Published { at, precision, source }))
}

/// An instant of the years 1 to 9999 that is no program's placeholder: newsfeed writes no other.
fn instant(field: &str, JsonTime(at): JsonTime, precision: DatePrecision) -> Result<DateTime<Utc>, Misfit> {
    let is_first_day = at.year() == 1 && at.ordinal() == 1;
    // The name of a file may give that day.
    let is_epoch = at.timestamp() == 0 && precision == DatePrecision::Instant;
    let is_written = has_four_digits(&at) && !is_first_day && !is_epoch;
    if is_written { Ok(at) } else { Err(Misfit::new(field, &at.to_string())) }
}

/// A day of the years 1 to 9999.
fn day(field: &str, day: NaiveDate) -> Result<NaiveDate, Misfit> {
    if has_four_digits(&day) { Ok(day) } else { Err(Misfit::new(field, &day.to_string())) }
}

fn has_four_digits(date: &impl Datelike) -> bool {
    (1..=9999).contains(&date.year())
}

fn link_in_text(link: Cow<'_, str>) -> Result<String, Misfit> {
    match Address::parse(&link) {
        Ok(_) => Ok(link.into_owned()),
        Err(_) => Err(Misfit::new("links", &link)),
    }
}

fn date_in_text(from: &JsonTextDate<'_>) -> Result<TextDate, Misfit> {
    let date = from.date.map(|date| day("dates", date)).transpose()?;
    Ok(TextDate { text: short(&from.text), line: from.line, date })
}

fn time_in_text(from: &JsonTextTime<'_>) -> Result<TextTime, Misfit> {
    let (first, last) = (day("times", from.first)?, day("times", from.last)?);
    if last < first {
        return Err(Misfit::new("times", &from.text));
    }
    Ok(TextTime { text: short(&from.text), first, last, has_year: from.has_year })
}

/// A name in a text. A name without words is refused.
fn entity(from: JsonTextName<'_>) -> Result<TextEntity, Misfit> {
    if from.words.is_empty() || from.words.iter().any(|word| word.is_empty()) {
        return Err(Misfit::new("names", &from.name));
    }
    let words = from.words.into_iter().map(|word| word.into_owned().into_boxed_str()).collect();
    let entity = Entity { text: short(&from.name), words, sure: from.sure };
    Ok(TextEntity { entity, early: from.early })
}

fn short(text: &str) -> String {
    clean::line(text, 200).text.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_output_is_known_by_its_first_key() {
        assert!(is_whole(b"{\"schema\":\"newsfeed/1\",\"generator\""));
        assert!(is_whole(b"{\n  \"schema\": \"newsfeed/1\",\n"));
        assert!(!is_whole(b"{\"schema\":\"other/1\"}"));
        assert!(!is_whole(b"{\"title\":\"x\"}"));
        assert!(!is_whole(b"{\"sch"));
    }
}
