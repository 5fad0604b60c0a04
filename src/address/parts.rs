//! Splits addresses as browsers do: directly if nothing must be decoded, otherwise with the url crate. Unwraps caches,
//! viewers and redirectors.

use std::borrow::Cow;

use memchr::memchr_iter;
use url::{Host, Position, Url};

use super::error::{AddressError, BrokenAddress};
use super::rules::{self, InnerAddress, WrapperHost};

/// Reads an absolute http or https address; returns it with the text to show.
pub(super) fn read(raw: &str) -> Result<(Url, Cow<'_, str>), AddressError> {
    let mut url = Url::parse(raw).map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => BrokenAddress::NotAbsolute,
        url::ParseError::InvalidPort => BrokenAddress::ImpossiblePort,
        _ => BrokenAddress::Invalid,
    })?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(AddressError::Scheme(url.scheme().to_owned()));
    }
    if !has_host(&url) {
        return Err(BrokenAddress::NoHost.into());
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

/// The address inside caches, viewers and redirectors. At most three are nested in practice. If there are more, nothing
/// is unwrapped: the result of a partial unwrapping would be unwrapped further when it is read again.
pub(super) fn unwrap(url: Url) -> Url {
    const MOST: usize = 3;
    let inside = |url: &Url| {
        let wrapper = wrapper_of(url.host_str()?)?;
        wrapper.inner.iter().find_map(|(place, _)| inner_of(url, place))
    };
    let mut inner = None;
    for _ in 0..MOST {
        let Some(next) = inside(inner.as_ref().unwrap_or(&url)) else { return inner.unwrap_or(url) };
        inner = Some(next);
    }
    match inner {
        Some(inner) if inside(&inner).is_none() => inner,
        _ => url,
    }
}

fn inner_of(url: &Url, place: &InnerAddress) -> Option<Url> {
    let inner = match place {
        InnerAddress::Path(prefix) => {
            let rest = url.path().strip_prefix(prefix)?;
            let query = url.query().map(|q| format!("?{q}")).unwrap_or_default();
            format!("https://{rest}{query}")
        }
        InnerAddress::Query(name) => url.query_pairs().find(|(key, _)| key == *name)?.1.into_owned(),
    };
    let has_site = |url: &Url| url.host_str().is_some_and(|host| host.contains('.'));
    let is_address = |url: &Url| matches!(url.scheme(), "http" | "https") && has_host(url) && has_site(url);
    Url::parse(&inner).ok().filter(is_address)
}

/// Whether a host ends in two dots, or is only dots. Browsers accept such hosts, but they name nothing, and without the
/// dots they may be no host at all (`a.72..`).
fn has_host(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        let host = host.strip_suffix('.').unwrap_or(host);
        !host.is_empty() && !host.ends_with('.')
    })
}

/// Whether addresses at this host may contain other addresses.
pub(super) fn is_wrapper(host: &str) -> bool {
    wrapper_of(host).is_some()
}

fn wrapper_of(host: &str) -> Option<&'static rules::Wrapper> {
    rules::WRAPPERS.iter().find(|wrapper| is_host_of(wrapper, host))
}

/// Whether a host belongs to this wrapper.
fn is_host_of(wrapper: &rules::Wrapper, host: &str) -> bool {
    match wrapper.host {
        WrapperHost::Exactly(own) => host == own,
        WrapperHost::Below(end) => host.ends_with(end),
        WrapperHost::AnyCountry(label) => {
            let bare = host.strip_prefix("www.").unwrap_or(host);
            let suffix = bare.strip_prefix(label).and_then(|rest| rest.strip_prefix('.'));
            suffix.is_some_and(|suffix| psl::suffix_str(bare) == Some(suffix))
        }
    }
}

/// The parts of an address as browsers see them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parts<'u> {
    pub(super) host: &'u str,
    /// Whether the host is a name, not an IP address.
    pub(super) is_name: bool,
    pub(super) port: Option<u16>,
    pub(super) path: &'u str,
    pub(super) query: &'u str,
    pub(super) fragment: Option<&'u str>,
    /// The text from the host to the end of the path.
    pub(super) host_and_path: &'u str,
}

impl<'u> Parts<'u> {
    pub(super) fn of_url(url: &'u Url) -> Parts<'u> {
        Parts {
            host: url.host_str().unwrap_or(""),
            is_name: matches!(url.host(), Some(Host::Domain(_))),
            port: url.port(),
            path: url.path(),
            query: url.query().unwrap_or(""),
            fragment: url.fragment(),
            host_and_path: &url[Position::BeforeHost..Position::AfterPath],
        }
    }

    /// The parts of an address that needs no decoding or resolving (most do not), or of the address that a cache has in
    /// its path. This takes a tenth of the time of the full rules of browsers.
    pub(super) fn of_plain(raw: &'u str) -> Option<Parts<'u>> {
        let rest = raw.strip_prefix("https://").or_else(|| raw.strip_prefix("http://"))?;
        let parts = Parts::cut(rest)?;
        let Some(wrapper) = wrapper_of(parts.host) else { return Some(parts) };
        let inside = |(place, _): &(InnerAddress, rules::Proof)| match place {
            InnerAddress::Path(prefix) => rest[parts.host.len()..].strip_prefix(prefix),
            InnerAddress::Query(_) => None,
        };
        let is_plain = |inner: &Parts<'_>| inner.host.contains('.') && !is_wrapper(inner.host);
        Parts::cut(wrapper.inner.iter().find_map(inside)?).filter(is_plain)
    }

    /// Splits the text after the scheme.
    fn cut(rest: &'u str) -> Option<Parts<'u>> {
        let host = &rest[..rest.bytes().position(|byte| byte == b'/')?];
        let is_label = |label: &[u8]| {
            !label.is_empty()
                && !label.starts_with(b"xn--")
                && label.iter().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        };
        let mut labels = host.as_bytes().rsplit(|byte| *byte == b'.');
        // A last label that begins with a digit could be an IP address.
        let is_last = |label: &[u8]| label.first().is_some_and(u8::is_ascii_lowercase) && is_label(label);
        if host.len() > 253 || !labels.next().is_some_and(is_last) || !labels.all(is_label) {
            return None;
        }
        let behind = &rest[host.len()..];
        let path = &behind[..behind.bytes().take_while(|byte| STAYS[usize::from(*byte)]).count()];
        let query = match behind[path.len()..].strip_prefix('?') {
            Some(query) if query.bytes().all(|byte| byte == b'?' || STAYS[usize::from(byte)]) => query,
            None if path.len() == behind.len() => "",
            _ => return None,
        };
        // `.` and `..` are steps of a path, not names.
        let is_step = |dot: usize| path.as_bytes()[dot - 1] == b'/';
        if memchr_iter(b'.', path.as_bytes()).any(is_step) {
            return None;
        }
        let host_and_path = &rest[..host.len() + path.len()];
        Some(Parts { host, is_name: true, port: None, path, query, fragment: None, host_and_path })
    }
}

/// Bytes of a path or query that browsers leave unchanged.
const STAYS: [bool; 256] = {
    const MARKS: &[u8] = b"-_.~/,;:=+!*()@&$";
    let mut stays = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        stays[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    let mut at = 0;
    while at < MARKS.len() {
        stays[MARKS[at] as usize] = true;
        at += 1;
    }
    stays
};
