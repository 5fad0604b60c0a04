//! The import rule: main → cli, commands; commands → pipeline, stages; pipeline → stages; stage → model, address, text;
//! model → address, text; address and text → nothing else of this crate. The rule keeps the folders of `src` true to
//! the stages of the program, so it is tested.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The stages. They may import the model, but not each other.
const STAGES: [&str; 7] = ["discover", "parse", "dedup", "story", "select", "digest", "render"];

/// Crates that only one part of the program may use.
const OWNED: [(&str, &[&str]); 5] = [
    ("serde_yaml", &["parse"]),
    ("toml", &["parse"]),
    ("walkdir", &["discover"]),
    ("serde_json", &["parse", "render", "digest"]),
    ("anyhow", &["main", "commands", "pipeline"]),
];

#[test]
fn stages_do_not_import_each_other() {
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
                .chain(&["commands", "pipeline", "cli", "model", "address", "text"])
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
    // Test code may measure its own time.
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
        "main" => matches!(module, "commands" | "cli"),
        "commands" => true,
        "pipeline" => module != "commands",
        // The types of the command line are made of the options they choose between.
        "cli" => matches!(module, "model" | "render" | "digest"),
        "model" => matches!(module, "model" | "address" | "text"),
        "address" | "text" => module == part,
        stage => matches!(module, "model" | "address" | "text") || module == stage,
    }
}

/// Each source file, with the part of the program it belongs to: the folder or file in `src`.
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

/// In each folder, files and folders import each other in one direction. A `mod.rs` is a file of its folder, too: it
/// must not import from its children if they import from it. An item that it only re-exports belongs to the child.
#[test]
fn no_folder_has_a_circle_of_imports() {
    let modules = modules();
    let mut graphs: BTreeMap<Module, BTreeMap<String, BTreeMap<String, String>>> = BTreeMap::new();
    for (from, source) in &modules {
        for used in source.used.iter().filter(|used| !used.is_reexport) {
            let Some(to) = defining_module(&modules, from, &used.path, 0) else { continue };
            let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
            let entry = |module: &Module| module.get(shared).cloned().unwrap_or("mod.rs".to_owned());
            if entry(from) != entry(&to) {
                let graph = graphs.entry(from[..shared].to_vec()).or_default();
                let why = format!("{} uses {}", from.join("::"), used.path.join("::"));
                graph.entry(entry(from)).or_default().insert(entry(&to), why);
            }
        }
    }
    let circles: Vec<String> = graphs
        .iter()
        .filter_map(|(folder, graph)| Some(format!("src/{}:\n{}", folder.join("/"), circle(graph)?)))
        .collect();
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

/// The path of a module from the root of the crate.
type Module = Vec<String>;

/// The imports of a source file from this crate.
struct Source {
    used: Vec<UsedPath>,
}

/// A path that begins with `crate`, `self`, `super` or the name of a child.
#[derive(Clone)]
struct UsedPath {
    path: Vec<String>,
    /// Its local name.
    name: String,
    is_reexport: bool,
}

fn modules() -> BTreeMap<Module, Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut modules = BTreeMap::new();
    for (_, path) in sources() {
        let mut module: Module = path
            .strip_prefix(&root)
            .unwrap()
            .with_extension("")
            .iter()
            .map(|part| part.to_str().unwrap().to_owned())
            .collect();
        if path.extension().is_none_or(|ending| ending != "rs")
            || module.last().is_some_and(|last| last == "tests" || last == "main")
        {
            continue;
        }
        module.retain(|part| part != "mod" && part != "lib");
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let code: String = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .map(|line| format!("{line}\n"))
            .collect();
        modules.insert(module, Source { used: used_paths(&code) });
    }
    modules
}

/// The paths in code, both in `use` and in place.
fn used_paths(code: &str) -> Vec<UsedPath> {
    let mut found = Vec::new();
    for statement in code.split_inclusive(';') {
        let line = statement
            .rfind("\nuse ")
            .or_else(|| statement.rfind("\npub use "))
            .or_else(|| statement.rfind("\npub(crate) use "))
            .or_else(|| statement.rfind("\npub(super) use "));
        let start = line
            .map(|at| at + 1)
            .or_else(|| (statement.starts_with("use ") || statement.starts_with("pub use ")).then_some(0));
        let (before, import) = statement.split_at(start.unwrap_or(statement.len()));
        for root in ["crate::", "super::"] {
            for (at, _) in before.match_indices(root) {
                let is_start =
                    !before[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, ':' | '_' | '$'));
                let end = before[at..]
                    .find(|c: char| !c.is_alphanumeric() && !matches!(c, ':' | '_'))
                    .map_or(before.len(), |end| at + end);
                if is_start {
                    let path: Vec<String> = before[at..end]
                        .split("::")
                        .filter(|part| !part.is_empty())
                        .map(str::to_owned)
                        .collect();
                    found.push(UsedPath { name: path.last().unwrap().clone(), path, is_reexport: false });
                }
            }
        }
        if let Some((visibility, tree)) = import.split_once("use ") {
            let tree: String = tree.trim_end_matches(';').split_whitespace().collect::<Vec<_>>().join(" ");
            add_tree(&[], &tree, !visibility.is_empty(), &mut found);
        }
    }
    found
}

/// Adds the paths of a tree of imports: `a::{b, c::{self, d as e}}`.
fn add_tree(before: &[String], tree: &str, is_reexport: bool, found: &mut Vec<UsedPath>) {
    let tree = tree.trim();
    if let Some((path, inner)) = tree.split_once('{') {
        let path: Vec<String> = before
            .iter()
            .cloned()
            .chain(path.split("::").filter(|part| !part.trim().is_empty()).map(|part| part.trim().to_owned()))
            .collect();
        let inner = inner.trim_end().trim_end_matches('}');
        let mut depth = 0;
        for part in inner.split(|c| {
            depth += match c {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            c == ',' && depth == 0
        }) {
            // The last bracket of an inner tree may have been cut off with the outer one.
            let closed = if part.matches('{').count() > part.matches('}').count() {
                format!("{part}}}")
            } else {
                part.to_owned()
            };
            add_tree(&path, &closed, is_reexport, found);
        }
        return;
    }
    let (path, alias) = tree.split_once(" as ").map_or((tree, None), |(path, alias)| (path, Some(alias)));
    let mut path: Vec<String> = before.iter().cloned().chain(path.split("::").map(str::to_owned)).collect();
    path.retain(|part| !part.is_empty());
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    if let Some(last) = path.last() {
        let name = alias.unwrap_or(last).to_owned();
        found.push(UsedPath { path, name, is_reexport });
    }
}

/// The module that defines a path used in `from`; re-exports are followed. `None` if another crate defines it.
fn defining_module(
    modules: &BTreeMap<Module, Source>,
    from: &Module,
    path: &[String],
    depth: usize,
) -> Option<Module> {
    let mut module = from.clone();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" => {
            module.clear();
            rest = &path[1..];
        }
        "self" => rest = &path[1..],
        "super" => {}
        first => {
            module.push(first.to_owned());
            modules.get(&module)?;
            rest = &path[1..];
        }
    }
    while let [first, after @ ..] = rest {
        if first == "super" {
            module.pop();
        } else {
            module.push(first.clone());
            if !modules.contains_key(&module) {
                module.pop();
                break;
            }
        }
        rest = after;
    }
    let item = rest.first();
    let bound = item.and_then(|item| {
        modules.get(&module)?.used.iter().find(|used| used.name == *item && used.is_reexport)
    });
    match bound.filter(|_| depth < 8) {
        Some(used) => defining_module(modules, &module, &used.path, depth + 1),
        None => Some(module),
    }
}

/// A circle in a graph, with one edge on each line.
fn circle(graph: &BTreeMap<String, BTreeMap<String, String>>) -> Option<String> {
    graph.keys().find_map(|start| {
        let mut paths = vec![(start, String::new())];
        let mut seen = BTreeSet::new();
        while let Some((at, path)) = paths.pop() {
            for (next, why) in graph.get(at).into_iter().flatten() {
                let path = format!("{path}  {why}\n");
                if next == start {
                    return Some(path);
                }
                if seen.insert(next) {
                    paths.push((next, path));
                }
            }
        }
        None
    })
}

#[test]
fn every_form_of_import_is_detected() {
    let code = "//\nuse super::{a::{B, C as D}, e};\npub(crate) use f::G;\n\nfn h() {\n    crate::i::j(super::k);\n}\n";
    let found = used_paths(code);
    let paths: Vec<(String, &str)> =
        found.iter().map(|used| (used.path.join("::"), used.name.as_str())).collect();
    let expected = [
        ("super::a::B", "B"),
        ("super::a::C", "D"),
        ("super::e", "e"),
        ("f::G", "G"),
        ("crate::i::j", "j"),
        ("super::k", "k"),
    ];
    assert_eq!(paths, expected.map(|(path, name)| (path.to_owned(), name)));
    assert!(found[3].is_reexport);
}
