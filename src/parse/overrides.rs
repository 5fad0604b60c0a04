//! The overrides file: a person's YAML, so it is read strictly. What it says wrong is an error, not a guess.

use std::path::Path;
use std::sync::Arc;

use super::tree::outline::{NodeId, Outline};
use super::tree::yaml::{self, Header, Node};
use super::user_file::{Settings, Wrong};
use crate::address::Address;
use crate::model::{Diagnostic, OverrideEntry, Overrides};

/// Reads an overrides file, or says where it is wrong.
pub fn overrides(path: &Path) -> Result<Overrides, Diagnostic> {
    let settings = Settings::read(path)?;
    let outline = settings.outline()?;
    let overrides = Overrides { file: Arc::clone(&settings.file), ..Overrides::default() };
    let mut reader = Reader { outline: &outline, overrides };
    let fields = match settings.content()? {
        Header::Fields(fields) => fields,
        Header::Records | Header::Other => Vec::new(),
    };
    reader.fields(fields).map_err(|wrong| settings.wrong(&outline, wrong))?;
    Ok(reader.overrides)
}

struct Reader<'t> {
    outline: &'t Outline<'t>,
    overrides: Overrides,
}

impl Reader<'_> {
    fn fields(&mut self, fields: yaml::Fields<'_>) -> Result<(), Wrong> {
        for (name, node) in fields {
            let place = self.outline.field(Outline::ROOT, &name).unwrap_or(Outline::ROOT);
            if !["same", "different", "story", "ignore"].contains(&&*name) {
                return Err((place, format!("{name} is none of same, different, story, ignore")));
            }
            let places = self.outline.items(place);
            let entries = match node {
                Node::Null => continue,
                Node::List(list) => list.items,
                _ => return Err((place, format!("{name} must be a list"))),
            };
            for (index, entry) in entries.iter().enumerate() {
                let at = places.get(index).copied().unwrap_or(place);
                self.entry(&name, entry, at)?;
            }
        }
        Ok(())
    }

    fn entry(&mut self, name: &str, entry: &Node, at: NodeId) -> Result<(), Wrong> {
        match name {
            "same" => self.overrides.same.push(self.decision(entry, at, 2)?),
            "different" => self.overrides.different.push(self.decision(entry, at, 2)?),
            "ignore" => {
                let one = Node::List(yaml::List { items: vec![entry.clone()], lines: Vec::new() });
                self.overrides.ignore.push(self.decision(&one, at, 1)?);
            }
            "story" => {
                let Node::Map(fields) = entry else {
                    return Err((at, "a story needs a name and members".to_owned()));
                };
                let get = |key: &str| fields.iter().find(|(name, _)| name == key).map(|(_, node)| node);
                let (Some(Node::Text(title)), Some(members)) = (get("name"), get("members")) else {
                    return Err((at, "a story needs a name and members".to_owned()));
                };
                self.overrides.stories.push((title.to_string(), self.decision(members, at, 1)?));
            }
            _ => {}
        }
        Ok(())
    }

    fn decision(&self, node: &Node, at: NodeId, least: usize) -> Result<OverrideEntry, Wrong> {
        let Node::List(yaml::List { items, .. }) = node else {
            return Err((at, "an entry must be a list of addresses".to_owned()));
        };
        if items.len() < least {
            return Err((at, format!("an entry needs at least {least} addresses")));
        }
        let address = |item: &Node| match item {
            Node::Text(text) => Address::parse(text.trim())
                .map_err(|_| (at, format!("“{text}” is not an http or https address"))),
            _ => Err((at, "an entry must be a list of addresses".to_owned())),
        };
        let addresses = items.iter().map(address).collect::<Result<Vec<Address<'static>>, Wrong>>()?;
        Ok(OverrideEntry { line: self.outline.position(at).0, addresses })
    }
}
