//! The position of each value of a header, by its path.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::outline::{Outline, OutlineId};

/// The way to a value from the header's root.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ValuePath<'p> {
    /// The header.
    Root,
    /// A field of a map, by its name in the file.
    Field(&'p ValuePath<'p>, &'p str),
    /// An entry of a list. Where the list has this many entries and its outline others, the list stands for it.
    Item(&'p ValuePath<'p>, usize, Option<usize>),
}

impl ValuePath<'_> {
    /// `related[3].webUrl`.
    pub(crate) fn path(&self) -> String {
        match self {
            ValuePath::Root => String::new(),
            ValuePath::Field(ValuePath::Root, name) => (*name).to_owned(),
            ValuePath::Field(of, name) => format!("{}.{name}", of.path()),
            ValuePath::Item(of, index, _) => format!("{}[{index}]", of.path()),
        }
    }

    /// The name of a field; nothing for an entry.
    pub(crate) fn name(&self) -> &str {
        match self {
            ValuePath::Field(_, name) => name,
            ValuePath::Root | ValuePath::Item(..) => "",
        }
    }
}

/// Where the values of one header stand. The YAML and JSON readers tell no places, so that the text is walked again for
/// them, but only if somebody asks: most headers have nothing to complain about.
pub(crate) struct Spans<'h> {
    text: &'h str,
    max_depth: usize,
    /// Positions that the reader recorded.
    recorded: Option<&'h Outline<'h>>,
    /// Positions that the walk found.
    walked: OnceCell<Outline<'h>>,
    /// The entries of lists that were asked for: a list of many bad entries is walked once.
    items: RefCell<HashMap<OutlineId, Rc<[OutlineId]>>>,
    /// Fields that are given again and of which not the first is read, by their parent and name.
    instead: RefCell<HashMap<(OutlineId, String), OutlineId>>,
}

impl<'h> Spans<'h> {
    /// The places in a header that nests no deeper than this.
    pub(super) fn new(text: &'h str, recorded: Option<&'h Outline<'h>>, max_depth: usize) -> Spans<'h> {
        Spans {
            text,
            max_depth,
            recorded,
            walked: OnceCell::new(),
            items: RefCell::default(),
            instead: RefCell::default(),
        }
    }

    fn outline(&self) -> &Outline<'h> {
        let walk = || Outline::new(self.text, self.max_depth).unwrap_or_else(|_| Outline::empty());
        self.recorded.unwrap_or_else(|| self.walked.get_or_init(walk))
    }

    /// Line and column, both from 1; of the parent where the place is not in the outline.
    pub(crate) fn position(&self, place: ValuePath<'_>) -> (u32, u32) {
        self.outline().position(self.node(place))
    }

    /// Line and column of a field that is given more than once, by how many of its name stand before it.
    pub(crate) fn position_again(&self, of: ValuePath<'_>, name: &str, before: usize) -> (u32, u32) {
        let parent = self.node(of);
        self.outline().position(self.outline().field_again(parent, name, before).unwrap_or(parent))
    }

    /// From here on the field that has so many of its name before it is the one that is meant.
    pub(crate) fn read_instead(&self, of: ValuePath<'_>, name: &str, before: usize) {
        let parent = self.node(of);
        if let Some(again) = self.outline().field_again(parent, name, before) {
            self.instead.borrow_mut().insert((parent, name.to_owned()), again);
        }
    }

    /// The line, from 1.
    pub(crate) fn line(&self, place: ValuePath<'_>) -> u32 {
        self.outline().line(self.node(place))
    }

    /// A value that stands on one line without quotes, as written.
    pub(crate) fn plain(&self, place: ValuePath<'_>) -> &'h str {
        self.outline().plain(self.node(place))
    }

    fn node(&self, place: ValuePath<'_>) -> OutlineId {
        match place {
            ValuePath::Root => Outline::ROOT,
            ValuePath::Field(of, name) => {
                let parent = self.node(*of);
                let instead = self.instead.borrow();
                let instead =
                    (!instead.is_empty()).then(|| instead.get(&(parent, (*name).to_owned())).copied());
                instead.flatten().or_else(|| self.outline().field(parent, name)).unwrap_or(parent)
            }
            ValuePath::Item(of, index, count) => {
                let parent = self.node(*of);
                let items = self.items(parent);
                let fits = count.is_none_or(|count| count == items.len());
                items.get(index).copied().filter(|_| fits).unwrap_or(parent)
            }
        }
    }

    fn items(&self, parent: OutlineId) -> Rc<[OutlineId]> {
        let mut items = self.items.borrow_mut();
        Rc::clone(items.entry(parent).or_insert_with(|| self.outline().items(parent).into()))
    }
}
