//! How a matter of any kind is found, begins, and moves: its kind's table says when and where to.

use super::{Body, Matter, Phase, Step};
use crate::decide::{Work, allow};
use crate::ids::MatterId;
use crate::place::Community;
use crate::refusal::{CommonRefusal, Refusal};
use crate::rows::Row;
use crate::time::Instant;

/// A matter that the actor may do something to, with its body apart.
pub(crate) struct Found<'a, B> {
    pub(crate) matter: Matter,
    pub(crate) body: B,
    pub(crate) community: &'a Community,
}

impl<'a> Work<'a> {
    /// A matter to which the actor may do this now.
    pub(crate) fn matter<B: Body>(&self, id: MatterId, step: &Step<B>) -> Result<Found<'a, B>, Refusal> {
        let unknown = || Refusal::Common(CommonRefusal::Unknown { what: B::THING });
        let (matter, body) = self.case.rows.matter_of::<B>(id).ok_or_else(unknown)?;
        let community = self.community(matter.community_id).map_err(|_| unknown())?;
        let who = self.standing(community, matter.subject);
        let may = |one_of: &[B::Action]| one_of.iter().any(|it| body.may(&who, community, matter, *it));
        if !may(B::KNOWS) {
            // Whoever may not know of it is not told that it exists.
            return Err(unknown());
        }
        allow(may(step.by))?;
        if step.from.contains(&body.stage()) {
            Ok(Found { matter: matter.clone(), body: body.clone(), community })
        } else {
            Err(B::moved_on(body.stage()))
        }
    }

    /// Writes a new matter, with the first line of its story; it was asked for then.
    pub(crate) fn begin_matter<B: Body>(&mut self, mut matter: Matter, step: &Step<B>, asked: Instant) {
        matter.asked = self.if_late(asked);
        let (place, id) = (matter.community_id, matter.id);
        self.put(Row::Matter(matter));
        self.tell_story_then(place, B::told(id, step.deed), ("", asked));
    }

    /// Writes a matter as it stands after a step, with its story, and tells whose it is, who asked for them, and
    /// who has it.
    pub(crate) fn move_matter<B: Body>(&mut self, found: Found<'_, B>, step: &Step<B>, note: &str) {
        let Found { mut matter, mut body, .. } = found;
        let stage = step.to.unwrap_or_else(|| body.stage());
        if step.frees {
            self.take_away::<B>(&mut matter, stage);
        }
        if body.stage() != stage {
            body.stand(stage);
            matter.stage_since = self.case.now;
            matter.ended = (B::phase(stage) == Phase::Ended).then_some(self.case.now);
        }
        let asked = matter.actor.filter(|actor| matter.subject != Some(*actor));
        let taker = matter.taker.filter(|taker| matter.subject != Some(*taker) && asked != Some(*taker));
        for to in [matter.subject, asked, taker].into_iter().flatten() {
            self.tell(matter.community_id, to, B::news(matter.id, stage));
        }
        matter.ver += 1;
        matter.kind = body.into();
        let (place, id) = (matter.community_id, matter.id);
        self.put(Row::Matter(matter));
        self.tell_story(place, B::told(id, step.deed), note);
    }

    /// Takes a matter from who had it, and tells them where it stands from now on.
    fn take_away<B: Body>(&mut self, matter: &mut Matter, stage: B::Stage) {
        if let Some(taker) = matter.taker.take()
            && matter.subject != Some(taker)
            && matter.actor != Some(taker)
        {
            self.tell(matter.community_id, taker, B::news(matter.id, stage));
        }
        matter.taker_called = String::new();
    }
}
