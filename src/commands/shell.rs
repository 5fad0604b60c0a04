//! Words of a shell.

/// A word as a shell takes it: in single quotes where it holds anything but letters, digits and a few marks. Marks that
/// file names often hold (`,`, `=`, `%`) need none, which `shlex` would quote.
pub(super) fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/.-_,+=:@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
