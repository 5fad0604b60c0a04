//! `newsfeed explain`: why an article is what it is, why it is not merged with the nearest other, and why it
//! stands in its story. Asks the same judge as the clustering.

mod relation;
mod subject;
mod suggest;

use std::io::Write;
use std::mem;

use anyhow::bail;

use super::environment::{Environment, ExitStatus};
use super::output;
use super::problems::{merge_diagnostics, print_diagnostics};
use crate::cli::{ExplainArgs, RuleArgs};
use crate::dedup::{self, Judge};
use crate::model::{ArticleExplained, Explanation, PairExplained, Relation, Story, TextExplained, TextFile};
use crate::parse::StringArena;
use crate::pipeline::{Pipeline, RunLinks, text_options};
use crate::render::{self, ExplainOptions};
use crate::story;
use relation::{nearest, relation};
use subject::{FoundSubject, subjects};
use suggest::print_missing;

pub(super) fn run(
    args: &ExplainArgs,
    world: &Environment<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    let (subjects, paths) = subjects(args)?;
    let mut pipeline = Pipeline::new(&args.input, world.progress);
    let found = pipeline.discover(&paths)?;
    let arena = StringArena::new();
    let mut parsed = pipeline.parse(&found.files, &arena)?;
    let mut links = pipeline.links(&parsed.documents, &args.rules)?;
    let settled = mem::take(&mut links.diagnostics);
    let judge = links.judge();
    let stories = pipeline.stories(dedup::judged(&judge), &links.vocabulary, &links.grouping);
    let texts = pipeline.texts(mem::take(&mut parsed.texts), &stories, &args.rules);
    let diagnostics = merge_diagnostics([found.diagnostics, parsed.diagnostics, settled]);
    print_diagnostics(&diagnostics, &args.report, None, err);

    let mut places = Vec::new();
    for subject in &subjects {
        match subject.find(&stories, &texts) {
            Some(place) => places.push(place),
            None => return Ok(print_missing(subject, &paths, &stories, &texts, err)),
        }
    }
    let explanation = explanation(&places, &judge, &links, &stories, &args.rules)?;
    let options = ExplainOptions { json: args.json, zone: args.tz };
    output::write(None, out, |out| render::explain(&explanation, &options, out))?;
    Ok(exit_status(&explanation))
}

fn explanation<'s, 'a>(
    subjects: &[FoundSubject<'s, 'a>],
    judge: &Judge<'a, '_>,
    links: &RunLinks<'a>,
    stories: &'s [Story<'a>],
    rules: &RuleArgs,
) -> anyhow::Result<Explanation<'s, 'a>> {
    Ok(match *subjects {
        [FoundSubject::Text(text)] => Explanation::Text(text_explained(text, stories, rules)),
        [FoundSubject::Article(story, article, _)] => Explanation::Article(ArticleExplained {
            article,
            story,
            nearest: nearest(judge, stories, article),
            reason: story::reason(stories, &links.vocabulary, &article.id, &links.grouping),
        }),
        [FoundSubject::Article(story, a, mention), FoundSubject::Article(other, b, another)] => {
            Explanation::Pair(PairExplained {
                articles: [a, b],
                stories: [story.id, other.id],
                relation: relation(judge, [story, other], [a, b], [mention, another]),
            })
        }
        _ => bail!("a text cannot be compared; give the text alone, or two articles"),
    })
}

fn exit_status(explanation: &Explanation<'_, '_>) -> ExitStatus {
    match explanation {
        Explanation::Pair(PairExplained { relation: Relation::SameArticle(_), .. })
        | Explanation::Article(_)
        | Explanation::Text(_) => ExitStatus::Done,
        Explanation::Pair(PairExplained {
            relation: Relation::SameStory(_) | Relation::Different(_),
            ..
        }) => ExitStatus::Incomplete,
    }
}

/// The story of a text, or the one it is nearest to and what is missing.
fn text_explained<'s, 'a>(
    text: &'s TextFile,
    stories: &'s [Story<'a>],
    args: &RuleArgs,
) -> TextExplained<'s, 'a> {
    let is_asked = text.story.is_none() && !args.no_texts;
    let doubt = is_asked.then(|| story::doubt(text, stories, text_options(args))).flatten();
    let id = text.story.as_ref().map(|story| story.id).or(doubt.as_ref().map(|doubt| doubt.story));
    let story = stories.iter().find(|story| Some(story.id) == id);
    TextExplained { text, story, doubt }
}
