//! One type per sink, the only way text gets out. What a scraper read is never trusted: nothing here passes on
//! what the sink would obey.

use std::fmt;
use std::io;

use serde_json::ser::Formatter;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Text for a terminal: no control characters, no bidi overrides, no line breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terminal(String);

impl Terminal {
    /// Takes out what a terminal would obey. ZWJ, ZWNJ, LRM, RLM and emoji stay whole.
    pub fn new(text: &str) -> Terminal {
        let keep = |c: char| match c {
            '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
            c if c.is_control() || is_bidi_control(c) => None,
            c => Some(c),
        };
        Terminal(text.chars().filter_map(keep).collect())
    }

    /// A file name: what would be taken out of other text is spelled out, so that the name stays recognisable.
    pub fn name(name: &str) -> Terminal {
        let mut safe = String::with_capacity(name.len());
        for c in name.chars() {
            let separator = matches!(c, '\u{2028}' | '\u{2029}');
            if c.is_control() || is_bidi_control(c) || separator {
                safe.extend(c.escape_default());
            } else {
                safe.push(c);
            }
        }
        Terminal(safe)
    }

    /// Columns it takes.
    pub fn width(&self) -> usize {
        self.0.width()
    }

    /// In lines of at most `width` columns; at least one line.
    pub fn wrap(&self, width: usize) -> Vec<Terminal> {
        let options =
            textwrap::Options::new(width.max(8)).word_splitter(textwrap::WordSplitter::NoHyphenation);
        textwrap::wrap(&self.0, options).into_iter().map(|line| Terminal(line.into_owned())).collect()
    }

    /// At most `width` columns, with `…` where it was cut.
    pub fn clip(&self, width: usize) -> Terminal {
        if self.width() <= width {
            return self.clone();
        }
        let mut used = 0;
        let fits = |c: &char| {
            used += c.width().unwrap_or(0);
            used < width
        };
        let kept: String = self.0.chars().take_while(fits).collect();
        Terminal(format!("{}…", kept.trim_end()))
    }
}

impl fmt::Display for Terminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Characters that reorder what stands around them.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// JSON whose strings hold no character that a terminal would obey: controls, bidi overrides and the Unicode
/// line separators are escaped. Readers get the same text back.
pub(super) struct Json;

impl Formatter for Json {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(obeyed) {
            let c = rest[at..].chars().next().expect("find points at a character");
            writer.write_all(&rest.as_bytes()[..at])?;
            write!(writer, "\\u{:04x}", c as u32)?;
            rest = &rest[at + c.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }
}

fn obeyed(c: char) -> bool {
    matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}') || is_bidi_control(c)
}

/// Writes a value as safe JSON, without a line end.
pub(super) fn json<T: serde::Serialize>(value: &T, out: &mut dyn io::Write) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(out, Json)).map_err(io::Error::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_nothing_to_obey() {
        let text = |raw| Terminal::new(raw).to_string();
        assert_eq!(text("a\u{1b}[31m\u{9b}\u{202e}b\nc\u{2028}d"), "a[31mb c d");
        assert_eq!(
            text("👨\u{200d}👩\u{200d}👧 \u{200f}A1\u{200e} می\u{200c}شود"),
            "👨\u{200d}👩\u{200d}👧 \u{200f}A1\u{200e} می\u{200c}شود"
        );
        assert_eq!(Terminal::name("a\u{1b}\n.md").to_string(), "a\\u{1b}\\n.md");
    }

    #[test]
    fn width_is_in_columns() {
        assert_eq!(Terminal::new("東京").width(), 4);
        assert_eq!(Terminal::new("東京で地震").clip(6).to_string(), "東京…");
        assert_eq!(Terminal::new("short").clip(5).to_string(), "short");
        let lines: Vec<String> =
            Terminal::new("one two three four").wrap(9).iter().map(Terminal::to_string).collect();
        assert_eq!(lines, ["one two", "three", "four"]);
        assert_eq!(Terminal::new("").wrap(9).len(), 1);
    }

    #[test]
    fn json_reads_back_and_is_safe_to_look_at() {
        let hostile = "a\u{1b}\u{7f}\u{9b}\u{202e}\u{2028}\"\\é";
        let mut out = Vec::new();
        json(&hostile, &mut out).unwrap();
        let written = String::from_utf8(out).unwrap();
        assert!(
            !written.chars().any(|c| c.is_control() || is_bidi_control(c) || c == '\u{2028}'),
            "{written}"
        );
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), hostile);
    }
}
