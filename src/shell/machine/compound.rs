//! The words that group commands: `if`, `for`, `case`, functions.

use std::rc::Rc;

use super::Machine;
use super::group::{GroupKind, Pass, Stop};
use crate::shell::syntax::token::{Op, Token, Word};
use crate::shell::value::argument;

/// How many words may stand between `while` and its `do`.
const MOST_READ: usize = 16;

impl Machine<'_> {
    pub(super) fn group(&mut self, kind: GroupKind, pass: &mut Pass) -> Result<(), Stop> {
        pass.at += 1;
        self.open(kind, pass)
    }

    pub(super) fn ungroup(
        &mut self,
        pass: &mut Pass,
        is_mine: impl Fn(&GroupKind) -> bool,
    ) -> Result<(), Stop> {
        pass.at += 1;
        match pass.groups.last() {
            Some(group) if is_mine(&group.kind) => self.pop(pass),
            _ => Err(Stop::Confused),
        }
    }

    pub(super) fn branch(&mut self, word: &str, pass: &mut Pass) -> Result<(), Stop> {
        pass.at += 1;
        let Some(group) = pass.groups.last_mut() else { return Err(Stop::Confused) };
        if let Some(if_cd_fails) = group.if_cd_fails.take() {
            self.state = if_cd_fails;
        }
        match &mut group.kind {
            // What the condition did holds in every branch.
            GroupKind::Branches { .. } if word == "then" => group.entry = self.state.clone(),
            GroupKind::Branches { has_else, .. } => {
                *has_else |= word == "else";
                group.end_branch(&mut self.state);
            }
            _ => return Err(Stop::Confused),
        }
        group.line = self.state.clone();
        Ok(())
    }

    /// `name() …` and `function name …`.
    pub(super) fn defines(&mut self, text: &str, pass: &mut Pass) -> Result<bool, Stop> {
        let ops = |at: usize| match (pass.script.tokens.get(at), pass.script.tokens.get(at + 1)) {
            (Some(Token::Op(Op::Open)), Some(Token::Op(Op::Close))) => 2,
            _ => 0,
        };
        let (name, mut at) = match text {
            "function" => match pass.script.tokens.get(pass.at + 1) {
                Some(Token::Word(word)) => (word.bare().unwrap_or_default(), pass.at + 2 + ops(pass.at + 2)),
                _ => return Err(Stop::Confused),
            },
            _ if ops(pass.at + 1) > 0 => (text, pass.at + 3),
            _ => return Ok(false),
        };
        while let Some(Token::Op(Op::Newline)) = pass.script.tokens.get(at) {
            at += 1;
        }
        if !pass.is_skipping() {
            self.functions.insert(name.to_owned(), (Rc::clone(pass.script), at));
        }
        pass.at = at;
        self.open(GroupKind::Function, pass)?;
        Ok(true)
    }

    /// `for name in words`.
    pub(super) fn each(&mut self, pass: &mut Pass) -> Result<(), Stop> {
        let is_select = pass.bare() == Some("select");
        pass.at += 1;
        let name = pass.bare().unwrap_or_default().to_owned();
        pass.at += 1;
        if name.is_empty() {
            // `for ((…))`
            return self.open(GroupKind::Loop, pass);
        }
        pass.newlines();
        let mut values = self.state.args().map_or(vec![None], |args| args.iter().skip(1).cloned().collect());
        if pass.bare() == Some("in") {
            pass.at += 1;
            values.clear();
            while let Some(Token::Word(word)) = pass.script.tokens.get(pass.at) {
                if !pass.is_skipping() {
                    values.extend(self.fields(word));
                }
                pass.at += 1;
            }
        }
        if is_select {
            values = vec![None];
        }
        self.open(GroupKind::Each { name, values, next: 0, body: None }, pass)
    }

    /// `… | while read -r name; do`: once for each line that comes in, where those are known.
    pub(super) fn each_line(&mut self, pass: &mut Pass) -> Result<bool, Stop> {
        let Some(Some(text)) = self.pipe.clone().filter(|_| !pass.is_skipping()) else { return Ok(false) };
        let tokens = &pass.script.tokens[pass.at + 1..];
        let words: Vec<&Word> = tokens.iter().map_while(Token::word).take(MOST_READ).collect();
        let ends = tokens[words.len()..]
            .iter()
            .take_while(|token| matches!(token, Token::Op(Op::Newline | Op::Semi)));
        let at = pass.at + 1 + words.len() + ends.count();
        let does = pass.script.tokens.get(at).and_then(Token::word).and_then(Word::bare) == Some("do");
        let mut words = words.into_iter().skip_while(|word| word.assignment().is_some());
        let reads = words.next().and_then(Word::bare) == Some("read");
        let mut words = words.peekable();
        let mut end = '\n';
        while let Some(flag) = words.next_if(|word| word.bare().is_some_and(|text| text.starts_with('-'))) {
            match flag.bare() {
                Some("-r") => {}
                Some("-d") => {
                    words.next();
                    end = '\0';
                }
                _ => return Ok(false),
            }
        }
        let (Some(name), None, true, true) = (words.next().and_then(Word::bare), words.next(), reads, does)
        else {
            return Ok(false);
        };
        let values = text.split(end).filter(|line| !line.is_empty()).map(argument).collect();
        let kind = GroupKind::Each { name: name.to_owned(), values, next: 0, body: None };
        self.pipe = None;
        pass.at = at;
        self.open(kind, pass)?;
        Ok(true)
    }

    pub(super) fn body(&mut self, pass: &mut Pass) -> Result<(), Stop> {
        pass.at += 1;
        let at = pass.at;
        let Some(group) = pass.groups.last_mut() else { return Err(Stop::Confused) };
        match &mut group.kind {
            GroupKind::Loop => {}
            GroupKind::Each { name, values, next, body } => {
                *body = Some(at);
                *next = 1;
                match values.first() {
                    Some(value) => self.state.set(name, value.clone()),
                    None => group.is_skipped = true,
                }
            }
            _ => return Err(Stop::Confused),
        }
        group.line = self.state.clone();
        Ok(())
    }

    pub(super) fn repeat(&mut self, pass: &mut Pass) -> Result<(), Stop> {
        let at = pass.at + 1;
        let is_skipping = pass.is_skipping();
        self.pay_step()?;
        let Some(group) = pass.groups.last_mut() else { return Err(Stop::Confused) };
        if let GroupKind::Each { name, values, next, body: Some(body) } = &mut group.kind
            && let Some(value) = values.get(*next).filter(|_| !is_skipping)
        {
            *next += 1;
            if let Some(if_cd_fails) = group.if_cd_fails.take() {
                self.state = if_cd_fails;
            }
            self.state.set(name, value.clone());
            pass.at = *body;
            group.line = self.state.clone();
            return Ok(());
        }
        pass.at = at;
        match group.kind {
            GroupKind::Loop | GroupKind::Each { .. } => self.pop(pass),
            _ => Err(Stop::Confused),
        }
    }

    pub(super) fn case(&mut self, pass: &mut Pass) -> Result<(), Stop> {
        pass.at += 1;
        if let Some(Token::Word(word)) = pass.script.tokens.get(pass.at) {
            if !pass.is_skipping() {
                self.value(word);
            }
            pass.at += 1;
        }
        pass.newlines();
        if pass.bare() != Some("in") {
            return Err(Stop::Confused);
        }
        pass.at += 1;
        self.open(GroupKind::Case { ends: Vec::new() }, pass)?;
        pass.patterns();
        Ok(())
    }
}
