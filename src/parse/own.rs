//! Newsfeed's own JSON, read back: stories fall apart into the links they were made of, and these come together again
//! as the documents they were read from, with the files and lines of then. Nothing is decoded or tidied a second
//! time; what must not be in a text is taken out as everywhere.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::json::Fault;
use super::log::Log;
use super::{Parsed, clean, date};
use crate::model::names::Name;
use crate::model::{
    Address, DateSource, Document, Image, Level, Link, Problem, Provider, Published, Reading, Role, Text,
    TextDate, TextName, TextTime, TitleSource,
};

/// Bytes of a story; one of many articles is longer than any header.
pub(super) const LONGEST: usize = 64 << 20;

/// What one record of ours holds.
#[derive(Default)]
pub(super) struct Own {
    pub(super) mentions: Vec<Mentioned>,
    pub(super) texts: Vec<Text>,
}

/// A link, the file it was read from, and the topics of its article.
pub(super) struct Mentioned {
    file: Arc<str>,
    topics: Arc<[Arc<str>]>,
    link: Link,
}

/// Whether a stream begins as our JSON does, which is one object.
pub(super) fn is_whole(start: &[u8]) -> bool {
    let mut marks = start.iter().filter(|byte| !byte.is_ascii_whitespace());
    b"{\"schema\":\"newsfeed/".iter().all(|byte| marks.next() == Some(byte))
}

/// What tells our records from others.
#[derive(Deserialize)]
struct Probe<'j> {
    #[serde(default, borrow)]
    kind: Option<&'j str>,
    #[serde(default, borrow)]
    id: Option<&'j str>,
    schema: Option<IgnoredAny>,
    stories: Option<IgnoredAny>,
    articles: Option<IgnoredAny>,
    mentions: Option<IgnoredAny>,
    links: Option<IgnoredAny>,
    diagnostic: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct WholeIn {
    stories: Vec<StoryIn>,
    #[serde(default)]
    texts: Vec<TextIn>,
}

#[derive(Deserialize)]
struct StoryIn {
    articles: Vec<ArticleIn>,
}

/// An article; what its mentions do not say themselves is said for all of them.
#[derive(Deserialize)]
struct ArticleIn {
    #[serde(default)]
    topics: Vec<String>,
    #[serde(default)]
    authors: Vec<String>,
    language: Option<String>,
    updated: Option<String>,
    date_source: Option<String>,
    mentions: Vec<MentionIn>,
}

#[derive(Deserialize)]
struct MentionIn {
    file: String,
    #[serde(default = "first")]
    line: u32,
    role: String,
    index: Option<u32>,
    title: Option<String>,
    excerpt: Option<String>,
    url: Option<String>,
    #[serde(default)]
    alternate_urls: Vec<String>,
    published: Option<String>,
    r#type: Option<String>,
    provider: Option<ProviderIn>,
    quality: Option<i64>,
    image: Option<ImageIn>,
}

fn first() -> u32 {
    1
}

#[derive(Deserialize)]
struct ProviderIn {
    name: Option<String>,
    domain: Option<String>,
}

#[derive(Deserialize)]
struct ImageIn {
    url: String,
    width: Option<u32>,
    height: Option<u32>,
}

#[derive(Deserialize)]
struct TextIn {
    file: String,
    title: Option<String>,
    language: Option<String>,
    #[serde(default)]
    links: Vec<String>,
    #[serde(default)]
    dates: Vec<DateIn>,
    #[serde(default)]
    names: Vec<NameIn>,
    #[serde(default)]
    times: Vec<TimeIn>,
}

#[derive(Deserialize)]
struct NameIn {
    name: String,
    words: Vec<Box<str>>,
    early: bool,
    sure: bool,
}

#[derive(Deserialize)]
struct TimeIn {
    text: String,
    first: NaiveDate,
    last: NaiveDate,
    has_year: bool,
}

#[derive(Deserialize)]
struct DateIn {
    text: String,
    #[serde(default = "first")]
    line: u32,
    date: Option<NaiveDate>,
}

/// Reads a record of our own; `None` where it is somebody else's, an error where it is ours and wrong.
pub(super) fn read(bytes: &[u8], line: u32, reading: &Reading, log: &mut Log<'_>) -> Option<Result<Own, ()>> {
    let text = std::str::from_utf8(bytes).ok()?;
    // Most records are none of ours, and have none of these words.
    let marks = ["\"mentions\"", "\"newsfeed/", "\"diagnostic\"", "\"dates\""];
    if !marks.iter().any(|mark| text.contains(mark)) {
        return None;
    }
    let probe: Probe<'_> = serde_json::from_str(text).ok()?;
    // Others have mentions, links and articles of theirs, but not under our ids.
    let is = |noun: &str| probe.id.and_then(|id| id.strip_prefix(noun)).is_some_and(|bits| bits.len() == 16);
    let (is_article, is_story, is_text) = (is("a-"), is("s-"), is("t-"));
    let mut own = Own::default();
    let mut reader = Reader { line, reading, log };
    let result = match probe {
        Probe { kind: Some("summary"), schema: Some(_), .. }
        | Probe { kind: Some("diagnostic"), diagnostic: Some(_), .. } => Ok(()),
        Probe { links: Some(_), .. } if is_text => of(text).map(|read| own.texts.push(reader.text(read))),
        Probe { stories: Some(_), schema: Some(_), .. } => of::<WholeIn>(text).map(|whole| {
            reader.story(
                StoryIn { articles: whole.stories.into_iter().flat_map(|s| s.articles).collect() },
                &mut own,
            );
            own.texts.extend(whole.texts.into_iter().map(|text| reader.text(text)));
        }),
        Probe { mentions: Some(_), .. } if is_article => {
            of(text).map(|article| reader.story(StoryIn { articles: vec![article] }, &mut own))
        }
        Probe { articles: Some(_), .. } if is_story => of(text).map(|story| reader.story(story, &mut own)),
        _ => return None,
    };
    Some(result.map(|()| own).map_err(|fault: Fault| {
        log.refuse(line - 1 + fault.line, fault.column, Problem::JsonSyntax(fault.message));
    }))
}

fn of<'j, T: Deserialize<'j>>(text: &'j str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::of(&error))
}

struct Reader<'r, 'l, 'f> {
    line: u32,
    reading: &'r Reading,
    log: &'l mut Log<'f>,
}

impl Reader<'_, '_, '_> {
    fn story(&mut self, story: StoryIn, own: &mut Own) {
        for article in story.articles {
            let topics: Arc<[Arc<str>]> = article
                .topics
                .iter()
                .filter_map(|t| self.line_of(t))
                .map(|t| self.log.names.name(&t))
                .collect();
            let authors: Vec<String> = article.authors.iter().filter_map(|a| self.line_of(a)).collect();
            let language = article.language.as_deref().and_then(|l| self.line_of(l));
            let updated = article.updated.as_deref().and_then(|u| self.moment("updated", u));
            let source = match article.date_source.as_deref() {
                Some("file-name") => DateSource::FileName,
                _ => DateSource::Field,
            };
            for mention in article.mentions {
                let file: Arc<str> = mention.file.as_str().into();
                let Some(mut link) = self.link(mention, source) else { continue };
                link.updated = updated;
                link.authors.clone_from(&authors);
                link.language.clone_from(&language);
                own.mentions.push(Mentioned { file, topics: Arc::clone(&topics), link });
            }
        }
    }

    fn link(&mut self, mention: MentionIn, source: DateSource) -> Option<Link> {
        let title = mention.title.as_deref().and_then(|t| self.line_of(t));
        let address = mention.url.as_deref().and_then(|url| self.address("url", url));
        if title.is_none() && address.is_none() {
            self.warn(
                "mentions",
                Problem::BadField("has neither a title nor an address; dropped".to_owned()),
            );
            return None;
        }
        let role = match (mention.role.as_str(), mention.index) {
            ("related", index) => Role::Related(index.unwrap_or(0)),
            _ => Role::Head,
        };
        let names = self.log.names;
        let name = |text: Option<String>, limit| {
            let text = clean::line(&text?, limit).text;
            (!text.is_empty()).then(|| names.name(&text))
        };
        let limit = self.reading.limits.title;
        let provider = mention.provider.unwrap_or(ProviderIn { name: None, domain: None });
        Some(Link {
            role,
            line: mention.line,
            title,
            excerpt: mention.excerpt.as_deref().and_then(|e| self.line_of(e)),
            address,
            alternates: mention
                .alternate_urls
                .iter()
                .filter_map(|u| self.address("alternate_urls", u))
                .collect(),
            published: mention
                .published
                .as_deref()
                .and_then(|p| self.moment("published", p))
                .map(|at| Published { at, source }),
            updated: None,
            kind: name(mention.r#type, limit),
            provider: Provider { name: name(provider.name, limit), domain: name(provider.domain, limit) },
            authors: Vec::new(),
            quality: mention.quality,
            image: mention.image.as_ref().and_then(|image| self.image(image)),
            language: None,
        })
    }

    fn image(&mut self, image: &ImageIn) -> Option<Image> {
        let url = Address::parse_shown(&image.url);
        if url.is_err() {
            self.warn("image.url", Problem::BadUrl("is not an http or https address; dropped".to_owned()));
        }
        Some(Image { url: url.ok()?, width: image.width, height: image.height })
    }

    fn text(&mut self, text: TextIn) -> Text {
        let title = text.title.as_deref().and_then(|t| self.line_of(t));
        Text {
            file: text.file.as_str().into(),
            title_source: title.as_ref().map(|_| TitleSource::FirstLine),
            title,
            language: text.language.and_then(|l| LANGUAGES.into_iter().find(|known| *known == l)),
            links: text.links.into_iter().filter(|link| Address::parse(link).is_ok()).collect(),
            dates: text
                .dates
                .into_iter()
                .map(|d| TextDate { text: clean::line(&d.text, 200).text, line: d.line, date: d.date })
                .collect(),
            names: text.names.into_iter().filter_map(name).collect(),
            times: text.times.into_iter().filter(|time| time.first <= time.last).map(time).collect(),
            story: None,
        }
    }

    fn address(&mut self, field: &str, raw: &str) -> Option<Address> {
        // As shown, an address may be three times as long as it was.
        let short = raw.len() <= 3 * self.reading.limits.url;
        let address = Address::parse(raw).ok().filter(|_| short);
        if address.is_none() {
            self.warn(field, Problem::BadUrl("is not an http or https address; dropped".to_owned()));
        }
        address
    }

    fn moment(&mut self, field: &str, text: &str) -> Option<DateTime<Utc>> {
        let read = date::read(text);
        if let Err(why) = read {
            self.warn(field, Problem::BadDate(format!("{} {why}; dropped", clean::quoted(text))));
        }
        read.ok().map(|read| read.at)
    }

    fn line_of(&self, text: &str) -> Option<String> {
        let text = clean::line(text, self.reading.limits.title).text;
        (!text.is_empty()).then_some(text)
    }

    fn warn(&mut self, field: &str, problem: Problem) {
        self.log.add_to(Level::Warning, self.line, 1, Some(field.to_owned()), problem);
    }
}

/// A name as it was read from the text; one without words names nothing.
fn name(from: NameIn) -> Option<TextName> {
    let has_words = !from.words.is_empty() && from.words.iter().all(|word| !word.is_empty());
    let name = Name { text: clean::line(&from.name, 200).text, words: from.words, sure: from.sure };
    has_words.then_some(TextName { name, early: from.early })
}

fn time(from: TimeIn) -> TextTime {
    let TimeIn { text, first, last, has_year } = from;
    TextTime { text: clean::line(&text, 200).text, first, last, has_year }
}

/// Codes of the languages that texts are told to be in.
const LANGUAGES: [&str; 21] = [
    "en", "fr", "de", "es", "pt", "it", "nl", "sv", "da", "pl", "cs", "tr", "ru", "uk", "ar", "he", "fa",
    "hi", "zh", "ja", "ko",
];

/// The documents the links were read from: each head, and the links below it in its file up to the next head. A link
/// whose head is not there (a selection left it out) stands alone, as what it was.
pub(super) fn documents(mut mentions: Vec<Mentioned>) -> Vec<Document> {
    mentions.sort_by(|a, b| {
        let place = |m: &Mentioned| (m.link.line, m.link.role);
        a.file.cmp(&b.file).then_with(|| place(a).cmp(&place(b)))
    });
    let mut documents: Vec<Document> = Vec::new();
    let mut listed = HashSet::new();
    for Mentioned { file, topics, link } in mentions {
        if let (Role::Related(index), Some(last)) = (link.role, documents.last_mut())
            && last.file == file
            && last.head.role == Role::Head
            && listed.insert(index)
        {
            last.related.push(link);
            continue;
        }
        listed.clear();
        let topics = if link.role == Role::Head { topics.to_vec() } else { Vec::new() };
        documents.push(Document { file, topics, category: None, head: link, related: Vec::new() });
    }
    for document in &mut documents {
        document.related.sort_by_key(|link| link.role);
    }
    documents
}

/// A document that is read from its file and from our JSON, or from two of our outputs, is read once.
pub(super) fn once(parsed: &mut Parsed) {
    if !parsed.own {
        return;
    }
    let mut seen: HashMap<(Arc<str>, u32), Vec<usize>> = HashMap::new();
    let documents = std::mem::take(&mut parsed.documents);
    for document in documents {
        let place = (Arc::clone(&document.file), document.head.line);
        let same = seen.entry(place).or_default();
        let is_known = same.iter().any(|at| parsed.documents[*at] == document);
        if is_known {
            parsed.files -= 1;
        } else {
            same.push(parsed.documents.len());
            parsed.documents.push(document);
        }
    }
    let mut files = HashSet::new();
    let before = parsed.texts.len();
    parsed.texts.retain(|text| files.insert(Arc::clone(&text.file)));
    parsed.files -= before - parsed.texts.len();
    // As folders are walked, whatever order they were written in.
    let path = |text: &Text| std::path::PathBuf::from(&*text.file);
    parsed.texts.sort_by_cached_key(path);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_output_is_known_by_its_first_key() {
        assert!(is_whole(b"{\"schema\":\"newsfeed/1\",\"generator\""));
        assert!(is_whole(b"{\n  \"schema\": \"newsfeed/1\",\n"));
        assert!(!is_whole(b"{\"schema\":\"other/1\"}"));
        assert!(!is_whole(b"{\"title\":\"x\"}"));
        assert!(!is_whole(b"{\"sch"));
    }

    fn link(line: u32, role: Role) -> Mentioned {
        let link = Link {
            role,
            line,
            title: Some("T".to_owned()),
            excerpt: None,
            address: None,
            alternates: Vec::new(),
            published: None,
            updated: None,
            kind: None,
            provider: Provider::default(),
            authors: Vec::new(),
            quality: None,
            image: None,
            language: None,
        };
        Mentioned { file: "a.jsonl".into(), topics: Arc::from([]), link }
    }

    #[test]
    fn links_come_back_to_the_head_above_them() {
        use Role::{Head, Related};
        let links =
            [(2, Related(1)), (3, Related(0)), (2, Head), (2, Related(0)), (5, Related(0)), (3, Head)];
        let documents = documents(links.map(|(line, role)| link(line, role)).into());
        let shape: Vec<(u32, Role, Vec<u32>)> = documents
            .iter()
            .map(|d| (d.head.line, d.head.role, d.related.iter().map(|link| link.line).collect()))
            .collect();
        // The last one is of a head that a selection left out.
        assert_eq!(shape, [(2, Head, vec![2, 2]), (3, Head, vec![3]), (5, Related(0), vec![])]);
    }
}
