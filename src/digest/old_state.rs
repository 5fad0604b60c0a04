//! The state file of versions before the history (`--state`): read once, then written in the new form.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use super::history::{History, ReportedStory};
use super::refusal::RefusalRecord;
use crate::model::Id;

/// How such a file begins.
pub(super) const OPENING: &[u8] = b"{\"newsfeed-state\":";

/// Articles first seen longer than this before the last run and never reported are marked as seen.
const WAITED: TimeDelta = TimeDelta::days(7);

#[derive(Deserialize)]
struct OldState {
    #[serde(rename = "newsfeed-state")]
    version: u32,
    last_run: Option<DateTime<Utc>>,
    stories: Vec<OldStory>,
    articles: Vec<OldArticle>,
    #[serde(default)]
    refused: Vec<RefusalRecord>,
}

#[derive(Deserialize)]
struct OldStory {
    id: Id,
    title: String,
}

#[derive(Deserialize)]
struct OldArticle {
    keys: Vec<Id>,
    status: OldStatus,
    first_seen: DateTime<Utc>,
    story: Option<Id>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum OldStatus {
    /// In the input, and not reported.
    Seen,
    /// It joined a reported story, and was not reported.
    Added,
    /// There before the first run.
    Before,
    /// Reported.
    Told,
}

/// Converts a state into a history; `None` if its version is unknown. Articles that joined a story in the last days
/// without being reported are new.
pub(super) fn history(text: &[u8]) -> Result<Option<History>, serde_json::Error> {
    let state: OldState = serde_json::from_slice(text)?;
    if state.version != 1 {
        return Ok(None);
    }
    let Some(last_run) = state.last_run else { return Ok(Some(History::default())) };
    let headlines: HashMap<Id, String> =
        state.stories.into_iter().map(|story| (story.id, story.title)).collect();
    let since = last_run.checked_sub_signed(WAITED).unwrap_or(last_run);
    let article = |article: OldArticle| match article.status {
        OldStatus::Told => {
            let headline = |id| headlines.get(&id).cloned();
            let story = article.story.and_then(|id| Some(ReportedStory { id, headline: headline(id)? }));
            Some((article.keys, story))
        }
        OldStatus::Before => Some((article.keys, None)),
        OldStatus::Seen | OldStatus::Added => (article.first_seen < since).then_some((article.keys, None)),
    };
    let articles = state.articles.into_iter().filter(|article| !article.keys.is_empty()).filter_map(article);
    Ok(Some(History::from_parts(last_run, articles.collect(), state.refused)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_is_not_new_and_what_joined_in_silence_is() {
        let article = |key: &str, status: &str, seen: &str| {
            format!(
                r#"{{"keys":["k-00000000000000{key}"],"status":"{status}","first_seen":"{seen}","last_seen":"{seen}","story":"s-0011223344556677"}}"#
            )
        };
        let text = format!(
            r#"{{"newsfeed-state":1,"last_run":"2031-06-10T06:00:00Z","stories":[{{"id":"s-0011223344556677","title":"Ferry sails","first_told":"2031-06-01T06:00:00Z","last_told":"2031-06-01T06:00:00Z"}}],"articles":[{}],"refused":[]}}"#,
            [
                article("01", "told", "2031-06-01T06:00:00Z"),
                article("02", "added", "2031-06-09T06:00:00Z"),
                article("03", "seen", "2031-05-01T06:00:00Z"),
                article("04", "before", "2031-05-01T06:00:00Z"),
            ]
            .join(",")
        );
        assert!(text.as_bytes().starts_with(OPENING));
        let history = history(text.as_bytes()).unwrap().unwrap();
        let summary = history.summary();
        assert_eq!((summary.reported, summary.seen_before), (1, 2));
        assert_eq!(summary.stories[0].headline, "Ferry sails");
    }
}
