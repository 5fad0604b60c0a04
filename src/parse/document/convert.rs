//! The leniency: header nodes become a document, field by field. A bad field costs that field, a bad entry that
//! entry, and each says so with its place. Which names mean what is in `names.rs`, what a value is read as in `values`.

use std::collections::HashMap;
use std::sync::Arc;

use super::dates as date;
use super::field_map::Met;
use super::field_names;
use super::field_names::{
    Field, MERGE_KEY, Rows, given_twice, is_inner, is_ours, is_telling, tells_an_article,
};
use crate::address::Address;
use crate::model::{
    DatePrecision, DateSource, Diagnostic, Document, FieldPaths, Level, Limits, Link, Problem, Provider,
    Published, Role, SourceFile, Zone,
};
use crate::parse::arena::TextArena;
use crate::parse::body_title::{self as heading, PageTitle};
use crate::parse::tree::spans::{BodyStart, Origin, Place, Places};
use crate::parse::tree::yaml::{Fields, List, Node};

/// What a header came to.
pub(crate) enum Outcome<'t> {
    Document(Box<Document<'t>>),
    /// The file is refused; where and why.
    Refused(Diagnostic),
    /// Not an article at all, for this reason.
    NotOurs(&'static str),
}

/// Reads the fields of a header into a document and says what went wrong on the way.
pub(crate) struct Reader<'r, 'h, 't> {
    pub(crate) file: Arc<str>,
    /// The file to look into where the header has no title.
    pub(crate) source: Option<&'r SourceFile>,
    pub(crate) places: &'r Places<'h>,
    pub(crate) origin: Origin,
    /// Where a person said that our fields are.
    pub(crate) paths: Option<&'r FieldPaths>,
    pub(crate) met: &'r Met,
    pub(crate) limits: &'r Limits,
    /// The zone of times that name none, where somebody named it.
    pub(crate) assumed_zone: Option<Zone>,
    pub(crate) room: &'r TextArena<'t>,
    /// The address read last, where it is shown as it was given: most records give theirs more than once.
    pub(crate) known: Option<Address<'t>>,
    pub(crate) diagnostics: &'r mut Vec<Diagnostic>,
}

/// One record: the header itself, an entry of its list, or the map that a field is.
pub(crate) struct Record<'n> {
    pub(crate) fields: &'n Fields<'n>,
    pub(crate) place: Place<'n>,
    /// Which of the fields are ours.
    rows: Rows,
}

impl<'n> Record<'n> {
    pub(crate) fn new(fields: &'n Fields<'n>, place: Place<'n>) -> Record<'n> {
        Record { fields, place, rows: Rows::of(fields) }
    }

    /// All values of a field in the order of the table, exact names before names in other case.
    pub(crate) fn values(&self, field: Field) -> impl Iterator<Item = Value<'_>> {
        self.rows.of_field(field).map(|at| {
            let (name, node) = &self.fields[at];
            Value { node, place: Place::Field(&self.place, name) }
        })
    }

    /// The value of exactly this name.
    pub(super) fn inner(&self, name: &str) -> Option<Value<'_>> {
        let (name, node) = self.fields.iter().find(|(key, _)| key == name)?;
        Some(Value { node, place: Place::Field(&self.place, name) })
    }
}

/// Whether a value says nothing.
fn is_blank(node: &Node<'_>) -> bool {
    matches!(node, Node::Null) || matches!(node, Node::Text(text) if text.trim().is_empty())
}

/// A value with its place, which tells its name.
#[derive(Clone, Copy)]
pub(crate) struct Value<'n> {
    pub(crate) node: &'n Node<'n>,
    pub(crate) place: Place<'n>,
}

impl<'t> Reader<'_, '_, 't> {
    /// The document of a header.
    pub(crate) fn document(mut self, fields: &Fields<'_>) -> Outcome<'t> {
        let once = self.each_once(fields, Place::Root);
        let fields = once.as_ref().unwrap_or(fields);
        let record = Record::new(fields, Place::Root);
        let is_named = |name: &str| self.paths.is_some_and(|paths| paths.begin_with(name));
        if fields.is_empty() || !fields.iter().any(|(name, _)| is_telling(name) || is_named(name)) {
            return Outcome::NotOurs(field_names::FOREIGN);
        }
        if fields.iter().any(|(name, _)| name == MERGE_KEY) {
            let place = Place::Field(&Place::Root, MERGE_KEY);
            let problem =
                Problem::BadField("merges another map into this one, which is not read; dropped".to_owned());
            let found = self.diagnostic(Level::Warning, place, Some(MERGE_KEY.to_owned()), problem);
            self.diagnostics.push(found);
        }
        let mut head = self.link(&record, Role::Head, 0);
        head.line = self.origin.head_line;
        if head.published.is_none() && !self.origin.one_of_many {
            let of_file =
                || date::day_of_file(&self.file).map(|(day, source)| Published::from_day(day, source));
            head.published = Self::day_in_path(&record).or_else(of_file);
        }
        if head.title.is_none() && head.address.is_none() {
            let is_article = self.may_be_article(fields);
            head.title = self.page_title(is_article || head.published.is_some());
            if head.title.is_none() && is_article {
                return Outcome::Refused(self.diagnostic(
                    Level::Error,
                    Place::Root,
                    None,
                    Problem::MissingField,
                ));
            }
            if head.title.is_none() {
                return Outcome::NotOurs(field_names::UNTITLED);
            }
        }
        let topics = self.first(&record, Field::Topics, Self::words);
        let topics = topics.or_else(|| self.first(&record, Field::Taxonomies, Self::taxonomies));
        let topics = topics.unwrap_or_default();
        // A page about a person has a name, and nothing that an article has.
        let says_more = head.address.is_some() || head.published.is_some() || !topics.is_empty();
        let names_source = head.provider != Provider::default();
        if !says_more && !names_source && !self.may_be_article(fields) {
            return Outcome::NotOurs(field_names::UNTITLED);
        }
        let category = self.first(&record, Field::Category, Self::named);
        let related = self.related(&record);
        Outcome::Document(Box::new(Document {
            file: Arc::clone(&self.file),
            topics,
            category,
            head,
            related,
        }))
    }

    fn related(&mut self, record: &Record<'_>) -> Vec<Link<'t>> {
        self.first(record, Field::Related, Self::links).unwrap_or_default()
    }

    fn links(&mut self, value: &Value<'_>) -> Option<Vec<Link<'t>>> {
        let List { items, lines } = match value.node {
            Node::Null => return None,
            Node::List(list) => list,
            _ => return self.bad(value, "is not a list; dropped"),
        };
        if items.len() > self.limits.related {
            let most = self.limits.related;
            let what = format!("has {} entries; the first {most} were read", items.len());
            self.warn(value, Problem::TooLarge(what));
        }
        let mut links = Vec::with_capacity(items.len().min(self.limits.related));
        for (index, node) in items.iter().enumerate().take(self.limits.related) {
            let place = Place::Item(&value.place, index, Some(items.len()));
            let line = lines.get(index).copied().unwrap_or_else(|| self.places.line(place));
            links.extend(self.entry(&Value { node, place }, index as u32, line + self.origin.line_offset));
        }
        Some(links)
    }

    fn entry(&mut self, entry: &Value<'_>, index: u32, line: u32) -> Option<Link<'t>> {
        let address: Fields<'_>;
        let fields = match entry.node {
            Node::Map(fields) => fields,
            Node::Text(raw) if Address::parse(raw.trim()).is_ok() => {
                address = vec![("url".into(), entry.node.clone())];
                &address
            }
            Node::Null => return self.bad(entry, "is empty; dropped"),
            _ => return self.bad(entry, "is not a link; dropped"),
        };
        let once = self.each_once(fields, entry.place);
        let record = Record::new(once.as_ref().unwrap_or(fields), entry.place);
        for deeper in record.values(Field::Related) {
            self.bad::<()>(&deeper, "is a list inside the list; dropped");
        }
        let link = self.link(&record, Role::Related(index), line);
        if link.title.is_none() && link.address.is_none() {
            return self.bad(entry, "has neither a title nor an address; dropped");
        }
        Some(link)
    }

    /// Whether a header has a field that only articles have, or is one that nothing is known of by its names alone.
    fn may_be_article(&self, fields: &Fields<'_>) -> bool {
        self.paths.is_some()
            || self.origin.one_of_many
            || fields.iter().any(|(name, _)| tells_an_article(name))
    }

    /// The title of an article's page whose header has neither title nor address.
    fn page_title(&mut self, is_article: bool) -> Option<&'t str> {
        let source = self.source.filter(|_| is_article && self.origin.body != BodyStart::Nowhere)?;
        let PageTitle { text, line } = heading::title(source, self.origin.body, self.limits)?;
        let from = line.map_or("the file's name".to_owned(), |line| format!("the heading in line {line}"));
        let what = format!("the header has neither a title nor an address; the title was taken from {from}");
        let found = self.diagnostic(Level::Note, Place::Root, None, Problem::Recovered(what));
        self.diagnostics.push(found);
        Some(self.room.text(&text))
    }

    /// The fields without those of ours that are given again, where some are. The first of a name stands, but for one
    /// that is empty: it says nothing that another could contradict.
    fn each_once<'n>(&mut self, fields: &Fields<'n>, place: Place<'_>) -> Option<Fields<'n>> {
        // Finding the place of each costs as much as there are fields.
        const MOST: usize = 20;
        given_twice(fields)?;
        let mut again = 0;
        let mut once: Fields<'n> = Vec::with_capacity(fields.len());
        let mut seen: HashMap<&str, (usize, usize)> = HashMap::new();
        for (name, node) in fields {
            let Some((first, count)) = seen.get_mut(&**name).filter(|_| is_ours(name)) else {
                seen.insert(name, (once.len(), 1));
                once.push((name.clone(), node.clone()));
                continue;
            };
            again += 1;
            if again > MOST {
                continue;
            }
            let is_empty = is_blank(&once[*first].1);
            self.warn_again(place, name, *count, is_empty);
            if is_empty {
                once[*first].1 = node.clone();
                self.places.read_instead(place, name, *count);
            }
            *count += 1;
        }
        Some(once)
    }

    /// Warns that a field is given again, after `before` others of its name, and which one is read.
    fn warn_again(&mut self, of: Place<'_>, name: &str, before: usize, is_empty: bool) {
        let place = Place::Field(&of, name);
        let first = self.places.line(place) + self.origin.line_offset;
        let what = if is_empty {
            format!("is given twice; the one in line {first} is empty, so this one is used")
        } else {
            format!("is given twice; the one in line {first} is used")
        };
        let (line, column) = self.places.position_again(of, name, before);
        self.diagnostics.push(Diagnostic {
            file: Arc::clone(&self.file),
            line: line + self.origin.line_offset,
            column,
            level: Level::Warning,
            field: Some(place.path()),
            problem: Problem::DuplicateKey(what),
        });
    }

    /// Says which names a map inside a field gives again; the first of each is read.
    pub(super) fn warn_repeats(&mut self, fields: &Fields<'_>, place: Place<'_>) {
        const MOST: usize = 20;
        for (at, (name, _)) in fields.iter().enumerate().take(MOST) {
            let before = fields[..at].iter().filter(|(other, _)| other == name).count();
            if before > 0 && is_inner(name) {
                self.warn_again(place, name, before, false);
            }
        }
    }

    fn link(&mut self, record: &Record<'_>, role: Role, line: u32) -> Link<'t> {
        let web = self.first(record, Field::Web, Self::address);
        let original = self.first(record, Field::Original, Self::address);
        let amp = self.first(record, Field::Amp, Self::address);
        let cdn = self.first(record, Field::CdnAmp, Self::address);
        let mut addresses = [web, original, amp, cdn].into_iter().flatten();
        let address = addresses.next();
        let mut alternates: Vec<Address<'t>> = Vec::new();
        for other in addresses {
            if Some(&other) != address.as_ref() && !alternates.contains(&other) {
                alternates.push(other);
            }
        }
        let provider = self.first(record, Field::Provider, Self::provider).unwrap_or_default();
        let authors = self.first(record, Field::Authors, Self::words).unwrap_or_default();
        let authors = if authors.is_empty() { self.provider_authors(record) } else { authors };
        Link {
            role,
            line,
            title: self.first(record, Field::Title, Self::prose),
            excerpt: self.first(record, Field::Excerpt, Self::prose),
            address,
            alternates: self.room.list(alternates),
            published: self.published(record),
            updated: self.first(record, Field::Updated, Self::instant),
            kind: self.first(record, Field::Kind, Self::named),
            provider,
            authors: self.room.list(authors),
            quality: self.first(record, Field::Quality, Self::number),
            image: self.first(record, Field::Image, Self::image),
            language: self.first(record, Field::Language, Self::named),
        }
    }

    /// The first usable date of publication. Where it is a day or a month, another field may tell the moment.
    fn published(&mut self, record: &Record<'_>) -> Option<Published> {
        let first = self.first(record, Field::Published, Self::date)?;
        if first.precision == DatePrecision::Instant {
            return Some(first);
        }
        let zone = self.assumed_zone.unwrap_or_default();
        let read = |value: Value<'_>| match value.node {
            Node::Text(text) => Some(date::read(text).ok()?.published(zone, DateSource::Field)),
            _ => None,
        };
        let finer =
            record.values(Field::Published).filter_map(read).filter(|other| first.is_refined_by(*other));
        Some(finer.min_by_key(|date| (date.precision, date.at)).unwrap_or(first))
    }

    /// The day in a path on the producer's own site: `path = "2031/08/03/slug"`, `permalink: /2031/08/03/slug/`.
    fn day_in_path(record: &Record<'_>) -> Option<Published> {
        let paths = record.values(Field::Path).chain(record.values(Field::Web));
        let day = |value: Value<'_>| match value.node {
            Node::Text(path) => date::day_in_path(path),
            _ => None,
        };
        paths.into_iter().find_map(day).map(|day| Published::from_day(day, DateSource::Field))
    }

    /// The first usable value of a field, trying its names in the order of the table.
    pub(crate) fn first<T>(
        &mut self,
        record: &Record<'_>,
        field: Field,
        read: fn(&mut Self, &Value<'_>) -> Option<T>,
    ) -> Option<T> {
        if let Some((number, row)) = self.paths.and_then(|paths| paths.row(field.word(&record.place))) {
            self.met.asked(number);
            let value = |path: &String| self.at_path(record.fields, &record.place, (number, path), read);
            return row.paths.iter().find_map(value);
        }
        record.values(field).find_map(|value| read(self, &value))
    }

    pub(super) fn bad<T>(&mut self, value: &Value<'_>, what: &str) -> Option<T> {
        self.warn(value, Problem::BadField(what.to_owned()));
        None
    }

    pub(super) fn warn(&mut self, value: &Value<'_>, problem: Problem) {
        let found = self.diagnostic(Level::Warning, value.place, Some(value.place.path()), problem);
        self.diagnostics.push(found);
    }

    pub(super) fn note(&mut self, value: &Value<'_>, problem: Problem) {
        let found = self.diagnostic(Level::Note, value.place, Some(value.place.path()), problem);
        self.diagnostics.push(found);
    }

    pub(super) fn diagnostic(
        &self,
        level: Level,
        place: Place<'_>,
        field: Option<String>,
        problem: Problem,
    ) -> Diagnostic {
        let (line, column) = self.places.position(place);
        let line = line + self.origin.line_offset;
        Diagnostic { file: Arc::clone(&self.file), line, column, level, field, problem }
    }
}
