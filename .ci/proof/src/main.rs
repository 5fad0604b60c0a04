//! Reads what newsfeed wrote with the parsers that readers use: `proof FOLDER` with `page.html`, `feed.atom`,
//! `feed.json`, `mail.eml` and `digest.md` of one input, and `truth.json`, the JSON of the same.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use html5ever::parse_document;
use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use serde_json::Value;

fn main() {
    let folder = std::env::args().nth(1).expect("proof FOLDER");
    let read = |name: &str| fs::read_to_string(Path::new(&folder).join(name)).expect("readable output");
    let truth: Value = serde_json::from_str(&read("truth.json")).expect("JSON");
    let stories = truth["stories"].as_array().expect("stories");
    assert!(!stories.is_empty(), "nothing to prove");
    page(&read("page.html"), stories);
    atom(&read("feed.atom"), stories);
    json_feed(&read("feed.json"), stories);
    mail(&read("mail.eml"), stories);
    markdown(&read("digest.md"), stories);
    println!("{folder}: {} stories read back from page, Atom, JSON Feed, mail and Markdown", stories.len());
}

/// Text as it is shown: what a terminal or a page would obey is gone, white space is one blank.
fn plain(text: &str) -> String {
    let obeyed = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let text: String = text.chars().filter(|c| c.is_whitespace() || !c.is_control() && !obeyed(*c)).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn titles(stories: &[Value]) -> Vec<String> {
    stories.iter().map(|story| plain(story["title"].as_str().unwrap_or_default())).collect()
}

fn urls(stories: &[Value]) -> HashSet<String> {
    let articles = stories.iter().flat_map(|story| story["articles"].as_array().unwrap());
    let of = |value: &Value| value["url"].as_str().map(str::to_owned);
    articles
        .flat_map(|article| {
            let copies = article["mentions"].as_array().unwrap().iter().filter_map(of);
            of(article).into_iter().chain(copies).collect::<Vec<_>>()
        })
        .collect()
}

/// http or https, in any case: addresses stand as scraped.
fn is_web(url: &str) -> bool {
    let url = url.to_ascii_lowercase();
    url.starts_with("http://") || url.starts_with("https://")
}

struct Seen {
    text: String,
    hrefs: Vec<String>,
    scripts: usize,
    other: Vec<String>,
}

fn walk(node: &Handle, seen: &mut Seen) {
    match &node.data {
        NodeData::Text { contents } => seen.text.push_str(&contents.borrow()),
        NodeData::Element { name, attrs, .. } => {
            let tag = name.local.to_string();
            for attribute in attrs.borrow().iter() {
                let (key, value) = (attribute.name.local.to_string(), attribute.value.to_string());
                match key.as_str() {
                    "href" => seen.hrefs.push(value),
                    key if key.starts_with("on") || key == "src" || key == "srcset" => {
                        seen.other.push(format!("{tag} {key}={value}"));
                    }
                    _ => {}
                }
            }
            match tag.as_str() {
                "script" => {
                    seen.scripts += 1;
                    return;
                }
                "style" => return,
                "iframe" | "object" | "embed" | "base" | "form" | "img" | "link" => seen.other.push(tag),
                _ => {}
            }
        }
        _ => {}
    }
    for child in node.children.borrow().iter() {
        walk(child, seen);
    }
}

fn parsed(html: &str) -> (Seen, Vec<String>) {
    let dom = parse_document(RcDom::default(), Default::default()).one(html);
    let mut seen = Seen { text: String::new(), hrefs: Vec::new(), scripts: 0, other: Vec::new() };
    walk(&dom.document, &mut seen);
    let errors = dom.errors.borrow().iter().map(ToString::to_string).collect();
    (seen, errors)
}

fn page(html: &str, stories: &[Value]) {
    let (seen, errors) = parsed(html);
    assert!(errors.is_empty(), "page: {errors:?}");
    assert_eq!(seen.scripts, 1, "page: one script");
    assert!(seen.other.is_empty(), "page: {:?}", seen.other);
    let known = urls(stories);
    for href in &seen.hrefs {
        assert!(known.contains(href), "page: links {href}");
        assert!(is_web(href), "page: {href}");
    }
    let text = plain(&seen.text);
    for title in titles(stories) {
        assert!(text.contains(&title), "page lacks {title}");
    }
}

fn atom(text: &str, stories: &[Value]) {
    let feed = feed_rs::parser::parse(text.as_bytes()).expect("Atom");
    assert_eq!(feed.entries.len(), stories.len(), "atom: entries");
    let ids: HashSet<&String> = feed.entries.iter().map(|entry| &entry.id).collect();
    assert_eq!(ids.len(), stories.len(), "atom: ids");
    for (entry, story) in feed.entries.iter().zip(stories) {
        assert_eq!(entry.id, format!("urn:newsfeed:story:{}", story["id"].as_str().unwrap()));
        assert!(entry.updated.is_some(), "atom: updated");
        let content = entry.content.as_ref().and_then(|content| content.body.as_deref()).expect("content");
        fragment(content);
    }
}

/// The HTML of an entry runs nothing and loads nothing.
fn fragment(html: &str) {
    let (seen, _) = parsed(html);
    assert_eq!((seen.scripts, seen.other.len()), (0, 0), "entry: {html}");
}

/// The rules of https://www.jsonfeed.org/version/1.1/ that apply to what is written.
fn json_feed(text: &str, stories: &[Value]) {
    let feed: Value = serde_json::from_str(text).expect("JSON Feed");
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert!(feed["title"].as_str().is_some_and(|title| !title.is_empty()), "title");
    let items = feed["items"].as_array().expect("items");
    assert_eq!(items.len(), stories.len(), "items");
    let mut ids = HashSet::new();
    for item in items {
        assert!(ids.insert(item["id"].as_str().expect("id is a string")), "id twice");
        fragment(item["content_html"].as_str().expect("content_html or content_text"));
        let object = item.as_object().unwrap();
        assert!(object.values().all(|value| !value.is_null()), "null");
        for key in ["date_published", "date_modified"] {
            let date = object.get(key).map(|date| date.as_str().expect("a date is a string"));
            assert!(date.is_none_or(|date| date.ends_with('Z') && date.len() == 20), "{date:?}");
        }
        let url = object.get("url").map(|url| url.as_str().expect("url is a string"));
        assert!(url.is_none_or(is_web), "{url:?}");
    }
    let parsed = feed_rs::parser::parse(text.as_bytes()).expect("JSON Feed as read by feed-rs");
    assert_eq!(parsed.entries.len(), stories.len());
}

fn mail(text: &str, stories: &[Value]) {
    let message = mail_parser::MessageParser::default().parse(text.as_bytes()).expect("a mail");
    assert!(message.message_id().is_some() && message.subject().is_some() && message.date().is_some());
    assert!(message.to().is_some(), "mail: to");
    let html = message.body_html(0).expect("HTML part");
    let (seen, errors) = parsed(&html);
    assert!(errors.is_empty(), "mail: {errors:?}");
    assert_eq!((seen.scripts, seen.other.len()), (0, 0), "mail: {:?}", seen.other);
    markdown(&message.body_text(0).expect("text part"), stories);
    let text = plain(&seen.text);
    for title in titles(stories) {
        assert!(text.contains(&title), "mail lacks {title}");
    }
}

/// Headings are the titles, links lead where the articles are, nothing is HTML or an image.
fn markdown(text: &str, stories: &[Value]) {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
    let known = urls(stories);
    let decoded = |url: &str| url.replace("%28", "(").replace("%29", ")");
    let known: HashSet<String> = known.iter().map(|url| decoded(url)).collect();
    let (mut heading, mut headings) = (None::<String>, Vec::new());
    for event in Parser::new_ext(text, Options::all()) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => headings.extend(heading.take()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let url = decoded(&dest_url);
                let odd = url.contains('%');
                assert!(odd || known.contains(&url), "markdown links {dest_url}");
                assert!(is_web(&dest_url), "markdown links {dest_url}");
            }
            Event::Html(html) | Event::InlineHtml(html) => panic!("markdown: HTML {html}"),
            Event::Start(tag @ (Tag::Image { .. } | Tag::Table(_) | Tag::CodeBlock(_) | Tag::BlockQuote(_))) => {
                panic!("markdown: {tag:?}");
            }
            _ => {}
        }
    }
    let all = headings.iter().map(|heading| plain(heading)).collect::<Vec<_>>().join("\n");
    let under = |story: &&Value| story["under"].is_null();
    for story in stories.iter().filter(under) {
        let title = plain(story["title"].as_str().unwrap_or_default());
        // A smart reader makes quotes of its own.
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        assert!(letters(&all).contains(&letters(&title)), "markdown lacks {title}");
    }
}
