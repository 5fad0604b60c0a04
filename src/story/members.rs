//! Indexes of articles and stories during grouping.

use smallvec::SmallVec;

use crate::text::typed_index;

typed_index! {
    /// A position among the articles, in order of time, undated last.
    ArticleIdx
}

typed_index! {
    /// A position among the stories, during grouping and after it.
    StoryIdx
}

/// The sorted articles of one story. Most stories have one article and need no allocation.
pub(super) type Members = SmallVec<[ArticleIdx; 2]>;

/// For each of `articles` articles, the story it is in; the first story if it is in none.
pub(super) fn story_of_each(stories: &[Members], articles: usize) -> Vec<StoryIdx> {
    let mut story_of = vec![StoryIdx::new(0); articles];
    for (story, members) in StoryIdx::first(stories.len()).zip(stories) {
        for &article in members {
            story_of[article] = story;
        }
    }
    story_of
}
