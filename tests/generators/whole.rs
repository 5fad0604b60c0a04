//! The whole pipeline: from the bytes of files to the stories and all formats.

use newsfeed::dedup;
use newsfeed::model::contract::{RunSummary, ShownCount};
use newsfeed::model::{InputPath, Level, Mention, ParseOptions, SourceFile, Vocabulary};
use newsfeed::parse::{self, StringArena};
use newsfeed::render::{Edition, Feed, RenderOptions};
use newsfeed::select::{self, Filter};
use newsfeed::story;

use super::file::with_file;
use super::formats::{every_format, json, problems};

/// File names. The extension decides how some files are read.
const NAMES: [&str; 8] = [
    "a.md",
    "2031-04-01-a.yaml",
    "a.html",
    "a.txt",
    "a.json",
    "a.jsonl",
    "_posts/2031-04-01-a/index.md",
    "-",
];

/// The numbers of documents, texts and mentions in some files.
#[derive(Debug, Default)]
pub struct Read {
    pub documents: usize,
    pub texts: usize,
    pub mentions: usize,
}

/// Makes a file from the bytes; the first byte chooses its name and the output options.
pub fn holds(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let name = NAMES[usize::from(first % 8)];
    let look =
        RenderOptions { width: 20 + usize::from(first >> 3) * 4, flat: first & 8 == 0, ..plain_look() };
    with_file(bytes, |path| {
        let file = SourceFile { name: name.into(), place: InputPath::Path(path) };
        all_the_way(&[file], Written::EveryFormat, &look);
    });
}

/// The default options of output.
pub fn plain_look() -> RenderOptions {
    super::formats::look(&mut super::ByteSource::new(&[60]))
}

/// The formats to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    EveryFormat,
    /// JSON, which has everything that was read.
    Json,
}

/// Reads files, merges, groups, places texts, and writes the result. Checks that no mention is lost, and that no format
/// has content that its reader would obey.
pub fn all_the_way(files: &[SourceFile], written: Written, look: &RenderOptions) -> Read {
    let store = StringArena::new();
    let parsed = parse::documents(files, &ParseOptions::default(), &store, &|| {});
    assert!(parsed.files >= files.len(), "{} files of {}", parsed.files, files.len());
    assert!(
        parsed.documents.len() + parsed.texts.len() <= parsed.files,
        "{} documents and {} texts in {} files",
        parsed.documents.len(),
        parsed.texts.len(),
        parsed.files
    );
    let mentions = Mention::all(&parsed.documents);
    let links: usize = parsed.documents.iter().map(|document| document.links().count()).sum();
    assert_eq!(mentions.len(), links, "a mention for each link");
    let vocabulary = Vocabulary::new(&mentions);
    let articles = dedup::articles(&mentions, &vocabulary, &dedup::MergeOptions::default());
    let vocabulary = vocabulary.for_grouping();
    let stories = story::stories(articles, &vocabulary, &story::GroupOptions::default());
    let texts = story::texts(parsed.texts, &stories, story::TextOptions { threshold: 0.6 });
    let mut diagnostics = parsed.diagnostics;
    diagnostics.sort();
    let shown = select::select(&stories, &Filter::default());
    let articles = stories.iter().map(|story| story.articles.len()).sum();
    let summary = RunSummary {
        files: parsed.files,
        documents: parsed.documents.len(),
        texts: texts.len(),
        warnings: diagnostics.iter().filter(|d| d.level == Level::Warning).count(),
        mentions: mentions.len(),
        articles,
        stories: stories.len(),
        shown: ShownCount { stories: shown.len(), articles },
        ..RunSummary::default()
    };
    let read = Read { documents: parsed.documents.len(), texts: texts.len(), mentions: mentions.len() };
    let texts = texts.iter().collect();
    let feed =
        Feed { edition: Edition::default(), stories: shown, texts, diagnostics: &diagnostics, summary };
    match written {
        Written::EveryFormat => every_format(&feed, look, mentions.len()),
        Written::Json => assert_eq!(json(&feed, look, mentions.len()), articles),
    }
    problems(&diagnostics);
    read
}
