//! Texts must join their story and no other: newsfeed's own texts in seven languages with its own seeds. `.ci/texts.py`
//! runs the same on the real samples if they are present.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn ingest(args: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_newsfeed"))
        .args(["ingest", "--json"])
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn headline<'j>(feed: &'j Value, text: &Value) -> Option<&'j str> {
    let story = feed["stories"].as_array().unwrap().iter().find(|story| story["id"] == text["story"])?;
    story["title"].as_str()
}

fn count(folder: &str) -> usize {
    std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap().count()
}

/// Runs a folder of texts with the seeds. Every text of the folder must join the story with this headline, or none.
fn check(folder: &str, expected: Option<&str>) {
    let feed = ingest(&["fixtures/seeds", folder]);
    let texts = feed["texts"].as_array().unwrap();
    let of_folder: Vec<&Value> =
        texts.iter().filter(|text| text["file"].as_str().unwrap().starts_with(folder)).collect();
    assert_eq!(of_folder.len(), count(folder), "{folder}");
    for text in of_folder {
        assert_eq!(headline(&feed, text), expected, "{}: {}", text["file"], text["evidence"]);
        assert_eq!(text["evidence"].as_array().unwrap().is_empty(), expected.is_none(), "{}", text["file"]);
    }
}

const VELMAR: &str = "Velmar port stops its driverless cranes after second fire";
const NORLIN: &str = "Norlin Bank drops plan to recognise customers by their gait";

#[test]
fn texts_on_an_event_join_its_story() {
    for part in ["tuning", "held-out", "after", "last"] {
        check(&format!("fixtures/texts/{part}/velmar"), Some(VELMAR));
        check(&format!("fixtures/texts/{part}/norlin"), Some(NORLIN));
    }
}

#[test]
fn texts_on_other_events_join_nothing() {
    assert!(count("fixtures/texts/unrelated") >= 20);
    check("fixtures/texts/unrelated", None);
    check("fixtures/texts/held-out/unrelated", None);
    check("fixtures/texts/after/unrelated", None);
    check("fixtures/texts/last/unrelated", None);
}

#[test]
fn texts_are_left_alone_when_asked() {
    let feed = ingest(&["fixtures/seeds", "--no-texts"]);
    assert!(feed["texts"].as_array().unwrap().iter().all(|text| text["story"].is_null()));
    let feed = ingest(&["fixtures/seeds", "--text-threshold", "1"]);
    assert!(feed["texts"].as_array().unwrap().iter().all(|text| text["story"].is_null()));
}

#[test]
fn a_link_into_a_story_is_evidence_enough() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let page =
        "https://www.quayside.example/tech/why-velmars-robot-cranes-keep-catching-fire/?utm_source=mail";
    let one = write("one.txt", &format!("a reader sent this: {page}\n"));
    let other = "https://plainsight.example/2031/06/norlin-bank-gives-up-gait-recognition";
    let two = write("two.txt", &format!("what we read this week: {page} and {other}\n"));
    let feed = ingest(&["fixtures/seeds", &one, &two]);
    let text =
        |path: &str| feed["texts"].as_array().unwrap().iter().find(|text| text["file"] == path).unwrap();
    assert_eq!(headline(&feed, text(&one)), Some(VELMAR));
    assert!(text(&one)["evidence"][0].as_str().unwrap().starts_with("link: https://www.quayside.example/"));
    assert_eq!(headline(&feed, text(&two)), None, "a list of links is of no story");
}

#[test]
fn a_text_of_another_time_joins_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let text = |when: &str| {
        format!(
            "Norlin Bank and its cameras\n\nNorlin Bank bowed to a petition of Plain Sight with 90,000 names, \
             and that was it for its cameras {when}.\n"
        )
    };
    for (name, when, joins) in [
        ("a.txt", "on 3 June 2031", true),
        ("b.txt", "on 3 June 2036", false),
        ("c.txt", "in October 2031", false),
        ("d.txt", "in 2033", false),
        ("e.txt", "for good", true),
        ("f.txt", "on 3 June", true),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, text(when)).unwrap();
        let feed = ingest(&["fixtures/seeds", path.to_str().unwrap()]);
        let texts = feed["texts"].as_array().unwrap();
        let own = texts.iter().find(|t| t["file"].as_str().unwrap().ends_with(name)).unwrap();
        assert_eq!(headline(&feed, own).is_some(), joins, "{when}: {}", own["evidence"]);
    }
}

#[test]
fn late_paragraphs_do_not_join_a_text_to_a_story() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recalls.txt");
    let filler = "The crane drivers of the coast have seen many promises and want to see the first one kept.";
    let text = format!(
        "Velmar after the fire\n\nOn 14 May 2031 two dockers were hurt in Velmar. {filler}\n\n{filler}\n\n\
         Machines that watch us are given up more often than one thinks: Norlin Bank gave in to Plain Sight and \
         90,000 people.\n"
    );
    std::fs::write(&path, text).unwrap();
    let feed = ingest(&["fixtures/seeds", path.to_str().unwrap()]);
    let texts = feed["texts"].as_array().unwrap();
    let own = texts.iter().find(|t| t["file"] == path.to_str().unwrap()).unwrap();
    assert_eq!(headline(&feed, own), Some(VELMAR), "{}", own["evidence"]);
}

#[test]
fn texts_without_end_are_read_in_bounded_time() {
    let folder = tempfile::tempdir().unwrap();
    let capitals: String = (0..9000).map(|at| format!("Velmar{at} ")).collect();
    let links: String = (0..10_000).map(|at| format!("https://a.example/{at} ")).collect();
    std::fs::write(folder.path().join("capitals.txt"), capitals).unwrap();
    std::fs::write(folder.path().join("shout.txt"), "VELMAR NORLIN BANK ".repeat(3000)).unwrap();
    std::fs::write(folder.path().join("links.txt"), links).unwrap();
    std::fs::write(folder.path().join("numbers.txt"), "90,000 ".repeat(9000)).unwrap();
    std::fs::write(folder.path().join("marks.txt"), "e\u{301}\u{200b}’".repeat(9000)).unwrap();
    for at in 0..500 {
        std::fs::write(folder.path().join(format!("{at}.txt")), "Velmar and Norlin Bank\n").unwrap();
    }
    let start = std::time::Instant::now();
    let feed = ingest(&["fixtures/seeds", folder.path().to_str().unwrap()]);
    assert!(feed["texts"].as_array().unwrap().len() >= 505);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
