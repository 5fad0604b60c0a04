//! The process: gathers arguments, streams, clock and signals, and turns the result into an exit status.

use std::env;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Datelike, Utc};
use clap::Parser;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use newsfeed::cli::Cli;
use newsfeed::commands::{self, Environment, ExitStatus};

fn main() -> ExitCode {
    let cli = Cli::parse();
    // Without a handler an interrupt kills the process; only a half-replaced file would be lost, and says so.
    let _ = ctrlc::set_handler(|| {
        let _finished = commands::interrupted();
        std::process::exit(130);
    });
    let progress = |files: usize| progress(files as u64);
    let stdout = io::stdout();
    let now = match now() {
        Ok(now) => now,
        Err(error) => {
            commands::print_error(&error, &mut io::stderr());
            return ExitCode::from(ExitStatus::Failed as u8);
        }
    };
    let world = Environment {
        now,
        width: terminal_size::terminal_size_of(&stdout).map(|(width, _)| usize::from(width.0).max(20)),
        color: anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never,
        hyperlinks: stdout.is_terminal() && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
        stderr_is_terminal: io::stderr().is_terminal(),
        progress: &progress,
    };
    let mut out = BufWriter::with_capacity(commands::OUTPUT_BUFFER, standard_output(&stdout));
    match commands::run(&cli, &world, &mut out, &mut io::stderr().lock()) {
        Ok(outcome) => ExitCode::from(outcome as u8),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            commands::print_error(&error, &mut io::stderr());
            ExitCode::from(ExitStatus::Failed as u8)
        }
    }
}

/// The stream of results. If standard output is no terminal, newsfeed writes to it as to a file: the standard library
/// searches every write for the last line end, however long the line, and reports a closed stream as success.
#[cfg(unix)]
fn standard_output(stdout: &io::Stdout) -> Box<dyn Write> {
    use std::fs::File;
    use std::os::fd::AsFd;

    if stdout.is_terminal() {
        return Box::new(stdout.lock());
    }
    match stdout.as_fd().try_clone_to_owned() {
        Ok(file) => Box::new(File::from(file)),
        Err(_) => Box::new(stdout.lock()),
    }
}

#[cfg(not(unix))]
fn standard_output(stdout: &io::Stdout) -> Box<dyn Write> {
    Box::new(stdout.lock())
}

/// The time of the clock, or of SOURCE_DATE_EPOCH, so that a run can be repeated.
fn now() -> anyhow::Result<DateTime<Utc>> {
    let Ok(epoch) = env::var("SOURCE_DATE_EPOCH") else { return Ok(Utc::now()) };
    let at = epoch.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    let at = at.filter(|at| (1..=9999).contains(&at.year()));
    at.with_context(|| format!("SOURCE_DATE_EPOCH is “{epoch}”, not a number of seconds since 1970"))
}

/// True if the reader of the pipe has closed it, as `| head` does.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}

/// A progress bar on a terminal, for a run that takes more than a second.
fn progress(files: u64) -> Box<dyn Fn() + Sync> {
    if !io::stderr().is_terminal() {
        return Box::new(|| {});
    }
    let bar = ProgressBar::with_draw_target(Some(files), ProgressDrawTarget::hidden());
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} files");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let shown = std::sync::atomic::AtomicBool::new(false);
    Box::new(move || {
        bar.inc(1);
        let late = bar.elapsed() > Duration::from_secs(1);
        if late && !shown.swap(true, std::sync::atomic::Ordering::Relaxed) {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        if bar.position() >= files {
            bar.finish_and_clear();
        }
    })
}
