//! The page that the timeline is written on: styled titles and dimmed lines that fit its width.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::address::Address;
use crate::model::{Article, Zone};
use crate::render::RenderOptions;
use crate::render::safe::Terminal;

pub(super) const TITLE: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const SITE: Style = AnsiColor::Cyan.on_default();
pub(super) const OWN: Style = AnsiColor::Green.on_default();
pub(super) const MARKS: Style = AnsiColor::Yellow.on_default();

/// A title is data of strangers; past this many columns it says nothing more.
pub(super) const LONGEST_TITLE: usize = 300;
/// Columns before the title of an article: mark, time, gaps.
pub(super) const INDENT: usize = 11;
/// Below this width the site goes under the title.
pub(super) const NARROW: usize = 72;

/// Where the timeline is written.
pub(super) struct TimelinePage<'p> {
    pub(super) look: &'p RenderOptions,
    pub(super) zone: Zone,
    pub(super) out: &'p mut dyn Write,
    /// Blocks that were begun.
    pub(super) blocks: usize,
}

impl TimelinePage<'_> {
    pub(super) fn title(
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

    /// A title that wraps, with its site at the right of its first line, or under it where there is no room.
    pub(super) fn titled(
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

    pub(super) fn dimmed(&mut self, indent: usize, text: &str) -> io::Result<()> {
        let text = self.styled(&Terminal::new(text).to_string(), DIM);
        writeln!(self.out, "{:indent$}{text}", "")
    }

    /// Styles what is already safe.
    pub(super) fn styled(&self, text: &str, style: Style) -> String {
        if self.look.color && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    pub(super) fn linked(&self, text: &Terminal, address: Option<&Address<'_>>) -> String {
        match address.filter(|_| self.look.hyperlinks) {
            Some(address) => {
                format!("\u{1b}]8;;{}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\", Terminal::new(address.shown()))
            }
            None => text.to_string(),
        }
    }

    pub(super) fn gap(&mut self) -> io::Result<()> {
        self.blocks += 1;
        if self.blocks > 1 { writeln!(self.out) } else { Ok(()) }
    }

    /// The facts below a title, three spaces apart, on as many lines as they need.
    pub(super) fn facts(&mut self, parts: &[String]) -> io::Result<()> {
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

    pub(super) fn zone_name(&self) -> String {
        if self.zone == Zone::default() { String::new() } else { format!(" ({})", self.zone) }
    }

    /// In the order of the zone's clocks, undated last.
    pub(super) fn by_clock<'s, 'a>(&self, mut articles: Vec<&'s Article<'a>>) -> Vec<&'s Article<'a>> {
        articles.sort_by_cached_key(|article| self.clock_order(article));
        articles
    }

    pub(super) fn clock_order(&self, article: &Article<'_>) -> impl Ord + use<> {
        let date = article.first_published;
        (date.is_none(), date.map(|date| date.clock(self.zone)), article.order())
    }
}
