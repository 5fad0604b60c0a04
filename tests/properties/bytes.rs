//! Properties of addresses, files, merging, formats and histories for any bytes. Here the bytes are random; `fuzz/`
//! searches for them. The properties themselves are in `tests/generators/`.

use newsfeed::address::rules;
use proptest::prelude::*;

use super::{cases, generators};

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..500)
}

/// Addresses as sites write them, and malformed ones.
fn address() -> impl Strategy<Value = String> {
    let host = "(user:pass@|me@)?(www\\.|m\\.|amp\\.)?[a-z]{1,6}\\.(example|com|co\\.uk)(:[0-9]{1,5})?";
    let path = "(/(amp|en-gb|index\\.html|[a-zA-Z0-9._~%é -]{0,8}|[0-9]{8}|idUSKBN[0-9]A[0-9]B2)){0,4}/?";
    let query = "(\\?((amp|id|q|v|url)(=[a-z0-9%:/.]{0,8})?&?){0,3})?(#[!/a-z]{0,5})?";
    (
        prop_oneof![3 => Just("https"), 2 => Just("http"), 1 => Just("HTTP"), 1 => Just("javascript")],
        host,
        path,
        query,
    )
        .prop_map(|(scheme, host, path, query)| format!("{scheme}://{host}{path}{query}"))
}

/// Headers in which names, marks of YAML and odd characters are common.
fn file() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        "(title|webUrl|date|related|topics|quality|provider|excerpt|x): ?",
        "(\n|\r\n|\n  |\n- |\n  - )",
        "[\\[\\]{}\"'|>&*!#%,?:-]{1,2}",
        "https://[a-z]{1,5}\\.example/[a-z0-9-]{0,9}",
        "(2031-04-01T10:00:00Z|\"59\"|null|true|0x1F|~|!!str |&a |\\*a)",
        "[a-zA-Zé東\u{85}\u{2028}\u{7f}\\x00-\\x08 ]{1,8}",
    ];
    let header = prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat());
    (any::<u8>(), any::<bool>(), header, prop::collection::vec(any::<u8>(), 0..8)).prop_map(
        |(first, fenced, header, body)| {
            let text = if fenced { format!("---\n{header}\n---\n") } else { header };
            [&[first][..], text.as_bytes(), &body].concat()
        },
    )
}

/// One row may hide another: `/c/s/amp/tide.example` wraps nothing until `amp` is removed. So this test puts the words
/// of every row into every place of the addresses of every other row.
#[test]
fn every_row_inside_every_other() {
    let wrapped = rules::WRAPPERS.iter().flat_map(|row| row.inner).map(|(_, proof)| proof);
    let hosts = rules::HOST_LABELS.iter().map(|row| &row.proof);
    let marks = rules::AMP_SEGMENTS.iter().map(|row| &row.proof);
    let endings = rules::AMP_ENDINGS.iter().map(|row| &row.proof);
    let paths = rules::PATHS.iter().map(|(_, proof)| proof);
    let proofs = wrapped.chain(hosts).chain(marks).chain(endings).chain(paths);
    let mut pages: Vec<&str> =
        proofs.flat_map(|proof| [proof.one.0, proof.one.1, proof.two.0, proof.two.1]).collect();
    pages.push("https://open.substack.com/pub/brine/p/salt-trade");
    pages.sort_unstable();
    pages.dedup();
    let words = [
        "amp",
        "/amp",
        "amp/1",
        "platform/amp",
        "google/amp",
        "google-amp",
        ".amp",
        "amphtml",
        "uk",
        "en-gb",
        "print",
        "page/1",
        "index.php",
        "index.html",
        "comment-page-2",
        "(S(lit3py55t21z5v55vlm25s55))",
        ";jsessionid=0A1B",
        "x-amp",
        "the-best-guitar-amp",
        "amp_articleshow",
        ".html",
        "..html",
        "...htm",
        "%2e.html",
        "x.html",
    ];
    for page in &pages {
        let (scheme, rest) = page.split_once("://").unwrap_or(("https", page));
        let places = rest.match_indices('/').map(|(place, _)| place + 1).chain([rest.len()]);
        for place in places {
            for word in words {
                let (before, after) = rest.split_at(place);
                let mark = if before.ends_with('/') { "" } else { "/" };
                generators::address::holds(&format!("{scheme}://{before}{mark}{word}/{after}"));
            }
        }
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn an_address_reads_back_as_itself(raw in address()) {
        generators::address::holds(&raw);
    }

    #[test]
    fn any_text_is_an_address_or_none(raw in "(https?:)?\\PC{0,40}") {
        generators::address::holds(&raw);
    }

    #[test]
    fn tracking_parameters_do_not_change_the_page(
        raw in address(),
        parameter in "(utm_source|utm_campaign|fbclid|gclid)",
    ) {
        generators::address::ignores_tracking(&raw, &parameter);
    }

    #[test]
    fn every_file_is_read_or_refused_with_a_reason(bytes in file()) {
        generators::file::holds(&bytes);
    }

    #[test]
    fn an_overrides_file_is_read_whole_or_refused(
        text in "(same|different|story|ignore|other)?:?\n?( ?- ?(\\[?https://[a-z]\\.example/[a-z],? ?\\]?|name: x|members: \\[)\n?){0,5}",
    ) {
        generators::file::overrides_hold(text.as_bytes());
    }

    #[test]
    fn merging_and_grouping_keep_their_laws(bytes in bytes()) {
        generators::merging::holds(&bytes);
    }

    #[test]
    fn selection_returns_what_the_options_ask_for(bytes in bytes()) {
        generators::choosing::selection_holds(&bytes);
    }

    #[test]
    fn overrides_always_win(bytes in bytes()) {
        generators::choosing::overrides_win(&bytes);
    }

    #[test]
    fn no_output_format_holds_active_content(bytes in bytes()) {
        generators::formats::holds(&bytes);
    }

    #[test]
    fn a_second_run_at_the_same_time_reports_nothing(bytes in bytes()) {
        generators::history::silent_at_once(&bytes, &newsfeed::digest::History::default());
    }

    #[test]
    fn every_article_is_reported_exactly_once(bytes in prop::collection::vec(any::<u8>(), 0..900)) {
        generators::history::every_article_is_reported_once(&bytes);
    }

    #[test]
    fn no_bytes_are_taken_for_a_history_by_mistake(bytes in bytes(), cut in 0..400usize) {
        generators::history::holds(&bytes);
        let old = br#"{"newsfeed-state":1,"last_run":"2031-04-02T12:00:00Z","stories":[{"id":"s-0011223344556677","title":"A","first_told":"2031-04-02T12:00:00Z","last_told":"2031-04-02T12:00:00Z"}],"articles":[{"keys":["k-0011223344556677"],"status":"told","first_seen":"2031-04-02T12:00:00Z","last_seen":"2031-04-02T12:00:00Z","story":"s-0011223344556677"}],"refused":[]}"#;
        let new = br#"{"newsfeed-history":1,"digests":["2031-04-02T12:00:00Z"],"stories":[["s-0011223344556677","A"]],"articles":[["AAAAAAAAAAE",0,0],["AAAAAAAAAAI",0,null]],"refused":[]}"#;
        for whole in [&old[..], &new[..]] {
            generators::history::holds(whole);
            generators::history::holds(&whole[..cut.min(whole.len())]);
        }
    }
}
