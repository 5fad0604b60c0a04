//! Every way a file can disappoint us, as data. The sentence of each stands once, beside its variant. What was done
//! about a problem is for [`super::diagnostic`] to say.

use std::fmt;
use std::io;

use chrono::NaiveDate;
use strum::IntoStaticStr;
use thiserror::Error;

use crate::address::BrokenAddress;

/// What can be wrong. The names of the variants are tokens of the JSON; new ones may be added.
///
/// A sentence follows the name of the field it is about, where it is about one. It has no full stop, and what was done
/// and what can be done about it follow after semicolons.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Problem {
    /// The header is not YAML, or one field of it is not.
    #[error(transparent)]
    YamlSyntax(YamlError),
    /// The header nests too deep, or its aliases expand to too much.
    #[error(transparent)]
    YamlLimit(YamlExcess),
    /// A header or a record is not JSON.
    #[error(transparent)]
    JsonSyntax(JsonError),
    /// A header is not TOML, or one line of it is not.
    #[error(transparent)]
    TomlSyntax(TomlError),
    /// A header or a record that is not YAML nests too deep.
    #[error("it nests deeper than {most} levels")]
    NestingLimit {
        /// The limit.
        most: usize,
    },
    /// One record of many is refused, for this reason.
    #[error(transparent)]
    Record(Box<Problem>),
    /// A tag (`!name`) where a value was expected.
    #[error(transparent)]
    YamlTag(TagError),
    /// A header is opened and never closed.
    #[error("the header opened here is never closed")]
    UnterminatedFrontMatter,
    /// The header has fields of ours but neither title nor address.
    #[error("the {0} has neither a title nor an address")]
    MissingField(Bearer),
    /// A field is given twice; which of the two is read.
    #[error("is given twice; {0}")]
    DuplicateKey(KeptValue),
    /// The header is not UTF-8.
    #[error("byte 0x{byte:02X} is not UTF-8")]
    Encoding {
        /// The first one that is wrong.
        byte: u8,
    },
    /// The file is UTF-16.
    #[error("the file is UTF-16")]
    Utf16,
    /// Something is over its limit.
    #[error(transparent)]
    TooLarge(Oversize),
    /// A header in a format that is not read.
    #[error("newsfeed does not read {0}")]
    UnsupportedHeader(UnreadFormat),
    /// The file could not be opened or read.
    #[error("cannot be read: {0}")]
    Unreadable(ReadError),
    /// A named path does not exist.
    #[error("there is no such file or folder")]
    NotFound,
    /// A field has the wrong type or an impossible value.
    #[error(transparent)]
    BadField(FieldError),
    /// The same in a file that tells how to read others.
    #[error(transparent)]
    #[strum(serialize = "bad-field")]
    BadUserFile(UserFileError),
    /// Not a date, or one outside the years 1 to 9999.
    #[error("{found} {why}")]
    BadDate {
        /// What stands there.
        found: Quoted,
        /// Why it is none.
        why: DateError,
    },
    /// Not an absolute http or https address.
    #[error(transparent)]
    BadUrl(UrlError),
    /// An address whose scheme a link must not have.
    #[error("has the scheme {scheme}, not http or https")]
    UnsafeUrl {
        /// Its scheme.
        scheme: Quoted,
    },
    /// Control characters were removed.
    #[error(transparent)]
    ControlChars(OddCharacters),
    /// Something was cut at its limit.
    #[error(transparent)]
    Truncated(Truncation),
    /// Broken YAML was read as what it plainly means.
    #[error(transparent)]
    Recovered(Recovery),
    /// A date without a zone was read as UTC.
    #[error(transparent)]
    NoZone(ZoneDoubt),
    /// A row of `--fields` whose paths are in no header.
    #[error("matches nothing; no header has {}", paths.join(" or "))]
    UnusedField {
        /// The paths.
        paths: Vec<String>,
    },
    /// An override that decides nothing.
    #[error("{address} is not in the input; the entry has no effect on it")]
    UnusedOverride {
        /// The address it names.
        address: String,
    },
    /// An override that contradicts another.
    #[error(transparent)]
    ConflictingOverride(OverrideConflict),
    /// Neither a document nor a readable text.
    #[error(transparent)]
    NoFrontMatter(NoDocument),
    /// What looks like a header is none, and the file is read as a text.
    #[error("{0}; the file is read as a text")]
    #[strum(serialize = "no-front-matter")]
    ReadAsText(NoHeader),
    /// Nothing in it but white space.
    #[error("the file has no text")]
    EmptyFile,
    /// A pipe, a device, a link that leads nowhere.
    #[error(transparent)]
    NotAFile(SpecialFile),
    /// Not text.
    #[error("the file is not text")]
    Binary,
}

impl Problem {
    /// The token of the kind, used in messages and JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Problem::Record(problem) => problem.kind(),
            problem => problem.into(),
        }
    }

    /// What a person can do about it, where that is not plain.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Problem::Record(problem) => problem.remedy(),
            Problem::UnterminatedFrontMatter => Some(Remedy::CloseHeader),
            Problem::MissingField(Bearer::Header) => Some(Remedy::AddField),
            Problem::Utf16 => Some(Remedy::ConvertToUtf8),
            Problem::Recovered(Recovery::Cut) => Some(Remedy::Quote),
            Problem::BadDate { why, .. } => why.remedy(),
            _ => None,
        }
    }
}

/// What a person can do about a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display)]
pub enum Remedy {
    /// A header that is never closed.
    #[strum(to_string = "close it after its last field")]
    CloseHeader,
    /// A header with neither title nor address.
    #[strum(to_string = "add one")]
    AddField,
    /// A file in UTF-16.
    #[strum(to_string = "convert it to UTF-8")]
    ConvertToUtf8,
    /// A title that a comment cuts.
    #[strum(to_string = "put it in quotes to keep the rest")]
    Quote,
    /// A date that may be two days.
    #[strum(to_string = "write it as {0} or {1}")]
    WriteDate(NaiveDate, NaiveDate),
    /// A date that is only a year.
    #[strum(to_string = "add the month and the day")]
    AddMonthAndDay,
    /// A date without a whole year.
    #[strum(to_string = "add it")]
    AddYear,
}

/// A value short enough for a message, in quotes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quoted(String);

impl Quoted {
    /// The first 60 characters of a value.
    pub fn new(value: &str) -> Quoted {
        const MOST: usize = 60;
        Quoted(match value.char_indices().nth(MOST) {
            Some((end, _)) => format!("“{}…”", &value[..end]),
            None => format!("“{value}”"),
        })
    }
}

impl fmt::Display for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a header or a field is not YAML.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum YamlError {
    /// The whole header, in the words of the YAML reader.
    #[error("{0}")]
    Header(String),
    /// A line that belongs to no field.
    #[error("the line is not `key: value`")]
    StrayLine,
    /// One field, or one entry of a list.
    #[error("is not valid YAML ({0})")]
    Field(BrokenField),
}

/// Why a field is not YAML by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum BrokenField {
    /// What it opens is never closed.
    #[error("a quote or bracket in it is never closed")]
    Unclosed,
    /// It is over a limit.
    #[error("it nests too deep or expands to too much")]
    Excess,
    /// Anything else, in the words of the YAML reader.
    #[error("{0}")]
    Other(String),
}

/// Which limit a file of YAML is over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum YamlExcess {
    /// Aliases of a header.
    #[error("aliases in the header expand to too much text")]
    Aliases,
    /// Depth of a header.
    #[error("the header nests deeper than {most} levels")]
    Depth {
        /// The limit.
        most: usize,
    },
    /// Aliases of a file that tells how to read others.
    #[error("its aliases expand to too much")]
    UserFileAliases,
    /// Depth of such a file.
    #[error("it nests too deep")]
    UserFileDepth,
}

/// Why a header or a record is not JSON, in the words of the JSON reader.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum JsonError {
    /// It is no JSON at all.
    #[error("it is not JSON: {0}")]
    Syntax(String),
    /// It is marked as newsfeed's own output, and has another shape.
    #[error("it is not newsfeed's JSON: {0}")]
    Shape(String),
}

/// Why a header is not TOML, in the words of the TOML reader.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum TomlError {
    /// The whole header.
    #[error("the header is not valid TOML: {0}")]
    Header(String),
    /// One line of it.
    #[error("a line of the header is not valid TOML ({0}); read as far as it goes")]
    Line(String),
}

/// What is wrong about a tag of YAML.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum TagError {
    /// It asks for a type of some programming language.
    #[error("a YAML tag asks for a type of a programming language")]
    Foreign,
    /// It stands before a value, and was read as a part of it.
    #[error("begins with a YAML tag; read as the text {0}")]
    PartOfText(Quoted),
}

/// What has the fields of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum Bearer {
    /// The header of a file.
    Header,
    /// One record of many.
    Record,
}

/// Which value of a field that is given twice is read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
pub enum KeptValue {
    /// The first one.
    #[strum(to_string = "the first is used")]
    First,
    /// The second one: the first one, in this line, is empty.
    #[strum(to_string = "the one in line {0} is empty, so this one is used")]
    SecondOf(u32),
    /// The first one, in this line.
    #[strum(to_string = "the one in line {0} is used")]
    InLine(u32),
}

/// What is over its limit. Lengths are in bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum Oversize {
    /// Records of a file.
    #[error("the file has more than {most} records; the first {most} were read")]
    Records {
        /// The limit.
        most: usize,
    },
    /// Length of a record.
    #[error("it is longer than {most} bytes")]
    Record {
        /// The limit.
        most: usize,
    },
    /// Length of a header.
    #[error("the header is longer than {most} bytes")]
    Header {
        /// The limit.
        most: usize,
    },
    /// Entries of a list of links.
    #[error("has {count} entries; the first {most} were read")]
    Entries {
        /// How many there are.
        count: usize,
        /// The limit.
        most: usize,
    },
    /// Length of an address.
    #[error("is an address of {length} bytes, over the limit of {most}")]
    Address {
        /// What it has.
        length: usize,
        /// The limit.
        most: usize,
    },
}

/// A format of headers that is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
pub enum UnreadFormat {
    /// A YAML list of maps.
    #[strum(to_string = "a header that is a list of records")]
    RecordList,
    /// A JSON list in a file whose name says nothing of JSON.
    #[strum(to_string = "a JSON list unless the file's name ends in .json")]
    JsonList,
}

/// Why a file or a folder could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum ReadError {
    /// It is a pipe, a socket or a device.
    #[error("not a regular file")]
    NotRegular,
    /// The walk below a folder failed, and not for the file system.
    #[error("newsfeed cannot list the folder")]
    Walk,
    /// The system's words.
    #[error("{0}")]
    System(String),
}

impl From<&io::Error> for ReadError {
    fn from(error: &io::Error) -> ReadError {
        ReadError::System(plain(error))
    }
}

/// An I/O error in the system's words, without its number and without paths that only we know.
pub fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let end =
        [" (os error", " at path"].iter().filter_map(|tail| text.find(tail)).min().unwrap_or(text.len());
    text[..end].to_lowercase()
}

/// Why a value is not what its field should be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum FieldError {
    /// YAML's `<<`.
    #[error("is a YAML merge, which newsfeed does not read")]
    MergeKey,
    /// Anything but a list.
    #[error("is not a list")]
    NotAList,
    /// A list or a map.
    #[error("is not text")]
    NotText,
    /// A width or a height that no image has.
    #[error("is not a number of pixels")]
    NotPixels,
    /// Neither an address nor a map.
    #[error("is not an image")]
    NotAnImage,
    /// An entry that is neither an address nor a map.
    #[error("is not a link")]
    NotALink,
    /// An entry that says nothing.
    #[error("is empty")]
    Empty,
    /// A map without a name.
    #[error("has no name")]
    Nameless,
    /// An entry of a list of links without either.
    #[error("has neither a title nor an address")]
    Untitled,
    /// A list of links in an entry of one.
    #[error("is a list inside the list")]
    NestedList,
    /// A record that is a number, a text or a list.
    #[error("it is not an object with fields")]
    NotAnObject,
    /// A text that is no number.
    #[error("{0} is not a number")]
    NotANumber(Quoted),
}

/// What is wrong in a file that tells how to read others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum UserFileError {
    /// Field paths that are no map.
    #[error("the file must map newsfeed's fields to paths, as in title: meta.headline")]
    NotAMap,
    /// A field that is none of ours.
    #[error("{name} is not a field of newsfeed; the fields are {}, each also after related.", words.join(", "))]
    UnknownField {
        /// As given.
        name: String,
        /// Our words.
        words: &'static [&'static str],
    },
    /// A field of ours that is there twice.
    #[error("{0} is given twice")]
    Repeated(String),
    /// Something else where paths should be.
    #[error("{0} must be a path like meta.headline, or a list of them")]
    NotAPath(String),
    /// A part of a path that leads to what never leaves the parser.
    #[error("newsfeed never reads {0}")]
    NeverRead(String),
    /// A kind of override that does not exist.
    #[error("{0} is not one of same, different, story, ignore")]
    UnknownOverride(String),
    /// Overrides that are no list.
    #[error("{0} must be a list")]
    NotAList(String),
    /// A story without its name or its members.
    #[error("a story needs a name and members")]
    IncompleteStory,
    /// Something else where addresses should be.
    #[error("an entry must be a list of addresses")]
    NotAddresses,
    /// Too few addresses for a decision.
    #[error("an entry needs at least {least} addresses")]
    TooFewAddresses {
        /// As many as are needed.
        least: usize,
    },
    /// A text that is no address.
    #[error("“{0}” is not an http or https address")]
    NotAnAddress(String),
}

/// Why a text is no date. The sentence follows the text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum DateError {
    /// Nothing that is read as a date.
    #[error("is not a date")]
    NotADate,
    /// Day and month could be swapped.
    #[error("may be {} or {}", .0.format("%-d %B"), .1.format("%-d %B"))]
    Ambiguous(NaiveDate, NaiveDate),
    /// A year and nothing else.
    #[error("is only a year")]
    YearAlone,
    /// Numbers of a day without a year of four digits.
    #[error("has no four-digit year")]
    ShortYear,
    /// A day or a time that no calendar or clock has.
    #[error("is a day or a time that does not exist")]
    Impossible,
    /// Not in the years 1 to 9999.
    #[error("is outside the years 1 to 9999")]
    OutOfRange,
    /// The zero of a program, which stands for no date.
    #[error("is a placeholder that means no date")]
    Zero,
}

impl DateError {
    /// What would make it a date.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            DateError::Ambiguous(a, b) => Some(Remedy::WriteDate(*a, *b)),
            DateError::YearAlone => Some(Remedy::AddMonthAndDay),
            DateError::ShortYear => Some(Remedy::AddYear),
            DateError::NotADate | DateError::Impossible | DateError::OutOfRange | DateError::Zero => None,
        }
    }
}

/// Why a text is no address of a link.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum UrlError {
    /// It means something on one site only.
    #[error("is a path on the producer's own site")]
    SitePath,
    /// It cannot be read as one.
    #[error("{found} {why}")]
    Broken {
        /// What stands there.
        found: Quoted,
        /// Why it cannot.
        why: BrokenAddress,
    },
}

/// Characters that no output may hold, and how many of them were removed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum OddCharacters {
    /// From a whole header or text.
    #[error("the {from} holds {sort} ({count}, the first is U+{:04X})", u32::from(*first))]
    File {
        /// What held them.
        from: FilePart,
        /// What they are.
        sort: CharacterSort,
        /// How many there were.
        count: usize,
        /// The first of them.
        first: char,
    },
    /// From one field.
    #[error("had {sort} ({count})")]
    Field {
        /// What they are.
        sort: CharacterSort,
        /// How many there were.
        count: usize,
    },
}

/// A part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum FilePart {
    /// What stands between the fences.
    Header,
    /// All of a file without a header.
    Text,
}

/// Characters that nobody sees, or that drive a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
pub enum CharacterSort {
    /// C0, C1, and those that Unicode says are no characters.
    #[strum(to_string = "control characters")]
    Control,
    /// U+E0000 to U+E007F, where they belong to no flag.
    #[strum(to_string = "invisible tag characters")]
    Tag,
}

/// What was cut, and what was kept. Lengths are in bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum Truncation {
    /// A title or another short text.
    #[error("was cut at {most} bytes")]
    Field {
        /// The limit.
        most: usize,
    },
    /// A text without a header.
    #[error("only the first {most} bytes of the text were read")]
    Text {
        /// The limit.
        most: usize,
    },
    /// A file of several YAML documents.
    #[error("only the first YAML document of the file was read")]
    OtherYaml,
    /// A file of several headers.
    #[error("another header follows; only the first was read")]
    OtherHeader,
    /// A file of records that ends before a bracket is closed.
    #[error("the file ends before a bracket is closed")]
    EndOfFile,
    /// A file of records that are something else.
    #[error("{count} records are not articles; newsfeed did not read the rest of the file")]
    Nonsense {
        /// How many were read.
        count: usize,
    },
}

/// What broken YAML was read as.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum Recovery {
    /// A colon or a quote in a text, a sign before it.
    #[error("is not valid YAML; read as plain text")]
    PlainText,
    /// `key:value`.
    #[error("has no space after the colon; read as if there were one")]
    NoBlank,
    /// Fields below a value.
    #[error("is indented as if it belonged to the field above; read as a field of its own")]
    Indented,
    /// Text below a value.
    #[error("continues over several lines in a way that is not valid YAML; read as plain text")]
    Wrapped,
    /// Tabs before a field.
    #[error("is indented with tabs, which YAML forbids; read as spaces")]
    Tabs,
    /// `&c marks the spot`.
    #[error("begins with `&`, which names an anchor in YAML; read as plain text")]
    Anchor,
    /// `#1 reason`.
    #[error("begins with `#`, which opens a comment in YAML; read as plain text")]
    Comment,
    /// `!!! Breaking`.
    #[error("begins with `!!`, which opens a tag in YAML; read as plain text")]
    Tag,
    /// `Harbour #opens`.
    #[error("is cut at ` #`, which opens a comment in YAML")]
    Cut,
    /// An article's page whose header has neither title nor address.
    #[error("the header has neither a title nor an address; the title was taken from {0}")]
    Title(TitleOrigin),
}

/// Where the title of a page was taken from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
pub enum TitleOrigin {
    /// The name of the file.
    #[strum(to_string = "the file's name")]
    FileName,
    /// A heading of the body.
    #[strum(to_string = "the heading in line {0}")]
    Heading(u32),
}

/// What is not certain about the zone of a date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum ZoneDoubt {
    /// It names none.
    #[error("{0} names no zone; read as UTC")]
    Missing(Quoted),
    /// It names one by letters that several zones have.
    #[error("{found} is in “{zone}”, a name of several zones; newsfeed kept only the day")]
    Ambiguous {
        /// The date.
        found: Quoted,
        /// The letters.
        zone: String,
    },
}

/// What an override contradicts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum OverrideConflict {
    /// Another one, or itself.
    #[error("the `different` entry names one article twice or contradicts a `same` entry")]
    Different,
    /// An earlier story.
    #[error("the story names an article of an earlier story; the article stays in the earlier one")]
    Story,
}

/// Why a header or a file is no document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum NoDocument {
    /// A file of records without one.
    #[error("the file has no records")]
    NoRecord,
    /// Nothing between the fences.
    #[error("the header is empty")]
    EmptyHeader,
    /// A word, a list of words.
    #[error("the header is not a list of fields")]
    NoFields,
    /// A header of something else.
    #[error("the header has no field of an article")]
    ForeignHeader,
    /// A record of something else.
    #[error("the record has no field of an article")]
    ForeignRecord,
    /// The header of a page that is no article.
    #[error("the page has neither a title nor an address")]
    Untitled,
}

/// Why what looks like a header is none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum NoHeader {
    /// Prose follows a line that could be a fence.
    #[error("no header follows this line")]
    Prose,
    /// This would be wrong about it.
    #[error("{}", sentence(.0))]
    Broken(Box<Problem>),
}

/// What is wrong and what can be done about it.
pub(super) fn sentence(problem: &Problem) -> String {
    problem.remedy().map_or(problem.to_string(), |remedy| format!("{problem}; {remedy}"))
}

/// What is neither a file nor a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum SpecialFile {
    /// A symbolic link to a folder.
    #[error("it is a link to a folder, which newsfeed follows only with --follow")]
    FolderLink,
    /// One that would lead in a circle.
    #[error("it is a link to a folder above it")]
    LinkBack,
    /// One whose target does not exist.
    #[error("it is a link to a file that does not exist")]
    DeadLink,
    /// What may never end, or do something when opened.
    #[error("it is a pipe, a socket or a device, which newsfeed never opens")]
    Device,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_cut_at_sixty_characters() {
        assert_eq!(Quoted::new("né").to_string(), "“né”");
        assert_eq!(Quoted::new(&"é".repeat(60)).to_string(), format!("“{}”", "é".repeat(60)));
        assert_eq!(Quoted::new(&"é".repeat(61)).to_string(), format!("“{}…”", "é".repeat(60)));
    }

    #[test]
    fn an_error_of_the_system_has_neither_number_nor_path() {
        let error = io::Error::from_raw_os_error(13);
        assert!(error.to_string().contains(" (os error 13)"), "{error}");
        assert!(!plain(&error).contains("os error"));
        let error = tempfile::NamedTempFile::new_in("/nowhere").unwrap_err();
        assert!(error.to_string().contains(" at path"), "{error}");
        assert!(!plain(&error).contains("/nowhere"));
    }

    #[test]
    fn a_kind_is_that_of_the_reason() {
        assert_eq!(Problem::Utf16.kind(), "utf16");
        assert_eq!(Problem::NotAFile(SpecialFile::Device).kind(), "not-a-file");
        assert_eq!(Problem::ReadAsText(NoHeader::Prose).kind(), "no-front-matter");
        assert_eq!(Problem::BadUserFile(UserFileError::NotAMap).kind(), "bad-field");
        assert_eq!(Problem::Record(Box::new(Problem::NestingLimit { most: 64 })).kind(), "nesting-limit");
    }
}
