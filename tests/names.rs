//! A type's name is used once in the package and says what it is without its module. A constructor is called `new`,
//! `from_…` or `with_…`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn no_two_types_have_one_name() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (place, line) in lines() {
        if let Some(name) = type_name(&line) {
            places.entry(name.to_owned()).or_default().push(place);
        }
    }
    places.retain(|_, places| places.len() > 1);
    assert!(places.is_empty(), "types of one name: {places:#?}");
}

#[test]
fn no_function_is_called_of() {
    let is_of = |(_, line): &(String, String)| line.contains("fn of(") || line.contains("fn of<");
    let found: Vec<_> = lines().filter(is_of).collect();
    assert!(found.is_empty(), "functions called `of`: {found:#?}");
}

/// The name of the type that a line defines. An associated type is not a definition.
fn type_name(line: &str) -> Option<&str> {
    let code = line
        .trim_start()
        .trim_start_matches("pub ")
        .trim_start_matches("pub(super) ")
        .trim_start_matches("pub(crate) ");
    let (keyword, rest) = code.split_once(' ')?;
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let is_associated = keyword == "type" && line.starts_with(' ') && rest[end..].starts_with(' ');
    let defines = ["struct", "enum", "trait", "union", "type"].contains(&keyword) && !is_associated;
    defines.then(|| &rest[..end])
}

/// The lines of all sources, each with its file and line.
fn lines() -> impl Iterator<Item = (String, String)> {
    let mut files = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    files.into_iter().flat_map(|file| {
        let text = fs::read_to_string(&file).unwrap();
        let line =
            |(number, line): (usize, &str)| (format!("{}:{}", file.display(), number + 1), line.to_owned());
        text.lines().enumerate().map(line).collect::<Vec<_>>()
    })
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}
