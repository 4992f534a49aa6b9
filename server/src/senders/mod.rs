//! How a sign-in code reaches a phone.

mod gateway;

pub use gateway::{Gateway, GatewayError};

use linli_domain::contact::Phone;

/// Why a code was not sent; for the log and the metrics, without the number or the code.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// With what it said, in short.
    #[error("the gateway answered {status}: {said}")]
    Status { status: u16, said: String },
    /// It came, and does not say that the code was sent.
    #[error("the gateway's answer {why}: {said}")]
    Answer { why: &'static str, said: String },
    #[error("the gateway did not answer in time")]
    Timeout,
    #[error("the gateway could not be reached, or broke off")]
    Unreachable,
}

impl SendError {
    /// As the metrics count it.
    #[must_use]
    pub const fn why(&self) -> &'static str {
        match self {
            Self::Status { .. } => "status",
            Self::Answer { .. } => "answer",
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
        }
    }
}

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
