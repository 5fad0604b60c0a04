//! Documents, links and texts, in newsfeed's own terms for the fields. `parse` decides which values are valid; a value
//! that is here is valid.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use smallvec::SmallVec;
use strum::IntoStaticStr;

use super::{Id, Published};
use crate::address::{Address, IdentityKey};
use crate::text::entities::Entity;

/// The content of one header: a head link, the links listed as related to it, and their topics. The strings live in an
/// arena shared with other documents.
#[derive(Debug, Clone, PartialEq)]
pub struct Document<'t> {
    /// The input path as given and the path below it, with `/`; `-` for standard input.
    pub file: Arc<str>,
    /// The topics, tags or categories of the document, in the file's order, each once.
    pub topics: Vec<&'t str>,
    /// The collection that the producer put the document into (`news`, `samples`).
    pub category: Option<&'t str>,
    /// The article the document is about.
    pub head: Link<'t>,
    /// The related links, in the file's order. An entry that could not be read leaves a gap in the indexes.
    pub related: Vec<Link<'t>>,
}

impl<'t> Document<'t> {
    /// The head, then each related link.
    pub fn links(&self) -> impl Iterator<Item = &Link<'t>> {
        std::iter::once(&self.head).chain(&self.related)
    }
}

/// One article as a document describes it. It has a title or an address, or both.
#[derive(Debug, Clone, PartialEq)]
pub struct Link<'t> {
    /// The role of the link in its document.
    pub role: Role,
    /// The line on which its record begins, from 1.
    pub line: u32,
    /// The headline: one line, entities decoded, no control characters.
    pub title: Option<&'t str>,
    /// The teaser or first sentences, cleaned like the title.
    pub excerpt: Option<&'t str>,
    /// The address that a reader would open.
    pub address: Option<Address<'t>>,
    /// Other addresses of the same piece in the record: original, AMP, AMP on a CDN.
    pub alternates: &'t [Address<'t>],
    /// When it was published.
    pub published: Option<Published>,
    /// When it was last changed, if the record says so.
    pub updated: Option<DateTime<Utc>>,
    /// The producer's name for the kind of piece: `article`, `video`, …
    pub kind: Option<&'t str>,
    /// The publisher.
    pub provider: Provider<'t>,
    /// The authors.
    pub authors: &'t [&'t str],
    /// The producer's own score, on the producer's own scale (real files: 44 to 164).
    pub quality: Option<i64>,
    /// The first image the record lists.
    pub image: Option<Image<'t>>,
    /// The language in the record (`en`, `fr-CA`).
    pub language: Option<&'t str>,
}

impl<'t> Link<'t> {
    /// All addresses of the link: first the one to open, then the alternates.
    pub fn addresses(&self) -> impl Iterator<Item = &Address<'t>> {
        self.address.iter().chain(self.alternates)
    }

    /// The first instant of its publication date in UTC, whatever the date's precision.
    pub fn time(&self) -> Option<DateTime<Utc>> {
        self.published.map(|p| p.at)
    }

    /// The keys of all its addresses and of a video's image, strongest first, each once.
    pub fn keys(&self) -> LinkKeys<'_> {
        // A link without an address takes its id from the image, which may be a video's still. The image of a link with
        // an address may be another video's still. An image that is no still (a placeholder under every video) gives no
        // id.
        let image = self.image.as_ref().filter(|_| self.address.is_none());
        let still = image.and_then(|image| Address::parse(image.url).ok());
        // Most alternates are another rendering of the same page and have the same keys.
        let is_other =
            |address: &&Address<'t>| self.address.as_ref().is_none_or(|first| !address.is_same_page(first));
        let others = self.alternates.iter().filter(is_other);
        let mut keys: LinkKeys<'_> = self.address.iter().chain(others).flat_map(Address::keys).collect();
        keys.extend(
            still.as_ref().and_then(Address::video_id).map(|id| IdentityKey::Video(id.to_owned().into())),
        );
        // Stronger keys first: an id that survives a new title counts more than the spelling of the address.
        keys.sort_unstable_by(|a, b| b.cmp(a));
        keys.dedup();
        keys
    }

    /// Whether it has the same texts, addresses, outlet and image as another link; most often it is the same link,
    /// listed once more. Two such links have the same words and keys and, if they were published at the same time, the
    /// same similarity to any other link. Every field that these are made from must be compared here.
    pub fn reads_as(&self, other: &Link<'_>) -> bool {
        self.title == other.title
            && self.excerpt == other.excerpt
            && self.address == other.address
            && self.alternates == other.alternates
            && self.provider == other.provider
            && self.image == other.image
    }

    /// The title or, if there is none, the address.
    pub fn headline(&self) -> &str {
        match (&self.title, &self.address) {
            (Some(title), _) => title,
            (None, Some(address)) => address.shown(),
            (None, None) => "",
        }
    }

    /// The identity of a link that has no address of its own.
    pub fn title_and_day(&self) -> String {
        let day = self.time().map(|at| at.format("%Y-%m-%d").to_string()).unwrap_or_default();
        format!("{}\n{day}", self.headline())
    }

    /// The digest of title, day and site; the site is included because two outlets may have the same headline.
    pub fn title_id(&self) -> Id {
        Id::title(&format!("{}\n{}", self.title_and_day(), self.site()))
    }

    /// The digest of title, exact date and site; the date is exact because a column may have the same title twice a
    /// day.
    pub fn timed_title_id(&self) -> Id {
        let time = self.time().map(|at| at.to_rfc3339()).unwrap_or_default();
        Id::title(&format!("{}\n{time}\n{}", self.headline(), self.site()))
    }

    /// The site's name for a person: the provider's domain, or the host of the address, or the provider's name.
    pub fn site(&self) -> &str {
        let host = || self.address.as_ref().map(Address::host);
        self.provider.domain.or_else(host).or(self.provider.name).unwrap_or("")
    }
}

/// The keys of a link; few links have more than fit inline.
pub type LinkKeys<'l> = SmallVec<[IdentityKey<'l>; 4]>;

/// The role of a link in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The article the document is about.
    Head,
    /// An entry of its `related` list, by its position in the file, from 0.
    Related(u32),
}

/// The publisher of a link.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Provider<'t> {
    /// The outlet's name.
    pub name: Option<&'t str>,
    /// Its domain, as the record gives it, lower case.
    pub domain: Option<&'t str>,
}

/// An image of a link. Output names it; newsfeed never fetches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Image<'t> {
    /// Its address as scraped, http or https.
    pub url: &'t str,
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
}

/// A file without a header. Its title, dates, links and names are found in the body as far as that is safe.
#[derive(Debug, Clone, PartialEq)]
pub struct TextFile {
    /// As in [`Document::file`].
    pub file: Arc<str>,
    /// The first line, if it looks like a title.
    pub title: Option<String>,
    /// The way the title was found.
    pub title_source: Option<TitleSource>,
    /// The ISO 639-1 code; set only if the detector is certain.
    pub language: Option<&'static str>,
    /// Absolute http and https links in order of appearance, each once.
    pub links: Vec<String>,
    /// Dates written out in full. None of them is taken for the date of the text itself.
    pub dates: Vec<TextDate>,
    /// The names in the text, each once.
    pub entities: Vec<TextEntity>,
    /// Days, months and years that the text mentions. Months, years and days without a year count only in its opening.
    pub times: Vec<TextTime>,
    /// The story it belongs to, if there is evidence.
    pub story: Option<TextStory>,
}

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEntity {
    /// The name.
    pub entity: Entity,
    /// Whether it stands in the title or the first two paragraphs, which show the subject of a text. Later paragraphs
    /// also recall other events.
    pub early: bool,
}

/// A time that a text mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextTime {
    /// As written.
    pub text: String,
    /// The first day.
    pub first: NaiveDate,
    /// The last day; the same as the first if the time is one day.
    pub last: NaiveDate,
    /// Whether the year is written. "on 11 June" may be of any year; its days are stored in a leap year.
    pub has_year: bool,
}

/// Why a text belongs to a story.
#[derive(Debug, Clone, PartialEq)]
pub struct TextStory {
    /// The story.
    pub id: Id,
    /// The shared links, names and days, one kind a line: `link: …`, `names: …`, `date: …`; never empty.
    pub evidence: Vec<String>,
    /// 0 to 1.
    pub score: f64,
}

/// Why a text stands alone.
#[derive(Debug, Clone, PartialEq)]
pub struct TextDoubt {
    /// The nearest story.
    pub story: Id,
    /// What they share nevertheless, as in [`TextStory::evidence`].
    pub evidence: Vec<String>,
    /// The missing evidence.
    pub why: String,
}

/// The source of a text's title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum TitleSource {
    /// The first line that is not blank.
    FirstLine,
}

impl TitleSource {
    /// The token used in JSON.
    pub fn token(self) -> &'static str {
        self.into()
    }
}

/// A date found in the words of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextDate {
    /// As written.
    pub text: String,
    /// Its line, from 1.
    pub line: u32,
    /// The day; `None` if day and month could be swapped (`03/04/2020`).
    pub date: Option<NaiveDate>,
}
