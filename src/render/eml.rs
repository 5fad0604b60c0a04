//! A mail of text and HTML, ready for `sendmail -t` and msmtp.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::mime::{BodyPart, MimePart};
use sha2::{Digest, Sha256};

use super::safe::Terminal;
use super::{Edition, Feed, Layout, RenderOptions, Template};

/// Who sends the mail to whom, and when.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mail {
    /// The sender; without one the mail system names its own.
    pub from: Option<Mailbox>,
    /// The receivers.
    pub to: Vec<Mailbox>,
    /// The date of the mail.
    pub date: DateTime<Utc>,
}

/// An address with or without a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    name: Option<String>,
    address: String,
}

impl Mailbox {
    /// `me@example.org` or `My Name <me@example.org>`; nothing in it can begin another header.
    pub fn parse(text: &str) -> Option<Mailbox> {
        let (name, address) = match text.trim().strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
            Some((name, address)) => (Some(name.trim().trim_matches('"').to_owned()), address.trim()),
            None => (None, text.trim()),
        };
        let (local, domain) = address.rsplit_once('@')?;
        let odd = |c: char| c.is_control() || c.is_whitespace() || "<>()[],;:\\\"@".contains(c);
        let fits = !local.is_empty() && !domain.is_empty() && address.len() <= 320;
        let fits = fits && !local.contains(odd) && !domain.contains(odd);
        let name = name.filter(|name| !name.is_empty());
        let fits = fits && domain.is_ascii();
        let plain = name.as_ref().is_none_or(|name| !name.chars().any(char::is_control));
        (fits && plain).then(|| Mailbox { name, address: address.to_owned() })
    }

    fn domain(&self) -> &str {
        self.address.rsplit('@').next().unwrap_or_default()
    }

    fn header(&self) -> Address<'_> {
        Address::new_address(self.name.as_deref(), self.address.as_str())
    }
}

/// Writes the mail, its HTML by a template where there is one. Fails where `out` or the template does.
pub fn write(
    feed: &Feed<'_, '_>,
    look: &RenderOptions,
    template: Option<&Template>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mail = &look.mail;
    let text = Layout::Markdown.text(feed, look)?;
    let html = match template {
        Some(template) => template.text(feed, look)?,
        None => Layout::Mail.text(feed, look)?,
    };
    let name = name_of(feed, &html);
    let domain = mail.from.as_ref().or(mail.to.first()).map_or("localhost", Mailbox::domain);
    let parts = vec![
        MimePart::new("text/plain", BodyPart::Text(text.into())),
        MimePart::new("text/html", BodyPart::Text(html.into())),
    ];
    let kind = ContentType::new("multipart/alternative").attribute("boundary", format!("newsfeed-{name}"));
    let subject = Terminal::new(feed.edition.title().unwrap_or("News")).to_string();
    let mut message = MessageBuilder::new()
        .message_id(format!("{name}.newsfeed@{domain}"))
        .date(mail.date.timestamp())
        .subject(subject)
        .body(MimePart::new(kind, BodyPart::Multipart(parts)));
    if let Some(from) = &mail.from {
        message = message.from(from.header());
    }
    if !mail.to.is_empty() {
        message = message.to(Address::new_list(mail.to.iter().map(Mailbox::header).collect()));
    }
    message.write_to(out)
}

/// The same mail has the same Message-ID and boundary, however often it is made.
fn name_of(feed: &Feed<'_, '_>, html: &str) -> String {
    let Edition { zone, since, until, .. } = feed.edition;
    let period = format!("{zone} {since:?} {until:?}");
    let digest = Sha256::new().chain_update(period).chain_update(html).finalize();
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_is_an_address_and_nothing_else() {
        for text in ["me@example.org", "My Name <me@example.org>", "\"Name, My\" <me@example.org>"] {
            assert!(Mailbox::parse(text).is_some(), "{text}");
        }
        for text in
            ["", "me", "@", "a@b@c", "me@x.org\nBcc: you@x.org", "a b@x.org", "N\nX: y <me@x.org>", "<>"]
        {
            assert!(Mailbox::parse(text).is_none(), "{text:?}");
        }
    }
}
