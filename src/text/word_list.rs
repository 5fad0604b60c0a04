//! Data files of words and phrases: one on each line, comments after `#`.

/// The entries of a data file, sorted.
#[derive(Debug)]
pub struct WordList(Vec<&'static str>);

impl WordList {
    /// Builds the list from the text of a data file.
    pub fn from_data(data: &'static str) -> WordList {
        let mut words: Vec<&str> = data_lines(data).collect();
        words.sort_unstable();
        WordList(words)
    }

    /// Whether the list has a word or phrase.
    pub fn contains(&self, word: &str) -> bool {
        self.0.binary_search(&word).is_ok()
    }

    /// The entries, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().copied()
    }
}

/// The lines of a data file without comments.
pub fn data_lines(data: &str) -> impl Iterator<Item = &str> {
    data.lines().filter(|line| !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_not_entries() {
        let list = WordList::from_data("# Words.\nnew york\nasia\n");
        assert_eq!(list.iter().collect::<Vec<_>>(), ["asia", "new york"]);
        assert!(list.contains("new york") && !list.contains("york") && !list.contains("# Words."));
    }
}
