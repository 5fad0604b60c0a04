//! One address, one spelling, and the identity keys it carries. The rows of what falls away are in
//! `rules.rs`; which keys really join two mentions is decided in `dedup`.

mod error;
mod host;
mod parts;
mod path;
mod publisher_ids;
mod query;
pub use error::{AddressError, BrokenAddress};
pub mod rules;
mod site;

use std::borrow::Cow;
use std::fmt;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use memchr::{memchr, memchr2_iter};
use parts::{Parts, is_wrapper, read, unwrap};
use path::{Segments, segments, strip_extension};

use publisher_ids::{id_site, publisher_ids};
use rules::Strength;
pub(crate) use site::site_of;

/// An http or https address of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address<'t> {
    /// As scraped, without user name and password. The identity (host without rendering labels, path and query after
    /// all strong rows, no scheme, no trailing slash) is usually a part of it; otherwise it is appended. The same is
    /// true of the variant.
    text: Cow<'t, str>,
    /// The length of the part of `text` that is shown, in bytes.
    shown: u32,
    /// The range of the identity in `text`.
    identity: (u32, u32),
    /// The range of the [`Address::variant`] in `text`; empty if no weak row applies.
    variant: (u32, u32),
    /// The length of the host in the identity, in bytes.
    host: u32,
    /// The number of bytes of the host before the registrable domain.
    below_site: u32,
    /// The number of bytes of the identity before its query.
    path_end: u32,
    /// The hash of [`Address::site_and_last_segment`].
    last_segment_hash: u32,
    /// Whether the address asks for an AMP rendering.
    amp: bool,
    /// Whether the site shows other outlets' articles under its own address.
    syndicates: bool,
}

/// A value that two addresses of one article may share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentityKey<'a> {
    /// The whole address in its canonical spelling.
    Address(&'a str),
    /// A site and an id within it: `reuters.com idUSKBN23I2T6`.
    PublisherId(&'a str, &'a str),
    /// A video's id, from its page or from its image.
    Video(Cow<'a, str>),
}

/// Stores the text of an address.
type Keep<'k, 't> = &'k dyn Fn(&str) -> Cow<'t, str>;

impl Address<'static> {
    /// Reads an absolute http or https address. White space around it and line breaks in it are removed, as in
    /// browsers; a user name and password are dropped. Fails on any other scheme, on a relative address, and on an
    /// invalid host or port.
    pub fn parse(raw: &str) -> Result<Address<'static>, AddressError> {
        Address::parse_in(raw, &|text| text.to_owned().into())
    }
}

impl<'t> Address<'t> {
    /// Reads an address like [`Address::parse`], with the same errors; `keep` stores its text.
    pub fn parse_in(raw: &str, keep: Keep<'_, 't>) -> Result<Address<'t>, AddressError> {
        const MOST: usize = 4;
        let mut address = Address::once(raw, None, keep)?;
        // The host is a wrapper's. The wrapped address may only be visible in the canonical spelling, so that spelling
        // is read again until nothing changes.
        for _ in 0..MOST {
            if !is_wrapper(address.host()) {
                break;
            }
            let again = Address::once(&address.canonical(), Some(address.shown()), keep);
            let Some(again) = again.ok().filter(|again| !again.is_same_page(&address)) else { break };
            address = Address { amp: address.amp | again.amp, ..again };
        }
        Ok(address)
    }

    /// Reads an address once. `shown` is the text to show; without it, the address as read is shown.
    fn once(raw: &str, shown: Option<&str>, keep: Keep<'_, 't>) -> Result<Address<'t>, AddressError> {
        if let Some(parts) = Parts::of_plain(raw) {
            return Ok(Address::from_parts(&parts, shown.unwrap_or(raw), keep));
        }
        let (url, own) = read(raw)?;
        let url = unwrap(url);
        Ok(Address::from_parts(&Parts::of_url(&url), shown.unwrap_or(&own), keep))
    }

    fn from_parts(parts: &Parts<'_>, shown: &str, keep: Keep<'_, 't>) -> Address<'t> {
        let path = normal_escapes(parts.path);
        let identity = AddressIdentity::new(parts, &path);
        let host = &*identity.host;
        let (text, path_end) = identity.page.text(host, parts.host_and_path);
        let variant = identity.variant.as_ref().map(|page| page.text_without_extension(host));
        let (start, place, whole) = laid_out(shown, &text, variant.as_deref(), keep);
        let site = site_of(host);
        let mut address = Address {
            shown: shown.len() as u32,
            identity: (start as u32, (start + text.len()) as u32),
            variant: place,
            host: host.len() as u32,
            below_site: (host.len() - site.len()) as u32,
            path_end: path_end as u32,
            last_segment_hash: 0,
            amp: identity.amp,
            syndicates: rules::SYNDICATORS.iter().any(|s| *s == site || *s == host),
            text: whole,
        };
        // The seed is fixed. An attacker may foresee the hash, but it only selects names to compare.
        address.last_segment_hash = FixedState::default().hash_one(address.site_and_last_segment()) as u32;
        address
    }

    /// Returns [`Address::shown`] for an address that is only printed, never compared. Fails like [`Address::parse`].
    pub fn parse_shown(raw: &str) -> Result<Cow<'_, str>, AddressError> {
        if Parts::of_plain(raw).is_some() {
            return Ok(raw.into());
        }
        read(raw).map(|(_, shown)| shown)
    }

    /// The address to print and to open: as scraped, without user name and password.
    pub fn shown(&self) -> &str {
        &self.text[..self.shown as usize]
    }

    /// The canonical spelling of the address, with its scheme.
    pub fn canonical(&self) -> String {
        ["https://", self.identity()].concat()
    }

    /// The canonical spelling of the address without its scheme, by which addresses are compared and sorted.
    pub fn identity(&self) -> &str {
        &self.text[self.identity.0 as usize..self.identity.1 as usize]
    }

    /// The page after the weak rows, spelled like [`Address::page`]: for `/uk/x`, host and path without the edition. It
    /// may be another page, so a join by it needs similar titles. `None` if no weak row applies.
    pub fn variant(&self) -> Option<&str> {
        let (start, end) = self.variant;
        (start < end).then(|| &self.text[start as usize..end as usize])
    }

    /// The identity without the extension: `/x.html` and `/x` are one page.
    pub fn page(&self) -> &str {
        &self.identity()[..self.identity().len() - extension(self.path_and_query())]
    }

    /// The page after the weak rows if one applies, or else the page.
    pub(crate) fn weakest_page(&self) -> &str {
        self.variant().unwrap_or(self.page())
    }

    /// Whether two addresses are the same after all strong rows.
    pub fn is_same_page(&self, other: &Address<'_>) -> bool {
        self.identity() == other.identity()
    }

    /// The host without rendering labels.
    pub fn host(&self) -> &str {
        &self.identity()[..self.host as usize]
    }

    /// The registrable domain; addresses with the same one are on the same site.
    pub fn site(&self) -> &str {
        &self.identity()[self.below_site as usize..self.host as usize]
    }

    /// Whether the address asks for an AMP rendering.
    pub fn is_amp(&self) -> bool {
        self.amp
    }

    /// Whether it is the front page of a site or of an edition, and so names no article.
    pub fn is_front_page(&self) -> bool {
        self.variant().unwrap_or(self.identity()).len() == self.host as usize
    }

    /// Whether the site shows other outlets' articles under its own address.
    pub fn is_syndicator(&self) -> bool {
        self.syndicates
    }

    /// The path segment with the most words: usually the headline at the time the page was made.
    pub fn slug(&self) -> Option<&str> {
        let is_mark = |byte: u8| matches!(byte, b'-' | b'_');
        // Without branches, so that many bytes are processed together.
        let words = |segment: &str| {
            let pairs = segment.bytes().zip(segment.bytes().skip(1));
            let ends: u32 = pairs.map(|(a, b)| u32::from(!is_mark(a) & is_mark(b))).sum();
            ends + u32::from(segment.bytes().last().is_some_and(|byte| !is_mark(byte)))
        };
        let counted = segments(self.path()).map(|segment| (words(segment), segment));
        let (count, slug) = counted.max_by_key(|(count, _)| *count)?;
        (count >= 2).then_some(strip_extension(slug))
    }

    /// The site, and the last path segment without its extension.
    pub fn site_and_last_segment(&self) -> (&str, &str) {
        (self.site(), strip_extension(self.path().rsplit('/').next().unwrap_or("")))
    }

    /// The hash of [`Address::site_and_last_segment`], for finding the few addresses with the same name.
    pub fn last_segment_hash(&self) -> u32 {
        self.last_segment_hash
    }

    /// The keys that this address shares with other addresses of the same article. A front page has no key.
    pub fn keys(&self) -> impl Iterator<Item = IdentityKey<'_>> {
        let video = self.video_id().map(|id| IdentityKey::Video(id.into()));
        let is_page = video.is_none() && !self.is_front_page();
        let address = is_page.then(|| IdentityKey::Address(self.page()));
        let path = if is_page { self.path() } else { "" };
        let ids =
            publisher_ids(self.site(), path).map(|id| IdentityKey::PublisherId(id_site(self.site()), id));
        video.into_iter().chain(address).chain(ids)
    }

    /// The id of the video that this address plays or shows an image of.
    pub fn video_id(&self) -> Option<&str> {
        if !rules::VIDEO_HOSTS.contains(&self.site()) {
            return None;
        }
        let (path, query) = self.path_and_query();
        let in_query = query.split('&').find_map(|pair| pair.strip_prefix("v="));
        let mut segments = segments(path);
        let in_path = match segments.next() {
            Some(first) if rules::VIDEO_SEGMENTS.contains(&first) => segments.next(),
            Some(id) if self.site() == "youtu.be" => Some(id),
            _ => None,
        };
        in_query.or(in_path).filter(|id| id.len() == 11 && id.bytes().all(is_id_byte))
    }

    fn path(&self) -> &str {
        self.path_and_query().0
    }

    fn path_and_query(&self) -> (&str, &str) {
        let (path, query) =
            self.identity()[self.host as usize..].split_at((self.path_end - self.host) as usize);
        (path, query.trim_start_matches('?'))
    }
}

impl fmt::Display for IdentityKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IdentityKey::Address(text) => f.write_str(text),
            IdentityKey::PublisherId(site, id) => write!(f, "{site} {id}"),
            IdentityKey::Video(id) => write!(f, "{} {id}", rules::VIDEO_SITE),
        }
    }
}

fn is_id_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// An address after the rules, before it is put together as one string.
struct AddressIdentity<'u> {
    host: Cow<'u, str>,
    page: PageParts<'u>,
    /// The page after the weak rows, if one applies.
    variant: Option<PageParts<'u>>,
    amp: bool,
}

/// The path and query of a page.
#[derive(Clone, PartialEq)]
struct PageParts<'u> {
    segments: Segments<'u>,
    /// With the fragment, if the fragment chooses a page.
    query: String,
}

impl<'u> AddressIdentity<'u> {
    /// `path` is the path of the address with its escapes in canonical spelling.
    fn new(parts: &'u Parts<'_>, path: &'u str) -> AddressIdentity<'u> {
        let (host, host_amp) = host::bare(parts);
        let mut segments: Segments<'_> = segments(path).collect();
        // A rendering mark may hide a publication (`/amp/pub/NAME/p/x`), and the publication may hide another mark.
        let mut path_amp = path::settle(&mut segments, Strength::Strong);
        let before = segments.len();
        let host = host::of_publication(host, &mut segments);
        if segments.len() < before {
            path_amp |= path::settle(&mut segments, Strength::Strong);
        }
        let mut page = PageParts { segments, query: String::new() };
        let query_amp = page.ask(&normal_escapes(parts.query), &host, Strength::Strong);
        // `#/news/bridge` and `#!news/bridge` choose a page as a path does.
        if let Some(route) = parts.fragment.filter(|f| f.starts_with(['/', '!']) && f.len() > 1) {
            page.query.push('#');
            page.query.push_str(&normal_escapes(route));
        }
        let variant = page.variant(&host);
        AddressIdentity { host, page, variant, amp: host_amp || path_amp || query_amp }
    }
}

impl<'u> PageParts<'u> {
    /// Adds the useful parameters of a query. Returns whether the query asked for an AMP rendering.
    fn ask(&mut self, query: &str, host: &str, strength: Strength) -> bool {
        if query.is_empty() {
            self.query.clear();
            return false;
        }
        let amp;
        (self.query, amp) =
            query::useful(query, &query::QueryContext { host, segments: &self.segments }, strength);
        amp
    }

    /// The page after the weak rows. `None` if nothing remains, and for hosts that keep other addresses in their paths:
    /// there a shorter path is another site's page.
    fn variant(&self, host: &str) -> Option<PageParts<'u>> {
        if self.query.is_empty() && !path::may_weaken(&self.segments) {
            return None;
        }
        if is_wrapper(host) || host == host::PUBLICATIONS {
            return None;
        }
        let mut page = self.clone();
        path::settle(&mut page.segments, Strength::Weak);
        let (query, route) = self.query.split_once('#').unwrap_or((&self.query, ""));
        page.ask(query, host, Strength::Weak);
        if !route.is_empty() {
            page.query.push('#');
            page.query.push_str(route);
        }
        (page != *self).then_some(page)
    }

    /// The identity as one string, usually a part of the address, and the number of its bytes before the query.
    fn text<'j>(&self, host: &str, host_and_path: &'j str) -> (Cow<'j, str>, usize) {
        if let Some(piece) = self.piece_of(host, host_and_path).filter(|_| self.query.is_empty()) {
            return (piece.into(), piece.len());
        }
        let path_end = self.path_end(host);
        let mark = if self.query.is_empty() || self.query.starts_with('#') { "" } else { "?" };
        let mut text = String::with_capacity(path_end + mark.len() + self.query.len());
        text.push_str(host);
        for segment in &self.segments {
            text.push('/');
            text.push_str(segment);
        }
        text.push_str(mark);
        text.push_str(&self.query);
        (text.into(), path_end)
    }

    /// The page as one string, spelled like [`Address::page`].
    fn text_without_extension(&self, host: &str) -> String {
        let (text, path_end) = self.text(host, "");
        let mut text = text.into_owned();
        let path_and_query = (&text[host.len()..path_end], &*self.query);
        text.truncate(text.len() - extension(path_and_query));
        text
    }

    /// The end of an address's host and path, without slashes, if it spells this host and these segments.
    fn piece_of<'j>(&self, host: &str, host_and_path: &'j str) -> Option<&'j str> {
        let whole = host_and_path.trim_end_matches('/');
        let piece = whole.get(whole.len().checked_sub(self.path_end(host))?..)?;
        let mut rest = piece.strip_prefix(host)?;
        for segment in &self.segments {
            rest = rest.strip_prefix('/')?.strip_prefix(segment)?;
        }
        rest.is_empty().then_some(piece)
    }

    /// The number of bytes of host and path.
    fn path_end(&self, host: &str) -> usize {
        host.len() + self.segments.iter().map(|segment| segment.len() + 1).sum::<usize>()
    }
}

/// The length of an extension without which the path names the same page. A query after it, or no name before it
/// (`/.html`), keeps the extension.
fn extension((path, query): (&str, &str)) -> usize {
    let bare = path.strip_suffix(".html").or_else(|| path.strip_suffix(".htm"));
    let is_name = |bare: &&str| !bare.ends_with(['/', '.']);
    bare.filter(|_| query.is_empty()).filter(is_name).map_or(0, |bare| path.len() - bare.len())
}

/// The text of an address: the shown text, with identity and variant appended if they are not parts of it. Returns the
/// start of the identity, the range of the variant, and the text.
fn laid_out<'t>(
    shown: &str,
    identity: &str,
    variant: Option<&str>,
    keep: Keep<'_, 't>,
) -> (usize, (u32, u32), Cow<'t, str>) {
    let found = place_in(shown, identity);
    let start = found.unwrap_or(shown.len());
    let behind = if found.is_some() { "" } else { identity };
    let Some(variant) = variant else {
        let whole = if behind.is_empty() { keep(shown) } else { keep(&[shown, behind].concat()) };
        return (start, (0, 0), whole);
    };
    // `/x?ref=front` without its query is the start of the identity.
    let found = identity.starts_with(variant).then_some(start).or_else(|| place_in(shown, variant));
    let at = found.unwrap_or(shown.len() + behind.len());
    let last = if found.is_some() { "" } else { variant };
    (start, (at as u32, (at + variant.len()) as u32), keep(&[shown, behind, last].concat()))
}

/// The offset of an identity in an address, if a dot or slash precedes it: usually it follows the scheme, a label of
/// the host, or a cache's path. An identity that is not found is appended to the address.
fn place_in(shown: &str, identity: &str) -> Option<usize> {
    let is_start = |start: &usize| shown[*start..].starts_with(identity);
    memchr2_iter(b'.', b'/', shown.as_bytes()).map(|mark| mark + 1).find(is_start)
}

/// Decodes escapes of letters, digits, `-._~` and the marks that have no meaning in paths and queries (RFC 3986 allows
/// both spellings, and sites use both). Other escapes are written in upper case, so each byte has one spelling.
fn normal_escapes(text: &str) -> Cow<'_, str> {
    if memchr(b'%', text.as_bytes()).is_none() {
        return text.into();
    }
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok().map(|byte| (hex, byte))) {
            Some((_, byte)) if byte.is_ascii_alphanumeric() || b"-._~!'()*,:@$".contains(&byte) => {
                out.push(char::from(byte));
                at += 3;
            }
            Some((hex, _)) => {
                out.push('%');
                out.push_str(&hex.to_ascii_uppercase());
                at += 3;
            }
            // A percent sign that begins no escape is escaped, because decoding the text after it could complete an
            // escape.
            None if bytes[at] == b'%' => {
                out.push_str("%25");
                at += 1;
            }
            None => {
                // The url crate leaves only ASCII in paths and queries, so a byte is a character.
                out.push(char::from(bytes[at]));
                at += 1;
            }
        }
    }
    out.into()
}

#[cfg(test)]
mod pairs;
#[cfg(test)]
mod tests;
