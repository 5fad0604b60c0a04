//! Names that many files share, each kept once: outlets, domains, topics, kinds of pieces. A few thousand outlets
//! publish a million links.

use std::sync::{Arc, PoisonError, RwLock};

use foldhash::HashSet;

/// The names met so far, by all workers.
#[derive(Default)]
pub(super) struct Interner(RwLock<HashSet<Arc<str>>>);

impl Interner {
    /// The one copy of a name.
    pub(super) fn name(&self, name: &str) -> Arc<str> {
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Arc::clone(known);
        }
        let mut names = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // Another worker may have been quicker.
        if let Some(known) = names.get(name) {
            return Arc::clone(known);
        }
        let name: Arc<str> = name.into();
        names.insert(Arc::clone(&name));
        name
    }
}
