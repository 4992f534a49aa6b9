//! Whom of the reader's people a notice waits for.

use linli_domain::member::Member;
use linli_domain::policy::Actor;
use linli_domain::rows::Rows;
use linli_domain::systems::notices::{Notice, NoticePhase};
use linli_domain::time::Instant;

use crate::pages::common::people;

/// Whether it holds now.
pub fn is_running(it: &Notice, now: Instant) -> bool {
    it.phase(now) == NoticePhase::Running
}

/// The reader, and those whom they act for, whom it concerns and who have not seen it; the reader first.
pub fn waiting(rows: &Rows, actor: &Actor, it: &Notice, now: Instant) -> Vec<Member> {
    let Some(community) = rows.communities.get(&it.community_id) else { return Vec::new() };
    let year = community.zone().date(now).year();
    let mut people = people(rows, actor);
    people.retain(|person| it.reaches(person, year) && !it.seen.contains(&person.id));
    people.sort_by_key(|person| person.id != actor.id);
    people
}
