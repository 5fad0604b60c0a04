//! Problems in the JSON contract, and as `--diagnostics json` writes them.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What was wrong or left out, where, and what happened to the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Diagnostic")]
pub struct JsonDiagnostic<'a> {
    pub file: Cow<'a, str>,
    /// From 1; null where the file as a whole is meant.
    pub line: Option<u32>,
    /// In characters, from 1; null where the line or file as a whole is meant.
    pub column: Option<u32>,
    /// `error`, `warning` or `note`.
    pub level: Cow<'a, str>,
    pub kind: Cow<'a, str>,
    /// The field it is about, as the file names it.
    pub field: Option<Cow<'a, str>>,
    pub message: Cow<'a, str>,
}
