//! The server of linli.

pub mod db;
