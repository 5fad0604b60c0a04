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
