//! Options of merging, grouping and the placing of texts.

use std::path::PathBuf;

use clap::Args;
use strum::VariantArray;

use super::values::TimeLength;
use crate::model::Rule;

/// How to merge and group.
#[derive(Debug, Args)]
#[command(next_help_heading = "Merging and grouping")]
pub struct RuleArgs {
    /// Time over which similarity within a story fades: 48h, 2d
    #[arg(long, value_name = "TIME", default_value = "48h", env = "NEWSFEED_WINDOW")]
    pub window: TimeLength,
    /// Least overlap of two titles that count as nearly equal, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.78, value_parser = share, env = "NEWSFEED_TITLE_THRESHOLD")]
    pub title_threshold: f64,
    /// Keep texts (files without a header) out of stories
    #[arg(long)]
    pub no_texts: bool,
    /// Least share of common names that puts a text into a story, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.5, value_parser = share, env = "NEWSFEED_TEXT_THRESHOLD")]
    pub text_threshold: f64,
    /// Your own decisions: a YAML file with same, different, story and ignore
    #[arg(long, value_name = "FILE", env = "NEWSFEED_OVERRIDES")]
    pub overrides: Option<PathBuf>,
    /// Merge without this rule (its name in the JSON), to see its effect (repeatable)
    #[arg(long, value_name = "RULE", value_parser = rule, hide_short_help = true)]
    pub without: Vec<Rule>,
}

fn rule(text: &str) -> Result<Rule, String> {
    // What a person said is no rule to leave out: leave out --overrides.
    let is_rule = |rule: &Rule| *rule != Rule::Override;
    let rules = || Rule::VARIANTS.iter().copied().filter(is_rule);
    let names = || rules().map(Rule::token).collect::<Vec<_>>().join(", ");
    text.parse().ok().filter(is_rule).ok_or_else(|| format!("the rules are {}", names()))
}

fn share(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&number) { Ok(number) } else { Err("must be 0 to 1".to_owned()) }
}
