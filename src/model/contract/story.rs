//! Stories, articles and mentions in the JSON contract. A mention holds everything that merging and grouping read.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::time::JsonTime;
use crate::model::Id;

/// Articles on one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Story")]
pub struct JsonStory<'a> {
    /// Made from the id of its first article.
    #[schemars(with = "String")]
    pub id: Id,
    /// The title of its lead.
    pub title: Cow<'a, str>,
    /// The id of the article that speaks for it; the selection may have left it out of `articles`.
    #[schemars(with = "String")]
    pub lead: Id,
    /// The id of the story it is background to.
    #[schemars(with = "Option<String>")]
    pub under: Option<Id>,
    #[schemars(with = "Option<String>")]
    pub first_published: Option<JsonTime>,
    #[schemars(with = "Option<String>")]
    pub last_published: Option<JsonTime>,
    /// Of the documents in it, sorted.
    pub topics: Vec<Cow<'a, str>>,
    /// Sites of all its articles, sorted.
    pub providers: Vec<Cow<'a, str>>,
    /// How many articles it has, before selection.
    pub article_count: usize,
    /// Where it stands in a digest: `main` in full; `more` (what `--top` left no place for), `late`, `also` (new in a
    /// story that was reported), `undated` and `ahead` in a line an article.
    pub section: Cow<'a, str>,
    /// Where a digest reported it before: when, and how many articles it gained; `articles` are these.
    pub update: Option<JsonUpdate<'a>>,
    /// Ids of stories that were reported and are this one now, sorted.
    #[schemars(with = "Vec<String>")]
    pub former: Vec<Id>,
    /// By time, undated last, ties by id.
    pub articles: Vec<JsonArticle<'a>>,
}

/// What a story gained since a digest reported it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Update")]
pub struct JsonUpdate<'a> {
    /// When something of it was reported last.
    #[schemars(with = "String")]
    pub since: JsonTime,
    /// The headline it was reported under.
    pub headline: Cow<'a, str>,
    /// Articles it gained since.
    pub gained: usize,
}

/// All mentions of one piece.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Article")]
pub struct JsonArticle<'a> {
    /// A hash of the canonical address of its earliest mention, or of title and day.
    #[schemars(with = "String")]
    pub id: Id,
    /// The title of the mention that speaks for it.
    pub title: Option<Cow<'a, str>>,
    /// Titles of the other mentions, in their order, each once.
    pub other_titles: Vec<Cow<'a, str>>,
    pub excerpt: Option<Cow<'a, str>>,
    /// As scraped, less user name and password.
    pub url: Option<Cow<'a, str>>,
    /// The one spelling by which addresses are compared.
    pub canonical_url: Option<Cow<'a, str>>,
    /// Other addresses of its mentions, in their order, each once.
    pub alternate_urls: Vec<Cow<'a, str>>,
    /// Other places where it stands, by address as addresses are compared, each once.
    pub copies: Vec<JsonCopy<'a>>,
    /// The earliest date of its mentions.
    #[schemars(with = "Option<String>")]
    pub published: Option<JsonTime>,
    #[schemars(with = "Option<String>")]
    pub updated: Option<JsonTime>,
    /// How much of `published` is known: `instant`, `day` (then it is that day in every zone), `month`, or null.
    pub date_precision: Option<Cow<'a, str>>,
    /// Where the date was read: `field`, `file-name`, `folder-name`, or null.
    pub date_source: Option<Cow<'a, str>>,
    /// How a digest with a history reports it: `new`, `update`, `also`, `late`, `undated` or `ahead`; else null.
    pub reported: Option<Cow<'a, str>>,
    /// Whether it came after the digest that it belonged in by its date.
    pub late: bool,
    pub r#type: Option<Cow<'a, str>>,
    pub provider: JsonProvider<'a>,
    /// What to call its site: the provider's domain, else the host of its address, else the provider's name.
    pub site: Option<Cow<'a, str>>,
    pub authors: Vec<Cow<'a, str>>,
    pub quality: Option<i64>,
    /// Of the documents about it, sorted.
    pub topics: Vec<Cow<'a, str>>,
    pub image: Option<JsonImage<'a>>,
    pub language: Option<Cow<'a, str>>,
    /// By file, line and role.
    pub mentions: Vec<JsonMention<'a>>,
    /// Why they are one: one join fewer than there are mentions.
    pub merged_by: Vec<JsonEvidence<'a>>,
}

/// The article at another place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Copy")]
pub struct JsonCopy<'a> {
    /// What to call the site.
    pub site: Cow<'a, str>,
    pub url: Cow<'a, str>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Provider")]
pub struct JsonProvider<'a> {
    pub name: Option<Cow<'a, str>>,
    pub domain: Option<Cow<'a, str>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Image")]
pub struct JsonImage<'a> {
    pub url: Cow<'a, str>,
    pub width: Option<u32>,
    pub height: Option<u32>,
}

/// One link where it stands, with everything that merging and grouping read of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Mention")]
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

/// Why two mentions were joined.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Evidence")]
pub struct JsonEvidence<'a> {
    /// Indexes in `mentions`, the smaller first.
    pub mentions: (usize, usize),
    /// The rule's token.
    pub rule: Cow<'a, str>,
    /// What the rule saw.
    pub detail: Cow<'a, str>,
    /// 0 to 1, two decimals.
    pub score: f64,
}
