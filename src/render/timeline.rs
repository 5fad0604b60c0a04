//! The timeline: stories newest first, in them days, an article a line. Calm and dense: nothing is said twice,
//! and nothing is wider than the terminal.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use chrono::NaiveDate;

use super::dates::{day_heading, long_moment, short_moment, span, time_of_day, weekday_moment};
use super::safe::Terminal;
use super::{By, Feed, RenderOptions, also_named, counted};
use crate::address::Address;
use crate::model::{
    Article, DatePrecision, Id, Mention, Published, ReportStatus, Section, Shown, TextFile, Zone, hosts,
};

const TITLE: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const SITE: Style = AnsiColor::Cyan.on_default();
const OWN: Style = AnsiColor::Green.on_default();
const MARKS: Style = AnsiColor::Yellow.on_default();

/// A title is data of strangers; past this many columns it says nothing more.
const LONGEST_TITLE: usize = 300;
/// Columns before the title of an article: mark, time, gaps.
const INDENT: usize = 11;
/// Below this width the site goes under the title.
const NARROW: usize = 72;

/// Writes the feed.
pub(super) fn write(feed: &Feed<'_, '_>, look: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, zone: feed.edition.zone, out, blocks: 0 };
    page.masthead(feed)?;
    match look.by {
        By::Story => page.stories(feed)?,
        By::Day => page.days(&feed.stories)?,
        By::Provider => page.providers(&feed.stories)?,
    }
    // By day or provider a story has no place of its own, so texts stand together at the end.
    let is_left = |text: &&&TextFile| look.by != By::Story || text.story.is_none();
    page.texts(&feed.texts.iter().filter(is_left).copied().collect::<Vec<_>>())
}

struct Page<'p> {
    look: &'p RenderOptions,
    zone: Zone,
    out: &'p mut dyn Write,
    blocks: usize,
}

impl Page<'_> {
    /// What a digest is of, and how much there is.
    fn masthead(&mut self, feed: &Feed<'_, '_>) -> io::Result<()> {
        let Some(title) = feed.edition.title() else { return Ok(()) };
        self.gap()?;
        let title = format!("{title} ({})", self.zone);
        self.title(&title, None, 0, self.look.width, TITLE)?;
        self.dimmed(2, &super::how_much(feed))
    }

    fn stories(&mut self, feed: &Feed<'_, '_>) -> io::Result<()> {
        let stories = &feed.stories;
        let mut texts: HashMap<Id, Vec<&TextFile>> = HashMap::new();
        for text in &feed.texts {
            if let Some(story) = &text.story {
                texts.entry(story.id).or_default().push(text);
            }
        }
        let mut below: Vec<Vec<&Shown<'_, '_>>> = vec![Vec::new(); stories.len()];
        let mut blocks: Vec<usize> = Vec::new();
        for (at, host) in hosts(stories, self.look.flat).into_iter().enumerate() {
            match host {
                Some(host) => below[host].push(&stories[at]),
                None => blocks.push(at),
            }
        }
        let (now, zone) = (self.look.now, self.zone);
        blocks.retain(|at| stories[*at].report.section == Section::Main);
        let (ahead, others): (Vec<usize>, Vec<usize>) =
            blocks.into_iter().partition(|at| stories[*at].is_ahead_of(now, zone));
        // Where all is ahead, a heading would part it from nothing.
        let first_ahead = ahead.first().copied().filter(|_| !others.is_empty());
        for at in others.into_iter().chain(ahead) {
            if first_ahead == Some(at) {
                self.ahead_heading()?;
            }
            self.story(&stories[at])?;
            let block = std::iter::once(&stories[at]).chain(below[at].iter().copied());
            for text in block.filter_map(|shown| texts.get(&shown.story.id)).flatten() {
                self.text(text)?;
            }
            self.also(&below[at])?;
        }
        for (section, title) in super::SECTIONS {
            let part: Vec<_> = stories.iter().filter(|shown| shown.report.section == *section).collect();
            self.section(title, &part, &texts)?;
        }
        Ok(())
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
        parts.push(topics(&shown.story.topics()));
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
        let span = format!("{}{}", self.span(articles), self.zone_name());
        self.facts(&[span, self.strip(articles), count, topics(&shown.story.topics())])
    }

    /// The facts below a title, three spaces apart, on as many lines as they need.
    fn facts(&mut self, parts: &[String]) -> io::Result<()> {
        let mut line = String::new();
        for part in parts.iter().filter(|part| !part.is_empty()) {
            let safe = Terminal::new(part).clip(self.look.width.saturating_sub(4).max(20));
            let width = Terminal::new(&line).width();
            if !line.is_empty() && 2 + width + 3 + safe.width() > self.look.width {
                self.dimmed(2, &std::mem::take(&mut line))?;
            }
            line.push_str(if line.is_empty() { "" } else { "   " });
            line.push_str(&safe.to_string());
        }
        self.dimmed(2, &line)
    }

    fn article(&mut self, article: &Article<'_>, marks: &str) -> io::Result<()> {
        let link = article.link();
        let time = article.first_published.map(|date| time_of_day(date, self.zone));
        let time = format!("{:5}", time.unwrap_or_default());
        let mark = if article.has_document() { self.styled("●", OWN) } else { " ".to_owned() };
        let time = self.styled(&time, DIM);
        write!(self.out, "  {mark} {time}  ")?;
        self.titled(link.headline(), link.address.as_ref(), link.site(), marks, INDENT)?;
        self.copies(article, INDENT)
    }

    /// A title that wraps, with its site at the right of its first line, or under it where there is no room.
    fn titled(
        &mut self,
        title: &str,
        address: Option<&Address<'_>>,
        site: &str,
        marks: &str,
        indent: usize,
    ) -> io::Result<()> {
        let width = self.look.width;
        let site = Terminal::new(site).clip(width / 3);
        let right = site.width() + marks.len();
        let narrow = width < NARROW;
        let room =
            if narrow { width.saturating_sub(indent) } else { width.saturating_sub(indent + 2 + right) };
        let lines = Terminal::new(title).clip(LONGEST_TITLE).wrap(room.max(20));
        let site = format!("{}{}", self.styled(&site.to_string(), SITE), self.styled(marks, MARKS));
        for (number, line) in lines.iter().enumerate() {
            if number > 0 {
                write!(self.out, "{:indent$}", "")?;
            }
            write!(self.out, "{}", self.linked(line, address))?;
            if number == 0 && !narrow && right > 0 {
                let gap = width.saturating_sub(indent + line.width() + right).max(2);
                write!(self.out, "{:gap$}{site}", "")?;
            }
            writeln!(self.out)?;
        }
        if narrow && right > 0 {
            writeln!(self.out, "{:indent$}{site}", "")?;
        }
        Ok(())
    }

    /// Where else an article stands; with reasons, every mention of it and what joined it.
    fn copies(&mut self, article: &Article<'_>, indent: usize) -> io::Result<()> {
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

    fn reasons(&mut self, article: &Article<'_>) -> io::Result<()> {
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

    /// The stories under a story, an article a line, by time.
    fn also(&mut self, below: &[&Shown<'_, '_>]) -> io::Result<()> {
        let articles = self.lines_by_clock(below.iter().copied().flat_map(lines_of).collect());
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

    /// `when  title …  site` on one line; on a narrow terminal without the site.
    fn one_line(&mut self, article: &Article<'_>, when: &str, marks: &str, indent: usize) -> io::Result<()> {
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

    fn days(&mut self, stories: &[Shown<'_, '_>]) -> io::Result<()> {
        // Newest first, then what is dated ahead, undated last; a month stands behind its first day.
        let mut days: BTreeMap<(bool, bool, Reverse<NaiveDate>, bool), Vec<Line<'_, '_>>> = BTreeMap::new();
        for (article, marks) in lines(stories) {
            let day = article.first_published.map_or(NaiveDate::MIN, |date| date.day(self.zone));
            let is_month = article.first_published.is_some_and(|date| date.precision == DatePrecision::Month);
            let is_ahead =
                article.first_published.is_some_and(|date| date.is_ahead_of(self.look.now, self.zone));
            let key = (article.first_published.is_none(), is_ahead, Reverse(day), is_month);
            days.entry(key).or_default().push((article, marks));
        }
        for ((is_undated, _, Reverse(day), is_month), articles) in
            days.into_iter().take(self.look.limit.unwrap_or(usize::MAX))
        {
            let form = if is_month { "%B %Y" } else { "%A %-d %B %Y" };
            let name = if is_undated { "Undated".to_owned() } else { day.format(form).to_string() };
            self.heading(&format!("{name}{}", self.zone_name()), articles.len())?;
            for (article, marks) in self.lines_by_clock(articles) {
                self.article(article, &marks)?;
            }
        }
        Ok(())
    }

    fn providers(&mut self, stories: &[Shown<'_, '_>]) -> io::Result<()> {
        let mut sites: BTreeMap<&str, Vec<Line<'_, '_>>> = BTreeMap::new();
        for (article, marks) in lines(stories) {
            sites.entry(article.link().site()).or_default().push((article, marks));
        }
        for (site, articles) in sites.into_iter().take(self.look.limit.unwrap_or(usize::MAX)) {
            self.heading(if site.is_empty() { "no provider named" } else { site }, articles.len())?;
            for (article, marks) in self.lines_by_clock(articles) {
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

    /// `text   fr  title …  file` on one line; on a narrow terminal without the file.
    fn text(&mut self, text: &TextFile) -> io::Result<()> {
        const LEFT: usize = 13;
        let width = self.look.width;
        let whole = Terminal::name(&text.file);
        let base = || Terminal::name(text.file.rsplit('/').next().unwrap_or_default()).clip(width * 3 / 10);
        let file = match width {
            0..NARROW => Terminal::new(""),
            _ if whole.width() <= width / 3 => whole,
            _ => base(),
        };
        let right = if file.width() > 0 { file.width() + 2 } else { 0 };
        let title = Terminal::new(text.title.as_deref().unwrap_or("(no title)"));
        let title = title.clip(width.saturating_sub(LEFT + right).max(7));
        let gap = width.saturating_sub(LEFT + title.width() + file.width()).max(2);
        let gap = if right > 0 { gap } else { 0 };
        let kind = self.styled(&format!("text   {:2}", text.language.unwrap_or("")), DIM);
        let file = self.styled(&file.to_string(), DIM);
        writeln!(self.out, "  {kind}  {title}{:gap$}{file}", "")?;
        let Some(story) = text.story.as_ref().filter(|_| self.look.reasons) else { return Ok(()) };
        let why = format!("{} ({:.2})", story.evidence.join(" · "), story.score);
        for line in Terminal::new(&why).wrap(width.saturating_sub(LEFT + 2)) {
            self.dimmed(LEFT + 2, &line.to_string())?;
        }
        Ok(())
    }

    fn texts(&mut self, texts: &[&TextFile]) -> io::Result<()> {
        // They are a block like any other, the last one.
        if texts.is_empty() || self.look.limit.is_some_and(|limit| self.blocks >= limit) {
            return Ok(());
        }
        self.gap()?;
        writeln!(self.out, "{}", self.styled("Texts without a date", TITLE))?;
        for text in texts {
            let title = Terminal::new(text.title.as_deref().unwrap_or("(no title)"));
            writeln!(self.out, "    {}", title.clip(self.look.width.saturating_sub(4)))?;
            let language = text.language.map(|code| format!("{code} · ")).unwrap_or_default();
            let name = Terminal::name(&text.file);
            writeln!(self.out, "      {}", self.styled(&format!("{language}{name}"), DIM))?;
        }
        Ok(())
    }

    fn span(&self, articles: &[&Article<'_>]) -> String {
        let dates = articles.iter().filter_map(|article| article.first_published);
        span(dates, self.zone).unwrap_or("undated".to_owned())
    }

    /// In the order of the zone's clocks, undated last.
    fn by_clock<'s, 'a>(&self, mut articles: Vec<&'s Article<'a>>) -> Vec<&'s Article<'a>> {
        articles.sort_by_cached_key(|article| self.clock_order(article));
        articles
    }

    fn lines_by_clock<'s, 'a>(&self, mut lines: Vec<Line<'s, 'a>>) -> Vec<Line<'s, 'a>> {
        lines.sort_by_cached_key(|(article, _)| self.clock_order(article));
        lines
    }

    fn clock_order(&self, article: &Article<'_>) -> impl Ord + use<> {
        let date = article.first_published;
        (date.is_none(), date.map(|date| date.clock(self.zone)), article.order())
    }

    /// A bar a day for the links of that day; nothing where one day or too many would say nothing.
    fn strip(&self, articles: &[&Article<'_>]) -> String {
        const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
        const LONGEST: i64 = 31;
        let mut days: BTreeMap<NaiveDate, usize> = BTreeMap::new();
        for link in articles.iter().flat_map(|a| &a.mentions).map(|m| m.link) {
            let day = link.published.filter(|date| date.precision != DatePrecision::Month);
            if let Some(date) = day {
                *days.entry(date.day(self.zone)).or_default() += 1;
            }
        }
        let (Some((first, _)), Some((last, _))) = (days.first_key_value(), days.last_key_value()) else {
            return String::new();
        };
        let length = (*last - *first).num_days() + 1;
        if !(2..=LONGEST).contains(&length) {
            return String::new();
        }
        let most = days.values().copied().max().unwrap_or(1);
        let bar = |day: NaiveDate| match days.get(&day) {
            Some(count) => BARS[(count * 8).div_ceil(most).clamp(1, 8) - 1],
            None => ' ',
        };
        first.iter_days().take(length as usize).map(bar).collect()
    }

    /// `11 Jun 23:41`, as wide in every line.
    fn moment(&self, date: Option<Published>) -> String {
        let text = date.map_or("undated".to_owned(), |date| short_moment(date, self.zone));
        format!("{text:>12}")
    }

    fn zone_name(&self) -> String {
        if self.zone == Zone::default() { String::new() } else { format!(" ({})", self.zone) }
    }

    fn title(
        &mut self,
        text: &str,
        address: Option<&Address<'_>>,
        indent: usize,
        width: usize,
        style: Style,
    ) -> io::Result<()> {
        for line in Terminal::new(text).clip(LONGEST_TITLE).wrap(width.saturating_sub(indent)) {
            let linked = self.linked(&line, address);
            writeln!(self.out, "{:indent$}{}", "", self.styled(&linked, style))?;
        }
        Ok(())
    }

    fn dimmed(&mut self, indent: usize, text: &str) -> io::Result<()> {
        let text = self.styled(&Terminal::new(text).to_string(), DIM);
        writeln!(self.out, "{:indent$}{text}", "")
    }

    /// Styles what is already safe.
    fn styled(&self, text: &str, style: Style) -> String {
        if self.look.color && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn linked(&self, text: &Terminal, address: Option<&Address<'_>>) -> String {
        match address.filter(|_| self.look.hyperlinks) {
            Some(address) => {
                format!("\u{1b}]8;;{}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\", Terminal::new(address.shown()))
            }
            None => text.to_string(),
        }
    }

    fn gap(&mut self) -> io::Result<()> {
        self.blocks += 1;
        if self.blocks > 1 { writeln!(self.out) } else { Ok(()) }
    }
}

/// Whether it is late.
fn marks_of(shown: &Shown<'_, '_>, article: &Article<'_>) -> String {
    let index = shown.story.articles.iter().position(|other| other.id == article.id);
    let status = index.and_then(|index| shown.status(index));
    if status == Some(ReportStatus::Late) { " late".to_owned() } else { String::new() }
}

/// `also at msn.com, yahoo.com`; nothing where it stands at one place only.
fn also_at(article: &Article<'_>) -> String {
    match also_named(&article.copy_sites()) {
        sites if sites.is_empty() => sites,
        sites => format!("also at {sites}"),
    }
}

fn topics(topics: &[&str]) -> String {
    topics.join(", ")
}

/// An article with the marks behind its site.
type Line<'s, 'a> = (&'s Article<'a>, String);

fn lines<'s, 'a>(stories: &'s [Shown<'s, 'a>]) -> impl Iterator<Item = Line<'s, 'a>> {
    stories.iter().flat_map(lines_of)
}

fn lines_of<'s, 'a>(shown: &'s Shown<'s, 'a>) -> impl Iterator<Item = Line<'s, 'a>> {
    shown.articles().map(|article| (article, marks_of(shown, article)))
}
