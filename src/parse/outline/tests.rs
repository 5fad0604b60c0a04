//! Tests of `outline.rs`.

use super::*;

/// Every place as `path line:column`, in the order of the text.
fn places(text: &str) -> Vec<String> {
    fn below(outline: &Outline<'_>, id: NodeId, path: &str, out: &mut Vec<String>) {
        let mut items = 0;
        for child in outline.children(id) {
            let name = match outline.node(child).name {
                Name::Key(key) => format!("{path}.{key}"),
                _ => {
                    items += 1;
                    format!("{path}[{}]", items - 1)
                }
            };
            let (line, column) = outline.position(child);
            out.push(format!("{} {line}:{column}", name.trim_start_matches('.')));
            below(outline, child, &name, out);
        }
    }
    let outline = Outline::of(text, 64).unwrap();
    let mut out = Vec::new();
    below(&outline, Outline::ROOT, "", &mut out);
    out
}

#[test]
fn places_of_block_fields() {
    let text =
        "title: \"a: b\"\ntopics:\n  - x\n  - y: 1\n    z: 2\nrelated:\n- title: q\n  url: r\n- title: s\n";
    assert_eq!(
        places(text),
        [
            "title 1:8",
            "topics 2:1",
            "topics[0] 3:5",
            "topics[1] 4:5",
            "topics[1].y 4:8",
            "topics[1].z 5:8",
            "related 6:1",
            "related[0] 7:3",
            "related[0].title 7:10",
            "related[0].url 8:8",
            "related[1] 9:3",
            "related[1].title 9:10",
        ]
    );
}

#[test]
fn scalars_over_lines_hold_no_fields() {
    let text = "a: |\n  b: 1\n\n  c: 2\nd: one\n  e: two\nf: \"x\n  g: y\"\nh: 1\n";
    assert_eq!(places(text), ["a 1:4", "d 5:4", "f 7:4", "h 9:4"]);
}

#[test]
fn places_of_flow_fields() {
    let text = "a: {b: [1, \"x, y\"], c: {d: e}}\nr: [ {t: u},\n  {t: v} ]\nz: 1\n";
    assert_eq!(
        places(text),
        [
            "a 1:4",
            "a.b 1:8",
            "a.b[0] 1:9",
            "a.b[1] 1:12",
            "a.c 1:24",
            "a.c.d 1:28",
            "r 2:4",
            "r[0] 2:6",
            "r[0].t 2:10",
            "r[1] 3:3",
            "r[1].t 3:7",
            "z 4:4",
        ]
    );
}

#[test]
fn depth_is_limited_in_every_style() {
    assert!(Outline::of(&format!("x: {}", "[".repeat(64)), 64).is_err());
    assert!(Outline::of(&"- ".repeat(65), 64).is_err());
    assert!(Outline::of(&format!("x: \"{}\"", "[".repeat(100)), 64).is_ok());
    let deep: String = (0..65).map(|i| format!("{}a:\n", " ".repeat(i))).collect();
    assert!(Outline::of(&deep, 64).is_err());
}

#[test]
fn columns_count_characters_and_lone_returns_end_lines() {
    assert_eq!(places("é: ü\r\"k\": v\r\n"), ["é 1:4", "k 2:6"]);
}
