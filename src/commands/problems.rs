//! Problems: where they are written, and what they mean for the exit status.

use std::io::{self, Write};

use super::environment::ExitStatus;
use super::output::out_file;
use super::shell::shell_word;
use crate::cli::{NewsArgs, ReportArgs};
use crate::model::problem::plain;
use crate::model::{Diagnostic, Level};
use crate::render::{self, Severity};

/// Writes why there is no complete output.
pub fn print_error(error: &anyhow::Error, err: &mut dyn Write) {
    let cause = |cause: &(dyn std::error::Error + 'static)| match cause.downcast_ref::<io::Error>() {
        // A template's own words.
        Some(error) if error.kind() == io::ErrorKind::InvalidData => error.to_string(),
        Some(error) => plain(error),
        None => cause.to_string(),
    };
    let causes: Vec<String> = error.chain().map(cause).collect();
    let _ = writeln!(err, "newsfeed: {}", render::Terminal::new(&causes.join(": ")));
}

/// All problems by file and place.
pub(super) fn merge_diagnostics<const N: usize>(parts: [Vec<Diagnostic>; N]) -> Vec<Diagnostic> {
    let mut all: Vec<Diagnostic> = parts.into_iter().flatten().collect();
    all.sort();
    all
}

/// Writes the problems. `see` is the command that shows all of them.
pub(super) fn print_diagnostics(
    diagnostics: &[Diagnostic],
    args: &ReportArgs,
    see: Option<&str>,
    err: &mut dyn Write,
) {
    // A closed stderr must not cost the result.
    let _ = render::problems(diagnostics, args.diagnostics, severity(args), see, err);
}

/// Which problems `--quiet` leaves.
pub(super) fn severity(args: &ReportArgs) -> Severity {
    if args.quiet { Severity::Errors } else { Severity::All }
}

/// The status that the problems mean.
pub(super) fn exit_status(diagnostics: &[Diagnostic], args: &ReportArgs) -> ExitStatus {
    let worst = diagnostics.iter().map(|d| d.level).min();
    match worst {
        Some(Level::Error) if !args.exit_zero => ExitStatus::Incomplete,
        Some(Level::Warning) if args.strict => ExitStatus::Incomplete,
        _ => ExitStatus::Done,
    }
}

/// With `--strict` a file is not replaced when anything was warned about.
pub(super) fn is_held_back(args: &NewsArgs, outcome: ExitStatus) -> bool {
    args.report.strict && outcome != ExitStatus::Done && out_file(args).is_some()
}

/// The command that shows every problem of the same input, as a shell takes it.
pub(super) fn see_all(args: &NewsArgs) -> String {
    let mut words = vec!["newsfeed".to_owned(), "check".to_owned()];
    let input = &args.input;
    words.extend(input.paths.iter().map(|path| shell_word(&path.to_string_lossy())));
    words.extend(
        input.files_from.iter().map(|list| format!("--files-from {}", shell_word(&list.to_string_lossy()))),
    );
    words.extend(input.null.then(|| "-0".to_owned()));
    words.extend(input.glob.iter().map(|glob| format!("--glob {}", shell_word(glob))));
    words.extend(
        input.fields.iter().map(|fields| format!("--fields {}", shell_word(&fields.to_string_lossy()))),
    );
    words.extend(input.assume_tz.map(|zone| format!("--assume-tz {}", shell_word(&zone.to_string()))));
    words.extend(input.follow.then(|| "--follow".to_owned()));
    words.join(" ")
}
