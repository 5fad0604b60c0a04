//! Texts in the JSON contract: what they give, and the story they belong to.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{self, Id, TextFile};

/// A file without a header.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Text")]
pub(super) struct TextOut<'f> {
    #[schemars(with = "String")]
    id: Id,
    file: &'f str,
    title: Option<&'f str>,
    /// `first-line`, or null where there is no title.
    title_source: Option<&'static str>,
    /// ISO 639-1, only when certain.
    language: Option<&'static str>,
    /// Absolute addresses in order of appearance.
    links: &'f [String],
    /// Dates written out in full, in order of appearance; none is taken for the text's own.
    dates: Vec<DateOut<'f>>,
    /// What it names: what its story is found by.
    names: Vec<NameOut<'f>>,
    /// Days, months and years it speaks of, in order of appearance.
    times: Vec<TimeOut<'f>>,
    /// The id of the story it belongs to.
    #[schemars(with = "Option<String>")]
    story: Option<Id>,
    /// Why it belongs there: what both share, as `names: …`, `date: …` and `link: …`.
    evidence: &'f [String],
}

impl<'f> TextOut<'f> {
    pub(super) fn of(text: &'f TextFile) -> TextOut<'f> {
        TextOut {
            id: Id::text(&text.file),
            file: &text.file,
            title: text.title.as_deref(),
            title_source: text.title_source.map(model::TitleSource::token),
            language: text.language,
            links: &text.links,
            dates: text.dates.iter().map(DateOut::of).collect(),
            names: text.entities.iter().map(NameOut::of).collect(),
            times: text.times.iter().map(TimeOut::of).collect(),
            story: text.story.as_ref().map(|story| story.id),
            evidence: text.story.as_ref().map_or(&[], |story| story.evidence.as_slice()),
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "TextDate")]
struct DateOut<'f> {
    /// As written.
    text: &'f str,
    line: u32,
    /// Null where day and month could be swapped.
    date: Option<String>,
}

impl<'f> DateOut<'f> {
    fn of(date: &'f model::TextDate) -> DateOut<'f> {
        DateOut { text: &date.text, line: date.line, date: date.date.map(|day| day.to_string()) }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "TextName")]
struct NameOut<'f> {
    /// As written.
    name: &'f str,
    /// Its words as they are compared; a number is one word that begins with `#`.
    words: &'f [Box<str>],
    /// Whether it stands in the title or in the first two paragraphs.
    early: bool,
    /// Whether case and place leave no doubt that it is a name.
    sure: bool,
}

impl<'f> NameOut<'f> {
    fn of(of: &'f model::TextEntity) -> NameOut<'f> {
        NameOut { name: &of.entity.text, words: &of.entity.words, early: of.early, sure: of.entity.sure }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "TextTime")]
struct TimeOut<'f> {
    /// As written.
    text: &'f str,
    /// Its first day.
    first: String,
    /// Its last day.
    last: String,
    /// False where the year is not written; the days stand in a leap year then.
    has_year: bool,
}

impl<'f> TimeOut<'f> {
    fn of(time: &'f model::TextTime) -> TimeOut<'f> {
        let (first, last) = (time.first.to_string(), time.last.to_string());
        TimeOut { text: &time.text, first, last, has_year: time.has_year }
    }
}
