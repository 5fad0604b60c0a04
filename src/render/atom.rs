//! An Atom feed (RFC 4287), an entry a story: a feed reader can subscribe to the output file.

use std::io::{self, Write};

use atom_syndication as atom;
use chrono::{DateTime, Utc};

use super::dates::feed_instant;
use super::safe::Xml;
use super::{Edition, Feed, Layout};
use crate::address::Address;
use crate::model::Shown;
use crate::model::contract::JsonStory;

pub(super) fn write(feed: &Feed<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let stories = feed.stories.iter().map(JsonStory::from);
    let contents = Layout::Entry.each(&feed.edition, "story", stories)?;
    let entries: Vec<atom::Entry> = feed
        .stories
        .iter()
        .zip(contents)
        .map(|(shown, content)| entry(shown, &feed.edition, content))
        .collect();
    let title = feed_title(feed);
    let output = atom::Feed {
        id: feed_id(&title),
        updated: entries.iter().map(|entry| entry.updated).max().unwrap_or_else(epoch),
        title: title.into(),
        authors: vec![person(env!("CARGO_PKG_NAME"))],
        generator: Some(atom::Generator {
            value: env!("CARGO_PKG_NAME").to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            uri: None,
        }),
        entries,
        ..atom::Feed::default()
    };
    let config = atom::WriteConfig { write_document_declaration: true, indent_size: Some(1) };
    let mut text = output.write_with_config(Vec::new(), config).map_err(io::Error::other)?;
    text.push(b'\n');
    out.write_all(&text)
}

/// The name and id of the feed: the same from day to day.
pub(super) fn feed_title(feed: &Feed<'_, '_>) -> String {
    Xml::new(feed.edition.subject.as_deref().unwrap_or("News")).to_string()
}

/// An id for the title of a feed, the same on every machine.
pub(super) fn feed_id(title: &str) -> String {
    format!("urn:newsfeed:feed:{}", crate::model::Id::title(title))
}

/// The id of a story's entry: the one it was reported under, if there is a history.
pub(super) fn entry_id(shown: &Shown<'_, '_>) -> String {
    format!("urn:newsfeed:story:{}", shown.story.id)
}

/// The title of a story's entry; an update says so.
pub(super) fn entry_title(shown: &Shown<'_, '_>) -> String {
    let update = if shown.report.update.is_some() { "Update: " } else { "" };
    Xml::new(&format!("{update}{}", shown.headline())).to_string()
}

/// When a story was reported; without a digest when the last of its articles was published, where any says so.
pub(super) fn entry_updated(shown: &Shown<'_, '_>, edition: &Edition) -> Option<DateTime<Utc>> {
    edition.now.or_else(|| shown.last_published().map(|date| feed_instant(date, edition.zone)))
}

fn entry(shown: &Shown<'_, '_>, edition: &Edition, content: String) -> atom::Entry {
    let link = |url: &str| atom::Link { href: Xml::new(url).to_string(), ..atom::Link::default() };
    let category =
        |topic: &&str| atom::Category { term: Xml::new(topic).to_string(), ..atom::Category::default() };
    atom::Entry {
        id: entry_id(shown),
        title: entry_title(shown).into(),
        updated: entry_updated(shown, edition).unwrap_or_default().fixed_offset(),
        published: shown.story.first_published().map(|date| feed_instant(date, edition.zone).fixed_offset()),
        authors: shown.sites().into_iter().map(person).collect(),
        categories: shown.story.topics().iter().map(category).collect(),
        links: entry_url(shown).map(link).into_iter().collect(),
        content: Some(atom::Content {
            value: Some(content),
            content_type: Some("html".to_owned()),
            ..atom::Content::default()
        }),
        ..atom::Entry::default()
    }
}

/// The address of the article that speaks for the story, else of the first that has one.
pub(super) fn entry_url<'s>(shown: &'s Shown<'_, '_>) -> Option<&'s str> {
    let lead = shown.story.lead().link().address.as_ref();
    let first = || shown.articles().find_map(|article| article.link().address.as_ref());
    lead.or_else(first).map(Address::shown)
}

fn person(name: &str) -> atom::Person {
    atom::Person { name: Xml::new(name).to_string(), ..atom::Person::default() }
}

fn epoch() -> DateTime<chrono::FixedOffset> {
    DateTime::<Utc>::default().fixed_offset()
}
