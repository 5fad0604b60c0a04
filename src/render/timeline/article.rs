//! An article in the timeline: as one or more lines, with its copies and what joined them.

use std::io;

use super::page::{DIM, INDENT, MARKS, NARROW, OWN, SITE, TimelinePage};
use crate::model::{Article, Mention, Published, ReportStatus, Shown};
use crate::render::also_named;
use crate::render::dates::{short_moment, time_of_day};
use crate::render::safe::Terminal;

impl TimelinePage<'_> {
    pub(super) fn article(&mut self, article: &Article<'_>, marks: &str) -> io::Result<()> {
        let link = article.link();
        let time = article.first_published.map(|date| time_of_day(date, self.zone));
        let time = format!("{:5}", time.unwrap_or_default());
        let mark = if article.has_document() { self.styled("●", OWN) } else { " ".to_owned() };
        let time = self.styled(&time, DIM);
        write!(self.out, "  {mark} {time}  ")?;
        self.titled(link.headline(), link.address.as_ref(), link.site(), marks, INDENT)?;
        self.copies(article, INDENT)
    }

    /// `when  title …  site` on one line; on a narrow terminal without the site.
    pub(super) fn one_line(
        &mut self,
        article: &Article<'_>,
        when: &str,
        marks: &str,
        indent: usize,
    ) -> io::Result<()> {
        let width = self.look.width;
        let link = article.link();
        let site =
            if width < NARROW { Terminal::new("") } else { Terminal::new(link.site()).clip(width / 3) };
        let right = site.width() + marks.len();
        let left = indent + when.chars().count() + 2;
        let room = width.saturating_sub(left + if right > 0 { right + 2 } else { 0 }).max(16);
        let title = Terminal::new(link.headline()).clip(room);
        let gap = width.saturating_sub(left + title.width() + right).max(2);
        let gap = if right > 0 { gap } else { 0 };
        let when = self.styled(when, DIM);
        let title = self.linked(&title, link.address.as_ref());
        let site = format!("{}{}", self.styled(&site.to_string(), SITE), self.styled(marks, MARKS));
        writeln!(self.out, "{:indent$}{when}  {title}{:gap$}{site}", "", "")?;
        self.copies(article, left)
    }

    /// Where else an article stands; with reasons, every mention of it and what joined it.
    pub(super) fn copies(&mut self, article: &Article<'_>, indent: usize) -> io::Result<()> {
        if self.look.reasons {
            return self.reasons(article);
        }
        let sites = also_at(article);
        if sites.is_empty() {
            return Ok(());
        }
        for line in Terminal::new(&sites).wrap(self.look.width.saturating_sub(indent).max(20)) {
            self.dimmed(indent, &line.to_string())?;
        }
        Ok(())
    }

    pub(super) fn reasons(&mut self, article: &Article<'_>) -> io::Result<()> {
        for (copy, _, evidence) in article.join_tree(article.lead) {
            let Mention { link, document, .. } = article.mentions[copy];
            let when = link.published.map(|date| short_moment(date, self.zone));
            let what = format!(
                "= {}  {}  {} ({}, {:.2})  {}:{}",
                link.site(),
                when.unwrap_or_default(),
                evidence.detail,
                evidence.rule.token(),
                evidence.score,
                document.file,
                link.line
            );
            let indent = INDENT + 2;
            for line in Terminal::new(&what).wrap(self.look.width.saturating_sub(indent)) {
                self.dimmed(indent, &line.to_string())?;
            }
        }
        Ok(())
    }

    /// `11 Jun 23:41`, as wide in every line.
    pub(super) fn moment(&self, date: Option<Published>) -> String {
        let text = date.map_or("undated".to_owned(), |date| short_moment(date, self.zone));
        format!("{text:>12}")
    }
}

/// Whether it is late.
pub(super) fn marks_of(shown: &Shown<'_, '_>, article: &Article<'_>) -> String {
    let index = shown.story.articles.iter().position(|other| other.id == article.id);
    let status = index.and_then(|index| shown.status(index));
    if status == Some(ReportStatus::Late) { " late".to_owned() } else { String::new() }
}

/// `also at msn.com, yahoo.com`; nothing where it stands at one place only.
pub(super) fn also_at(article: &Article<'_>) -> String {
    match also_named(&article.copy_sites()) {
        sites if sites.is_empty() => sites,
        sites => format!("also at {sites}"),
    }
}

/// An article with the marks behind its site.
pub(super) type MarkedArticle<'s, 'a> = (&'s Article<'a>, String);

/// The articles of a story, each with its marks.
pub(super) fn marked_articles<'s, 'a>(
    shown: &'s Shown<'s, 'a>,
) -> impl Iterator<Item = MarkedArticle<'s, 'a>> {
    shown.articles().map(|article| (article, marks_of(shown, article)))
}
