//! Servers of files that speak MCP, in the form of the reference one
//! (<https://github.com/modelcontextprotocol/servers/tree/main/src/filesystem>), told by their name.
//!
//! Of any other server nobody knows whether a `path` is one of this machine: its writes are left to the commit.

use super::call::{Content, Edit, Tool};
use super::input::Payload;

/// What `mcp__server__tool` would write. Arguments of another form are no error: the server will say so.
pub fn tool(payload: &Payload, name: &str) -> Tool {
    write(payload, name).unwrap_or(Tool::Other)
}

fn write(payload: &Payload, name: &str) -> Option<Tool> {
    let (server, tool) = name.strip_prefix("mcp__")?.rsplit_once("__")?;
    let server = server.to_lowercase();
    if server != "fs" && !server.contains("filesystem") {
        return None;
    }
    let arguments = payload.arguments().ok()?;
    match tool {
        "write_file" => arguments.written(&["path"], &["content"]).ok(),
        "edit_file" if arguments.flag("dryRun").ok()? => None,
        "edit_file" => arguments.touched(&["path"]).ok(),
        "move_file" => {
            let edit =
                |name: &str, content| Some(Edit { path: arguments.text(&[name]).ok()??.to_owned(), content });
            let edits = [edit("source", Content::Gone)?, edit("destination", Content::Unknown)?];
            Some(Tool::Edit(edits.into()))
        }
        _ => None,
    }
}
