//! Selects the new articles of stories. Over successive runs with one history, every article of the selection is
//! reported exactly once: an article that is not in the history is new, is reported, and is then in the history.
//!
//! `history` recognises the articles of a run, `history_file` reads and writes the file, `novelty` decides which
//! articles are new and where they stand.

mod history;
mod history_file;
mod novelty;
mod old_state;
mod query;
mod refusal;

pub use history::{History, HistoryMatch};
pub use history_file::{HistoryError, HistoryLock, lock, lock_file, read};
pub use novelty::{brief_beyond, unreported};
pub use query::{DigestQuery, FirstRun, FullUpdates, Period};
pub use refusal::RefusalRecord;
