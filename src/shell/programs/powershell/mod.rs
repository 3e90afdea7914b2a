//! PowerShell's commands that write files, and those that run or print what others use.

mod arguments;
mod content;
mod dotnet;
mod items;
mod run;

pub use content::{
    add_content, clear_content, compress_archive, expand_archive, export, get_content, out_file, set_content,
    start_transcript, tee_object, web_request,
};
pub use dotnet::{directory, environment, file, new_object, writer};
pub use items::{
    copy_item, get_item, move_item, new_dir, new_item, pop_location, push_location, remove_item, rename_item,
    set_location, some_objects, sort_object,
};
pub use run::{cmd, invoke_expression, powershell, start_process};
