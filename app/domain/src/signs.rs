//! Signs as keyboards and address books leave them in what people type.

/// A figure of whatever width: Chinese keyboards can be in full-width mode.
#[must_use]
pub const fn figure(sign: char) -> Option<char> {
    match sign {
        '0'..='9' => Some(sign),
        '０'..='９' => char::from_u32(sign as u32 - '０' as u32 + '0' as u32),
        _ => None,
    }
}

/// Whether nobody sees the sign: of no width, or a mark of direction, which address books put around numbers.
#[must_use]
pub const fn is_unseen(sign: char) -> bool {
    matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
