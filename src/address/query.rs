//! Removes the parts of a query that do not name a page, by the rows of `rules`.

use std::borrow::Cow;
use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt};

use super::rules::{self, Parameter, ParameterScope, ParameterValues, Strength};
use super::site::site_of;

/// The address that a query belongs to.
pub(super) struct QueryContext<'p> {
    pub(super) host: &'p str,
    pub(super) segments: &'p [&'p str],
}

/// Returns the parameters that may name an article, sorted by name, with the order kept among equal names; and whether
/// the query asks for an AMP rendering. Applies the rows of at least the given strength.
pub(super) fn useful(query: &str, page: &QueryContext<'_>, strength: Strength) -> (String, bool) {
    let mut amp = false;
    let mut kept: Vec<(&str, &str)> = Vec::new();
    for pair in query.split('&') {
        let pair = unescaped(pair);
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        match row(name, value, page, strength) {
            Some(row) => amp |= row.amp,
            None if pair.is_empty() => {}
            None => kept.push((name, pair)),
        }
    }
    // A stable sort, because `stop=a&stop=b` is another route than `stop=b&stop=a`.
    kept.sort_by_key(|(name, _)| *name);
    kept.dedup();
    let kept: Vec<&str> = kept.into_iter().map(|(_, pair)| pair).collect();
    (kept.join("&"), amp)
}

/// A parameter after `&amp;`, as written in HTML.
fn unescaped(mut pair: &str) -> &str {
    while let Some(rest) = pair.strip_prefix("amp;") {
        pair = rest;
    }
    pair
}

/// The row that removes a parameter, if any.
fn row(name: &str, value: &str, page: &QueryContext<'_>, strength: Strength) -> Option<&'static Parameter> {
    let lower = lower_case(name);
    let by_name = BY_NAME.get(&*lower).into_iter().flatten().copied();
    let begins = |row: &&Parameter| row.names.iter().any(|prefix| lower.starts_with(prefix));
    let by_prefix = rules::PREFIXES.iter().filter(begins);
    let applies =
        |row: &&Parameter| row.strength <= strength && is_on(row.on, page) && is_value(row.values, value);
    by_name.chain(by_prefix).find(applies)
}

/// The rows of each name.
static BY_NAME: LazyLock<HashMap<&str, Vec<&Parameter>>> = LazyLock::new(|| {
    let mut rows: HashMap<&str, Vec<&Parameter>> = HashMap::new();
    for row in rules::PARAMETERS {
        row.names.iter().for_each(|name| rows.entry(name).or_default().push(row));
    }
    rows
});

fn lower_case(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        text.to_ascii_lowercase().into()
    } else {
        text.into()
    }
}

fn is_on(on: ParameterScope, page: &QueryContext<'_>) -> bool {
    match on {
        ParameterScope::Everywhere => true,
        ParameterScope::Sites(sites) => sites.contains(&page.host) || sites.contains(&site_of(page.host)),
        ParameterScope::Paths(is_like) => is_like(page.segments),
    }
}

fn is_value(values: ParameterValues, value: &str) -> bool {
    let lower = || lower_case(value);
    match values {
        ParameterValues::Any => true,
        ParameterValues::Flag => {
            matches!(&*lower(), "" | "0" | "1" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n")
        }
        ParameterValues::Referrer => is_referrer(&lower()),
        ParameterValues::Wordy => !value.bytes().any(|byte| byte.is_ascii_digit()),
        ParameterValues::OneOf(known) => known.contains(&&*lower()),
        ParameterValues::Begins(known) => known.iter().any(|beginning| value.starts_with(beginning)),
        ParameterValues::Hex(digits) => {
            value.len() == digits && value.bytes().all(|byte| byte.is_ascii_hexdigit())
        }
        ParameterValues::Short(most) => {
            let is_short = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_lowercase();
            !value.is_empty() && value.len() <= most && value.bytes().all(is_short)
        }
    }
}

/// Whether a value is empty, the name of a host, or words for a referrer with at most small numbers among them
/// (`mail-2`).
fn is_referrer(value: &str) -> bool {
    if value.is_empty() || is_host(value) {
        return true;
    }
    let is_small = |word: &str| word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    let words = || value.split(['-', '_', '.', '+', ':', '|']).filter(|word| !word.is_empty());
    words().any(|word| !is_small(word))
        && words().all(|word| is_small(word) || rules::REFERRERS.contains(&word))
}

/// Whether a value is the name of a host under a suffix of the Public Suffix List, as Ghost writes `ref=site.com`.
fn is_host(value: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_known = || psl::domain(value.as_bytes()).is_some_and(|domain| domain.suffix().is_known());
    value.contains('.') && value.split('.').all(is_label) && is_known()
}
