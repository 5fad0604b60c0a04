//! Stories to what is new in them. Over successive runs with one history every article of the selection is reported
//! exactly once: what is not in the history is new, it is reported, and then it is in the history.
//!
//! `history` finds the articles of a run again, `history_file` reads and writes it, `novelty` decides what is new and
//! where it stands.

mod history;
mod history_file;
mod novelty;
mod old_state;

pub use history::{History, HistoryMatch};
pub use history_file::{HistoryError, HistoryLock, Refusal, lock, lock_file, read};
pub use novelty::{DigestQuery, FirstRun, Period, Updates, brief_beyond, unreported};
