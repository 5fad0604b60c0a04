//! Properties of the selection of stories and of overrides.

use chrono::{DateTime, TimeDelta};
use newsfeed::address::Address;
use newsfeed::model::{Mention, OverrideEntry, Overrides, Vocabulary, Zone};
use newsfeed::parse::StringArena;
use newsfeed::select::{self, Filter};
use newsfeed::{dedup, story};

use super::{ByteSource, documents, stories};

/// Checks that every selected article was asked for, that no requested article is missing, and that no limit is
/// exceeded.
pub fn selection_holds(bytes: &[u8]) {
    let random = &mut ByteSource::new(bytes);
    let begin = DateTime::from_timestamp(1_930_000_000, 0).expect("a time");
    let since = begin + TimeDelta::hours(i64::from(random.byte()));
    let until = since + TimeDelta::hours(i64::from(random.byte()));
    let limit = random.below(5);
    let least = i64::from(random.byte()) - 20;
    let kept = StringArena::new();
    let documents = documents(random, &kept);
    let mentions = Mention::all(&documents);
    let stories = stories(&mentions);
    let everything = select::select(&stories, &Filter::default());
    let articles =
        |shown: &[newsfeed::model::Shown<'_, '_>]| shown.iter().map(|s| s.articles.len()).sum::<usize>();
    assert_eq!(everything.len(), stories.len(), "without a filter everything is shown");
    assert_eq!(articles(&everything), stories.iter().map(|s| s.articles.len()).sum::<usize>());

    let filter =
        Filter { since: Some(since), until: Some(until), min_quality: Some(least), ..Filter::default() };
    let wanted = |article: &newsfeed::model::Article<'_>| {
        article.first_published.is_some_and(|date| {
            // A day counts if any part of it is asked for.
            let edges = date.edges(Zone::Utc);
            since < edges.end && edges.start < until && since < until
        }) && article.link().quality.is_some_and(|quality| quality >= least)
    };
    let shown = select::select(&stories, &filter);
    assert!(shown.iter().all(|s| !s.articles.is_empty() && s.articles.is_sorted()));
    assert!(shown.iter().flat_map(newsfeed::model::Shown::articles).all(wanted), "nothing else is shown");
    let asked = stories.iter().flat_map(|s| &s.articles).filter(|article| wanted(article)).count();
    assert_eq!(articles(&shown), asked, "nothing asked for is left out");

    let limited = Filter { limit: Some(limit), flat: true, ..filter };
    let first = select::first(shown.clone(), &limited);
    assert_eq!(first.len(), limit.min(shown.len()));
    assert!(first.iter().zip(&shown).all(|(a, b)| a.story.id == b.story.id), "the first are the first");
    let mut ranked = shown.clone();
    select::rank(&mut ranked, &(since..until), Zone::Utc);
    let mut ids: Vec<_> = ranked.iter().map(|s| s.story.id).collect();
    let mut before: Vec<_> = shown.iter().map(|s| s.story.id).collect();
    ids.sort();
    before.sort();
    assert_eq!(ids, before, "ranking loses and doubles nothing");
}

/// Checks that overrides win over all rules: `same` entries become one article, `different` entries stay two.
pub fn overrides_win(bytes: &[u8]) {
    let random = &mut ByteSource::new(bytes);
    let (a, b, same) = (random.below(64), random.below(64), random.byte() & 1 == 0);
    let kept = StringArena::new();
    let mut documents = documents(random, &kept);
    // One address a link: a mention that has both addresses cannot be two articles.
    for document in &mut documents {
        document.head.alternates = &[];
        document.related.iter_mut().for_each(|link| link.alternates = &[]);
    }
    let mentions = Mention::all(&documents);
    let address = |m: &Mention<'_>| Address::parse(m.link.address.as_ref()?.shown()).ok();
    let addresses: Vec<Address<'_>> = mentions.iter().filter_map(address).collect();
    if addresses.is_empty() {
        return;
    }
    let (a, b) = (&addresses[a % addresses.len()], &addresses[b % addresses.len()]);
    if a.is_same_page(b) {
        return;
    }
    let decision = vec![OverrideEntry { line: 1, addresses: vec![a.clone(), b.clone()] }];
    let mut overrides = Overrides::default();
    if same {
        overrides.same = decision;
    } else {
        overrides.different = decision;
    }
    assert!(overrides.settle(&mentions).is_empty(), "both addresses are in the input");
    let vocabulary = Vocabulary::new(&mentions);
    let rules = dedup::MergeOptions { overrides, ..dedup::MergeOptions::default() };
    let articles = dedup::articles(&mentions, &vocabulary, &rules);
    let is_at =
        |m: &Mention<'_>, address: &Address<'_>| m.link.addresses().any(|own| own.is_same_page(address));
    let with = |address: &Address<'_>| {
        articles.iter().filter(|article| article.mentions.iter().any(|m| is_at(m, address))).count()
    };
    let with_both = |article: &&newsfeed::model::Article<'_>| {
        article.mentions.iter().any(|m| is_at(m, a)) && article.mentions.iter().any(|m| is_at(m, b))
    };
    let both = articles.iter().filter(with_both).count();
    if same {
        assert!(both == 1 && with(a) == 1 && with(b) == 1, "{} and {} are one piece", a.shown(), b.shown());
    } else {
        assert_eq!(both, 0, "{} and {} are two pieces", a.shown(), b.shown());
    }
    let grouped = story::stories(articles, &vocabulary, &story::GroupOptions::default());
    assert!(grouped.iter().all(|story| !story.articles.is_empty()));
}
