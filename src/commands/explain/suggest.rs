//! The message for a subject that is not in the input, with the commands that may have been meant.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::io::Write;
use std::path::PathBuf;

use super::super::environment::ExitStatus;
use super::super::shell::shell_word;
use super::subject::{FoundSubject, Subject};
use crate::address::Address;
use crate::model::{Article, Story, TextFile};
use crate::render::Terminal;
use crate::text::tokenize::words;

/// Says that a subject is not there, and what to type for what it might mean.
pub(super) fn print_missing(
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
            return vec![command(shell_words(&paths))];
        }
        Subject::Stray(text) | Subject::Title(text) => text,
        Subject::Address(_) | Subject::Id(_) => return Vec::new(),
    };
    let address = Address::parse(&format!("https://{text}")).ok().map(Subject::Address);
    let found = address.and_then(|address| address.find(stories, texts));
    let like = match found {
        Some(FoundSubject::Article(_, article, _)) => vec![article],
        _ => titled_like(text, stories),
    };
    like.into_iter()
        .map(|article| {
            let link = article.link();
            let name =
                link.address.as_ref().map_or(article.id.to_string(), |address| address.shown().to_owned());
            let mut arguments = shell_words(paths);
            arguments.push(shell_word(&name));
            format!("{}    # {}", command(arguments), link.headline())
        })
        .collect()
}

fn shell_words(paths: &[PathBuf]) -> Vec<String> {
    paths.iter().map(|path| shell_word(&path.to_string_lossy())).collect()
}

/// The articles with this headline, else those whose headlines have at least half of the words, the most alike first.
fn titled_like<'s, 'a>(text: &str, stories: &'s [Story<'a>]) -> Vec<&'s Article<'a>> {
    const MOST: usize = 3;
    let asked: HashSet<String> = words(text).into_iter().collect();
    let likeness = |article: &Article<'_>| {
        let shared_with = |title: &str| {
            let words: HashSet<String> = words(title).into_iter().collect();
            let shared = asked.intersection(&words).count();
            (shared * 2 >= asked.len().max(1)).then(|| (words == asked, shared, Reverse(words.len())))
        };
        article.mentions.iter().filter_map(|mention| mention.link.title).filter_map(shared_with).max()
    };
    let articles = stories.iter().flat_map(|story| &story.articles);
    let mut like: Vec<_> = articles.filter_map(|article| Some((likeness(article)?, article))).collect();
    like.sort_by_key(|(likeness, article)| (Reverse(*likeness), article.id));
    let is_exact = like.first().is_some_and(|((is_exact, ..), _)| *is_exact);
    like.retain(|((exact, ..), _)| *exact == is_exact);
    like.into_iter().take(MOST).map(|(_, article)| article).collect()
}
