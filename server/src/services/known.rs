//! Phones that have signed in with a number before. Whoever has one cannot be locked out by strangers
//! who ask for codes for the number, or guess at them: such a phone has counters of its own (OWASP,
//! “Slow down online guessing attacks with device cookies”). The cookie says nothing about anybody and
//! opens nothing.

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use linli_domain::contact::Phone;
use rand::RngExt;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tokio::sync::OnceCell;

use super::rates::{network, site};
use crate::db::DbError;
use crate::db::tables::database_fact;
use crate::state::AppState;

/// How many people of one phone are known.
const PEOPLE: usize = 4;

/// A number as counters have it: half of them would have to be tried to find another with the same.
pub(super) type Mark = [u8; 8];

/// The mark of a number.
pub(super) fn mark(phone: &Phone) -> Mark {
    let hash = Sha256::new().chain_update("number").chain_update([0]).chain_update(phone.as_str()).finalize();
    first(&hash)
}

fn first(hash: &[u8]) -> Mark {
    let mut mark = Mark::default();
    for (to, from) in mark.iter_mut().zip(hash) {
        *to = *from;
    }
    mark
}

/// The key that makes the cookies, read once.
#[derive(Default)]
pub struct Secret(OnceCell<String>);

impl Secret {
    async fn get(&self, state: &AppState) -> Result<&str, DbError> {
        let read =
            || async { state.db.write(|tx| Box::pin(database_fact::secret(tx, "known_phones"))).await };
        self.0.get_or_try_init(read).await.map(String::as_str)
    }
}

/// Who asks for a code, or types one.
#[derive(Clone, Debug)]
pub struct Asker {
    pub address: IpAddr,
    /// The cookie.
    known: Vec<Part>,
}

/// A phone and a number: the phone's random name, and what proves that it was given out for the number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Part {
    name: [u8; 16],
    proof: [u8; 32],
}

impl Asker {
    /// With the value of the cookie, if there is one; what cannot be read is none.
    #[must_use]
    pub fn new(address: IpAddr, cookie: Option<&str>) -> Self {
        let parts = cookie.unwrap_or_default().split('.').take(PEOPLE);
        Self { address, known: parts.filter_map(Part::read).collect() }
    }

    /// What is counted for this asker and this number: the phone where it is known, else its network.
    pub(super) async fn counted(&self, state: &AppState, mark: Mark) -> Result<Counted, DbError> {
        let name = match self.known.as_slice() {
            [] => None,
            parts => {
                let secret = state.known.get(state).await?;
                parts
                    .iter()
                    .find(|it| bool::from(it.proof.ct_eq(&proof(secret, mark, it.name))))
                    .map(|it| it.name)
            }
        };
        let mut whose = mark.to_vec();
        match name {
            Some(name) => whose.extend_from_slice(&name),
            None => whose.extend_from_slice(network(self.address).to_string().as_bytes()),
        }
        Ok(Counted { known: name.is_some(), whose })
    }

    pub(super) fn site(&self) -> Option<String> {
        site(self.address).map(|it| it.to_string())
    }

    /// The cookie of a phone that has signed in with the number: this person first, then whoever else
    /// it knows.
    pub(super) async fn cookie(&self, state: &AppState, mark: Mark) -> Result<String, DbError> {
        let secret = state.known.get(state).await?;
        let is_of = |it: &Part| bool::from(it.proof.ct_eq(&proof(secret, mark, it.name)));
        let own = self.known.iter().copied().find(is_of).unwrap_or_else(|| {
            let name = rand::rng().random();
            Part { name, proof: proof(secret, mark, name) }
        });
        let others = self.known.iter().copied().filter(|it| *it != own);
        let parts: Vec<String> = core::iter::once(own).chain(others).take(PEOPLE).map(Part::write).collect();
        Ok(parts.join("."))
    }
}

/// By what an asker is counted.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    /// Whether the phone has signed in with the number before.
    pub known: bool,
    /// The number with the phone or the network.
    pub whose: Vec<u8>,
}

impl Part {
    fn read(text: &str) -> Option<Self> {
        let bytes: [u8; 48] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (name, proof) = bytes.split_at(16);
        Some(Self { name: name.try_into().ok()?, proof: proof.try_into().ok()? })
    }

    fn write(self) -> String {
        URL_SAFE_NO_PAD.encode([self.name.as_slice(), self.proof.as_slice()].concat())
    }
}

/// SHA-256 over key and message serves, since all three have a fixed length.
fn proof(secret: &str, mark: Mark, name: [u8; 16]) -> [u8; 32] {
    Sha256::new().chain_update(secret).chain_update(mark).chain_update(name).finalize().into()
}

/// The mark inside of a salt.
pub(super) fn mark_of(salt: &[u8; 16]) -> Mark {
    first(salt.split_at(8).1)
}

/// A salt: 64 random bits, so that no two codes of a number have the same, then the number's mark, so
/// that tries count for the number whether or not anybody has it.
pub(super) fn salt(mark: Mark) -> [u8; 16] {
    let mut salt: [u8; 16] = rand::rng().random();
    for (to, from) in salt.iter_mut().skip(8).zip(mark) {
        *to = from;
    }
    salt
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn h3_a_salt_holds_its_numbers_mark_and_is_another_each_time() {
        let of = |text: &str| mark(&text.parse().unwrap());
        let one = of("13800000001");
        assert_ne!(one, of("13800000002"));
        let (first, second) = (salt(one), salt(one));
        assert_ne!(first, second);
        assert_eq!((mark_of(&first), mark_of(&second)), (one, one));
    }

    #[test]
    fn h3_a_mangled_cookie_is_none() {
        let address = IpAddr::from([127, 0, 0, 1]);
        let part = Part { name: [1; 16], proof: [2; 32] };
        assert_eq!(Asker::new(address, Some(&part.write())).known, [part]);
        let many = vec![part.write(); 9].join(".");
        assert_eq!(Asker::new(address, Some(&many)).known.len(), PEOPLE);
        for text in ["", ".", "AAAA", "%%%", "..A", &part.write()[1..]] {
            assert!(Asker::new(address, Some(text)).known.is_empty(), "{text}");
        }
    }
}
