//! The JSON contract `newsfeed/1`: the structs that are written, read back, and described by `newsfeed schema`. Keys are
//! always present when written, unknown is null, times end in Z, arrays are in a stated order. Fields may be added
//! within `newsfeed/1`, never renamed, so a reader ignores fields that it does not know. `render` makes these structs from
//! the model, and `parse` makes the model from these structs. A field that is added later is an `Option` or has a serde
//! default, because an older output does not have it and must still be read. Written texts are borrowed; texts that
//! were read are owned.
//!
//! The doc comments are the descriptions in the schema.

#![allow(
    missing_docs,
    reason = "a doc comment is a description in the schema, and most field names need none"
)]

mod diagnostic;
mod story;
mod text;
mod time;

use std::borrow::Cow;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use diagnostic::JsonDiagnostic;
pub use story::{
    JsonArticle, JsonCopy, JsonEvidence, JsonImage, JsonMention, JsonProvider, JsonStory, JsonUpdate,
};
pub use text::{JsonText, JsonTextDate, JsonTextName, JsonTextTime};
pub use time::JsonTime;

/// Name and version of the contract.
pub const SCHEMA: &str = "newsfeed/1";

/// What newsfeed made of the files it read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Output")]
pub struct JsonOutput<'a> {
    /// Name and version of this shape.
    pub schema: Cow<'a, str>,
    pub generator: JsonGenerator<'a>,
    pub edition: JsonEdition<'a>,
    pub summary: RunSummary,
    /// Newest first by their last article, undated last, ties by id; in a digest by rank: independent providers,
    /// quality, time.
    pub stories: Vec<JsonStory<'a>>,
    /// Files without a header, by file.
    pub texts: Vec<JsonText<'a>>,
    /// By file and place.
    pub diagnostics: Vec<JsonDiagnostic<'a>>,
}

/// One line of JSON Lines: the same objects, each with its kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum JsonLine<'a> {
    /// The first line.
    Summary(JsonHead<'a>),
    Story(JsonStory<'a>),
    Text(JsonText<'a>),
    /// A diagnostic has a `kind` of its own, so it stands inside the line.
    Diagnostic {
        diagnostic: JsonDiagnostic<'a>,
    },
}

/// What the first line of JSON Lines says of the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JsonHead<'a> {
    pub schema: Cow<'a, str>,
    pub generator: JsonGenerator<'a>,
    pub edition: JsonEdition<'a>,
    #[serde(flatten)]
    pub summary: RunSummary,
}

/// The program that wrote this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Generator")]
pub struct JsonGenerator<'a> {
    pub name: Cow<'a, str>,
    pub version: Cow<'a, str>,
}

impl JsonGenerator<'static> {
    /// This program.
    pub const THIS: JsonGenerator<'static> = JsonGenerator {
        name: Cow::Borrowed(env!("CARGO_PKG_NAME")),
        version: Cow::Borrowed(env!("CARGO_PKG_VERSION")),
    };
}

/// What of the news this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Edition")]
pub struct JsonEdition<'a> {
    /// Of a digest, or as asked for.
    pub title: Option<Cow<'a, str>>,
    /// `digest`, or `ingest` for everything that was asked for.
    pub kind: Cow<'a, str>,
    /// The zone days are counted in; the times in this file are UTC.
    pub zone: Cow<'a, str>,
    /// Published at this time or later.
    #[schemars(with = "Option<String>")]
    pub since: Option<JsonTime>,
    /// Published before this time.
    #[schemars(with = "Option<String>")]
    pub until: Option<JsonTime>,
    /// The day it is of, where it is of one: `2020-06-11`.
    #[schemars(with = "Option<String>")]
    pub day: Option<NaiveDate>,
    /// How many of its stories were reported before, and stand in full again with what they gained.
    pub updates: usize,
}

/// What was read, and what of it is shown. `files` = `documents` + `texts` + `skipped` + `refused`; each record of a
/// file of records counts as a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Summary")]
pub struct RunSummary {
    /// Files met.
    pub files: usize,
    /// Files whose header is an article.
    pub documents: usize,
    /// Files without a header that were read as text.
    pub texts: usize,
    /// Files left out by rule: by name, empty, binary, not a file.
    pub skipped: usize,
    /// Files that could not be read.
    pub refused: usize,
    /// Fields dropped or cleaned.
    pub warnings: usize,
    /// Links read.
    pub mentions: usize,
    /// Articles they are.
    pub articles: usize,
    /// Stories these are on.
    pub stories: usize,
    /// What the selection left.
    pub shown: ShownCount,
}

/// What the selection left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ShownCount {
    /// Articles in the output.
    pub articles: usize,
    /// Stories in the output.
    pub stories: usize,
}
