//! Where a field stands, told only when somebody asks: most headers have nothing to complain about, and their
//! outline is never made.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::outline::{NodeId, Outline};

/// Where a record stands in its file.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Origin {
    /// The file's line of the first line that is parsed, less one.
    pub(crate) line_offset: u32,
    /// The line the record begins on.
    pub(crate) head_line: u32,
    /// Whether it is one of many, none of which the file's name dates.
    pub(crate) one_of_many: bool,
    /// Where the body begins.
    pub(crate) body: BodyStart,
}

/// Where the body of a file begins, which has a header.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum BodyStart {
    /// It has none.
    #[default]
    Nowhere,
    /// Behind the second fence.
    AfterFences,
    /// Behind this line, from 1.
    AfterLine(u32),
}

/// The way to a value from the header's root.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'p> {
    /// The header.
    Root,
    /// A field of a map, by its name in the file.
    Field(&'p Place<'p>, &'p str),
    /// An entry of a list. Where the list has this many entries and its outline others, the list stands for it.
    Item(&'p Place<'p>, usize, Option<usize>),
}

impl Place<'_> {
    /// `related[3].webUrl`.
    pub(crate) fn path(&self) -> String {
        match self {
            Place::Root => String::new(),
            Place::Field(Place::Root, name) => (*name).to_owned(),
            Place::Field(of, name) => format!("{}.{name}", of.path()),
            Place::Item(of, index, _) => format!("{}[{index}]", of.path()),
        }
    }

    /// The name of a field; nothing for an entry.
    pub(crate) fn name(&self) -> &str {
        match self {
            Place::Field(_, name) => name,
            Place::Root | Place::Item(..) => "",
        }
    }
}

/// The places of one header.
pub(crate) struct Places<'t> {
    text: &'t str,
    max_depth: usize,
    outline: OnceCell<Outline<'t>>,
    /// The entries of lists that were asked for: a list of many bad entries is walked once.
    items: RefCell<HashMap<NodeId, Rc<[NodeId]>>>,
    /// Fields that are given again and of which not the first is read, by their parent and name.
    instead: RefCell<HashMap<(NodeId, String), NodeId>>,
}

impl<'t> Places<'t> {
    /// Of a header that nests no deeper than this.
    pub(crate) fn new(text: &'t str, max_depth: usize) -> Places<'t> {
        Places {
            text,
            max_depth,
            outline: OnceCell::new(),
            items: RefCell::default(),
            instead: RefCell::default(),
        }
    }

    /// With an outline that was needed before.
    pub(crate) fn with(text: &'t str, outline: Outline<'t>) -> Places<'t> {
        Places {
            text,
            max_depth: 0,
            outline: OnceCell::from(outline),
            items: RefCell::default(),
            instead: RefCell::default(),
        }
    }

    /// The outline.
    pub(crate) fn outline(&self) -> &Outline<'t> {
        self.outline
            .get_or_init(|| Outline::of(self.text, self.max_depth).unwrap_or_else(|_| Outline::empty()))
    }

    /// Line and column, both from 1; of the parent where the place is not in the outline.
    pub(crate) fn position(&self, place: Place<'_>) -> (u32, u32) {
        self.outline().position(self.node(place))
    }

    /// Line and column of a field that is given more than once, by how many of its name stand before it.
    pub(crate) fn position_again(&self, of: Place<'_>, name: &str, before: usize) -> (u32, u32) {
        let parent = self.node(of);
        self.outline().position(self.outline().field_again(parent, name, before).unwrap_or(parent))
    }

    /// From here on the field that has so many of its name before it is the one that is meant.
    pub(crate) fn read_instead(&self, of: Place<'_>, name: &str, before: usize) {
        let parent = self.node(of);
        if let Some(again) = self.outline().field_again(parent, name, before) {
            self.instead.borrow_mut().insert((parent, name.to_owned()), again);
        }
    }

    /// The line, from 1.
    pub(crate) fn line(&self, place: Place<'_>) -> u32 {
        self.outline().line(self.node(place))
    }

    /// A value that stands on one line without quotes, as written.
    pub(crate) fn plain(&self, place: Place<'_>) -> &'t str {
        self.outline().plain(self.node(place))
    }

    fn node(&self, place: Place<'_>) -> NodeId {
        match place {
            Place::Root => Outline::ROOT,
            Place::Field(of, name) => {
                let parent = self.node(*of);
                let instead = self.instead.borrow();
                let instead =
                    (!instead.is_empty()).then(|| instead.get(&(parent, (*name).to_owned())).copied());
                instead.flatten().or_else(|| self.outline().field(parent, name)).unwrap_or(parent)
            }
            Place::Item(of, index, count) => {
                let parent = self.node(*of);
                let items = self.items(parent);
                let fits = count.is_none_or(|count| count == items.len());
                items.get(index).copied().filter(|_| fits).unwrap_or(parent)
            }
        }
    }

    fn items(&self, parent: NodeId) -> Rc<[NodeId]> {
        let mut items = self.items.borrow_mut();
        Rc::clone(items.entry(parent).or_insert_with(|| self.outline().items(parent).into()))
    }
}
