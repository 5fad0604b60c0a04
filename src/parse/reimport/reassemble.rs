//! Puts documents together from links that were read back, and keeps one of several copies.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::read::ReimportedMention;
use crate::address::Address;
use crate::model::{Document, Link, Role, TextFile};
use crate::parse::parsed_files::ParsedFiles;

/// The documents the links were read from: each head, and the links below it in its file up to the next head. A link
/// whose head is not there (a selection left it out) stands alone, as what it was.
pub(crate) fn documents(mut mentions: Vec<ReimportedMention<'_>>) -> Vec<Document<'_>> {
    mentions.sort_by(|a, b| {
        let place = |m: &ReimportedMention<'_>| (m.link.line, m.link.role);
        a.file.cmp(&b.file).then_with(|| place(a).cmp(&place(b)))
    });
    let mentions = each_mention_once(mentions);
    let mut documents: Vec<Document<'_>> = Vec::new();
    let mut listed = HashSet::new();
    for ReimportedMention { file, topics, link } in mentions {
        if let (Role::Related(index), Some(last)) = (link.role, documents.last_mut())
            && last.file == file
            && last.head.role == Role::Head
            && listed.insert(index)
        {
            last.related.push(link);
            continue;
        }
        listed.clear();
        let topics = if link.role == Role::Head { topics.to_vec() } else { Vec::new() };
        documents.push(Document { file, topics, category: None, head: link, related: Vec::new() });
    }
    for document in &mut documents {
        document.related.sort_by_key(|link| link.role);
    }
    documents
}

/// Several outputs in one stream tell of the same links.
fn each_mention_once(mentions: Vec<ReimportedMention<'_>>) -> Vec<ReimportedMention<'_>> {
    let mut kept: Vec<ReimportedMention<'_>> = Vec::new();
    let mut known: HashMap<LinkPlace, Vec<usize>> = HashMap::new();
    for mention in mentions {
        let same = known.entry(link_place(&mention.file, &mention.link)).or_default();
        if !same.iter().any(|at| is_same(&kept[*at].link, &mention.link)) {
            same.push(kept.len());
            kept.push(mention);
        }
    }
    kept
}

/// A document or a text that is read from its file and from our JSON, or from two of our outputs, is read once.
pub(crate) fn merge_copies(parsed: &mut ParsedFiles<'_>) {
    if !parsed.own {
        return;
    }
    let before = parsed.documents.len() + parsed.texts.len();
    parsed.documents = without_orphans(each_once(std::mem::take(&mut parsed.documents)));
    let mut seen = HashSet::new();
    // No text has a story yet, so that all of it counts.
    parsed.texts.retain(|text| seen.insert(format!("{text:?}")));
    parsed.files -= before - parsed.documents.len() - parsed.texts.len();
    // As folders are walked, whatever order they were written in.
    let path = |text: &TextFile| std::path::PathBuf::from(&*text.file);
    parsed.texts.sort_by_cached_key(path);
}

/// Of documents that are the same the one with most links, and of these the one that is from the file: our JSON has
/// no category, and the topics of all documents about an article.
fn each_once(documents: Vec<Document<'_>>) -> Vec<Document<'_>> {
    let mut order: Vec<(usize, Document<'_>)> = documents.into_iter().enumerate().collect();
    order.sort_by_key(|(_, d)| Reverse((d.related.len(), d.category.is_some(), Reverse(d.topics.len()))));
    let mut kept: Vec<(usize, Document<'_>)> = Vec::new();
    let mut known: HashMap<LinkPlace, Vec<usize>> = HashMap::new();
    for (number, document) in order {
        let same = known.entry(link_place(&document.file, &document.head)).or_default();
        match same.iter().find(|at| holds(&kept[**at].1, &document)) {
            Some(at) => {
                let category = &mut kept[*at].1.category;
                *category = category.take().or(document.category);
            }
            None => {
                same.push(kept.len());
                kept.push((number, document));
            }
        }
    }
    kept.sort_by_key(|(number, _)| *number);
    kept.into_iter().map(|(_, document)| document).collect()
}

/// Leaves out links whose head a selection left out, where their document is there as well.
fn without_orphans(mut documents: Vec<Document<'_>>) -> Vec<Document<'_>> {
    let is_orphan = |document: &Document<'_>| document.head.role != Role::Head;
    if !documents.iter().any(is_orphan) {
        return documents;
    }
    let whole = documents.iter().filter(|document| !is_orphan(document));
    let known: HashSet<LinkPlace> =
        whole.flat_map(|d| d.related.iter().map(|link| link_place(&d.file, link))).collect();
    documents.retain(|d| !is_orphan(d) || !known.contains(&link_place(&d.file, &d.head)));
    documents
}

/// The position of a link, and a short identification.
type LinkPlace = (Arc<str>, u32, Role, Option<String>, Option<String>);

fn link_place(file: &Arc<str>, link: &Link<'_>) -> LinkPlace {
    let address = link.address.as_ref().map(|address| address.shown().to_owned());
    (Arc::clone(file), link.line, link.role, link.title.map(str::to_owned), address)
}

/// Whether a document has the head of another, and all its links.
fn holds(whole: &Document<'_>, part: &Document<'_>) -> bool {
    let mut links = whole.related.iter();
    let mut has =
        |link: &Link<'_>| links.by_ref().find(|l| l.role == link.role).is_some_and(|l| is_same(l, link));
    is_same(&whole.head, &part.head) && part.related.iter().all(&mut has)
}

/// Whether our JSON tells the same of both links.
fn is_same(a: &Link<'_>, b: &Link<'_>) -> bool {
    let place = |link: &Link<'_>| (link.role, link.line);
    let date = |link: &Link<'_>| link.published.map(|date| (date.at, date.precision));
    place(a) == place(b)
        && (&a.title, &a.excerpt, date(a)) == (&b.title, &b.excerpt, date(b))
        && (&a.kind, &a.provider, a.quality, &a.image) == (&b.kind, &b.provider, b.quality, &b.image)
        && a.addresses().map(Address::shown).eq(b.addresses().map(Address::shown))
        && a.address.is_some() == b.address.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Provider;

    fn link(line: u32, role: Role) -> ReimportedMention<'static> {
        let link = Link {
            role,
            line,
            title: Some("T"),
            excerpt: None,
            address: None,
            alternates: &[],
            published: None,
            updated: None,
            kind: None,
            provider: Provider::default(),
            authors: &[],
            quality: None,
            image: None,
            language: None,
        };
        ReimportedMention { file: "a.jsonl".into(), topics: &[], link }
    }

    #[test]
    fn links_come_back_to_the_head_above_them() {
        use Role::{Head, Related};
        let links =
            [(2, Related(1)), (3, Related(0)), (2, Head), (2, Related(0)), (5, Related(0)), (3, Head)];
        let documents = documents(links.map(|(line, role)| link(line, role)).into());
        let shape: Vec<(u32, Role, Vec<u32>)> = documents
            .iter()
            .map(|d| (d.head.line, d.head.role, d.related.iter().map(|link| link.line).collect()))
            .collect();
        // The last one is of a head that a selection left out.
        assert_eq!(shape, [(2, Head, vec![2, 2]), (3, Head, vec![3]), (5, Related(0), vec![])]);
    }

    fn document(head: Role, related: &[u32]) -> Document<'static> {
        let related = related.iter().map(|index| link(2, Role::Related(*index)).link).collect();
        let head = link(if head == Role::Head { 1 } else { 2 }, head).link;
        Document { file: "a.md".into(), topics: Vec::new(), category: None, head, related }
    }

    /// The number of links of each remaining document, and the number of files.
    fn left(documents: Vec<Document<'_>>) -> (Vec<usize>, usize) {
        let files = documents.len();
        let mut parsed = ParsedFiles { documents, files, own: true, ..ParsedFiles::default() };
        merge_copies(&mut parsed);
        (parsed.documents.iter().map(|document| document.related.len()).collect(), parsed.files)
    }

    #[test]
    fn a_part_of_a_document_is_the_document() {
        let of = |related: &[u32]| document(Role::Head, related);
        assert_eq!(left(vec![of(&[0]), of(&[0, 1, 2]), of(&[2]), of(&[])]), (vec![3], 1));
        assert_eq!(left(vec![of(&[0]), of(&[1])]), (vec![1, 1], 2));
        let edits: [fn(&mut Link<'_>); 4] = [
            |link| link.title = Some("U"),
            |link| link.excerpt = Some("U"),
            |link| link.quality = Some(1),
            |link| link.line = 3,
        ];
        for edit in edits {
            let mut other = of(&[0]);
            edit(&mut other.related[0]);
            assert_eq!(left(vec![of(&[0]), other]), (vec![1, 1], 2));
        }
    }

    #[test]
    fn a_link_without_its_head_is_known_from_its_document() {
        let orphan = |index| document(Role::Related(index), &[]);
        assert_eq!(left(vec![orphan(1), document(Role::Head, &[0, 1]), orphan(1)]), (vec![2], 1));
        assert_eq!(left(vec![orphan(3), document(Role::Head, &[0, 1]), orphan(3)]), (vec![0, 2], 2));
    }

    #[test]
    fn what_only_the_file_says_is_kept() {
        let own = document(Role::Head, &[0]);
        let from_file = Document { category: Some("news"), ..own.clone() };
        for documents in [[own.clone(), from_file.clone()], [from_file.clone(), own]] {
            let mut parsed =
                ParsedFiles { documents: documents.into(), files: 2, own: true, ..ParsedFiles::default() };
            merge_copies(&mut parsed);
            assert_eq!(parsed.documents, std::slice::from_ref(&from_file));
        }
    }

    #[test]
    fn many_documents_at_one_place_take_no_time() {
        let mut documents = vec![document(Role::Head, &[]); 50_000];
        for (number, document) in documents.iter_mut().enumerate() {
            document.head.title = Some(number.to_string().leak());
        }
        assert_eq!(left(documents).1, 50_000);
    }
}
