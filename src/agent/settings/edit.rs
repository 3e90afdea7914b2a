//! Our hook put into a settings file, and taken out. Everything else in it stays as it was written: the order, the
//! comments, the commas, the line endings, the mark at its beginning.

use anyhow::{Context, Result, bail};
use jsonc_parser::ParseOptions;
use jsonc_parser::cst::{CstArray, CstInputValue, CstNode, CstObject, CstObjectProp, CstRootNode};
use serde_json::Value;

use super::entries::{Entry, Invocation, Program, is_ours};
use crate::agent::profile::Profile;

/// Some editors on Windows put it before the text.
const BOM: char = '\u{feff}';

/// The settings with our hook in them; the same text where it is there already.
pub fn with(profile: &Profile, text: &str, program: &Program) -> Result<String> {
    rewrite(text, |root| {
        let wanted = (profile.settings.entries)(&Invocation::new(program, profile.name));
        let Some(hooks) = child(root, "hooks")? else {
            if let Some(version) = profile.settings.version.filter(|_| root.get("version").is_none()) {
                root.insert(0, "version", CstInputValue::Number(version.to_string()));
            }
            root.append("hooks", all(&wanted));
            return Ok(());
        };
        if let Some(version) = profile.settings.version.filter(|_| root.get("version").is_none()) {
            root.insert(0, "version", CstInputValue::Number(version.to_string()));
        }
        take_out(profile, &hooks, |event, hook| wanted.iter().any(|entry| entry.is(event, hook)))?;
        for entry in &wanted {
            match list(&hooks, entry.event)? {
                Some(list) if list.elements().iter().any(|hook| entry.is(entry.event, hook)) => {}
                Some(list) => drop(list.append(input(&entry.value))),
                None => drop(hooks.append(entry.event, CstInputValue::Array(vec![input(&entry.value)]))),
            }
        }
        Ok(())
    })
}

/// The settings without our hook; `None` where nothing is left.
pub fn without(profile: &Profile, text: &str) -> Result<Option<String>> {
    let mut is_empty = false;
    let text = rewrite(text, |root| {
        if let Some(hooks) = child(root, "hooks")?
            && take_out(profile, &hooks, |_, _| false)?
            && let Some(property) = root.get("hooks")
        {
            remove_bare(property, &hooks.to_string());
        }
        let ours =
            |name: Option<String>| profile.settings.version.is_some() && name.as_deref() == Some("version");
        is_empty = root.properties().iter().all(|property| ours(property.decoded_name()));
        Ok(())
    })?;
    let is_bare = is_empty && !text.contains("//") && !text.contains("/*");
    Ok((!is_bare).then_some(text))
}

/// Whether any hook in it is ours.
pub fn has(profile: &Profile, text: &str) -> Result<bool> {
    let mut has_ours = false;
    rewrite(text, |root| {
        let Some(hooks) = child(root, "hooks")? else { return Ok(()) };
        for property in hooks.properties() {
            let value = property.value().and_then(|value| value.to_serde_value());
            has_ours |= value.is_some_and(|list| {
                list.as_array().is_some_and(|list| list.iter().any(|hook| names_us(profile, hook)))
            });
        }
        Ok(())
    })?;
    Ok(has_ours)
}

/// A hook of its own, or a group in which one is ours.
fn names_us(profile: &Profile, hook: &Value) -> bool {
    let inner = hook.get("hooks").and_then(Value::as_array);
    is_ours(profile.name, hook)
        || inner.is_some_and(|hooks| hooks.iter().any(|hook| is_ours(profile.name, hook)))
}

fn rewrite(text: &str, edit: impl FnOnce(&CstObject) -> Result<()>) -> Result<String> {
    let (bom, body) = match text.strip_prefix(BOM) {
        Some(body) => (true, body),
        None => (false, text),
    };
    let body = if body.trim().is_empty() { "{}\n" } else { body };
    // What the agents' own readers take, and no more: where they read another file than we do, nothing is sure.
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    // Held to the end: the tree falls apart without its root.
    let root = CstRootNode::parse(body, &options).context("this is not JSON")?;
    let Some(object) = root.object_value() else { bail!("this is not a JSON object") };
    edit(&object)?;
    let body = root.to_string();
    Ok(if bom { format!("{BOM}{body}") } else { body })
}

/// Takes our hooks out, but for those that may stay; lists and groups that are empty then go too. Says whether it took any.
fn take_out(profile: &Profile, hooks: &CstObject, stays: impl Fn(&str, &CstNode) -> bool) -> Result<bool> {
    let mut took = false;
    for property in hooks.properties() {
        let event = property.decoded_name().unwrap_or_default();
        let Some(list) = list(hooks, &event)? else { continue };
        let mut kept = false;
        let mut took_here = false;
        for hook in list.elements() {
            if !hook.to_serde_value().is_some_and(|value| names_us(profile, &value)) {
                continue;
            }
            // A second one like it is one too many.
            if !kept && stays(&event, &hook) {
                kept = true;
                continue;
            }
            took_here = true;
            take_out_of(profile, hook);
        }
        took |= took_here;
        if took_here {
            remove_bare(property, &list.to_string());
        }
    }
    Ok(took)
}

/// Takes a property away whose list or object has nothing in it. A comment in it or behind it keeps it there.
fn remove_bare(property: CstObjectProp, value: &str) {
    let is_bare = value.chars().all(|c| c.is_whitespace() || "[]{}".contains(c));
    let is_blank = |node: &CstNode| node.is_trivia() || node.is_comma();
    let is_commented = property.next_siblings().take_while(is_blank).any(|node| node.is_comment());
    if is_bare && !is_commented {
        property.remove();
    }
}

/// Takes our hook out of a group in which the user has others.
fn take_out_of(profile: &Profile, hook: CstNode) {
    let inner = hook.as_object().and_then(|group| group.array_value("hooks"));
    let ours = |hook: &CstNode| hook.to_serde_value().is_some_and(|hook| is_ours(profile.name, &hook));
    match inner {
        Some(inner) if !inner.elements().iter().all(ours) => {
            inner.elements().into_iter().filter(ours).for_each(CstNode::remove);
        }
        _ => hook.remove(),
    }
}

impl Entry {
    fn is(&self, event: &str, hook: &CstNode) -> bool {
        self.event == event && hook.to_serde_value().is_some_and(|value| value == self.value)
    }
}

/// The property of that name. Of two, the agents read the last, and nobody sees at a glance which one that is.
fn only(object: &CstObject, name: &str) -> Result<Option<CstObjectProp>> {
    let is_so = |property: &CstObjectProp| property.decoded_name().as_deref() == Some(name);
    let mut properties = object.properties().into_iter().filter(is_so);
    let first = properties.next();
    if properties.next().is_some() {
        bail!("`{}` appears in it twice", name.escape_debug());
    }
    Ok(first)
}

/// The object under a name; something else there is not for us to replace.
fn child(object: &CstObject, name: &str) -> Result<Option<CstObject>> {
    match only(object, name)? {
        None => Ok(None),
        Some(property) => match property.object_value() {
            Some(object) => Ok(Some(object)),
            None => bail!("`{name}` is not an object"),
        },
    }
}

fn list(hooks: &CstObject, event: &str) -> Result<Option<CstArray>> {
    match only(hooks, event)? {
        None => Ok(None),
        Some(property) => match property.array_value() {
            Some(list) => Ok(Some(list)),
            None => bail!("`hooks.{}` is not a list", event.escape_debug()),
        },
    }
}

fn all(entries: &[Entry]) -> CstInputValue {
    let event = |entry: &Entry| (entry.event.to_owned(), CstInputValue::Array(vec![input(&entry.value)]));
    CstInputValue::Object(entries.iter().map(event).collect())
}

fn input(value: &Value) -> CstInputValue {
    match value {
        Value::Null => CstInputValue::Null,
        Value::Bool(value) => CstInputValue::Bool(*value),
        Value::Number(number) => CstInputValue::Number(number.to_string()),
        Value::String(text) => CstInputValue::String(text.clone()),
        Value::Array(values) => CstInputValue::Array(values.iter().map(input).collect()),
        Value::Object(fields) => {
            CstInputValue::Object(fields.iter().map(|(name, value)| (name.clone(), input(value))).collect())
        }
    }
}
