//! The field table: which names of which producers mean what to us. A header dialect that differs only in names
//! is a row here.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::yaml::Fields;

/// What a field means to us, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Excerpt,
    Published,
    Updated,
    Web,
    Original,
    Amp,
    CdnAmp,
    Provider,
    Authors,
    Topics,
    Category,
    Kind,
    Quality,
    Language,
    Image,
    Related,
}

/// Names of our fields in the files of the producers we know, the scraper's own first. Where a header has
/// several names of one field, the first row with a usable value counts; a name in other case counts last.
pub(super) const FIELDS: &[(&str, Field)] = &[
    ("title", Field::Title),
    ("headline", Field::Title),
    ("publishedDateTime", Field::Published),
    ("date", Field::Published),
    ("published", Field::Published), // Web Clipper: a date; the scraper: yes or no
    ("pubDate", Field::Published),
    ("publishDate", Field::Published),
    ("publish_date", Field::Published),
    ("publishedAt", Field::Published),
    ("published_at", Field::Published),
    ("datePublished", Field::Published),
    ("date_published", Field::Published),
    ("updated", Field::Updated),
    ("updatedDateTime", Field::Updated),
    ("lastmod", Field::Updated),  // Hugo
    ("modified", Field::Updated), // Pelican
    ("dateModified", Field::Updated),
    ("webUrl", Field::Web),
    ("url", Field::Web),
    ("link", Field::Web),
    ("source", Field::Web), // Web Clipper: an address; others: an outlet's name
    ("source_url", Field::Web),
    ("canonical_url", Field::Web),
    ("canonicalUrl", Field::Web),
    ("canonicalURL", Field::Web),
    ("originalUrl", Field::Original),
    ("ampWebUrl", Field::Amp),
    ("cdnAmpWebUrl", Field::CdnAmp),
    ("provider", Field::Provider),
    ("publisher", Field::Provider),
    ("site", Field::Provider),
    ("site_name", Field::Provider),
    ("source", Field::Provider),
    ("author", Field::Authors),
    ("authors", Field::Authors),
    ("byline", Field::Authors),
    ("topics", Field::Topics),
    ("tags", Field::Topics),
    ("categories", Field::Topics),
    ("keywords", Field::Topics),
    ("category", Field::Category),
    ("type", Field::Kind),
    ("quality", Field::Quality),
    ("language", Field::Language),
    ("lang", Field::Language),
    ("images", Field::Image),
    ("image", Field::Image),
    ("related", Field::Related),
    ("excerpt", Field::Excerpt),
    ("description", Field::Excerpt),
    ("summary", Field::Excerpt),
];

/// Names inside the values of our fields.
const INNER: &[&str] = &["name", "domain", "width", "height"];

/// YAML's old way to take over the fields of another map.
pub(super) const MERGE_KEY: &str = "<<";

/// The rows of the table that could have a name, by its length and first letter: every key of every record is
/// looked up, and most are none of ours.
static BY_SHAPE: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let mut rows = vec![Vec::new(); SHAPES];
    for (row, (name, _)) in FIELDS.iter().enumerate() {
        rows[shape(name)].push(row as u8);
    }
    rows
});
const SHAPES: usize = 32 * 32;

fn shape(name: &str) -> usize {
    let first = name.bytes().next().unwrap_or(0);
    name.len().min(31) * 32 + usize::from(first & 31)
}

/// The rows of this name in any case.
fn rows_named(name: &str) -> impl Iterator<Item = usize> {
    let rows = BY_SHAPE[shape(name)].iter().map(|row| usize::from(*row));
    rows.filter(|row| FIELDS[*row].0.eq_ignore_ascii_case(name))
}

/// Whether the reader is to keep a field of this name.
pub(super) fn wanted(name: &str) -> bool {
    is_ours(name) || INNER.iter().any(|known| known.eq_ignore_ascii_case(name)) || name == MERGE_KEY
}

/// Whether a field means something to us at this path (`related[].provider.name`).
pub(super) fn is_read(path: &str) -> bool {
    let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
    match parent {
        "" | "related[]" => is_ours(name),
        _ => {
            let outer = parent.strip_prefix("related[].").unwrap_or(parent).trim_end_matches("[]");
            let inner = INNER.contains(&name) || matches!(name, "url" | "title" | "authors");
            is_ours(outer) && inner && !(outer.starts_with("image") && name == "title")
        }
    }
}

/// Whether a name is one of ours at the top of a header, not only inside a value.
pub(super) fn is_ours(name: &str) -> bool {
    rows_named(name).next().is_some()
}

/// Which fields of a record are which of ours.
pub(super) struct Rows {
    /// By row of the table: the field of that name, or of that name in other case.
    found: Vec<(u8, Match, u32)>,
}

/// How a name is in the table; the exact one counts first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    Exact,
    OtherCase,
}

impl Rows {
    /// Looks each name up in the table.
    pub(super) fn of(fields: &Fields<'_>) -> Rows {
        let mut found: Vec<(u8, Match, u32)> = Vec::with_capacity(fields.len() + 1);
        for (at, (name, _)) in fields.iter().enumerate() {
            for row in rows_named(name) {
                let how = if FIELDS[row].0 == name { Match::Exact } else { Match::OtherCase };
                found.push((row as u8, how, at as u32));
            }
        }
        // Of several fields for one row the exact one counts, else the first.
        found.sort_unstable();
        found.dedup_by_key(|(row, ..)| *row);
        found.sort_unstable_by_key(|(row, how, _)| (*how, *row));
        Rows { found }
    }

    /// The fields that are this one of ours, the most telling name first.
    pub(super) fn of_field(&self, field: Field) -> impl Iterator<Item = usize> {
        self.found
            .iter()
            .filter(move |(row, ..)| FIELDS[usize::from(*row)].1 == field)
            .map(|(.., at)| *at as usize)
    }
}

/// A field of ours that a record gives twice under the same name.
pub(super) fn given_twice<'f>(fields: &'f Fields<'_>) -> Option<&'f str> {
    // A record has a dozen names: looking back is quicker than hashing, up to where it is not.
    const FEW: usize = 32;
    if fields.len() <= FEW {
        let before = |at: usize| fields[..at].iter().any(|(name, _)| *name == fields[at].0);
        return (0..fields.len()).find(|&at| before(at) && is_ours(&fields[at].0)).map(|at| &*fields[at].0);
    }
    let mut seen = HashSet::new();
    fields.iter().map(|(name, _)| &**name).find(|name| is_ours(name) && !seen.insert(*name))
}
