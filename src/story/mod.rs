//! Articles to stories: finds the articles that report the same event. Grouping may be more generous than merging, but
//! a story stays one event: similarity is measured against the whole story, not one member, and decays with time.

mod agglomerate;
mod background;
mod cluster_stats;
mod leader;
mod members;
#[cfg(test)]
mod shortcut_tests;
mod story_reason;
mod terms;
mod text_files;
mod undated;
mod vector_space;

use std::collections::HashSet;

use rayon::prelude::*;

use crate::model::{Article, Id, OverrideEntry, Reason, Story, Vocabulary};
use crate::text::mojibake::is_garbled;
use agglomerate::agglomerate;
use leader::leader;
use members::{ArticleIdx, Members};
use vector_space::VectorSpace;

pub use text_files::{TextOptions, doubt, texts};

/// Settings of grouping.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupOptions {
    /// The time in hours in which similarity decays to 1/e. Articles further apart than 1.75 times this are never
    /// compared. On the labelled stories 30 to 72 hours do equally well.
    pub window: f64,
    /// Stories from the overrides, each with its name.
    pub named: Vec<(String, OverrideEntry)>,
}

impl Default for GroupOptions {
    fn default() -> Self {
        GroupOptions { window: 48.0, named: Vec::new() }
    }
}

/// Groups all articles into stories, newest first, undated last, ties by id. `articles` are in order of time, undated
/// last.
pub fn stories<'a>(
    articles: Vec<Article<'a>>,
    vocabulary: &Vocabulary,
    rules: &GroupOptions,
) -> Vec<Story<'a>> {
    let Grouping { groups, space } = Grouping::new(&articles.iter().collect::<Vec<_>>(), vocabulary, rules);
    // The stories need the memory.
    drop(space);
    let mut left: Vec<Option<Article<'a>>> = articles.into_iter().map(Some).collect();
    let members = |group: Group| {
        let mut articles = Vec::with_capacity(group.members.len());
        articles.extend(group.members.into_iter().filter_map(|article| left[article].take()));
        (articles, group.name)
    };
    let articles: Vec<_> = groups.into_iter().map(members).collect();
    let mut stories: Vec<Story<'a>> =
        articles.into_par_iter().map(|(articles, name)| story(articles, name)).collect();
    background::place(&mut stories);
    stories.par_sort_by_cached_key(|story| (std::cmp::Reverse(story.last_published()), story.id));
    stories
}

/// Explains why an article is in its story: what it shares with the story's other articles. `None` if it is alone.
pub fn reason(
    stories: &[Story<'_>],
    vocabulary: &Vocabulary,
    article: &Id,
    rules: &GroupOptions,
) -> Option<Reason> {
    let mut articles: Vec<&Article<'_>> = stories.iter().flat_map(|story| &story.articles).collect();
    articles.sort_by_key(|article| article.order());
    let grouping = Grouping::new(&articles, vocabulary, rules);
    let index = ArticleIdx::new(articles.iter().position(|a| a.id == *article)?);
    let group = grouping.groups.iter().find(|group| group.members.contains(&index))?;
    let others: Vec<ArticleIdx> = group.members.iter().copied().filter(|other| *other != index).collect();
    (!others.is_empty()).then(|| {
        let dated = &others[..others.partition_point(|other| other.index() < grouping.space.len())];
        let mut reason = if index.index() < grouping.space.len() && !dated.is_empty() {
            story_reason::reason(&grouping.space, index, dated)
        } else {
            undated::reason(&articles, vocabulary, index, &others)
        };
        reason.words = terms::unstemmed(articles[index], vocabulary, &reason.words);
        reason
    })
}

/// The groups of articles, and the vector space they were found in.
struct Grouping {
    space: VectorSpace,
    groups: Vec<Group>,
}

/// Articles of one story.
struct Group {
    members: Members,
    name: Option<String>,
}

impl Grouping {
    /// Two passes over the dated articles: the first learns which words distinguish events, the second groups by these
    /// words. Undated articles come last.
    fn new(articles: &[&Article<'_>], vocabulary: &Vocabulary, rules: &GroupOptions) -> Grouping {
        const LEADER: f64 = 0.20;
        const MERGE: f64 = 0.20;
        const LAST_MERGE: f64 = 0.18;
        let mut space = VectorSpace::new(articles, vocabulary, rules.window);
        let first = agglomerate(&space, leader(&space, LEADER), MERGE);
        space.learn(&first);
        let mut groups = agglomerate(&space, leader(&space, LEADER), LAST_MERGE);
        undated::join(&mut groups, articles, vocabulary);
        let groups = groups.into_iter().map(|members| Group { members, name: None }).collect();
        Grouping { space, groups: with_named(groups, articles, &rules.named) }
    }
}

/// Moves the articles of the overrides' stories out of the other groups.
fn with_named(
    mut groups: Vec<Group>,
    articles: &[&Article<'_>],
    named: &[(String, OverrideEntry)],
) -> Vec<Group> {
    let mut taken: HashSet<ArticleIdx> = HashSet::new();
    for (name, decision) in named {
        let wanted = |article: &Article<'_>| article.mentions.iter().any(|mention| decision.matches(mention));
        // An article that an earlier override put into a story stays there.
        let members: Members = ArticleIdx::first(articles.len())
            .filter(|article| !taken.contains(article) && wanted(articles[*article]))
            .collect();
        let chosen: HashSet<ArticleIdx> = members.iter().copied().collect();
        taken.extend(&chosen);
        for group in &mut groups {
            group.members.retain(|article| !chosen.contains(article));
        }
        groups.push(Group { members, name: Some(name.clone()) });
    }
    groups.retain(|group| !group.members.is_empty());
    groups
}

/// Builds a story. `articles` are in order of time, undated last, ties by id; the first one gives the story its id.
fn story(articles: Vec<Article<'_>>, name: Option<String>) -> Story<'_> {
    let id = Id::story(articles[0].id);
    let lead = match articles[..] {
        [_] => 0,
        _ => (0..articles.len()).min_by_key(|at| lead_order(&articles[*at])).unwrap_or(0),
    };
    Story { id, name, lead, articles, under: None }
}

/// Orders articles by how well they represent the story, best first: with a readable title, with a document of its own,
/// most often listed, highest quality, earliest.
fn lead_order(article: &Article<'_>) -> impl Ord + use<> {
    (
        article.link().title.is_some_and(is_garbled),
        !article.has_document(),
        std::cmp::Reverse(article.mentions.len()),
        std::cmp::Reverse(article.link().quality),
        article.order(),
    )
}
