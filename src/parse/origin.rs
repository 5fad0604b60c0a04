//! The position of a record in its file, and of the file's body.

/// The position of a record in its file.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RecordOrigin {
    /// The file's line of the first line that is parsed, less one.
    pub(super) line_offset: u32,
    /// The line the record begins on.
    pub(super) head_line: u32,
    /// Whether it is one of many, none of which the file's name dates.
    pub(super) one_of_many: bool,
    /// The beginning of the body.
    pub(super) body: BodyStart,
}

/// The beginning of the body of a file with a header.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum BodyStart {
    /// It has none.
    #[default]
    Nowhere,
    /// Behind the second fence.
    AfterFences,
    /// Behind this line, from 1.
    AfterLine(u32),
}
