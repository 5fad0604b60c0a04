//! Blocks of stories: a story that stands for itself, and the stories that stand under it.

/// A story that stands for itself, and those under it, as indexes in the order of the stories.
pub(super) struct StoryBlock {
    pub(super) head: usize,
    pub(super) below: Vec<usize>,
}

/// The blocks of stories, for each of which `hosts` has the index of the story it stands under, if any.
pub(super) fn story_blocks(hosts: &[Option<usize>]) -> Vec<StoryBlock> {
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); hosts.len()];
    for (index, host) in hosts.iter().enumerate() {
        if let Some(host) = host {
            below[*host].push(index);
        }
    }
    let heads = (0..hosts.len()).filter(|index| hosts[*index].is_none());
    heads.map(|head| StoryBlock { head, below: std::mem::take(&mut below[head]) }).collect()
}
