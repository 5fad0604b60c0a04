//! The leniency: header nodes become a document, field by field. A bad field costs that field, a bad entry that
//! entry, and each says so with its place. Which names mean what is in `names.rs`.

use std::collections::HashSet;
use std::sync::Arc;

use super::clean::{self, quoted};
use super::date;
use super::names::{FIELDS, Field, MERGE_KEY, given_twice, is_ours};
use super::outline::{NodeId, Outline};
use super::yaml::{Fields, Node};
use crate::model::words::is_invisible;
use crate::model::{
    Address, AddressError, DateSource, Diagnostic, Document, Image, Level, Limits, Link, Problem, Provider,
    Published, Role,
};

/// What a header came to.
pub(super) enum Outcome {
    Document(Box<Document>),
    /// The file is refused; where and why.
    Refused(Diagnostic),
    /// Not an article at all.
    NotOurs,
}

/// Reads the fields of a header into a document and says what went wrong on the way.
pub(super) struct Reader<'t> {
    pub(super) file: Arc<str>,
    pub(super) outline: &'t Outline<'t>,
    /// The file's line of the header's first line, less one.
    pub(super) line_offset: u32,
    pub(super) limits: &'t Limits,
    pub(super) diagnostics: &'t mut Vec<Diagnostic>,
}

/// One record: the header itself or an entry of its list.
struct Record<'n> {
    fields: &'n Fields,
    /// Its place in the outline, where known.
    place: Option<NodeId>,
    /// `related[3].`, or nothing.
    path: String,
}

/// A value with its name and place.
#[derive(Clone)]
struct Value<'n> {
    node: &'n Node,
    place: Option<NodeId>,
    name: String,
}

impl Reader<'_> {
    /// The document of a header.
    pub(super) fn document(mut self, fields: &Fields) -> Outcome {
        let record = Record { fields, place: Some(Outline::ROOT), path: String::new() };
        if fields.is_empty() || !fields.iter().any(|(name, _)| is_ours(name)) {
            return Outcome::NotOurs;
        }
        if let Some(twice) = given_twice(fields) {
            let place = self.outline.field(Outline::ROOT, twice);
            return Outcome::Refused(self.diagnostic(
                Level::Error,
                place,
                Some(twice.to_owned()),
                Problem::DuplicateKey,
            ));
        }
        if fields.iter().any(|(name, _)| name == MERGE_KEY) {
            let place = self.outline.field(Outline::ROOT, MERGE_KEY);
            let problem =
                Problem::BadField("merges another map into this one, which is not read; dropped".to_owned());
            let found = self.diagnostic(Level::Warning, place, Some(MERGE_KEY.to_owned()), problem);
            self.diagnostics.push(found);
        }
        let mut head = self.link(&record, Role::Head, 0);
        if head.title.is_none() && head.address.is_none() {
            let at = self.diagnostic(Level::Error, Some(Outline::ROOT), None, Problem::MissingField);
            return Outcome::Refused(at);
        }
        head.line = self.line_offset.max(1);
        if head.published.is_none() {
            let published =
                date::of_file_name(&self.file).map(|at| Published { at, source: DateSource::FileName });
            head.published = published;
        }
        let topics = self.first(&record, Field::Topics, Self::words).unwrap_or_default();
        let category = self.first(&record, Field::Category, Self::text);
        let related = self.related(&record);
        Outcome::Document(Box::new(Document {
            file: Arc::clone(&self.file),
            topics,
            category,
            head,
            related,
        }))
    }

    fn related(&mut self, record: &Record<'_>) -> Vec<Link> {
        let Some(value) = self.values(record, Field::Related).into_iter().next() else { return Vec::new() };
        let items = match value.node {
            Node::Null => return Vec::new(),
            Node::List(items) => items,
            _ => {
                self.bad::<()>(&value, "is not a list; dropped");
                return Vec::new();
            }
        };
        if items.len() > self.limits.related {
            let most = self.limits.related;
            let what = format!("has {} entries; the first {most} were read", items.len());
            self.warn(&value, Problem::TooLarge(what));
        }
        let places = value.place.map(|place| self.outline.items(place)).unwrap_or_default();
        let known = places.len() == items.len();
        let mut links = Vec::with_capacity(items.len().min(self.limits.related));
        for (index, node) in items.iter().enumerate().take(self.limits.related) {
            let place = if known { Some(places[index]) } else { value.place };
            let entry = Value { node, place, name: format!("{}[{index}]", value.name) };
            links.extend(self.entry(&entry, index as u32));
        }
        links
    }

    fn entry(&mut self, entry: &Value<'_>, index: u32) -> Option<Link> {
        let line = self.outline.line(entry.place.unwrap_or(Outline::ROOT)) + self.line_offset;
        let fields = match entry.node {
            Node::Map(fields) => fields,
            Node::Text(raw) if Address::parse(raw.trim()).is_ok() => {
                &vec![("url".to_owned(), entry.node.clone())]
            }
            Node::Null => return self.bad(entry, "is empty; dropped"),
            _ => return self.bad(entry, "is not a link; dropped"),
        };
        let record = Record { fields, place: entry.place, path: format!("{}.", entry.name) };
        if let Some(twice) = given_twice(fields) {
            let place = self.place_of(&record, twice);
            let field = Some(format!("{}{twice}", record.path));
            let found = self.diagnostic(Level::Warning, place, field, Problem::DuplicateKey);
            self.diagnostics.push(found);
            return None;
        }
        for deeper in self.values(&record, Field::Related) {
            self.bad::<()>(&deeper, "is a list inside the list; dropped");
        }
        let link = self.link(&record, Role::Related(index), line);
        if link.title.is_none() && link.address.is_none() {
            return self.bad(entry, "has neither a title nor an address; dropped");
        }
        Some(link)
    }

    fn link(&mut self, record: &Record<'_>, role: Role, line: u32) -> Link {
        let web = self.first(record, Field::Web, Self::address);
        let original = self.first(record, Field::Original, Self::address);
        let amp = self.first(record, Field::Amp, Self::address);
        let cdn = self.first(record, Field::CdnAmp, Self::address);
        let mut addresses = [web, original, amp, cdn].into_iter().flatten();
        let address = addresses.next();
        let mut alternates: Vec<Address> = Vec::new();
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
            alternates,
            published: self
                .first(record, Field::Published, Self::date)
                .map(|at| Published { at, source: DateSource::Field }),
            updated: self.first(record, Field::Updated, Self::date),
            kind: self.first(record, Field::Kind, Self::text),
            provider,
            authors,
            quality: self.first(record, Field::Quality, Self::number),
            image: self.first(record, Field::Image, Self::image),
            language: self.first(record, Field::Language, Self::text),
        }
    }

    /// The first usable value of a field, trying its names in the order of the table.
    fn first<T>(
        &mut self,
        record: &Record<'_>,
        field: Field,
        read: fn(&mut Self, &Value<'_>) -> Option<T>,
    ) -> Option<T> {
        self.values(record, field).iter().find_map(|value| read(self, value))
    }

    /// All values of a field in the order of the table, exact names before names in other case.
    fn values<'n>(&self, record: &Record<'n>, field: Field) -> Vec<Value<'n>> {
        let names = FIELDS.iter().filter(|(_, f)| *f == field).map(|(name, _)| *name);
        let mut found: Vec<(usize, &'n str, &'n Node)> = Vec::new();
        for (rank, known) in names.enumerate() {
            let exact = record.fields.iter().find(|(name, _)| name == known);
            let alike = || record.fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(known));
            if let Some((name, node)) = exact {
                found.push((rank, name, node));
            } else if let Some((name, node)) = alike() {
                found.push((rank + FIELDS.len(), name, node));
            }
        }
        found.sort_by_key(|(rank, ..)| *rank);
        let value = |(_, name, node): (usize, &str, &'n Node)| Value {
            node,
            place: self.place_of(record, name),
            name: format!("{}{name}", record.path),
        };
        found.into_iter().map(value).collect()
    }

    fn place_of(&self, record: &Record<'_>, name: &str) -> Option<NodeId> {
        record.place.and_then(|place| self.outline.field(place, name)).or(record.place)
    }

    /// A headline or an excerpt.
    fn prose(&mut self, value: &Value<'_>) -> Option<String> {
        let raw = self.scalar(value)?;
        let cleaned = clean::prose(&raw, self.limits.title);
        self.cleaned(value, cleaned)
    }

    /// Any other short text.
    fn text(&mut self, value: &Value<'_>) -> Option<String> {
        let raw = self.scalar(value)?;
        let cleaned = clean::line(&raw, self.limits.title);
        self.cleaned(value, cleaned)
    }

    fn cleaned(&mut self, value: &Value<'_>, cleaned: clean::Cleaned) -> Option<String> {
        if cleaned.controls > 0 {
            let what = format!("had control characters ({}); removed", cleaned.controls);
            self.warn(value, Problem::ControlChars(what));
        }
        if cleaned.cut {
            self.warn(
                value,
                Problem::Truncated(format!("is longer than {} bytes; cut there", self.limits.title)),
            );
        }
        let seen = cleaned.text.chars().any(|c| !is_invisible(c));
        seen.then_some(cleaned.text)
    }

    /// A value as text. A number keeps the spelling of the header: `1.10` is not `1.1`.
    fn scalar(&mut self, value: &Value<'_>) -> Option<String> {
        match value.node {
            Node::Null => None,
            Node::Text(text) => Some(text.clone()),
            Node::Number(number) => {
                let written =
                    value.place.map(|place| self.outline.plain(place)).filter(|text| clean::is_number(text));
                Some(written.unwrap_or(number).to_owned())
            }
            Node::Bool(yes) => Some(yes.to_string()),
            Node::Tagged(tag, inner) => match &**inner {
                Node::Text(text) => {
                    let whole = format!("!{tag} {text}");
                    self.warn(
                        value,
                        Problem::YamlTag(format!(
                            "begins with a YAML tag; read as the text {}",
                            quoted(&whole)
                        )),
                    );
                    Some(whole)
                }
                _ => self.bad(value, "is not text; dropped"),
            },
            Node::List(_) | Node::Map(_) => self.bad(value, "is not text; dropped"),
        }
    }

    fn address(&mut self, value: &Value<'_>) -> Option<Address> {
        let raw = self.scalar(value)?;
        let raw = raw.trim();
        if raw.is_empty() {
            return None;
        }
        if raw.len() > self.limits.url {
            let what = format!(
                "is an address of {} bytes, over the limit of {}; dropped",
                raw.len(),
                self.limits.url
            );
            self.warn(value, Problem::TooLarge(what));
            return None;
        }
        // `source: The Guardian` names an outlet, not an address.
        if value.name.ends_with("source") && !raw.contains("://") {
            return None;
        }
        match Address::parse(raw) {
            Ok(address) => Some(address),
            Err(AddressError::Scheme(scheme)) => {
                self.warn(
                    value,
                    Problem::UnsafeUrl(format!(
                        "has the scheme {}, not http or https; dropped",
                        quoted(&scheme)
                    )),
                );
                None
            }
            Err(AddressError::Broken(why)) => {
                self.warn(value, Problem::BadUrl(format!("{} {why}; dropped", quoted(raw))));
                None
            }
        }
    }

    fn date(&mut self, value: &Value<'_>) -> Option<chrono::DateTime<chrono::Utc>> {
        let flag = value.name.ends_with("published");
        if flag && matches!(value.node, Node::Bool(_)) {
            return None;
        }
        let raw = self.scalar(value)?;
        let raw = raw.trim();
        if raw.is_empty() || (flag && matches!(raw, "yes" | "no" | "on" | "off")) {
            return None;
        }
        match date::read(raw) {
            Ok(read) => {
                if !read.zone {
                    let what = format!("{} names no zone; read as UTC", quoted(raw));
                    let found = self.diagnostic(
                        Level::Note,
                        value.place,
                        Some(value.name.clone()),
                        Problem::NoZone(what),
                    );
                    self.diagnostics.push(found);
                }
                Some(read.at)
            }
            Err(why) => {
                self.warn(value, Problem::BadDate(format!("{} {why}; dropped", quoted(raw))));
                None
            }
        }
    }

    fn number(&mut self, value: &Value<'_>) -> Option<i64> {
        let raw = self.scalar(value)?;
        let number = raw.trim().parse::<f64>().ok().filter(|n| n.is_finite() && n.abs() < 1e15);
        match number {
            Some(number) => Some(number.round() as i64),
            None if raw.trim().is_empty() => None,
            None => self.bad(value, &format!("{} is not a number; dropped", quoted(&raw))),
        }
    }

    /// Topics or authors: a list of texts or of records with a name, or one text with commas.
    fn words(&mut self, value: &Value<'_>) -> Option<Vec<String>> {
        let mut words: Vec<String> = Vec::new();
        match value.node {
            Node::Null => return None,
            Node::List(items) => {
                let places = value.place.map(|place| self.outline.items(place)).unwrap_or_default();
                let mut seen = HashSet::new();
                for (index, node) in items.iter().enumerate() {
                    let place = places.get(index).copied().or(value.place);
                    let item = Value { node, place, name: format!("{}[{index}]", value.name) };
                    match self.name(&item) {
                        Some(word) if !seen.insert(word.clone()) => {}
                        Some(word) => words.push(word),
                        None if matches!(node, Node::Null | Node::Text(_)) => {
                            self.bad(&item, "is empty; dropped").unwrap_or(());
                        }
                        None => {}
                    }
                }
            }
            Node::Text(text) if text.contains(',') => {
                words.extend(
                    text.split(',').map(|w| clean::line(w, self.limits.title).text).filter(|w| !w.is_empty()),
                );
            }
            _ => words.extend(self.name(value)),
        }
        (!words.is_empty()).then_some(words)
    }

    /// A text, or the `name` of a record.
    fn name(&mut self, value: &Value<'_>) -> Option<String> {
        match value.node {
            Node::Map(fields) => {
                let record = Record { fields, place: value.place, path: format!("{}.", value.name) };
                let name = self.inner(&record, "name").or_else(|| self.inner(&record, "title"));
                let text = name.and_then(|name| self.text(&name));
                text.or_else(|| self.bad(value, "has no name; dropped"))
            }
            _ => self.text(value),
        }
    }

    fn provider(&mut self, value: &Value<'_>) -> Option<Provider> {
        let provider = match value.node {
            Node::Null => return None,
            Node::Map(fields) => {
                let record = Record { fields, place: value.place, path: format!("{}.", value.name) };
                let name = self.inner(&record, "name").and_then(|name| self.text(&name));
                let domain = self.inner(&record, "domain").and_then(|domain| self.text(&domain));
                Provider { name, domain: domain.map(|d| clean::bare_domain(&d)).filter(|d| !d.is_empty()) }
            }
            // `source: https://…` is an address, `publisher: https://…` says whose.
            Node::Text(text) if text.contains("://") && value.name.ends_with("source") => return None,
            Node::Text(text) if text.contains("://") => {
                let domain = clean::bare_domain(&clean::line(text, self.limits.title).text);
                Provider { name: None, domain: Some(domain).filter(|d| !d.is_empty()) }
            }
            _ => Provider { name: self.text(value), domain: None },
        };
        (provider != Provider::default()).then_some(provider)
    }

    fn provider_authors(&mut self, record: &Record<'_>) -> Vec<String> {
        let provider = self.values(record, Field::Provider).into_iter().next();
        let Some(Value { node: Node::Map(fields), place, name }) = provider else { return Vec::new() };
        let inner = Record { fields, place, path: format!("{name}.") };
        self.first(&inner, Field::Authors, Self::words).unwrap_or_default()
    }

    fn image(&mut self, value: &Value<'_>) -> Option<Image> {
        let first = match value.node {
            Node::List(items) => {
                let place = value.place.and_then(|p| self.outline.items(p).first().copied()).or(value.place);
                Value { node: items.first()?, place, name: format!("{}[0]", value.name) }
            }
            _ => value.clone(),
        };
        match first.node {
            Node::Null => None,
            Node::Map(fields) => {
                let record = Record { fields, place: first.place, path: format!("{}.", first.name) };
                let url = self.inner(&record, "url").and_then(|url| self.image_address(&url))?;
                let width = self.inner(&record, "width").and_then(|n| self.pixels(&n));
                let height = self.inner(&record, "height").and_then(|n| self.pixels(&n));
                Some(Image { url, width, height })
            }
            Node::Text(_) => self.image_address(&first).map(|url| Image { url, width: None, height: None }),
            _ => self.bad(&first, "is not an image; dropped"),
        }
    }

    fn pixels(&mut self, value: &Value<'_>) -> Option<u32> {
        let number = self.number(value)?;
        u32::try_from(number).ok().or_else(|| self.bad(value, "is not a number of pixels; dropped"))
    }

    /// The address of an image. One inside the producer's own site (`/assets/x.png`) means nothing here.
    fn image_address(&mut self, value: &Value<'_>) -> Option<String> {
        let relative = matches!(value.node, Node::Text(text) if !text.contains(':'));
        if relative && !self.scalar(value)?.trim().is_empty() {
            let problem = Problem::BadUrl("is a path on the producer's own site; left out".to_owned());
            let found = self.diagnostic(Level::Note, value.place, Some(value.name.clone()), problem);
            self.diagnostics.push(found);
            return None;
        }
        self.address(value).map(|address| address.shown().to_owned())
    }

    fn inner<'n>(&self, record: &Record<'n>, name: &str) -> Option<Value<'n>> {
        let (_, node) = record.fields.iter().find(|(key, _)| key == name)?;
        Some(Value { node, place: self.place_of(record, name), name: format!("{}{name}", record.path) })
    }

    fn bad<T>(&mut self, value: &Value<'_>, what: &str) -> Option<T> {
        self.warn(value, Problem::BadField(what.to_owned()));
        None
    }

    fn warn(&mut self, value: &Value<'_>, problem: Problem) {
        let found = self.diagnostic(Level::Warning, value.place, Some(value.name.clone()), problem);
        self.diagnostics.push(found);
    }

    fn diagnostic(
        &self,
        level: Level,
        place: Option<NodeId>,
        field: Option<String>,
        problem: Problem,
    ) -> Diagnostic {
        let (line, column) = self.position(place);
        Diagnostic { file: Arc::clone(&self.file), line, column, level, field, problem }
    }

    fn position(&self, place: Option<NodeId>) -> (u32, u32) {
        let (line, column) = self.outline.position(place.unwrap_or(Outline::ROOT));
        (line + self.line_offset, column)
    }
}
