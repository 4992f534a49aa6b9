//! What an attack has shown.

/// What became of it, and whether that was right.
#[derive(Default)]
pub struct Found {
    pub said: String,
    /// What was not as it must be.
    pub wrong: Vec<String>,
    /// It cannot be tried here.
    pub not_tried: bool,
}

impl Found {
    pub fn new(said: impl Into<String>) -> Self {
        Self { said: said.into(), ..Self::default() }
    }

    pub fn not_tried(why: impl Into<String>) -> Self {
        Self { said: why.into(), not_tried: true, ..Self::default() }
    }

    /// States what must hold; kept when it does not.
    #[must_use]
    pub fn must(mut self, holds: bool, what: &str) -> Self {
        if !holds {
            self.wrong.push(what.to_owned());
        }
        self
    }

    pub fn add(&mut self, holds: bool, what: &str) {
        if !holds {
            self.wrong.push(what.to_owned());
        }
    }

    pub const fn is_right(&self) -> bool {
        self.wrong.is_empty()
    }
}

/// How often each answer came, such as `200 × 3, 429 × 7`.
pub fn counted(statuses: &[u16]) -> String {
    let mut sorted = statuses.to_vec();
    sorted.sort_unstable();
    let mut text = String::new();
    for group in sorted.chunk_by(|a, b| a == b) {
        let separator = if text.is_empty() { "" } else { ", " };
        let status = group.first().copied().unwrap_or_default();
        text += &format!("{separator}{status} × {}", group.len());
    }
    text
}
