//! The timeline by story: blocks of stories, and the sections of a digest that have an article a line.

use std::collections::HashMap;
use std::io;

use anstyle::Style;

use super::article::{MarkedArticle, also_at, marked_articles, marks_of};
use super::page::{TITLE, TimelinePage};
use crate::model::{Article, DatePrecision, Id, Section, Shown, TextFile, hosts};
use crate::render::blocks::{StoryBlock, story_blocks};
use crate::render::dates::{date_range, day_heading, long_moment, weekday_moment};
use crate::render::histogram::{Histogram, TimeUnit};
use crate::render::safe::Terminal;
use crate::render::{Feed, SECTIONS, counted, how_much};

impl TimelinePage<'_> {
    /// What a digest is of, and how much there is.
    pub(super) fn masthead(&mut self, feed: &Feed<'_, '_>) -> io::Result<()> {
        let Some(title) = feed.edition.title() else { return Ok(()) };
        self.gap()?;
        let title = format!("{title} ({})", self.zone);
        self.title(&title, None, 0, self.look.width, TITLE)?;
        self.dimmed(2, &how_much(feed))
    }

    pub(super) fn stories(&mut self, feed: &Feed<'_, '_>) -> io::Result<()> {
        let stories = &feed.stories;
        let mut texts: HashMap<Id, Vec<&TextFile>> = HashMap::new();
        for text in &feed.texts {
            if let Some(story) = &text.story {
                texts.entry(story.id).or_default().push(text);
            }
        }
        let (now, zone) = (self.look.now, self.zone);
        let blocks = story_blocks(&hosts(stories, self.look.flat)).into_iter();
        let blocks = blocks.filter(|block| stories[block.head].report.section == Section::Main);
        let (ahead, others): (Vec<StoryBlock>, Vec<StoryBlock>) =
            blocks.partition(|block| stories[block.head].is_ahead_of(now, zone));
        // Where all is ahead, a heading would part it from nothing.
        let has_heading = !ahead.is_empty() && !others.is_empty();
        for block in others {
            self.block(&block, stories, &texts)?;
        }
        if has_heading {
            self.ahead_heading()?;
        }
        for block in ahead {
            self.block(&block, stories, &texts)?;
        }
        for (section, title) in SECTIONS {
            let part: Vec<_> = stories.iter().filter(|shown| shown.report.section == *section).collect();
            self.section(title, &part, &texts)?;
        }
        Ok(())
    }

    /// A story with its texts and the stories under it.
    fn block(
        &mut self,
        block: &StoryBlock,
        stories: &[Shown<'_, '_>],
        texts: &HashMap<Id, Vec<&TextFile>>,
    ) -> io::Result<()> {
        let head = &stories[block.head];
        let below: Vec<&Shown<'_, '_>> = block.below.iter().map(|index| &stories[*index]).collect();
        self.story(head)?;
        let members = std::iter::once(&head).chain(&below);
        for text in members.filter_map(|shown| texts.get(&shown.story.id)).flatten() {
            self.text(text)?;
        }
        self.also(&below)
    }

    /// A part of a digest, an article a line; of stories that were reported, under the headline they are known by.
    fn section(
        &mut self,
        title: &str,
        stories: &[&Shown<'_, '_>],
        texts: &HashMap<Id, Vec<&TextFile>>,
    ) -> io::Result<()> {
        if stories.is_empty() {
            return Ok(());
        }
        self.gap()?;
        self.title(title, None, 0, self.look.width, TITLE)?;
        for shown in stories {
            if shown.report.update.is_some() {
                let headline =
                    Terminal::new(shown.headline()).clip(self.look.width.saturating_sub(4).max(16));
                self.dimmed(2, &headline.to_string())?;
            }
            for article in self.by_clock(shown.articles().collect()) {
                let when = article.first_published.map(|date| long_moment(date, self.zone));
                let when = format!("{:>17}", when.unwrap_or("undated".to_owned()));
                let marks =
                    if shown.report.section == Section::Late { "" } else { &marks_of(shown, article) };
                self.one_line(article, &when, marks, 4)?;
            }
            for text in texts.get(&shown.story.id).into_iter().flatten() {
                self.text(text)?;
            }
        }
        Ok(())
    }

    /// Above the stories whose dates lie ahead: most often these are wrong.
    fn ahead_heading(&mut self) -> io::Result<()> {
        self.gap()?;
        let today = self.zone.day(self.look.now).format("%-d %B %Y");
        let text = format!("Dated ahead of {today}{}", self.zone_name());
        self.title(&text, None, 0, self.look.width, TITLE)
    }

    fn story(&mut self, shown: &Shown<'_, '_>) -> io::Result<()> {
        self.gap()?;
        let link = shown.story.lead().link();
        self.title(&self.headline(shown), link.address.as_ref(), 0, self.look.width, TITLE)?;
        let articles = self.by_clock(shown.articles().collect());
        if let [only] = articles[..] {
            return self.single(shown, only);
        }
        self.counts(shown, &articles)?;
        let mut above = String::new();
        for article in articles {
            let heading = article.first_published.map(|date| day_heading(date, self.zone));
            let heading = heading.unwrap_or("undated".to_owned());
            if above != heading {
                self.dimmed(2, &heading)?;
                above = heading;
            }
            self.article(article, &marks_of(shown, article))?;
        }
        Ok(())
    }

    /// The headline; for a story that was reported what it gained.
    fn headline(&self, shown: &Shown<'_, '_>) -> String {
        let headline = shown.headline();
        match &shown.report.update {
            Some(update) => {
                let day = self.zone.day(update.since).format("%-d %B");
                format!("Update: {headline} (+{} since {day})", shown.articles.len())
            }
            None => headline.to_owned(),
        }
    }

    /// A story of one article: what its line would say goes into the line below its title.
    fn single(&mut self, shown: &Shown<'_, '_>, article: &Article<'_>) -> io::Result<()> {
        let when =
            article.first_published.map_or("undated".to_owned(), |date| weekday_moment(date, self.zone));
        let mut parts = vec![format!("{when}{}", self.zone_name())];
        let site = Terminal::new(article.link().site());
        let late = marks_of(shown, article);
        parts.push(format!("{site}{late}"));
        if !self.look.reasons {
            parts.push(also_at(article));
        }
        if shown.story.articles.len() > 1 {
            parts.push(format!("1 of {} articles", shown.story.articles.len()));
        }
        parts.push(shown.story.topics().join(", "));
        let own = (article.link().headline() != shown.story.headline()).then_some(article);
        self.facts(&parts)?;
        if let Some(article) = own {
            self.title(
                article.link().headline(),
                article.link().address.as_ref(),
                4,
                self.look.width,
                Style::new(),
            )?;
        }
        if self.look.reasons { self.reasons(article) } else { Ok(()) }
    }

    fn counts(&mut self, shown: &Shown<'_, '_>, articles: &[&Article<'_>]) -> io::Result<()> {
        let links: usize = articles.iter().map(|a| a.mentions.len()).sum();
        let mut sites: Vec<&str> =
            articles.iter().map(|a| a.link().site()).filter(|s| !s.is_empty()).collect();
        sites.sort_unstable();
        sites.dedup();
        let all = shown.story.articles.len();
        let mut count =
            if all == articles.len() { all.to_string() } else { format!("{} of {all}", articles.len()) };
        count.push_str(" articles");
        if links != articles.len() && all == articles.len() {
            count.push_str(&format!(" of {links} links"));
        }
        count.push_str(&format!(", {}", counted(sites.len(), "site", "sites")));
        let range = format!("{}{}", self.date_range(articles), self.zone_name());
        self.facts(&[range, self.strip(articles), count, shown.story.topics().join(", ")])
    }

    /// The stories under a story, an article a line, by time.
    fn also(&mut self, below: &[&Shown<'_, '_>]) -> io::Result<()> {
        let mut articles: Vec<MarkedArticle<'_, '_>> =
            below.iter().copied().flat_map(marked_articles).collect();
        articles.sort_by_cached_key(|(article, _)| self.clock_order(article));
        if articles.is_empty() {
            return Ok(());
        }
        let pieces = counted(articles.len(), "piece", "pieces");
        self.dimmed(2, &format!("also   {pieces} listed with it"))?;
        for (article, marks) in articles {
            let when = self.moment(article.first_published);
            self.one_line(article, &when, &marks, 4)?;
        }
        Ok(())
    }

    fn date_range(&self, articles: &[&Article<'_>]) -> String {
        let dates: Vec<_> = articles.iter().filter_map(|article| article.first_published).collect();
        date_range(&dates, self.zone).unwrap_or("undated".to_owned())
    }

    /// A bar a day for the links of that day; nothing where one day or too many would say nothing.
    fn strip(&self, articles: &[&Article<'_>]) -> String {
        const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
        const LONGEST: i64 = 31;
        let links = articles.iter().flat_map(|article| &article.mentions).map(|mention| mention.link);
        let dates = links.filter_map(|link| link.published);
        let dates = dates.filter(|date| date.precision != DatePrecision::Month);
        let clocks: Vec<_> = dates.map(|date| date.clock(self.zone)).collect();
        let Some(ends) = clocks.iter().min().copied().zip(clocks.iter().max().copied()) else {
            return String::new();
        };
        let histogram = Histogram::new(TimeUnit::Day, ends, clocks.into_iter());
        if !(2..=LONGEST).contains(&histogram.length) {
            return String::new();
        }
        let mut strip = vec![' '; histogram.length as usize];
        for bar in &histogram.bars {
            strip[bar.position as usize] = BARS[(bar.count * 8).div_ceil(histogram.most).clamp(1, 8) - 1];
        }
        strip.into_iter().collect()
    }
}
