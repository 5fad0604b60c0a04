//! What falls away from an address before two are compared, as data: each row with an example that the tests
//! run. The code that applies the rows is in `address.rs`.

/// An address inside an address: a cache, a viewer, a redirector.
pub struct Wrapper {
    /// The host, or with a leading dot any host below it.
    pub host: &'static str,
    /// Where the inner address stands.
    pub inner: Inner,
    /// A wrapped address and what it wraps.
    pub example: (&'static str, &'static str),
}

/// Where a wrapper keeps the inner address.
pub enum Inner {
    /// After this prefix of the path, without its scheme.
    Path(&'static str),
    /// In this query parameter, percent-encoded.
    Query(&'static str),
}

/// Known wrappers.
pub const WRAPPERS: &[Wrapper] = &[
    Wrapper {
        host: ".cdn.ampproject.org",
        inner: Inner::Path("/c/s/"),
        example: ("https://a-example-com.cdn.ampproject.org/c/s/a.example.com/x", "https://a.example.com/x"),
    },
    Wrapper {
        host: ".cdn.ampproject.org",
        inner: Inner::Path("/v/s/"),
        example: ("https://example-com.cdn.ampproject.org/v/s/example.com/x", "https://example.com/x"),
    },
    Wrapper {
        host: ".cdn.ampproject.org",
        inner: Inner::Path("/c/"),
        example: ("https://example-com.cdn.ampproject.org/c/example.com/x", "https://example.com/x"),
    },
    Wrapper {
        host: ".cdn.ampproject.org",
        inner: Inner::Path("/v/"),
        example: ("https://example-com.cdn.ampproject.org/v/example.com/x", "https://example.com/x"),
    },
    Wrapper {
        host: "www.google.com",
        inner: Inner::Path("/amp/s/"),
        example: ("https://www.google.com/amp/s/example.com/x", "https://example.com/x"),
    },
    Wrapper {
        host: "www.bing.com",
        inner: Inner::Path("/amp/s/"),
        example: ("https://www.bing.com/amp/s/example.com/x", "https://example.com/x"),
    },
    Wrapper {
        host: "www.google.com",
        inner: Inner::Query("url"),
        example: (
            "https://www.google.com/url?sa=t&url=https%3A%2F%2Fexample.com%2Fx",
            "https://example.com/x",
        ),
    },
    Wrapper {
        host: "www.google.com",
        inner: Inner::Query("q"),
        example: ("https://www.google.com/url?q=https://example.com/x", "https://example.com/x"),
    },
    Wrapper {
        host: "l.facebook.com",
        inner: Inner::Query("u"),
        example: (
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.com%2Fx&h=AT0",
            "https://example.com/x",
        ),
    },
];

/// First labels of a host that name a rendering, not another site: `m.example.com` is `example.com`.
pub const HOST_LABELS: &[&str] = &["www", "m", "mobile", "amp", "edition"];

/// A first or last path segment that names the AMP rendering, and what stands there otherwise.
pub const AMP_SEGMENTS: &[(&str, Option<&str>)] = &[
    ("amp", None),                      // /amp/news/x, /news/x/amp
    ("google-amp", None),               // /google-amp/news/x
    ("amphtml", None),                  // /amphtml/author/x
    ("amp-articles", Some("articles")), // /amp-articles/x/1100-6511915
];

/// A prefix of any segment that names the AMP rendering: `/amp_articleshow/96116778`.
pub const AMP_PREFIXES: &[&str] = &["amp_"];

/// Ends of the last segment that name the AMP rendering, longest first.
pub const AMP_ENDINGS: &[&str] = &["-amp.html", ".amp.html", ".amphtml", ".amp", "-amp"];

/// Query parameters, by whole name, that ask for the AMP rendering.
pub const AMP_PARAMETERS: &[&str] = &["amp", "amphtml", "outputtype", "_amp", "amp_js_v", "amp_gsa", "usqp"];

/// File names a server answers a folder with.
pub const INDEX_FILES: &[&str] = &[
    "index.html",
    "index.htm",
    "index.php",
    "index.jsp",
    "index.asp",
    "default.aspx",
    "amp.html",
    "index.amp",
];

/// Beginnings of query parameters that tell the site where the reader came from.
pub const TRACKING_PREFIXES: &[&str] =
    &["utm_", "mc_", "pk_", "piwik_", "hsa_", "oly_", "vero_", "at_", "wt."];

/// Query parameters, by whole lower-case name, that tell the site where the reader came from.
pub const TRACKING: &[&str] = &[
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "msclkid",
    "yclid",
    "twclid",
    "igshid",
    "ocid",
    "cvid",
    "cmpid",
    "ncid",
    "icid",
    "ftag",
    "feedtype",
    "feedname",
    "ito",
    "sr_share",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "ref_src",
    "ref_url",
    "referrer",
    "smid",
    "smtyp",
    "rss",
    "spref",
    "s_cid",
    "xtor",
    "trk",
    "tpcc",
    "intcmp",
    "taid",
    "soc_src",
    "soc_trk",
    "mbid",
    "fromrss",
    "ab_channel",
    "__twitter_impression",
];

/// The same, but only where the value is a word: `?ref=homepage` is tracking, `?ref=1001` may be the article.
pub const TRACKING_WORDS: &[&str] =
    &["ref", "cid", "cmp", "mod", "partner", "share", "via", "feature", "si", "sh"];

/// Query parameters that are tracking only with one of these values.
pub const TRACKING_VALUES: &[(&str, &[&str])] = &[
    ("src", &["rss", "twitter", "facebook", "email", "feed"]),
    ("source", &["rss", "twitter", "facebook", "email", "feed", "amp", "homepage"]),
    ("from", &["rss", "feed", "twitter", "facebook"]),
    ("track", &["rss"]),
    ("output", &["amp"]),
];

/// First path segments that name an English edition of one country: the piece is the same in each.
/// Segments that name a language (`/fr/`) stay: a translation is another article.
pub const EDITIONS: &[&str] =
    &["uk", "us", "au", "ca", "nz", "ie", "in", "sg", "za", "ph", "hk", "row", "global"];

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

/// The registrable domains that are one video site, and the name its ids are kept under.
pub const VIDEO_SITE: &str = "youtube.com";
/// Hosts of [`VIDEO_SITE`] by registrable domain.
pub const VIDEO_HOSTS: &[&str] = &["youtube.com", "youtu.be", "ytimg.com", "youtube-nocookie.com"];
/// Path segments of video addresses and of their images that stand before the id.
pub const VIDEO_SEGMENTS: &[&str] = &["vi", "vi_webp", "embed", "shorts", "live", "v"];

/// Path segments after which a number names a person, a topic or a place, not an article.
pub const ID_CONTAINERS: &[&str] = &[
    "topic", "topics", "tag", "tags", "user", "users", "author", "authors", "profile", "category", "forum",
    "forums", "group", "groups", "channel", "section", "id",
];

/// Path segments after which a number of five or six digits is an article's id.
pub const ID_SECTIONS: &[&str] = &["article", "articles", "news", "story", "stories", "articleshow"];
