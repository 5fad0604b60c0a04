//! `newsfeed schema`, `template`, `completions` and `man`: texts that depend on nothing that is read.

use std::io::{self, Write};

use anyhow::Context;
use clap::CommandFactory;

use super::environment::ExitStatus;
use crate::cli::Cli;
use crate::render::{self, Layout};

pub(super) fn schema(out: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    print(out, render::schema().as_bytes())
}

pub(super) fn template(layout: Layout, out: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    print(out, layout.source().as_bytes())
}

pub(super) fn completions(shell: clap_complete::Shell, out: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "newsfeed", &mut script);
    print(out, &script)
}

pub(super) fn manual(out: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    let mut page = Vec::new();
    write_manual(&mut page)?;
    print(out, &page)
}

fn print(out: &mut dyn Write, text: &[u8]) -> anyhow::Result<ExitStatus> {
    out.write_all(text).and_then(|()| out.flush()).context("cannot write to standard output")?;
    Ok(ExitStatus::Done)
}

/// One page for the program, then a section for each subcommand.
fn write_manual(out: &mut dyn Write) -> io::Result<()> {
    let command = Cli::command();
    clap_mangen::Man::new(command.clone()).render(out)?;
    for sub in command.get_subcommands() {
        let name = format!("newsfeed {}", sub.get_name());
        let page = clap_mangen::Man::new(sub.clone().bin_name(name.clone()));
        writeln!(out, ".SH {}", name.to_uppercase())?;
        page.render_description_section(out)?;
        page.render_options_section(out)?;
        page.render_extra_section(out)?;
    }
    Ok(())
}
