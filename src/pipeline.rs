//! The recipe of every command, step by step: discover files, parse documents, merge their links into articles, group
//! articles into stories, place texts. Commands choose the steps and write what comes out.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::cli::{InputArgs, RuleArgs};
use crate::dedup::{self, Judge, MergeOptions};
use crate::discover::{self, FoundFiles, Roots};
use crate::model::{
    Article, Collection, Diagnostic, Document, Mention, Overrides, ParseOptions, SourceFile, Story, TextFile,
    Vocabulary,
};
use crate::parse::{self, ParsedFiles, StringArena};
use crate::story::{self, GroupOptions, TextOptions};

/// Gets the number of files and returns a function that is called after each file.
pub type Progress<'p> = dyn Fn(usize) -> Box<dyn Fn() + Sync> + 'p;

/// The steps of a run, each timed.
pub struct Pipeline<'p> {
    input: &'p InputArgs,
    progress: &'p Progress<'p>,
    stopwatch: Stopwatch,
}

impl<'p> Pipeline<'p> {
    /// Starts the stopwatch.
    pub fn new(input: &'p InputArgs, progress: &'p Progress<'p>) -> Pipeline<'p> {
        Pipeline { input, progress, stopwatch: Stopwatch::start() }
    }

    /// Finds the files below `paths` and in the list of `--files-from`. Fails if the list cannot be read or
    /// a pattern is invalid.
    pub fn discover(&mut self, paths: &[PathBuf]) -> anyhow::Result<FoundFiles> {
        let InputArgs { threads, files_from, null, glob, follow, .. } = self.input;
        if let Some(threads) = *threads {
            // Only the first call in a process can say how many; a program has one.
            let _set = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
        }
        let mut paths = paths.to_vec();
        if let Some(list) = files_from {
            let listed = discover::listed(list, *null);
            paths.extend(listed.with_context(|| format!("cannot read the list {}", list.display()))?);
        }
        let globs = discover::globs(glob).context("--glob is not a valid pattern")?;
        let found = discover::files(&Roots { paths, globs, follow: *follow });
        self.lap("find");
        Ok(found)
    }

    /// Reads the files. Fails if the file of `--fields` is wrong.
    pub fn parse<'t>(
        &mut self,
        files: &[SourceFile],
        arena: &'t StringArena,
    ) -> anyhow::Result<ParsedFiles<'t>> {
        let options = self.parse_options()?;
        let count_file = (self.progress)(files.len());
        let parsed = parse::documents(files, &options, arena, &*count_file);
        self.lap("parse");
        Ok(parsed)
    }

    /// Reads the files and counts the fields of their headers. Fails as [`Pipeline::parse`] does.
    pub fn survey<'t>(
        &mut self,
        files: &[SourceFile],
        arena: &'t StringArena,
    ) -> anyhow::Result<(ParsedFiles<'t>, Vec<Collection>)> {
        let options = self.parse_options()?;
        let count_file = (self.progress)(files.len());
        let surveyed = parse::documents_and_fields(files, &options, arena, &*count_file);
        self.lap("parse");
        Ok(surveyed)
    }

    /// Merges and groups the links of the documents. Fails if the file of `--overrides` is wrong.
    pub fn news<'d>(
        &mut self,
        documents: &'d [Document<'d>],
        rules: &RuleArgs,
    ) -> anyhow::Result<GroupedNews<'d>> {
        let links = self.links(documents, rules)?;
        let articles = dedup::articles(&links.mentions, &links.vocabulary, &links.merging);
        self.lap("dedup");
        let RunLinks { vocabulary, grouping, merging, diagnostics, .. } = links;
        let stories = self.stories(articles, &vocabulary.for_grouping(), &grouping);
        Ok(GroupedNews { stories, overrides: merging.overrides, diagnostics })
    }

    /// The links of the documents with their words and the rules for them. Fails if the file of `--overrides` is wrong.
    pub fn links<'d>(
        &mut self,
        documents: &'d [Document<'d>],
        rules: &RuleArgs,
    ) -> anyhow::Result<RunLinks<'d>> {
        let mentions = Mention::all(documents);
        let (overrides, diagnostics) = overrides(rules, &mentions)?;
        let vocabulary = Vocabulary::new(&mentions);
        self.lap("words");
        let grouping = GroupOptions { window: rules.window.hours(), named: overrides.stories.clone() };
        let (title_threshold, without) = (rules.title_threshold, rules.without.clone());
        let merging = MergeOptions { title_threshold, overrides, without };
        Ok(RunLinks { mentions, vocabulary, merging, grouping, diagnostics })
    }

    /// Groups articles into stories.
    pub fn stories<'d>(
        &mut self,
        articles: Vec<Article<'d>>,
        vocabulary: &Vocabulary,
        grouping: &GroupOptions,
    ) -> Vec<Story<'d>> {
        let stories = story::stories(articles, vocabulary, grouping);
        self.lap("story");
        stories
    }

    /// Places each text in its story, unless `--no-texts` keeps all of them out.
    pub fn texts(&mut self, texts: Vec<TextFile>, stories: &[Story<'_>], rules: &RuleArgs) -> Vec<TextFile> {
        let texts = if rules.no_texts { texts } else { story::texts(texts, stories, text_options(rules)) };
        self.lap("texts");
        texts
    }

    /// Ends the stage that ran since the last one.
    pub fn lap(&mut self, stage: &'static str) {
        self.stopwatch.lap(stage);
    }

    /// The stages that ended, each with the time that it took.
    pub fn laps(&self) -> &[(&'static str, Duration)] {
        &self.stopwatch.laps
    }

    fn parse_options(&self) -> anyhow::Result<ParseOptions> {
        let fields = self.input.fields.as_deref().map(parse::field_paths).transpose();
        let fields = fields.map_err(|wrong| error_of_file(&wrong))?;
        Ok(ParseOptions { fields: fields.map(Arc::new), ..self.input.reading() })
    }
}

/// The links of all documents, and everything that merging and grouping need beside them.
pub struct RunLinks<'d> {
    /// In the order of [`Mention::all`].
    pub mentions: Vec<Mention<'d>>,
    /// The words of these links.
    pub vocabulary: Vocabulary,
    /// How to merge.
    pub merging: MergeOptions,
    /// How to group.
    pub grouping: GroupOptions,
    /// Problems of the overrides.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'d> RunLinks<'d> {
    /// The judge that merges these links, for asking about pairs.
    pub fn judge(&self) -> Judge<'d, '_> {
        dedup::judge(&self.mentions, &self.vocabulary, &self.merging)
    }
}

/// The stories of a run.
pub struct GroupedNews<'d> {
    /// Newest first, undated last.
    pub stories: Vec<Story<'d>>,
    /// The decisions of a person, without contradictions.
    pub overrides: Overrides,
    /// Problems of these decisions.
    pub diagnostics: Vec<Diagnostic>,
}

/// How texts are placed.
pub fn text_options(rules: &RuleArgs) -> TextOptions {
    TextOptions { threshold: rules.text_threshold }
}

/// The overrides without contradictions, and a diagnostic for each contradiction.
fn overrides(args: &RuleArgs, mentions: &[Mention<'_>]) -> anyhow::Result<(Overrides, Vec<Diagnostic>)> {
    let Some(path) = &args.overrides else { return Ok(Default::default()) };
    let mut overrides = parse::overrides(path).map_err(|wrong| error_of_file(&wrong))?;
    let diagnostics = overrides.settle(mentions);
    Ok((overrides, diagnostics))
}

/// A problem of `--fields` or `--overrides` ends the run: it would be in every result.
fn error_of_file(wrong: &Diagnostic) -> anyhow::Error {
    let place = if wrong.line > 0 {
        format!("{}:{}:{}", wrong.file, wrong.line, wrong.column)
    } else {
        wrong.file.to_string()
    };
    anyhow::anyhow!("{place}: {}: {}", wrong.problem.kind(), wrong.sentence())
}

/// Measures the stages of a run for `--timings`.
struct Stopwatch {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Stopwatch {
    fn start() -> Stopwatch {
        Stopwatch { last: Instant::now(), laps: Vec::new() }
    }

    /// Ends the present stage.
    fn lap(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.laps.push((stage, now - self.last));
        self.last = now;
    }
}
