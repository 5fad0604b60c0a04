//! Articles and stories by index while stories are made.

use smallvec::SmallVec;

use crate::text::typed_index;

typed_index! {
    /// A position among the articles, by time, undated last.
    ArticleIdx
}

typed_index! {
    /// A position among the stories that are being made.
    StoryIdx
}

/// Articles of one story, in order. Most are alone, and take no memory of their own.
pub(super) type Members = SmallVec<[ArticleIdx; 2]>;

/// For each of so many articles the story it is in; the first story for those in none.
pub(super) fn story_of_each(stories: &[Members], articles: usize) -> Vec<StoryIdx> {
    let mut story_of = vec![StoryIdx::new(0); articles];
    for (story, members) in StoryIdx::first(stories.len()).zip(stories) {
        for &article in members {
            story_of[article] = story;
        }
    }
    story_of
}
