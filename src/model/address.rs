//! One address, one spelling, and the identity keys it carries. The rows of what falls away are in
//! `address_rules.rs`; which keys really join two mentions is decided in `dedup`.

use std::borrow::Cow;
use std::fmt;

use url::{Host, Url};

use super::address_ids::{publisher_ids, strip_extension};
use super::address_rules::{self as rules, Inner};

/// An http or https address of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// As scraped, less user name and password.
    shown: Box<str>,
    /// Host without rendering labels, path and query after all rules; no scheme, no trailing slash.
    identity: Box<str>,
    /// Bytes of `identity` that are the host.
    host: u32,
    /// Bytes of the host that come before the registrable domain.
    below_site: u32,
    /// Whether the address asks for an AMP rendering.
    amp: bool,
}

/// Something two addresses of one article share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// The whole address in its one spelling.
    Address(Box<str>),
    /// An id inside one site: `reuters.com idUSKBN23I2T6`.
    PublisherId(Box<str>),
    /// A video's id, from its page or from its image.
    Video(Box<str>),
}

/// Why a string is not an address of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressError {
    /// A scheme that a link must not have (`javascript`), lower case.
    Scheme(String),
    /// Anything else: what it is or has, in words.
    Broken(&'static str),
}

impl Address {
    /// Reads an absolute http or https address. White space around it and line breaks in it fall away, as in
    /// browsers; a user name and password are dropped.
    pub fn parse(raw: &str) -> Result<Address, AddressError> {
        let (url, shown) = read(raw)?;
        let url = unwrap(url);
        let path = normal_escapes(url.path());
        let identity = Identity::of(&url, &path);
        Ok(Address {
            shown: shown.into(),
            host: identity.host.len() as u32,
            below_site: (identity.host.len() - site_of(&identity.host).len()) as u32,
            amp: identity.amp,
            identity: identity.text().into(),
        })
    }

    /// What [`Address::shown`] would be: for an address that is only named, never compared.
    pub fn parse_shown(raw: &str) -> Result<String, AddressError> {
        read(raw).map(|(_, shown)| shown.into_owned())
    }

    /// The address to print and to open: as scraped, less user name and password.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The one spelling of the address, as an address.
    pub fn canonical(&self) -> String {
        format!("https://{}", self.identity)
    }

    /// The one spelling of the address without its scheme: what it is compared and sorted by.
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// Whether two addresses are one page once everything that may fall away has fallen.
    pub fn is_same_page(&self, other: &Address) -> bool {
        self.identity == other.identity
    }

    /// The host without the labels that name a rendering.
    pub fn host(&self) -> &str {
        &self.identity[..self.host as usize]
    }

    /// The registrable domain: what "the same site" means.
    pub fn site(&self) -> &str {
        &self.identity[self.below_site as usize..self.host as usize]
    }

    /// Whether the address asks for an AMP rendering.
    pub fn is_amp(&self) -> bool {
        self.amp
    }

    /// Whether it is the front page of a site, or of an edition: it names no article.
    pub fn is_front_page(&self) -> bool {
        self.identity.len() == self.host as usize
    }

    /// Whether the site shows other outlets' articles under its own address.
    pub fn is_syndicator(&self) -> bool {
        rules::SYNDICATORS.iter().any(|s| *s == self.site() || *s == self.host())
    }

    /// The longest run of words in the path: most often the headline as it was when the page was made.
    pub fn slug(&self) -> Option<&str> {
        let words = |segment: &&str| {
            segment.as_bytes().split(|byte| matches!(byte, b'-' | b'_')).filter(|w| !w.is_empty()).count()
        };
        let slug = self.path().split('/').max_by_key(words)?;
        (words(&slug) >= 2).then_some(strip_extension(slug))
    }

    /// The last segment of the path, without its extension.
    pub fn last_segment(&self) -> &str {
        strip_extension(self.path().rsplit('/').next().unwrap_or(""))
    }

    /// What this address shares with any other address of the same article. A front page has no key.
    pub fn keys(&self) -> Vec<Key> {
        if self.is_front_page() {
            return Vec::new();
        }
        if let Some(id) = self.video_id() {
            return vec![Key::Video(id.into())];
        }
        let mut keys = vec![Key::Address(self.without_extension().into())];
        let ids = publisher_ids(self.site(), self.path());
        keys.extend(ids.map(|id| Key::PublisherId(format!("{} {id}", self.site()).into())));
        keys
    }

    /// The id of the video this address plays, or is the image of.
    pub fn video_id(&self) -> Option<&str> {
        if !rules::VIDEO_HOSTS.contains(&self.site()) {
            return None;
        }
        let (path, query) = self.path_and_query();
        let in_query = query.split('&').find_map(|pair| pair.strip_prefix("v="));
        let mut segments = path.split('/').filter(|s| !s.is_empty());
        let in_path = match segments.next() {
            Some(first) if rules::VIDEO_SEGMENTS.contains(&first) => segments.next(),
            Some(id) if self.site() == "youtu.be" => Some(id),
            _ => None,
        };
        in_query.or(in_path).filter(|id| id.len() == 11 && id.bytes().all(is_id_byte))
    }

    /// The identity, where `/x.html` and `/x` name one page.
    fn without_extension(&self) -> &str {
        let (path, query) = self.path_and_query();
        let bare = path.strip_suffix(".html").or_else(|| path.strip_suffix(".htm"));
        let end = bare.filter(|_| query.is_empty()).map_or(0, |bare| path.len() - bare.len());
        &self.identity[..self.identity.len() - end]
    }

    fn path(&self) -> &str {
        self.path_and_query().0
    }

    fn path_and_query(&self) -> (&str, &str) {
        let rest = &self.identity[self.host as usize..];
        let end = rest.bytes().position(|byte| matches!(byte, b'?' | b'#')).unwrap_or(rest.len());
        (&rest[..end], rest[end..].trim_start_matches('?'))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Address(text) | Key::PublisherId(text) => f.write_str(text),
            Key::Video(id) => write!(f, "{} {id}", rules::VIDEO_SITE),
        }
    }
}

fn is_id_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// An absolute http or https address, and how it is shown.
fn read(raw: &str) -> Result<(Url, Cow<'_, str>), AddressError> {
    let mut url = Url::parse(raw).map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => AddressError::Broken("is not absolute"),
        url::ParseError::InvalidPort => AddressError::Broken("has an impossible port"),
        _ => AddressError::Broken("is not a valid address"),
    })?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(AddressError::Scheme(url.scheme().to_owned()));
    }
    if !has_host(&url) {
        return Err(AddressError::Broken("has no valid host"));
    }
    let secret = !url.username().is_empty() || url.password().is_some();
    let plain = raw.bytes().all(|byte| byte.is_ascii_graphic());
    if plain && !secret {
        return Ok((url, raw.into()));
    }
    // `set_username` fails only where there is no host, which http and https always have.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    let shown = url.as_str().to_owned();
    Ok((url, shown.into()))
}

/// The address inside caches, viewers and redirectors; three of them one in another is the most anyone makes.
fn unwrap(mut url: Url) -> Url {
    for _ in 0..3 {
        let Some(inner) = rules::WRAPPERS.iter().find_map(|wrapper| inner_of(&url, wrapper)) else {
            break;
        };
        url = inner;
    }
    url
}

fn inner_of(url: &Url, wrapper: &rules::Wrapper) -> Option<Url> {
    let host = url.host_str()?;
    let known = match wrapper.host.strip_prefix('.') {
        Some(_) => host.ends_with(wrapper.host),
        None => host == wrapper.host,
    };
    if !known {
        return None;
    }
    let inner = match wrapper.inner {
        Inner::Path(prefix) => {
            let rest = url.path().strip_prefix(prefix)?;
            let query = url.query().map(|q| format!("?{q}")).unwrap_or_default();
            format!("https://{rest}{query}")
        }
        Inner::Query(name) => url.query_pairs().find(|(key, _)| key == name)?.1.into_owned(),
    };
    Url::parse(&inner).ok().filter(|u| matches!(u.scheme(), "http" | "https") && has_host(u))
}

/// Hosts that end in two dots, or are dots alone, are valid to browsers; they name nothing, and without their dots
/// may be no host at all (`a.72..`).
fn has_host(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        let host = host.strip_suffix('.').unwrap_or(host);
        !host.is_empty() && !host.ends_with('.')
    })
}
/// An address after all rules, before it is one string.
struct Identity<'u> {
    host: String,
    segments: Vec<&'u str>,
    query: String,
    amp: bool,
}

impl<'u> Identity<'u> {
    /// `path` is that of the address, its escapes in one spelling.
    fn of(url: &Url, path: &'u str) -> Identity<'u> {
        let (host, mobile_amp) = bare_host(url);
        let mut segments: Vec<&str> = path.split('/').filter(|s| !s.is_empty()).collect();
        let (mut query, query_amp) = useful_query(&normal_escapes(url.query().unwrap_or("")));
        // `#/news/bridge` and `#!news/bridge` choose a page as a path does.
        if let Some(route) = url.fragment().filter(|f| f.starts_with(['/', '!']) && f.len() > 1) {
            query.push('#');
            query.push_str(&normal_escapes(route));
        }
        let mut amp = mobile_amp || query_amp;
        // One may hide another: /uk/amp/news/x/amp. Until nothing falls away, so that the result stays as it is.
        loop {
            let before = segments.clone();
            drop_edition(&mut segments);
            amp |= drop_amp(&mut segments);
            drop_index(&mut segments);
            if segments == before {
                return Identity { host, segments, query, amp };
            }
        }
    }

    fn text(&self) -> String {
        let path: usize = self.segments.iter().map(|segment| segment.len() + 1).sum();
        let mut text = String::with_capacity(self.host.len() + path + 1 + self.query.len());
        text.push_str(&self.host);
        for segment in &self.segments {
            text.push('/');
            text.push_str(segment);
        }
        if !self.query.is_empty() {
            text.push_str(if self.query.starts_with('#') { "" } else { "?" });
            text.push_str(&self.query);
        }
        text
    }
}

/// The host with its port, without the labels that name a rendering, and whether one of them was `amp`.
fn bare_host(url: &Url) -> (String, bool) {
    let mut host = url.host_str().unwrap_or("").trim_end_matches('.');
    let mut amp = false;
    if matches!(url.host(), Some(Host::Domain(_))) {
        while let Some((label, rest)) = host.split_once('.') {
            let keeps_site = psl::domain_str(rest).is_some();
            if !rules::HOST_LABELS.contains(&label) || !keeps_site {
                break;
            }
            amp |= label == "amp";
            host = rest;
        }
    }
    // The one spelling is https, whose port is 443 whether it is written or not.
    match url.port().filter(|port| *port != 443) {
        Some(port) => (format!("{host}:{port}"), amp),
        None => (host.to_owned(), amp),
    }
}

/// The registrable domain at the end of a host; the host itself where there is none (an IP address, a port).
pub(super) fn site_of(host: &str) -> &str {
    let number = |label: &str| label.bytes().all(|b| b.is_ascii_digit());
    let is_name = !host.contains([':', '[']) && !host.rsplit('.').next().is_some_and(number);
    psl::domain_str(host).filter(|_| is_name).unwrap_or(host)
}

/// Escapes of letters, digits, `-._~` undone, the others in upper case: one spelling for each byte.
fn normal_escapes(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return text.into();
    }
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok().map(|byte| (hex, byte))) {
            Some((_, byte)) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                out.push(char::from(byte));
                at += 3;
            }
            Some((hex, _)) => {
                out.push('%');
                out.push_str(&hex.to_ascii_uppercase());
                at += 3;
            }
            // A percent sign that escapes nothing is escaped itself, or what follows could become an escape.
            None if bytes[at] == b'%' => {
                out.push_str("%25");
                at += 1;
            }
            None => {
                // The url crate leaves paths and queries ASCII, so a byte is a character.
                out.push(char::from(bytes[at]));
                at += 1;
            }
        }
    }
    out.into()
}

/// The parameters that choose an article, sorted, and whether an AMP rendering was asked for.
fn useful_query(query: &str) -> (String, bool) {
    let mut amp = false;
    let mut kept: Vec<&str> = Vec::new();
    for pair in query.split('&').filter(|p| !p.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = name.to_ascii_lowercase();
        let asks_amp = rules::AMP_PARAMETERS.contains(&name.as_str()) || (name == "output" && value == "amp");
        amp |= asks_amp;
        if !asks_amp && !is_tracking(&name, value) {
            kept.push(pair);
        }
    }
    kept.sort_unstable();
    kept.dedup();
    (kept.join("&"), amp)
}

fn is_tracking(name: &str, value: &str) -> bool {
    let number = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
    rules::TRACKING.contains(&name)
        || (rules::TRACKING_WORDS.contains(&name) && !number)
        || rules::TRACKING_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || rules::TRACKING_VALUES.iter().any(|(n, values)| *n == name && values.contains(&value))
}

fn drop_amp(segments: &mut Vec<&str>) -> bool {
    let mut amp = false;
    for at in [0, segments.len().saturating_sub(1)] {
        let Some(segment) = segments.get(at) else { continue };
        let row = rules::AMP_SEGMENTS.iter().find(|(name, _)| name == segment);
        match row {
            Some((_, Some(instead))) => segments[at] = instead,
            // A path that is nothing but `/amp` is a page of its own.
            Some((_, None)) if segments.len() > 1 => drop(segments.remove(at)),
            _ => continue,
        }
        amp = true;
    }
    for segment in segments.iter_mut() {
        if let Some(prefix) = rules::AMP_PREFIXES.iter().find(|p| segment.starts_with(**p)) {
            *segment = &segment[prefix.len()..];
            amp = true;
        }
    }
    if let Some(last) = segments.last_mut()
        && let Some(end) = rules::AMP_ENDINGS.iter().find(|end| last.ends_with(*end))
        && last.len() > end.len()
    {
        *last = &last[..last.len() - end.len()];
        amp = true;
    }
    amp
}

fn drop_edition(segments: &mut Vec<&str>) {
    let Some(first) = segments.first() else { return };
    let english = first.len() == 5 && first[..3].eq_ignore_ascii_case("en-");
    if english || rules::EDITIONS.contains(first) {
        segments.remove(0);
    }
}

fn drop_index(segments: &mut Vec<&str>) {
    if segments.last().is_some_and(|last| rules::INDEX_FILES.contains(last)) {
        segments.pop();
    }
}

#[cfg(test)]
mod tests;
