//! The format asked for, and how it is to look.

use std::fs;
use std::io::{self, Write};

use anyhow::Context;

use super::environment::Environment;
use super::output::out_file;
use super::selection::now;
use crate::cli::{NewsArgs, When};
use crate::render::{self, By, Feed, Format, Mail, RenderOptions, Template};

/// Writes the feed in the format asked for.
pub(super) enum Printer {
    Format(Format),
    Template(Box<Template>),
    Mail(Box<Template>),
}

impl Printer {
    /// The printer asked for. A template is compiled before anything is read.
    pub(super) fn new(args: &NewsArgs, default: Format) -> anyhow::Result<Printer> {
        let output = &args.output;
        let format = if output.json { Format::Json } else { output.format.unwrap_or(default) };
        anyhow::ensure!(
            format != Format::Eml || !output.to.is_empty(),
            "--format eml needs a receiver: --to me@example.org"
        );
        if let Some(path) = &output.template {
            let name = path.display().to_string();
            let source =
                fs::read_to_string(path).with_context(|| format!("cannot read the template {name}"))?;
            let template = Template::new(&name, source)?;
            return Ok(match format {
                Format::Eml => Printer::Mail(Box::new(template)),
                _ => Printer::Template(Box::new(template)),
            });
        }
        Ok(Printer::Format(format))
    }

    /// Whether blocks are days or providers, which are counted where they are made.
    pub(super) fn has_own_blocks(&self, args: &NewsArgs) -> bool {
        matches!(self, Printer::Format(Format::Timeline)) && args.output.by != By::Story
    }

    /// The kind of what it writes, as mail and web servers name it.
    pub(super) fn content_type(&self) -> &'static str {
        match self {
            Printer::Format(Format::Timeline | Format::Tsv) | Printer::Template(_) => {
                "text/plain; charset=utf-8"
            }
            Printer::Format(Format::Json) => "application/json",
            Printer::Format(Format::Jsonl) => "application/jsonl",
            Printer::Format(Format::Markdown) => "text/markdown; charset=utf-8",
            Printer::Format(Format::Html) => "text/html; charset=utf-8",
            Printer::Format(Format::Atom) => "application/atom+xml",
            Printer::Format(Format::Jsonfeed) => "application/feed+json",
            Printer::Format(Format::Eml) | Printer::Mail(_) => "message/rfc822",
        }
    }

    /// Whether what it writes must not depend on the clock: JSON, which programs compare.
    pub(super) fn has_no_clock(&self) -> bool {
        matches!(self, Printer::Format(Format::Json | Format::Jsonl))
    }

    pub(super) fn write(
        &self,
        feed: &Feed<'_, '_>,
        look: &RenderOptions,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self {
            Printer::Format(format) => render::write(feed, *format, look, out),
            Printer::Template(template) => template.write(feed, look, out),
            Printer::Mail(template) => render::mail(feed, look, Some(template), out),
        }
    }
}

/// The widest that is used unasked.
const WIDEST: usize = 120;

/// How the timeline, page and mail look. `limit` bounds blocks that are days or providers.
pub(super) fn render_options(
    args: &NewsArgs,
    world: &Environment<'_>,
    limit: Option<usize>,
) -> RenderOptions {
    let output = &args.output;
    let to_terminal = out_file(args).is_none();
    let when = |when, auto: bool| match when {
        When::Auto => auto && to_terminal,
        When::Always => true,
        When::Never => false,
    };
    RenderOptions {
        // On a wider terminal the eye loses the line between title and site.
        width: output
            .width
            .or(world.width.filter(|_| to_terminal).map(|width| width.min(WIDEST)))
            .unwrap_or(80),
        color: when(output.color, world.color),
        hyperlinks: when(output.hyperlinks, world.hyperlinks),
        by: output.by,
        limit,
        flat: output.flat,
        reasons: args.report.verbose,
        images: output.images,
        now: now(args, world),
        mail: Mail { from: output.from.clone(), to: output.to.clone(), date: now(args, world) },
    }
}
