//! The JSON contract, one object a line: `summary`, then each `story` with its articles, each `text`, each
//! `diagnostic`.

use std::io::{self, Write};

use serde::Serialize;

use super::Feed;
use super::edition::EditionOut;
use super::json::{Generator, SCHEMA, StoryOut, Summary};
use super::json_texts::TextOut;
use super::problems::DiagnosticOut;
use super::safe;

/// A line: what it is, and its fields.
#[derive(Serialize)]
struct Line<T> {
    kind: &'static str,
    #[serde(flatten)]
    fields: T,
}

#[derive(Serialize)]
struct Head<'f> {
    schema: &'static str,
    generator: Generator,
    edition: EditionOut<'f>,
    #[serde(flatten)]
    summary: Summary,
}

/// Diagnostics have a `kind` of their own, so the line's goes around them.
#[derive(Serialize)]
struct Wrapped<'f> {
    kind: &'static str,
    diagnostic: DiagnosticOut<'f>,
}

pub(super) fn write(feed: &Feed<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let (generator, edition) = (Generator::THIS, EditionOut::of(feed));
    let head = Head { schema: SCHEMA, generator, edition, summary: feed.summary };
    line(&Line { kind: "summary", fields: head }, out)?;
    for shown in &feed.stories {
        line(&Line { kind: "story", fields: StoryOut::of(shown) }, out)?;
    }
    for text in &feed.texts {
        line(&Line { kind: "text", fields: TextOut::of(text) }, out)?;
    }
    for diagnostic in feed.diagnostics {
        line(&Wrapped { kind: "diagnostic", diagnostic: DiagnosticOut::of(diagnostic) }, out)?;
    }
    Ok(())
}

fn line<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    safe::json(value, &mut *out)?;
    out.write_all(b"\n")
}
