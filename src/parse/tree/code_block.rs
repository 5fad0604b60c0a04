//! A header in a code block at the top of a file: ```` ```json ````, ```` ```yaml ````, ```` ```toml ````. Any text may
//! begin with such a block, so it counts as a header only if it has two known fields, one of which only articles have.

use super::json;
use super::known_names::KnownNames;
use super::language::Language;

/// A block of code that is a header.
pub(crate) struct CodeBlock<'b> {
    pub(crate) language: Language,
    pub(crate) text: &'b str,
    /// The lines of the file, from 1: the first of the text, and the one that closes the block.
    pub(crate) first_line: u32,
    pub(crate) last_line: u32,
}

/// The header in a block of code that a text begins with. `tells_an_article` says whether only an article has a field
/// of this name.
pub(crate) fn header(
    body: &str,
    names: KnownNames,
    tells_an_article: fn(&str) -> bool,
) -> Option<CodeBlock<'_>> {
    let block = without_rules(block(body)?);
    // A single known name may be chance: a program's settings have a `name` and a `description`.
    let keys = keys(&block);
    let known = keys.iter().filter(|key| (names.ours)(key)).count();
    (known >= 2 && keys.iter().any(|key| tells_an_article(key))).then_some(block)
}

/// The block without the rules of a header, which may stand inside it.
fn without_rules(block: CodeBlock<'_>) -> CodeBlock<'_> {
    match block.text.strip_prefix("---\n").filter(|_| block.language == Language::Yaml) {
        Some(inner) => CodeBlock {
            text: inner.split("\n---").next().unwrap_or(inner),
            first_line: block.first_line + 1,
            ..block
        },
        None => block,
    }
}

/// The block of code that a text begins with, in a language of headers.
fn block(body: &str) -> Option<CodeBlock<'_>> {
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
        "json" => Language::Json,
        "toml" => Language::Toml,
        "yaml" | "yml" => Language::Yaml,
        _ => return None,
    };
    let (mut start, mut length) = (None, 0);
    for (number, line) in lines {
        let at = line.as_ptr().addr() - body.as_ptr().addr();
        let start = *start.get_or_insert(at);
        let trimmed = line.trim();
        if trimmed.starts_with(fence) && trimmed.chars().all(|c| c == mark) {
            let text = &body[start..start + length];
            return Some(CodeBlock { language, text, first_line: opening + 1, last_line: number });
        }
        length += line.len();
    }
    None
}

/// The names at the top of a header.
fn keys(block: &CodeBlock<'_>) -> Vec<String> {
    let text = block.text;
    let before = |sign: char, text: &str| {
        let lines = text.lines().take_while(|line| !line.starts_with('['));
        let lines = lines.filter(|line| !line.starts_with([' ', '\t', '#']));
        let keys =
            lines.filter_map(|line| Some(line.split_once(sign)?.0.trim().trim_matches('"').to_owned()));
        keys.collect()
    };
    match block.language {
        Language::Json => {
            let fields = json::names(text);
            // What is not quite JSON is a header by how its lines begin.
            let names = || before(':', &text.replace(['{', '\t', ' '], "").replace(',', "\n"));
            fields.unwrap_or_else(names)
        }
        Language::Toml => before('=', text),
        Language::Yaml => before(':', text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::document::field_names;

    fn check(body: &str, expected: Option<(&str, u32, u32)>) {
        let found = header(body, field_names::KNOWN, field_names::tells_an_article);
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
