//! Writes the feed as the JSON of `newsfeed schema`: what the model holds becomes the structs of the contract.

use std::borrow::Cow;
use std::io::{self, Write};

use foldhash::HashSet;
use rayon::prelude::*;

use super::Feed;
use super::safe;
use crate::address::Address;
use crate::model::contract::{
    JsonArticle, JsonCopy, JsonDiagnostic, JsonEdition, JsonEvidence, JsonGenerator, JsonImage, JsonMention,
    JsonOutput, JsonProvider, JsonStory, JsonText, JsonTextDate, JsonTextName, JsonTextTime, JsonTime,
    JsonUpdate, SCHEMA,
};
use crate::model::{
    self, Article, Diagnostic, Evidence, Id, Link, Mention, ReportStatus, Role, Section, Shown, TextDate,
    TextEntity, TextFile, TextTime, prefetch,
};

/// Writes the whole feed as one object on one line: a [`JsonOutput`], its stories made in parallel, some at a time.
pub(super) fn write(feed: &Feed<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    /// So many stories a worker takes at a time, and so many such parts are held before they are written: a part
    /// is small enough to be in the cache when it is, and its room is used again.
    const PART: usize = 16;
    const PARTS: usize = 64;
    // Everything but the stories is small, or seldom long.
    let mut frame = Vec::new();
    safe::add_json(&output(feed, Vec::new()), &mut frame)?;
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
        safe::add_json(&JsonStory::from(shown), text)?;
    }
    Ok(())
}

/// The JSON Schema of what [`write`] writes.
pub fn schema() -> String {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<JsonOutput<'_>>();
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is plain JSON");
    text.push('\n');
    text
}

/// The whole feed in the shape of the contract.
pub(super) fn json_output<'f>(feed: &'f Feed<'_, '_>) -> JsonOutput<'f> {
    output(feed, feed.stories.iter().map(JsonStory::from).collect())
}

fn output<'f>(feed: &'f Feed<'_, '_>, stories: Vec<JsonStory<'f>>) -> JsonOutput<'f> {
    JsonOutput {
        schema: SCHEMA.into(),
        generator: JsonGenerator::THIS,
        edition: json_edition(feed),
        summary: feed.summary,
        stories,
        texts: feed.texts.iter().map(|text| JsonText::from(*text)).collect(),
        diagnostics: feed.diagnostics.iter().map(JsonDiagnostic::from).collect(),
    }
}

impl<'f> From<&'f Shown<'_, '_>> for JsonStory<'f> {
    fn from(shown: &'f Shown<'_, '_>) -> JsonStory<'f> {
        let story = shown.story;
        let article = |index: &usize| article(&story.articles[*index], shown.status(*index));
        JsonStory {
            id: story.id,
            title: story.headline().into(),
            lead: story.lead().id,
            under: story.under,
            first_published: story.first_published().map(|date| JsonTime(date.at)),
            last_published: story.last_published().map(|date| JsonTime(date.at)),
            topics: texts(story.topics()),
            providers: texts(story.sites()),
            article_count: story.articles.len(),
            section: shown.report.section.token().into(),
            update: shown.report.update.as_ref().map(|update| JsonUpdate {
                since: JsonTime(update.since),
                headline: update.headline.as_str().into(),
                gained: shown.articles.len(),
            }),
            former: shown.report.former.clone(),
            articles: shown.articles.iter().map(article).collect(),
        }
    }
}

fn article<'f>(article: &'f Article<'_>, status: Option<ReportStatus>) -> JsonArticle<'f> {
    let lead = article.link();
    let links = || article.mentions.iter().map(|m| m.link);
    let url = lead.address.as_ref().map(Address::shown);
    let first = article.first_published;
    JsonArticle {
        id: article.id,
        title: lead.title.map(Cow::from),
        other_titles: others(links().filter_map(|l| l.title), lead.title),
        excerpt: first_of(lead, links(), |l| l.excerpt).map(Cow::from),
        url: url.map(Cow::from),
        canonical_url: lead.address.as_ref().map(|address| address.canonical().into()),
        alternate_urls: others(links().flat_map(Link::addresses).map(Address::shown), url),
        copies: article.copies().into_iter().map(copy).collect(),
        published: first.map(|date| JsonTime(date.at)),
        updated: links().filter_map(|l| l.updated).max().map(JsonTime),
        date_precision: first.map(|date| date.precision.token().into()),
        date_source: first.map(|date| date.source.token().into()),
        reported: status.map(|status| status.token().into()),
        late: status == Some(ReportStatus::Late),
        r#type: first_of(lead, links(), |l| l.kind).map(Cow::from),
        provider: lead.provider.into(),
        site: Some(lead.site()).filter(|site| !site.is_empty()).map(Cow::from),
        authors: texts(lead.authors.iter().copied()),
        quality: lead.quality,
        topics: texts(article.topics()),
        image: first_of(lead, links(), |l| l.image).map(JsonImage::from),
        language: first_of(lead, links(), |l| l.language).map(Cow::from),
        mentions: article.mentions.iter().map(JsonMention::from).collect(),
        merged_by: article.merged_by.iter().map(JsonEvidence::from).collect(),
    }
}

fn texts<'f>(texts: impl IntoIterator<Item = &'f str>) -> Vec<Cow<'f, str>> {
    texts.into_iter().map(Cow::from).collect()
}

fn copy<'f>(link: &'f Link<'_>) -> JsonCopy<'f> {
    let url = link.addresses().next().map_or("", Address::shown);
    JsonCopy { site: link.site().into(), url: url.into() }
}

/// The lead's value, else the first that any mention has.
fn first_of<'l, T>(
    lead: &'l Link<'l>,
    links: impl Iterator<Item = &'l Link<'l>>,
    get: impl Fn(&'l Link<'l>) -> Option<T>,
) -> Option<T> {
    get(lead).or_else(|| links.into_iter().find_map(get))
}

fn others<'l>(values: impl Iterator<Item = &'l str>, lead: Option<&str>) -> Vec<Cow<'l, str>> {
    let mut others: Vec<Cow<'l, str>> = texts(values.filter(|value| Some(*value) != lead));
    if others.len() > 1 {
        let mut seen = HashSet::default();
        others.retain(|value| seen.insert(value.clone()));
    }
    others
}

impl<'f> From<model::Provider<'f>> for JsonProvider<'f> {
    fn from(provider: model::Provider<'f>) -> JsonProvider<'f> {
        JsonProvider { name: provider.name.map(Cow::from), domain: provider.domain.map(Cow::from) }
    }
}

impl<'f> From<model::Image<'f>> for JsonImage<'f> {
    fn from(image: model::Image<'f>) -> JsonImage<'f> {
        JsonImage { url: image.url.into(), width: image.width, height: image.height }
    }
}

impl<'f> From<&'f Mention<'_>> for JsonMention<'f> {
    fn from(mention: &'f Mention<'_>) -> JsonMention<'f> {
        let link = mention.link;
        let (role, index) = match link.role {
            Role::Head => ("head", None),
            Role::Related(index) => ("related", Some(index)),
        };
        JsonMention {
            file: Cow::from(&*mention.document.file),
            line: link.line,
            role: role.into(),
            index,
            title: link.title.map(Cow::from),
            excerpt: link.excerpt.map(Cow::from),
            url: link.address.as_ref().map(|address| address.shown().into()),
            alternate_urls: texts(link.alternates.iter().map(Address::shown)),
            published: link.time().map(JsonTime),
            date_precision: link.published.map(|date| date.precision.token().into()),
            r#type: link.kind.map(Cow::from),
            provider: link.provider.into(),
            quality: link.quality,
            image: link.image.map(JsonImage::from),
        }
    }
}

impl<'f> From<&'f Evidence> for JsonEvidence<'f> {
    fn from(evidence: &'f Evidence) -> JsonEvidence<'f> {
        JsonEvidence {
            mentions: evidence.mentions,
            rule: evidence.rule.token().into(),
            detail: evidence.detail.as_str().into(),
            score: (evidence.score * 100.0).round() / 100.0,
        }
    }
}

impl<'f> From<&'f TextFile> for JsonText<'f> {
    fn from(text: &'f TextFile) -> JsonText<'f> {
        let story = text.story.as_ref();
        JsonText {
            id: Id::text(&text.file),
            file: Cow::from(&*text.file),
            title: text.title.as_deref().map(Cow::from),
            title_source: text.title_source.map(|source| source.token().into()),
            language: text.language.map(Cow::from),
            links: texts(text.links.iter().map(String::as_str)),
            dates: text.dates.iter().map(text_date).collect(),
            names: text.entities.iter().map(text_name).collect(),
            times: text.times.iter().map(text_time).collect(),
            story: story.map(|story| story.id),
            evidence: texts(story.iter().flat_map(|story| &story.evidence).map(String::as_str)),
        }
    }
}

fn text_date(date: &TextDate) -> JsonTextDate<'_> {
    JsonTextDate { text: date.text.as_str().into(), line: date.line, date: date.date }
}

fn text_name(name: &TextEntity) -> JsonTextName<'_> {
    let words = texts(name.entity.words.iter().map(|word| &**word));
    JsonTextName { name: name.entity.text.as_str().into(), words, early: name.early, sure: name.entity.sure }
}

fn text_time(time: &TextTime) -> JsonTextTime<'_> {
    let TextTime { text, first, last, has_year } = time;
    JsonTextTime { text: text.as_str().into(), first: *first, last: *last, has_year: *has_year }
}

impl<'f> From<&'f Diagnostic> for JsonDiagnostic<'f> {
    fn from(diagnostic: &'f Diagnostic) -> JsonDiagnostic<'f> {
        let place = |n: u32| (n > 0).then_some(n);
        JsonDiagnostic {
            file: Cow::from(&*diagnostic.file),
            line: place(diagnostic.line),
            column: place(diagnostic.column),
            level: diagnostic.level.token().into(),
            kind: diagnostic.problem.kind().into(),
            field: diagnostic.field.as_deref().map(Cow::from),
            message: diagnostic.to_string().into(),
        }
    }
}

/// The period and zone of the feed.
pub(super) fn json_edition<'f>(feed: &'f Feed<'_, '_>) -> JsonEdition<'f> {
    let edition = &feed.edition;
    let is_update =
        |shown: &&Shown<'_, '_>| shown.report.update.is_some() && shown.report.section == Section::Main;
    JsonEdition {
        title: edition.title().map(Cow::from),
        kind: if edition.digest.is_some() { "digest" } else { "ingest" }.into(),
        zone: edition.zone.to_string().into(),
        since: edition.since.map(JsonTime),
        until: edition.until.map(JsonTime),
        day: edition.day,
        updates: feed.stories.iter().filter(is_update).count(),
    }
}
