//! Scrapers list background beside the news. A story that has no document of its own, but articles that another story's
//! document lists as related, is printed under that other story.

use std::ptr;

use chrono::{DateTime, Utc};
use foldhash::HashMap;
use rayon::prelude::*;

use crate::model::{Id, Story};

/// Scrapers list background for about a week; anything further away in time is other news.
const DAYS: f64 = 7.0;

/// Sets, for each story, the story that it stands under, if any.
pub(super) fn place(stories: &mut [Story<'_>]) {
    let headed = headed(stories);
    let spans: Vec<StorySpan> =
        stories.par_iter().map(|s| Some((s.first_published()?.at, s.last_published()?.at))).collect();
    let host_of = |story: usize| host_of(story, stories, &spans, &headed);
    let places: Vec<Option<Id>> = (0..stories.len()).into_par_iter().map(host_of).collect();
    for (story, place) in stories.iter_mut().zip(places) {
        story.under = place;
    }
}

/// The publication times of a story's first and last article.
type StorySpan = Option<(DateTime<Utc>, DateTime<Utc>)>;

/// Maps each document, by its address in memory, to the story of its head.
fn headed(stories: &[Story<'_>]) -> HashMap<usize, usize> {
    let mut headed = HashMap::default();
    for (at, story) in stories.iter().enumerate() {
        for mention in story.articles.iter().flat_map(|a| &a.mentions).filter(|m| m.is_head) {
            headed.insert(ptr::from_ref(mention.document).addr(), at);
        }
    }
    headed
}

/// Among the stories whose documents list one of its articles, returns the nearest in time; ties go to the smallest id.
fn host_of(
    index: usize,
    stories: &[Story<'_>],
    spans: &[StorySpan],
    headed: &HashMap<usize, usize>,
) -> Option<Id> {
    let story = &stories[index];
    if story.articles.iter().any(crate::model::Article::has_document) {
        return None;
    }
    let mut nearest: Option<(f64, &Id)> = None;
    for mention in story.articles.iter().flat_map(|a| &a.mentions) {
        let Some(&host) = headed.get(&ptr::from_ref(mention.document).addr()) else { continue };
        let days = days_between(spans[index], spans[host]);
        if days > DAYS {
            continue;
        }
        let candidate = (days, &stories[host].id);
        if nearest.is_none_or(|n| candidate.0.total_cmp(&n.0).then_with(|| candidate.1.cmp(n.1)).is_lt()) {
            nearest = Some(candidate);
        }
    }
    nearest.map(|(_, id)| *id)
}

/// Days between the nearest ends of two stories, 0 if they overlap. An undated story is background of any story that
/// lists it.
fn days_between(a: StorySpan, b: StorySpan) -> f64 {
    let (Some((a_first, a_last)), Some((b_first, b_last))) = (a, b) else { return 0.0 };
    let gap = (a_first - b_last).max(b_first - a_last).num_minutes().max(0);
    gap as f64 / (24.0 * 60.0)
}
