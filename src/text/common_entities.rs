//! Names that the news of any day names: they say what beat a text is of, and nothing of the event.

/// Whether a name is everybody's: folded words, one blank between.
pub fn is_common_entity(name: &str) -> bool {
    HOUSEHOLD.binary_search(&name).is_ok()
}

/// Sorted, for binary search. States, nationalities, seats of power and of news, and the companies that any
/// day's business pages name. Our own list, made before any text was looked at: who is named in most issues of
/// any paper. Leaving one out costs a little precision in a small folder; in a large one rarity does the same.
#[rustfmt::skip]
const HOUSEHOLD: &[&str] = &[
    "abc news", "afp", "africa", "african", "afrika", "afrique", "agence france", "ai", "al jazeera",
    "alemania", "allemagne", "allemand", "alphabet", "amazon", "america", "american", "americans",
    "amerika", "amerique", "android", "angleterre", "ap", "api", "apple", "arab", "arabia", "asia", "asie",
    "asien", "associated press", "australia", "australian", "australie", "australien", "austria", "aws",
    "azure", "bangkok", "barcelona", "bbc", "beijing", "belgien", "belgique", "belgium", "berlin", "biden",
    "big tech", "bing", "bloomberg", "bloomberg news", "boston", "brasil", "brazil", "bresil", "brexit", "britain",
    "british", "bruselas", "brussel", "brussels", "bruxelles", "california", "californie", "canada", "ceo",
    "chicago", "china", "chine", "chinese", "cia", "cisjordania", "cisjordanie", "cnbc", "cnn",
    "commission", "congreso", "congress", "council", "court", "covid", "covid19", "democrat", "democrats",
    "deutschland", "dubai", "england", "english", "espagne", "espana", "estados unidos", "etats unis", "eu",
    "europa", "europaische union", "europe", "european", "european union", "europeenne", "facebook", "fbi",
    "federal", "financial times", "france", "frankreich", "french", "ftc", "gaza", "german", "germany",
    "google", "gouvernement", "government", "guardian", "hong kong", "house", "ia", "ibm", "illinois",
    "inde", "india", "indien", "instagram", "intel", "internet", "israel", "israeli", "israelis", "israels",
    "italia", "italie", "italien", "italy", "japan", "japon", "kalifornien", "kanada", "ki", "kongress",
    "london", "londres", "los angeles", "madrid", "massachusetts", "merkel", "meta", "mexico", "microsoft",
    "minister", "ministry", "moscow", "munich", "nato", "nbc", "nbc news", "netflix", "netherlands",
    "new york", "new york times", "nvidia", "obama", "onu", "openai", "palestine", "palestinian",
    "palestinians", "paris", "parlement", "parliament", "pentagon", "police", "president", "putin",
    "republican", "republicans", "reuters", "roma", "rome", "russia", "russian", "russie", "russland",
    "samsung", "san francisco", "schweiz", "seattle", "secretary", "senate", "senator", "seoul",
    "silicon valley", "singapore", "sony", "spain", "spanien", "spanish", "states", "suisse",
    "supreme court", "switzerland", "sydney", "tech", "techcrunch", "tel aviv", "tesla", "texas", "tokyo", "trump",
    "turkey", "twitter", "ue", "uk", "un", "union europea", "union europeenne", "united", "united kingdom",
    "united nations", "united states", "us", "usa", "vereinigte staaten", "wall street",
    "wall street journal", "washington", "washington post", "west bank", "westjordanland", "white house",
    "wikipedia", "windows", "york", "youtube", "zuckerberg",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_for_the_search() {
        let wrong: Vec<_> = HOUSEHOLD.windows(2).filter(|pair| pair[0] >= pair[1]).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        assert!(is_common_entity("microsoft") && !is_common_entity("anyvision"));
    }
}
