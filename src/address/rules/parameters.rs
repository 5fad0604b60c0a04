//! Query parameters that do not name a page, grouped by the systems that add them.

use super::{Proof, Strength};

/// Parameters of one convention.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Their names in lower case; in [`PREFIXES`], the beginnings of their names.
    pub names: &'static [&'static str],
    /// The values with which they are removed.
    pub values: ParameterValues,
    /// The addresses from which they are removed.
    pub on: ParameterScope,
    /// How sure it is that they do not name a page.
    pub strength: Strength,
    /// Whether they ask for an AMP rendering.
    pub amp: bool,
    /// The source and the tests.
    pub proof: Proof,
}

/// The values of a parameter that is removed.
#[derive(Debug, Clone, Copy)]
pub enum ParameterValues {
    /// Any value.
    Any,
    /// Nothing, or a word for yes or no.
    Flag,
    /// Nothing, words of [`REFERRERS`], or the name of a host.
    Referrer,
    /// Any value without a digit.
    Wordy,
    /// One of these values, in lower case.
    OneOf(&'static [&'static str]),
    /// Values that begin with one of these texts.
    Begins(&'static [&'static str]),
    /// Exactly this many hexadecimal digits.
    Hex(usize),
    /// Digits and small letters, at most this many.
    Short(usize),
}

/// The addresses from which a parameter is removed.
#[derive(Debug, Clone, Copy)]
pub enum ParameterScope {
    /// All addresses.
    Everywhere,
    /// Addresses of these registrable domains or hosts.
    Sites(&'static [&'static str]),
    /// Addresses whose path satisfies the function.
    Paths(fn(&[&str]) -> bool),
}

impl Parameter {
    const fn new(names: &'static [&'static str], proof: Proof) -> Parameter {
        let (values, on) = (ParameterValues::Any, ParameterScope::Everywhere);
        Parameter { names, values, on, strength: Strength::Strong, amp: false, proof }
    }

    const fn with(self, values: ParameterValues) -> Parameter {
        Parameter { values, ..self }
    }

    const fn on(self, on: ParameterScope) -> Parameter {
        Parameter { on, ..self }
    }

    const fn weak(self) -> Parameter {
        Parameter { strength: Strength::Weak, ..self }
    }

    const fn amp(self) -> Parameter {
        Parameter { amp: true, ..self }
    }
}

/// Names that sites use both for a referrer and for the id of a page.
#[rustfmt::skip]
const AMBIGUOUS: &[&str] = &[
    "ref", "cid", "cmp", "mod", "partner", "share", "shared", "via", "feature", "si", "sh", "src", "source",
    "from", "origin", "referer", "medium", "campaign", "promo", "link_source", "traffic_source", "platform",
    "nl",
];

const PAGE: &str = "https://tide.example/news/bridge";

/// Parameters by whole name.
#[rustfmt::skip]
pub const PARAMETERS: &[Parameter] = &[
    // AMP.
    Parameter::new(
        &[
            "amp", "_amp", "amphtml", "isamp", "is_amp", "wpamp", "noamp", "nonamp", "amp_lite", "ampmode",
        ],
        Proof::new(
            "amp.dev, \"AMP URLs\": WordPress `?amp`, `?amp=1`, Arc XP `?_amp=true`",
            (PAGE, "https://tide.example/news/bridge?amp=1"),
            ("https://shop.example/fuse?amp=30", "https://shop.example/fuse"),
        ),
    )
    .with(ParameterValues::Flag)
    .amp(),
    Parameter::new(
        &[
            "output", "outputtype", "mode", "view", "format", "_format", "type", "template", "layout",
            "render",
        ],
        Proof::new(
            "Arc XP `outputType=amp`; other systems' names for it",
            (PAGE, "https://tide.example/news/bridge?outputType=amp"),
            (PAGE, "https://tide.example/news/bridge?outputType=json"),
        ),
    )
    .with(ParameterValues::OneOf(&["amp", "amphtml"]))
    .amp(),
    Parameter::new(
        &[
            "amp_js_v", "amp_gsa", "usqp", "amp_ct", "amp_tf", "amp_r", "amp_analytics", "amp_markup",
            "ampshare",
        ],
        Proof::new(
            "developers.google.com/amp/cache/overview: what caches and viewers add",
            (PAGE, "https://tide.example/news/bridge?amp_js_v=0.1&usqp=mq331AQ"),
            ("https://volt.example/tube?amp_class=ab", "https://volt.example/tube"),
        ),
    )
    .amp(),
    // Clicks and campaigns.
    Parameter::new(
        &[
            "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "srsltid", "_ga",
            "_gl", "gaa_at", "gaa_n", "gaa_ts", "gaa_sig",
        ],
        Proof::new(
            "support.google.com/google-ads, \"Auto-tagging\"",
            (PAGE, "https://tide.example/news/bridge?gclid=Cj0"),
            (PAGE, "https://tide.example/news/bridge?id=Cj0"),
        ),
    ),
    Parameter::new(
        &[
            "fbclid", "mibextid", "sfnsn", "fb_ref", "fb_source", "action_object_map", "action_type_map",
            "action_ref_map", "igshid", "igsh",
        ],
        Proof::new(
            "developers.facebook.com, \"fbc and fbp parameters\"; ClearURLs documentation",
            (PAGE, "https://tide.example/news/bridge?fbclid=IwAR0"),
            (PAGE, "https://tide.example/news/bridge?fbid=77"),
        ),
    ),
    Parameter::new(
        &[
            "msclkid", "yclid", "ysclid", "_openstat", "twclid", "ttclid", "li_fat_id", "epik", "sccid",
            "rdt_cid", "obclid", "dicbo", "tblci", "wickedid", "irclickid", "irgwc", "cjevent", "zanpid",
            "rb_clickid",
        ],
        Proof::new(
            "Microsoft, Yandex, X, TikTok, LinkedIn, Pinterest, Snap, Reddit, Outbrain, Taboola: ids of a click",
            (PAGE, "https://tide.example/news/bridge?msclkid=0a"),
            (PAGE, "https://tide.example/news/bridge?clip=0a"),
        ),
    ),
    Parameter::new(
        &[
            "s_cid", "s_kwcid", "ef_id", "xtor", "xtref", "xtcr", "xts", "xtnp", "xtloc", "wt_mc", "wt_zmc",
            "wtmc", "wtrid", "ns_campaign", "ns_mchannel", "ns_source", "ns_linkname", "ns_fee", "cm_mmc",
            "cm_ven", "echobox", "trk_contact", "trk_msg", "trk_module", "trk_sid", "spm", "cmpid",
            "campaign_id",
        ],
        Proof::new(
            "Adobe, AT Internet, Webtrekk, comScore, IBM, Alibaba: campaigns",
            (PAGE, "https://tide.example/news/bridge?xtor=RSS-11&ns_source=x"),
            (PAGE, "https://tide.example/news/bridge?campaign=2031"),
        ),
    ),
    // Mail.
    Parameter::new(
        &[
            "mkt_tok", "_hsenc", "_hsmi", "__hstc", "__hssc", "__hsfp", "hsctatracking", "ck_subscriber_id",
            "ml_subscriber", "ml_subscriber_hash", "_kx", "_ke", "__s", "dm_i", "elqtrackid", "elqtrack",
            "elqaid", "elqat", "elqcampaignid", "elq", "spmailingid", "spuserid", "spjobid", "spreportid",
            "bbeml", "inf_contact_key", "sc_src", "sc_lid", "sc_uid", "sc_llid", "sc_eid", "emci", "emdi",
            "ceid", "bxid", "cndid", "hasha", "hashb", "hashc", "mbid", "nltr", "omhide", "mailing_id",
            "vgo_ee",
        ],
        Proof::new(
            "Marketo, HubSpot, Kit, MailerLite, Klaviyo, Drip, Dotdigital, Eloqua, Acoustic, Keap, Emarsys, EveryAction",
            (PAGE, "https://tide.example/news/bridge?_hsenc=p2A&mkt_tok=MTI"),
            (PAGE, "https://tide.example/news/bridge?token=MTI"),
        ),
    ),
    // Sharing.
    Parameter::new(
        &[
            "__twitter_impression", "ref_src", "ref_url", "referrer", "fromref", "soc_src", "soc_trk",
            "sr_share", "smid", "smtyp", "spref", "awesm", "xg_source", "share_source", "share_medium",
            "share_id", "sharetype", "shareid", "unlocked_article_code", "pwapi_token", "utm", "_unique_id",
        ],
        Proof::new(
            "Twitter, Yahoo, Blogger, The New York Times, The Washington Post: who shared the page",
            (PAGE, "https://tide.example/news/bridge?ref_src=twsrc%5Etfw"),
            (PAGE, "https://tide.example/news/bridge?share_price=12"),
        ),
    ),
    // Feeds, front pages and other places within sites.
    Parameter::new(
        &[
            "ocid", "cvid", "ncid", "icid", "ico", "ftag", "feedtype", "feedname", "ito", "intcmp", "taid",
            "tpcc", "rss", "fromrss", "guccounter", "guce_referrer", "guce_referrer_sig", "_guc_consent_skip",
            "trk", "ab_channel", "wpisrc", "wpmk", "itid", "srnd", "sref", "leadsource", "fsrc", "ftcamp",
            "gepc", "recirc", "int_source", "int_medium", "int_campaign", "traffic_medium",
            "intlink_from_url", "intlink_ts", "intlink_source", "virtualbrandchannel", "lctg", "spss",
            "jxconn", "cn-reloaded", "mktcid", "mktcval", "ao_noptimize", "akamai-rum", "ia_markup",
        ],
        Proof::new(
            "MSN, CBS, Daily Mail, Metro, Reuters, Yahoo, The Economist, FT, FAZ, Bloomberg, BBC, NZZ, ural's tests",
            (PAGE, "https://tide.example/news/bridge?ito=1490&guccounter=1"),
            (PAGE, "https://tide.example/news/bridge?item=1490"),
        ),
    ),
    Parameter::new(
        &[
            "replytocom", "relatedposts_hit", "relatedposts_origin", "relatedposts_position", "like_comment",
        ],
        Proof::new(
            "WordPress and Jetpack: a form, or a list of posts, that was clicked",
            (PAGE, "https://tide.example/news/bridge?replytocom=55#respond"),
            ("https://tide.example/?p=55", "https://tide.example/?p=56"),
        ),
    ),
    // Names that are a referrer on one site and an id on another.
    Parameter::new(
        AMBIGUOUS,
        Proof::new(
            "ural's tests (`ref=fb`), Ghost (`ref=host`), Jetpack (`share=twitter`)",
            (PAGE, "https://tide.example/news/bridge?ref=homepage"),
            (
                "https://desk.example/article.php?ref=4045-USHJ",
                "https://desk.example/article.php?ref=8285-YOAZ",
            ),
        ),
    )
    .with(ParameterValues::Referrer),
    Parameter::new(
        AMBIGUOUS,
        Proof::new(
            "ClearURLs/Addon#179: `ref` may name the page",
            (PAGE, "https://tide.example/news/bridge?ref=harbour-crier"),
            (PAGE, "https://tide.example/news/bridge?ref=1001"),
        ),
    )
    .with(ParameterValues::Wordy)
    .weak(),
    Parameter::new(
        &["track", "rel", "entry", "ss_source", "access_from", "t_source"],
        Proof::new(
            "feeds that mark their own links",
            (PAGE, "https://tide.example/news/bridge?track=rss"),
            ("https://band.example/album?track=harbour", "https://band.example/album?track=bridge"),
        ),
    )
    .with(ParameterValues::OneOf(&["rss", "feed", "atom", "twitter", "facebook"])),
    // Sessions.
    Parameter::new(
        &[
            "phpsessid", "jsessionid", "aspsessionid", "cfid", "cftoken", "sessionid", "session_id", "oscsid",
            "zenid", "xtcsid",
        ],
        Proof::new(
            "php.net, \"Passing the Session ID\"; Jakarta Servlet specification 7.1.3; Adobe ColdFusion",
            (PAGE, "https://tide.example/news/bridge?PHPSESSID=0a1b2c"),
            (PAGE, "https://tide.example/news/bridge?session=spring"),
        ),
    ),
    Parameter::new(
        &["sid", "s"],
        Proof::new(
            "phpBB `sid`, vBulletin `s`: 32 hexadecimal digits",
            (
                "https://board.example/viewtopic.php?t=42",
                "https://board.example/viewtopic.php?t=42&sid=0123456789abcdef0123456789abcdef",
            ),
            ("https://board.example/view.php?sid=42", "https://board.example/view.php?sid=43"),
        ),
    )
    .with(ParameterValues::Hex(32)),
    // Sites and systems.
    Parameter::new(
        &[
            "r", "s", "publication_id", "post_id", "isfreemail", "triedredirect", "showwelcomeonshare",
            "token", "action",
        ],
        Proof::new(
            "Substack: who sent the post; cosmik-network/semble#335",
            ("https://brine.substack.com/p/salt", "https://brine.substack.com/p/salt?r=2mgxo2&s=w"),
            (PAGE, "https://tide.example/news/bridge?r=2mgxo2"),
        ),
    )
    .on(ParameterScope::Sites(&["substack.com"])),
    Parameter::new(
        &["publication_id", "post_id", "isfreemail", "triedredirect", "showwelcomeonshare"],
        Proof::new(
            "Substack under a domain of its own: `/p/` before the post",
            (
                "https://brine.example/p/salt",
                "https://brine.example/p/salt?publication_id=1&post_id=2&isFreemail=true",
            ),
            ("https://brine.example/view?post_id=2", "https://brine.example/view?post_id=3"),
        ),
    )
    .on(ParameterScope::Paths(is_substack_post)),
    Parameter::new(
        &["r"],
        Proof::new(
            "Substack under a domain of its own: a reader in base 36",
            ("https://brine.example/p/salt", "https://brine.example/p/salt?r=40ln3j"),
            ("https://brine.example/list?r=40ln3j", "https://brine.example/list"),
        ),
    )
    .with(ParameterValues::Short(7))
    .on(ParameterScope::Paths(is_substack_post)),
    Parameter::new(
        &["source", "sk", "gi", "responsesopen", "sortby", "swoff"],
        Proof::new(
            "Medium: the list a story was opened from; miniflux/v2#821",
            (
                "https://medium.com/@ada/tide-tables-1a2b3c4d5e6f",
                "https://medium.com/@ada/tide-tables-1a2b3c4d5e6f?source=rss-9f8e7d6c5b4a------2",
            ),
            (PAGE, "https://tide.example/news/bridge?source=rss-9f8e7d6c5b4a------2"),
        ),
    )
    .on(ParameterScope::Sites(&["medium.com"])),
    Parameter::new(
        &["source"],
        Proof::new(
            "Medium under a domain of its own: twelve hexadecimal digits end the path",
            (
                "https://tides.example/tide-tables-1a2b3c4d5e6f",
                "https://tides.example/tide-tables-1a2b3c4d5e6f?source=rss----7b722bfd1b8d---4",
            ),
            (
                "https://tides.example/tide-tables?source=rss----7b722bfd1b8d",
                "https://tides.example/tide-tables",
            ),
        ),
    )
    .with(ParameterValues::Begins(&[
        "rss", "---", "email", "social", "user_profile", "collection", "friends_link", "topic", "post_",
    ]))
    .on(ParameterScope::Paths(is_medium_story)),
    Parameter::new(
        &[
            "si", "feature", "pp", "ab_channel", "app", "t", "start", "time_continue",
            "embeds_referring_euri", "embeds_referring_origin", "source_ve_path", "cbrd", "ucbcb",
        ],
        Proof::new(
            "YouTube: who shared, and where to begin",
            (
                "https://www.youtube.com/playlist?list=PLabc",
                "https://www.youtube.com/playlist?list=PLabc&si=Zx81&feature=shared",
            ),
            ("https://www.youtube.com/playlist?list=PLabc", "https://www.youtube.com/playlist?list=PLabd"),
        ),
    )
    .on(ParameterScope::Sites(&["youtube.com", "youtu.be", "youtube-nocookie.com"])),
    Parameter::new(
        &["s", "t", "cxt", "lang", "ref_src"],
        Proof::new(
            "X: the app a post was shared from",
            ("https://x.com/ada/status/12", "https://x.com/ada/status/12?s=20&t=aB"),
            (PAGE, "https://tide.example/news/bridge?t=12"),
        ),
    )
    .on(ParameterScope::Sites(&["twitter.com", "x.com"])),
    Parameter::new(
        &[
            "__tn__", "fref", "hc_ref", "ref", "refid", "refsrc", "rdid", "eav", "paipv", "comment_tracking",
            "notif_id", "notif_t", "_rdr", "_rdc", "share_url", "__xts__", "__cft__", "__cft__[0]",
            "__cft__%5b0%5d",
        ],
        Proof::new(
            "Facebook: where a post was seen",
            (
                "https://www.facebook.com/tide/posts/12",
                "https://www.facebook.com/tide/posts/12?__tn__=R&refid=52",
            ),
            (
                "https://www.facebook.com/story.php?story_fbid=1&id=9",
                "https://www.facebook.com/story.php?story_fbid=2&id=9",
            ),
        ),
    )
    .on(ParameterScope::Sites(&["facebook.com", "fb.com"])),
    Parameter::new(
        &["share_id", "rdt", "ref", "ref_source", "ref_campaign", "correlation_id", "context"],
        Proof::new(
            "Reddit: how a post was shared",
            (
                "https://www.reddit.com/r/tide/comments/1abcde/bridge/",
                "https://www.reddit.com/r/tide/comments/1abcde/bridge/?share_id=Z&rdt=4",
            ),
            ("https://www.reddit.com/search?q=tide", "https://www.reddit.com/search?q=bridge"),
        ),
    )
    .on(ParameterScope::Sites(&["reddit.com"])),
    Parameter::new(
        &[
            "trk", "trkinfo", "trkemail", "trackingid", "refid", "lipi", "lici", "midtoken", "midsig", "eid",
            "rcm",
        ],
        Proof::new(
            "LinkedIn: the mail or the list a post was opened from",
            (
                "https://www.linkedin.com/pulse/harbour-bridge-ada",
                "https://www.linkedin.com/pulse/harbour-bridge-ada?trackingId=q%3D&rcm=A",
            ),
            (PAGE, "https://tide.example/news/bridge?eid=12"),
        ),
    )
    .on(ParameterScope::Sites(&["linkedin.com"])),
    Parameter::new(
        &[
            "_d", "_r", "_t", "checksum", "enter_from", "is_copy_url", "is_from_webapp", "sender_device",
            "sender_web_id", "share_app_id", "share_author_id", "share_item_id", "share_link_id",
            "social_sharing", "tt_from", "u_code", "web_id",
        ],
        Proof::new(
            "TikTok: the phone a video was shared from",
            (
                "https://www.tiktok.com/@tide/video/7123",
                "https://www.tiktok.com/@tide/video/7123?is_from_webapp=1&sender_device=pc",
            ),
            ("https://www.tiktok.com/@tide/video/7123", "https://www.tiktok.com/@tide/video/7124"),
        ),
    )
    .on(ParameterScope::Sites(&["tiktok.com"])),
    Parameter::new(
        &["xmt", "slof", "img_index", "hl", "taken-by"],
        Proof::new(
            "Instagram and Threads: which picture of a post, in which language its frame",
            ("https://www.instagram.com/p/Cx1/", "https://www.instagram.com/p/Cx1/?img_index=2&hl=en"),
            ("https://tide.example/gallery?img_index=1", "https://tide.example/gallery?img_index=2"),
        ),
    )
    .on(ParameterScope::Sites(&["instagram.com", "threads.net", "threads.com"])),
    Parameter::new(
        &[
            "partner", "emc", "nl", "te", "instance_id", "segment_id", "user_id", "regi_id", "action",
            "module", "pgtype", "region", "contentcollection", "clicksource", "hp", "_r",
            "searchresultposition", "referringsource",
        ],
        Proof::new(
            "The New York Times: the place on the front page, the newsletter",
            (
                "https://www.nytimes.com/2031/03/04/world/bridge.html",
                "https://www.nytimes.com/2031/03/04/world/bridge.html?partner=slack&te=1&nl=today",
            ),
            (PAGE, "https://tide.example/news/bridge?user_id=4"),
        ),
    )
    .on(ParameterScope::Sites(&["nytimes.com"])),
    Parameter::new(
        &["mod", "reflink", "st", "mod_name", "tesla"],
        Proof::new(
            "Dow Jones: the place on the front page",
            (
                "https://www.wsj.com/articles/bridge-11591234567",
                "https://www.wsj.com/articles/bridge-11591234567?mod=hp_lead_pos1",
            ),
            (PAGE, "https://tide.example/news/bridge?st=4"),
        ),
    )
    .on(ParameterScope::Sites(&["wsj.com", "barrons.com", "marketwatch.com"])),
    Parameter::new(
        &["sh", "ss"],
        Proof::new(
            "Forbes: who shared the page",
            (
                "https://www.forbes.com/sites/ada/2031/03/04/bridge/",
                "https://www.forbes.com/sites/ada/2031/03/04/bridge/?sh=3f5e1a2b4c6d",
            ),
            (PAGE, "https://tide.example/news/bridge?sh=3f5e1a2b4c6d"),
        ),
    )
    .on(ParameterScope::Sites(&["forbes.com"])),
    Parameter::new(
        &["cid", "ref"],
        Proof::new(
            "Welt, FAZ, Le Monde: campaigns",
            (
                "https://www.welt.de/article123/bridge.html",
                "https://www.welt.de/article123/bridge.html?cid=socialmedia.email.sharebutton9",
            ),
            (PAGE, "https://tide.example/news/bridge?cid=1001"),
        ),
    )
    .on(ParameterScope::Sites(&["welt.de", "faz.net", "lemonde.fr"])),
    Parameter::new(
        &["spt", "or"],
        Proof::new(
            "UPI: the list an article was opened from",
            (
                "https://www.upi.com/Top_News/US/2031/03/11/bridge/1521591905482/",
                "https://www.upi.com/Top_News/US/2031/03/11/bridge/1521591905482/?spt=slh&or=2",
            ),
            (PAGE, "https://tide.example/news/bridge?or=2"),
        ),
    )
    .on(ParameterScope::Sites(&["upi.com"])),
    Parameter::new(
        &["r", "ir"],
        Proof::new(
            "Business Insider: the reader's edition",
            ("https://www.businessinsider.com/bridge-2031-2", "https://www.businessinsider.com/bridge-2031-2?r=US&IR=T"),
            (PAGE, "https://tide.example/news/bridge?r=US"),
        ),
    )
    .on(ParameterScope::Sites(&["businessinsider.com", "businessinsider.de", "businessinsider.in"])),
    Parameter::new(
        &["hl", "gl", "ceid", "oc", "ved", "ei"],
        Proof::new(
            "Google News: the reader's edition",
            (
                "https://news.google.com/rss/articles/CBMi0",
                "https://news.google.com/rss/articles/CBMi0?oc=5&hl=en-US&gl=US&ceid=US:en",
            ),
            ("https://developers.google.com/web/tide", "https://developers.google.com/web/tide?hl=ja"),
        ),
    )
    .on(ParameterScope::Sites(&["news.google.com"])),
    Parameter::new(
        &["pc", "ei", "pq", "form"],
        Proof::new(
            "MSN: where an article was seen",
            (
                "https://www.msn.com/en-us/news/bridge/ar-AA00bCdE",
                "https://www.msn.com/en-us/news/bridge/ar-AA00bCdE?pc=U531&ei=12",
            ),
            (PAGE, "https://tide.example/news/bridge?ei=12"),
        ),
    )
    .on(ParameterScope::Sites(&["msn.com"])),
    Parameter::new(
        &["u"],
        Proof::new(
            "Discourse: who shared the topic",
            ("https://forum.example/t/tide-tables/412", "https://forum.example/t/tide-tables/412?u=ada"),
            ("https://forum.example/profile?u=ada", "https://forum.example/profile?u=bob"),
        ),
    )
    .on(ParameterScope::Paths(is_discourse_topic)),
    Parameter::new(
        &["m"],
        Proof::new(
            "Blogger: `m=1` is for telephones",
            ("https://tide.example/2031/03/bridge.html", "https://tide.example/2031/03/bridge.html?m=1"),
            ("https://tide.example/archive?m=1", "https://tide.example/archive?m=0"),
        ),
    )
    .with(ParameterValues::OneOf(&["0", "1"]))
    .on(ParameterScope::Paths(is_blogger_post)),
    Parameter::new(
        &["showcomment"],
        Proof::new(
            "Blogger: a comment below the post",
            (
                "https://tide.example/2031/03/bridge.html",
                "https://tide.example/2031/03/bridge.html?showComment=1591",
            ),
            ("https://tide.example/x?showComment=1", "https://tide.example/x?showComment=2"),
        ),
    )
    .on(ParameterScope::Paths(is_blogger_post)),
    // Other renderings; some sites use these names for other things.
    Parameter::new(
        &["print", "printable", "print_view", "printview", "pf"],
        Proof::new(
            "MediaWiki `printable=yes`, Joomla `print=1`",
            (PAGE, "https://tide.example/news/bridge?print=1"),
            ("https://art.example/shop?print=77", "https://art.example/shop"),
        ),
    )
    .with(ParameterValues::Flag)
    .weak(),
    Parameter::new(
        &["view", "output", "mode", "format", "action", "layout", "template", "display"],
        Proof::new(
            "print views of many systems",
            (PAGE, "https://tide.example/news/bridge?view=print"),
            (PAGE, "https://tide.example/news/bridge?view=map"),
        ),
    )
    .with(ParameterValues::OneOf(&["print", "printable", "printfriendly", "print-friendly"]))
    .weak(),
    Parameter::new(
        &["page", "paged", "pg", "seite", "pagina", "strana", "sayfa"],
        Proof::new(
            "the first of an article's pages is the article",
            (PAGE, "https://tide.example/news/bridge?page=1"),
            (PAGE, "https://tide.example/news/bridge?page=2"),
        ),
    )
    .with(ParameterValues::OneOf(&["1"]))
    .weak(),
];

/// Parameters by the beginning of their names.
#[rustfmt::skip]
pub const PREFIXES: &[Parameter] = &[
    Parameter::new(
        &["utm_", "mtm_", "pk_", "piwik_", "matomo_", "ga_", "itm_"],
        Proof::new(
            "support.google.com/analytics, \"Collect campaign data\"; matomo.org, \"Tracking campaigns\"",
            (PAGE, "https://tide.example/news/bridge?utm_source=x&mtm_campaign=y"),
            (PAGE, "https://tide.example/news/bridge?utmost=1"),
        ),
    ),
    Parameter::new(
        &["hsa_", "mc_", "oly_", "vero_", "bsft_", "_branch_", "hmb_"],
        Proof::new(
            "HubSpot, Mailchimp, Omeda, Vero, Blueshift, Branch, Sendinblue: mail and its readers",
            (PAGE, "https://tide.example/news/bridge?mc_cid=1a&mc_eid=2b"),
            (PAGE, "https://tide.example/news/bridge?mc=1a"),
        ),
    ),
    Parameter::new(
        &["at_", "wt.", "fb_action_", "sara_", "lmd_", "dc_trk_"],
        Proof::new(
            "Piano (`at_medium`), Webtrends, Facebook, Spiegel, Le Monde: campaigns",
            (PAGE, "https://tide.example/news/bridge?at_medium=RSS&WT.mc_id=7"),
            (PAGE, "https://tide.example/news/bridge?at=7"),
        ),
    ),
];

/// Words for the source of a visit: sites, apps, lists and places on a page.
#[rustfmt::skip]
pub const REFERRERS: &[&str] = &[
    "about", "alert", "alerts", "amp", "android", "app", "apple", "applenews", "article", "atom", "author",
    "banner", "below", "block", "blog", "bluesky", "bookmark", "bottom", "box", "breaking", "briefing",
    "browser", "bsky", "btn", "button", "card", "carousel", "chatgpt", "clipboard", "copy", "copylink",
    "curated", "daily", "dailybrief", "desktop", "digest", "discord", "discover", "email", "embed",
    "facebook", "fb", "featured", "feed", "feedburner", "feedly", "flipboard", "flipboardsocial", "follow",
    "footer", "from", "front", "frontpage", "giftlink", "github", "gnews", "google", "googlediscover", "googlenews",
    "ground", "hackernews", "header", "headline", "headlines", "hero", "hn", "home", "homepage", "hootsuite",
    "hp", "i", "icon", "image", "inkl", "inline", "insta", "instagram", "internal", "ios", "iphone",
    "landing", "latest", "lead", "left", "link", "linkedin", "list", "mail", "main", "mailchimp", "mailing",
    "mastodon", "menu", "messenger", "mobile", "module", "more", "morning", "most", "msn", "nav", "navbar",
    "navigation", "newest", "news", "newsbreak", "newsfeed", "newsletter", "newsletters", "newsshowcase",
    "nl", "notification", "other", "outlook", "page", "partner", "permalink", "perplexity", "pinterest",
    "pocket", "podcast", "popular", "popup", "pos", "position", "post", "producthunt", "promo", "pubexchange",
    "push", "reader", "readmore", "recent", "recirc", "recommend", "recommended", "reddit", "referral",
    "related", "right", "river", "rss", "rssfeed", "search", "section", "share", "sharebar", "sharebutton",
    "shared", "sharing", "showcase", "sidebar", "signal", "site", "skype", "slack", "slider", "smartnews",
    "sms", "snapchat", "social", "socialmedia", "stories", "story", "syndication", "taboola", "tag", "teams",
    "teaser", "telegram", "text", "threads", "ticker", "tiktok", "timeline", "title", "toolbar", "top",
    "topnews", "topstories", "topstory", "trending", "ts", "tumblr", "tw", "twitter", "twsrc", "twtrec",
    "upday", "url", "viber", "vk", "wall", "web", "website", "wechat", "weekly", "weibo", "whatsapp",
    "widget", "x", "xing", "yahoo", "yandex", "youtube", "zalo",
];

/// `/p/SLUG`.
fn is_substack_post(segments: &[&str]) -> bool {
    matches!(segments, ["p", _])
}

/// A last segment that ends in `-` and twelve hexadecimal digits.
fn is_medium_story(segments: &[&str]) -> bool {
    let id = segments.last().and_then(|last| last.rsplit_once('-')).map_or("", |(_, id)| id);
    id.len() == 12 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// `/t/SLUG/NUMBER`, with or without the number of a post.
fn is_discourse_topic(segments: &[&str]) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    matches!(segments, ["t", _, number] | ["t", _, number, _] if is_number(number))
}

/// `/YEAR/MONTH/SLUG.html`.
fn is_blogger_post(segments: &[&str]) -> bool {
    let is_number =
        |text: &str, digits: usize| text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    let is_html = |name: &str| name.strip_suffix(".html").is_some();
    matches!(segments, [year, month, name] if is_number(year, 4) && is_number(month, 2) && is_html(name))
}
