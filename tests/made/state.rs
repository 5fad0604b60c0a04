//! What holds of a state, whatever its bytes, and of a digest that is made twice.

use chrono::{DateTime, TimeDelta};
use newsfeed::model::Mention;
use newsfeed::parse::Store;
use newsfeed::select::{self, Filter};
use newsfeed::state::{self, Period, Question, State, StateError, Updates};

use super::file::with_file;
use super::{Dice, documents, stories};

/// Takes the bytes for a state, and for the news that a state is asked about.
pub fn holds(bytes: &[u8]) {
    let state = with_file(bytes, |path| state::read(&path));
    match state {
        Ok(state) => {
            let written = state.to_json();
            let again = with_file(&written, |path| state::read(&path)).expect("a state reads back");
            assert_eq!(again.to_json(), written);
            assert_eq!(state.memory().seen, again.memory().seen);
            told_once(bytes, &state);
        }
        Err(StateError::Foreign(_) | StateError::Damaged(..) | StateError::Newer(..)) => {}
        Err(other) => panic!("a file that is there is read: {other:?}"),
    }
}

/// What was told is not told again, and nothing that was told is forgotten.
pub fn told_once(bytes: &[u8], state: &State) {
    let kept = Store::new();
    let documents = documents(&mut Dice::new(bytes), &kept);
    let now = DateTime::from_timestamp(1_930_600_000, 0).expect("a time");
    let question = Question {
        now,
        zone: "UTC".parse().expect("a zone"),
        period: Period::SinceLastRun,
        updates: Updates::Due,
    };
    let (first, next) = digest(&documents, state, &question);
    let read = with_file(&next.to_json(), |path| state::read(&path)).expect("a state reads back");
    let (second, after) = digest(&documents, &read, &question);
    assert_eq!(second, 0, "told again: {first} before");
    assert_eq!(after.memory().told, next.memory().told);
    assert_eq!(after.to_json(), next.to_json(), "a second run at the same time changes nothing");
}

/// How many articles are told, and the state after it.
fn digest(documents: &[newsfeed::model::Document<'_>], state: &State, question: &Question) -> (usize, State) {
    let mentions = Mention::all(documents);
    let mut stories = stories(&mentions);
    let recognised = state.recognise(&mut stories);
    let asked = select::select(&stories, &Filter::default());
    let untold = recognised.untold(&stories, asked, question);
    let shown = untold.stories.clone();
    let told = shown.iter().map(|shown| shown.articles.len()).sum();
    let next = recognised.after(&stories, &shown, &untold, question, TimeDelta::days(90));
    (told, next)
}
