//! The overrides file: a person's YAML, so it is read strictly. What it says wrong is an error, not a guess.

use std::path::Path;
use std::sync::Arc;

use super::tree::{Fields, ListNode, Node, Spans, ValuePath};
use super::user_file::{UserFile, UserFileError};
use crate::address::Address;
use crate::model::{Diagnostic, OverrideEntry, Overrides};

/// Reads an overrides file, or says where it is wrong.
pub fn overrides(path: &Path) -> Result<Overrides, Diagnostic> {
    let user_file = UserFile::read(path)?;
    let mut reader = OverridesReader {
        overrides: Overrides { file: Arc::clone(&user_file.file), ..Overrides::default() },
    };
    if let Some(tree) = user_file.tree()? {
        reader.fields(&tree.fields, &tree.spans()).map_err(|wrong| user_file.wrong(wrong))?;
    }
    Ok(reader.overrides)
}

struct OverridesReader {
    overrides: Overrides,
}

impl OverridesReader {
    fn fields(&mut self, fields: &Fields<'_>, spans: &Spans<'_>) -> Result<(), UserFileError> {
        for (name, node) in fields {
            let path = ValuePath::Field(&ValuePath::Root, name);
            if !["same", "different", "story", "ignore"].contains(&&**name) {
                let what = format!("{name} is none of same, different, story, ignore");
                return Err((spans.position(path), what));
            }
            let entries = match node {
                Node::Null => continue,
                Node::List(list) => &list.items,
                _ => return Err((spans.position(path), format!("{name} must be a list"))),
            };
            for (index, entry) in entries.iter().enumerate() {
                self.entry(name, entry, spans.position(ValuePath::Item(&path, index, None)))?;
            }
        }
        Ok(())
    }

    fn entry(&mut self, name: &str, entry: &Node, at: (u32, u32)) -> Result<(), UserFileError> {
        match name {
            "same" => self.overrides.same.push(decision(entry, at, 2)?),
            "different" => self.overrides.different.push(decision(entry, at, 2)?),
            "ignore" => {
                let one = Node::List(ListNode::new(vec![entry.clone()]));
                self.overrides.ignore.push(decision(&one, at, 1)?);
            }
            "story" => {
                let Node::Map(fields) = entry else {
                    return Err((at, "a story needs a name and members".to_owned()));
                };
                let get = |key: &str| fields.iter().find(|(name, _)| name == key).map(|(_, node)| node);
                let (Some(Node::Text(title)), Some(members)) = (get("name"), get("members")) else {
                    return Err((at, "a story needs a name and members".to_owned()));
                };
                self.overrides.stories.push((title.to_string(), decision(members, at, 1)?));
            }
            _ => {}
        }
        Ok(())
    }
}

fn decision(node: &Node, at: (u32, u32), least: usize) -> Result<OverrideEntry, UserFileError> {
    let Node::List(ListNode { items, .. }) = node else {
        return Err((at, "an entry must be a list of addresses".to_owned()));
    };
    if items.len() < least {
        return Err((at, format!("an entry needs at least {least} addresses")));
    }
    let address = |item: &Node| match item {
        Node::Text(text) => {
            Address::parse(text.trim()).map_err(|_| (at, format!("“{text}” is not an http or https address")))
        }
        _ => Err((at, "an entry must be a list of addresses".to_owned())),
    };
    let addresses = items.iter().map(address).collect::<Result<Vec<Address<'static>>, UserFileError>>()?;
    Ok(OverrideEntry { line: at.0, addresses })
}
