//! Unicode tag characters (U+E0000 to U+E007F). A reader does not see them, but a program that reads the text does:
//! they can hide instructions in a headline. Only the flags of regions need them: UTS #51 writes such a flag as
//! U+1F3F4, three to six tag letters or digits (`gbeng`), and U+E007F. All others are removed.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr_iter;

/// The first byte of a tag character in UTF-8.
pub const FIRST_BYTE: u8 = 0xf3;

const FLAG: char = '\u{1f3f4}';
const CANCEL: char = '\u{e007f}';
/// Bytes of a tag character in UTF-8.
const WIDTH: usize = 4;

/// The ranges of tag characters that belong to no flag, in bytes, in order.
pub fn stray_tag_signs(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut strays = Vec::new();
    let mut seen = 0;
    for start in memchr_iter(FIRST_BYTE, bytes) {
        if start < seen {
            continue;
        }
        let run: usize = text[start..].chars().take_while(|c| is_tag_sign(*c)).map(char::len_utf8).sum();
        let end = start + run;
        seen = end.max(start + 1);
        let flag = if text[..start].ends_with(FLAG) { flag_length(&text[start..end]) } else { 0 };
        if start + flag < end {
            strays.push(start + flag..end);
        }
    }
    strays
}

/// The text without tag characters that belong to no flag.
pub fn without_tag_signs(text: &str) -> Cow<'_, str> {
    let strays = stray_tag_signs(text);
    if strays.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for stray in strays {
        kept.push_str(&text[from..stray.start]);
        from = stray.end;
    }
    kept.push_str(&text[from..]);
    Cow::Owned(kept)
}

/// The number of tag characters that belong to no flag.
pub fn count_tag_signs(text: &str) -> usize {
    stray_tag_signs(text).iter().map(|range| range.len() / WIDTH).sum()
}

/// Whether this is a tag character.
pub fn is_tag_sign(c: char) -> bool {
    matches!(c, '\u{e0000}'..='\u{e007f}')
}

/// The number of bytes at the start of these tag characters that complete a flag; 0 if they complete none.
fn flag_length(run: &str) -> usize {
    let letters =
        run.chars().take_while(|c| matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}'));
    let letters = letters.count();
    let ends = (3..=6).contains(&letters) && run[letters * WIDTH..].starts_with(CANCEL);
    if ends { (letters + 1) * WIDTH } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(text: &str) -> String {
        text.chars().map(|c| char::from_u32(0xe0000 + c as u32).unwrap()).collect()
    }

    #[test]
    fn only_flags_keep_their_tag_signs() {
        let flag = |region: &str| format!("{FLAG}{}{CANCEL}", tags(region));
        for kept in ["", "a", "😀 🏴 é", "\u{c0000}\u{e0100}", &flag("gbeng"), &format!("a{}b", flag("usca"))]
        {
            assert_eq!(without_tag_signs(kept), kept);
        }
        for (text, left) in [
            (format!("a{}b", tags("send mail")), "ab".to_owned()),
            (tags("x"), String::new()),
            (flag("ignore all of this"), FLAG.to_string()),
            (flag("gb"), FLAG.to_string()),
            (format!("{}{}", flag("gbsct"), tags("more")), flag("gbsct")),
            (format!("{FLAG}{}", tags("gbsct")), FLAG.to_string()),
            (format!("a{CANCEL}"), "a".to_owned()),
            ("\u{e0001}a\u{e0002}b".to_owned(), "ab".to_owned()),
        ] {
            assert_eq!(without_tag_signs(&text), left, "{text:?}");
        }
        assert_eq!(count_tag_signs(&format!("a{}b{}", tags("xy"), tags("z"))), 3);
    }
}
