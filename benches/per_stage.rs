//! Measures each stage alone, many times on the same made-up files, with the spread of the measurements:
//!
//!   cargo bench --bench per_stage                    all stages
//!   cargo bench --bench per_stage -- parse           both readers of headers, side by side
//!
//! For one run over any input, with its peak memory, use `stages.rs`.

mod common;

use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
use newsfeed::discover::{self, Roots};
use newsfeed::model::{HeaderParser, Mention, ParseOptions, SourceFile, Vocabulary};
use newsfeed::parse::StringArena;
use newsfeed::render::{self, Format};
use newsfeed::{dedup, parse, story};

const FILES: usize = 500;

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4))
        .configure_from_args();
    let folder = common::news(FILES);
    let roots = Roots { paths: vec![folder.path().to_owned()], ..Roots::default() };
    criterion.bench_function("find", |bench| bench.iter(|| discover::files(&roots)));
    let files = discover::files(&roots).files;
    readers(&mut criterion, &files);
    later_stages(&mut criterion, &files);
    criterion.final_summary();
}

/// Reads the same files with the scanner and with the YAML reader.
fn readers(criterion: &mut Criterion, files: &[SourceFile]) {
    let mut group = criterion.benchmark_group("parse");
    group.throughput(Throughput::Elements(files.len() as u64));
    for (name, parser) in [("scanner", HeaderParser::Auto), ("yaml", HeaderParser::Yaml)] {
        let reading = ParseOptions { parser, ..ParseOptions::default() };
        group.bench_function(BenchmarkId::from_parameter(name), |bench| {
            let read = |mut store: StringArena| {
                black_box(parse::documents(files, &reading, &store, &|| {}));
                store.reset();
                store
            };
            bench.iter_batched(StringArena::new, read, BatchSize::LargeInput);
        });
    }
    group.finish();
}

/// The stages after reading, from links to bytes.
fn later_stages(criterion: &mut Criterion, files: &[SourceFile]) {
    let store = StringArena::new();
    let parsed = parse::documents(files, &ParseOptions::default(), &store, &|| {});
    assert!(parsed.diagnostics.is_empty(), "the made-up files are good");
    let mentions = Mention::all(&parsed.documents);
    let mut group = criterion.benchmark_group("links");
    group.throughput(Throughput::Elements(mentions.len() as u64));

    group.bench_function("words", |bench| bench.iter_with_large_drop(|| Vocabulary::new(&mentions)));
    let vocabulary = Vocabulary::new(&mentions);

    let merging = dedup::MergeOptions::default();
    group.bench_function("dedup", |bench| {
        bench.iter_with_large_drop(|| dedup::articles(&mentions, &vocabulary, &merging));
    });
    let articles = dedup::articles(&mentions, &vocabulary, &merging);

    let grouping = story::GroupOptions::default();
    group.bench_function("story", |bench| {
        let group = |articles| story::stories(articles, &vocabulary, &grouping);
        bench.iter_batched(|| articles.clone(), group, BatchSize::LargeInput);
    });
    let stories = story::stories(articles, &vocabulary, &grouping);

    let (feed, look) = (common::feed(&stories), common::look());
    group.bench_function("render", |bench| {
        bench.iter_with_large_drop(|| {
            let mut out = Vec::new();
            render::write(&feed, Format::Json, &look, &mut out).expect("a Vec takes everything");
            black_box(out)
        });
    });
    group.finish();
}
