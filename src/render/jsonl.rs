//! The JSON contract, one object a line: `summary`, then each `story` with its articles, each `text`, each
//! `diagnostic`.

use std::io::{self, Write};

use super::Feed;
use super::json::json_edition;
use super::safe;
use crate::model::contract::{
    JsonDiagnostic, JsonGenerator, JsonHead, JsonLine, JsonStory, JsonText, SCHEMA,
};

pub(super) fn write(feed: &Feed<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    line(&JsonLine::Summary(head(feed)), out)?;
    for shown in &feed.stories {
        line(&JsonLine::Story(JsonStory::from(shown)), out)?;
    }
    for text in &feed.texts {
        line(&JsonLine::Text(JsonText::from(*text)), out)?;
    }
    for diagnostic in feed.diagnostics {
        line(&JsonLine::Diagnostic { diagnostic: JsonDiagnostic::from(diagnostic) }, out)?;
    }
    Ok(())
}

fn head<'f>(feed: &'f Feed<'_, '_>) -> JsonHead<'f> {
    JsonHead {
        schema: SCHEMA.into(),
        generator: JsonGenerator::THIS,
        edition: json_edition(feed),
        summary: feed.summary,
    }
}

fn line(line: &JsonLine<'_>, out: &mut dyn Write) -> io::Result<()> {
    safe::json(line, &mut *out)?;
    out.write_all(b"\n")
}
