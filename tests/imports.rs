//! The import rule: main → cli, app; app → every stage; stage → model, address, text; model → address, text; address and
//! text → nothing else of ours. It is what makes `ls src` tell the story, so it is tested, not hoped for.

use std::fs;
use std::path::{Path, PathBuf};

/// The stages, which know the model and nothing of each other.
const STAGES: [&str; 7] = ["discover", "parse", "dedup", "story", "select", "digest", "render"];

/// Crates that one part of the program owns.
const OWNED: [(&str, &[&str]); 5] = [
    ("serde_yaml", &["parse"]),
    ("toml", &["parse"]),
    ("walkdir", &["discover"]),
    ("serde_json", &["parse", "render", "digest"]),
    ("anyhow", &["main", "app"]),
];

#[test]
fn stages_meet_only_in_the_model() {
    let mut wrong = Vec::new();
    for (part, path) in sources() {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for (number, line) in code.enumerate() {
            let forbidden = |module: &str| {
                let names = line.contains(&format!("crate::{module}"))
                    || line.contains(&format!("newsfeed::{module}"));
                names && !may_use(&part, module)
            };
            let stage = STAGES
                .iter()
                .chain(&["app", "cli", "model", "address", "text"])
                .find(|module| forbidden(module));
            let owned = OWNED.iter().find(|(name, parts)| {
                let used = line.contains(&format!("{name}::")) || line.contains(&format!("use {name}"));
                used && !parts.contains(&part.as_str())
            });
            if let Some(name) = stage.copied().or(owned.map(|(name, _)| *name)) {
                wrong.push(format!("{}:{}: names {name}: {line}", path.display(), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_main_reads_the_clock_and_names_the_streams() {
    // Test code may ask how long it is to run.
    let is_test = |path: &Path| path.ends_with("parse/differential.rs");
    for (part, path) in sources().into_iter().filter(|(part, path)| part != "main" && !is_test(path)) {
        let text = fs::read_to_string(&path).unwrap();
        for name in
            ["Utc::now", "SystemTime::now", "io::stdout", "io::stderr", "println!", "eprintln!", "env::var"]
        {
            assert!(!text.contains(name), "{part}: {} names {name}", path.display());
        }
    }
}

fn may_use(part: &str, module: &str) -> bool {
    match part {
        "lib" => true,
        "main" => matches!(module, "app" | "cli"),
        "app" => true,
        // Types of the command line are made of what they choose between.
        "cli" => matches!(module, "model" | "render"),
        "model" => matches!(module, "model" | "address" | "text"),
        "address" | "text" => module == part,
        stage => matches!(module, "model" | "address" | "text") || module == stage,
    }
}

/// Each source file with the part of the program it belongs to: the folder or file below `src`.
fn sources() -> Vec<(String, PathBuf)> {
    fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &mut found);
    let part = |path: &PathBuf| {
        let first = path.strip_prefix(&root).unwrap().components().next().unwrap().as_os_str().to_owned();
        first.into_string().unwrap().trim_end_matches(".rs").to_owned()
    };
    found.iter().map(|path| (part(path), path.clone())).collect()
}
