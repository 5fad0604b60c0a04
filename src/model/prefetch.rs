//! Prefetching: links that are read in sequence lie far apart in memory, and a cache miss takes a hundred times as long
//! as a read from the cache. Requests that are made together are waited for together.

use std::hint::black_box;

use super::Link;
use crate::address::Address;

/// The number of links to prefetch together; a quarter of the smallest cache holds them.
pub const AHEAD: usize = 16;

/// Prefetches links and their texts.
pub fn links<'l>(links: impl Iterator<Item = &'l Link<'l>> + Clone) {
    // The address of a text is known only when its link is loaded.
    touch(links.clone().flat_map(texts).map(str::len));
    touch(links.flat_map(texts).flat_map(lines).map(usize::from));
}

fn texts<'l>(link: &'l Link<'l>) -> [&'l str; 4] {
    let address = link.address.as_ref().map(Address::shown);
    let image = link.image.as_ref().map(|image| image.url);
    [link.title, link.excerpt, address, image].map(Option::unwrap_or_default)
}

/// One byte of each cache line of a text.
fn lines(text: &str) -> impl Iterator<Item = u8> {
    const LINE: usize = 64;
    text.bytes().step_by(LINE)
}

/// Reads values, so that they are loaded into the cache. The values do not matter.
fn touch(values: impl Iterator<Item = usize>) {
    black_box(values.fold(0, |all, value| all ^ value));
}
