//! Converts a value into a text, an address, a date, a number, names, a provider or an image. A value that cannot be
//! converted costs only itself, with a diagnostic.

use std::borrow::Cow;
use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::converter::{Converter, FieldValue, Record};
use super::dates::{self, DateError, DateRead};
use super::field_names::Field;
use crate::address::{Address, AddressError};
use crate::model::problem::{
    CharacterSort, FieldError, OddCharacters, Oversize, Quoted, TagError, Truncation, UrlError, ZoneDoubt,
};
use crate::model::{DateSource, Image, Problem, Provider, Published};
use crate::parse::clean;
use crate::parse::tree::{ListNode, Node, ValuePath};
use crate::text::tag_characters::{count_tag_signs, without_tag_signs};
use crate::text::tokenize::is_invisible;

impl<'t> Converter<'_, '_, 't> {
    /// A headline or an excerpt.
    pub(super) fn prose(&mut self, value: &FieldValue<'_>) -> Option<&'t str> {
        let raw = self.scalar(value)?;
        let cleaned = clean::prose(&raw, self.context.options.limits.title);
        self.cleaned(value, cleaned).map(|text| self.context.arena.text(&text))
    }

    /// A text that many records have.
    pub(super) fn named(&mut self, value: &FieldValue<'_>) -> Option<&'t str> {
        self.text(value).map(|text| self.context.arena.name(&text))
    }

    /// Any other short text.
    fn text<'n>(&mut self, value: &FieldValue<'n>) -> Option<Cow<'n, str>> {
        let raw = self.scalar(value)?;
        let cleaned = clean::line(raw, self.context.options.limits.title);
        self.cleaned(value, cleaned)
    }

    fn cleaned<'n>(&mut self, value: &FieldValue<'_>, cleaned: clean::Cleaned<'n>) -> Option<Cow<'n, str>> {
        if cleaned.controls > 0 {
            self.warn_removed(value, CharacterSort::Control, cleaned.controls);
        }
        if cleaned.tag_signs > 0 {
            self.warn_removed(value, CharacterSort::Tag, cleaned.tag_signs);
        }
        if cleaned.cut {
            let most = self.context.options.limits.title;
            self.warn(value, Problem::Truncated(Truncation::Field { most }));
        }
        let seen = cleaned.text.chars().any(|c| !is_invisible(c));
        seen.then_some(cleaned.text)
    }

    fn warn_removed(&mut self, value: &FieldValue<'_>, sort: CharacterSort, count: usize) {
        self.warn(value, Problem::ControlChars(OddCharacters::Field { sort, count }));
    }

    /// A value as text. A number keeps the spelling of the header: `1.10` is not `1.1`.
    fn scalar<'n>(&mut self, value: &FieldValue<'n>) -> Option<Cow<'n, str>> {
        match value.node {
            Node::Null => None,
            Node::Text(text) => Some(Cow::Borrowed(text)),
            Node::Written(number) => Some(Cow::Borrowed(number)),
            Node::Number(number) => {
                let written = Some(self.spans.plain(value.place)).filter(|text| clean::is_number(text));
                Some(written.unwrap_or(number).to_owned().into())
            }
            Node::Bool(yes) => Some(if *yes { "true" } else { "false" }.into()),
            Node::Tagged(tag, inner) => {
                let whole = match &**inner {
                    Node::Text(text) => format!("!{tag} {text}"),
                    Node::Null => format!("!{tag}"),
                    _ => return self.bad(value, FieldError::NotText),
                };
                self.warn(value, Problem::YamlTag(TagError::PartOfText(Quoted::new(&whole))));
                Some(whole.into())
            }
            Node::List(_) | Node::Map(_) => self.bad(value, FieldError::NotText),
        }
    }

    pub(super) fn address(&mut self, value: &FieldValue<'_>) -> Option<Address<'t>> {
        let (arena, mut known) = (self.context.arena, self.known.take());
        let address = self.address_as(value, |raw| {
            if let Some(known) = known.as_ref().filter(|known| known.shown() == raw) {
                return Ok(known.clone());
            }
            let address = Address::parse_in(raw, &|text| arena.address(text))?;
            known = Some(&address).filter(|address| address.shown() == raw).cloned();
            Ok(address)
        });
        self.known = known;
        address
    }

    fn address_as<T>(
        &mut self,
        value: &FieldValue<'_>,
        parse: impl FnOnce(&str) -> Result<T, AddressError>,
    ) -> Option<T> {
        if is_source(value) && matches!(value.node, Node::Map(_)) {
            return None;
        }
        let raw = self.scalar(value)?;
        let seen = without_tag_signs(&raw);
        if seen.len() < raw.len() {
            self.warn_removed(value, CharacterSort::Tag, count_tag_signs(&raw));
        }
        let raw = without_link_marks(seen.trim());
        if raw.is_empty() {
            return None;
        }
        if raw.len() > self.context.options.limits.url {
            let what = Oversize::Address { length: raw.len(), most: self.context.options.limits.url };
            self.warn(value, Problem::TooLarge(what));
            return None;
        }
        // `source: The Guardian` names an outlet, `permalink: /a/` a place on the producer's own site.
        if (is_source(value) || ends_in(value, "permalink")) && !raw.contains("://") {
            return None;
        }
        match parse(raw) {
            Ok(address) => Some(address),
            Err(AddressError::Scheme(scheme)) => {
                self.warn(value, Problem::UnsafeUrl { scheme: Quoted::new(&scheme) });
                None
            }
            Err(AddressError::Broken(why)) => {
                self.warn(value, Problem::BadUrl(UrlError::Broken { found: Quoted::new(raw), why }));
                None
            }
        }
    }

    /// The instant of a change.
    pub(super) fn instant(&mut self, value: &FieldValue<'_>) -> Option<DateTime<Utc>> {
        self.date(value).map(|date| date.at)
    }

    /// A date, as precise as it is.
    pub(super) fn date(&mut self, value: &FieldValue<'_>) -> Option<Published> {
        let flag = value.place.name().ends_with("published");
        if flag && matches!(value.node, Node::Bool(_)) {
            return None;
        }
        let raw = self.scalar(value)?;
        let raw = raw.trim();
        if raw.is_empty() || dates::is_order(raw) || (flag && matches!(raw, "yes" | "no" | "on" | "off")) {
            return None;
        }
        match dates::read(raw) {
            Ok(read) => {
                match &read {
                    DateRead::Local(_) if self.context.options.assumed_zone.is_none() => {
                        self.note(value, Problem::NoZone(ZoneDoubt::Missing(Quoted::new(raw))));
                    }
                    DateRead::DayInUnknownZone(_, zone) => {
                        let doubt = ZoneDoubt::Ambiguous { found: Quoted::new(raw), zone: zone.clone() };
                        self.warn(value, Problem::NoZone(doubt));
                    }
                    DateRead::Local(_) | DateRead::Instant(_) | DateRead::Day(_) | DateRead::Month(_) => {}
                }
                Some(read.published(self.context.options.assumed_zone.unwrap_or_default(), DateSource::Field))
            }
            // Many headers have the zero of a program where there is no date: nothing is lost by it.
            Err(why @ DateError::Zero) => {
                self.note(value, Problem::BadDate { found: Quoted::new(raw), why });
                None
            }
            Err(why) => {
                self.warn(value, Problem::BadDate { found: Quoted::new(raw), why });
                None
            }
        }
    }

    pub(super) fn number(&mut self, value: &FieldValue<'_>) -> Option<i64> {
        let raw = self.scalar(value)?;
        let number = raw.trim().parse::<f64>().ok().filter(|n| n.is_finite() && n.abs() < 1e15);
        match number {
            Some(number) => Some(number.round() as i64),
            None if raw.trim().is_empty() => None,
            None => self.bad(value, FieldError::NotANumber(Quoted::new(&raw))),
        }
    }

    /// Topics or authors: a list of texts or of records with a name, or one text with commas.
    pub(super) fn words(&mut self, value: &FieldValue<'_>) -> Option<Vec<&'t str>> {
        let mut words: Vec<&'t str> = Vec::new();
        match value.node {
            Node::Null => return None,
            Node::List(ListNode { items, .. }) => {
                let mut seen = HashSet::new();
                for (index, node) in items.iter().enumerate() {
                    let item = FieldValue { node, place: ValuePath::Item(&value.place, index, None) };
                    match self.name(&item) {
                        Some(word) if !seen.insert(word) => {}
                        Some(word) => words.push(word),
                        None if matches!(node, Node::Null | Node::Text(_)) => {
                            self.bad(&item, FieldError::Empty).unwrap_or(());
                        }
                        None => {}
                    }
                }
            }
            Node::Text(text) if text.contains(',') => {
                for word in text.split(',') {
                    let word = self.cleaned(value, clean::line(word, self.context.options.limits.title));
                    words.extend(word.map(|word| self.context.arena.name(&word)));
                }
            }
            _ => words.extend(self.name(value)),
        }
        (!words.is_empty()).then_some(words)
    }

    /// A text, or the `name` of a record.
    fn name(&mut self, value: &FieldValue<'_>) -> Option<&'t str> {
        match value.node {
            Node::Map(fields) => {
                let record = Record::new(fields, value.place);
                let name = record.inner("name").or_else(|| record.inner("title"));
                let text = name.and_then(|name| self.named(&name));
                text.or_else(|| self.bad(value, FieldError::Nameless))
            }
            _ => self.text(value).map(|name| self.context.arena.name(clean::without_marks(&name))),
        }
    }

    pub(super) fn provider(&mut self, value: &FieldValue<'_>) -> Option<Provider<'t>> {
        let (name, domain) = match value.node {
            Node::Null => return None,
            Node::Map(fields) => {
                self.warn_repeats(fields, value.place);
                let record = Record::new(fields, value.place);
                let name = record.inner("name").and_then(|name| self.named(&name));
                let domain = record.inner("domain").and_then(|domain| {
                    let text = self.text(&domain)?;
                    self.domain(&text)
                });
                (name, domain)
            }
            // `source: https://…` is an address, `publisher: https://…` says whose.
            Node::Text(text) if text.contains("://") && is_source(value) => {
                return None;
            }
            Node::Text(text) if text.contains("://") => {
                (None, self.domain(&clean::line(&**text, self.context.options.limits.title).text))
            }
            _ => (self.named(value), None),
        };
        let provider = Provider { name, domain };
        (provider != Provider::default()).then_some(provider)
    }

    fn domain(&self, text: &str) -> Option<&'t str> {
        let domain = clean::bare_domain(text);
        (!domain.is_empty()).then(|| self.context.arena.name(&domain))
    }

    pub(super) fn image(&mut self, value: &FieldValue<'_>) -> Option<Image<'t>> {
        let first = match value.node {
            Node::List(ListNode { items, .. }) => {
                FieldValue { node: items.first()?, place: ValuePath::Item(&value.place, 0, None) }
            }
            _ => *value,
        };
        match first.node {
            Node::Null => None,
            Node::Map(fields) => {
                self.warn_repeats(fields, first.place);
                let record = Record::new(fields, first.place);
                let url = record.inner("url").and_then(|url| self.image_address(&url))?;
                let width = record.inner("width").and_then(|n| self.pixels(&n));
                let height = record.inner("height").and_then(|n| self.pixels(&n));
                Some(Image { url, width, height })
            }
            Node::Text(_) => self.image_address(&first).map(|url| Image { url, width: None, height: None }),
            _ => self.bad(&first, FieldError::NotAnImage),
        }
    }

    fn pixels(&mut self, value: &FieldValue<'_>) -> Option<u32> {
        let number = self.number(value)?;
        u32::try_from(number).ok().or_else(|| self.bad(value, FieldError::NotPixels))
    }

    /// The address of an image. One inside the producer's own site (`/assets/x.png`) means nothing here.
    fn image_address(&mut self, value: &FieldValue<'_>) -> Option<&'t str> {
        let relative = matches!(value.node, Node::Text(text) if !text.contains(':'));
        if relative && !self.scalar(value)?.trim().is_empty() {
            self.note(value, Problem::BadUrl(UrlError::SitePath));
            return None;
        }
        let arena = self.context.arena;
        self.address_as(value, |raw| Address::parse_shown(raw).map(|shown| arena.text(&shown)))
    }

    /// Hugo's and Zola's lists of terms.
    pub(super) fn taxonomies(&mut self, value: &FieldValue<'_>) -> Option<Vec<&'t str>> {
        let Node::Map(fields) = value.node else { return None };
        let inner = Record::new(fields, value.place);
        inner.values(Field::Topics).find_map(|value| self.words(&value))
    }

    /// The authors that the scraper's collections name inside the provider.
    pub(super) fn provider_authors(&mut self, record: &Record<'_>) -> Vec<&'t str> {
        let provider = record.values(Field::Provider).next();
        let Some(FieldValue { node: Node::Map(fields), place }) = provider else { return Vec::new() };
        let inner = Record::new(fields, place);
        self.first(&inner, Field::Authors, Self::words).unwrap_or_default()
    }
}

/// Whether the name of a field, or the last part of its path, ends in this word in any case.
fn ends_in(value: &FieldValue<'_>, word: &str) -> bool {
    let name = value.place.name().as_bytes();
    name.len() >= word.len() && name[name.len() - word.len()..].eq_ignore_ascii_case(word.as_bytes())
}

/// A field that is an address to some producers and an outlet to others.
fn is_source(value: &FieldValue<'_>) -> bool {
    ends_in(value, "source")
}

/// An address without the marks of Markdown around it: `<https://…>`, `[text](https://…)`.
fn without_link_marks(text: &str) -> &str {
    let bare = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let target = || text.strip_prefix('[')?.strip_suffix(')')?.rsplit_once("](").map(|(_, target)| target);
    bare.or_else(target).map_or(text, str::trim)
}
