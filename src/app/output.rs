//! Where the result goes: standard output, or a file that is replaced in one step.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::Context;

/// Held while a file is being replaced, so that an interrupt leaves neither half a file nor a stray one.
static REPLACING: Mutex<()> = Mutex::new(());

/// Waits for a replacement that is under way; call it on an interrupt, before leaving.
pub fn interrupted() -> MutexGuard<'static, ()> {
    REPLACING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes to a file, or to `out`.
pub(super) fn write(
    file: Option<&Path>,
    out: &mut dyn Write,
    write: impl Fn(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let Some(path) = file else {
        let mut out = BufWriter::with_capacity(64 << 10, out);
        return write(&mut out).and_then(|()| out.flush()).context("cannot write to standard output");
    };
    let written = match fs::metadata(path) {
        // A pipe or a device cannot be replaced.
        Ok(meta) if !meta.is_file() => to(File::options().write(true).open(path), &write),
        _ => replace(path, &write),
    };
    written.with_context(|| format!("cannot write {}", path.display()))
}

fn to(file: io::Result<File>, write: &impl Fn(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(64 << 10, file?);
    write(&mut out)?;
    out.flush()
}

/// A temporary file beside the target, synced, renamed over it. A link is kept: what it leads to is replaced.
fn replace(path: &Path, write: &impl Fn(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let _replacing = interrupted();
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    let mut temporary = like_new(builder.prefix(".newsfeed-")).tempfile_in(folder)?;
    {
        let mut out = BufWriter::with_capacity(64 << 10, temporary.as_file_mut());
        write(&mut out)?;
        out.flush()?;
    }
    keep_mode(&target, temporary.as_file())?;
    temporary.as_file().sync_all()?;
    temporary.persist(&target).map_err(|failed| failed.error)?;
    File::open(folder).and_then(|folder| folder.sync_all())
}

/// A new file gets the mode that the user's mask leaves, not the temporary's 0600.
#[cfg(unix)]
fn like_new<'b, 'p, 's>(builder: &'b mut tempfile::Builder<'p, 's>) -> &'b mut tempfile::Builder<'p, 's> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn like_new<'b, 'p, 's>(builder: &'b mut tempfile::Builder<'p, 's>) -> &'b mut tempfile::Builder<'p, 's> {
    builder
}

/// A file that is replaced keeps its mode.
fn keep_mode(target: &Path, file: &File) -> io::Result<()> {
    match fs::metadata(target) {
        Ok(meta) => file.set_permissions(meta.permissions()),
        Err(_) => Ok(()),
    }
}
