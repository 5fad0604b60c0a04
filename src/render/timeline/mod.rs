//! The timeline: stories newest first, in them days, an article a line. Calm and dense: nothing is said twice,
//! and nothing is wider than the terminal.

mod article;
mod lists;
mod page;
mod stories;
mod texts;

use std::io::{self, Write};

use super::{By, Feed, RenderOptions};
use crate::model::TextFile;
use page::TimelinePage;

/// Writes the feed.
pub(super) fn write(feed: &Feed<'_, '_>, look: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let mut page = TimelinePage { look, zone: feed.edition.zone, out, blocks: 0 };
    page.masthead(feed)?;
    match look.by {
        By::Story => page.stories(feed)?,
        By::Day => page.days(&feed.stories)?,
        By::Provider => page.providers(&feed.stories)?,
    }
    // By day or provider a story has no place of its own, so texts stand together at the end.
    let is_left = |text: &&&TextFile| look.by != By::Story || text.story.is_none();
    page.texts(&feed.texts.iter().filter(is_left).copied().collect::<Vec<_>>())
}
