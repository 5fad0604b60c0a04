//! A header that is not YAML as a whole may be YAML but for one field. This finds the fields that are to blame,
//! reads the plainly meant ones as plain text (`title: Budget: the numbers`), and blanks the others, line for
//! line, so that every place in the rest stays where it was.

use super::outline::Outline;
use super::yaml::{self, Fault};

/// A header with its broken fields quoted or blanked.
pub(super) struct Salvaged {
    pub(super) text: String,
    pub(super) repairs: Vec<Repair>,
}

/// What was done to one place; lines and columns count from 1 within the header.
pub(super) enum Repair {
    /// One line was read as plain text.
    Quoted { line: u32, column: u32, key: String },
    /// A field, or an entry of a list, was left out.
    Dropped { line: u32, column: u32, field: String, message: String },
}

/// Tries to save the rest of a header that the reader refused.
pub(super) fn salvage(text: &str, max_depth: usize) -> Salvaged {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut salvage = Salvage { out: Vec::with_capacity(lines.len()), repairs: Vec::new(), max_depth };
    for range in runs(&lines, begins_field) {
        salvage.field(&lines[range.clone()], range.start);
    }
    Salvaged { text: salvage.out.concat(), repairs: salvage.repairs }
}

struct Salvage {
    out: Vec<String>,
    repairs: Vec<Repair>,
    max_depth: usize,
}

impl Salvage {
    /// Whether a piece is YAML by itself. An unclosed quote before it may have hidden how deep it nests, so
    /// that is asked again.
    fn check(&self, text: &str) -> Result<(), Fault> {
        Outline::of(text, self.max_depth).map_err(|_| Fault::Expansion)?;
        yaml::check(text)
    }

    /// Keeps a field as it is, with some lines quoted, with some entries dropped, or not at all.
    fn field(&mut self, lines: &[&str], first: usize) {
        let Err(fault) = self.check(&lines.concat()) else {
            return self.keep(lines);
        };
        if self.quote(lines, first, "") {
            return;
        }
        let name = lines.first().and_then(|line| line.split(':').next()).unwrap_or("").trim().to_owned();
        match entries(lines) {
            Some(list) if lines.len() > 2 => {
                self.keep(&lines[..1]);
                for (index, range) in list.enumerate() {
                    let at = first + 1 + range.start;
                    self.entry(&lines[1..][range], at, &format!("{name}[{index}]"));
                }
            }
            _ => self.drop(lines, first, name, fault),
        }
    }

    fn entry(&mut self, lines: &[&str], first: usize, name: &str) {
        match self.check(&lines.concat()) {
            Ok(()) => self.keep(lines),
            Err(_) if self.quote(lines, first, name) => {}
            Err(fault) => self.drop(lines, first, name.to_owned(), fault),
        }
    }

    /// Reads the broken one-line values of these lines as plain text, if that makes them YAML.
    fn quote(&mut self, lines: &[&str], first: usize, parent: &str) -> bool {
        let quoted: Vec<Option<Quoted>> = lines.iter().map(|line| plainly_meant(line)).collect();
        let text = |(line, quoted): (&&str, &Option<Quoted>)| {
            quoted.as_ref().map_or((*line).to_owned(), |q| q.line.clone())
        };
        let fixed: Vec<String> = lines.iter().zip(&quoted).map(text).collect();
        if quoted.iter().all(Option::is_none) || self.check(&fixed.concat()).is_err() {
            return false;
        }
        for (offset, quoted) in quoted.into_iter().enumerate() {
            let Some(quoted) = quoted else { continue };
            let key = if parent.is_empty() { quoted.key } else { format!("{parent}.{}", quoted.key) };
            self.repairs.push(Repair::Quoted {
                line: (first + offset) as u32 + 1,
                column: quoted.column,
                key,
            });
        }
        self.out.extend(fixed);
        true
    }

    fn keep(&mut self, lines: &[&str]) {
        self.out.extend(lines.iter().map(|line| (*line).to_owned()));
    }

    fn drop(&mut self, lines: &[&str], first: usize, field: String, fault: Fault) {
        let (line, column, message) = match fault {
            // What is opened and never closed is found at the end, and is to be mended at its beginning.
            Fault::Syntax { message, .. } if message.contains("end of stream") => {
                let value = lines[0].find(": ").map_or(0, |at| lines[0][..at + 2].chars().count());
                (1, value as u32 + 1, "a quote or bracket in it is never closed".to_owned())
            }
            Fault::Syntax { message, line, column } => (line.min(lines.len() as u32), column, message),
            Fault::Expansion => (1, 1, "it nests too deep or expands to too much".to_owned()),
        };
        self.repairs.push(Repair::Dropped { line: first as u32 + line, column, field, message });
        self.out.extend(lines.iter().map(|_| "\n".to_owned()));
    }
}

/// Ranges of lines, each from one that `begins` to the next; lines before the first one go with it.
fn runs<'l>(
    lines: &'l [&str],
    begins: impl Fn(&str) -> bool + 'l,
) -> impl Iterator<Item = std::ops::Range<usize>> + 'l {
    let starts = (0..lines.len()).filter(move |at| *at == 0 || begins(lines[*at]));
    let starts: Vec<usize> = starts.collect();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([lines.len()]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| start..end)
}

fn begins_field(line: &str) -> bool {
    !line.starts_with([' ', '\t', '#', '-', '\n', '\r', ']', '}'])
}

/// The entries of a list field, as ranges of the lines after its first.
fn entries(lines: &[&str]) -> Option<impl Iterator<Item = std::ops::Range<usize>>> {
    let body = lines.get(1..)?;
    let first = body.iter().find(|line| !line.trim().is_empty())?;
    let indent = first.len() - first.trim_start_matches(' ').len();
    let begins = move |line: &str| {
        line.get(indent..).is_some_and(|rest| rest.starts_with("- ")) && line[..indent].trim().is_empty()
    };
    begins(first).then(|| runs(body, begins))
}

/// A line whose value was put in quotes.
struct Quoted {
    line: String,
    key: String,
    column: u32,
}

/// `key: value` whose value is not YAML but reads as text: a colon in it, quotes inside quotes. A value that
/// opens something (a list, a block, an anchor) is not text that was plainly meant.
fn plainly_meant(line: &str) -> Option<Quoted> {
    let content = line.trim_end_matches(['\n', '\r']);
    let (before, value) = content.split_once(": ")?;
    let key = before.trim_start_matches([' ', '-']);
    let value = value.trim();
    let is_name =
        !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    if !is_name || value.is_empty() || value.starts_with(['[', '{', '&', '*', '!', '|', '>', '#']) {
        return None;
    }
    if yaml::check(&format!("k: {value}")).is_ok() {
        return None;
    }
    let text = match value.as_bytes() {
        [quote @ (b'"' | b'\''), inner @ .., last] if quote == last && !inner.is_empty() => {
            &value[1..value.len() - 1]
        }
        [b'"' | b'\'', ..] => return None,
        _ => value,
    };
    let end = &line[content.len()..];
    let column = before.chars().count() as u32 + 3;
    Some(Quoted {
        line: format!("{before}: '{}'{end}", text.replace('\'', "''")),
        key: key.to_owned(),
        column,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str, repairs: &[&str]) {
        let salvaged = salvage(text, 64);
        let said: Vec<String> = salvaged
            .repairs
            .iter()
            .map(|repair| match repair {
                Repair::Quoted { line, column, key } => format!("{line}:{column} quoted {key}"),
                Repair::Dropped { line, field, .. } => format!("{line} dropped {field}"),
            })
            .collect();
        assert_eq!(
            (salvaged.text.as_str(), said.iter().map(String::as_str).collect::<Vec<_>>().as_slice()),
            (expected, repairs)
        );
    }

    #[test]
    fn plainly_meant_text_is_quoted() {
        check("a: 1\ntitle: Budget: it's out\n", "a: 1\ntitle: 'Budget: it''s out'\n", &["2:8 quoted title"]);
        check(
            "title: \"She said \"no\" to it\"\n",
            "title: 'She said \"no\" to it'\n",
            &["1:8 quoted title"],
        );
        check("title: x\nMy note: it's: so\n", "title: x\n\n", &["2 dropped My note"]);
        check("title: @mayor speaks\n", "title: '@mayor speaks'\n", &["1:8 quoted title"]);
    }

    #[test]
    fn one_broken_field_costs_itself() {
        check("title: x\nrelated:\n\t- title: y\nz: 1\n", "title: x\n\n\nz: 1\n", &["3 dropped related"]);
        check("title: [\nurl: u\n", "\nurl: u\n", &["1 dropped title"]);
    }

    #[test]
    fn one_broken_entry_costs_itself() {
        check(
            "related:\n  - title: a\n  - title: \"b\n    url: c\n  - title: d: e\n",
            "related:\n  - title: a\n\n\n  - title: 'd: e'\n",
            &["3 dropped related[1]", "5:12 quoted related[2].title"],
        );
    }
}
