//! Every rule has a pair that it must join and a near miss that it must not join. Every veto has a pair that it
//! forbids.
//! The tests call `judge` directly, the function that clustering and `explain` call.

use chrono::{DateTime, TimeDelta};
use newsfeed::address::Address;
use newsfeed::dedup::{self, MergeOptions, Verdict, Veto};
use newsfeed::model::{
    DateSource, Document, Image, Link, Mention, Provider, Published, Role, Rule, Vocabulary,
};

/// A link as a test writes it; fields that are not given are empty.
#[derive(Clone, Copy, Default)]
struct Piece {
    title: &'static str,
    excerpt: &'static str,
    url: &'static str,
    amp: &'static str,
    image: &'static str,
    outlet: &'static str,
    hours: i64,
}

fn document(at: usize, piece: Piece) -> Document<'static> {
    let some = |text: &'static str| (!text.is_empty()).then_some(text);
    let address = |text| some(text).map(|text| Address::parse(text).unwrap());
    let begin = DateTime::from_timestamp(1_930_000_000, 0).unwrap();
    let head = Link {
        role: Role::Head,
        line: 1,
        title: some(piece.title),
        excerpt: some(piece.excerpt),
        address: address(piece.url),
        alternates: address(piece.amp).into_iter().collect::<Vec<_>>().leak(),
        published: Some(Published::new(begin + TimeDelta::hours(piece.hours), DateSource::Field)),
        updated: None,
        kind: None,
        provider: Provider { name: some(piece.outlet), domain: None },
        authors: &[],
        quality: None,
        image: some(piece.image).map(|url| Image { url, width: None, height: None }),
        language: None,
    };
    Document {
        file: format!("{at}.md").into(),
        topics: Vec::new(),
        category: None,
        head,
        related: Vec::new(),
    }
}

/// Titles unrelated to the pair, so that the pair's words are rare and the others common.
const BACKGROUND: [&str; 6] = [
    "Opera house names a new director",
    "Glacier melt speeds up in the north",
    "Chess title defended in a long game",
    "Vaccine trial ends well for children",
    "Orchard harvest breaks an old record",
    "Night trains return to the coast",
];

fn verdict(a: Piece, b: Piece) -> Verdict {
    let other = |(at, title): (usize, &&'static str)| document(at + 2, Piece { title, ..Piece::default() });
    let mut documents = vec![document(0, a), document(1, b)];
    documents.extend(BACKGROUND.iter().enumerate().map(other));
    let mentions = Mention::all(&documents);
    let vocabulary = Vocabulary::new(&mentions);
    let judge = dedup::judge(&mentions, &vocabulary, &MergeOptions::default());
    let of = |file: &str| judge.mentions().iter().find(|m| &*m.document.file == file).unwrap().index;
    judge.judge(of("0.md"), of("1.md"))
}

/// The number of mentions of each article, largest first.
fn sizes(pieces: &[Piece]) -> Vec<usize> {
    let documents: Vec<Document<'_>> =
        pieces.iter().enumerate().map(|(at, piece)| document(at, *piece)).collect();
    let mentions = Mention::all(&documents);
    let articles = dedup::articles(&mentions, &Vocabulary::new(&mentions), &MergeOptions::default());
    let mut sizes: Vec<usize> = articles.iter().map(|article| article.mentions.len()).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes
}

#[track_caller]
fn joins(rule: Rule, a: Piece, b: Piece) {
    for verdict in [verdict(a, b), verdict(b, a)] {
        assert!(
            matches!(verdict, Verdict::Join { rule: found, .. } if found == rule),
            "{}: {verdict:?}",
            rule.token()
        );
    }
}

#[track_caller]
fn parts(a: Piece, b: Piece) {
    for verdict in [verdict(a, b), verdict(b, a)] {
        assert!(!matches!(verdict, Verdict::Join { .. }), "{verdict:?}");
    }
}

#[track_caller]
fn forbids(a: &'static str, b: &'static str) -> Veto {
    let text = "The ferry company said on Tuesday that it would sail again once the harbour has been dredged and inspected.";
    let piece = |title, url| Piece { title, url, excerpt: text, outlet: "Tide", ..Piece::default() };
    match verdict(piece(a, "https://tide.example/a/one"), piece(b, "https://tide.example/a/two")) {
        Verdict::Vetoed(veto, _) => veto,
        other => panic!("{a} / {b}: {other:?}"),
    }
}

const BRIDGE: Piece = Piece {
    title: "Harbour bridge opens again after seven months of repairs",
    excerpt: "The harbour bridge of Velmar opened to trams and cyclists on Monday after seven months of repairs to its northern pylon.",
    url: "https://www.tide.example/news/harbour-bridge-opens-again-after-seven-months-of-repairs/",
    outlet: "Tide",
    amp: "",
    image: "",
    hours: 0,
};
const OTHER_TEXT: &str = "Commuters queued before dawn to be the first on the span, and the mayor promised that the tolls would stay away for good.";

#[test]
fn address() {
    joins(
        Rule::Address,
        BRIDGE,
        Piece {
            title: "Bridge is open",
            url: "https://m.tide.example/news/harbour-bridge-opens-again-after-seven-months-of-repairs/amp?utm_source=x",
            ..BRIDGE
        },
    );
    parts(
        BRIDGE,
        Piece {
            title: "Bread prize goes north",
            excerpt: OTHER_TEXT,
            url: "https://www.tide.example/news/bread-prize-goes-north/",
            ..BRIDGE
        },
    );
}

/// An alternate that is another page than the link's own address joins by its own keys.
#[test]
fn the_address_of_an_alternate() {
    let page = Piece { url: "https://tide.example/velmar-bridge", ..BRIDGE };
    let elsewhere = Piece {
        title: "Trams return to Velmar",
        excerpt: OTHER_TEXT,
        url: "https://quay.example/trams",
        amp: "https://tide.example/velmar-bridge/amp",
        ..BRIDGE
    };
    joins(Rule::Address, page, elsewhere);
    parts(page, Piece { amp: "https://tide.example/velmar-bridges/amp", ..elsewhere });
}

#[test]
fn publisher_id() {
    let old = Piece {
        url: "https://tide.example/article/velmar-bridge/harbour-bridge-opens-again-idUSKBN4C00V2",
        ..BRIDGE
    };
    let new = Piece {
        title: "Trams return to Velmar",
        url: "https://tide.example/article/us-velmar-bridge-idUSKBN4C00V2",
        ..BRIDGE
    };
    joins(Rule::PublisherId, old, new);
    parts(
        old,
        Piece {
            url: "https://tide.example/article/us-velmar-bridge-idUSKBN4C00V3",
            excerpt: OTHER_TEXT,
            ..new
        },
    );
}

#[test]
fn video_id() {
    let page = Piece {
        title: "Watch the bridge open",
        url: "https://www.youtube.com/watch?v=abcdefghijk",
        ..Piece::default()
    };
    let listed = Piece {
        title: "The bridge opens",
        image: "https://i.ytimg.com/vi/abcdefghijk/hq.jpg",
        ..Piece::default()
    };
    joins(Rule::VideoId, page, listed);
    parts(page, Piece { image: "https://i.ytimg.com/vi/abcdefghijX/hq.jpg", ..listed });
}

/// The weak rules apply only to similar titles, whatever the time between the two publications.
#[test]
fn variant() {
    let page = Piece { url: "https://tide.example/bridge", ..BRIDGE };
    let edition = Piece {
        title: "Harbour bridge opens after seven months of repairs",
        excerpt: OTHER_TEXT,
        url: "https://tide.example/uk/bridge",
        hours: 500,
        ..BRIDGE
    };
    joins(Rule::Variant, page, edition);
    joins(Rule::Variant, page, Piece { url: "https://tide.example/bridge?ref=crier", ..edition });
    let unlike = Piece { title: "Bread prize goes north", ..edition };
    parts(page, unlike);
    parts(page, Piece { hours: 0, ..unlike });
    parts(page, Piece { title: "Harbour bridge opens again after eight months of repairs", ..edition });
    parts(
        page,
        Piece {
            title: "Harbour bridge opens after 7 months",
            url: "https://tide.example/fr/bridge",
            ..edition
        },
    );
    parts(page, Piece { url: "https://tide.example/bridge?ref=4045-USHJ-3810", ..edition });
}

/// A link without a title joins links with its address if they have similar titles. It does not join unlike ones with
/// each other.
#[test]
fn a_variant_without_a_title_joins_no_unlike_titles() {
    let page = Piece { url: "https://tide.example/bridge", ..BRIDGE };
    let edition = Piece { url: "https://tide.example/uk/bridge", title: "", excerpt: "", ..BRIDGE };
    let unlike = Piece {
        title: "Bread prize goes north",
        excerpt: OTHER_TEXT,
        url: "https://tide.example/au/bridge",
        ..BRIDGE
    };
    assert_eq!(sizes(&[page, edition]), [2]);
    assert_eq!(sizes(&[page, edition, unlike]), [1, 1, 1]);
    assert_eq!(sizes(&[edition, Piece { url: "https://tide.example/us/bridge", ..edition }]), [1, 1]);
    // Three unlike titles on three days: the page of a section.
    let third = Piece {
        title: "Orchard harvest breaks an old record",
        url: "https://tide.example/us/bridge",
        hours: 100,
        ..unlike
    };
    let again = Piece { url: "https://tide.example/bridge", hours: 200, excerpt: "Soon.", ..page };
    assert_eq!(sizes(&[page, Piece { hours: 50, ..unlike }, third]), [1, 1, 1]);
    assert_eq!(sizes(&[page, again]), [2]);
}

#[test]
fn amp_slug() {
    let page = Piece {
        title: "",
        url: "https://tide.example/city/traffic/harbour-bridge-opens-again-after-repairs",
        ..BRIDGE
    };
    let amp = Piece {
        title: "Trams return",
        excerpt: OTHER_TEXT,
        url: "https://tide.example/google-amp/news/harbour-bridge-opens-again-after-repairs",
        ..BRIDGE
    };
    joins(Rule::AmpSlug, page, amp);
    // Two ordinary addresses never join by slug.
    parts(page, Piece { url: "https://tide.example/news/harbour-bridge-opens-again-after-repairs", ..amp });
}

#[test]
fn no_address() {
    let listed = Piece { title: "The bridge opens, live", outlet: "Tide TV", ..Piece::default() };
    joins(Rule::NoAddress, Piece { url: "https://www.youtube.com/watch?v=abcdefghijk", ..listed }, listed);
    parts(
        Piece { url: "https://www.youtube.com/watch?v=abcdefghijk", ..listed },
        Piece { hours: 1, ..listed },
    );
    parts(
        Piece { url: "https://www.youtube.com/watch?v=abcdefghijk", ..listed },
        Piece { outlet: "Quay TV", ..listed },
    );
}

#[test]
fn video_again() {
    let first = Piece { url: "https://www.youtube.com/watch?v=abcdefghijk", ..BRIDGE };
    let again = Piece { url: "https://www.youtube.com/watch?v=abcdefghijX", hours: 24 * 20, ..BRIDGE };
    joins(Rule::VideoAgain, first, again);
    parts(first, Piece { hours: 24 * 30, ..again });
}

#[test]
fn title_and_excerpt() {
    let copy = Piece { url: "https://partner.example/x/y", outlet: "Partner", hours: 500, ..BRIDGE };
    joins(Rule::TitleAndExcerpt, BRIDGE, copy);
    parts(BRIDGE, Piece { excerpt: OTHER_TEXT, ..copy });
}

#[test]
fn a_column_is_not_its_next_issue() {
    let column =
        Piece { title: "Morning briefing for islanders", url: "https://tide.example/briefing/one", ..BRIDGE };
    parts(column, Piece { url: "https://tide.example/briefing/two", hours: 240, ..column });
}

#[test]
fn syndicated() {
    let copy = Piece {
        excerpt: OTHER_TEXT,
        url: "https://www.msn.com/en-gb/news/bridge/ar-AA00bCdE",
        outlet: "Tide on MSN",
        hours: 200,
        ..BRIDGE
    };
    joins(Rule::Syndicated, BRIDGE, copy);
    parts(BRIDGE, Piece { outlet: "Ledger on MSN", ..copy });
    // The outlet may be recognised by its name or by its site.
    joins(Rule::Syndicated, Piece { url: "https://www.td-news.example/bridge", ..BRIDGE }, copy);
    joins(Rule::Syndicated, Piece { outlet: "", ..BRIDGE }, copy);
    parts(BRIDGE, Piece { hours: 24 * 15, ..copy });
}

#[test]
fn long_title() {
    let long = Piece {
        title: "Harbour bridge of Velmar opens again after seven months of repairs",
        excerpt: "",
        ..BRIDGE
    };
    let copy = Piece { url: "https://ledger.example/x/y", outlet: "Ledger", hours: 50, ..long };
    joins(Rule::LongTitle, long, copy);
    parts(long, Piece { hours: 100, ..copy });
    parts(
        Piece { title: "Harbour bridge opens again", ..long },
        Piece { title: "Harbour bridge opens again", ..copy },
    );
}

#[test]
fn slug() {
    let retitled = Piece {
        title: "Trams return to the northern shore of the city",
        excerpt: "The harbour bridge of Velmar opened to trams and cyclists on Monday, and thousands came to see it.",
        url: "https://partner.example/article/harbour-bridge-opens-again-after-seven-months-of-repairs-15334.php",
        outlet: "Partner",
        hours: 20,
        ..BRIDGE
    };
    joins(Rule::Slug, BRIDGE, retitled);
    parts(BRIDGE, Piece { excerpt: OTHER_TEXT, ..retitled });
}

#[test]
fn excerpt() {
    let retitled = Piece {
        title: "After months of repairs trams are back on the harbour bridge",
        url: "https://ledger.example/x/y",
        outlet: "Ledger",
        hours: 30,
        ..BRIDGE
    };
    joins(Rule::Excerpt, BRIDGE, retitled);
    parts(BRIDGE, Piece { hours: 24 * 9, ..retitled });
}

#[test]
fn long_excerpt() {
    let long = "The harbour bridge of Velmar opened to trams and cyclists on Monday after seven months of repairs to its northern pylon, which a freighter had struck in the autumn storms of last year.";
    let a = Piece { excerpt: long, ..BRIDGE };
    let b = Piece {
        title: "Freighter damage mended",
        url: "https://ledger.example/x/y",
        outlet: "Ledger",
        hours: 20,
        excerpt: long,
        ..BRIDGE
    };
    joins(Rule::LongExcerpt, a, b);
    parts(a, Piece { hours: 60, ..b });
}

#[test]
fn near_title() {
    let edited = Piece {
        title: "The harbour bridge opens again after its seven months of repairs",
        excerpt: "The harbour bridge of Velmar opened to trams and cyclists on Monday. Thousands came to see the first tram cross it.",
        url: "https://ledger.example/x/y",
        outlet: "Ledger",
        hours: 30,
        ..BRIDGE
    };
    joins(Rule::NearTitle, BRIDGE, edited);
    parts(BRIDGE, Piece { excerpt: OTHER_TEXT, ..edited });
}

#[test]
fn near_syndicated() {
    let copy = Piece {
        title: "Harbour bridge opens: what the repairs of Velmar cost",
        excerpt: "The harbour bridge of Velmar opened to trams and cyclists on Monday after seven months. Our reporter was on the first tram.",
        url: "https://www.msn.com/en-gb/news/bridge/ar-AA00bCdE",
        outlet: "Tide on MSN",
        hours: 30,
        ..BRIDGE
    };
    joins(Rule::NearSyndicated, BRIDGE, copy);
    parts(BRIDGE, Piece { url: "https://ledger.example/x/y", outlet: "Ledger", ..copy });
}

#[test]
fn tail() {
    let tailed = Piece {
        title: "Harbour bridge opens again after seven months of repairs | The Northern Ledger",
        excerpt: "",
        url: "https://ledger.example/x/y",
        hours: 5,
        outlet: "",
        ..BRIDGE
    };
    joins(Rule::Tail, BRIDGE, tailed);
    // Without a separator the additional words make another headline.
    parts(
        BRIDGE,
        Piece { title: "Harbour bridge opens again after seven months of repairs, mayor says", ..tailed },
    );
}

#[test]
fn vetoes() {
    assert_eq!(
        forbids("How to bake bread, Part I", "How to bake bread, Part II"),
        Veto::NumbersDiffer("1".into(), "2".into())
    );
    assert_eq!(
        forbids("How to bake bread, Part One", "How to bake bread, Part Two"),
        Veto::NumbersDiffer("1".into(), "2".into())
    );
    assert_eq!(
        forbids("Ferry timetable for June 2031", "Ferry timetable for June 2032"),
        Veto::NumbersDiffer("2031".into(), "2032".into())
    );
    assert_eq!(
        forbids("Tideware patch notes explained", "Tideware 1.2.3 patch notes explained"),
        Veto::VersionAdded("1.2.3".into())
    );
    assert_eq!(
        forbids("Quest of the lighthouse keeper", "Quest of the lighthouse keeper 2"),
        Veto::NumberAdded("2".into())
    );
    assert_eq!(
        forbids("Best Druid build for the new season", "Best Rogue build for the new season"),
        Veto::NameDiffers("druid".into(), "rogue".into())
    );
    assert_eq!(
        forbids("Ferry will sail on Sunday", "Ferry will not sail on Sunday"),
        Veto::Denied("not".into())
    );
    assert_eq!(
        forbids("Tidephone 15 reviewed by islanders", "Tidephone 15 Pro reviewed by islanders"),
        Veto::ModelDiffers("15 pro".into())
    );
}

/// Text that a site puts on its titles says nothing about their subject, yet it separates two pieces of the site.
#[test]
fn endings_of_one_site() {
    let text = BRIDGE.excerpt;
    let piece = |title, url| Piece { title, url, excerpt: text, ..Piece::default() };
    let other = |title, url| Piece { title, url, ..Piece::default() };
    let others = [
        other("Chess club looks for a cellar - Review", "https://tidepaper.example/other-a"),
        other("Three recipes for early rhubarb - Review", "https://tidepaper.example/other-b"),
        other("Otters return to the mill race - Review", "https://tidepaper.example/other-c"),
        other("Mayor opens the longest slide - Trailer", "https://tidepaper.example/other-d"),
        other("Bakers throw pancakes over buses - Trailer", "https://tidepaper.example/other-e"),
        other("Night trains return to the coast - Trailer", "https://tidepaper.example/other-f"),
    ];
    let largest = |a, b| {
        let pieces: Vec<Piece> = [a, b].into_iter().chain(others).collect();
        sizes(&pieces)[0]
    };
    let review = piece("The lighthouse of Norrby county - Review", "https://tidepaper.example/1");
    let trailer = piece("The lighthouse of Norrby county - Trailer", "https://tidepaper.example/2");
    assert_eq!(largest(review, trailer), 1);
    let copy = piece("The lighthouse of Norrby county", "https://yahoo.com/2");
    assert_eq!(largest(review, copy), 2);
}

#[test]
fn pairs_that_no_veto_forbids() {
    let text = BRIDGE.excerpt;
    let piece = |title| Piece { title, excerpt: text, url: "", outlet: "", ..Piece::default() };
    // An inflection, a misspelling with the same letters, a word written as one or as two.
    for (a, b) in [
        (
            "Ferry company promises later sailing for islanders",
            "Ferry company promised later sailing for islanders",
        ),
        ("New rules for the ISTM certificate of sailors", "New rules for the ITSM certificate of sailors"),
        ("Ferry company starts preload of summer tickets", "Ferry company starts pre-load of summer tickets"),
        ("Ferry line 7 now sails late into autumn", "Ferry line 7 sails late into autumn"),
        // Only stop words differ.
        ("A ferry for Velmar sails late into autumn", "The ferry to Velmar sails late into autumn"),
    ] {
        assert!(
            matches!(verdict(piece(a), piece(b)), Verdict::Join { .. }),
            "{a} / {b}: {:?}",
            verdict(piece(a), piece(b))
        );
    }
}

#[test]
fn boilerplate_and_hubs_join_nothing() {
    let greeting = "Good morning and welcome to the island's only daily newsletter, written for you before the first ferry leaves.";
    let titles = [
        "Opera house names a new director",
        "Glacier melt speeds up in the north",
        "Chess title defended in a long game",
    ];
    let piece = |(at, title): (usize, &&'static str)| {
        let url = "https://tide.example/newsletter/today";
        document(
            at,
            Piece {
                title,
                excerpt: greeting,
                url,
                hours: 24 * i64::try_from(at).unwrap(),
                outlet: "Tide",
                ..Piece::default()
            },
        )
    };
    let documents: Vec<Document<'_>> = titles.iter().enumerate().map(piece).collect();
    let count = |documents: &[Document<'_>]| {
        let mentions = Mention::all(documents);
        dedup::articles(&mentions, &Vocabulary::new(&mentions), &MergeOptions::default()).len()
    };
    assert_eq!(count(&documents), 3);
    // Two titles are a page with a new title.
    assert_eq!(count(&documents[..2]), 1);
}

#[test]
fn a_link_without_address_joins_the_only_candidate() {
    let film = Piece { title: "The bridge opens, live", outlet: "Tide TV", ..Piece::default() };
    let page = Piece { url: "https://www.tide.example/film/live-from-the-bridge", ..film };
    let other = Piece { url: "https://www.tide.example/film/bridge-from-above", ..film };
    assert_eq!(sizes(&[film, page]), [2]);
    assert_eq!(sizes(&[film, film, page]), [3]);
    assert_eq!(sizes(&[film, page, other]), [1, 1, 1]);
}

#[test]
fn a_title_on_many_copies_counts_for_each() {
    let text = "Firefighters needed six hours to put the fire out, the harbour master said, and the cause is not known yet.";
    let page =
        |title| Piece { title, excerpt: text, url: "https://tide.example/ferry-fire", ..Piece::default() };
    let first = page("Ferry fire kills 15 people in Velmar harbour on Monday");
    let later = page("Ferry fire kills 20 people in Velmar harbour on Monday");
    let copy = Piece { url: "https://quay.example/ferry-fire-kills-20", ..later };
    // The veto forbids one of two titles, which is not more than half.
    assert_eq!(sizes(&[first, later, copy]), [3]);
    assert_eq!(sizes(&[first, first, first, later, copy]), [4, 1]);
    // Two copies against three: six of the nine pairs are forbidden.
    assert_eq!(sizes(&[first, first, later, copy, copy, copy]), [3, 3]);
}

#[test]
fn rare_words_alone_propose_a_pair() {
    // The titles and their beginnings differ, and in some pairs the smallest shingles of the excerpts, too.
    let shared =
        "The harbour bridge of Velmar opened to trams and cyclists on Monday after seven months of repairs.";
    for at in 0..120 {
        let tail = |side: &str| -> &'static str {
            let words: Vec<String> = (0..28).map(|word| format!("{side}{at}x{word}")).collect();
            format!("{shared} {}", words.join(" ")).leak()
        };
        let one = Piece { excerpt: tail("a"), ..BRIDGE };
        let two = Piece {
            title: "Velmar: harbour bridge opens again after seven months of repairs",
            excerpt: tail("b"),
            url: "https://quay.example/bridge",
            hours: 5,
            ..BRIDGE
        };
        let other = |title: &&'static str| Piece { title, ..Piece::default() };
        let mut pieces = vec![one, two];
        pieces.extend(BACKGROUND.iter().map(other));
        assert_eq!(sizes(&pieces)[0], 2, "{at}");
    }
}

#[test]
fn equal_titles_are_compared_however_far_apart() {
    let shared =
        "The harbour bridge of Velmar opened to trams and cyclists on Monday after seven months of repairs.";
    for at in 0..120 {
        // In most of these pairs the smallest shingles of the excerpts differ.
        let excerpt = |side: &str| -> &'static str {
            let words: Vec<String> = (0..28).map(|word| format!("{side}{at}x{word}")).collect();
            format!("{shared} {}", words.join(" ")).leak()
        };
        let one = Piece { excerpt: excerpt("a"), ..BRIDGE };
        let again =
            Piece { excerpt: excerpt("b"), url: "https://quay.example/bridge", hours: 40 * 24, ..BRIDGE };
        assert_eq!(sizes(&[one, again])[0], 2, "{at}");
    }
}

#[test]
fn two_videos_join_only_under_equal_titles() {
    let film = Piece {
        title: "Watch how the harbour bridge of Velmar opens again tonight",
        url: "https://www.youtube.com/watch?v=abcdefghijk",
        ..BRIDGE
    };
    let again = Piece { url: "https://www.youtube.com/watch?v=ABCDEFGHIJK", hours: 48, ..film };
    let retitled = Piece { title: "Watch how the harbour bridge of Velmar opens again", ..again };
    assert_eq!(sizes(&[film, again]), [2]);
    assert_eq!(sizes(&[film, retitled]), [1, 1]);
}

#[test]
fn an_equal_title_and_excerpt_join_at_the_same_host() {
    let again = Piece { url: "https://www.tide.example/archive/bridge", hours: 30, ..BRIDGE };
    joins(Rule::TitleAndExcerpt, BRIDGE, again);
}

#[test]
fn a_veto_word_counts_anywhere_in_a_title() {
    let veto =
        forbids("Ferry to Velmar carries 300 cars once more", "Ferry to Velmar carries cars once more");
    assert_eq!(veto, Veto::NumberAdded("300".to_owned()));
    let veto = forbids(
        "Best talents for the druid in this new season",
        "Best talents for the rogue mage in this new season",
    );
    assert_eq!(veto, Veto::NameDiffers("druid".to_owned(), "rogue mage".to_owned()));
}
