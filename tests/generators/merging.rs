//! The properties of merging and grouping over a few documents.

use std::collections::BTreeSet;

use newsfeed::model::{Document, Id, Mention, Story};
use newsfeed::parse::StringArena;

use super::{ByteSource, documents, stories};

pub fn holds(bytes: &[u8]) {
    let kept = StringArena::new();
    let documents = documents(&mut ByteSource::new(bytes), &kept);
    let mentions = Mention::all(&documents);
    let found = stories(&mentions);

    // Every mention is in exactly one article, every article is in exactly one story, and no id occurs twice.
    let mut expected: Vec<String> = mentions.iter().map(place).collect();
    let articles = || found.iter().flat_map(|story| &story.articles);
    let mut there: Vec<String> = articles().flat_map(|article| &article.mentions).map(place).collect();
    expected.sort();
    there.sort();
    assert_eq!(there, expected);
    let ids: BTreeSet<Id> = articles().map(|article| article.id).collect();
    assert_eq!(ids.len(), articles().count(), "two articles have one id");
    let story_ids: BTreeSet<Id> = found.iter().map(|story| story.id).collect();
    assert_eq!(story_ids.len(), found.len(), "two stories have one id");

    // Every join has evidence.
    for article in articles() {
        assert_eq!(article.merged_by.len(), article.mentions.len() - 1);
        for evidence in &article.merged_by {
            let (a, b) = evidence.mentions;
            assert!(a < b && b < article.mentions.len());
            assert!(
                !evidence.detail.is_empty() && evidence.score > 0.0 && evidence.score <= 1.0,
                "{evidence:?}"
            );
        }
    }

    // A story that others stand under exists and stands under no other itself.
    for story in &found {
        assert!(!story.articles.is_empty() && story.lead < story.articles.len());
        let Some(under) = story.under else { continue };
        let host =
            found.iter().find(|host| host.id == under).expect("a story stands under one that is there");
        assert!(host.under.is_none() && host.id != story.id);
    }

    // The order of the input does not change the result.
    let turned: Vec<Document<'_>> = documents.iter().rev().cloned().collect();
    let mentions = Mention::all(&turned);
    assert_eq!(shape(&found), shape(&stories(&mentions)));
}

fn place(mention: &Mention<'_>) -> String {
    format!("{:?}", mention.place())
}

type Shape = Vec<(Id, Option<Id>, Vec<(Id, Vec<String>, String)>)>;

fn shape(stories: &[Story<'_>]) -> Shape {
    let articles = |story: &Story<'_>| {
        let one = |article: &newsfeed::model::Article<'_>| {
            let mentions = article.mentions.iter().map(place).collect();
            (article.id, mentions, format!("{:?}", article.merged_by))
        };
        story.articles.iter().map(one).collect()
    };
    stories.iter().map(|story| (story.id, story.under, articles(story))).collect()
}
