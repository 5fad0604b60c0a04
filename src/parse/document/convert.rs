//! Converts header nodes into a document, field by field. A bad field costs that field, a bad entry that entry, each
//! with a diagnostic and its position. `field_names.rs` knows the names of fields, `values.rs` the forms of values.

use std::collections::HashMap;
use std::sync::Arc;

use super::converter::{Converter, FieldValue, Record};
use super::dates;
use super::field_names::{
    self, Field, MERGE_KEY, given_twice, is_inner, is_ours, is_telling, tells_an_article,
};
use crate::address::Address;
use crate::model::problem::{Bearer, FieldError, KeptValue, NoDocument, Oversize, Recovery, TitleOrigin};
use crate::model::{
    DatePrecision, DateSource, Diagnostic, Document, Level, Link, Problem, Provider, Published, Role,
};
use crate::parse::body_title::{self, PageTitle};
use crate::parse::origin::BodyStart;
use crate::parse::tree::{Fields, ListNode, Node, ValuePath};

/// The result of a conversion.
pub(super) enum Conversion<'t> {
    Document(Box<Document<'t>>),
    /// The file is refused; where and why.
    Refused(Diagnostic),
    /// Not an article at all, for this reason.
    NotOurs(NoDocument),
}

/// Whether a value says nothing.
fn is_blank(node: &Node<'_>) -> bool {
    matches!(node, Node::Null) || matches!(node, Node::Text(text) if text.trim().is_empty())
}

impl<'t> Converter<'_, '_, 't> {
    /// The document of a header.
    pub(super) fn document(mut self, fields: &Fields<'_>) -> Conversion<'t> {
        let once = self.each_once(fields, ValuePath::Root);
        let fields = once.as_ref().unwrap_or(fields);
        let record = Record::new(fields, ValuePath::Root);
        let is_named = |name: &str| self.named_paths().is_some_and(|paths| paths.begin_with(name));
        if fields.is_empty() || !fields.iter().any(|(name, _)| is_telling(name) || is_named(name)) {
            return Conversion::NotOurs(NoDocument::ForeignHeader);
        }
        if fields.iter().any(|(name, _)| name == MERGE_KEY) {
            let place = ValuePath::Field(&ValuePath::Root, MERGE_KEY);
            let problem = Problem::BadField(FieldError::MergeKey);
            let found = self.diagnostic(Level::Warning, place, Some(MERGE_KEY.to_owned()), problem);
            self.diagnostics.push(found);
        }
        let mut head = self.link(&record, Role::Head, 0);
        head.line = self.origin.head_line;
        if head.published.is_none() && !self.origin.one_of_many {
            let of_file = || {
                dates::day_of_file(self.context.file).map(|(day, source)| Published::from_day(day, source))
            };
            head.published = Self::day_in_path(&record).or_else(of_file);
        }
        if head.title.is_none() && head.address.is_none() {
            let is_article = self.may_be_article(fields);
            head.title = self.page_title(is_article || head.published.is_some());
            if head.title.is_none() && is_article {
                let bearer = if self.origin.one_of_many { Bearer::Record } else { Bearer::Header };
                let problem = Problem::MissingField(bearer);
                return Conversion::Refused(self.diagnostic(Level::Error, ValuePath::Root, None, problem));
            }
            if head.title.is_none() {
                return Conversion::NotOurs(NoDocument::Untitled);
            }
        }
        let topics = self.first(&record, Field::Topics, Self::words);
        let topics = topics.or_else(|| self.first(&record, Field::Taxonomies, Self::taxonomies));
        let topics = topics.unwrap_or_default();
        // A page about a person has a name, and nothing that an article has.
        let says_more = head.address.is_some() || head.published.is_some() || !topics.is_empty();
        let names_source = head.provider != Provider::default();
        if !says_more && !names_source && !self.may_be_article(fields) {
            return Conversion::NotOurs(NoDocument::Untitled);
        }
        let category = self.first(&record, Field::Category, Self::named);
        let related = self.related(&record);
        Conversion::Document(Box::new(Document {
            file: Arc::clone(self.context.file),
            topics,
            category,
            head,
            related,
        }))
    }

    fn related(&mut self, record: &Record<'_>) -> Vec<Link<'t>> {
        self.first(record, Field::Related, Self::links).unwrap_or_default()
    }

    fn links(&mut self, value: &FieldValue<'_>) -> Option<Vec<Link<'t>>> {
        let ListNode { items, lines } = match value.node {
            Node::Null => return None,
            Node::List(list) => list,
            _ => return self.bad(value, FieldError::NotAList),
        };
        if items.len() > self.context.options.limits.related {
            let what = Oversize::Entries { count: items.len(), most: self.context.options.limits.related };
            self.warn(value, Problem::TooLarge(what));
        }
        let mut links = Vec::with_capacity(items.len().min(self.context.options.limits.related));
        for (index, node) in items.iter().enumerate().take(self.context.options.limits.related) {
            let place = ValuePath::Item(&value.place, index, Some(items.len()));
            let line = lines.get(index).copied().unwrap_or_else(|| self.spans.line(place));
            links.extend(self.entry(
                &FieldValue { node, place },
                index as u32,
                line + self.origin.line_offset,
            ));
        }
        Some(links)
    }

    fn entry(&mut self, entry: &FieldValue<'_>, index: u32, line: u32) -> Option<Link<'t>> {
        let address: Fields<'_>;
        let fields = match entry.node {
            Node::Map(fields) => fields,
            Node::Text(raw) if Address::parse(raw.trim()).is_ok() => {
                address = vec![("url".into(), entry.node.clone())];
                &address
            }
            Node::Null => return self.bad(entry, FieldError::Empty),
            _ => return self.bad(entry, FieldError::NotALink),
        };
        let once = self.each_once(fields, entry.place);
        let record = Record::new(once.as_ref().unwrap_or(fields), entry.place);
        for deeper in record.values(Field::Related) {
            self.bad::<()>(&deeper, FieldError::NestedList);
        }
        let link = self.link(&record, Role::Related(index), line);
        if link.title.is_none() && link.address.is_none() {
            return self.bad(entry, FieldError::Untitled);
        }
        Some(link)
    }

    /// Whether a header has a field that only articles have, or is one that nothing is known of by its names alone.
    fn may_be_article(&self, fields: &Fields<'_>) -> bool {
        self.named_paths().is_some()
            || self.origin.one_of_many
            || fields.iter().any(|(name, _)| tells_an_article(name))
    }

    /// The title of an article's page whose header has neither title nor address.
    fn page_title(&mut self, is_article: bool) -> Option<&'t str> {
        let source = self.context.source.filter(|_| is_article && self.origin.body != BodyStart::Nowhere)?;
        let PageTitle { text, line } =
            body_title::title(source, self.origin.body, &self.context.options.limits, field_names::KNOWN)?;
        let from = line.map_or(TitleOrigin::FileName, TitleOrigin::Heading);
        let problem = Problem::Recovered(Recovery::Title(from));
        let found = self.diagnostic(Level::Note, ValuePath::Root, None, problem);
        self.diagnostics.push(found);
        Some(self.context.arena.text(&text))
    }

    /// The fields without those of ours that are given again, where some are. The first of a name stands, but for one
    /// that is empty: it says nothing that another could contradict.
    fn each_once<'n>(&mut self, fields: &Fields<'n>, place: ValuePath<'_>) -> Option<Fields<'n>> {
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
                self.spans.read_instead(place, name, *count);
            }
            *count += 1;
        }
        Some(once)
    }

    /// Warns that a field is given again, after `before` others of its name, and which one is read.
    fn warn_again(&mut self, of: ValuePath<'_>, name: &str, before: usize, is_empty: bool) {
        let place = ValuePath::Field(&of, name);
        let first = self.spans.line(place) + self.origin.line_offset;
        let kept = if is_empty { KeptValue::SecondOf(first) } else { KeptValue::InLine(first) };
        let (line, column) = self.spans.position_again(of, name, before);
        self.diagnostics.push(Diagnostic {
            file: Arc::clone(self.context.file),
            line: line + self.origin.line_offset,
            column,
            level: Level::Warning,
            field: Some(place.path()),
            problem: Problem::DuplicateKey(kept),
        });
    }

    /// Says which names a map inside a field gives again; the first of each is read.
    pub(super) fn warn_repeats(&mut self, fields: &Fields<'_>, place: ValuePath<'_>) {
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
            alternates: self.context.arena.list(alternates),
            published: self.published(record),
            updated: self.first(record, Field::Updated, Self::instant),
            kind: self.first(record, Field::Kind, Self::named),
            provider,
            authors: self.context.arena.list(authors),
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
        let zone = self.context.options.assumed_zone.unwrap_or_default();
        let read = |value: FieldValue<'_>| match value.node {
            Node::Text(text) => Some(dates::read(text).ok()?.published(zone, DateSource::Field)),
            _ => None,
        };
        let finer =
            record.values(Field::Published).filter_map(read).filter(|other| first.is_refined_by(*other));
        Some(finer.min_by_key(|date| (date.precision, date.at)).unwrap_or(first))
    }

    /// The day in a path on the producer's own site: `path = "2031/08/03/slug"`, `permalink: /2031/08/03/slug/`.
    fn day_in_path(record: &Record<'_>) -> Option<Published> {
        let paths = record.values(Field::Path).chain(record.values(Field::Web));
        let day = |value: FieldValue<'_>| match value.node {
            Node::Text(path) => dates::day_in_path(path),
            _ => None,
        };
        paths.into_iter().find_map(day).map(|day| Published::from_day(day, DateSource::Field))
    }
}
