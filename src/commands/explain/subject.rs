//! The subjects of `explain`: how they are typed, and where they are in the input.

use std::path::PathBuf;

use anyhow::bail;

use crate::address::{Address, IdentityKey};
use crate::cli::ExplainArgs;
use crate::model::overrides::is_at;
use crate::model::{Article, Id, Mention, Role, Story, TextFile};

/// A subject of `explain`.
pub(super) enum Subject {
    Address(Address<'static>),
    Id(String),
    Title(String),
    File(String),
    /// An argument that is none of these and not a path: a headline, or an address without its scheme.
    Stray(String),
}

/// Where a subject was found; for an article also the mention that was meant.
#[derive(Clone, Copy)]
pub(super) enum FoundSubject<'s, 'a> {
    Article(&'s Story<'a>, &'s Article<'a>, usize),
    Text(&'s TextFile),
}

/// Addresses and ids among the arguments are subjects, the rest are paths; without any subject, the last path.
pub(super) fn subjects(args: &ExplainArgs) -> anyhow::Result<(Vec<Subject>, Vec<PathBuf>)> {
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
    pub(super) fn find<'s, 'a>(
        &self,
        stories: &'s [Story<'a>],
        texts: &'s [TextFile],
    ) -> Option<FoundSubject<'s, 'a>> {
        let text = texts.iter().find(|text| match self {
            Subject::File(file) => is_path_of(file, &text.file),
            Subject::Id(id) => Id::text(&text.file).to_string() == *id,
            Subject::Address(_) | Subject::Title(_) | Subject::Stray(_) => false,
        });
        if let Some(text) = text {
            return Some(FoundSubject::Text(text));
        }
        let exact = find_first(stories, |story, article, mention| self.is(story, article, mention));
        exact.or_else(|| find_first(stories, |_, _, mention| self.is_alike(mention)))
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

    pub(super) fn name(&self) -> &str {
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

fn find_first<'s, 'a>(
    stories: &'s [Story<'a>],
    is: impl Fn(&Story<'a>, &Article<'a>, &Mention<'a>) -> bool,
) -> Option<FoundSubject<'s, 'a>> {
    stories.iter().find_map(|story| {
        story.articles.iter().find_map(|article| {
            let at = article.mentions.iter().position(|mention| is(story, article, mention))?;
            Some(FoundSubject::Article(story, article, at))
        })
    })
}
