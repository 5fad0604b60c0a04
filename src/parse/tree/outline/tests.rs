//! Tests of `outline.rs`.

use super::*;

/// Every place as `path line:column`, in the order of the text.
fn places(text: &str) -> Vec<String> {
    fn below(outline: &Outline<'_>, id: OutlineId, path: &str, out: &mut Vec<String>) {
        let mut items = 0;
        for child in outline.children(id) {
            let name = match outline.node(child).name {
                EntryName::Key(key) => format!("{path}.{key}"),
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
    let outline = Outline::new(text, 64).unwrap();
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
    assert!(Outline::new(&format!("x: {}", "[".repeat(64)), 64).is_err());
    assert!(Outline::new(&"- ".repeat(65), 64).is_err());
    assert!(Outline::new(&format!("x: \"{}\"", "[".repeat(100)), 64).is_ok());
    let deep: String = (0..65).map(|i| format!("{}a:\n", " ".repeat(i))).collect();
    assert!(Outline::new(&deep, 64).is_err());
}

#[test]
fn columns_count_characters_and_lone_returns_end_lines() {
    assert_eq!(places("é: ü\r\"k\": v\r\n"), ["é 1:4", "k 2:6"]);
}

#[test]
fn comments_and_quotes_hide_what_looks_like_a_key() {
    assert_eq!(places("l:\n- b # c: d\n- 'it''s: x'\n- e\n"), ["l 1:1", "l[0] 2:3", "l[1] 3:3", "l[2] 4:3"]);
    assert_eq!(places("a: 'it''s\n  b: x'\nc: 1\n"), ["a 1:4", "c 3:4"]);
    // Where a value could begin a comment may, whatever stands before it.
    assert_eq!(
        places("a: [x,#y: z\n w]\nb: {#y\n c: 1}\n"),
        ["a 1:4", "a[0] 1:5", "a[1] 2:2", "b 3:4", "b.c 4:5"]
    );
}

#[test]
fn tags_of_yaml_are_not_foreign() {
    let foreign = |text: &str| Outline::new(text, 64).unwrap().foreign_tags;
    assert_eq!(foreign("a: !!str x\nb: [!!int 1, !!float 2]\nc: !own x\n"), Vec::<usize>::new());
    assert_eq!(foreign("a: !!str x\nb: [!!set 1]\nc: !<x> 1\n"), [15, 27]);
}
