//! Time of each stage and peak memory, for one input:
//!
//!   cargo bench --bench stages -- FOLDER          files, as `ingest` reads them
//!   cargo bench --bench stages -- TRUTH.jsonl     titles alone: lines with `file`, `url`, `title`
//!   cargo bench --bench stages -- 1000000         this many made-up titles, 500 a day, one in twenty copied from another site
//!
//! Without an input it makes 2,000 files of its own, so that it always runs. For many runs and their spread, use
//! `per_stage.rs`.

mod common;

use std::path::Path;
use std::time::Instant;

use chrono::{Days, NaiveDate};
use newsfeed::address::Address;
use newsfeed::discover::{self, Roots};
use newsfeed::model::{
    DateSource, Document, Link, Mention, ParseOptions, Provider, Published, Role, Story, Vocabulary,
};
use newsfeed::render::Format;
use newsfeed::{dedup, parse, render, story};

fn main() {
    let input = std::env::args().skip(1).find(|arg| !arg.starts_with("--"));
    let documents = match input.as_deref().map(|input| (input.parse(), Path::new(input))) {
        Some((Ok(count), _)) => made_up(count),
        Some((_, path)) if path.is_dir() => folder(path),
        Some((_, path)) => titles(std::fs::read_to_string(path).expect("the file can be read").lines()),
        None => folder(common::news(2000).path()),
    };
    let start = Instant::now();
    let mentions = Mention::all(&documents);
    println!("{} mentions", mentions.len());
    let vocabulary = Vocabulary::new(&mentions);
    println!("words {:>8.2} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let articles = dedup::articles(&mentions, &vocabulary, &dedup::MergeOptions::default());
    println!("dedup {:>8.2} s  {} articles", start.elapsed().as_secs_f64(), articles.len());
    let start = Instant::now();
    let stories = story::stories(articles, &vocabulary, &story::GroupOptions::default());
    println!("story {:>8.2} s  {} stories", start.elapsed().as_secs_f64(), stories.len());
    page(&stories);
    println!("peak  {:>8} MiB", peak_mib().unwrap_or(0));
}

/// Writes the formats of the first 1,000 stories.
fn page(stories: &[Story<'_>]) {
    let (feed, look) = (common::feed(&stories[..stories.len().min(1000)]), common::look());
    let articles: usize = feed.stories.iter().map(|shown| shown.articles.len()).sum();
    println!("render {} stories, {articles} articles", feed.stories.len());
    for format in [Format::Html, Format::Markdown, Format::Atom, Format::Tsv, Format::Json, Format::Timeline]
    {
        let mut out = Vec::new();
        let start = Instant::now();
        render::write(&feed, format, &look, &mut out).expect("a Vec takes everything");
        let milliseconds = start.elapsed().as_secs_f64() * 1000.0;
        println!("  {format:<10?} {milliseconds:>7.1} ms  {:>7} KiB", out.len() >> 10);
    }
}

fn folder(path: &Path) -> Vec<Document<'static>> {
    let start = Instant::now();
    let found = discover::files(&Roots { paths: vec![path.to_owned()], ..Roots::default() });
    println!("walk  {:>8.2} s  {} files", start.elapsed().as_secs_f64(), found.files.len());
    let start = Instant::now();
    // The strings are needed until the program ends.
    let store = Box::leak(Box::default());
    let parsed = parse::documents(&found.files, &ParseOptions::default(), store, &|| {});
    println!("parse {:>8.2} s", start.elapsed().as_secs_f64());
    parsed.documents
}

fn made_up(titles: usize) -> Vec<Document<'static>> {
    let first = NaiveDate::from_ymd_opt(2031, 1, 1).expect("a day");
    let of = |at: usize| {
        let like = if at.is_multiple_of(20) { at.saturating_sub(37) } else { at };
        let url = format!("https://site{}.example/news/{at}", at % 500);
        document(at, &common::words(like, 10), &url, first + Days::new(at as u64 / 500))
    };
    (0..titles).filter_map(of).collect()
}

fn titles<'l>(lines: impl Iterator<Item = &'l str>) -> Vec<Document<'static>> {
    let of = |(at, line): (usize, &str)| {
        let row: serde_json::Value = serde_json::from_str(line).ok()?;
        document(
            at,
            row["title"].as_str()?,
            row["url"].as_str()?,
            row["file"].as_str()?.get(..10)?.parse().ok()?,
        )
    };
    lines.enumerate().filter_map(of).collect()
}

fn document(at: usize, title: &str, url: &str, day: NaiveDate) -> Option<Document<'static>> {
    let head = Link {
        role: Role::Head,
        line: 1,
        title: Some(title.to_owned().leak()),
        excerpt: None,
        address: Some(Address::parse(url).ok()?),
        alternates: &[],
        published: Some(Published::from_day(day, DateSource::Field)),
        updated: None,
        kind: None,
        provider: Provider::default(),
        authors: &[],
        quality: None,
        image: None,
        language: None,
    };
    Some(Document {
        file: format!("{at:07}.md").into(),
        topics: Vec::new(),
        category: None,
        head,
        related: Vec::new(),
    })
}

/// The peak memory of the process, as the system counted it.
fn peak_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}
