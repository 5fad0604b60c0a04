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

/// The output of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Output")]
pub struct JsonOutput<'a> {
    /// Name and version of this contract.
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

/// One line of JSON Lines: one object of the JSON output, with its kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum JsonLine<'a> {
    /// The first line.
    Summary(JsonHead<'a>),
    Story(JsonStory<'a>),
    Text(JsonText<'a>),
    /// Nested, because a diagnostic has a `kind` of its own.
    Diagnostic {
        diagnostic: JsonDiagnostic<'a>,
    },
}

/// The first line of JSON Lines: a summary of the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JsonHead<'a> {
    pub schema: Cow<'a, str>,
    pub generator: JsonGenerator<'a>,
    pub edition: JsonEdition<'a>,
    #[serde(flatten)]
    pub summary: RunSummary,
}

/// The program that wrote the output.
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

/// The part of the news that the output holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Edition")]
pub struct JsonEdition<'a> {
    /// The subject of a digest or of `--subject`.
    pub title: Option<Cow<'a, str>>,
    /// The command: `digest` or `ingest`.
    pub kind: Cow<'a, str>,
    /// The zone that days are counted in. All times in the output are UTC.
    pub zone: Cow<'a, str>,
    /// The output holds articles published at this time or later.
    #[schemars(with = "Option<String>")]
    pub since: Option<JsonTime>,
    /// The output holds articles published before this time.
    #[schemars(with = "Option<String>")]
    pub until: Option<JsonTime>,
    /// The day of a digest of one day: `2020-06-11`.
    #[schemars(with = "Option<String>")]
    pub day: Option<NaiveDate>,
    /// The number of stories that were reported before and are shown in full again because of new articles.
    pub updates: usize,
}

/// Counts of the input and of the output. `files` = `documents` + `texts` + `skipped` + `refused`; each record of a
/// file of records counts as a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Summary")]
pub struct RunSummary {
    /// Files found.
    pub files: usize,
    /// Files whose header is an article.
    pub documents: usize,
    /// Files without a header that were read as text.
    pub texts: usize,
    /// Files that newsfeed skips by rule: by name, empty, binary, not a regular file.
    pub skipped: usize,
    /// Files that could not be read.
    pub refused: usize,
    /// Fields that newsfeed dropped or cleaned.
    pub warnings: usize,
    /// Links read.
    pub mentions: usize,
    /// Articles that these links are, after merging.
    pub articles: usize,
    /// Stories that these articles report.
    pub stories: usize,
    /// The part that the selection keeps.
    pub shown: ShownCount,
}

/// The part that the selection keeps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ShownCount {
    /// Articles in the output.
    pub articles: usize,
    /// Stories in the output.
    pub stories: usize,
}
