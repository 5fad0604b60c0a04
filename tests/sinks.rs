//! Text leaves the program only through the newtype of its output (`render/safe.rs`). This test reads the sources: a
//! writing macro must not name scraped text unless a newtype stands around it. `.ci/trust/hygiene.py` checks the bytes.

use std::fs;
use std::path::Path;

/// Expressions for text that comes from a file or names one.
const SCRAPED: [&str; 17] = [
    ".title",
    ".excerpt",
    ".headline",
    ".site(",
    ".shown(",
    ".file",
    ".name",
    ".provider",
    ".subject",
    ".topics",
    ".kind.",
    ".authors",
    ".language",
    ".message",
    ".url",
    ".canonical",
    ".path",
];

/// The types that make text safe.
const NEWTYPES: [&str; 6] = ["Terminal::", "Html::", "Xml::", "Markdown::", "Cell::", "safe::"];

/// The writing macros of a source, each as one line, without its tests.
fn writes(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let code: String =
        code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    let starts = code.match_indices("write!(").chain(code.match_indices("writeln!("));
    for (start, name) in starts {
        let mut depth = 0;
        let rest = &code[start + name.len() - 1..];
        let end = rest.find(|c| {
            depth += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth == 0
        });
        found.push(rest[..end.unwrap_or(rest.len())].split_whitespace().collect::<Vec<_>>().join(" "));
    }
    found
}

/// Whether a writing macro names scraped text without a newtype around it.
fn is_raw(write: &str, source: &str) -> bool {
    let named =
        SCRAPED.iter().any(|name| write.contains(name)) && !NEWTYPES.iter().any(|safe| write.contains(safe));
    // A name in braces, or alone among the arguments, is a local variable, which must come from a newtype.
    let inline =
        ["title", "site", "name", "text", "message", "excerpt", "provider", "line"].iter().any(|name| {
            let used = write.contains(&format!("{{{name}}}")) || write.ends_with(&format!(", {name}"));
            let made = source.lines().any(|line| {
                let binds =
                    line.contains(&format!("let {name} =")) || line.contains(&format!("{name}: &Terminal"));
                let loops = line.contains(&format!("for (number, {name}) in"))
                    || line.contains(&format!(" {name} in "));
                (binds && (NEWTYPES.iter().any(|safe| line.contains(safe)) || line.contains("styled")))
                    || (loops && line.contains("Terminal"))
                    || line.contains(&format!("{name}: String = Terminal"))
                    || line.contains(&format!("{name}: Terminal"))
                    || line.contains(&format!("{name}s: Vec<Terminal>"))
            });
            used && !made
        });
    named || inline
}

#[test]
fn scraped_text_is_written_through_newtypes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.extension().is_none_or(|ending| ending != "rs")
            || name == "safe.rs"
            || name == "properties.rs"
        {
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        let all = writes(&source);
        seen += all.len();
        wrong.extend(
            all.iter().filter(|write| is_raw(write, &source)).map(|write| format!("{name}: {write}")),
        );
    }
    assert!(seen > 30, "of {seen} writing macros");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn writes_of_scraped_text_are_detected() {
    let raw = |write: &str| is_raw(write, "let day = of(article);");
    assert!(raw("out, \"{}\", story.title"));
    assert!(raw("out, \"{}\", link.address.shown()"));
    assert!(raw("out, \"{title}\""));
    assert!(!raw("out, \"{}\", Terminal::new(story.title)"));
    assert!(!raw("out, \"{day}\""));
    assert_eq!(writes("fn f() { writeln!(out, \"{}\",\n  x.title)?; }"), ["(out, \"{}\", x.title"]);
}

/// Only `safe::json` and `safe::add_json` write JSON; they escape characters that a terminal obeys. Text in a template
/// comes from a newtype. Nothing outside `render` and `commands` writes at all.
#[test]
fn output_is_written_only_by_guarded_functions() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let part = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            let Ok(source) = fs::read_to_string(&path) else { continue };
            let code = source.split("#[cfg(test)]").next().unwrap_or_default();
            let mut never = |what: &str, but: &[&str]| {
                if code.contains(what) && !but.iter().any(|place| part == *place) {
                    wrong.push(format!("{part} names {what}"));
                }
            };
            never("serde_json::to_writer", &["render/safe.rs"]);
            never("serde_json::to_string(", &[]);
            // Only newsfeed reads the history, and the schema has no scraped text.
            never("serde_json::to_vec", &["digest/history_file.rs", "render/properties.rs"]);
            never("serde_json::to_string_pretty", &["render/json.rs"]);
            never("from_safe_string", &["render/template.rs"]);
            never("Serializer::with_formatter", &[]);
            never("Serializer::new", &[]);
            never("print!(", &[]);
            never("println!(", &["parse/differential.rs"]);
            if !part.starts_with("render") && !part.starts_with("commands") {
                never("writeln!(", &[]);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
