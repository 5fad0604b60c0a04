//! The shape of our JSON as it is read: what others may have changed in it costs that field.

use serde::Deserialize;
use serde_json::Value;

/// A value of the type that it should have, or of another.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Loose<T> {
    Right(T),
    Wrong(Value),
}

type Maybe<T> = Option<Loose<T>>;

#[derive(Deserialize)]
pub(super) struct WholeIn {
    pub(super) stories: Vec<StoryIn>,
    #[serde(default)]
    pub(super) texts: Vec<TextIn>,
}

#[derive(Deserialize)]
pub(super) struct StoryIn {
    pub(super) articles: Vec<ArticleIn>,
}

/// An article; what its mentions do not say themselves is said for all of them.
#[derive(Deserialize)]
pub(super) struct ArticleIn {
    pub(super) topics: Maybe<Vec<String>>,
    pub(super) authors: Maybe<Vec<String>>,
    pub(super) language: Maybe<String>,
    pub(super) updated: Maybe<String>,
    pub(super) date_source: Maybe<String>,
    pub(super) mentions: Vec<MentionIn>,
}

#[derive(Deserialize)]
pub(super) struct MentionIn {
    pub(super) file: String,
    pub(super) line: Maybe<u32>,
    pub(super) role: Maybe<String>,
    pub(super) index: Maybe<u32>,
    pub(super) title: Maybe<String>,
    pub(super) excerpt: Maybe<String>,
    pub(super) url: Maybe<String>,
    pub(super) alternate_urls: Maybe<Vec<String>>,
    pub(super) published: Maybe<String>,
    pub(super) date_precision: Maybe<String>,
    pub(super) r#type: Maybe<String>,
    pub(super) provider: Maybe<ProviderIn>,
    pub(super) quality: Maybe<i64>,
    pub(super) image: Maybe<ImageIn>,
}

#[derive(Deserialize, Default)]
pub(super) struct ProviderIn {
    pub(super) name: Option<String>,
    pub(super) domain: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ImageIn {
    pub(super) url: String,
    pub(super) width: Maybe<u32>,
    pub(super) height: Maybe<u32>,
}

#[derive(Deserialize)]
pub(super) struct TextIn {
    pub(super) file: String,
    pub(super) title: Maybe<String>,
    pub(super) language: Maybe<String>,
    #[serde(default)]
    pub(super) links: Vec<String>,
    #[serde(default)]
    pub(super) dates: Vec<DateIn>,
    #[serde(default)]
    pub(super) names: Vec<NameIn>,
    #[serde(default)]
    pub(super) times: Vec<TimeIn>,
}

#[derive(Deserialize)]
pub(super) struct NameIn {
    pub(super) name: String,
    pub(super) words: Vec<Box<str>>,
    pub(super) early: bool,
    pub(super) sure: bool,
}

#[derive(Deserialize)]
pub(super) struct TimeIn {
    pub(super) text: String,
    pub(super) first: String,
    pub(super) last: String,
    pub(super) has_year: bool,
}

#[derive(Deserialize)]
pub(super) struct DateIn {
    pub(super) text: String,
    #[serde(default = "first")]
    pub(super) line: u32,
    pub(super) date: Option<String>,
}

fn first() -> u32 {
    1
}
