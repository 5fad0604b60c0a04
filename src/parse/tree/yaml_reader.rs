//! The only module that names the YAML reader. It turns a header into plain nodes, keeps only the requested fields, and
//! counts the text that aliases expand to while they expand.

use std::cell::Cell;
use std::fmt;

use serde::Deserialize as _;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::any_value::NodeSeed;
use super::fault::SyntaxError;
use super::node::{Fields, ListNode, Node};

/// Why a header cannot be read as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum YamlFault {
    Syntax(SyntaxError),
    /// A quote or a bracket is never closed.
    Unclosed(SyntaxError),
    /// Aliases expand to more than the budget.
    Expansion,
}

/// The kind of a header's value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum YamlContent<'t> {
    /// A list of fields.
    Fields(Fields<'t>),
    /// A list of such lists.
    Records,
    /// A word, a list of words, nothing.
    Other,
}

/// Reads a header. Only fields that `wanted` names are kept, at every
/// depth; the others are walked over.
pub(super) fn read(
    text: &str,
    wanted: fn(&str) -> bool,
    budget: usize,
) -> Result<YamlContent<'static>, YamlFault> {
    let budget = Cell::new(Some(budget));
    let seed = NodeSeed { wanted, budget: &budget };
    match seed.deserialize(serde_yaml::Deserializer::from_str(text)) {
        Ok(Node::Map(fields)) => Ok(YamlContent::Fields(fields)),
        Ok(Node::List(ListNode { items, .. }))
            if items.iter().any(|item| matches!(item, Node::Map(f) if !f.is_empty())) =>
        {
            Ok(YamlContent::Records)
        }
        Ok(_) => Ok(YamlContent::Other),
        Err(_) if budget.get().is_none() => Err(YamlFault::Expansion),
        Err(error) => Err(fault(&error)),
    }
}

/// Whether a piece of a header is YAML by itself.
pub(super) fn check(text: &str) -> Result<(), YamlFault> {
    let read = IgnoredAny::deserialize(serde_yaml::Deserializer::from_str(text));
    read.map(drop).map_err(|error| fault(&error))
}

/// The kind of a piece of a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum YamlPiece {
    /// Fields.
    Map,
    /// A list whose entries are all fields.
    MapList,
    /// Anything else: a word, a list of words, nothing.
    Other,
}

/// The kind of a piece of a header that is YAML.
pub(super) fn piece(text: &str) -> Result<YamlPiece, YamlFault> {
    struct PieceVisitor;
    impl<'de> Visitor<'de> for PieceVisitor {
        type Value = YamlPiece;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any value")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<YamlPiece, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(YamlPiece::Map)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<YamlPiece, A::Error> {
            let mut all_maps = true;
            while let Some(item) = seq.next_element_seed(PieceVisitor)? {
                all_maps &= item == YamlPiece::Map;
            }
            Ok(if all_maps { YamlPiece::MapList } else { YamlPiece::Other })
        }

        fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<YamlPiece, A::Error> {
            let (_, value) = data.variant::<IgnoredAny>()?;
            value.newtype_variant::<IgnoredAny>()?;
            Ok(YamlPiece::Other)
        }

        fn visit_bool<E>(self, _: bool) -> Result<YamlPiece, E> {
            Ok(YamlPiece::Other)
        }

        fn visit_i64<E>(self, _: i64) -> Result<YamlPiece, E> {
            Ok(YamlPiece::Other)
        }

        fn visit_u64<E>(self, _: u64) -> Result<YamlPiece, E> {
            Ok(YamlPiece::Other)
        }

        fn visit_i128<E>(self, _: i128) -> Result<YamlPiece, E> {
            Ok(YamlPiece::Other)
        }

        fn visit_u128<E>(self, _: u128) -> Result<YamlPiece, E> {
            Ok(YamlPiece::Other)
        }

        fn visit_f64<E>(self, _: f64) -> Result<YamlPiece, E> {
            Ok(YamlPiece::Other)
        }

        fn visit_str<E>(self, _: &str) -> Result<YamlPiece, E> {
            Ok(YamlPiece::Other)
        }

        fn visit_unit<E>(self) -> Result<YamlPiece, E> {
            Ok(YamlPiece::Other)
        }
    }
    impl<'de> DeserializeSeed<'de> for PieceVisitor {
        type Value = YamlPiece;

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<YamlPiece, D::Error> {
            deserializer.deserialize_any(self)
        }
    }
    PieceVisitor.deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|error| fault(&error))
}

/// What an error of the reader means. It has nothing but words that would tell.
fn fault(error: &serde_yaml::Error) -> YamlFault {
    let message = without_positions(&error.to_string());
    if message.contains("repetition limit exceeded") || message.contains("recursion limit exceeded") {
        return YamlFault::Expansion;
    }
    let (line, column) = error.location().map_or((1, 1), |at| (at.line() as u32, at.column() as u32));
    let is_unclosed = message.contains("end of stream");
    let error = SyntaxError { message, line, column };
    if is_unclosed { YamlFault::Unclosed(error) } else { YamlFault::Syntax(error) }
}

/// The reader's sentence without its positions: they count from the header, ours from the file.
fn without_positions(message: &str) -> String {
    let mut kept = Vec::new();
    let mut words = message.split(' ').peekable();
    while let Some(word) = words.next() {
        if word != "at" || words.peek() != Some(&"line") {
            kept.push(word);
            continue;
        }
        // line N column M, the comma after M stays
        let tail = words.by_ref().take(4).last().unwrap_or("");
        if tail.ends_with(',') {
            kept.push(",");
        }
    }
    kept.join(" ").replace(" ,", ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Fields<'static> {
        match read(text, |_| true, 1000) {
            Ok(YamlContent::Fields(fields)) => fields,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn nodes_of_a_header() {
        let text = |t: &'static str| Node::Text(t.into());
        assert_eq!(
            fields("a: x\nb: 1\nc: [~, true]\nd: {e: 2020-01-01}\na: y\n"),
            [
                ("a".into(), text("x")),
                ("b".into(), Node::Number("1".into())),
                ("c".into(), Node::List(ListNode::new(vec![Node::Null, Node::Bool(true)]))),
                ("d".into(), Node::Map(vec![("e".into(), text("2020-01-01"))])),
                ("a".into(), text("y")),
            ]
        );
        assert_eq!(read("- a\n", |_| true, 1000), Ok(YamlContent::Other));
        assert_eq!(read("- a: b\n", |_| true, 1000), Ok(YamlContent::Records));
        let kept = read("a: 1\nsecured: 2\n", |key| key == "a", 1000);
        assert_eq!(kept, Ok(YamlContent::Fields(vec![("a".into(), Node::Number("1".into()))])));
    }

    #[test]
    fn a_sentence_keeps_its_words_and_loses_its_positions() {
        let without = without_positions;
        assert_eq!(
            without("did not find key at line 2 column 1, while parsing at once"),
            "did not find key, while parsing at once"
        );
        assert_eq!(without("the line is bad at line 3 column 4"), "the line is bad");
        assert_eq!(without("at"), "at");
    }

    #[test]
    fn a_local_tag_is_kept_with_its_value() {
        let tagged = Node::Tagged("Important".into(), Box::new(Node::Text("vote".into())));
        assert_eq!(fields("a: !Important vote\n"), [("a".into(), tagged)]);
    }

    #[test]
    fn aliases_spend_a_budget() {
        let bomb = format!("a: &b {}\nc: [{}]\n", "x".repeat(100), "*b,".repeat(20));
        assert_eq!(read(&bomb, |_| true, 1000), Err(YamlFault::Expansion));
    }

    #[test]
    fn a_fault_has_a_place_and_a_sentence_without_one() {
        let fault = read("a: b\nc: d: e\n", |_| true, 1000).unwrap_err();
        assert_eq!(
            fault,
            YamlFault::Syntax(SyntaxError {
                message: "mapping values are not allowed in this context".into(),
                line: 2,
                column: 5
            })
        );
    }

    #[test]
    fn the_readers_words_have_a_meaning() {
        let check = |text: &str, words: &str, meant: fn(&YamlFault) -> bool| {
            let error = serde_yaml::from_str::<serde_yaml::Value>(text).unwrap_err();
            assert!(error.to_string().contains(words), "{error}");
            assert!(meant(&fault(&error)), "{error}");
        };
        let bomb = (1..10).fold("a0: &a0 [1]\n".to_owned(), |text, level| {
            let aliases = vec![format!("*a{}", level - 1); 9];
            format!("{text}a{level}: &a{level} [{}]\n", aliases.join(", "))
        });
        let is_unclosed = |fault: &YamlFault| matches!(fault, YamlFault::Unclosed(_));
        let is_other = |fault: &YamlFault| matches!(fault, YamlFault::Syntax(_));
        let is_expansion = |fault: &YamlFault| *fault == YamlFault::Expansion;
        check("a: \"b\n", "found unexpected end of stream", is_unclosed);
        check("a: b: c\n", "mapping values are not allowed", is_other);
        check(&("[".repeat(200) + &"]".repeat(200)), "recursion limit exceeded", is_expansion);
        check(&bomb, "repetition limit exceeded", is_expansion);
    }
}
