//! UTF-8 that was decoded as Windows-1252 or Latin-1: `donâ€™t` for `don’t`. It is found by decoding it again, without
//! a list.

use std::borrow::Cow;

use memchr::memchr_iter;

/// Whether a wrong decoding damaged the text: its bytes were read one by one, or replaced by U+FFFD.
pub fn is_garbled(text: &str) -> bool {
    text.contains('\u{fffd}') || matches!(repaired(text), Cow::Owned(_))
}

/// Decodes each sequence of characters again if its bytes in Windows-1252 are one character in UTF-8. Only for
/// comparing, never for output: an Ã before a closing quote would become an Ô.
pub fn repaired(text: &str) -> Cow<'_, str> {
    let mut repaired: Option<String> = None;
    let mut copied = 0;
    for at in memchr_iter(FIRST, text.as_bytes()).filter(|at| text.is_char_boundary(*at)) {
        let Some((decoded, length)) = decoded(&text[at..]).filter(|_| at >= copied) else { continue };
        let repaired = repaired.get_or_insert_default();
        repaired.push_str(&text[copied..at]);
        repaired.push(decoded);
        copied = at + length;
    }
    match repaired {
        Some(repaired) => (repaired + &text[copied..]).into(),
        None => text.into(),
    }
}

/// The first byte in UTF-8 of U+00C0 to U+00FF. Wrong decoding turns every leading byte into one of these characters.
const FIRST: u8 = 0xc3;

/// If the text begins with UTF-8 bytes that were each read as a character of Windows-1252, returns the right character
/// and the number of bytes that the wrong ones take.
fn decoded(text: &str) -> Option<(char, usize)> {
    let mut chars = text.char_indices();
    let mut bytes = [0; 4];
    bytes[0] = byte(chars.next()?.1)?;
    let length = match bytes[0] {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    for slot in &mut bytes[1..length] {
        *slot = byte(chars.next()?.1).filter(|byte| matches!(byte, 0x80..=0xbf))?;
    }
    let decoded = str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
    (!decoded.is_control()).then_some((decoded, chars.offset()))
}

/// The byte of a character above ASCII in Windows-1252, or in Latin-1 if Windows-1252 does not have it (WHATWG
/// Encoding, index-windows-1252).
fn byte(c: char) -> Option<u8> {
    const ABOVE: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match c {
        '\u{80}'..='\u{ff}' => Some(c as u8),
        _ => ABOVE.iter().position(|above| *above == c).map(|at| 0x80 + at as u8),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The text as a program shows it that reads UTF-8 as Windows-1252.
    fn garbled(text: &str) -> String {
        let shown = |byte: u8| {
            let above = (0x80..0xa0).contains(&byte);
            let found = (0..=0x2122)
                .filter_map(char::from_u32)
                .find(|c| above && super::byte(*c) == Some(byte) && *c > '\u{9f}');
            found.unwrap_or(char::from(byte))
        };
        text.bytes().map(shown).collect()
    }

    #[test]
    fn mojibake_is_detected_and_repaired() {
        for text in
            ["The sailors don’t sail", "Grève à Évreux", "Пожар в порту", "東京で地震", "« Oui »", "🎉 Fest"]
        {
            let garbled = garbled(text);
            assert!(is_garbled(&garbled), "{garbled}");
            assert_eq!(repaired(&garbled), text);
            assert!(!is_garbled(text), "{text}");
        }
        assert_eq!(repaired("Weir: donâ€™t – “no” for Évry"), "Weir: don’t – “no” for Évry");
        assert!(is_garbled("don\u{fffd}t"));
        for clean in ["São Tomé", "Ça va ?", "AMANHÃ: MARÉ", "Ærø – Ø", "naïve “Â”", "€ 20", "Ž", "1. Â"]
        {
            assert!(!is_garbled(clean), "{clean}");
        }
    }

    proptest! {
        #[test]
        fn a_text_decoded_wrongly_once_is_read(text in "[a-zà-öø-ÿА-я東西’“” ]{0,24}") {
            let garbled = garbled(&text);
            prop_assert_eq!(repaired(&garbled), text);
        }

        #[test]
        fn repair_ends_on_any_text(text in "\\PC{0,40}") {
            let once = repaired(&text).into_owned();
            prop_assert!(once.len() <= text.len());
        }
    }
}
