//! Titles for files whose header has none (MarkDownload, Obsidian): the first heading of the body, else the words of
//! the file's name.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use super::arena::TextArena;
use super::clean;
use super::origin::BodyStart;
use super::tree::{Fields, KnownNames, metadata};
use crate::model::{Document, InputPath, Limits, SourceFile};

/// A title that no header gives.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PageTitle {
    pub(super) text: String,
    /// The line of the heading that it is; none where it is the file's name.
    pub(super) line: Option<u32>,
}

/// Gives a document without a title the heading that its body begins with.
pub(super) fn complete<'t>(
    document: &mut Document<'t>,
    file: &SourceFile,
    start: BodyStart,
    limits: &Limits,
    names: KnownNames,
    arena: &TextArena<'t>,
) {
    if document.head.title.is_none()
        && let Some(body) = FileBody::read(file, start, limits)
    {
        document.head.title = body.first_heading(limits, names).map(|title| arena.text(&title.text));
    }
}

/// The title of a page whose header names neither title nor address: the first heading, else the file's name.
pub(super) fn title(
    file: &SourceFile,
    start: BodyStart,
    limits: &Limits,
    names: KnownNames,
) -> Option<PageTitle> {
    let body = FileBody::read(file, start, limits);
    let heading = body.and_then(|body| body.heading(limits).or_else(|| body.first_heading(limits, names)));
    heading.or_else(|| words_of_name(&file.name).map(|text| PageTitle { text, line: None }))
}

/// The properties that the body of a page begins with.
pub(super) fn properties(
    file: &SourceFile,
    start: BodyStart,
    limits: &Limits,
    names: KnownNames,
) -> Option<Fields<'static>> {
    metadata::of_body(&FileBody::read(file, start, limits)?.text, names)
}

/// The beginning of a body.
struct FileBody {
    text: String,
    /// The line of the file that it begins with, from 1.
    first_line: u32,
}

impl FileBody {
    fn read(file: &SourceFile, start: BodyStart, limits: &Limits) -> Option<FileBody> {
        let InputPath::Path(path) = &file.place else { return None };
        if start == BodyStart::Nowhere {
            return None;
        }
        FileBody::behind(BufReader::new(File::open(path).ok()?), start, limits)
    }

    /// The body behind a header, which was read before.
    fn behind(mut file: impl BufRead, start: BodyStart, limits: &Limits) -> Option<FileBody> {
        let (mut fences, mut lines) = (0, 0);
        let mut left = limits.header;
        let is_behind = |fences: u32, lines: u32| match start {
            BodyStart::Nowhere => true,
            BodyStart::AfterFences => fences >= 2,
            BodyStart::AfterLine(line) => lines >= line,
        };
        while !is_behind(fences, lines) {
            let mut line = Vec::new();
            left = left.checked_sub(file.by_ref().take(64 << 10).read_until(b'\n', &mut line).ok()?)?;
            if line.is_empty() {
                return None;
            }
            let text = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line).trim_ascii_end();
            fences += u32::from(matches!(text, b"---" | b"+++" | b"..." | b"---toml" | b"---json"));
            lines += u32::from(line.ends_with(b"\n"));
        }
        let mut body = Vec::new();
        file.take(limits.text as u64).read_to_end(&mut body).ok()?;
        Some(FileBody { text: String::from_utf8_lossy(&body).into_owned(), first_line: lines + 1 })
    }

    /// The heading that the body begins with, behind its properties.
    fn first_heading(&self, limits: &Limits, names: KnownNames) -> Option<PageTitle> {
        let skipped = metadata::lines_of_properties(&self.text, names);
        let is_rule = |line: &str| line.len() >= 3 && line.chars().all(|c| c == '-');
        let mut lines = BodyLines::new(&self.text).skip_while(|(number, line)| {
            *number <= skipped || line.trim().is_empty() || (skipped > 0 && is_rule(line.trim()))
        });
        let (number, first) = lines.next()?;
        self.page_title(number, &heading_of(first, &mut lines)?, limits)
    }

    /// The first heading of the first level anywhere, else a lower one that the body begins with.
    fn heading(&self, limits: &Limits) -> Option<PageTitle> {
        let mut lines = BodyLines::new(&self.text);
        let mut lower = None;
        let mut is_first = true;
        while let Some((number, line)) = lines.next() {
            if line.trim().is_empty() {
                continue;
            }
            if let Some(title) = heading_of(line, &mut lines.clone()) {
                return self.page_title(number, &title, limits);
            }
            let level = line.bytes().take_while(|byte| *byte == b'#').count();
            if is_first && (2..=6).contains(&level) && line[level..].starts_with(' ') {
                lower = Some((number, line[level..].to_owned()));
            }
            is_first = false;
        }
        let (number, title) = lower?;
        self.page_title(number, &title, limits)
    }

    fn page_title(&self, number: u32, title: &str, limits: &Limits) -> Option<PageTitle> {
        let text = clean::without_markup(title);
        let text = clean::without_backslashes(without_closing_marks(text.trim()));
        let text = clean::prose(&text, limits.title).text.into_owned();
        let line = Some(self.first_line + number - 1);
        text.contains(char::is_alphanumeric).then_some(PageTitle { text, line })
    }
}

/// The lines of a body with their numbers from 1, without code blocks and comments.
#[derive(Clone)]
struct BodyLines<'b> {
    lines: std::iter::Zip<std::ops::RangeFrom<u32>, std::str::Lines<'b>>,
}

impl<'b> BodyLines<'b> {
    fn new(body: &'b str) -> BodyLines<'b> {
        BodyLines { lines: (1..).zip(body.lines()) }
    }
}

impl<'b> Iterator for BodyLines<'b> {
    type Item = (u32, &'b str);

    fn next(&mut self) -> Option<(u32, &'b str)> {
        loop {
            let (number, line) = self.lines.next()?;
            let text = line.trim_start();
            if let Some(fence) = ["```", "~~~"].into_iter().find(|fence| text.starts_with(fence)) {
                self.lines.find(|(_, line)| line.trim_start().starts_with(fence))?;
            } else if text.starts_with("<!--") {
                if !text.contains("-->") {
                    self.lines.find(|(_, line)| line.contains("-->"))?;
                }
            } else {
                return Some((number, line));
            }
        }
    }
}

/// A heading of the first level that begins with this line: `# Title`, a line above `=====`, `<h1>Title</h1>`.
fn heading_of<'b>(line: &str, next: &mut impl Iterator<Item = (u32, &'b str)>) -> Option<String> {
    const LONGEST: usize = 10;
    if let Some(title) = line.strip_prefix("# ") {
        return Some(title.to_owned());
    }
    let text = line.trim();
    if text.get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<h1")) {
        let closes = |line: &str| line.to_ascii_lowercase().contains("</h1");
        let mut title = text.to_owned();
        for (_, line) in next.take(LONGEST) {
            if closes(&title) {
                break;
            }
            title.push(' ');
            title.push_str(line);
        }
        let end = title.to_ascii_lowercase().find("</h1")?;
        return Some(title[..end].to_owned());
    }
    let is_text = !line.starts_with("    ") && !text.starts_with(['#', '>', '|', '-', '*']);
    let (_, below) = next.next().filter(|_| is_text && !text.is_empty())?;
    let below = below.trim_end();
    (!below.is_empty() && below.bytes().all(|byte| byte == b'=')).then(|| text.to_owned())
}

/// `# Title #`: marks that close a heading stand behind a blank; `# C#` has none.
fn without_closing_marks(title: &str) -> &str {
    let bare = title.trim_end_matches('#');
    if bare.is_empty() || bare.ends_with(' ') { bare.trim_end() } else { title }
}

/// The words of a file's name, where it has some: `2031-12-19-how-buoys-are-named.md`. The folder's name where the file
/// is the page of a bundle (`how-buoys-are-named/index.md`). Ids, hashes, days and single words are no titles.
fn words_of_name(name: &str) -> Option<String> {
    const LONGEST: usize = 400;
    const PAGES: [&str; 4] = ["index", "_index", "readme", "default"];
    let mut parts = name.rsplit('/');
    let base = parts.next()?;
    let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
    let is_page = PAGES.iter().any(|page| stem.eq_ignore_ascii_case(page));
    let stem = if is_page { parts.next()? } else { stem };
    let blanks = stem.replace(['_', '-'], " ");
    // A name with blanks was written as a title, its hyphens included.
    let text = if stem.contains(' ') { stem } else { &blanks };
    let text = without_day(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let text = clean::line(text, LONGEST).text.into_owned();
    is_words(&text).then_some(text)
}

/// A name without the day that it begins with.
fn without_day(name: &str) -> &str {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut rest = name.trim_start();
    if digits(rest) == 8 && rest[8..].starts_with([' ', '.', '_']) {
        return rest[8..].trim_start_matches([' ', '.', '_']);
    }
    for length in [4, 2, 2] {
        if digits(rest) != length {
            return name;
        }
        rest = rest[length..].trim_start_matches([' ', '-', '_', '.']);
    }
    rest
}

/// Two words of letters, or a few characters of a script that puts no blanks between words.
fn is_words(text: &str) -> bool {
    const ENOUGH: usize = 4;
    let is_word = |word: &&str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        letters >= 2 && 2 * letters > word.chars().count()
    };
    let unspaced = |c: &char| matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
    text.split_whitespace().filter(is_word).count() >= 2 || text.chars().filter(unspaced).count() >= ENOUGH
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(file: &str) -> Option<FileBody> {
        FileBody::behind(file.as_bytes(), BodyStart::AfterFences, &Limits::default())
    }

    fn at_the_top(file: &str, title: Option<&str>) {
        let found = body(file).and_then(|body| {
            body.first_heading(&Limits::default(), crate::parse::document::field_names::KNOWN)
        });
        assert_eq!(found.map(|title| title.text).as_deref(), title, "{file:?}");
    }

    fn anywhere(file: &str, expected: Option<(&str, u32)>) {
        let found = body(file).and_then(|body| body.heading(&Limits::default()));
        let found = found.map(|title| (title.text, title.line.unwrap()));
        assert_eq!(found.as_ref().map(|(text, line)| (text.as_str(), *line)), expected, "{file:?}");
    }

    #[test]
    fn a_page_with_an_address_has_the_heading_at_its_top() {
        at_the_top("---\nurl: x\n---\n\n# Q&amp;A #\ntext", Some("Q&A"));
        at_the_top("---\nurl: x\n---\n\n# C#\ntext", Some("C#"));
        at_the_top("---\nurl: x\n---\nThe harbour\n===\n", Some("The harbour"));
        at_the_top("---\nurl: x\n---\n<h1 align=\"center\">The <b>harbour</b></h1>\n", Some("The harbour"));
        at_the_top(
            "---\nurl: x\n---\n# Metadata\nSource URL:: https://x.example\n\n---\n# Later\n",
            Some("Later"),
        );
        at_the_top("---\nurl: x\n---\ntext\n# Later\n", None);
        at_the_top("---\nurl: x\n---\n## Smaller\n", None);
        at_the_top("---\nurl: x\n---\n", None);
        at_the_top("---\n# comment\n", None);
    }

    #[test]
    fn a_page_without_address_has_its_first_heading() {
        anywhere("---\na: b\n---\n\n# Buoys\n", Some(("Buoys", 5)));
        anywhere("---\na: b\n---\n#tag [[Note]]\n\n# Buoys\n", Some(("Buoys", 6)));
        anywhere("---\na: b\n---\ntext\n\nBuoys\n=====\n", Some(("Buoys", 6)));
        anywhere("---\na: b\n---\n<h1>\n  Buoys\n</h1>\n", Some(("Buoys", 4)));
        anywhere(
            "---\na: b\n---\n```sh\n# no heading\n```\n<!--\n# none\n-->\n# Buoys\n",
            Some(("Buoys", 10)),
        );
        anywhere("---\na: b\n---\n## Buoys\ntext\n", Some(("Buoys", 4)));
        anywhere("---\na: b\n---\ntext\n## Later\n", None);
        anywhere("---\na: b\n---\n```sh\n# never closed\n", None);
    }

    #[test]
    fn a_name_is_a_title_where_it_is_words() {
        for (name, title) in [
            ("notes/how-buoys-get-their-names.md", Some("how buoys get their names")),
            ("2031-12-19-how-buoys_are_named.md", Some("how buoys are named")),
            ("20311219 How buoys are named - a note.md", Some("How buoys are named - a note")),
            ("2031-12-19 On well-known buoys.md", Some("On well-known buoys")),
            ("posts/how-buoys-are-named/index.md", Some("how buoys are named")),
            ("posts/how-buoys-are-named/_index.en.md", None),
            ("浮标是怎么命名的.md", Some("浮标是怎么命名的")),
            ("index.md", None),
            ("posts/1/index.md", None),
            ("posts/index.md", None),
            ("README.md", None),
            ("naming.md", None),
            ("2031-12-19.md", None),
            ("20311219.md", None),
            ("952bcd68-bf7b-4a75-b025-dc58ba436439.md", None),
            ("IMG_20311219_1200.md", None),
            ("d41d8cd98f00b204e9800998ecf8427e.md", None),
            ("", None),
            (".md", None),
        ] {
            assert_eq!(words_of_name(name).as_deref(), title, "{name}");
        }
    }
}
