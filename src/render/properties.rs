//! Properties of every sink's newtype, whatever text it is given. Compiled for tests, which make text up, and for
//! `fuzz/`, which looks for text of its own.

use unicode_width::UnicodeWidthStr;

use super::safe::{self, Cell, Html, Markdown, Terminal, Xml};
use crate::text::tag_characters::{stray_tag_signs, without_tag_signs};

/// No newtype passes on what its sink would obey, and none takes away what a reader needs.
pub fn text(raw: &str, width: usize) {
    terminal(raw, width);
    let html = Html::new(raw).to_string();
    assert!(!html.contains(['<', '>', '"', '\'']) && !html.contains(obeyed), "{raw:?} as {html:?}");
    let kept = Xml::new(raw).to_string();
    assert_eq!(htmlize::unescape(html), kept, "{raw:?}: HTML reads back");
    assert!(!kept.contains(obeyed) && !kept.contains(['\u{fffe}', '\u{ffff}', '\u{fdd0}']), "{raw:?}");
    markdown(raw);
    let cell = Cell::new(raw).to_string();
    assert!(!cell.contains(['\t', '\n', '\r']) && !cell.contains(obeyed), "{raw:?} as {cell:?}");
    let runs = cell.trim_start().starts_with(['=', '+', '-', '@']) && cell.parse::<i64>().is_err();
    assert!(!runs, "{raw:?} as {cell:?}");
    let mut json = Vec::new();
    safe::json(&raw, &mut json).expect("memory can be written");
    let json = String::from_utf8(json).expect("JSON is UTF-8");
    assert!(!json.contains(obeyed) && !json.contains('\n'), "{raw:?} as {json:?}");
    let kept = without_tag_signs(raw);
    assert_eq!(serde_json::from_str::<String>(&json).ok().as_deref(), Some(&*kept), "JSON reads back");
}

fn terminal(raw: &str, width: usize) {
    let shown = Terminal::new(raw);
    let text = shown.to_string();
    assert!(stray_tag_signs(&text).is_empty(), "{raw:?} as {text:?}");
    assert!(!text.contains(obeyed), "{raw:?} as {text:?}");
    assert_eq!(Terminal::new(&text), shown, "{raw:?}: safe text stays as it is");
    assert!(text.chars().all(|c| c == ' ' || raw.contains(c)), "{raw:?}: nothing is made up");
    let kept = |c: &char| !obeyed(*c) && !c.is_whitespace();
    let seen = without_tag_signs(raw);
    assert!(seen.chars().filter(kept).eq(text.chars().filter(kept)), "{raw:?}: nothing else is lost");

    let name = Terminal::name(raw).to_string();
    assert!(!name.contains(obeyed), "{raw:?} as {name:?}");
    assert!(stray_tag_signs(&name).is_empty(), "{raw:?} as {name:?}");
    assert!(raw.chars().any(obeyed) || *seen != *raw || name == raw, "{raw:?} as {name:?}");

    assert!(shown.clip(width.max(1)).width() <= width.max(1), "{text:?} in {width}");
    let width = width.max(8);
    let lines = shown.wrap(width);
    assert!(!lines.is_empty());
    for line in &lines {
        let line = line.to_string();
        // One character may be wider than all there is; nothing else is.
        assert!(
            line.width() <= width || line.chars().count() == 1,
            "{line:?} in {width} columns of {text:?}"
        );
        assert!(!line.contains(obeyed), "{raw:?} as {line:?}");
    }
    let joined: String = lines.iter().map(Terminal::to_string).collect();
    let words = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
    assert_eq!(words(&joined), words(&text), "no word is lost between lines");
}

fn markdown(raw: &str) {
    let text = Markdown::new(raw).to_string();
    assert!(!text.contains(['<', '>', '\n']) && !text.contains(obeyed), "{raw:?} as {text:?}");
    assert!(!text.contains("]("), "{raw:?} as {text:?}");
    // Every mark that opens code, emphasis, a link or a table stands behind a backslash that is not itself escaped.
    let mut escaped = false;
    for c in text.chars() {
        let marks = matches!(c, '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$');
        assert!(escaped || !marks, "{raw:?} as {text:?}");
        escaped = c == '\\' && !escaped;
    }
    assert!(!escaped, "{raw:?}: the last backslash escapes what comes after it");
    let address = Markdown::address(raw).to_string();
    assert!(
        !address.contains(['(', ')', '<', '>', ' ', '"', '\\', '`', '|', '\n']),
        "{raw:?} as {address:?}"
    );
    assert!(!address.contains(obeyed), "{raw:?} as {address:?}");
}

/// Characters that no output has, but for the line feeds and tabs of its own.
fn obeyed(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    /// Text in which what could be obeyed is common.
    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[\\x00-\\x20\u{7f}-\u{a0}\u{2027}-\u{202f}\u{2060}-\u{206f}\u{fdd0}-\u{fdd1}\u{fffd}\u{feff}]",
            "[\\[\\](){}<>&;#*_`|~$!.:=+@'\"\\\\/-]{1,3}",
            "(https://www|&lt;|&#60;|www\\.|\\]\\(|1\\.|<b>|javascript:|\\\\)",
            "[a-z0-9 ]{1,6}",
            "[🏴\u{e0000}-\u{e007f}]{1,5}",
            "[東京é👨\u{200d}👩\u{301}\u{200f}\u{200e}\u{200c}]",
            any::<char>().prop_map(String::from),
            (any::<u8>(), any::<u16>())
                .prop_map(|(set, part)| crate::characters::character(set, part).to_string()),
        ];
        prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_sink_gets_what_it_would_obey(raw in hostile(), width in 1..60usize) {
            super::text(&raw, width);
        }

        #[test]
        fn any_text_at_all_is_safe(raw in any::<String>(), width in 1..60usize) {
            super::text(&raw, width);
        }
    }
}
