//! Properties of reading a file, whatever its bytes.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::Datelike;
use newsfeed::model::{HeaderParser, InputPath, Level, Limits, ParseOptions, Problem, SourceFile};
use newsfeed::parse::StringArena;
use newsfeed::parse::{self, ParsedFiles};

thread_local! {
    /// The folder for the file, in memory if the system has such a folder.
    static SCRATCH: PathBuf = {
        let folder = PathBuf::from("/dev/shm");
        let folder = if folder.is_dir() { folder } else { std::env::temp_dir() };
        let thread = format!("{:?}", std::thread::current().id()).replace(['(', ')'], "");
        folder.join(format!("newsfeed-made-{}-{thread}", std::process::id()))
    };
}

/// Writes the bytes to a file that exists while `look` runs.
pub fn with_file<T>(bytes: &[u8], look: impl FnOnce(PathBuf) -> T) -> T {
    let path = SCRATCH.with(Clone::clone);
    fs::write(&path, bytes).expect("the scratch file can be written");
    let seen = look(path.clone());
    let _gone = fs::remove_file(path);
    seen
}

fn read<'t>(
    path: &Path,
    name: &str,
    parser: HeaderParser,
    limits: Limits,
    store: &'t StringArena,
) -> ParsedFiles<'t> {
    let source = SourceFile { name: name.into(), place: InputPath::Path(path.to_owned()) };
    parse::documents(&[source], &ParseOptions { limits, parser, ..ParseOptions::default() }, store, &|| {})
}

/// Checks that a file becomes one document or one text, or has a diagnostic that says why not; and that what is kept of
/// it respects the limits and the needs of the outputs.
pub fn holds(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let name = ["a.md", "2031-04-01-a.yaml", "a.html"][usize::from(first % 3)];
    let limits = match first >> 6 {
        0 => Limits { url: 40, title: 16, related: 2, depth: 10, expansion: 8, ..Limits::default() },
        1 => Limits { header: 64, text: 64, ..Limits::default() },
        _ => Limits::default(),
    };
    with_file(bytes, |path| {
        let store = StringArena::new();
        let parsed = read(&path, name, HeaderParser::Auto, limits, &store);
        check(&parsed, bytes, &limits);
        let again = read(&path, name, HeaderParser::Yaml, limits, &store);
        assert_eq!(
            (&parsed.documents, &parsed.texts),
            (&again.documents, &again.texts),
            "the two readers differ"
        );
        assert_eq!(parsed.diagnostics, again.diagnostics, "the two readers differ");
    });
}

fn check(parsed: &ParsedFiles<'_>, bytes: &[u8], limits: &Limits) {
    let kept = parsed.documents.len() + parsed.texts.len();
    let refused = parsed.diagnostics.iter().filter(|d| d.level == Level::Error).count();
    let left_out = |problem: &Problem| {
        matches!(problem, Problem::EmptyFile | Problem::Binary | Problem::NoFrontMatter(_))
    };
    let noted = parsed.diagnostics.iter().filter(|d| left_out(&d.problem)).count();
    assert!(kept <= 1 && refused <= 1, "{:?}", parsed.diagnostics);
    assert!(kept == 1 || refused + noted == 1, "a file that is nothing says why: {:?}", parsed.diagnostics);
    let ends = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
    for diagnostic in &parsed.diagnostics {
        // Something missing at the end is reported on the line after it.
        assert!(diagnostic.line as usize <= ends + 2, "{diagnostic:?} of {ends} lines");
        assert!(!diagnostic.problem.kind().is_empty() && !diagnostic.to_string().is_empty());
    }
    for document in &parsed.documents {
        assert!(document.related.len() <= limits.related);
        for link in document.links() {
            assert!(link.title.is_some() || link.address.is_some(), "{link:?}");
            let prose = [&link.title, &link.excerpt].into_iter().flatten();
            let short = link.authors.iter().chain(&link.language);
            for text in prose.chain(short) {
                assert!(!text.is_empty() && !text.contains(char::is_control), "{text:?}");
                assert!(!text.contains(['\u{2028}', '\u{2029}']), "{text:?}");
            }
            assert!(
                link.title.iter().chain(&link.excerpt).all(|text| text.len() <= limits.title),
                "{link:?}"
            );
            let years = link.time().into_iter().chain(link.updated).map(|at| at.year());
            assert!(years.into_iter().all(|year| (1..=9999).contains(&year)), "{link:?}");
            assert!(link.line as usize <= ends + 1, "{link:?} of {ends} lines");
            if let Some(image) = &link.image {
                assert!(image.url.to_ascii_lowercase().starts_with("http"), "{image:?}");
            }
        }
    }
    for text in &parsed.texts {
        assert!(
            text.links.iter().all(|link| link.to_ascii_lowercase().starts_with("http")),
            "{:?}",
            text.links
        );
        assert!(text.title.is_some() == text.title_source.is_some());
    }
}

/// Checks that an overrides file is read whole, or refused with a line.
pub fn overrides_hold(bytes: &[u8]) {
    with_file(bytes, |path| match parse::overrides(&path) {
        Ok(overrides) => {
            let named = overrides.stories.iter().map(|(_, decision)| decision);
            for decision in overrides.same.iter().chain(&overrides.different) {
                assert!(decision.addresses.len() >= 2);
            }
            for decision in
                overrides.same.iter().chain(&overrides.different).chain(named).chain(&overrides.ignore)
            {
                assert!(!decision.addresses.is_empty() && decision.line >= 1);
                assert!(decision.addresses.iter().all(|address| address.shown().starts_with(['h', 'H'])));
            }
            let settled = overrides.clone().settle(&[]);
            assert_eq!(
                settled.is_empty(),
                overrides.is_empty(),
                "with nothing read, whatever is named is unused"
            );
        }
        Err(wrong) => {
            let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u32 + 1;
            // Something missing at the end is reported on the line after it.
            assert!(wrong.level == Level::Error && wrong.line <= lines + 1, "{wrong:?} of {lines} lines");
        }
    });
}
