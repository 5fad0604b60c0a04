//! The file of `--fields`: where a producer nobody knew has our fields. A YAML map of our words to paths.

use std::path::Path;
use std::sync::Arc;

use super::fence::without_bom;
use super::guard;
use super::names::WORDS;
use super::outline::{NodeId, Outline};
use super::yaml::{self, Fault, Header, Node};
use crate::model::diagnostic::plain;
use crate::model::{Diagnostic, FieldPaths, Level, Problem};

/// Reads a file of field paths, or says where it is wrong.
pub fn field_paths(path: &Path) -> Result<FieldPaths, Diagnostic> {
    let file: Arc<str> = path.to_string_lossy().into();
    let wrong = |line, column, problem| Diagnostic {
        file: Arc::clone(&file),
        line,
        column,
        level: Level::Error,
        field: None,
        problem,
    };
    let bytes = std::fs::read(path).map_err(|error| wrong(0, 0, Problem::Unreadable(plain(&error))))?;
    let clean = guard::clean(without_bom(bytes))
        .map_err(|(byte, _)| wrong(0, 0, Problem::Encoding(format!("byte 0x{byte:02X} is not UTF-8"))))?;
    let outline = Outline::of(&clean.text, 8)
        .map_err(|_| wrong(1, 1, Problem::YamlLimit("it nests too deep".to_owned())))?;
    let budget = 2 * clean.text.len() + 4096;
    let content = yaml::read(&clean.text, |_| true, budget).map_err(|fault| match fault {
        Fault::Syntax { message, line, column } => wrong(line, column, Problem::YamlSyntax(message)),
        Fault::Expansion => wrong(1, 1, Problem::YamlLimit("its aliases expand to too much".to_owned())),
    })?;
    let Header::Fields(fields) = content else {
        return Err(wrong(
            1,
            1,
            Problem::BadField("it must be a map of our fields to their paths".to_owned()),
        ));
    };
    rows(&fields, &outline).map_err(|(place, what)| {
        let (line, column) = outline.position(place);
        wrong(line, column, Problem::BadField(what))
    })
}

fn rows(fields: &yaml::Fields<'_>, outline: &Outline<'_>) -> Result<FieldPaths, (NodeId, String)> {
    let mut paths = FieldPaths::default();
    for (name, node) in fields {
        let place = outline.field(Outline::ROOT, name).unwrap_or(Outline::ROOT);
        let Some(word) = word(name) else {
            return Err((
                place,
                format!("{name} is none of {}, or one of them after related.", WORDS.join(", ")),
            ));
        };
        if paths.of(word).is_some() {
            let again = outline.last_field(Outline::ROOT, name).unwrap_or(place);
            return Err((again, format!("{name} is given twice")));
        }
        let found: Option<Vec<String>> = match node {
            Node::Null => Some(Vec::new()),
            Node::Text(path) => Some(vec![path.trim().to_owned()]),
            Node::List(list) => list
                .items
                .iter()
                .map(|item| if let Node::Text(path) = item { Some(path.trim().to_owned()) } else { None })
                .collect(),
            _ => None,
        };
        let found = found.filter(|found| found.iter().all(|path| !path.is_empty()));
        let Some(found) = found else {
            return Err((place, format!("{name} must be a path like meta.headline, or a list of them")));
        };
        paths.rows.push((word, found));
    }
    Ok(paths)
}

/// Our word, with `related.` before it for what stands in an entry of that list.
fn word(name: &str) -> Option<&'static str> {
    const RELATED: [&str; 12] = [
        "related.title",
        "related.url",
        "related.published",
        "related.updated",
        "related.excerpt",
        "related.provider",
        "related.authors",
        "related.topics",
        "related.type",
        "related.quality",
        "related.language",
        "related.image",
    ];
    WORDS.iter().chain(&RELATED).copied().find(|word| *word == name)
}
