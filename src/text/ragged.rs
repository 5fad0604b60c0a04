//! Lists of different lengths, stored one after another in one allocation instead of one for each list.

use std::ops::{Index, Range};

/// Lists by number, from 0. All lists together hold fewer than 2³² items.
#[derive(Debug, Clone, PartialEq)]
pub struct Ragged<T> {
    items: Vec<T>,
    /// The start of each list, and the end of the last.
    starts: Vec<u32>,
}

impl<T> Default for Ragged<T> {
    fn default() -> Self {
        Ragged { items: Vec::new(), starts: vec![0] }
    }
}

impl<T> Ragged<T> {
    /// No lists, with capacity for `lists` lists.
    pub fn with_capacity(lists: usize) -> Ragged<T> {
        let mut starts = Vec::with_capacity(lists + 1);
        starts.push(0);
        Ragged { items: Vec::new(), starts }
    }

    /// Lists of these lengths; `items` holds them one after another.
    pub fn from_lengths(items: Vec<T>, lengths: impl IntoIterator<Item = u32>) -> Ragged<T> {
        let mut starts = vec![0];
        starts.extend(lengths.into_iter().scan(0, |end, length| {
            *end += length;
            Some(*end)
        }));
        debug_assert_eq!(starts.last().copied(), Some(items.len() as u32));
        Ragged { items, starts }
    }

    /// The number of lists.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there are no lists.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The items of all lists.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// The range of a list among all items.
    #[inline]
    pub fn range(&self, list: impl Into<usize>) -> Range<usize> {
        let list = list.into();
        self.starts[list] as usize..self.starts[list + 1] as usize
    }

    /// The lists, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[T]> + Clone {
        self.starts.windows(2).map(|ends| &self.items[ends[0] as usize..ends[1] as usize])
    }

    /// Adds an item to the list that [`Ragged::end_list`] ends.
    pub fn push(&mut self, item: T) {
        self.items.push(item);
    }

    /// Ends a list of the items pushed since the last one ended.
    pub fn end_list(&mut self) {
        self.starts.push(self.items.len() as u32);
    }

    /// Adds a list.
    pub fn push_list(&mut self, list: impl IntoIterator<Item = T>) {
        self.items.extend(list);
        self.end_list();
    }
}

impl<T: Clone> Ragged<T> {
    /// Adds the last list once more, or an empty one if there is none.
    pub fn repeat_list(&mut self) {
        let last = self.len().checked_sub(1).map_or(0..0, |last| self.range(last));
        self.items.extend_from_within(last);
        self.end_list();
    }
}

impl<T: Copy + Ord> Ragged<T> {
    /// Adds a list of these items, sorted, each once.
    pub fn push_set(&mut self, items: impl IntoIterator<Item = T>) {
        let start = self.items.len();
        self.items.extend(items);
        self.items[start..].sort_unstable();
        let mut end = start;
        for index in start..self.items.len() {
            if end == start || self.items[end - 1] != self.items[index] {
                self.items[end] = self.items[index];
                end += 1;
            }
        }
        self.items.truncate(end);
        self.end_list();
    }
}

impl<T: Copy> Ragged<T> {
    /// Builds `lists` lists from pairs of list number and item; the items of a list keep their order. Walks the pairs
    /// twice: once to count, once to fill.
    pub fn from_pairs(lists: usize, pairs: impl Iterator<Item = (usize, T)> + Clone) -> Ragged<T> {
        let mut starts = vec![0; lists + 1];
        for (list, _) in pairs.clone() {
            starts[list + 1] += 1;
        }
        for index in 1..starts.len() {
            starts[index] += starts[index - 1];
        }
        let mut next = starts.clone();
        let Some((_, first)) = pairs.clone().next() else { return Ragged { items: Vec::new(), starts } };
        let mut items = vec![first; starts[lists] as usize];
        for (list, item) in pairs {
            items[next[list] as usize] = item;
            next[list] += 1;
        }
        Ragged { items, starts }
    }

    /// Replaces each item, or drops it, in all lists.
    pub fn filter_map(&mut self, new: impl Fn(T) -> Option<T>) {
        let (mut from, mut to) = (0, 0);
        for end in self.starts.iter_mut().skip(1) {
            for index in from..*end as usize {
                if let Some(item) = new(self.items[index]) {
                    self.items[to] = item;
                    to += 1;
                }
            }
            from = *end as usize;
            *end = to as u32;
        }
        self.items.truncate(to);
    }
}

impl<T> Index<usize> for Ragged<T> {
    type Output = [T];

    #[inline]
    fn index(&self, list: usize) -> &[T] {
        &self.items[self.range(list)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_as_they_were_added() {
        let mut ragged = Ragged::default();
        assert!(ragged.is_empty());
        ragged.push_list([1, 2]);
        ragged.push_list([]);
        ragged.push(3);
        ragged.end_list();
        ragged.push_set([7, 5, 7, 6, 5]);
        let expected: [&[i32]; 4] = [&[1, 2], &[], &[3], &[5, 6, 7]];
        assert_eq!(ragged.iter().collect::<Vec<_>>(), expected);
        assert_eq!((0..ragged.len()).map(|list| &ragged[list]).collect::<Vec<_>>(), expected);
        assert_eq!((ragged.range(2_usize), ragged.items()), (2..3, &[1, 2, 3, 5, 6, 7][..]));
        assert_eq!(Ragged::from_lengths(vec![1, 2, 3, 5, 6, 7], [2, 0, 1, 3]), ragged);
    }

    #[test]
    fn pairs_are_gathered_by_list_in_their_order() {
        let ragged = Ragged::from_pairs(4, [(2, 'a'), (0, 'b'), (2, 'c'), (3, 'd')].into_iter());
        assert_eq!(ragged.iter().collect::<Vec<_>>(), [&['b'][..], &[], &['a', 'c'], &['d']]);
        assert_eq!(Ragged::<char>::from_pairs(2, [].into_iter()).len(), 2);
    }

    #[test]
    fn items_are_replaced_or_dropped_in_their_lists() {
        let mut ragged = Ragged::from_lengths(vec![1, 2, 3, 4, 5], [2, 1, 2]);
        ragged.filter_map(|item| (item % 2 == 0).then_some(item * 10));
        assert_eq!(ragged.iter().collect::<Vec<_>>(), [&[20][..], &[], &[40]]);
    }
}
