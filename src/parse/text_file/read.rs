//! Files without a header: newsfeed gives such a body a title, a language, links and candidate dates, and guesses
//! nothing.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::{dates as text_dates, names as text_names};
use crate::address::Address;
use crate::model::{TextFile, TitleSource};
use crate::parse::clean;
use crate::text::Cursor;

/// Reads a plain text.
pub(crate) fn read(file: &Arc<str>, body: &str) -> TextFile {
    let title = title(body);
    let dates = text_dates::dates(body);
    TextFile {
        file: Arc::clone(file),
        title_source: title.as_ref().map(|_| TitleSource::FirstLine),
        language: language(body),
        links: links(body),
        times: text_dates::times(&dates, &text_names::opening(body, title.is_some())),
        dates,
        entities: text_names::names(body, title.is_some()),
        title,
        story: None,
    }
}

/// The visible text of a page, a block a line, and behind each link its address, so that line numbers and
/// links survive. Scripts and styles go with their content.
pub(crate) fn strip_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    // Same offsets as `html`, for finding where a script ends in any case.
    let lower = html.to_ascii_lowercase();
    let mut cursor = Cursor::new(html);
    while let Some(before) = cursor.take_through("<") {
        text.push_str(&clean::decoded(before));
        if cursor.take_mark("!--") {
            // A comment that never ends is all that follows.
            let comment = cursor.take_through("-->").unwrap_or_else(|| cursor.take_rest());
            text.extend(line_breaks(comment));
            continue;
        }
        let Some(tag) = cursor.take_through(">") else {
            cursor.take_rest();
            break;
        };
        // Line breaks inside a tag keep later line numbers right.
        text.extend(line_breaks(tag));
        match element(tag).as_str() {
            name @ ("script" | "style") => {
                let start = cursor.offset();
                let end = lower[start..].find(&format!("</{name}")).map_or(html.len(), |end| start + end);
                cursor.forward_to(end);
                text.extend(line_breaks(&html[start..end]));
            }
            "br" | "p" | "div" | "h1" | "h2" | "h3" | "li" | "title" | "/title" | "tr" => text.push(' '),
            "a" => {
                if let Some(address) = attribute(tag, "href").filter(|a| a.contains("://")) {
                    text.push_str(&format!(" {address} "));
                }
            }
            _ => {}
        }
    }
    text.push_str(&clean::decoded(cursor.rest()));
    text
}

fn element(tag: &str) -> String {
    tag.split(|c: char| c.is_ascii_whitespace())
        .next()
        .unwrap_or("")
        .trim_end_matches('/')
        .to_ascii_lowercase()
}

fn line_breaks(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| *c == '\n')
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.to_ascii_lowercase().find(&format!("{name}="))?;
    let value = &tag[at + name.len() + 1..];
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split(|c: char| c.is_ascii_whitespace()).next()?,
    };
    Some(htmlize::unescape_attribute(value).into_owned())
}

/// The first line that is seen, where it looks like a title: short, a blank line or a rule after it, and no full
/// stop at its end. Lines of nothing but tags, comments, pictures or rules are not seen.
fn title(body: &str) -> Option<String> {
    const LONGEST: usize = 200;
    let mut lines = body.lines();
    let first = loop {
        let seen = seen(lines.next()?, &mut lines);
        if !seen.trim().is_empty() && !is_rule(&seen) {
            break seen;
        }
    };
    if first.starts_with("```") || first.starts_with("~~~") {
        return None;
    }
    let first = clean::line(first.trim_start().trim_start_matches(['#', ' ']), 64 << 10).text;
    let next = lines.next().map(|line| seen(line, &mut lines));
    let stands_alone = next.is_none_or(|line| line.trim().is_empty() || is_rule(&line));
    let fits =
        !first.is_empty() && first.chars().count() <= LONGEST && !first.ends_with(['.', ':', ';', ',']);
    let sentence_inside = first.contains(". ");
    (fits && stands_alone && !sentence_inside).then(|| first.into_owned())
}

/// The visible text of a line, with the lines below it up to the end of a tag that it opens.
fn seen<'b>(line: &'b str, below: &mut std::str::Lines<'b>) -> Cow<'b, str> {
    const MOST: usize = 50;
    let is_open = |text: &str| {
        let open = text.rfind('<').map(|at| &text[at..]);
        open.is_some_and(|tag| {
            let opens = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
            opens && !tag.contains(if tag.starts_with("<!--") { "-->" } else { ">" })
        })
    };
    if !is_open(line) {
        return clean::without_markup(line);
    }
    let mut whole = line.to_owned();
    let mut ahead = below.clone();
    for line in ahead.by_ref().take(MOST) {
        whole.push(' ');
        whole.push_str(line);
        if !is_open(&whole) {
            *below = ahead;
            return clean::without_markup(&whole).into_owned().into();
        }
    }
    // The tag is never closed.
    let tag = line.rfind('<').unwrap_or(line.len());
    clean::without_markup(&line[..tag])
}

/// A rule, or what underlines a heading.
fn is_rule(line: &str) -> bool {
    const SHORTEST: usize = 3;
    let line = line.trim();
    let mark = line.chars().next().filter(|c| matches!(c, '-' | '=' | '*' | '_'));
    line.len() >= SHORTEST && mark.is_some_and(|mark| line.chars().all(|c| c == mark))
}

/// The language, only when the detector calls itself certain and there is enough to go by.
fn language(body: &str) -> Option<&'static str> {
    const ENOUGH: usize = 200;
    if body.chars().take(ENOUGH).count() < ENOUGH {
        return None;
    }
    let info = whatlang::detect(body).filter(whatlang::Info::is_reliable)?;
    LANGUAGES.iter().find(|(lang, _)| *lang == info.lang()).map(|(_, code)| *code)
}

/// ISO 639-1 codes of the languages we name; others are left unnamed rather than named wrongly.
const LANGUAGES: &[(whatlang::Lang, &str)] = &[
    (whatlang::Lang::Eng, "en"),
    (whatlang::Lang::Fra, "fr"),
    (whatlang::Lang::Deu, "de"),
    (whatlang::Lang::Spa, "es"),
    (whatlang::Lang::Por, "pt"),
    (whatlang::Lang::Ita, "it"),
    (whatlang::Lang::Nld, "nl"),
    (whatlang::Lang::Swe, "sv"),
    (whatlang::Lang::Dan, "da"),
    (whatlang::Lang::Pol, "pl"),
    (whatlang::Lang::Ces, "cs"),
    (whatlang::Lang::Tur, "tr"),
    (whatlang::Lang::Rus, "ru"),
    (whatlang::Lang::Ukr, "uk"),
    (whatlang::Lang::Ara, "ar"),
    (whatlang::Lang::Heb, "he"),
    (whatlang::Lang::Pes, "fa"),
    (whatlang::Lang::Hin, "hi"),
    (whatlang::Lang::Cmn, "zh"),
    (whatlang::Lang::Jpn, "ja"),
    (whatlang::Lang::Kor, "ko"),
];

/// The code of a language that texts are told to be in.
pub(crate) fn language_code(code: &str) -> Option<&'static str> {
    LANGUAGES.iter().map(|(_, known)| *known).find(|known| *known == code)
}

/// Absolute http and https addresses, bare or in Markdown brackets, each once.
fn links(body: &str) -> Vec<String> {
    const MOST: usize = 1000;
    const LONGEST: usize = 8 << 10;
    let mut links: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    let mut cursor = Cursor::new(body);
    while cursor.take_through("http").is_some() {
        if links.len() == MOST {
            break;
        }
        let start = cursor.offset() - "http".len();
        if !cursor.take_mark("://") && !cursor.take_mark("s://") {
            continue;
        }
        let ends = |c: char| {
            c.is_whitespace() || matches!(c, '<' | '>' | '"' | ')' | ']' | '}' | '|' | '\\' | '^' | '`')
        };
        cursor.take_while(|c| !ends(c));
        let address =
            body[start..cursor.offset()].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
        if address.len() <= LONGEST {
            let shown = Address::parse(address).ok().map(|a| a.shown().to_owned());
            links.extend(shown.filter(|s| seen.insert(s.clone())));
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_line_is_a_title_only_when_it_looks_like_one() {
        assert_eq!(
            title("\n\nThe bridge is open again\n\nText.\n").as_deref(),
            Some("The bridge is open again")
        );
        assert_eq!(title("# The bridge\n\nText.\n").as_deref(), Some("The bridge"));
        assert_eq!(title("The bridge is open.\n\nText.\n"), None);
        assert_eq!(title("The bridge\nis open\n"), None);
        assert_eq!(title("Harbour city. The bridge\n\nx\n"), None);
    }

    #[test]
    fn a_title_is_never_markup() {
        for (body, expected) in [
            (
                "<p align=\"center\"><img src=\"logo.png\"></p>\n\n# Sandbar, a tide table\n\nText.\n",
                Some("Sandbar, a tide table"),
            ),
            (
                "<p align=\"center\">\n  <img src=\"logo.png\"\n       width=\"120\">\n</p>\n# Sandbar\n\nText.\n",
                Some("Sandbar"),
            ),
            ("<h1 align=\"center\">Sandbar <em>now</em></h1>\n\nText.\n", Some("Sandbar now")),
            ("<!-- a note\nover two lines -->\n\nSandbar\n\nText.\n", Some("Sandbar")),
            (
                "[![Build](https://a.example/b.svg)](https://a.example/c)\n![x](y.png)\n\n# Sandbar\n\nText.\n",
                Some("Sandbar"),
            ),
            ("---\n\nSandbar\n\n---\nText.\n", Some("Sandbar")),
            ("Sandbar\n=======\nText.\n", Some("Sandbar")),
            ("# [Sandbar](https://a.example)\n\nText.\n", Some("Sandbar")),
            ("a < b\n\nText.\n", Some("a < b")),
            ("<div>\n\nText is here.\n", None),
            ("<div\n\nText is here.\n", None),
            ("<img src=\"x\">", None),
            ("```sh\n\nx\n```\n", None),
        ] {
            assert_eq!(title(body).as_deref(), expected, "{body}");
        }
    }

    #[test]
    fn links_are_absolute_and_listed_once() {
        let text =
            "[a](https://a.example/x), https://a.example/x. [b](#) [c](/d) http://b.example/y) httpfoo";
        assert_eq!(links(text), ["https://a.example/x", "http://b.example/y"]);
        let text = format!("{} httpfoo https://c.example/z", "word ".repeat(20));
        assert_eq!(links(&text), ["https://c.example/z"]);
    }

    #[test]
    fn a_page_becomes_its_visible_text() {
        let page = "<title>Bridge &amp; tram</title>\n<script>var x = '<b>';\n</script><p>Open <a href=\"https://a.example/x\">again</a>";
        let text = strip_tags(page);
        assert_eq!(
            text.split_whitespace().collect::<Vec<_>>().join(" "),
            "Bridge & tram Open https://a.example/x again"
        );
        assert_eq!(text.lines().count(), 3);
        assert_eq!(strip_tags("a<!-- b\n\n<p> -->c<!-- d\n"), "a\n\nc\n");
        assert_eq!(
            (strip_tags("a<b"), strip_tags("<<<a>>b"), strip_tags("<script>\n")),
            ("a".into(), ">b".into(), "\n".into())
        );
    }
}
