//! What `explain` found out about a piece, as data: the sentences are made by `render`.

use super::{Article, Id, Mention, Rule, Story, TextDoubt, TextFile};

/// Everything there is to say about one subject.
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
    /// Why it is not in that story, where it is not.
    pub doubt: Option<TextDoubt>,
}

/// An article, the nearest one that it is not, and why it stands in its story.
#[derive(Debug)]
pub struct ArticleExplained<'s, 'a> {
    /// The article.
    pub article: &'s Article<'a>,
    /// Its story.
    pub story: &'s Story<'a>,
    /// The most alike mention of another article, and why the two are not one.
    pub nearest: Option<(Mention<'a>, String)>,
    /// Why it stands in its story; `None` where it stands alone.
    pub reason: Option<Reason>,
}

/// What brings an article into its story.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The words it shares with the others, by what they bring.
    pub words: Vec<String>,
    /// Similarity to the others together, 0 to 1.
    pub similarity: f64,
    /// Hours from the middle of the others.
    pub hours: Option<f64>,
}

/// Whether two addresses are of one piece.
#[derive(Debug)]
pub struct PairExplained<'s, 'a> {
    /// The article of each.
    pub articles: [&'s Article<'a>; 2],
    /// The story of each.
    pub stories: [Id; 2],
    /// What they are.
    pub relation: Relation,
}

/// What two pieces are to each other.
#[derive(Debug, Clone, PartialEq)]
pub enum Relation {
    /// One article; the joins between the two mentions, in order.
    SameArticle(Vec<(Rule, String)>),
    /// Two articles on one event, and why they are two.
    SameStory(String),
    /// Neither, and why.
    Different(String),
}
