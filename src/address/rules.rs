//! The rules of addresses as data: each row names text to remove before two addresses are compared. Each row comes with
//! its source, two addresses that are one page by it, and two that look so but are not; the tests check both. The other
//! files here apply the rows.

mod parameters;

pub use parameters::{PARAMETERS, PREFIXES, Parameter, ParameterScope, ParameterValues, REFERRERS};

/// How sure it is that the text a row removes does not name a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// It never names a page: the rest is the same page.
    Strong,
    /// It seldom names a page: the rest is the same page if the titles are similar.
    Weak,
}

/// The source of a row, and two pairs of addresses that test it.
#[derive(Debug, Clone, Copy)]
pub struct Proof {
    /// The document that defines the convention, or the sites that follow it.
    pub source: &'static str,
    /// Two addresses of one page.
    pub one: (&'static str, &'static str),
    /// Two addresses that look like one page, but are two.
    pub two: (&'static str, &'static str),
}

impl Proof {
    const fn new(
        source: &'static str,
        one: (&'static str, &'static str),
        two: (&'static str, &'static str),
    ) -> Proof {
        Proof { source, one, two }
    }
}

/// Hosts whose addresses contain other addresses: a cache, a viewer, a redirector.
#[derive(Debug)]
pub struct Wrapper {
    /// The hosts.
    pub host: WrapperHost,
    /// The places of the inner address. The proof has a wrapped address with its inner one, and an address that wraps
    /// nothing with the one it seems to wrap.
    pub inner: &'static [(InnerAddress, Proof)],
}

/// The hosts of a wrapper.
#[derive(Debug, Clone, Copy)]
pub enum WrapperHost {
    /// This host.
    Exactly(&'static str),
    /// The hosts that end in this text, which begins with a dot.
    Below(&'static str),
    /// `google.com`, `www.google.co.uk`: this label before any public suffix, with or without `www`.
    AnyCountry(&'static str),
}

/// The place of the inner address.
#[derive(Debug)]
pub enum InnerAddress {
    /// After this prefix of the path, without its scheme.
    Path(&'static str),
    /// In this query parameter, percent-encoded.
    Query(&'static str),
}

const CACHE: &str = "developers.google.com/amp/cache/overview, \"AMP Cache URL format\"";

/// An AMP cache stores documents under `/c/` and, in its viewer, under `/v/`; `s/` follows if they were fetched by
/// https.
const fn cache(
    prefix: &'static str,
    one: (&'static str, &'static str),
    two: (&'static str, &'static str),
) -> (InnerAddress, Proof) {
    (InnerAddress::Path(prefix), Proof::new(CACHE, one, two))
}

const fn redirector(
    parameter: &'static str,
    one: (&'static str, &'static str),
    two: (&'static str, &'static str),
) -> (InnerAddress, Proof) {
    (InnerAddress::Query(parameter), Proof::new("the site's own links to other sites", one, two))
}

const X: &str = "https://tide.example/x";
const IMAGE: (&str, &str) =
    ("https://tide-example.cdn.ampproject.org/i/s/tide.example/x.jpg", "https://tide.example/x.jpg");

/// Known wrappers.
pub const WRAPPERS: &[Wrapper] = &[
    Wrapper {
        host: WrapperHost::Below(".cdn.ampproject.org"),
        inner: &[
            cache("/c/s/", ("https://tide-example.cdn.ampproject.org/c/s/tide.example/x", X), IMAGE),
            cache("/v/s/", ("https://tide-example.cdn.ampproject.org/v/s/tide.example/x", X), IMAGE),
            cache("/wp/s/", ("https://tide-example.cdn.ampproject.org/wp/s/tide.example/x", X), IMAGE),
            cache("/c/", ("https://tide-example.cdn.ampproject.org/c/tide.example/x", X), IMAGE),
            cache("/v/", ("https://tide-example.cdn.ampproject.org/v/tide.example/x", X), IMAGE),
        ],
    },
    Wrapper {
        host: WrapperHost::Exactly("cdn.ampproject.org"),
        inner: &[
            cache("/c/s/", ("https://cdn.ampproject.org/c/s/tide.example/x", X), IMAGE),
            cache("/v/s/", ("https://cdn.ampproject.org/v/s/tide.example/x", X), IMAGE),
            cache("/c/", ("https://cdn.ampproject.org/c/tide.example/x", X), IMAGE),
            cache("/v/", ("https://cdn.ampproject.org/v/tide.example/x", X), IMAGE),
        ],
    },
    Wrapper {
        host: WrapperHost::Below(".bing-amp.com"),
        inner: &[
            cache("/c/s/", ("https://tide-example.bing-amp.com/c/s/tide.example/x", X), IMAGE),
            cache("/c/", ("https://tide-example.bing-amp.com/c/tide.example/x", X), IMAGE),
        ],
    },
    Wrapper {
        host: WrapperHost::AnyCountry("google"),
        inner: &[
            cache(
                "/amp/s/",
                ("https://www.google.co.uk/amp/s/tide.example/x", X),
                ("https://google.tide.example/amp/s/tide.example/x", X),
            ),
            cache(
                "/amp/",
                ("https://www.google.com/amp/tide.example/x", X),
                ("https://www.google.com/maps/tide.example/x", X),
            ),
            redirector(
                "url",
                ("https://www.google.com/url?sa=t&url=https%3A%2F%2Ftide.example%2Fx", X),
                ("https://www.google.com/search?hurl=https%3A%2F%2Ftide.example%2Fx", X),
            ),
            redirector(
                "q",
                ("https://www.google.com/url?q=https://tide.example/x", X),
                ("https://www.google.com/search?q=tide.example", X),
            ),
        ],
    },
    Wrapper {
        host: WrapperHost::Exactly("www.bing.com"),
        inner: &[cache(
            "/amp/s/",
            ("https://www.bing.com/amp/s/tide.example/x", X),
            ("https://www.bing.com/maps/s/tide.example/x", X),
        )],
    },
    Wrapper {
        host: WrapperHost::Exactly("l.facebook.com"),
        inner: &[redirector(
            "u",
            ("https://l.facebook.com/l.php?u=https%3A%2F%2Ftide.example%2Fx&h=AT0", X),
            ("https://www.facebook.com/sharer.php?u=https%3A%2F%2Ftide.example%2Fx", X),
        )],
    },
    Wrapper {
        host: WrapperHost::Exactly("lm.facebook.com"),
        inner: &[redirector(
            "u",
            ("https://lm.facebook.com/l.php?u=https%3A%2F%2Ftide.example%2Fx&h=AT0", X),
            ("https://lm.facebook.com/l.php?v=https%3A%2F%2Ftide.example%2Fx", X),
        )],
    },
    Wrapper {
        host: WrapperHost::Exactly("l.instagram.com"),
        inner: &[redirector(
            "u",
            ("https://l.instagram.com/?u=https%3A%2F%2Ftide.example%2Fx&e=AT0", X),
            ("https://l.instagram.com/?e=https%3A%2F%2Ftide.example%2Fx", X),
        )],
    },
    Wrapper {
        host: WrapperHost::Exactly("t.umblr.com"),
        inner: &[redirector(
            "z",
            ("https://t.umblr.com/redirect?z=https%3A%2F%2Ftide.example%2Fx", X),
            ("https://t.umblr.com/redirect?t=https%3A%2F%2Ftide.example%2Fx", X),
        )],
    },
    Wrapper {
        host: WrapperHost::Exactly("out.reddit.com"),
        inner: &[redirector(
            "url",
            ("https://out.reddit.com/t3_1?url=https%3A%2F%2Ftide.example%2Fx", X),
            ("https://www.reddit.com/submit?url=https%3A%2F%2Ftide.example%2Fx", X),
        )],
    },
    Wrapper {
        host: WrapperHost::Exactly("vk.com"),
        inner: &[redirector(
            "to",
            ("https://vk.com/away.php?to=https%3A%2F%2Ftide.example%2Fx", X),
            ("https://vk.com/feed?w=wall-1_2", X),
        )],
    },
    Wrapper {
        host: WrapperHost::Exactly("duckduckgo.com"),
        inner: &[redirector(
            "uddg",
            ("https://duckduckgo.com/l/?uddg=https%3A%2F%2Ftide.example%2Fx", X),
            ("https://duckduckgo.com/?q=https%3A%2F%2Ftide.example%2Fx", X),
        )],
    },
    Wrapper {
        host: WrapperHost::Exactly("slack-redir.net"),
        inner: &[redirector(
            "url",
            ("https://slack-redir.net/link?url=https%3A%2F%2Ftide.example%2Fx", X),
            ("https://slack-redir.net/link?v=https%3A%2F%2Ftide.example%2Fx", X),
        )],
    },
    Wrapper {
        host: WrapperHost::Below(".safelinks.protection.outlook.com"),
        inner: &[redirector(
            "url",
            ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Ftide.example%2Fx&data=05", X),
            ("https://eur01.safelinks.protection.outlook.com/?data=https%3A%2F%2Ftide.example%2Fx", X),
        )],
    },
];

/// Labels of a host that name a rendering or a server, not a site.
#[derive(Debug)]
pub struct HostLabels {
    /// The labels, at the start of a host or, if `anywhere`, anywhere before its registrable domain.
    pub labels: &'static [&'static str],
    /// The words that a hyphen may join to the label (`es-m` and `m-es` are `es`).
    pub beside: Beside,
    /// Whether they may follow other labels (`en.m.wikipedia.org`).
    pub anywhere: bool,
    /// The source and the tests.
    pub proof: Proof,
}

/// The words that a hyphen may join to a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Nothing.
    Nothing,
    /// A language or country of two letters, or `www`.
    Language,
    /// Any word after the label (`amp-madame`), or a language before it.
    Word,
}

/// Known labels of hosts. `www2` counts as `www`.
pub const HOST_LABELS: &[HostLabels] = &[
    HostLabels {
        labels: &["www", "edition"],
        beside: Beside::Nothing,
        anywhere: false,
        proof: Proof::new(
            "ural `strip_irrelevant_subdomains` (`www4.`); CNN (`edition.`)",
            ("https://www2.tide.example/x", X),
            ("https://wwwtide.example/x", X),
        ),
    },
    HostLabels {
        labels: &["m", "mobile", "mobil", "movil", "wap", "touch", "mob"],
        beside: Beside::Language,
        anywhere: true,
        proof: Proof::new(
            "MediaWiki's MobileFrontend (`en.m.`); es-m.wikipedia.org; ural's tests",
            ("https://en.m.tide.example/x", "https://en.tide.example/x"),
            ("https://en.tide.example/x", "https://de.m.tide.example/x"),
        ),
    },
    HostLabels {
        labels: &["amp"],
        beside: Beside::Word,
        anywhere: true,
        proof: Proof::new(
            "amp.dev, \"Host AMP on a subdomain\"; amp-madame.lefigaro.fr in ural's tests",
            ("https://amp-life.tide.example/x", "https://life.tide.example/x"),
            ("https://bass-amp.tide.example/x", "https://bass.tide.example/x"),
        ),
    },
];

/// Whole path segments that name the AMP rendering.
#[derive(Debug)]
pub struct AmpSegments {
    /// Consecutive segments of a path.
    pub segments: &'static [&'static str],
    /// The segment that the other renderings have at this place.
    pub instead: Option<&'static str>,
    /// Their place in the path.
    pub place: SegmentPlace,
    /// Whether the words could also name a page or a section. If so, the rest of the path must name an article.
    pub is_word: bool,
    /// The source and the tests.
    pub proof: Proof,
}

/// The place of segments in a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SegmentPlace {
    /// Anywhere.
    Anywhere,
    /// At the start.
    First,
    /// At the end.
    Last,
}

/// Known AMP segments, longest first.
pub const AMP_SEGMENTS: &[AmpSegments] = &[
    AmpSegments {
        segments: &["platform", "amp"],
        instead: None,
        place: SegmentPlace::First,
        is_word: true,
        proof: Proof::new(
            "Vox Media's Chorus (polygon.com, theverge.com)",
            (
                "https://tide.example/platform/amp/2031/3/4/23663694/bridge-opens",
                "https://tide.example/2031/3/4/23663694/bridge-opens",
            ),
            ("https://rail.example/platform/amp", "https://rail.example/"),
        ),
    },
    AmpSegments {
        segments: &["google", "amp"],
        instead: None,
        place: SegmentPlace::First,
        is_word: true,
        proof: Proof::new(
            "Globo (g1.globo.com)",
            (
                "https://tide.example/google/amp/noticia/2031/03/04/ponte-abre.ghtml",
                "https://tide.example/noticia/2031/03/04/ponte-abre.ghtml",
            ),
            ("https://wiki.example/google/amp", "https://wiki.example/"),
        ),
    },
    AmpSegments {
        segments: &["amp", "1"],
        instead: None,
        place: SegmentPlace::Last,
        is_word: true,
        proof: Proof::new(
            "AMP for WP: ahmedkaludi/accelerated-mobile-pages#4901",
            ("https://tide.example/what-bridges-cost/amp/1", "https://tide.example/what-bridges-cost"),
            ("https://tide.example/tags/amp/1", "https://tide.example/tags"),
        ),
    },
    AmpSegments {
        segments: &["amp"],
        instead: None,
        place: SegmentPlace::Anywhere,
        is_word: true,
        proof: Proof::new(
            "amp-wp.org, \"Paired URL structures\"; comicbook.com, bbc.co.uk and dailymail.co.uk in the middle",
            (
                "https://tide.example/gaming/amp/news/bridge-opens-again",
                "https://tide.example/gaming/news/bridge-opens-again",
            ),
            ("https://tide.example/guides/amp/", "https://tide.example/guides/"),
        ),
    },
    AmpSegments {
        segments: &[".amp"],
        instead: None,
        place: SegmentPlace::Anywhere,
        is_word: false,
        proof: Proof::new(
            "Maven (thestreet.com, si.com)",
            ("https://tide.example/.amp/tech/kettle", "https://tide.example/tech/kettle"),
            ("https://tide.example/.amps/tech/kettle", "https://tide.example/tech/kettle"),
        ),
    },
    AmpSegments {
        segments: &["google-amp"],
        instead: None,
        place: SegmentPlace::Anywhere,
        is_word: false,
        proof: Proof::new(
            "CNET",
            ("https://tide.example/google-amp/news/bridge", "https://tide.example/news/bridge"),
            ("https://tide.example/google-amps/news/bridge", "https://tide.example/news/bridge"),
        ),
    },
    AmpSegments {
        segments: &["amphtml"],
        instead: None,
        place: SegmentPlace::Anywhere,
        is_word: false,
        proof: Proof::new(
            "BuzzFeed",
            ("https://tide.example/amphtml/ada/bridge", "https://tide.example/ada/bridge"),
            ("https://tide.example/amphtml-guide/ada", "https://tide.example/ada"),
        ),
    },
];

/// Sections that `amp_` or `amp-` may precede in a path, for their AMP rendering: `/amp_articleshow/96116778`.
pub const AMP_SECTIONS: &[&str] = &[
    "article",
    "articles",
    "articleshow",
    "news",
    "post",
    "posts",
    "story",
    "stories",
    "video",
    "videos",
    "videoshow",
    "gallery",
    "photogallery",
    "photostory",
    "slideshow",
    "liveblog",
    "movieshow",
    "moviereview",
    "page",
    "content",
    "recipe",
    "recipes",
    "review",
    "reviews",
];

/// An end of a path segment that names the AMP rendering.
#[derive(Debug)]
pub struct AmpEnding {
    /// The ending.
    pub ending: &'static str,
    /// Whether it could end a headline. If so, it is sure only after a number, or after three words with an extension.
    pub is_word: bool,
    /// The source and the tests.
    pub proof: Proof,
}

const fn amp_ending(
    ending: &'static str,
    source: &'static str,
    one: (&'static str, &'static str),
    two: (&'static str, &'static str),
) -> AmpEnding {
    AmpEnding { ending, is_word: false, proof: Proof::new(source, one, two) }
}

const fn amp_word_ending(
    ending: &'static str,
    source: &'static str,
    one: (&'static str, &'static str),
    two: (&'static str, &'static str),
) -> AmpEnding {
    AmpEnding { ending, is_word: true, proof: Proof::new(source, one, two) }
}

const GUITAR: (&str, &str) = ("https://music.example/guitar-lamp.html", "https://music.example/guitar.html");

/// Known endings, longest first.
pub const AMP_ENDINGS: &[AmpEnding] = &[
    amp_ending(
        ".amp.html",
        "as.com, faz.net, sudouest.fr",
        ("https://tide.example/a/bridge.amp.html", "https://tide.example/a/bridge.html"),
        GUITAR,
    ),
    amp_ending(
        "~amp.html",
        "tagesschau.de",
        ("https://tide.example/bridge-101~amp.html", "https://tide.example/bridge-101.html"),
        GUITAR,
    ),
    amp_ending(
        "_amp.html",
        "corriere.it",
        ("https://tide.example/a/bridge_amp.html", "https://tide.example/a/bridge.html"),
        GUITAR,
    ),
    amp_ending(
        ".amp.htm",
        "uol.com.br",
        ("https://tide.example/a/bridge.amp.htm", "https://tide.example/a/bridge.htm"),
        GUITAR,
    ),
    amp_word_ending(
        "-amp.html",
        "hindustantimes.com",
        (
            "https://tide.example/bridge-is-open-101679748036951-amp.html",
            "https://tide.example/bridge-is-open-101679748036951.html",
        ),
        GUITAR,
    ),
    amp_ending(
        ".amphtml",
        "AMP validator's examples",
        ("https://tide.example/a/bridge.amphtml", "https://tide.example/a/bridge"),
        GUITAR,
    ),
    amp_ending(
        ".amp",
        "mirror.co.uk, mashable.com, europe1.fr",
        ("https://tide.example/a/bridge.amp", "https://tide.example/a/bridge"),
        GUITAR,
    ),
    amp_ending(
        "!amp",
        "sueddeutsche.de",
        ("https://tide.example/bridge-1.4567!amp", "https://tide.example/bridge-1.4567"),
        GUITAR,
    ),
    amp_word_ending(
        "-amp",
        "spiegel.de",
        ("https://tide.example/bridge-a-00000000-0002-amp", "https://tide.example/bridge-a-00000000-0002"),
        GUITAR,
    ),
];

/// Path segments under which `amp` is a subject: `/tags/amp/`, `/guides/amp/`.
pub const SUBJECT_SECTIONS: &[&str] = &[
    "tag",
    "tags",
    "topic",
    "topics",
    "wiki",
    "category",
    "categories",
    "guide",
    "guides",
    "doc",
    "docs",
    "documentation",
    "search",
    "label",
    "labels",
    "glossary",
    "dictionary",
    "definition",
    "define",
    "term",
    "terms",
    "keyword",
    "keywords",
    "hashtag",
    "thema",
    "themen",
    "sujet",
    "etiqueta",
    "etiquetas",
    "tema",
    "temas",
    "help",
    "faq",
    "learn",
    "user",
    "users",
    "author",
    "authors",
    "profile",
    "about",
];

/// File names that a server uses for a folder.
pub const INDEX_FILES: &[&str] = &[
    "index.html",
    "index.htm",
    "index.shtml",
    "index.xhtml",
    "index.php",
    "index.php3",
    "index.jsp",
    "index.asp",
    "index.aspx",
    "index.cfm",
    "index.cgi",
    "index.amp",
    "index.amp.html",
    "index-amp.html",
    "default.asp",
    "default.aspx",
    "default.htm",
    "default.html",
    "amp.html",
];

/// Beginnings of the text after a `;` in a path that names a session.
pub const PATH_SESSIONS: &[&str] = &["jsessionid=", "phpsessid=", "sid=", "cfid=", "cftoken="];

/// First or last path segments that name another rendering.
pub const RENDERINGS: &[&str] = &[
    "print",
    "printable",
    "printview",
    "print.html",
    "print.php",
    "imprimir",
    "imprimer",
    "drucken",
    "lite",
];

/// First path segments that name the English edition of a country; the piece is usually the same in each edition.
/// Segments that name a language (`/fr/`) stay, because a translation is another article.
pub const EDITIONS: &[&str] =
    &["uk", "us", "au", "ca", "nz", "ie", "in", "sg", "za", "ph", "hk", "row", "global"];

/// Rows that code applies, not a table.
pub const PATHS: &[(Strength, Proof)] = &[
    (
        Strength::Strong,
        Proof::new(
            "Apache DirectoryIndex, IIS default documents",
            ("https://tide.example/bridge/index.html", "https://tide.example/bridge/"),
            ("https://tide.example/bridge/index-of-tides.html", "https://tide.example/bridge/"),
        ),
    ),
    (
        Strength::Strong,
        Proof::new(
            "Jakarta Servlet specification 7.1.3: `;jsessionid=`",
            ("https://tide.example/bridge;jsessionid=0A1B", "https://tide.example/bridge"),
            ("https://tide.example/bridge;part=2", "https://tide.example/bridge"),
        ),
    ),
    (
        Strength::Strong,
        Proof::new(
            "ASP.NET cookieless sessions: `/(S(…))/`",
            (
                "https://tide.example/(S(lit3py55t21z5v55vlm25s55))/bridge.aspx",
                "https://tide.example/bridge.aspx",
            ),
            ("https://tide.example/(south)/bridge", "https://tide.example/bridge"),
        ),
    ),
    (
        Strength::Strong,
        Proof::new(
            "WordPress: pages of comments below a post",
            (
                "https://tide.example/bridge-opens/comment-page-2/#comments",
                "https://tide.example/bridge-opens/",
            ),
            ("https://tide.example/bridge-opens/page-2/", "https://tide.example/bridge-opens/"),
        ),
    ),
    (
        Strength::Strong,
        Proof::new(
            "Substack: `open.substack.com/pub/NAME/p/POST` is the post at `NAME.substack.com`",
            ("https://open.substack.com/pub/brine/p/salt-trade", "https://brine.substack.com/p/salt-trade"),
            ("https://open.substack.com/pub/brine", "https://brine.substack.com/p/salt-trade"),
        ),
    ),
    (
        Strength::Strong,
        Proof::new(
            "Times Internet, GameSpot, Mint: `amp_`, `amp-` before a section or an id",
            (
                "https://tide.example/amp_articleshow/96116778.cms",
                "https://tide.example/articleshow/96116778.cms",
            ),
            ("https://tide.example/amp-hours/6.cms", "https://tide.example/hours/6.cms"),
        ),
    ),
    (
        Strength::Weak,
        Proof::new(
            "print views of many systems",
            ("https://tide.example/bridge-opens/print/", "https://tide.example/bridge-opens/"),
            ("https://tide.example/bridge-opens/prints/", "https://tide.example/bridge-opens/"),
        ),
    ),
    (
        Strength::Weak,
        Proof::new(
            "editions of one country",
            ("https://tide.example/uk/bridge-opens", "https://tide.example/us/bridge-opens"),
            ("https://tide.example/fr/bridge-opens", "https://tide.example/bridge-opens"),
        ),
    ),
    (
        Strength::Weak,
        Proof::new(
            "MediaWiki, Joomla and WordPress without rewriting: `/index.php/` before the path",
            ("https://tide.example/index.php/2031/bridge", "https://tide.example/2031/bridge"),
            ("https://tide.example/index-of/2031/bridge", "https://tide.example/2031/bridge"),
        ),
    ),
    (
        Strength::Weak,
        Proof::new(
            "WordPress: the first of an article's pages is the article",
            ("https://tide.example/bridge-opens/page/1/", "https://tide.example/bridge-opens/"),
            ("https://tide.example/bridge-opens/page/2/", "https://tide.example/bridge-opens/"),
        ),
    ),
    (
        Strength::Weak,
        Proof::new(
            "`-amp` may end a headline",
            ("https://tide.example/the-harbour-bridge-amp", "https://tide.example/the-harbour-bridge"),
            ("https://tide.example/the-harbour-lamp", "https://tide.example/the-harbour"),
        ),
    ),
    (
        Strength::Weak,
        Proof::new(
            "`/amp` behind a single word may be a page about AMP",
            ("https://tide.example/harvest/amp", "https://tide.example/harvest"),
            ("https://tide.example/amp", "https://tide.example/"),
        ),
    ),
];

/// Pairs of sites with common ids: an id on the first is stored as one on the second.
pub const ID_SITES: &[(&str, &str)] =
    &[("x.com", "twitter.com"), ("bbc.com", "bbc.co.uk"), ("economictimes.com", "indiatimes.com")];

/// Sites that show other outlets' articles under their own address.
pub const SYNDICATORS: &[&str] = &[
    "msn.com",
    "yahoo.com",
    "imdb.com",
    "aol.com",
    "flipboard.com",
    "news.google.com",
    "apple.news",
    "smartnews.com",
    "newsbreak.com",
];

/// The registrable domain under which video ids are stored.
pub const VIDEO_SITE: &str = "youtube.com";
/// Hosts of [`VIDEO_SITE`] by registrable domain.
pub const VIDEO_HOSTS: &[&str] = &["youtube.com", "youtu.be", "ytimg.com", "youtube-nocookie.com"];
/// Path segments before the id in addresses of videos and of their images.
pub const VIDEO_SEGMENTS: &[&str] = &["vi", "vi_webp", "embed", "shorts", "live", "v"];

/// Path segments after which a number names a person, a topic or a place, not an article.
pub const ID_CONTAINERS: &[&str] = &[
    "topic", "topics", "tag", "tags", "user", "users", "author", "authors", "profile", "category", "forum",
    "forums", "group", "groups", "channel", "section", "id",
];

/// Path segments after which a number of five or six digits is an article's id.
pub const ID_SECTIONS: &[&str] = &["article", "articles", "news", "story", "stories", "articleshow"];
