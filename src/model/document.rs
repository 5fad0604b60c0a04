//! The record in our words, whatever the file called its fields. What a value had to look like to get here is
//! the business of `parse`; past this point a value that exists is valid.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use smallvec::SmallVec;
use strum::IntoStaticStr;

use super::{Id, Published};
use crate::address::{Address, IdentityKey};
use crate::text::entities::Entity;

/// What one header says: a head link, the links listed as related to it, and what they are about. Its texts are kept
/// elsewhere, one after another with those of other documents.
#[derive(Debug, Clone, PartialEq)]
pub struct Document<'t> {
    /// The path as given plus what lies below it, with `/`; `-` for standard input.
    pub file: Arc<str>,
    /// The topics, tags or categories of the document, in the file's order, each once.
    pub topics: Vec<&'t str>,
    /// The collection the producer put it in (`news`, `samples`).
    pub category: Option<&'t str>,
    /// The article the document is about.
    pub head: Link<'t>,
    /// The links it lists, in the file's order; an entry that could not be read leaves a gap in the indexes.
    pub related: Vec<Link<'t>>,
}

impl<'t> Document<'t> {
    /// The head and then each related link.
    pub fn links(&self) -> impl Iterator<Item = &Link<'t>> {
        std::iter::once(&self.head).chain(&self.related)
    }
}

/// One article as a document describes it. It has a title or an address, or both.
#[derive(Debug, Clone, PartialEq)]
pub struct Link<'t> {
    /// Where the link stands in its document.
    pub role: Role,
    /// The line its record begins on, counted from 1 in the file.
    pub line: u32,
    /// The headline: one line, entities decoded, no control characters.
    pub title: Option<&'t str>,
    /// The teaser or first sentences, cleaned like the title.
    pub excerpt: Option<&'t str>,
    /// The address a reader would open.
    pub address: Option<Address<'t>>,
    /// Other addresses the record gives for the same piece: original, AMP, AMP on a CDN.
    pub alternates: &'t [Address<'t>],
    /// When it was published.
    pub published: Option<Published>,
    /// When it was last changed, where the record says so.
    pub updated: Option<DateTime<Utc>>,
    /// What the producer calls the kind of piece: `article`, `video`, …
    pub kind: Option<&'t str>,
    /// Who published it.
    pub provider: Provider<'t>,
    /// Who wrote it.
    pub authors: &'t [&'t str],
    /// The producer's own score; its scale is the producer's (real files: 44 to 164).
    pub quality: Option<i64>,
    /// The first image the record lists.
    pub image: Option<Image<'t>>,
    /// The language the record names (`en`, `fr-CA`).
    pub language: Option<&'t str>,
}

impl<'t> Link<'t> {
    /// All addresses of the link: the one to open first, then the alternates.
    pub fn addresses(&self) -> impl Iterator<Item = &Address<'t>> {
        self.address.iter().chain(self.alternates)
    }

    /// The first instant of its date of publication in UTC, however precise it is.
    pub fn time(&self) -> Option<DateTime<Utc>> {
        self.published.map(|p| p.at)
    }

    /// Keys of all its addresses and of a video's image, strongest first, each once.
    pub fn keys(&self) -> LinkKeys<'_> {
        // The image of an article may be a video's still; only a link without an address of its own takes its id.
        // Any other image (a placeholder under every video) says nothing.
        let image = self.image.as_ref().filter(|_| self.address.is_none());
        let still = image.and_then(|image| Address::parse(image.url).ok());
        // Most alternates are that page in another rendering, which has its keys.
        let is_other =
            |address: &&Address<'t>| self.address.as_ref().is_none_or(|first| !address.is_same_page(first));
        let others = self.alternates.iter().filter(is_other);
        let mut keys: LinkKeys<'_> = self.address.iter().chain(others).flat_map(Address::keys).collect();
        keys.extend(
            still.as_ref().and_then(Address::video_id).map(|id| IdentityKey::Video(id.to_owned().into())),
        );
        // What an address keeps through retitling says more than its spelling today.
        keys.sort_unstable_by(|a, b| b.cmp(a));
        keys.dedup();
        keys
    }

    /// Whether it has the texts, the addresses, the outlet and the image of another link: most often it is that link,
    /// listed once more. Then it has its words and its keys, too, and if it has its time, all that similarity asks:
    /// what they are made of must be compared here.
    pub fn reads_as(&self, other: &Link<'_>) -> bool {
        self.title == other.title
            && self.excerpt == other.excerpt
            && self.address == other.address
            && self.alternates == other.alternates
            && self.provider == other.provider
            && self.image == other.image
    }

    /// What to call the link where a title is needed: its title, else its address.
    pub fn headline(&self) -> &str {
        match (&self.title, &self.address) {
            (Some(title), _) => title,
            (None, Some(address)) => address.shown(),
            (None, None) => "",
        }
    }

    /// What identifies a link that has no address of its own.
    pub fn title_and_day(&self) -> String {
        let day = self.time().map(|at| at.format("%Y-%m-%d").to_string()).unwrap_or_default();
        format!("{}\n{day}", self.headline())
    }

    /// The digest of title, day and site: two outlets may have one headline.
    pub fn title_id(&self) -> Id {
        Id::title(&format!("{}\n{}", self.title_and_day(), self.site()))
    }

    /// The digest of title, whole date and site: a column may have the same title twice a day.
    pub fn timed_title_id(&self) -> Id {
        let time = self.time().map(|at| at.to_rfc3339()).unwrap_or_default();
        Id::title(&format!("{}\n{time}\n{}", self.headline(), self.site()))
    }

    /// The name of the site for a person: the provider's domain, else the host of the address, else its name.
    pub fn site(&self) -> &str {
        let host = || self.address.as_ref().map(Address::host);
        self.provider.domain.or_else(host).or(self.provider.name).unwrap_or("")
    }
}

/// The keys of a link; few have more.
pub type LinkKeys<'l> = SmallVec<[IdentityKey<'l>; 4]>;

/// Where a link stands in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The article the document is about.
    Head,
    /// An entry of its `related` list, by its position in the file, from 0.
    Related(u32),
}

/// Who published a link.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Provider<'t> {
    /// The outlet's name.
    pub name: Option<&'t str>,
    /// Its domain, as the record gives it, lower case.
    pub domain: Option<&'t str>,
}

/// An image of a link. It is named in output and never fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Image<'t> {
    /// Its address as scraped; http or https.
    pub url: &'t str,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
}

/// A file without a header: a body we can still title, date and link a little, and say so.
#[derive(Debug, Clone, PartialEq)]
pub struct TextFile {
    /// As in [`Document::file`].
    pub file: Arc<str>,
    /// The first line, where it looks like a title.
    pub title: Option<String>,
    /// How the title was found.
    pub title_source: Option<TitleSource>,
    /// ISO 639-1 code, only when the detector is certain.
    pub language: Option<&'static str>,
    /// Absolute http and https links in order of appearance, each once.
    pub links: Vec<String>,
    /// Dates written out in full; candidates, none of them is the text's own.
    pub dates: Vec<TextDate>,
    /// What it names, each once.
    pub entities: Vec<TextEntity>,
    /// Days, months and years it speaks of; months, years and days without a year only where they open the text.
    pub times: Vec<TextTime>,
    /// The story it belongs to, where there is evidence.
    pub story: Option<TextStory>,
}

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEntity {
    /// The name.
    pub entity: Entity,
    /// Whether it stands in the title or in the first two paragraphs, which say what a text is about; what
    /// follows recalls other events as well.
    pub early: bool,
}

/// A time that a text speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextTime {
    /// As written.
    pub text: String,
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day: the first, where it is one day.
    pub last: NaiveDate,
    /// Whether the year is written; "on 11 June" may be of any year, and stands here in a leap year.
    pub has_year: bool,
}

/// Why a text belongs to a story.
#[derive(Debug, Clone, PartialEq)]
pub struct TextStory {
    /// The story.
    pub id: Id,
    /// What they share, a kind a line: `names: …`, `date: …`, `link: …`; never empty.
    pub evidence: Vec<String>,
    /// 0 to 1.
    pub score: f64,
}

/// Why a text stands alone.
#[derive(Debug, Clone, PartialEq)]
pub struct TextDoubt {
    /// The story it is nearest to.
    pub story: Id,
    /// What they share all the same, as in [`TextStory::evidence`].
    pub evidence: Vec<String>,
    /// What is missing.
    pub why: String,
}

/// How a text came by its title.
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
    /// The line it stands on, from 1.
    pub line: u32,
    /// The day meant; `None` where day and month could be swapped (`03/04/2020`).
    pub date: Option<NaiveDate>,
}
