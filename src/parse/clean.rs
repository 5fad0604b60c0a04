//! Cleans the text of a field: one line, entities decoded once, without invisible characters that a terminal obeys.

use std::borrow::Cow;

use crate::text::Cursor;
use crate::text::tag_characters::{count_tag_signs, without_tag_signs};

/// A cleaned value, and how many control characters and tag characters were taken out of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cleaned<'r> {
    pub(super) text: Cow<'r, str>,
    pub(super) controls: usize,
    pub(super) tag_signs: usize,
    pub(super) cut: bool,
}

/// A text with its character references decoded once, as browsers do in running text: `&#146;` is `’`, `&copy 2031`
/// is `© 2031` (WHATWG HTML, "Named character reference state" and "Numeric character reference end state").
pub(super) fn decoded<'r>(raw: impl Into<Cow<'r, str>>) -> Cow<'r, str> {
    htmlize::unescape(raw)
}

/// Headline or excerpt: entities decoded once, then as [`line`]; cut after `limit` bytes.
pub(super) fn prose(raw: &str, limit: usize) -> Cleaned<'_> {
    line(decoded(raw), limit)
}

/// Any other short text: control characters removed, white space and line breaks to single spaces, trimmed.
pub(super) fn line<'r>(raw: impl Into<Cow<'r, str>>, limit: usize) -> Cleaned<'r> {
    let raw = raw.into();
    if raw.len() <= limit && is_clean(raw.as_bytes()) {
        return Cleaned { text: raw, controls: 0, tag_signs: 0, cut: false };
    }
    let tag_signs = count_tag_signs(&raw);
    let mut text = String::with_capacity(raw.len().min(limit));
    let mut controls = 0;
    let mut gap = false;
    for c in without_tag_signs(&raw).chars() {
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
                return Cleaned { text: text.into(), controls, tag_signs, cut: true };
            }
            if gap {
                text.push(' ');
                gap = false;
            }
            text.push(c);
        }
    }
    Cleaned { text: text.into(), controls, tag_signs, cut: false }
}

/// A line of Markdown or HTML without its tags, its comments and its pictures; a link is its text. A `<` that opens no
/// tag stays, as in `a < b`.
pub(super) fn without_markup(line: &str) -> Cow<'_, str> {
    // A picture inside a link is as deep as it goes.
    const DEEPEST: usize = 3;
    without_markup_to(line, DEEPEST)
}

fn without_markup_to(line: &str, depth: usize) -> Cow<'_, str> {
    if depth == 0 || !line.contains(['<', '[']) {
        return line.into();
    }
    let mut text = String::with_capacity(line.len());
    // Behind the last of these no tag and no comment is closed.
    let (last_tag, last_comment) = (line.rfind('>').unwrap_or(0), line.rfind("-->").unwrap_or(0));
    let mut cursor = Cursor::new(line);
    while let Some(step) = cursor.step() {
        let end = if step.rest.starts_with("<!--") { last_comment } else { last_tag };
        let seen = match step.char {
            '<' if step.start < end => tag(step.rest),
            '[' | '!' => link(step.rest),
            _ => None,
        };
        match seen {
            Some((seen, length)) => {
                text.push_str(&without_markup_to(seen, depth - 1));
                cursor.take_from(&step, length);
            }
            None => text.push(step.char),
        }
    }
    text.into()
}

/// The visible part of the tag or comment at the start of a text, and its length.
fn tag(text: &str) -> Option<(&str, usize)> {
    let is_tag = text[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
    let close = if text.starts_with("<!--") { "-->" } else { ">" };
    let end = text.find(close).filter(|_| is_tag)?;
    // An address in angle brackets is seen.
    let inner = &text[1..end];
    let seen = if inner.contains("://") && !inner.contains([' ', '"', '\'']) { inner } else { "" };
    Some((seen, end + close.len()))
}

/// The visible part of the link or picture at the start of a text, and its length.
fn link(text: &str) -> Option<(&str, usize)> {
    /// Bytes of a link's text, and of its address: looking for their ends costs no more than that.
    const LONGEST: usize = 600;
    let is_picture = text.starts_with("![");
    let open = usize::from(is_picture);
    let seen = text.get(open..)?.strip_prefix('[')?;
    let (mut depth, mut end) = (1usize, None);
    for (at, byte) in seen.bytes().enumerate().take(LONGEST) {
        match byte {
            b'[' => depth += 1,
            b']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            end = Some(at);
            break;
        }
    }
    let end = end?;
    let target = seen[end + 1..].strip_prefix('(')?;
    let close = target.bytes().take(LONGEST).position(|byte| byte == b')')?;
    Some((if is_picture { "" } else { &seen[..end] }, open + end + close + 4))
}

/// A text of Markdown without the backslashes before its signs: `\#183` (CommonMark, 2.4).
pub(super) fn without_backslashes(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let escapes = c == '\\' && rest.peek().is_some_and(char::is_ascii_punctuation);
        plain.extend(if escapes { rest.next() } else { Some(c) });
    }
    plain.into()
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
        let cleaned = Cleaned { text: text.into(), controls, tag_signs: 0, cut: false };
        assert_eq!(prose(raw, 100), cleaned, "{raw:?}");
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
    fn references_are_what_browsers_make_of_them() {
        // WHATWG HTML, the table of "Numeric character reference end state": 0x80 to 0x9F are windows-1252, but for
        // the five bytes that it leaves free.
        let windows_1252 = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
        assert_eq!(windows_1252.chars().count(), 32);
        for (number, shown) in (0x80..=0x9f).zip(windows_1252.chars()) {
            for written in [format!("&#{number};"), format!("&#x{number:x};"), format!("&#X{number:X};")] {
                assert_eq!(decoded(&written), shown.to_string(), "{written}");
            }
        }
        for (raw, shown) in [
            ("&#0;&#xD800;&#x110000;&#99999999999;", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
            ("&copy 2031 &ampere; AT&T R&D", "© 2031 &ere; AT&T R&D"),
            ("&hellip;&nbsp;&NotEqualTilde; &hellip &nosuch; &", "…\u{a0}≂\u{338} &hellip &nosuch; &"),
            ("&#146 &#x92g", "’ ’g"),
            ("&amp;lt;", "&lt;"),
        ] {
            assert_eq!(decoded(raw), shown, "{raw}");
        }
        assert!(matches!(decoded("Harbour opens again"), Cow::Borrowed(_)));
    }

    #[test]
    fn tag_signs_are_taken_out_however_they_are_written() {
        let hidden = Cleaned { text: "Kite day".into(), controls: 0, tag_signs: 2, cut: false };
        assert_eq!(line("Kite\u{e0073}\u{e0065} day", 100), hidden);
        assert_eq!(prose("Kite&#xE0073;&#917605; day", 100), hidden);
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
    fn a_line_loses_its_markup() {
        for (line, text) in [
            ("<p align=\"center\"><img src=\"logo.png\" width=\"120\"></p>", ""),
            ("<h1>The <em>harbour</em></h1>", "The harbour"),
            ("[![Build](https://a.example/b.svg)](https://a.example) ![x](y)", " "),
            ("[The harbour](https://a.example/x) opens", "The harbour opens"),
            ("a < b, b > c, <3 [x] y! <!-- note -->", "a < b, b > c, <3 [x] y! "),
            ("see <https://a.example/x>", "see https://a.example/x"),
            ("[[Note]] [a [b]](c", "[[Note]] [a [b]](c"),
            ("<!-- a > b --> c", " c"),
        ] {
            assert_eq!(without_markup(line), text, "{line}");
        }
        // What is never closed costs no more than its length.
        for sign in ["<a", "[", "![", "<!--"] {
            let line = sign.repeat(20_000);
            assert_eq!(without_markup(&line).len(), line.len());
        }
        assert_eq!(without_markup(&format!("{} >", "<!--".repeat(20_000))).len(), 80_002);
    }

    #[test]
    fn signs_lose_their_backslashes() {
        for (text, plain) in [(r"\#183 a\_b", "#183 a_b"), (r"C:\dir \\ \", r"C:\dir \ \"), ("a", "a")] {
            assert_eq!(without_backslashes(text), plain);
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
        let cut = Cleaned { text: "a".into(), controls: 0, tag_signs: 0, cut: true };
        assert_eq!((line("a b", 2), line("aé", 2)), (Cleaned { text: "a".into(), ..cut }, cut));
    }
}
