//! Names that the news of any day names: they say what beat a text is of, and nothing of the event.

use std::sync::LazyLock;

use super::WordList;

/// Whether a name is in most issues of any paper: folded words, one blank between.
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
