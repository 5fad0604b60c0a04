//! The timeline by day and by provider: an article a line, whatever its story.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;

use chrono::NaiveDate;

use super::article::{MarkedArticle, marked_articles};
use super::page::{DIM, TITLE, TimelinePage};
use crate::model::{DatePrecision, Shown};
use crate::render::counted;
use crate::render::dates::long_moment;

impl TimelinePage<'_> {
    pub(super) fn days(&mut self, stories: &[Shown<'_, '_>]) -> io::Result<()> {
        // Newest first, then what is dated ahead, undated last; a month stands behind its first day.
        let mut days: BTreeMap<(bool, bool, Reverse<NaiveDate>, bool), Vec<MarkedArticle<'_, '_>>> =
            BTreeMap::new();
        for (article, marks) in stories.iter().flat_map(marked_articles) {
            let day = article.first_published.map_or(NaiveDate::MIN, |date| date.day(self.zone));
            let is_month = article.first_published.is_some_and(|date| date.precision == DatePrecision::Month);
            let is_ahead =
                article.first_published.is_some_and(|date| date.is_ahead_of(self.look.now, self.zone));
            let key = (article.first_published.is_none(), is_ahead, Reverse(day), is_month);
            days.entry(key).or_default().push((article, marks));
        }
        for ((is_undated, _, Reverse(day), is_month), mut articles) in
            days.into_iter().take(self.look.limit.unwrap_or(usize::MAX))
        {
            let form = if is_month { "%B %Y" } else { "%A %-d %B %Y" };
            let name = if is_undated { "Undated".to_owned() } else { day.format(form).to_string() };
            self.heading(&format!("{name}{}", self.zone_name()), articles.len())?;
            articles.sort_by_cached_key(|(article, _)| self.clock_order(article));
            for (article, marks) in articles {
                self.article(article, &marks)?;
            }
        }
        Ok(())
    }

    pub(super) fn providers(&mut self, stories: &[Shown<'_, '_>]) -> io::Result<()> {
        let mut sites: BTreeMap<&str, Vec<MarkedArticle<'_, '_>>> = BTreeMap::new();
        for (article, marks) in stories.iter().flat_map(marked_articles) {
            sites.entry(article.link().site()).or_default().push((article, marks));
        }
        for (site, mut articles) in sites.into_iter().take(self.look.limit.unwrap_or(usize::MAX)) {
            self.heading(if site.is_empty() { "no provider named" } else { site }, articles.len())?;
            articles.sort_by_cached_key(|(article, _)| self.clock_order(article));
            for (article, marks) in articles {
                let when = article.first_published.map(|date| long_moment(date, self.zone));
                let when = when.unwrap_or("undated".to_owned());
                let when = format!("{when:>17}");
                write!(self.out, "  {}  ", self.styled(&when, DIM))?;
                let link = article.link();
                self.titled(link.headline(), link.address.as_ref(), "", &marks, 21)?;
                self.copies(article, 21)?;
            }
        }
        Ok(())
    }

    fn heading(&mut self, name: &str, articles: usize) -> io::Result<()> {
        self.gap()?;
        self.title(name, None, 0, self.look.width, TITLE)?;
        self.dimmed(2, &counted(articles, "article", "articles"))
    }
}
