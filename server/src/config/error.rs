//! Why settings cannot be used.

use std::path::PathBuf;

/// Why the settings cannot be used. Each is one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("The settings file {path} cannot be read: {cause}.", path = .path.display())]
    File { path: PathBuf, cause: std::io::Error },
    #[error("The settings file {path} is not valid: {cause}", path = .path.display())]
    Syntax { path: PathBuf, cause: String },
    #[error(
        "public-url must be https://…, or http:// on localhost or 127.0.0.1, or anything with --demo; it is {0}."
    )]
    PublicUrl(String),
    #[error(
        "Nobody has said where browsers reach linli: set public-url to https:// and its name, or use --demo to try linli out."
    )]
    NoPublicUrl,
    #[error(
        "There is no way to send sign-in codes: set sender-url to the address of an SMS gateway, or use --demo to try linli out."
    )]
    NoSender,
    #[error("public-url must have no path; it is {0}.")]
    PublicPath(String),
    #[error("{0} must be at least 1.")]
    TooSmall(&'static str),
    #[error("log is not usable: {0}.")]
    Log(String),
    #[error("sender-url is not usable: {0}")]
    Sender(String),
}
