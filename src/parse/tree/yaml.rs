//! The only place that names the YAML reader. It turns a header into plain nodes, keeps only the fields asked
//! for, and counts what aliases expand to while they do.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::Deserialize as _;
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor,
};

/// A value as YAML sees it, before it is a field of ours.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node<'t> {
    Null,
    Bool(bool),
    /// A number, in the reader's spelling (the header's own may differ: `1.10`).
    Number(String),
    /// A number as the header spells it.
    Written(&'t str),
    Text(Cow<'t, str>),
    List(List<'t>),
    Map(Fields<'t>),
    /// A local tag and what it stands before.
    Tagged(String, Box<Node<'t>>),
}

/// A list, with the line of each entry where that is known, from 1.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct List<'t> {
    pub(crate) items: Vec<Node<'t>>,
    pub(crate) lines: Vec<u32>,
}

/// The fields asked for, in the header's order; a key given twice is in it twice.
pub(crate) type Fields<'t> = Vec<(Cow<'t, str>, Node<'t>)>;

/// Why a header cannot be read as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Not YAML; line and column count from 1 within the header.
    Syntax { message: String, line: u32, column: u32 },
    /// Aliases expand to more than the budget.
    Expansion,
}

/// What a header is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Header<'t> {
    /// A list of fields.
    Fields(Fields<'t>),
    /// A list of such lists.
    Records,
    /// A word, a list of words, nothing.
    Other,
}

/// Reads a header. Only fields that `wanted` names are kept, at every
/// depth; the others are walked over.
pub(crate) fn read(text: &str, wanted: fn(&str) -> bool, budget: usize) -> Result<Header<'static>, Fault> {
    let budget = Cell::new(Some(budget));
    let seed = Seed { wanted, budget: &budget };
    match seed.deserialize(serde_yaml::Deserializer::from_str(text)) {
        Ok(Node::Map(fields)) => Ok(Header::Fields(fields)),
        Ok(Node::List(List { items, .. }))
            if items.iter().any(|item| matches!(item, Node::Map(f) if !f.is_empty())) =>
        {
            Ok(Header::Records)
        }
        Ok(_) => Ok(Header::Other),
        Err(_) if budget.get().is_none() => Err(Fault::Expansion),
        Err(error) => Err(fault(&error)),
    }
}

/// The node that any self-describing format holds: JSON is read by the same rules.
pub(crate) fn node<'de, D: Deserializer<'de>>(
    deserializer: D,
    wanted: fn(&str) -> bool,
    budget: usize,
) -> Result<Node<'static>, D::Error> {
    Seed { wanted, budget: &Cell::new(Some(budget)) }.deserialize(deserializer)
}

/// Whether a piece of a header is YAML by itself.
pub(crate) fn check(text: &str) -> Result<(), Fault> {
    let read = IgnoredAny::deserialize(serde_yaml::Deserializer::from_str(text));
    read.map(drop).map_err(|error| fault(&error))
}

/// What a piece of a header is by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Fields.
    Map,
    /// A list whose entries are all fields.
    MapList,
    /// Anything else: a word, a list of words, nothing.
    Other,
}

/// What a piece of a header is by itself, where it is YAML.
pub(crate) fn piece(text: &str) -> Result<Piece, Fault> {
    struct Kind;
    impl<'de> Visitor<'de> for Kind {
        type Value = Piece;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any value")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Piece, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(Piece::Map)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Piece, A::Error> {
            let mut all_maps = true;
            while let Some(item) = seq.next_element_seed(Kind)? {
                all_maps &= item == Piece::Map;
            }
            Ok(if all_maps { Piece::MapList } else { Piece::Other })
        }

        fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Piece, A::Error> {
            let (_, value) = data.variant::<IgnoredAny>()?;
            value.newtype_variant::<IgnoredAny>()?;
            Ok(Piece::Other)
        }

        fn visit_bool<E>(self, _: bool) -> Result<Piece, E> {
            Ok(Piece::Other)
        }

        fn visit_i64<E>(self, _: i64) -> Result<Piece, E> {
            Ok(Piece::Other)
        }

        fn visit_u64<E>(self, _: u64) -> Result<Piece, E> {
            Ok(Piece::Other)
        }

        fn visit_i128<E>(self, _: i128) -> Result<Piece, E> {
            Ok(Piece::Other)
        }

        fn visit_u128<E>(self, _: u128) -> Result<Piece, E> {
            Ok(Piece::Other)
        }

        fn visit_f64<E>(self, _: f64) -> Result<Piece, E> {
            Ok(Piece::Other)
        }

        fn visit_str<E>(self, _: &str) -> Result<Piece, E> {
            Ok(Piece::Other)
        }

        fn visit_unit<E>(self) -> Result<Piece, E> {
            Ok(Piece::Other)
        }
    }
    impl<'de> DeserializeSeed<'de> for Kind {
        type Value = Piece;

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Piece, D::Error> {
            deserializer.deserialize_any(self)
        }
    }
    Kind.deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|error| fault(&error))
}

fn fault(error: &serde_yaml::Error) -> Fault {
    let message = without_positions(&error.to_string());
    if message.contains("repetition limit exceeded") || message.contains("recursion limit exceeded") {
        return Fault::Expansion;
    }
    let (line, column) = error.location().map_or((1, 1), |at| (at.line() as u32, at.column() as u32));
    Fault::Syntax { message, line, column }
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

struct Seed<'b> {
    wanted: fn(&str) -> bool,
    /// Bytes and values still allowed; `None` once spent.
    budget: &'b Cell<Option<usize>>,
}

impl Seed<'_> {
    fn again(&self) -> Seed<'_> {
        Seed { wanted: self.wanted, budget: self.budget }
    }

    fn spend<E: de::Error>(&self, cost: usize) -> Result<(), E> {
        let left = self.budget.get().and_then(|left| left.checked_sub(cost));
        self.budget.set(left);
        left.map(drop).ok_or_else(|| E::custom("aliases expand to too much"))
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node<'static>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'static>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Node<'static>, E> {
        self.spend(1).map(|()| Node::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Node<'static>, E> {
        self.spend(1).map(|()| Node::Number(value.to_string()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Node<'static>, E> {
        self.spend(1).map(|()| Node::Number(value.to_string()))
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Node<'static>, E> {
        self.spend(1).map(|()| Node::Number(value.to_string()))
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Node<'static>, E> {
        self.spend(1).map(|()| Node::Number(value.to_string()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Node<'static>, E> {
        self.spend(1).map(|()| Node::Number(value.to_string()))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Node<'static>, E> {
        self.spend(value.len() + 1).map(|()| Node::Text(value.to_owned().into()))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Node<'static>, E> {
        self.spend(1).map(|()| Node::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Node<'static>, E> {
        self.spend(1).map(|()| Node::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node<'static>, A::Error> {
        self.spend(1)?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(self.again())? {
            items.push(item);
        }
        Ok(Node::List(List { items, lines: Vec::new() }))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node<'static>, A::Error> {
        self.spend(1)?;
        let mut fields = Vec::new();
        while let Some(key) = map.next_key_seed(self.again())? {
            match key {
                Node::Text(key) if (self.wanted)(&key) => {
                    fields.push((key, map.next_value_seed(self.again())?));
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Node::Map(fields))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Node<'static>, A::Error> {
        let (tag, value) = data.variant::<String>()?;
        self.spend(tag.len())?;
        let value = value.newtype_variant_seed(self.again())?;
        // YAML 1.2, 6.9.1: a lone `!` says that the value is a text, and is no part of it.
        if tag == "!" {
            return Ok(value);
        }
        Ok(Node::Tagged(tag, Box::new(value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Fields<'static> {
        match read(text, |_| true, 1000) {
            Ok(Header::Fields(fields)) => fields,
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
                ("c".into(), Node::List(List { items: vec![Node::Null, Node::Bool(true)], lines: vec![] })),
                ("d".into(), Node::Map(vec![("e".into(), text("2020-01-01"))])),
                ("a".into(), text("y")),
            ]
        );
        assert_eq!(read("- a\n", |_| true, 1000), Ok(Header::Other));
        assert_eq!(read("- a: b\n", |_| true, 1000), Ok(Header::Records));
        let kept = read("a: 1\nsecured: 2\n", |key| key == "a", 1000);
        assert_eq!(kept, Ok(Header::Fields(vec![("a".into(), Node::Number("1".into()))])));
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
        assert_eq!(read(&bomb, |_| true, 1000), Err(Fault::Expansion));
    }

    #[test]
    fn a_fault_has_a_place_and_a_sentence_without_one() {
        let fault = read("a: b\nc: d: e\n", |_| true, 1000).unwrap_err();
        assert_eq!(
            fault,
            Fault::Syntax {
                message: "mapping values are not allowed in this context".into(),
                line: 2,
                column: 5
            }
        );
    }
}
