//! Stories to those not told yet. The state remembers every article by all that identifies it, and every story
//! by its articles, so that a new headline, a new member or two stories growing together tell nothing twice.
//! What it decides is here; when the file is replaced is the recipe's business.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{fmt, thread};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

mod untold;

pub use untold::{Period, Question, Recognised, Untold, Updates};

use crate::model::{Diagnostic, Id, Memory, RememberedArticle, RememberedStory};

/// The version of the file's shape.
const VERSION: u32 = 1;

/// What earlier digests told, as the file has it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct State {
    #[serde(rename = "newsfeed-state")]
    version: u32,
    /// When it was written last; none before the first run.
    last_run: Option<DateTime<Utc>>,
    stories: Vec<ToldStory>,
    articles: Vec<SeenArticle>,
    refused: Vec<Refusal>,
}

/// A story of which something was told.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct ToldStory {
    id: Id,
    title: String,
    /// Ids of stories that are this one now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    former: Vec<Id>,
    first_told: DateTime<Utc>,
    last_told: DateTime<Utc>,
}

/// An article that was in the input.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct SeenArticle {
    /// Everything that identifies it.
    keys: Vec<Id>,
    status: Status,
    /// When it got its status, where that is more than `seen`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<DateTime<Utc>>,
    first_seen: DateTime<Utc>,
    last_seen: DateTime<Utc>,
    /// The story it was told or added with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    story: Option<Id>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    published: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    provider: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
}

/// How far an article got; a later one is never undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Status {
    /// In the input, and not asked for.
    Seen,
    /// Joined a story that had been told, without being worth an update.
    Added,
    /// There before the first run.
    Before,
    /// In a digest.
    Told,
}

impl Status {
    /// Whether it is never new again.
    fn is_told(self) -> bool {
        self >= Status::Before
    }
}

/// A file that was refused, as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Refusal {
    file: String,
    digest: Id,
}

impl Refusal {
    /// Of the file as it is now. What lies beyond its first MiB is known by length only.
    pub fn of(diagnostic: &Diagnostic, path: Option<&Path>) -> Refusal {
        let mut start = Vec::new();
        let file = path.filter(|path| path.is_file()).and_then(|path| File::open(path).ok());
        let length = file.as_ref().and_then(|file| file.metadata().ok()).map(|meta| meta.len());
        let _unreadable = file.map(|file| file.take(1 << 20).read_to_end(&mut start));
        let bytes: String = start.iter().map(|&byte| char::from(byte)).collect();
        let digest = Id::name(&format!("{diagnostic}\n{length:?}\n{bytes}"));
        Refusal { file: diagnostic.file.to_string(), digest }
    }
}

/// Why there is no state.
#[derive(Debug)]
pub enum StateError {
    /// It cannot be read, or not be locked.
    Io(PathBuf, io::Error),
    /// Another run has it.
    Busy(PathBuf, u64),
    /// It is a folder, a pipe, a device.
    NoFile(PathBuf),
    /// It is some other file.
    Foreign(PathBuf),
    /// It was a state.
    Damaged(PathBuf, String),
    /// It is a state of a later version.
    Newer(PathBuf, u32),
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StateError::Io(path, _) => write!(f, "cannot use the state {}", path.display()),
            StateError::Busy(path, seconds) => {
                write!(f, "another run uses the state {}; waited {seconds} s (--lock-wait)", path.display())
            }
            StateError::NoFile(path) => write!(f, "the state {} is not a file", path.display()),
            StateError::Foreign(path) => write!(
                f,
                "{} is not a state of newsfeed; it stays as it is, give --state another file",
                path.display()
            ),
            StateError::Damaged(path, what) => write!(
                f,
                "the state {} is damaged ({what}); it stays as it is: put a copy back, or move it away to \
                 begin anew",
                path.display()
            ),
            StateError::Newer(path, version) => write!(
                f,
                "the state {} has version {version}, this newsfeed knows up to {VERSION}; it stays as it is: \
                 use the newer newsfeed",
                path.display()
            ),
        }
    }
}

impl std::error::Error for StateError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            StateError::Io(_, error) => Some(error),
            _ => None,
        }
    }
}

/// Held by the one run that may replace a state; let go of when the process ends, however it does.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Waits so many seconds for the lock of a state. The lock is a file of its own, as the state is replaced.
pub fn lock(path: &Path, seconds: u64) -> Result<Lock, StateError> {
    regular(path)?;
    let failed = |error| StateError::Io(path.to_owned(), error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let file =
        File::options().write(true).create(true).truncate(false).open(lock_file(path)).map_err(failed)?;
    let started = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock { _file: file }),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
            Err(TryLockError::WouldBlock) if started.elapsed() >= Duration::from_secs(seconds) => {
                return Err(StateError::Busy(path.to_owned(), seconds));
            }
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(50)),
        }
    }
}

/// The file that is locked in the place of a state.
pub fn lock_file(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}

/// Opening a pipe would wait for whoever writes to it.
fn regular(path: &Path) -> Result<(), StateError> {
    match fs::metadata(path) {
        Ok(meta) if !meta.is_file() => Err(StateError::NoFile(path.to_owned())),
        _ => Ok(()),
    }
}

/// Reads a state. One that does not exist is a new one.
pub fn read(path: &Path) -> Result<State, StateError> {
    regular(path)?;
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(State { version: VERSION, ..State::default() });
        }
        Err(error) => return Err(StateError::Io(path.to_owned(), error)),
    };
    match serde_json::from_slice::<State>(&text) {
        Ok(state) if state.version == VERSION => Ok(state),
        Ok(State { version, .. }) if version > VERSION => Err(StateError::Newer(path.to_owned(), version)),
        Ok(State { version, .. }) => Err(StateError::Damaged(path.to_owned(), format!("version {version}"))),
        Err(error) => Err(wrong(path, &text, &error)),
    }
}

/// What a file that is no state of this version is.
fn wrong(path: &Path, text: &[u8], error: &serde_json::Error) -> StateError {
    #[derive(Deserialize)]
    struct Head {
        #[serde(rename = "newsfeed-state")]
        version: u32,
    }
    match serde_json::from_slice::<Head>(text) {
        Ok(Head { version }) if version > VERSION => StateError::Newer(path.to_owned(), version),
        Ok(_) => StateError::Damaged(path.to_owned(), error.to_string()),
        Err(_) if text.starts_with(b"{\"newsfeed-state\":") => {
            StateError::Damaged(path.to_owned(), error.to_string())
        }
        Err(_) => StateError::Foreign(path.to_owned()),
    }
}

impl State {
    /// Whether nothing was seen yet: an empty folder makes no first run.
    pub fn is_new(&self) -> bool {
        self.articles.is_empty()
    }

    /// The refusals that were reported.
    pub fn refused(&self) -> HashSet<&Refusal> {
        self.refused.iter().collect()
    }

    /// The file's bytes.
    pub fn to_json(&self) -> Vec<u8> {
        let mut text = serde_json::to_vec(self).expect("ids, times and text are plain JSON");
        text.push(b'\n');
        text
    }

    /// With the files refused in this run. Those refused earlier stay where this run did not look at the file.
    pub fn with_refused(
        mut self,
        refused: Vec<Refusal>,
        earlier: &State,
        looked_at: &HashSet<&str>,
    ) -> State {
        let elsewhere = earlier.refused.iter().filter(|refusal| !looked_at.contains(&*refusal.file));
        self.refused = elsewhere.cloned().chain(refused).collect();
        self
    }

    /// What it remembers, for a person.
    pub fn memory(&self) -> Memory<'_> {
        let count = |status| self.articles.iter().filter(|entry| entry.status == status).count();
        let mut articles: HashMap<Id, Vec<RememberedArticle<'_>>> = HashMap::new();
        for entry in self.articles.iter().filter(|e| matches!(e.status, Status::Told | Status::Added)) {
            let article = RememberedArticle {
                added: entry.status == Status::Added,
                at: entry.at,
                provider: entry.provider.as_deref(),
                title: entry.title.as_deref(),
            };
            entry.story.into_iter().for_each(|id| articles.entry(id).or_default().push(article.clone()));
        }
        let mut stories: Vec<RememberedStory<'_>> = self
            .stories
            .iter()
            .filter_map(|story| {
                let articles = articles.remove(&story.id)?;
                let (title, former) = (story.title.as_str(), story.former.as_slice());
                Some(RememberedStory { id: story.id, title, former, last_told: story.last_told, articles })
            })
            .collect();
        stories.sort_by_key(|story| (std::cmp::Reverse(story.last_told), story.id));
        let refused = self.refused.iter().map(|refusal| refusal.file.as_str()).collect();
        Memory {
            last_run: self.last_run,
            told: count(Status::Told),
            added: count(Status::Added),
            before: count(Status::Before),
            seen: count(Status::Seen),
            refused,
            stories,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_run_at_a_time_has_a_state() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deeper/state.json");
        let held = lock(&path, 0).unwrap();
        assert!(matches!(lock(&path, 0), Err(StateError::Busy(_, 0))));
        drop(held);
        assert!(lock(&path, 0).is_ok());
    }

    #[test]
    fn a_state_reads_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        let entry = SeenArticle {
            keys: vec!["k-0011223344556677".parse().unwrap(), "n-0011223344556677".parse().unwrap()],
            status: Status::Added,
            at: DateTime::from_timestamp(1, 0),
            first_seen: DateTime::default(),
            last_seen: DateTime::default(),
            story: "s-0011223344556677".parse().ok(),
            published: None,
            provider: Some("tidepaper.example".to_owned()),
            title: Some("Ferry \u{1b}[31m sails".to_owned()),
        };
        let state = State {
            version: VERSION,
            last_run: DateTime::from_timestamp(2, 0),
            articles: vec![entry],
            ..State::default()
        };
        fs::write(&path, state.to_json()).unwrap();
        assert_eq!(read(&path).unwrap().to_json(), state.to_json());
        assert!("s-+011223344556677".parse::<Id>().is_err() && "x-0011223344556677".parse::<Id>().is_err());
    }
}
