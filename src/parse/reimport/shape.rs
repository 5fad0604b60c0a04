//! The shape of our JSON as it is read: what others may have changed in it costs that field.

use serde::Deserialize;
use serde_json::Value;

/// A value of the type that it should have, or of another.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Loose<T> {
    Right(T),
    Wrong(Value),
}

type Maybe<T> = Option<Loose<T>>;

#[derive(Deserialize)]
pub(crate) struct WholeIn {
    pub(crate) stories: Vec<StoryIn>,
    #[serde(default)]
    pub(crate) texts: Vec<TextIn>,
}

#[derive(Deserialize)]
pub(crate) struct StoryIn {
    pub(crate) articles: Vec<ArticleIn>,
}

/// An article; what its mentions do not say themselves is said for all of them.
#[derive(Deserialize)]
pub(crate) struct ArticleIn {
    pub(crate) topics: Maybe<Vec<String>>,
    pub(crate) authors: Maybe<Vec<String>>,
    pub(crate) language: Maybe<String>,
    pub(crate) updated: Maybe<String>,
    pub(crate) date_source: Maybe<String>,
    pub(crate) mentions: Vec<MentionIn>,
}

#[derive(Deserialize)]
pub(crate) struct MentionIn {
    pub(crate) file: String,
    pub(crate) line: Maybe<u32>,
    pub(crate) role: Maybe<String>,
    pub(crate) index: Maybe<u32>,
    pub(crate) title: Maybe<String>,
    pub(crate) excerpt: Maybe<String>,
    pub(crate) url: Maybe<String>,
    pub(crate) alternate_urls: Maybe<Vec<String>>,
    pub(crate) published: Maybe<String>,
    pub(crate) date_precision: Maybe<String>,
    pub(crate) r#type: Maybe<String>,
    pub(crate) provider: Maybe<ProviderIn>,
    pub(crate) quality: Maybe<i64>,
    pub(crate) image: Maybe<ImageIn>,
}

#[derive(Deserialize, Default)]
pub(crate) struct ProviderIn {
    pub(crate) name: Option<String>,
    pub(crate) domain: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct ImageIn {
    pub(crate) url: String,
    pub(crate) width: Maybe<u32>,
    pub(crate) height: Maybe<u32>,
}

#[derive(Deserialize)]
pub(crate) struct TextIn {
    pub(crate) file: String,
    pub(crate) title: Maybe<String>,
    pub(crate) language: Maybe<String>,
    #[serde(default)]
    pub(crate) links: Vec<String>,
    #[serde(default)]
    pub(crate) dates: Vec<DateIn>,
    #[serde(default)]
    pub(crate) names: Vec<NameIn>,
    #[serde(default)]
    pub(crate) times: Vec<TimeIn>,
}

#[derive(Deserialize)]
pub(crate) struct NameIn {
    pub(crate) name: String,
    pub(crate) words: Vec<Box<str>>,
    pub(crate) early: bool,
    pub(crate) sure: bool,
}

#[derive(Deserialize)]
pub(crate) struct TimeIn {
    pub(crate) text: String,
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) has_year: bool,
}

#[derive(Deserialize)]
pub(crate) struct DateIn {
    pub(crate) text: String,
    #[serde(default = "first")]
    pub(crate) line: u32,
    pub(crate) date: Option<String>,
}

fn first() -> u32 {
    1
}
