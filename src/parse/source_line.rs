//! The line of a file that a diagnostic is about, for showing it beside the message.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use crate::model::{InputPath, SourceFile};

/// A line of a file, by its number from 1, where it is not too far into the file to be shown at a terminal.
pub fn source_line(file: &SourceFile, number: u32) -> Option<String> {
    const LONGEST: u64 = 64 << 10;
    const FARTHEST: u64 = 16 << 20;
    let InputPath::Path(path) = &file.place else { return None };
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
