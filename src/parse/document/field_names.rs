//! The table of field names, by producer. A dialect that differs only in names is a row here.

use std::collections::HashSet;
use std::sync::LazyLock;

use memchr::memchr3;
use smallvec::SmallVec;

use crate::parse::tree::{Fields, KnownNames, ValuePath};

/// A field of newsfeed, whatever its name in the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Title,
    Excerpt,
    Published,
    Updated,
    Web,
    /// A path on the producer's own site: no address, but it may begin with a day.
    Path,
    Original,
    Amp,
    CdnAmp,
    Provider,
    Authors,
    Topics,
    Taxonomies,
    Category,
    Kind,
    Quality,
    Language,
    Image,
    Related,
}

/// Names of our fields in the files of the producers we know, the scraper's own first. Where a header has
/// several names of one field, the first row with a usable value counts; a name in other spelling (`Source URL` for
/// `source_url`) counts last.
pub(crate) const FIELDS: &[(&str, Field)] = &[
    ("full-title", Field::Title), // Readwise in Logseq, whose `title` is the name of the note
    ("title", Field::Title),
    ("headline", Field::Title),
    ("full title", Field::Title),     // Readwise
    ("resolved_title", Field::Title), // Pocket
    ("given_title", Field::Title),
    ("name", Field::Title), // the scraper's profiles and communities
    ("publishedDateTime", Field::Published),
    ("date", Field::Published),
    ("dateTimePub", Field::Published), // Event Registry, which has a day in `date`
    ("published", Field::Published),   // Web Clipper: a date; the scraper: yes or no
    ("pubDate", Field::Published),
    ("publishDate", Field::Published),
    ("publish_date", Field::Published),
    ("publishedAt", Field::Published),
    ("published_at", Field::Published),
    ("datePublished", Field::Published),
    ("date_published", Field::Published),
    ("published_date", Field::Published), // Readwise Reader
    ("publication_date", Field::Published),
    ("updated", Field::Updated),
    ("updatedDateTime", Field::Updated),
    ("lastmod", Field::Updated),  // Hugo
    ("modified", Field::Updated), // Pelican
    ("dateModified", Field::Updated),
    ("date_modified", Field::Updated),    // JSON Feed
    ("last_modified_at", Field::Updated), // Jekyll
    ("updated_at", Field::Updated),
    ("updatedAt", Field::Updated),
    ("webUrl", Field::Web),
    ("url", Field::Web),
    ("link", Field::Web),
    ("source", Field::Web), // Web Clipper: an address; others: an outlet's name
    ("source_url", Field::Web),
    ("canonical_url", Field::Web),
    ("canonicalUrl", Field::Web),
    ("canonicalURL", Field::Web),
    ("resolved_url", Field::Web), // Pocket
    ("given_url", Field::Web),
    ("external_url", Field::Web), // JSON Feed, Jekyll link posts
    ("permalink", Field::Web),    // an address, or a path on the producer's own site
    ("path", Field::Path),        // Zola
    ("originalUrl", Field::Original),
    ("ampWebUrl", Field::Amp),
    ("cdnAmpWebUrl", Field::CdnAmp),
    ("provider", Field::Provider),
    ("publisher", Field::Provider),
    ("site", Field::Provider),
    ("site_name", Field::Provider),
    ("siteName", Field::Provider),
    ("publication", Field::Provider),
    ("source", Field::Provider),
    ("affiliation", Field::Provider), // profiles
    ("author", Field::Authors),
    ("authors", Field::Authors),
    ("byline", Field::Authors),
    ("topics", Field::Topics),
    ("tags", Field::Topics),
    ("categories", Field::Topics),
    ("keywords", Field::Topics),
    ("document tags", Field::Topics),  // Readwise
    ("taxonomies", Field::Taxonomies), // Zola, Hugo
    ("category", Field::Category),
    ("type", Field::Kind),
    ("quality", Field::Quality),
    ("language", Field::Language),
    ("lang", Field::Language),
    ("images", Field::Image),
    ("image", Field::Image),
    ("cover", Field::Image), // Raindrop
    ("urlToImage", Field::Image),
    ("related", Field::Related),
    ("excerpt", Field::Excerpt),
    ("description", Field::Excerpt),
    ("summary", Field::Excerpt),
    ("bio", Field::Excerpt), // profiles
];

impl Field {
    /// Our word for the field, as in the JSON and in a file of `--fields`.
    pub(crate) fn word(self, place: &ValuePath<'_>) -> &'static str {
        let (head, related) = match self {
            Field::Title => ("title", "related.title"),
            Field::Excerpt => ("excerpt", "related.excerpt"),
            Field::Published => ("published", "related.published"),
            Field::Updated => ("updated", "related.updated"),
            Field::Web => ("url", "related.url"),
            Field::Provider => ("provider", "related.provider"),
            Field::Authors => ("authors", "related.authors"),
            Field::Topics => ("topics", "related.topics"),
            Field::Category => ("category", "related.category"),
            Field::Kind => ("type", "related.type"),
            Field::Quality => ("quality", "related.quality"),
            Field::Language => ("language", "related.language"),
            Field::Image => ("image", "related.image"),
            Field::Related => ("related", "related.related"),
            Field::Path | Field::Original | Field::Amp | Field::CdnAmp | Field::Taxonomies => ("", ""),
        };
        if matches!(place, ValuePath::Root) { head } else { related }
    }
}

/// The words of a file of `--fields`; each may have `related.` before it.
pub(crate) const WORDS: [&str; 13] = [
    "title",
    "url",
    "published",
    "updated",
    "excerpt",
    "provider",
    "authors",
    "topics",
    "type",
    "quality",
    "language",
    "image",
    "related",
];

/// Names inside the values of our fields.
const INNER: &[&str] = &["name", "domain", "width", "height"];

/// YAML's old way to take over the fields of another map.
pub(crate) const MERGE_KEY: &str = "<<";

/// The names that readers keep.
pub(crate) const KNOWN: KnownNames = KnownNames { wanted, known: wanted, ours: is_ours, prose: is_prose };

/// The same, but to keep every field: a person names the paths.
pub(crate) const ALL_FIELDS: KnownNames = KnownNames { wanted: |_| true, ..KNOWN };

/// The rows of the table that could have exactly a name, by its length and first letter: every key of every record is
/// looked up, and most are none of ours.
static BY_SHAPE: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let mut rows = vec![Vec::new(); SHAPES];
    for (row, (name, _)) in FIELDS.iter().enumerate() {
        rows[shape(name, name.len())].push(row as u8);
    }
    rows
});

/// The rows that could have a name in other spelling, by its length without separators. Of rows that differ in
/// spelling only, the first stands for all.
static BY_LETTERS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let mut rows = vec![Vec::new(); SHAPES];
    for (row, (name, field)) in FIELDS.iter().enumerate() {
        let is_again = |(other, of): &(&str, Field)| of == field && is_same_name(other, name);
        if !FIELDS[..row].iter().any(is_again) {
            rows[shape(name, letters(name).count())].push(row as u8);
        }
    }
    rows
});
const SHAPES: usize = 32 * 32;

fn shape(name: &str, length: usize) -> usize {
    let first = name.bytes().next().unwrap_or(0);
    length.min(31) * 32 + usize::from(first & 31)
}

/// The bytes of a name in lower case, without what separates its words.
fn letters(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().filter(|byte| !is_separator(*byte)).map(|byte| byte.to_ascii_lowercase())
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b'-' | b'_' | b' ')
}

/// Whether two names are one but for case, hyphens, underscores and blanks: `sourceUrl`, `source-url`, `Source URL`.
/// A name that begins with a separator (`_title`) is another one.
fn is_same_name(a: &str, b: &str) -> bool {
    let first = |name: &str| name.bytes().next().map(|byte| byte.to_ascii_lowercase());
    first(a) == first(b) && letters(a).eq(letters(b))
}

/// The rows of this name: those that have it exactly, else those that have it in another spelling.
fn rows_named(name: &str) -> (NameMatch, impl Iterator<Item = usize>) {
    let exact = &BY_SHAPE[shape(name, name.len())];
    let is_exact = exact.iter().any(|row| FIELDS[usize::from(*row)].0 == name);
    let (how, rows) = if is_exact {
        (NameMatch::Exact, exact)
    } else {
        // Most names have no separator, and are as long as their letters are many.
        let is_plain = memchr3(b'-', b'_', b' ', name.as_bytes()).is_none();
        let length = if is_plain { name.len() } else { letters(name).count() };
        (NameMatch::OtherSpelling, &BY_LETTERS[shape(name, length)])
    };
    let rows = rows.iter().map(|row| usize::from(*row));
    let is_named = move |row: &usize| match how {
        NameMatch::Exact => FIELDS[*row].0 == name,
        NameMatch::OtherSpelling => is_same_name(FIELDS[*row].0, name),
    };
    (how, rows.filter(is_named))
}

/// Whether a field stays in the file, whoever asks for it.
pub(crate) fn is_never_read(name: &str) -> bool {
    matches!(name, "secured" | "featuredContent")
}

/// Whether the reader is to keep a field of this name.
pub(crate) fn wanted(name: &str) -> bool {
    is_ours(name) || is_inner(name) || name == MERGE_KEY
}

/// Whether a name is one inside the values of our fields.
pub(crate) fn is_inner(name: &str) -> bool {
    INNER.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether a field means something to us at this path (`related[].provider.name`).
pub(crate) fn is_read(path: &str) -> bool {
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
pub(crate) fn is_ours(name: &str) -> bool {
    rows_named(name).1.next().is_some()
}

/// Whether a field of this name is a title or an excerpt: running text, in which any sign may stand.
pub(crate) fn is_prose(name: &str) -> bool {
    rows_named(name).1.any(|row| matches!(FIELDS[row].1, Field::Title | Field::Excerpt))
}

/// Whether a name says that a header is an article's: every page of a site may have a permalink.
pub(crate) fn is_telling(name: &str) -> bool {
    const ANY_PAGE: [&str; 7] = ["path", "permalink", "taxonomies", "cover", "name", "bio", "affiliation"];
    is_ours(name) && !ANY_PAGE.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether only an article has a field of this name: pages of all sorts have days, tags, authors and descriptions.
pub(crate) fn tells_an_article(name: &str) -> bool {
    let tells = |field: Field| match field {
        Field::Title | Field::Web | Field::Original | Field::Amp | Field::CdnAmp => true,
        Field::Provider | Field::Quality | Field::Related => true,
        Field::Path | Field::Excerpt | Field::Published | Field::Updated => false,
        Field::Authors | Field::Topics => false,
        Field::Taxonomies | Field::Category | Field::Kind | Field::Language | Field::Image => false,
    };
    is_telling(name) && rows_named(name).1.any(|row| tells(FIELDS[row].1))
}

/// The fields of a record by their meaning.
pub(crate) struct OurFields {
    /// By row of the table: the field of that name, or of that name in other spelling.
    found: SmallVec<[(u8, NameMatch, u32); 16]>,
}

/// The match of a name with the table. An exact match takes precedence.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum NameMatch {
    Exact,
    OtherSpelling,
}

impl OurFields {
    /// Looks each name up in the table.
    pub(crate) fn new(fields: &Fields<'_>) -> OurFields {
        let mut found = SmallVec::<[(u8, NameMatch, u32); 16]>::new();
        for (at, (name, _)) in fields.iter().enumerate() {
            let (how, rows) = rows_named(name);
            found.extend(rows.map(|row| (row as u8, how, at as u32)));
        }
        // Of several fields for one row the exact one counts, else the first.
        found.sort_unstable();
        found.dedup_by_key(|(row, ..)| *row);
        found.sort_unstable_by_key(|(row, how, _)| (*how, *row));
        OurFields { found }
    }

    /// The fields that are this one of ours, the most telling name first.
    pub(crate) fn of_field(&self, field: Field) -> impl Iterator<Item = usize> {
        self.found
            .iter()
            .filter(move |(row, ..)| FIELDS[usize::from(*row)].1 == field)
            .map(|(.., at)| *at as usize)
    }
}

/// A field of ours that a record gives twice under the same name.
pub(crate) fn given_twice<'f>(fields: &'f Fields<'_>) -> Option<&'f str> {
    // A record has a dozen names: looking back is quicker than hashing, up to where it is not.
    const FEW: usize = 32;
    if fields.len() <= FEW {
        let before = |at: usize| fields[..at].iter().any(|(name, _)| *name == fields[at].0);
        return (0..fields.len()).find(|&at| before(at) && is_ours(&fields[at].0)).map(|at| &*fields[at].0);
    }
    let mut seen = HashSet::new();
    fields.iter().map(|(name, _)| &**name).find(|name| is_ours(name) && !seen.insert(*name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::tree::Node;

    #[test]
    fn every_name_of_the_tables_is_wanted_in_any_case() {
        for name in FIELDS.iter().map(|(name, _)| *name).chain(INNER.iter().copied()) {
            for name in [name.to_owned(), name.to_uppercase(), name.to_lowercase()] {
                assert!(wanted(&name), "{name}");
            }
        }
        assert!(FIELDS.iter().all(|(name, _)| is_ours(name)));
        assert!(wanted(MERGE_KEY));
        for name in ["", "secured", "featuredContent", "heat", "titles", "ta", &"t".repeat(40), "é"] {
            assert!(!wanted(name), "{name}");
        }
    }

    #[test]
    fn case_hyphens_underscores_and_blanks_are_one_in_names() {
        for (name, _) in FIELDS {
            let camel = |name: &str| name.replace([' ', '_', '-'], "");
            for other in [camel(name), name.replace(' ', "-"), name.replace('_', "-"), name.to_uppercase()] {
                assert!(is_ours(&other), "{other}");
            }
        }
        let read = |names: &[&str], field: Field| {
            let fields: Fields<'_> = names.iter().map(|name| ((*name).into(), Node::Null)).collect();
            OurFields::new(&fields).of_field(field).map(|at| names[at].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(read(&["external-url", "Source URL", "x"], Field::Web), ["Source URL", "external-url"]);
        // The exact name counts before all others, and no name counts twice for one field.
        assert_eq!(read(&["Web-URL", "sourceUrl", "url"], Field::Web), ["url", "Web-URL", "sourceUrl"]);
        assert_eq!(read(&["Published-At"], Field::Published), ["Published-At"]);
        assert_eq!(read(&["SOURCE"], Field::Provider), ["SOURCE"]);
        for foreign in ["_title", "-title", "ti.tle", "title:", "s-u-r-l", "--", "", "é-url"] {
            assert!(!is_ours(foreign), "{foreign}");
        }
    }

    #[test]
    fn a_field_of_ours_given_twice_is_found_among_few_and_many() {
        let named = |name: &str| (std::borrow::Cow::Owned(name.to_owned()), Node::Null);
        for others in [3, 60] {
            let others = (0..others).map(|at| format!("x{at}")).chain(["x1".to_owned(), "title".to_owned()]);
            let mut fields: Fields<'_> = others.map(|name| named(&name)).collect();
            assert_eq!(given_twice(&fields), None, "{} names", fields.len());
            fields.push(named("title"));
            assert_eq!(given_twice(&fields), Some("title"), "{} names", fields.len());
        }
    }

    #[test]
    fn what_any_page_has_makes_no_article() {
        assert!(is_telling("title") && is_telling("Tags"));
        assert!(!is_telling("permalink") && !is_telling("name") && !is_telling("layout"));
    }
}
