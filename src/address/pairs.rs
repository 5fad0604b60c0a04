//! Pairs of addresses in the shapes that news sites' systems produce.

use super::tests::AddressRelation::{self, Alike, Different, Same};
use super::tests::relation;

type AddressPair = (AddressRelation, &'static str, &'static str);

/// WordPress.
#[rustfmt::skip]
const WORDPRESS: &[AddressPair] = &[
    (Same, "https://herald.example/2031/03/bridge-opens/", "https://herald.example/2031/03/bridge-opens/amp/"),
    (Same, "https://herald.example/bridge-opens/", "https://herald.example/bridge-opens/?amp"),
    (Same, "https://herald.example/bridge-opens/", "https://herald.example/bridge-opens/?amp=1"),
    (Same, "https://herald.example/bridge-opens/", "https://herald.example/amp/bridge-opens/"),
    (Same, "https://herald.example/bridge-opens/", "https://herald.example/bridge-opens/amp/amp/"),
    (Same, "https://herald.example/bridge-opens/", "https://herald.example/bridge-opens/?share=facebook"),
    (Same, "https://herald.example/bridge-opens/", "https://herald.example/bridge-opens/?replytocom=812"),
    (Same, "https://herald.example/bridge-opens/", "https://herald.example/bridge-opens/comment-page-3/#comment-812"),
    (Same, "https://herald.example/bridge-opens/", "https://herald.example/bridge-opens/?relatedposts_hit=1&relatedposts_origin=77&relatedposts_position=2"),
    (Same, "https://herald.example/bridge-opens/", "https://herald.example/bridge-opens/#more-12"),
    (Alike, "https://herald.example/bridge-opens/", "https://herald.example/index.php/bridge-opens/"),
    (Alike, "https://herald.example/bridge-opens/", "https://herald.example/bridge-opens/print/"),
    (Alike, "https://herald.example/harvest/", "https://herald.example/harvest/amp/"),
    (Different, "https://herald.example/?p=812", "https://herald.example/?p=813"),
    (Different, "https://herald.example/bridge-opens/", "https://herald.example/bridge-opens/2/"),
    (Different, "https://herald.example/bridge-opens/", "https://herald.example/bridge-opens-again/"),
    (Different, "https://herald.example/category/amp/", "https://herald.example/category/"),
    (Different, "https://herald.example/tag/amp/", "https://herald.example/tag/"),
    (Different, "https://herald.example/amp/", "https://herald.example/"),
];

/// Drupal.
#[rustfmt::skip]
const DRUPAL: &[AddressPair] = &[
    (Same, "https://www.gazette.example/node/4812", "http://gazette.example/node/4812/"),
    (Same, "https://gazette.example/node/4812", "https://gazette.example/node/4812?amp"),
    (Same, "https://gazette.example/news/ferry-sails", "https://gazette.example/amp/news/ferry-sails"),
    (Same, "https://gazette.example/index.php?q=node/4812", "https://gazette.example/?q=node/4812"),
    (Alike, "https://gazette.example/node/4812", "https://gazette.example/print/node/4812"),
    (Different, "https://gazette.example/node/4812", "https://gazette.example/node/4813"),
    (Different, "https://gazette.example/?q=node/4812", "https://gazette.example/?q=node/4813"),
    (Different, "https://gazette.example/taxonomy/term/48", "https://gazette.example/taxonomy/term/49"),
];

/// Arc XP and other newspaper systems.
#[rustfmt::skip]
const ARC_XP_AND_OTHER_NEWSPAPER_SYSTEMS: &[AddressPair] = &[
    (Same, "https://post.example/world/2031/03/04/ferry-sails/", "https://post.example/world/2031/03/04/ferry-sails/?outputType=amp"),
    (Same, "https://post.example/world/ferry-sails/", "https://post.example/world/ferry-sails/?outputType=amp&utm_source=x"),
    (Same, "https://times.example/story/2031-03-04/ferry-sails", "https://times.example/story/2031-03-04/ferry-sails?_amp=true"),
    (Same, "https://post.example/a/ferry-sails_story.html", "https://post.example/a/ferry-sails_story.html?itid=hp-top-table-main"),
    (Same, "https://post.example/news/business-53015468", "https://post.example/news/amp/business-53015468"),
    (Same, "https://mail.example/news/article-8439103/Ferry-sails.html", "https://mail.example/news/article-8439103/amp/Ferry-sails.html"),
    (Same, "https://mail.example/news/article-8439103/Ferry-sails.html", "https://mail.example/news/article-8439103/Ferry-sails.html?ito=social-twitter_mailonline"),
    (Same, "https://chorus.example/2031/3/4/21288053/ferry-sails", "https://chorus.example/platform/amp/2031/3/4/21288053/ferry-sails"),
    (Same, "https://maven.example/investing/ferry-sails", "https://maven.example/.amp/investing/ferry-sails"),
    (Same, "https://comics.example/gaming/news/ferry-sails/", "https://comics.example/gaming/amp/news/ferry-sails/"),
    (Same, "https://tech.example/news/66387/ferry-sails/index.html", "https://tech.example/news/66387/ferry-sails/amp.html"),
    (Same, "https://world.example/us/ferry-sails", "https://world.example/us/ferry-sails.amp"),
    (Same, "https://cable.example/2031/03/04/ferry/index.html", "https://amp.cable.example/2031/03/04/ferry/index.html"),
    (Same, "https://cable.example/2031/03/04/ferry/index.html", "https://edition.cable.example/2031/03/04/ferry/index.html"),
    (Same, "https://cable.example/2031/03/04/ferry/index.html", "https://m.cable.example/2031/03/04/ferry/"),
    (Same, "https://wire.example/article/us-ferry-idUSKBN23I2T6", "https://mobile.wire.example/article/amp/idUSKBN23I2T6"),
    (Same, "https://wire.example/article/us-ferry-idUSKBN23I2T6", "https://wire.example/article/us-ferry-idUSKBN23I2T6?feedType=RSS&feedName=topNews"),
    (Same, "https://market.example/story/ferry-sails-2031-03-04", "https://market.example/amp/story/ferry-sails-2031-03-04"),
    (Alike, "https://tech.example/uk/news/ferry-sails", "https://tech.example/news/ferry-sails"),
    (Alike, "https://tech.example/au/news/ferry-sails", "https://tech.example/amp/news/ferry-sails"),
    (Same, "https://tech.example/au/news/ferry-sails", "https://tech.example/au/amp/news/ferry-sails"),
    (Alike, "https://soft.example/en-us/news/ferry-sails", "https://soft.example/en-gb/news/ferry-sails"),
    (Different, "https://soft.example/en-us/news/ferry-sails", "https://soft.example/fr-fr/news/ferry-sails"),
    (Different, "https://post.example/world/ferry-sails/", "https://post.example/sport/ferry-sails/"),
    (Different, "https://post.example/world/2031/03/04/ferry/", "https://post.example/world/2031/03/05/ferry/"),
    (Different, "https://post.example/live/ferry", "https://post.example/live/ferry/photos"),
    (Different, "https://tech.example/uk/", "https://tech.example/us/"),
];

/// Newspapers in German.
#[rustfmt::skip]
const PAPERS_IN_GERMAN: &[AddressPair] = &[
    (Same, "https://zeitung.example/politik/hafen-oeffnet-wieder-16812345.html", "https://zeitung.example/politik/hafen-oeffnet-wieder-16812345.amp.html"),
    (Same, "https://zeitung.example/inland/hafen-101.html", "https://zeitung.example/inland/hafen-101~amp.html"),
    (Same, "https://zeitung.example/hafen-a-00000000-0002-0001-0000-000152741576", "https://zeitung.example/hafen-a-00000000-0002-0001-0000-000152741576-amp"),
    (Same, "https://zeitung.example/hafen-1.4567890", "https://zeitung.example/hafen-1.4567890!amp"),
    (Same, "https://zeitung.example/article208812345/Hafen.html", "https://amp.zeitung.example/article208812345/Hafen.html"),
    (Same, "https://zeitung.example/hafen-oeffnet/", "https://zeitung.example/hafen-oeffnet/?wt_zmc=sm.int.zonaudev.twitter"),
    (Same, "https://zeitung.example/hafen-oeffnet/", "https://zeitung.example/hafen-oeffnet/?sara_ref=re-so-tw-sh"),
    (Same, "https://zeitung.example/hafen-oeffnet/", "https://zeitung.example/hafen-oeffnet/?GEPC=s3"),
    (Same, "https://zeitung.example/hafen-oeffnet/", "https://mobil.zeitung.example/hafen-oeffnet/"),
    (Alike, "https://zeitung.example/hafen-oeffnet/", "https://zeitung.example/hafen-oeffnet/?seite=1"),
    (Different, "https://zeitung.example/hafen-oeffnet/", "https://zeitung.example/hafen-oeffnet/?seite=2"),
    (Different, "https://zeitung.example/thema/amp", "https://zeitung.example/thema"),
];

/// Newspapers in French, Spanish, Italian and Portuguese.
#[rustfmt::skip]
const PAPERS_IN_FRENCH_SPANISH_ITALIAN_AND_PORTUGUESE: &[AddressPair] = &[
    (Same, "https://journal.example/le-port-rouvre-3423641", "https://journal.example/le-port-rouvre-3423641.amp"),
    (Same, "https://journal.example/le-port-rouvre_117633", "https://journal.example/le-port-rouvre_117633.amp?__twitter_impression=true"),
    (Same, "https://journal.example/le-port-rouvre-3350.html", "https://journal.example/le-port-rouvre-3350.amp.html"),
    (Same, "https://vie.journal.example/le-port-93346", "https://amp-vie.journal.example/le-port-93346"),
    (Same, "https://journal.example/le-port", "https://journal.example/le-port?xtor=RSS-3208"),
    (Same, "https://journal.example/le-port", "https://journal.example/le-port#xtor=AL-32280270"),
    (Same, "https://journal.example/le-port", "https://journal.example/le-port?at_medium=RSS&at_campaign=une"),
    (Same, "https://journal.example/le-port", "https://journal.example/le-port?lmd_medium=al&lmd_campaign=x"),
    (Same, "https://diario.example/noticias/el-puerto-abre-1655142484_224785.html", "https://diario.example/noticias/el-puerto-abre-1655142484_224785.amp.html"),
    (Same, "https://diario.example/noticia/4812/0/el-puerto-abre/", "https://diario.example/amp/noticia/4812/0/el-puerto-abre/"),
    (Same, "https://diario.example/noticia/el-puerto-abre-nid2451/", "https://diario.example/noticia/el-puerto-abre-nid2451/?outputType=amp"),
    (Same, "https://es.diario.example/el-puerto", "https://es-m.diario.example/el-puerto"),
    (Same, "https://es.diario.example/el-puerto", "https://es.m.diario.example/el-puerto"),
    (Same, "https://diario.example/el-puerto", "https://movil.diario.example/el-puerto"),
    (Same, "https://giornale.example/cronaca/news/il_porto_riapre-258812345/", "https://giornale.example/cronaca/news/il_porto_riapre-258812345/amp/"),
    (Same, "https://giornale.example/porto_riapre_0a1b2c3d.html", "https://giornale.example/porto_riapre_0a1b2c3d_amp.html"),
    (Same, "https://jornal.example/noticia/2031/03/04/porto-reabre.ghtml", "https://jornal.example/google/amp/noticia/2031/03/04/porto-reabre.ghtml"),
    (Same, "https://jornal.example/ultimas/porto-reabre.htm", "https://jornal.example/ultimas/porto-reabre.amp.htm"),
    (Alike, "https://giornale.example/porto-riapre/", "https://giornale.example/porto-riapre/?pagina=1"),
    (Different, "https://diario.example/etiquetas/amp/", "https://diario.example/etiquetas/"),
    (Different, "https://journal.example/le-port", "https://journal.example/en/le-port"),
];

/// Newspapers of Asia and eastern Europe.
#[rustfmt::skip]
const PAPERS_OF_ASIA_AND_EASTERN_EUROPE: &[AddressPair] = &[
    (Same, "https://india.example/news/articleshow/96116778.cms", "https://m.india.example/news/amp_articleshow/96116778.cms"),
    (Same, "https://india.example/news/port-opens-101679748036951.html", "https://india.example/news/port-opens-101679748036951-amp.html"),
    (Same, "https://india.example/news/port-opens-11678912345.html", "https://india.example/news/amp-11678912345.html"),
    (Same, "https://india.example/news/article31812345.ece", "https://india.example/news/article31812345.ece/amp/"),
    (Same, "https://india.example/news/port-opens-2051", "https://india.example/news/port-opens-2051?amp=1&akamai-rum=off"),
    (Alike, "https://india.example/article/port-opens-6451/", "https://india.example/article/port-opens-6451/lite/"),
    (Same, "https://yonhap.example/view/AKR20310304", "https://m.yonhap.example/amp/view/AKR20310304"),
    (Same, "https://shimbun.example/articles/ASN6C5.html", "https://shimbun.example/amp/articles/ASN6C5.html"),
    (Same, "https://kabar.example/news/d-5051234/pelabuhan-dibuka", "https://kabar.example/news/d-5051234/pelabuhan-dibuka/amp"),
    (Same, "https://kabar.example/read/2031/03/04/pelabuhan-dibuka", "https://amp.kabar.example/read/2031/03/04/pelabuhan-dibuka"),
    (Same, "https://gazeta.example/politics/2031/03/04_a_1311.shtml", "https://gazeta.example/politics/2031/03/04_a_1311.shtml?yclid=55"),
    (Same, "https://lenta.example/news/2031/03/04/port/", "https://m.lenta.example/news/2031/03/04/port/?_openstat=aBc"),
    (Same, "https://haber.example/gundem/liman-acildi-4112233", "https://haber.example/amp/gundem/liman-acildi-4112233"),
    (Same, "https://wap.haber.example/gundem/liman-acildi", "https://haber.example/gundem/liman-acildi"),
    (Same, "https://bbs.example/item/1abc?spm=a2.b3", "https://bbs.example/item/1abc"),
    (Different, "https://portal.example/read.nhn?oid=001&aid=11", "https://portal.example/read.nhn?oid=001&aid=12"),
    (Different, "https://portal.example/read.nhn?oid=001&sid=100", "https://portal.example/read.nhn?oid=001&sid=101"),
    (Different, "https://india.example/topic/amp", "https://india.example/topic"),
];

/// Blogs and newsletters.
#[rustfmt::skip]
const BLOGS_AND_NEWSLETTERS: &[AddressPair] = &[
    (Same, "https://brine.substack.com/p/salt-trade", "https://brine.substack.com/p/salt-trade?r=2mgxo2&utm_campaign=post"),
    (Same, "https://brine.substack.com/p/salt-trade", "https://brine.substack.com/p/salt-trade?s=w"),
    (Same, "https://brine.substack.com/p/salt-trade", "https://open.substack.com/pub/brine/p/salt-trade?r=1a&showWelcomeOnShare=true"),
    (Same, "https://brine.example/p/salt-trade", "https://brine.example/p/salt-trade?publication_id=11&post_id=22&isFreemail=true&r=40ln3j&triedRedirect=true"),
    (Different, "https://brine.substack.com/p/salt-trade", "https://silt.substack.com/p/salt-trade"),
    (Different, "https://brine.substack.com/p/salt-trade", "https://brine.substack.com/p/salt-trade/comments"),
    (Same, "https://medium.com/@ada/tide-1a2b3c4d5e6f", "https://medium.com/@ada/tide-1a2b3c4d5e6f?source=user_profile---------0-------"),
    (Same, "https://medium.com/@ada/tide-1a2b3c4d5e6f", "https://medium.com/@ada/tide-1a2b3c4d5e6f?sk=0a1b2c"),
    (Same, "https://tides.example/tide-1a2b3c4d5e6f", "https://tides.example/tide-1a2b3c4d5e6f?source=rss----7b722bfd1b8d---4"),
    (Different, "https://medium.com/@ada/tide-1a2b3c4d5e6f", "https://medium.com/@ada/tide-1a2b3c4d5e60"),
    (Same, "https://ada.blogspot.com/2031/03/tide.html", "https://ada.blogspot.com/2031/03/tide.html?m=1"),
    (Same, "https://ada.example/2031/03/tide.html", "https://ada.example/2031/03/tide.html?showComment=1591&m=0#c55"),
    (Different, "https://ada.blogspot.com/2031/03/tide.html", "https://bob.blogspot.com/2031/03/tide.html"),
    (Same, "https://ghost.example/tide-tables/", "https://ghost.example/tide-tables/?ref=brine.com"),
    (Same, "https://ghost.example/tide-tables/", "https://ghost.example/tide-tables/?ref=hackernewsletter.com"),
    (Alike, "https://ghost.example/tide-tables/", "https://ghost.example/tide-tables/?ref=ada-weekly-letter"),
    (Different, "https://ghost.example/tide-tables/", "https://ghost.example/tide-tables/?uuid=4"),
    (Same, "https://jekyll.example/2031/03/04/tide.html", "https://jekyll.example/2031/03/04/tide"),
    (Same, "https://hugo.example/posts/tide/", "https://hugo.example/posts/tide/index.html"),
    (Different, "https://hugo.example/posts/tide/", "https://hugo.example/posts/tide/page/2/"),
];

/// Forums and boards.
#[rustfmt::skip]
const FORUMS_AND_BOARDS: &[AddressPair] = &[
    (Same, "https://forum.example/t/tide-tables/412", "https://forum.example/t/tide-tables/412?u=ada"),
    (Different, "https://forum.example/t/tide-tables/412", "https://forum.example/t/tide-tables/413"),
    (Same, "https://board.example/viewtopic.php?f=3&t=42", "https://board.example/viewtopic.php?t=42&f=3&sid=0123456789abcdef0123456789abcdef"),
    (Different, "https://board.example/viewtopic.php?t=42", "https://board.example/viewtopic.php?t=43"),
    (Different, "https://board.example/viewtopic.php?t=42&start=15", "https://board.example/viewtopic.php?t=42"),
    (Same, "https://board.example/showthread.php?t=42", "https://board.example/showthread.php?s=0123456789abcdef0123456789abcdef&t=42"),
    (Different, "https://board.example/showthread.php?s=42", "https://board.example/showthread.php?s=43"),
    (Different, "https://board.example/search?q=tide&author=ada", "https://board.example/search?q=tide&author=bob"),
    (Different, "https://board.example/list?sort=new&sort=top", "https://board.example/list?sort=top&sort=new"),
    (Same, "https://board.example/list?a=1&b=2&a=3", "https://board.example/list?b=2&a=1&a=3"),
];

/// Content systems that keep everything in the query.
#[rustfmt::skip]
const CONTENT_SYSTEMS_WITH_ALL_IN_THE_QUERY: &[AddressPair] = &[
    (Same, "https://joomla.example/index.php?option=com_content&view=article&id=5", "https://joomla.example/index.php?view=article&id=5&option=com_content"),
    (Alike, "https://joomla.example/index.php?option=com_content&id=5", "https://joomla.example/index.php?option=com_content&id=5&print=1"),
    (Different, "https://joomla.example/index.php?option=com_content&id=5", "https://joomla.example/index.php?option=com_content&id=6"),
    (Same, "https://asp.example/default.aspx?id=7", "https://asp.example/?id=7"),
    (Same, "https://asp.example/(S(lit3py55t21z5v55vlm25s55))/news.aspx?id=7", "https://asp.example/news.aspx?id=7"),
    (Different, "https://asp.example/default.aspx?id=7", "https://asp.example/default.aspx?id=8"),
    (Same, "https://java.example/news.do;jsessionid=0A1B?id=7", "https://java.example/news.do?id=7"),
    (Same, "https://java.example/news.do?id=7&JSESSIONID=0A1B", "https://java.example/news.do?id=7"),
    (Same, "https://php.example/article.php?id=7&PHPSESSID=0a1b", "https://php.example/article.php?id=7"),
    (Different, "https://desk.example/article.php?ref=4045-USHJ-3810", "https://desk.example/article.php?ref=8285-YOAZ-6049"),
    (Different, "https://desk.example/article.php?cid=1001", "https://desk.example/article.php?cid=1002"),
    (Alike, "https://desk.example/article.php?ref=ferry", "https://desk.example/article.php?ref=bread"),
    (Different, "https://desk.example/article.php?id=7", "https://desk.example/article.php?id=7&lang=fr"),
    (Same, "https://cf.example/index.cfm?story=7&CFID=1&CFTOKEN=2", "https://cf.example/?story=7"),
    (Different, "https://wiki.example/index.php?title=Tide", "https://wiki.example/index.php?title=Ferry"),
    (Same, "https://en.wiki.example/wiki/Tide_mill", "https://en.m.wiki.example/wiki/Tide_mill#History"),
    (Same, "https://wiki.example/wiki/Tide_%28mill%29", "https://wiki.example/wiki/Tide_(mill)"),
    (Different, "https://wiki.example/wiki/Tide", "https://wiki.example/wiki/tide"),
    (Different, "https://en.wiki.example/wiki/Tide", "https://de.wiki.example/wiki/Tide"),
    (Alike, "https://wiki.example/wiki/Tide?printable=yes", "https://wiki.example/wiki/Tide"),
];

/// Campaigns, mails and shares.
#[rustfmt::skip]
const CAMPAIGNS_MAILS_AND_SHARES: &[AddressPair] = &[
    (Same, "https://e.example/tide", "https://e.example/tide?utm_source=x&utm_medium=y&utm_campaign=z"),
    (Same, "https://e.example/tide", "https://e.example/tide?UTM_Source=x"),
    (Same, "https://e.example/tide", "https://e.example/tide?utm_source=x&amp;utm_medium=y"),
    (Same, "https://e.example/tide?a=1&b=2", "https://e.example/tide?a=1&amp;b=2"),
    (Same, "https://e.example/tide", "https://e.example/tide?mc_cid=1a&mc_eid=2b"),
    (Same, "https://e.example/tide", "https://e.example/tide?_hsenc=p2ANqtz-8&_hsmi=77"),
    (Same, "https://e.example/tide", "https://e.example/tide?mkt_tok=MTIzLUFC"),
    (Same, "https://e.example/tide", "https://e.example/tide?vero_id=ada&vero_conv=1"),
    (Same, "https://e.example/tide", "https://e.example/tide?oly_enc_id=1&oly_anon_id=2"),
    (Same, "https://e.example/tide", "https://e.example/tide?gclid=Cj0&gad_source=1"),
    (Same, "https://e.example/tide", "https://e.example/tide?twclid=2-1&igshid=Y0"),
    (Same, "https://e.example/tide", "https://e.example/tide?smid=tw-share&smtyp=cur"),
    (Same, "https://e.example/tide", "https://e.example/tide?guccounter=1&guce_referrer=aHR0&guce_referrer_sig=AQ"),
    (Same, "https://e.example/tide", "https://e.example/tide?ns_mchannel=rss&ns_source=PublicRSS20-sa"),
    (Same, "https://e.example/tide", "https://e.example/tide?CMP=share_btn_tw"),
    (Same, "https://e.example/tide", "https://e.example/tide?ref=nav"),
    (Same, "https://e.example/tide", "https://e.example/tide?via=twitter"),
    (Same, "https://e.example/tide?id=7", "https://e.example/tide?fbclid=IwAR0&id=7"),
    (Same, "https://www.forbes.com/sites/ada/tide/", "https://www.forbes.com/sites/ada/tide/?sh=3f5e1a2b4c6d"),
    (Same, "https://www.nytimes.com/2031/03/04/tide.html", "https://www.nytimes.com/2031/03/04/tide.html?unlocked_article_code=1.a&smid=url-share"),
    (Same, "https://x.com/ada/status/1357999398492512256", "https://twitter.com/ada/status/1357999398492512256?s=20"),
    (Same, "https://www.linkedin.com/pulse/tide-ada", "https://www.linkedin.com/pulse/tide-ada?trk=public_post"),
    (Same, "https://www.youtube.com/watch?v=abcdefghijk", "https://youtu.be/abcdefghijk?si=Zx81&t=42"),
    (Different, "https://www.youtube.com/watch?v=abcdefghijk", "https://www.youtube.com/watch?v=abcdefghijl"),
    (Different, "https://e.example/tide", "https://e.example/tide?id=7"),
    (Different, "https://e.example/tide?stop=velmar&stop=norrby", "https://e.example/tide?stop=norrby&stop=velmar"),
    (Different, "https://e.example/tide?amp=30", "https://e.example/tide"),
    (Different, "https://e.example/tide?r=2mgxo2", "https://e.example/tide"),
    (Different, "https://e.example/tide?t=12", "https://e.example/tide?t=13"),
    (Different, "https://e.example/tide?page=1", "https://e.example/tide?page=2"),
];

/// Caches, viewers and redirectors.
#[rustfmt::skip]
const CACHES_VIEWERS_AND_REDIRECTORS: &[AddressPair] = &[
    (Same, "https://e.example/tide-mill", "https://e-example.cdn.ampproject.org/c/s/e.example/tide-mill/amp/"),
    (Same, "https://e.example/tide-mill", "https://cdn.ampproject.org/c/s/e.example/tide-mill?amp=1"),
    (Same, "https://e.example/tide-mill", "https://e-example.cdn.ampproject.org/v/s/e.example/tide-mill?amp_js_v=a6&amp_gsa=1&usqp=mq331AQ"),
    (Same, "https://e.example/tide-mill", "https://www.google.de/amp/s/e.example/tide-mill.amp"),
    (Same, "https://e.example/tide-mill", "https://e-example.bing-amp.com/c/s/e.example/tide-mill"),
    (Same, "https://e.example/tide-mill", "https://www.google.com/url?q=https://e.example/tide-mill&sa=U&ved=2ah"),
    (Same, "https://e.example/tide-mill", "https://l.facebook.com/l.php?u=https%3A%2F%2Fe.example%2Ftide-mill%3Ffbclid%3DIw&h=AT"),
    (Different, "https://e.example/tide-mill", "https://www.google.com/search?q=tide+mill"),
    (Different, "https://www.google.com/amp/guides/x", "https://guides.example/x"),
];

/// Spellings.
#[rustfmt::skip]
const SPELLINGS: &[AddressPair] = &[
    (Same, "http://e.example:80/tide/", "https://e.example/tide"),
    (Same, "https://E.Example/tide#comments", "https://e.example/tide"),
    (Same, "https://e.example/%7Eada/tide", "https://e.example/~ada/tide"),
    (Same, "https://e.example/t%c3%a4t", "https://e.example/tät"),
    (Same, "https://münchen.example/tide", "https://xn--mnchen-3ya.example/tide"),
    (Same, "https://e.example//a//tide", "https://e.example/a/tide"),
    (Same, "https://e.example/a/../tide", "https://e.example/tide"),
    (Same, "https://e.example./tide", "https://e.example/tide"),
    (Same, "https://e.example/tide#:~:text=mill", "https://e.example/tide"),
    (Same, "https://e.example/tide?", "https://e.example/tide"),
    (Same, "https://e.example/tide?&&id=7", "https://e.example/tide?id=7"),
    (Same, "https://ada:secret@e.example/tide", "https://e.example/tide"),
    (Different, "https://e.example:8443/tide", "https://e.example/tide"),
    (Different, "https://e.example/a%2Ftide", "https://e.example/a/tide"),
    (Different, "https://e.example/tide#/part/1", "https://e.example/tide#/part/2"),
    (Different, "https://e.example/Tide", "https://e.example/tide"),
];

/// AMP as a subject or a part of a word.
#[rustfmt::skip]
const AMP_AS_A_SUBJECT_OR_A_PART_OF_A_WORD: &[AddressPair] = &[
    (Different, "https://volt.example/learn/amp-hours-explained", "https://volt.example/learn/hours-explained"),
    (Different, "https://volt.example/camp/spring-programme", "https://volt.example/spring-programme"),
    (Different, "https://volt.example/guides/amp/", "https://volt.example/guides/"),
    (Different, "https://volt.example/docs/amp/basics-of-fuses", "https://volt.example/docs/basics-of-fuses"),
    (Different, "https://volt.example/wiki/amp", "https://volt.example/wiki"),
    (Different, "https://volt.example/what-is-amp", "https://volt.example/what-is"),
    (Different, "https://volt.example/reviews/guitar-amp", "https://volt.example/reviews/guitar"),
    (Different, "https://volt.example/reviews/bass-amp.html", "https://volt.example/reviews/bass.html"),
    (Alike, "https://volt.example/reviews/the-best-guitar-amp", "https://volt.example/reviews/the-best-guitar"),
    (Different, "https://volt.example/stamp.html", "https://volt.example/st.html"),
    (Different, "https://bass-amp.volt.example/x", "https://bass.volt.example/x"),
    (Different, "https://amplify.volt.example/x", "https://volt.example/x"),
    (Alike, "https://volt.example/learn-more/amp/basics", "https://volt.example/learn-more/basics"),
];

#[test]
fn pairs_of_many_systems() {
    let mut wrong = Vec::new();
    let groups = [
        WORDPRESS,
        DRUPAL,
        ARC_XP_AND_OTHER_NEWSPAPER_SYSTEMS,
        PAPERS_IN_GERMAN,
        PAPERS_IN_FRENCH_SPANISH_ITALIAN_AND_PORTUGUESE,
        PAPERS_OF_ASIA_AND_EASTERN_EUROPE,
        BLOGS_AND_NEWSLETTERS,
        FORUMS_AND_BOARDS,
        CONTENT_SYSTEMS_WITH_ALL_IN_THE_QUERY,
        CAMPAIGNS_MAILS_AND_SHARES,
        CACHES_VIEWERS_AND_REDIRECTORS,
        SPELLINGS,
        AMP_AS_A_SUBJECT_OR_A_PART_OF_A_WORD,
    ];
    for (expected, a, b) in groups.concat() {
        let (found, back) = (relation(a, b), relation(b, a));
        if (found, back) != (expected, expected) {
            wrong.push(format!("{found:?} instead of {expected:?}: {a} {b}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
