//! Targets of the result: standard output, or a file that is replaced in one step.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::Context;
use tempfile::NamedTempFile;

use crate::cli::NewsArgs;
use crate::model::{InputPath, SourceFile};

/// Bytes that wait to be written together. A part of a long output is longer, and goes as it is.
pub const OUTPUT_BUFFER: usize = 16 << 10;

/// Files that are being made and must not be left behind.
static TEMPORARY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes what is half made. Call it on an interrupt and leave while holding what it gives.
pub fn interrupted() -> MutexGuard<'static, Vec<PathBuf>> {
    let mut temporary = temporary();
    for path in temporary.drain(..) {
        let _gone = fs::remove_file(path);
    }
    temporary
}

fn temporary() -> MutexGuard<'static, Vec<PathBuf>> {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The file to write; `-` is standard output.
pub(super) fn out_file(args: &NewsArgs) -> Option<&Path> {
    args.output.out.as_deref().filter(|path| path.as_os_str() != "-")
}

/// No file that is read may be written: the input is never changed, nor what else was named.
pub(super) fn ensure_outputs_are_not_inputs(
    files: &[SourceFile],
    others: &[Option<&Path>],
    written: &[Option<&Path>],
) -> anyhow::Result<()> {
    let input = files.iter().filter_map(|file| match &file.place {
        InputPath::Path(path) => Some(path.as_path()),
        InputPath::Stdin => None,
    });
    let written = || written.iter().flatten().copied();
    let targets: Vec<_> = written().filter_map(identity).collect();
    let is_target = |path: &&Path| identity(path).is_some_and(|file| targets.contains(&file));
    let same = |path: &&Path| written().any(|target| resolved(target) == resolved(path));
    let read = input.filter(|_| !targets.is_empty()).find(is_target);
    match read.or_else(|| others.iter().flatten().copied().find(same)) {
        Some(path) => {
            anyhow::bail!("newsfeed reads {}, so it cannot write to it; name another file", path.display())
        }
        None => Ok(()),
    }
}

/// Writes to a file, or to `out`.
pub(super) fn write(
    file: Option<&Path>,
    out: &mut dyn Write,
    write: impl Fn(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let Some(path) = file else {
        return with_target(write(out).and_then(|()| out.flush()), &"to standard output");
    };
    match fs::metadata(path) {
        // A pipe or a device cannot be replaced.
        Ok(meta) if !meta.is_file() => {
            let written = to(File::options().write(true).open(path), &write);
            with_target(written, &path.display())
        }
        _ => prepare(path, write)?.commit(),
    }
}

/// Adds to an error what could not be written; the error of a template says it itself.
fn with_target<T>(result: io::Result<T>, target: &dyn std::fmt::Display) -> anyhow::Result<T> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(error.into()),
        result => result.with_context(|| format!("cannot write {target}")),
    }
}

fn to(file: io::Result<File>, write: &impl Fn(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(OUTPUT_BUFFER, file?);
    write(&mut out)?;
    out.flush()
}

/// A complete file beside its target, on the disk, waiting to replace it; dropped, it is as if it never was.
pub(super) struct Prepared {
    temporary: NamedTempFile,
    target: PathBuf,
}

/// Makes the file that will replace `path`. A link is kept: what it leads to is replaced.
pub(super) fn prepare(
    path: &Path,
    write: impl Fn(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<Prepared> {
    let prepared = || -> io::Result<Prepared> {
        let target = resolved(path);
        remove_left_behind(folder_of(&target));
        let temporary = locked_temporary(folder_of(&target))?;
        self::temporary().push(temporary.path().to_owned());
        let mut prepared = Prepared { temporary, target };
        let mut out = BufWriter::with_capacity(OUTPUT_BUFFER, prepared.temporary.as_file_mut());
        write(&mut out)?;
        out.flush()?;
        drop(out);
        keep_mode(&prepared.target, prepared.temporary.as_file())?;
        prepared.temporary.as_file().sync_all()?;
        Ok(prepared)
    };
    with_target(prepared(), &path.display())
}

/// What the name of a temporary file begins and ends with, and the letters and digits between.
const TEMPORARY_NAME: (&str, usize, &str) = (".newsfeed-", 6, ".tmp");

/// A temporary file that this run has locked, so that no other run takes it for left behind.
fn locked_temporary(folder: &Path) -> io::Result<NamedTempFile> {
    const ATTEMPTS: usize = 16;
    let (prefix, letters, suffix) = TEMPORARY_NAME;
    let mut builder = tempfile::Builder::new();
    let builder = like_new(builder.prefix(prefix).rand_bytes(letters).suffix(suffix));
    let mut temporary = builder.tempfile_in(folder)?;
    for _ in 0..ATTEMPTS {
        // Before it was locked another run may have removed it, or be about to.
        let is_ours = !matches!(temporary.as_file().try_lock(), Err(TryLockError::WouldBlock));
        if is_ours && temporary.path().exists() {
            break;
        }
        temporary = builder.tempfile_in(folder)?;
    }
    Ok(temporary)
}

/// Removes temporary files of runs that were killed: those that no run has locked. What cannot be removed stays; this
/// run's own output does not depend on it.
fn remove_left_behind(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if !is_file || !entry.file_name().to_str().is_some_and(is_temporary_name) {
            continue;
        }
        let path = entry.path();
        let Ok(file) = File::open(&path) else { continue };
        if file.try_lock().is_ok() {
            let _gone = fs::remove_file(&path);
        }
    }
}

fn is_temporary_name(name: &str) -> bool {
    let (prefix, letters, suffix) = TEMPORARY_NAME;
    let middle = name.strip_prefix(prefix).and_then(|name| name.strip_suffix(suffix));
    middle.is_some_and(|middle| {
        middle.len() == letters && middle.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Where a path leads: through links, also those to a file that is not there yet.
pub(super) fn resolved(path: &Path) -> PathBuf {
    if let Ok(path) = fs::canonicalize(path) {
        return path;
    }
    let path = match fs::read_link(path) {
        Ok(target) => folder_of(path).join(target),
        Err(_) => path.to_owned(),
    };
    match (fs::canonicalize(folder_of(&path)), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path,
    }
}

/// The identity of an existing file, whatever its name.
#[cfg(unix)]
pub(super) fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|meta| (meta.dev(), meta.ino()))
}

#[cfg(not(unix))]
pub(super) fn identity(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}

impl Prepared {
    /// Replaces the target.
    pub(super) fn commit(self) -> anyhow::Result<()> {
        let Prepared { temporary, target } = self;
        let path = temporary.path().to_owned();
        let replaced = || -> io::Result<()> {
            temporary.persist(&target).map_err(|failed| failed.error)?;
            self::temporary().retain(|known| *known != path);
            File::open(folder_of(&target)).and_then(|folder| folder.sync_all())
        };
        with_target(replaced(), &target.display())
    }
}

fn folder_of(target: &Path) -> &Path {
    target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
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
