//! The positions and the nesting of the fields of a header. The YAML reader gives values without positions, so this
//! module walks the same text once and records the positions. A field without a position of its own gets its parent's.

use memchr::memchr2;

use super::fault::TreeError;
use crate::text::Advance;

/// The fields of a header as a tree of places.
pub(super) struct Outline<'t> {
    text: &'t str,
    line_starts: Vec<u32>,
    nodes: Vec<OutlineNode<'t>>,
    /// Offsets of `\ud800`-like escapes in double-quoted values.
    pub(super) surrogates: Vec<usize>,
    /// Offsets of tags that ask for a type of some program's own (`!!python/object`).
    pub(super) foreign_tags: Vec<usize>,
}

/// Bytes of a line in which columns are told.
const LONGEST_LINE: usize = 4096;

/// A place in the outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct OutlineId(u32);

struct OutlineNode<'t> {
    name: EntryName<'t>,
    /// Byte offset of the value, or of the key where the value begins on a later line.
    at: u32,
    first: Option<OutlineId>,
    last: Option<OutlineId>,
    next: Option<OutlineId>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum EntryName<'t> {
    Root,
    Key(&'t str),
    Item,
}

/// The header nests deeper than the limit; the byte offset where it does.
struct NestedTooDeep(usize);

impl<'t> Outline<'t> {
    pub(super) const ROOT: OutlineId = OutlineId(0);

    /// Of a header without fields.
    pub(super) fn empty() -> Outline<'t> {
        let root = OutlineNode { name: EntryName::Root, at: 0, first: None, last: None, next: None };
        let (surrogates, foreign_tags) = (Vec::new(), Vec::new());
        Outline { text: "", line_starts: vec![0], nodes: vec![root], surrogates, foreign_tags }
    }

    /// Of a text whose fields are then added one by one.
    pub(super) fn bare(text: &'t str) -> Outline<'t> {
        Outline { text, line_starts: line_starts(text), ..Outline::empty() }
    }

    /// A piece of the text.
    pub(super) fn slice(&self, range: std::ops::Range<usize>) -> &'t str {
        self.text.get(range).unwrap_or("")
    }

    /// Adds a field, or an entry of a list where it has no name.
    pub(super) fn place(&mut self, parent: OutlineId, name: Option<&'t str>, at: usize) -> OutlineId {
        self.add(parent, name.map_or(EntryName::Item, EntryName::Key), at)
    }

    /// Walks a header of at most 4 GiB.
    pub(super) fn new(text: &'t str, max_depth: usize) -> Result<Outline<'t>, TreeError> {
        let outline = Outline { text, line_starts: line_starts(text), ..Outline::empty() };
        let mut walk = OutlineWalk { outline, bytes: text.as_bytes(), at: 0, levels: Vec::new(), max_depth };
        match walk.block() {
            Ok(()) => Ok(walk.outline),
            Err(NestedTooDeep(at)) => Err(too_deep(text, at, max_depth)),
        }
    }

    /// The field of this name directly below a place.
    pub(super) fn field(&self, parent: OutlineId, key: &str) -> Option<OutlineId> {
        self.children(parent).find(|id| self.node(*id).name == EntryName::Key(key))
    }

    /// The field of this name directly below a place, by how many of that name stand before it.
    pub(super) fn field_again(&self, parent: OutlineId, key: &str, before: usize) -> Option<OutlineId> {
        self.children(parent).filter(|id| self.node(*id).name == EntryName::Key(key)).nth(before)
    }

    /// The titles and excerpts of the header and of the entries of its lists: path, name and offset.
    pub(super) fn prose(&self, is_prose: fn(&str) -> bool) -> Vec<(String, &'t str, usize)> {
        let mut found = Vec::new();
        for id in self.children(Outline::ROOT) {
            let EntryName::Key(name) = self.node(id).name else { continue };
            self.prose_at(id, String::new(), is_prose, &mut found);
            for (index, item) in self.items(id).into_iter().enumerate() {
                for field in self.children(item) {
                    self.prose_at(field, format!("{name}[{index}]."), is_prose, &mut found);
                }
            }
        }
        found
    }

    fn prose_at(
        &self,
        id: OutlineId,
        parent: String,
        is_prose: fn(&str) -> bool,
        found: &mut Vec<(String, &'t str, usize)>,
    ) {
        if let EntryName::Key(name) = self.node(id).name
            && is_prose(name)
        {
            found.push((parent + name, name, self.node(id).at as usize));
        }
    }

    /// The entries of the list at a place, in order.
    pub(super) fn items(&self, parent: OutlineId) -> Vec<OutlineId> {
        self.children(parent).filter(|id| self.node(*id).name == EntryName::Item).collect()
    }

    /// Line and column of a place, both from 1, the column in characters.
    pub(super) fn position(&self, id: OutlineId) -> (u32, u32) {
        self.position_of(self.node(id).at as usize)
    }

    /// The line of a place, from 1.
    pub(super) fn line(&self, id: OutlineId) -> u32 {
        self.line_starts.partition_point(|start| *start <= self.node(id).at) as u32
    }

    /// Line and column of a byte offset, both from 1, the column in characters; 0 far to the right.
    pub(super) fn position_of(&self, offset: usize) -> (u32, u32) {
        let line = self.line_starts.partition_point(|start| *start as usize <= offset);
        let start = self.line_starts[line - 1] as usize;
        // Past this nobody counts columns, and counting them for each field of one line would be quadratic.
        if offset - start > LONGEST_LINE {
            return (line as u32, 0);
        }
        let column = self.text.get(start..offset).map_or(0, |before| before.chars().count());
        (line as u32, column as u32 + 1)
    }

    /// The line that a byte is in, and where it begins; none where it is long.
    pub(super) fn line_around(&self, offset: usize) -> Option<(usize, &'t str)> {
        let line = self.line_starts.partition_point(|start| *start as usize <= offset);
        let start = self.line_starts[line - 1] as usize;
        let end = self.line_starts.get(line).map_or(self.text.len(), |next| *next as usize);
        let line = self.text.get(start..end).filter(|line| line.len() <= LONGEST_LINE)?;
        Some((start, line.trim_end_matches(['\n', '\r'])))
    }

    /// A value that stands on one line without quotes, as written.
    pub(super) fn plain(&self, id: OutlineId) -> &'t str {
        let rest = &self.text[self.node(id).at as usize..];
        let line = rest.split(['\n', '\r']).next().unwrap_or("");
        let end = line.find(" #").unwrap_or(line.len());
        let end = line[..end].find([',', ']', '}']).unwrap_or(end);
        line[..end].trim_end()
    }

    fn node(&self, id: OutlineId) -> &OutlineNode<'t> {
        &self.nodes[id.0 as usize]
    }

    fn children(&self, parent: OutlineId) -> impl Iterator<Item = OutlineId> {
        std::iter::successors(self.node(parent).first, |id| self.node(*id).next)
    }

    fn add(&mut self, parent: OutlineId, name: EntryName<'t>, at: usize) -> OutlineId {
        let id = OutlineId(self.nodes.len() as u32);
        self.nodes.push(OutlineNode { name, at: at as u32, first: None, last: None, next: None });
        let previous = self.nodes[parent.0 as usize].last.replace(id);
        match previous {
            Some(previous) => self.nodes[previous.0 as usize].next = Some(id),
            None => self.nodes[parent.0 as usize].first = Some(id),
        }
        id
    }
}

fn line_starts(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let ends = bytes.iter().enumerate().filter_map(|(at, byte)| match byte {
        b'\n' => Some(at as u32 + 1),
        b'\r' if bytes.get(at + 1) != Some(&b'\n') => Some(at as u32 + 1),
        _ => None,
    });
    std::iter::once(0).chain(ends).collect()
}

fn too_deep(text: &str, at: usize, limit: usize) -> TreeError {
    let line = 1 + text[..at].matches('\n').count() as u32;
    let column = 1 + text[..at].chars().rev().take_while(|c| *c != '\n').count() as u32;
    TreeError::TooDeep { line, column, limit }
}

/// A block collection that is open at this line.
struct OpenCollection {
    column: usize,
    list: bool,
    /// The collection itself.
    parent: OutlineId,
    /// Its newest entry: what a deeper line belongs to.
    newest: OutlineId,
}

struct OutlineWalk<'t> {
    outline: Outline<'t>,
    bytes: &'t [u8],
    at: usize,
    levels: Vec<OpenCollection>,
    max_depth: usize,
}

impl<'t> OutlineWalk<'t> {
    fn block(&mut self) -> Result<(), NestedTooDeep> {
        let mut advance = Advance::default();
        while self.at < self.bytes.len() && advance.to(self.at) {
            let start = self.at;
            self.skip_blanks();
            match self.peek() {
                Some(b'\n' | b'\r' | b'#') | None => self.skip_line(),
                Some(_) => self.line(start)?,
            }
        }
        Ok(())
    }

    /// One line that has something on it: any number of `- `, then a key or a value.
    fn line(&mut self, start: usize) -> Result<(), NestedTooDeep> {
        let mut advance = Advance::default();
        while advance.to(self.at) {
            let column = self.at - start;
            let marker =
                self.peek() == Some(b'-') && self.bytes.get(self.at + 1).is_none_or(u8::is_ascii_whitespace);
            if marker {
                self.enter(column, true)?;
                self.at += 1;
                self.skip_blanks();
                self.add_to_level(EntryName::Item, self.at);
                if self.at_line_end() {
                    return {
                        self.skip_line();
                        Ok(())
                    };
                }
                continue;
            }
            return match self.key() {
                Some((key, value)) => {
                    self.enter(column, false)?;
                    let at = self.at;
                    self.at = value;
                    self.skip_properties();
                    let place = if self.at_line_end() { at } else { self.at };
                    self.add_to_level(EntryName::Key(key), place);
                    self.value()
                }
                None => self.value(),
            };
        }
        Ok(())
    }

    /// Closes deeper collections and opens one at this column where there is none.
    fn enter(&mut self, column: usize, list: bool) -> Result<(), NestedTooDeep> {
        while self
            .levels
            .last()
            .is_some_and(|top| top.column > column || (top.column == column && top.list && !list))
        {
            self.levels.pop();
        }
        if self.levels.last().is_some_and(|top| top.column == column && top.list == list) {
            return Ok(());
        }
        if self.levels.len() >= self.max_depth {
            return Err(NestedTooDeep(self.at));
        }
        let parent = self.levels.last().map_or(Outline::ROOT, |top| top.newest);
        self.levels.push(OpenCollection { column, list, parent, newest: parent });
        Ok(())
    }

    fn add_to_level(&mut self, name: EntryName<'t>, at: usize) {
        if let Some(top) = self.levels.last_mut() {
            top.newest = self.outline.add(top.parent, name, at);
        }
    }

    /// The key at this place and the offset after its colon, if the line has one.
    fn key(&mut self) -> Option<(&'t str, usize)> {
        let (from, to, after) = match self.peek()? {
            quote @ (b'"' | b'\'') => {
                let end = quoted_end(self.bytes, self.at, quote, true)?;
                let gap = self.bytes[end..].iter().take_while(|b| **b == b' ').count();
                (self.at + 1, end - 1, end + gap)
            }
            b'[' | b'{' | b'|' | b'>' | b'*' | b'&' | b'!' | b'%' | b'@' | b'`' => return None,
            _ => {
                let colon = self.plain_colon()?;
                (self.at, colon, colon)
            }
        };
        let colon = self.bytes.get(after) == Some(&b':');
        let ends = self.bytes.get(after + 1).is_none_or(u8::is_ascii_whitespace);
        let key = self.outline.text.get(from..to)?.trim_end();
        (colon && ends).then_some((key, after + 1))
    }

    /// The first colon of the line that ends a plain key.
    fn plain_colon(&self) -> Option<usize> {
        for (at, byte) in self.bytes.iter().enumerate().skip(self.at) {
            match byte {
                b'\n' | b'\r' => return None,
                b'#' if at > self.at && self.bytes[at - 1] == b' ' => return None,
                b':' if self.bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace) => return Some(at),
                _ => {}
            }
        }
        None
    }

    /// OutlineWalks over the value that begins here, with the lines it continues on.
    fn value(&mut self) -> Result<(), NestedTooDeep> {
        self.skip_properties();
        let indent = self.levels.last().map_or(0, |top| top.column + 1);
        match self.peek() {
            Some(quote @ (b'"' | b'\'')) => {
                let end = quoted_end(self.bytes, self.at, quote, false).unwrap_or(self.bytes.len());
                self.note_surrogates(quote, end);
                self.at = end;
                self.skip_line();
            }
            Some(b'[' | b'{') => {
                self.flow()?;
                self.skip_line();
            }
            Some(b'|' | b'>') => {
                self.skip_line();
                self.skip_deeper(indent);
            }
            Some(b'\n' | b'\r' | b'#') | None => self.skip_line(),
            Some(_) => {
                self.skip_line();
                self.skip_deeper(indent);
            }
        }
        Ok(())
    }

    /// A flow collection, from its opening to its closing bracket.
    fn flow(&mut self) -> Result<(), NestedTooDeep> {
        let parent = self.levels.last().map_or(Outline::ROOT, |top| top.newest);
        let mut open: Vec<OutlineId> = Vec::new();
        let mut owner = parent;
        let mut key: Option<&'t str> = None;
        let mut advance = Advance::default();
        while advance.to(self.at) {
            self.skip_flow_space();
            let at = self.at;
            let Some(byte) = self.peek() else { return Ok(()) };
            match byte {
                b'[' | b'{' => {
                    let node = match open.last() {
                        Some(_) => self.flow_node(&open, key.take(), at),
                        None => owner,
                    };
                    owner = node;
                    open.push(node);
                    if self.levels.len() + open.len() > self.max_depth {
                        return Err(NestedTooDeep(at));
                    }
                    self.at += 1;
                }
                b']' | b'}' => {
                    self.at += 1;
                    key = None;
                    open.pop();
                    if open.is_empty() {
                        return Ok(());
                    }
                }
                b',' => {
                    key = None;
                    self.at += 1;
                }
                b':' => self.at += 1,
                _ => {
                    let scalar = self.flow_scalar(byte);
                    self.skip_flow_space();
                    if key.is_none() && self.peek() == Some(b':') {
                        key = Some(scalar);
                    } else {
                        self.flow_node(&open, key.take(), at);
                    }
                }
            }
        }
        Ok(())
    }

    fn flow_node(&mut self, open: &[OutlineId], key: Option<&'t str>, at: usize) -> OutlineId {
        let parent = open.last().copied().unwrap_or(Outline::ROOT);
        self.outline.add(parent, key.map_or(EntryName::Item, EntryName::Key), at)
    }

    /// A scalar inside a flow collection, without its quotes.
    fn flow_scalar(&mut self, byte: u8) -> &'t str {
        let start = self.at;
        if matches!(byte, b'"' | b'\'') {
            let end = quoted_end(self.bytes, start, byte, false).unwrap_or(self.bytes.len());
            self.note_surrogates(byte, end);
            self.at = end;
            return self.outline.text.get(start + 1..end.saturating_sub(1)).unwrap_or("");
        }
        self.note_tag();
        let ends = |at: &usize| {
            let (byte, next) = (self.bytes[*at], self.bytes.get(at + 1));
            matches!(byte, b',' | b'[' | b']' | b'{' | b'}')
                || (byte == b':'
                    && next.is_none_or(|b| {
                        b.is_ascii_whitespace() || matches!(b, b',' | b'[' | b']' | b'{' | b'}')
                    }))
                || (byte == b'#' && self.bytes[at - 1].is_ascii_whitespace())
        };
        self.at = (self.at..self.bytes.len()).find(ends).unwrap_or(self.bytes.len());
        self.outline.text.get(start..self.at).unwrap_or("").trim_end()
    }

    fn skip_flow_space(&mut self) {
        let mut advance = Advance::default();
        while let Some(byte) = self.peek().filter(|_| advance.to(self.at)) {
            match byte {
                b'#' => self.skip_line(),
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                _ => return,
            }
        }
    }

    /// Anchors and tags before a value.
    fn skip_properties(&mut self) {
        self.skip_blanks();
        let mut advance = Advance::default();
        while matches!(self.peek(), Some(b'&' | b'!')) && advance.to(self.at) {
            self.note_tag();
            self.at += self.bytes[self.at..].iter().take_while(|b| !b.is_ascii_whitespace()).count();
            self.skip_blanks();
        }
    }

    /// Lines that are blank or indented by at least `indent`: they continue the scalar above.
    fn skip_deeper(&mut self, indent: usize) {
        let mut advance = Advance::default();
        while self.at < self.bytes.len() && advance.to(self.at) {
            let blanks = self.bytes[self.at..].iter().take_while(|b| **b == b' ').count();
            let blank_line = matches!(self.bytes.get(self.at + blanks), Some(b'\n' | b'\r') | None);
            if blanks < indent && !blank_line {
                return;
            }
            self.skip_line();
        }
    }

    fn note_surrogates(&mut self, quote: u8, end: usize) {
        if quote != b'"' {
            return;
        }
        let mut at = self.at + 1;
        let mut advance = Advance::default();
        while at + 5 < end && advance.to(at) {
            match &self.bytes[at..at + 4] {
                [b'\\', b'u', b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F'] => {
                    self.outline.surrogates.push(at);
                    at += 6;
                }
                [b'\\', ..] => at += 2,
                _ => at += 1,
            }
        }
    }

    fn note_tag(&mut self) {
        if self.peek() != Some(b'!') {
            return;
        }
        const CORE: [&str; 8] = ["str", "int", "float", "bool", "null", "seq", "map", "timestamp"];
        let tag = self.outline.text[self.at..]
            .split(|c: char| c.is_ascii_whitespace() || ",[]{}".contains(c))
            .next()
            .unwrap_or("");
        let foreign =
            tag.strip_prefix("!!").is_some_and(|name| !CORE.contains(&name)) || tag.starts_with("!<");
        if foreign {
            self.outline.foreign_tags.push(self.at);
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn at_line_end(&self) -> bool {
        matches!(self.peek(), Some(b'\n' | b'\r' | b'#') | None)
    }

    fn skip_blanks(&mut self) {
        self.at += self.bytes[self.at..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    }

    fn skip_line(&mut self) {
        let rest = &self.bytes[self.at..];
        let end = memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let ends = if rest[end..].starts_with(b"\r\n") { 2 } else { 1 };
        self.at += (end + ends).min(rest.len());
    }
}

/// The offset after the closing quote of the scalar that opens at `start`.
fn quoted_end(bytes: &[u8], start: usize, quote: u8, one_line: bool) -> Option<usize> {
    let mut at = start + 1;
    let mut advance = Advance::default();
    while let Some(byte) = bytes.get(at).filter(|_| advance.to(at)) {
        match byte {
            b'\n' | b'\r' if one_line => return None,
            b'\\' if quote == b'"' => at += 2,
            b if *b == quote && quote == b'\'' && bytes.get(at + 1) == Some(&quote) => at += 2,
            b if *b == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
    None
}

#[cfg(test)]
mod tests;
