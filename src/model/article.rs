//! Articles: mentions of the same piece, with the evidence for each join.

use std::collections::VecDeque;

use foldhash::HashSet;
use rayon::prelude::*;
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{Document, Id, Link, Published, Role};
use crate::address::Address;
use crate::text::typed_index;

typed_index! {
    /// A position in [`Mention::all`].
    MentionIdx
}

/// A link at its place in a document. The program never drops a mention: as many leave it as entered it.
#[derive(Debug, Clone, Copy)]
pub struct Mention<'a> {
    /// The document that holds the link.
    pub document: &'a Document<'a>,
    /// The link.
    pub link: &'a Link<'a>,
    /// Its position in [`Mention::all`]: its place in the [`Vocabulary`](super::Vocabulary).
    pub index: MentionIdx,
    /// Whether its role is head: the document is about it. Stored here so that reading it for many mentions is fast.
    pub is_head: bool,
}

impl<'a> Mention<'a> {
    /// All mentions of the documents in order of time, undated last, then by address, title and place. The order is
    /// total and does not depend on the order of the input.
    pub fn all(documents: &'a [Document<'a>]) -> Vec<Mention<'a>> {
        let time = |link: &Link<'_>| {
            let time = link.time().map(|at| at.timestamp());
            (time.is_none(), time.unwrap_or(0))
        };
        let rest = |mention: &Mention<'a>| {
            let address = mention.link.addresses().next().map_or("", Address::identity);
            (address, mention.link.title.unwrap_or_default(), mention.place())
        };
        let mentions_of = |document: &'a Document<'a>| {
            let mention = move |link: &'a Link<'a>| Mention {
                document,
                link,
                index: MentionIdx::new(0),
                is_head: link.role == Role::Head,
            };
            document.links().map(move |link| (time(link), mention(link)))
        };
        let mut timed = Vec::with_capacity(documents.iter().map(|document| 1 + document.related.len()).sum());
        timed.extend(documents.iter().flat_map(mentions_of));
        timed.par_sort_unstable_by(|(a, x), (b, y)| a.cmp(b).then_with(|| rest(x).cmp(&rest(y))));
        let indexes = MentionIdx::first(timed.len());
        timed.into_iter().zip(indexes).map(|((_, mention), index)| Mention { index, ..mention }).collect()
    }

    /// Its place: file, line, role. No two mentions of one run share a place.
    pub fn place(&self) -> (&'a str, u32, Role) {
        (&self.document.file, self.link.line, self.link.role)
    }
}

/// All mentions judged to be the same piece, with the evidence for each join.
#[derive(Debug, Clone)]
pub struct Article<'a> {
    /// Hash of the canonical address of the earliest dated mention, or of title and day.
    pub id: Id,
    /// Digests of its mentions' keys that join nothing because they belong to a hub; sorted, each once.
    pub hubs: Vec<Id>,
    /// The first publication: the earliest date of its mentions or, if that is a day or month, a more exact instant
    /// within it from another mention.
    pub first_published: Option<Published>,
    /// The index in `mentions` of the mention that represents the article.
    pub lead: usize,
    /// Sorted by [`Mention::place`]; never empty.
    pub mentions: Vec<Mention<'a>>,
    /// The joins that formed the article: one fewer than it has mentions.
    pub merged_by: Vec<Evidence>,
    /// Whether the excerpt is boilerplate: it stands under several unlike titles, so it says nothing about this
    /// article.
    pub boilerplate: bool,
}

impl<'a> Article<'a> {
    /// The link that represents the article.
    pub fn link(&self) -> &'a Link<'a> {
        self.mentions[self.lead].link
    }

    /// Links to the article at other addresses: different from the lead's and from those of the links before.
    pub fn copies(&self) -> Vec<&'a Link<'a>> {
        let lead = self.link();
        if self.mentions.len() == 1 {
            return Vec::new();
        }
        let mut known: HashSet<&str> = lead.addresses().map(Address::identity).collect();
        let mut copies = Vec::new();
        for link in self.mentions.iter().map(|mention| mention.link) {
            let Some(address) = link.addresses().next() else { continue };
            if known.insert(address.identity()) {
                copies.push(link);
            }
            known.extend(link.addresses().map(Address::identity));
        }
        copies
    }

    /// The sites that have copies of the article, without its own site, each once.
    pub fn copy_sites(&self) -> Vec<&'a str> {
        let own = self.link().site();
        let mut sites: Vec<&str> = Vec::new();
        for site in self.copies().into_iter().map(Link::site) {
            if site != own && !sites.contains(&site) {
                sites.push(site);
            }
        }
        sites
    }

    /// Digests of the identity keys of one of its mentions, without hubs.
    pub fn keys_of(&self, mention: &Mention<'_>) -> Vec<Id> {
        let keys = mention.link.keys();
        keys.iter().map(Id::key).filter(|key| self.hubs.binary_search(key).is_err()).collect()
    }

    /// The joins on the way from one mention to another, in order.
    pub fn joins_between(&self, from: usize, to: usize) -> Vec<&Evidence> {
        let tree = self.join_tree(from);
        let mut joins: Vec<&Evidence> = Vec::new();
        let mut at = to;
        while let Some(&(_, before, evidence)) = tree.iter().find(|(reached, ..)| *reached == at) {
            joins.push(evidence);
            at = before;
        }
        joins.reverse();
        joins
    }

    /// Every other mention, each with the mention it was joined to on the way from this one, nearest first.
    pub fn join_tree(&self, from: usize) -> Vec<(usize, usize, &Evidence)> {
        let mut tree: Vec<(usize, usize, &Evidence)> = Vec::new();
        let mut next = VecDeque::from([from]);
        while let Some(at) = next.pop_front() {
            for evidence in &self.merged_by {
                let other = match evidence.mentions {
                    (a, b) if a == at => b,
                    (a, b) if b == at => a,
                    _ => continue,
                };
                if other != from && tree.iter().all(|(reached, ..)| *reached != other) {
                    tree.push((other, at, evidence));
                    next.push_back(other);
                }
            }
        }
        tree
    }

    /// The sort key of articles: time, undated last, ties by id.
    pub fn order(&self) -> impl Ord + use<> {
        (self.first_published.is_none(), self.first_published, self.id)
    }

    /// Whether a document is about it. Otherwise documents only list it as related.
    pub fn has_document(&self) -> bool {
        self.mentions.iter().any(|m| m.is_head)
    }
}

/// Why two mentions of an article were joined.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Indexes in [`Article::mentions`], the smaller first.
    pub mentions: (usize, usize),
    /// The rule that joined them.
    pub rule: Rule,
    /// The evidence of the rule: the shared id, the shared words.
    pub detail: String,
    /// 0 to 1; 1 for a shared address.
    pub score: f64,
}

/// The rules that join two mentions, strongest first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Rule {
    /// An override.
    Override,
    /// The same address without wrappers, tracking and editions.
    Address,
    /// The same id within one site.
    PublisherId,
    /// The same video.
    VideoId,
    /// The same address under the weak rules, and similar titles.
    Variant,
    /// An AMP address with the same last segment as exactly one other address of the site.
    AmpSlug,
    /// No address on at least one side; same title, second and outlet.
    NoAddress,
    /// A video uploaded again: similar title, similar description, within 25 days.
    VideoAgain,
    /// Equal titles and similar excerpts.
    TitleAndExcerpt,
    /// Equal titles, one of them on a syndicator or on another host of the same site.
    Syndicated,
    /// Equal and long titles within three days.
    LongTitle,
    /// The slug of one address contains the other's headline.
    Slug,
    /// Nearly equal excerpts and partly equal titles.
    Excerpt,
    /// Equal long excerpts.
    LongExcerpt,
    /// Nearly equal titles and partly equal excerpts.
    NearTitle,
    /// Partly equal titles and excerpts, one of them on a syndicator.
    NearSyndicated,
    /// One title is the other with an outlet's tail.
    Tail,
}

impl Rule {
    /// The token used in JSON and in messages.
    pub fn token(self) -> &'static str {
        self.into()
    }
}
