//! The results of reading files.

use super::report::FileReport;
use super::tree::HeaderReader;
use crate::model::{Diagnostic, Document, TextFile};

/// The results of all files, in the order of the files.
#[derive(Debug, Default)]
pub struct ParsedFiles<'t> {
    /// Headers that are articles.
    pub documents: Vec<Document<'t>>,
    /// Bodies without a header.
    pub texts: Vec<TextFile>,
    /// Everything that was skipped, cleaned or refused, file by file.
    pub diagnostics: Vec<Diagnostic>,
    /// The number of documents with a YAML header.
    pub yaml: usize,
    /// The number of these that the scanner read.
    pub fast: usize,
    /// Files read; a file of records counts once for each record.
    pub files: usize,
    /// Whether some were read from newsfeed's own output.
    pub(super) own: bool,
}

/// The content of one file.
pub(super) enum FileContent<'t> {
    Document(Box<Document<'t>>, HeaderReader),
    Text(TextFile),
    Nothing,
    /// The content of the records of a file.
    Records(Box<ParsedFiles<'t>>),
}

impl<'t> ParsedFiles<'t> {
    /// Adds what one file came to.
    pub(super) fn add(&mut self, content: FileContent<'t>, report: FileReport) {
        self.diagnostics.extend(report.diagnostics);
        match content {
            FileContent::Records(records) => return self.append(*records),
            FileContent::Document(document, reader) => {
                self.fast += usize::from(reader == HeaderReader::YamlFast);
                self.yaml += usize::from(reader != HeaderReader::Other);
                self.documents.push(*document);
            }
            FileContent::Text(text) => self.texts.push(text),
            FileContent::Nothing => {}
        }
        self.files += 1;
    }

    /// Adds what the next files came to.
    pub(super) fn append(&mut self, mut next: ParsedFiles<'t>) {
        self.documents.append(&mut next.documents);
        self.texts.append(&mut next.texts);
        self.diagnostics.append(&mut next.diagnostics);
        self.yaml += next.yaml;
        self.fast += next.fast;
        self.files += next.files;
        self.own |= next.own;
    }
}
