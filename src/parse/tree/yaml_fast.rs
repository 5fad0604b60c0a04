//! The fast path: reads the block subset of YAML that scrapers write, in one pass and without copying. `yaml_reader.rs`
//! defines the meaning of a header; the scanner either gives exactly the same result or gives up, and then
//! `yaml_reader.rs` reads the whole header. The scanner gives up at flow collections, block scalars, values over
//! several lines, anchors, tags, comments, tabs, odd escapes, and words that could be a number.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr2_iter};

use super::node::{Fields, ListNode, Node};

/// Levels of maps and lists; a header that nests deeper is odd.
pub(super) const DEEPEST: usize = 16;

/// Reads a header, keeping the fields that `wanted` names, or gives up.
pub(super) fn scan(text: &str, wanted: fn(&str) -> bool) -> Option<Fields<'_>> {
    // A mark at the start is the guard's business; one in the middle is nobody's.
    if text.contains('\u{feff}') {
        return None;
    }
    let is_odd = memchr2(b'\t', b'\r', text.as_bytes()).is_some();
    let mut scanner = YamlScanner { text, is_odd, at: 0, number: 0, line: None, wanted };
    scanner.next_line()?;
    let fields = scanner.map(0, DEEPEST, true, 0)?;
    // A line that no collection took belongs to something else.
    (scanner.line.is_none() && !fields.is_empty()).then_some(fields)
}

struct YamlScanner<'t> {
    text: &'t str,
    /// Whether it holds a tab or a carriage return.
    is_odd: bool,
    /// The offset of the next line.
    at: usize,
    /// The number of the present line, from 1.
    number: u32,
    /// The present line, none at the end.
    line: Option<ScannedLine<'t>>,
    wanted: fn(&str) -> bool,
}

/// A line that is not blank, without its end.
#[derive(Clone, Copy)]
struct ScannedLine<'t> {
    indent: usize,
    /// From its first character that is no blank.
    rest: &'t str,
}

impl<'t> YamlScanner<'t> {
    /// Goes to the next line that is not blank.
    fn next_line(&mut self) -> Option<()> {
        loop {
            if self.at >= self.text.len() {
                self.line = None;
                return Some(());
            }
            let rest = &self.text[self.at..];
            let end = memchr(b'\n', rest.as_bytes());
            let line = &rest[..end.unwrap_or(rest.len())];
            self.at += line.len() + 1;
            self.number += 1;
            let line = line.strip_suffix('\r').unwrap_or(line);
            let indent = line.bytes().take_while(|byte| *byte == b' ').count();
            let rest = &line[indent..];
            if rest.is_empty() {
                continue;
            }
            // A tab between words is one more blank to some readers and an error to others.
            if self.is_odd && memchr2(b'\t', b'\r', rest.as_bytes()).is_some() {
                return None;
            }
            self.line = Some(ScannedLine { indent, rest });
            return Some(());
        }
    }

    /// A map whose keys stand at this indent, beginning with the present line. `depth` is how much deeper it may go.
    /// `usual` is how many fields of ours it most likely has.
    fn map(&mut self, indent: usize, depth: usize, keep: bool, usual: usize) -> Option<Fields<'t>> {
        let mut fields = Fields::new();
        while let Some(line) = self.line.filter(|line| line.indent == indent && !is_item(line.rest)) {
            let (key, value) = key_and_value(line.rest)?;
            let keep = keep && (self.wanted)(key);
            let node = self.value(value, indent, depth, keep)?;
            if keep {
                if fields.is_empty() {
                    fields.reserve_exact(usual);
                }
                fields.push((Cow::Borrowed(key), node));
            }
        }
        Some(fields)
    }

    /// A list whose dashes stand at this indent, beginning with the present line.
    fn list(&mut self, indent: usize, depth: usize, keep: bool) -> Option<ListNode<'t>> {
        let mut list = ListNode::default();
        let mut usual = 0;
        while let Some(line) = self.line.filter(|line| line.indent == indent && is_item(line.rest)) {
            let number = self.number;
            let after = &line.rest[1..];
            let content = after.trim_start_matches(' ');
            let node = if content.is_empty() {
                self.next_line()?;
                // What stands on a line of its own below a dash is for the other reader.
                self.ends_before(indent)?;
                Node::Null
            } else if is_item(content) {
                return None;
            } else if key_and_value(content).is_some() {
                let inner = indent + 1 + (after.len() - content.len());
                self.line = Some(ScannedLine { indent: inner, rest: content });
                let fields = self.map(inner, depth.checked_sub(1)?, keep, usual)?;
                // Entries of one list are alike.
                usual = fields.len();
                Node::Map(fields)
            } else {
                self.next_line()?;
                self.ends_before(indent)?;
                scalar(content.trim_end_matches(' '))?
            };
            if keep {
                list.items.push(node);
                list.lines.push(number);
            }
        }
        Some(list)
    }

    /// Reads the value of a key at this indent, on its line or below it.
    fn value(&mut self, value: &'t str, indent: usize, depth: usize, keep: bool) -> Option<Node<'t>> {
        self.next_line()?;
        if !value.is_empty() {
            self.ends_before(indent)?;
            return scalar(value);
        }
        let depth = depth.checked_sub(1)?;
        match self.line {
            Some(line) if line.indent >= indent && is_item(line.rest) => {
                self.list(line.indent, depth, keep).map(Node::List)
            }
            Some(line) if line.indent > indent => self.map(line.indent, depth, keep, 0).map(Node::Map),
            _ => Some(Node::Null),
        }
    }

    /// The present line does not go on with a value that ended on the line before.
    fn ends_before(&self, indent: usize) -> Option<()> {
        self.line.is_none_or(|line| line.indent <= indent).then_some(())
    }
}

/// `- x`, or a dash alone.
fn is_item(rest: &str) -> bool {
    rest == "-" || rest.starts_with("- ")
}

/// `key: value`: the key a plain name, the value without the blanks around it.
fn key_and_value(rest: &str) -> Option<(&str, &str)> {
    // YAML looks for the colon of a key in 1024 characters; names are shorter.
    const LONGEST: usize = 128;
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let length = rest.bytes().take(LONGEST).take_while(is_name).count();
    let first = rest.bytes().next()?;
    let value = rest[length..].strip_prefix(':')?;
    let is_key = length > 0 && (first.is_ascii_alphabetic() || first == b'_');
    (is_key && (value.is_empty() || value.starts_with(' ')))
        .then(|| (&rest[..length], value.trim_matches(' ')))
}

/// A value on one line.
fn scalar(value: &str) -> Option<Node<'_>> {
    match value.as_bytes().first()? {
        b'"' => double_quoted(value).map(Node::Text),
        b'\'' => single_quoted(value).map(Node::Text),
        b'[' if value == "[]" => Some(Node::List(ListNode::default())),
        b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'/' | b'(' | 0x80.. => plain(value),
        b'0'..=b'9' | b'-' | b'+' | b'.' => number(value),
        _ => None,
    }
}

/// A plain text, where it is no word that YAML knows.
fn plain(value: &str) -> Option<Node<'_>> {
    match value {
        "null" | "Null" | "NULL" => return Some(Node::Null),
        "true" | "True" | "TRUE" => return Some(Node::Bool(true)),
        "false" | "False" | "FALSE" => return Some(Node::Bool(false)),
        _ => {}
    }
    is_plain(value).then_some(Node::Text(Cow::Borrowed(value)))
}

/// Nothing in it begins a value or a comment.
fn is_plain(value: &str) -> bool {
    let bytes = value.as_bytes();
    let breaks = |at: usize, byte: u8| match byte {
        b':' => bytes.get(at + 1).is_none_or(|next| *next == b' '),
        b'#' => at > 0 && bytes[at - 1] == b' ',
        _ => false,
    };
    !memchr2_iter(b':', b'#', bytes).any(|at| breaks(at, bytes[at]))
}

/// A number that everybody reads alike, or a text that nobody takes for one (a date).
fn number(value: &str) -> Option<Node<'_>> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain_number = all_digits(whole)
        && all_digits(part)
        && (whole == "0" || !whole.starts_with('0'))
        && whole.len() + part.len() <= 15
        && digits.len() > usize::from(digits.contains('.'));
    if plain_number {
        return Some(Node::Written(value));
    }
    // Hexadecimal, octal, exponents, underscores, infinities: let YAML say.
    let numeric = |byte: u8| {
        byte.is_ascii_digit()
            || matches!(byte, b'.' | b'+' | b'-' | b'_' | b'a'..=b'f' | b'A'..=b'F')
            || b"iInNxXoO".contains(&byte)
    };
    let is_text = value.as_bytes()[0].is_ascii_digit() && !value.bytes().all(numeric);
    (is_text && is_plain(value)).then_some(Node::Text(Cow::Borrowed(value)))
}

/// A text in double quotes, with the escapes that JSON has.
fn double_quoted(value: &str) -> Option<Cow<'_, str>> {
    let inner = &value[1..];
    let end = memchr2(b'"', b'\\', inner.as_bytes())?;
    if inner.as_bytes()[end] == b'"' {
        return (end + 1 == inner.len()).then(|| Cow::Borrowed(&inner[..end]));
    }
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    loop {
        let end = memchr2(b'"', b'\\', rest.as_bytes())?;
        text.push_str(&rest[..end]);
        if rest.as_bytes()[end] == b'"' {
            return (end + 1 == rest.len()).then_some(Cow::Owned(text));
        }
        let escape = *rest.as_bytes().get(end + 1)?;
        rest = rest.get(end + 2..)?;
        match escape {
            b'"' => text.push('"'),
            b'\\' => text.push('\\'),
            b'/' => text.push('/'),
            b'n' => text.push('\n'),
            b't' => text.push('\t'),
            b'r' => text.push('\r'),
            b'u' => {
                let hex = rest.get(..4).filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
                // Half a surrogate pair is no character.
                text.push(char::from_u32(u32::from_str_radix(hex, 16).ok()?)?);
                rest = &rest[4..];
            }
            _ => return None,
        }
    }
}

/// A text in single quotes; two of them inside are one.
fn single_quoted(value: &str) -> Option<Cow<'_, str>> {
    let inner = value[1..].strip_suffix('\'')?;
    if !inner.contains('\'') {
        return Some(Cow::Borrowed(inner));
    }
    let text = inner.replace("''", "\u{0}");
    (!text.contains('\'')).then(|| Cow::Owned(text.replace('\u{0}', "'")))
}

#[cfg(test)]
mod tests {
    use super::super::yaml_reader::{self as yaml, YamlContent};
    use super::*;

    /// The scanner's fields in the spelling of the YAML reader, without lines.
    fn plainly(node: &Node<'_>) -> Node<'static> {
        match node {
            Node::Written(number) => match yaml::read(&format!("x: {number}"), |_| true, 1000) {
                Ok(YamlContent::Fields(mut fields)) => fields.remove(0).1,
                other => panic!("{other:?}"),
            },
            Node::Null => Node::Null,
            Node::Bool(yes) => Node::Bool(*yes),
            Node::Number(number) => Node::Number(number.clone()),
            Node::Text(text) => Node::Text(text.to_string().into()),
            Node::List(list) => Node::List(ListNode::new(list.items.iter().map(plainly).collect())),
            Node::Map(fields) => Node::Map(all_plainly(fields)),
            Node::Tagged(..) => unreachable!("the scanner gives up at tags"),
        }
    }

    fn all_plainly(fields: &Fields<'_>) -> Fields<'static> {
        fields.iter().map(|(name, node)| (name.to_string().into(), plainly(node))).collect()
    }

    /// The scanner either gives up or says what YAML says.
    fn agrees(text: &str) -> bool {
        let Some(fields) = scan(text, |_| true) else { return false };
        let read = yaml::read(text, |_| true, 2 * text.len() + 4096);
        assert_eq!(Ok(YamlContent::Fields(all_plainly(&fields))), read, "{text:?}");
        true
    }

    #[test]
    fn what_scrapers_write_is_read() {
        for text in [
            "title: Bridge opens\n",
            "title: \"Bridge: \\\"opens\\\" \\u00e9\"\ndate: 2031-03-01T08:00:00Z\r\nquality: 59\nheat: -1\n",
            "a: 'it''s'\nb: ''\nc: \"\"\nd:\ne: ~x\n".trim_end_matches("e: ~x\n"),
            "related:\n  - title: a\n    provider:\n      name: b\n    n: 1.10\n  - title: c\ntopics:\n- x\n-\n- y\n",
            "\na: 1\n\n\nb:\n\n  c: d\n\n",
            "a: true\nb: null\nc: []\nd: no\ne: 2031\nf: 0\ng: 1.5\n",
            "a: \"x\\/y\"\n",
            "a: C# and F#\nb: http://x.example/a:b\nc: (x)\nd: é\n",
        ] {
            assert!(agrees(text), "{text:?}");
        }
    }

    #[test]
    fn only_what_is_wanted_is_kept() {
        let text = "a: 1\nb: 2\nc:\n  a: 3\n  d: 4\na2:\n- a: 5\n";
        let kept = scan(text, |name| matches!(name, "a" | "a2")).unwrap();
        let names: Vec<&str> = kept.iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["a", "a2"]);
    }

    /// Headers that other readers have failed at, and near misses of them.
    const TRAPS: &[&str] = &[
        "a: b: c\n",
        "a: b #c\n",
        "a: b# c\n",
        "a:b\n",
        "a : b\n",
        "a: &x b\n",
        "a: *x\n",
        "a: !t b\n",
        "a: |\n  b\n",
        "a: >\n  b\n",
        "a: [b]\n",
        "a: {b: c}\n",
        "a: b\n  c\n",
        "a: \"b\n  c\"\n",
        "a: \"b\" c\n",
        "a: 'b' c\n",
        "a: 'b'c'\n",
        "a: \"\\ud83d\\ude00\"\n",
        "a: \"\\x41\"\n",
        "a: \"\\q\"\n",
        "- a\n",
        "- a: b\n",
        "a\n",
        "\"a\": b\n",
        "? a\n: b\n",
        "a: b\n---\nc: d\n",
        "a: b\n...\n",
        "%YAML 1.2\n",
        "a: 0x1F\n",
        "a: 0o17\n",
        "a: 017\n",
        "a: 1e5\n",
        "a: .inf\n",
        "a: -.inf\n",
        "a: 1_000\n",
        "a: +1\n",
        "a: 12345678901234567890\n",
        "a: 1.\n",
        "a: .5\n",
        "a: -\n",
        "a: - b\n",
        "a: -b\n",
        "a: 1:2\n",
        "a: ~\n",
        "a:\n - b\n - c\n",
        "a:\n- b\nc: d\n",
        "a:\n    b: c\n  d: e\n",
        "a:\n  b: c\n   d: e\n",
        "  a: b\n",
        "a:\n  - b\n - c\n",
        "a:\n  -\n    b: c\n",
        "a:\n  - - b\n",
        "a:\n  - b: c\n   d: e\n",
        "a:\n -  b: c\n    d: e\n",
        "a: b\n\tc: d\n",
        "a:\tb\n",
        "a: b\tc\n",
        "a: 'b\n",
        "a: \"b\n",
        "a: @b\n",
        "a: `b\n",
        "a: %b\n",
        "a: ,b\n",
        "a: ]\n",
        "a: }\n",
        "a: b]\n",
        "a: ?b\n",
        "a: ? b\n",
        "a: :b\n",
        "a: b:\n",
        "a: b :c\n",
        "<<: b\n",
        "a: <<\n",
        "a: y\nb: yes\nc: On\n",
        "a: NULL\nb: Null\nc: nUll\n",
        "null: a\ntrue: b\n1: c\n",
        "a: a\u{feff}b\n",
        "a: \u{1f600}\n",
        "a: b\r\nc: d\r\n",
        "a: b\rc: d\n",
        "a: \"b\" # c\n",
        "a: b # c\n",
        "# c\na: b\n",
        "a: #b\n",
        "a: -1.50\n",
        "a: 1.0\n",
        "a: 00\n",
        "a: 0.10\n",
        "a: 2031-03-01\n",
        "a: 08:30\n",
        "a: 1a\n",
        "a: 0b1\n",
        "a: 1e\n",
        "a: 12e03\n",
        "a: nan\n",
        "a: .nan\n",
        "a: 9007199254740993\n",
        "a: 1.7976931348623157e309\n",
        "a: --- b\n",
        "a: ... b\n",
        "a: /b\n",
        "a: \\b\n",
        "a:  \n  b\n",
        "a: \nb: c\n",
        "a:\n\n- b\n",
        "a: b\na: c\n",
        "a-b: c\n_a: d\n",
        "a.b: c\n",
        "a: b  \n",
        "a: \"b\"  \n",
        "a: $b\n",
        "a: b, c\n",
        "a: [ ]\n",
        "a: {}\n",
        "a: =\n",
        "a: b &c *d !e\n",
        "a: \"a\\/b\\n\"\n",
        "a: \"\\u000\"\n",
        "a: \"\\u2028\"\n",
    ];

    #[test]
    fn traps_are_left_to_yaml_or_read_as_it_reads_them() {
        for text in TRAPS {
            let _either = agrees(text);
        }
    }
}
