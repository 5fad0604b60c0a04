//! Memory that is asked for before it is needed. Links that are looked at one after another stand far from one another, and
//! waiting for what is not in a cache takes a hundred times as long as reading it. What is asked for together is
//! waited for together.

use std::hint::black_box;

use super::Link;
use crate::address::Address;

/// How many links to ask for together, where they are many: a quarter of the smallest cache holds them.
pub const AHEAD: usize = 16;

/// Asks for links and their texts.
pub fn links<'l>(links: impl Iterator<Item = &'l Link<'l>> + Clone) {
    // Where a text stands is known only when its link is there.
    touch(links.clone().flat_map(texts).map(str::len));
    touch(links.flat_map(texts).flat_map(lines).map(usize::from));
}

fn texts<'l>(link: &'l Link<'l>) -> [&'l str; 4] {
    let address = link.address.as_ref().map(Address::shown);
    let image = link.image.as_ref().map(|image| image.url);
    [link.title, link.excerpt, address, image].map(Option::unwrap_or_default)
}

/// A byte of each cache line of a text.
fn lines(text: &str) -> impl Iterator<Item = u8> {
    const LINE: usize = 64;
    text.bytes().step_by(LINE)
}

/// Reads values, whatever they are, so that they are near.
fn touch(values: impl Iterator<Item = usize>) {
    black_box(values.fold(0, |all, value| all ^ value));
}
