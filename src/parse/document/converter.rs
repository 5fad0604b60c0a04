//! The state of a conversion: a header, its records and values, and the lookup of newsfeed's fields in them.

use std::sync::Arc;

use super::field_names::{Field, OurFields};
use crate::address::Address;
use crate::model::problem::FieldError;
use crate::model::{Diagnostic, FieldPaths, Level, Problem};
use crate::parse::context::FileContext;
use crate::parse::origin::RecordOrigin;
use crate::parse::tree::{Fields, ListNode, Node, Spans, ValuePath};

/// Reads the fields of a header into a document and says what went wrong on the way.
pub(super) struct Converter<'r, 'h, 't> {
    pub(super) context: FileContext<'r, 't>,
    pub(super) spans: &'r Spans<'h>,
    pub(super) origin: RecordOrigin,
    /// The address read last, where it is shown as it was given: most records give theirs more than once.
    pub(super) known: Option<Address<'t>>,
    pub(super) diagnostics: &'r mut Vec<Diagnostic>,
}

/// One record: the header itself, an entry of its list, or the map that a field is.
pub(super) struct Record<'n> {
    pub(super) fields: &'n Fields<'n>,
    pub(super) place: ValuePath<'n>,
    /// The index of newsfeed's fields among the fields.
    ours: OurFields,
}

impl<'n> Record<'n> {
    pub(super) fn new(fields: &'n Fields<'n>, place: ValuePath<'n>) -> Record<'n> {
        Record { fields, place, ours: OurFields::new(fields) }
    }

    /// All values of a field in the order of the table, exact names before names in other case.
    pub(super) fn values(&self, field: Field) -> impl Iterator<Item = FieldValue<'_>> {
        self.ours.of_field(field).map(|at| {
            let (name, node) = &self.fields[at];
            FieldValue { node, place: ValuePath::Field(&self.place, name) }
        })
    }

    /// The value of exactly this name.
    pub(super) fn inner(&self, name: &str) -> Option<FieldValue<'_>> {
        let (name, node) = self.fields.iter().find(|(key, _)| key == name)?;
        Some(FieldValue { node, place: ValuePath::Field(&self.place, name) })
    }
}

/// A value with its place, which tells its name.
#[derive(Clone, Copy)]
pub(super) struct FieldValue<'n> {
    pub(super) node: &'n Node<'n>,
    pub(super) place: ValuePath<'n>,
}

impl<'r> Converter<'r, '_, '_> {
    /// The paths of `--fields`.
    pub(super) fn named_paths(&self) -> Option<&'r FieldPaths> {
        self.context.options.fields.as_deref()
    }

    /// The first usable value of a field, trying its names in the order of the table.
    pub(super) fn first<T>(
        &mut self,
        record: &Record<'_>,
        field: Field,
        read: fn(&mut Self, &FieldValue<'_>) -> Option<T>,
    ) -> Option<T> {
        if let Some((number, row)) = self.named_paths().and_then(|paths| paths.row(field.word(&record.place)))
        {
            self.context.run.usage.asked(number);
            let value = |path: &String| self.at_path(record.fields, &record.place, (number, path), read);
            return row.paths.iter().find_map(value);
        }
        record.values(field).find_map(|value| read(self, &value))
    }

    /// The value at a path of names with dots between them; of a list on the way, its first entry. `number` is that of
    /// the row that names the path.
    fn at_path<T>(
        &mut self,
        fields: &Fields<'_>,
        place: &ValuePath<'_>,
        (number, path): (usize, &str),
        read: fn(&mut Self, &FieldValue<'_>) -> Option<T>,
    ) -> Option<T> {
        let find = |name: &str| fields.iter().find(|(key, _)| key == name);
        if let Some((name, node)) = find(path) {
            self.context.run.usage.found(number);
            return read(self, &FieldValue { node, place: ValuePath::Field(place, name) });
        }
        path.match_indices('.').find_map(|(at, _)| {
            let (name, node) = find(&path[..at])?;
            let inner = ValuePath::Field(place, name);
            match node {
                Node::Map(fields) => self.at_path(fields, &inner, (number, &path[at + 1..]), read),
                Node::List(ListNode { items, .. }) => {
                    let Some(Node::Map(fields)) = items.first() else { return None };
                    self.at_path(fields, &ValuePath::Item(&inner, 0, None), (number, &path[at + 1..]), read)
                }
                _ => None,
            }
        })
    }

    pub(super) fn bad<T>(&mut self, value: &FieldValue<'_>, what: FieldError) -> Option<T> {
        self.warn(value, Problem::BadField(what));
        None
    }

    pub(super) fn warn(&mut self, value: &FieldValue<'_>, problem: Problem) {
        let found = self.diagnostic(Level::Warning, value.place, Some(value.place.path()), problem);
        self.diagnostics.push(found);
    }

    pub(super) fn note(&mut self, value: &FieldValue<'_>, problem: Problem) {
        let found = self.diagnostic(Level::Note, value.place, Some(value.place.path()), problem);
        self.diagnostics.push(found);
    }

    pub(super) fn diagnostic(
        &self,
        level: Level,
        place: ValuePath<'_>,
        field: Option<String>,
        problem: Problem,
    ) -> Diagnostic {
        let (line, column) = self.spans.position(place);
        let line = line + self.origin.line_offset;
        Diagnostic { file: Arc::clone(self.context.file), line, column, level, field, problem }
    }
}
