//! News made from bytes, and properties that it must have for any bytes. `tests/properties/bytes.rs` checks them on
//! random bytes; `fuzz/` searches for bytes that break them.
#![allow(dead_code, unreachable_pub, reason = "each test and each fuzz target asks some of the laws")]

pub mod address;
pub mod characters;
pub mod choosing;
pub mod file;
pub mod formats;
pub mod history;
pub mod merging;
pub mod whole;

use chrono::{DateTime, TimeDelta, Utc};
use newsfeed::address::Address;
use newsfeed::model::{
    DateSource, Document, Id, Image, Link, Mention, Provider, Published, Role, Story, TextDate, TextEntity,
    TextFile, TextStory, TitleSource, Vocabulary,
};
use newsfeed::parse::StringArena;
use newsfeed::text::entities::Entity;
use newsfeed::{dedup, story};

/// Hostile texts that a producer could put in place of a word. No program that shows them may obey them.
pub const HOSTILE: [&str; 24] = [
    "\u{1b}[31mred",
    "\u{1b}]8;;https://evil.example\u{1b}\\x",
    "\u{9b}2J",
    "\u{7f}",
    "\0",
    "\u{202e}desrever\u{202c}",
    "\u{2066}isolated",
    "line\nbreak",
    "cr\rlf\r\n",
    "\u{2028}\u{2029}\u{85}",
    "tab\tstop",
    "<b>bold</b>",
    "<script>alert(1)</script>",
    "\" onmouseover=\"x",
    "' x='",
    "&lt;&#60;&amp;",
    "[x](javascript:alert(1))",
    "![i](https://evil.example/i.png)",
    "=1+1",
    "{{ 7*7 }}{% raw %}",
    "]]>",
    "\u{ffff}\u{fdd0}\u{feff}",
    "👨\u{200d}👩\u{200d}👧 \u{200f}A1\u{200e}",
    "e\u{301}東京で地震",
];

/// A source of bytes, taken in order; after the end all bytes are zero.
pub struct ByteSource<'b>(&'b [u8]);

impl<'b> ByteSource<'b> {
    pub fn new(bytes: &'b [u8]) -> ByteSource<'b> {
        ByteSource(bytes)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    pub fn below(&mut self, most: usize) -> usize {
        usize::from(self.byte()) % most.max(1)
    }

    /// Words, hostile pieces, characters of all scripts and general categories, and ASCII.
    pub fn text(&mut self, most: usize) -> String {
        let mut text = String::new();
        for _ in 0..self.below(most + 1) {
            match self.byte() {
                piece @ 0xc0.. => text.push_str(HOSTILE[usize::from(piece) % HOSTILE.len()]),
                word @ 0x80..=0x9f => {
                    text.push(' ');
                    text.push_str(WORDS[usize::from(word) % WORDS.len()]);
                }
                // The next piece decides whether the character is alone, or begins, ends or stands inside a word.
                0xa0..=0xbf => text.push(self.character()),
                other => text.push(char::from(other)),
            }
        }
        text
    }

    /// A character of any script or general category.
    pub fn character(&mut self) -> char {
        let (set, high, low) = (self.byte(), self.byte(), self.byte());
        characters::character(set, u16::from_be_bytes([high, low]))
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.byte() & 3 != 0).then(|| make(self))
    }
}

const WORDS: [&str; 16] = [
    "harbour", "bridge", "opens", "again", "mayor", "promises", "trams", "fire", "police", "Part", "II",
    "2031", "2032", "Velmar", "the", "after",
];

/// Up to six documents, each with up to three links.
pub fn documents<'t>(random: &mut ByteSource<'_>, texts: &'t StringArena) -> Vec<Document<'t>> {
    let count = 1 + random.below(6);
    (0..count).map(|at| document(random, texts, at)).collect()
}

fn document<'t>(random: &mut ByteSource<'_>, texts: &'t StringArena, at: usize) -> Document<'t> {
    let odd = random.text(2);
    let head = link(random, texts, Role::Head, 1);
    let related =
        (0..random.below(4) as u32).map(|i| link(random, texts, Role::Related(i), 10 + i)).collect();
    Document {
        file: format!("f{at:02}{odd}.md").into(),
        topics: (0..random.below(3)).map(|_| kept(texts, &random.text(4))).collect(),
        category: random.maybe(|random| kept(texts, &random.text(3))),
        head,
        related,
    }
}

fn kept<'t>(texts: &'t StringArena, text: &str) -> &'t str {
    texts.get().alloc_str(text)
}

fn link<'t>(random: &mut ByteSource<'_>, texts: &'t StringArena, role: Role, line: u32) -> Link<'t> {
    let address_of = |random: &mut ByteSource<'_>| {
        Address::parse_in(&raw_address(random), &|text| kept(texts, text).into()).ok()
    };
    let text = |random: &mut ByteSource<'_>, most| kept(texts, &random.text(most));
    let address = random.maybe(address_of).flatten();
    let title = random.maybe(|random| text(random, 12));
    // A link has a title or an address.
    let title = title.or_else(|| address.is_none().then_some("untitled"));
    let room = texts.get();
    Link {
        role,
        line,
        title,
        excerpt: random.maybe(|random| text(random, 20)),
        alternates: room.alloc_slice_fill_iter(random.maybe(address_of).flatten()),
        address,
        published: random.maybe(published),
        updated: random.maybe(moment),
        kind: random.maybe(|random| text(random, 2)),
        provider: Provider {
            name: random.maybe(|random| text(random, 4)),
            domain: random.maybe(|random| text(random, 2)),
        },
        authors: room.alloc_slice_fill_iter((0..random.below(3)).map(|_| text(random, 4))),
        quality: random.maybe(|random| i64::from(random.byte()) - 20),
        image: random.maybe(address_of).flatten().map(|address| Image {
            url: kept(texts, address.shown()),
            width: Some(640),
            height: None,
        }),
        language: random.maybe(|random| text(random, 2)),
    }
}

/// Twelve pages on four sites in six spellings, or any address that the bytes spell.
fn raw_address(random: &mut ByteSource<'_>) -> String {
    let (site, page) = (random.below(4), random.below(12));
    match random.below(7) {
        0 => format!("https://www.site{site}.example/news/page-number-{page}"),
        1 => format!("http://site{site}.example/news/page-number-{page}/?utm_source=x"),
        2 => format!("https://www.site{site}.example/amp/news/page-number-{page}"),
        3 => format!("https://m.site{site}.example/en-gb/news/page-number-{page}/index.html#top"),
        4 => format!("https://www.site{site}.example/other/page-{}", 71_000_000 + page),
        5 => format!("https://www.youtube.com/watch?v=abcdefghi{page:02}"),
        _ => format!("https://site{site}.example/{}", random.text(8)),
    }
}

/// Usually within two weeks, sometimes at the ends of the allowed years.
fn published(random: &mut ByteSource<'_>) -> Published {
    let (at, source) =
        (moment(random), [DateSource::Field, DateSource::FileName, DateSource::FolderName][random.below(3)]);
    match random.below(4) {
        0 => Published::from_day(at.date_naive(), source),
        1 => Published::from_month(at.date_naive(), source),
        _ => Published::new(at, source),
    }
}

fn moment(random: &mut ByteSource<'_>) -> DateTime<Utc> {
    let begin = DateTime::from_timestamp(1_930_000_000, 0).expect("a time");
    match random.byte() {
        0xff => DateTime::from_timestamp(253_402_300_799, 0).expect("the last second of 9999"),
        // Earlier times are not dates: programs write the first day of the year 1 for "no date".
        0xfe => DateTime::from_timestamp(-62_135_596_800 + 40 * 86_400, 0).expect("a time of the year 1"),
        hours => begin + TimeDelta::hours(i64::from(hours)) + TimeDelta::seconds(i64::from(hours) % 7),
    }
}

/// Up to two texts without a header.
pub fn texts(random: &mut ByteSource<'_>) -> Vec<TextFile> {
    let text = |random: &mut ByteSource<'_>, at| TextFile {
        file: format!("t{at}{}.txt", random.text(2)).into(),
        title: random.maybe(|random| random.text(8)),
        title_source: Some(TitleSource::FirstLine),
        language: Some("fr"),
        links: random
            .maybe(|random| Address::parse(&raw_address(random)).ok())
            .flatten()
            .map(|a| a.shown().to_owned())
            .into_iter()
            .collect(),
        dates: vec![TextDate { text: random.text(3), line: 2, date: None }],
        entities: vec![TextEntity {
            entity: Entity { text: random.text(3), words: vec!["harbour".into()], sure: true },
            early: true,
        }],
        times: Vec::new(),
        story: random.maybe(|random| TextStory {
            id: Id::story(Id::article("harbour")),
            evidence: vec![random.text(4)],
            score: 0.5,
        }),
    };
    (0..random.below(3)).map(|at| text(random, at)).collect()
}

/// The stories of these documents.
pub fn stories<'d>(mentions: &[Mention<'d>]) -> Vec<Story<'d>> {
    let vocabulary = Vocabulary::new(mentions);
    let articles = dedup::articles(mentions, &vocabulary, &dedup::MergeOptions::default());
    story::stories(articles, &vocabulary, &story::GroupOptions::default())
}
