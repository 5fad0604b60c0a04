//! The file of `--fields`: a YAML map from newsfeed's fields to paths in the headers of an unknown producer.

use std::path::Path;

use super::field_names::{WORDS, is_never_read};
use crate::model::problem::UserFileError;
use crate::model::{Diagnostic, FieldPaths, FieldRow};
use crate::parse::tree::{Fields, Node, Spans, ValuePath};
use crate::parse::user_file::{PlacedError, UserFile};

/// Reads a file of field paths, or says where it is wrong.
pub fn field_paths(path: &Path) -> Result<FieldPaths, Diagnostic> {
    let user_file = UserFile::read(path)?;
    let Some(tree) = user_file.tree()? else {
        return Err(user_file.wrong(((1, 1), UserFileError::NotAMap)));
    };
    let rows = rows(&tree.fields, &tree.spans()).map_err(|wrong| user_file.wrong(wrong))?;
    Ok(FieldPaths { file: user_file.file, rows })
}

fn rows(fields: &Fields<'_>, spans: &Spans<'_>) -> Result<Vec<FieldRow>, PlacedError> {
    let mut rows: Vec<FieldRow> = Vec::new();
    for (name, node) in fields {
        let at = spans.position(ValuePath::Field(&ValuePath::Root, name));
        let Some(word) = word(name) else {
            return Err((at, UserFileError::UnknownField { name: name.to_string(), words: &WORDS }));
        };
        if rows.iter().any(|row| row.word == word) {
            let again = spans.position_again(ValuePath::Root, name, 1);
            return Err((again, UserFileError::Repeated(name.to_string())));
        }
        let Some(paths) = paths_of(node).filter(|paths| paths.iter().all(|path| !path.is_empty())) else {
            return Err((at, UserFileError::NotAPath(name.to_string())));
        };
        if let Some(secret) = paths.iter().flat_map(|path| path.split('.')).find(|key| is_never_read(key)) {
            return Err((at, UserFileError::NeverRead(secret.to_owned())));
        }
        rows.push(FieldRow { word, paths, at });
    }
    Ok(rows)
}

/// The paths of a row; `None` where it has something else.
fn paths_of(node: &Node<'_>) -> Option<Vec<String>> {
    let path = |node: &Node<'_>| match node {
        Node::Text(path) => Some(path.trim().to_owned()),
        _ => None,
    };
    match node {
        Node::Null => Some(Vec::new()),
        Node::List(list) => list.items.iter().map(path).collect(),
        node => Some(vec![path(node)?]),
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
