//! A turn as the Messages API gives it, whole or streamed.

use serde_json::{Value, json};

use crate::http::{self, Response};
use crate::model::{Turn, plain};

const USAGE: (u32, u32) = (1, 1);

/// Streamed if the request wants it so.
pub fn response(request: &Value, number: usize, turn: &Turn) -> Response {
    if request["stream"] == true { stream(number, turn) } else { http::document(&message(number, turn)) }
}

fn message(number: usize, turn: &Turn) -> Value {
    let mut message = head(number);
    message["content"] = json!([block(number, turn)]);
    message["stop_reason"] = stop_reason(turn).into();
    message
}

fn stream(number: usize, turn: &Turn) -> Response {
    let mut empty = block(number, turn);
    let delta = match turn {
        Turn::Say(text) => {
            empty["text"] = "".into();
            json!({"type": "text_delta", "text": text})
        }
        Turn::Call(_, input) => {
            empty["input"] = json!({});
            json!({"type": "input_json_delta", "partial_json": input.to_string()})
        }
        Turn::Freeform(tool, _) => panic!("`{tool}`: the Messages API has no free-form tools"),
    };
    http::events(&[
        json!({"type": "message_start", "message": head(number)}),
        json!({"type": "content_block_start", "index": 0, "content_block": empty}),
        json!({"type": "content_block_delta", "index": 0, "delta": delta}),
        json!({"type": "content_block_stop", "index": 0}),
        json!({"type": "message_delta", "delta": {"stop_reason": stop_reason(turn), "stop_sequence": null},
            "usage": {"output_tokens": USAGE.1}}),
        json!({"type": "message_stop"}),
    ])
}

fn head(number: usize) -> Value {
    json!({"id": format!("msg_{number}"), "type": "message", "role": "assistant", "model": "scripted",
        "content": [], "stop_reason": null, "stop_sequence": null,
        "usage": {"input_tokens": USAGE.0, "output_tokens": USAGE.1}})
}

fn block(number: usize, turn: &Turn) -> Value {
    match turn {
        Turn::Say(text) => json!({"type": "text", "text": text}),
        Turn::Call(tool, input) => {
            json!({"type": "tool_use", "id": format!("toolu_{number}"), "name": tool, "input": input})
        }
        Turn::Freeform(tool, _) => panic!("`{tool}`: the Messages API has no free-form tools"),
    }
}

fn stop_reason(turn: &Turn) -> &'static str {
    if matches!(turn, Turn::Say(_)) { "end_turn" } else { "tool_use" }
}

/// What the tool answered that was called in a turn, as a later request has it.
pub fn answer(request: &Value, number: usize) -> Option<String> {
    let call = format!("toolu_{number}");
    let messages = request["messages"].as_array()?.iter();
    let mut blocks = messages.filter_map(|message| message["content"].as_array()).flatten();
    let result = blocks.find(|block| block["tool_use_id"] == call)?;
    Some(plain(&result["content"]))
}
