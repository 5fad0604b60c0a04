//! The output of `newsfeed explain`: for a person, or as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::counted;
use super::dates::long_moment;
use super::safe::{self, Terminal};
use crate::address::Address;
use crate::model::{
    Article, ArticleExplained, Explanation, Id, Mention, PairExplained, Reason, Relation, Role, Rule, Story,
    TextExplained, Zone,
};

/// The format of an explanation.
#[derive(Debug, Clone, Copy)]
pub struct ExplainOptions {
    /// JSON instead of text.
    pub json: bool,
    /// The zone of times in text.
    pub zone: Zone,
}

/// Writes an explanation. Fails where `out` does.
pub fn explain(
    explanation: &Explanation<'_, '_>,
    options: &ExplainOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    if options.json {
        safe::json(&ExplanationOut::new(explanation), &mut *out)?;
        return out.write_all(b"\n");
    }
    let mut page = ExplanationPage { zone: options.zone, out };
    match explanation {
        Explanation::Article(explained) => page.article(explained),
        Explanation::Text(text) => page.text(text),
        Explanation::Pair(pair) => page.pair(pair),
    }
}

struct ExplanationPage<'p> {
    zone: Zone,
    out: &'p mut dyn Write,
}

impl ExplanationPage<'_> {
    fn article(&mut self, explained: &ArticleExplained<'_, '_>) -> io::Result<()> {
        let ArticleExplained { article, story, nearest, reason } = explained;
        self.line(
            0,
            &format!("article {}  “{}”  {}", article.id, article.link().headline(), article.link().site()),
        )?;
        let count = article.mentions.len();
        self.line(2, &counted(count, "mention", "mentions"))?;
        for (number, mention) in article.mentions.iter().enumerate() {
            let lead = if number == article.lead && count > 1 { "  (speaks for it)" } else { "" };
            self.line(4, &format!("{}{lead}", self.mention(number, mention)))?;
        }
        for evidence in &article.merged_by {
            let (a, b) = evidence.mentions;
            let rule = evidence.rule.token();
            self.line(2, &format!("[{a}] = [{b}] by {rule}  {}  {:.2}", evidence.detail, evidence.score))?;
        }
        match nearest {
            Some((mention, why)) => {
                self.line(2, "nearest not merged")?;
                let link = mention.link;
                self.line(4, &format!("{}  {}", link.site(), link.headline()))?;
                self.line(6, why)?;
            }
            None => self.line(2, "no other article is like it")?,
        }
        self.story(story, reason.as_ref())
    }

    fn story(&mut self, story: &Story<'_>, reason: Option<&Reason>) -> io::Result<()> {
        let count = story.articles.len();
        let articles = if count == 1 { "alone".to_owned() } else { format!("{count} articles") };
        self.line(2, &format!("story {}  “{}”  ({articles})", story.id, story.headline()))?;
        if let Some(name) = &story.name {
            self.line(4, &format!("by override: “{name}”"))?;
        } else if let Some(Reason { words, similarity, hours }) = reason {
            let hours =
                hours.map(|h| format!(" · {h:.1} h from the middle of the others")).unwrap_or_default();
            self.line(4, &format!("joined by words {}{hours} · {similarity:.2}", words.join(", ")))?;
        }
        match &story.under {
            Some(under) => self.line(4, &format!("stands under {under}, whose document lists it")),
            None => Ok(()),
        }
    }

    fn pair(&mut self, pair: &PairExplained<'_, '_>) -> io::Result<()> {
        let answer = match &pair.relation {
            Relation::SameArticle(joins) => format!("same article ({})", joined(joins)),
            Relation::SameStory(why) => format!("same story, different articles ({why})"),
            Relation::Different(why) => format!("different ({why})"),
        };
        self.line(0, &answer)?;
        for (article, story) in pair.articles.iter().zip(pair.stories) {
            let link = article.link();
            self.line(
                2,
                &format!("article {}  “{}”  {}  in story {story}", article.id, link.headline(), link.site()),
            )?;
        }
        Ok(())
    }

    fn text(&mut self, explained: &TextExplained<'_, '_>) -> io::Result<()> {
        let TextExplained { text, story, doubt } = explained;
        self.line(0, &format!("text {}", text.file))?;
        let title = text.title.as_deref().map_or("no line of it looks like a title".to_owned(), |t| {
            format!("title “{t}”, its first line")
        });
        self.line(2, &title)?;
        self.line(
            2,
            &text.language.map_or("language not certain".to_owned(), |code| format!("language {code}")),
        )?;
        for date in &text.dates {
            let day = date.date.map_or("day and month could be swapped".to_owned(), |day| day.to_string());
            self.line(2, &format!("line {}: “{}” ({day})", date.line, date.text))?;
        }
        for link in &text.links {
            self.line(2, &format!("links to {link}"))?;
        }
        let name = |story: &Story<'_>| {
            let count = counted(story.articles.len(), "article", "articles");
            format!("story {}  “{}”  ({count})", story.id, story.headline())
        };
        let shared = |evidence: &[String]| evidence.join(" · ");
        match (story, &text.story, doubt) {
            (Some(story), Some(placed), _) => {
                self.line(2, &name(story))?;
                self.line(4, &format!("joined by {} · {:.2}", shared(&placed.evidence), placed.score))
            }
            (Some(story), None, Some(doubt)) => {
                self.line(2, "stands alone; nearest to")?;
                self.line(4, &name(story))?;
                let evidence = if doubt.evidence.is_empty() {
                    "common names".to_owned()
                } else {
                    shared(&doubt.evidence)
                };
                self.line(6, &format!("{evidence} · {}", doubt.why))
            }
            _ => self.line(2, "stands alone: no single story shares a rare name or a link with it"),
        }
    }

    fn mention(&self, number: usize, mention: &Mention<'_>) -> String {
        let link = mention.link;
        let role = match link.role {
            Role::Head => "head".to_owned(),
            Role::Related(index) => format!("related[{index}]"),
        };
        let when = link.published.map_or("undated".to_owned(), |date| long_moment(date, self.zone));
        let address = link.address.as_ref().map_or("no address", Address::shown);
        format!(
            "[{number}] {}:{}  {role}  {when}  {}  {address}",
            mention.document.file,
            link.line,
            link.headline()
        )
    }

    fn line(&mut self, indent: usize, text: &str) -> io::Result<()> {
        writeln!(self.out, "{:indent$}{}", "", Terminal::new(text))
    }
}

fn joined(joins: &[(Rule, String)]) -> String {
    let join = |(rule, detail): &(Rule, String)| match rule {
        Rule::Override => format!("by {detail}"),
        other => format!("{}: {detail}", other.token()),
    };
    if joins.is_empty() {
        "one mention".to_owned()
    } else {
        joins.iter().map(join).collect::<Vec<_>>().join(", then ")
    }
}

/// The same as an object; `kind` says which.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum ExplanationOut<'e> {
    Article {
        article: Id,
        title: &'e str,
        story: Id,
        story_title: &'e str,
        under: Option<Id>,
        mentions: Vec<PlaceOut<'e>>,
        joins: Vec<JoinOut<'e>>,
        nearest: Option<NearestOut<'e>>,
        story_words: Option<&'e [String]>,
        story_likeness: Option<f64>,
    },
    Text {
        file: &'e str,
        title: Option<&'e str>,
        language: Option<&'e str>,
        story: Option<Id>,
        evidence: &'e [String],
        nearest: Option<NearestStoryOut<'e>>,
    },
    Pair {
        relation: &'static str,
        why: String,
        articles: [Id; 2],
        stories: [Id; 2],
    },
}

#[derive(Serialize)]
struct PlaceOut<'e> {
    file: &'e str,
    line: u32,
    title: &'e str,
    url: Option<&'e str>,
}

#[derive(Serialize)]
struct JoinOut<'e> {
    mentions: (usize, usize),
    rule: &'static str,
    detail: &'e str,
    score: f64,
}

#[derive(Serialize)]
struct NearestOut<'e> {
    title: &'e str,
    url: Option<&'e str>,
    why: &'e str,
}

#[derive(Serialize)]
struct NearestStoryOut<'e> {
    story: Id,
    title: &'e str,
    evidence: &'e [String],
    why: &'e str,
}

impl<'e> ExplanationOut<'e> {
    fn new(explanation: &'e Explanation<'_, '_>) -> ExplanationOut<'e> {
        match explanation {
            Explanation::Article(ArticleExplained { article, story, nearest, reason }) => {
                ExplanationOut::Article {
                    article: article.id,
                    title: article.link().headline(),
                    story: story.id,
                    story_title: story.headline(),
                    under: story.under,
                    mentions: article.mentions.iter().map(place).collect(),
                    joins: joins(article),
                    nearest: nearest.as_ref().map(|(mention, why)| NearestOut {
                        title: mention.link.headline(),
                        url: mention.link.address.as_ref().map(Address::shown),
                        why,
                    }),
                    story_words: reason.as_ref().map(|r| r.words.as_slice()),
                    story_likeness: reason.as_ref().map(|r| two_decimals(r.similarity)),
                }
            }
            Explanation::Text(TextExplained { text, story, doubt }) => ExplanationOut::Text {
                file: &text.file,
                title: text.title.as_deref(),
                language: text.language,
                story: text.story.as_ref().map(|story| story.id),
                evidence: text.story.as_ref().map_or(&[], |story| story.evidence.as_slice()),
                nearest: doubt.as_ref().zip(*story).map(|(doubt, story)| NearestStoryOut {
                    story: story.id,
                    title: story.headline(),
                    evidence: &doubt.evidence,
                    why: &doubt.why,
                }),
            },
            Explanation::Pair(pair) => {
                let (relation, why) = match &pair.relation {
                    Relation::SameArticle(joins) => ("same-article", joined(joins)),
                    Relation::SameStory(why) => ("same-story", why.clone()),
                    Relation::Different(why) => ("different", why.clone()),
                };
                let articles = pair.articles.map(|article| article.id);
                let stories = pair.stories;
                ExplanationOut::Pair { relation, why, articles, stories }
            }
        }
    }
}

fn place<'e>(mention: &'e Mention<'_>) -> PlaceOut<'e> {
    let link = mention.link;
    PlaceOut {
        file: &mention.document.file,
        line: link.line,
        title: link.headline(),
        url: link.address.as_ref().map(Address::shown),
    }
}

fn joins<'e>(article: &'e Article<'_>) -> Vec<JoinOut<'e>> {
    let join = |evidence: &'e crate::model::Evidence| JoinOut {
        mentions: evidence.mentions,
        rule: evidence.rule.token(),
        detail: &evidence.detail,
        score: two_decimals(evidence.score),
    };
    article.merged_by.iter().map(join).collect()
}

fn two_decimals(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
