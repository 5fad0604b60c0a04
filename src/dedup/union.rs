//! Pairs to articles. Joins by address always hold. Joins by similarity are tried best first, and refused if most cross
//! pairs of the two clusters are forbidden. This module then chooses leads and ids and sorts the articles.

use std::mem;

use foldhash::{HashMap, HashMapExt, HashSet};
use rayon::prelude::*;

use super::candidates::{self, CandidateIndex, Edge, ProposedJoin};
use super::judge::Judge;
use crate::address::{Address, IdentityKey};
use crate::model::{Article, Evidence, Id, Link, Mention, MentionIdx, Published, Rule};
use crate::text::Ragged;
use crate::text::mojibake::is_garbled;

/// Clusters of mentions, and the joins that formed them.
struct Clusters<'j, 'a, 'l> {
    judge: &'j Judge<'a, 'l>,
    parent: Vec<MentionIdx>,
    /// For the root of several mentions: one mention for each different title in its cluster, and the number of
    /// mentions that share the title.
    titles: HashMap<MentionIdx, Vec<(MentionIdx, usize)>>,
    joins: Vec<Edge>,
    /// For each root, the sides of `different` overrides that its mentions are on.
    sides: HashMap<MentionIdx, Vec<(usize, usize)>>,
}

/// The number of a cluster's different titles that are compared when it grows; more would not change a majority.
const TITLES: usize = 32;

pub(super) fn articles<'a>(judge: &Judge<'a, '_>) -> Vec<Article<'a>> {
    let (mut clusters, proposals) = rayon::join(|| direct_match(judge), || CandidateIndex::new(judge));
    let roots: Vec<MentionIdx> =
        MentionIdx::first(judge.mentions.len()).map(|at| clusters.root(at)).collect();
    let mut edges = candidates::edges(judge, &roots, &proposals);
    edges.par_sort_unstable_by(|x, y| {
        let order = |e: &Edge| (e.rule, e.a, e.b);
        y.edge.score.total_cmp(&x.edge.score).then_with(|| order(&x.edge).cmp(&order(&y.edge)))
    });
    for proposed in edges {
        if clusters.allows(&proposed) {
            clusters.join(proposed.edge);
        }
    }
    clusters.articles()
}

/// Builds the clusters that addresses and overrides join.
fn direct_match<'j, 'a, 'l>(judge: &'j Judge<'a, 'l>) -> Clusters<'j, 'a, 'l> {
    let count = judge.mentions.len();
    let parent = MentionIdx::first(count).collect();
    let mut clusters =
        Clusters { judge, parent, titles: HashMap::new(), joins: Vec::new(), sides: HashMap::new() };
    for (at, side) in judge.overrides.sides() {
        clusters.sides.entry(at).or_default().push(side);
    }
    let decided = judge.overrides.groups().map(Vec::as_slice);
    let groups: Vec<&[MentionIdx]> = decided.chain(joined_by_address(judge)).collect();
    // Most mentions join the first mention of their first group; all workers look up the rules for these joins
    // beforehand.
    let mut met = vec![false; count];
    let mut is_new = |at: &MentionIdx| !mem::replace(&mut met[*at], true);
    let asked: Vec<Vec<bool>> =
        groups.iter().map(|group| group.iter().skip(1).map(&mut is_new).collect()).collect();
    let with_first = |(group, asked): (&&[MentionIdx], Vec<bool>)| -> Vec<Option<Rule>> {
        let others = group.iter().skip(1).zip(asked);
        others.map(|(b, asked)| asked.then(|| judge.direct_rule(group[0], *b)).flatten()).collect()
    };
    let rules: Vec<Vec<Option<Rule>>> = groups.par_iter().zip(asked).map(with_first).collect();
    for (group, rules) in groups.iter().zip(rules) {
        clusters.join_group(group, &rules);
    }
    clusters
}

/// Returns the groups of mentions that addresses join, each in the judge's order. The judge decides by which rule.
fn joined_by_address<'j>(judge: &'j Judge<'_, '_>) -> impl Iterator<Item = &'j [MentionIdx]> {
    let mut shared: Vec<_> = judge.words.shared_keys().collect();
    shared.sort_by(|(x, a), (y, b)| a.cmp(b).then_with(|| x.cmp(y)));
    let shared = shared.into_iter().map(|(_, group)| group);
    shared.chain(judge.addresses.groups())
}

impl<'a> Clusters<'_, 'a, '_> {
    fn root(&mut self, mention: MentionIdx) -> MentionIdx {
        let mut root = mention;
        while self.parent[root] != root {
            root = self.parent[root];
        }
        let mut at = mention;
        while self.parent[at] != root {
            at = mem::replace(&mut self.parent[at], root);
        }
        root
    }

    /// Joins each mention of a group with the first mention or, if an override keeps these two apart, with the next
    /// mention that it may join.
    ///
    /// `with_first` holds the rules that join the others with the first mention, as far as they were looked up.
    fn join_group(&mut self, group: &[MentionIdx], with_first: &[Option<Rule>]) {
        for (number, &b) in group.iter().enumerate().skip(1) {
            let partner = group[..number].iter().copied().find(|&a| self.may_join(a, b));
            let Some(a) = partner.filter(|&a| self.root(a) != self.root(b)) else { continue };
            let known = with_first[number - 1].filter(|_| a == group[0]);
            if let Some(rule) = known.or_else(|| self.judge.direct_rule(a, b)) {
                self.join(Edge { a, b, rule, score: 1.0 });
            }
        }
    }

    /// Whether no override keeps the clusters of the two mentions apart.
    fn may_join(&mut self, a: MentionIdx, b: MentionIdx) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        let none = Vec::new();
        let (x, y) = (self.sides.get(&a).unwrap_or(&none), self.sides.get(&b).unwrap_or(&none));
        a == b || !x.iter().any(|(entry, side)| y.iter().any(|(e, s)| e == entry && s != side))
    }

    fn join(&mut self, edge: Edge) {
        let (a, b) = (self.root(edge.a), self.root(edge.b));
        if a == b {
            return;
        }
        let (root, other) = (a.min(b), a.max(b));
        self.parent[other] = root;
        if let Some(sides) = self.sides.remove(&other) {
            self.sides.entry(root).or_default().extend(sides);
        }
        let title = |mention: MentionIdx| self.judge.features[mention].words.title;
        let others = self.titles.remove(&other);
        let titles = self.titles.entry(root).or_insert_with(|| vec![(root, 1)]);
        for &(mention, count) in others.as_deref().unwrap_or(&[(other, 1)]) {
            match titles.iter().position(|(m, _)| title(*m) == title(mention)) {
                Some(known) => titles[known].1 += count,
                None if titles.len() < TITLES => titles.push((mention, count)),
                None => {}
            }
        }
        self.joins.push(edge);
    }

    /// Refuses a join if more than half of the cross pairs are forbidden. Refusing for a single forbidden pair would be
    /// too strict: a page with a new title at its old address would then block its own copies.
    fn allows(&mut self, ProposedJoin { edge, is_forbidden }: &ProposedJoin) -> bool {
        if !self.may_join(edge.a, edge.b) {
            return false;
        }
        let (a, b) = (self.root(edge.a), self.root(edge.b));
        if !self.titles.contains_key(&a) && !self.titles.contains_key(&b) {
            debug_assert_eq!(*is_forbidden, self.judge.forbids(a, b));
            return !is_forbidden;
        }
        let alone = [[(a, 1)], [(b, 1)]];
        let titles = |root: MentionIdx, alone| self.titles.get(&root).map_or(alone, Vec::as_slice);
        let (forbidden, all) = self.judge.forbidden(titles(a, &alone[0]), titles(b, &alone[1]));
        forbidden * 2 <= all
    }

    fn articles(mut self) -> Vec<Article<'a>> {
        let roots: Vec<MentionIdx> = MentionIdx::first(self.parent.len()).map(|at| self.root(at)).collect();
        // A root is the first mention of its cluster.
        let mut number = vec![0; roots.len()];
        let mut firsts: Vec<MentionIdx> = Vec::new();
        for (at, &root) in MentionIdx::first(roots.len()).zip(&roots) {
            if root == at {
                number[root] = firsts.len();
                firsts.push(root);
            }
        }
        let cluster_of = |mention: MentionIdx| number[roots[mention]];
        let members =
            Ragged::from_pairs(firsts.len(), MentionIdx::first(roots.len()).map(|at| (cluster_of(at), at)));
        let joins = self.joins.iter().map(|edge| (cluster_of(edge.a), edge));
        let joins = Ragged::from_pairs(firsts.len(), joins);
        let judge = self.judge;
        let article = |cluster: usize| article(judge, &members[cluster], &joins[cluster]);
        let mut articles: Vec<Article<'a>> = (0..firsts.len()).into_par_iter().map(article).collect();
        if has_twice(articles.iter().map(|article| article.id).collect()) {
            let mut taken = IdAssigner::default();
            for (article, first) in articles.iter_mut().zip(firsts) {
                article.id = taken.fresh(article.id, || id_name(judge, first));
            }
        }
        // The first mentions are in the judge's order, so the articles are nearly sorted.
        articles.sort_by_key(Article::order);
        articles
    }
}

/// Whether an id occurs more than once.
fn has_twice(mut ids: Vec<Id>) -> bool {
    ids.par_sort_unstable();
    ids.windows(2).any(|two| two[0] == two[1])
}

/// Builds an article. `members` are in the judge's order: the earliest first, undated last.
fn article<'a>(judge: &Judge<'a, '_>, members: &[MentionIdx], joins: &[&Edge]) -> Article<'a> {
    let id = Id::article(&id_name(judge, members[0]));
    let first_published = first_published(members.iter().map(|at| judge.mentions[*at].link));
    let boilerplate = members
        .iter()
        .all(|at| judge.features[*at].excerpt.is_empty() && judge.features[*at].words.excerpt.len() >= 3);
    let mut mentions: Vec<Mention<'a>> = members.iter().map(|at| judge.mentions[*at]).collect();
    mentions.sort_by_key(Mention::place);
    let lead = match mentions[..] {
        [_] => 0,
        _ => (0..mentions.len()).min_by_key(|at| lead_order(&mentions[*at])).unwrap_or(0),
    };
    let merged_by = evidence(judge, &mentions, joins);
    let hubs = hubs(judge, members);
    Article { id, hubs, first_published, lead, mentions, merged_by, boilerplate }
}

/// The date of the first link; the links come in order of time. If that date is a day or a month, returns the earliest
/// more exact instant within it that another link has.
fn first_published<'l>(mut links: impl Iterator<Item = &'l Link<'l>>) -> Option<Published> {
    let first = links.next()?.published?;
    let rest = links.map_while(|link| link.published);
    let finer = rest.filter(|date| first.is_refined_by(*date)).min_by_key(|date| (date.precision, date.at));
    Some(finer.unwrap_or(first))
}

/// The evidence of each join; mentions are given as positions in the article.
fn evidence(judge: &Judge<'_, '_>, mentions: &[Mention<'_>], joins: &[&Edge]) -> Vec<Evidence> {
    if joins.is_empty() {
        return Vec::new();
    }
    let mut positions: Vec<(MentionIdx, usize)> = mentions.iter().map(|m| m.index).zip(0..).collect();
    positions.sort_unstable();
    let position = |member: MentionIdx| positions[positions.partition_point(|(at, _)| *at < member)].1;
    let evidence_of = |edge: &&Edge| {
        let (a, b) = (position(edge.a), position(edge.b));
        let detail = judge.detail(edge.a, edge.b, edge.rule);
        Evidence { mentions: (a.min(b), a.max(b)), rule: edge.rule, detail, score: edge.score }
    };
    let mut evidence: Vec<Evidence> = joins.iter().map(evidence_of).collect();
    evidence.sort_by_key(|evidence| evidence.mentions);
    evidence
}

/// The ids of the keys that the mentions lost as hubs. They neither join articles nor recognise them later.
fn hubs(judge: &Judge<'_, '_>, members: &[MentionIdx]) -> Vec<Id> {
    let hubs_of = |at: &MentionIdx| {
        let left = judge.words.keys(&judge.features[*at]);
        let is_hub = |key: &IdentityKey<'_>| left.iter().all(|left| judge.words.key(*left) != key);
        let keys = judge.mentions[*at].link.keys();
        keys.into_iter().filter(is_hub).map(|key| Id::key(&key)).collect::<Vec<_>>()
    };
    let mut hubs: Vec<Id> =
        members.iter().filter(|at| judge.features[**at].is_hub).flat_map(hubs_of).collect();
    hubs.sort_unstable();
    hubs.dedup();
    hubs
}

/// Orders mentions by how well they represent the article, best first: with a title, with an address, with a readable
/// title, at the outlet rather than a syndicator, with an excerpt, with a date; then the earliest, the document's own,
/// the higher quality.
fn lead_order<'a>(mention: &Mention<'a>) -> impl Ord + use<'a> {
    let link = mention.link;
    (
        link.title.is_none(),
        link.address.is_none(),
        link.title.is_some_and(is_garbled),
        link.address.as_ref().is_some_and(Address::is_syndicator),
        link.excerpt.is_none(),
        link.published.is_none(),
        link.time(),
        !mention.is_head,
        std::cmp::Reverse(link.quality),
        mention.place(),
    )
}

/// The text that the id is made from: the canonical address, or title and day if no address is the article's own.
fn id_name(judge: &Judge<'_, '_>, first: MentionIdx) -> String {
    let link = judge.mentions[first].link;
    let keys = judge.words.keys(&judge.features[first]);
    let own = |address: &&Address<'_>| {
        // A front page has no key. If no key was removed, any other address is the article's own.
        !address.is_front_page()
            && (!judge.features[first].is_hub
                || address.keys().any(|key| keys.iter().any(|own| *judge.words.key(*own) == key)))
    };
    let address = link.addresses().find(own).map(Address::canonical);
    address.unwrap_or_else(|| link.title_and_day())
}

/// The ids assigned so far, and the number of articles that asked for each.
#[derive(Default)]
struct IdAssigner {
    ids: HashSet<Id>,
    copies: HashMap<Id, usize>,
}

impl IdAssigner {
    /// Returns a free id. A second article with the same base id (two videos with one title and day) gets the next one.
    fn fresh(&mut self, base: Id, name: impl Fn() -> String) -> Id {
        let mut id = base;
        while !self.ids.insert(id) {
            let copies = self.copies.entry(base).or_insert(1);
            id = Id::article(&format!("{}\n{copies}", name()));
            *copies += 1;
        }
        id
    }
}
