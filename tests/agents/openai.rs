//! A turn as the Responses API streams it.

use serde_json::{Value, json};

use crate::http::{self, Response};
use crate::model::{Turn, plain};

pub fn response(number: usize, turn: &Turn) -> Response {
    let (response, call) = (format!("resp_{number}"), format!("call_{number}"));
    let item = match turn {
        Turn::Call(tool, input) => {
            json!({"type": "function_call", "call_id": call, "name": tool, "arguments": input.to_string()})
        }
        Turn::Freeform(tool, input) => {
            json!({"type": "custom_tool_call", "call_id": call, "name": tool, "input": input})
        }
        Turn::Say(text) => json!({"type": "message", "role": "assistant", "id": format!("msg_{number}"),
            "content": [{"type": "output_text", "text": text}]}),
    };
    let usage = json!({"input_tokens": 1, "input_tokens_details": null, "output_tokens": 1,
        "output_tokens_details": null, "total_tokens": 2});
    http::events(&[
        json!({"type": "response.created", "response": {"id": response}}),
        json!({"type": "response.output_item.done", "output_index": 0, "item": item}),
        json!({"type": "response.completed", "response": {"id": response, "usage": usage}}),
    ])
}

/// What the tool answered that was called in a turn, as a later request has it.
pub fn answer(request: &Value, number: usize) -> Option<String> {
    let call = format!("call_{number}");
    let item = request["input"]
        .as_array()?
        .iter()
        .find(|item| item["call_id"] == call && !item["output"].is_null())?;
    Some(plain(&item["output"]))
}
