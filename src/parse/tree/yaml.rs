//! YAML headers. The scanner reads most of them, and the YAML reader the others. If the YAML reader fails, too,
//! `salvage` repairs or drops the broken fields.

use std::borrow::Cow;

use super::fault::{Repair, TreeError};
use super::known_names::KnownNames;
use super::node::{Fields, HeaderReader, Tree};
use super::outline::Outline;
use super::yaml_reader::{self, YamlContent, YamlFault};
use super::{salvage, sanitize, yaml_fast, yaml_repair};

/// The steps of reading a header.
#[derive(Clone, Copy)]
pub(crate) struct TreeOptions {
    pub(crate) names: KnownNames,
    /// The deepest nesting that is read.
    pub(crate) depth: usize,
    /// Bytes that aliases may expand to, beyond twice the header.
    pub(crate) expansion: usize,
    /// Whether the scanner may read it.
    pub(crate) may_scan: bool,
}

/// Reads a header, and says in `repairs` what was changed in it.
pub(super) fn tree<'t>(
    text: &'t str,
    options: &TreeOptions,
    repairs: &mut Vec<Repair>,
) -> Result<Tree<'t>, TreeError> {
    let TreeOptions { names, depth, .. } = *options;
    if let Some(fields) = scan(text, options) {
        let (text, reader) = (Cow::Borrowed(text), HeaderReader::YamlFast);
        return Ok(Tree { text, fields, reader, outline: None, max_depth: depth, fault: None });
    }
    let (changed, said) = yaml_repair::prepared(text, depth, names);
    repairs.extend(said);
    let text = changed.map_or(Cow::Borrowed(text), Cow::Owned);
    match whole(text.clone(), options) {
        Err(fault @ (TreeError::Syntax(_) | TreeError::NotFields)) => {
            salvaged(&text, fault, options, repairs)
        }
        read => read,
    }
}

/// All fields of a header, also those that mean nothing to us.
pub(super) fn all_fields(text: &str) -> Option<Fields<'_>> {
    if let Some(fields) = yaml_fast::scan(text, |_| true) {
        return Some(fields);
    }
    match yaml_reader::read(text, |_| true, 2 * text.len() + 4096) {
        Ok(YamlContent::Fields(fields)) => Some(fields),
        Ok(YamlContent::Records | YamlContent::Other) | Err(_) => None,
    }
}

fn scan<'t>(text: &'t str, options: &TreeOptions) -> Option<Fields<'t>> {
    let may_scan = options.may_scan && options.depth >= yaml_fast::DEEPEST;
    may_scan.then(|| yaml_fast::scan(text, options.names.wanted)).flatten()
}

/// A header that is YAML as a whole.
fn whole<'t>(text: Cow<'t, str>, options: &TreeOptions) -> Result<Tree<'t>, TreeError> {
    let outline = Outline::new(&text, options.depth)?;
    if let Some(&tag) = outline.foreign_tags.first() {
        let (line, column) = outline.position_of(tag);
        return Err(TreeError::ForeignTag { line, column });
    }
    let joined = match sanitize::join_surrogates(&text, &outline.surrogates) {
        Cow::Owned(joined) => Some(joined),
        Cow::Borrowed(_) => None,
    };
    let text = joined.map_or(text, Cow::Owned);
    let budget = 2 * text.len() + options.expansion;
    let fields = match yaml_reader::read(&text, options.names.wanted, budget) {
        Ok(YamlContent::Fields(fields)) => fields,
        Ok(YamlContent::Records) => return Err(TreeError::Records),
        Ok(YamlContent::Other) => return Err(TreeError::NotFields),
        Err(YamlFault::Expansion) => return Err(TreeError::Expansion),
        Err(YamlFault::Syntax(error) | YamlFault::Unclosed(error)) => return Err(TreeError::Syntax(error)),
    };
    let (reader, max_depth) = (HeaderReader::Yaml, options.depth);
    Ok(Tree { text, fields, reader, outline: None, max_depth, fault: None })
}

/// A header whose broken lines are repaired or blanked.
fn salvaged(
    text: &str,
    fault: TreeError,
    options: &TreeOptions,
    repairs: &mut Vec<Repair>,
) -> Result<Tree<'static>, TreeError> {
    let salvaged = salvage::salvage(text, options.depth, options.names);
    let Ok(tree) = whole(Cow::Owned(salvaged.text), options) else { return Err(fault) };
    repairs.extend(salvaged.repairs);
    repairs.sort_by_key(Repair::line);
    Ok(Tree { fault: Some(fault), ..tree })
}
