//! `newsfeed explain`: why an article is what it is, why it is not merged with the nearest other, and why it
//! stands in its story. Asks the same judge as the clustering.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::io::Write;
use std::mem;
use std::path::PathBuf;

use anyhow::bail;

use super::{
    Environment, ExitStatus, find, grouping, merging, news, output, overrides, placed, report, text_rules,
};
use crate::address::{Address, IdentityKey};
use crate::cli::{ExplainArgs, RuleArgs};
use crate::dedup::{self, Judge};
use crate::model::overrides::is_at;
use crate::model::{
    Article, ArticleExplained, Explanation, Mention, MentionIdx, PairExplained, Relation, Role, Story,
    TextExplained, TextFile, Vocabulary,
};
use crate::render::{self, ExplainLook, Terminal};
use crate::text::tokenize::words;
use crate::{parse, story};

pub(super) fn run(
    args: &ExplainArgs,
    world: &Environment<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    let (subjects, paths) = subjects(args)?;
    let found = find(&paths, &args.input)?;
    let store = parse::StringArena::new();
    let count_file = (world.progress)(found.files.len());
    let mut parsed = parse::documents(&found.files, &super::reading(&args.input)?, &store, &*count_file);
    let mentions = Mention::all(&parsed.documents);
    let (overrides, settled) = overrides(&args.rules, &mentions)?;
    let vocabulary = Vocabulary::new(&mentions);
    let judge = dedup::judge(&mentions, &vocabulary, &merging(&args.rules, &overrides));
    let rules = grouping(&args.rules, &overrides);
    let stories = story::stories(dedup::judged(&judge), &vocabulary, &rules);
    parsed.texts = placed(mem::take(&mut parsed.texts), &stories, &args.rules);
    report(&news::all([found.diagnostics, parsed.diagnostics, settled]), &args.report, None, err);

    let mut places: Vec<Found<'_, '_>> = Vec::new();
    for subject in &subjects {
        match subject.find(&stories, &parsed.texts) {
            Some(found) => places.push(found),
            None => return Ok(missing(subject, &paths, &stories, &parsed.texts, err)),
        }
    }
    let explanation = match places[..] {
        [Found::Text(text)] => Explanation::Text(text_explained(text, &stories, &args.rules)),
        [Found::Article(story, article, _)] => Explanation::Article(ArticleExplained {
            article,
            story,
            nearest: nearest(&judge, &stories, article),
            reason: story::reason(&stories, &vocabulary, &article.id, &rules),
        }),
        [Found::Article(story, a, mention), Found::Article(other, b, another)] => {
            Explanation::Pair(PairExplained {
                articles: [a, b],
                stories: [story.id, other.id],
                relation: relation(&judge, [story, other], [a, b], [mention, another]),
            })
        }
        _ => bail!("a text is explained alone; give one subject, or two articles"),
    };
    let look = ExplainLook { json: args.json, zone: args.tz };
    output::write(None, out, |out| render::explain(&explanation, &look, out))?;
    Ok(match &explanation {
        Explanation::Pair(PairExplained {
            relation: Relation::SameStory(_) | Relation::Different(_),
            ..
        }) => ExitStatus::Incomplete,
        _ => ExitStatus::Done,
    })
}

/// The story of a text, or the one it is nearest to and what is missing.
fn text_explained<'s, 'a>(
    text: &'s TextFile,
    stories: &'s [Story<'a>],
    args: &RuleArgs,
) -> TextExplained<'s, 'a> {
    let is_asked = text.story.is_none() && !args.no_texts;
    let doubt = is_asked.then(|| story::doubt(text, stories, text_rules(args))).flatten();
    let id = text.story.as_ref().map(|story| story.id).or(doubt.as_ref().map(|doubt| doubt.story));
    let story = stories.iter().find(|story| Some(story.id) == id);
    TextExplained { text, story, doubt }
}

/// What is asked about.
enum Subject {
    Address(Address<'static>),
    Id(String),
    Title(String),
    File(String),
    /// An argument that is none of these and not a path: a headline, or an address without its scheme.
    Stray(String),
}

/// Where a subject was found; for an article also the mention that was meant.
#[derive(Clone, Copy)]
enum Found<'s, 'a> {
    Article(&'s Story<'a>, &'s Article<'a>, usize),
    Text(&'s TextFile),
}

/// Addresses and ids among the arguments are subjects, the rest are paths; without any subject, the last path.
fn subjects(args: &ExplainArgs) -> anyhow::Result<(Vec<Subject>, Vec<PathBuf>)> {
    let mut subjects = Vec::new();
    let mut paths = Vec::new();
    for path in &args.input.paths {
        match path.to_str().and_then(subject) {
            Some(subject) => subjects.push(subject),
            None => paths.push(path.clone()),
        }
    }
    subjects.extend(args.title.iter().cloned().map(Subject::Title));
    if subjects.is_empty() {
        let is_there = |path: &PathBuf| path.exists() || path.as_os_str() == "-";
        let (there, absent): (Vec<PathBuf>, Vec<PathBuf>) = paths.iter().cloned().partition(is_there);
        if !absent.is_empty() && !there.is_empty() {
            // A headline without quotation marks comes as several words.
            let stray: Vec<_> = absent.iter().map(|path| path.to_string_lossy()).collect();
            subjects.push(Subject::Stray(stray.join(" ")));
            paths = there;
        }
    }
    let more = paths.len() > 1 || args.input.files_from.is_some();
    if subjects.is_empty()
        && more
        && let Some(last) = paths.last()
    {
        subjects.push(Subject::File(last.to_string_lossy().into_owned()));
    }
    match (subjects.len(), paths.is_empty() && args.input.files_from.is_none()) {
        (1..=2, false) => Ok((subjects, paths)),
        (0, _) => bail!("nothing to explain; give an address, an id, --title or a file after the paths"),
        (_, true) => bail!("nothing to search; give files or folders before the address"),
        _ => bail!("at most two subjects can be compared"),
    }
}

fn subject(text: &str) -> Option<Subject> {
    let id = text.split_once('-').filter(|(kind, hex)| matches!(*kind, "a" | "s" | "t") && hex.len() == 16);
    if id.is_some_and(|(_, hex)| hex.bytes().all(|b| b.is_ascii_hexdigit())) {
        return Some(Subject::Id(text.to_owned()));
    }
    let address = text.starts_with("http://") || text.starts_with("https://");
    address.then(|| Address::parse(text).ok().map(Subject::Address)).flatten()
}

impl Subject {
    fn find<'s, 'a>(&self, stories: &'s [Story<'a>], texts: &'s [TextFile]) -> Option<Found<'s, 'a>> {
        let text = texts.iter().find(|text| match self {
            Subject::File(file) => is_path_of(file, &text.file),
            Subject::Id(id) => crate::model::Id::text(&text.file).to_string() == *id,
            Subject::Address(_) | Subject::Title(_) | Subject::Stray(_) => false,
        });
        if let Some(text) = text {
            return Some(Found::Text(text));
        }
        let exact = first(stories, |story, article, mention| self.is(story, article, mention));
        exact.or_else(|| first(stories, |_, _, mention| self.is_alike(mention)))
    }

    fn is(&self, story: &Story<'_>, article: &Article<'_>, mention: &Mention<'_>) -> bool {
        match self {
            Subject::Address(address) => is_at(mention, address),
            Subject::Id(id) => {
                article.id.to_string() == *id
                    || (story.id.to_string() == *id && article.id == story.lead().id)
            }
            Subject::Title(title) => mention
                .link
                .title
                .as_ref()
                .is_some_and(|own| own.to_lowercase() == title.trim().to_lowercase()),
            Subject::File(file) => {
                is_path_of(file, &mention.document.file) && mention.link.role == Role::Head
            }
            Subject::Stray(_) => false,
        }
    }

    /// The same id under another slug: what a person copied may be the page's address of today.
    fn is_alike(&self, mention: &Mention<'_>) -> bool {
        let Subject::Address(address) = self else { return false };
        let keys: Vec<IdentityKey<'_>> = address.keys().collect();
        mention.link.addresses().flat_map(Address::keys).any(|key| keys.contains(&key))
    }

    fn name(&self) -> &str {
        match self {
            Subject::Address(address) => address.shown(),
            Subject::Id(text) | Subject::Title(text) | Subject::File(text) | Subject::Stray(text) => text,
        }
    }
}

/// Whether a path as typed is that of a file, which may have been found in `.`.
fn is_path_of(path: &str, file: &str) -> bool {
    path.strip_prefix("./").unwrap_or(path) == file.strip_prefix("./").unwrap_or(file)
}

/// Says that a subject is not there, and what to type for what it might mean.
fn missing(
    subject: &Subject,
    paths: &[PathBuf],
    stories: &[Story<'_>],
    texts: &[TextFile],
    err: &mut dyn Write,
) -> ExitStatus {
    let commands = commands(subject, paths, stories, texts);
    let what = match commands.len() {
        0 => "",
        1 => "; type:",
        _ => "; type one of:",
    };
    // A closed stderr must not cost the exit status.
    let is = match subject {
        Subject::Stray(_) => "is not a path, an id or a full address (https://…)",
        _ => "is not in the input",
    };
    let _ = writeln!(err, "newsfeed: {} {is}{what}", Terminal::new(subject.name()));
    for command in commands {
        let _ = writeln!(err, "  {}", Terminal::new(&command));
    }
    ExitStatus::Failed
}

/// The commands for what an argument might mean: a file that stands before the folder, an address without its scheme, the
/// headlines most like it.
fn commands(subject: &Subject, paths: &[PathBuf], stories: &[Story<'_>], texts: &[TextFile]) -> Vec<String> {
    let quoted =
        |paths: &[PathBuf]| paths.iter().map(|path| quoted(&path.to_string_lossy())).collect::<Vec<_>>();
    let command = |arguments: Vec<String>| format!("newsfeed explain {}", arguments.join(" "));
    let text = match subject {
        Subject::File(_) => {
            let is_file = |path: &&PathBuf| {
                Subject::File(path.to_string_lossy().into_owned()).find(stories, texts).is_some()
            };
            let Some(at) = paths.iter().position(|path| is_file(&path)) else { return Vec::new() };
            let mut paths = paths.to_vec();
            let file = paths.remove(at);
            paths.push(file);
            return vec![command(quoted(&paths))];
        }
        Subject::Stray(text) | Subject::Title(text) => text,
        Subject::Address(_) | Subject::Id(_) => return Vec::new(),
    };
    let address = Address::parse(&format!("https://{text}")).ok().map(Subject::Address);
    let found = address.and_then(|address| address.find(stories, texts));
    let like = match found {
        Some(Found::Article(_, article, _)) => vec![article],
        _ => titled_like(text, stories),
    };
    like.into_iter()
        .map(|article| {
            let link = article.link();
            let name =
                link.address.as_ref().map_or(article.id.to_string(), |address| address.shown().to_owned());
            let mut arguments = quoted(paths);
            arguments.push(self::quoted(&name));
            format!("{}    # {}", command(arguments), link.headline())
        })
        .collect()
}

/// The articles with this headline, else those whose headlines have at least half of the words, the most alike first.
fn titled_like<'s, 'a>(text: &str, stories: &'s [Story<'a>]) -> Vec<&'s Article<'a>> {
    const MOST: usize = 3;
    let asked: HashSet<String> = words(text).into_iter().collect();
    let likeness = |article: &Article<'_>| {
        let of = |title: &str| {
            let words: HashSet<String> = words(title).into_iter().collect();
            let shared = asked.intersection(&words).count();
            (shared * 2 >= asked.len().max(1)).then(|| (words == asked, shared, Reverse(words.len())))
        };
        article.mentions.iter().filter_map(|mention| mention.link.title).filter_map(of).max()
    };
    let articles = stories.iter().flat_map(|story| &story.articles);
    let mut like: Vec<_> = articles.filter_map(|article| Some((likeness(article)?, article))).collect();
    like.sort_by_key(|(likeness, article)| (Reverse(*likeness), article.id));
    let is_exact = like.first().is_some_and(|((is_exact, ..), _)| *is_exact);
    like.retain(|((exact, ..), _)| *exact == is_exact);
    like.into_iter().take(MOST).map(|(_, article)| article).collect()
}

/// As a shell takes it for one word.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./:=@%+,-".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn first<'s, 'a>(
    stories: &'s [Story<'a>],
    is: impl Fn(&Story<'a>, &Article<'a>, &Mention<'a>) -> bool,
) -> Option<Found<'s, 'a>> {
    stories.iter().find_map(|story| {
        story.articles.iter().find_map(|article| {
            let at = article.mentions.iter().position(|mention| is(story, article, mention))?;
            Some(Found::Article(story, article, at))
        })
    })
}

/// The judge's indexes of the mentions of an article.
fn indexes(article: &Article<'_>) -> Vec<MentionIdx> {
    article.mentions.iter().map(|mention| mention.index).collect()
}

fn nearest<'a>(
    judge: &Judge<'a, '_>,
    stories: &[Story<'a>],
    article: &Article<'a>,
) -> Option<(Mention<'a>, String)> {
    let members = indexes(article);
    let (own, other) = judge.nearest(&members)?;
    let home = |a: &&Article<'a>| a.mentions.iter().any(|m| m.place() == judge.mentions()[other].place());
    let theirs = stories.iter().flat_map(|s| &s.articles).find(home).map_or(vec![other], indexes);
    Some((judge.mentions()[other], judge.why_apart(&members, &theirs, (own, other))))
}

fn relation(
    judge: &Judge<'_, '_>,
    stories: [&Story<'_>; 2],
    articles: [&Article<'_>; 2],
    mentions: [usize; 2],
) -> Relation {
    let [a, b] = articles;
    if a.id == b.id {
        let joins = a.joins_between(mentions[0], mentions[1]);
        return Relation::SameArticle(joins.into_iter().map(|e| (e.rule, e.detail.clone())).collect());
    }
    let (x, y) = (indexes(a), indexes(b));
    let why = judge.why_apart(&x, &y, (x[mentions[0]], y[mentions[1]]));
    if stories[0].id == stories[1].id { Relation::SameStory(why) } else { Relation::Different(why) }
}
