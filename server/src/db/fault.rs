//! What an error of the database means for whoever meets it.

use sea_orm::sqlx;
use sea_orm::{DbErr, RuntimeErr};

/// Three kinds, which are answered in three ways.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The database cannot work now, whatever it is asked: it is gone, full, frozen or overwhelmed.
    /// Everybody is told so at once; trying again here would only keep the others waiting.
    Away,
    /// Others were in the way: a lock that was not to be had, a deadlock, a row that was written
    /// first. It passes.
    Rival,
    /// What was asked cannot be done as it is: a rule of the schema says no, or a value does not fit.
    Wrong,
}

/// Which kind an error is.
#[must_use]
pub fn kind(error: &DbErr) -> Fault {
    let inner = match error {
        DbErr::Conn(it) | DbErr::Exec(it) | DbErr::Query(it) => it,
        DbErr::ConnectionAcquire(_) => return Fault::Away,
        // What was there is gone, or what was not there is.
        DbErr::RecordNotInserted | DbErr::RecordNotUpdated => return Fault::Rival,
        // Raised by the code around the database, as when a decision crashes.
        _ => return Fault::Wrong,
    };
    let RuntimeErr::SqlxError(inner) = inner else { return Fault::Wrong };
    let sqlx::Error::Database(told) = &**inner else { return Fault::Away };
    match told.code() {
        Some(code) if told.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() => of_sqlite(&code),
        Some(code) => of_postgres(&code),
        None => Fault::Wrong,
    }
}

/// Primary result codes (sqlite.org/rescode.html); the extended ones hold them in their last byte.
fn of_sqlite(code: &str) -> Fault {
    const BUSY: u32 = 5;
    const LOCKED: u32 = 6;
    const NO_MEMORY: u32 = 7;
    const READ_ONLY: u32 = 8;
    const IO: u32 = 10;
    const CORRUPT: u32 = 11;
    const FULL: u32 = 13;
    const CANNOT_OPEN: u32 = 14;
    const PROTOCOL: u32 = 15;
    match code.parse::<u32>().map(|it| it & 0xff) {
        Ok(BUSY | NO_MEMORY | READ_ONLY | IO | CORRUPT | FULL | CANNOT_OPEN | PROTOCOL) => Fault::Away,
        Ok(LOCKED) => Fault::Rival,
        _ => Fault::Wrong,
    }
}

/// Classes of `SQLSTATE` (PostgreSQL, appendix A).
fn of_postgres(code: &str) -> Fault {
    match code {
        // lock_timeout; a statement that took too long behind others
        "55P03" | "57014" => Fault::Rival,
        _ => match code.get(..2) {
            Some("40") => Fault::Rival,
            Some("08" | "53" | "54" | "57" | "58" | "F0" | "XX") => Fault::Away,
            _ => Fault::Wrong,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_say_whose_fault_it_is() {
        for (code, fault) in [
            ("13", Fault::Away),
            ("778", Fault::Away), // IOERR_WRITE
            ("5", Fault::Away),
            ("262", Fault::Rival),  // LOCKED_SHAREDCACHE
            ("1555", Fault::Wrong), // CONSTRAINT_PRIMARYKEY
            ("x", Fault::Wrong),
        ] {
            assert_eq!(of_sqlite(code), fault, "{code}");
        }
        for (code, fault) in [
            ("40P01", Fault::Rival),
            ("55P03", Fault::Rival),
            ("57P01", Fault::Away),
            ("53100", Fault::Away), // disk full
            ("23505", Fault::Wrong),
            ("22021", Fault::Wrong),
            ("", Fault::Wrong),
        ] {
            assert_eq!(of_postgres(code), fault, "{code}");
        }
    }
}
