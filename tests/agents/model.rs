//! A model that follows a script: turn by turn a tool call or a text, over the Responses API and the Messages API,
//! whichever it is asked by. It keeps what it was told.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use serde_json::{Value, json};

use crate::http::{self, Request, Response};
use crate::{anthropic, openai};

/// What the model does when it is its turn.
#[derive(Clone, Debug)]
pub enum Turn {
    /// Calls a tool that takes JSON.
    Call(&'static str, Value),
    /// Calls a tool that takes free text.
    Freeform(&'static str, String),
    Say(String),
}

pub fn say(text: &str) -> Turn {
    Turn::Say(text.to_owned())
}

/// A running model; it ends with the test's process.
pub struct Model {
    address: SocketAddr,
    told: Arc<Mutex<Told>>,
}

struct Told {
    script: Vec<Turn>,
    /// The requests of the main conversation.
    requests: Vec<Value>,
    /// Everything that was asked of the server, for a failing test's message.
    log: Vec<String>,
}

/// How often a model at the end of its script still answers, so that an agent caught in a loop comes out of it.
const ENCORES: usize = 5;

impl Model {
    pub fn play(script: impl IntoIterator<Item = Turn>) -> Model {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let script = script.into_iter().collect();
        let told = Arc::new(Mutex::new(Told { script, requests: Vec::new(), log: Vec::new() }));
        let model = Model { address, told: Arc::clone(&told) };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let told = Arc::clone(&told);
                thread::spawn(move || serve(&stream, &told));
            }
        });
        model
    }

    /// Where it is reached, without a last slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How often it was the model's turn.
    pub fn turns(&self) -> usize {
        lock(&self.told).requests.len()
    }

    /// All that the model could read when it was its `number`th turn, counted from one: prompts and history.
    pub fn read(&self, number: usize) -> String {
        let told = lock(&self.told);
        let request = told.requests.get(number - 1).unwrap_or_else(|| panic!("there was no turn {number}"));
        let mut texts = String::new();
        for part in ["instructions", "system", "input", "messages"] {
            collect(&request[part], &mut texts);
        }
        texts
    }

    /// What the tool answered that was called in the `number`th turn.
    pub fn answer(&self, number: usize) -> String {
        let told = lock(&self.told);
        let answers =
            |request| openai::answer(request, number).or_else(|| anthropic::answer(request, number));
        let answer = told.requests.iter().find_map(answers);
        answer.unwrap_or_else(|| panic!("no answer to the call of turn {number}"))
    }

    pub fn log(&self) -> String {
        lock(&self.told).log.join("\n")
    }
}

/// Every text in a value, a line each.
fn collect(value: &Value, texts: &mut String) {
    match value {
        Value::String(text) => texts.extend([text, "\n"]),
        Value::Array(values) => values.iter().for_each(|value| collect(value, texts)),
        Value::Object(fields) => fields.values().for_each(|value| collect(value, texts)),
        _ => {}
    }
}

/// A tool's answer: a text, or a list of parts with texts.
pub fn plain(answer: &Value) -> String {
    let mut text = String::new();
    match answer {
        Value::Array(parts) => parts.iter().for_each(|part| collect(&part["text"], &mut text)),
        answer => collect(answer, &mut text),
    }
    text
}

fn lock(told: &Mutex<Told>) -> MutexGuard<'_, Told> {
    told.lock().unwrap()
}

fn serve(stream: &TcpStream, told: &Mutex<Told>) {
    let Some(request) = http::read(stream) else { return };
    let response = answer(&request, &mut lock(told));
    http::write(stream, &response);
}

fn answer(request: &Request, told: &mut Told) -> Response {
    told.log.push(format!("{} {} ({} bytes)", request.method, request.path, request.body.len()));
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    match (request.method.as_str(), request.path.as_str()) {
        ("POST", "/v1/responses") => match turn(told, body) {
            Some((number, turn)) => openai::response(number, &turn),
            None => loop_found(),
        },
        // Without tools it is a side matter (a title, a summary), which moves nothing.
        ("POST", "/v1/messages") if body["tools"].as_array().is_none_or(Vec::is_empty) => {
            anthropic::response(&body, 0, &say("A title"))
        }
        ("POST", "/v1/messages") => match turn(told, body.clone()) {
            Some((number, turn)) => anthropic::response(&body, number, &turn),
            None => loop_found(),
        },
        ("POST", "/v1/messages/count_tokens") => http::document(&json!({"input_tokens": 1})),
        _ => http::refusal("404 Not Found", "the scripted model has no such thing"),
    }
}

fn loop_found() -> Response {
    http::refusal("400 Bad Request", "the script has been over for long: this is a loop")
}

/// The next turn of the script and its number.
fn turn(told: &mut Told, body: Value) -> Option<(usize, Turn)> {
    told.requests.push(body);
    let number = told.requests.len();
    if number > told.script.len() + ENCORES {
        return None;
    }
    let turn = told.script.get(number - 1).cloned();
    Some((number, turn.unwrap_or_else(|| say("There is nothing left to do."))))
}
