//! Files to documents. Chooses how a file is to be read, keeps going past a bad one, and leaves a diagnostic
//! for everything that was skipped, cleaned or refused.

mod arena;
mod body_title;
mod byte_source;
mod clean;
mod context;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod differential;
mod document;
mod fence;
mod field_usage;
mod file;
mod file_name;
mod header;
mod headerless;
mod json_scan;
mod json_stream;
mod origin;
mod overrides;
mod parsed_files;
mod profile;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod properties;
mod records;
mod reimport;
mod report;
mod source_line;
mod text_file;
mod tree;
mod user_file;

use std::sync::PoisonError;

use rayon::prelude::*;

use crate::model::{Collection, ParseOptions, SourceFile};
use arena::TextArena;
use context::{FileContext, RunContext};
use field_usage::FieldUsage;
use profile::FieldCounts;
use report::FileReport;
use tree::Fields;

pub use arena::StringArena;
pub use document::field_paths;
pub use overrides::overrides;
pub use parsed_files::ParsedFiles;
pub use source_line::source_line;

/// Reads all files, in parallel; `count_file` is called after each. What documents say is kept in `store`.
pub fn documents<'t>(
    files: &[SourceFile],
    options: &ParseOptions,
    store: &'t StringArena,
    count_file: &(dyn Fn() + Sync),
) -> ParsedFiles<'t> {
    let usage = FieldUsage::default();
    parse(files, options, store, count_file, RunContext { usage: &usage, count_fields: None })
}

/// Reads all files as [`documents`] does, and counts the fields in their headers.
pub fn documents_and_fields<'t>(
    files: &[SourceFile],
    options: &ParseOptions,
    store: &'t StringArena,
    count_file: &(dyn Fn() + Sync),
) -> (ParsedFiles<'t>, Vec<Collection>) {
    let (usage, counts) = (FieldUsage::default(), FieldCounts::default());
    let count_fields = |file: &str, fields: &Fields<'_>| profile::count(file, fields, &counts);
    let run = RunContext { usage: &usage, count_fields: Some(&count_fields) };
    let parsed = parse(files, options, store, count_file, run);
    let counts = counts.into_inner().unwrap_or_else(PoisonError::into_inner);
    (parsed, profile::collections(counts, options.fields.as_deref()))
}

/// Files that a worker reads in turn: some of many, so that their documents are moved together; one of few.
const LONGEST_TURN: usize = 32;
/// Turns of each worker, at least, so that none waits long for another.
const TURNS: usize = 32;

fn parse<'t>(
    files: &[SourceFile],
    options: &ParseOptions,
    store: &'t StringArena,
    count_file: &(dyn Fn() + Sync),
    run: RunContext<'_>,
) -> ParsedFiles<'t> {
    let read = |(arena, buffer): &mut (TextArena<'t>, Vec<u8>), files: &[SourceFile]| {
        let mut parsed = ParsedFiles { documents: Vec::with_capacity(files.len()), ..ParsedFiles::default() };
        for file in files {
            let context = FileContext { file: &file.name, source: Some(file), options, run, arena };
            let mut report = FileReport::new(&file.name);
            let content = file::read(file, &context, &mut report, buffer);
            parsed.add(content, report);
            count_file();
        }
        parsed
    };
    let turn = (files.len() / (TURNS * rayon::current_num_threads())).clamp(1, LONGEST_TURN);
    let worker = || (TextArena::new(store), Vec::new());
    let parts: Vec<ParsedFiles<'t>> = files.par_chunks(turn).map_init(worker, read).collect();
    let mut parsed = ParsedFiles { documents: Vec::with_capacity(files.len()), ..ParsedFiles::default() };
    for part in parts {
        parsed.append(part);
    }
    reimport::merge_copies(&mut parsed);
    if let Some(paths) = &options.fields {
        parsed.diagnostics.extend(run.usage.missing(paths));
    }
    parsed
}
