//! Command-line cases as files: arguments, input folder, expected streams and status. Adding one needs no Rust:
//! `fixtures/cases/NAME.toml` with `NAME.in/`, then `TRYCMD=overwrite cargo test --test cli` and a careful look.

#[test]
fn cases() {
    trycmd::TestCases::new()
        .case("fixtures/cases/*.toml")
        .case("fixtures/cases/*.trycmd")
        .case("README.md")
        .case("docs/FORMATS.md");
}

/// A standard output that is open for reading only cannot be written to, and newsfeed must say so.
#[cfg(unix)]
#[test]
fn output_that_cannot_be_written_is_a_failure() {
    let closed = std::fs::File::open("/dev/null").unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_newsfeed"))
        .arg("schema")
        .stdout(closed)
        .stderr(std::process::Stdio::piped())
        .spawn()
        .and_then(std::process::Child::wait_with_output)
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write to standard output"));
}
