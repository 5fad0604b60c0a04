//! Bytes as they come from a file or a pipe.

use std::io::{self, Read};

/// The mark that Windows programs put before UTF-8.
pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";

/// The bytes without the mark.
pub(super) fn without_bom(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.starts_with(BOM) {
        bytes.drain(..BOM.len());
    }
    bytes
}

/// Whether they begin with the mark of UTF-16.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}

/// Reads once more, up to `step` bytes, behind those there are; whether there were any.
pub(super) fn read_more(input: &mut dyn Read, bytes: &mut Vec<u8>, step: usize) -> io::Result<bool> {
    let before = bytes.len();
    bytes.resize(before + step, 0);
    let read = loop {
        match input.read(&mut bytes[before..]) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => break read?,
        }
    };
    bytes.truncate(before + read);
    Ok(read > 0)
}
