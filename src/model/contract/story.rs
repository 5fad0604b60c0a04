//! Stories, articles and mentions in the JSON contract. A mention holds everything that merging and grouping read.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::time::JsonTime;
use crate::model::Id;

/// Articles on one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Story")]
#[serde(expecting = "a story")]
pub struct JsonStory<'a> {
    /// Made from the id of its first article.
    #[schemars(with = "String")]
    pub id: Id,
    /// The title of the leading article, or the name that an override gives the story.
    pub title: Cow<'a, str>,
    /// The id of the leading article. A selection can leave this article out of `articles`.
    #[schemars(with = "String")]
    pub lead: Id,
    /// The id of the story that this story is background to.
    #[schemars(with = "Option<String>")]
    pub under: Option<Id>,
    #[schemars(with = "Option<String>")]
    pub first_published: Option<JsonTime>,
    #[schemars(with = "Option<String>")]
    pub last_published: Option<JsonTime>,
    /// The topics of its documents, sorted.
    pub topics: Vec<Cow<'a, str>>,
    /// Sites of all its articles, sorted.
    #[serde(default)]
    #[schemars(!default)]
    pub providers: Vec<Cow<'a, str>>,
    /// The number of its articles before selection.
    #[serde(default)]
    #[schemars(!default)]
    pub article_count: usize,
    /// The section of the digest: `main` shows the story in full. `more` (beyond `--top`), `late`, `also` (new articles in a
    /// story that was reported), `undated` and `ahead` show one line an article.
    #[serde(default)]
    #[schemars(!default)]
    pub section: Cow<'a, str>,
    /// If a digest reported the story before: when, and the number of new articles. `articles` holds the new ones.
    pub update: Option<JsonUpdate<'a>>,
    /// Ids of reported stories that are part of this story now, sorted.
    #[schemars(with = "Vec<String>")]
    #[serde(default)]
    #[schemars(!default)]
    pub former: Vec<Id>,
    /// By time, undated last, ties by id.
    pub articles: Vec<JsonArticle<'a>>,
}

/// The change of a story since a digest reported it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Update")]
#[serde(expecting = "an update")]
pub struct JsonUpdate<'a> {
    /// The time of the last digest with an article of this story.
    #[schemars(with = "String")]
    pub since: JsonTime,
    /// The headline in that digest.
    pub headline: Cow<'a, str>,
    /// The number of new articles.
    pub gained: usize,
}

/// One article: all mentions of the same piece.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Article")]
#[serde(expecting = "an article")]
pub struct JsonArticle<'a> {
    /// A hash of the canonical address of its earliest mention, or of title and day.
    #[schemars(with = "String")]
    pub id: Id,
    /// The title of the leading mention.
    pub title: Option<Cow<'a, str>>,
    /// Titles of the other mentions, in their order, each once.
    #[serde(default)]
    #[schemars(!default)]
    pub other_titles: Vec<Cow<'a, str>>,
    pub excerpt: Option<Cow<'a, str>>,
    /// As scraped, without user name and password.
    pub url: Option<Cow<'a, str>>,
    /// The normal form in which addresses are compared.
    pub canonical_url: Option<Cow<'a, str>>,
    /// Other addresses of its mentions, in their order, each once.
    pub alternate_urls: Vec<Cow<'a, str>>,
    /// Copies at other addresses, sorted by `canonical_url`, each once.
    #[serde(default)]
    #[schemars(!default)]
    pub copies: Vec<JsonCopy<'a>>,
    /// The earliest date of its mentions.
    #[schemars(with = "Option<String>")]
    pub published: Option<JsonTime>,
    #[schemars(with = "Option<String>")]
    pub updated: Option<JsonTime>,
    /// The precision of `published`: `instant`, `day` (the same day in every zone), `month`, or null.
    pub date_precision: Option<Cow<'a, str>>,
    /// The source of the date: `field`, `file-name`, `folder-name`, or null.
    pub date_source: Option<Cow<'a, str>>,
    /// How a digest with a history reports the article: `new`, `update`, `also`, `late`, `undated` or `ahead`; else null.
    pub reported: Option<Cow<'a, str>>,
    /// True if the article arrived after the digest of its date.
    #[serde(default)]
    #[schemars(!default)]
    pub late: bool,
    pub r#type: Option<Cow<'a, str>>,
    pub provider: JsonProvider<'a>,
    /// A label for the site: the provider's domain, else the host of the address, else the provider's name.
    pub site: Option<Cow<'a, str>>,
    pub authors: Vec<Cow<'a, str>>,
    pub quality: Option<i64>,
    /// The topics of its documents, sorted.
    pub topics: Vec<Cow<'a, str>>,
    pub image: Option<JsonImage<'a>>,
    pub language: Option<Cow<'a, str>>,
    /// By file, line and role.
    pub mentions: Vec<JsonMention<'a>>,
    /// The joins that made one article of the mentions: one fewer than there are mentions.
    #[serde(default)]
    #[schemars(!default)]
    pub merged_by: Vec<JsonEvidence<'a>>,
}

/// A copy of the article at another address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Copy")]
#[serde(expecting = "a copy")]
pub struct JsonCopy<'a> {
    /// A label for the site.
    pub site: Cow<'a, str>,
    pub url: Cow<'a, str>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Provider")]
#[serde(expecting = "a provider")]
pub struct JsonProvider<'a> {
    pub name: Option<Cow<'a, str>>,
    pub domain: Option<Cow<'a, str>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Image")]
#[serde(expecting = "an image")]
pub struct JsonImage<'a> {
    pub url: Cow<'a, str>,
    pub width: Option<u32>,
    pub height: Option<u32>,
}

/// One link at its place in the input, with everything that merging and grouping use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Mention")]
#[serde(expecting = "a mention")]
pub struct JsonMention<'a> {
    pub file: Cow<'a, str>,
    pub line: u32,
    /// `head` or `related`.
    pub role: Cow<'a, str>,
    /// Position in the `related` list, from 0; null for a head.
    pub index: Option<u32>,
    pub title: Option<Cow<'a, str>>,
    pub excerpt: Option<Cow<'a, str>>,
    pub url: Option<Cow<'a, str>>,
    pub alternate_urls: Vec<Cow<'a, str>>,
    #[schemars(with = "Option<String>")]
    pub published: Option<JsonTime>,
    /// As in an article.
    pub date_precision: Option<Cow<'a, str>>,
    pub r#type: Option<Cow<'a, str>>,
    pub provider: JsonProvider<'a>,
    pub quality: Option<i64>,
    pub image: Option<JsonImage<'a>>,
}

/// The evidence for joining two mentions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Evidence")]
#[serde(expecting = "evidence")]
pub struct JsonEvidence<'a> {
    /// Indexes in `mentions`, the smaller first.
    pub mentions: (usize, usize),
    /// The rule's token.
    pub rule: Cow<'a, str>,
    /// The evidence of the rule, in words.
    pub detail: Cow<'a, str>,
    /// 0 to 1, two decimals.
    pub score: f64,
}
