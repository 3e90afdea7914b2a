//! The fields of a payload, each asked for by name and by type.
//!
//! Strict in what is known, so that a path that is a number is no path that nobody judged; lenient in what is not.

use serde_json::{Map, Value};

use super::call::{Call, Content, Dialect, Edit, Event, EventKind, Swap, Tool};

/// An agent's JSON object.
#[derive(Debug)]
pub struct Payload(Object);

/// The fields of an object.
#[derive(Debug)]
pub struct Object(Map<String, Value>);

type Read<T> = Result<T, String>;

impl Payload {
    pub fn parse(bytes: &[u8]) -> Read<Payload> {
        // Cursor on Windows writes one.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if bytes.is_empty() {
            return Err("nothing".to_owned());
        }
        serde_json::from_slice(bytes).map(|fields| Payload(Object(fields))).map_err(|error| error.to_string())
    }

    /// The value under the first of these names that is there.
    pub fn text(&self, names: &[&str]) -> Read<Option<&str>> {
        self.0.text(names)
    }

    pub fn flag(&self, name: &str) -> Read<bool> {
        self.0.flag(name)
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.value(&[name]).is_some()
    }

    pub fn value(&self, names: &[&str]) -> Option<&Value> {
        self.0.value(names)
    }

    /// A number that counts something.
    pub fn number(&self, name: &str) -> Read<u64> {
        match self.0.value(&[name]) {
            None => Ok(0),
            Some(value) => value.as_u64().ok_or_else(|| wrong(name, "a number")),
        }
    }

    /// The call around an event.
    pub fn call(&self, event: Event) -> Read<Call> {
        let text = |names: &[&str]| -> Read<Option<String>> {
            Ok(self.text(names)?.filter(|text| !text.is_empty()).map(str::to_owned))
        };
        Ok(Call {
            event,
            cwd: text(&["cwd"])?,
            project: self.first("workspace_roots")?,
            session: text(&["session_id", "sessionId", "conversation_id"])?,
        })
    }

    /// The usual event, where its name stands in `hook_event_name`.
    pub fn event(
        &self,
        kind: impl Fn(&str) -> Option<EventKind>,
        tool: impl Fn(&Payload) -> Read<Tool>,
    ) -> Read<Event> {
        let Some(name) = self.text(&["hook_event_name"])? else {
            return Err("`hook_event_name` is missing".to_owned());
        };
        Ok(match kind(name) {
            Some(EventKind::Tool) => Event::Tool(tool(self)?),
            Some(EventKind::Start) => self.start()?,
            Some(EventKind::Stop) => Event::Stop { again: self.flag("stop_hook_active")? },
            None => Event::Other,
        })
    }

    /// A session that begins. Where it goes on, it has what it was told.
    pub fn start(&self) -> Read<Event> {
        let source = self.text(&["source"])?.unwrap_or_default();
        Ok(Event::Start { fresh: !matches!(source, "resume" | "fork") })
    }

    /// The tool's name; a tool call without one is none.
    pub fn tool(&self) -> Read<&str> {
        match self.text(&["tool_name", "toolName"])? {
            Some(name) if !name.is_empty() => Ok(name),
            _ => Err("`tool_name` is missing".to_owned()),
        }
    }

    /// The tool's arguments, which some send as JSON in a string.
    pub fn arguments(&self) -> Read<Object> {
        let names = ["tool_input", "toolArgs", "tool_args"];
        match self.value(&names) {
            Some(Value::Object(fields)) => Ok(Object(fields.clone())),
            Some(Value::String(text)) => {
                serde_json::from_str(text).map(Object).map_err(|error| error.to_string())
            }
            _ => Err("`tool_input` is not an object".to_owned()),
        }
    }

    /// A patch, which is the tool's only argument, or stands under one of these names in them.
    pub fn patch(&self) -> Read<Tool> {
        match self.value(&["tool_input", "toolArgs"]) {
            Some(Value::String(text)) if text.contains('\0') => Err(wrong("tool_input", "free of NUL")),
            Some(Value::String(text)) if !text.trim_start().starts_with('{') => Ok(Tool::Patch(text.clone())),
            _ => self.arguments()?.patch(&["patch", "input", "command", "patchText"]),
        }
    }

    /// A command that stands in the payload itself.
    pub fn shell(&self) -> Read<Tool> {
        self.0.shell(&[])
    }

    fn first(&self, name: &str) -> Read<Option<String>> {
        match self.0.value(&[name]) {
            None => Ok(None),
            Some(Value::Array(values)) => match values.first() {
                None => Ok(None),
                Some(Value::String(text)) => Ok(Some(text.clone())),
                Some(_) => Err(wrong(name, "a list of strings")),
            },
            Some(_) => Err(wrong(name, "a list of strings")),
        }
    }
}

impl Object {
    /// The value under the first of these names that is there; `null` is not there.
    fn value(&self, names: &[&str]) -> Option<&Value> {
        names.iter().find_map(|name| self.0.get(*name)).filter(|value| !value.is_null())
    }

    pub fn text(&self, names: &[&str]) -> Read<Option<&str>> {
        match self.value(names) {
            None => Ok(None),
            Some(Value::String(text)) if text.contains('\0') => Err(wrong(names[0], "free of NUL")),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(wrong(names[0], "text")),
        }
    }

    /// Text that has to be there.
    pub fn needed(&self, names: &[&str]) -> Read<&str> {
        match self.text(names)? {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(format!("`{}` is missing", names[0])),
        }
    }

    pub fn flag(&self, name: &str) -> Read<bool> {
        match self.value(&[name]) {
            None => Ok(false),
            Some(value) => value.as_bool().ok_or_else(|| wrong(name, "true or false")),
        }
    }

    /// A file that is written as a whole.
    pub fn written(&self, path: &[&str], content: &[&str]) -> Read<Tool> {
        let content = match self.text(content)? {
            Some(text) => Content::Whole(text.to_owned()),
            None => Content::Unknown,
        };
        self.edit(path, content)
    }

    /// A file in which one text takes another's place.
    pub fn replaced(&self, path: &[&str], old: &[&str], new: &[&str]) -> Read<Tool> {
        let content = match (self.text(old)?, self.text(new)?) {
            (Some(old), Some(new)) => Content::Replaced(vec![Swap {
                old: old.to_owned(),
                new: new.to_owned(),
                all: self.flag("replace_all")?,
            }]),
            _ => Content::Unknown,
        };
        self.edit(path, content)
    }

    /// A file in which several texts take others' places, one after the other.
    pub fn all_replaced(&self, path: &[&str]) -> Read<Tool> {
        let Some(Value::Array(edits)) = self.value(&["edits"]) else {
            return Err(wrong("edits", "a list"));
        };
        let mut swaps = Vec::new();
        for edit in edits {
            let Value::Object(edit) = edit else { return Err(wrong("edits", "a list of objects")) };
            let edit = Object(edit.clone());
            let (old, new) = (edit.text(&["old_string"])?, edit.text(&["new_string"])?);
            swaps.push(Swap {
                old: old.unwrap_or_default().to_owned(),
                new: new.unwrap_or_default().to_owned(),
                all: edit.flag("replace_all")?,
            });
        }
        self.edit(path, Content::Replaced(swaps))
    }

    /// A file that is written in a way that the call does not show.
    pub fn touched(&self, path: &[&str]) -> Read<Tool> {
        self.edit(path, Content::Unknown)
    }

    pub fn deleted(&self, path: &[&str]) -> Read<Tool> {
        self.edit(path, Content::Gone)
    }

    pub fn shell(&self, dir: &[&str]) -> Read<Tool> {
        let text = match self.value(&["command"]) {
            Some(Value::Array(words)) if !words.is_empty() => command(words)?,
            _ => self.text(&["command"])?.ok_or("`command` is missing")?.to_owned(),
        };
        let dir = self.text(dir)?.filter(|dir| !dir.is_empty()).map(str::to_owned);
        Ok(Tool::Shell { text, dir, dialect: Dialect::Posix })
    }

    pub fn patch(&self, names: &[&str]) -> Read<Tool> {
        self.needed(names).map(|text| Tool::Patch(text.to_owned()))
    }

    fn edit(&self, path: &[&str], content: Content) -> Read<Tool> {
        // Two names for one path: nobody knows which of them the tool takes.
        let paths: Vec<&str> = path.iter().filter_map(|name| self.0.get(*name)?.as_str()).collect();
        let edits = match paths[..] {
            [] | [_] => vec![Edit { path: self.needed(path)?.to_owned(), content }],
            _ => paths
                .into_iter()
                .map(|path| Edit { path: path.to_owned(), content: content.clone() })
                .collect(),
        };
        Ok(Tool::Edit(edits))
    }
}

/// A program and its arguments as a shell would have to be given them.
fn command(words: &[Value]) -> Read<String> {
    let quoted = |word: &Value| match word.as_str() {
        Some(text) if !text.contains('\0') => Ok(format!("'{}'", text.replace('\'', r"'\''"))),
        _ => Err(wrong("command", "a list of texts")),
    };
    let words: Read<Vec<String>> = words.iter().map(quoted).collect();
    Ok(words?.join(" "))
}

/// The event's name in bytes that are no JSON.
pub fn event_in(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let (_, rest) = text.split_once("\"hook_event_name\"")?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    Some(rest.split_once('"')?.0.to_owned())
}

fn wrong(name: &str, wanted: &str) -> String {
    format!("`{name}` is not {wanted}")
}
