//! A gateway for sign-in codes, so that servers run with the limits of production.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};

/// The last code that came for each number.
type Codes = Arc<Mutex<HashMap<String, String>>>;

pub struct Gateway {
    pub url: String,
    codes: Codes,
}

impl Gateway {
    /// Listens until this process ends.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}/{{phone}}/{{code}}", listener.local_addr()?);
        let codes = Codes::default();
        let kept = Arc::clone(&codes);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // Whoever goes away in the middle has sent no code.
                drop(take(stream, &kept));
            }
        });
        Ok(Self { url, codes })
    }

    /// The code that was sent to a number; it may still be on its way.
    pub async fn code(&self, phone: &str) -> Result<String> {
        for _ in 0..200 {
            let sent = self.codes.lock().unwrap_or_else(PoisonError::into_inner).remove(phone);
            if let Some(code) = sent {
                return Ok(code);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        anyhow::bail!("no code came for {phone}")
    }
}

fn take(mut stream: TcpStream, codes: &Codes) -> Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().context("nothing")??;
    let path = first.split(' ').nth(1).unwrap_or_default();
    let mut parts = path.trim_start_matches('/').split('/');
    let (phone, code) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    // Its last eleven digits, whatever stands before for the country.
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let phone = digits.get(digits.len().saturating_sub(11)..).unwrap_or_default().to_owned();
    codes.lock().unwrap_or_else(PoisonError::into_inner).insert(phone, code.to_owned());
    while lines.next().is_some_and(|it| it.is_ok_and(|line| !line.is_empty())) {}
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")?;
    Ok(())
}
