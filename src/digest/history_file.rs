//! The file of a history: one JSON object, read as a whole and replaced as a whole. The command `digest` decides when
//! to replace it.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::history::{History, ReportedArticle, ReportedStory};
use super::old_state;
use super::refusal::RefusalRecord;
use crate::model::Id;

/// The version of the file's shape.
const VERSION: u32 = 1;

/// The file.
#[derive(Serialize, Deserialize)]
struct HistoryFile {
    #[serde(rename = "newsfeed-history")]
    version: u32,
    digests: Vec<DateTime<Utc>>,
    /// Id and headline.
    stories: Vec<(Id, String)>,
    /// Its digests in Base64, eight bytes each; then the numbers of the digest run and of the story.
    articles: Vec<(String, u32, Option<u32>)>,
    #[serde(default)]
    refused: Vec<RefusalRecord>,
}

impl History {
    /// The file's bytes.
    pub fn to_json(&self) -> Vec<u8> {
        let article = |article: &ReportedArticle| {
            let bytes: Vec<u8> = article.hashes.iter().flat_map(|hash| hash.to_be_bytes()).collect();
            (URL_SAFE_NO_PAD.encode(bytes), article.digest, article.story)
        };
        let file = HistoryFile {
            version: VERSION,
            digests: self.digests.clone(),
            stories: self.stories.iter().map(|story| (story.id, story.headline.clone())).collect(),
            articles: self.articles.iter().map(article).collect(),
            refused: self.refused.clone(),
        };
        let mut text = serde_json::to_vec(&file).expect("ids, times and text are plain JSON");
        text.push(b'\n');
        text
    }

    /// Reads the fields of a file. Fails if a field is damaged.
    fn from_file(file: HistoryFile) -> Result<History, HistoryDamage> {
        let (digests, stories) = (file.digests.len() as u32, file.stories.len() as u32);
        let article = |(hashes, digest, story): (String, u32, Option<u32>)| {
            let bytes = URL_SAFE_NO_PAD.decode(hashes).map_err(|_| HistoryDamage::NotBase64)?;
            let (hashes, rest) = bytes.as_chunks::<8>();
            if hashes.is_empty() || !rest.is_empty() {
                return Err(HistoryDamage::CutDigest);
            }
            if digest >= digests || story.is_some_and(|story| story >= stories) {
                return Err(HistoryDamage::Dangling);
            }
            let hashes = hashes.iter().map(|hash| u64::from_be_bytes(*hash)).collect();
            Ok(ReportedArticle { hashes, digest, story })
        };
        let articles: Result<Vec<ReportedArticle>, HistoryDamage> =
            file.articles.into_iter().map(article).collect();
        Ok(History {
            digests: file.digests,
            stories: file.stories.into_iter().map(|(id, headline)| ReportedStory { id, headline }).collect(),
            articles: articles?,
            refused: file.refused,
        })
    }
}

/// A reason why a history cannot be used.
#[derive(Debug, Error)]
pub enum HistoryError {
    /// The file cannot be read or locked.
    #[error("cannot use the history {}", .0.display())]
    Io(PathBuf, #[source] io::Error),
    /// Another run held the lock for so many seconds.
    #[error("another run uses the history {}; gave up after {} s (--lock-wait)", .0.display(), .1)]
    Busy(PathBuf, u64),
    /// The path is a folder, a pipe or a device.
    #[error("the history {} is not a file", .0.display())]
    NoFile(PathBuf),
    /// The file is not a history.
    #[error(
        "{} is not a newsfeed history and was left as it is; give --history another file", .0.display()
    )]
    Foreign(PathBuf),
    /// The file is a damaged history.
    #[error(
        "the history {} is damaged ({}) and was left as it is; restore a copy, or move it away to start anew",
        .0.display(), .1
    )]
    Damaged(PathBuf, HistoryDamage),
    /// A later version of newsfeed wrote the file.
    #[error(
        "the history {} has version {}, but this newsfeed reads only up to {VERSION}; it was left as it is; use a \
         newer newsfeed",
        .0.display(), .1
    )]
    Newer(PathBuf, u32),
}

/// The damage in a history.
#[derive(Debug, Error)]
pub enum HistoryDamage {
    /// The digests of an article cannot be decoded.
    #[error("a digest is not Base64")]
    NotBase64,
    /// The digests of an article are cut.
    #[error("a digest is cut")]
    CutDigest,
    /// A number refers to a digest or a story that does not exist.
    #[error("an article names a digest or a story that does not exist")]
    Dangling,
    /// The file is an old state of an unknown version.
    #[error("a state of an unknown version")]
    UnknownState,
    /// The file has an unknown version.
    #[error("version {0}")]
    UnknownVersion(u32),
    /// The file is not JSON, or its fields differ.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// The lock of the one run that may replace a history; released when the process ends, however it ends.
#[derive(Debug)]
pub struct HistoryLock {
    _file: File,
}

/// Waits so many seconds for the lock of a history. The lock is a file of its own, as the history is replaced. Fails
/// where another run has it for longer, where its folder or its file cannot be made, and where the history is no file.
pub fn lock(path: &Path, seconds: u64) -> Result<HistoryLock, HistoryError> {
    regular(path)?;
    let failed = |error| HistoryError::Io(path.to_owned(), error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let file =
        File::options().write(true).create(true).truncate(false).open(lock_file(path)).map_err(failed)?;
    let started = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(HistoryLock { _file: file }),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
            Err(TryLockError::WouldBlock) if started.elapsed() >= Duration::from_secs(seconds) => {
                return Err(HistoryError::Busy(path.to_owned(), seconds));
            }
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(50)),
        }
    }
}

/// The file that is locked in the place of a history.
pub fn lock_file(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}

/// Opening a pipe would wait for whoever writes to it.
fn regular(path: &Path) -> Result<(), HistoryError> {
    match fs::metadata(path) {
        Ok(meta) if !meta.is_file() => Err(HistoryError::NoFile(path.to_owned())),
        _ => Ok(()),
    }
}

/// Reads a history, or the state that an earlier version wrote. One that does not exist is a new one. Fails where it
/// cannot be read, is no file, is damaged, is of a later version, or is something else.
pub fn read(path: &Path) -> Result<History, HistoryError> {
    regular(path)?;
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(History::default()),
        Err(error) => return Err(HistoryError::Io(path.to_owned(), error)),
    };
    let damaged = |what: HistoryDamage| HistoryError::Damaged(path.to_owned(), what);
    if text.starts_with(old_state::OPENING) {
        return match old_state::history(&text) {
            Ok(Some(history)) => Ok(history),
            Ok(None) => Err(damaged(HistoryDamage::UnknownState)),
            Err(error) => Err(damaged(error.into())),
        };
    }
    match serde_json::from_slice::<HistoryFile>(&text) {
        Ok(file) if file.version == VERSION => History::from_file(file).map_err(damaged),
        Ok(HistoryFile { version, .. }) if version > VERSION => {
            Err(HistoryError::Newer(path.to_owned(), version))
        }
        Ok(HistoryFile { version, .. }) => Err(damaged(HistoryDamage::UnknownVersion(version))),
        Err(error) => Err(wrong(path, &text, error)),
    }
}

/// Finds out why a file is no history of this version.
fn wrong(path: &Path, text: &[u8], error: serde_json::Error) -> HistoryError {
    #[derive(Deserialize)]
    struct HistoryHead {
        #[serde(rename = "newsfeed-history")]
        version: u32,
    }
    match serde_json::from_slice::<HistoryHead>(text) {
        Ok(HistoryHead { version }) if version > VERSION => HistoryError::Newer(path.to_owned(), version),
        Ok(_) => HistoryError::Damaged(path.to_owned(), error.into()),
        Err(_) if text.starts_with(b"{\"newsfeed-history\":") => {
            HistoryError::Damaged(path.to_owned(), error.into())
        }
        Err(_) => HistoryError::Foreign(path.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Zone;

    #[test]
    fn one_run_at_a_time_has_a_history() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deeper/history.json");
        let held = lock(&path, 0).unwrap();
        assert!(matches!(lock(&path, 0), Err(HistoryError::Busy(_, 0))));
        drop(held);
        assert!(lock(&path, 0).is_ok());
    }

    fn small() -> History {
        let story = ReportedStory {
            id: "s-0011223344556677".parse().unwrap(),
            headline: "Ferry \u{1b}[31m sails".into(),
        };
        let article = |key, story| ReportedArticle { hashes: vec![key, u64::MAX], digest: 0, story };
        History {
            digests: vec![DateTime::from_timestamp(1_930_000_000, 0).unwrap()],
            stories: vec![story],
            articles: vec![article(1, Some(0)), article(2, None)],
            refused: Vec::new(),
        }
    }

    #[test]
    fn a_history_reads_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history.json");
        fs::write(&path, small().to_json()).unwrap();
        assert_eq!(read(&path).unwrap(), small());
    }

    #[test]
    fn numbers_that_lead_nowhere_are_damage() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history.json");
        let text = String::from_utf8(small().to_json()).unwrap();
        for (from, to) in [
            ("\"digests\":[\"2031", "\"digests\":[],\"x\":[\"2031"),
            (",0,0]", ",0,7]"),
            ("AAAAAAAAAAH", "AAAAAAH"),
        ] {
            assert!(text.contains(from), "{text}");
            fs::write(&path, text.replace(from, to)).unwrap();
            assert!(matches!(read(&path), Err(HistoryError::Damaged(..))), "{to}");
        }
    }

    #[test]
    fn what_is_forgotten_is_counted() {
        let mut history = small();
        let day = Zone::Utc.day(history.digests[0]);
        assert_eq!(history.forget_day(day, Zone::Utc), 1);
        assert_eq!(history.forget_day(day, Zone::Utc), 0);
        assert_eq!((history.articles.len(), history.seen_before()), (1, 1));
    }
}
