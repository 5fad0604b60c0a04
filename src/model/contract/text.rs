//! Texts in the JSON contract: what they give, and the story they belong to.

use std::borrow::Cow;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::Id;

/// A file without a header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Text")]
pub struct JsonText<'a> {
    #[schemars(with = "String")]
    pub id: Id,
    pub file: Cow<'a, str>,
    pub title: Option<Cow<'a, str>>,
    /// `first-line`, or null if there is no title.
    pub title_source: Option<Cow<'a, str>>,
    /// ISO 639-1; null unless certain.
    pub language: Option<Cow<'a, str>>,
    /// Absolute addresses in order of appearance.
    pub links: Vec<Cow<'a, str>>,
    /// Dates written out in full, in order of appearance. None of them counts as the date of the text.
    pub dates: Vec<JsonTextDate<'a>>,
    /// Names and numbers in the text. newsfeed finds the story by them.
    pub names: Vec<JsonTextName<'a>>,
    /// Days, months and years in the text, in order of appearance.
    pub times: Vec<JsonTextTime<'a>>,
    /// The id of its story.
    #[schemars(with = "Option<String>")]
    pub story: Option<Id>,
    /// The evidence for the story: what text and story share, as `names: …`, `date: …` and `link: …`.
    pub evidence: Vec<Cow<'a, str>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "TextDate")]
pub struct JsonTextDate<'a> {
    /// As written.
    pub text: Cow<'a, str>,
    pub line: u32,
    /// Null if day and month could be swapped.
    #[schemars(with = "Option<String>")]
    pub date: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "TextName")]
pub struct JsonTextName<'a> {
    /// As written.
    pub name: Cow<'a, str>,
    /// Its words in the form in which they are compared. A number is one word that begins with `#`.
    pub words: Vec<Cow<'a, str>>,
    /// True if it is in the title or in the first two paragraphs.
    pub early: bool,
    /// True if its case and position show that it is a name.
    pub sure: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "TextTime")]
pub struct JsonTextTime<'a> {
    /// As written.
    pub text: Cow<'a, str>,
    /// Its first day.
    #[schemars(with = "String")]
    pub first: NaiveDate,
    /// Its last day.
    #[schemars(with = "String")]
    pub last: NaiveDate,
    /// False if the year is not written. The days are then given in a leap year.
    pub has_year: bool,
}
