//! Makes a document of a tree.

use super::convert::Conversion;
use super::converter::Converter;
use super::field_names::KNOWN;
use crate::model::{Document, Level, Problem};
use crate::parse::body_title;
use crate::parse::context::FileContext;
use crate::parse::origin::RecordOrigin;
use crate::parse::report::FileReport;
use crate::parse::tree::{Fields, Spans, Tree};

/// The document that a header or a record is, or `None` and a reason in `report`.
pub(crate) fn document<'t>(
    tree: &Tree<'_>,
    origin: RecordOrigin,
    context: &FileContext<'_, 't>,
    report: &mut FileReport,
) -> Option<Box<Document<'t>>> {
    let before = report.diagnostics.len();
    let spans = tree.spans();
    let mut converted = convert(&tree.fields, &spans, origin, context, report);
    if !matches!(converted, Conversion::Document(_))
        && let Some(more) = context
            .source
            .and_then(|file| body_title::properties(file, origin.body, &context.options.limits, KNOWN))
    {
        // The header says too little, and the body begins with what it does not say.
        report.diagnostics.truncate(before);
        let all: Fields<'_> = tree.fields.iter().cloned().chain(more).collect();
        converted = convert(&all, &spans, origin, context, report);
    }
    match converted {
        Conversion::Document(document) => Some(document),
        Conversion::Refused(diagnostic) => {
            report.diagnostics.push(diagnostic);
            None
        }
        Conversion::NotOurs(why) => {
            // What is wrong in the fields of another page is nobody's business.
            report.diagnostics.truncate(before);
            report.add(Level::Note, (0, 0), Problem::NoFrontMatter(why));
            None
        }
    }
}

fn convert<'t>(
    fields: &Fields<'_>,
    spans: &Spans<'_>,
    origin: RecordOrigin,
    context: &FileContext<'_, 't>,
    report: &mut FileReport,
) -> Conversion<'t> {
    let diagnostics = &mut report.diagnostics;
    Converter { context: *context, spans, origin, known: None, diagnostics }.document(fields)
}
