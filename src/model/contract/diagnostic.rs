//! Problems in the JSON contract, and as `--diagnostics json` writes them.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A problem: its place, its kind, and what newsfeed did about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Diagnostic")]
pub struct JsonDiagnostic<'a> {
    pub file: Cow<'a, str>,
    /// From 1; null if the problem concerns the whole file.
    pub line: Option<u32>,
    /// In characters, from 1; null if the problem concerns the whole line or file.
    pub column: Option<u32>,
    /// `error`, `warning` or `note`.
    pub level: Cow<'a, str>,
    pub kind: Cow<'a, str>,
    /// The field with the problem, named as in the file.
    pub field: Option<Cow<'a, str>>,
    pub message: Cow<'a, str>,
}
