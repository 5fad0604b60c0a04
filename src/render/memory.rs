//! What a state remembers, for a person: the answer to "why was I not told?".

use std::io::{self, Write};

use super::counted;
use super::safe::Terminal;
use crate::model::{Memory, Zone};

/// Writes what a state remembers.
pub fn memory(memory: &Memory<'_>, zone: Zone, out: &mut dyn Write) -> io::Result<()> {
    let Some(last_run) = memory.last_run else { return writeln!(out, "nothing remembered yet") };
    writeln!(out, "written {} ({zone})", zone.clock(last_run).format("%-d %b %Y %H:%M"))?;
    let told = counted(memory.told, "article told", "articles told");
    let stories = memory.stories.iter().filter(|story| story.articles.iter().any(|a| !a.added)).count();
    writeln!(out, "{told} in {}", counted(stories, "story", "stories"))?;
    writeln!(out, "{} added to a story without an update", memory.added)?;
    writeln!(out, "{} there before the first run", memory.before)?;
    writeln!(out, "{} seen and not told", memory.seen)?;
    for file in &memory.refused {
        writeln!(out, "refused and reported: {}", Terminal::name(file))?;
    }
    for story in &memory.stories {
        writeln!(out)?;
        writeln!(out, "{}  {}", Terminal::new(story.title), story.id)?;
        if !story.former.is_empty() {
            let former: Vec<String> = story.former.iter().map(ToString::to_string).collect();
            writeln!(out, "  formerly {}", former.join(", "))?;
        }
        for article in &story.articles {
            let status = if article.added { "added" } else { "told " };
            let day = article.at.map(|at| zone.clock(at).format("%-d %b %Y").to_string()).unwrap_or_default();
            let provider = Terminal::new(article.provider.unwrap_or_default());
            let title = Terminal::new(article.title.unwrap_or_default());
            writeln!(out, "  {status}  {day:>11}  {title}  {provider}")?;
        }
    }
    Ok(())
}
