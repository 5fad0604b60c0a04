//! Paths to files, in one fixed order. Folders are walked by rule, what is left out is counted or said, and
//! nothing but regular files is ever opened.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, BufRead, Read};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;

use globset::{Glob, GlobSet, GlobSetBuilder};
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::model::problem::{ReadError, SpecialFile};
use crate::model::{Diagnostic, InputPath, Level, Problem, SourceFile};
use crate::text::tag_characters::{is_tag_sign, stray_tag_signs};

/// Endings of the names that are read in folders.
pub const EXTENSIONS: [&str; 8] = ["md", "markdown", "mdx", "txt", "html", "htm", "yaml", "yml"];

/// What to walk and how.
#[derive(Debug, Default)]
pub struct Roots {
    /// Files, folders, or `-` for standard input.
    pub paths: Vec<PathBuf>,
    /// Names read in folders instead of [`EXTENSIONS`].
    pub globs: Option<GlobSet>,
    /// Whether links to folders are followed.
    pub follow: bool,
}

/// The files found, and what was not.
#[derive(Debug, Default)]
pub struct FoundFiles {
    /// Sorted by path, each file once.
    pub files: Vec<SourceFile>,
    /// Files in folders that were left out by name.
    pub skipped: usize,
    /// Missing paths, folders that could not be read, things that are not files.
    pub diagnostics: Vec<Diagnostic>,
}

/// Compiles `--glob` patterns; they match names and paths below the folder. Fails at the first that is no pattern.
pub fn globs(patterns: &[String]) -> Result<Option<GlobSet>, globset::Error> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern)?);
    }
    set.build().map(Some)
}

/// The paths in a list: one a line, or NUL-terminated. Fails where the list cannot be read.
pub fn listed(list: &Path, nul: bool) -> io::Result<Vec<PathBuf>> {
    let input: Box<dyn Read> =
        if list.as_os_str() == "-" { Box::new(io::stdin().lock()) } else { Box::new(fs::File::open(list)?) };
    let end = if nul { b'\0' } else { b'\n' };
    let mut paths = Vec::new();
    for line in io::BufReader::new(input).split(end) {
        let mut line = line?;
        if !nul && line.last() == Some(&b'\r') {
            line.pop();
        }
        if !line.is_empty() {
            paths.push(PathBuf::from(os_string(line)));
        }
    }
    Ok(paths)
}

#[cfg(unix)]
fn os_string(bytes: Vec<u8>) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes)
}

#[cfg(not(unix))]
fn os_string(bytes: Vec<u8>) -> OsString {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// Walks the roots. The order of the files is that of their paths, name by name, whatever order was asked in.
pub fn files(roots: &Roots) -> FoundFiles {
    let mut walk = FolderWalk { roots, found: FoundFiles::default(), files: Vec::new() };
    for root in &roots.paths {
        walk.root(root);
    }
    let FolderWalk { mut found, mut files, .. } = walk;
    match roots.paths.len() {
        // The paths of one folder are spelled alike, so that bytes tell what stands first.
        0 | 1 => files.par_sort_by(|a, b| by_name(a.path.as_os_str(), b.path.as_os_str())),
        _ => {
            files
                .sort_by(|a, b| a.path.cmp(&b.path).then_with(|| a.path.as_os_str().cmp(b.path.as_os_str())));
        }
    }
    // One folder alone holds each file once, but for what links lead to.
    if roots.paths.len() > 1 || files.iter().any(|file| matches!(file.identity, Identity::Path(_))) {
        let mut seen = HashSet::new();
        files.retain(|file| seen.insert(file.identity.path(&file.path)));
    }
    found.files = files.into_par_iter().map(File::source).collect();
    found.diagnostics.sort();
    found.diagnostics.dedup();
    found
}

/// The order of two paths below one folder, name by name: a separator comes before all that a name may hold.
fn by_name(a: &OsStr, b: &OsStr) -> Ordering {
    let (a, b) = (a.as_encoded_bytes(), b.as_encoded_bytes());
    let (long, _) = a.as_chunks::<16>();
    let same = 16 * long.iter().zip(b.as_chunks::<16>().0).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    let at = a.iter().zip(b).position(|(x, y)| x != y);
    let rank = |byte: u8| if byte == MAIN_SEPARATOR as u8 { 0 } else { byte };
    at.map_or_else(|| a.len().cmp(&b.len()), |at| rank(a[at]).cmp(&rank(b[at])))
}

struct FolderWalk<'r> {
    roots: &'r Roots,
    found: FoundFiles,
    files: Vec<File>,
}

/// A file before it has a name: sorted by `path`, the same as another when `identity` is.
struct File {
    path: PathBuf,
    identity: Identity,
}

/// What a path leads to once links are resolved.
enum Identity {
    Path(PathBuf),
    /// What follows so many names of the path, below this folder.
    Below {
        names: usize,
        real: Arc<Path>,
    },
}

impl Identity {
    fn path(&self, path: &Path) -> PathBuf {
        match self {
            Identity::Path(real) => real.clone(),
            Identity::Below { names, real } => real.join(path.components().skip(*names).collect::<PathBuf>()),
        }
    }
}

/// A folder that is walked.
struct Folder<'r> {
    root: &'r Path,
    /// Names of its path.
    names: usize,
    /// Where it is really.
    real: Arc<Path>,
}

impl File {
    fn source(self) -> SourceFile {
        let name = name_of(&self.path);
        let place = if &*name == "-" { InputPath::Stdin } else { InputPath::Path(self.path) };
        SourceFile { name, place }
    }
}

impl FolderWalk<'_> {
    fn root(&mut self, root: &Path) {
        if root.as_os_str() == "-" {
            return self.files.push(File { path: "-".into(), identity: Identity::Path("-".into()) });
        }
        match fs::metadata(root) {
            Ok(meta) if meta.is_dir() => {
                self.folder(root);
            }
            Ok(meta) if meta.is_file() => {
                let identity = Identity::Path(fs::canonicalize(root).unwrap_or_else(|_| root.to_owned()));
                self.files.push(File { path: root.to_owned(), identity });
            }
            Ok(_) => self.say(root, Level::Error, Problem::Unreadable(ReadError::NotRegular)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.say(root, Level::Error, Problem::NotFound);
            }
            Err(error) => self.say(root, Level::Error, unreadable(&error)),
        }
    }

    fn folder(&mut self, root: &Path) {
        let real = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned()).into();
        let folder = Folder { root, names: root.components().count(), real };
        let visible =
            |entry: &DirEntry| entry.depth() == 0 || !entry.file_type().is_dir() || !is_hidden(entry);
        let walk = WalkDir::new(root).follow_links(self.roots.follow).into_iter().filter_entry(visible);
        for entry in walk {
            match entry {
                Ok(entry) => self.entry(&folder, entry),
                Err(error) => self.failed(root, &error),
            }
        }
    }

    fn entry(&mut self, folder: &Folder<'_>, entry: DirEntry) {
        let kind = entry.file_type();
        if kind.is_dir() {
            return;
        }
        let leads_to_folder = || fs::metadata(entry.path()).is_ok_and(|meta| meta.is_dir());
        if entry.path_is_symlink() && leads_to_folder() {
            let what = Problem::NotAFile(SpecialFile::FolderLink);
            return self.say(entry.path(), Level::Note, what);
        }
        if !self.is_asked_for(folder, &entry) {
            self.found.skipped += 1;
            return;
        }
        let below = Identity::Below { names: folder.names, real: Arc::clone(&folder.real) };
        if kind.is_file() && !self.roots.follow {
            return self.files.push(File { path: entry.into_path(), identity: below });
        }
        // A link, or a file below a followed link: what it leads to decides.
        match fs::metadata(entry.path()) {
            Ok(meta) if meta.is_file() => {
                let real = fs::canonicalize(entry.path()).unwrap_or_else(|_| below.path(entry.path()));
                self.files.push(File { path: entry.into_path(), identity: Identity::Path(real) });
            }
            Ok(_) => self.say(entry.path(), Level::Note, Problem::NotAFile(SpecialFile::Device)),
            Err(_) => self.say(entry.path(), Level::Note, Problem::NotAFile(SpecialFile::DeadLink)),
        }
    }

    /// A link that leads nowhere is a note; a folder that cannot be read hides files, so it is an error.
    fn failed(&mut self, root: &Path, error: &walkdir::Error) {
        let path = error.path().unwrap_or(root);
        let problem = match error.io_error() {
            _ if error.loop_ancestor().is_some() => Problem::NotAFile(SpecialFile::LinkBack),
            Some(cause) if cause.kind() == io::ErrorKind::NotFound && path != root => {
                Problem::NotAFile(SpecialFile::DeadLink)
            }
            Some(cause) => unreadable(cause),
            None => Problem::Unreadable(ReadError::Walk),
        };
        let level = if matches!(problem, Problem::NotAFile(_)) { Level::Note } else { Level::Error };
        self.say(path, level, problem);
    }

    fn is_asked_for(&self, folder: &Folder<'_>, entry: &DirEntry) -> bool {
        let path = entry.path();
        match &self.roots.globs {
            Some(globs) => {
                let below = path.strip_prefix(folder.root).unwrap_or(path);
                globs.is_match(below) || globs.is_match(entry.file_name())
            }
            None => {
                path.extension().is_some_and(|e| EXTENSIONS.iter().any(|known| e.eq_ignore_ascii_case(known)))
            }
        }
    }

    fn say(&mut self, path: &Path, level: Level, problem: Problem) {
        self.found.diagnostics.push(Diagnostic {
            file: name_of(path),
            line: 0,
            column: 0,
            level,
            field: None,
            problem,
        });
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn unreadable(error: &io::Error) -> Problem {
    Problem::Unreadable(ReadError::from(error))
}

/// The name that stands for a path in all output. What no output may hold becomes U+FFFD, as bytes do that are not
/// UTF-8.
fn name_of(path: &Path) -> Arc<str> {
    let mut name = path.to_string_lossy();
    if !stray_tag_signs(&name).is_empty() {
        name = name.chars().map(|c| if is_tag_sign(c) { char::REPLACEMENT_CHARACTER } else { c }).collect();
    }
    if MAIN_SEPARATOR == '/' { name.into() } else { name.replace(MAIN_SEPARATOR, "/").into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        dir
    }

    fn names(dir: &Path, roots: &[&str], globs_of: &[&str]) -> (Vec<String>, usize) {
        let globs = globs(&globs_of.iter().map(|g| (*g).to_owned()).collect::<Vec<_>>()).unwrap();
        let found =
            files(&Roots { paths: roots.iter().map(|r| dir.join(r)).collect(), globs, follow: false });
        let short = |f: &SourceFile| f.name.strip_prefix(&format!("{}/", dir.display())).unwrap().to_owned();
        (found.files.iter().map(short).collect(), found.skipped)
    }

    #[test]
    fn folders_are_walked_by_rule_and_in_order_of_names() {
        let dir = scratch(&[
            "f/b.md",
            "f/a-c.md",
            "f/a/z.TXT",
            "f/.git/x.md",
            "f/_news/n.yml",
            "f/p.png",
            "f/o.json",
            "f/.keep",
        ]);
        assert_eq!(
            names(dir.path(), &["f"], &[]),
            (vec!["f/_news/n.yml".into(), "f/a/z.TXT".into(), "f/a-c.md".into(), "f/b.md".into()], 3)
        );
        assert_eq!(names(dir.path(), &["f"], &["*.json"]).0, ["f/o.json"]);
        assert_eq!(names(dir.path(), &["f"], &["_news/*"]).0, ["f/_news/n.yml"]);
    }

    #[test]
    fn a_file_reached_twice_is_read_once_and_order_does_not_matter() {
        let dir = scratch(&["f/a.md", "f/b.md", "g.bin"]);
        let both = names(dir.path(), &["f/b.md", "f", "g.bin", "f/../f/a.md"], &[]).0;
        assert_eq!(both, names(dir.path(), &["g.bin", "f/../f/a.md", "f", "f/b.md"], &[]).0);
        assert_eq!(both.len(), 3);
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_to_files_but_not_to_folders_unless_followed() {
        let dir = scratch(&["f/a.md", "other/c.md"]);
        let link = |to: &str, from: &str| std::os::unix::fs::symlink(to, dir.path().join(from)).unwrap();
        link("a.md", "f/same.md");
        link("../other/c.md", "f/c.md");
        link("../other", "f/folder.md");
        link("nowhere", "f/gone.md");
        link("..", "f/loop.md");
        let found = |follow| files(&Roots { paths: vec![dir.path().join("f")], globs: None, follow });
        let plain = found(false);
        assert_eq!(plain.files.len(), 2);
        assert_eq!(plain.diagnostics.len(), 3);
        assert!(plain.diagnostics.iter().all(|d| d.level == Level::Note));
        assert_eq!(found(true).files.len(), 2);
    }
}
