//! The host of an address without the labels that only name a rendering.

use std::borrow::Cow;

use super::parts::Parts;
use super::path::Segments;
use super::rules::{self, Beside, HostLabels};
use super::site::site_of;

/// Returns the host with its port, without rendering labels, and whether one of these was `amp`.
pub(super) fn bare<'u>(parts: &'u Parts<'_>) -> (Cow<'u, str>, bool) {
    let whole = parts.host.trim_end_matches('.');
    let (host, amp) = if parts.is_name { name(whole) } else { (whole.into(), false) };
    // The canonical spelling is https, so port 443 is the same as no port.
    match parts.port.filter(|port| *port != 443) {
        Some(port) => (format!("{host}:{port}").into(), amp),
        None => (host, amp),
    }
}

/// A host name without rendering labels. One may hide another (`amp-amp.`), so they are removed until none is left.
fn name(whole: &str) -> (Cow<'_, str>, bool) {
    let (bare, mut amp) = without_first(whole);
    let mut host = Cow::Borrowed(bare);
    while let Some((less, had_amp)) = without_marks(&host) {
        let (bare, has_amp) = without_first(&less);
        amp |= had_amp | has_amp;
        host = bare.to_owned().into();
    }
    (host, amp)
}

/// Removes rendering labels from the start of the host as long as a site remains. Returns also whether one of them was
/// `amp`.
fn without_first(mut host: &str) -> (&str, bool) {
    let mut amp = false;
    while let Some((label, rest)) = host.split_once('.') {
        let keeps_site = || psl::domain_str(rest).is_some();
        let Some(row) = row_of(label).filter(|_| keeps_site()) else { break };
        amp |= is_amp(row);
        host = rest;
    }
    (host, amp)
}

/// The row of a label, if the label only names a rendering.
fn row_of(label: &str) -> Option<&'static HostLabels> {
    let label = match label.strip_prefix("www") {
        Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => "www",
        _ => label,
    };
    rules::HOST_LABELS.iter().find(|row| row.labels.contains(&label))
}

fn is_amp(row: &HostLabels) -> bool {
    row.labels.contains(&"amp")
}

/// Removes rendering labels after or beside other labels (`en.m.`, `es-m.`). Returns also whether one of them was
/// `amp`; `None` if there were none.
fn without_marks(host: &str) -> Option<(String, bool)> {
    let may_be = |label: &str| row_of(label).is_some() || beside(label).is_some();
    if !host.split('.').any(may_be) {
        return None;
    }
    let below = host.len() - site_of(host).len();
    let (labels, site) = host.split_at(below);
    let mut amp = false;
    let mut kept: Vec<&str> = Vec::new();
    let mut changed = false;
    for label in labels.split('.').filter(|label| !label.is_empty()) {
        let row = row_of(label).filter(|row| row.anywhere);
        let (row, rest) = match row {
            Some(row) => (Some(row), None),
            None => beside(label).map_or((None, Some(label)), |(row, rest)| (Some(row), rest)),
        };
        amp |= row.is_some_and(is_amp);
        changed |= row.is_some();
        kept.extend(rest);
    }
    changed.then(|| ([kept, vec![site]].concat().join("."), amp))
}

/// Splits a rendering label from the word that a hyphen joins to it: `es` of `es-m`, `madame` of `amp-madame`; nothing
/// remains of `www-m`.
fn beside(label: &str) -> Option<(&'static HostLabels, Option<&str>)> {
    let (first, last) = label.split_once('-').filter(|(_, last)| !last.contains('-'))?;
    let is_language = |word: &str| word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let fits = |mark: &str, word: &str, is_before: bool| {
        let row = row_of(mark)?;
        let fits = match row.beside {
            Beside::Nothing => false,
            Beside::Language => is_language(word) || word == "www",
            Beside::Word => is_before || is_language(word) || word == "www",
        };
        fits.then_some(row)
    };
    let (row, word) = match fits(first, last, true) {
        Some(row) => (row, last),
        None => (fits(last, first, false)?, first),
    };
    Some((row, (word != "www").then_some(word)))
}

/// The host that shows the posts of every publication under `/pub/NAME/p/`.
pub(super) const PUBLICATIONS: &str = "open.substack.com";

/// Returns `NAME.substack.com` for an address of that publication at [`PUBLICATIONS`].
pub(super) fn of_publication<'u>(host: Cow<'u, str>, segments: &mut Segments<'_>) -> Cow<'u, str> {
    if host != PUBLICATIONS {
        return host;
    }
    let &["pub", name, "p", _, ..] = &segments[..] else { return host };
    let is_label = !name.is_empty() && name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    // A name that is a rendering label, or not a valid label, would not read back as the same host.
    if !is_label
        || name.starts_with("xn--")
        || name.starts_with('-')
        || name.ends_with('-')
        || row_of(name).is_some()
        || beside(name).is_some()
    {
        return host;
    }
    let host = format!("{name}.substack.com");
    segments.drain(..2);
    host.into()
}
