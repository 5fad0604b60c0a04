//! The registrable domain of a host. Hosts with the same one are the same site.

use memchr::memchr2;

/// The registrable domain at the end of a host, or the host itself if there is none (an IP address, a port).
pub(crate) fn site_of(host: &str) -> &str {
    let ends_in_number =
        host.bytes().rev().find(|byte| !byte.is_ascii_digit()).is_none_or(|byte| byte == b'.');
    let is_name = !ends_in_number && memchr2(b':', b'[', host.as_bytes()).is_none();
    psl::domain_str(host).filter(|_| is_name).unwrap_or(host)
}
