//! The tree of a header: its fields as nodes with positions, without interpretation.

use std::borrow::Cow;

use super::fault::TreeError;
use super::outline::Outline;
use super::spans::Spans;

/// A value, before it is a field of ours.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node<'t> {
    Null,
    Bool(bool),
    /// A number, in the reader's spelling (the header's own may differ: `1.10`).
    Number(String),
    /// A number as the header spells it.
    Written(&'t str),
    Text(Cow<'t, str>),
    List(ListNode<'t>),
    Map(Fields<'t>),
    /// A local tag and what it stands before.
    Tagged(String, Box<Node<'t>>),
}

/// A list, with the line of each entry where that is known, from 1.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ListNode<'t> {
    pub(crate) items: Vec<Node<'t>>,
    pub(crate) lines: Vec<u32>,
}

impl<'t> ListNode<'t> {
    /// A list whose entries have no lines.
    pub(crate) fn new(items: Vec<Node<'t>>) -> ListNode<'t> {
        ListNode { items, lines: Vec::new() }
    }
}

/// The fields asked for, in the header's order; a key given twice is in it twice.
pub(crate) type Fields<'t> = Vec<(Cow<'t, str>, Node<'t>)>;

/// The tree of a header.
pub(crate) struct Tree<'t> {
    /// The header as it was read: repaired, where that was needed.
    pub(crate) text: Cow<'t, str>,
    pub(crate) fields: Fields<'t>,
    pub(crate) reader: HeaderReader,
    /// The positions, if the reader recorded them. Otherwise the text is walked on demand.
    pub(super) outline: Option<Outline<'t>>,
    /// The deepest nesting that is walked.
    pub(super) max_depth: usize,
    /// The fault of the header as a whole, reported if nothing worth keeping is left of it.
    pub(crate) fault: Option<TreeError>,
}

impl Tree<'_> {
    /// The positions of the values.
    pub(crate) fn spans(&self) -> Spans<'_> {
        Spans::new(&self.text, self.outline.as_ref(), self.max_depth)
    }
}

/// The reader of a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeaderReader {
    /// The scanner of the block subset of YAML.
    YamlFast,
    /// The YAML reader.
    Yaml,
    /// A reader of another language.
    Other,
}
