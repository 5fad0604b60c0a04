//! Gives a digest to a command that the user named (`--deliver`): what it does not take was not reported.

use std::io::{self, Write};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::Context;

/// Runs the command through the shell with the output on its standard input and the kind of it in
/// `NEWSFEED_CONTENT_TYPE`. Fails where the command cannot be run or does not exit with 0.
pub(super) fn deliver(
    command: &str,
    content_type: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    // Whole before anything is sent: half a digest helps nobody.
    let mut digest = Vec::new();
    write(&mut digest)?;
    let status = run(command, content_type, &digest).with_context(|| {
        format!("cannot run the --deliver command ({command}); nothing counts as reported")
    })?;
    anyhow::ensure!(
        status.success(),
        "the --deliver command failed with {status}; nothing counts as reported, so the next run reports it again"
    );
    Ok(())
}

fn run(command: &str, content_type: &str, digest: &[u8]) -> io::Result<ExitStatus> {
    let mut child = Command::new("sh")
        .args(["-c", command])
        .env("NEWSFEED_CONTENT_TYPE", content_type)
        .stdin(Stdio::piped())
        .spawn()?;
    let written = child.stdin.take().map_or(Ok(()), |mut input| input.write_all(digest));
    let status = child.wait()?;
    match written {
        // A command may be content with less; its status says whether it was.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(status),
    }
}
