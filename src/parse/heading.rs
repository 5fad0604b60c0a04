//! What is looked up in a file after its header was read: the heading of a body, for clippings whose header has no
//! title (MarkDownload), and the line that a problem is about.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use super::room::Room;
use super::{Content, clean};
use crate::model::{Limits, Place, SourceFile};

/// Gives a document without a title the first heading of its body.
pub(super) fn complete<'t>(
    file: &SourceFile,
    mut content: Content<'t>,
    limits: &Limits,
    room: &Room<'t>,
) -> Content<'t> {
    if let (Content::Document(document), Place::Path(path)) = (&mut content, &file.place)
        && document.head.title.is_none()
        && let Ok(file) = File::open(path)
    {
        document.head.title = heading(BufReader::new(file), limits).map(|title| room.text(&title));
    }
    content
}

/// The first line of the body, where it is a Markdown heading.
fn heading(mut file: impl BufRead, limits: &Limits) -> Option<String> {
    // The header was read before; it ends at its second fence.
    let mut fences = 0;
    let mut left = limits.header;
    while fences < 2 {
        let mut line = Vec::new();
        left = left.checked_sub(file.by_ref().take(64 << 10).read_until(b'\n', &mut line).ok()?)?;
        let text = line.trim_ascii_end();
        fences += usize::from(matches!(text, b"---" | b"+++" | b"..." | b"\xef\xbb\xbf---"));
        if line.is_empty() {
            return None;
        }
    }
    let mut body = Vec::new();
    file.take(limits.text as u64).read_to_end(&mut body).ok()?;
    let body = String::from_utf8_lossy(&body);
    let first = body.lines().find(|line| !line.trim().is_empty())?;
    let title = clean::prose(first.strip_prefix("# ")?.trim_end_matches('#'), limits.title).text;
    (!title.is_empty()).then(|| title.into_owned())
}

/// A line of a file, by its number from 1, where it is not too far into the file to be shown at a terminal.
pub fn line_of(file: &SourceFile, number: u32) -> Option<String> {
    const LONGEST: u64 = 64 << 10;
    const FARTHEST: u64 = 16 << 20;
    let Place::Path(path) = &file.place else { return None };
    let mut input = BufReader::new(File::open(path).ok()?).take(FARTHEST);
    for _ in 1..number {
        if input.skip_until(b'\n').ok()? == 0 {
            return None;
        }
    }
    let mut line = Vec::new();
    input.take(LONGEST).read_until(b'\n', &mut line).ok()?;
    let line = String::from_utf8_lossy(&line);
    let line = line.strip_prefix('\u{feff}').unwrap_or(&line).trim_end();
    (number > 0 && !line.is_empty()).then(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(file: &str, title: Option<&str>) {
        assert_eq!(heading(file.as_bytes(), &Limits::default()).as_deref(), title, "{file:?}");
    }

    #[test]
    fn a_heading_is_a_title_only_at_the_top_of_the_body() {
        check("---\nurl: x\n---\n\n# Q&amp;A #\ntext", Some("Q&A"));
        check("---\nurl: x\n---\ntext\n# Later\n", None);
        check("---\nurl: x\n---\n## Smaller\n", None);
        check("---\nurl: x\n---\n", None);
        check("---\n# comment\n", None);
    }
}
