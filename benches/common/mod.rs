//! Data that the benches share: made-up news on disk, and stories to render.

use std::path::Path;

use chrono::DateTime;

use newsfeed::model::contract::RunSummary;
use newsfeed::model::{Shown, Story};
use newsfeed::render::{By, Edition, Feed, Mail, RenderOptions};
use tempfile::TempDir;

/// The number of related links in a made-up file.
const RELATED: usize = 3;

/// Writes files with headers as scrapers write them, the same in every run. One related link is the head of an earlier
/// file, which tests merging; the others are on the event of their file, which tests grouping.
pub(crate) fn news(files: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for file in 0..files {
        write(folder.path(), file);
    }
    folder
}

fn write(folder: &Path, file: usize) {
    let mut header =
        format!("---\n{}quality: 80\n\ntopics:\n  - harbour\n\nrelated:\n", link(file, file, ""));
    for at in 0..RELATED {
        let number = if at == 0 { file * 7 / 9 } else { 1_000_000 + file * RELATED + at };
        let event = if at == 0 { number } else { file };
        let fields = link(number, event, "    ");
        header.push_str("  - ");
        header.push_str(fields.trim_start());
    }
    header.push_str("---\n");
    std::fs::write(folder.join(format!("{file:07}.md")), header).expect("the file can be written");
}

/// The fields of one link: a title of eight words, three of them from its event, an excerpt of thirty-two words, and a
/// day within a year.
fn link(number: usize, event: usize, indent: &str) -> String {
    let title = format!("{} {}", words(number, 5), words(3_000_000 + event, 3));
    let excerpt = words(2_000_000 + number, 32);
    let site = number % 50;
    let slug = title.replace(' ', "-");
    let (month, day) = (1 + event / 28 % 12, 1 + event % 28);
    format!(
        "{indent}title: \"{title}\"\n{indent}excerpt: \"{excerpt}\"\n\
         {indent}webUrl: https://www.site{site}.example/news/{slug}-{number}\n\
         {indent}publishedDateTime: 2031-{month:02}-{day:02}T08:00:00Z\n\
         {indent}type: article\n{indent}provider:\n{indent}  name: Site {site}\n{indent}  domain: site{site}.example\n"
    )
}

/// Made-up words with a long tail: most random draws, cubed, are small numbers.
pub(crate) fn words(seed: usize, count: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "de", "fi", "go", "lu", "ka", "me", "ni", "po", "ru", "sa", "te", "vi", "zo", "la", "ri"];
    let mut state = seed as u64 + 1;
    let word = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let draw = (state >> 33) as f64 / f64::from(1_u32 << 31);
        let rank = (draw.powi(3) * 4096.0) as usize;
        [rank & 15, rank >> 4 & 15, rank >> 8].map(|at| SYLLABLES[at]).concat()
    };
    (0..count).map(word).collect::<Vec<_>>().join(" ")
}

/// Stories shown in full.
pub(crate) fn feed<'s, 'a>(stories: &'s [Story<'a>]) -> Feed<'s, 'a> {
    let shown = |story: &'s Story<'a>| Shown::new(story, (0..story.articles.len()).collect());
    Feed {
        edition: Edition::default(),
        stories: stories.iter().map(shown).collect(),
        texts: Vec::new(),
        diagnostics: &[],
        summary: RunSummary::default(),
    }
}

/// The output options: eighty columns, nothing extra.
pub(crate) fn look() -> RenderOptions {
    RenderOptions {
        now: DateTime::default(),
        width: 80,
        color: false,
        hyperlinks: false,
        by: By::Story,
        limit: None,
        flat: false,
        reasons: false,
        images: false,
        mail: Mail::default(),
    }
}
