//! One command: its assignments, redirections and arguments.

use std::rc::Rc;

use super::group::{Pass, Stop};
use super::{Machine, Stream};
use crate::shell::syntax::token::{Op, Token, Word};
use crate::shell::value::Value;

/// What a command costs, and each variable of the shell that it runs in.
const COMMAND: usize = 300;
const VARIABLE: usize = 10;
/// Commands whose arguments are assignments.
const DECLARERS: [&str; 5] = ["export", "declare", "local", "readonly", "typeset"];

impl Machine<'_> {
    /// Runs the command that begins at hand.
    pub(super) fn simple(&mut self, pass: &mut Pass) -> Result<(), Stop> {
        let script = Rc::clone(pass.script);
        let start = pass.at;
        let count = script.tokens[start..].iter().take_while(|token| !matches!(token, Token::Op(_))).count();
        pass.at += count;
        let entry = pass.take_group_entry();
        if pass.is_skipping() || self.state.is_over() {
            return Ok(());
        }
        self.pay_step()?;
        let tokens = &script.tokens[start..start + count];
        let mut stream = Stream { input: self.pipe.take(), ..Stream::default() };
        stream.is_certain = !pass.is_conditional();
        self.stdout = None;
        self.is_read = match script.tokens.get(start + count) {
            Some(Token::Op(op)) => *op == Op::Pipe,
            _ => self.is_captured,
        };
        // Behind a group, redirections are seen from where the group began.
        let inner = entry.map(|entry| std::mem::replace(&mut self.state, entry));
        for token in tokens {
            if let Token::Redirect(redirect) = token {
                self.redirect(redirect, &mut stream);
            }
        }
        if let Some(inner) = inner {
            if let Some(file) = &stream.output_file {
                self.gets_what_was_printed(file);
            }
            self.state = inner;
            return Ok(());
        }
        let words: Vec<&Word> = tokens.iter().filter_map(Token::word).collect();
        self.words(&words, &mut stream);
        if let Some(failed) = stream.on_failure {
            pass.stay(failed);
        }
        Ok(())
    }

    /// Counts one more command.
    pub(super) fn pay_step(&mut self) -> Result<(), Stop> {
        let is_paid = self.budget.spend(COMMAND + VARIABLE * self.state.size());
        let Some(left) = self.steps.checked_sub(1).filter(|_| is_paid) else {
            self.budget.exceed();
            return Err(Stop::Confused);
        };
        self.steps = left;
        Ok(())
    }

    fn words(&mut self, words: &[&Word], stream: &mut Stream) {
        let count = words.iter().take_while(|word| word.assignment().is_some()).count();
        let (assignments, words) = words.split_at(count);
        let mut env = Vec::new();
        for word in assignments {
            let Some((name, value)) = word.assignment() else { continue };
            let is_more = word.bare().is_some_and(|text| text.starts_with(&format!("{name}+=")));
            let value = self.value(&value).filter(|_| !is_more);
            self.sets_agent(name, &value);
            if words.is_empty() {
                self.state.set(name, value);
            } else {
                env.push((name.to_owned(), value));
            }
        }
        let Some(first) = words.first() else { return };
        if first.bare() == Some("[[") {
            for word in words {
                self.text(word);
            }
            return;
        }
        if first.bare().is_some_and(|name| DECLARERS.contains(&name)) {
            return self.declare(words);
        }
        let mut args = Vec::new();
        let is_printer = matches!(first.bare(), Some("echo" | "printf"));
        for word in words {
            let fields = self.split_up(word);
            if is_printer {
                stream.said.extend(fields.iter().map(|field| field.text.clone()));
            }
            args.extend(fields.into_iter().flat_map(|field| self.names(field)));
        }
        self.with_variables(env, args, stream);
    }

    /// Runs a command for which alone these variables are set.
    fn with_variables(&mut self, env: Vec<(String, Value)>, args: Vec<Value>, stream: &mut Stream) {
        let names: Vec<String> = env.iter().map(|(name, _)| name.clone()).collect();
        let before: Vec<Option<Value>> = names.iter().map(|name| self.state.get(name)).collect();
        for (name, value) in env {
            self.state.set(&name, value);
        }
        self.command(args, &names, stream);
        for (name, value) in names.iter().zip(before).rev() {
            if let Some(failed) = &mut stream.on_failure {
                failed.put_back(name, value.clone());
            }
            self.state.put_back(name, value);
        }
    }

    fn declare(&mut self, words: &[&Word]) {
        let is_export = words[0].bare() == Some("export");
        let takes_back =
            |text: &str| text.starts_with('+') && text.contains('x') || is_export && text.starts_with("-n");
        let is_unset = words[1..].iter().filter_map(|word| word.bare()).any(takes_back);
        for word in &words[1..] {
            if let Some((name, value)) = word.assignment() {
                let value = self.value(&value);
                self.sets_agent(name, &value);
                self.state.set(name, value.filter(|_| !is_unset));
            } else {
                let name = self.text(word);
                if is_unset {
                    self.takes_off(&name);
                }
            }
        }
    }
}
