//! How a sign-in code reaches a phone.

mod gateway;

pub use gateway::{Gateway, GatewayError};

use linli_domain::member::Phone;

/// Why a code was not sent; for the log, without the number or the code.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SendError(pub String);

/// Sends sign-in codes.
#[async_trait::async_trait]
pub trait CodeSender: Send + Sync {
    /// Sends one code to one phone.
    ///
    /// # Errors
    /// When it certainly or probably did not leave.
    async fn send(&self, phone: &Phone, code: &str) -> Result<(), SendError>;

    /// Whether the page may show the code to whoever asked for it: in demo mode only.
    fn shows_codes(&self) -> bool {
        false
    }
}

/// Sends nothing; the page shows the code. Demo mode only.
pub struct Demo;

#[async_trait::async_trait]
impl CodeSender for Demo {
    async fn send(&self, _: &Phone, _: &str) -> Result<(), SendError> {
        Ok(())
    }

    fn shows_codes(&self) -> bool {
        true
    }
}
