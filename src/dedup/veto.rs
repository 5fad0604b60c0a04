//! What forbids a join on similarity: two titles that differ in a number, a version or a name tell of two pieces,
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
    /// Each title has a number the other lacks.
    NumbersDiffer(String, String),
    /// One title has a number more and hardly anything else differs.
    NumberAdded(String),
    /// One title names a version (`1.10`) and hardly anything else differs.
    VersionAdded(String),
    /// One or two words are others in the same place.
    NameDiffers(String, String),
    /// One title says that something is not so, and hardly anything else differs.
    Denied(String),
    /// One title has a word more right after a number: `15` and `15 Pro`.
    ModelDiffers(String),
    /// A title of few words again at the same host on another day: a column, not an article.
    Column,
    /// A person said so, on this line.
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

/// The words of a title in their order, and those sorted, each once.
struct VetoTitle<'w> {
    title: &'w [WordId],
    set: &'w [WordId],
}

impl Features<'_> {
    fn title(&self) -> VetoTitle<'_> {
        VetoTitle { title: self.words.title, set: self.words.title_set }
    }
}

/// Whether the titles of two mentions forbid a join.
pub(super) fn veto(a: &Features<'_>, b: &Features<'_>, words: &TitleStatistics<'_>) -> Option<Veto> {
    // Most that are asked about are links listed again.
    let of_titles =
        (a.words.title != b.words.title).then(|| difference(&a.title(), &b.title(), words)).flatten();
    of_titles.or_else(|| endings(a, b, words))
}

/// One site puts `Review` on some titles and `Trailer` on others: what it puts there tells two of its pieces apart, though
/// it says nothing of their subject.
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

/// "Morning briefing" keeps its title, and often its greeting, from day to day; an article is written once.
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

/// "will sail" and "will not sail".
fn denied(a: &VetoTitle<'_>, b: &VetoTitle<'_>, words: &TitleStatistics<'_>) -> Option<Veto> {
    static DENIALS: LazyLock<WordList> = LazyLock::new(|| WordList::from_data(include_str!("denials.txt")));
    let (only_a, only_b) = (only(a.set, b.set), only(b.set, a.set));
    let denial = |side: &[WordId]| side.iter().copied().find(|w| DENIALS.contains(words.text(*w)));
    let ((Some(word), None) | (None, Some(word))) = (denial(&only_a), denial(&only_b)) else { return None };
    (only_a.len() + only_b.len() <= 3).then(|| Veto::Denied(words.text(word).to_owned()))
}

/// "iPhone 15" and "iPhone 15 Pro": one word more, right after a number.
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

/// One or two content words that are others in the same place: `Druid build` and `Rogue build`.
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

/// What stands between the common beginning and the common end.
fn between<'w>(x: &'w [WordId], y: &'w [WordId]) -> (&'w [WordId], &'w [WordId]) {
    let shorter = x.len().min(y.len());
    let start = (0..shorter).take_while(|&i| x[i] == y[i]).count();
    let end = (0..shorter - start).take_while(|&i| x[x.len() - 1 - i] == y[y.len() - 1 - i]).count();
    (&x[start..x.len() - end], &y[start..y.len() - end])
}

/// Neither inflections of one word, nor the same letters in another order, nor one spelling in two or one words.
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

/// Words of a title; most have no more.
type TitleWords = SmallVec<[WordId; 24]>;

/// Words of one sorted set that are not in the other.
fn only(a: &[WordId], b: &[WordId]) -> TitleWords {
    a.iter().copied().filter(|word| b.binary_search(word).is_err()).collect()
}
