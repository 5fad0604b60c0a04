//! Properties of the whole program over random documents.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::DateTime;
use newsfeed::address::Address;
use newsfeed::model::{
    Article, DateSource, Document, Link, Mention, Provider, Published, Role, Story, TextEntity, TextFile,
    TextTime, Vocabulary,
};
use newsfeed::text::entities::{Casing, entities};
use newsfeed::{dedup, story};
use proptest::prelude::*;

use super::cases;

/// Few words, with numbers and names among them, so that titles are equal by chance.
const WORDS: [&str; 24] = [
    "harbour", "bridge", "opens", "again", "mayor", "promises", "trams", "night", "fire", "police", "report",
    "storm", "Part", "I", "II", "2031", "2032", "Velmar", "Norlin", "the", "after", "of", "new", "plan",
];

#[derive(Debug, Clone)]
struct GeneratedLink {
    title: Vec<usize>,
    excerpt: Vec<usize>,
    address: Option<(usize, usize, usize)>,
    hours: Option<u32>,
    outlet: usize,
}

fn generated_link() -> impl Strategy<Value = GeneratedLink> {
    let words = |range| prop::collection::vec(0..WORDS.len(), range);
    let address = prop::option::weighted(0.9, (0..4usize, 0..12usize, 0..5usize));
    (words(1..9), words(0..14), address, prop::option::weighted(0.9, 0..400u32), 0..4usize).prop_map(
        |(title, excerpt, address, hours, outlet)| GeneratedLink { title, excerpt, address, hours, outlet },
    )
}

fn documents() -> impl Strategy<Value = Vec<Document<'static>>> {
    let record = (generated_link(), prop::collection::vec(generated_link(), 0..4));
    prop::collection::vec(record, 1..10).prop_map(|records| {
        let document = |(at, (head, related)): (usize, (GeneratedLink, Vec<GeneratedLink>))| Document {
            file: format!("f{at:02}.md").into(),
            topics: vec!["T"],
            category: None,
            head: link(&head, Role::Head, 1),
            related: related
                .iter()
                .enumerate()
                .map(|(i, m)| link(m, Role::Related(i as u32), 10 + i as u32))
                .collect(),
        };
        records.into_iter().enumerate().map(document).collect()
    })
}

fn link(generated: &GeneratedLink, role: Role, line: u32) -> Link<'static> {
    let text = |words: &[usize]| -> &'static str {
        words.iter().map(|w| WORDS[*w]).collect::<Vec<_>>().join(" ").leak()
    };
    // Five spellings of twelve pages on four sites.
    let address = generated.address.map(|(site, page, spelling)| match spelling {
        0 => format!("https://www.site{site}.example/news/page-number-{page}"),
        1 => format!("http://site{site}.example/news/page-number-{page}/?utm_source=x"),
        2 => format!("https://www.site{site}.example/amp/news/page-number-{page}"),
        3 => format!("https://m.site{site}.example/en-gb/news/page-number-{page}/index.html#top"),
        _ => format!("https://www.site{site}.example/other/page-{}", 71_000_000 + page),
    });
    Link {
        role,
        line,
        title: Some(text(&generated.title)),
        excerpt: (!generated.excerpt.is_empty()).then(|| text(&generated.excerpt)),
        address: address.map(|a| Address::parse(&a).unwrap()),
        alternates: &[],
        published: generated.hours.map(|hours| {
            let at = DateTime::from_timestamp(1_930_000_000 + i64::from(hours) * 3600, 0).unwrap();
            Published::new(at, DateSource::Field)
        }),
        updated: None,
        kind: None,
        provider: Provider { name: Some(format!("Outlet {}", generated.outlet).leak()), domain: None },
        authors: &[],
        quality: Some(50),
        image: None,
        language: None,
    }
}

fn articles<'d>(documents: &'d [Document<'d>]) -> Vec<Article<'d>> {
    let mentions = Mention::all(documents);
    dedup::articles(&mentions, &Vocabulary::new(&mentions), &dedup::MergeOptions::default())
}

fn stories<'d>(documents: &'d [Document<'d>]) -> Vec<Story<'d>> {
    let mentions = Mention::all(documents);
    let vocabulary = Vocabulary::new(&mentions);
    let articles = dedup::articles(&mentions, &vocabulary, &dedup::MergeOptions::default());
    story::stories(articles, &vocabulary, &story::GroupOptions::default())
}

/// Texts with names that the stories may have; some texts also have a story's day, or a link into a story.
fn texts() -> impl Strategy<Value = Vec<TextFile>> {
    let names = prop::collection::vec((0..6usize, any::<bool>()), 0..5);
    let link = prop::option::weighted(0.2, (0..4usize, 0..12usize));
    let made = (names, prop::option::weighted(0.6, 0..30i64), link);
    prop::collection::vec(made, 0..8).prop_map(|made| {
        let mut texts = Vec::new();
        for (at, (names, day, link)) in made.into_iter().enumerate() {
            let link: Option<(usize, usize)> = link;
            let link = link.map(|(site, page)| format!("https://site{site}.example/news/page-number-{page}"));
            texts.push(text(at, &names, day, link));
        }
        texts
    })
}

fn text(at: usize, named: &[(usize, bool)], day: Option<i64>, link: Option<String>) -> TextFile {
    const NAMES: [&str; 6] = ["Velmar", "Norlin", "Part", "Norlin Velmar", "Grelco", "Microsoft"];
    let mut found = Vec::new();
    for (name, early) in named {
        entities(&format!("it is {}", NAMES[*name]), &Casing::default(), |name| {
            if found.iter().all(|other: &TextEntity| other.entity.words != name.words) {
                found.push(TextEntity { entity: name, early: *early });
            }
        });
    }
    let day = day.map(|day| {
        let day = DateTime::from_timestamp(1_930_000_000 + day * 86_400, 0).unwrap().date_naive();
        TextTime { text: day.to_string(), first: day, last: day, has_year: true }
    });
    TextFile {
        file: format!("t{at}.txt").into(),
        title: None,
        title_source: None,
        language: None,
        links: link.into_iter().collect(),
        dates: Vec::new(),
        entities: found,
        times: day.into_iter().collect(),
        story: None,
    }
}

/// For each text, by its file: its story and the evidence.
fn placed(texts: &[TextFile], stories: &[Story<'_>]) -> BTreeMap<String, Option<String>> {
    let rules = story::TextOptions { threshold: 0.3 };
    let placed = story::texts(texts.to_vec(), stories, rules);
    placed.iter().map(|text| (text.file.to_string(), text.story.as_ref().map(|s| format!("{s:?}")))).collect()
}

/// Each story as its id, the story it stands under, and its articles as ids with the places of their mentions.
type Shape = Vec<(String, Option<String>, Vec<(String, Vec<String>, Vec<String>)>)>;

fn shape(stories: &[Story<'_>]) -> Shape {
    let article = |a: &Article<'_>| {
        let evidence = a.merged_by.iter().map(|e| format!("{e:?}")).collect();
        (a.id.to_string(), a.mentions.iter().map(place).collect(), evidence)
    };
    let story = |s: &Story<'_>| {
        (
            s.id.to_string(),
            s.under.as_ref().map(ToString::to_string),
            s.articles.iter().map(article).collect(),
        )
    };
    stories.iter().map(story).collect()
}

fn place(mention: &Mention<'_>) -> String {
    format!("{:?}", mention.place())
}

/// The articles as sets of mentions, without ids.
fn partition(documents: &[Document<'_>], within: &BTreeSet<String>) -> BTreeSet<Vec<String>> {
    let articles = articles(documents);
    let places =
        |a: &Article<'_>| a.mentions.iter().map(place).filter(|p| within.contains(p)).collect::<Vec<_>>();
    articles.iter().map(places).filter(|places| !places.is_empty()).collect()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_order_of_input_changes_nothing(documents in documents(), seed in any::<u64>()) {
        let mut shuffled = documents.clone();
        let mut state = seed | 1;
        for i in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(i, (state >> 33) as usize % (i + 1));
        }
        prop_assert_eq!(shape(&stories(&documents)), shape(&stories(&shuffled)));
    }

    #[test]
    fn texts_find_the_same_story_in_any_order(documents in documents(), texts in texts()) {
        let mut turned = documents.clone();
        turned.reverse();
        let mut back = texts.clone();
        back.reverse();
        prop_assert_eq!(placed(&texts, &stories(&documents)), placed(&back, &stories(&turned)));
    }

    #[test]
    fn a_text_is_in_at_most_one_story_with_evidence(documents in documents(), texts in texts()) {
        let stories = stories(&documents);
        let rules = story::TextOptions { threshold: 0.3 };
        let placed = story::texts(texts.clone(), &stories, rules);
        let files = |texts: &[TextFile]| texts.iter().map(|text| text.file.to_string()).collect::<Vec<_>>();
        prop_assert_eq!(files(&placed), files(&texts));
        for story in placed.iter().filter_map(|text| text.story.as_ref()) {
            prop_assert_eq!(stories.iter().filter(|other| other.id == story.id).count(), 1);
            prop_assert!(!story.evidence.is_empty() && story.score > 0.0 && story.score <= 1.0);
        }
        for text in placed.iter().filter(|text| text.story.is_some()) {
            prop_assert!(story::doubt(text, &stories, rules).is_none());
        }
    }

    #[test]
    fn an_unrelated_text_changes_nothing(documents in documents(), texts in texts(), names in prop::collection::vec((0..6usize, any::<bool>()), 0..5)) {
        let stories = stories(&documents);
        let before = placed(&texts, &stories);
        let mut more = texts.clone();
        more.push(text(99, &names, Some(3), Some("https://nowhere.example/a".to_owned())));
        let mut after = placed(&more, &stories);
        after.remove("t99.txt");
        prop_assert_eq!(before, after);
    }

    #[test]
    fn every_mention_is_in_one_article_and_every_article_in_one_story(documents in documents()) {
        let all: Vec<String> = Mention::all(&documents).iter().map(place).collect();
        let stories = stories(&documents);
        let mut found: Vec<String> =
            stories.iter().flat_map(|s| &s.articles).flat_map(|a| &a.mentions).map(place).collect();
        let mut expected = all.clone();
        expected.sort();
        found.sort();
        prop_assert_eq!(found, expected);
        let ids: Vec<newsfeed::model::Id> = stories.iter().flat_map(|s| &s.articles).map(|a| a.id).collect();
        prop_assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    }

    #[test]
    fn every_join_has_evidence(documents in documents()) {
        for article in articles(&documents) {
            prop_assert_eq!(article.merged_by.len(), article.mentions.len() - 1);
            for evidence in &article.merged_by {
                prop_assert!(evidence.mentions.0 < evidence.mentions.1);
                prop_assert!(evidence.mentions.1 < article.mentions.len());
                prop_assert!(!evidence.detail.is_empty() && evidence.score > 0.0 && evidence.score <= 1.0);
            }
        }
    }

    #[test]
    fn the_same_address_key_is_the_same_article(documents in documents()) {
        let articles = articles(&documents);
        // Hubs have no key: an address with three or more titles may be a hub.
        let mut titles: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        let mut homes: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (at, article) in articles.iter().enumerate() {
            for link in article.mentions.iter().map(|m| m.link) {
                for key in link.addresses().flat_map(Address::keys) {
                    titles.entry(key.to_string()).or_default().extend(link.title);
                    homes.entry(key.to_string()).or_default().insert(at);
                }
            }
        }
        for (key, homes) in homes {
            prop_assert!(homes.len() == 1 || titles[&key].len() >= 3, "{key} is in {homes:?}");
        }
    }

    #[test]
    fn merging_an_article_with_itself_changes_nothing(documents in documents()) {
        // The same records in other files: the originals must stay as they were, whatever the number of copies.
        let places: BTreeSet<String> = Mention::all(&documents).iter().map(place).collect();
        let mut doubled = documents.clone();
        for document in &documents {
            let name: Arc<str> = format!("copy-of-{}", document.file).into();
            doubled.push(Document { file: name, ..document.clone() });
        }
        prop_assert_eq!(partition(&documents, &places), partition(&doubled, &places));
    }

    #[test]
    fn an_unrelated_file_moves_no_mention(documents in documents()) {
        let places: BTreeSet<String> = Mention::all(&documents).iter().map(place).collect();
        let before = partition(&documents, &places);
        let stranger = GeneratedLink { title: vec![], excerpt: vec![], address: Some((9, 9, 0)), hours: Some(1), outlet: 3 };
        let mut head = link(&stranger, Role::Head, 1);
        head.title = Some("Quokka zebra xylophone");
        let stranger = Document { file: "zz.md".into(), topics: vec![], category: None, head, related: vec![] };
        let mut more = documents.clone();
        more.push(stranger);
        // Only rarity may change, and only a little: at most one article may split or join because of it.
        let after = partition(&more, &places);
        prop_assert!(before.symmetric_difference(&after).count() <= 3, "{before:?} {after:?}");
    }

    #[test]
    fn a_canonical_address_is_its_own_canonical_address(
        host in "(www\\.|m\\.|amp\\.|mobile\\.){0,3}[a-z]{1,8}\\.(example|com|co\\.uk)",
        path in "(/(amp|uk|en-gb|google-amp|index\\.html|news|a%2Fb|%61mp|x-amp|x\\.amp\\.html|[a-zA-Z0-9._~%-]{0,12})){0,6}/?",
        query in "(\\?((amp|utm_source|id|q|src)(=[a-z0-9%]{0,4})?&?){0,4})?",
    ) {
        let raw = format!("https://{host}{path}{query}");
        if let Ok(address) = Address::parse(&raw) {
            let canonical = address.canonical();
            let again = Address::parse(&canonical).map(|a| a.canonical());
            prop_assert_eq!(again.as_ref(), Ok(&canonical), "{}", raw);
            let again = Address::parse(&canonical).unwrap();
            prop_assert!(again.keys().eq(address.keys()), "{canonical}");
        }
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), fence in any::<bool>()) {
        read(&if fence { [b"---\n".as_slice(), &bytes, b"\n---\n"].concat() } else { bytes });
    }

    #[test]
    fn no_record_makes_the_reader_panic(
        text in "(\\{|\\[|\\}|\\]|\"title\"|\"url\"|\"related\"|\"mentions\"|\"schema\"|newsfeed/1|:|,|\"|\\\\u[dD]8[0-9]{2}|x|1|null|é|\n|  ){0,60}",
        start in "(\\{\"schema\":\"newsfeed/1\",\"stories\":\\[|\\[|\\{\"title\":\"a\",)?",
        name in "made\\.(json|jsonl|md)",
    ) {
        read_as(&name, format!("{start}{text}").as_bytes());
    }

    #[test]
    fn no_toml_makes_the_reader_panic(text in "((title|url|date|related|tags|x)( = |\\.|\\])|\\[|\\]|\\{|\\}|\"|'|\"\"\"|1979-05-27|07:32:00Z|=|,|#|é|a|1|\n){0,60}") {
        read_as("made.md", format!("+++\n{text}\n+++\n").as_bytes());
    }

    #[test]
    fn no_metadata_makes_the_reader_panic(text in "((Title|Date|Tags|# x|- Author|\\*\\*URL)(: |:\\*\\* |\n)|é|;|,|#a|    |\n){0,30}") {
        read_as("made.md", text.as_bytes());
    }

    #[test]
    fn no_header_makes_the_reader_panic(text in "(title|url|date|related|tags|x)?[ :\\[\\]{}\"'|>&*!#a-z0-9\n-]{0,200}") {
        read(format!("---\n{text}\n---\n").as_bytes());
    }
}

fn read(bytes: &[u8]) {
    read_as("made.md", bytes);
}

fn read_as(name: &str, bytes: &[u8]) {
    use newsfeed::model::{InputPath, ParseOptions, SourceFile};
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let source = SourceFile { name: name.into(), place: InputPath::Path(file.path().to_owned()) };
    let store = newsfeed::parse::StringArena::new();
    let parsed = newsfeed::parse::documents(&[source], &ParseOptions::default(), &store, &|| {});
    // Each file becomes a document or a text, or has a diagnostic that says why not. The same is true of each record.
    let kept = parsed.documents.len() + parsed.texts.len();
    assert!(
        kept >= 1 || !parsed.diagnostics.is_empty() || String::from_utf8_lossy(bytes).contains("newsfeed/")
    );
    assert!(parsed.files >= kept.max(1));
    let refused = parsed.diagnostics.iter().any(|found| found.level <= newsfeed::model::Level::Error);
    assert!(refused || parsed.files <= kept + parsed.diagnostics.len().max(1));
}
