//! Stores the texts of documents one after another in a few large pieces of memory, instead of one allocation each. A
//! link has a dozen texts, and a run reads a million links.

use std::borrow::Cow;
use std::cell::RefCell;

use bumpalo_herd::Member;
use foldhash::HashSet;

/// The texts of all documents of a run: a few large pieces of memory for each worker.
pub use bumpalo_herd::Herd as StringArena;

/// A piece of a [`StringArena`], for the files that a worker reads in turn.
pub(super) struct TextArena<'t> {
    store: &'t StringArena,
    piece: Member<'t>,
    /// Names that many files share, each once here: outlets, domains, topics, kinds of pieces.
    names: RefCell<HashSet<&'t str>>,
}

impl<'t> TextArena<'t> {
    pub(super) fn new(store: &'t StringArena) -> TextArena<'t> {
        TextArena { store, piece: store.get(), names: RefCell::default() }
    }

    /// The whole, of which other workers take pieces of their own.
    pub(super) fn store(&self) -> &'t StringArena {
        self.store
    }

    /// Keeps a text.
    pub(super) fn text(&self, text: &str) -> &'t str {
        self.piece.alloc_str(text)
    }

    /// For [`Address::parse_in`](crate::address::Address::parse_in).
    pub(super) fn address(&self, text: &str) -> Cow<'t, str> {
        self.text(text).into()
    }

    /// Keeps a name, once.
    pub(super) fn name(&self, name: &str) -> &'t str {
        let mut names = self.names.borrow_mut();
        if let Some(known) = names.get(name) {
            return known;
        }
        let name = self.text(name);
        names.insert(name);
        name
    }

    /// Keeps a list, whose members are never dropped: they must borrow what they hold.
    pub(super) fn list<T>(&self, list: Vec<T>) -> &'t [T] {
        self.piece.alloc_slice_fill_iter(list)
    }
}
