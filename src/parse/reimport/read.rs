//! Newsfeed's own JSON, read back: stories fall apart into the links they were made of, and these come together again
//! as the documents they were read from, with the files and lines of then. Nothing is decoded or tidied a second
//! time; what must not be in a text is taken out as everywhere.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::error::Category;

use super::shape::{DateIn, ImageIn, Loose, MentionIn, NameIn, StoryIn, TextIn, TimeIn, WholeIn};
use crate::address::Address;
use crate::model::{
    DatePrecision, DateSource, Image, Level, Link, Problem, Provider, Published, Role, TextDate, TextEntity,
    TextFile, TextTime, TitleSource, Zone,
};
use crate::parse::clean;
use crate::parse::context::FileContext;
use crate::parse::document::dates;
use crate::parse::report::FileReport;
use crate::parse::tree::SyntaxError;
use crate::text::entities::Entity;
use crate::text::tag_characters::without_tag_signs;

/// Bytes of a story; one of many articles is longer than any header.
pub(crate) const LONGEST: usize = 64 << 20;

/// What one record of ours holds.
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

/// What tells our records from others.
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
    line: u32,
    context: &FileContext<'_, 't>,
    report: &mut FileReport,
) -> Option<Result<ReimportedRecord<'t>, ()>> {
    let text = std::str::from_utf8(bytes).ok()?;
    // Most records are none of ours, and have none of these words.
    let marks = ["\"mentions\"", "\"newsfeed/", "\"diagnostic\"", "\"dates\""];
    if !marks.iter().any(|mark| text.contains(mark)) {
        return None;
    }
    let probe: RecordMarks<'_> = serde_json::from_str(text).ok()?;
    // Others have mentions, links and articles of theirs, but not under our ids.
    let is = |noun: &str| probe.id.and_then(|id| id.strip_prefix(noun)).is_some_and(|bits| bits.len() == 16);
    let (is_article, is_story, is_text) = (is("a-"), is("s-"), is("t-"));
    let mut own = ReimportedRecord::default();
    let mut reader = ReimportReader { line, context, report };
    let result = match probe {
        RecordMarks { kind: Some("summary"), schema: Some(_), .. }
        | RecordMarks { kind: Some("diagnostic"), diagnostic: Some(_), .. } => Ok(()),
        RecordMarks { links: Some(_), .. } if is_text => {
            shape(text).map(|read| own.texts.push(reader.text(read)))
        }
        RecordMarks { stories: Some(_), schema: Some(_), .. } => shape::<WholeIn>(text).map(|whole| {
            reader.story(
                StoryIn { articles: whole.stories.into_iter().flat_map(|s| s.articles).collect() },
                &mut own,
            );
            own.texts.extend(whole.texts.into_iter().map(|text| reader.text(text)));
        }),
        RecordMarks { mentions: Some(_), .. } if is_article => {
            shape(text).map(|article| reader.story(StoryIn { articles: vec![article] }, &mut own))
        }
        RecordMarks { articles: Some(_), .. } if is_story => {
            shape(text).map(|story| reader.story(story, &mut own))
        }
        _ => return None,
    };
    Some(result.map(|()| own).map_err(|fault: SyntaxError| {
        report.refuse((line - 1 + fault.line, fault.column), Problem::JsonSyntax(fault.message));
    }))
}

fn shape<'j, T: Deserialize<'j>>(text: &'j str) -> Result<T, SyntaxError> {
    serde_json::from_str(text).map_err(|error| {
        let what = if error.classify() == Category::Data { "newsfeed's JSON" } else { "JSON" };
        let fault = SyntaxError::from_json(&error);
        SyntaxError { message: format!("it is not {what}: {}", fault.message), ..fault }
    })
}

struct ReimportReader<'r, 'f, 't> {
    line: u32,
    context: &'r FileContext<'f, 't>,
    report: &'r mut FileReport,
}

impl<'t> ReimportReader<'_, '_, 't> {
    fn story(&mut self, story: StoryIn, own: &mut ReimportedRecord<'t>) {
        let arena = self.context.arena;
        for article in story.articles {
            let topics = self.take("topics", article.topics).unwrap_or_default();
            let topics = arena.list(topics.iter().filter_map(|t| self.name(t)).collect());
            let authors = self.take("authors", article.authors).unwrap_or_default();
            let authors = arena.list(authors.iter().filter_map(|a| self.name(a)).collect());
            let language = self.take("language", article.language).and_then(|l| self.name(&l));
            let updated = self.take("updated", article.updated).and_then(|u| self.moment("updated", &u));
            let source = self.take("date_source", article.date_source);
            let is_source = |known: &DateSource| source.as_deref() == Some(known.token());
            let source = DateSource::ALL.into_iter().find(is_source).unwrap_or(DateSource::Field);
            for mention in article.mentions {
                let file: Arc<str> = without_tag_signs(&mention.file).into();
                let Some(mut link) = self.link(mention, source) else { continue };
                link.updated = updated;
                link.authors = authors;
                link.language = language;
                own.mentions.push(ReimportedMention { file, topics, link });
            }
        }
    }

    fn link(&mut self, mention: MentionIn, source: DateSource) -> Option<Link<'t>> {
        let arena = self.context.arena;
        let title = self.take("title", mention.title).and_then(|t| self.text_of(&t));
        let address = self.take("url", mention.url).and_then(|url| self.address("url", &url));
        if title.is_none() && address.is_none() {
            self.warn_of("mentions", "has neither a title nor an address; dropped");
            return None;
        }
        let index = self.take("index", mention.index);
        let role = match (self.take("role", mention.role).as_deref(), index) {
            (Some("related"), index) => Role::Related(index.unwrap_or(0)),
            (None, Some(index)) => Role::Related(index),
            _ => Role::Head,
        };
        let provider = self.take("provider", mention.provider).unwrap_or_default();
        let alternates = self.take("alternate_urls", mention.alternate_urls).unwrap_or_default();
        let published = self.take("published", mention.published);
        let published = published.and_then(|text| self.moment("published", &text));
        let precision = self.take("date_precision", mention.date_precision);
        let is_precision = |known: &DatePrecision| precision.as_deref() == Some(known.token());
        let precision = DatePrecision::ALL.into_iter().find(is_precision).unwrap_or(DatePrecision::Instant);
        Some(Link {
            role,
            line: self.take("line", mention.line).unwrap_or(1),
            title,
            excerpt: self.take("excerpt", mention.excerpt).and_then(|e| self.text_of(&e)),
            address,
            alternates: arena
                .list(alternates.iter().filter_map(|u| self.address("alternate_urls", u)).collect()),
            published: published.map(|at| Published { at, precision, source }),
            updated: None,
            kind: self.take("type", mention.r#type).and_then(|kind| self.name(&kind)),
            provider: Provider {
                name: provider.name.and_then(|name| self.name(&name)),
                domain: provider.domain.and_then(|domain| self.name(&domain)),
            },
            authors: &[],
            quality: self.quality(mention.quality),
            image: self.take("image", mention.image).and_then(|image| self.image(image)),
            language: None,
        })
    }

    /// A number, or a text that is one.
    fn quality(&mut self, quality: Option<Loose<i64>>) -> Option<i64> {
        if let Some(Loose::Wrong(Value::String(text))) = &quality
            && let Ok(number) = text.trim().parse()
        {
            return Some(number);
        }
        self.take("quality", quality)
    }

    fn image(&mut self, image: ImageIn) -> Option<Image<'t>> {
        let url = Address::parse_shown(&image.url);
        if url.is_err() {
            self.warn("image.url", Problem::BadUrl(NO_ADDRESS.to_owned()));
        }
        let (width, height) =
            (self.take("image.width", image.width), self.take("image.height", image.height));
        Some(Image { url: self.context.arena.text(&url.ok()?), width, height })
    }

    fn text(&mut self, text: TextIn) -> TextFile {
        let title = self.take("title", text.title).and_then(|t| Some(self.line_of(&t)?.into_owned()));
        let language = self.take("language", text.language);
        let known = language.as_deref().and_then(|l| LANGUAGES.into_iter().find(|known| *known == l));
        if language.is_some() && known.is_none() {
            self.warn_of("language", "is not a language that is known; dropped");
        }
        TextFile {
            file: without_tag_signs(&text.file).into(),
            title_source: title.as_ref().map(|_| TitleSource::FirstLine),
            title,
            language: known,
            links: text.links.into_iter().filter(|link| self.is_address("links", link)).collect(),
            dates: text.dates.iter().filter_map(|date| self.date(date)).collect(),
            entities: text.names.into_iter().filter_map(name).collect(),
            times: text.times.iter().filter_map(|time| self.time(time)).collect(),
            story: None,
        }
    }

    fn is_address(&mut self, field: &str, link: &str) -> bool {
        let is = Address::parse(link).is_ok();
        if !is {
            self.warn(field, Problem::BadUrl(NO_ADDRESS.to_owned()));
        }
        is
    }

    fn date(&mut self, from: &DateIn) -> Option<TextDate> {
        let date = match &from.date {
            Some(day) => Some(self.day("dates", day)?),
            None => None,
        };
        Some(TextDate { text: clean::line(&from.text, 200).text.into_owned(), line: from.line, date })
    }

    fn time(&mut self, from: &TimeIn) -> Option<TextTime> {
        let (first, last) = (self.day("times", &from.first)?, self.day("times", &from.last)?);
        if last < first {
            self.warn_of("times", "ends before it begins; dropped");
            return None;
        }
        Some(TextTime {
            text: clean::line(&from.text, 200).text.into_owned(),
            first,
            last,
            has_year: from.has_year,
        })
    }

    /// A day of the years that are reckoned with.
    fn day(&mut self, field: &str, text: &str) -> Option<NaiveDate> {
        let day = text.parse().ok().filter(|day: &NaiveDate| (1..=9999).contains(&day.year()));
        if day.is_none() {
            let what = format!("{} is not a day of the years 1 to 9999; dropped", clean::quoted(text));
            self.warn(field, Problem::BadField(what));
        }
        day
    }

    /// A value, where it has its type.
    fn take<T>(&mut self, field: &str, value: Option<Loose<T>>) -> Option<T> {
        match value? {
            Loose::Right(value) => Some(value),
            Loose::Wrong(_) => {
                self.warn_of(field, "has the wrong type; dropped");
                None
            }
        }
    }

    fn address(&mut self, field: &str, raw: &str) -> Option<Address<'t>> {
        let arena = self.context.arena;
        // As shown, an address may be three times as long as it was.
        let short = raw.len() <= 3 * self.context.options.limits.url;
        let address = Address::parse_in(raw, &|text| arena.address(text)).ok().filter(|_| short);
        if address.is_none() {
            self.warn(field, Problem::BadUrl(NO_ADDRESS.to_owned()));
        }
        address
    }

    fn moment(&mut self, field: &str, text: &str) -> Option<DateTime<Utc>> {
        match dates::read(text) {
            Ok(read) => Some(read.published(Zone::Utc, DateSource::Field).at),
            Err(why) => {
                self.warn(field, Problem::BadDate(format!("{} {why}; dropped", clean::quoted(text))));
                None
            }
        }
    }

    fn line_of<'r>(&self, text: &'r str) -> Option<Cow<'r, str>> {
        let text = clean::line(text, self.context.options.limits.title).text;
        (!text.is_empty()).then_some(text)
    }

    fn text_of(&self, text: &str) -> Option<&'t str> {
        self.line_of(text).map(|text| self.context.arena.text(&text))
    }

    fn name(&self, text: &str) -> Option<&'t str> {
        self.line_of(text).map(|name| self.context.arena.name(&name))
    }

    fn warn_of(&mut self, field: &str, what: &str) {
        self.warn(field, Problem::BadField(what.to_owned()));
    }

    fn warn(&mut self, field: &str, problem: Problem) {
        self.report.add_to(Level::Warning, (self.line, 1), Some(field.to_owned()), problem);
    }
}

/// A name as it was read from the text; one without words names nothing.
fn name(from: NameIn) -> Option<TextEntity> {
    let has_words = !from.words.is_empty() && from.words.iter().all(|word| !word.is_empty());
    let name =
        Entity { text: clean::line(&from.name, 200).text.into_owned(), words: from.words, sure: from.sure };
    has_words.then_some(TextEntity { entity: name, early: from.early })
}

const NO_ADDRESS: &str = "is not an http or https address; dropped";

/// Codes of the languages that texts are told to be in.
const LANGUAGES: [&str; 21] = [
    "en", "fr", "de", "es", "pt", "it", "nl", "sv", "da", "pl", "cs", "tr", "ru", "uk", "ar", "he", "fa",
    "hi", "zh", "ja", "ko",
];

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
