//! What of the news an output is: its title, zone and period.

use chrono::{DateTime, NaiveDate, Utc};

use crate::model::Zone;

/// What of the news this is, and the zone its days are counted in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Edition {
    /// What a person calls it, from day to day.
    pub subject: Option<String>,
    /// What to call a digest: its days. None where all that was asked for is shown.
    pub digest: Option<String>,
    /// When a digest is made, and so when what is in it is reported.
    pub now: Option<DateTime<Utc>>,
    /// The zone of days and times.
    pub zone: Zone,
    /// Published at this instant or later.
    pub since: Option<DateTime<Utc>>,
    /// Published before this instant.
    pub until: Option<DateTime<Utc>>,
    /// The day it is of, where it is of one.
    pub day: Option<NaiveDate>,
}

impl Edition {
    /// What to call it.
    pub fn title(&self) -> Option<&str> {
        self.subject.as_deref().or(self.digest.as_deref())
    }
}
