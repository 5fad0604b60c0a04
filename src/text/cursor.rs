//! A position in a text that only moves forward. Every step takes at least one character, so a loop over steps ends for
//! any text. A loop with other steps (lines, values, pieces that are still being read) uses [`Advance`], which ends the
//! loop when a turn takes nothing. `tests/loops.rs` requires one of the two in each loop over text.

/// A position in a text.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'t> {
    text: &'t str,
    /// The number of bytes before the position; always a character boundary.
    offset: usize,
}

/// A character that was taken.
#[derive(Debug, Clone, Copy)]
pub struct Step<'t> {
    /// The character.
    pub char: char,
    /// Bytes of the text before it.
    pub start: usize,
    /// The text from the character on, itself included.
    pub rest: &'t str,
}

impl<'t> Cursor<'t> {
    /// The start of a text.
    #[inline]
    pub fn new(text: &'t str) -> Cursor<'t> {
        Cursor { text, offset: 0 }
    }

    /// The number of bytes before the position.
    #[inline]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The text that was not taken yet.
    #[inline]
    pub fn rest(&self) -> &'t str {
        &self.text[self.offset..]
    }

    /// Takes one character. `None` only at the end.
    #[inline]
    pub fn step(&mut self) -> Option<Step<'t>> {
        let (rest, start) = (self.rest(), self.offset);
        let char = rest.chars().next()?;
        self.offset += char.len_utf8();
        Some(Step { char, start, rest })
    }

    /// Moves to `length` bytes after the start of a step, and returns the text between. It never moves back: the
    /// character of the step is always included, and so is a character that the length ends inside.
    #[inline]
    pub fn take_from(&mut self, step: &Step<'t>, length: usize) -> &'t str {
        self.forward_to(step.start.saturating_add(length));
        &self.text[step.start..self.offset]
    }

    /// Takes `length` bytes: at least one character, and all of a character that the length ends inside. `None` only at
    /// the end.
    #[inline]
    pub fn take(&mut self, length: usize) -> Option<&'t str> {
        let rest = self.rest();
        if let Some(piece) = rest.get(..length).filter(|piece| !piece.is_empty()) {
            self.offset += length;
            return Some(piece);
        }
        let step = self.step()?;
        Some(self.take_from(&step, length))
    }

    /// Takes the characters for which `fits` holds, up to the first for which it does not. `None` if the next one does
    /// not fit.
    #[inline]
    pub fn take_while(&mut self, fits: impl Fn(char) -> bool) -> Option<&'t str> {
        let rest = self.rest();
        let length = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        self.offset += length;
        (length > 0).then(|| &rest[..length])
    }

    /// Takes the text up to a mark, and the mark. Returns the text before the mark, which may be empty. `None` if no
    /// mark follows or the mark is empty.
    #[inline]
    pub fn take_through(&mut self, mark: &str) -> Option<&'t str> {
        if mark.is_empty() {
            return None;
        }
        let (before, _) = self.rest().split_once(mark)?;
        self.offset += before.len() + mark.len();
        Some(before)
    }

    /// Takes a mark if it is next, and returns whether it was. An empty mark is never next.
    #[inline]
    pub fn take_mark(&mut self, mark: &str) -> bool {
        let stands = !mark.is_empty() && self.rest().starts_with(mark);
        self.offset += if stands { mark.len() } else { 0 };
        stands
    }

    /// Takes the rest of the text.
    #[inline]
    pub fn take_rest(&mut self) -> &'t str {
        let rest = self.rest();
        self.offset = self.text.len();
        rest
    }

    /// Moves forward to an offset of the text. An offset before the position does not move it. An offset inside a
    /// character moves it to the end of that character.
    #[inline]
    pub fn forward_to(&mut self, offset: usize) {
        if offset <= self.offset {
            return;
        }
        let is_boundary = |offset: &usize| self.text.is_char_boundary(*offset);
        self.offset = (offset..self.text.len()).find(is_boundary).unwrap_or(self.text.len());
    }
}

/// Ends a loop over text that no longer advances and would otherwise run forever.
#[derive(Debug, Clone, Copy, Default)]
pub struct Advance {
    /// The offset at which the last turn began.
    last: Option<usize>,
}

impl Advance {
    /// Whether this turn begins after the last one; a first turn does. If not, the loop has a bug: a debug build
    /// panics.
    #[inline]
    pub fn to(&mut self, offset: usize) -> bool {
        let moved = self.last.is_none_or(|last| last < offset);
        debug_assert!(moved, "a walk stands still at {offset}");
        self.last = Some(offset);
        moved
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_step_gives_a_character_and_what_follows_it() {
        let mut cursor = Cursor::new("aé東");
        let step = cursor.step().unwrap();
        assert_eq!((step.char, step.start, step.rest), ('a', 0, "aé東"));
        let step = cursor.step().unwrap();
        assert_eq!((step.char, step.start, step.rest, cursor.rest()), ('é', 1, "é東", "東"));
        assert_eq!(cursor.step().unwrap().char, '東');
        assert!(cursor.step().is_none() && cursor.rest().is_empty());
    }

    #[test]
    fn a_piece_holds_its_first_character_and_no_part_of_one() {
        for (length, piece, rest) in
            [(0, "ʼ", "74é"), (1, "ʼ", "74é"), (2, "ʼ", "74é"), (4, "ʼ74", "é"), (5, "ʼ74é", "")]
        {
            let mut cursor = Cursor::new("ʼ74é");
            let step = cursor.step().unwrap();
            assert_eq!((cursor.take_from(&step, length), cursor.rest()), (piece, rest), "{length}");
            let mut cursor = Cursor::new("ʼ74é");
            assert_eq!((cursor.take(length), cursor.rest()), (Some(piece), rest), "{length}");
        }
        let mut cursor = Cursor::new("ab");
        let step = cursor.step().unwrap();
        assert_eq!(cursor.take_from(&step, usize::MAX), "ab");
        assert_eq!(cursor.take_from(&step, 0), "ab", "it does not go back");
    }

    #[test]
    fn marks_are_taken_with_what_is_before_them() {
        let mut cursor = Cursor::new("<b>x</b>");
        assert_eq!(cursor.take_through("<"), Some(""));
        assert!(cursor.take_mark("b>") && !cursor.take_mark("b>") && !cursor.take_mark(""));
        assert_eq!(cursor.take_through(""), None);
        assert_eq!(cursor.take_through("<"), Some("x"));
        assert_eq!(cursor.take_through("<"), None);
        assert_eq!((cursor.take_while(|c| c == 'x'), cursor.take_while(|c| c != '>')), (None, Some("/b")));
        assert_eq!((cursor.take_rest(), cursor.take_rest(), cursor.offset()), (">", "", 8));
    }

    #[test]
    fn a_walk_goes_on_while_it_advances() {
        let mut advance = Advance::default();
        assert!(advance.to(0) && advance.to(1) && advance.to(7));
        for at in [7, 3] {
            let stands_still = move || advance.to(at);
            let ended = std::panic::catch_unwind(stands_still).map_or(true, |moved| !moved);
            assert!(ended, "{at}");
        }
    }

    proptest! {
        #[test]
        fn every_step_moves_on_and_none_leaves_a_character_in_two(
            text in any::<String>(),
            steps in prop::collection::vec((0..7u8, any::<usize>(), any::<char>()), 0..40),
        ) {
            let mut cursor = Cursor::new(&text);
            for (step, number, char) in steps {
                let (before, mark) = (cursor.offset(), char.to_string());
                let number = number % (text.len() + 2);
                let took = match step {
                    0 => cursor.step().is_some(),
                    1 => cursor.step().is_some_and(|step| !cursor.take_from(&step, number).is_empty()),
                    2 => cursor.take_while(|c| c <= char).is_some(),
                    3 => cursor.take_through(&mark).is_some(),
                    4 => cursor.take_mark(&mark),
                    5 => cursor.take(number).is_some(),
                    _ => {
                        cursor.forward_to(number);
                        cursor.offset() > before
                    }
                };
                prop_assert!(text.is_char_boundary(cursor.offset()));
                prop_assert_eq!(took, cursor.offset() > before, "what takes nothing says so, and the other way");
            }
            let left = cursor.rest().chars().count();
            prop_assert_eq!(std::iter::from_fn(|| cursor.step()).take(left + 1).count(), left);
        }
    }
}
