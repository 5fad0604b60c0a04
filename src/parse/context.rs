//! The options and the shared state for reading a file.

use std::sync::Arc;

use super::arena::TextArena;
use super::field_usage::FieldUsage;
use super::tree::Fields;
use crate::model::{ParseOptions, SourceFile};

/// The context of reading a file or one of its records.
#[derive(Clone, Copy)]
pub(super) struct FileContext<'f, 't> {
    /// The name that diagnostics and documents have.
    pub(super) file: &'f Arc<str>,
    /// The file to look into again, where its header is all of it that was read.
    pub(super) source: Option<&'f SourceFile>,
    pub(super) options: &'f ParseOptions,
    pub(super) run: RunContext<'f>,
    /// The storage of the texts of its documents.
    pub(super) arena: &'f TextArena<'t>,
}

/// The state that all files of a run share.
#[derive(Clone, Copy)]
pub(super) struct RunContext<'f> {
    /// The use of the rows of `--fields`.
    pub(super) usage: &'f FieldUsage,
    /// Counts the fields of a header of this file, if anyone asked.
    pub(super) count_fields: Option<&'f CountFields<'f>>,
}

/// Takes the name of a file and all fields of its header.
pub(super) type CountFields<'f> = dyn Fn(&str, &Fields<'_>) + Sync + 'f;
