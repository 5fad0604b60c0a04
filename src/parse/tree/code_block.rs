//! A header in a block of code at the top of a file: ```` ```json ````, ```` ```yaml ````, ```` ```toml ````. Any text may
//! begin with such a block, so it is a header only if it has two known fields, one of which only articles have.

use super::spans::{BodyStart, Origin};
use super::{json, toml};
use crate::model::{Diagnostic, Level, ParseOptions, Problem};
use crate::parse::context::Log;
use crate::parse::document::field_names as names;
use crate::parse::fence::Language;
use crate::parse::{Content, header};

/// Reads a text that begins with such a block; `None` where it does not.
pub(crate) fn read<'t>(body: &str, reading: &ParseOptions, log: &mut Log<'_, 't>) -> Option<Content<'t>> {
    let Block { language, text, first_line, last_line } = block(body)?;
    // The rules of a header may stand inside the block.
    let (text, first_line) = match text.strip_prefix("---\n").filter(|_| language.is_none()) {
        Some(inner) => (inner.split("\n---").next().unwrap_or(inner), first_line + 1),
        None => (text, first_line),
    };
    if !is_header(&keys(language, text)) {
        return None;
    }
    let origin = Origin { body: BodyStart::AfterLine(last_line), ..log.origin };
    let mut tried = Log { diagnostics: Vec::new(), origin, ..*log };
    let bytes = text.as_bytes().to_vec();
    let content = match language {
        Some(Language::Json) => json::read(bytes, (first_line, 1), reading, &mut tried),
        Some(Language::Toml) => toml::header(bytes, first_line, reading, &mut tried),
        None => header(bytes, first_line, reading, &mut tried, &mut Vec::new()),
    };
    if matches!(content, Content::Nothing) {
        let fault = tried.diagnostics.into_iter().find(|found| found.level == Level::Error);
        if let Some(Diagnostic { line, column, problem, .. }) = fault {
            let what = problem.sentence().into_owned();
            log.add(Level::Warning, line, column, Problem::ReadAsText(what));
        }
        return None;
    }
    log.path = tried.path;
    log.diagnostics.append(&mut tried.diagnostics);
    Some(content)
}

struct Block<'b> {
    /// None for YAML.
    language: Option<Language>,
    text: &'b str,
    /// The lines of the file, from 1: the first of the text, and the one that closes the block.
    first_line: u32,
    last_line: u32,
}

/// The block of code that a text begins with, in a language of headers.
fn block(body: &str) -> Option<Block<'_>> {
    let mut lines = (1..).zip(body.split_inclusive('\n'));
    let (opening, first) = lines.by_ref().find(|(_, line)| !line.trim().is_empty())?;
    let first = first.trim();
    let mark = if first.starts_with('~') { '~' } else { '`' };
    let info = first.trim_start_matches(mark);
    let fence = &first[..first.len() - info.len()];
    if fence.len() < 3 {
        return None;
    }
    let language = match info.trim().to_ascii_lowercase().as_str() {
        "json" => Some(Language::Json),
        "toml" => Some(Language::Toml),
        "yaml" | "yml" => None,
        _ => return None,
    };
    let (mut start, mut length) = (None, 0);
    for (number, line) in lines {
        let at = line.as_ptr().addr() - body.as_ptr().addr();
        let start = *start.get_or_insert(at);
        let trimmed = line.trim();
        if trimmed.starts_with(fence) && trimmed.chars().all(|c| c == mark) {
            let text = &body[start..start + length];
            return Some(Block { language, text, first_line: opening + 1, last_line: number });
        }
        length += line.len();
    }
    None
}

/// The names at the top of a header.
fn keys(language: Option<Language>, text: &str) -> Vec<String> {
    let before = |sign: char, text: &str| {
        let lines = text.lines().take_while(|line| !line.starts_with('['));
        let lines = lines.filter(|line| !line.starts_with([' ', '\t', '#']));
        let keys =
            lines.filter_map(|line| Some(line.split_once(sign)?.0.trim().trim_matches('"').to_owned()));
        keys.collect()
    };
    match language {
        Some(Language::Json) => {
            let fields = json::names(text);
            // What is not quite JSON is a header by how its lines begin.
            let names = || before(':', &text.replace(['{', '\t', ' '], "").replace(',', "\n"));
            fields.unwrap_or_else(names)
        }
        Some(Language::Toml) => before('=', text),
        None => before(':', text),
    }
}

/// A single known name may be chance: a program's settings have a `name` and a `description`.
fn is_header(keys: &[String]) -> bool {
    let known = keys.iter().filter(|key| names::is_ours(key)).count();
    known >= 2 && keys.iter().any(|key| names::tells_an_article(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: Option<(&str, u32, u32)>) {
        let found = block(body).filter(|block| is_header(&keys(block.language, block.text)));
        let found = found.map(|block| (block.text, block.first_line, block.last_line));
        assert_eq!(found, expected, "{body:?}");
    }

    #[test]
    fn a_block_is_a_header_where_it_has_fields_of_an_article() {
        check(
            "\n```json\n{\"title\": \"a\", \"site\": \"\"}\n```\nb",
            Some(("{\"title\": \"a\", \"site\": \"\"}\n", 3, 4)),
        );
        check("````yaml\ntitle: a\nurl: b\n```\n````\n", Some(("title: a\nurl: b\n```\n", 2, 5)));
        check(
            "``` toml\r\ntitle = 'a'\r\ndate = 2031-01-01\r\n```",
            Some(("title = 'a'\r\ndate = 2031-01-01\r\n", 2, 4)),
        );
        check(
            "```json\n{\"name\": \"a\", \"description\": \"b\", \"repository\": {\"url\": \"c\"}}\n```\n",
            None,
        );
        check("```json\n{\"title\": \"a\"}\n```\n", None);
        check(
            "~~~json\n{\"title\": \"a\",\n \"url\": \"b\",}\n~~~\n",
            Some(("{\"title\": \"a\",\n \"url\": \"b\",}\n", 2, 4)),
        );
        check("```yaml\nservices:\n  title: a\n  url: b\n```\n", None);
        check("```toml\n[package]\ntitle = 'a'\nurl = 'b'\n```\n", None);
        check("```rust\ntitle: a\nurl: b\n```\n", None);
        check("``yaml\ntitle: a\nurl: b\n``\n", None);
        check("```yaml\ntitle: a\nurl: b\n", None);
        check("text\n```yaml\ntitle: a\nurl: b\n```\n", None);
    }
}
