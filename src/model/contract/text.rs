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
    /// `first-line`, or null where there is no title.
    pub title_source: Option<Cow<'a, str>>,
    /// ISO 639-1, only when certain.
    pub language: Option<Cow<'a, str>>,
    /// Absolute addresses in order of appearance.
    pub links: Vec<Cow<'a, str>>,
    /// Dates written out in full, in order of appearance; none is taken for the text's own.
    pub dates: Vec<JsonTextDate<'a>>,
    /// What it names: what its story is found by.
    pub names: Vec<JsonTextName<'a>>,
    /// Days, months and years it speaks of, in order of appearance.
    pub times: Vec<JsonTextTime<'a>>,
    /// The id of the story it belongs to.
    #[schemars(with = "Option<String>")]
    pub story: Option<Id>,
    /// Why it belongs there: what both share, as `names: …`, `date: …` and `link: …`.
    pub evidence: Vec<Cow<'a, str>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "TextDate")]
pub struct JsonTextDate<'a> {
    /// As written.
    pub text: Cow<'a, str>,
    pub line: u32,
    /// Null where day and month could be swapped.
    #[schemars(with = "Option<String>")]
    pub date: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "TextName")]
pub struct JsonTextName<'a> {
    /// As written.
    pub name: Cow<'a, str>,
    /// Its words as they are compared; a number is one word that begins with `#`.
    pub words: Vec<Cow<'a, str>>,
    /// Whether it stands in the title or in the first two paragraphs.
    pub early: bool,
    /// Whether case and place leave no doubt that it is a name.
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
    /// False where the year is not written; the days stand in a leap year then.
    pub has_year: bool,
}
