//! One type per sink, the only way text gets out. What a scraper read is never trusted: nothing here passes on
//! what the sink would obey.

use std::fmt;
use std::io::{self, Write};

use memchr::{memchr, memchr3_iter};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::text::tag_characters::{self, is_tag_sign, stray_tag_signs, without_tag_signs};

/// Text for a terminal: no control characters, no bidi overrides, no line breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terminal(String);

impl Terminal {
    /// Takes out what a terminal would obey. ZWJ, ZWNJ, LRM, RLM and emoji stay whole.
    pub fn new(text: &str) -> Terminal {
        // Most text is plain ASCII, and goes as it is.
        if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            return Terminal(text.to_owned());
        }
        let keep = |c: char| match c {
            '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
            c if c.is_control() || is_bidi_control(c) => None,
            c => Some(c),
        };
        Terminal(without_tag_signs(text).chars().filter_map(keep).collect())
    }

    /// A file name: what would be taken out of other text is spelled out, so that the name stays recognisable.
    pub fn name(name: &str) -> Terminal {
        let mut safe = String::with_capacity(name.len());
        let hides = !stray_tag_signs(name).is_empty();
        for c in name.chars() {
            let separator = matches!(c, '\u{2028}' | '\u{2029}');
            if c.is_control() || is_bidi_control(c) || separator || (hides && is_tag_sign(c)) {
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

/// Text in HTML, between tags or in a quoted attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Html(String);

impl Html {
    pub(super) fn new(text: &str) -> Html {
        let text = Xml::new(text).0;
        let mut safe = String::with_capacity(text.len() + 8);
        for c in text.chars() {
            match c {
                '&' => safe.push_str("&amp;"),
                '<' => safe.push_str("&lt;"),
                '>' => safe.push_str("&gt;"),
                '"' => safe.push_str("&quot;"),
                '\'' => safe.push_str("&#x27;"),
                c => safe.push(c),
            }
        }
        Html(safe)
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text that an XML writer will escape: without characters that XML cannot hold even escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Xml(String);

impl Xml {
    pub(super) fn new(text: &str) -> Xml {
        let mut text = Terminal::new(text).0;
        if !text.is_ascii() {
            text.retain(|c| (c as u32) & 0xfffe != 0xfffe && !('\u{fdd0}'..='\u{fdef}').contains(&c));
        }
        Xml(text)
    }
}

impl fmt::Display for Xml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text in a line of Markdown: what would be markup, a link or HTML is escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Markdown(String);

impl Markdown {
    /// Escapes no more than it must, so that the source reads well: marks inside a word (`snake_case`, `5*3`
    /// is none) stay markup to some readers, so they are escaped as well.
    pub(super) fn new(text: &str) -> Markdown {
        let text = Terminal::new(text).0;
        let mut safe = String::with_capacity(text.len() + 8);
        let first = text.len() - text.trim_start().len();
        let number = first + text.trim_start().bytes().take_while(u8::is_ascii_digit).count();
        let last_hashes = text.trim_end().trim_end_matches('#').len();
        for (at, c) in text.char_indices() {
            let markup = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$');
            // At its start a line can be a heading, an item, a rule or a table.
            let opens = at == first && matches!(c, '#' | '-' | '+' | '=');
            let numbers = at == number && number > first && matches!(c, '.' | ')');
            // A heading may close with these.
            let closes = c == '#' && at >= last_hashes;
            // Bare addresses and mentions become links where the reader is GitHub.
            let address =
                (c == ':' && text[at..].starts_with("://")) || (c == '.' && ends_in_www(&text[..at]));
            let entity = c == '&' && opens_entity(&text[at..]);
            // A tag is one to whoever takes the Markdown for HTML, whatever stands before it.
            if let '<' | '>' = c {
                safe.push_str(if c == '<' { "&lt;" } else { "&gt;" });
                continue;
            }
            let target = c == '(' && text[..at].ends_with(']');
            if markup || target || entity || opens || numbers || closes || address || c == '@' {
                safe.push('\\');
            }
            safe.push(c);
        }
        Markdown(safe)
    }

    /// The destination of a link: nothing in it can end it.
    pub(super) fn address(url: &str) -> Markdown {
        let mut safe = String::with_capacity(url.len());
        let url = Terminal::new(url).0;
        for (at, c) in url.char_indices() {
            match c {
                '(' | ')' | '<' | '>' | ' ' | '"' | '\\' | '`' | '|' => {
                    safe.push_str(&format!("%{:02X}", c as u32));
                }
                '&' if opens_entity(&url[at..]) => safe.push_str("&amp;"),
                c => safe.push(c),
            }
        }
        Markdown(safe)
    }
}

/// Whether an ampersand stands before what could be an entity: `&lt;`, `&#60;`.
fn opens_entity(text: &str) -> bool {
    let name = text[1..].trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
    name.starts_with(';')
}

fn ends_in_www(text: &str) -> bool {
    text.len() >= 3 && text.as_bytes()[text.len() - 3..].eq_ignore_ascii_case(b"www")
}

impl fmt::Display for Markdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A cell of a table with tabs: on one line, and nothing that a spreadsheet would run (CWE-1236).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell(String);

impl Cell {
    pub(super) fn new(text: &str) -> Cell {
        let text = Terminal::new(text).0;
        let runs = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
        let runs = runs && text.parse::<i64>().is_err();
        Cell(if runs { format!("'{text}") } else { text })
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Characters that reorder what stands around them.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Writes a value as safe JSON, without a line end.
pub(super) fn json(value: &impl serde::Serialize, out: impl Write) -> io::Result<()> {
    let mut safe = Json { out, text: Vec::new() };
    serde_json::to_writer(&mut safe, value)?;
    safe.flush()
}

/// Adds a value as safe JSON, without a line end.
pub(super) fn add_json(value: &impl serde::Serialize, text: &mut Vec<u8>) -> io::Result<()> {
    let start = text.len();
    serde_json::to_writer(&mut *text, value)?;
    make_safe(text, start)
}

/// Makes JSON safe on its way, as much at a time as is looked at in one go.
struct Json<W> {
    out: W,
    text: Vec<u8>,
}

impl<W: Write> Write for Json<W> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        const MOST: usize = 64 * 1024;
        // serde_json writes whole characters, so that none is in two pieces.
        self.text.extend(piece);
        if self.text.len() >= MOST {
            self.flush()?;
        }
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        make_safe(&mut self.text, 0)?;
        self.out.write_all(&self.text)?;
        self.text.clear();
        Ok(())
    }
}

/// Makes JSON safe from here on: its strings hold no character that a terminal would obey. Controls, bidi overrides and the
/// Unicode line separators are escaped; readers get the same text back. Tag characters are removed, because an escape
/// would bring them back in the program that reads the JSON.
fn make_safe(json: &mut Vec<u8>, start: usize) -> io::Result<()> {
    if memchr(tag_characters::FIRST_BYTE, &json[start..]).is_some() {
        let raw = json.split_off(start);
        let text = str::from_utf8(&raw).expect("serde_json writes whole characters");
        json.extend(without_tag_signs(text).as_bytes());
    }
    // Outside of strings JSON is ASCII without them, so that the whole is looked at in one go.
    let found: Vec<(usize, char)> = obeyed_in(&json[start..]).collect();
    let Some((first, _)) = found.first() else { return Ok(()) };
    let raw = json.split_off(start + first);
    let mut rest = &raw[..];
    let mut next = *first;
    for (at, c) in found {
        let (before, after) = rest.split_at(at - next);
        json.extend(before);
        write!(json, "\\u{:04x}", c as u32)?;
        rest = &after[c.len_utf8()..];
        next = at + c.len_utf8();
    }
    json.extend(rest);
    Ok(())
}

/// The characters of UTF-8 that a terminal would obey, with their places. Only DEL and what begins with one of two bytes
/// is: serde_json escapes the other controls.
fn obeyed_in(text: &[u8]) -> impl Iterator<Item = (usize, char)> {
    const DEL: u8 = 0x7f;
    const C1: u8 = 0xc2;
    const MARKS: u8 = 0xe2;
    memchr3_iter(DEL, C1, MARKS, text).filter_map(|at| {
        let length = match text[at] {
            DEL => 1,
            C1 => 2,
            _ => 3,
        };
        let character = str::from_utf8(&text[at..at + length]).expect("serde_json writes whole characters");
        character.chars().next().filter(|c| obeyed(*c)).map(|c| (at, c))
    })
}

fn obeyed(c: char) -> bool {
    matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}') || is_bidi_control(c)
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
    fn markup_is_text_in_html_and_markdown() {
        assert_eq!(Html::new("a<b> \"&' \u{1b}\u{ffff}").to_string(), "a&lt;b&gt; &quot;&amp;&#x27; ");
        let md = |raw| Markdown::new(raw).to_string();
        assert_eq!(md("[x](javascript:y) <b> `c` a_b"), "\\[x\\]\\(javascript:y) &lt;b&gt; \\`c\\` a\\_b");
        assert_eq!(md("# not a heading #"), "\\# not a heading \\#");
        assert_eq!(md("1. no item"), "1\\. no item");
        assert_eq!(md("see https://x.example, www.x.example"), "see https\\://x.example, www\\.x.example");
        assert_eq!(md("C# 5.0 - what's new? (part 1)"), "C# 5.0 - what's new? (part 1)");
        assert_eq!(Markdown::address("https://x.example/a)b c").to_string(), "https://x.example/a%29b%20c");
    }

    #[test]
    fn a_spreadsheet_runs_no_cell() {
        assert_eq!(Cell::new("=1+1").to_string(), "'=1+1");
        assert_eq!(Cell::new(" @x\ty\nz").to_string(), "' @x y z");
        assert_eq!(Cell::new("a=b").to_string(), "a=b");
        assert_eq!(Cell::new("-1").to_string(), "-1");
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
        let mut text = "\u{202e}".as_bytes().to_vec();
        add_json(&["a\u{9b}b", "“c”\u{2066}"], &mut text).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), "\u{202e}[\"a\\u009bb\",\"“c”\\u2066\"]");
    }

    #[test]
    fn no_sink_gets_tag_signs() {
        let hidden = "kite\u{e0073}\u{e0065} day";
        assert_eq!(Terminal::new(hidden).to_string(), "kite day");
        assert_eq!(Html::new(hidden).to_string(), "kite day");
        assert_eq!(Markdown::new(hidden).to_string(), "kite day");
        assert_eq!(Cell::new(hidden).to_string(), "kite day");
        assert_eq!(Terminal::name(hidden).to_string(), "kite\\u{e0073}\\u{e0065} day");
        let mut out = Vec::new();
        json(&hidden, &mut out).unwrap();
        assert_eq!(out, b"\"kite day\"");
        let flag = "🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}";
        assert_eq!(Terminal::new(flag).to_string(), flag);
    }

    #[test]
    fn json_is_the_same_in_pieces_and_as_a_whole() {
        let texts: Vec<String> =
            (0..3000).map(|at| format!("{at} “x”\u{85}\n{}\u{202e}", "é".repeat(at % 90))).collect();
        let (mut pieces, mut whole) = (Vec::new(), Vec::new());
        json(&texts, &mut pieces).unwrap();
        add_json(&texts, &mut whole).unwrap();
        assert!(pieces == whole && whole.len() > 300_000);
        assert_eq!(serde_json::from_slice::<Vec<String>>(&whole).unwrap(), texts);
    }
}
