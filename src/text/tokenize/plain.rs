//! The fast path for plain words. Most words are ASCII letters and digits that end at a byte that is in no word; the
//! code reads eight bytes at a time.

/// The number of letters in the longest numeral, such as XVIII or `three`.
pub(super) const LONGEST_NUMERAL: usize = 5;

/// The first eight bytes of a word as a number, first byte lowest, filled up with a byte that is in no text. Words of
/// up to seven bytes are equal if their heads are.
pub const fn head(word: &str) -> u64 {
    let bytes = word.as_bytes();
    let mut head = u64::MAX;
    let mut at = if bytes.len() < 8 { bytes.len() } else { 8 };
    while at > 0 {
        at -= 1;
        head = head << 8 | bytes[at] as u64;
    }
    head
}

/// Eight bytes of a text, classified together: in each mask, the top bit of a byte says whether the byte is in the
/// class.
pub(super) struct Eight {
    bytes: u64,
    /// ASCII letters and digits.
    pub(super) letters: u64,
    /// Capitals.
    upper: u64,
    /// Bytes that are not ASCII.
    pub(super) odd: u64,
}

impl Eight {
    const TOP: u64 = 0x8080_8080_8080_8080;

    /// The bytes from `offset` on, filled up with zeros.
    pub(super) fn new(text: &[u8], offset: usize) -> Eight {
        let rest = &text[offset..];
        let bytes = rest.first_chunk().copied().unwrap_or_else(|| {
            let mut last = [0; 8];
            last[..rest.len()].copy_from_slice(rest);
            last
        });
        let bytes = u64::from_le_bytes(bytes);
        let odd = bytes & Self::TOP;
        let low = bytes & !Self::TOP;
        // Adding sets the top bit of a byte if the byte is at least this large, and never carries into the next byte.
        let least = |bytes: u64, byte: u8| bytes + u64::from(0x80 - byte) * 0x0101_0101_0101_0101;
        let between =
            |bytes: u64, from: u8, to: u8| least(bytes, from) & !least(bytes, to + 1) & Self::TOP & !odd;
        let upper = between(low, b'A', b'Z');
        let letters = upper | between(low, b'a', b'z') | between(low, b'0', b'9');
        Eight { bytes, letters, upper, odd }
    }

    /// All bits after this many bytes.
    fn beyond(bytes: usize) -> u64 {
        u64::MAX.checked_shl(8 * bytes as u32).unwrap_or(0)
    }

    /// The number of letters and digits at the start.
    fn length(&self) -> usize {
        (!self.letters & Self::TOP).trailing_zeros() as usize / 8
    }
}

/// A word of ASCII letters and digits, followed by nothing that could be part of it.
pub(super) struct Plain {
    pub(super) length: usize,
    /// The [`head`] of the word in lower case.
    pub(super) head: u64,
    pub(super) has_upper: bool,
}

impl Plain {
    /// The word that begins at `start`, if it is plain.
    pub(super) fn at(text: &[u8], start: usize) -> Option<Plain> {
        let first = Eight::new(text, start);
        let mut length = first.length();
        let beyond = Eight::beyond(length);
        // The case of an ASCII letter is one bit.
        let head = first.bytes | first.upper >> 2 | beyond;
        let mut upper = first.upper & !beyond;
        let mut more = length;
        while more == 8 {
            let next = Eight::new(text, start + length);
            more = next.length();
            upper |= next.upper & !Eight::beyond(more);
            length += more;
        }
        let end = start + length;
        let is_whole = match text.get(end) {
            Some(b'.' | b',') => !text[end - 1].is_ascii_digit(),
            Some(b'\'' | b'`' | b'+' | b'#' | 0x80..) => false,
            _ => true,
        };
        is_whole.then_some(Plain { length, head, has_upper: upper != 0 })
    }

    /// Whether it may be a numeral and needs the slow path.
    pub(super) fn may_be_numeral(&self, after_numbered: bool) -> bool {
        let is_digit = |letter: &u8| matches!(letter, b'i' | b'v' | b'x');
        self.length <= LONGEST_NUMERAL
            && (after_numbered || self.head.to_le_bytes()[..self.length].iter().all(is_digit))
    }
}
