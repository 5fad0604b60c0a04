//! Properties of every address, whatever the input.

use newsfeed::address::{Address, AddressError};

/// Reads an address and checks it and the addresses it leads to.
pub fn holds(raw: &str) {
    let address = match Address::parse(raw) {
        Ok(address) => address,
        Err(AddressError::Scheme(scheme)) => {
            assert!(!matches!(&*scheme, "http" | "https"), "{raw:?}: {scheme} was refused");
            return;
        }
        Err(AddressError::Broken(_)) => return,
    };
    let shown = address.shown();
    assert_eq!(Address::parse_shown(raw).as_deref(), Ok(shown), "{raw:?}");
    // The shown text reads back as the same page and is shown the same.
    let again = Address::parse(shown)
        .unwrap_or_else(|_| panic!("{raw:?} is shown as {shown:?}, which is no address"));
    assert_eq!((again.shown(), again.identity()), (shown, address.identity()), "{raw:?}");
    assert!(shown.bytes().all(|byte| byte.is_ascii_graphic()), "{raw:?} is shown as {shown:?}");
    let scheme = shown.split_once(':').map_or("", |(scheme, _)| scheme).to_ascii_lowercase();
    assert!(matches!(&*scheme, "http" | "https"), "{raw:?} is shown as {shown:?}");
    no_password(raw, shown);
    // The canonical spelling is its own canonical spelling, and has the same keys.
    let canonical = address.canonical();
    let once = Address::parse(&canonical).unwrap_or_else(|_| panic!("{raw:?}: {canonical:?} is no address"));
    assert_eq!(once.canonical(), canonical, "{raw:?}");
    assert!(once.keys().eq(address.keys()), "{raw:?}");
    assert_eq!(once.variant(), address.variant(), "{raw:?}");
    if let Some(page) = address.variant() {
        let page = Address::parse(&format!("https://{page}"))
            .unwrap_or_else(|_| panic!("{raw:?}: {page:?} is no address"));
        assert_eq!((page.variant(), Some(page.page())), (None, address.variant()), "{raw:?}");
    }
    assert!(once.is_same_page(&address) && address.is_same_page(&once), "{raw:?}");
    assert!(
        address.host().ends_with(address.site()) && address.identity().starts_with(address.host()),
        "{raw:?}"
    );
    assert!(!address.is_front_page() || address.keys().next().is_none(), "{raw:?}");
    // These must not panic.
    let _asked =
        (address.slug(), address.site_and_last_segment(), address.video_id(), address.is_syndicator());
}

/// Checks that no user name or password is shown or compared.
fn no_password(raw: &str, shown: &str) {
    let rest = shown.split_once(':').map_or(shown, |(_, rest)| rest).trim_start_matches(['/', '\\']);
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or("");
    // An empty text before the `@` is not a user name.
    let user = authority.rsplit_once('@').map_or("", |(user, _)| user);
    assert!(matches!(user, "" | ":"), "{raw:?} is shown as {shown:?}");
}

/// Checks that a parameter for tracking does not change the page.
pub fn ignores_tracking(raw: &str, parameter: &str) {
    // White space around an address is not part of it.
    let raw = raw.trim_matches(|c: char| c <= ' ');
    let Ok(address) = Address::parse(raw) else { return };
    let (page, fragment) = match raw.split_once('#') {
        Some((page, fragment)) => (page, format!("#{fragment}")),
        None => (raw, String::new()),
    };
    let mark = if page.contains('?') { '&' } else { '?' };
    let tracked = format!("{page}{mark}{parameter}=x1{fragment}");
    let tracked = Address::parse(&tracked).unwrap_or_else(|_| panic!("{tracked:?}"));
    assert_eq!(tracked.identity(), address.identity(), "{raw:?} with {parameter}");
    assert!(tracked.keys().eq(address.keys()), "{raw:?} with {parameter}");
}
