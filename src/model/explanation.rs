//! The findings of `explain` as data; `render` writes the sentences.

use super::{Article, Id, Mention, Rule, Story, TextDoubt, TextFile};

/// The findings about one subject.
#[derive(Debug)]
pub enum Explanation<'s, 'a> {
    /// One article.
    Article(ArticleExplained<'s, 'a>),
    /// A file without a header.
    Text(TextExplained<'s, 'a>),
    /// Two articles, or one twice.
    Pair(PairExplained<'s, 'a>),
}

/// A text, and the story it belongs to or is nearest to.
#[derive(Debug)]
pub struct TextExplained<'s, 'a> {
    /// The text.
    pub text: &'s TextFile,
    /// That story.
    pub story: Option<&'s Story<'a>>,
    /// Why the text is not in that story; `None` if it is.
    pub doubt: Option<TextDoubt>,
}

/// An article, the nearest other article, and why it is in its story.
#[derive(Debug)]
pub struct ArticleExplained<'s, 'a> {
    /// The article.
    pub article: &'s Article<'a>,
    /// Its story.
    pub story: &'s Story<'a>,
    /// The most similar mention of another article, and why the two are separate.
    pub nearest: Option<(Mention<'a>, String)>,
    /// Why it is in its story; `None` if it is alone.
    pub reason: Option<Reason>,
}

/// The evidence for an article's place in its story.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The words it shares with the other articles, most important first.
    pub words: Vec<String>,
    /// Its similarity to the other articles together, 0 to 1.
    pub similarity: f64,
    /// Hours between it and the mean time of the others.
    pub hours: Option<f64>,
}

/// The relation of two addresses.
#[derive(Debug)]
pub struct PairExplained<'s, 'a> {
    /// The article of each.
    pub articles: [&'s Article<'a>; 2],
    /// The story of each.
    pub stories: [Id; 2],
    /// The relation.
    pub relation: Relation,
}

/// The relation of two pieces.
#[derive(Debug, Clone, PartialEq)]
pub enum Relation {
    /// One article, with the joins between the two mentions, in order.
    SameArticle(Vec<(Rule, String)>),
    /// Two articles of one story, and why they are separate.
    SameStory(String),
    /// Articles of different stories, and why they are separate.
    Different(String),
}
