//! The file of `--fields`: where a producer nobody knew has our fields. A YAML map of our words to paths.

use std::path::Path;
use std::sync::Arc;

use super::names::{WORDS, is_never_read};
use super::outline::Outline;
use super::settings::{Settings, Wrong};
use super::yaml::{self, Header, Node};
use crate::model::{DateSource, Diagnostic, Document, FieldPaths, FieldRow, Level, Link, Problem, Provider};

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

/// Rows that gave no document anything: most likely a path is misspelt.
pub(super) fn unused(paths: &FieldPaths, documents: &[Document]) -> Vec<Diagnostic> {
    let is_used = |row: &&FieldRow| match row.word.strip_prefix("related.") {
        Some(word) => documents.iter().flat_map(|d| &d.related).any(|link| has(link, word)),
        None => documents.iter().any(|document| match row.word {
            "related" => !document.related.is_empty(),
            "topics" => !document.topics.is_empty(),
            word => has(&document.head, word),
        }),
    };
    let has_links = documents.iter().any(|document| !document.related.is_empty());
    let is_asked = |row: &&FieldRow| {
        let of_links = row.word.starts_with("related.");
        !row.paths.is_empty() && if of_links { has_links } else { !documents.is_empty() }
    };
    let say = |row: &FieldRow| {
        let what = format!("has nothing of use at {} in any file", row.paths.join(", "));
        Diagnostic {
            file: Arc::clone(&paths.file),
            line: row.at.0,
            column: row.at.1,
            level: Level::Warning,
            field: Some(row.word.to_owned()),
            problem: Problem::UnusedField(what),
        }
    };
    paths.rows.iter().filter(is_asked).filter(|row| !is_used(row)).map(say).collect()
}

/// Whether a link has what this word of ours means; nothing is said of topics, which links have none of.
fn has(link: &Link, word: &str) -> bool {
    match word {
        "title" => link.title.is_some(),
        "url" => link.address.is_some(),
        "published" => link.published.is_some_and(|published| published.source == DateSource::Field),
        "updated" => link.updated.is_some(),
        "excerpt" => link.excerpt.is_some(),
        "provider" => link.provider != Provider::default(),
        "authors" => !link.authors.is_empty(),
        "type" => link.kind.is_some(),
        "quality" => link.quality.is_some(),
        "language" => link.language.is_some(),
        "image" => link.image.is_some(),
        _ => true,
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
