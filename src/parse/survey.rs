//! Counts the fields that headers have, ours or not, by walking their outlines.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use super::names;
use super::outline::{NodeId, Outline};
use crate::model::FieldSeen;

/// Times seen and files seen in, by path.
pub(super) type Counts = Mutex<BTreeMap<String, (usize, usize)>>;

/// Different paths that are counted: a file of made-up names must not fill the memory or the screen.
const MOST: usize = 2000;
/// Names inside one another that are told apart.
const DEEPEST: usize = 4;

/// Adds the fields of one header.
pub(super) fn count(outline: &Outline<'_>, counts: &Counts) {
    let mut seen: Vec<String> = Vec::new();
    below(outline, Outline::ROOT, "", 0, &mut seen);
    let files: BTreeSet<&str> = seen.iter().map(String::as_str).collect();
    let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
    for path in files.iter().copied() {
        if counts.len() < MOST || counts.contains_key(path) {
            counts.entry(path.to_owned()).or_default().1 += 1;
        }
    }
    for path in &seen {
        if let Some(count) = counts.get_mut(path) {
            count.0 += 1;
        }
    }
}

/// The counts as a list: most files first, then by path.
pub(super) fn fields_seen(counts: BTreeMap<String, (usize, usize)>) -> Vec<FieldSeen> {
    let field = |(path, (seen, files)): (String, (usize, usize))| FieldSeen {
        read: names::is_read(&path),
        path,
        seen,
        files,
    };
    let mut fields: Vec<FieldSeen> = counts.into_iter().map(field).collect();
    fields.sort_by(|a, b| b.files.cmp(&a.files).then_with(|| a.path.cmp(&b.path)));
    fields
}

fn below(outline: &Outline<'_>, parent: NodeId, path: &str, depth: usize, seen: &mut Vec<String>) {
    if depth >= DEEPEST {
        return;
    }
    for (name, child) in outline.named(parent) {
        let path = match name {
            Some(name) if path.is_empty() => name.to_owned(),
            Some(name) => format!("{path}.{name}"),
            None => format!("{path}[]"),
        };
        let deeper = depth + usize::from(name.is_some());
        below(outline, child, &path, deeper, seen);
        if name.is_some() {
            seen.push(path);
        }
    }
}
