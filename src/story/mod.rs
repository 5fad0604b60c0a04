//! Articles to stories: which articles report the same event. Grouping may be more generous than merging, but
//! a story stays one event: likeness to a whole story counts, not to one member, and it fades with time.

mod cluster;
mod similarity;
mod under;

use crate::model::{Article, Id, Story};
use similarity::Space;

/// What may be set about grouping.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    /// Hours over which likeness fades to 1/e. Articles further apart than 1.7 times this never meet. On the
    /// labelled stories 30 to 72 hours do equally well.
    pub window: f64,
}

impl Default for Rules {
    fn default() -> Self {
        Rules { window: 48.0 }
    }
}

/// Groups all articles into stories, newest first, undated last, ties by id.
pub fn stories<'a>(articles: Vec<Article<'a>>, rules: &Rules) -> Vec<Story<'a>> {
    let groups = groups(&articles, *rules);
    let mut taken: Vec<Option<Article<'a>>> = articles.into_iter().map(Some).collect();
    let mut stories: Vec<Story<'a>> = groups
        .into_iter()
        .map(|members| story(members.into_iter().filter_map(|at| taken[at].take()).collect()))
        .collect();
    under::place(&mut stories);
    stories.sort_by(|a, b| {
        let newest = |s: &Story<'_>| std::cmp::Reverse(s.last_published());
        newest(a).cmp(&newest(b)).then_with(|| a.id.cmp(&b.id))
    });
    stories
}

/// Two passes over the articles: the first teaches which words tell events apart, the second groups by them.
fn groups(articles: &[Article<'_>], rules: Rules) -> Vec<Vec<usize>> {
    const LEADER: f64 = 0.20;
    const MERGE: f64 = 0.20;
    const LAST_MERGE: f64 = 0.18;
    let mut space = Space::new(articles, rules.window);
    let first = cluster::merge(&space, cluster::leader(&space, LEADER), MERGE);
    space.learn(&first);
    cluster::merge(&space, cluster::leader(&space, LEADER), LAST_MERGE)
}

/// `articles` come by time, undated last, ties by id; the first one names the story.
fn story(articles: Vec<Article<'_>>) -> Story<'_> {
    let id = Id::of_story(&articles[0].id);
    let lead = (0..articles.len()).min_by_key(|at| lead_order(&articles[*at])).unwrap_or(0);
    Story { id, lead, articles, under: None }
}

/// A document's own article speaks for the story, then the most often listed, then quality, then the earliest.
fn lead_order(article: &Article<'_>) -> impl Ord + use<> {
    (
        !article.has_document(),
        std::cmp::Reverse(article.mentions.len()),
        std::cmp::Reverse(article.link().quality),
        article.first_published().is_none(),
        article.first_published(),
        article.id.clone(),
    )
}
