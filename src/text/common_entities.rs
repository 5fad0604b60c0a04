//! Names that are common in the news of any day. They show the beat of a text, but not its event.

use std::sync::LazyLock;

use super::WordList;

/// Whether a name is in most issues of any newspaper. `name` is folded, with one space between words.
pub fn is_common_entity(name: &str) -> bool {
    static COMMON: LazyLock<WordList> =
        LazyLock::new(|| WordList::from_data(include_str!("common_entities.txt")));
    COMMON.contains(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companies_of_any_day_are_common_and_others_are_not() {
        assert!(is_common_entity("microsoft") && !is_common_entity("anyvision"));
    }
}
