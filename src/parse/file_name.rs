//! The format of a file, by its name.

/// Whether the name ends in one of these, in any case.
pub(super) fn has_extension(name: &str, extensions: &[&str]) -> bool {
    let extension = name.rsplit('/').next().and_then(|base| base.rsplit_once('.')).map_or("", |(_, e)| e);
    extensions.iter().any(|e| e.eq_ignore_ascii_case(extension))
}
