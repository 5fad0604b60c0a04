//! Options that say what is shown.

use clap::Args;

use super::values::{Moment, TimeLength};
use crate::model::Zone;

/// The selection of articles and stories.
#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
pub struct SelectArgs {
    /// Articles from this day or moment on
    #[arg(long, value_name = "DATE")]
    pub since: Option<Moment>,
    /// Articles up to the end of this day, or before this moment
    #[arg(long, value_name = "DATE")]
    pub until: Option<Moment>,
    /// Articles of the last 36h, 7d, 2w
    #[arg(long, value_name = "TIME", conflicts_with_all = ["since", "until"])]
    pub last: Option<TimeLength>,
    /// Stories with this topic (repeatable: any of them)
    #[arg(long, value_name = "TOPIC")]
    pub topic: Vec<String>,
    /// Articles of this provider, by domain or name (repeatable)
    #[arg(long, value_name = "PROVIDER")]
    pub provider: Vec<String>,
    /// Articles of this type, such as article or video (repeatable)
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Vec<String>,
    /// Articles of at least this quality
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub min_quality: Option<i64>,
    /// Stories from at least this many sites
    #[arg(long, value_name = "NUMBER")]
    pub min_providers: Option<usize>,
    /// Print at most this many blocks; a digest prints each other story in one line
    #[arg(long, visible_alias = "top", value_name = "NUMBER", env = "NEWSFEED_LIMIT")]
    pub limit: Option<usize>,
    /// Zone of days and times: a name like Europe/Paris, an offset like +02:00, or local
    #[arg(long, value_name = "ZONE", default_value = "UTC", allow_hyphen_values = true, env = "NEWSFEED_TZ")]
    pub tz: Zone,
    /// The current time [default: the clock, or SOURCE_DATE_EPOCH]
    #[arg(long, value_name = "MOMENT", env = "NEWSFEED_NOW")]
    pub now: Option<Moment>,
}
