//! The edition of an output: its title, zone and period.

use chrono::{DateTime, NaiveDate, Utc};

use crate::model::Zone;

/// The title and period of an output, and the zone of its days.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Edition {
    /// The name a person gave it, the same from day to day.
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
    /// Its title.
    pub fn title(&self) -> Option<&str> {
        self.subject.as_deref().or(self.digest.as_deref())
    }
}
