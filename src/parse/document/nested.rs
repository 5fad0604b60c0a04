//! Fields that stand deeper than at the top of a header: where a person says so (`--fields`), and where producers are
//! known to put them. `field_paths` reads what the person wrote.

use super::convert::{Reader, Record, Value};
use super::field_names::Field;
use crate::parse::tree::spans::Place;
use crate::parse::tree::yaml::{Fields, List, Node};

impl<'t> Reader<'_, '_, 't> {
    /// The value at a path of names with dots between them; of a list on the way, its first entry. `number` is that of
    /// the row that names the path.
    pub(crate) fn at_path<T>(
        &mut self,
        fields: &Fields<'_>,
        place: &Place<'_>,
        (number, path): (usize, &str),
        read: fn(&mut Self, &Value<'_>) -> Option<T>,
    ) -> Option<T> {
        let find = |name: &str| fields.iter().find(|(key, _)| key == name);
        if let Some((name, node)) = find(path) {
            self.met.found(number);
            return read(self, &Value { node, place: Place::Field(place, name) });
        }
        path.match_indices('.').find_map(|(at, _)| {
            let (name, node) = find(&path[..at])?;
            let inner = Place::Field(place, name);
            match node {
                Node::Map(fields) => self.at_path(fields, &inner, (number, &path[at + 1..]), read),
                Node::List(List { items, .. }) => {
                    let Some(Node::Map(fields)) = items.first() else { return None };
                    self.at_path(fields, &Place::Item(&inner, 0, None), (number, &path[at + 1..]), read)
                }
                _ => None,
            }
        })
    }

    /// Hugo's and Zola's lists of terms.
    pub(crate) fn taxonomies(&mut self, value: &Value<'_>) -> Option<Vec<&'t str>> {
        let Node::Map(fields) = value.node else { return None };
        let inner = Record::new(fields, value.place);
        inner.values(Field::Topics).find_map(|value| self.words(&value))
    }

    /// The authors that the scraper's collections name inside the provider.
    pub(crate) fn provider_authors(&mut self, record: &Record<'_>) -> Vec<&'t str> {
        let provider = record.values(Field::Provider).next();
        let Some(Value { node: Node::Map(fields), place }) = provider else { return Vec::new() };
        let inner = Record::new(fields, place);
        self.first(&inner, Field::Authors, Self::words).unwrap_or_default()
    }
}

/// Whether the name of a field, or the last part of its path, ends in this word in any case.
pub(crate) fn ends_in(value: &Value<'_>, word: &str) -> bool {
    let name = value.place.name().as_bytes();
    name.len() >= word.len() && name[name.len() - word.len()..].eq_ignore_ascii_case(word.as_bytes())
}

/// A field that is an address to some producers and an outlet to others.
pub(crate) fn is_source(value: &Value<'_>) -> bool {
    ends_in(value, "source")
}
