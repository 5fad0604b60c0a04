//! A file for `--fields`, guessed from the names and values that a corpus has. It is a draft for a person: every line
//! says how often its path was seen, and what is read anyway is only a comment.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::check::CheckReport;
use super::counted;
use super::safe::Terminal;
use crate::model::ValueKind;

/// A field of ours, what its values are, and what names hint at it, best first; an empty one hints at any name.
struct FieldHint {
    word: &'static str,
    kinds: &'static [ValueKind],
    names: &'static [&'static str],
    /// Characters of its longest text.
    longest: usize,
}

use ValueKind::{Address, Date, List, Map, Number, Text};

const HINTS: [FieldHint; 12] = [
    hint("title", &[Text], &["title", "headline", "heading", "subject", "label", "name"], 400),
    hint("url", &[Address], &["url", "link", "permalink", "href", "address", "uri", "source", ""], 0),
    hint("published", &[Date], &["publi", "posted", "issued", "date", "time", "created", "when"], 0),
    hint("updated", &[Date], &["updat", "modif", "changed", "edited", "revised"], 0),
    hint(
        "excerpt",
        &[Text],
        &["excerpt", "descr", "summary", "teaser", "abstract", "standfirst", "dek", "lead", "intro"],
        20_000,
    ),
    hint("provider", &[Text, Map], &["provider", "publisher", "outlet", "publication", "site", "brand"], 200),
    hint("authors", &[Text, List, Map], &["author", "byline", "writer", "reporter", "creator"], 400),
    hint("topics", &[List, Text], &["topic", "tag", "categor", "keyword", "section", "subject"], 400),
    hint("type", &[Text], &["type", "kind", "format"], 60),
    hint("quality", &[Number], &["quality", "score", "rating", "rank"], 0),
    hint("language", &[Text], &["lang", "locale"], 20),
    hint("image", &[Address, List, Map], &["image", "img", "thumb", "cover", "picture", "photo"], 0),
];

const fn hint(
    word: &'static str,
    kinds: &'static [ValueKind],
    names: &'static [&'static str],
    longest: usize,
) -> FieldHint {
    FieldHint { word, kinds, names, longest }
}

/// Names that hint at a list of links.
const RELATED: [&str; 6] = ["related", "see_also", "also", "similar", "links", "more"];

/// What all collections say of one path.
#[derive(Default)]
struct PathStats {
    headers: usize,
    values: usize,
    kinds: BTreeMap<ValueKind, usize>,
    longest: usize,
    read: bool,
}

impl PathStats {
    /// Whether half of its values or more are of these kinds.
    fn is(&self, kinds: &[ValueKind]) -> bool {
        let empty = self.kinds.get(&ValueKind::Empty).copied().unwrap_or(0);
        let fit: usize = kinds.iter().filter_map(|kind| self.kinds.get(kind)).sum();
        fit > 0 && fit * 2 >= self.values - empty
    }
}

/// Writes the draft. Fails where `out` does.
pub fn suggest(report: &CheckReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let headers: usize = report.collections.iter().map(|collection| collection.headers).sum();
    let mut paths: BTreeMap<&str, PathStats> = BTreeMap::new();
    for field in report.collections.iter().flat_map(|collection| &collection.fields) {
        let seen = paths.entry(&field.path).or_default();
        seen.headers += field.files;
        seen.values += field.seen;
        seen.longest = seen.longest.max(field.lengths.map_or(0, |(_, long)| long));
        seen.read |= field.read;
        for (kind, count) in &field.kinds {
            *seen.kinds.entry(*kind).or_default() += count;
        }
    }
    writeln!(
        out,
        "# Guessed from {}; check it, then run: newsfeed ingest PATH --fields FILE",
        counted(headers, "header", "headers")
    )?;
    for hint in &HINTS {
        if let Some((path, seen)) = best(hint, "", &paths) {
            line(hint.word, path, seen, headers, out)?;
        }
    }
    let Some((list, seen)) = best_list(&paths) else { return Ok(()) };
    line("related", list, seen, headers, out)?;
    let below = format!("{list}[].");
    for hint in &HINTS {
        if let Some((path, seen)) = best(hint, &below, &paths) {
            let word = format!("related.{}", hint.word);
            line(&word, &path[below.len()..], seen, headers, out)?;
        }
    }
    Ok(())
}

/// The path that is most likely this field: by how many headers have it, in quarters of them; then by its name, then
/// the shortest.
fn best<'p>(
    hint: &FieldHint,
    below: &str,
    paths: &'p BTreeMap<&'p str, PathStats>,
) -> Option<(&'p str, &'p PathStats)> {
    let most = paths.values().map(|seen| seen.headers).max().unwrap_or(1).max(1);
    let fits = |path: &str, seen: &PathStats| {
        let inside = path.strip_prefix(below).filter(|rest| !rest.contains("[]"))?;
        let rank = rank(inside, hint.names)?;
        let short = hint.longest == 0 || seen.longest <= hint.longest;
        (short && seen.is(hint.kinds)).then_some((
            std::cmp::Reverse(seen.headers * 4 / most),
            rank,
            path.len(),
        ))
    };
    let ranked = paths.iter().filter_map(|(path, seen)| Some((fits(path, seen)?, *path, seen)));
    ranked.min_by_key(|(rank, path, _)| (*rank, *path)).map(|(_, path, seen)| (path, seen))
}

/// How well a path's last name fits: the place of the hint, after names that are the hint itself.
fn rank(path: &str, names: &[&str]) -> Option<usize> {
    let name = path.rsplit('.').next().unwrap_or(path).to_lowercase();
    // `image.url` is an image's address, and `author.name` no title.
    let outer = path.rsplit_once('.').map_or("", |(outer, _)| outer).to_lowercase();
    if ["image", "img", "author", "provider", "publisher", "logo", "avatar"]
        .iter()
        .any(|part| outer.contains(part))
    {
        return None;
    }
    let is_picture = ["image", "img", "thumb", "icon", "avatar"].iter().any(|part| name.contains(part));
    if is_picture && !names.contains(&"image") {
        return None;
    }
    let exact = names.iter().position(|hint| name == *hint);
    let within = names.iter().position(|hint| name.contains(hint)).map(|at| at + names.len());
    exact.or(within)
}

/// The list that is most likely the related links: of maps that hold addresses.
fn best_list<'p>(paths: &'p BTreeMap<&'p str, PathStats>) -> Option<(&'p str, &'p PathStats)> {
    let url = &HINTS[1];
    let fits = |(path, seen): (&&'p str, &'p PathStats)| {
        let entries = best(url, &format!("{path}[]."), paths).is_some();
        let rank = rank(path, &RELATED).or((!path.contains("image")).then_some(99))?;
        (entries && seen.is(&[List]) && !path.contains("[]")).then_some(((rank, path.len()), *path, seen))
    };
    paths
        .iter()
        .filter_map(fits)
        .min_by_key(|(rank, path, _)| (*rank, *path))
        .map(|(_, path, seen)| (path, seen))
}

fn line(word: &str, path: &str, seen: &PathStats, headers: usize, out: &mut dyn Write) -> io::Result<()> {
    let plain = path.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let path = if plain { path.to_owned() } else { format!("'{}'", path.replace('\'', "''")) };
    let kind = seen.kinds.iter().max_by_key(|(kind, count)| (**count, std::cmp::Reverse(**kind)));
    let kind = kind.map_or("", |(kind, _)| kind.token());
    let mark = if seen.read { "# " } else { "" };
    let entry = format!("{mark}{word}: {}", Terminal::new(&path));
    let known = if seen.read { ", read by default" } else { "" };
    writeln!(out, "{entry:<40}  # {kind} in {} of {headers}{known}", seen.headers)
}
