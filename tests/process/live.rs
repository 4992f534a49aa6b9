//! Streams of events of a real server.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Instant;

use linli_tests::pace::patience;
use serde_json::json;
use uuid::Uuid;

use super::{Place, Server, demo_phone, free_port};

/// Longer than anything here should take, in seconds.
const LONG: u64 = 60;

/// An open stream.
struct Stream(BufReader<TcpStream>);

impl Stream {
    fn open(port: u16, cookie: &str) -> Self {
        let mut socket = TcpStream::connect(("127.0.0.1", port)).unwrap();
        socket.set_read_timeout(Some(patience(LONG))).unwrap();
        let ask = format!(
            "GET /api/sync/v1/events HTTP/1.1\r\nhost: localhost\r\naccept-encoding: gzip, br\r\ncookie: {cookie}\r\n\r\n"
        );
        socket.write_all(ask.as_bytes()).unwrap();
        Self(BufReader::new(socket))
    }

    /// Reads until a line is this; false when the stream ended.
    fn hears(&mut self, wanted: &str) -> bool {
        let mut line = String::new();
        while self.0.read_line(&mut line).unwrap() > 0 {
            if line.trim_end() == wanted {
                return true;
            }
            line.clear();
        }
        false
    }
}

#[test]
fn it_stops_in_time_however_many_streams_are_open() {
    let place = Place::new();
    let phone = demo_phone(&place, "resident");
    let port = free_port();
    let mut command = place.serve(port);
    command.args(["--streams-per-session", "1000", "--reads-per-session", "10000"]);
    let mut server = Server::start_as(command, port);
    let cookie = server.sign_in(&phone);
    let mut streams: Vec<_> = (0..200).map(|_| Stream::open(port, &cookie)).collect();
    for stream in &mut streams {
        assert!(stream.hears("event: hello"));
    }
    let ask =
        json!({ "help_id": Uuid::now_v7(), "what": "dark", "answerer": "community", "urgency": "usual" });
    let envelope = json!({ "mid": Uuid::now_v7(), "n": 1, "client_time": "2026-11-24T04:00:00Z", "name": "help.ask@1", "args": ask });
    let body = json!({ "device_id": Uuid::now_v7(), "mutations": [envelope] });
    assert_eq!(server.post("/api/sync/v1/push", &cookie, &body).unwrap().0, 200);
    for stream in &mut streams {
        assert!(stream.hears("event: poke"));
    }
    server.signal("-TERM");
    let since = Instant::now();
    let status = server.child.wait().unwrap();
    assert!(status.success(), "{status}");
    assert!(since.elapsed() < patience(10), "{:?}", since.elapsed());
    for stream in &mut streams {
        assert!(!stream.hears("event: poke"), "it ended");
    }
}

#[test]
fn h4_streams_take_no_place_of_a_connection() {
    let place = Place::new();
    let phone = demo_phone(&place, "resident");
    let port = free_port();
    let mut command = place.serve(port);
    command.args(["--connections", "2", "--connections-per-address", "2", "--trusted-proxies", "192.0.2.1"]);
    let server = Server::start_as(command, port);
    let cookie = server.sign_in(&phone);
    let mut streams: Vec<_> = (0..20)
        .map(|_| {
            let mut stream = Stream::open(port, &cookie);
            assert!(stream.hears("event: hello"));
            stream
        })
        .collect();
    assert_eq!(server.get("/health/live", "").unwrap().0, 200);
    // All of them are there yet, and hear what happens.
    let ask =
        json!({ "help_id": Uuid::now_v7(), "what": "dark", "answerer": "community", "urgency": "usual" });
    let envelope = json!({ "mid": Uuid::now_v7(), "n": 1, "client_time": "2026-11-24T04:00:00Z", "name": "help.ask@1", "args": ask });
    let body = json!({ "device_id": Uuid::now_v7(), "mutations": [envelope] });
    assert_eq!(server.post("/api/sync/v1/push", &cookie, &body).unwrap().0, 200);
    for stream in &mut streams {
        assert!(stream.hears("event: poke"));
    }
}
