//! Content that no output may have, whatever the input: nothing that controls a terminal, runs in a page, or begins
//! another row, header or record.

use newsfeed::model::contract::{RunSummary, ShownCount};
use newsfeed::model::problem::YamlError;
use newsfeed::model::{Diagnostic, Level, Mention, Problem, Zone};
use newsfeed::parse::StringArena;
use newsfeed::render::{self, By, Edition, Feed, Format, Mail, Mailbox, RenderOptions, Template};
use newsfeed::select::{self, Filter};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::{ByteSource, documents, stories, texts};

/// Writes news made of these bytes in every format, and checks them.
pub fn holds(bytes: &[u8]) {
    let random = &mut ByteSource::new(bytes);
    let kept = StringArena::new();
    let documents = documents(random, &kept);
    let texts = texts(random);
    let mentions = Mention::all(&documents);
    let stories = stories(&mentions);
    let shown = select::select(&stories, &Filter::default());
    let problem = |random: &mut ByteSource<'_>| Diagnostic {
        file: random.text(4).into(),
        line: 3,
        column: 4,
        level: Level::Warning,
        field: Some(random.text(3)),
        problem: Problem::YamlSyntax(YamlError::Header(random.text(6))),
    };
    let diagnostics: Vec<Diagnostic> = (0..random.below(3)).map(|_| problem(random)).collect();
    let articles = stories.iter().map(|story| story.articles.len()).sum();
    let count = ShownCount { stories: shown.len(), articles };
    let summary = RunSummary {
        stories: stories.len(),
        articles,
        mentions: mentions.len(),
        shown: count,
        ..RunSummary::default()
    };
    let zone = ["UTC", "Asia/Kathmandu", "-09:30"][random.below(3)].parse::<Zone>().expect("a zone");
    let subject = (random.byte() & 1 == 0).then(|| random.text(6));
    let edition = Edition { subject, zone, ..Edition::default() };
    let feed =
        Feed { edition, stories: shown, texts: texts.iter().collect(), diagnostics: &diagnostics, summary };
    let look = look(random);
    every_format(&feed, &look, mentions.len());
    problems(&diagnostics);
}

/// Random options of output.
pub fn look(random: &mut ByteSource<'_>) -> RenderOptions {
    let mailbox = |text| Mailbox::parse(text).expect("a mailbox");
    RenderOptions {
        now: super::moment(random),
        width: 20 + random.below(120),
        color: random.byte() & 1 == 0,
        hyperlinks: random.byte() & 1 == 0,
        by: [By::Story, By::Day, By::Provider][random.below(3)],
        limit: None,
        flat: random.byte() & 1 == 0,
        reasons: random.byte() & 1 == 0,
        images: random.byte() & 1 == 0,
        mail: Mail {
            from: Some(mailbox("News <news@example.org>")),
            to: vec![mailbox("me@example.org")],
            ..Mail::default()
        },
    }
}

/// Writes every format and checks the output.
pub fn every_format(feed: &Feed<'_, '_>, look: &RenderOptions, mentions: usize) {
    let write = |format: Format, look: &RenderOptions| {
        let mut out = Vec::new();
        render::write(feed, format, look, &mut out).expect("memory can be written");
        String::from_utf8(out).expect("output is UTF-8")
    };
    let timeline = write(Format::Timeline, look);
    nothing_obeyed("timeline", &without_our_escapes(&timeline, look));
    let plain = RenderOptions { color: false, hyperlinks: false, ..look.clone() };
    let timeline = write(Format::Timeline, &plain);
    nothing_obeyed("plain timeline", &timeline);
    // File names are never cut, whatever their length. With few columns a date may need the whole width.
    let least = if look.by == By::Provider { 48 } else { 40 };
    let is_name = |line: &&str| line.starts_with("      fr · ");
    for line in timeline.lines().filter(|line| look.width >= least && !is_name(line)) {
        assert!(line.width() <= look.width, "{} columns of {}: {line:?}", line.width(), look.width);
    }

    let articles = json(feed, look, mentions);

    let lines = write(Format::Jsonl, look);
    nothing_obeyed("jsonl", &lines);
    for line in lines.lines() {
        let value: Value = serde_json::from_str(line).expect("a line of JSON reads back");
        assert!(value["kind"].is_string(), "{line}");
    }

    let table = write(Format::Tsv, look);
    nothing_obeyed("tsv", &table.replace('\t', ""));
    for row in table.lines() {
        assert_eq!(row.matches('\t').count(), 11, "{row:?}");
        let runs =
            |cell: &str| cell.trim_start().starts_with(['=', '+', '-', '@']) && cell.parse::<i64>().is_err();
        assert!(!row.split('\t').any(runs), "{row:?}");
    }
    assert_eq!(table.lines().count(), 1 + articles, "a row an article");

    let page = write(Format::Html, look);
    nothing_obeyed("html", &page);
    no_markup("html", &page);
    let markdown = write(Format::Markdown, look);
    nothing_obeyed("markdown", &markdown);
    no_markup("markdown", &markdown);
    assert!(!markdown.contains("](javascript:"), "{markdown}");
    let atom = write(Format::Atom, look);
    nothing_obeyed("atom", &atom);
    no_markup("atom", &atom);
    let feed_json = write(Format::Jsonfeed, look);
    nothing_obeyed("jsonfeed", &feed_json);
    assert!(serde_json::from_str::<Value>(&feed_json).is_ok(), "{feed_json}");
    mail(&write(Format::Eml, look));
    own_template(feed, look);
}

/// Writes JSON, which holds every mention and reads back. Returns the number of articles.
pub fn json(feed: &Feed<'_, '_>, look: &RenderOptions, mentions: usize) -> usize {
    #[derive(Deserialize)]
    struct Whole {
        stories: Vec<WholeStory>,
    }
    #[derive(Deserialize)]
    struct WholeStory {
        articles: Vec<WholeArticle>,
    }
    #[derive(Deserialize)]
    struct WholeArticle {
        mentions: Vec<IgnoredAny>,
    }
    let mut out = Vec::new();
    render::write(feed, Format::Json, look, &mut out).expect("memory can be written");
    let json = String::from_utf8(out).expect("output is UTF-8");
    nothing_obeyed("json", &json);
    let whole: Whole = serde_json::from_str(&json).expect("JSON reads back");
    let articles = || whole.stories.iter().flat_map(|story| &story.articles);
    let out: usize = articles().map(|article| article.mentions.len()).sum();
    assert_eq!(out, mentions, "mentions in, mentions out");
    articles().count()
}

/// Checks that a user's template escapes text as its name demands.
fn own_template(feed: &Feed<'_, '_>, look: &RenderOptions) {
    let source = "{% for s in stories %}{{ s.title }}{% for a in s.articles %}<a href=\"{{ a.url }}\">{{ a.title }} {{ a.excerpt }}</a>{% endfor %}{% endfor %}";
    let template = Template::new("mine.html", source.to_owned()).expect("a template");
    let mut out = Vec::new();
    template.write(feed, look, &mut out).expect("memory can be written");
    let text = String::from_utf8(out).expect("output is UTF-8");
    nothing_obeyed("template", &text);
    no_markup("template", &text);
}

/// Checks that each problem is one line.
pub fn problems(diagnostics: &[Diagnostic]) {
    for format in [render::ProblemFormat::Text, render::ProblemFormat::Json] {
        let mut out = Vec::new();
        render::problems(diagnostics, format, render::Severity::All, Some("newsfeed check 'a\nb'"), &mut out)
            .expect("memory can be written");
        let text = String::from_utf8(out).expect("output is UTF-8");
        nothing_obeyed("problems", &text);
        // For a person, the first problems of a kind are shown, and one line tells the number of the others.
        let lines = text.lines().count();
        let is_cut = format == render::ProblemFormat::Text && diagnostics.len() > 20;
        assert!(lines == diagnostics.len() || is_cut && lines < diagnostics.len(), "{lines} of {text:?}");
    }
}

/// Checks that all header lines are newsfeed's own: the text after the blank line is the body.
fn mail(text: &str) {
    nothing_obeyed("eml", &text.replace("\r\n", "\n").replace('\t', " "));
    let (head, _) = text.split_once("\r\n\r\n").expect("a mail has a head and a body");
    const OURS: [&str; 8] = [
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
    ];
    for line in head.split("\r\n") {
        let name = line.split(':').next().unwrap_or("").to_ascii_lowercase();
        assert!(
            line.starts_with([' ', '\t']) || OURS.contains(&&*name),
            "a header nobody asked for: {line:?}"
        );
    }
}

/// Checks that the text has no control character except the line feed, no character that reorders text, and no
/// separator that some programs take for a line end.
pub fn nothing_obeyed(what: &str, text: &str) {
    let wrong = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    if let Some(at) = text.find(wrong) {
        let around: String = text[at..].chars().take(12).collect();
        panic!("{what} holds {around:?}");
    }
}

/// Checks that no hostile markup came through as markup.
fn no_markup(what: &str, text: &str) {
    for tag in ["<b>bold", "<script>alert", "=\"\" onmouseover=\"x", "href=\"javascript", "]]>"] {
        assert!(!text.contains(tag), "{what} holds {tag:?}");
    }
}

/// The timeline without the colours and links that were asked for.
fn without_our_escapes(text: &str, look: &RenderOptions) -> String {
    let mut rest = text;
    let mut plain = String::new();
    while let Some(at) = rest.find('\u{1b}') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(style) = rest.strip_prefix('[').filter(|_| look.color) {
            let end = style.find(|c: char| !c.is_ascii_digit() && c != ';').expect("a style ends");
            assert_eq!(&style[end..=end], "m", "only colours are set");
            rest = &style[end + 1..];
        } else if let Some(link) = rest.strip_prefix("]8;;").filter(|_| look.hyperlinks) {
            let (address, after) = link.split_once("\u{1b}\\").expect("a link ends");
            // A scheme may be in capitals.
            let is_web = address.to_ascii_lowercase().starts_with("http");
            assert!(address.is_empty() || is_web, "{address:?}");
            nothing_obeyed("a link", address);
            rest = after;
        } else {
            panic!("an escape nobody asked for: {:?}", &rest[..rest.len().min(20)]);
        }
    }
    plain.push_str(rest);
    plain
}
