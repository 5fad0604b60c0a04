//! The judge's answers about an article and its nearest other, and about two articles.

use crate::dedup::Judge;
use crate::model::{Article, Mention, MentionIdx, Relation, Story};

/// The judge's indexes of the mentions of an article.
fn indexes(article: &Article<'_>) -> Vec<MentionIdx> {
    article.mentions.iter().map(|mention| mention.index).collect()
}

pub(super) fn nearest<'a>(
    judge: &Judge<'a, '_>,
    stories: &[Story<'a>],
    article: &Article<'a>,
) -> Option<(Mention<'a>, String)> {
    let members = indexes(article);
    let (own, other) = judge.nearest(&members)?;
    let home = |a: &&Article<'a>| a.mentions.iter().any(|m| m.place() == judge.mentions()[other].place());
    let theirs = stories.iter().flat_map(|s| &s.articles).find(home).map_or(vec![other], indexes);
    Some((judge.mentions()[other], judge.why_apart(&members, &theirs, (own, other))))
}

pub(super) fn relation(
    judge: &Judge<'_, '_>,
    stories: [&Story<'_>; 2],
    articles: [&Article<'_>; 2],
    mentions: [usize; 2],
) -> Relation {
    let [a, b] = articles;
    if a.id == b.id {
        let joins = a.joins_between(mentions[0], mentions[1]);
        return Relation::SameArticle(joins.into_iter().map(|e| (e.rule, e.detail.clone())).collect());
    }
    let (x, y) = (indexes(a), indexes(b));
    let why = judge.why_apart(&x, &y, (x[mentions[0]], y[mentions[1]]));
    if stories[0].id == stories[1].id { Relation::SameStory(why) } else { Relation::Different(why) }
}
