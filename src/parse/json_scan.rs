//! Finds the end of a JSON object or list.

/// Looks for the bracket that closes an object or a list, piece by piece.
#[derive(Debug, Default)]
pub(super) struct BracketScan {
    depth: usize,
    pub(super) in_text: bool,
    pub(super) escaped: bool,
}

impl BracketScan {
    /// The number of bytes of this piece that belong to the value, if the value ends in it.
    pub(super) fn end(&mut self, piece: &[u8]) -> Option<usize> {
        piece.iter().position(|byte| self.step(*byte)).map(|at| at + 1)
    }

    /// Takes one more byte; whether the value ends with it.
    pub(super) fn step(&mut self, byte: u8) -> bool {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_text => self.escaped = true,
            b'"' => self.in_text = !self.in_text,
            _ if self.in_text => {}
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}
