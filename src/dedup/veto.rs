//! Vetoes against a join by similarity: two titles that differ in a number, a version or a name are about two pieces,
//! however much else they share.

use std::fmt;
use std::sync::LazyLock;

use smallvec::SmallVec;

use super::features::{Features, TitleStatistics};
use crate::text::stems::stem;
use crate::text::{WordId, WordList};

/// Why two mentions are not the same piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Veto {
    /// Each title has a number that the other lacks.
    NumbersDiffer(String, String),
    /// One title has an additional number, and hardly anything else differs.
    NumberAdded(String),
    /// One title names a version (`1.10`) and hardly anything else differs.
    VersionAdded(String),
    /// One or two words are replaced by others in the same place.
    NameDiffers(String, String),
    /// One title has a denial (`not`), and hardly anything else differs.
    Denied(String),
    /// One title has an additional word right after a number: `15` and `15 Pro`.
    ModelDiffers(String),
    /// A short title appears again at the same host on another day: a column, not an article.
    Column,
    /// An override on this line of the file.
    Override(u32),
    /// Two different videos, or a video and something else.
    OtherVideo,
}

impl fmt::Display for Veto {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Veto::NumbersDiffer(a, b) => write!(f, "numbers differ: {a} / {b}"),
            Veto::NumberAdded(n) => write!(f, "only one has the number {n}"),
            Veto::VersionAdded(n) => write!(f, "only one has the version {n}"),
            Veto::NameDiffers(a, b) => write!(f, "words differ in one place: {a} / {b}"),
            Veto::Denied(word) => write!(f, "only one says {word}"),
            Veto::ModelDiffers(model) => write!(f, "only one is {model}"),
            Veto::Column => f.write_str("a column: the same few words at the same host on another day"),
            Veto::Override(line) => write!(f, "override line {line}"),
            Veto::OtherVideo => f.write_str("different videos"),
        }
    }
}

/// The words of a title in order, and the same words sorted, each once.
struct VetoTitle<'w> {
    title: &'w [WordId],
    set: &'w [WordId],
}

impl Features<'_> {
    fn title(&self) -> VetoTitle<'_> {
        VetoTitle { title: self.words.title, set: self.words.title_set }
    }
}

/// Returns the veto of the titles of two mentions, if any.
pub(super) fn veto(a: &Features<'_>, b: &Features<'_>, words: &TitleStatistics<'_>) -> Option<Veto> {
    // Most pairs are links listed again, with equal titles.
    let of_titles =
        (a.words.title != b.words.title).then(|| difference(&a.title(), &b.title(), words)).flatten();
    of_titles.or_else(|| endings(a, b, words))
}

/// Compares whole titles if one site put different endings on them, such as `Review` and `Trailer`. The ending
/// separates two pieces of the site, although it says nothing about their subject.
pub(super) fn endings(a: &Features<'_>, b: &Features<'_>, words: &TitleStatistics<'_>) -> Option<Veto> {
    if a.words.ending == b.words.ending || a.site() != b.site() {
        return None;
    }
    let (set_of_a, set_of_b) = (sorted(a.words.whole_title), sorted(b.words.whole_title));
    let (a, b) = (a.words.whole_title, b.words.whole_title);
    difference(&VetoTitle { title: a, set: &set_of_a }, &VetoTitle { title: b, set: &set_of_b }, words)
}

fn sorted(title: &[WordId]) -> TitleWords {
    let mut set = TitleWords::from_slice(title);
    set.sort_unstable();
    set.dedup();
    set
}

fn difference(a: &VetoTitle<'_>, b: &VetoTitle<'_>, words: &TitleStatistics<'_>) -> Option<Veto> {
    numbers(a, b, words)
        .or_else(|| denied(a, b, words))
        .or_else(|| model(a, b, words))
        .or_else(|| swapped(a, b, words))
}

/// "Morning briefing" keeps its title, and often its greeting, from day to day, unlike an article, which is written
/// once.
pub(super) fn column(a: &Features<'_>, b: &Features<'_>) -> Option<Veto> {
    const DISTINCT: u32 = 5;
    let again = !a.words.title.is_empty() && a.words.title == b.words.title && a.content_words < DISTINCT;
    let another_day = a.hours_to(b).is_none_or(|hours| hours > 24.0);
    let have_keys = a.has_keys() && b.has_keys();
    let here = || !a.host().is_empty() && a.host() == b.host();
    (again && another_day && have_keys && here()).then_some(Veto::Column)
}

fn numbers(a: &VetoTitle<'_>, b: &VetoTitle<'_>, words: &TitleStatistics<'_>) -> Option<Veto> {
    let (only_a, only_b) = (only(a.set, b.set), only(b.set, a.set));
    let number =
        |side: &[WordId]| side.iter().copied().filter(|w| words.is_number(*w)).max_by_key(|w| words.text(*w));
    let (in_a, in_b) = (number(&only_a), number(&only_b));
    if let (Some(x), Some(y)) = (in_a, in_b) {
        return Some(Veto::NumbersDiffer(words.text(x).to_owned(), words.text(y).to_owned()));
    }
    let added = in_a.or(in_b)?;
    let longer = if in_a.is_some() { a } else { b };
    let others = only_a.iter().chain(&only_b).filter(|w| !words.is_number(**w)).count();
    let text = words.text(added).to_owned();
    if text.contains('.') && others <= 2 {
        return Some(Veto::VersionAdded(text));
    }
    let trails = longer.title.last() == Some(&added) && others <= 1;
    (trails || others <= 2).then_some(Veto::NumberAdded(text))
}

/// One title denies what the other says: "will sail" and "will not sail".
fn denied(a: &VetoTitle<'_>, b: &VetoTitle<'_>, words: &TitleStatistics<'_>) -> Option<Veto> {
    static DENIALS: LazyLock<WordList> = LazyLock::new(|| WordList::from_data(include_str!("denials.txt")));
    let (only_a, only_b) = (only(a.set, b.set), only(b.set, a.set));
    let denial = |side: &[WordId]| side.iter().copied().find(|w| DENIALS.contains(words.text(*w)));
    let ((Some(word), None) | (None, Some(word))) = (denial(&only_a), denial(&only_b)) else { return None };
    (only_a.len() + only_b.len() <= 3).then(|| Veto::Denied(words.text(word).to_owned()))
}

/// "iPhone 15" and "iPhone 15 Pro": one additional word, right after a number.
fn model(a: &VetoTitle<'_>, b: &VetoTitle<'_>, words: &TitleStatistics<'_>) -> Option<Veto> {
    let (shorter, longer) = if a.title.len() < b.title.len() { (a, b) } else { (b, a) };
    let at = (0..shorter.title.len()).take_while(|&i| shorter.title[i] == longer.title[i]).count();
    if longer.title.len() != shorter.title.len() + 1 {
        return None;
    }
    let one_more = longer.title[at + 1..] == shorter.title[at..];
    let number = at.checked_sub(1).map(|before| longer.title[before]).filter(|w| words.is_number(*w))?;
    let suffix = longer.title[at];
    (one_more && !words.is_stop(suffix))
        .then(|| Veto::ModelDiffers(format!("{} {}", words.text(number), words.text(suffix))))
}

/// One or two content words are replaced by others in the same place: `Druid build` and `Rogue build`.
fn swapped(a: &VetoTitle<'_>, b: &VetoTitle<'_>, words: &TitleStatistics<'_>) -> Option<Veto> {
    let content = |f: &VetoTitle<'_>| -> TitleWords {
        f.title.iter().copied().filter(|w| !words.is_stop(*w)).collect()
    };
    let (x, y) = (content(a), content(b));
    if x == y {
        return None;
    }
    let pairs: Vec<(&[WordId], &[WordId])> = if x.len() == y.len() {
        (0..x.len()).filter(|&i| x[i] != y[i]).map(|i| (&x[i..=i], &y[i..=i])).collect()
    } else {
        vec![between(&x, &y)]
    };
    let small = pairs.len() <= 2
        && pairs.iter().all(|(p, q)| (1..=2).contains(&p.len()) && (1..=2).contains(&q.len()));
    let kept = x.len().min(y.len()).saturating_sub(pairs.len());
    if !small || kept < 2 {
        return None;
    }
    let other = pairs.into_iter().find(|(p, q)| are_other_words(p, q, words))?;
    let text = |side: &[WordId]| side.iter().map(|w| words.text(*w)).collect::<Vec<_>>().join(" ");
    Some(Veto::NameDiffers(text(other.0), text(other.1)))
}

/// The words between the common beginning and the common end.
fn between<'w>(x: &'w [WordId], y: &'w [WordId]) -> (&'w [WordId], &'w [WordId]) {
    let shorter = x.len().min(y.len());
    let start = (0..shorter).take_while(|&i| x[i] == y[i]).count();
    let end = (0..shorter - start).take_while(|&i| x[x.len() - 1 - i] == y[y.len() - 1 - i]).count();
    (&x[start..x.len() - end], &y[start..y.len() - end])
}

/// Whether the words are really different: not inflections of one word, not the same letters in another order, and not
/// one spelling as one or two words.
fn are_other_words(p: &[WordId], q: &[WordId], words: &TitleStatistics<'_>) -> bool {
    let joined = |side: &[WordId]| side.iter().map(|w| words.text(*w)).collect::<String>();
    let (a, b) = (joined(p), joined(q));
    let letters = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    a != b && stem(&a) != stem(&b) && letters(&a) != letters(&b)
}

/// Words of a title; most titles have at most 24.
type TitleWords = SmallVec<[WordId; 24]>;

/// The words of one sorted set that the other lacks.
fn only(a: &[WordId], b: &[WordId]) -> TitleWords {
    a.iter().copied().filter(|word| b.binary_search(word).is_err()).collect()
}
