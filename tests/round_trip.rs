//! newsfeed must read its own output back as the same stories: every fixture through JSON, JSON Lines, and both as jq
//! may rewrite them. `NEWSFEED_CORPUS` names a folder of more files.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io::Write};

use serde_json::Value;

fn run(folder: &Path, args: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_newsfeed"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // A run that does not read standard input closes it.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output.stdout
}

/// The stories and texts, which must come back. Files that were refused the first time are absent the second time.
fn told(json: &[u8]) -> Value {
    let whole: Value = serde_json::from_slice(json).unwrap();
    serde_json::json!([whole["stories"], whole["texts"]])
}

fn check(folder: &Path) {
    let json = run(folder, &["ingest", ".", "--json", "--quiet"], b"");
    if json.is_empty() {
        return;
    }
    let expected = told(&json);
    let of = |input: &[u8]| told(&run(folder, &["ingest", "-", "--json", "--quiet"], input));
    assert_eq!(of(&json), expected, "{}: JSON", folder.display());
    let lines = run(folder, &["ingest", ".", "--format", "jsonl", "--quiet"], b"");
    assert_eq!(of(&lines), expected, "{}: JSON Lines", folder.display());
    let whole: Value = serde_json::from_slice(&json).unwrap();
    let pretty = serde_json::to_vec_pretty(&whole).unwrap();
    assert_eq!(of(&pretty), expected, "{}: over many lines", folder.display());
    // The lines in any order.
    let mut lines: Vec<&[u8]> = lines.split_inclusive(|byte| *byte == b'\n').collect();
    lines.reverse();
    assert_eq!(of(&lines.concat()), expected, "{}: backwards", folder.display());
    // Reading both together adds nothing: the same documents are read once.
    let twice = [json.as_slice(), b"\n", &lines.concat()].concat();
    assert_eq!(of(&twice), expected, "{}: twice", folder.display());
}

fn fixtures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let cases = fs::read_dir(root.join("cases")).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = cases.filter(|path| path.is_dir()).collect();
    folders.push(root.join("seeds"));
    folders.extend(env::var_os("NEWSFEED_CORPUS").map(PathBuf::from));
    folders.sort();
    folders
}

#[test]
fn every_fixture_comes_back_as_it_was() {
    let folders = fixtures();
    assert!(folders.len() > 100);
    for folder in folders {
        check(&folder);
    }
}

#[test]
fn files_and_lines_stay_those_of_the_original() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let json = run(root, &["ingest", "fixtures/seeds", "--json"], b"");
    let again: Value = serde_json::from_slice(&run(root, &["ingest", "-", "--json"], &json)).unwrap();
    let first: Value = serde_json::from_slice(&json).unwrap();
    let mention = |json: &Value| json["stories"][0]["articles"][0]["mentions"][0].clone();
    assert_eq!(mention(&first), mention(&again));
    assert!(mention(&again)["file"].as_str().unwrap().starts_with("fixtures/seeds/"));
    assert!(mention(&again)["line"].as_u64().unwrap() > 1);
    // A file counts once for each record, so the counts are the same.
    assert_eq!(first["summary"], again["summary"]);
}

#[test]
fn a_broken_line_of_json_lines_skips_that_line_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lines = run(root, &["ingest", "fixtures/seeds", "--format", "jsonl"], b"");
    let mut lines: Vec<Vec<u8>> = lines.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let story = lines.iter().position(|line| line.starts_with(b"{\"kind\":\"story\"")).unwrap();
    let half = lines[story].len() / 2;
    lines[story].truncate(half);
    lines[story].push(b'\n');
    let again: Value =
        serde_json::from_slice(&run(root, &["ingest", "-", "--json"], &lines.concat())).unwrap();
    assert_eq!(again["summary"]["refused"], 1);
    let bad = &again["diagnostics"][0];
    assert_eq!((bad["kind"].as_str(), bad["line"].as_u64()), (Some("json-syntax"), Some(story as u64 + 1)));
    assert_eq!(
        again["stories"].as_array().unwrap().len() + 1,
        lines.iter().filter(|l| l.starts_with(b"{\"kind\":\"story\"")).count()
    );
}

#[test]
fn reading_an_output_beside_its_files_adds_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = run(root, &["ingest", "fixtures/seeds", "--json"], b"");
    let file = env::temp_dir().join(format!("newsfeed-round-trip-{}.json", std::process::id()));
    fs::write(&file, &output).unwrap();
    let both = run(root, &["ingest", "fixtures/seeds", file.to_str().unwrap(), "--json"], b"");
    fs::remove_file(&file).unwrap();
    let summary = |json: &[u8]| serde_json::from_slice::<Value>(json).unwrap()["summary"].clone();
    assert_eq!(summary(&both), summary(&output));
}

#[test]
fn bad_records_do_not_hide_many_good_ones() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let first = run(root, &["ingest", "-", "--json"], b"{\"title\":\"Ferry\"}\n");
    let first: Value = serde_json::from_slice(&first).unwrap();
    let article = |file: &str| {
        let mut article = first["stories"][0]["articles"][0].clone();
        article["mentions"][0]["file"] = file.into();
        let mention = article["mentions"][0].clone();
        article["mentions"] = vec![mention; 700].into();
        format!("{article}\n")
    };
    let lines =
        [article("1.md"), article("2.md"), "{\"x\":1}\n".repeat(1001), "{\"title\":\"Last\"}\n".to_owned()];
    let lines = lines.concat();
    let json = run(root, &["ingest", "-", "--json"], lines.as_bytes());
    let json: Value = serde_json::from_slice(&json).unwrap();
    assert!(json["stories"].as_array().unwrap().iter().any(|story| story["title"] == "Last"));
}

/// Several workers write the stories in batches. The input has more stories than one worker's part and than one batch.
#[test]
fn every_story_of_a_large_input_is_written() {
    const STORIES: usize = 1100;
    let record = |at: usize| {
        let (day, hour) = (1 + at % 28, at / 28 % 24);
        format!(
            "{{\"title\":\"Alpha{at} bravo{at} charlie{at}\",\"webUrl\":\"https://a.example/news/{at}\",\"publishedDateTime\":\"2031-03-{day:02}T{hour:02}:00:00Z\"}}\n"
        )
    };
    let records: String = (0..STORIES).map(record).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let json: Value =
        serde_json::from_slice(&run(root, &["ingest", "-", "--json"], records.as_bytes())).unwrap();
    let stories = json["stories"].as_array().unwrap();
    assert_eq!(stories.len(), STORIES);
    assert_eq!(json["summary"]["mentions"], STORIES);
    let published = |story: &Value| story["last_published"].as_str().unwrap().to_owned();
    assert!(stories.is_sorted_by(|a, b| published(a) >= published(b)), "newest first");
}

/// An address that a record repeats is the same address; one that only looks like it is another.
#[test]
fn repeated_addresses_are_reported_once() {
    let record = r#"{"title":"x","webUrl":"https://a.example/1","originalUrl":"https://a.example/1","ampWebUrl":"https://a.example/amp/1","cdnAmpWebUrl":"https://a.example/1?utm_source=x",
        "related":[{"title":"y","webUrl":" https://a.example/1?utm_source=x ","originalUrl":"https://me:secret@a.example/2","ampWebUrl":"https://a.example/2"},
                   {"title":"z","webUrl":"https://A.example/3","originalUrl":"https://a.example/3"}]}"#;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let record = record.replace('\n', " ");
    let json: Value =
        serde_json::from_slice(&run(root, &["ingest", "-", "--json"], record.as_bytes())).unwrap();
    let articles = json["stories"].as_array().unwrap().iter().flat_map(|s| s["articles"].as_array().unwrap());
    let mut mentions: Vec<&Value> = articles.flat_map(|a| a["mentions"].as_array().unwrap()).collect();
    mentions.sort_by_key(|mention| mention["title"].as_str());
    assert_eq!(mentions.len(), 3);
    let addresses = |mention: &Value| serde_json::json!([mention["url"], mention["alternate_urls"]]);
    let expected = [
        r#"["https://a.example/1",["https://a.example/amp/1","https://a.example/1?utm_source=x"]]"#,
        r#"["https://a.example/1?utm_source=x",["https://a.example/2"]]"#,
        r#"["https://A.example/3",["https://a.example/3"]]"#,
    ];
    for (mention, expected) in mentions.into_iter().zip(expected) {
        assert_eq!(addresses(mention).to_string(), expected);
    }
}
