//! Reads the overrides file strictly: an error in it ends the run.

use std::path::Path;
use std::sync::Arc;

use super::tree::{Fields, ListNode, Node, Spans, ValuePath};
use super::user_file::{PlacedError, UserFile};
use crate::address::Address;
use crate::model::problem::UserFileError;
use crate::model::{Diagnostic, OverrideEntry, Overrides};

/// Reads an overrides file. Fails where it cannot be read and where anything in it is wrong, and says where.
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
    fn fields(&mut self, fields: &Fields<'_>, spans: &Spans<'_>) -> Result<(), PlacedError> {
        for (name, node) in fields {
            let path = ValuePath::Field(&ValuePath::Root, name);
            if !["same", "different", "story", "ignore"].contains(&&**name) {
                return Err((spans.position(path), UserFileError::UnknownOverride(name.to_string())));
            }
            let entries = match node {
                Node::Null => continue,
                Node::List(list) => &list.items,
                _ => return Err((spans.position(path), UserFileError::NotAList(name.to_string()))),
            };
            for (index, entry) in entries.iter().enumerate() {
                self.entry(name, entry, spans.position(ValuePath::Item(&path, index, None)))?;
            }
        }
        Ok(())
    }

    fn entry(&mut self, name: &str, entry: &Node, at: (u32, u32)) -> Result<(), PlacedError> {
        match name {
            "same" => self.overrides.same.push(decision(entry, at, 2)?),
            "different" => self.overrides.different.push(decision(entry, at, 2)?),
            "ignore" => {
                let one = Node::List(ListNode::new(vec![entry.clone()]));
                self.overrides.ignore.push(decision(&one, at, 1)?);
            }
            "story" => {
                let Node::Map(fields) = entry else {
                    return Err((at, UserFileError::IncompleteStory));
                };
                let get = |key: &str| fields.iter().find(|(name, _)| name == key).map(|(_, node)| node);
                let (Some(Node::Text(title)), Some(members)) = (get("name"), get("members")) else {
                    return Err((at, UserFileError::IncompleteStory));
                };
                self.overrides.stories.push((title.to_string(), decision(members, at, 1)?));
            }
            _ => {}
        }
        Ok(())
    }
}

fn decision(node: &Node, at: (u32, u32), least: usize) -> Result<OverrideEntry, PlacedError> {
    let Node::List(ListNode { items, .. }) = node else {
        return Err((at, UserFileError::NotAddresses));
    };
    if items.len() < least {
        return Err((at, UserFileError::TooFewAddresses { least }));
    }
    let address = |item: &Node| match item {
        Node::Text(text) => {
            Address::parse(text.trim()).map_err(|_| (at, UserFileError::NotAnAddress(text.to_string())))
        }
        _ => Err((at, UserFileError::NotAddresses)),
    };
    let addresses = items.iter().map(address).collect::<Result<Vec<Address<'static>>, PlacedError>>()?;
    Ok(OverrideEntry { line: at.0, addresses })
}
