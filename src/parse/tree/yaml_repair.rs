//! Rewrites lines that are not valid YAML, or that YAML reads differently from their author: a value that begins with a
//! sign, a key without a space after its colon, the `key:: value` of Logseq and Dataview. A line stays one line, so
//! that the other line numbers stay right.

use std::collections::HashSet;

use memchr::memchr_iter;

use super::fault::Repair;
use super::known_names::KnownNames;
use super::node::Node;
use super::outline::Outline;
use super::{metadata, yaml_reader};
use crate::model::problem::Recovery;

/// A line as it was read.
pub(super) struct RewrittenLine {
    pub(super) line: String,
    pub(super) key: String,
    pub(super) column: u32,
    pub(super) what: Recovery,
}

/// Rewrites a `key: value` whose value is not YAML but plainly text: a colon in it, a sign before it, quotes inside
/// quotes. A value that opens a list, a map, a block or an alias counts as text only in fields of running text.
/// `anchors` are the names that aliases may refer to.
pub(super) fn as_text(line: &str, anchors: &HashSet<&str>, names: KnownNames) -> Option<RewrittenLine> {
    let content = line.trim_end_matches(['\n', '\r']);
    let (before, value) = content.split_once(": ")?;
    let key = before.trim_start_matches([' ', '-']);
    let value = value.trim();
    let has_words = value.contains(char::is_alphanumeric);
    if !is_key(key, names) || !has_words || opens_something(key, value, anchors, names) {
        return None;
    }
    if yaml_reader::check(&format!("k: {value}")).is_ok() {
        return None;
    }
    let text = inside_quotes(value).unwrap_or(value);
    let end = &line[content.len()..];
    Some(RewrittenLine {
        line: format!("{before}: {}{end}", quoted(text)),
        key: key.to_owned(),
        column: before.chars().count() as u32 + 3,
        what: Recovery::PlainText,
    })
}

/// Rewrites `key:value` with a space after the colon, and the value in quotes if it needs them.
pub(super) fn spaced(line: &str, anchors: &HashSet<&str>, names: KnownNames) -> Option<RewrittenLine> {
    let (before, value) = line.split_once(':')?;
    let key = before.trim_start_matches([' ', '-']).trim_matches('"');
    // `key:` has no value, `key: value` has its blank, `https://…` is an address, `key::value` is something else.
    if !is_key(key, names)
        || value.is_empty()
        || value.starts_with(char::is_whitespace)
        || value.starts_with(':')
        || value.starts_with("//")
    {
        return None;
    }
    let column = before.chars().count() as u32 + 2;
    let spaced = format!("{before}: {value}");
    let line = as_text(&spaced, anchors, names).map_or(spaced, |meant| meant.line);
    Some(RewrittenLine { line, key: key.to_owned(), column, what: Recovery::NoBlank })
}

/// The names that stand behind a sign in a header: of anchors behind `&`, of aliases behind `*`.
pub(super) fn names_behind(sign: u8, header: &str) -> HashSet<&str> {
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}' | '*' | '&');
    let found = memchr_iter(sign, header.as_bytes()).filter_map(|at| header[at + 1..].split(ends).next());
    found.filter(|name| !name.is_empty()).collect()
}

/// A word, or a name of ours of several.
fn is_key(key: &str, names: KnownNames) -> bool {
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    !key.is_empty() && (key.bytes().all(is_name) || (names.ours)(key))
}

/// Whether a value opens a list, a map, a block, an anchor, an alias or a tag, or could be meant to.
fn opens_something(key: &str, value: &str, anchors: &HashSet<&str>, names: KnownNames) -> bool {
    // A link of Markdown is no list.
    let is_link = value.starts_with('[') && value.contains("](http") && value.ends_with(')');
    match value.as_bytes().first() {
        Some(b'[') if is_link => false,
        Some(b'[' | b'{' | b'&' | b'!') => !(names.prose)(key),
        Some(b'|' | b'>') => !(names.prose)(key) || is_block_header(value),
        Some(b'*') => {
            let name = value[1..].split([' ', '*', ',']).next().unwrap_or("");
            !(names.prose)(key) || anchors.contains(name)
        }
        Some(b'#') | None => true,
        Some(_) => false,
    }
}

/// `|`, `>-`, `|2 # so`: the text stands on the lines below.
fn is_block_header(value: &str) -> bool {
    let rest =
        value[1..].trim_start_matches(['+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']).trim();
    rest.is_empty() || rest.starts_with('#')
}

/// The text between the quotes that stand around all of a value: `"She said "no" to it"`. The quotes of
/// `"Storm" and "calm"` stand around its words. A double quote that is never closed is YAML's and no part of the text;
/// a single one may be an apostrophe.
fn inside_quotes(value: &str) -> Option<&str> {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    if quote == '"' && !value[1..].contains(quote) {
        return Some(value[1..].trim_start());
    }
    let inner = value.strip_prefix(quote)?.strip_suffix(quote)?;
    // The next quote that is no apostrophe closes the first where it stands at the end of a word.
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let next = inner.match_indices(quote).find_map(|(at, _)| {
        let (before, after) = (inner[..at].chars().next_back(), inner[at + 1..].chars().next());
        (!(is_word(before) && is_word(after))).then_some(before)
    });
    let closes =
        next.is_some_and(|before| before.is_some_and(|c| !c.is_whitespace() && !"([{-–—/\\".contains(c)));
    (!inner.is_empty() && !closes).then_some(inner)
}

/// A text in single quotes, as YAML writes it.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A header as it is meant where YAML would read it otherwise without a word; `None` where nothing is to be changed.
/// And what is said about it.
pub(super) fn prepared(text: &str, max_depth: usize, names: KnownNames) -> (Option<String>, Vec<Repair>) {
    let mut repairs = Vec::new();
    let lines = lines(text, names, &mut repairs);
    let signs = signs(lines.as_deref().unwrap_or(text), max_depth, names, &mut repairs);
    (signs.or(lines), repairs)
}

/// Lines at the margin that begin with `key::` or, where the key is one of ours, have no blank after the colon. YAML
/// takes the colons for a part of the key or of a text.
fn lines(text: &str, names: KnownNames, repairs: &mut Vec<Repair>) -> Option<String> {
    let bytes = text.as_bytes();
    let is_odd = |at: usize| bytes.get(at + 1).is_some_and(|next| !next.is_ascii_whitespace());
    if !memchr_iter(b':', bytes).any(is_odd) {
        return None;
    }
    let anchors = names_behind(b'&', text);
    let (mut changed, mut any) = (String::with_capacity(text.len() + 64), false);
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if let Some(property) = property_line(line) {
            changed.push_str(&property);
            any = true;
            continue;
        }
        let key = line.split(':').next().unwrap_or("").trim_matches('"');
        let is_ours = !line.starts_with([' ', '-']) && (names.ours)(key);
        let Some(meant) = is_ours.then(|| spaced(line, &anchors, names)).flatten() else {
            changed.push_str(line);
            continue;
        };
        repairs.push(Repair::Read {
            line: index as u32 + 1,
            column: meant.column,
            field: meant.key,
            what: Recovery::NoBlank,
        });
        changed.push_str(&meant.line);
        any = true;
    }
    any.then_some(changed)
}

/// A line `key:: value` as YAML.
fn property_line(line: &str) -> Option<String> {
    let content = line.trim_end_matches(['\n', '\r']);
    let (key, value) = metadata::property(content).filter(|_| !line.starts_with([' ', '-']))?;
    let value = match metadata::property_value(key, value) {
        Node::Text(text) if text.is_empty() => String::new(),
        Node::Text(text) => quoted(&text),
        Node::List(list) => {
            let items = list
                .items
                .iter()
                .filter_map(|item| if let Node::Text(text) = item { Some(quoted(text)) } else { None });
            format!("[{}]", items.collect::<Vec<_>>().join(", "))
        }
        _ => return None,
    };
    Some(format!("{key}: {value}{}", &line[content.len()..]))
}

/// Reads titles and excerpts as text that YAML takes for a comment (`#1 reason`), an anchor (`&c`) or a tag (`!!!`), and
/// says where a comment cuts one.
fn signs(text: &str, max_depth: usize, names: KnownNames, repairs: &mut Vec<Repair>) -> Option<String> {
    const SIGNS: [&str; 4] = [" #", " &", " !!", "\t#"];
    if !SIGNS.iter().any(|sign| text.contains(sign)) {
        return None;
    }
    let outline = Outline::new(text, max_depth).ok()?;
    let aliases = names_behind(b'*', text);
    let (mut changed, mut done) = (String::new(), 0);
    for (path, key, at) in outline.prose(names.prose) {
        let Some((start, line)) = outline.line_around(at) else { continue };
        let end = start + line.len();
        let named =
            line.trim_start_matches([' ', '-']).strip_prefix(key).and_then(|rest| rest.strip_prefix(':'));
        let Some(value) = named else { continue };
        let colon = line.len() - value.len();
        let (number, _) = outline.position_of(start);
        let column = (line.chars().count() - value.trim_start().chars().count()) as u32 + 1;
        let value = value.trim();
        let Some((what, reads)) = sign(value, &aliases) else { continue };
        repairs.push(Repair::Read { line: number, column, field: path, what });
        if reads && start >= done {
            changed.push_str(&text[done..start]);
            changed.push_str(&format!("{} {}", &line[..colon], quoted(value)));
            done = end;
        }
    }
    changed.push_str(&text[done..]);
    (done > 0).then_some(changed)
}

/// The warning about a value that begins with a sign or has ` #` in it, and whether the value is read as text.
fn sign(value: &str, aliases: &HashSet<&str>) -> Option<(Recovery, bool)> {
    let stands_before = |rest: &str| rest.starts_with(|c: char| !c.is_whitespace() && c != '#');
    match value.as_bytes().first()? {
        b'#' => stands_before(&value[1..]).then_some((Recovery::Comment, true)),
        b'&' => {
            let (name, rest) = value[1..].split_once(' ')?;
            let is_text = !rest.trim_start().starts_with(['[', '{', '"', '\'', '|', '>', '!', '*', '#']);
            (is_text && !aliases.contains(name)).then_some((Recovery::Anchor, true))
        }
        b'!' if value.starts_with("!!") => {
            // `!!str x` and `!!python/object` are tags, `!!!` and `!!Breaking` are not.
            let is_tag = value[2..].starts_with(|c: char| c.is_ascii_lowercase());
            (!is_tag).then_some((Recovery::Tag, true))
        }
        b'"' | b'\'' | b'[' | b'{' | b'|' | b'>' | b'!' | b'*' => None,
        _ => value
            .match_indices(" #")
            .any(|(at, _)| stands_before(&value[at + 2..]))
            .then_some((Recovery::Cut, false)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::differential as agree;

    /// The title of a header, and the kinds of what was said.
    fn title(value: &str) -> (Option<String>, Vec<&'static str>) {
        agree::title(&format!("title: {value}\nurl: https://a.example/x\n"))
    }

    /// Every sign of ASCII, at every place in a title, is read as it stands, with a warning where YAML reads it
    /// otherwise. What is left is what YAML and everybody else reads alike, and stands in this list.
    #[test]
    fn any_sign_may_stand_anywhere_in_a_title() {
        let signs: Vec<char> = (' '..='~').filter(char::is_ascii_punctuation).collect();
        let mut wrong = Vec::new();
        for sign in signs {
            for value in [
                format!("{sign}Harbour opens"),
                format!("{sign} Harbour opens"),
                format!("{sign}Harbour{sign} opens"),
                format!("{sign}Harbour opens{sign}"),
                format!("{sign}{sign}{sign} Harbour opens"),
                format!("Harbour{sign} opens"),
                format!("Harbour {sign} opens"),
                format!("Harbour {sign}opens"),
                format!("Harbour opens{sign}"),
                format!("Harbour opens {sign}"),
            ] {
                let (read, said) = title(&value);
                let expected = match value.as_str() {
                    // Quotes around all of it, a block, a comment after a blank.
                    "\"Harbour opens\"" | "'Harbour opens'" => Some("Harbour opens"),
                    "# Harbour opens" | "### Harbour opens" => None,
                    "Harbour # opens" | "Harbour #opens" => Some("Harbour"),
                    "\"Harbour opens" | "\" Harbour opens" => Some("Harbour opens"),
                    // YAML 1.2, 6.9.1: the tag of a plain text.
                    "! Harbour opens" => Some("Harbour opens"),
                    "Harbour opens #" => Some("Harbour opens"),
                    value => Some(value),
                };
                let is_said = said == ["recovered"] || said == ["yaml-tag"];
                let may_be_silent = expected != Some(value.as_str()) || title_is_plain(&value);
                if read.as_deref() != expected || (!is_said && !may_be_silent) {
                    wrong.push(format!("{value:?} as {read:?}, {said:?}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(title("Harbour #opens").1, ["recovered"]);
    }

    /// Whether YAML reads a text as that text.
    fn title_is_plain(value: &str) -> bool {
        let read = yaml_reader::read(&format!("k: {value}"), |_| true, 1000);
        matches!(read, Ok(yaml_reader::YamlContent::Fields(fields)) if fields[0].1 == Node::Text(value.into()))
    }

    #[test]
    fn quotes_stand_around_all_or_around_words() {
        for (value, expected) in [
            ("'Storm' closes the coast road", "'Storm' closes the coast road"),
            ("\"Storm\" closes the coast road", "\"Storm\" closes the coast road"),
            ("\"Storm\" and \"calm\"", "\"Storm\" and \"calm\""),
            ("\"She said \"no\" to it\"", "She said \"no\" to it"),
            ("'It's over'", "It's over"),
            ("'90s music is back", "'90s music is back"),
            ("\"Never closed", "Never closed"),
            ("! 'Notice: a \"small\" lock'", "Notice: a \"small\" lock"),
            ("!!Breaking news", "!!Breaking news"),
            ("!Important", "!Important"),
            ("&c marks *the* spot", "&c marks *the* spot"),
            ("[Exclusive] Ferry: {late}", "[Exclusive] Ferry: {late}"),
            ("> quoted: text", "> quoted: text"),
            ("#1 reason: the tide", "#1 reason: the tide"),
        ] {
            assert_eq!(title(value).0.as_deref(), Some(expected), "{value}");
        }
    }

    #[test]
    fn a_colon_stands_with_or_without_its_blank() {
        for header in [
            "title:Foo: bar\nurl: https://a.example/x\n",
            "title:Foo: bar\nsource:https://a.example/x\n",
            "created:4/9/31, 2:36 PM\ntitle:Foo: bar\ntags:\nauthor:\nsource:https://a.example/x\n",
            "title:: Foo: bar\nurl:: https://a.example/x\ntags:: #a, [[b]]\nmy note:: x\n",
            "title: \"Foo: bar\"\nurl:: https://a.example/x\ndocument_note:: so: it is\n",
            "title:: \"Foo: bar\"\nlayout: post\n",
            "\"title\":\"Foo: bar\"\n\"url\":\"https://a.example/x\"\n",
            "\ttitle: 'Foo: bar'\n\turl: https://a.example/x\n",
            "title: 'Foo: bar'\n url: https://a.example/x\n",
            "url: https://a.example/x\nexcerpt: so\n  title: Foo: bar\n",
            "title: Foo:\n  bar\nurl: https://a.example/x\n",
            "title: Foo: bar\nand so on\nurl: https://a.example/x\n",
        ] {
            assert_eq!(agree::title(header).0.as_deref(), Some("Foo: bar"), "{header}");
        }
        let (read, said) = agree::title("url: https://a.example/x\nexcerpt: |\n  title:Foo\nprovider: a:b\n");
        assert_eq!((read, said), (None, Vec::new()));
    }

    #[test]
    fn what_opens_something_else_is_no_text() {
        for header in
            ["title: x\ntopics: [a, b\n", "title: x\nprovider: {name: a\n", "title: x\nimage: *missing\n"]
        {
            let (read, said) = agree::title(header);
            assert_eq!((read.as_deref(), said), (Some("x"), vec!["yaml-syntax"]), "{header}");
        }
        // An anchor that is referred to, and a tag of YAML's own, are not text.
        assert_eq!(agree::title("title: &t Harbour\nexcerpt: *t\n").0.as_deref(), Some("Harbour"));
        assert_eq!(title("!!str 12").0.as_deref(), Some("12"));
        assert_eq!(agree::title("title: |-\n  Harbour\n  #opens\n").0.as_deref(), Some("Harbour #opens"));
        assert_eq!(agree::title("note: |\n  title: #1\ntitle: x\n").0.as_deref(), Some("x"));
    }
}
