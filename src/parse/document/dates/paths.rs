//! Days in the names of files and folders, where producers put them.

use chrono::{Datelike, NaiveDate};

use super::date_read::calendar_day;
use crate::model::DateSource;

/// The day that the name of a file begins with (`2031-12-19-slug.md`), else, where a page has a folder for itself
/// (`2031-12-19-slug/index.md`), the day its folder's name begins with.
pub(crate) fn day_of_file(path: &str) -> Option<(NaiveDate, DateSource)> {
    let mut names = path.rsplit('/');
    let file = names.next()?;
    if let Some(day) = leading_day(file) {
        return Some((day, DateSource::FileName));
    }
    let is_bundle = matches!(file.split('.').next(), Some("index" | "_index"));
    let folder = names.next().filter(|_| is_bundle)?;
    leading_day(folder).map(|day| (day, DateSource::FolderName))
}

/// `2031-12-19`, `2031_12_19` or `20311219` at the start of a name, with nothing or a mark behind it.
fn leading_day(name: &str) -> Option<NaiveDate> {
    let digits = |from: usize, to: usize| {
        let part = name.get(from..to).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?;
        part.parse::<u32>().ok()
    };
    let mark = |at: usize| name.as_bytes().get(at).copied();
    let (year, month, day, end) = match (mark(4), mark(7)) {
        (Some(a @ (b'-' | b'_')), Some(b)) if a == b => (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?, 10),
        _ => (digits(0, 4)?, digits(4, 6)?, digits(6, 8)?, 8),
    };
    let is_over = !mark(end).is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
    let day = calendar_day(year, month, day).filter(|day| (1..=9999).contains(&day.year()))?;
    is_over.then_some(day)
}

/// The day in a path of a site, as three segments: `2031/08/03/slug`, `/blog/2031/08/03/slug/`.
pub(crate) fn day_in_path(path: &str) -> Option<NaiveDate> {
    let number = |segment: &str, length: usize| {
        let is_number = segment.len() == length && segment.bytes().all(|byte| byte.is_ascii_digit());
        segment.parse::<u32>().ok().filter(|_| is_number)
    };
    let segments: Vec<&str> = path.trim().split('/').collect();
    segments.windows(3).find_map(|three| {
        let day = calendar_day(number(three[0], 4)?, number(three[1], 2)?, number(three[2], 2)?);
        day.filter(|day| (1..=9999).contains(&day.year()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_or_its_folder_may_begin_with_a_day() {
        let of = |path: &str| day_of_file(path).map(|(day, source)| format!("{day} {}", source.token()));
        for (path, day) in [
            ("feed/2031-12-19-slug.md", Some("2031-12-19 file-name")),
            ("2031-12-19.md", Some("2031-12-19 file-name")),
            ("2031_12_19 Slug.md", Some("2031-12-19 file-name")),
            ("published/203112/20311219 A Title.md", Some("2031-12-19 file-name")),
            ("_posts/2031-12-19-lamp-oil/index.md", Some("2031-12-19 folder-name")),
            ("2031-12-19-lamp-oil/index.fr.md", Some("2031-12-19 folder-name")),
            ("2031-12-19-lamp-oil/2031-12-21-later.md", Some("2031-12-21 file-name")),
            // A folder of what was scraped on a day is no date of what is in it.
            ("2031-12-19/lamp-oil.md", None),
            ("feed/2031-02-30-slug.md", None),
            ("2031-12-19x.md", None),
            ("2031-12-19日.md", None),
            ("2031-04-92713-journal.md", None),
            ("2031-04-0912-minutes/index.md", None),
            ("2031121.md", None),
            ("203112190000.md", None),
            ("2031-12_19-slug.md", None),
            ("0000-01-01-slug.md", None),
            ("2023-04-0é-x.md", None),
            ("", None),
        ] {
            assert_eq!(of(path).as_deref(), day, "{path}");
        }
    }

    #[test]
    fn a_path_of_a_site_may_hold_a_day() {
        let of = |path: &str| day_in_path(path).map(|day| day.to_string());
        assert_eq!(of("2031/08/03/Rust-1.18").as_deref(), Some("2031-08-03"));
        assert_eq!(of("/2031/08/03/").as_deref(), Some("2031-08-03"));
        assert_eq!(of("blog/2031/08/03/slug").as_deref(), Some("2031-08-03"));
        for path in ["2031/8/3/x", "2031/13/03/x", "x/12031/08/03", "2031/08", "2031-08-03", ""] {
            assert_eq!(of(path), None, "{path}");
        }
    }
}
