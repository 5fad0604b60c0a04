//! Counts the fields of headers and the types of their values, by folder and type of article, as producers keep them
//! apart. The result does not depend on the order in which files are read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use super::clean;
use super::document::{dates, field_names};
use super::tree::{Fields, ListNode, Node};
use crate::address::Address;
use crate::model::{Collection, DateSource, FieldPaths, FieldSeen, ValueKind, Zone};

/// The counts.
pub(super) type FieldCounts = Mutex<CollectionCounts>;

/// The counts, by folder and type of article.
#[derive(Default)]
pub(super) struct CollectionCounts {
    collections: BTreeMap<CollectionKey, CollectionHeaders>,
    /// What comes behind so many collections.
    others: CollectionHeaders,
}

/// Folder and type.
type CollectionKey = (String, Option<String>);

/// Different paths that are counted in a collection: a file of made-up names must not fill the memory or the screen.
const MOST: usize = 500;
/// Collections that are told apart.
const MOST_COLLECTIONS: usize = 200;
/// Names inside one another that are told apart.
const DEEPEST: usize = 4;
/// Examples of a field.
const EXAMPLES: usize = 3;

/// The headers of one collection.
#[derive(Default)]
struct CollectionHeaders {
    count: usize,
    /// By whether they are none of those that are read, and path: of too many the last are left out, in whatever order
    /// they are met.
    fields: BTreeMap<(bool, String), FieldStats>,
}

/// The values of one field.
#[derive(Default)]
struct FieldStats {
    seen: usize,
    headers: usize,
    kinds: BTreeMap<ValueKind, usize>,
    numbers: Option<(f64, f64)>,
    dates: Option<(chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::Utc>)>,
    lengths: Option<(usize, usize)>,
    entries: Option<(usize, usize)>,
    /// Those with the least digests: chosen without regard to order or alphabet.
    examples: BTreeSet<(u32, String)>,
}

/// Adds the fields of one header.
pub(super) fn count(file: &str, fields: &Fields<'_>, counts: &FieldCounts) {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let kind = fields.iter().find(|(name, _)| name == "type").and_then(|(_, node)| match node {
        Node::Text(kind) => Some(clean::line(&**kind, 40).text.into_owned()).filter(|kind| !kind.is_empty()),
        _ => None,
    });
    let mut seen: BTreeMap<String, FieldStats> = BTreeMap::new();
    below(fields, "", 0, &mut seen);
    let fields =
        seen.into_iter().map(|(path, field)| ((!field_names::is_read(&path), path), field)).collect();
    let mut counted = counts.lock().unwrap_or_else(PoisonError::into_inner);
    counted.add((folder.to_owned(), kind), CollectionHeaders { count: 1, fields });
}

impl CollectionCounts {
    /// Adds headers. Those of the first collections are told apart, in whatever order they are met: one that is put to
    /// the others never comes back.
    fn add(&mut self, of: CollectionKey, headers: CollectionHeaders) {
        self.collections.entry(of).or_default().add(headers);
        if self.collections.len() > MOST_COLLECTIONS
            && let Some((_, last)) = self.collections.pop_last()
        {
            self.others.add(last);
        }
    }
}

impl CollectionHeaders {
    fn add(&mut self, other: CollectionHeaders) {
        self.count += other.count;
        for (path, field) in other.fields {
            self.fields.entry(path).or_default().add(field);
            if self.fields.len() > MOST {
                self.fields.pop_last();
            }
        }
    }
}

/// The counts as a list: by folder and type, the fields most seen first, then by path. What a person says is ours
/// (`named`) is read, too.
pub(super) fn collections(counted: CollectionCounts, named: Option<&FieldPaths>) -> Vec<Collection> {
    let named = named.map(FieldPaths::in_headers).unwrap_or_default();
    let CollectionCounts { mut collections, others } = counted;
    if others.count > 0 {
        collections.entry(("(other folders)".to_owned(), None)).or_default().add(others);
    }
    let collection = |((folder, kind), headers): (CollectionKey, CollectionHeaders)| {
        let seen = |((_, path), field): ((bool, String), FieldStats)| field.seen(path);
        let mut fields: Vec<FieldSeen> = headers.fields.into_iter().map(seen).collect();
        for field in &mut fields {
            field.read |= named.contains(&field.path.replace("[]", ""));
        }
        fields.sort_by(|a, b| b.files.cmp(&a.files).then_with(|| a.path.cmp(&b.path)));
        Collection { folder, kind, headers: headers.count, fields }
    };
    collections.into_iter().map(collection).collect()
}

fn below(fields: &Fields<'_>, path: &str, depth: usize, seen: &mut BTreeMap<String, FieldStats>) {
    for (name, node) in fields {
        let name = clean::line(&**name, 64).text.into_owned();
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        // What these hold never leaves the parser.
        let secret = field_names::is_never_read(&name);
        seen.entry(path.clone()).or_default().count(node, secret);
        if depth + 1 < DEEPEST && !secret {
            entries(node, &path, depth + 1, seen);
        }
        if seen.len() > 4 * MOST {
            return;
        }
    }
}

fn entries(node: &Node<'_>, path: &str, depth: usize, seen: &mut BTreeMap<String, FieldStats>) {
    match node {
        Node::Map(fields) => below(fields, path, depth, seen),
        Node::List(ListNode { items, .. }) => {
            let path = format!("{path}[]");
            for item in items.iter().filter(|item| matches!(item, Node::Map(_))) {
                entries(item, &path, depth, seen);
            }
        }
        _ => {}
    }
}

impl FieldStats {
    fn count(&mut self, node: &Node<'_>, secret: bool) {
        self.seen += 1;
        self.headers = 1;
        let kind = match node {
            Node::Null => ValueKind::Empty,
            Node::Bool(_) => ValueKind::Bool,
            Node::Number(_) | Node::Written(_) => ValueKind::Number,
            Node::Text(text) => kind_of(text),
            Node::Tagged(..) => ValueKind::Text,
            Node::List(_) => ValueKind::List,
            Node::Map(_) => ValueKind::Map,
        };
        *self.kinds.entry(kind).or_default() += 1;
        if secret {
            return;
        }
        match node {
            Node::Text(text) => {
                if kind == ValueKind::Date {
                    self.dates = dates::read(text)
                        .ok()
                        .map(|read| read.published(Zone::Utc, DateSource::Field).at)
                        .map(|at| (at, at))
                        .into_iter()
                        .chain(self.dates)
                        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
                } else if kind == ValueKind::Text {
                    let length = text.chars().count();
                    self.lengths = Some(wider(self.lengths, (length, length)));
                }
                if kind != ValueKind::Empty {
                    self.example(text);
                }
            }
            Node::Number(number) => self.number(number),
            Node::Written(number) => self.number(number),
            Node::Bool(yes) => self.example(if *yes { "true" } else { "false" }),
            Node::List(ListNode { items, .. }) => {
                self.entries = Some(wider(self.entries, (items.len(), items.len())));
                for item in items.iter().take(20) {
                    if let Node::Text(text) = item {
                        self.example(text);
                    }
                }
            }
            Node::Null | Node::Map(_) | Node::Tagged(..) => {}
        }
    }

    fn number(&mut self, written: &str) {
        if let Some(number) = written.parse::<f64>().ok().filter(|number| number.is_finite()) {
            let (least, most) = self.numbers.unwrap_or((number, number));
            self.numbers = Some((least.min(number), most.max(number)));
        }
        self.example(written);
    }

    fn example(&mut self, text: &str) {
        let text = clean::line(text, 200).text.into_owned();
        let digest = text
            .bytes()
            .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        self.examples.insert((digest, text));
        if self.examples.len() > EXAMPLES {
            self.examples.pop_last();
        }
    }

    fn add(&mut self, other: FieldStats) {
        self.seen += other.seen;
        self.headers += other.headers;
        for (kind, count) in other.kinds {
            *self.kinds.entry(kind).or_default() += count;
        }
        self.numbers = match (self.numbers, other.numbers) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        };
        self.dates = match (self.dates, other.dates) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        };
        self.lengths = other.lengths.map(|length| wider(self.lengths, length)).or(self.lengths);
        self.entries = other.entries.map(|length| wider(self.entries, length)).or(self.entries);
        self.examples.extend(other.examples);
        while self.examples.len() > EXAMPLES {
            self.examples.pop_last();
        }
    }

    fn seen(self, path: String) -> FieldSeen {
        let mut kinds: Vec<(ValueKind, usize)> = self.kinds.into_iter().collect();
        kinds.sort_by_key(|(kind, count)| (std::cmp::Reverse(*count), *kind));
        let mut examples: Vec<String> = self.examples.into_iter().map(|(_, text)| text).collect();
        examples.sort();
        FieldSeen {
            read: field_names::is_read(&path),
            path,
            seen: self.seen,
            files: self.headers,
            kinds,
            numbers: self.numbers,
            dates: self.dates,
            lengths: self.lengths,
            entries: self.entries,
            examples,
        }
    }
}

fn wider(range: Option<(usize, usize)>, by: (usize, usize)) -> (usize, usize) {
    range.map_or(by, |(least, most)| (least.min(by.0), most.max(by.1)))
}

fn kind_of(text: &str) -> ValueKind {
    let text = text.trim();
    match text {
        "" => ValueKind::Empty,
        _ if text.contains("://") && Address::parse(text).is_ok() => ValueKind::Address,
        _ if dates::read(text).is_ok() => ValueKind::Date,
        _ => ValueKind::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::tree::{Language, TreeOptions};

    #[test]
    fn more_folders_and_fields_than_are_told_apart_are_counted_in_any_order() {
        let files: Vec<(String, String)> = (0..300)
            .map(|at| (format!("folder{at:03}/a.md"), format!("title: x\nz{}: 1\na{at}: 2\n", at % 7)))
            .chain([("folder000/b.md".to_owned(), (0..700).map(|at| format!("a{at}: 1\n")).collect())])
            .collect();
        let count = |files: &mut dyn Iterator<Item = &(String, String)>| {
            let counts = FieldCounts::default();
            files.for_each(|(file, header)| {
                let options =
                    TreeOptions { names: field_names::KNOWN, depth: 64, expansion: 4096, may_scan: true };
                let tree = Language::Yaml.tree(header, &options, &mut Vec::new()).unwrap();
                count(file, &Language::Yaml.all_fields(&tree).unwrap(), &counts);
            });
            collections(counts.into_inner().unwrap(), None)
        };
        let found = count(&mut files.iter());
        let turned = count(&mut files.iter().rev());
        assert_eq!(format!("{found:?}"), format!("{turned:?}"));
        assert_eq!(found.len(), MOST_COLLECTIONS + 1);
        assert_eq!(found.iter().map(|collection| collection.headers).sum::<usize>(), files.len());
        // What is read is never crowded out.
        let first = found.iter().find(|collection| collection.folder == "folder000").unwrap();
        assert!(first.fields.len() == MOST && first.fields.iter().any(|field| field.path == "title"));
    }
}
