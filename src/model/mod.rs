//! The nouns of all stages. A document is one header as read, a mention is one link at its place, an article is the
//! mentions of the same piece, a story is the articles on one event.

pub mod article;
pub mod contract;
pub mod diagnostic;
pub mod document;
pub mod explanation;
pub mod field;
pub mod history_summary;
pub mod id;
pub mod overrides;
pub mod prefetch;
pub mod problem;
mod published;
pub mod source;
pub mod story;
pub mod title;
pub mod title_furniture;
pub mod vocabulary;
pub mod zone;

pub use article::{Article, Evidence, Mention, MentionIdx, Rule};
pub use diagnostic::{Consequence, Diagnostic, Level};
pub use document::{
    Document, Image, Link, Provider, Role, TextDate, TextDoubt, TextEntity, TextFile, TextStory, TextTime,
    TitleSource,
};
pub use explanation::{ArticleExplained, Explanation, PairExplained, Reason, Relation, TextExplained};
pub use field::{Collection, FieldSeen, ValueKind};
pub use history_summary::{HistorySummary, SummarizedStory};
pub use id::Id;
pub use overrides::{OverrideEntry, Overrides};
pub use problem::Problem;
pub use published::{DatePrecision, DateSource, Published};
pub use source::{FieldPaths, FieldRow, HeaderParser, InputPath, Limits, ParseOptions, SourceFile};
pub use story::{ReportStatus, Section, Shown, Story, StoryReport, Update, host_indexes, hosts};
pub use vocabulary::Vocabulary;
pub use zone::Zone;
