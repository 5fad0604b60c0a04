//! A loop over text that does not advance never ends. So each `while` and `loop` in code that reads or writes text
//! takes the steps of `text::Cursor`, which are never empty. Every other loop is listed here with the reason why it
//! ends.

use std::fs;
use std::path::{Path, PathBuf};

/// The parts of the program with loops over input.
const PARTS: [&str; 8] = ["address", "cli", "discover", "model", "parse", "render", "select", "text"];

/// The conditions of a safe loop: a step of the cursor takes something or returns that it did not, and `Advance` ends a
/// loop that stands still.
const STEPS: [&str; 6] = [
    "cursor.step()",
    "cursor.take(",
    "cursor.take_while(",
    "cursor.take_through(",
    "cursor.take_mark(",
    "advance.to(",
];

/// Files with other loops: the number of loops, and why each ends.
const LISTED: [(&str, usize, &str); 29] = [
    ("address/mod.rs", 1, "an escape is one or three bytes"),
    ("address/host.rs", 2, "a host loses a label or a mark each turn"),
    ("address/parts.rs", 2, "constants, counted at compile time, where there are no iterators"),
    ("address/path.rs", 1, "a turn that leaves no fewer bytes is the last"),
    ("address/query.rs", 1, "a prefix falls away each turn"),
    ("model/article.rs", 2, "a tree is walked, each edge once"),
    ("model/title.rs", 1, "a turn that does not make the title shorter is the last"),
    ("text/entities.rs", 1, "an iterator of characters"),
    (
        "text/tokenize.rs",
        4,
        "words are taken with Cursor::take; eight bytes, a run of odd bytes or a character a turn",
    ),
    ("text/tokenize/plain.rs", 2, "a byte a turn at compile time; eight bytes a turn"),
    ("text/interner.rs", 2, "half of the slots are free"),
    ("parse/byte_source.rs", 1, "an interrupted read is tried again"),
    ("parse/clean.rs", 1, "an iterator of characters"),
    ("parse/document/dates/tokens.rs", 1, "two brackets are taken out each turn"),
    (
        "parse/fence/other_languages.rs",
        5,
        "a line a turn, each at least its line end; more is read until the end",
    ),
    (
        "parse/fence/front_matter.rs",
        5,
        "a line a turn, each at least its line end; more is read until the end",
    ),
    ("parse/fence/file_start.rs", 1, "more is read until the end"),
    ("parse/fence/read.rs", 1, "more is read until the end"),
    ("parse/body_title.rs", 3, "a line a turn is read; no line is the end"),
    ("parse/tree/metadata.rs", 1, "a bracket is taken each turn"),
    (
        "parse/tree/outline.rs",
        2,
        "entries are linked in the order they were added; levels are closed one by one",
    ),
    ("parse/records.rs", 4, "a value a turn is taken from the stream; blanks are read up to a limit"),
    ("parse/tree/yaml_fast.rs", 4, "a line a turn; an escape a turn"),
    ("parse/json_stream.rs", 4, "a byte a turn, or all that is there; more is read until the end"),
    ("parse/profile.rs", 1, "an example is dropped each turn"),
    ("parse/text_file/read.rs", 1, "a line a turn; no line is the end"),
    ("parse/text_file/names.rs", 1, "a block begins with a character that is not blank"),
    ("parse/tree/any_value.rs", 2, "iterators of serde"),
    ("parse/tree/yaml_reader.rs", 3, "iterators of serde and of words"),
];

/// The loops of a source, without its tests, whose conditions take no step; each with its line.
fn other_loops(source: &str) -> Vec<(usize, String)> {
    let code = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let mut lines = code.lines().enumerate();
    let mut found = Vec::new();
    while let Some((number, line)) = lines.next() {
        if !opens_a_loop(line) {
            continue;
        }
        // A condition may continue on the next lines.
        let mut head = line.trim().to_owned();
        while !head.ends_with(['{', ';']) {
            let Some((_, next)) = lines.next() else { break };
            head = format!("{head} {}", next.trim());
        }
        if !STEPS.iter().any(|step| head.contains(step)) {
            found.push((number + 1, head));
        }
    }
    found
}

/// Whether a line of code has a keyword that begins a loop, or an iterator that may not end.
fn opens_a_loop(line: &str) -> bool {
    const WORDS: [&str; 5] = ["while", "loop", "from_fn", "successors", "repeat_with"];
    // Text in quotes is not code.
    let code: String = line.split('"').step_by(2).collect();
    let code = code.split("//").next().unwrap_or_default();
    code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| WORDS.contains(&word))
}

fn sources() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            let part = name.split('/').next().unwrap_or_default().trim_end_matches(".rs");
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") && PARTS.contains(&part) {
                found.push((name, path));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn loops_over_text_advance() {
    let mut wrong = Vec::new();
    for (name, path) in sources() {
        let loops = other_loops(&fs::read_to_string(path).unwrap());
        let listed = LISTED.iter().find(|(file, ..)| *file == name).map_or(0, |(_, count, _)| *count);
        if loops.len() == listed {
            continue;
        }
        wrong.push(format!("src/{name} has {} loops of its own, {listed} are listed:", loops.len()));
        wrong.extend(loops.iter().map(|(line, head)| format!("  line {line}: {head}")));
    }
    assert!(
        wrong.is_empty(),
        "{}\nMake a new one a loop over the steps of text::Cursor, or ask text::Advance in its condition; \
         where it ends for another reason, say so in the list of {}.",
        wrong.join("\n"),
        file!()
    );
}

#[test]
fn every_listed_file_is_there() {
    let sources = sources();
    for (file, ..) in LISTED {
        assert!(sources.iter().any(|(name, _)| name == file), "src/{file} is listed and gone");
    }
}

#[test]
fn only_loops_in_code_are_detected() {
    let count = |code: &str| other_loops(code).len();
    for code in [
        "while at < end {",
        "loop {",
        "let x = loop {",
        "'outer: loop {",
        "while rest\n    .is_some()\n{",
        "iter::from_fn(move || {",
        "while let Some(c) = rest.chars().next() { // \"cursor.step()\"",
    ] {
        assert!(opens_a_loop(code.lines().next().unwrap()), "{code}");
    }
    assert_eq!(count("while at < end {\n}\nloop {\n}\n"), 2);
    assert_eq!(count("while let Some(step) = cursor.step() {\n}\n"), 0);
    assert_eq!(
        count("while let Some(byte) = bytes\n    .get(at)\n    .filter(|_| advance.to(at)) {\n}\n"),
        0
    );
    assert_eq!(count("// while\nlet s = \"while\"; // loop\nlet meanwhile = looped;\n"), 0);
    assert_eq!(count("fn a() {}\n#[cfg(test)]\nmod tests {\n loop {\n"), 0);
}
