//! The history of one digest: opened before anything is read, replaced after the digest was written or delivered.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::super::environment::ExitStatus;
use super::super::output::{self, Prepared, ensure_outputs_are_not_inputs, out_file};
use crate::address::Address;
use crate::cli::{DigestArgs, PeriodArgs};
use crate::digest::{self, DigestQuery, History, HistoryLock, HistoryMatch, RefusalRecord};
use crate::model::{Diagnostic, InputPath, Level, Problem, Shown, SourceFile, Story};
use crate::render;

/// The file of the history, links followed. Fails where it is standard input.
pub(super) fn history_file(args: &PeriodArgs) -> anyhow::Result<Option<PathBuf>> {
    let is_stream = args.history().is_some_and(|path| path.as_os_str() == "-");
    anyhow::ensure!(!is_stream, "--history needs a file, not -: newsfeed reads it again in the next run");
    Ok(args.history().map(output::resolved))
}

/// Prints what the history holds.
pub(super) fn show(path: &Path, args: &DigestArgs, out: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    anyhow::ensure!(path.exists(), "the history {} does not exist", path.display());
    let history = digest::read(path)?;
    let zone = args.news.select.tz;
    output::write(None, out, |out| render::history(&history.summary(), zone, out))?;
    Ok(ExitStatus::Done)
}

/// Takes an article or the digests of a day out of the history, so that the next run reports them again.
pub(super) fn forget(
    path: &Path,
    what: &str,
    args: &DigestArgs,
    err: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    // A lock makes a file beside the history; beside one that is not there it would be all that is left.
    anyhow::ensure!(path.exists(), "the history {} does not exist", path.display());
    let _lock = digest::lock(path, args.digest.lock_wait)?;
    let mut history = digest::read(path)?;
    let count = match (what.parse::<NaiveDate>(), Address::parse(what)) {
        (Ok(day), _) => history.forget_day(day, args.news.select.tz),
        (Err(_), Ok(address)) => history.forget_address(&address),
        (Err(_), Err(_)) => {
            anyhow::bail!("--forget takes an address like https://news.example/a or a day like 2031-06-03")
        }
    };
    anyhow::ensure!(count > 0, "nothing in the history matches {what}; --history-show prints the history");
    prepare(&history, path)?.commit()?;
    let _ = writeln!(
        err,
        "newsfeed: forgot {}; the next run reports again what is still in the input",
        render::counted(count, "article", "articles")
    );
    Ok(ExitStatus::Done)
}

/// The history of this run, if there is one; locked where it is to change.
pub(super) struct DigestRecord {
    path: Option<PathBuf>,
    is_saved: bool,
    /// The articles that earlier digests reported.
    pub(super) history: Option<History>,
    _lock: Option<HistoryLock>,
}

impl DigestRecord {
    /// Locks and reads the history. Fails where another run uses it or where it is damaged.
    pub(super) fn open(path: Option<PathBuf>, args: &PeriodArgs) -> anyhow::Result<DigestRecord> {
        let is_saved = !args.dry_run;
        let locked = path.as_deref().filter(|_| is_saved);
        let lock = locked.map(|path| digest::lock(path, args.lock_wait)).transpose()?;
        let history = path.as_deref().map(digest::read).transpose()?;
        Ok(DigestRecord { path, is_saved, history, _lock: lock })
    }

    /// Fails where the history, its lock or the output is a file that is read, or where the output is the history.
    pub(super) fn ensure_outputs_are_not_inputs(
        &self,
        files: &[SourceFile],
        args: &DigestArgs,
    ) -> anyhow::Result<()> {
        let (history, out) = (self.path.as_deref(), out_file(&args.news));
        let lock = history.map(digest::lock_file);
        ensure_outputs_are_not_inputs(files, &args.news.files(), &[out, history, lock.as_deref()])?;
        ensure_outputs_are_not_inputs(&[], &[history, lock.as_deref()], &[out])
    }

    /// The refused files, where the history remembers them.
    pub(super) fn refusals(&self, files: &[SourceFile], diagnostics: &[Diagnostic]) -> RefusedFiles {
        match self.history {
            Some(_) => RefusedFiles::new(files, diagnostics),
            None => RefusedFiles(Vec::new()),
        }
    }

    /// The problems, less the refusals that were reported before.
    pub(super) fn unreported(&self, diagnostics: &[Diagnostic], refused: &RefusedFiles) -> Vec<Diagnostic> {
        let reported = self.history.as_ref().map(History::refused).unwrap_or_default();
        let is_reported = |(_, refusal): &&(Diagnostic, RefusalRecord)| reported.contains(refusal);
        let known: BTreeSet<&Diagnostic> =
            refused.0.iter().filter(is_reported).map(|(diagnostic, _)| diagnostic).collect();
        diagnostics.iter().filter(|diagnostic| !known.contains(diagnostic)).cloned().collect()
    }

    /// The history once the stories shown are reported.
    pub(super) fn next(
        &self,
        stories: &[Story<'_>],
        matched: Option<&HistoryMatch<'_>>,
        shown: &[Shown<'_, '_>],
        query: &DigestQuery,
    ) -> Option<History> {
        let (history, matched) = self.history.as_ref().zip(matched)?;
        Some(history.after(stories, matched, shown, query))
    }

    /// Writes the next history beside the present one, which it replaces when it is committed; nothing where nothing
    /// changed or nothing is to be remembered.
    pub(super) fn prepare(&self, next: Option<&History>) -> anyhow::Result<Option<Prepared>> {
        let changed = next.filter(|next| self.history.as_ref() != Some(*next));
        let Some((next, path)) = changed.zip(self.path.as_deref().filter(|_| self.is_saved)) else {
            return Ok(None);
        };
        prepare(next, path).map(Some)
    }
}

fn prepare(history: &History, path: &Path) -> anyhow::Result<Prepared> {
    let bytes = history.to_json();
    output::prepare(path, move |out| out.write_all(&bytes))
}

/// The refused files of a run, each with what it is recognised by when it is refused again.
pub(super) struct RefusedFiles(Vec<(Diagnostic, RefusalRecord)>);

impl RefusedFiles {
    fn new(files: &[SourceFile], diagnostics: &[Diagnostic]) -> RefusedFiles {
        let is_refused = |d: &&Diagnostic| d.level == Level::Error && !matches!(d.problem, Problem::NotFound);
        let mut refused = diagnostics.iter().filter(is_refused).peekable();
        if refused.peek().is_none() {
            return RefusedFiles(Vec::new());
        }
        let path = |file: &SourceFile| match &file.place {
            InputPath::Path(path) => Some(path.clone()),
            InputPath::Stdin => None,
        };
        let paths: HashMap<&str, PathBuf> =
            files.iter().filter_map(|file| Some((&*file.name, path(file)?))).collect();
        let refusal = |d: &Diagnostic| RefusalRecord::new(d, paths.get(&*d.file).map(PathBuf::as_path));
        RefusedFiles(refused.map(|d| (d.clone(), refusal(d))).collect())
    }

    /// Adds them to a history; the refusals of files that were not looked at stay in it.
    pub(super) fn add_to(&self, history: History, files: &[SourceFile]) -> History {
        let looked_at: HashSet<&str> = files.iter().map(|file| &*file.name).collect();
        let refused = self.0.iter().map(|(_, refusal)| refusal.clone()).collect();
        history.with_refused(refused, |file| looked_at.contains(file))
    }
}
