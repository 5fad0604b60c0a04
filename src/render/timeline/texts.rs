//! Texts in the timeline: a line below their story, or a block at the end.

use std::io;

use super::page::{DIM, NARROW, TITLE, TimelinePage};
use crate::model::TextFile;
use crate::render::safe::Terminal;

impl TimelinePage<'_> {
    /// `text   fr  title …  file` on one line; on a narrow terminal without the file.
    pub(super) fn text(&mut self, text: &TextFile) -> io::Result<()> {
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

    pub(super) fn texts(&mut self, texts: &[&TextFile]) -> io::Result<()> {
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
}
