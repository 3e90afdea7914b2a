//! How messages are said, one a line. What stands in the chat is somebody else's text: escaped, never obeyed.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::text::{BOLD, Plain, cut, styled};
use super::when::clock;
use crate::domain::chat::{Post, Timed};
use crate::domain::entry::{Msg, Party, To};
use crate::domain::id::Id;
use crate::domain::map::Map;
use crate::domain::next::Next;

/// How much of a list of names, or of a word that is no type, is worth showing.
const NAMES: usize = 60;

/// A message, ready to be shown.
#[derive(Debug, Clone, Serialize)]
pub struct Message {
    #[serde(flatten)]
    pub post: Post,
    /// In the zone of the day.
    pub at: DateTime<FixedOffset>,
    /// A request that nobody has answered.
    pub open: bool,
    /// Why it may not be by whom it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<&'static str>,
}

impl Message {
    pub fn id(&self) -> Id {
        self.post.entry.id
    }

    /// The command that answers it.
    pub fn answer(&self) -> Next {
        Next::auraops(format!(r#"msg "…" --re {} --type ack"#, self.id()))
    }

    /// `RENDER → SENSOR`, with `you` for whom it is shown to.
    pub fn parties(&self, me: Option<&Party>) -> String {
        let to = match self.post.entry.msg().map(|msg| &msg.to) {
            Some(To::Only(parties)) if me.is_some_and(|me| parties[..] == [me.clone()]) => "you".to_owned(),
            Some(to) => cut(&to.to_string(), NAMES),
            None => String::new(),
        };
        let origin = self.origin.map(|origin| format!(" ({origin})")).unwrap_or_default();
        Plain(&format!("{}{origin} → {to}", self.post.entry.who)).to_string()
    }

    fn kind(&self) -> String {
        let kind = self.post.entry.msg().map_or("", |msg| msg.kind.as_str());
        Plain(&format!("{}{}", cut(kind, NAMES), if self.open { " (open)" } else { "" })).to_string()
    }

    /// The paths it is about, the entry it answers, and what it says.
    pub fn text(&self) -> String {
        let Some(Msg { locks, re, note, .. }) = self.post.entry.msg() else { return String::new() };
        let locks = if locks.is_empty() { String::new() } else { format!("locks:{}  ", locks.join(",")) };
        let re = re.map(|id| format!("re:{id} ")).unwrap_or_default();
        Plain(&format!("{locks}{re}{note}")).to_string()
    }
}

/// The messages behind `posts`, which are some of the ordered ones, in that order; `open` are the unanswered requests.
pub fn messages_of(map: &Map, ordered: &[Timed], posts: &[&Post], open: &[&Post]) -> Vec<Message> {
    let open: HashSet<Id> = open.iter().map(|post| post.entry.id).collect();
    let mut posts = posts.iter().peekable();
    let wanted = |timed: &&Timed| posts.next_if(|post| std::ptr::eq(**post, timed.post)).is_some();
    let message = |timed: &Timed| Message {
        post: Post { entry: timed.post.entry.clone().spelled(map), ..timed.post.clone() },
        at: timed.at,
        open: open.contains(&timed.post.entry.id),
        origin: None,
    };
    ordered.iter().filter(wanted).map(message).collect()
}

/// Says beside names what there is to say of them.
pub fn mark(messages: &mut [Message], marks: &HashMap<Id, &'static str>) {
    for message in messages {
        message.origin = marks.get(&message.id()).copied();
    }
}

/// Writes messages below each other, in columns.
pub fn list(
    out: &mut dyn Write,
    messages: &[Message],
    me: Option<&Party>,
    today: NaiveDate,
) -> io::Result<()> {
    let columns = |message: &Message| [clock(message.at, today), message.parties(me), message.kind()];
    let rows: Vec<[String; 3]> = messages.iter().map(columns).collect();
    let widths =
        [0, 1, 2].map(|column| rows.iter().map(|row| row[column].width()).max().unwrap_or(0).min(60));
    for (message, row) in messages.iter().zip(rows) {
        write!(out, "{}", styled(BOLD, message.id()))?;
        for (text, width) in row.iter().zip(widths) {
            write!(out, "  {text}{:1$}", "", width.saturating_sub(text.width()))?;
        }
        writeln!(out, "  {}", message.text())?;
    }
    Ok(())
}
