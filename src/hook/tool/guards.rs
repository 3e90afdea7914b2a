//! What the model reads where its call would take a guard of everybody's work away: what that is, and the right way.

use crate::domain::codename::Codename;
use crate::domain::map::Map;
use crate::domain::pattern::Pattern;
use crate::judge::call::Guard;
use crate::ui::text::said;

/// How an agent commits what is its own.
const SHIP: &str = r#"auraops ship -m "…""#;
const ASK: &str = r#"auraops msg "…" --to user --type request --locks none"#;

pub fn refusal(map: &Map, agent: &Codename, guard: Guard) -> String {
    let mine = || {
        let own = map.agent(agent.as_str()).and_then(|agent| agent.owns.first().map(Pattern::text));
        said(own.as_deref().unwrap_or_default().trim_end_matches("/**"))
    };
    let text = match guard {
        Guard::GitHooks => format!(
            "git's hooks guard every session's work; leave core.hooksPath as it is. Commit with: {SHIP}. \
             Ask the user: {ASK}"
        ),
        Guard::Auraops => format!("only the user replaces the map, or removes hooks. Ask: {ASK}"),
        Guard::Name => format!(
            "what writes needs AURAOPS_AGENT={agent}, which this takes off. Commit with: {SHIP}; \
             anything else: run it with the variable as it is."
        ),
        Guard::Files => format!(
            "this stashes every session's uncommitted work. Commit yours with: {SHIP}, or name your own \
             paths: git stash push -- {}",
            mine()
        ),
        Guard::Autostash => format!(
            "an autostash puts away every session's uncommitted work. To publish and merge: {SHIP}; \
             else give --no-autostash, and leave rebase.autoStash off."
        ),
        Guard::Stashes => format!(
            "stashes belong to all sessions and may hold the only copy of another's work. See: \
             git stash list. Ask the user: {ASK}"
        ),
        Guard::Index => {
            format!("others have staged files there. Name your own paths: git restore --staged -- {}", mine())
        }
        Guard::GitDir => format!(
            "this search reaches into .git. Add: -not -path './.git/*', or begin in your own \
             directory: find {} …",
            mine()
        ),
    };
    format!("auraops: {text}")
}
