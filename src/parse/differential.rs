//! A differential test of the scanner: for every header, the scanner and the YAML reader must give the same document
//! and the same diagnostics. Compiled for tests, which edit real and generated headers at random, and for `fuzz/`.

use std::sync::Arc;

use super::arena::{StringArena, TextArena};
use super::context::{FileContext, RunContext};
use super::field_usage::FieldUsage;
use super::header::{self, HeaderText};
use super::origin::BodyStart;
use super::parsed_files::FileContent;
use super::report::FileReport;
use super::tree::{HeaderReader, Language};
use crate::model::{Diagnostic, Document, HeaderParser, ParseOptions};

/// Reads a header on both paths, and panics where they differ; whether the scanner read it. Where it gave up there
/// is nothing to compare: both readings are the YAML reader's.
pub fn agrees(text: &[u8]) -> bool {
    let store = StringArena::new();
    let (fast, scanned) = read(text, HeaderParser::Auto, &store);
    if scanned {
        let (yaml, _) = read(text, HeaderParser::Yaml, &store);
        assert_eq!(fast, yaml, "{}", String::from_utf8_lossy(text));
    }
    scanned
}

/// The result of one path.
#[derive(Debug, PartialEq)]
struct ReadHeader<'t> {
    document: Option<Document<'t>>,
    diagnostics: Vec<Diagnostic>,
}

fn read<'t>(text: &[u8], parser: HeaderParser, store: &'t StringArena) -> (ReadHeader<'t>, bool) {
    let file: Arc<str> = "2031-04-01-a.md".into();
    let options = ParseOptions { parser, ..ParseOptions::default() };
    let run = RunContext { usage: &FieldUsage::default(), count_fields: None };
    let arena = TextArena::new(store);
    let context = FileContext { file: &file, source: None, options: &options, run, arena: &arena };
    let mut report = FileReport::new(&file);
    let header = HeaderText::new(Language::Yaml, text.to_vec(), 2, BodyStart::Nowhere);
    let content = header::read(header, &context, &mut report, &mut Vec::new());
    let (document, scanned) = match content {
        FileContent::Document(document, reader) => (Some(*document), reader == HeaderReader::YamlFast),
        FileContent::Text(_) | FileContent::Nothing | FileContent::Records(_) => (None, false),
    };
    (ReadHeader { document, diagnostics: report.diagnostics }, scanned)
}

/// The title that a header has on both paths, and the kinds of what was said.
#[cfg(test)]
pub(super) fn title(text: &str) -> (Option<String>, Vec<&'static str>) {
    agrees(text.as_bytes());
    let store = StringArena::new();
    let (read, _) = read(text.as_bytes(), HeaderParser::Yaml, &store);
    let title = read.document.and_then(|document| document.head.title.map(str::to_owned));
    (title, read.diagnostics.iter().map(|diagnostic| diagnostic.problem.kind()).collect())
}

#[cfg(test)]
mod tests {
    //! The edits are the same in every run. `NEWSFEED_EDITS` sets how many, `NEWSFEED_HEADERS` names a folder of more
    //! files to edit.

    use std::fs;
    use std::path::Path;

    use rayon::prelude::*;

    use super::agrees;

    /// The headers of the files below a folder.
    fn headers(folder: &Path, found: &mut Vec<Vec<u8>>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                headers(&path, found);
            } else if let Ok(bytes) = fs::read(&path) {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let inner = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n"));
                let end = inner.and_then(|inner| inner.find("\n---"));
                found.extend(inner.zip(end).map(|(inner, end)| inner.as_bytes()[..=end].to_vec()));
            }
        }
    }

    /// The odd parts of headers.
    const PIECES: &[&str] = &[
        ": ",
        ":",
        " #",
        "#",
        "- ",
        "-",
        "\n- ",
        "\n  ",
        "\n",
        "\n\n",
        " ",
        "  ",
        "'",
        "''",
        "\"",
        "\\",
        "\\\"",
        "\\u00e9",
        "\\ud83d",
        "\\x41",
        "\\/",
        "&a ",
        "*a",
        "!t ",
        "!!str ",
        "|",
        ">",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "?",
        "? ",
        "%",
        "@",
        "`",
        "~",
        "null",
        "true",
        "no",
        "0x1F",
        "017",
        "1e5",
        ".inf",
        "1_000",
        "-1",
        "+1",
        "1.10",
        "0",
        "2031-04-01",
        "\t",
        "\r",
        "\r\n",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{7f}",
        "\u{0}",
        "é",
        "😀",
        "---",
        "\n---\n",
        "...",
        "<<: ",
        "title: ",
        "related:\n",
        "webUrl: \"\"",
        "topics: []",
        "{}",
        "Title: x\n",
        "quality: \"59\"\n",
        "published: false\n",
        "=",
        "\ntitle:x\n",
        "::",
        "\nurl:: x\n",
        " #x",
        ": &x y",
        ": !!! x",
        "\u{e0041}",
        "\u{1f3f4}",
        "\nand so on\n",
        "\n\t",
        "source-url: x\n",
    ];

    /// xorshift64*: small, and the same everywhere.
    struct Random(u64);

    impl Random {
        fn below(&mut self, most: usize) -> usize {
            self.0 ^= self.0 >> 12;
            self.0 ^= self.0 << 25;
            self.0 ^= self.0 >> 27;
            (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % most.max(1)
        }
    }

    fn edited(header: &[u8], random: &mut Random) -> Vec<u8> {
        let mut text = header.to_vec();
        for _ in 0..=random.below(3) {
            let at = random.below(text.len() + 1);
            let end = (at + 1 + random.below(12)).min(text.len());
            match random.below(6) {
                0 => drop(text.drain(at.min(end)..end)),
                1 => {
                    let copy = text[at.min(end)..end].to_vec();
                    let to = random.below(text.len() + 1);
                    text.splice(to..to, copy);
                }
                2 => {
                    let line =
                        text[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |before| before + 1);
                    text.splice(line..line, b"  ".iter().copied().take(1 + random.below(2)));
                }
                3 => {
                    let (set, part) = (random.below(256) as u8, random.below(65_536) as u16);
                    let character = crate::characters::character(set, part).to_string();
                    // Not inside of another character, which is a fault of its own and found in fewer edits.
                    let at = (at..text.len()).find(|at| text[*at] & 0xc0 != 0x80).unwrap_or(text.len());
                    text.splice(at..at, character.into_bytes());
                }
                _ => {
                    let piece = PIECES[random.below(PIECES.len())];
                    text.splice(at..at, piece.bytes());
                }
            }
        }
        text
    }

    #[test]
    fn both_paths_read_edited_headers_alike() {
        let mut all = Vec::new();
        headers(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"), &mut all);
        if let Some(folder) = std::env::var_os("NEWSFEED_HEADERS") {
            headers(Path::new(&folder), &mut all);
        }
        let untouched = all.par_iter().filter(|header| agrees(header)).count();
        assert!(untouched * 2 > all.len(), "the scanner gave up at most of {} headers", all.len());
        let edits: u64 = std::env::var("NEWSFEED_EDITS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
        let scanned = (1..=edits)
            .into_par_iter()
            .filter(|number| {
                let mut random = Random(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
                let header = &all[random.below(all.len())];
                agrees(&edited(header, &mut random))
            })
            .count() as u64;
        assert!(scanned * 5 > edits, "of {edits} edited headers the scanner read only {scanned}");
        println!("{} headers, {edits} edits, {scanned} read by the scanner", all.len());
    }
}
