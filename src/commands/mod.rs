//! The commands: each parses its arguments into steps of the pipeline and writes what comes out.

mod check;
mod deliver;
mod digest;
mod environment;
mod explain;
mod ingest;
mod output;
mod print;
mod printer;
mod problems;
mod selection;
mod shell;
mod summary;

use std::io::Write;

use crate::cli::{Cli, Command};

pub use environment::{Environment, ExitStatus};
pub use output::{OUTPUT_BUFFER, interrupted};
pub use problems::print_error;

/// Does what was asked. An error means that there is no complete output.
pub fn run(
    cli: &Cli,
    world: &Environment<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    match &cli.command {
        Command::Ingest(args) => ingest::run(args, world, out, err),
        Command::Digest(args) => digest::run(args, world, out, err),
        Command::Check(args) => check::run(args, world, out, err),
        Command::Explain(args) => explain::run(args, world, out, err),
        Command::Template { name } => print::template(*name, out),
        Command::Schema => print::schema(out),
        Command::Completions { shell } => print::completions(*shell, out),
        Command::Man => print::manual(out),
    }
}
