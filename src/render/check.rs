//! What `newsfeed check` prints: what the files are, and the fields seen in their headers.

use std::io::{self, Write};

use super::counted;
use super::json::Summary;
use super::safe::Terminal;
use crate::model::FieldSeen;

/// Writes the report.
///
/// `fast` is how many of the documents the scanner read.
pub fn check(summary: &Summary, fast: usize, fields: &[FieldSeen], out: &mut dyn Write) -> io::Result<()> {
    let Summary { files, documents, texts, skipped, refused, warnings, mentions, .. } = summary;
    let parts = [
        counted(*documents, "document", "documents"),
        counted(*texts, "text", "texts"),
        format!("{skipped} skipped"),
        format!("{refused} refused"),
    ];
    writeln!(out, "{}: {}", counted(*files, "file", "files"), parts.join(", "))?;
    write!(out, "{}, {}", counted(*mentions, "link", "links"), counted(*warnings, "warning", "warnings"))?;
    if *documents > 0 {
        write!(out, ", {} % on the fast path", fast * 100 / documents)?;
    }
    writeln!(out)?;
    if fields.is_empty() {
        return Ok(());
    }
    let names: Vec<Terminal> = fields.iter().map(|field| Terminal::new(&field.path).clip(48)).collect();
    let widest = names.iter().map(Terminal::width).max().unwrap_or(0).max("field".len());
    writeln!(out, "\n{:widest$}  {:>8}  {:>6}  read", "field", "seen", "of all")?;
    for (field, name) in fields.iter().zip(names) {
        let gap = " ".repeat(widest - name.width());
        let percent = field.files * 100 / (*documents).max(1);
        let read = if field.read { "yes" } else { "no" };
        writeln!(out, "{name}{gap}  {:>8}  {:>4} %  {read}", field.seen, percent.min(100))?;
    }
    Ok(())
}
