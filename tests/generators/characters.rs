//! Characters by script and by general category from Unicode's own tables, so that the tests are not limited to
//! characters that somebody thought of.

use std::sync::LazyLock;

use regex_syntax::hir::{Class, HirKind};

/// Scripts that newspapers are printed in.
pub const SCRIPTS: [&str; 27] = [
    "Latin",
    "Greek",
    "Cyrillic",
    "Armenian",
    "Georgian",
    "Hebrew",
    "Arabic",
    "Thaana",
    "Devanagari",
    "Bengali",
    "Gurmukhi",
    "Gujarati",
    "Tamil",
    "Telugu",
    "Kannada",
    "Malayalam",
    "Sinhala",
    "Thai",
    "Lao",
    "Myanmar",
    "Khmer",
    "Ethiopic",
    "Mongolian",
    "Hangul",
    "Hiragana",
    "Katakana",
    "Han",
];

/// All general categories except surrogates, which are not characters.
pub const CATEGORIES: [&str; 29] = [
    "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf",
    "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Co", "Cn",
];

/// A set of characters.
pub struct Characters {
    /// The first and last character of each range, in order.
    runs: Vec<(u32, u32)>,
}

impl Characters {
    /// The characters with this script or general category.
    fn new(name: &str) -> Characters {
        let pattern = regex_syntax::parse(&format!(r"\p{{{name}}}")).expect("a name that Unicode has");
        let runs = match pattern.into_kind() {
            HirKind::Class(Class::Unicode(class)) => {
                class.ranges().iter().map(|run| (run.start() as u32, run.end() as u32)).collect()
            }
            // A set of one character is a literal.
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).expect("a literal is UTF-8");
                text.chars().map(|c| (c as u32, c as u32)).collect()
            }
            other => panic!("{name}: {other:?}"),
        };
        Characters { runs }
    }

    /// The first and last character of each range.
    pub fn edges(&self) -> impl Iterator<Item = char> {
        self.runs.iter().flat_map(|(first, last)| [*first, *last]).filter_map(char::from_u32)
    }

    /// Picks a character: the one at `part` / 65,536 of the set.
    pub fn pick(&self, part: u16) -> char {
        let count: u64 = self.runs.iter().map(|(first, last)| u64::from(last - first) + 1).sum();
        let mut left = (u64::from(part) * count / 65_536) as u32;
        for (first, last) in &self.runs {
            if left <= last - first {
                return char::from_u32(first + left).unwrap_or(char::REPLACEMENT_CHARACTER);
            }
            left -= last - first + 1;
        }
        char::REPLACEMENT_CHARACTER
    }
}

/// A set for each script.
pub static BY_SCRIPT: LazyLock<Vec<Characters>> =
    LazyLock::new(|| SCRIPTS.iter().map(|name| Characters::new(name)).collect());

/// A set for each general category.
pub static BY_CATEGORY: LazyLock<Vec<Characters>> =
    LazyLock::new(|| CATEGORIES.iter().map(|name| Characters::new(name)).collect());

/// A character of one of the scripts and categories. Each set is equally likely, whatever its size.
pub fn character(set: u8, part: u16) -> char {
    let sets = || BY_SCRIPT.iter().chain(&*BY_CATEGORY);
    let count = BY_SCRIPT.len() + BY_CATEGORY.len();
    sets().nth(usize::from(set) % count).map_or('?', |set| set.pick(part))
}
