//! Forms of dates, drawn from what producers, languages and programs print.

use super::*;

fn written(read: DateRead) -> String {
    match read {
        DateRead::Instant(at) => at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        DateRead::Local(clock) => format!("{clock} local"),
        DateRead::Day(day) => day.to_string(),
        DateRead::Month(day) => day.format("%Y-%m").to_string(),
        DateRead::DayInUnknownZone(day, zone) => format!("{day} in {zone}"),
    }
}

fn check(text: &str, expected: &str) {
    let said = |why: DateError| match why.remedy() {
        Some(remedy) => format!("({why}; {remedy})"),
        None => format!("({why})"),
    };
    let found = read(text).map_or_else(said, written);
    assert_eq!(found, expected, "{text}");
}

#[test]
fn iso_8601_extended_and_basic() {
    check("2020-06-11T18:51:00Z", "2020-06-11T18:51:00Z");
    check("2020-06-11T18:51:00.123+02:00", "2020-06-11T16:51:00Z");
    check("2020-06-11t18:51:00z", "2020-06-11T18:51:00Z");
    check("2020-06-11T18:51:00,5Z", "2020-06-11T18:51:00Z");
    check("2023-04-01 10:00:00.1234567+00:00", "2023-04-01T10:00:00Z");
    check("2023-04-01T10:00:00.000+0000", "2023-04-01T10:00:00Z");
    check("2023-04-01 10:00 +0530", "2023-04-01T04:30:00Z");
    check("2023-04-01T10:00+05:30", "2023-04-01T04:30:00Z");
    check("2023-04-01 10:00:00 +8", "2023-04-01T02:00:00Z");
    check("2023-04-01T10:00:00+08", "2023-04-01T02:00:00Z");
    check("2023-04-01 10:00:00 UTC", "2023-04-01T10:00:00Z");
    check("2023-04-01 10:00:00Z", "2023-04-01T10:00:00Z");
    check("2023-04-01T10:00:00+02:00[Europe/Paris]", "2023-04-01T08:00:00Z");
    check("2023-04-01T10:00:00Z[UTC]", "2023-04-01T10:00:00Z");
    check("2023-07-01 10:00 Europe/Paris", "2023-07-01T08:00:00Z");
    check("20310710T101500Z", "2031-07-10T10:15:00Z");
    check("20310710T1015+0200", "2031-07-10T08:15:00Z");
    check("20310710T101500.25Z", "2031-07-10T10:15:00Z");
    check("20310710T101500", "2031-07-10 10:15:00 local");
    check("2024-03-05T08:00:00", "2024-03-05 08:00:00 local");
    check("2024-03-05 08:00", "2024-03-05 08:00:00 local");
    check("2031-1-31T14:18:44+01:00", "2031-01-31T13:18:44Z");
    check("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z");
    check("2024-03-05", "2024-03-05");
    check("2024/3/5", "2024-03-05");
    check("2024.03.05", "2024-03-05");
    check("20240305", "2024-03-05");
    check("２０２４－０３－０５", "2024-03-05");
    check("2024-03", "2024-03");
    check("2024/03", "2024-03");
    check("03/2024", "2024-03");
    check("[[2031-07-22]]", "2031-07-22");
    check("\"2031-07-22\"", "2031-07-22");
}

#[test]
fn mail_c_go_javascript_and_log_files() {
    check("Thu, 11 Jun 2020 18:51:00 +0200", "2020-06-11T16:51:00Z");
    check("11 Jun 2020 18:51 GMT", "2020-06-11T18:51:00Z");
    check("Tue, 04 Mar 2031 15:04:05-07:00", "2031-03-04T22:04:05Z");
    check("Tue, 04 Mar 2031 15:04:05 CET", "2031-03-04T14:04:05Z");
    check("Tue, 08 Jul 2031 00:30:00 CEST", "2031-07-07T22:30:00Z");
    check("Tue, 08 Jul 2031 09:00:00 EDT", "2031-07-08T13:00:00Z");
    check("Tue, 08 Jul 2031 09:00:00 -0400 (EDT)", "2031-07-08T13:00:00Z");
    check("Tue, 08 Jul 2031 09:00:00 BST", "2031-07-08 in BST");
    check("Thu Jul 10 10:00:00 2031", "2031-07-10 10:00:00 local");
    check("Sun Mar  2 08:05:09 2031", "2031-03-02 08:05:09 local");
    check("Sun Mar  2 08:05:09 CET 2031", "2031-03-02T07:05:09Z");
    check("Sat Apr 01 10:00:00 +0530 2023", "2023-04-01T04:30:00Z");
    check("2031-07-10 11:45:30 +0200 CEST", "2031-07-10T09:45:30Z");
    check("2031-07-10 10:00:00.123456789 +0000 UTC m=+0.000000001", "2031-07-10T10:00:00Z");
    check("Thu Jul 10 2031 10:00:00 GMT+0200 (Central European Summer Time)", "2031-07-10T08:00:00Z");
    check("Fri Sep 19 2031 18:00:00 +0000", "2031-09-19T18:00:00Z");
    check("7/25/2031, 1:18:05 PM", "2031-07-25 13:18:05 local");
    check("10/Jul/2031:10:00:00 +0200", "2031-07-10T08:00:00Z");
    check("2031:07:10 10:00:00", "2031-07-10 10:00:00 local");
    check("UTC 2031-07-10", "(is not a date)");
}

#[test]
fn a_zone_in_brackets_counts() {
    check("2031-07-10 10:00 (UTC+2)", "2031-07-10T08:00:00Z");
    check("2031-07-10 10:00 (+0200)", "2031-07-10T08:00:00Z");
    check("2031-07-10T10:00:00[+02:00]", "2031-07-10T08:00:00Z");
    check("2031-07-10 10:00:00 [EST]", "2031-07-10T15:00:00Z");
    check("10 July 2031 10:00 (EST)", "2031-07-10T15:00:00Z");
    check("10 July 2031, 10:00 (ET)", "2031-07-10 in ET");
    check("10 July 2031, 10:00 (BST)", "2031-07-10 in BST");
    check("10 July 2031, 10:00 (Eastern Time)", "2031-07-10 in EASTERN TIME");
    check("2031-07-10 10:00 -0400 (EDT)", "2031-07-10T14:00:00Z");
    check("2031-07-10 10:00 +0200 (UTC+2)", "2031-07-10T08:00:00Z");
    check("10 July 2031 10:00 (PM)", "2031-07-10 22:00:00 local");
    check("2031年7月10日(木) 10:00", "2031-07-10 10:00:00 local");
    check("(Thu) 2031-07-10", "2031-07-10");
    check("10 July 2031 (Berlin)", "2031-07-10");
    check("2031-07-10 (2031-07-11)", "(is not a date)");
    check("2031-07-10 10:00 (11:30)", "(is not a date)");
    check("10 July 2031 (3 min read)", "(is not a date)");
}

#[test]
fn a_span_of_time_or_a_day_with_an_offset_is_no_time() {
    check("2031-07-10 10:00-12:00", "(is not a date)");
    check("2031-07-10 10:00-05:00", "2031-07-10T15:00:00Z");
    check("2031-07-10T04:00-05:00", "2031-07-10T09:00:00Z");
    check("2031-07-10 04:00:00-05:00", "2031-07-10T09:00:00Z");
    check("2031-07-10 23:00 -1300", "(is a day or a time that does not exist)");
    check("2031-07-10-05:00", "(is not a date)");
    check("2031-07-10 -5:00", "(is not a date)");
    check("2031-07-10+02:00", "(is not a date)");
    check("25.07.2031 - 10:00", "2031-07-25 10:00:00 local");
    check("2031071010", "(is not a date)");
    check("1931071010", "2031-03-12T08:36:50Z");
    check("\u{200e}10 July\u{200e} 2031\u{200f}", "2031-07-10");
    check("\u{feff}2031-07-10T10:00:00Z", "2031-07-10T10:00:00Z");
}

#[test]
fn counts_since_1970() {
    check("1941444000", "2031-07-10T10:00:00Z");
    check("1941444000.25", "2031-07-10T10:00:00Z");
    check("1930205109000", "2031-03-02T08:05:09Z");
    check("1930205109000000", "2031-03-02T08:05:09Z");
    check("194144400", "(is not a date)");
    check("-1941444000", "(is not a date)");
}

#[test]
fn english_words() {
    check("April 1, 2023", "2023-04-01");
    check(" 1 April 2023 ", "2023-04-01");
    check("APR 1 2023", "2023-04-01");
    check("Sept. 3, 2031", "2031-09-03");
    check("Jul 10th, 2031", "2031-07-10");
    check("22nd March 2031", "2031-03-22");
    check("the 22nd of March, 2031", "2031-03-22");
    check("Thursday, July 10, 2031", "2031-07-10");
    check("Tuesday 4 March 2031", "2031-03-04");
    check("July 10, 2031 1:18 PM", "2031-07-10 13:18:00 local");
    check("July 10, 2031 at 1:18 p.m. EDT", "2031-07-10T17:18:00Z");
    check("July 10, 2031 12:05 am", "2031-07-10 00:05:00 local");
    check("July 10, 2031, 5pm", "2031-07-10 17:00:00 local");
    check("1:18 PM · Jul 10, 2031", "2031-07-10 13:18:00 local");
    check("2031-07-10 9:05 AM", "2031-07-10 09:05:00 local");
    check("10-Jul-2031", "2031-07-10");
    check("10Jul2031", "2031-07-10");
    check("2031 July 10", "2031-07-10");
    check("July 2031", "2031-07");
}

#[test]
fn other_languages() {
    for text in [
        "10 juillet 2031",
        "jeudi 10 juillet 2031",
        "10 de julio de 2031",
        "jueves, 10 de julio de 2031",
        "10 luglio 2031",
        "10 de julho de 2031",
        "10. Juli 2031",
        "Donnerstag, 10. Juli 2031",
        "10 juli 2031",
        "10 lipca 2031",
        "10 июля 2031",
        "10 июля 2031 г.",
        "10 июля 2031 года",
        "den 10 juli 2031",
        "10 Temmuz 2031",
        "10. července 2031",
        "10 липня 2031 року",
        "10 iulie 2031",
        "10. heinäkuuta 2031",
        "10 Ιουλίου 2031",
        "2031年7月10日",
        "2031年07月10日(木)",
        "2031年7月10日 星期四",
        "2031년 7월 10일",
        "2031. július 10.",
        "10 Juli 2031",
        "10 de juliol de 2031",
    ] {
        check(text, "2031-07-10");
    }
    check("1er août 2031", "2031-08-01");
    check("1º de março de 2031", "2031-03-01");
    check("4 maart 2031", "2031-03-04");
    check("mar 4 mar 2031", "2031-03-04");
    check("mar. 10 juil. 2031", "2031-07-10");
    check("10 juillet 2031 à 14h05", "2031-07-10 14:05:00 local");
    check("10. Juli 2031 um 14:05 Uhr", "2031-07-10 14:05:00 local");
    check("2031年7月10日 下午2:05", "2031-07-10 14:05:00 local");
    check("2031年7月10日 14时05分", "2031-07-10 14:05:00 local");
    check("2031年7月", "2031-07");
    check("10.07.2031", "(may be 10 July or 7 October; write it as 2031-07-10 or 2031-10-07)");
}

#[test]
fn day_and_month_where_only_one_order_is_possible() {
    check("25/12/2031", "2031-12-25");
    check("12/25/2031", "2031-12-25");
    check("25.12.2031", "2031-12-25");
    check("25. 12. 2031", "2031-12-25");
    check("18.03.2031 10:05", "2031-03-18 10:05:00 local");
    check("05/05/2031", "2031-05-05");
    check("03/04/2031", "(may be 3 April or 4 March; write it as 2031-04-03 or 2031-03-04)");
    check("31/31/2031", "(is a day or a time that does not exist)");
}

#[test]
fn zeros_of_programs_are_no_dates() {
    for text in [
        "0001-01-01T00:00:00Z",
        "0001-01-01",
        "0001-01-01 00:00:00 +0000 UTC",
        "0001-01-01T00:00:00+02:00",
        "1970-01-01T00:00:00Z",
        "1970-01-01T01:00:00+01:00",
        "1970-01-01",
        "1970-01-01 00:00:00",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "00/00/0000",
        "0",
        "00000000",
        "0000-01-01T00:00:00Z",
    ] {
        check(text, "(is a placeholder that means no date)");
    }
    check("1970-01-01T10:00:00Z", "1970-01-01T10:00:00Z");
}

#[test]
fn what_is_no_date_is_said() {
    const IMPOSSIBLE: &str = "(is a day or a time that does not exist)";
    for text in [
        "2023-02-30T10:00:00Z",
        "2031-02-30",
        "2024-01-01T24:00:00Z",
        "2024-03-05T08:00:00+24:00",
        "2023-13-01",
        "31 June 2031",
        "2031-07-10 13:05 pm",
        "2031-07-10 10:61",
    ] {
        check(text, IMPOSSIBLE);
    }
    for text in [
        "5-06-11T00:00:00Z",
        "12-05-20",
        "11/06/20",
        "1.2.03",
        "10 Jul 31",
        "Thursday, 10-Jul-31 10:00:00 GMT",
    ] {
        check(text, "(has no four-digit year; add it)");
    }
    check("2031", "(is only a year; add the month and the day)");
    for text in [
        "last Tuesday",
        "tomorrow",
        "3 hours ago",
        "-0001-01-01T00:00:00Z",
        "",
        "10000-01-01T00:00:00Z",
        "2031-02-010T17:46:51-06:00",
        "2031-07-10 and later",
        "July",
        "10:00",
        "APR 4 20252:12 AM",
        "version 1.2.2031",
        "2031-07-10-11",
        "2031-07/10",
        "25122031",
        "July 10",
    ] {
        assert_eq!(read(text), Err(DateError::NotADate), "{text}");
    }
    check("9999-12-31T23:59:59-23:59", "(is outside the years 1 to 9999)");
    assert_eq!(read(&"1".repeat(5000)), Err(DateError::NotADate));
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever the text, reading ends, and a date that is read is in the years we write.
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
            if let Ok(DateRead::Day(day) | DateRead::Month(day)) = read(&text) {
                prop_assert!(has_four_digits(day.year()));
            }
        }

        /// Pieces of dates in any order neither panic nor make a date out of nothing that is one.
        #[test]
        fn pieces_of_dates_in_any_order(pieces in prop::collection::vec(
            prop::sample::select(vec![
                "2031", "07", "10", "7", "-", "/", ".", ":", "T", " ", "Z", "+02:00", "+", "pm", "Jul", "mar", "Thu",
                "at", "h", "(", ")", "[", "]", "UTC", "1941444000", "20310710", "年", "月", "日", ",", "m=", "é", "ʼ",
            ]), 0..12)) {
            let _ = read(&pieces.concat());
        }

        /// One moment in many dresses.
        #[test]
        fn one_moment_in_many_forms(seconds in 86_400_i64..253_000_000_000, minutes in -720_i32..=840) {
            let at = DateTime::from_timestamp(seconds, 0).unwrap();
            let local = at.with_timezone(&FixedOffset::east_opt(minutes * 60).unwrap());
            for form in [
                "%Y-%m-%dT%H:%M:%S%:z", "%Y-%m-%d %H:%M:%S %z", "%Y%m%dT%H%M%S%z", "%a, %d %b %Y %H:%M:%S %z",
                "%a %b %e %H:%M:%S %z %Y", "%a %b %d %Y %H:%M:%S GMT%z", "%A, %B %-d, %Y %-I:%M:%S %p %:z",
                "%-d %B %Y, %H:%M:%S %z", "%d/%b/%Y:%H:%M:%S %z", "%Y/%m/%d %H:%M:%S UTC%:z",
            ] {
                let text = local.format(form).to_string();
                prop_assert_eq!(read(&text), Ok(DateRead::Instant(at)), "{}", text);
            }
        }

        /// A day is read back from every order that leaves no doubt.
        #[test]
        fn one_day_in_many_forms(days in 1_i64..2_900_000) {
            let day = NaiveDate::from_ymd_opt(1970, 1, 2).unwrap() + chrono::TimeDelta::days(days);
            for form in ["%Y-%m-%d", "%Y/%-m/%-d", "%Y%m%d", "%-d %B %Y", "%b %-d, %Y", "%A %-d %B %Y"] {
                let text = day.format(form).to_string();
                prop_assert_eq!(read(&text), Ok(DateRead::Day(day)), "{}", text);
            }
            for form in ["%d/%m/%Y", "%m/%d/%Y", "%-d.%-m.%Y"] {
                let text = day.format(form).to_string();
                match read(&text) {
                    Ok(read) => prop_assert_eq!(read, DateRead::Day(day)),
                    Err(why) => prop_assert!(day.day() <= 12 && matches!(why, DateError::Ambiguous(..))),
                }
            }
        }
    }
}
