//! A JSON Feed 1.1 (jsonfeed.org), an item a story: the same as the Atom feed.

use std::io::{self, Write};

use serde::Serialize;

use super::atom::{entry_id, entry_title, entry_updated, entry_url, feed_title};
use super::dates::feed_instant;
use super::safe;
use super::{Edition, Feed, Layout};
use crate::model::Shown;
use crate::model::contract::{JsonStory, JsonTime};

#[derive(Serialize)]
struct JsonFeed {
    version: &'static str,
    title: String,
    items: Vec<JsonFeedItem>,
}

/// Keys that are unknown are left out: the format has no null.
#[derive(Serialize)]
struct JsonFeedItem {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    title: String,
    content_html: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<JsonTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<JsonTime>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<JsonFeedAuthor>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
}

#[derive(Serialize)]
struct JsonFeedAuthor {
    name: String,
}

pub(super) fn write(feed: &Feed<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let contents = Layout::Entry.each(&feed.edition, "story", feed.stories.iter().map(JsonStory::from))?;
    let items = feed
        .stories
        .iter()
        .zip(contents)
        .map(|(shown, content)| item(shown, &feed.edition, content))
        .collect();
    let output = JsonFeed { version: "https://jsonfeed.org/version/1.1", title: feed_title(feed), items };
    safe::json(&output, &mut *out)?;
    out.write_all(b"\n")
}

fn item(shown: &Shown<'_, '_>, edition: &Edition, content_html: String) -> JsonFeedItem {
    JsonFeedItem {
        id: entry_id(shown),
        url: entry_url(shown).map(str::to_owned),
        title: entry_title(shown),
        content_html,
        date_published: shown.story.first_published().map(|date| JsonTime(feed_instant(date, edition.zone))),
        date_modified: entry_updated(shown, edition).map(JsonTime),
        authors: shown.sites().into_iter().map(|name| JsonFeedAuthor { name: name.to_owned() }).collect(),
        tags: shown.story.topics().into_iter().map(str::to_owned).collect(),
    }
}
