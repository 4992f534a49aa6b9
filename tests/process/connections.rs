//! Connections of a real server that stay open, and those that may not.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use linli_tests::pace::patience;

use super::{Place, Server, free_port};

/// Longer than anything here should take, in seconds.
const LONG: u64 = 60;

fn connect(port: u16) -> TcpStream {
    let socket = TcpStream::connect(("127.0.0.1", port)).unwrap();
    socket.set_read_timeout(Some(patience(LONG))).unwrap();
    socket
}

/// Asks whether the server is there and reads the whole answer.
fn ask(socket: &mut TcpStream) -> String {
    socket.write_all(b"GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    let (mut answer, mut part) = (String::new(), [0; 4096]);
    loop {
        let read = socket.read(&mut part).unwrap();
        answer.push_str(std::str::from_utf8(part.get(..read).unwrap()).unwrap());
        if read == 0 || answer.contains("\r\n\r\n") {
            return answer;
        }
    }
}

#[test]
fn a_head_that_never_ends_ends_the_connection() {
    let place = Place::new();
    let port = free_port();
    let mut command = place.serve(port);
    command.args(["--head-seconds", "2"]);
    let _server = Server::start_as(command, port);

    let mut patient = connect(port);
    assert!(ask(&mut patient).starts_with("HTTP/1.1 200"));
    assert!(ask(&mut patient).starts_with("HTTP/1.1 200"), "one connection serves many requests");

    let mut slow = connect(port);
    slow.write_all(b"GET /health/live HTTP/1.1\r\nhost: local").unwrap();
    let mut rest = Vec::new();
    slow.read_to_end(&mut rest).unwrap();
    assert!(!rest.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&rest));

    assert!(ask(&mut connect(port)).starts_with("HTTP/1.1 200"), "others are served");
}

/// A server with further settings.
fn server(place: &Place, settings: &[&str]) -> Server {
    let port = free_port();
    let mut command = place.serve(port);
    command.args(settings);
    Server::start_as(command, port)
}

/// The head of a form and the first byte of its body, which the server waits for.
fn half_a_form(port: u16) -> TcpStream {
    let mut socket = connect(port);
    let head = "POST /rooms HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\n\
                content-type: application/x-www-form-urlencoded\r\ncontent-length: 60000\r\nexpect: 100-continue\r\n\r\n";
    socket.write_all(head.as_bytes()).unwrap();
    // Until it says so the connection may be idle, and make room for the next.
    let mut goes_on = [0; 25];
    socket.read_exact(&mut goes_on).unwrap();
    assert_eq!(&goes_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    socket.write_all(b"a").unwrap();
    socket
}

/// Whether a new connection is served.
fn is_served(port: u16) -> bool {
    let mut socket = connect(port);
    let asked =
        socket.write_all(b"GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    let mut answer = Vec::new();
    asked.is_ok() && socket.read_to_end(&mut answer).is_ok() && answer.starts_with(b"HTTP/1.1 200")
}

fn until(wanted: bool, port: u16) {
    let since = Instant::now();
    while is_served(port) != wanted {
        assert!(since.elapsed() < patience(LONG), "served: {}", !wanted);
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn h4_a_body_that_never_comes_ends_the_request() {
    let place = Place::new();
    let server = server(&place, &["--body-seconds", "1"]);
    let mut halves: Vec<_> = (0..20).map(|_| half_a_form(server.port)).collect();
    for half in &mut halves {
        let mut answer = String::new();
        half.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
}

#[test]
fn h4_who_says_nothing_holds_no_place_that_others_want() {
    let place = Place::new();
    let server = server(&place, &["--connections", "4"]);
    let mut silent: Vec<_> = (0..20).map(|_| connect(server.port)).collect();
    assert!(is_served(server.port));
    // The first have been idle for the longest time.
    assert_eq!(silent[0].read(&mut [0; 16]).unwrap(), 0);
    // Nor does who begins a form and does not end it; what is half sent goes first where it came first.
    let mut halves: Vec<_> = (0..4).map(|_| half_a_form(server.port)).collect();
    assert!(is_served(server.port));
    assert_eq!(halves[0].read(&mut [0; 16]).unwrap(), 0);
}

/// Nobody else writes until it is committed.
fn lock(place: &Place) -> rusqlite::Connection {
    let lock = rusqlite::Connection::open(place.0.join("linli.db")).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    lock
}

/// Somebody tries to sign in, which is counted, so that it waits for the lock.
fn try_to_sign_in(port: u16, request: &str) -> TcpStream {
    let mut socket = connect(port);
    let body = format!(r#"{{"request_id":"{request}","code":"000000"}}"#);
    let head = format!(
        "POST /api/v1/session HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    socket.write_all(head.as_bytes()).unwrap();
    socket
}

/// Tries to sign in until nobody else is served. One whose request was not read yet may have to make room.
fn until_busy(port: u16, request: &str) -> Vec<TcpStream> {
    let since = Instant::now();
    let mut tries = Vec::new();
    while is_served(port) {
        assert!(since.elapsed() < patience(LONG), "others are served");
        tries.push(try_to_sign_in(port, request));
    }
    tries
}

/// Somebody has asked for a code.
fn asked(server: &Server) -> String {
    let phone = serde_json::json!({ "phone": "13800000001" });
    let (_, _, asked) = server.post("/api/v1/session/code", "", &phone).unwrap();
    asked["request_id"].as_str().unwrap().to_owned()
}

#[test]
fn h4_when_all_are_busy_others_hear_it_at_once() {
    let place = Place::new();
    let server = server(&place, &["--connections", "4"]);
    let request = asked(&server);
    let lock = lock(&place);
    let mut tries = until_busy(server.port, &request);
    let mut said = String::new();
    connect(server.port).read_to_string(&mut said).unwrap();
    assert!(said.starts_with("HTTP/1.1 503") && said.contains("\r\nretry-after: "), "{said}");
    lock.execute_batch("COMMIT").unwrap();
    let mut answers = tries.iter_mut().map(|socket| {
        let mut answer = [0; 10];
        socket.read_exact(&mut answer).is_ok_and(|()| &answer == b"HTTP/1.1 4")
    });
    assert_eq!(answers.by_ref().filter(|it| *it).count(), 4);
    until(true, server.port);
}

#[test]
fn h4_one_address_has_so_many_connections_unless_it_is_a_trusted_proxy() {
    let place = Place::new();
    let strict = server(&place, &["--connections-per-address", "2", "--trusted-proxies", "192.0.2.1"]);
    let request = asked(&strict);
    let lock = lock(&place);
    let tries = until_busy(strict.port, &request);
    lock.execute_batch("COMMIT").unwrap();
    until(true, strict.port);
    drop(tries);
    drop(strict);

    let trusting = server(&place, &["--connections-per-address", "2"]);
    let halves: Vec<_> = (0..20).map(|_| half_a_form(trusting.port)).collect();
    assert!(is_served(trusting.port));
    drop(halves);
}

#[test]
fn h4_a_head_without_measure_is_refused() {
    let place = Place::new();
    let server = server(&place, &[]);
    let mut socket = connect(server.port);
    let head = format!("GET /search?q={} HTTP/1.1\r\nhost: localhost\r\n\r\n", "a".repeat(40_000));
    socket.write_all(head.as_bytes()).unwrap();
    let mut answer = [0; 12];
    socket.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 431");
}
