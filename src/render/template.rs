//! Templates over the JSON of `newsfeed schema`, the user's and our own: the page, Markdown and mail are such
//! templates, and `newsfeed template` prints them. Whatever a template prints has been made safe for where it
//! goes: escaped between `{% autoescape "html" %}` and its end, without control characters everywhere.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, Write};

use base64::Engine;
use chrono::{DateTime, NaiveDate, NaiveDateTime};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior, Value, context};
use serde::Serialize;
use sha2::{Digest, Sha256};
use thiserror::Error as ThisError;

use super::blocks::{StoryBlock, story_blocks};
use super::dates::{beside_day, date_range_beside_day, iso};
use super::histogram::{Histogram, HistogramBar, TimeUnit};
use super::json::json_output;
use super::safe::{self, Html, Markdown, Terminal};
use super::{Edition, Feed, RenderOptions, SECTIONS, also_named, counted, how_much};
use crate::model::{DatePrecision, DateSource, Published, Section, Zone, host_indexes};

/// A template, compiled.
pub struct Template {
    environment: Environment<'static>,
    name: String,
}

/// The built-in templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Layout {
    /// Of --format markdown, and the text of the mail
    Markdown,
    /// Of --format html
    Html,
    /// The HTML of the mail
    Mail,
    /// An entry of --format atom and jsonfeed, over one story
    #[value(skip)]
    Entry,
}

impl Layout {
    /// The template as written.
    pub fn source(self) -> &'static str {
        match self {
            Layout::Markdown => include_str!("layouts/markdown.j2"),
            Layout::Html => include_str!("layouts/html.j2"),
            Layout::Mail => include_str!("layouts/mail.j2"),
            Layout::Entry => include_str!("layouts/entry.j2"),
        }
    }

    fn template(self) -> Template {
        let name = format!("built-in {self:?}").to_lowercase();
        Template::new(&name, self.source().to_owned()).expect("the built-in templates are tested")
    }

    pub(super) fn write(
        self,
        feed: &Feed<'_, '_>,
        look: &RenderOptions,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.template().write(feed, look, out)
    }

    pub(super) fn text(self, feed: &Feed<'_, '_>, look: &RenderOptions) -> io::Result<String> {
        self.template().text(feed, look)
    }

    /// For each value by itself, which the template sees under a name.
    pub(super) fn each<T: Serialize>(
        self,
        edition: &Edition,
        name: &'static str,
        values: impl Iterator<Item = T>,
    ) -> io::Result<Vec<String>> {
        let template = self.template();
        values.map(|value| template.render(edition, one(name, value))).collect()
    }
}

fn one<T: Serialize>(name: &str, value: T) -> Value {
    Value::from_pairs([(name, Value::from(Serde(value)))])
}

impl Template {
    /// Compiles a template. Fails where its syntax is wrong; the error names the line.
    pub fn new(name: &str, source: String) -> Result<Template, TemplateError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // So that an error can show what it is about.
        environment.set_debug(true);
        // A line that holds a tag only leaves no line in the output.
        let mut syntax = SyntaxConfig::builder();
        syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
        environment.set_syntax(syntax.build()?);
        environment.set_formatter(print);
        environment.add_filter("md", |state: &State<'_, '_>, text: &str| {
            escaped(state, Markdown::new(text).to_string())
        });
        environment.add_filter("md_url", |state: &State<'_, '_>, url: &str| {
            escaped(state, Markdown::address(url).to_string())
        });
        environment
            .add_filter("clip", |text: &str, width: usize| Terminal::new(text).clip(width).to_string());
        environment.add_filter("teaser", teaser);
        environment.add_filter("width", |text: &str| Terminal::new(text).width());
        environment.add_filter("wrap", wrap);
        environment.add_filter("counted", |count: usize, one: &str, more: &str| counted(count, one, more));
        environment.add_filter("also_at", |article: &Value| also_at(article));
        environment.add_filter("json", json);
        environment.add_filter("sha256", |text: &str| {
            base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes()))
        });
        environment.add_filter("blocks", |stories: Vec<Value>, texts: Option<Vec<Value>>| {
            blocks(&stories, &texts.unwrap_or_default())
        });
        environment.add_filter("terms", |stories: Vec<Value>| terms(&stories));
        environment.add_filter("sections", |stories: Vec<Value>| sections(&stories));
        environment.add_template_owned(name.to_owned(), source)?;
        Ok(Template { environment, name: name.to_owned() })
    }

    /// Writes the feed. Fails where `out` does, and, with `InvalidData` and nothing written, where the template does.
    pub fn write(&self, feed: &Feed<'_, '_>, look: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(self.text(feed, look)?.as_bytes())
    }

    pub(super) fn text(&self, feed: &Feed<'_, '_>, look: &RenderOptions) -> io::Result<String> {
        let output = Value::from(Serde(json_output(feed)));
        let how_much = how_much(feed);
        self.render(&feed.edition, context! { images => look.images, how_much, ..output })
    }

    fn render(&self, edition: &Edition, values: Value) -> io::Result<String> {
        let mut environment = self.environment.clone();
        let (zone, day) = (edition.zone, edition.day);
        environment.add_filter("date", move |time: &Value, form: &str| date(zone, time, form));
        environment.add_filter("when", move |time: &Value| when(zone, day, time));
        environment.add_filter("iso", iso_date);
        environment.add_filter("span", move |articles: Vec<Value>| span(zone, day, &articles));
        let now = edition.now.filter(|_| edition.until.is_none());
        let week = now.map(|now| (now - chrono::TimeDelta::days(7), now + chrono::TimeDelta::seconds(1)));
        // Without a period a digest is of the last days; what is older stands in it, and not in the bars.
        let period = edition.since.zip(edition.until).or(week);
        let period = period.map(|(since, until)| (zone.clock(since), zone.clock(until)));
        environment.add_filter("bars", move |stories: Vec<Value>| bars(zone, period, &stories));
        let template = environment.get_template(&self.name);
        template
            .and_then(|template| template.render(values))
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, TemplateError::from(error)))
    }
}

/// What is wrong in a template: `mine.j2:12: undefined value: …`
#[derive(Debug, ThisError)]
#[error("{}", sentence(.0))]
pub struct TemplateError(Error);

impl From<Error> for TemplateError {
    fn from(error: Error) -> TemplateError {
        TemplateError(error)
    }
}

fn sentence(error: &Error) -> String {
    let place = match (error.name(), error.line()) {
        (Some(name), Some(line)) => format!("{name}:{line}: "),
        (Some(name), None) => format!("{name}: "),
        _ => String::new(),
    };
    let detail = error.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
    format!("{place}{}{detail}", error.kind())
}

/// What `{{ }}` prints: nothing for null, safe text otherwise.
fn print(out: &mut minijinja::Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_undefined() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    if value.is_none() {
        return Ok(());
    }
    let text = value.as_str().map_or_else(|| Cow::Owned(value.to_string()), Cow::Borrowed);
    let written = match state.auto_escape() {
        _ if value.is_safe() => out.write_str(&text),
        AutoEscape::None => text.split('\n').enumerate().try_for_each(|(number, line)| {
            let end = if number > 0 { "\n" } else { "" };
            write!(out, "{end}{}", Terminal::new(line))
        }),
        _ => write!(out, "{}", Html::new(&text)),
    };
    written.map_err(Error::from)
}

/// What Markdown escapes is safe as Markdown; in HTML it is text like any other.
fn escaped(state: &State<'_, '_>, text: String) -> Value {
    match state.auto_escape() {
        AutoEscape::None => Value::from_safe_string(text),
        _ => Value::from(text),
    }
}

/// The sites that have copies of an article, other than its own: `msn.com, yahoo.com`.
fn also_at(article: &Value) -> Result<String, Error> {
    let own = article.get_attr("site")?;
    let mut sites: Vec<Value> = Vec::new();
    for copy in article.get_attr("copies")?.try_iter()? {
        let site = copy.get_attr("site")?;
        if site != own && !sites.contains(&site) {
            sites.push(site);
        }
    }
    let sites: Vec<&str> = sites.iter().filter_map(Value::as_str).collect();
    Ok(also_named(&sites))
}

/// In lines of so many columns, the later ones indented.
fn wrap(text: &str, width: usize, indent: Option<usize>) -> String {
    let lines: Vec<String> = Terminal::new(text).wrap(width).iter().map(Terminal::to_string).collect();
    lines.join(&format!("\n{}", " ".repeat(indent.unwrap_or(0).min(width))))
}

/// The first words, in so many columns.
fn teaser(text: &str, width: usize) -> String {
    let clipped = Terminal::new(text).clip(width).to_string();
    match clipped.strip_suffix('…').and_then(|kept| kept.rsplit_once(' ')) {
        Some((words, _)) => format!("{words} …"),
        None => clipped,
    }
}

fn json(value: &Value) -> Result<Value, Error> {
    let mut out = Vec::new();
    safe::add_json(value, &mut out)
        .map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))?;
    let mut text = String::from_utf8_lossy(&out).into_owned();
    // Safe in a script and in an attribute in single quotes, as with Jinja's tojson.
    for (c, escape) in [('<', "\\u003c"), ('>', "\\u003e"), ('&', "\\u0026"), ('\'', "\\u0027")] {
        text = text.replace(c, escape);
    }
    Ok(Value::from_safe_string(text))
}

/// The date of an article or a mention with its precision; a time by itself is an instant.
fn published(value: &Value) -> Option<Published> {
    let attribute = |name: &str| value.get_attr(name).ok();
    let time = if value.kind() == ValueKind::Map { attribute("published")? } else { value.clone() };
    let at = DateTime::parse_from_rfc3339(time.as_str()?).ok()?.to_utc();
    let precision = attribute("date_precision");
    let precision = precision.as_ref().and_then(Value::as_str).and_then(|token| token.parse().ok());
    let precision = precision.unwrap_or(DatePrecision::Instant);
    Some(Published { at, precision, source: DateSource::Field })
}

/// A time in the zone, in the form of strftime.
fn date(zone: Zone, time: &Value, form: &str) -> Result<String, Error> {
    let items: Result<Vec<_>, _> = chrono::format::StrftimeItems::new(form).parse();
    let items = items.map_err(|_| {
        Error::new(ErrorKind::InvalidOperation, format!("“{form}” is not a form of date like %d %B %Y"))
    })?;
    let Some(date) = published(time) else { return Ok(String::new()) };
    let mut text = String::new();
    std::fmt::Write::write_fmt(
        &mut text,
        format_args!("{}", date.clock(zone).and_utc().format_with_items(items.iter())),
    )
    .map_err(|_| {
        Error::new(ErrorKind::InvalidOperation, format!("“{form}” needs what the time does not have"))
    })?;
    Ok(text)
}

/// As short as it can be beside the edition's title: `19:28` on its day, else with the day, and with the year
/// where that is another.
fn when(zone: Zone, day: Option<NaiveDate>, time: &Value) -> String {
    published(time).map_or("undated".to_owned(), |date| beside_day(date, zone, day))
}

/// For programs, as in the `datetime` of HTML: `2031-07-10T12:05:00Z`, `2031-07-10`, `2031-07`.
fn iso_date(time: &Value) -> String {
    published(time).map(|date| iso(date, Zone::Utc)).unwrap_or_default()
}

/// First to last: `19:28–23:57` on the edition's day, else days.
fn span(zone: Zone, day: Option<NaiveDate>, articles: &[Value]) -> String {
    let dates: Vec<Published> = articles.iter().filter_map(published).collect();
    date_range_beside_day(&dates, zone, day).unwrap_or("undated".to_owned())
}

/// Each story that stands for itself, with those `also` that stand under it and the `texts` that belong to any of
/// these.
fn blocks(stories: &[Value], texts: &[Value]) -> Result<Vec<Value>, Error> {
    let ids = attributes(stories, "id")?;
    let indexes = |others: &[Option<String>]| {
        host_indexes(ids.iter().map(Option::as_deref), others.iter().map(Option::as_deref))
    };
    let hosts = indexes(&attributes(stories, "under")?);
    let mut texts_of: Vec<Vec<Value>> = vec![Vec::new(); stories.len()];
    for (text, story) in texts.iter().zip(indexes(&attributes(texts, "story")?)) {
        if let Some(story) = story {
            texts_of[hosts[story].unwrap_or(story)].push(text.clone());
        }
    }
    let block = |StoryBlock { head, below }: StoryBlock| {
        let mut also: Vec<Value> = below.into_iter().map(|index| stories[index].clone()).collect();
        also.sort_by_key(|story| {
            story.get_attr("first_published").map(|at| at.to_string()).unwrap_or_default()
        });
        let texts = std::mem::take(&mut texts_of[head]);
        context! { story => stories[head].clone(), also, texts }
    };
    Ok(story_blocks(&hosts).into_iter().map(block).collect())
}

/// An attribute of each value, where it is a text.
fn attributes(values: &[Value], name: &str) -> Result<Vec<Option<String>>, Error> {
    values.iter().map(|value| Ok(value.get_attr(name)?.as_str().map(str::to_owned))).collect()
}

/// The parts of a digest that have an article a line: the `title` of each and its `stories`. What stands in full is
/// in none of them.
fn sections(stories: &[Value]) -> Vec<Value> {
    let part = |(section, title): &(Section, &str)| {
        let is_in = |story: &&Value| {
            story.get_attr("section").is_ok_and(|token| token.as_str() == Some(section.token()))
        };
        let stories: Vec<Value> = stories.iter().filter(is_in).cloned().collect();
        (!stories.is_empty()).then(|| context! { title => *title, section => section.token(), stories })
    };
    SECTIONS.iter().filter_map(part).collect()
}

/// Topics and providers of the stories, each once: what a reader may look for.
fn terms(stories: &[Value]) -> Result<Vec<Value>, Error> {
    let mut terms: BTreeSet<String> = BTreeSet::new();
    for story in stories {
        terms.extend(story.get_attr("topics")?.try_iter()?.map(|term| term.to_string()));
        for article in story.get_attr("articles")?.try_iter()? {
            terms.extend(article.get_attr("site")?.as_str().map(str::to_owned));
        }
    }
    // A longer list helps nobody.
    Ok(terms.into_iter().take(200).map(Value::from).collect())
}

/// How many links were published in each hour, day, month or year from the `first` to the `last`: `unit`,
/// `length` in units, `total`, `most` in one, and the `bars` that are not empty, each with its place `at`, `label`
/// and `count`.
fn bars(
    zone: Zone,
    period: Option<(NaiveDateTime, NaiveDateTime)>,
    stories: &[Value],
) -> Result<Value, Error> {
    let mut clocks = clocks_of_links(zone, stories)?;
    // A period is shown whole, and nothing beside it.
    clocks.retain(|(at, _)| period.is_none_or(|(since, until)| (since..until).contains(at)));
    let ends = period.map(|(since, until)| (since, until - chrono::TimeDelta::seconds(1)));
    let times = || clocks.iter().map(|(at, _)| *at);
    let ends = ends.or_else(|| times().min().zip(times().max()));
    let (Some((first, last)), false) = (ends, clocks.is_empty()) else {
        return Ok(context! { most => 0, length => 0, bars => Vec::<Value>::new() });
    };
    let unit = TimeUnit::fitting(first, last);
    // A date without a time is in no hour.
    clocks.retain(|(_, precision)| unit != TimeUnit::Hour || *precision == DatePrecision::Instant);
    let total = clocks.len();
    let histogram = Histogram::new(unit, (first, last), clocks.into_iter().map(|(at, _)| at));
    let bar = |bar: &HistogramBar| context! { at => bar.position, count => bar.count, label => unit.label(bar.clock) };
    let bars: Vec<Value> = histogram.bars.iter().map(bar).collect();
    let (unit_name, first, last) = (unit.token(), unit.label(first), unit.label(last));
    let Histogram { most, length, .. } = histogram;
    Ok(context! { unit => unit_name, most, length, bars, first, last, total })
}

/// The clocks at which the links of the stories were published.
fn clocks_of_links(zone: Zone, stories: &[Value]) -> Result<Vec<(NaiveDateTime, DatePrecision)>, Error> {
    let mut clocks = Vec::new();
    for story in stories {
        for article in story.get_attr("articles")?.try_iter()? {
            for mention in article.get_attr("mentions")?.try_iter()? {
                clocks.extend(published(&mention).map(|date| (date.clock(zone), date.precision)));
            }
        }
    }
    Ok(clocks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn the_built_in_templates_compile() {
        for layout in Layout::value_variants() {
            assert!(Template::new("built-in", layout.source().to_owned()).is_ok(), "{layout:?}");
        }
    }

    #[test]
    fn an_error_names_file_and_line() {
        let edition = Edition::default();
        let error = |source: &str| {
            let template = Template::new("mine.j2", source.to_owned());
            let rendered = template.map(|template| template.render(&edition, context! { a => 1 }));
            match rendered {
                Ok(Ok(text)) => text,
                Ok(Err(error)) => error.to_string(),
                Err(error) => error.to_string(),
            }
        };
        assert_eq!(error("\n{{ storys }}"), "mine.j2:2: undefined value: `storys` is undefined");
        assert_eq!(error("{{ a }}\n\n{% if %}"), "mine.j2:3: syntax error: unexpected end of block");
        assert_eq!(error("{{ a|date('%Q') }}").split(": ").next(), Some("mine.j2:1"));
    }
}
