//! Where the texts of documents stand: one after another in a few large pieces of memory, not each in one of its own.
//! A link has a dozen texts, and a million links are read.

use std::borrow::Cow;
use std::cell::RefCell;

use bumpalo_herd::Member;
use foldhash::HashSet;

/// What documents say, for as long as they are there: a few large pieces of memory for each worker.
pub use bumpalo_herd::Herd as Texts;

/// A worker's part of the [`Texts`].
pub(super) struct Room<'t> {
    whole: &'t Texts,
    texts: Member<'t>,
    /// Names that many files share, each once: outlets, domains, topics, kinds of pieces.
    names: RefCell<HashSet<&'t str>>,
}

impl<'t> Room<'t> {
    pub(super) fn in_texts(texts: &'t Texts) -> Room<'t> {
        Room { whole: texts, texts: texts.get(), names: RefCell::default() }
    }

    /// For other workers.
    pub(super) fn whole(&self) -> &'t Texts {
        self.whole
    }

    /// Keeps a text.
    pub(super) fn text(&self, text: &str) -> &'t str {
        self.texts.alloc_str(text)
    }

    /// For [`Address::parse_in`](crate::model::Address::parse_in).
    pub(super) fn address(&self, text: &str) -> Cow<'t, str> {
        self.text(text).into()
    }

    /// Keeps a name, once for all that this room is used for.
    pub(super) fn name(&self, name: &str) -> &'t str {
        let mut names = self.names.borrow_mut();
        if let Some(known) = names.get(name) {
            return known;
        }
        let name = self.text(name);
        names.insert(name);
        name
    }

    /// Keeps a list.
    pub(super) fn list<T>(&self, list: Vec<T>) -> &'t [T] {
        self.texts.alloc_slice_fill_iter(list)
    }
}
