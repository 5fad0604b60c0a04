//! The report of `newsfeed check`: kinds of files, dates and providers of their articles, the fields of each
//! collection and what is in them, and the kinds of problems.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::{DateTime, Datelike, Utc};

use super::counted;
use super::safe::Terminal;
use crate::model::contract::RunSummary;
use crate::model::{Collection, Diagnostic, Document, FieldSeen, Level, Link, ValueKind};

/// Everything `check` found.
pub struct CheckReport<'r> {
    /// Counts of files and links.
    pub summary: RunSummary,
    /// Number of documents with a YAML header.
    pub yaml: usize,
    /// Number of these that the scanner read.
    pub fast: usize,
    /// The documents read.
    pub documents: &'r [Document<'r>],
    /// The fields of their headers.
    pub collections: &'r [Collection],
    /// All problems, by file and place.
    pub diagnostics: &'r [Diagnostic],
}

/// Problems of one kind.
pub(super) struct ProblemCount<'r> {
    pub(super) token: &'static str,
    pub(super) level: Level,
    pub(super) count: usize,
    /// The first three.
    pub(super) first: Vec<&'r Diagnostic>,
}

/// Number of links of each month.
pub(super) type MonthCounts = BTreeMap<(i32, u32), usize>;

impl<'r> CheckReport<'r> {
    fn links(&self) -> impl Iterator<Item = &'r Link<'r>> {
        self.documents.iter().flat_map(Document::links)
    }

    /// The dates of the first and the last article.
    pub(super) fn span(&self) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let times = || self.links().filter_map(Link::time);
        Some((times().min()?, times().max()?))
    }

    pub(super) fn undated(&self) -> usize {
        self.links().filter(|link| link.time().is_none()).count()
    }

    pub(super) fn months(&self) -> MonthCounts {
        let mut months = MonthCounts::new();
        for at in self.links().filter_map(Link::time) {
            *months.entry((at.year(), at.month())).or_default() += 1;
        }
        months
    }

    /// Sites with their links, most first.
    pub(super) fn providers(&self) -> Vec<(&'r str, usize)> {
        let mut sites: BTreeMap<&str, usize> = BTreeMap::new();
        for site in self.links().map(Link::site).filter(|site| !site.is_empty()) {
            *sites.entry(site).or_default() += 1;
        }
        let mut sites: Vec<_> = sites.into_iter().collect();
        sites.sort_by_key(|(site, count)| (std::cmp::Reverse(*count), *site));
        sites
    }

    /// Share of the YAML headers that the scanner read, rounded down.
    pub(super) fn fast_percent(&self) -> Option<usize> {
        (self.yaml > 0).then(|| self.fast * 100 / self.yaml)
    }

    /// Kinds of problems: errors first, then by count.
    pub(super) fn kinds(&self) -> Vec<ProblemCount<'r>> {
        let mut kinds: BTreeMap<(Level, &str), ProblemCount<'r>> = BTreeMap::new();
        for diagnostic in self.diagnostics {
            let (token, level) = (diagnostic.problem.kind(), diagnostic.level);
            let entry = kinds.entry((level, token)).or_insert(ProblemCount {
                token,
                level,
                count: 0,
                first: Vec::new(),
            });
            entry.count += 1;
            if entry.first.len() < 3 {
                entry.first.push(diagnostic);
            }
        }
        let mut kinds: Vec<_> = kinds.into_values().collect();
        kinds.sort_by_key(|kind| (kind.level, std::cmp::Reverse(kind.count), kind.token));
        kinds
    }
}

/// Writes the report for a person. Fails where `out` does.
pub fn check(report: &CheckReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let RunSummary { files, documents, texts, skipped, refused, warnings, mentions, .. } = &report.summary;
    let parts = [
        counted(*documents, "document", "documents"),
        counted(*texts, "text", "texts"),
        format!("{skipped} skipped"),
        format!("{refused} refused"),
    ];
    writeln!(out, "{}: {}", counted(*files, "file", "files"), parts.join(", "))?;
    write!(out, "{}, {}", counted(*mentions, "link", "links"), counted(*warnings, "warning", "warnings"))?;
    if let Some(percent) = report.fast_percent() {
        write!(out, ", {percent} % on the fast path")?;
    }
    writeln!(out)?;
    dates(report, out)?;
    providers(report, out)?;
    for collection in report.collections {
        fields(collection, out)?;
    }
    problems(report, out)
}

/// A bar a month, a line a year: a gap in a year is a gap in its line.
fn dates(report: &CheckReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some((first, last)) = report.span() else { return Ok(()) };
    let months = report.months();
    let busiest = months.iter().max_by_key(|(month, count)| (**count, std::cmp::Reverse(**month)));
    let ((year, month), most) = busiest.map_or(((0, 0), 1), |(month, count)| (*month, *count));
    let (first_month, last_month) = ((first.year(), first.month0()), (last.year(), last.month0()));
    let all =
        (last_month.0 - first_month.0) as usize * 12 + last_month.1 as usize - first_month.1 as usize + 1;
    write!(out, "\n{} – {}", first.date_naive(), last.date_naive())?;
    write!(
        out,
        "   {} of {} with articles, most in {year}-{month:02}: {most}",
        months.len(),
        counted(all, "month", "months")
    )?;
    let undated = report.undated();
    writeln!(out, "{}", if undated > 0 { format!("   {undated} undated") } else { String::new() })?;
    let mut before = None;
    let years: std::collections::BTreeSet<i32> = months.keys().map(|(year, _)| *year).collect();
    for year in years {
        if before.is_some_and(|before| before + 1 < year) {
            writeln!(out, "   …")?;
        }
        before = Some(year);
        let bars: String =
            (1..=12).map(|month| bar(months.get(&(year, month)).copied().unwrap_or(0), most)).collect();
        let sum: usize = months.range((year, 1)..=(year, 12)).map(|(_, count)| count).sum();
        writeln!(out, "  {year}  {bars}  {sum:>7}")?;
    }
    Ok(())
}

fn bar(count: usize, most: usize) -> char {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    if count == 0 { '·' } else { BARS[((count * 8).div_ceil(most.max(1)) - 1).min(7)] }
}

fn providers(report: &CheckReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    const MOST: usize = 8;
    let sites = report.providers();
    if sites.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", counted(sites.len(), "provider", "providers"))?;
    for (site, count) in sites.iter().take(MOST) {
        writeln!(out, "  {count:>7}  {}", Terminal::new(site).clip(60))?;
    }
    if sites.len() > MOST {
        let rest: usize = sites.iter().skip(MOST).map(|(_, count)| count).sum();
        writeln!(out, "  {rest:>7}  in {} more", sites.len() - MOST)?;
    }
    Ok(())
}

/// A table of the fields of one collection.
fn fields(collection: &Collection, out: &mut dyn Write) -> io::Result<()> {
    let folder = if collection.folder.is_empty() { "." } else { &collection.folder };
    write!(out, "\n{}", Terminal::name(folder))?;
    if let Some(kind) = &collection.kind {
        write!(out, " · {}", Terminal::new(kind))?;
    }
    writeln!(out, "   {}", counted(collection.headers, "header", "headers"))?;
    let names: Vec<Terminal> = collection.fields.iter().map(|f| Terminal::new(&f.path).clip(40)).collect();
    let widest = names.iter().map(Terminal::width).max().unwrap_or(0).max("field".len());
    let types: Vec<String> = collection.fields.iter().map(kinds).collect();
    let types_wide = types.iter().map(String::len).max().unwrap_or(0).max("types".len());
    writeln!(
        out,
        "{:widest$}  {:>7}  {:>7}  {:>7}  {:types_wide$}  read  range, examples",
        "field", "present", "missing", "values", "types"
    )?;
    for ((field, name), types) in collection.fields.iter().zip(names).zip(types) {
        let gap = " ".repeat(widest - name.width());
        let missing = collection.headers - field.files;
        let read = if field.read { "yes " } else { "no  " };
        let (files, seen) = (field.files, field.seen);
        let line = format!("  {files:>7}  {missing:>7}  {seen:>7}  {types:types_wide$}  {read}  ");
        write!(out, "{name}{gap}{}", if field_says(field).is_empty() { line.trim_end() } else { &line })?;
        writeln!(out, "{}", Terminal::new(&field_says(field)).clip(100))?;
    }
    Ok(())
}

/// `text 12, empty 1`; one type needs no count.
fn kinds(field: &FieldSeen) -> String {
    match field.kinds.as_slice() {
        [(kind, _)] => kind.token().to_owned(),
        kinds => kinds.iter().map(|(kind, n)| format!("{} {n}", kind.token())).collect::<Vec<_>>().join(", "),
    }
}

/// Range, then examples.
fn field_says(field: &FieldSeen) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some((first, last)) = field.dates {
        parts.push(between(&first.date_naive().to_string(), &last.date_naive().to_string()));
    }
    if let Some((least, most)) = field.numbers {
        parts.push(between(&least.to_string(), &most.to_string()));
    }
    if let Some((short, long)) = field.lengths {
        parts.push(many_between((short, long), "character", "characters"));
    }
    if let Some((few, many)) = field.entries {
        parts.push(many_between((few, many), "entry", "entries"));
    }
    let has_range = !parts.is_empty() && field.kinds.iter().all(|(kind, _)| *kind == ValueKind::Number);
    if !has_range {
        let short = |text: &String| match text.char_indices().nth(24) {
            Some((end, _)) => format!("“{}…”", &text[..end]),
            None => format!("“{text}”"),
        };
        parts.extend(field.examples.iter().map(short));
    }
    parts.join(", ")
}

fn between(from: &str, to: &str) -> String {
    if from == to { from.to_owned() } else { format!("{from} – {to}") }
}

fn many_between((least, most): (usize, usize), one: &str, more: &str) -> String {
    if least == most { counted(most, one, more) } else { format!("{least} – {}", counted(most, one, more)) }
}

/// Kinds of problems, with their count and where the first of them are.
fn problems(report: &CheckReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let kinds = report.kinds();
    if kinds.is_empty() {
        return Ok(());
    }
    let widest = kinds.iter().map(|kind| kind.token.len()).max().unwrap_or(0).max("problem".len());
    writeln!(out, "\n{:widest$}  {:7}  {:>7}  first places", "problem", "level", "count")?;
    for kind in kinds {
        let places: Vec<String> = kind.first.iter().map(|diagnostic| place(diagnostic)).collect();
        let level = kind.level.token();
        writeln!(out, "{:widest$}  {level:7}  {:>7}  {}", kind.token, kind.count, places.join("  "))?;
    }
    Ok(())
}

fn place(diagnostic: &Diagnostic) -> String {
    let file = Terminal::name(&diagnostic.file);
    if diagnostic.line > 0 { format!("{file}:{}", diagnostic.line) } else { file.to_string() }
}
