//! What `newsfeed check` prints: what the files are, and the fields seen in their headers.

use std::io::{self, Write};

use super::json::Summary;
use super::safe::Terminal;
use crate::model::FieldSeen;

/// Writes the report.
pub fn check(summary: &Summary, fields: &[FieldSeen], out: &mut dyn Write) -> io::Result<()> {
    let Summary { files, documents, texts, skipped, refused, warnings, mentions, .. } = summary;
    writeln!(
        out,
        "{files} files: {documents} documents, {texts} texts, {skipped} skipped, {refused} refused"
    )?;
    writeln!(out, "{mentions} links, {warnings} warnings")?;
    if fields.is_empty() {
        return Ok(());
    }
    let names: Vec<Terminal> = fields.iter().map(|field| Terminal::new(&field.path).clip(48)).collect();
    let widest = names.iter().map(Terminal::width).max().unwrap_or(0).max("field".len());
    writeln!(out, "\n{:widest$}  {:>8}  {:>5}  read", "field", "seen", "files")?;
    for (field, name) in fields.iter().zip(names) {
        let gap = " ".repeat(widest - name.width());
        let percent = field.files * 100 / (*documents).max(1);
        let read = if field.read { "yes" } else { "no" };
        writeln!(out, "{name}{gap}  {:>8}  {:>3} %  {read}", field.seen, percent.min(100))?;
    }
    Ok(())
}
