//! Asking for help and answering. When each thing can be done and where it leads stands in `steps`; here is what else
//! must hold, and what else it does.

use super::{Action, Answerer, HelpBody, HelpRefusal, Stage, Target, Word, may, steps};
use crate::decide::Work;
use crate::decide::words::{line, needed, text};
use crate::ids::{MatterId, MemberId};
use crate::matter::{Body, Found, Matter};
use crate::mutation::{HelpAsk, HelpCallBack, HelpNote, HelpRef, HelpTriage};
use crate::refusal::{CommonRefusal, Field, Refusal};

/// A request is not older than this, whatever the clock of a phone says, in days.
const OLDEST_DAYS: i64 = 30;

impl Work<'_> {
    pub(crate) fn help_ask(&mut self, args: &HelpAsk) -> Result<(), Refusal> {
        let (subject, community) =
            self.subject(args.subject, |who| may(who, Action::Ask, &Target::default()))?;
        self.unused(self.case.rows.matters.contains_key(&args.help_id))?;
        let what = needed(&args.what, Field::What, community)?;
        let place = line(&args.place, Field::Place, community)?;
        // Asked without a network, it may arrive after the hour it named, or on another day: better late than
        // never. Only a day that was over when it was asked is a slip of the finger; a phone of before says
        // nothing of when that was.
        let zone = community.zone();
        let asked = self.happened(args.at, self.case.now.plus_days(-OLDEST_DAYS));
        let slip = |wanted| args.at.is_some() && zone.date(wanted) < zone.date(asked);
        if args.wanted.is_some_and(slip) {
            return Err(CommonRefusal::Past.into());
        }
        self.room_for_help(subject, community, &zone)?;
        let body = HelpBody {
            what,
            place,
            wanted: args.wanted,
            answerer: args.answerer,
            urgency: args.urgency,
            stage: steps::FIRST,
        };
        let whose = (subject, self.case.actor.id);
        let matter = Matter::new(args.help_id, whose, self.case.now, body.into());
        self.begin_matter(matter, &steps::ASK, asked);
        Ok(())
    }

    pub(crate) fn help_triage(&mut self, args: &HelpTriage) -> Result<(), Refusal> {
        let others = args.answerer == Answerer::Other;
        let step = if others { steps::HAND_OVER } else { steps::TRIAGE };
        let mut found = self.matter(args.help_id, &step)?;
        let owner = line(&args.owner, Field::Owner, found.community)?;
        self.unchanged(found.matter.ver)?;
        found.body.answerer = args.answerer;
        if others {
            if owner.is_empty() {
                return Err(HelpRefusal::WhoseMatter.into());
            }
            owner.clone_into(&mut found.matter.owner);
            self.move_matter(found, &step, &owner);
        } else {
            self.move_matter(found, &step, "");
        }
        Ok(())
    }

    pub(crate) fn help_take(&mut self, args: &HelpRef) -> Result<(), Refusal> {
        let mut found = match self.matter(args.help_id, &steps::TAKE) {
            // Somebody who saw it open a moment ago is told that it has gone, not that it never was.
            Err(Refusal::Common(CommonRefusal::Unknown { .. })) => return Err(self.why_gone(args.help_id)),
            other => other?,
        };
        let Found { matter, body, community } = &found;
        let who = self.standing(community, matter.subject);
        if !body.may(&who, community, matter, Action::Handle) {
            self.room_to_take(community)?;
        }
        found.matter.taker = Some(self.case.actor.id);
        self.case.called.clone_into(&mut found.matter.taker_called);
        self.move_matter(found, &steps::TAKE, "");
        Ok(())
    }

    /// Who took it cannot do it after all.
    pub(crate) fn help_give_back(&mut self, args: &HelpNote) -> Result<(), Refusal> {
        let found = self.matter(args.help_id, &steps::GIVE_BACK)?;
        if found.matter.taker != Some(self.case.actor.id) {
            return Err(CommonRefusal::NotAllowed.into());
        }
        let note = needed(&args.note, Field::Note, found.community)?;
        self.move_matter(found, &steps::GIVE_BACK, &note);
        Ok(())
    }

    /// What to tell a neighbour about a request that they cannot see now, but could.
    fn why_gone(&self, id: MatterId) -> Refusal {
        let unknown = Refusal::Common(CommonRefusal::Unknown { what: HelpBody::THING });
        let Some((matter, help)) = self.case.rows.matter_of::<HelpBody>(id) else { return unknown };
        let Ok(community) = self.community(matter.community_id) else { return unknown };
        let who = self.standing(community, matter.subject);
        let target = Target { for_neighbours: true, ..Target::new(community, matter, help) };
        if help.answerer != Answerer::Neighbour || !may(&who, Action::AnswerAsNeighbour, &target) {
            unknown
        } else if !help.stage.is_open() {
            HelpBody::moved_on(help.stage)
        } else if matter.taker.is_some() {
            HelpRefusal::TakenByNeighbour.into()
        } else {
            unknown
        }
    }

    /// A word on an open request: from who handles it (who thereby begins), or from the resident.
    pub(crate) fn help_note(&mut self, args: &HelpNote) -> Result<(), Refusal> {
        let found = self.matter::<HelpBody>(args.help_id, &steps::SAY)?;
        let note = needed(&args.note, Field::Note, found.community)?;
        let theirs = found.matter.taker == Some(self.case.actor.id);
        let began = theirs && steps::BEGIN.from.contains(&found.body.stage);
        self.move_matter(found, if began { &steps::BEGIN } else { &steps::SAY }, &note);
        Ok(())
    }

    pub(crate) fn help_resolve(&mut self, args: &HelpNote) -> Result<(), Refusal> {
        let found = self.matter(args.help_id, &steps::RESOLVE)?;
        let note = text(&args.note, Field::Note, found.community)?;
        self.unchanged(found.matter.ver)?;
        self.move_matter(found, &steps::RESOLVE, &note);
        Ok(())
    }

    pub(crate) fn help_call_back(&mut self, args: &HelpCallBack) -> Result<(), Refusal> {
        let step = match args.word {
            Word::Solved => steps::SOLVED,
            Word::NotSolved => steps::NOT_SOLVED,
            Word::NotReached => steps::NOT_REACHED,
        };
        let found = self.matter(args.help_id, &step)?;
        let note = text(&args.note, Field::Note, found.community)?;
        self.unchanged(found.matter.ver)?;
        self.move_matter(found, &step, &note);
        Ok(())
    }

    pub(crate) fn help_close(&mut self, args: &HelpRef) -> Result<(), Refusal> {
        let found = self.matter(args.help_id, &steps::CLOSE)?;
        self.move_matter(found, &steps::CLOSE, "");
        Ok(())
    }

    pub(crate) fn help_reopen(&mut self, args: &HelpNote) -> Result<(), Refusal> {
        let mut found = self.matter(args.help_id, &steps::REOPEN)?;
        let note = needed(&args.note, Field::Note, found.community)?;
        if found.body.stage == Stage::HandedOver {
            // Ours after all.
            found.body.answerer = Answerer::Community;
            found.matter.owner = String::new();
        }
        self.move_matter(found, &steps::REOPEN, &note);
        Ok(())
    }

    /// To the subdistrict. The stage's clock starts anew; the case's goes on.
    pub(crate) fn help_escalate(&mut self, args: &HelpNote) -> Result<(), Refusal> {
        let mut found = self.matter(args.help_id, &steps::ESCALATE)?;
        if found.matter.escalated {
            return Err(HelpBody::moved_on(found.body.stage));
        }
        let note = needed(&args.note, Field::Note, found.community)?;
        found.matter.escalated = true;
        self.unchanged(found.matter.ver)?;
        found.matter.stage_since = self.case.now;
        self.move_matter(found, &steps::ESCALATE, &note);
        Ok(())
    }

    pub(crate) fn help_withdraw(&mut self, args: &HelpRef) -> Result<(), Refusal> {
        let found = self.matter(args.help_id, &steps::WITHDRAW)?;
        self.move_matter(found, &steps::WITHDRAW, "");
        Ok(())
    }

    /// A request, when somebody goes to live elsewhere: their own is withdrawn with the words why, or, where nothing
    /// but their word is awaited, says so to the desk, which asks them and closes it. One that they had taken comes
    /// back.
    pub(crate) fn help_left(&mut self, matter: &Matter, who: MemberId, why: &str) {
        let Some(body) = matter.body::<HelpBody>() else { return };
        let own = matter.subject == Some(who);
        let steps: &[_] = if own { &[steps::WITHDRAW, steps::SAY] } else { &[steps::GIVE_BACK] };
        let step = steps.iter().find(|it| it.from.contains(&body.stage));
        if let Some(step) = step.filter(|_| own || matter.taker == Some(who))
            && let Ok(community) = self.community(matter.community_id)
        {
            let found = Found { matter: matter.clone(), body: body.clone(), community };
            self.move_matter(found, step, why);
        }
    }
}
