//! Tests of addresses and their rules.

use super::*;

fn address(raw: &str) -> Address<'static> {
    Address::parse(raw).unwrap_or_else(|e| panic!("{raw}: {e:?}"))
}

fn same(a: &str, b: &str) -> bool {
    let (a, b) = (address(a), address(b));
    let other: Vec<IdentityKey<'_>> = b.keys().collect();
    a.keys().any(|key| other.contains(&key))
}

/// The relation of two addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AddressRelation {
    /// They share a key.
    Same,
    /// They are one page under the weak rows.
    Alike,
    /// Neither.
    Different,
}

pub(super) fn relation(a: &str, b: &str) -> AddressRelation {
    if same(a, b) {
        return AddressRelation::Same;
    }
    let (a, b) = (address(a), address(b));
    let page = |address: &Address<'_>| address.weakest_page().to_owned();
    let names_article = !a.is_front_page() && !b.is_front_page();
    if names_article && page(&a) == page(&b) { AddressRelation::Alike } else { AddressRelation::Different }
}

/// Checks the proof of a row.
fn proves(proof: &rules::Proof, strength: Strength) {
    let expected = match strength {
        Strength::Strong => AddressRelation::Same,
        Strength::Weak => AddressRelation::Alike,
    };
    assert!(!proof.source.is_empty());
    assert_eq!(relation(proof.one.0, proof.one.1), expected, "{:?}", proof.one);
    assert_ne!(relation(proof.two.0, proof.two.1), AddressRelation::Same, "{:?}", proof.two);
    if strength == Strength::Weak {
        assert_eq!(relation(proof.two.0, proof.two.1), AddressRelation::Different, "{:?}", proof.two);
    }
}

#[test]
fn every_row_joins_its_example_and_leaves_its_near_miss_alone() {
    let wrapped = rules::WRAPPERS.iter().flat_map(|row| row.inner).map(|(_, proof)| proof);
    let hosts = rules::HOST_LABELS.iter().map(|row| &row.proof);
    let marks = rules::AMP_SEGMENTS.iter().map(|row| &row.proof);
    let endings = rules::AMP_ENDINGS.iter().map(|row| &row.proof);
    for proof in wrapped.chain(hosts).chain(marks).chain(endings) {
        proves(proof, Strength::Strong);
    }
    for (strength, proof) in rules::PATHS {
        proves(proof, *strength);
    }
    for row in rules::PARAMETERS.iter().chain(rules::PREFIXES) {
        proves(&row.proof, row.strength);
    }
}

#[test]
fn every_parameter_of_a_row_is_removed() {
    let page = "https://tide.example/news/bridge";
    let everywhere = |row: &&rules::Parameter| matches!(row.on, rules::ParameterScope::Everywhere);
    for row in rules::PARAMETERS.iter().filter(everywhere) {
        let value = match row.values {
            rules::ParameterValues::Any => "Zx-81",
            rules::ParameterValues::Flag => "1",
            rules::ParameterValues::Referrer => "homepage",
            rules::ParameterValues::Wordy => "harbour",
            rules::ParameterValues::OneOf(values) => values[0],
            rules::ParameterValues::Hex(_) => "0123456789abcdef0123456789abcdef",
            rules::ParameterValues::Begins(_) | rules::ParameterValues::Short(_) => continue,
        };
        for name in row.names {
            assert_eq!(*name, name.to_ascii_lowercase());
            let other = format!("{page}?{name}={value}");
            assert_ne!(relation(page, &other), AddressRelation::Different, "{other}");
        }
    }
    for name in rules::PREFIXES.iter().flat_map(|row| row.names) {
        assert!(same(page, &format!("{page}?{name}x=1")), "{name}");
    }
    for site in ["uk", "au", "row", "en-gb", "en_us"] {
        let other = format!("https://tide.example/{site}/news/bridge");
        assert_eq!(relation(page, &other), AddressRelation::Alike, "{other}");
    }
}

/// Long runs store many links, so the size of an address matters.
#[test]
fn an_address_stays_small() {
    assert!(size_of::<Address<'_>>() <= 64);
}

#[test]
fn pages_about_amp_are_not_amp_pages() {
    for (page, canonical) in [
        ("https://e.com/amp", "https://e.com/amp"),
        ("https://e.com/guides/amp/", "https://e.com/guides/amp"),
        ("https://e.com/tags/amp", "https://e.com/tags/amp"),
        ("https://e.com/wiki/amp", "https://e.com/wiki/amp"),
        ("https://e.com/what-is-amp", "https://e.com/what-is-amp"),
        ("https://e.com/learn/amp-hours-explained", "https://e.com/learn/amp-hours-explained"),
        ("https://e.com/camp/spring-programme", "https://e.com/camp/spring-programme"),
        ("https://e.com/learn/amp/basics", "https://e.com/learn/amp/basics"),
        ("https://e.com/harvest/amp", "https://e.com/harvest/amp"),
    ] {
        assert_eq!(address(page).canonical(), canonical);
        assert!(!address(page).is_amp(), "{page}");
    }
}

#[test]
fn renderings_of_one_page_share_a_key() {
    let page = "https://www.example.com/news/world/harbour-bridge-reopens-after-repairs/";
    for other in [
        "http://example.com/news/world/harbour-bridge-reopens-after-repairs",
        "https://m.example.com/news/world/harbour-bridge-reopens-after-repairs/amp",
        "https://amp.example.com/news/world/harbour-bridge-reopens-after-repairs",
        "https://www.example.com/amp/news/world/harbour-bridge-reopens-after-repairs",
        "https://www.example.com/google-amp/news/world/harbour-bridge-reopens-after-repairs/",
        "https://www.example.com/news/world/harbour-bridge-reopens-after-repairs.amp",
        "https://www.example.com/news/world/harbour-bridge-reopens-after-repairs.amp.html",
        "https://www.example.com/news/world/harbour-bridge-reopens-after-repairs-amp.html",
        "https://www.example.com/news/world/harbour-bridge-reopens-after-repairs/?amp&amp&amp",
        "https://www.example.com/news/world/harbour-bridge-reopens-after-repairs/index.html",
        "https://www2.example.com/news/world/harbour-bridge-reopens-after-repairs/amp/1",
        "https://www.example.com/news/amp/world/harbour-bridge-reopens-after-repairs/",
        "https://www.example.com/.amp/news/world/harbour-bridge-reopens-after-repairs?amp;utm_source=x",
        "https://www.example.com/news/world/%68arbour-bridge-reopens-after-repairs/#top",
        "https://www.example.com:443/news/world/harbour-bridge-reopens-after-repairs/?utm_source=x&fbclid=y",
        "https://www.example.com./news/world/harbour-bridge-reopens-after-repairs/",
        "https://bob:secret@www.example.com/news/world/harbour-bridge-reopens-after-repairs/",
    ] {
        assert!(same(page, other), "{other}");
    }
}

#[test]
fn different_pages_share_no_key() {
    for (a, b) in [
        ("https://example.com/story?id=1", "https://example.com/story?id=2"),
        ("https://example.com/story", "https://example.com/Story"),
        ("https://example.com/story", "https://example.com:8080/story"),
        ("https://example.com/fr/bridge", "https://example.com/de/bridge"),
        ("https://example.com/", "https://example.com/"),
        ("https://example.com/uk/", "https://example.com/us/"),
        ("https://example.com/a.php?cid=1001", "https://example.com/a.php?cid=1002"),
        ("https://example.com/a.php?ref=1001", "https://example.com/a.php?ref=1002"),
        ("https://example.com/topic/12345678/ferry", "https://example.com/topic/12345678/bread"),
        (
            "https://example.com/topic/12345678/ferry-sails-again",
            "https://example.com/topic/12345678/bread-wins-a-prize",
        ),
        ("https://example.com/user/100200300/posts/1", "https://example.com/user/100200300/posts/2"),
        ("https://example.com/news/20310/ferry", "https://example.com/news/20310/bread"),
        (
            "https://example.com/2031040210/ferry-sails-again",
            "https://example.com/2031040210/bread-wins-a-prize",
        ),
        ("https://example.com/web/20310402000000/ferry", "https://example.com/web/20310402000000/bread"),
        ("https://example.com/app#/news/ferry", "https://example.com/app#/news/bread"),
        ("https://example.com/2020/06/11/20200611", "https://example.com/other/20200611"),
        ("https://example.com/patch-123456", "https://example.com/notes-123456"),
        (
            "https://example.com/2031/05/07/le-port-rouvre_6172429_4408996.html",
            "https://example.com/2031/05/14/le-pain-gagne_6173284_4408996.html",
        ),
        ("https://one.co.uk/x-12345678", "https://two.co.uk/y-12345678"),
        ("http://10.0.0.1/news/harbour-12345678", "http://192.168.0.1/news/bread-12345678"),
        ("https://example.com/?u=a.html", "https://example.com/?u=a"),
        ("https://example.com/news/bridge-idUSabcde9", "https://example.com/other/bread-idUSabcde9"),
    ] {
        assert!(!same(a, b), "{a} {b}");
    }
}

#[test]
fn publisher_ids_outlive_the_slug_inside_their_site() {
    for (a, b) in [
        (
            "https://www.reuters.com/article/us-bridge-harbour-idUSKBN00A1B2",
            "https://mobile.reuters.com/article/amp/idUSKBN00A1B2",
        ),
        (
            "https://www.msn.com/en-us/news/bridge-opens/ar-AA00bCdE",
            "https://www.msn.com/en-gb/money/bridge-is-open/ar-AA00bCdE",
        ),
        (
            "https://example.com/articles/bridge/1100-6500001/",
            "https://example.com/articles/the-bridge/1100-6500001/",
        ),
        (
            "https://example.com/news/90001/bridge-opens-again/index.html",
            "https://example.com/news/90001/the-bridge-is-open/index.html",
        ),
        (
            "https://example.com/2031/05/07/le-port-rouvre_6172429_4408996.html",
            "https://example.com/2031/05/07/le-port-de-velmar-rouvre_6172429_4408996.html",
        ),
        ("https://example.com/business/bridge-n1230001", "https://example.com/tech/bridge-opens-n1230001"),
        (
            "https://sg.news.example.com/news/bridge-230504323.html",
            "https://www.example.com/life/bridge-230504323.html",
        ),
        (
            "https://www.youtube.com/watch?v=abcdefghijk&t=3s",
            "https://i.ytimg.com/vi/abcdefghijk/maxresdefault.jpg",
        ),
        ("https://youtu.be/abcdefghijk", "https://www.youtube.com/embed/abcdefghijk"),
    ] {
        assert!(same(a, b), "{a} {b}");
    }
}

#[test]
fn a_front_page_names_no_article_but_one_with_a_query_does() {
    assert!(address("https://example.com/?utm_source=rss").keys().next().is_none());
    assert!(address("https://example.com/?p=123").keys().next().is_some());
}

#[test]
fn invalid_addresses_are_rejected_with_a_reason() {
    let wrong = |raw: &str| Address::parse(raw).unwrap_err();
    assert_eq!(wrong("JaVaScRiPt:alert(1)"), AddressError::Scheme("javascript".into()));
    assert_eq!(wrong(" \tjava\nscript:alert(1)"), AddressError::Scheme("javascript".into()));
    assert_eq!(wrong("/local/path"), AddressError::Broken(BrokenAddress::NotAbsolute));
    assert_eq!(wrong("https://news.example:99999/"), AddressError::Broken(BrokenAddress::ImpossiblePort));
    // Browsers accept hosts that end in dots. Such a host once gave an address that could not be read back.
    for text in ["http:..", "http://.", "https://a.example../x", "http:T0.0..72...."] {
        assert_eq!(wrong(text), AddressError::Broken(BrokenAddress::NoHost), "{text}");
    }
    assert_eq!(wrong("http://[::1"), AddressError::Broken(BrokenAddress::Invalid));
}

#[test]
fn a_password_is_not_shown_and_a_strange_host_is_punycode() {
    assert_eq!(address("https://bob:hunter2@news.example/x").shown(), "https://news.example/x");
    assert_eq!(address("https://p\u{430}yments.example/a").shown(), "https://xn--pyments-2fg.example/a");
}

#[test]
fn a_percent_sign_that_escapes_nothing_makes_no_new_escape() {
    assert_eq!(address("https://a.example/%%30a").canonical(), "https://a.example/%250a");
}

#[test]
fn the_slug_is_the_wordiest_segment() {
    assert_eq!(
        address("https://e.com/news/harbour-bridge-opens/ar-AA1").slug(),
        Some("harbour-bridge-opens")
    );
    assert_eq!(address("https://e.com/a/b").slug(), None);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_plain_address_has_the_parts_that_browsers_see(
        raw in "https?://((www\\.google\\.com|[a-z-]{1,5}\\.cdn\\.ampproject\\.org)/(amp|c|v)/(s/)?)?([a-z0-9-]{1,5}\\.){1,3}[a-z0-9]{1,4}(/[a-zA-Z0-9._~,;:=+!*()@&$%-]{0,6}){0,4}(\\?(q=|url=)?[a-z0-9=&%+/?.-]{0,8})?",
    ) {
        if let Some(parts) = Parts::of_plain(&raw) {
            agrees(&raw, &parts)?;
        }
    }

    #[test]
    fn unusual_addresses_are_parsed_by_the_url_crate(raw in "https?://[a-zA-Z0-9.@:/?#\\\\\\[\\]%_ é-]{1,24}") {
        if let Some(parts) = Parts::of_plain(&raw) {
            agrees(&raw, &parts)?;
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn an_identity_is_the_same_as_part_of_the_address_and_by_itself(
        raw in "https?://(u@|www\\.|amp\\.|m\\.){0,2}[a-z]{1,3}\\.(com|co\\.uk|com\\.)(:443|:80|:8080)?(/|/amp|/en-us|/index\\.html|/a%2d|/%c3%a9|/[a-z.]{0,3}){0,5}(\\?x=1|#!/r)?",
    ) {
        let Ok((url, _)) = read(&raw) else { return Ok(()) };
        for parts in [Some(Parts::of_url(&url)), Parts::of_plain(&raw)].into_iter().flatten() {
            let path = normal_escapes(parts.path);
            let AddressIdentity { host, page, .. } = AddressIdentity::new(&parts, &path);
            proptest::prop_assert_eq!(page.text(&host, parts.host_and_path), page.text(&host, ""));
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, cases: 2000, ..Default::default() })]

    /// Applying the rules to a result changes nothing: the keys and the variant stay the same.
    #[test]
    fn applying_the_rules_twice_changes_nothing(
        host in "(www[0-9]?\\.|m\\.|amp-|es-m\\.|amp\\.|open\\.){0,2}(en\\.m\\.)?(e\\.com|substack\\.com|e\\.co\\.uk)(:80)?",
        path in "(/(amp|\\.amp|platform|google|uk|en-gb|1|page|print|news|tags|pub|p|x|two-words|index\\.(php|html)|comment-page-2|a;jsessionid=1|;sid=2|\\.;sid=2|\\(S\\(lit3py55t21z5v55vlm25s55\\)\\)|amp_story|amp-12345|%41mp|x-1234-amp\\.html|two-words-amp|x\\.amp(\\.html)?|%27%28)){0,6}/?",
        query in "(\\?((amp;|AMP;)?(amp|utm_source|id|q|ref|page|print|r|sid|source)(=([a-z0-9%]{0,4}|home|1))?&?){0,4})?",
        fragment in "(#(/r|!x|top))?",
    ) {
        let raw = format!("https://{host}{path}{query}{fragment}");
        let Ok(first) = Address::parse(&raw) else { return Ok(()) };
        let again = address(&first.canonical());
        proptest::prop_assert_eq!(again.canonical(), first.canonical(), "{}", &raw);
        proptest::prop_assert!(again.keys().eq(first.keys()), "{}", &raw);
        proptest::prop_assert_eq!(again.variant(), first.variant(), "{}", &raw);
        let shown = address(first.shown());
        proptest::prop_assert_eq!(shown.variant(), first.variant());
        // No weak row applies to the result of the weak rows.
        if let Some(page) = first.variant() {
            let page = address(&format!("https://{page}"));
            proptest::prop_assert_eq!(page.variant(), None, "{}", &raw);
            proptest::prop_assert_eq!(Some(page.page()), first.variant(), "{}", &raw);
        }
    }
}

/// Whether the parts are the same as in browsers, and the address is shown unchanged.
fn agrees(raw: &str, parts: &Parts<'_>) -> Result<(), proptest::prelude::TestCaseError> {
    let (url, shown) = read(raw).unwrap();
    let url = unwrap(url);
    proptest::prop_assert_eq!(parts, &Parts::of_url(&url));
    proptest::prop_assert_eq!(&*shown, raw);
    Ok(())
}

#[test]
fn most_addresses_are_plain() {
    for raw in [
        "https://www.e.com/news/2031/harbour-opens.html",
        "http://e.co.uk/a?id=1&x=b",
        "https://e.com/",
        "https://www.google.com/amp/s/e.com/x",
        "https://e-com.cdn.ampproject.org/c/s/e.com/x?a=b",
    ] {
        assert!(Parts::of_plain(raw).is_some(), "{raw}");
    }
    for raw in [
        "https://www.google.com/url?q=https://e.com/x",
        "https://e-com.cdn.ampproject.org/i/s/e.com/x",
        "https://www.google.com/amp/s/e-com.cdn.ampproject.org/c/s/e.com/x",
        "https://e.com",
        "https://e.com/a/../b",
        "https://1.2.3.4/a",
    ] {
        assert!(Parts::of_plain(raw).is_none(), "{raw}");
    }
}

#[test]
fn the_port_of_https_is_no_part_of_the_spelling() {
    // When it was read back, `https://a.example:443` had no port: the spelling was not canonical.
    let page = address("http://a.example:443/x");
    assert_eq!(page.canonical(), "https://a.example/x");
    assert!(address(&page.canonical()).keys().eq(page.keys()));
    assert!(!same("https://a.example:80/x", "https://a.example/x"));
}

#[test]
fn a_video_id_may_hold_dashes_and_underscores() {
    let page = address("https://www.youtube.com/watch?v=ab-defg_ijk");
    assert!(page.keys().eq([IdentityKey::Video("ab-defg_ijk".into())]));
    assert_eq!(address("https://www.youtube.com/watch?v=ab.defg_ijk").video_id(), None);
}

#[test]
fn amp_renderings_are_detected() {
    for (text, amp) in [
        ("https://amp.example.com/news/x", true),
        ("https://amp.m.example.com/news/x", true),
        ("https://www.example.com/amp/news/x", true),
        ("https://www.example.com/news/x?amp", true),
        ("https://www.example.com/news/x?output=amp", true),
        ("https://www.example.com/news/x?output=print", false),
        ("https://www.example.com/news/x?format=amp-free", false),
        ("https://m.example.com/news/x", false),
        ("https://www.example.com/news/x", false),
    ] {
        assert_eq!(address(text).is_amp(), amp, "{text}");
    }
    assert!(!same("https://example.com/news/x?output=print", "https://example.com/news/x"));
}

#[test]
fn parameters_that_are_tracking_only_with_some_values() {
    let page = "https://example.com/news/harbour";
    for tracking in [
        "?ref=home",
        "?ref=",
        "?ref",
        "?cid=mail-2",
        "?src=rss",
        "?from=feed",
        "?ref=hackernews.com",
        "?Ref=TopStory",
        "?share=twitter",
        "?source=front_page_top",
        "?mod=hp_lead_pos",
        "?via=tw_i",
    ] {
        assert!(same(page, &format!("{page}{tracking}")), "{tracking}");
    }
    assert_eq!(relation(page, &format!("{page}?src=harbour")), AddressRelation::Alike);
    for other in
        ["?ref=1001", "?cid=7", "?page=rss", "?id=feed", "?from=2031", "?ref=4045-USHJ-3810", "?ref=v1.10"]
    {
        assert_eq!(relation(page, &format!("{page}{other}")), AddressRelation::Different, "{other}");
    }
}

#[test]
fn deeply_nested_wrappers_are_not_unwrapped() {
    let wrapped = |times: usize| {
        let cache = "a-example.cdn.ampproject.org/c/s/";
        address(&format!("https://{}example.com/news/bridge", cache.repeat(times)))
    };
    for times in 0..=3 {
        assert_eq!(wrapped(times).canonical(), "https://example.com/news/bridge");
    }
    let whole = wrapped(4).canonical();
    assert!(whole.starts_with("https://a-example.cdn.ampproject.org/c/s/"));
    assert_eq!(address(&whole).canonical(), whole);
    // An empty segment hides the inner address.
    let raw = "https://a-example.cdn.ampproject.org//c/s/example.com/x";
    assert_eq!(address(raw).canonical(), "https://example.com/x");
    assert_eq!(address(raw).shown(), raw);
}

#[test]
fn a_path_segment_of_only_a_mark_is_kept() {
    for (raw, canonical) in [
        ("https://example.com/x/amp_/y", "https://example.com/x/amp_/y"),
        ("https://example.com/x/amp_z/y", "https://example.com/x/amp_z/y"),
        ("https://example.com/x/amp_story/y", "https://example.com/x/story/y"),
        ("https://example.com/x/amp-amp_post/y", "https://example.com/x/amp-amp_post/y"),
        ("https://example.com/x/..amp", "https://example.com/x/..amp"),
        ("https://example.com/x/...amp.html", "https://example.com/x/...amp.html"),
        ("https://example.com/x/%2e.amp", "https://example.com/x/..amp"),
        ("https://example.com/amp_./y", "https://example.com/amp_./y"),
    ] {
        let address = address(raw);
        assert_eq!(address.canonical(), canonical);
        assert_eq!(super::Address::parse(canonical).unwrap().canonical(), canonical);
    }
}
