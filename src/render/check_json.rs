//! The report of `check` for programs. Not part of the contract of `newsfeed/1`; it has a name of its own.

use std::io::{self, Write};

use serde::Serialize;

use super::check::CheckReport;
use super::safe;
use crate::model::contract::{JsonDiagnostic, JsonGenerator, JsonTime, RunSummary};
use crate::model::{Collection, FieldSeen};

#[derive(Serialize)]
struct ReportOut<'r> {
    schema: &'static str,
    generator: JsonGenerator<'static>,
    summary: SummaryOut,
    fast_path: FastOut,
    dates: DatesOut,
    providers: Vec<SiteCount<'r>>,
    collections: Vec<CollectionOut<'r>>,
    problems: Vec<KindOut<'r>>,
}

/// Counts of the input; `check` neither merges nor groups.
#[derive(Serialize)]
struct SummaryOut {
    files: usize,
    documents: usize,
    texts: usize,
    skipped: usize,
    refused: usize,
    warnings: usize,
    mentions: usize,
}

#[derive(Serialize)]
struct FastOut {
    yaml_headers: usize,
    read_by_scanner: usize,
}

#[derive(Serialize)]
struct DatesOut {
    first: Option<JsonTime>,
    last: Option<JsonTime>,
    undated: usize,
    /// MonthCounts with articles, in order; what lies between is a gap.
    months: Vec<MonthOut>,
}

#[derive(Serialize)]
struct MonthOut {
    month: String,
    links: usize,
}

#[derive(Serialize)]
struct SiteCount<'r> {
    site: &'r str,
    links: usize,
}

#[derive(Serialize)]
struct CollectionOut<'r> {
    folder: &'r str,
    r#type: Option<&'r str>,
    headers: usize,
    fields: Vec<FieldOut<'r>>,
}

#[derive(Serialize)]
struct FieldOut<'r> {
    path: &'r str,
    read: bool,
    present: usize,
    missing: usize,
    values: usize,
    types: Vec<TypeOut>,
    numbers: Option<[f64; 2]>,
    dates: Option<[JsonTime; 2]>,
    characters: Option<[usize; 2]>,
    entries: Option<[usize; 2]>,
    examples: &'r [String],
}

#[derive(Serialize)]
struct TypeOut {
    r#type: &'static str,
    values: usize,
}

#[derive(Serialize)]
struct KindOut<'r> {
    kind: &'static str,
    level: &'static str,
    count: usize,
    /// The first three.
    first: Vec<JsonDiagnostic<'r>>,
}

/// Writes the report as one object on one line. Fails where `out` does.
pub fn check_json(report: &CheckReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let RunSummary { files, documents, texts, skipped, refused, warnings, mentions, .. } = report.summary;
    let span = report.span();
    let month = |((year, month), links): ((i32, u32), usize)| MonthOut {
        month: format!("{year:04}-{month:02}"),
        links,
    };
    let value = ReportOut {
        schema: "newsfeed-check/1",
        generator: JsonGenerator::THIS,
        summary: SummaryOut { files, documents, texts, skipped, refused, warnings, mentions },
        fast_path: FastOut { yaml_headers: report.yaml, read_by_scanner: report.fast },
        dates: DatesOut {
            first: span.map(|(first, _)| JsonTime(first)),
            last: span.map(|(_, last)| JsonTime(last)),
            undated: report.undated(),
            months: report.months().into_iter().map(month).collect(),
        },
        providers: report.providers().into_iter().map(|(site, links)| SiteCount { site, links }).collect(),
        collections: report.collections.iter().map(CollectionOut::new).collect(),
        problems: report
            .kinds()
            .into_iter()
            .map(|kind| KindOut {
                kind: kind.token,
                level: kind.level.token(),
                count: kind.count,
                first: kind.first.into_iter().map(JsonDiagnostic::from).collect(),
            })
            .collect(),
    };
    safe::json(&value, &mut *out)?;
    out.write_all(b"\n")
}

impl<'r> CollectionOut<'r> {
    fn new(collection: &'r Collection) -> CollectionOut<'r> {
        let field = |field: &'r FieldSeen| FieldOut {
            path: &field.path,
            read: field.read,
            present: field.files,
            missing: collection.headers - field.files,
            values: field.seen,
            types: field
                .kinds
                .iter()
                .map(|(kind, values)| TypeOut { r#type: kind.token(), values: *values })
                .collect(),
            numbers: field.numbers.map(|(least, most)| [least, most]),
            dates: field.dates.map(|(first, last)| [JsonTime(first), JsonTime(last)]),
            characters: field.lengths.map(|(short, long)| [short, long]),
            entries: field.entries.map(|(few, many)| [few, many]),
            examples: &field.examples,
        };
        CollectionOut {
            folder: &collection.folder,
            r#type: collection.kind.as_deref(),
            headers: collection.headers,
            fields: collection.fields.iter().map(field).collect(),
        }
    }
}
