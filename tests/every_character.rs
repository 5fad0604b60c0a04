//! Tests every character of Unicode, alone and at the start, inside and at the end of a word, wherever newsfeed reads
//! text. Each file is read, merged, grouped and written in every format; no character may make this run forever.
//!
//! `cargo test --release --test every_character` tests all 1,112,064 characters. A debug build tests one in 1999, some
//! at the edges of general categories, and every character that newsfeed's sources name. Child processes do the work,
//! because a loop that never ends can only be stopped from outside. A child that prints nothing for too long, or that
//! needs too much memory, is killed. The test then halves the child's characters until one is left, and names it.

use std::io::{BufRead, BufReader};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use newsfeed::address::Address;
use newsfeed::model::{InputPath, SourceFile};
use newsfeed::render::Template;

use generators::whole::{Written, all_the_way, plain_look};

#[path = "generators/mod.rs"]
mod generators;

/// The environment variable with a child's task: `worker of workers from` or `piece place first last`.
const TASK: &str = "NEWSFEED_CHARACTERS";

/// A child that prints nothing for this long hangs. A piece takes a fraction of a second.
const PATIENCE: Duration = Duration::from_secs(30);

/// The memory limit of a child in KiB. A loop that does not advance usually allocates at each step.
const MEMORY: u32 = 2 << 20;

/// The number of characters in a piece.
const PIECE: usize = 512;

/// The name of a place, and the function that puts characters there.
type Put = (&'static str, fn(&Scratch, &[char]));

const PLACES: [Put; 9] = [
    ("title, excerpt, provider, address and date of a YAML header", yaml_values),
    ("title, excerpt, provider and address in every format", every_format),
    ("values and names of fields in a plain YAML header", yaml_names),
    ("values and names of fields in records of JSON", json_records),
    ("values and names of fields in TOML and in lines of metadata", other_headers),
    ("body of a text", text_body),
    ("tags and text of a page", page),
    ("file name", file_names),
    ("address by itself and a template", addresses_and_templates),
];

/// Words with a character alone and at the start, inside and at the end, beside small letters, capitals and digits. The
/// other letters differ for each number, so that few words are compared.
fn words(c: char, number: usize) -> String {
    let letter = |n: usize| char::from(b'a' + (n % 26) as u8);
    let own: String = [number, number / 26, number / 676].into_iter().map(letter).collect();
    format!("{c} {c}{own}h ha{c}{own} o{own}{c} {c}H{own} Ha{c}B{own} {c}74 7{c}4 P{own}74{c}")
}

/// A worker's own folder, in memory if the system has such a folder.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Scratch {
        let folder = PathBuf::from("/dev/shm");
        let folder = if folder.is_dir() { folder } else { env::temp_dir() };
        let folder = folder.join(format!("newsfeed-characters-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("the scratch folder can be made");
        Scratch(folder)
    }

    fn file(&self, name: &str, content: &str) -> SourceFile {
        let path = self.0.join(name.replace('/', "-"));
        fs::write(&path, content).expect("the scratch file can be written");
        SourceFile { name: name.into(), place: InputPath::Path(path) }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

/// Reads the files, merges, groups and writes JSON. Returns the number of documents and texts.
fn whole(files: &[SourceFile]) -> usize {
    let read = all_the_way(files, Written::Json, &plain_look());
    read.documents + read.texts
}

/// A double-quoted value of YAML or JSON.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn yaml_values(scratch: &Scratch, characters: &[char]) {
    let mut header = String::from("---\ntitle: Harbour\nwebUrl: https://a.example/\nrelated:\n");
    for (at, c) in characters.iter().enumerate() {
        let place = |text: &str| quoted(&text.replace('@', &c.to_string()));
        // The days spread over a year, so that few articles are compared.
        let day = format!("2031-{:02}-{:02}T10:00:00Z", 1 + at % 12, 1 + at % 28);
        header += &format!(
            "- title: {}\n  excerpt: {}\n  webUrl: {}\n  updatedDateTime: {}\n  provider:\n    name: {}\n    domain: {}\n  publishedDateTime: {day}\n",
            place("@"),
            quoted(&words(*c, at)),
            place(&format!("https://a.example/{at}/@")),
            place(&format!("{day}@")),
            place("@"),
            place("@.example"),
        );
        header += &format!(
            "- title: {}\n  excerpt: {}\n  webUrl: {}\n  updatedDateTime: {}\n  provider:\n    name: {}\n    domain: {}\n  publishedDateTime: {day}\n",
            quoted(&words(*c, at + PIECE)),
            place("@"),
            place(&format!("https://har@bour.example/@arbour-{at}-har@bour/harbour@?q@=@#@")),
            place(["@2031-04-01", "2031-@-01", "2031@04@01", "1 @pril 2031"][at % 4]),
            place("har@bour harbour@"),
            place("www.@harbour.example"),
        );
    }
    header += "---\n";
    let read = all_the_way(&[scratch.file("values.md", &header)], Written::Json, &plain_look());
    assert!(read.documents == 1 && read.mentions == 1 + 2 * characters.len(), "{read:?}");
}

fn every_format(scratch: &Scratch, characters: &[char]) {
    let mut header = String::from("---\ntitle: Harbour\nrelated:\n");
    for (at, some) in characters.chunks(8).enumerate() {
        let all: String = some.iter().collect();
        let each: Vec<String> = some.iter().map(|c| words(*c, at)).collect();
        header += &format!(
            "- title: {}\n  webUrl: {}\n  publishedDateTime: 2031-04-{:02}T10:00:00Z\n  excerpt: {}\n  provider: {}\n",
            quoted(&each.join(" ")),
            quoted(&format!("https://a.example/{at}/{all}")),
            1 + at % 28,
            quoted(&all),
            quoted(&each[0]),
        );
    }
    header += "---\n";
    let read = all_the_way(&[scratch.file("formats.md", &header)], Written::EveryFormat, &plain_look());
    assert!(read.documents == 1 && read.mentions == 1 + characters.len().div_ceil(8), "{read:?}");
}

fn yaml_names(scratch: &Scratch, characters: &[char]) {
    let file = |(number, some): (usize, &[char])| {
        let mut header = format!("---\ntitle: Harbour {number}\nwebUrl: https://a.example/{number}\n");
        for (at, c) in some.iter().enumerate() {
            header += &format!(
                "{c}a{at}: x\nha{at}r{c}b: {c}arbour har{c}bour harbour{c}\nh{at}{c}: [{c}, a{c}b]\nk{at}: {c}\n"
            );
        }
        scratch.file(&format!("names{number}.md"), &(header + "---\nA body.\n"))
    };
    let files: Vec<_> = characters.chunks(16).enumerate().map(file).collect();
    whole(&files);
}

fn json_records(scratch: &Scratch, characters: &[char]) {
    let mut records = String::new();
    for (at, c) in characters.iter().enumerate() {
        let day = format!("2031-{:02}-{:02}", 1 + at % 12, 1 + at % 28);
        let name = |text: &str| {
            let text = text.replace('@', &c.to_string());
            // Controls are escaped in JSON.
            serde_json::to_string(&text).expect("a text is JSON")
        };
        records += &format!(
            "{{\"title\":{},\"url\":{},\"date\":{},\"source\":{{\"name\":{}}},{}:1,{}:\"x\",{}:[{}],{}:{{\"title\":\"x\"}}}}\n",
            name(&format!("@ {} @{at}", words(*c, at))),
            name(&format!("https://a.example/{at}/@/harbour-@")),
            name([&day, "@1.4.2031", &day, "2031-04-01T@10:00", &day, "1. April 2031 @", &day, "@"][at % 8]),
            name("@"),
            name("@"),
            name("@arbour"),
            name("har@bour"),
            name("@"),
            name("harbour@"),
        );
    }
    let read = whole(&[scratch.file("records.jsonl", &records)]);
    assert!(read == characters.len(), "{read} records of {}", characters.len());
}

fn other_headers(scratch: &Scratch, characters: &[char]) {
    let mut toml = String::from("+++\ntitle = \"Harbour\"\nurl = \"https://a.example/toml\"\n");
    let mut metadata = String::from("Title: Harbour\nUrl: https://a.example/metadata\n");
    let mut facts = String::from("# Harbour\n\n- Author: Jo Reed\n- URL: https://a.example/facts\n");
    for (at, c) in characters.iter().enumerate() {
        if !matches!(c, '\n' | '\r') {
            toml += &format!("\"{c}{at}\" = '''{c}'''\nh{at}{c} = [ \"{c}a\", 'a{c}' ] # {c}\n");
        }
        metadata += &format!("Har{at}{c}bour: {c}\n");
        facts += &format!("- k{at}{c}: {c}\n");
    }
    let files = [
        scratch.file("toml.md", &(toml + "+++\n")),
        scratch.file("metadata.md", &(metadata + "\nA text.\n")),
        scratch.file("facts.md", &facts),
    ];
    whole(&files);
}

fn text_body(scratch: &Scratch, characters: &[char]) {
    let file = |(number, some): (usize, &[char])| {
        let first = some[0];
        let mut text = format!("{first}\n\n{first}arbour bridge{first}\n\n");
        for c in some {
            text += &format!(
                "The mayor {c} said. {}\nhttps://a.example/{c}/har{c}bour the 1{c} June{c} 2031, {c}11 June 2031{c} 2031{c}04{c}01 paid ${c}74 7{c}million 90{c}000{c} %\n{c}\n",
                words(*c, 0)
            );
        }
        // newsfeed reads only the beginning of a longer text.
        assert!(text.len() < 64 << 10);
        scratch.file(&format!("text{number}.txt"), &text)
    };
    let files: Vec<_> = characters.chunks(64).enumerate().map(file).collect();
    whole(&files);
}

fn page(scratch: &Scratch, characters: &[char]) {
    let file = |(number, some): (usize, &[char])| {
        let mut page = String::from("<html><title>Harbour</title><body>\n");
        for c in some {
            page += &format!(
                "<p>{c}</p><p class={c}>{}</p><{c}>{c}<b{c}>x</b{c}><a href='https://a.example/{c}'>{c}</a><a href={c}>&{c};&#{c};&am{c}p;</a>\n<script>{c}</script><!--{c}-->\n",
                words(*c, 0)
            );
        }
        scratch.file(&format!("page{number}.html"), &page)
    };
    let files: Vec<_> = characters.chunks(64).enumerate().map(file).collect();
    whole(&files);
}

fn file_names(scratch: &Scratch, characters: &[char]) {
    let header = scratch.file("name.md", "---\nurl: https://a.example/x\n---\n");
    let names = characters.iter().flat_map(|c| {
        [
            format!("{c}.md"),
            format!("{c}eed/har{c}bour/{c}/2031-04-01-{c}arbour-har{c}bour-{c}-harbour{c}.md"),
            format!("2031{c}04{c}01.md{c}"),
        ]
    });
    let files: Vec<_> =
        names.map(|name| SourceFile { name: name.into(), place: header.place.clone() }).collect();
    let read = whole(&files);
    assert!(read == files.len(), "{read} files of {}", files.len());
}

fn addresses_and_templates(_: &Scratch, characters: &[char]) {
    for c in characters {
        for address in [
            format!("{c}"),
            format!("{c}https://a.example/"),
            format!("https://{c}"),
            format!("https{c}://a.example/"),
            format!("https://har{c}bour.example{c}:8{c}0/"),
            format!(
                "https://{c}:{c}@a.example/{c}/har{c}bour%{c}/%2{c}/.{c}/amp{c}/{c}amp?{c}=utm_source&{c}#{c}"
            ),
        ] {
            let Ok(address) = Address::parse(&address) else { continue };
            let again = Address::parse(address.shown()).expect("what is shown is an address");
            assert!(again.is_same_page(&address), "{address:?} reads back");
            let _asked =
                (address.slug(), address.site_and_last_segment(), address.video_id(), address.keys().count());
        }
        // A template is written by the user, so it may contain any character.
        for source in [
            format!("{c}{{{{ '{c}' }}}}{{# {c} #}}har{c}bour{{% if 1 %}}{c}{{% endif %}}{c}"),
            format!("{{{{ 'har{c}bour' | md }}}} {{{{ '{c}arbour' | clip(3) }}}} {{{{ '{c}' | json }}}}"),
        ] {
            let _refused = Template::new("mine.md", source).map(|_| ()).is_err();
        }
    }
}

/// The characters to test: all of them, or some in a debug build.
fn characters() -> Vec<char> {
    let all = (0..=u32::from(char::MAX)).filter_map(char::from_u32);
    if !cfg!(debug_assertions) {
        return all.collect();
    }
    let edges =
        generators::characters::BY_CATEGORY.iter().flat_map(generators::characters::Characters::edges);
    let mut some: Vec<char> = all.step_by(1999).chain(edges.step_by(7)).chain(named_in_sources()).collect();
    some.sort_unstable();
    some.dedup();
    some
}

/// The characters that newsfeed's own sources name, and so treat specially.
fn named_in_sources() -> Vec<char> {
    let mut named: Vec<char> = (0..128).map(char::from).collect();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("a source").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = fs::read_to_string(path).expect("a source is UTF-8");
            let escapes = source.split("\\u{").skip(1).filter_map(|rest| rest.split_once('}'));
            let escaped = escapes.filter_map(|(hex, _)| char::from_u32(u32::from_str_radix(hex, 16).ok()?));
            named.extend(escaped.chain(source.chars().filter(|c| !c.is_ascii())));
        }
    }
    named
}

/// The work of a worker: every piece in every place.
fn pieces(characters: &[char]) -> impl Iterator<Item = (usize, &[char])> {
    characters.chunks(PIECE).flat_map(|piece| (0..PLACES.len()).map(move |place| (place, piece)))
}

/// The main function of a child: works through its pieces and prints the number of each.
#[test]
fn child() {
    let Ok(task) = env::var(TASK) else { return };
    let numbers: Vec<usize> = task.split(' ').skip(1).filter_map(|n| n.parse().ok()).collect();
    let scratch = Scratch::new();
    let characters = characters();
    match (task.split(' ').next(), &numbers[..]) {
        (Some("worker"), [worker, workers, from]) => {
            let own = pieces(&characters).enumerate().skip(*from);
            for (number, (place, piece)) in own.filter(|(number, _)| number % workers == *worker) {
                println!("at {number}");
                PLACES[place].1(&scratch, piece);
            }
        }
        (Some("piece"), [place, first, last]) => PLACES[*place].1(&scratch, &characters[*first..=*last]),
        _ => panic!("{task} is no task"),
    }
}

/// The way a child ended.
enum End {
    Done,
    /// It failed in this piece, with this message.
    Failed(String),
    /// It printed nothing for too long.
    Silent,
}

/// Runs a child. Returns how it ended and the number of its last piece.
fn run(task: &str) -> (End, usize) {
    let mut child = start(task);
    let (said, lines) = mpsc::channel();
    let out = child.stdout.take().expect("it is piped");
    let mut err = child.stderr.take().expect("it is piped");
    thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            let _ended = said.send(line);
        }
    });
    let words = thread::spawn(move || {
        let mut words = Vec::new();
        let _cut = std::io::copy(&mut err, &mut words);
        String::from_utf8_lossy(&words).into_owned()
    });
    let mut at = 0;
    loop {
        match lines.recv_timeout(PATIENCE) {
            Ok(line) => {
                // The test harness may have begun the line.
                if let Some((_, number)) = line.rsplit_once("at ") {
                    at = number.parse().unwrap_or(at);
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                let _gone = child.kill().and_then(|()| child.wait());
                return (End::Silent, at);
            }
        }
    }
    let status: ExitStatus = child.wait().expect("a child ends");
    let words = words.join().unwrap_or_default();
    let shown: Vec<&str> = words.lines().filter(|line| !line.trim().is_empty()).take(4).collect();
    let end =
        if status.success() { End::Done } else { End::Failed(format!("{status}: {}", shown.join(" "))) };
    (end, at)
}

fn start(task: &str) -> Child {
    let this = env::current_exe().expect("a test knows where it is");
    let mut command = if cfg!(unix) {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"")]).arg(this);
        shell
    } else {
        Command::new(this)
    };
    command
        .args(["--exact", "child", "--nocapture", "--test-threads", "1"])
        .env(TASK, task)
        // One thread for each worker is enough.
        .env("RAYON_NUM_THREADS", "1")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("this test can be started again")
}

/// Finds the one character of a piece that fails by itself. Returns the whole piece if only several characters together
/// fail.
fn narrow(place: usize, mut piece: RangeInclusive<usize>) -> (RangeInclusive<usize>, String) {
    let fails = |piece: &RangeInclusive<usize>| {
        let (end, _) = run(&format!("piece {place} {} {}", piece.start(), piece.end()));
        match end {
            End::Done => None,
            End::Failed(words) => Some(words),
            End::Silent => Some(format!("no end after {} s", PATIENCE.as_secs())),
        }
    };
    let Some(mut why) = fails(&piece) else { return (piece, String::from("it fails after others only")) };
    while piece.start() < piece.end() {
        let middle = usize::midpoint(*piece.start(), *piece.end());
        let halves = [*piece.start()..=middle, middle + 1..=*piece.end()];
        let Some((half, words)) = halves.into_iter().find_map(|half| Some((half.clone(), fails(&half)?)))
        else {
            break;
        };
        (piece, why) = (half, words);
    }
    (piece, why)
}

/// Runs a worker's share and returns its failures.
fn share(worker: usize, workers: usize, characters: &[char]) -> Vec<String> {
    /// More failures would not add information.
    const MOST: usize = 3;
    let mut found = Vec::new();
    let mut from = 0;
    while found.len() < MOST {
        let (end, at) = run(&format!("worker {worker} {workers} {from}"));
        if let End::Done = end {
            break;
        }
        let first = at / PLACES.len() * PIECE;
        let last = (first + PIECE).min(characters.len()) - 1;
        let (piece, why) = narrow(at % PLACES.len(), first..=last);
        let (first, last) = (u32::from(characters[*piece.start()]), u32::from(characters[*piece.end()]));
        let name =
            if first == last { format!("U+{first:04X}") } else { format!("U+{first:04X} to U+{last:04X}") };
        found.push(format!("{name} in {}: {why}", PLACES[at % PLACES.len()].0));
        from = at + 1;
    }
    found
}

#[test]
fn every_character_comes_to_an_end_in_every_place() {
    if env::var(TASK).is_ok() {
        return;
    }
    let begin = Instant::now();
    let characters = characters();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let found = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for worker in 0..workers {
            let (found, characters) = (&found, &characters);
            scope.spawn(move || {
                let failed = share(worker, workers, characters);
                found.lock().expect("no worker panics").extend(failed);
            });
        }
    });
    println!("{} characters in {} places, {:.0?}", characters.len(), PLACES.len(), begin.elapsed());
    let found = found.into_inner().expect("no worker panics");
    assert!(found.is_empty(), "{} failed:\n{}", found.len(), found.join("\n"));
}
