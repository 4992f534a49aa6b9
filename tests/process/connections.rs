//! Connections of a real server that stay open, and those that may not.

use linli_tests::pace::patience;
use std::io::{Read, Write};
use std::net::TcpStream;

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
