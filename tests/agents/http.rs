//! As much HTTP/1.1 as two clients on loopback need: one request a connection, a body of known length.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

/// What a client sent.
pub struct Request {
    pub method: String,
    /// Without the query.
    pub path: String,
    pub body: Vec<u8>,
}

/// What it gets.
pub struct Response {
    pub status: &'static str,
    pub kind: &'static str,
    pub body: String,
}

/// Reads one request; none when the client said nothing or hung up in the middle.
pub fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let first = line(&mut reader)?;
    let mut words = first.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?);
    let path = target.split('?').next()?.to_owned();
    let (mut length, mut chunked) = (0, false);
    loop {
        let header = line(&mut reader)?.to_ascii_lowercase();
        let Some((name, value)) = header.split_once(':') else { break };
        match (name, value.trim()) {
            ("content-length", value) => length = value.parse().ok()?,
            ("transfer-encoding", value) => chunked = value.contains("chunked"),
            ("expect", _) => {
                (&*stream).write_all(b"HTTP/1.1 100 Continue\r\n\r\n").ok()?;
            }
            _ => {}
        }
    }
    let body = if chunked { chunks(&mut reader)? } else { exactly(&mut reader, length)? };
    Some(Request { method, path, body })
}

pub fn document(body: &Value) -> Response {
    Response { status: "200 OK", kind: "application/json", body: body.to_string() }
}

/// Server-sent events; each is named by its `type`.
pub fn events(events: &[Value]) -> Response {
    let named = |event: &Value| format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap());
    Response { status: "200 OK", kind: "text/event-stream", body: events.iter().map(named).collect() }
}

/// An error that no client tries again.
pub fn refusal(status: &'static str, message: &str) -> Response {
    let error = json!({"type": "invalid_request_error", "message": message});
    Response { status, ..document(&json!({"type": "error", "error": error})) }
}

pub fn write(mut stream: &TcpStream, response: &Response) {
    let Response { status, kind, body } = response;
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    // A client that went away has no need of an answer.
    let _ = stream.write_all((head + body).as_bytes());
}

fn line(reader: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    let read = reader.read_line(&mut line).ok()?;
    (read > 0).then(|| line.trim_end().to_owned())
}

fn exactly(reader: &mut impl Read, length: usize) -> Option<Vec<u8>> {
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(body)
}

fn chunks(reader: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let length = usize::from_str_radix(line(reader)?.split(';').next()?, 16).ok()?;
        body.extend(exactly(reader, length)?);
        line(reader)?;
        if length == 0 {
            return Some(body);
        }
    }
}
