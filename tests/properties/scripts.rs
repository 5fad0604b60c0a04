//! Properties of text in any script, with characters of every general category, from the file to every format.
//! `tests/every_character.rs` tests each character by itself; here different characters stand side by side.

use newsfeed::address::Address;
use proptest::prelude::*;

use super::{cases, generators};

/// A character of any script or general category; each set is equally likely.
fn character() -> impl Strategy<Value = char> {
    (any::<u8>(), any::<u16>()).prop_map(|(set, part)| generators::characters::character(set, part))
}

/// Words in one script, as people write them, with odd characters between them.
fn prose() -> impl Strategy<Value = String> {
    let word = |set: u8| {
        prop::collection::vec(any::<u16>(), 1..7).prop_map(move |parts| {
            parts.into_iter().map(|part| generators::characters::character(set, part)).collect::<String>()
        })
    };
    let scripts = generators::characters::SCRIPTS.len() as u8;
    (0..scripts).prop_flat_map(move |script| {
        let piece = prop_oneof![
            6 => word(script),
            2 => character().prop_map(String::from),
            1 => "(74|2031|Harbour|http://a.example/x|11 June 2031|1,000 %|'|’|ʼ)",
        ];
        prop::collection::vec((piece, "[ ]?"), 0..24)
            .prop_map(|pieces| pieces.into_iter().map(|(piece, gap)| piece + &gap).collect())
    })
}

/// A file of each kind, with fields in any script.
fn file() -> impl Strategy<Value = Vec<u8>> {
    let name = prop_oneof![2 => Just("excerpt".to_owned()), 1 => prose()];
    (0..7u8, 0..32u8, prose(), prose(), name, "[ \n]{0,2}").prop_map(
        |(kind, look, title, text, name, gap)| {
            let line = |text: &str| text.replace(['\n', '\r'], " ");
            let quoted = |text: &str| serde_json::to_string(text).expect("a text is JSON");
            let (title_line, name_line) = (line(&title), line(&name));
            let content = match kind {
                0 | 6 => format!(
                    "---\ntitle: {}\nurl: https://a.example/x\n{name_line}: {text}\n---\n{text}",
                    quoted(&title)
                ),
                1 => format!("title: {title_line}\nprovider: {text}\n{name_line}: {}\n", quoted(&text)),
                2 => format!("<title>{title}</title><p {name}>{text}<a href='{title}'>{gap}<!-- {text}"),
                3 => format!("{title_line}\n\n{text}{gap}\n{name}"),
                4 => format!("[{{\"title\":{},{}:{}}}]", quoted(&title), quoted(&name), quoted(&text)),
                _ => format!("{{\"title\":{},\"url\":{}}}\n{gap}{text}", quoted(&title), quoted(&name)),
            };
            [&[kind | look << 3][..], content.as_bytes()].concat()
        },
    )
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_file_in_any_script_goes_the_whole_way(bytes in file()) {
        generators::whole::holds(&bytes);
    }

    #[test]
    fn a_file_of_any_bytes_goes_the_whole_way(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        generators::whole::holds(&bytes);
    }

    #[test]
    fn an_address_in_any_script_reads_back_as_itself(
        parts in prop::collection::vec(prop_oneof![
            3 => character().prop_map(String::from),
            2 => "(/|%|\\?|&|=|#|\\.|amp|:|@|a|7)",
        ], 0..16),
    ) {
        let text = parts.concat();
        generators::address::holds(&format!("https://a.example/{text}"));
        generators::address::holds(&format!("https://{text}.example/a"));
        let _refused = Address::parse(&text);
    }
}
