//! Nodes of any format that serde reads (YAML, JSON). The reader keeps only the requested fields, and counts the text
//! that aliases expand to while they expand.

use std::cell::Cell;
use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::node::{ListNode, Node};

/// The node that any self-describing format holds: JSON is read by the same rules.
pub(crate) fn node<'de, D: Deserializer<'de>>(
    deserializer: D,
    wanted: fn(&str) -> bool,
    budget: usize,
) -> Result<Node<'static>, D::Error> {
    NodeSeed { wanted, budget: &Cell::new(Some(budget)) }.deserialize(deserializer)
}

/// Reads a node.
pub(super) struct NodeSeed<'b> {
    pub(super) wanted: fn(&str) -> bool,
    /// Bytes and values still allowed; `None` once spent.
    pub(super) budget: &'b Cell<Option<usize>>,
}

impl NodeSeed<'_> {
    fn again(&self) -> NodeSeed<'_> {
        NodeSeed { wanted: self.wanted, budget: self.budget }
    }

    fn spend<E: de::Error>(&self, cost: usize) -> Result<(), E> {
        let left = self.budget.get().and_then(|left| left.checked_sub(cost));
        self.budget.set(left);
        left.map(drop).ok_or_else(|| E::custom("aliases expand to too much"))
    }
}

impl<'de> DeserializeSeed<'de> for NodeSeed<'_> {
    type Value = Node<'static>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'static>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeSeed<'_> {
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
        Ok(Node::List(ListNode::new(items)))
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
