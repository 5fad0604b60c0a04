//! Text of a field as it may go on: one line, entities decoded once, nothing in it that a reader cannot see
//! and a terminal would obey.

use std::borrow::Cow;

/// A cleaned value and how many control characters were taken out of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cleaned<'r> {
    pub(super) text: Cow<'r, str>,
    pub(super) controls: usize,
    pub(super) cut: bool,
}

/// Headline or excerpt: entities decoded once, then as [`line`]; cut after `limit` bytes.
pub(super) fn prose(raw: &str, limit: usize) -> Cleaned<'_> {
    line(html_escape::decode_html_entities(raw), limit)
}

/// Any other short text: control characters removed, white space and line breaks to single spaces, trimmed.
pub(super) fn line<'r>(raw: impl Into<Cow<'r, str>>, limit: usize) -> Cleaned<'r> {
    let raw = raw.into();
    if raw.len() <= limit && is_clean(raw.as_bytes()) {
        return Cleaned { text: raw, controls: 0, cut: false };
    }
    let mut text = String::with_capacity(raw.len().min(limit));
    let mut controls = 0;
    let mut gap = false;
    for c in raw.chars() {
        if matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}')
            || (c.is_control() && !c.is_ascii_whitespace())
        {
            controls += 1;
        }
        // NEL and the Unicode separators are white space too; the other controls simply vanish.
        if c.is_whitespace() {
            gap = !text.is_empty();
        } else if !c.is_control() {
            if text.len() + usize::from(gap) + c.len_utf8() > limit {
                return Cleaned { text: text.into(), controls, cut: true };
            }
            if gap {
                text.push(' ');
                gap = false;
            }
            text.push(c);
        }
    }
    Cleaned { text: text.into(), controls, cut: false }
}

/// ASCII without controls, and with single blanks between words only.
fn is_clean(bytes: &[u8]) -> bool {
    // All of it is looked at, so that many bytes can be at once.
    let is_ascii = bytes.iter().fold(true, |all, byte| all & (b' '..=b'~').contains(byte));
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    let gaps = pairs.fold(0, |gaps, (a, b)| gaps | u8::from(*a == b' ') & u8::from(*b == b' '));
    is_ascii && gaps == 0 && !bytes.starts_with(b" ") && !bytes.ends_with(b" ")
}

/// A name without the marks of a note-taker: `[[Jo Reed]]`, `[[people/jo|Jo Reed]]`, `#politics`.
pub(super) fn without_marks(name: &str) -> &str {
    let inner = name.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
    let bare = match inner {
        Some(inner) => inner.rsplit(['|', '/']).next().unwrap_or(inner),
        None => name.strip_prefix('#').filter(|tag| !tag.starts_with([' ', '#'])).unwrap_or(name),
    };
    let bare = bare.trim();
    if bare.is_empty() { name } else { bare }
}

/// A value short enough for a message, in quotes.
pub(super) fn quoted(value: &str) -> String {
    const MOST: usize = 60;
    let shown: Cow<'_, str> = match value.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &value[..end]).into(),
        None => value.into(),
    };
    format!("“{shown}”")
}

/// Whether this is how a header may spell a number (`1.10`, `0x1F`, `.inf`), so that the outline is at the
/// right place.
pub(super) fn is_number(written: &str) -> bool {
    !written.is_empty()
        && written.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'+' | b'-'))
}

/// `https://www.Example.com/` as `example.com`.
pub(super) fn bare_domain(text: &str) -> Cow<'_, str> {
    let host = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or(host);
    let host = match host.split_at_checked(4) {
        Some((www, rest)) if www.eq_ignore_ascii_case("www.") => rest,
        _ => host,
    };
    let is_lower = host.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower { host.into() } else { host.to_lowercase().into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, text: &str, controls: usize) {
        assert_eq!(prose(raw, 100), Cleaned { text: text.into(), controls, cut: false }, "{raw:?}");
    }

    #[test]
    fn prose_is_one_line_without_controls() {
        check("Q&amp;A &#8211; &lt;b&gt;", "Q&A – <b>", 0);
        check("&amp;amp;", "&amp;", 0);
        check(" a\r\n\tb  c ", "a b c", 0);
        check("Red \u{1b}[31malert\u{7}\u{9b}[0m", "Red [31malert[0m", 3);
        check("a\u{2028}b", "a b", 1);
        check("رئیس\u{200c}جمهور \u{200f}A1", "رئیس\u{200c}جمهور \u{200f}A1", 0);
        check("👨\u{200d}👩\u{200d}👧 e\u{301}", "👨\u{200d}👩\u{200d}👧 e\u{301}", 0);
    }

    #[test]
    fn a_domain_is_bare_and_in_lower_case() {
        for (text, domain) in [
            ("https://www.Example.com/", "example.com"),
            ("WWW.example.com", "example.com"),
            ("www.www.e.com", "www.e.com"),
            ("É.example", "é.example"),
            ("news.example", "news.example"),
            ("www.", ""),
            ("//", ""),
        ] {
            assert_eq!(bare_domain(text), domain);
        }
    }

    #[test]
    fn names_lose_the_marks_of_notes() {
        for (name, bare) in [
            ("[[Jo Reed]]", "Jo Reed"),
            ("[[people/jo|Jo Reed]]", "Jo Reed"),
            ("#politics", "politics"),
            ("Jo Reed", "Jo Reed"),
            ("[[]]", "[[]]"),
            ("# 1", "# 1"),
        ] {
            assert_eq!(without_marks(name), bare);
        }
    }

    #[test]
    fn a_cut_falls_between_characters() {
        assert_eq!(line("a b", 2), Cleaned { text: "a".into(), controls: 0, cut: true });
        assert_eq!(line("aé", 2), Cleaned { text: "a".into(), controls: 0, cut: true });
    }
}
