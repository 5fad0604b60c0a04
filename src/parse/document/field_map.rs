//! The file of `--fields`: where a producer nobody knew has our fields. A YAML map of our words to paths.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::field_names::{WORDS, is_never_read};
use crate::model::{Diagnostic, FieldPaths, FieldRow, Level, Problem};
use crate::parse::tree::outline::Outline;
use crate::parse::tree::yaml::{self, Header, Node};
use crate::parse::user_file::{Settings, Wrong};

/// Reads a file of field paths, or says where it is wrong.
pub fn field_paths(path: &Path) -> Result<FieldPaths, Diagnostic> {
    let settings = Settings::read(path)?;
    let outline = settings.outline()?;
    let Header::Fields(fields) = settings.content()? else {
        let what = "it must be a map of our fields to their paths".to_owned();
        return Err(settings.problem((1, 1), Problem::BadField(what)));
    };
    let rows = rows(&fields, &outline).map_err(|wrong| settings.wrong(&outline, wrong))?;
    Ok(FieldPaths { file: settings.file, rows })
}

fn rows(fields: &yaml::Fields<'_>, outline: &Outline<'_>) -> Result<Vec<FieldRow>, Wrong> {
    let mut rows: Vec<FieldRow> = Vec::new();
    for (name, node) in fields {
        let place = outline.field(Outline::ROOT, name).unwrap_or(Outline::ROOT);
        let Some(word) = word(name) else {
            return Err((
                place,
                format!("{name} is none of {}, or one of them after related.", WORDS.join(", ")),
            ));
        };
        if rows.iter().any(|row| row.word == word) {
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
        if let Some(secret) = found.iter().flat_map(|path| path.split('.')).find(|key| is_never_read(key)) {
            return Err((place, format!("{secret} is never read")));
        }
        rows.push(FieldRow { word, paths: found, at: outline.position(place) });
    }
    Ok(rows)
}

/// Which rows were looked for while files were read, and which of them a header had, whatever stood there: a bit for
/// each row, by its number.
#[derive(Default)]
pub(crate) struct Met {
    asked: AtomicU32,
    found: AtomicU32,
}

impl Met {
    pub(crate) fn asked(&self, row: usize) {
        self.asked.fetch_or(1 << row, Ordering::Relaxed);
    }

    pub(crate) fn found(&self, row: usize) {
        self.found.fetch_or(1 << row, Ordering::Relaxed);
    }

    /// Rows that no header had, most often for a misspelt path.
    pub(crate) fn missing(&self, paths: &FieldPaths) -> Vec<Diagnostic> {
        let missing = self.asked.load(Ordering::Relaxed) & !self.found.load(Ordering::Relaxed);
        let say = |row: &FieldRow| Diagnostic {
            file: Arc::clone(&paths.file),
            line: row.at.0,
            column: row.at.1,
            level: Level::Note,
            field: Some(row.word.to_owned()),
            problem: Problem::UnusedField(format!("is in no header at {}", row.paths.join(", "))),
        };
        let rows = paths.rows.iter().enumerate().filter(|(_, row)| !row.paths.is_empty());
        rows.filter(|(number, _)| missing >> number & 1 == 1).map(|(_, row)| say(row)).collect()
    }
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
