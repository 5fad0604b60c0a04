//! Saves the good fields of a header that is not YAML as a whole. This module finds the broken fields, reads those with
//! a plain meaning as text (`title: Budget: the numbers`), and blanks the others line by line, so that all other
//! positions stay right.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use super::fault::{Repair, SyntaxError};
use super::known_names::KnownNames;
use super::outline::Outline;
use super::yaml_reader::{self, YamlFault, YamlPiece};
use super::yaml_repair::{self, RewrittenLine};
use crate::model::problem::{BrokenField, Recovery};

/// A header with its broken fields quoted or blanked.
pub(super) struct SalvagedHeader {
    pub(super) text: String,
    pub(super) repairs: Vec<Repair>,
}

/// Tries to save the rest of a header that the reader refused.
pub(super) fn salvage(text: &str, max_depth: usize, names: KnownNames) -> SalvagedHeader {
    let mut repairs = Vec::new();
    let text = &without_tabs(text, &mut repairs);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let out = Vec::with_capacity(lines.len());
    let anchors = yaml_repair::names_behind(b'&', text);
    let mut salvage = YamlSalvage { anchors, out, repairs, max_depth, names };
    for range in runs(&lines, begins_field) {
        salvage.field(&lines[range.clone()], range.start);
    }
    SalvagedHeader { text: salvage.out.concat(), repairs: salvage.repairs }
}

struct YamlSalvage<'h> {
    anchors: HashSet<&'h str>,
    out: Vec<String>,
    repairs: Vec<Repair>,
    max_depth: usize,
    names: KnownNames,
}

impl YamlSalvage<'_> {
    /// What a piece is by itself. An unclosed quote before it may have hidden how deep it nests, so that is asked
    /// again.
    fn check(&self, text: &str) -> Result<YamlPiece, YamlFault> {
        Outline::new(text, self.max_depth).map_err(|_| YamlFault::Expansion)?;
        yaml_reader::piece(text)
    }

    /// Keeps a field as it is, with some lines read otherwise, with some entries dropped, or not at all.
    fn field(&mut self, lines: &[&str], first: usize) {
        if lines.iter().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
            return self.keep(lines);
        }
        let fault = match self.check(&lines.concat()) {
            Ok(YamlPiece::Map) => return self.keep(lines),
            Ok(_) => None,
            Err(fault) => Some(fault),
        };
        if self.mend(lines, first, "", YamlPiece::Map) || self.unwrap(lines, first) {
            return;
        }
        let Some(fault) = fault else { return self.stray(lines, first) };
        let name = name_of(lines).to_owned();
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
            Ok(YamlPiece::MapList) => self.keep(lines),
            Ok(_) if !self.mend(lines, first, name, YamlPiece::MapList) => self.keep(lines),
            Ok(_) => {}
            Err(_) if self.mend(lines, first, name, YamlPiece::MapList) => {}
            Err(fault) => self.drop(lines, first, name.to_owned(), fault),
        }
    }

    /// Reads the broken lines as what they plainly mean, if that makes them what they should be.
    fn mend(&mut self, lines: &[&str], first: usize, parent: &str, piece: YamlPiece) -> bool {
        let is_known = self.names.known;
        let meant: Vec<Option<RewrittenLine>> = lines
            .iter()
            .map(|line| {
                yaml_repair::as_text(line, &self.anchors, self.names)
                    .or_else(|| yaml_repair::spaced(line, &self.anchors, self.names))
            })
            .collect();
        let text = |(line, meant): (&&str, &Option<RewrittenLine>)| {
            meant.as_ref().map_or((*line).to_owned(), |meant| meant.line.clone())
        };
        let fixed: Vec<String> = lines.iter().zip(&meant).map(text).collect();
        if meant.iter().all(Option::is_none) || self.check(&fixed.concat()) != Ok(piece) {
            return false;
        }
        let list: Vec<Range<usize>> = entries(lines).map_or_else(Vec::new, Iterator::collect);
        for (offset, meant) in meant.into_iter().enumerate() {
            let Some(RewrittenLine { key, column, what, .. }) = meant else { continue };
            let field = match parent {
                "" if offset == 0 => key,
                "" => format!("{}.{key}", path_of(name_of(lines), &list, offset)),
                parent => format!("{parent}.{key}"),
            };
            if what == Recovery::NoBlank && !is_known(last_name(&field)) {
                continue;
            }
            self.repairs.push(Repair::Read { line: (first + offset) as u32 + 1, column, field, what });
        }
        self.out.extend(fixed);
        true
    }

    /// Reads lines below a value that are fields of ours as such, or else as more of a title or an excerpt.
    fn unwrap(&mut self, lines: &[&str], first: usize) -> bool {
        let names = self.names;
        let [start, below @ ..] = lines else { return false };
        let Some((key, value)) =
            start.split_once(':').filter(|(key, value)| (names.ours)(key) && !value.trim().is_empty())
        else {
            return false;
        };
        let is_field = |line: &&str| line.trim().split_once(':').is_some_and(|(key, _)| (names.ours)(key));
        let below: Vec<&str> = below.iter().copied().filter(|line| !line.trim().is_empty()).collect();
        if below.is_empty() {
            return false;
        }
        if below.iter().all(is_field) {
            self.field(&lines[..1], first);
            for (offset, line) in lines.iter().enumerate().skip(1) {
                let name = line.trim().split(':').next().unwrap_or("").to_owned();
                let column = (line.chars().count() - line.trim_start().chars().count()) as u32 + 1;
                if !name.is_empty() {
                    let line = (first + offset) as u32 + 1;
                    self.repairs.push(Repair::Read { line, column, field: name, what: Recovery::Indented });
                }
                self.field(&[line.trim_start_matches(' ')], first + offset);
            }
            return true;
        }
        let is_list = |line: &&str| line.trim_start().starts_with("- ");
        if !(names.prose)(key) || below.iter().any(is_list) {
            return false;
        }
        let words: Vec<&str> = std::iter::once(value).chain(below).map(str::trim).collect();
        let fixed = format!("{key}: {}\n", yaml_repair::quoted(&words.join(" ")));
        if self.check(&fixed) != Ok(YamlPiece::Map) {
            return false;
        }
        let column = key.chars().count() as u32 + 3;
        let line = first as u32 + 1;
        self.repairs.push(Repair::Read { line, column, field: key.to_owned(), what: Recovery::Wrapped });
        self.out.push(fixed);
        self.blank(&lines[1..]);
        true
    }

    /// Leaves out lines that belong to no field.
    fn stray(&mut self, lines: &[&str], first: usize) {
        self.repairs.push(Repair::Stray { line: first as u32 + 1 });
        self.blank(lines);
    }

    /// Empty lines instead, so that the places of all others stay.
    fn blank(&mut self, lines: &[&str]) {
        self.out.extend(lines.iter().map(|_| "\n".to_owned()));
    }

    fn keep(&mut self, lines: &[&str]) {
        self.out.extend(lines.iter().map(|line| (*line).to_owned()));
    }

    fn drop(&mut self, lines: &[&str], first: usize, field: String, fault: YamlFault) {
        let (line, column, why) = match fault {
            // What is opened and never closed is found at the end, and is to be mended at its beginning.
            YamlFault::Unclosed(_) => {
                let value = lines[0].find(": ").map_or(0, |at| lines[0][..at + 2].chars().count());
                (1, value as u32 + 1, BrokenField::Unclosed)
            }
            YamlFault::Syntax(SyntaxError { message, line, column }) => {
                (line.min(lines.len() as u32), column, BrokenField::Other(message))
            }
            YamlFault::Expansion => (1, 1, BrokenField::Excess),
        };
        self.repairs.push(Repair::Dropped { line: first as u32 + line, column, field, why });
        self.blank(lines);
    }
}

/// Two blanks for each tab that a line begins with, which no reader of YAML takes. Where all lines begin with one, they
/// stand at the margin.
fn without_tabs<'t>(text: &'t str, repairs: &mut Vec<Repair>) -> Cow<'t, str> {
    let starts = |line: &str| line[..line.len() - line.trim_start_matches([' ', '\t']).len()].contains('\t');
    if !text.contains('\t') || !text.lines().any(starts) {
        return text.into();
    }
    let all = text.lines().all(|line| line.starts_with('\t') || line.trim().is_empty());
    let mut plain = String::with_capacity(text.len());
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let words = line.trim_start_matches([' ', '\t']);
        let indent = line[..line.len() - words.len()].replace('\t', "  ");
        if repairs.is_empty() && starts(line) {
            let field = words.trim_start_matches("- ").split(':').next().unwrap_or("").trim().to_owned();
            repairs.push(Repair::Read { line: index as u32 + 1, column: 1, field, what: Recovery::Tabs });
        }
        plain.push_str(if all { indent.strip_prefix("  ").unwrap_or(&indent) } else { &indent });
        plain.push_str(words);
    }
    plain.into()
}

/// The name of a field.
fn name_of<'l>(lines: &[&'l str]) -> &'l str {
    lines.first().and_then(|line| line.split(':').next()).unwrap_or("").trim()
}

/// The path of the list entry that a line of a field belongs to, or of the field. The ranges of the entries count from
/// the line after the field's name.
fn path_of(name: &str, list: &[Range<usize>], line: usize) -> String {
    let index = list.partition_point(|range| range.end < line);
    let is_inside = list.get(index).is_some_and(|range| range.contains(&(line - 1)));
    if is_inside { format!("{name}[{index}]") } else { name.to_owned() }
}

fn last_name(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// Ranges of lines, each from one that `begins` to the next; lines before the first one go with it.
fn runs<'l>(
    lines: &'l [&str],
    begins: impl Fn(&str) -> bool + 'l,
) -> impl Iterator<Item = Range<usize>> + 'l {
    let starts = (0..lines.len()).filter(move |at| *at == 0 || begins(lines[*at]));
    let starts: Vec<usize> = starts.collect();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([lines.len()]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| start..end)
}

fn begins_field(line: &str) -> bool {
    !line.starts_with([' ', '\t', '#', '-', '\n', '\r', ']', '}'])
}

/// The entries of a list field, as ranges of the lines after its first.
fn entries(lines: &[&str]) -> Option<impl Iterator<Item = Range<usize>>> {
    let body = lines.get(1..)?;
    let first = body.iter().find(|line| !line.trim().is_empty())?;
    let indent = first.len() - first.trim_start_matches(' ').len();
    let begins = move |line: &str| {
        line.get(indent..).is_some_and(|rest| rest.starts_with("- ")) && line[..indent].trim().is_empty()
    };
    begins(first).then(|| runs(body, begins))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str, repairs: &[&str]) {
        let salvaged = salvage(text, 64, crate::parse::document::field_names::KNOWN);
        let said: Vec<String> = salvaged
            .repairs
            .iter()
            .map(|repair| match repair {
                Repair::Read { line, column, field, .. } => format!("{line}:{column} read {field}"),
                Repair::Dropped { line, field, .. } => format!("{line} dropped {field}"),
                Repair::Stray { line } => format!("{line} stray"),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(
            (salvaged.text.as_str(), said.iter().map(String::as_str).collect::<Vec<_>>().as_slice()),
            (expected, repairs)
        );
    }

    #[test]
    fn plainly_meant_text_is_quoted() {
        check("a: 1\ntitle: Budget: it's out\n", "a: 1\ntitle: 'Budget: it''s out'\n", &["2:8 read title"]);
        check("title: \"She said \"no\" to it\"\n", "title: 'She said \"no\" to it'\n", &["1:8 read title"]);
        check("title: x\nMy note: it's: so\n", "title: x\n\n", &["2 dropped My note"]);
        check("title: @mayor speaks\n", "title: '@mayor speaks'\n", &["1:8 read title"]);
    }

    #[test]
    fn one_broken_field_costs_itself() {
        check(
            "title: x\nrelated:\n\t- title: y\nz: 1\n",
            "title: x\nrelated:\n  - title: y\nz: 1\n",
            &["3:1 read title"],
        );
        check("title: x\nrelated:\n  - [y\nz: 1\n", "title: x\n\n\nz: 1\n", &["3 dropped related"]);
        check("title: [\nurl: u\n", "\nurl: u\n", &["1 dropped title"]);
    }

    #[test]
    fn one_broken_entry_costs_itself() {
        check(
            "related:\n  - title: a\n  - title: \"b\n    url: c\n  - title: d: e\n",
            "related:\n  - title: a\n  - title: 'b'\n    url: c\n  - title: 'd: e'\n",
            &["3:12 read related[1].title", "5:12 read related[2].title"],
        );
        check(
            "related:\n  - title: a\n  - topics: [b\n    url: c\n  - title: d\n",
            "related:\n  - title: a\n\n\n  - title: d\n",
            &["4 dropped related[1]"],
        );
    }

    #[test]
    fn a_colon_without_a_blank_is_a_colon() {
        check(
            "created:4/9/31, 2:36 PM\ntags:\nsource:https://a.example/x\n",
            "created: 4/9/31, 2:36 PM\ntags:\nsource: https://a.example/x\n",
            &["3:8 read source"],
        );
        check(
            "title: x\nrelated:\n- title:A\n  url:https://a.example\n- title: b: c\n",
            "title: x\nrelated:\n- title: A\n  url: https://a.example\n- title: 'b: c'\n",
            &["3:9 read related[0].title", "4:7 read related[0].url", "5:10 read related[1].title"],
        );
    }

    #[test]
    fn a_line_that_is_no_field_costs_itself() {
        check("title: x\nand so on\nurl: y\n", "title: x\n\nurl: y\n", &["2 stray"]);
        check("# note\ntitle: x\nhttps://a.example\n", "# note\ntitle: x\n\n", &["3 stray"]);
    }
}
