//! Stems: the part of a word that its inflected forms share. Each language has its own function; so far only English
//! has one.

/// A light stem: plural, -ing and -ed, then a last e or y. `sells`, `selling` and `sell` meet; `news` stays.
pub fn stem(word: &str) -> &str {
    if word.len() < 4 || word == "news" || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word;
    }
    let base = without_tense(without_plural(word));
    base.strip_suffix(['e', 'y']).filter(|shorter| shorter.len() >= 3).unwrap_or(base)
}

fn without_plural(word: &str) -> &str {
    if let Some(base) = word.strip_suffix("ies").filter(|base| base.len() >= 3) {
        return base;
    }
    let hissing = |base: &&str| ["x", "z", "sh", "ch", "ss"].iter().any(|end| base.ends_with(end));
    let plain = |base: &&str| !base.ends_with(['s', 'u', 'i']);
    word.strip_suffix("es").filter(hissing).or_else(|| word.strip_suffix('s').filter(plain)).unwrap_or(word)
}

fn without_tense(word: &str) -> &str {
    let base =
        word.strip_suffix("ing").or_else(|| word.strip_suffix("ed").filter(|base| !base.ends_with('e')));
    let spoken = |base: &&str| base.len() >= 3 && base.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    base.filter(spoken).map_or(word, undouble)
}

/// `stopp` of "stopped" is `stop`; `sell` of "selling" stays.
fn undouble(base: &str) -> &str {
    match base.as_bytes() {
        [.., a, b] if a == b && !matches!(b, b'l' | b's' | b'z' | b'e' | b'o') => &base[..base.len() - 1],
        _ => base,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflected_words_share_a_stem_and_short_words_stay() {
        for (a, b) in [
            ("sells", "sell"),
            ("selling", "sell"),
            ("stopped", "stop"),
            ("banned", "ban"),
            ("cities", "city"),
            ("releases", "release"),
            ("releasing", "release"),
            ("watches", "watch"),
        ] {
            assert_eq!(stem(a), stem(b), "{a} {b}");
        }
        assert_eq!(stem("news"), "news");
        assert_eq!(stem("bus"), "bus");
    }
}
