//! The JSON contract: the shape that `newsfeed schema` prints. Keys are always present, unknown is null, times
//! end in Z, arrays are in a stated order. Fields may be added within `newsfeed/1`, never renamed.

use std::io::{self, Write};

use foldhash::HashSet;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::Feed;
use super::edition::EditionOut;
use super::json_texts::TextOut;
use super::json_time::{Time, time};
use super::problems::DiagnosticOut;
use super::safe;
use crate::address::Address;
use crate::model::{
    self, Article, Diagnostic, Evidence, Id, Link, Mention, ReportStatus, Role, Shown, TextFile, prefetch,
};

pub(super) const SCHEMA: &str = "newsfeed/1";

/// Writes the whole feed as one object on one line: an [`Output`], its stories made in parallel, some at a time.
pub(super) fn write(feed: &Feed<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    /// So many stories a worker takes at a time, and so many such parts are held before they are written: a part
    /// is small enough to be in the cache when it is, and its room is used again.
    const PART: usize = 16;
    const PARTS: usize = 64;
    // Everything but the stories is small, or seldom long.
    let mut frame = Vec::new();
    safe::add_json(&Output { stories: &[], ..Output::of(feed) }, &mut frame)?;
    const STORIES: &[u8] = b"\"stories\":[";
    let at = frame.windows(STORIES.len()).position(|part| part == STORIES).map_or(0, |at| at + STORIES.len());
    out.write_all(&frame[..at])?;
    let mut parts: Vec<Vec<u8>> = vec![Vec::new(); PARTS];
    let mut is_first = true;
    for batch in feed.stories.chunks(PART * PARTS) {
        let stories = batch.par_chunks(PART);
        let made = parts.par_iter_mut().zip(stories).map(|(part, stories)| join(stories, part));
        made.collect::<io::Result<()>>()?;
        for part in &parts[..batch.len().div_ceil(PART)] {
            out.write_all(&part[usize::from(is_first)..])?;
            is_first = false;
        }
    }
    out.write_all(&frame[at..])?;
    out.write_all(b"\n")
}

/// Writes some stories, each behind a comma.
fn join(stories: &[Shown<'_, '_>], text: &mut Vec<u8>) -> io::Result<()> {
    text.clear();
    // Most stories have few. Of a large one some are gone from the cache when they are written: they are read twice.
    let mentions = stories.iter().flat_map(Shown::articles).flat_map(|article| &article.mentions);
    prefetch::links(mentions.map(|mention| mention.link));
    for shown in stories {
        text.push(b',');
        safe::add_json(&StoryOut::of(shown), text)?;
    }
    Ok(())
}

/// The JSON Schema of what [`write`] writes.
pub fn schema() -> String {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<Output>();
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is plain JSON");
    text.push('\n');
    text
}

/// What newsfeed made of the files it read.
#[derive(Serialize, JsonSchema)]
pub(super) struct Output<'f> {
    /// Name and version of this shape.
    schema: &'static str,
    generator: Generator,
    edition: EditionOut<'f>,
    summary: Summary,
    /// Newest first by their last article, undated last, ties by id; in a digest by rank: independent providers,
    /// quality, time.
    #[serde(serialize_with = "stories")]
    #[schemars(with = "Vec<StoryOut>")]
    stories: &'f [Shown<'f, 'f>],
    /// Files without a header, by file.
    #[serde(serialize_with = "texts")]
    #[schemars(with = "Vec<TextOut>")]
    texts: &'f [&'f TextFile],
    /// By file and place.
    #[serde(serialize_with = "diagnostics")]
    #[schemars(with = "Vec<DiagnosticOut>")]
    diagnostics: &'f [Diagnostic],
}

impl<'f> Output<'f> {
    pub(super) fn of(feed: &'f Feed<'_, '_>) -> Output<'f> {
        Output {
            schema: SCHEMA,
            generator: Generator::THIS,
            edition: EditionOut::of(feed),
            summary: feed.summary,
            stories: &feed.stories,
            texts: &feed.texts,
            diagnostics: feed.diagnostics,
        }
    }
}

fn stories<S: Serializer>(stories: &&[Shown<'_, '_>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(stories.iter().map(StoryOut::of))
}

fn texts<S: Serializer>(texts: &&[&TextFile], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(texts.iter().map(|text| TextOut::of(text)))
}

fn diagnostics<S: Serializer>(diagnostics: &&[Diagnostic], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(diagnostics.iter().map(DiagnosticOut::of))
}

/// The program that wrote this.
#[derive(Serialize, JsonSchema)]
pub(super) struct Generator {
    name: &'static str,
    version: &'static str,
}

impl Generator {
    pub(super) const THIS: Generator =
        Generator { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
}

/// What was read, and what of it is shown. `files` = `documents` + `texts` + `skipped` + `refused`; each record of a
/// file of records counts as a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// Files met.
    pub files: usize,
    /// Files whose header is an article.
    pub documents: usize,
    /// Files without a header that were read as text.
    pub texts: usize,
    /// Files left out by rule: by name, empty, binary, not a file.
    pub skipped: usize,
    /// Files that could not be read.
    pub refused: usize,
    /// Fields dropped or cleaned.
    pub warnings: usize,
    /// Links read.
    pub mentions: usize,
    /// Articles they are.
    pub articles: usize,
    /// Stories these are on.
    pub stories: usize,
    /// What the selection left.
    pub shown: ShownCount,
}

/// What the selection left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ShownCount {
    /// Articles in the output.
    pub articles: usize,
    /// Stories in the output.
    pub stories: usize,
}

/// Articles on one event.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Story")]
pub(super) struct StoryOut<'f> {
    /// Made from the id of its first article.
    #[schemars(with = "String")]
    id: Id,
    /// The title of its lead.
    title: &'f str,
    /// The id of the article that speaks for it; the selection may have left it out of `articles`.
    #[schemars(with = "String")]
    lead: Id,
    /// The id of the story it is background to.
    #[schemars(with = "Option<String>")]
    under: Option<Id>,
    #[schemars(with = "Option<String>")]
    first_published: Option<Time>,
    #[schemars(with = "Option<String>")]
    last_published: Option<Time>,
    /// Of the documents in it, sorted.
    topics: Vec<&'f str>,
    /// Sites of all its articles, sorted.
    providers: Vec<&'f str>,
    /// How many articles it has, before selection.
    article_count: usize,
    /// Where it stands in a digest: `main` in full; `more` (what `--top` left no place for), `late`, `also` (new in a
    /// story that was reported), `undated` and `ahead` in a line an article.
    section: &'static str,
    /// Where a digest reported it before: when, and how many articles it gained; `articles` are these.
    update: Option<UpdateOut<'f>>,
    /// Ids of stories that were reported and are this one now, sorted.
    former: Vec<String>,
    /// By time, undated last, ties by id.
    #[schemars(with = "Vec<ArticleOut>")]
    articles: ArticlesOut<'f>,
}

impl<'f> StoryOut<'f> {
    pub(super) fn of(shown: &'f Shown<'_, '_>) -> StoryOut<'f> {
        let story = shown.story;
        StoryOut {
            id: story.id,
            title: story.headline(),
            lead: story.lead().id,
            under: story.under,
            first_published: story.first_published().map(|date| time(date.at)),
            last_published: story.last_published().map(|date| time(date.at)),
            topics: story.topics(),
            providers: story.sites(),
            article_count: story.articles.len(),
            section: shown.report.section.token(),
            update: shown.report.update.as_ref().map(|update| UpdateOut {
                since: time(update.since),
                headline: &update.headline,
                gained: shown.articles.len(),
            }),
            former: shown.report.former.iter().map(Id::to_string).collect(),
            articles: ArticlesOut(shown),
        }
    }
}

/// The articles of a story, each made when it is written.
struct ArticlesOut<'f>(&'f Shown<'f, 'f>);

impl Serialize for ArticlesOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ArticlesOut(shown) = self;
        let article = |index: &usize| ArticleOut::of(&shown.story.articles[*index], shown.status(*index));
        serializer.collect_seq(shown.articles.iter().map(article))
    }
}

/// What a story gained since a digest reported it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Update")]
struct UpdateOut<'f> {
    /// When something of it was reported last.
    #[schemars(with = "String")]
    since: Time,
    /// The headline it was reported under.
    headline: &'f str,
    /// Articles it gained since.
    gained: usize,
}

/// All mentions of one piece.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Article")]
struct ArticleOut<'f> {
    /// A hash of the canonical address of its earliest mention, or of title and day.
    #[schemars(with = "String")]
    id: Id,
    /// The title of the mention that speaks for it.
    title: Option<&'f str>,
    /// Titles of the other mentions, in their order, each once.
    other_titles: Vec<&'f str>,
    excerpt: Option<&'f str>,
    /// As scraped, less user name and password.
    url: Option<&'f str>,
    /// The one spelling by which addresses are compared.
    canonical_url: Option<String>,
    /// Other addresses of its mentions, in their order, each once.
    alternate_urls: Vec<&'f str>,
    /// Other places where it stands, by address as addresses are compared, each once.
    #[serde(serialize_with = "copies")]
    #[schemars(with = "Vec<CopyOut>")]
    copies: Vec<&'f Link<'f>>,
    /// The earliest date of its mentions.
    #[schemars(with = "Option<String>")]
    published: Option<Time>,
    #[schemars(with = "Option<String>")]
    updated: Option<Time>,
    /// How much of `published` is known: `instant`, `day` (then it is that day in every zone), `month`, or null.
    date_precision: Option<&'static str>,
    /// Where the date was read: `field`, `file-name`, `folder-name`, or null.
    date_source: Option<&'static str>,
    /// How a digest with a history reports it: `new`, `update`, `also`, `late`, `undated` or `ahead`; else null.
    reported: Option<&'static str>,
    /// Whether it came after the digest that it belonged in by its date.
    late: bool,
    r#type: Option<&'f str>,
    provider: ProviderOut<'f>,
    /// What to call its site: the provider's domain, else the host of its address, else the provider's name.
    site: Option<&'f str>,
    authors: &'f [&'f str],
    quality: Option<i64>,
    /// Of the documents about it, sorted.
    topics: Vec<&'f str>,
    image: Option<ImageOut<'f>>,
    language: Option<&'f str>,
    /// By file, line and role.
    #[serde(serialize_with = "mentions")]
    #[schemars(with = "Vec<MentionOut>")]
    mentions: &'f [Mention<'f>],
    /// Why they are one: one join fewer than there are mentions.
    #[serde(serialize_with = "evidence")]
    #[schemars(with = "Vec<EvidenceOut>")]
    merged_by: &'f [Evidence],
}

impl<'f> ArticleOut<'f> {
    fn of(article: &'f Article<'_>, status: Option<ReportStatus>) -> ArticleOut<'f> {
        let lead = article.link();
        let links = || article.mentions.iter().map(|m| m.link);
        let url = lead.address.as_ref().map(Address::shown);
        let first = article.first_published;
        ArticleOut {
            id: article.id,
            title: lead.title,
            other_titles: others(links().filter_map(|l| l.title), lead.title),
            excerpt: first_of(lead, links(), |l| l.excerpt),
            url,
            canonical_url: lead.address.as_ref().map(Address::canonical),
            alternate_urls: others(links().flat_map(Link::addresses).map(Address::shown), url),
            copies: article.copies(),
            published: first.map(|date| time(date.at)),
            updated: links().filter_map(|l| l.updated).max().map(time),
            date_precision: first.map(|date| date.precision.token()),
            date_source: first.map(|date| date.source.token()),
            reported: status.map(ReportStatus::token),
            late: status == Some(ReportStatus::Late),
            r#type: first_of(lead, links(), |l| l.kind),
            provider: ProviderOut::of(lead.provider),
            site: Some(lead.site()).filter(|site| !site.is_empty()),
            authors: lead.authors,
            quality: lead.quality,
            topics: article.topics(),
            image: first_of(lead, links(), |l| l.image).map(ImageOut::of),
            language: first_of(lead, links(), |l| l.language),
            mentions: &article.mentions,
            merged_by: &article.merged_by,
        }
    }
}

fn copies<S: Serializer>(copies: &[&Link<'_>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(copies.iter().map(|link| CopyOut::of(link)))
}

/// The article at another place.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Copy")]
struct CopyOut<'f> {
    /// What to call the site.
    site: &'f str,
    url: &'f str,
}

impl<'f> CopyOut<'f> {
    fn of(link: &'f Link<'_>) -> CopyOut<'f> {
        CopyOut { site: link.site(), url: link.addresses().next().map_or("", Address::shown) }
    }
}

fn mentions<S: Serializer>(mentions: &&[Mention<'_>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(mentions.iter().map(MentionOut::of))
}

fn evidence<S: Serializer>(evidence: &&[Evidence], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(evidence.iter().map(EvidenceOut::of))
}

/// The lead's value, else the first that any mention has.
fn first_of<'l, T>(
    lead: &'l Link<'l>,
    links: impl Iterator<Item = &'l Link<'l>>,
    get: impl Fn(&'l Link<'l>) -> Option<T>,
) -> Option<T> {
    get(lead).or_else(|| links.into_iter().find_map(get))
}

fn others<'l>(values: impl Iterator<Item = &'l str>, lead: Option<&str>) -> Vec<&'l str> {
    let mut others: Vec<&str> = values.filter(|value| Some(*value) != lead).collect();
    if others.len() > 1 {
        let mut seen = HashSet::default();
        others.retain(|value| seen.insert(*value));
    }
    others
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Provider")]
struct ProviderOut<'f> {
    name: Option<&'f str>,
    domain: Option<&'f str>,
}

impl<'f> ProviderOut<'f> {
    fn of(provider: model::Provider<'f>) -> ProviderOut<'f> {
        ProviderOut { name: provider.name, domain: provider.domain }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Image")]
struct ImageOut<'f> {
    url: &'f str,
    width: Option<u32>,
    height: Option<u32>,
}

impl<'f> ImageOut<'f> {
    fn of(image: model::Image<'f>) -> ImageOut<'f> {
        ImageOut { url: image.url, width: image.width, height: image.height }
    }
}

/// One link where it stands, with everything that merging and grouping read of it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Mention")]
struct MentionOut<'f> {
    file: &'f str,
    line: u32,
    /// `head` or `related`.
    role: &'static str,
    /// Position in the `related` list, from 0; null for a head.
    index: Option<u32>,
    title: Option<&'f str>,
    excerpt: Option<&'f str>,
    url: Option<&'f str>,
    alternate_urls: Vec<&'f str>,
    #[schemars(with = "Option<String>")]
    published: Option<Time>,
    /// As in an article.
    date_precision: Option<&'static str>,
    r#type: Option<&'f str>,
    provider: ProviderOut<'f>,
    quality: Option<i64>,
    image: Option<ImageOut<'f>>,
}

impl<'f> MentionOut<'f> {
    fn of(mention: &'f Mention<'_>) -> MentionOut<'f> {
        let link = mention.link;
        let (role, index) = match link.role {
            Role::Head => ("head", None),
            Role::Related(index) => ("related", Some(index)),
        };
        MentionOut {
            file: &mention.document.file,
            line: link.line,
            role,
            index,
            title: link.title,
            excerpt: link.excerpt,
            url: link.address.as_ref().map(Address::shown),
            alternate_urls: link.alternates.iter().map(Address::shown).collect(),
            published: link.time().map(time),
            date_precision: link.published.map(|date| date.precision.token()),
            r#type: link.kind,
            provider: ProviderOut::of(link.provider),
            quality: link.quality,
            image: link.image.map(ImageOut::of),
        }
    }
}

/// Why two mentions were joined.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Evidence")]
struct EvidenceOut<'f> {
    /// Indexes in `mentions`, the smaller first.
    mentions: (usize, usize),
    /// The rule's token.
    rule: &'static str,
    /// What the rule saw.
    detail: &'f str,
    /// 0 to 1, two decimals.
    score: f64,
}

impl<'f> EvidenceOut<'f> {
    fn of(evidence: &'f Evidence) -> EvidenceOut<'f> {
        EvidenceOut {
            mentions: evidence.mentions,
            rule: evidence.rule.token(),
            detail: &evidence.detail,
            score: (evidence.score * 100.0).round() / 100.0,
        }
    }
}
