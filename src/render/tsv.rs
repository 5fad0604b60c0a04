//! An article a line, columns between tabs, for fzf, cut and awk. The columns stay as they are; new ones come
//! last.

use std::io::{self, Write};

use super::Feed;
use super::dates::iso;
use super::safe::Cell;
use crate::address::Address;
use crate::model::{Article, ReportStatus, Shown, Zone};

const COLUMNS: [&str; 12] = [
    "published",
    "site",
    "title",
    "url",
    "story",
    "story_id",
    "article_id",
    "copies",
    "quality",
    "type",
    "note",
    "also_at",
];

pub(super) fn write(feed: &Feed<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", COLUMNS.join("\t"))?;
    for shown in &feed.stories {
        for at in &shown.articles {
            let note = shown.status(*at).map_or("", ReportStatus::token);
            let cells = cells(shown, &shown.story.articles[*at], note, feed.edition.zone);
            let cells: Vec<String> = cells.iter().map(|cell| Cell::new(cell).to_string()).collect();
            writeln!(out, "{}", cells.join("\t"))?;
        }
    }
    Ok(())
}

fn cells(shown: &Shown<'_, '_>, article: &Article<'_>, note: &str, zone: Zone) -> [String; COLUMNS.len()] {
    let link = article.link();
    [
        article.first_published.map(|date| iso(date, zone)).unwrap_or_default(),
        link.site().to_owned(),
        link.headline().to_owned(),
        link.address.as_ref().map(Address::shown).unwrap_or_default().to_owned(),
        shown.headline().to_owned(),
        shown.story.id.to_string(),
        article.id.to_string(),
        article.copies().len().to_string(),
        link.quality.map(|quality| quality.to_string()).unwrap_or_default(),
        link.kind.unwrap_or_default().to_owned(),
        note.to_owned(),
        article.copy_sites().join(", "),
    ]
}
